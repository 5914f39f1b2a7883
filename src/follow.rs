//! Following scenario files on disk, and running their study again when one of them changes. Knows no terminal and no page: results and problems
//! are data.
//!
//! ```text
//! files ─► is_due ─► rerun ─► last: the newest result · trouble: what is wrong since then
//! ```
//!
//! [`Following::is_due`] looks at the files, which is cheap, and may be asked fifty times a second; [`Following::rerun`] reads and simulates. A fault
//! in a file leaves the last result where it was. What changes while it simulates stops it, so that nobody waits for what is out of date.

mod files;
mod following;
mod overtaken;

pub use files::{EVERY, Files, Seen};
pub use following::{Following, Good, Order, Step, Took};
