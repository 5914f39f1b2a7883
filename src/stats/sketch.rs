//! Quantiles without keeping the trials.

use super::Interval;
use super::cells::{Cell, edges_of, join, number, sort_and_join};

/// So many distinct values are kept as they are.
const KEPT: usize = 1024;

/// How often each value was met; where there are many values, a histogram with cells of constant relative width.
///
/// Up to 1024 distinct values are kept exactly. Beyond that a number belongs to the nearest number with ten bits of fraction (ties away
/// from 0), its cell's value: the relative error is at most 2⁻¹¹ from 1e-300 up. A cell that has met one value only still tells
/// that value. Which of this holds depends on nothing but the numbers, so sketches merge in any order to the same sketch. Missing
/// values (times that never came) count as greater than everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    /// In the order of their values.
    pub(super) cells: Vec<Cell>,
    /// Whether there were too many values to keep; then no two cells have the same number.
    pub(super) coarse: bool,
    pub(super) recorded: u64,
    pub(super) missing: u64,
}

/// Where a quantile was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The value; of a cell with several the cell's.
    pub value: f64,
    /// Between which values the trials there lie: the cell's edges, or the value itself.
    pub cell: Interval,
    /// Trials below.
    pub below: u64,
    /// Trials there.
    pub here: u64,
}

impl Place {
    fn of(cell: Cell, below: u64) -> Place {
        let (value, here) = (cell.value, cell.count());
        let edges = Interval { lo: value, hi: value };
        let cell = if cell.is_mixed() { edges_of(number(value)) } else { edges };
        Place { value, cell, below, here }
    }

    /// How far what was met may lie from the value; 0 where it is exact.
    pub fn resolution(&self) -> f64 {
        (self.cell.hi - self.value).max(self.value - self.cell.lo)
    }
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
        let one = Cell::of(x, n);
        if n == 0 {
            return;
        }
        self.recorded += n;
        let place = self.cells.partition_point(|cell| cell.value < one.value);
        // In a coarse sketch the cell of the value may be met on either side.
        match self.cells.get_mut(place) {
            Some(cell) if cell.value == one.value => cell.join(one),
            _ => {
                self.cells.insert(place, one);
                self.settle();
            }
        }
    }

    /// Counts many numbers at once. **Errors** panics on NaN.
    pub fn record_all(&mut self, xs: impl Iterator<Item = f64>) {
        let mut cells: Vec<Cell> = xs.map(|x| Cell::of(x, 1)).collect();
        self.recorded += cells.len() as u64;
        sort_and_join(&mut cells, self.coarse);
        self.add(cells);
    }

    /// Counts n trials whose value is greater than everything: a time beyond the horizon.
    pub fn record_missing(&mut self, n: u64) {
        self.missing += n;
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Sketch) {
        self.coarse |= other.coarse;
        self.add(other.cells.clone());
        self.recorded += other.recorded;
        self.missing += other.missing;
    }

    /// Adds cells that are in order.
    fn add(&mut self, cells: Vec<Cell>) {
        let ours = std::mem::take(&mut self.cells);
        if ours.is_empty() {
            self.cells = cells;
        } else {
            self.cells.reserve(ours.len() + cells.len());
            let (mut ours, mut theirs) = (ours.into_iter().peekable(), cells.into_iter().peekable());
            while let (Some(a), Some(b)) = (ours.peek(), theirs.peek()) {
                let next = if a.value <= b.value { ours.next() } else { theirs.next() };
                self.cells.extend(next);
            }
            self.cells.extend(ours);
            self.cells.extend(theirs);
        }
        join(&mut self.cells, false);
        self.settle();
    }

    /// Joins the values of a cell if there are too many of them.
    fn settle(&mut self) {
        self.coarse |= self.cells.len() > KEPT;
        if self.coarse {
            join(&mut self.cells, true);
        }
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

    /// The number of trials, missing ones included.
    pub fn trials(&self) -> u64 {
        self.recorded + self.missing
    }

    /// How many different values were counted, as far as cells tell them apart; missing ones apart.
    pub fn distinct(&self) -> usize {
        self.cells.len()
    }

    /// The share of the numbers that are x, or lie in the cell that is told as x.
    pub fn share_at(&self, x: f64) -> f64 {
        let found = self.cells.iter().find(|cell| cell.value == x).map_or(0, |cell| cell.count());
        found as f64 / self.recorded.max(1) as f64
    }

    /// The p-quantile: the least value with at least a share p of all, missing ones included, at or below it.
    ///
    /// None if nothing is counted, or if the quantile falls among the missing: "not by the horizon".
    /// **Range** 0 ≤ p ≤ 1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.place(p).map(|place| place.value)
    }

    /// Where the p-quantile is; none as for [`Sketch::quantile`].
    pub fn place(&self, p: f64) -> Option<Place> {
        // A whole p·N that is not whole in binary stays what it is.
        self.ranked(((p * self.trials() as f64 * (1.0 - 1e-12)).ceil() as u64).max(1))
    }

    /// Where the value of this rank is, counted from 1; none among the missing and beyond all.
    pub fn ranked(&self, rank: u64) -> Option<Place> {
        let mut below = 0;
        self.cells.iter().find_map(|&cell| {
            let place = Place::of(cell, below);
            below += cell.count();
            (below >= rank).then_some(place)
        })
    }

    /// How many of this sketch's trials lie below a place in a sketch that it is a part of, and how many lie there.
    pub fn split_at(&self, place: &Place) -> (u64, u64) {
        // The part may know every value of a cell that the whole knows as one.
        let exact = place.cell.lo == place.cell.hi;
        let cells = number(place.value);
        let order = |cell: &Cell| {
            if exact { cell.value.total_cmp(&place.value) } else { number(cell.value).cmp(&cells) }
        };
        let from = self.cells.partition_point(|cell| order(cell).is_lt());
        let to = self.cells.partition_point(|cell| order(cell).is_le());
        let sum = |cells: &[Cell]| cells.iter().map(|cell| cell.count()).sum();
        (sum(&self.cells[..from]), sum(&self.cells[from..to]))
    }

    /// The values between two, at most so many; none where there are more.
    pub fn values_between(&self, ends: Interval, most: usize) -> Option<Vec<f64>> {
        let from = self.cells.partition_point(|cell| cell.value < ends.lo);
        let to = self.cells.partition_point(|cell| cell.value <= ends.hi);
        (to - from <= most).then(|| self.cells[from..to].iter().map(|cell| cell.value).collect())
    }

    /// The share of the sum that the largest hundredth of the counted numbers carry.
    ///
    /// **Range** none with fewer than a hundred numbers, with numbers of both signs, or with nothing but zeros.
    pub fn share_of_largest_percent(&self) -> Option<f64> {
        let (first, last) = (self.cells.first()?.value, self.cells.last()?.value);
        if self.recorded < 100 || (first < 0.0 && last > 0.0) || (first == 0.0 && last == 0.0) {
            return None;
        }
        let mut of_largest: Vec<(f64, u64)> =
            self.cells.iter().map(|cell| (cell.value.abs(), cell.count())).collect();
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
        self.sketch.coarse |= other.coarse;
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
        sort_and_join(&mut self.waiting, self.sketch.coarse);
        self.sketch.add(std::mem::take(&mut self.waiting));
    }

    /// The sketch of everything.
    pub fn finish(mut self) -> Sketch {
        self.settle();
        self.sketch
    }
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
    fn few_values_are_kept_exactly() {
        let lump = |n: u64| {
            let mut sketch = Sketch::new();
            [5003.0, 5004.5, 1e9 + 0.1].iter().for_each(|&x| sketch.record_n(x, n));
            sketch
        };
        let mut sketch = lump(3);
        sketch.merge(&lump(1));
        let found: Vec<_> = [0.3, 0.5, 1.0].map(|p| sketch.quantile(p).unwrap()).into();
        assert_eq!(found, [5003.0, 5004.5, 1e9 + 0.1]);
        // Many values besides: those of one cell are told as the cell, and that they are; a value alone in its cell stays.
        let many: Vec<f64> = (0..2000).map(f64::from).collect();
        sketch.record_all(many.iter().copied());
        let place = sketch.ranked(2001).unwrap();
        assert_eq!((place.value, place.resolution(), place.below, place.here), (5004.0, 2.0, 2000, 8));
        assert_eq!((place.cell.lo, place.cell.hi), (5002.0, 5006.0));
        assert_eq!(sketch.quantile(1.0), Some(1e9 + 0.1));
    }

    #[test]
    fn what_is_kept_does_not_depend_on_the_order() {
        // 1024 values and one more, in many orders and parts.
        let values: Vec<f64> = (0..1025).map(|i| 5000.0 + f64::from(i * 7 % 1025) / 16.0).collect();
        let all = of(&values);
        assert!(all.coarse && !of(&values[1..]).coarse);
        for parts in [2, 3, 50, 1025] {
            let parts: Vec<Sketch> = values.chunks(1025_usize.div_ceil(parts)).map(of).collect();
            let backwards: Vec<Sketch> = parts.iter().rev().cloned().collect();
            let mut one_by_one = Sketch::new();
            parts.iter().for_each(|part| one_by_one.merge(part));
            for found in [Sketch::merged(&parts), Sketch::merged(&backwards), one_by_one] {
                assert_eq!(found, all);
            }
        }
    }

    #[test]
    fn a_part_is_split_where_the_whole_says() {
        let values: Vec<f64> = (0..3000).map(|i| 3000.0 + f64::from(i * 7 % 3000)).collect();
        let parts: Vec<Sketch> = values.chunks(300).map(of).collect();
        let whole = Sketch::merged(&parts);
        assert!(whole.coarse && parts.iter().all(|part| !part.coarse));
        for p in [0.001, 0.3, 0.5, 1.0] {
            let place = whole.place(p).unwrap();
            let split =
                parts.iter().map(|part| part.split_at(&place)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            assert_eq!(split, (place.below, place.here));
        }
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
    fn values_are_told_apart_and_counted() {
        let mut sketch = Sketch::new();
        sketch.record_n(0.0, 97);
        sketch.record_n(12.5, 3);
        sketch.record_missing(50);
        assert_eq!((sketch.distinct(), sketch.share_at(0.0), sketch.share_at(12.5)), (2, 0.97, 0.03));
        assert_eq!((sketch.share_at(1.0), Sketch::new().share_at(0.0)), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn a_value_comes_back_within_its_cell(ln_x in -690.0f64..700.0, negative: bool) {
            let x = crate::math::exp(ln_x) * if negative { -1.0 } else { 1.0 };
            let back = of(&[x]).quantile(0.5).unwrap();
            prop_assert_eq!(back, x);
            let mut many = Sketch::new();
            many.record_all((0..2000).map(|i| x * (1.0 + f64::from(i) * 1e-8)));
            let place = many.place(0.5).unwrap();
            prop_assert!((place.value - x).abs() <= x.abs() * (1.0 / 2048.0 + 2e-5));
            prop_assert!(place.resolution() > 0.0 && place.cell.lo < place.value && place.value < place.cell.hi);
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
            prop_assert!(number(x.min(y)) <= number(x.max(y)));
        }
    }
}
