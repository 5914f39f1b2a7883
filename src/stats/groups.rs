//! Groups of worlds, over which the errors of quantiles are told.

/// Groups of worlds for the error of a quantile.
pub const GROUPS: usize = 20;

/// The group of a world: its number modulo twenty.
pub fn group_of_world(world: usize) -> usize {
    world % GROUPS
}
