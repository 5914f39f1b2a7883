//! How many of one unit another is, exactly.

/// A positive fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) struct Ratio {
    over: u128,
    under: u128,
}

impl Ratio {
    pub(in crate::scenario) const ONE: Ratio = Ratio { over: 1, under: 1 };

    /// In lowest terms; both above 0.
    pub(super) fn new(over: u128, under: u128) -> Ratio {
        let (mut a, mut b) = (over, under);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Ratio { over: over / a, under: under / a }
    }

    pub(super) fn inverse(self) -> Ratio {
        Ratio { over: self.under, under: self.over }
    }

    /// None where it is too large to be held.
    pub(super) fn times(self, other: Ratio) -> Option<Ratio> {
        let (a, b) = (Ratio::new(self.over, other.under), Ratio::new(other.over, self.under));
        Some(Ratio { over: a.over.checked_mul(b.over)?, under: a.under.checked_mul(b.under)? })
    }

    /// None where it is too large to be held.
    pub(super) fn power(self, power: i32) -> Option<Ratio> {
        let base = if power < 0 { self.inverse() } else { self };
        (0..power.unsigned_abs()).try_fold(Ratio::ONE, |product, _| product.times(base))
    }

    /// The multiple of a number, as an author would write it: 0.1 times 12 is 1.2, not 1.2000000000000002.
    pub(in crate::scenario) fn of(self, x: f64) -> f64 {
        self.decimal(x).unwrap_or(x * (self.over as f64 / self.under as f64))
    }

    /// The multiple of the shortest decimal that reads as this number, where it is a decimal too.
    fn decimal(self, x: f64) -> Option<f64> {
        if x == 0.0 || !x.is_finite() {
            return Some(x);
        }
        let text = format!("{:e}", x.abs());
        let (digits, exponent) = text.split_once('e')?;
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let mut exponent = exponent.parse::<i32>().ok()? - rest.len() as i32;
        let mut product = format!("{whole}{rest}").parse::<u128>().ok()?.checked_mul(self.over)?;
        let mut under = self.under;
        let common = Ratio::new(product, under);
        (product, under) = (common.over, common.under);
        while under != 1 {
            let part = [10, 5, 2].into_iter().find(|part| under.is_multiple_of(*part))?;
            product = product.checked_mul(10 / part)?;
            under /= part;
            exponent -= 1;
        }
        Some(format!("{product}e{exponent}").parse::<f64>().ok()?.copysign(x))
    }

    /// The multiple as a number.
    pub(in crate::scenario) fn value(self) -> f64 {
        self.of(1.0)
    }

    /// How it is told: "times 12", "divided by 100".
    pub(super) fn words(self) -> String {
        match (self.over, self.under) {
            (over, 1) => format!("times {over}"),
            (1, under) => format!("divided by {under}"),
            (over, under) => format!("times {over}, divided by {under}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn a_multiple_is_what_an_author_would_write() {
        let (years, percent) = (Ratio::new(12, 1), Ratio::new(1, 100));
        for (ratio, x, expected) in [
            (years, 0.1, 1.2),
            (years, 2.0, 24.0),
            (years, -0.7, -8.4),
            (percent, 30.0, 0.3),
            (percent, 33.3, 0.333),
            (percent, 0.07, 0.0007),
            (years.inverse(), 18.0, 1.5),
            (Ratio::new(1, 1000), 1.1, 0.0011),
            (Ratio::new(1_000_000, 1), 1e300, 1e306),
            (years, 0.0, 0.0),
            (percent, 5e-324, 0.0),
        ] {
            assert_eq!(ratio.of(x).to_bits(), f64::to_bits(expected), "{ratio:?} of {x}");
        }
        assert_eq!(years.inverse().of(1.0), 1.0 / 12.0);
        assert_eq!(years.of(f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn what_cannot_be_held_is_none() {
        let large = Ratio::new(u128::MAX, 1);
        assert_eq!(large.times(large), None);
        assert_eq!(large.times(large.inverse()), Some(Ratio::ONE));
        assert_eq!(Ratio::new(10, 1).power(-2), Some(Ratio::new(1, 100)));
        assert_eq!(Ratio::new(10, 1).power(99), None);
    }
}
