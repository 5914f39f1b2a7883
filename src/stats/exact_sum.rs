//! Sums without rounding, so that the order of what is added does not matter.

/// A sum of floating-point numbers, kept without rounding; it is rounded once, when it is asked for.
///
/// **Formula** the sum is kept as numbers of which none has a digit where another has one, the smallest first. **Source** Shewchuk, Adaptive precision
/// floating-point arithmetic (1997).
/// **Range** sums within the numbers of double precision; beyond, what `+` makes of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExactSum {
    parts: Vec<f64>,
}

impl ExactSum {
    /// Adds a number.
    pub fn add(&mut self, x: f64) {
        let mut sum = x;
        let mut kept = 0;
        for at in 0..self.parts.len() {
            let (high, low) = two_sum(sum, self.parts[at]);
            if low != 0.0 {
                self.parts[kept] = low;
                kept += 1;
            }
            sum = high;
        }
        self.parts.truncate(kept);
        if sum != 0.0 {
            self.parts.push(sum);
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &ExactSum) {
        other.parts.iter().for_each(|&part| self.add(part));
    }

    /// The sum, rounded once to the nearest number, ties to even.
    pub fn value(&self) -> f64 {
        let mut parts = self.parts.iter().rev().copied();
        let Some(mut high) = parts.next() else { return 0.0 };
        while let Some(next) = parts.next() {
            let (sum, low) = two_sum(high, next);
            high = sum;
            if low != 0.0 {
                // Half-way between two numbers, what comes below decides.
                let below = parts.next().unwrap_or(0.0);
                let (twice, nudged) = (2.0 * low, high + 2.0 * low);
                if below * low > 0.0 && nudged - high == twice {
                    high = nudged;
                }
                break;
            }
        }
        high
    }

    /// The numbers that it is kept as.
    pub fn parts(&self) -> &[f64] {
        &self.parts
    }

    /// The sum of these numbers.
    pub fn of(numbers: &[f64]) -> ExactSum {
        let mut sum = ExactSum::default();
        numbers.iter().for_each(|&x| sum.add(x));
        sum
    }
}

/// The rounded sum of two numbers, and what rounding left of it.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A power of two, by its bits.
    fn two_to(power: i32) -> f64 {
        f64::from_bits(((1023 + power) as u64) << 52)
    }

    #[test]
    fn sums_are_rounded_once() {
        // Python: math.fsum.
        assert_eq!(ExactSum::of(&[0.1; 10]).value(), 1.0);
        assert_eq!(ExactSum::of(&[1e16, 1.0, 1e-16, -1e16]).value(), 1.0);
        assert_eq!(ExactSum::of(&[1e100, 1.0, -1e100]).value(), 1.0);
        // Half-way, decided by what lies far below.
        assert_eq!(ExactSum::of(&[1.0, two_to(-53), two_to(-120)]).value(), 1.0 + f64::EPSILON);
        assert_eq!(ExactSum::of(&[1.0, two_to(-53)]).value(), 1.0);
        assert_eq!(ExactSum::of(&[1.0, two_to(-53), -(two_to(-120))]).value(), 1.0);
        assert_eq!(ExactSum::default().value(), 0.0);
    }

    proptest! {
        #[test]
        fn neither_order_nor_parts_matter(numbers in prop::collection::vec((-1e3..1e3, -60..60_i32), 0..60), cut in 0..60_usize) {
            let numbers: Vec<f64> = numbers.into_iter().map(|(x, e): (f64, i32)| x * two_to(e)).collect();
            let all = ExactSum::of(&numbers).value();
            let mut other = numbers.clone();
            other.sort_by(f64::total_cmp);
            prop_assert_eq!(ExactSum::of(&other).value(), all);
            let (first, second) = numbers.split_at(cut.min(numbers.len()));
            let mut joined = ExactSum::of(second);
            joined.merge(&ExactSum::of(first));
            prop_assert_eq!(joined.value(), all);
            // The planted bug: plain sums do depend on it, somewhere among these.
            let plain: f64 = [1e16, 1.0, -1e16].iter().sum();
            prop_assert!(plain != ExactSum::of(&[1e16, 1.0, -1e16]).value());
        }
    }
}
