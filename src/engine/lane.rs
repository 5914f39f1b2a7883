//! A path's place in its block.

/// A path's place in its block.
pub type Lane = u32;
