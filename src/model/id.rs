//! Names of elements, and how many there may be.

/// The name of an element inside its collection, as the file spells it.
pub type Id = String;

/// The most states a process, and options a scenario, may have: the engine keeps sets of them in 64 bits.
pub const MOST_STATES: usize = 64;
