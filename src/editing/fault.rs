//! Why a text was not edited.

use std::fmt;

/// Why a text was not edited. Its text is for people, and ends without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The text is not TOML: `check` tells all that is wrong with it.
    NotToml(String),
    /// What should be set is not `KEY=VALUE`.
    NotAnEdit(String),
    /// The key leads through something that is no table.
    NoTable {
        /// The key as far as it leads.
        key: String,
        /// What stands there.
        found: &'static str,
    },
    /// The edit came out otherwise than it should have. Nothing was kept of it.
    Unsafe,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotToml(why) => write!(f, "is not TOML: {why}"),
            Fault::NotAnEdit(why) => write!(f, "cannot be edited so: {why}"),
            Fault::NoTable { key, found } => {
                write!(f, "has {found} at `{key}`, so nothing can be set below it; set `{key}` whole")
            }
            Fault::Unsafe => write!(f, "is written in a way that this command cannot keep; edit it by hand"),
        }
    }
}

impl std::error::Error for Fault {}
