//! Where a curve takes a value, where it may, and how near it comes.

use super::search::{Search, Side};
use crate::stats::{Interval, student_t_quantile};

/// What is to be said of where a curve takes a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Every stretch of points at which it may, from the left to the right; none where every point is told from the value.
    pub stretches: Vec<Stretch>,
    /// The point whose estimate is nearest to the value, and that estimate.
    pub nearest: (f64, f64),
}

/// Neighbouring points none of which can be told from a solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Its ends. A solution lies between them with the level of the curve's intervals.
    pub range: Interval,
    /// Whether it goes on beyond what was looked at, at either end.
    pub is_open: [bool; 2],
    /// What the curve does there.
    pub passage: Passage,
    /// Where the estimate crosses the value, between the points around it in proportion; of several crossings that noise makes, all.
    pub crossings: Vec<f64>,
    /// Where, of most of the stretch, the curve cannot be told from level.
    pub flat: Option<Flat>,
}

/// What a curve does at a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It comes from below and leaves above.
    Rises,
    /// It comes from above and leaves below.
    Falls,
    /// It comes from one side and leaves on the same: it may touch the value, cross it twice, or just miss it.
    Touches,
    /// An end lies beyond what was looked at, so that it is not known which.
    Open,
}

/// A stretch along which a curve cannot be told from level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flat {
    /// From where to where.
    pub range: Interval,
}

/// At least this share of a stretch is level where it is said to be.
const MOST: f64 = 0.5;

impl Search {
    /// What is to be said, as far as the curve is known. `alpha` is one less the level at which points along the curve are told from each other.
    ///
    /// **Formula** an end lies between its two neighbours where the bound of the interval, taken in proportion, meets the value. A part of a stretch is
    /// level if its highest point is not told from its lowest by a paired difference in the same worlds.
    /// **Errors** panics where nothing is known.
    pub fn solution(&self, alpha: f64) -> Solution {
        let known = self.known();
        let sides: Vec<Side> = known.iter().map(|one| self.side(one)).collect();
        let mut stretches: Vec<Stretch> =
            self.within(&sides).into_iter().map(|run| self.stretch(run, &sides, alpha)).collect();
        // What is jumped over between two points is a solution too.
        for gap in 0..known.len().saturating_sub(1) {
            let passage = match (sides[gap], sides[gap + 1]) {
                (Side::Below, Side::Above) => Passage::Rises,
                (Side::Above, Side::Below) => Passage::Falls,
                _ => continue,
            };
            let range = Interval { lo: known[gap].x, hi: known[gap + 1].x };
            let crossings = vec![self.crossing(gap)];
            stretches.push(Stretch { range, is_open: [false; 2], passage, crossings, flat: None });
        }
        stretches.sort_by(|a, b| a.range.lo.total_cmp(&b.range.lo));
        let nearest = &known[self.nearest()];
        Solution { stretches, nearest: (nearest.x, nearest.by_world.value) }
    }

    fn stretch(&self, (first, last): (usize, usize), sides: &[Side], alpha: f64) -> Stretch {
        let known = self.known();
        let before = first.checked_sub(1).map(|place| sides[place]);
        let after = sides.get(last + 1).copied();
        let passage = match (before, after) {
            (Some(Side::Below), Some(Side::Above)) => Passage::Rises,
            (Some(Side::Above), Some(Side::Below)) => Passage::Falls,
            (Some(_), Some(_)) => Passage::Touches,
            _ => Passage::Open,
        };
        let end = |inner: usize, outer: Option<usize>| match outer {
            None => known[inner].x,
            Some(outer) => {
                let bound = |place: usize| match sides[outer] {
                    Side::Below => known[place].range.hi,
                    _ => known[place].range.lo,
                };
                self.between((known[outer].x, bound(outer)), (known[inner].x, bound(inner)))
            }
        };
        let range = Interval {
            lo: end(first, first.checked_sub(1)),
            hi: end(last, (last + 1 < known.len()).then_some(last + 1)),
        };
        Stretch {
            range,
            is_open: [before.is_none(), after.is_none()],
            passage,
            crossings: self.crossings(first, last).into_iter().map(|gap| self.crossing(gap)).collect(),
            flat: self.flat((first, last), range, alpha),
        }
    }

    /// Where the estimate crosses the value between two neighbours.
    fn crossing(&self, gap: usize) -> f64 {
        let [a, b] = [&self.known[gap], &self.known[gap + 1]].map(|known| (known.x, known.by_world.value));
        self.between(a, b)
    }

    /// Where the line between two points meets the value; kept between them.
    fn between(&self, a: (f64, f64), b: (f64, f64)) -> f64 {
        let share = (self.target - a.1) / (b.1 - a.1);
        a.0 + (b.0 - a.0) * if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 }
    }

    /// The longest part of a run of points along which the curve is not told from level, if it is most of the run.
    fn flat(&self, (first, last): (usize, usize), range: Interval, alpha: f64) -> Option<Flat> {
        let known = self.known();
        let worlds = known[first].by_world.worlds();
        let reach = match self.clusters.freedom(worlds) {
            0 => return None,
            freedom => student_t_quantile(1.0 - alpha / 2.0, freedom),
        };
        let is_level = |from: usize, to: usize| {
            let by_value =
                |a: &usize, b: &usize| known[*a].by_world.value.total_cmp(&known[*b].by_world.value);
            let (Some(low), Some(high)) = ((from..=to).min_by(by_value), (from..=to).max_by(by_value)) else {
                return false;
            };
            let rise = known[high].by_world.minus(&known[low].by_world);
            rise.value <= reach * rise.standard_error(self.clusters)
        };
        let mut longest: Option<(usize, usize)> = None;
        let mut from = first;
        for to in first..=last {
            while !is_level(from, to) {
                from += 1;
            }
            let long = |(a, b): (usize, usize)| known[b].x - known[a].x;
            if longest.is_none_or(|best| long((from, to)) > long(best)) {
                longest = Some((from, to));
            }
        }
        let (a, b) = longest?;
        let range_of = Interval { lo: known[a].x, hi: known[b].x };
        (range_of.hi - range_of.lo > MOST * (range.hi - range.lo)).then_some(Flat { range: range_of })
    }
}
