//! What leaves the program as text: the table for the terminal, JSON and CSV, the chronicle of one history, the assumption ledger.

pub mod brief;
mod chances;
mod chronicle;
mod comparison;
mod difference;
mod edits;
mod expected;
mod explain;
mod export;
mod fit_check;
mod history;
mod inquiry;
mod labels;
mod ledger;
mod ledger_files;
mod markdown;
mod reproduction;
mod table;
mod text_layout;
mod worth;

pub use chronicle::chronicle;
pub use comparison::comparison;
pub use difference::{differences, worth_telling};
pub use edits::{Edited, edits_json, edits_markdown, edits_text};
pub use expected::expectations;
pub use explain::{Explanation, explain};
pub use export::{outcomes_csv, outcomes_json, read_outcomes};
pub use fit_check::{fit_findings, fit_sections_markdown, fit_table_markdown, fit_text};
pub use history::{Dated, Told, choice, dated, histories_json, tell};
pub use inquiry::{INQUIRIES, Inquiry, Section, inquiries_json, read_inquiries};
pub use ledger::ledger_text;
pub use ledger_files::{explain_json, ledger_csv, ledger_json, ledger_markdown};
pub use reproduction::{ChartFile, Inputs, Reproduction, reproduction};
pub use table::{legend, paragraph, table};
pub use worth::{worths_csv, worths_json, worths_markdown, worths_table_markdown, worths_text};
