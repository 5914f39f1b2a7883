//! The metalog distribution through elicited quantiles.

mod moments;
mod slopes;

use super::broken::{Broken, Rule};
use super::feasible::{Equations, FEASIBLE, check, infeasible, is_positive, solve, terms};
use super::scale::Scale;
use super::{Existing, Family, Law};
use slopes::{Slopes, further_slope, further_term, slopes_on_grid};

use crate::math::logistic;

/// Steps of Newton's method at most.
const MOST_STEPS: u32 = 100;

/// A flexible distribution through two or more (probability, value) points, with one term a point.
///
/// **Formula** M(y) = a₁ + a₂·L + a₃·cL + a₄·c + a₅·c² + a₆·c²L + a₇·c³ + a₈·c³L + … with L = ln(y/(1 − y)), c = y − ½; M is the quantile of the
/// value x itself, of ln(x − lower), of −ln(upper − x), or of ln((x − lower)/(upper − x)). Two points: a₃ = 0.
/// **Range** feasible where M rises everywhere: a₂ > 0 and |a₃| < 1.667 113 119 · a₂ for three points; for more, the least slope by L,
/// looked for on a grid and around its dips, is above 0.
/// **Source** Keelin, The metalog distributions, Decision Analysis 13 (2016).
#[derive(Debug, Clone, PartialEq)]
pub struct Metalog {
    /// a₁, a₂, a₃.
    a: [f64; 3],
    /// a₄ and on.
    more: Vec<f64>,
    scale: Scale,
}

impl Metalog {
    /// Through two or more (probability, value) points, within bounds where given.
    ///
    /// **Errors** parameter i is the i-th of the n points, n the lower bound, n + 1 the upper: fewer than two points or more than eleven,
    /// not finite, not rising, not inside the bounds, or infeasible (then `help` says which middle values the outer two leave room for, or
    /// which of many points is in the way).
    pub fn new(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<Metalog, Broken> {
        check(points, lower, upper)?;
        let scale = Scale::new(lower, upper);
        let z: Vec<f64> = points.iter().map(|&(_, x)| scale.forth(x)).collect();
        let last = points.len() - 1;
        if !(z[last] - z[0] > 0.0 && (z[last] - z[0]).is_finite()) {
            let help = "the values are too close together to tell apart; a certain number is a plain number";
            return Err(Broken::new(last, Rule::Infeasible, help));
        }
        match points {
            [_, _] => Ok(Metalog::through_two(points, &z, scale)),
            [_, _, _] => Metalog::through_three(points, &z, scale),
            _ => Metalog::through_many(points, &z, scale).ok_or_else(|| in_the_way(points, lower, upper)),
        }
    }

    /// Through sound points, without a word on what is in the way.
    fn if_feasible(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Option<Metalog> {
        let scale = Scale::new(lower, upper);
        let z: Vec<f64> = points.iter().map(|&(_, x)| scale.forth(x)).collect();
        match points {
            [_, _] => Some(Metalog::through_two(points, &z, scale)),
            [_, _, _] => Metalog::through_three(points, &z, scale).ok(),
            _ => Metalog::through_many(points, &z, scale),
        }
    }

    fn through_two(points: &[(f64, f64)], z: &[f64], scale: Scale) -> Metalog {
        let l0 = terms(points[0].0).0;
        let a2 = (z[1] - z[0]) / (terms(points[1].0).0 - l0);
        Metalog { a: [z[0] - a2 * l0, a2, 0.0], more: Vec::new(), scale }
    }

    fn through_three(points: &[(f64, f64)], z: &[f64], scale: Scale) -> Result<Metalog, Broken> {
        let (l0, k0) = terms(points[0].0);
        let equations = Equations::new([points[0].0, points[1].0, points[2].0]).ok_or_else(|| {
            let help = "these three probabilities do not fix the shape; use p5, p50 and p95, or two points";
            Broken::new(1, Rule::Infeasible, help)
        })?;
        let spread = z[2] - z[0];
        let (a2, a3) = equations.solve(z[1] - z[0], spread);
        if !(a2 > 0.0 && a3.abs() < FEASIBLE * a2) {
            let range = equations
                .feasible_middle(spread)
                .map(|(low, high)| (scale.back(z[0] + low), scale.back(z[0] + high)));
            return Err(infeasible(points, range));
        }
        Ok(Metalog { a: [z[0] - a2 * l0 - a3 * k0, a2, a3], more: Vec::new(), scale })
    }

    /// None if no metalog with as many terms as points rises everywhere, or if rounding leaves it beside a point.
    fn through_many(points: &[(f64, f64)], z: &[f64], scale: Scale) -> Option<Metalog> {
        #[cfg(test)]
        TRIED.with(|tried| tried.set(tried.get() + 1));
        let n = points.len();
        let row = |&(y, _): &(f64, f64)| {
            let (l, k) = terms(y);
            let further = (4..=n).map(|number| further_term(number, y - 0.5, l));
            [1.0, l, k].into_iter().chain(further).collect()
        };
        let a = solve(points.iter().map(row).collect(), z.to_vec())?;
        let metalog = Metalog { a: [a[0], a[1], a[2]], more: a[3..].to_vec(), scale };
        let spread = z[n - 1] - z[0];
        let misses = points.iter().zip(z).any(|(&(y, _), z)| (metalog.at(y) - z).abs() > 1e-10 * spread);
        let (down, up) = metalog.tail_slopes();
        let slopes = slopes_on_grid().iter().map(|slopes| metalog.slope(slopes));
        let rises = !misses && down > 0.0 && up > 0.0;
        (rises && is_positive(slopes, |t| metalog.by_log_odds(t).1)).then_some(metalog)
    }

    /// The slope by the log-odds, from the slopes of the terms.
    fn slope(&self, [third, further @ ..]: &Slopes) -> f64 {
        let steeper: f64 = further.iter().zip(&self.more).map(|(slope, a)| a * slope).sum();
        self.a[1] + self.a[2] * third + steeper
    }

    /// The terms a₁, a₂, a₃ of M.
    pub fn terms(&self) -> [f64; 3] {
        self.a
    }

    /// M at a probability.
    fn at(&self, y: f64) -> f64 {
        let (l, k) = terms(y);
        let three = self.a[0] + self.a[1] * l + self.a[2] * k;
        if self.more.is_empty() { three } else { three + self.further(y - 0.5, l) }
    }

    /// a₄·c + a₅·c² + a₆·c²L + …
    fn further(&self, c: f64, l: f64) -> f64 {
        (4..).zip(&self.more).map(|(number, a)| a * further_term(number, c, l)).sum()
    }

    /// M at the log-odds t of the probability y.
    fn value(&self, t: f64, y: f64) -> f64 {
        let [a1, a2, a3] = self.a;
        let m = a1 + a2 * t + a3 * ((y - 0.5) * t);
        if self.more.is_empty() { m } else { m + self.further(y - 0.5, t) }
    }

    /// M and its derivative by the log-odds t.
    fn by_log_odds(&self, t: f64) -> (f64, f64) {
        let [_, a2, a3] = self.a;
        let y = logistic(t);
        let density = y * (1.0 - y);
        let slope = a2 + a3 * ((y - 0.5) + density * t);
        if self.more.is_empty() {
            return (self.value(t, y), slope);
        }
        let steeper: f64 =
            (4..).zip(&self.more).map(|(number, a)| a * further_slope(number, y - 0.5, t, density)).sum();
        (self.value(t, y), slope + steeper)
    }

    /// How fast M grows with |t| in the lower and the upper tail.
    fn tail_slopes(&self) -> (f64, f64) {
        let [_, a2, a3] = self.a;
        let further = |c: f64| -> f64 {
            (4..).zip(&self.more).map(|(number, a)| a * further_slope(number, c, 0.0, 0.0)).sum()
        };
        (a2 - 0.5 * a3 + further(-0.5), a2 + 0.5 * a3 + further(0.5))
    }

    /// Two log-odds between which M reaches z.
    fn bracket(&self, z: f64) -> (f64, f64) {
        if !self.more.is_empty() {
            return (-745.0, 745.0);
        }
        // M(t) − a₁ = a₂t + a₃(y − ½)t and 0 ≤ (y − ½)t ≤ |t|/2.
        let [a1, a2, a3] = self.a;
        ((z - a1) / (a2 + 0.5 * a3.abs()), (z - a1) / (a2 - 0.5 * a3.abs()))
    }
}

#[cfg(test)]
thread_local! {
    /// How often this thread has looked whether a curve through many points rises.
    static TRIED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// See [`TRIED`].
#[cfg(test)]
pub(super) fn tried() -> usize {
    TRIED.with(std::cell::Cell::get)
}

/// No metalog passes through all of many points: which one is in the way.
fn in_the_way(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Broken {
    for left_out in 1..points.len() - 1 {
        let mut others = points.to_vec();
        let (y, x) = others.remove(left_out);
        if let Some(metalog) = Metalog::if_feasible(&others, lower, upper) {
            let there = metalog.quantile(y);
            let help = format!(
                "leave out {x}, or move it towards {there:.4}: a smooth curve passes through the others"
            );
            return Broken::new(left_out, Rule::Infeasible, help);
        }
    }
    let help = "more than one point is in the way; start from p5, p50 and p95 and add one at a time";
    Broken::whole(Rule::Infeasible, help)
}

impl Family {
    /// Metalog through two or more (probability, value) points, on the values themselves or within bounds.
    ///
    /// **Range** probabilities and values rising, strictly within 0 to 1 and within the bounds.
    /// **Errors** parameter i is the i-th of the n points, n the lower bound, n + 1 the upper.
    pub fn metalog(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<Family, Broken> {
        Metalog::new(points, lower, upper).map(Family::from)
    }
}

impl Law for Metalog {
    fn name(&self) -> &'static str {
        "metalog"
    }

    fn quantile(&self, u: f64) -> f64 {
        self.scale.back(self.at(u))
    }

    fn cdf(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x <= low {
            return 0.0;
        }
        if x >= high {
            return 1.0;
        }
        let z = self.scale.forth(x);
        if z.is_nan() || z.is_infinite() {
            return if z.is_nan() { z } else { f64::from(u8::from(z > 0.0)) };
        }
        let (one, other) = self.bracket(z);
        let (mut low, mut high) = (one.min(other), one.max(other));
        let mut t = if self.more.is_empty() { one } else { 0.0 };
        let mut before = [(f64::NAN, low, high); 2];
        for step in 0..MOST_STEPS {
            let (m, slope) = self.by_log_odds(t);
            if m < z {
                low = t;
            } else {
                high = t;
            }
            let newton = t + (z - m) / slope;
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if (next - t).abs() <= 2e-16 * t.abs() {
                break;
            }
            t = next;
            // In its last bits it may go to and fro between two numbers: then the last step is known.
            if before[0] == (t, low, high) {
                if (MOST_STEPS - 1 - step) % 2 == 1 {
                    t = before[1].0;
                }
                break;
            }
            before = [before[1], (t, low, high)];
        }
        logistic(t)
    }

    fn mean(&self) -> f64 {
        self.both_moments().0
    }

    fn standard_deviation(&self) -> f64 {
        self.both_moments().1
    }

    fn moments(&self) -> (f64, f64) {
        self.both_moments()
    }

    fn effort(&self) -> usize {
        2 + self.more.len()
    }

    fn existing(&self) -> Existing {
        let (down, up) = self.tail_slopes();
        let growth = match self.scale {
            Scale::Above(_) => up,
            Scale::Below(_) => down,
            _ => 0.0,
        };
        if growth < 0.5 { Existing::Both } else { Existing::Mean }
    }

    fn support(&self) -> (f64, f64) {
        self.scale.support()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ln;

    fn close(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "found {found}, expected {expected}");
    }

    /// Keelin (2016), symmetric-percentile triplet, α = 0.1: 35, 50, 75.
    const TRIPLET: [(f64, f64); 3] = [(0.1, 35.0), (0.5, 50.0), (0.9, 75.0)];

    #[test]
    fn keelins_unbounded_triplet() {
        let metalog = Metalog::new(&TRIPLET, None, None).unwrap();
        let [a1, a2, a3] = metalog.terms();
        close(a1, 50.0, 1e-13);
        close(a2, 9.102_392_266, 1e-9);
        close(a3, 5.688_995_166, 1e-9);
        close(metalog.quantile(0.05), 30.736_466_0, 1e-8);
        close(metalog.quantile(0.95), 84.339_343_2, 1e-8);
    }

    #[test]
    fn keelins_triplet_above_zero() {
        let metalog = Metalog::new(&TRIPLET, Some(0.0), None).unwrap();
        let [a1, a2, a3] = metalog.terms();
        close(a1, 3.912_023_005, 1e-9);
        close(a2, 0.173_432_443, 1e-8);
        close(a3, 0.027_756_701, 1e-7);
        close(metalog.quantile(0.05), 31.128_983_2, 1e-8);
        close(metalog.quantile(0.95), 86.440_975_0, 1e-8);
    }

    #[test]
    fn the_feasibility_bound_is_where_the_slope_touches_zero() {
        let least = |a3: f64| {
            (1..100_000)
                .map(|i| f64::from(i) / 100_000.0)
                .map(|y| 1.0 + a3 * ((y - 0.5) + y * (1.0 - y) * ln(y / (1.0 - y))))
                .fold(f64::INFINITY, f64::min)
        };
        assert!(least(FEASIBLE).abs() < 1e-8 && least(-FEASIBLE).abs() < 1e-8);
        assert!(least(FEASIBLE - 1e-6) > 0.0 && least(FEASIBLE + 1e-6) < 0.0);
    }

    #[test]
    fn an_infeasible_middle_is_told_the_feasible_range() {
        for bounds in [(None, None), (Some(0.0), None), (None, Some(200.0)), (Some(0.0), Some(200.0))] {
            let at = |middle| Metalog::new(&[(0.05, 30.0), (0.5, middle), (0.95, 90.0)], bounds.0, bounds.1);
            let broken = at(31.0).unwrap_err();
            assert_eq!((broken.parameter, &broken.rule), (1, &Rule::Infeasible));
            let words: Vec<&str> = broken.help.split([' ', ',']).collect();
            let after = |word| {
                let i = words.iter().rposition(|w| *w == word).unwrap();
                words[i + 1].parse::<f64>().unwrap()
            };
            let (low, high) = (after("from"), after("to"));
            assert!(30.0 < low && low < high && high < 90.0, "{}", broken.help);
            assert!(at(low).is_ok() && at(high).is_ok(), "{}", broken.help);
            let unit = 0.02 * (high - low);
            assert!(at(low - unit).is_err() && at(high + unit).is_err(), "{}", broken.help);
        }
    }

    #[test]
    fn two_points_are_a_logistic() {
        let metalog = Metalog::new(&[(0.05, -1.0), (0.95, 1.0)], None, None).unwrap();
        assert_eq!(metalog.terms()[2], 0.0);
        close(metalog.quantile(0.95), 1.0, 1e-14);
        assert!(metalog.quantile(0.5).abs() < 1e-15);
    }

    #[test]
    fn heavy_tails_have_no_moments() {
        let metalog = Metalog::new(&[(0.05, 0.01), (0.95, 100.0)], Some(0.0), None).unwrap();
        assert_eq!((metalog.mean(), metalog.standard_deviation()), (f64::INFINITY, f64::INFINITY));
        let metalog = Metalog::new(&[(0.05, -100.0), (0.95, -0.01)], None, Some(0.0)).unwrap();
        assert_eq!((metalog.mean(), metalog.standard_deviation()), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn a_log_logistic_has_its_closed_moments() {
        // a₃ = 0 above 0: mean eᵃ¹·πa₂/sin πa₂, here a₂ = 0.2 → 1.06896…
        let (l, mu) = (terms(0.95).0, 1.5);
        let points = [(0.05, libm::exp(mu - 0.2 * l)), (0.95, libm::exp(mu + 0.2 * l))];
        let metalog = Metalog::new(&points, Some(0.0), None).unwrap();
        let c = 0.2 * std::f64::consts::PI;
        let mean = c / libm::sin(c);
        let square = 2.0 * c / libm::sin(2.0 * c);
        close(metalog.mean(), libm::exp(mu) * mean, 1e-13);
        close(metalog.standard_deviation(), libm::exp(mu) * (square - mean * mean).sqrt(), 1e-12);
    }

    #[test]
    fn faults_point_at_the_number() {
        let fault = |points: &[(f64, f64)], lower, upper| {
            let broken = Metalog::new(points, lower, upper).unwrap_err();
            (broken.parameter, broken.rule)
        };
        assert_eq!(fault(&[], None, None), (0, Rule::WrongCount { least: 2, found: 0 }));
        assert_eq!(fault(&[(0.5, 1.0)], None, None), (0, Rule::WrongCount { least: 2, found: 1 }));
        assert_eq!(fault(&[(0.1, 1.0); 12], None, None), (11, Rule::TooMany { most: 11, found: 12 }));
        assert_eq!(fault(&[(0.1, 1.0), (0.9, f64::NAN)], None, None), (1, Rule::NotFinite));
        assert_eq!(fault(&[(0.1, 1.0), (0.9, 2.0)], Some(f64::NAN), None), (2, Rule::NotFinite));
        assert_eq!(fault(&[(0.1, 1.0), (0.9, 2.0)], None, Some(f64::INFINITY)), (3, Rule::NotFinite));
        assert_eq!(
            fault(&[(0.1, 1.0), (0.9, 2.0)], Some(3.0), Some(3.0)),
            (3, Rule::EmptyRange { low: 3.0 })
        );
        let inside = Rule::NotInside { low: 0.0, high: 1.0 };
        assert_eq!(fault(&[(0.1, 0.0), (0.9, 0.5)], Some(0.0), Some(1.0)), (0, inside.clone()));
        assert_eq!(fault(&[(0.1, 0.2), (0.9, 1.0)], Some(0.0), Some(1.0)), (1, inside.clone()));
        assert_eq!(fault(&[(0.1, 0.2), (1.0, 1.0)], None, None), (1, inside));
        assert!(matches!(
            fault(&[(0.1, 2.0), (0.5, 2.0), (0.9, 3.0)], None, None),
            (1, Rule::NotRising { .. })
        ));
        assert!(matches!(
            fault(&[(0.1, 2.0), (0.5, 4.0), (0.9, 3.0)], None, None),
            (2, Rule::NotRising { .. })
        ));
        assert!(matches!(fault(&[(0.9, 2.0), (0.5, 4.0)], None, None), (1, Rule::NotRising { .. })));
    }
}
