//! Tones as they are written in a file of figures.

use serde::{Deserialize, Serialize};

use crate::model::Tone;

/// How a tone is written.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Tone", rename_all = "lowercase")]
pub(crate) enum ToneWord {
    Reached,
    Partial,
    Open,
    Broken,
}
