//! Quantiles without keeping the trials.

use std::cmp::Ordering;

use statrs::statistics::Statistics;

use super::Estimate;

/// The number of fraction bits that a cell drops.
const DROPPED: u32 = 52 - 10;
/// Groups of worlds for the standard error of a quantile.
pub const GROUPS: usize = 20;

/// A histogram with cells of constant relative width.
///
/// A number belongs to the nearest number with ten bits of fraction (ties away from 0), its cell's value: the relative error is at
/// most 2⁻¹¹ from 1e-300 up, 0 is exact and so are whole numbers up to 2048. Only counts are kept, so sketches merge in
/// any order to the same sketch. Missing values (times that never came) count as greater than everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Cells that hold trials, and how many, in the order of their values.
    cells: Vec<Cell>,
    recorded: u64,
    missing: u64,
}

/// A cell's number, and how many trials it holds.
type Cell = (i32, u64);

/// The cell of a number; cells rise with the number.
fn cell(x: f64) -> i32 {
    let magnitude = x.abs().min(f64::MAX).to_bits().wrapping_add(1 << (DROPPED - 1)) >> DROPPED;
    // At most 21 bits, so the conversion is exact.
    let magnitude = magnitude as i32;
    if x < 0.0 { -magnitude } else { magnitude }
}

/// A cell's value.
fn value(cell: i32) -> f64 {
    let magnitude = f64::from_bits(u64::from(cell.unsigned_abs()) << DROPPED).min(f64::MAX);
    if cell < 0 { -magnitude } else { magnitude }
}

impl Sketch {
    /// An empty sketch.
    pub fn new() -> Sketch {
        Sketch::default()
    }

    /// Counts a number. **Errors** panics on NaN.
    pub fn record(&mut self, x: f64) {
        self.record_n(x, 1);
    }

    /// Counts a number n times. **Errors** panics on NaN.
    pub fn record_n(&mut self, x: f64, n: u64) {
        assert!(!x.is_nan(), "a sketch counts numbers");
        if n > 0 {
            let cell = cell(x);
            match self.cells.binary_search_by_key(&cell, |&(cell, _)| cell) {
                Ok(place) => self.cells[place].1 += n,
                Err(place) => self.cells.insert(place, (cell, n)),
            }
            self.recorded += n;
        }
    }

    /// Counts many numbers at once. **Errors** panics on NaN.
    pub fn record_all(&mut self, xs: impl Iterator<Item = f64>) {
        let counted = |x: f64| {
            assert!(!x.is_nan(), "a sketch counts numbers");
            (cell(x), 1)
        };
        let mut cells: Vec<Cell> = xs.map(counted).collect();
        self.recorded += cells.len() as u64;
        sort_and_join(&mut cells);
        self.add(cells);
    }

    /// Counts n trials whose value is greater than everything: a time beyond the horizon.
    pub fn record_missing(&mut self, n: u64) {
        self.missing += n;
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Sketch) {
        self.add(other.cells.clone());
        self.recorded += other.recorded;
        self.missing += other.missing;
    }

    /// Adds the trials of cells that are in order, each there once.
    fn add(&mut self, cells: Vec<Cell>) {
        if self.cells.is_empty() {
            self.cells = cells;
            return;
        }
        let ours = std::mem::take(&mut self.cells);
        self.cells.reserve(ours.len() + cells.len());
        let (mut ours, mut theirs) = (ours.into_iter().peekable(), cells.into_iter().peekable());
        while let (Some(&(a, n)), Some(&(b, m))) = (ours.peek(), theirs.peek()) {
            self.cells.push(match a.cmp(&b) {
                Ordering::Less => (a, n),
                Ordering::Equal => (a, n + m),
                Ordering::Greater => (b, m),
            });
            ours.next_if(|_| a <= b);
            theirs.next_if(|_| b <= a);
        }
        self.cells.extend(ours);
        self.cells.extend(theirs);
    }

    /// The counts of all of them.
    pub fn merged(all: &[Sketch]) -> Sketch {
        let mut merged = Gathering::onto(Sketch::new());
        all.iter().for_each(|one| merged.merge(one));
        merged.finish()
    }

    /// The number of numbers counted, missing ones apart.
    pub fn count(&self) -> u64 {
        self.recorded
    }

    /// The number of missing values counted.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// How many different values were counted, as far as cells tell them apart; missing ones apart.
    pub fn distinct(&self) -> usize {
        self.cells.len()
    }

    /// The share of the numbers that lie in the cell of x.
    pub fn share_at(&self, x: f64) -> f64 {
        let found = self.cells.iter().find(|&&(place, _)| place == cell(x)).map_or(0, |&(_, n)| n);
        found as f64 / self.recorded.max(1) as f64
    }

    /// The p-quantile: the least value with at least a share p of all, missing ones included, at or below it.
    ///
    /// None if nothing is counted, or if the quantile falls among the missing: "not by the horizon".
    /// **Range** 0 ≤ p ≤ 1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let all = self.recorded + self.missing;
        // A whole p·N that is not whole in binary stays what it is.
        let rank = ((p * all as f64 * (1.0 - 1e-12)).ceil() as u64).max(1);
        let mut below = 0;
        self.cells.iter().find_map(|&(cell, n)| {
            below += n;
            (below >= rank).then(|| value(cell))
        })
    }
}

/// Puts cells in order and joins those of one number.
fn sort_and_join(cells: &mut Vec<Cell>) {
    cells.sort_unstable_by_key(|&(cell, _)| cell);
    cells.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
}

/// A sketch that many small ones are added to: they wait until they are worth the trouble of putting them in order.
#[derive(Debug)]
pub struct Gathering {
    sketch: Sketch,
    waiting: Vec<Cell>,
}

impl Gathering {
    /// So many cells wait in any case.
    const LEAST: usize = 1024;

    /// Goes on from a sketch.
    pub fn onto(sketch: Sketch) -> Gathering {
        Gathering { sketch, waiting: Vec::new() }
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Sketch) {
        self.waiting.extend_from_slice(&other.cells);
        self.sketch.recorded += other.recorded;
        self.sketch.missing += other.missing;
        if self.waiting.len() > self.sketch.cells.len().max(Gathering::LEAST) {
            self.settle();
        }
    }

    /// Counts n trials whose value is greater than everything.
    pub fn record_missing(&mut self, n: u64) {
        self.sketch.missing += n;
    }

    fn settle(&mut self) {
        sort_and_join(&mut self.waiting);
        self.sketch.add(std::mem::take(&mut self.waiting));
    }

    /// The sketch of everything.
    pub fn finish(mut self) -> Sketch {
        self.settle();
        self.sketch
    }
}

impl Sketch {
    /// The share of the sum that the largest hundredth of the counted numbers carry.
    ///
    /// **Range** none with fewer than a hundred numbers, with numbers of both signs, or with nothing but zeros.
    pub fn share_of_largest_percent(&self) -> Option<f64> {
        let (&(first, _), &(last, _)) = (self.cells.first()?, self.cells.last()?);
        if self.recorded < 100 || (first < 0 && last > 0) || (first == 0 && last == 0) {
            return None;
        }
        let mut of_largest: Vec<(f64, u64)> =
            self.cells.iter().map(|&(cell, n)| (value(cell).abs(), n)).collect();
        of_largest.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut left, mut largest, mut all) = (self.recorded / 100, 0.0, 0.0);
        for (size, n) in of_largest {
            let taken = n.min(left);
            left -= taken;
            largest += size * taken as f64;
            all += size * n as f64;
        }
        Some(largest / all)
    }
}

/// A quantile with its standard error where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileEstimate {
    /// The quantile of all trials.
    pub value: f64,
    /// The standard error; none with fewer than twenty groups, or where a group has no such quantile.
    pub standard_error: Option<f64>,
}

impl QuantileEstimate {
    /// As a plain estimate, if it has a standard error.
    pub fn estimate(&self) -> Option<Estimate> {
        self.standard_error.map(|standard_error| Estimate { value: self.value, standard_error })
    }
}

/// The group of a world: its number modulo twenty.
pub fn group_of_world(world: usize) -> usize {
    world % GROUPS
}

/// Quantiles over all groups of worlds and of each group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedQuantiles<const N: usize> {
    /// Of all groups together.
    all: [Option<f64>; N],
    /// By group.
    groups: Vec<[Option<f64>; N]>,
}

impl<const N: usize> GroupedQuantiles<N> {
    /// The quantiles of these probabilities.
    pub fn new(groups: &[Sketch], probabilities: [f64; N]) -> GroupedQuantiles<N> {
        let of = |sketch: &Sketch| probabilities.map(|p| sketch.quantile(p));
        GroupedQuantiles { all: of(&Sketch::merged(groups)), groups: groups.iter().map(of).collect() }
    }

    /// Each quantile with its standard error over the groups.
    ///
    /// None as for [`Sketch::quantile`]. **Formula** the quantile of the merged sketch; standard error that of the mean of the
    /// groups' own quantiles, √(Σ(q_g − q̄)²/(G(G − 1))).
    pub fn estimates(&self) -> [Option<QuantileEstimate>; N] {
        std::array::from_fn(|place| {
            let own: Option<Vec<f64>> = self.groups.iter().map(|group| group[place]).collect();
            Some(QuantileEstimate { value: self.all[place]?, standard_error: own.and_then(error_of_mean) })
        })
    }

    /// Each quantile less that of another grouping of the same worlds, with its standard error over the groups.
    ///
    /// None where either has no such quantile. **Formula** the difference of the merged sketches' quantiles; standard error that of the mean of the
    /// groups' own differences.
    /// **Errors** panics on different numbers of groups.
    pub fn minus(&self, other: &GroupedQuantiles<N>) -> [Option<QuantileEstimate>; N] {
        assert_eq!(self.groups.len(), other.groups.len(), "paired groups");
        std::array::from_fn(|place| {
            let value = self.all[place]? - other.all[place]?;
            let pairs = self.groups.iter().zip(&other.groups);
            let own: Option<Vec<f64>> =
                pairs.map(|(ours, theirs)| Some(ours[place]? - theirs[place]?)).collect();
            Some(QuantileEstimate { value, standard_error: own.and_then(error_of_mean) })
        })
    }
}

/// The standard error of a mean over groups; none with fewer than twenty of them.
fn error_of_mean(own: Vec<f64>) -> Option<f64> {
    (own.len() >= GROUPS).then(|| (own.iter().variance() / own.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_hundredth_carries_its_share() {
        let sketch = |values: &[(f64, u64)]| {
            let mut sketch = Sketch::new();
            values.iter().for_each(|&(x, n)| sketch.record_n(x, n));
            sketch.share_of_largest_percent()
        };
        assert_eq!(sketch(&[(1.0, 198), (2.0, 2)]), Some(4.0 / 202.0));
        assert_eq!(sketch(&[(0.0, 995), (100.0, 5)]), Some(1.0));
        assert_eq!(sketch(&[(-1.0, 99), (-99.0, 1)]), Some(0.5));
        assert_eq!(sketch(&[(1.0, 99)]), None);
        assert_eq!(sketch(&[(-1.0, 99), (1.0, 99)]), None);
        assert_eq!(sketch(&[(0.0, 500)]), None);
    }

    fn of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::new();
        values.iter().for_each(|&x| sketch.record(x));
        sketch
    }

    #[test]
    fn zero_and_whole_numbers_are_exact() {
        for i in -2048..=2048 {
            assert_eq!(of(&[f64::from(i)]).quantile(0.5), Some(f64::from(i)));
        }
        assert_eq!(of(&[-0.0]), of(&[0.0]));
    }

    #[test]
    fn gathering_many_small_ones_gives_the_sketch_of_all() {
        let mut gathered = Gathering::onto(of(&[7.0]));
        let mut all = of(&[7.0]);
        for i in 0..5000u32 {
            // Many cells, each met more than once and in no order, settled several times on the way.
            let x = f64::from(i.wrapping_mul(2_654_435_761) >> 21);
            let mut one = of(&[x, 0.5, 0.5]);
            one.record_missing(u64::from(i % 2));
            gathered.merge(&one);
            all.merge(&one);
        }
        assert_eq!((all.count(), all.missing()), (15_001, 2500));
        assert_eq!(gathered.finish(), all);
    }

    #[test]
    fn the_largest_numbers_stay_numbers() {
        assert_eq!(of(&[f64::MAX]).quantile(0.5), Some(f64::MAX));
        assert_eq!(of(&[f64::NEG_INFINITY]).quantile(0.5), Some(f64::MIN));
    }

    #[test]
    fn ranks_are_counted_from_below() {
        let sketch = of(&[5.0, 1.0, 3.0, 2.0, 4.0]);
        let found: Vec<_> = [0.0, 0.2, 0.21, 0.4, 0.6, 1.0].map(|p| sketch.quantile(p).unwrap()).into();
        assert_eq!(found, [1.0, 1.0, 2.0, 2.0, 3.0, 5.0]);
        assert_eq!(Sketch::new().quantile(0.5), None);
    }

    #[test]
    fn missing_values_are_later_than_everything() {
        let mut sketch = of(&[1.0, 2.0, 3.0]);
        sketch.record_missing(7);
        assert_eq!(sketch.quantile(0.3), Some(3.0));
        assert_eq!(sketch.quantile(0.31), None);
        assert_eq!((sketch.count(), sketch.missing()), (3, 7));
    }

    #[test]
    fn the_error_of_a_quantile_is_that_over_groups() {
        let groups: Vec<Sketch> = (0..20).map(|g| of(&[f64::from(g)])).collect();
        let estimate = |groups: &[Sketch]| GroupedQuantiles::new(groups, [0.5]).estimates()[0];
        let found = estimate(&groups).unwrap();
        assert_eq!(found.value, 9.0);
        assert!((found.standard_error.unwrap() - (35.0_f64 / 20.0).sqrt()).abs() < 1e-12);
        assert_eq!(estimate(&groups[1..]).unwrap().standard_error, None);
        let mut censored = groups.clone();
        censored[3].record_missing(5);
        assert_eq!(estimate(&censored).unwrap().standard_error, None);
        censored[4].record_missing(500);
        assert_eq!(estimate(&censored), None);
    }

    #[test]
    fn a_difference_of_quantiles_is_paired_by_group() {
        let a: Vec<Sketch> = (0..20).map(|g| of(&[f64::from(g)])).collect();
        let later: Vec<Sketch> = (0..20).map(|g| of(&[f64::from(g) + 3.0])).collect();
        let of_groups = |groups: &[Sketch]| GroupedQuantiles::new(groups, [0.5]);
        let difference = |a, b| of_groups(b).minus(&of_groups(a))[0];
        let found = difference(&a, &later).unwrap();
        // Every group is three later: what they share has cancelled.
        assert_eq!((found.value, found.standard_error), (3.0, Some(0.0)));
        assert_eq!(difference(&a, &a).unwrap(), QuantileEstimate { value: 0.0, standard_error: Some(0.0) });
        let mut never = later.clone();
        never[3].record_missing(500);
        assert_eq!(difference(&a, &never), None);
    }

    proptest! {
        #[test]
        fn a_value_comes_back_within_its_cell(ln_x in -690.0f64..700.0, negative: bool) {
            let x = crate::math::exp(ln_x) * if negative { -1.0 } else { 1.0 };
            let back = of(&[x]).quantile(0.5).unwrap();
            prop_assert!((back - x).abs() <= x.abs() / 2048.0);
        }

        #[test]
        fn merging_has_no_order(a in prop::collection::vec(-1e6f64..1e6, 0..50), b in prop::collection::vec(-1.0f64..1.0, 0..50)) {
            let (mut one, mut other) = (of(&a), of(&b));
            one.merge(&of(&b));
            other.merge(&of(&a));
            prop_assert_eq!(&one, &other);
            let all: Vec<f64> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(one, of(&all));
        }

        #[test]
        fn cells_rise_with_the_number(x in -1e3f64..1e3, y in -1e3f64..1e3) {
            prop_assert!(cell(x.min(y)) <= cell(x.max(y)));
        }
    }
}
