//! One estimate less another, in the same worlds.

use super::difference::Paired;
use super::samples::Estimated;
use crate::stats::{ByWorld, Clusters, Interval};

/// One estimate less another, in the same worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Less {
    /// The difference, taken apart.
    pub by_world: ByWorld,
    /// Its standard error; none of what differs too rarely to tell one.
    pub standard_error: Option<f64>,
    /// Its confidence interval; none where no error can be told.
    pub range: Option<Interval>,
}

impl Less {
    /// An estimate less another, with what draws that both share leave open; the interval is one at 1 − `alpha`.
    pub fn new(estimate: &Estimated, other: &Estimated, clusters: Clusters, alpha: f64) -> Less {
        let pair = Paired::new(other, estimate, clusters);
        Less {
            standard_error: pair.standard_error(),
            range: pair.interval(clusters.freedom(estimate.by_world.worlds()), alpha),
            by_world: pair.difference,
        }
    }
}
