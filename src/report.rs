//! What leaves the program as text: the table for the terminal, JSON and CSV, the chronicle of one history.

pub mod brief;
mod chronicle;
mod comparison;
mod export;
mod page;
mod table;
mod words;

pub use chronicle::chronicle;
pub use comparison::comparison;
pub use export::{outcomes_csv, outcomes_json};
pub use table::{legend, paragraph, table};
