//! The figures of a run as a file: what is drawn is what is stored.

use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::soundness;
use crate::lettering::Fallback;
use crate::results::sha256;
use crate::words::json_refusal;

/// The name of the file in a run folder.
pub const FIGURES: &str = "figures.json";

/// All figures of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Kept")]
pub struct Figures {
    /// In the order in which they are shown.
    pub figures: Vec<Figure>,
}

/// What the file holds: figures, and the second font that they are drawn with.
#[derive(Deserialize)]
struct Kept {
    figures: Vec<Figure>,
    #[serde(default)]
    font: Option<Lettering>,
}

/// A font as text.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Lettering(Fallback);

impl TryFrom<String> for Lettering {
    type Error = String;

    fn try_from(text: String) -> Result<Lettering, String> {
        let font = Fallback::of_text(&text).unwrap_or_else(|| Err("is no font as a run writes it".into()));
        font.map(Lettering).map_err(|why| format!("the font of the figures {why}"))
    }
}

impl From<Kept> for Figures {
    fn from(Kept { mut figures, font }: Kept) -> Figures {
        let font = font.map(|Lettering(font)| font);
        figures.iter_mut().for_each(|figure| figure.font.clone_from(&font));
        Figures { figures }
    }
}

/// The same, to be written.
#[derive(Serialize)]
struct Keeping<'a> {
    figures: &'a [Figure],
    #[serde(skip_serializing_if = "Option::is_none")]
    font: Option<String>,
}

/// Figures in a folder without a manifest, with their own digest.
#[derive(Deserialize)]
struct Vouched {
    /// Of the text that [`Figures::json`] makes of these figures.
    #[serde(default)]
    sha256: Option<String>,
    #[serde(flatten)]
    figures: Figures,
}

/// The same, to be written.
#[derive(Serialize)]
struct Vouching<'a> {
    sha256: String,
    #[serde(flatten)]
    figures: Keeping<'a>,
}

impl Figures {
    /// The text of the file.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.keeping()).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    /// The text of the file in a folder of charts, which has no manifest: with the digest of the figures.
    pub fn json_vouched(self) -> String {
        let vouched = Vouching { sha256: sha256(self.json().as_bytes()), figures: self.keeping() };
        let mut text = serde_json::to_string_pretty(&vouched).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    fn keeping(&self) -> Keeping<'_> {
        let fonts = self.figures.iter().filter_map(|figure| figure.font.clone());
        let font = Fallback::joined(fonts).map(|font| font.text());
        Keeping { figures: &self.figures, font }
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
