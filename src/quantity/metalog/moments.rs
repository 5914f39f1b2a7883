//! Mean and standard deviation of a metalog.

use std::sync::OnceLock;

use super::Metalog;
use crate::math::{exp, ln_1p, logistic};
use crate::quantity::scale::Scale;

impl Metalog {
    /// Mean and standard deviation on the scale without units: of M itself, eᴹ, e⁻ᴹ or logistic(M), given the logarithm of its magnitude.
    ///
    /// **Formula** trapezoids over s with log-odds t = sinh s, step 1/32, |s| ≤ 20: the integrand is analytic and falls
    /// exponentially in t, so the error falls exponentially in the number of steps.
    fn unitless_moments(&self, ln_value: impl Fn(f64) -> f64) -> (f64, f64) {
        let nodes: Vec<(f64, &Node)> =
            nodes(640).iter().map(|node| (ln_value(self.value(node.t, node.y)), node)).collect();
        let mean: f64 = nodes.iter().map(|(v, node)| exp(v + node.ln_density) * node.width).sum();
        let variance: f64 = nodes
            .iter()
            .map(|(v, node)| {
                let deviation = exp(v + 0.5 * node.ln_density) - mean * exp(0.5 * node.ln_density);
                deviation * deviation * node.width
            })
            .sum();
        (mean, variance.sqrt())
    }

    /// Mean and standard deviation of M itself.
    fn unbounded_moments(&self) -> (f64, f64) {
        let [a1, a2, a3] = self.a;
        if self.more.is_empty() {
            // E[(y − ½)L] = ½, Var L = π²/3, Var[(y − ½)L] = 1/12 + π²/36, uncorrelated by symmetry.
            let third = std::f64::consts::PI * std::f64::consts::PI / 3.0;
            return (a1 + 0.5 * a3, (third * a2 * a2 + (1.0 + third) / 12.0 * a3 * a3).sqrt());
        }
        let centre = self.value(0.0, logistic(0.0));
        let sum = |power: &dyn Fn(f64) -> f64| -> f64 {
            let at = |node: &Node| power(self.value(node.t, node.y)) * exp(node.ln_density) * node.width;
            nodes(300).iter().map(at).sum()
        };
        let mean = centre + sum(&|m| m - centre);
        (mean, sum(&|m| (m - mean) * (m - mean)).sqrt())
    }

    /// Mean and standard deviation.
    pub(super) fn both_moments(&self) -> (f64, f64) {
        let (down, up) = self.tail_slopes();
        // The density of t falls as e^(−|t|).
        let keep_finite = |growth: f64, mean: f64, sd: f64| {
            (if growth < 1.0 { mean } else { f64::INFINITY }, if growth < 0.5 { sd } else { f64::INFINITY })
        };
        match self.scale {
            Scale::Identity => self.unbounded_moments(),
            Scale::Above(lower) => {
                let (mean, sd) = self.unitless_moments(|m| m);
                let (mean, sd) = keep_finite(up, mean, sd);
                (lower + mean, sd)
            }
            Scale::Below(upper) => {
                let (mean, sd) = self.unitless_moments(|m| -m);
                let (mean, sd) = keep_finite(down, mean, sd);
                (upper - mean, sd)
            }
            Scale::Between(lower, upper) => {
                let (mean, sd) =
                    self.unitless_moments(|m| if m < 0.0 { m - ln_1p(exp(m)) } else { -ln_1p(exp(-m)) });
                (lower + (upper - lower) * mean, (upper - lower) * sd)
            }
        }
    }
}

/// A place at which moments are summed: log-odds t = sinh s at s = i/32.
struct Node {
    t: f64,
    y: f64,
    /// The logarithm of the density y(1 − y).
    ln_density: f64,
    /// The width dt of the step.
    width: f64,
}

/// The places with |i| up to `most`, 640 at most: the same for every metalog.
fn nodes(most: usize) -> &'static [Node] {
    static NODES: OnceLock<Vec<Node>> = OnceLock::new();
    let node = |i: i32| {
        let s = f64::from(i) / 32.0;
        let (up, down) = (exp(s), exp(-s));
        let t = 0.5 * (up - down);
        let ln_density = -t.abs() - 2.0 * ln_1p(exp(-t.abs()));
        Node { t, y: logistic(t), ln_density, width: (up + down) / 64.0 }
    };
    &NODES.get_or_init(|| (-640..=640).map(node).collect())[640 - most..=640 + most]
}
