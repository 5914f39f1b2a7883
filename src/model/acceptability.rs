//! How acceptable packages are, as analysts judge them.

use super::{Id, Quantity, TermValue};

/// The table of acceptability and the what-ifs beside it: from 0 to 100, 50 would just be accepted.
#[derive(Debug, Clone, Default)]
pub struct Acceptability {
    /// The moment of which the table speaks.
    pub at: Moment,
    /// The packages that were judged, by the option sheet that they are or were.
    pub judged: Vec<Judged>,
    /// Single changes that were judged.
    pub probes: Vec<Probe>,
}

/// The moment of which a table of acceptability speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Moment {
    /// As factors and processes stand at the start: drivers count by their change since then.
    #[default]
    Start,
    /// With every driver at nothing: drivers count in full.
    Zero,
}

/// A package and what was said of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The option sheet.
    pub option: Id,
    /// What the sheet said when it was judged, in the order of the terms.
    pub terms: Vec<(Id, TermValue)>,
    /// Its acceptability, by the audience's full reference. **Unit** points of acceptability.
    pub cells: Vec<(Id, Quantity)>,
}

/// A change of one or more terms, and what it would do.
#[derive(Debug, Clone)]
pub struct Probe {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The option sheet from which it starts, as it was judged.
    pub from: Id,
    /// What is otherwise.
    pub with: Vec<(Id, TermValue)>,
    /// By how much the acceptability rises, by the audience's full reference. **Unit** points of acceptability.
    pub adds: Vec<(Id, Quantity)>,
}

impl Acceptability {
    /// The package that a sheet was judged as.
    pub fn judged(&self, option: &str) -> Option<&Judged> {
        self.judged.iter().find(|judged| judged.option == option)
    }

    /// What was said of an option by an audience.
    pub fn cell(&self, option: &str, audience: &str) -> Option<&Quantity> {
        self.judged(option)?.cells.iter().find(|(id, _)| id == audience).map(|(_, cell)| cell)
    }
}
