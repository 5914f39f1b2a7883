//! What is known of a curve, and where to look next.

use crate::stats::{ByWorld, Clusters, Interval};

/// A curve at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Where.
    pub x: f64,
    /// The estimate there, taken apart by world; all points of a curve live in the same worlds.
    pub by_world: ByWorld,
    /// Its confidence interval.
    pub range: Interval,
}

/// How a point stands to the value that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The whole confidence interval lies below it.
    Below,
    /// The interval holds it.
    Within,
    /// The whole interval lies above it.
    Above,
}

/// The search for the points at which a curve takes a value.
///
/// **Formula** the points that cannot be told from a solution are those whose confidence interval holds the value: the test is inverted, point by
/// point. So a true solution lies in what is found with the level of the intervals, whatever the curve looks like. **Source** the confidence set
/// of Fieller (1954) and of calibration, for a curve without a formula.
#[derive(Debug, Clone)]
pub struct Search {
    /// Ascending, no two at one place.
    pub(super) known: Vec<Known>,
    pub(super) target: f64,
    pub(super) clusters: Clusters,
    /// The share of the whole range that is not looked into any further.
    finest: f64,
}

/// Points between two between which something happens.
const BETWEEN: usize = 3;

/// An end is known well enough once what is left of it is so small a share of the stretch that it ends.
const SHARE_OF_STRETCH: f64 = 0.02;

/// The share of the range that is not looked into any further.
const FINEST: f64 = 1.0 / 2048.0;

/// What the value of a jump may lie between, beside the range.
const FINEST_JUMP: f64 = FINEST / 16.0;

impl Search {
    /// A search for where a curve is `target`. `clusters` says what of its worlds is independent.
    pub fn new(target: f64, clusters: Clusters) -> Search {
        Search { known: Vec::new(), target, clusters, finest: FINEST }
    }

    /// Adds what is known at a point; of two at the same place the first stays.
    ///
    /// **Errors** panics on a place that is no number.
    pub fn add(&mut self, known: Known) {
        assert!(known.x.is_finite(), "a point has a place");
        let place = self.known.partition_point(|other| other.x < known.x);
        if self.known.get(place).is_none_or(|other| other.x > known.x) {
            self.known.insert(place, known);
        }
    }

    /// What is known, from the left to the right.
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// The value that is looked for.
    pub fn target(&self) -> f64 {
        self.target
    }

    pub(super) fn side(&self, known: &Known) -> Side {
        match () {
            () if known.range.hi < self.target => Side::Below,
            () if known.range.lo > self.target => Side::Above,
            () => Side::Within,
        }
    }

    /// How far the estimate lies above the value.
    pub(super) fn above(&self, known: &Known) -> f64 {
        known.by_world.value - self.target
    }

    /// The width of what is looked at.
    pub(super) fn width(&self) -> f64 {
        match (self.known.first(), self.known.last()) {
            (Some(first), Some(last)) => last.x - first.x,
            _ => 0.0,
        }
    }

    /// Where the curve must be known next; nothing once the ends of every stretch are known well enough.
    ///
    /// Looked into is whatever lies between two points that stand otherwise to the value; where the estimate crosses it just once in a stretch, that
    /// crossing; and where no point cannot be told from it, the surroundings of the nearest one, which may hide a touch.
    pub fn wanted(&self) -> Vec<f64> {
        let mut gaps = self.gaps();
        gaps.dedup();
        let inside = |gap: usize| {
            let (from, to) = (self.known[gap].x, self.known[gap + 1].x);
            (1..=BETWEEN).map(move |i| from + (to - from) * i as f64 / (BETWEEN + 1) as f64)
        };
        gaps.into_iter().flat_map(inside).collect()
    }

    /// The places of the gaps between neighbours that must be looked into, ascending.
    fn gaps(&self) -> Vec<usize> {
        let sides: Vec<Side> = self.known.iter().map(|known| self.side(known)).collect();
        let stretches = self.within(&sides);
        let mut gaps: Vec<usize> = Vec::new();
        for gap in 0..sides.len().saturating_sub(1) {
            let wide = self.known[gap + 1].x - self.known[gap].x;
            let least = match (sides[gap], sides[gap + 1]) {
                (a, b) if a == b => continue,
                // Straight past it: what lies between is narrower than everything seen so far.
                (Side::Below, Side::Above) | (Side::Above, Side::Below) => FINEST_JUMP * self.width(),
                _ => {
                    let beside = |&&(first, last): &&(usize, usize)| first == gap + 1 || last == gap;
                    let stretch = stretches.iter().find(beside);
                    let stretch =
                        stretch.map_or(0.0, |&(first, last)| self.known[last].x - self.known[first].x);
                    (SHARE_OF_STRETCH * stretch).max(FINEST_JUMP * self.width())
                }
            };
            if wide > least {
                gaps.push(gap);
            }
        }
        for &(first, last) in &stretches {
            if let [gap] = self.crossings(first, last)[..]
                && self.known[gap + 1].x - self.known[gap].x
                    > (SHARE_OF_STRETCH * (self.known[last].x - self.known[first].x))
                        .max(FINEST_JUMP * self.width())
            {
                gaps.push(gap);
            }
        }
        let is_all_on_one_side = sides.windows(2).all(|pair| pair[0] == pair[1]);
        if stretches.is_empty() && is_all_on_one_side && !self.known.is_empty() {
            let nearest = self.nearest();
            let around = [nearest.checked_sub(1), (nearest + 1 < sides.len()).then_some(nearest)];
            let wide =
                |&gap: &usize| self.known[gap + 1].x - self.known[gap].x > 32.0 * self.finest * self.width();
            gaps.extend(around.into_iter().flatten().filter(wide));
        }
        gaps.sort_unstable();
        gaps
    }

    /// First and last place of each run of points that cannot be told from the value.
    pub(super) fn within(&self, sides: &[Side]) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (place, side) in sides.iter().enumerate() {
            match (side, runs.last_mut()) {
                (Side::Within, Some((_, last))) if *last + 1 == place => *last = place,
                (Side::Within, _) => runs.push((place, place)),
                _ => {}
            }
        }
        runs
    }

    /// The gaps in which the estimate crosses the value, from just before a run of points to just after it.
    pub(super) fn crossings(&self, first: usize, last: usize) -> Vec<usize> {
        let end = (last + 1).min(self.known.len() - 1);
        let is_up = |place: usize| self.above(&self.known[place]) >= 0.0;
        (first.saturating_sub(1)..end).filter(|&gap| is_up(gap) != is_up(gap + 1)).collect()
    }

    /// The place of the point whose estimate is nearest to the value; the first of several alike.
    ///
    /// **Errors** panics where nothing is known.
    pub(super) fn nearest(&self) -> usize {
        let off = |place: &usize| self.above(&self.known[*place]).abs();
        (0..self.known.len()).min_by(|a, b| off(a).total_cmp(&off(b))).expect("something is known")
    }
}
