//! The briefing: everything about finished runs that leaves the house, in one file.
//!
//! [`Briefing::of`] gathers it once as plain data; [`html`], [`markdown`] and, with the feature `xlsx`, `workbook` and `slides` set it.
//! Nothing is simulated or estimated here, so every number is one of the run folder.

mod briefing;
mod cases;
mod conditional;
mod contenders;
mod estimates;
mod first;
mod ledger;
mod plates;
mod sections;
mod sheets;
#[cfg(feature = "xlsx")]
mod slides;
mod templates;
#[cfg(feature = "xlsx")]
mod workbook;

pub use briefing::{Briefing, Finding, Judgement, Proof};
pub use cases::{Case, Run};
pub use estimates::{Answer, Block, Row};
pub use first::{First, Line};
pub use ledger::Ledger;
pub use plates::{Place, Plate};
pub use sections::Answered;
pub use sheets::TermSheets;
#[cfg(feature = "xlsx")]
pub use slides::slides;
pub use templates::{Annex, annex_html, annex_markdown, html, markdown};
#[cfg(feature = "xlsx")]
pub use workbook::workbook;
