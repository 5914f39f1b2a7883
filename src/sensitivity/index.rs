//! An index with its error: the jackknife over groups of worlds.

use crate::stats::{GROUPS, Interval, student_t_quantile};

/// A statistic of all worlds, and the same without each of their groups in turn.
///
/// Sums, multiples and ratios are made entry by entry, so that what is made of several statistics has its own error, with all that they share.
/// World w is in group w modulo 20, which is the replicate of a stratified design; of fewer worlds each is a group.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// With all worlds.
    pub whole: f64,
    without: Vec<f64>,
}

/// An index with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The estimate.
    pub value: f64,
    /// Its standard error; infinite where there is one group only.
    pub standard_error: f64,
    /// Degrees of freedom of that error.
    pub freedom: usize,
}

/// The number of groups of so many worlds.
pub(super) fn groups(worlds: usize) -> usize {
    worlds.min(GROUPS)
}

impl LeftOut {
    /// From what each group of worlds adds to some sums; `of` makes the statistic from the sums.
    pub(super) fn of_sums<const N: usize>(by_group: &[[f64; N]], of: impl Fn([f64; N]) -> f64) -> LeftOut {
        let add = |mut sums: [f64; N], more: &[f64; N]| {
            sums.iter_mut().zip(more).for_each(|(sum, x)| *sum += x);
            sums
        };
        let except = |left: Option<usize>| {
            let kept = by_group.iter().enumerate().filter(|(g, _)| Some(*g) != left);
            of(kept.fold([0.0; N], |sums, (_, more)| add(sums, more)))
        };
        LeftOut::made(by_group.len(), except)
    }

    /// From a statistic that can be worked out without one of the groups.
    pub(super) fn made(groups: usize, of: impl Fn(Option<usize>) -> f64) -> LeftOut {
        LeftOut { whole: of(None), without: (0..groups).map(|g| of(Some(g))).collect() }
    }

    /// A number that is known for certain.
    pub fn certain(value: f64, like: &LeftOut) -> LeftOut {
        LeftOut { whole: value, without: vec![value; like.without.len()] }
    }

    /// The same with a function of it in its place.
    pub fn map(&self, of: impl Fn(f64) -> f64) -> LeftOut {
        LeftOut { whole: of(self.whole), without: self.without.iter().map(|&x| of(x)).collect() }
    }

    /// A function of two statistics of the same worlds. **Errors** panics where the groups are not as many.
    pub fn with(&self, other: &LeftOut, of: impl Fn(f64, f64) -> f64) -> LeftOut {
        assert_eq!(self.without.len(), other.without.len(), "statistics of the same worlds");
        let without = self.without.iter().zip(&other.without).map(|(&a, &b)| of(a, b)).collect();
        LeftOut { whole: of(self.whole, other.whole), without }
    }

    /// This plus so many times another.
    pub fn plus(&self, times: f64, other: &LeftOut) -> LeftOut {
        self.with(other, |a, b| a + times * b)
    }

    /// This divided by another.
    pub fn over(&self, other: &LeftOut) -> LeftOut {
        self.with(other, |a, b| a / b)
    }

    /// The estimate with its standard error.
    ///
    /// **Formula** √((G − 1)/G · Σ(θ₋g − θ̄₋)²) over the G groups, G − 1 degrees of freedom. **Source** Tukey (1958); Efron & Stein (1981).
    pub fn index(&self) -> Index {
        let g = self.without.len() as f64;
        let mean = self.without.iter().sum::<f64>() / g;
        let squares: f64 = self.without.iter().map(|x| (x - mean) * (x - mean)).sum();
        let standard_error =
            if self.without.len() < 2 { f64::INFINITY } else { ((g - 1.0) / g * squares).sqrt() };
        Index { value: self.whole, standard_error, freedom: self.without.len().saturating_sub(1) }
    }
}

impl Index {
    /// The confidence interval at 1 − `alpha`, cut off at what an index can be; none without an error.
    pub fn interval(&self, alpha: f64, (least, most): (f64, f64)) -> Option<Interval> {
        if self.freedom == 0 || !self.standard_error.is_finite() {
            return None;
        }
        let reach = student_t_quantile(1.0 - alpha / 2.0, self.freedom) * self.standard_error;
        Some(Interval {
            lo: (self.value - reach).clamp(least, most),
            hi: (self.value + reach).clamp(least, most),
        })
    }

    /// +1 or −1 where it is clear of 0 at 1 − `alpha`, else 0.
    pub fn sign(&self, alpha: f64) -> i32 {
        match self.interval(alpha, (f64::NEG_INFINITY, f64::INFINITY)) {
            Some(Interval { lo, .. }) if lo > 0.0 => 1,
            Some(Interval { hi, .. }) if hi < 0.0 => -1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jackknife_of_a_mean_is_the_error_of_a_mean() {
        let values = [3.0, 5.0, 4.0, 8.0];
        let sums: Vec<[f64; 2]> = values.iter().map(|&x| [x, 1.0]).collect();
        let found = LeftOut::of_sums(&sums, |[sum, n]| sum / n).index();
        assert_eq!((found.value, found.freedom), (5.0, 3));
        // √(14/3/4)
        assert!((found.standard_error - (14.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        let interval = found.interval(0.05, (0.0, 6.0)).unwrap();
        assert!((interval.lo - (5.0 - 3.182_446_3 * found.standard_error)).abs() < 1e-6);
        assert_eq!((interval.hi, found.sign(0.05), found.sign(0.001)), (6.0, 1, 0));
    }

    #[test]
    fn what_two_share_cancels() {
        let of = |x: &[f64]| LeftOut::made(x.len(), |left| left.map_or(1.0, |g| x[g]));
        let a = of(&[1.0, 2.0, 3.0]);
        assert_eq!(a.plus(-1.0, &a).index().standard_error, 0.0);
        assert_eq!(a.over(&a).index().value, 1.0);
        assert_eq!(LeftOut::certain(2.0, &a).index().standard_error, 0.0);
        let one = of(&[1.0]).index();
        assert_eq!((one.standard_error, one.interval(0.05, (0.0, 1.0))), (f64::INFINITY, None));
    }
}
