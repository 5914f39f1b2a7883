//! What leaves the program as text: the table for the terminal, JSON and CSV, the chronicle of one history.

mod chronicle;
mod comparison;
mod difference;
mod edits;
mod export;
mod page;
mod reproduction;
mod table;
mod words;

pub use chronicle::chronicle;
pub use comparison::comparison;
pub use difference::{differences, told};
pub use edits::{Edited, edits_json, edits_markdown, edits_text};
pub use export::{outcomes_csv, outcomes_json};
pub use reproduction::{ChartFile, Reproduction, reproduction};
pub use table::{legend, paragraph, table};
