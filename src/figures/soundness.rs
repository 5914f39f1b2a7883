//! What a figure that is read back must be like to be drawn: a file of figures may be a stranger's.
//!
//! What runs write is far within these bounds. They keep numbers on the sheet, tables rectangular, and the work of drawing within a second or two.

use super::figure::Figure;
use super::inspection::{Inspection, LONGEST_DESCRIPTION, MOST_CELLS};
use crate::results::{fault_of_part, without_case};

/// Figures of a file.
const MOST_FIGURES: usize = 2_000;
const LONGEST_TEXT: usize = 8_000;
/// A chart's file is called after its figure, a size and a kind of file. **Unit** bytes.
const LONGEST_FILE: usize = 200;

/// What no run writes in these figures; none if all of them can be drawn.
pub(crate) fn fault(figures: &[Figure]) -> Option<String> {
    if figures.len() > MOST_FIGURES {
        return Some(format!("it holds {} figures, more than {MOST_FIGURES}", figures.len()));
    }
    let mut names = std::collections::BTreeSet::new();
    figures.iter().find_map(|figure| {
        let named = |why: &str| {
            let name: String = figure.name.chars().take(60).collect();
            format!("the name of its figure {name:?} {why}")
        };
        if let Some(why) = fault_of_part(&figure.name) {
            return Some(named(why));
        }
        if figure.name.len() > LONGEST_FILE {
            return Some(named("is longer than 200 bytes"));
        }
        if !names.insert(without_case(&figure.name)) {
            return Some(named("is there twice, or in capitals and in small letters"));
        }
        let found = inspection(figure);
        found.fault.map(|why| format!("its figure `{}` {why}", figure.name))
    })
}

/// Looks at one figure.
fn inspection(figure: &Figure) -> Inspection {
    let mut look = Inspection::default();
    let source = &figure.provenance;
    for text in [&figure.title, &figure.subtitle, &figure.notes].into_iter().chain(&figure.rule_title) {
        look.whole(text.len() <= LONGEST_TEXT, "has a text of more than 8,000 bytes");
    }
    look.whole(figure.description.len() <= LONGEST_DESCRIPTION, "has a description of more than 4 MB");
    for text in [&source.engine, &source.scenario, &source.digest] {
        look.name(text);
    }
    figure.content.says().inspect(&mut look);
    let (count, length) = look.texts;
    look.whole(count <= MOST_CELLS && length <= LONGEST_DESCRIPTION, "has too many texts");
    look
}
