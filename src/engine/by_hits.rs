//! How many worlds have how many paths with an outcome, in each group of worlds: all that an estimate of a chance needs, without a number for each world.

use crate::stats::{GROUPS, group_of_world};

/// Worlds by how many of their paths have an outcome, in each group of worlds.
///
/// **Shape** a world of a group is like any other of it, so that what is estimated of these counts is what would be of the worlds' own. It takes no
/// more room than there are different counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHits {
    /// By group: counts, rising, and how many worlds have each.
    groups: Vec<Vec<(u32, u32)>>,
}

impl Default for ByHits {
    fn default() -> ByHits {
        ByHits { groups: vec![Vec::new(); GROUPS] }
    }
}

impl ByHits {
    /// Adds a world.
    pub fn record(&mut self, world: u32, hits: u32) {
        let group = &mut self.groups[group_of_world(world as usize)];
        match group.binary_search_by_key(&hits, |(hits, _)| *hits) {
            Ok(place) => group[place].1 += 1,
            Err(place) => group.insert(place, (hits, 1)),
        }
    }

    /// A count for each of so many worlds. Which world of a group has which is made up; which group has which is not.
    ///
    /// **Range** `worlds` have been recorded, from the first on.
    pub fn counts(&self, worlds: u32) -> Vec<u32> {
        let mut counts = vec![0; worlds as usize];
        for (first, group) in self.groups.iter().enumerate() {
            let each = group.iter().flat_map(|&(hits, worlds)| std::iter::repeat_n(hits, worlds as usize));
            let places = (first..counts.len()).step_by(GROUPS);
            for (place, hits) in places.zip(each) {
                counts[place] = hits;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Clusters, proportion};

    #[test]
    fn what_is_estimated_is_that_of_the_worlds_themselves() {
        // Groups differ, so that a count that came into the wrong group would show in the error.
        let worlds: Vec<u32> = (0..230_u32).map(|w| (w * w * 7 + w % 20) % 26).collect();
        let mut kept = ByHits::default();
        worlds.iter().enumerate().for_each(|(world, &hits)| kept.record(world as u32, hits));
        let counts = kept.counts(230);
        assert_ne!(counts, worlds);
        for clusters in [Clusters::Worlds, Clusters::Replicates] {
            let (ours, theirs) = (proportion(&counts, 25, clusters), proportion(&worlds, 25, clusters));
            assert_eq!(ours.seen, theirs.seen);
            let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
            close(ours.estimate.value, theirs.estimate.value);
            close(ours.estimate.standard_error, theirs.estimate.standard_error);
            close(ours.share_between.unwrap(), theirs.share_between.unwrap());
            assert_eq!(ours.interval().is_some(), theirs.interval().is_some());
        }
        // A mixed-up group is noticed.
        let mut mixed = ByHits::default();
        worlds.iter().enumerate().for_each(|(world, &hits)| mixed.record(world as u32 / 12, hits));
        let mixed = proportion(&mixed.counts(230), 25, Clusters::Replicates).estimate.standard_error;
        let told = proportion(&worlds, 25, Clusters::Replicates).estimate.standard_error;
        assert!((mixed - told).abs() > 1e-4, "{mixed} {told}");
    }
}
