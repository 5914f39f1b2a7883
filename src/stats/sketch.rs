//! Quantiles without keeping the trials.

use statrs::statistics::Statistics;

use super::Estimate;
use std::collections::BTreeMap;

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
    /// Trials by cell, cells in the order of their values.
    cells: BTreeMap<i32, u64>,
    recorded: u64,
    missing: u64,
}

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
            *self.cells.entry(cell(x)).or_insert(0) += n;
            self.recorded += n;
        }
    }

    /// Counts many numbers at once. **Errors** panics on NaN.
    pub fn record_all(&mut self, xs: impl Iterator<Item = f64>) {
        let mut cells: Vec<i32> =
            xs.inspect(|x| assert!(!x.is_nan(), "a sketch counts numbers")).map(cell).collect();
        cells.sort_unstable();
        for same in cells.chunk_by(|a, b| a == b) {
            *self.cells.entry(same[0]).or_insert(0) += same.len() as u64;
        }
        self.recorded += cells.len() as u64;
    }

    /// Counts n trials whose value is greater than everything: a time beyond the horizon.
    pub fn record_missing(&mut self, n: u64) {
        self.missing += n;
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Sketch) {
        for (&cell, &n) in &other.cells {
            *self.cells.entry(cell).or_insert(0) += n;
        }
        self.recorded += other.recorded;
        self.missing += other.missing;
    }

    /// The number of numbers counted, missing ones apart.
    pub fn count(&self) -> u64 {
        self.recorded
    }

    /// The number of missing values counted.
    pub fn missing(&self) -> u64 {
        self.missing
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
        self.cells.iter().find_map(|(&cell, &n)| {
            below += n;
            (below >= rank).then(|| value(cell))
        })
    }
}

impl Sketch {
    /// The share of the sum that the largest hundredth of the counted numbers carry.
    ///
    /// **Range** none with fewer than a hundred numbers, with numbers of both signs, or with nothing but zeros.
    pub fn share_of_largest_percent(&self) -> Option<f64> {
        let (first, last) = (*self.cells.keys().next()?, *self.cells.keys().next_back()?);
        if self.recorded < 100 || (first < 0 && last > 0) || (first == 0 && last == 0) {
            return None;
        }
        let mut of_largest: Vec<(f64, u64)> =
            self.cells.iter().map(|(&cell, &n)| (value(cell).abs(), n)).collect();
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

/// Quantiles over all groups of worlds, each with its standard error over the groups.
///
/// None as for [`Sketch::quantile`]. **Formula** the quantile of the merged sketch; standard error that of the mean of the
/// groups' own quantiles, √(Σ(q_g − q̄)²/(G(G − 1))).
pub fn grouped_quantiles<const N: usize>(
    groups: &[Sketch],
    probabilities: [f64; N],
) -> [Option<QuantileEstimate>; N] {
    let mut merged = Sketch::new();
    for group in groups {
        merged.merge(group);
    }
    probabilities.map(|p| {
        let value = merged.quantile(p)?;
        let own: Option<Vec<f64>> = groups.iter().map(|group| group.quantile(p)).collect();
        let standard_error = own.filter(|own| own.len() >= GROUPS).map(|own| {
            let count = own.len() as f64;
            (own.iter().variance() / count).sqrt()
        });
        Some(QuantileEstimate { value, standard_error })
    })
}

/// Differences b − a of quantiles of two groupings of the same worlds, each with its standard error over the groups.
///
/// None where either has no such quantile. **Formula** the difference of the merged sketches' quantiles; standard error that of the mean of the
/// groups' own differences. Equal sketches differ by exactly 0 ± 0.
/// **Errors** panics on different numbers of groups.
pub fn grouped_differences<const N: usize>(
    a: &[Sketch],
    b: &[Sketch],
    probabilities: [f64; N],
) -> [Option<QuantileEstimate>; N] {
    assert_eq!(a.len(), b.len(), "paired groups");
    let (all_a, all_b) = (grouped_quantiles(a, probabilities), grouped_quantiles(b, probabilities));
    std::array::from_fn(|place| {
        let value = all_b[place]?.value - all_a[place]?.value;
        if a == b {
            return Some(QuantileEstimate { value: 0.0, standard_error: Some(0.0) });
        }
        let p = probabilities[place];
        let own: Option<Vec<f64>> =
            a.iter().zip(b).map(|(a, b)| Some(b.quantile(p)? - a.quantile(p)?)).collect();
        let standard_error = own
            .filter(|own| own.len() >= GROUPS)
            .map(|own| (own.iter().variance() / own.len() as f64).sqrt());
        Some(QuantileEstimate { value, standard_error })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    use proptest::prelude::*;

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
        let found = grouped_quantiles(&groups, [0.5])[0].unwrap();
        assert_eq!(found.value, 9.0);
        assert!((found.standard_error.unwrap() - (35.0_f64 / 20.0).sqrt()).abs() < 1e-12);
        assert_eq!(grouped_quantiles(&groups[1..], [0.5])[0].unwrap().standard_error, None);
        let mut censored = groups.clone();
        censored[3].record_missing(5);
        assert_eq!(grouped_quantiles(&censored, [0.5])[0].unwrap().standard_error, None);
        censored[4].record_missing(500);
        assert_eq!(grouped_quantiles(&censored, [0.5])[0], None);
    }

    #[test]
    fn a_difference_of_quantiles_is_paired_by_group() {
        let a: Vec<Sketch> = (0..20).map(|g| of(&[f64::from(g)])).collect();
        let later: Vec<Sketch> = (0..20).map(|g| of(&[f64::from(g) + 3.0])).collect();
        let found = grouped_differences(&a, &later, [0.5])[0].unwrap();
        // Every group is three later: what they share has cancelled.
        assert_eq!((found.value, found.standard_error), (3.0, Some(0.0)));
        assert_eq!(grouped_differences(&a, &a, [0.5])[0].unwrap().value, 0.0);
        let mut never = later.clone();
        never[3].record_missing(500);
        assert_eq!(grouped_differences(&a, &never, [0.5])[0], None);
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
