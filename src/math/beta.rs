//! The regularised incomplete beta function and its inverse.

use super::stirling::{HALF_LN_2_PI, log_gap, stirling_remainder};
use super::{exp, ln, normal_quantile};

/// The two parameters of a beta distribution with what depends on them alone, so that many quantiles of one shape
/// pay for it once.
///
/// **Formula** The density of ln(x/(1 − x)) is xᵃ(1 − x)ᵇ/B(a, b). It is computed as front · e^(−D): the front
/// √(ab/2πn)·e^(δ(n) − δ(a) − δ(b)), n = a + b, δ the remainder of Stirling's formula, does not depend on x; the
/// deviance D = a·ln(a/nx) + b·ln(b/n(1 − x)) vanishes at the mean. Nothing large cancels, so the relative error stays
/// near 1e-15 for small and huge parameters alike.
/// **Source** Loader, Fast and accurate computation of binomial probabilities (2000).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaShape {
    a: f64,
    b: f64,
    ln_front: f64,
}

/// A tail probability, through what Newton's method needs of it.
struct Tail {
    /// Its logarithm.
    ln: f64,
    /// The derivative of that by the log-odds ln(x/(1 − x)).
    slope: f64,
}

impl BetaShape {
    /// **Range** a, b > 0, finite.
    pub fn new(a: f64, b: f64) -> BetaShape {
        let n = a + b;
        let half = 0.5 * (ln(a) + ln(b / n)) - HALF_LN_2_PI;
        BetaShape {
            a,
            b,
            ln_front: half + (stirling_remainder(n) - stirling_remainder(a) - stirling_remainder(b)),
        }
    }

    /// The first parameter.
    pub fn a(&self) -> f64 {
        self.a
    }

    /// The second parameter.
    pub fn b(&self) -> f64 {
        self.b
    }

    /// The mean.
    ///
    /// **Formula** a/(a + b).
    pub fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The standard deviation.
    ///
    /// **Formula** √(ab/(a + b + 1))/(a + b).
    pub fn standard_deviation(&self) -> f64 {
        let n = self.a + self.b;
        (self.a / n * (self.b / n) / (n + 1.0)).sqrt()
    }

    /// The probability of at most x.
    ///
    /// **Range** 0 up to x = 0, 1 from x = 1; NaN stays NaN.
    pub fn cdf(&self, x: f64) -> f64 {
        self.cdf_of(x, 1.0 - x)
    }

    /// The probability of at most x, with y = 1 − x given as well, so that an x near 1 loses nothing.
    pub fn cdf_of(&self, x: f64, y: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if y <= 0.0 {
            return 1.0;
        }
        if x.is_nan() {
            return x;
        }
        if self.is_lower(x) {
            exp(self.near_tail(x, y).ln).min(1.0)
        } else {
            1.0 - exp(self.swapped().near_tail(y, x).ln).min(1.0)
        }
    }

    /// The x below which a share p lies.
    ///
    /// **Range** 0 < p < 1 (0 and 1 give the ends); the result lies in 0 to 1, and is 0 below 1e-300.
    /// **Formula** Halley's method on ln F as a function of t = ln(x/(1 − x)), in the tail that holds at most one half.
    /// The density of t is log-concave, so ln F is concave and Newton's method converges from every start.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantile_and_rest(p).0
    }

    /// x and 1 − x, x the value below which a share p lies, both with all their digits.
    pub fn quantile_and_rest(&self, p: f64) -> (f64, f64) {
        if p <= 0.0 {
            (0.0, 1.0)
        } else if p >= 1.0 {
            (1.0, 0.0)
        } else if p <= 0.5 {
            self.lower_quantile(p)
        } else {
            let (y, x) = self.swapped().lower_quantile(1.0 - p);
            (x, y)
        }
    }

    fn swapped(&self) -> BetaShape {
        BetaShape { a: self.b, b: self.a, ln_front: self.ln_front }
    }

    /// Where the continued fraction of the lower tail converges fast.
    fn is_lower(&self, x: f64) -> bool {
        x * (self.a + self.b + 2.0) <= self.a + 1.0
    }

    /// (x, 1 − x) with F(x) = p, 0 < p ≤ ½.
    fn lower_quantile(&self, p: f64) -> (f64, f64) {
        let ln_p = ln(p);
        let (mut x, mut y) = self.start(p, ln_p);
        for _ in 0..100 {
            if x < 1e-300 {
                return (0.0, 1.0);
            }
            if y < 1e-300 {
                return (1.0, 0.0);
            }
            let tail = self.lower_tail(x, y);
            let newton = (ln_p - tail.ln) / tail.slope;
            let bend = tail.slope - (self.a * y - self.b * x);
            let step = newton / (1.0 - 0.5 * newton * bend).clamp(0.5, 2.0);
            let ratio = exp(step.clamp(-700.0, 700.0));
            let sum = y + x * ratio;
            (x, y) = (x * ratio / sum, y / sum);
            // The next step would be the cube of this one, in units of the bend of ln F.
            if step.abs() * bend.max(1.0) < 3e-6 {
                break;
            }
        }
        (x, y)
    }

    /// A first guess at the p-quantile and its complement, by log-odds.
    fn start(&self, p: f64, ln_p: f64) -> (f64, f64) {
        let (a, b) = (self.a, self.b);
        if a > 0.6 && b > 0.6 {
            // Abramowitz & Stegun 26.5.22, held off the poles that it has at parameters of 1/2.
            let z = normal_quantile(p);
            let (ra, rb) = (1.0 / (2.0 * a - 1.0).max(0.5), 1.0 / (2.0 * b - 1.0).max(0.5));
            let h = 2.0 / (ra + rb);
            let l = (z * z - 3.0) / 6.0;
            let w = z * (h + l).max(0.0).sqrt() / h - (rb - ra) * (l + 5.0 / 6.0 - 2.0 / (3.0 * h));
            let odds = a / b * exp((2.0 * w).clamp(-600.0, 600.0));
            (odds / (1.0 + odds), 1.0 / (1.0 + odds))
        } else {
            // F(x) is near xᵃ/(a·B) as x → 0: ln B from the front, whose deviance at the mean is 0.
            let n = a + b;
            let ln_beta = a * ln(a / n) + b * ln(b / n) - self.ln_front;
            let x = exp(((ln_p + ln(a) + ln_beta) / a).clamp(-705.0, 0.0));
            if x < 0.5 { (x, 1.0 - x) } else { (0.5, 0.5) }
        }
    }

    /// ln F at x and its slope, wherever x lies.
    fn lower_tail(&self, x: f64, y: f64) -> Tail {
        if self.is_lower(x) {
            return self.near_tail(x, y);
        }
        let upper = self.swapped().near_tail(y, x);
        let lower = (-libm::expm1(upper.ln)).max(f64::MIN_POSITIVE);
        Tail { ln: ln(lower), slope: upper.slope * exp(upper.ln) / lower }
    }

    /// ln F at x and its slope, for x up to about the mean. The continued fraction is the slope itself.
    fn near_tail(&self, x: f64, y: f64) -> Tail {
        let n = self.a + self.b;
        let excess = self.a * y - self.b * x;
        let deviance = self.a * log_gap(-excess / self.a, n * x / self.a)
            + self.b * log_gap(excess / self.b, n * y / self.b);
        let fraction = self.fraction(x, excess);
        Tail { ln: self.ln_front - deviance - ln(fraction), slope: fraction }
    }

    /// xᵃ(1 − x)ᵇ/B(a, b) divided by F(x), by the modified Lentz method.
    ///
    /// **Source** DiDonato & Morris, ACM TOMS 18 (1992), equation 9; NIST DLMF 8.17.22 contracted to its even part.
    fn fraction(&self, x: f64, excess: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let mut above = 1.0 / (a + 1.0);
        let mut value = a * (excess + 1.0) * above;
        if value <= 0.0 {
            value = f64::MIN_POSITIVE;
        }
        let (mut c, mut d) = (value, 0.0);
        let mut m = 1.0;
        while m < 100_000.0 {
            let below = above;
            above = 1.0 / (a + 2.0 * m + 1.0);
            let turn = m * (b - m) * x * below;
            let numerator = turn * ((a + m - 1.0) * (a + b + m - 1.0) * x * below);
            let denominator = m + turn + (a + m) * (excess + 1.0 + m * (2.0 - x)) * above;
            d = 1.0 / (denominator + numerator * d);
            c = denominator + numerator / c;
            let change = c * d;
            value *= change;
            if (change - 1.0).abs() <= 4e-16 {
                break;
            }
            m += 1.0;
        }
        value
    }
}

/// The regularised incomplete beta function I(x; a, b): the probability that a beta variable is at most x.
///
/// **Range** a, b > 0. **Errors** none: 0 up to x = 0, 1 from x = 1.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    BetaShape::new(a, b).cdf(x)
}

/// The inverse of [`beta_cdf`] in x.
///
/// **Range** 0 < p < 1, a, b > 0; the result lies in 0 to 1. For many quantiles of one shape see [`BetaShape`].
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    BetaShape::new(a, b).quantile(p)
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_close;
    use super::*;
    use proptest::prelude::*;
    use statrs::function::beta::beta_reg;

    #[test]
    fn quantiles_agree_with_references_to_thirty_digits() {
        for (p, a, b, x) in [
            (0.05, 2.0, 3.0, 0.097_611_462_886_414_34),
            (0.5, 2.0, 3.0, 0.385_727_568_132_389_56),
            (0.95, 2.0, 3.0, 0.751_395_374_269_818_4),
            (0.05, 1.8, 4.2, 0.058_977_387_611_817_25),
            (0.95, 1.8, 4.2, 0.621_276_724_016_190_3),
            (1e-9, 1.8, 4.2, 2.909_596_334_830_158_5e-6),
            (0.3, 0.5, 0.5, 0.206_107_373_853_763_43),
            (0.3, 0.01, 0.01, 6.428_119_935_718_613e-23),
            (0.9, 0.01, 3.0, 5.963_655_100_279_840_6e-6),
            (0.999, 5.0, 1.0, 0.999_799_919_951_966_4),
            (0.25, 1.0, 1.0, 0.25),
            (0.01, 300.0, 700.0, 0.266_914_232_258_799_6),
            (0.75, 0.3, 40.0, 0.008_610_608_861_519_037),
        ] {
            // ln x moves by (relative error of F)/a: a hundredfold at a = 0.01.
            assert_close(beta_quantile(p, a, b), x, if a < 0.1 { 2e-13 } else { 4e-15 });
            assert_close(beta_cdf(x, a, b), p, 2e-13);
        }
        assert_close(1.0 - beta_quantile(0.2, 50_000.0, 3.0), 1.0 - 0.999_914_424_776_119_9, 1e-11);
    }

    #[test]
    fn cdf_agrees_with_statrs() {
        for a in [0.05, 0.5, 1.0, 1.8, 4.2, 30.0, 800.0] {
            for b in [0.05, 0.7, 1.0, 3.3, 25.0, 500.0] {
                for i in 1..40 {
                    let x = f64::from(i) / 40.0;
                    let (found, oracle) = (beta_cdf(x, a, b), beta_reg(a, b, x));
                    assert!((found - oracle).abs() < 1e-11, "a {a} b {b} x {x}: {found} {oracle}");
                }
            }
        }
    }

    #[test]
    fn extreme_shapes_stay_in_range_and_rise() {
        for a in [1e-6, 0.001, 0.01, 0.5, 1.0, 7.0, 1e3, 1e6, 1e7] {
            for b in [1e-6, 0.001, 0.01, 0.5, 1.0, 7.0, 1e3, 1e6, 1e7] {
                let shape = BetaShape::new(a, b);
                let mut last = 0.0;
                for p in [1e-300, 1e-15, 1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0 - 1e-6, 1.0 - 1e-15] {
                    let x = shape.quantile(p);
                    assert!((0.0..=1.0).contains(&x), "a {a} b {b} p {p}: {x}");
                    assert!(x >= last * (1.0 - 1e-13), "a {a} b {b} p {p}: {x} < {last}");
                    // Where x is neither crowded by the end 1 nor underflown, the probability comes back.
                    if x > 1e-290 && x < 0.999 {
                        let back = shape.cdf(x);
                        assert!(
                            (back - p).abs() < 1e-10 * p.max(1e-5),
                            "a {a} b {b} p {p}: x {x} back {back}"
                        );
                    }
                    last = x;
                }
            }
        }
    }

    #[test]
    fn ends_and_nan_are_kept() {
        assert_eq!((beta_cdf(-1.0, 2.0, 3.0), beta_cdf(0.0, 2.0, 3.0)), (0.0, 0.0));
        assert_eq!((beta_cdf(1.0, 2.0, 3.0), beta_cdf(9.0, 2.0, 3.0)), (1.0, 1.0));
        assert!(beta_cdf(f64::NAN, 2.0, 3.0).is_nan());
        assert_eq!((beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn cdf_undoes_the_quantile(p in 1e-12f64..1.0, ln_a in -2.0f64..8.0, ln_b in -2.0f64..8.0) {
            let shape = BetaShape::new(exp(ln_a), exp(ln_b));
            let x = shape.quantile(p);
            prop_assume!(x < 0.999_999);
            let back = shape.cdf(x);
            prop_assert!((back - p).abs() <= 1e-10 * p, "x {x} back {back}");
        }

        #[test]
        fn the_two_tails_mirror_each_other(p in 0.001f64..0.999, a in 0.2f64..50.0, b in 0.2f64..50.0) {
            let sum = beta_quantile(p, a, b) + beta_quantile(1.0 - p, b, a);
            prop_assert!((sum - 1.0).abs() < 1e-13);
        }
    }
}
