//! The figures of a run as a file: what is drawn is what is stored.

use serde::{Deserialize, Serialize};

use super::Figure;
use crate::words::json_refusal;

/// The name of the file in a run folder.
pub const FIGURES: &str = "figures.json";

/// All figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// In the order in which they are shown.
    pub figures: Vec<Figure>,
}

impl Figures {
    /// The text of the file.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    /// Reads the file back.
    ///
    /// **Errors** what is wrong with the text, with its line.
    pub fn parse(text: &str) -> Result<Figures, String> {
        serde_json::from_str(text).map_err(|why| json_refusal(&why.to_string(), why.line(), why.column()))
    }
}
