//! Every key that a scenario may have: what it holds, in which unit, whether it must be there, an example.
//!
//! This is the one list of keys. The readers take from it which keys a table knows, the JSON Schema and the tables of the documentation are written
//! from it, so that none of them can say something that the others do not. What a key means in full, and what else must hold, is for the readers.

mod elements;
mod moving;
mod quantity;
mod shape;
mod top;

pub use elements::{
    AUDIENCE, BARGAIN, EVIDENCE, EXPERT, FEASIBLE, INFEASIBLE, JUDGED, LEVEL, OPTION_SHEET, PARTY,
    POINTS_OF_AMOUNT, PROBE, PROBE_ADDS, TERM, TOGETHER,
};
pub use moving::{
    CHARTS, DRIVER, EXPECTATION, FACTOR, FORCE, METRIC, OBJECTIVE, PROCESS, REPORT, SEGMENT, SHOCK, STATE,
    TITLES, TRANSITION, WEIGHED, WINDOW,
};
pub use quantity::{BESIDE, GROUNDS_OF_NUMBERS, PEDIGREE};
pub use shape::{Form, Grounded, Key, Presence, Shape};
pub use top::{ACCEPTABILITY, CORRELATION, TOP};

/// Whether a key of this name holds a whole number.
pub(super) fn is_whole(name: &str) -> bool {
    let is_it = |key: &Key| key.name == name && matches!(key.form, Form::Whole(..));
    TOP.all().iter().any(|shape| shape.keys.iter().any(is_it))
}

#[cfg(test)]
mod tests;
