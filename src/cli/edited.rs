//! Scenario files that a verb edits.

use std::path::Path;

use super::failure::Failure;
use crate::editing::{self, NotReplaced};
use crate::scenario::{self, Problems, Reach, Severity};

/// The text of a file.
pub fn read(path: &Path) -> Result<String, Failure> {
    editing::read(path).map_err(|refusal| {
        let way_out = refusal.way_out().map(|way| format!("; {way}")).unwrap_or_default();
        Failure::Usage(format!("`{}` {refusal}{way_out}", path.display()))
    })
}

/// Writes the new text of a file that held the old one.
pub fn write(path: &Path, old: &str, new: &str) -> Result<(), Failure> {
    editing::replace(path, new, |there| there == old).map_err(|why| match why {
        NotReplaced::Disk(error) => Failure::Disk(error),
        why => Failure::Usage(why.to_string()),
    })
}

/// Whether there is an error now that the file on disk does not have.
pub fn is_worse(path: &Path, reach: &Reach, now: &Problems) -> bool {
    let errors = |problems: &Problems| -> Vec<String> {
        let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
        errors.map(|problem| format!("{} {}", problem.code(), problem.title())).collect()
    };
    let before =
        scenario::load_within(path, &[], reach).map_or_else(|problems| errors(&problems), |_| Vec::new());
    errors(now).iter().any(|error| !before.contains(error))
}
