//! Names become slots.
//!
//! A checked scenario is compiled into tables of numbers that the engine walks without looking anything up by name. Every collection is
//! sorted by id, so that the order of the file never reaches the arithmetic. Compiling cannot fail: whatever can be wrong was found by
//! the `scenario` room.

mod asked;
mod compile;
mod compiled;
mod distributions;
mod numbering;
mod order;
mod renaming;
mod union;
mod variants;

pub use compile::{compile, compile_according_to};
pub use compiled::{
    Derivation, EntryDraw, Guard, Influence, Mask, Plan, PlannedAudience, PlannedCorrelation, PlannedFactor,
    PlannedForce, PlannedMeasure, PlannedMetric, PlannedMotion, PlannedPoints, PlannedProcess,
    PlannedQuantity, PlannedShock, PlannedTransition, PlannedTrigger, Read, Score, Slot, Table,
};
pub use union::{Part, Union, unite};
pub use variants::{Effects, effects_of, unite_variants};
