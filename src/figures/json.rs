//! The figures of a run as a file: what is drawn is what is stored.

use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::soundness;
use crate::results::sha256;
use crate::words::json_refusal;

/// The name of the file in a run folder.
pub const FIGURES: &str = "figures.json";

/// All figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// In the order in which they are shown.
    pub figures: Vec<Figure>,
}

/// Figures in a folder without a manifest, with their own digest.
#[derive(Serialize, Deserialize)]
struct Vouched {
    /// Of the text that [`Figures::json`] makes of these figures.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sha256: Option<String>,
    #[serde(flatten)]
    figures: Figures,
}

impl Figures {
    /// The text of the file.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    /// The text of the file in a folder of charts, which has no manifest: with the digest of the figures.
    pub fn json_vouched(self) -> String {
        let vouched = Vouched { sha256: Some(sha256(self.json().as_bytes())), figures: self };
        let mut text = serde_json::to_string_pretty(&vouched).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    /// Reads the file back.
    ///
    /// **Errors** what is wrong with the text, with its line; or which figure no run has made, since it cannot be drawn.
    pub fn parse(text: &str) -> Result<Figures, String> {
        let figures: Figures = serde_json::from_str(text).map_err(|why| refusal(&why))?;
        figures.sound()
    }

    /// Reads the file of a folder of charts, whose digest must be that of its figures.
    ///
    /// **Errors** as [`Figures::parse`], and that nothing vouches for the figures.
    pub fn parse_vouched(text: &str) -> Result<Figures, String> {
        let vouched: Vouched = serde_json::from_str(text).map_err(|why| refusal(&why))?;
        let Some(told) = vouched.sha256 else {
            return Err("there is no manifest beside it and no digest in it, so nothing vouches for its figures; give a run folder, or let \
                        the verb that drew these charts draw them anew"
                .into());
        };
        let figures = vouched.figures.sound()?;
        match sha256(figures.json().as_bytes()) == told {
            true => Ok(figures),
            false => Err("it was edited after it was written: its figures do not have its SHA-256; let the verb that drew these charts draw \
                          them anew"
                .into()),
        }
    }

    /// These, if all of them can be drawn.
    ///
    /// **Errors** which figure no run has made.
    pub fn sound(self) -> Result<Figures, String> {
        match soundness::fault(&self.figures) {
            Some(why) => Err(why),
            None => Ok(self),
        }
    }
}

/// Why a text is not the JSON that was expected, in our words.
fn refusal(why: &serde_json::Error) -> String {
    json_refusal(&why.to_string(), why.line(), why.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Sampling;
    use crate::engine::Size;
    use crate::figures::{EndStates, Provenance};

    #[test]
    fn figures_without_a_manifest_vouch_for_themselves() {
        let nothing =
            EndStates { what: None, horizon: "December 2036".into(), segments: Vec::new(), rows: Vec::new() };
        let provenance = Provenance::new("S", "0".repeat(64), Size::new(1, 1, 1, Sampling::Random));
        let figures = Figures { figures: vec![Figure::new("end-states", nothing, provenance)] };
        let text = figures.clone().json_vouched();
        assert_eq!(Figures::parse_vouched(&text), Ok(figures.clone()));
        assert_eq!(Figures::parse_vouched(&text.replace('\n', "\r\n")), Ok(figures.clone()));
        assert_eq!(Figures::parse(&text), Ok(figures.clone()));
        let edited = Figures::parse_vouched(&text.replace("2036", "2037")).unwrap_err();
        assert!(edited.contains("SHA-256"), "{edited}");
        let alone = Figures::parse_vouched(&figures.json()).unwrap_err();
        assert!(alone.contains("nothing vouches"), "{alone}");
    }
}
