//! Quantiles with their confidence intervals, and their differences.

use std::sync::LazyLock;

use super::groups::GROUPS;
use super::sketch::Place;
use super::{FEW, Interval, Sketch, clopper_pearson, student_t_quantile};

/// The confidence of the intervals.
const LEVEL: f64 = 0.95;
/// An error so small beside those of two estimates is what rounding leaves of none at all.
const ROUNDING: f64 = 1e-9;
/// So many values within an interval are told from a continuum.
const MOST_STEPS: usize = 64;

/// A quantile, or a difference of two, with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileEstimate {
    /// The quantile of all trials; none among the missing.
    pub value: Option<f64>,
    /// The lower end of the interval; none where it cannot be told.
    pub lo: Option<f64>,
    /// The upper end; none where it cannot be told, or where it is among the missing.
    pub hi: Option<f64>,
    /// How far the value may lie from what a cell of the histogram holds; 0 where it is exact.
    pub resolution: f64,
    /// Whether fewer than 20 trials lie elsewhere than at the value, so that nothing can be told of them.
    pub is_rare: bool,
}

impl QuantileEstimate {
    /// The standard error: half the interval by the quantile of Student's distribution that it was made with.
    ///
    /// None where an end is missing, and where the ends are the value itself: a quantile that stays on its value has no error of this kind.
    pub fn standard_error(&self) -> Option<f64> {
        let width = self.hi? - self.lo?;
        (self.value.is_some() && width > 0.0 && width.is_finite()).then(|| width / 2.0 / *REACH)
    }
}

/// How many standard errors an interval reaches to either side.
static REACH: LazyLock<f64> = LazyLock::new(|| student_t_quantile((1.0 + LEVEL) / 2.0, GROUPS - 1));

/// Quantiles over all groups of worlds, with what each group says of them.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedQuantiles<const N: usize> {
    found: [Found; N],
}

/// A quantile, and how the groups differ in it.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    estimate: QuantileEstimate,
    /// What each group adds to the deviation of the share at or below the quantile; they sum to 0.
    parts: Vec<f64>,
    /// The values within the interval, where they are steps rather than a continuum.
    steps: Option<Vec<f64>>,
}

impl<const N: usize> GroupedQuantiles<N> {
    /// The quantiles of these probabilities, from the trials of each group of so many worlds.
    pub fn new(groups: &[Sketch], worlds: usize, probabilities: [f64; N]) -> GroupedQuantiles<N> {
        let all = Sketch::merged(groups);
        let told = Told { all: &all, groups, worlds };
        GroupedQuantiles { found: probabilities.map(|p| told.quantile(p)) }
    }

    /// Each quantile with its interval.
    ///
    /// **Formula** Woodruff's: with x the quantile of all trials and S_g a group's share of trials below x and of as large a part of those at x as makes
    /// the share p of all together, e = √(20/19 · Σ(c_g(S_g − p)/Σc)²) is the standard error of that share over the groups, and the ends
    /// are the quantiles at p ± t·e, t the 97.5 % point of Student's distribution with 19 degrees of freedom; of a cell, its outer edge.
    /// No end where p ± t·e is outside of 0 … 1; where an end is x itself though fewer than 20 trials lie beyond it, and not even
    /// counting worlds can tell (exact binomial bound) that they are few enough; and none with fewer than 20 trials other than x. With
    /// fewer than twenty worlds, or with a group without trials, there is no interval.
    /// **Source** Woodruff (1952), J. Am. Stat. Assoc. 47, 635–646.
    pub fn estimates(&self) -> [QuantileEstimate; N] {
        std::array::from_fn(|place| self.found[place].estimate)
    }

    /// Each quantile less that of another grouping of the same worlds, with its interval.
    ///
    /// **Formula** docs/model.md §5.11: the two intervals put together by the correlation of what the groups add to each (the square-and-add rule with a
    /// correlation); where both go in steps, the ends move outwards to the next difference of two values.
    /// **Source** Zou (2007), Psychological Methods 12, 399–413.
    pub fn minus(&self, other: &GroupedQuantiles<N>) -> [QuantileEstimate; N] {
        std::array::from_fn(|place| self.found[place].minus(&other.found[place]))
    }
}

/// What is told of one collection of trials.
struct Told<'s> {
    all: &'s Sketch,
    groups: &'s [Sketch],
    worlds: usize,
}

impl Told<'_> {
    fn quantile(&self, p: f64) -> Found {
        let (all, trials) = (self.all, self.all.trials());
        let place = all.place(p);
        // Those who never come are a value of their own.
        let (below, here) = place.map_or((all.count(), all.missing()), |place| (place.below, place.here));
        let mut estimate = QuantileEstimate {
            value: place.map(|place| place.value),
            lo: None,
            hi: None,
            resolution: place.map_or(0.0, |place| place.resolution()),
            is_rare: trials - here < FEW,
        };
        let told = self.worlds >= GROUPS && self.groups.iter().all(|group| group.trials() > 0);
        if !told || estimate.is_rare {
            return Found { estimate, parts: Vec::new(), steps: None };
        }
        let parts = self.parts(p, place.as_ref(), (below, here));
        let groups = parts.len() as f64;
        let error = (groups / (groups - 1.0) * parts.iter().map(|part| part * part).sum::<f64>()).sqrt();
        estimate.lo = self.lower_end(p, *REACH * error, place.as_ref(), below);
        estimate.hi = place.and_then(|place| self.upper_end(p, *REACH * error, &place));
        let steps = (here as f64 / trials as f64 > error / 2.0).then(|| self.steps(&estimate)).flatten();
        Found { estimate, parts, steps }
    }

    /// What each group adds to the deviation of the share at or below the quantile.
    fn parts(&self, p: f64, place: Option<&Place>, (below, here): (u64, u64)) -> Vec<f64> {
        let trials = self.all.trials() as f64;
        let taken = (p * trials - below as f64) / here as f64;
        let part = |group: &Sketch| {
            let (below, here) = place.map_or((group.count(), group.missing()), |place| group.split_at(place));
            (below as f64 + taken * here as f64 - p * group.trials() as f64) / trials
        };
        self.groups.iter().map(part).collect()
    }

    fn lower_end(&self, p: f64, half: f64, place: Option<&Place>, below: u64) -> Option<f64> {
        let share = p - half;
        let end = (share > 0.0).then(|| self.all.place(share)).flatten()?;
        let stays = place.is_some_and(|place| place.value == end.value);
        (!stays || self.are_fewer(below, p)).then_some(end.cell.lo)
    }

    fn upper_end(&self, p: f64, half: f64, place: &Place) -> Option<f64> {
        let trials = self.all.trials();
        let rank = ((p + half) * trials as f64).floor() as u64 + 1;
        let end = self.all.ranked(rank)?;
        let above = trials - place.below - place.here;
        (end.value != place.value || self.are_fewer(above, 1.0 - p)).then_some(end.cell.hi)
    }

    /// Whether trials of which so many were seen surely are no more than a share of all.
    fn are_fewer(&self, seen: u64, share: f64) -> bool {
        let (seen, worlds) = (seen as f64, self.worlds as f64);
        seen >= FEW as f64 || seen < worlds && clopper_pearson(seen, worlds, 1.0 - LEVEL).hi <= share
    }

    fn steps(&self, estimate: &QuantileEstimate) -> Option<Vec<f64>> {
        let ends = Interval { lo: estimate.lo?, hi: estimate.hi? };
        self.all.values_between(ends, MOST_STEPS)
    }
}

impl Found {
    fn minus(&self, other: &Found) -> QuantileEstimate {
        let (ours, theirs) = (&self.estimate, &other.estimate);
        let (Some(x), Some(y)) = (ours.value, theirs.value) else {
            return QuantileEstimate { value: None, lo: None, hi: None, resolution: 0.0, is_rare: false };
        };
        let value = x - y;
        let together = correlation(&self.parts, &other.parts);
        let (a, b) = (Sides::of(ours), Sides::of(theirs));
        let differences = self.differences(other);
        let next_below =
            |end: f64| differences.iter().copied().filter(|d| *d <= end).reduce(f64::max).unwrap_or(end);
        let next_above =
            |end: f64| differences.iter().copied().filter(|d| *d >= end).reduce(f64::min).unwrap_or(end);
        QuantileEstimate {
            value: Some(value),
            lo: a.fall_against(b, together).map(|fall| next_below(value - fall)),
            hi: b.fall_against(a, together).map(|rise| next_above(value + rise)),
            resolution: ours.resolution + theirs.resolution,
            is_rare: ours.is_rare || theirs.is_rare,
        }
    }

    /// The differences of two values within the intervals, where both go in steps.
    fn differences(&self, other: &Found) -> Vec<f64> {
        let (Some(ours), Some(theirs)) = (&self.steps, &other.steps) else { return Vec::new() };
        ours.iter().flat_map(|x| theirs.iter().map(move |y| x - y)).collect()
    }
}

/// How far an interval reaches from its value, where it has ends.
#[derive(Debug, Clone, Copy)]
struct Sides {
    down: Option<f64>,
    up: Option<f64>,
}

impl Sides {
    fn of(estimate: &QuantileEstimate) -> Sides {
        let reach = |end: Option<f64>| Some((end? - estimate.value?).abs());
        Sides { down: reach(estimate.lo), up: reach(estimate.hi) }
    }

    /// How far the difference to another may fall, the two being so correlated.
    ///
    /// **Formula** the greatest of −(x(v) − y(w)) over the ellipse v² − 2ρvw + w² = 1 − ρ², x(v) being `up`·v above 0 and `down`·v below, y likewise. It
    /// is at an axis, or where one of the four linear forms has its own greatest value.
    fn fall_against(self, other: Sides, together: f64) -> Option<f64> {
        let (ours, theirs) = ((self.down?, self.up.unwrap_or(0.0)), (other.down.unwrap_or(0.0), other.up?));
        let across = (1.0 - together * together).max(0.0).sqrt();
        let mut most = across * ours.0.max(theirs.1);
        for (x, falls) in [(ours.0, true), (ours.1, false)] {
            for (y, rises) in [(theirs.0, false), (theirs.1, true)] {
                let form = (x * x + y * y - 2.0 * together * x * y).max(0.0).sqrt();
                let inside = (x - together * y >= 0.0) == falls && (y - together * x >= 0.0) == rises;
                most = if inside { most.max(form) } else { most };
            }
        }
        let alone = (ours.0 * ours.0 + theirs.1 * theirs.1).sqrt();
        Some(if most > ROUNDING * alone { most } else { alone })
    }
}

/// The correlation of two rows of deviations from 0; 0 where there are none.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let sizes = product(a, a) * product(b, b);
    if sizes > 0.0 { (product(a, b) / sizes.sqrt()).clamp(-1.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::new();
        sketch.record_all(values.iter().copied());
        sketch
    }

    fn estimate(groups: &[Sketch], p: f64) -> QuantileEstimate {
        GroupedQuantiles::new(groups, 1000, [p]).estimates()[0]
    }

    fn difference(a: &[Sketch], b: &[Sketch]) -> QuantileEstimate {
        let of_groups = |groups: &[Sketch]| GroupedQuantiles::new(groups, 1000, [0.5]);
        of_groups(b).minus(&of_groups(a))[0]
    }

    /// Twenty groups of so many numbers, each of them from a number of the group and one of its own.
    fn groups(seed: u64, n: usize, value: impl Fn(f64, f64) -> f64) -> Vec<Sketch> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let group = |_| {
            let common: f64 = random.random();
            of(&(0..n).map(|_| value(common, random.random())).collect::<Vec<f64>>())
        };
        (0..GROUPS).map(group).collect()
    }

    #[test]
    fn an_interval_by_hand() {
        // Groups 0 … 9 hold 1 … 20, the others 11 … 30: half of all lie at or below 15.
        let group = |g: usize| of(&(1..=20).map(|i| (i + 10 * (g / 10)) as f64).collect::<Vec<f64>>());
        let found = estimate(&(0..GROUPS).map(group).collect::<Vec<Sketch>>(), 0.5);
        // Shares 15/20 and 5/20: an error of √(0.0625/19) = 0.05735, ± 0.12004. At or below 12: 0.35; 13: 0.4. Ranks 151.98 and 248.02.
        assert_eq!((found.value, found.lo, found.hi), (Some(15.0), Some(13.0), Some(18.0)));
        assert!((found.standard_error().unwrap() - 2.5 / 2.093_024).abs() < 1e-6);
    }

    #[test]
    fn too_few_groups_or_trials_leave_the_value_alone() {
        let twenty = groups(1, 50, |_, x| x);
        assert!(estimate(&twenty, 0.5).lo.is_some());
        assert_eq!(GroupedQuantiles::new(&twenty, 19, [0.5]).estimates()[0].lo, None);
        let mut lacking = twenty.clone();
        lacking[3] = Sketch::new();
        assert_eq!(estimate(&lacking, 0.5).lo, None);
        // The same in all trials but nineteen: nothing is known of what differs.
        let mut lump = vec![of(&[7.0; 50]); GROUPS];
        lump[0].record_n(9.0, 19);
        let found = estimate(&lump, 0.5);
        assert_eq!((found.value, found.lo, found.hi, found.standard_error()), (Some(7.0), None, None, None));
        lump[1].record(9.0);
        let found = estimate(&lump, 0.5);
        assert_eq!((found.lo, found.hi, found.standard_error()), (Some(7.0), Some(7.0), None));
    }

    #[test]
    fn an_end_that_cannot_be_told_is_none() {
        let thirty = groups(1, 30, |_, x| x);
        // Of 600 trials in so few worlds the greatest 5 % may lie anywhere.
        let all = GroupedQuantiles::new(&groups(2, 1, |_, x| x), 20, [0.05, 0.95]).estimates();
        assert!(all[0].lo.is_none() && all[1].hi.is_none(), "{all:?}");
        assert!(estimate(&thirty, 0.95).hi.is_some());
        // A lump whose lower neighbours are few, in few worlds.
        let mut lump = vec![of(&[7.0; 10]); GROUPS];
        lump.iter_mut().for_each(|group| group.record(9.0));
        let found = |worlds| GroupedQuantiles::new(&lump, worlds, [0.05]).estimates()[0].lo;
        assert_eq!((found(40), found(400)), (None, Some(7.0)));
    }

    #[test]
    fn times_beyond_the_horizon_are_the_latest() {
        let mut some = groups(3, 100, |common, x| (10.0 * (common + x)).floor());
        (70..).zip(&mut some).for_each(|(n, group)| group.record_missing(n));
        let found = estimate(&some, 0.55);
        assert!(found.value.is_some() && found.lo.is_some() && found.hi.is_none(), "{found:?}");
        let never = estimate(&some, 0.9);
        assert_eq!((never.value, never.lo, never.hi), (None, None, None));
        // Beyond it in these trials, within it perhaps in others.
        let found = estimate(&some, 0.56);
        assert!(found.value.is_none() && found.lo.is_some(), "{found:?}");
    }

    #[test]
    fn a_difference_is_paired_by_group() {
        let a = groups(4, 200, |common, x| 10.0 * common + x);
        let later = groups(4, 200, |common, x| 10.0 * common + x + 0.3 + 0.1 * x);
        let (alone, found) = (estimate(&a, 0.5), difference(&a, &later));
        let width = |q: &QuantileEstimate| q.hi.unwrap() - q.lo.unwrap();
        assert!(found.lo.unwrap() < 0.35 && 0.35 < found.hi.unwrap(), "{found:?}");
        // The planted bug: two independent estimates are some three times as wide.
        assert!(width(&found) < 0.6 * width(&alone), "{found:?} {alone:?}");
        let mut never = later.clone();
        never.iter_mut().for_each(|group| group.record_missing(500));
        assert_eq!(difference(&a, &never).value, None);
    }

    #[test]
    fn a_difference_of_nothing_in_other_samples_is_no_certainty() {
        // Months, of which the median is the same in both.
        let month = |_: f64, x: f64| (20.0 * x).floor();
        let found = difference(&groups(5, 60, month), &groups(6, 60, month));
        assert!(found.standard_error().is_some_and(|error| error > 0.0), "{found:?}");
        // Every trial three later: what the two share has cancelled, but a run cannot know that it always does.
        let shifted = difference(&groups(5, 60, month), &groups(5, 60, |c, x| month(c, x) + 3.0));
        assert_eq!(shifted.value, Some(3.0));
        assert!(shifted.standard_error().is_some_and(|error| error > 0.0), "{shifted:?}");
    }

    /// Of 400 collections, how many tell an interval that misses the quantile.
    fn misses(
        value: impl Fn(f64, f64) -> f64 + Copy,
        p: f64,
        truth: f64,
        ends: impl Fn(&QuantileEstimate) -> Interval,
    ) -> usize {
        let miss = |seed: &u64| {
            let ends = ends(&estimate(&groups(*seed, 100, value), p));
            truth < ends.lo || ends.hi < truth
        };
        (0..400).filter(miss).count()
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        let told =
            |q: &QuantileEstimate| Interval { lo: q.lo.unwrap_or(f64::MIN), hi: q.hi.unwrap_or(f64::MAX) };
        // With 5 % misses, more than 45 of 400 have a chance of 1e-6; the steps may have fewer.
        let smooth = |_: f64, x: f64| x;
        let shared = |common: f64, x: f64| if x < 0.5 { common } else { 2.0 * x - 1.0 };
        let month = |_: f64, x: f64| (40.0 * x).floor();
        assert!(misses(smooth, 0.5, 0.5, told) <= 45);
        assert!(misses(smooth, 0.95, 0.95, told) <= 45);
        assert!(misses(shared, 0.25, 0.25, told) <= 45);
        assert!(misses(month, 0.51, 20.0, told) <= 45);
        // The planted bug: the value and nothing around it.
        assert!(misses(smooth, 0.5, 0.5, |q| Interval { lo: q.value.unwrap(), hi: q.value.unwrap() }) > 45);
        // The planted bug: groups that share much taken for independent trials.
        let naive = |q: &QuantileEstimate| {
            let half = 1.96 * (0.25_f64 * 0.75 / 2000.0).sqrt();
            Interval { lo: q.value.unwrap() - half, hi: q.value.unwrap() + half }
        };
        assert!(misses(shared, 0.25, 0.25, naive) > 45);
    }
}
