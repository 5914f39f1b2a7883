//! Why a scenario cannot be varied so.

use std::fmt;

use crate::scenario::Problems;

/// Why a scenario cannot be varied so. Its text is for people.
#[derive(Debug, Clone)]
pub enum Refused {
    /// There is no such quantity, option, term or level.
    Unknown {
        /// What it should have been: "quantity".
        what: &'static str,
        /// Its name.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// A formula gives the quantity: what it is made of can be varied.
    Derived {
        /// Its key.
        key: String,
    },
    /// A formula reads the quantity, and was found sound for the range of its distribution only: give a file, or `--set`, which is checked as a whole.
    InFormula {
        /// Its key.
        key: String,
        /// The key of the quantity that the formula gives.
        formula: String,
    },
    /// The quantity is drawn anew each time that a state is entered, so that no world has one number of it.
    DrawnOnEntry {
        /// Its key.
        key: String,
    },
    /// The number, or the range of the distribution, is not one that the quantity may have.
    OutOfRange {
        /// Its key.
        key: String,
        /// What it may be, in words.
        admitted: String,
    },
    /// A share of a distribution lies between 0 and 1, both excluded.
    NoShare {
        /// The key of the quantity.
        key: String,
        /// The share that was asked for.
        share: f64,
    },
    /// A term that is an amount has no levels; give its quantity another value.
    NoLevels {
        /// The term.
        term: String,
    },
    /// The scenario would not be sound: all that is wrong with it.
    Unsound(Problems),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Unknown { what, name, near: Some(near) } => {
                write!(f, "there is no {what} `{name}`; did you mean `{near}`?")
            }
            Refused::Unknown { what, name, near: None } => write!(f, "there is no {what} `{name}`"),
            Refused::Derived { key } => {
                write!(f, "`{key}` follows from other quantities by a formula; vary those")
            }
            Refused::InFormula { key, formula } => {
                write!(
                    f,
                    "`{key}` is read by the formula of `{formula}`; load the scenario with the other number in a layer (--set)"
                )
            }
            Refused::DrawnOnEntry { key } => {
                write!(f, "`{key}` is drawn anew on entry of a state; no world has one number of it")
            }
            Refused::OutOfRange { key, admitted } => write!(f, "`{key}` is out of range: {admitted}"),
            Refused::NoShare { key, share } => {
                write!(f, "`{key}` has no quantile {share}: a share lies above 0 and below 1")
            }
            Refused::NoLevels { term } => {
                write!(
                    f,
                    "the term `{term}` is an amount and has no levels; vary `option_sheet.….terms.{term}`"
                )
            }
            Refused::Unsound(problems) => write!(f, "{}", problems.render(false).trim_end()),
        }
    }
}

impl std::error::Error for Refused {}
