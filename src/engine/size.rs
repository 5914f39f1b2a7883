//! How much is simulated, and how many lanes side by side.

use crate::draws::{self, Design, Sampling};
use crate::stats::{self, Clusters};

// A group of worlds is a replicate of the design.
const _: () = assert!(draws::REPLICATES as usize == stats::GROUPS);

/// Lanes that are simulated side by side, where there are as many: the same paths of several worlds, or some paths of one. Results do
/// not depend on it.
pub(super) const BLOCK: u32 = 256;

/// How much to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// How the worlds are sampled.
    pub design: Design,
}

impl Size {
    /// So many worlds, sampled as one design.
    pub fn new(seed: u64, worlds: u32, paths: u32, sampling: Sampling) -> Size {
        Size { seed, worlds, paths, design: Design::new(sampling, worlds) }
    }

    /// What of the run is independent of each other.
    pub fn clusters(self) -> Clusters {
        match self.design.sampling() {
            Sampling::Random => Clusters::Worlds,
            Sampling::LatinHypercube | Sampling::Sobol => Clusters::Replicates,
        }
    }
}
