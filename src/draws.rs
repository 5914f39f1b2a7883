//! Addressed randomness: (seed, element, purpose, world, path, ordinal) → u in the open interval (0, 1).
//!
//! Nothing is consumed in sequence. A draw is found by its address, so an element that is added, removed or edited leaves the
//! draws of all others alone, and any number of threads sees the same numbers. The address is laid out in model.md §5.8:
//! the key is a hash of the names, the stream is the world, the word is `ordinal · 2³² + path`. Paths of one ordinal lie side by
//! side, so a column for a block of paths is made of few blocks of the cipher, side by side in their turn (`blocks`).

mod blocks;
mod design;
mod permutation;
mod sequence;
mod stream;
mod unit;

pub use blocks::Workbench;
pub use design::{Design, QuantityStream, REPLICATES, Sampling};
pub use sequence::{Sequences, TOGETHER};
pub use stream::{ENGINE_VERSION, Stream};
