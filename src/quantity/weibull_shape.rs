//! The shape of a Weibull distribution from its coefficient of variation.

use crate::math::{exp_m1, ln_1p};

/// Shapes that a Weibull distribution may have.
pub(super) const SHAPES: (f64, f64) = (0.05, 1e4);

/// Terms of Γ's recurrence that are taken before Stirling's formula.
const SHIFT: u32 = 15;

/// ln(1 + (sd/mean)²) at x = 1/shape.
///
/// **Formula** ln Γ(1 + 2x) − 2 ln Γ(1 + x) = Σⱼ ln(1 + (x/j)²/(1 + 2x/j)) over j = 1 … 15 + the second difference of Stirling's formula at 16 with
/// the step x; every part is written so that nothing cancels where x is small.
fn log_spread(x: f64) -> f64 {
    let a = f64::from(SHIFT + 1);
    let recurrence: f64 = (1..=SHIFT)
        .map(|j| {
            let part = x / f64::from(j);
            ln_1p(part * part / (1.0 + 2.0 * part))
        })
        .sum();
    let (one, two) = (a + x, a + 2.0 * x);
    let ratio = x / one;
    let main = (a - 0.5) * ln_1p(-ratio * ratio) + 2.0 * x * ln_1p(ratio);
    let first = x * x / (6.0 * a * one * two);
    // The further terms of Stirling's remainder.
    let further = |a: f64| {
        let inverse = 1.0 / (a * a);
        (-1.0 / 360.0 + inverse * (1.0 / 1260.0 - inverse / 1680.0)) * inverse / a
    };
    recurrence + main + first + (further(two) - 2.0 * further(one) + further(a))
}

/// sd/mean at a shape.
///
/// **Formula** √(Γ(1 + 2/k)/Γ(1 + 1/k)² − 1), which falls as the shape k rises.
pub(super) fn variation(shape: f64) -> f64 {
    exp_m1(log_spread(1.0 / shape)).sqrt()
}

/// The shape with this sd/mean.
///
/// **Range** a variation between those of the two ends of [`SHAPES`]. **Formula** the interval is halved until it holds no other number.
pub(super) fn shape_of(variation: f64) -> f64 {
    let wanted = ln_1p(variation * variation);
    let (mut low, mut high) = SHAPES;
    loop {
        let middle = if high > 2.0 * low { (low * high).sqrt() } else { 0.5 * (low + high) };
        if middle <= low || middle >= high {
            return middle;
        }
        if log_spread(1.0 / middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ln_gamma;

    #[test]
    fn the_spread_is_that_of_the_gamma_function() {
        for shape in [0.05, 0.1, 0.3, 1.0, 1.7, 3.6, 8.0] {
            let x = 1.0 / shape;
            let plain = ln_gamma(1.0 + 2.0 * x) - 2.0 * ln_gamma(1.0 + x);
            assert!((log_spread(x) - plain).abs() < 1e-13 * plain.abs().max(1.0), "{shape}");
        }
        // Shape 1 is the exponential: sd = mean. Shape 2 is Rayleigh's: √(4/π − 1).
        assert!((variation(1.0) - 1.0).abs() < 4e-15);
        assert!((variation(2.0) - (4.0 / std::f64::consts::PI - 1.0).sqrt()).abs() < 4e-15);
        // References to forty digits.
        for (shape, reference) in [
            (0.05, 371_276.889_691_507_45),
            (0.3, 5.407_685_779_858_961),
            (3.7, 0.301_006_799_825_854_9),
            (100.0, 0.012_733_409_032_564_54),
            (1e4, 0.000_128_245_612_278_462_53),
        ] {
            let found = variation(shape);
            assert!((found / reference - 1.0).abs() < 1e-13, "{shape}: {found} {reference}");
        }
    }

    #[test]
    fn the_shape_comes_back() {
        for shape in [0.05, 0.07, 0.5, 1.0, 2.0, 3.7, 41.0, 900.0, 1e4] {
            let back = shape_of(variation(shape));
            assert!((back - shape).abs() <= 1e-13 * shape, "{shape} {back}");
        }
    }
}
