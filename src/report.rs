//! What leaves the program as text: the table for the terminal, JSON and CSV, the chronicle of one history.

mod chronicle;
mod export;
mod table;

pub use chronicle::chronicle;
pub use export::{outcomes_csv, outcomes_json};
pub use table::{legend, table};
