//! A chance or a mean in each world, with what chance within a world leaves in it.

/// What was asked about, world by world.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldMeans {
    /// The chance or mean over the paths of each world; not a number where none of them has a value.
    pub values: Vec<f64>,
    /// The variance that chance within each world leaves in that value; not a number where a single path has one.
    pub noise: Vec<f64>,
    /// The paths of each world that have a value.
    pub paths: Vec<u32>,
}
