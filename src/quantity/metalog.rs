//! The metalog distribution through two or three elicited quantiles.

use super::Law;
use super::broken::{Broken, Rule, require_finite};
use crate::math::{exp, ln, ln_1p, logistic};

/// The least upper bound of |a₃|/a₂ for which M rises everywhere.
///
/// M′(y)·y(1 − y) = a₂ + a₃·g(y) with g(y) = y − ½ + y(1 − y)·L(y), odd about ½. With L = 2x its extremum lies where
/// x·tanh x = 1, x = 1.19967864025773…, and is x/2 there: the bound is 2/x = 1.66711311920192939…
const FEASIBLE: f64 = 1.667_113_119_201_929_5;

/// Three points closer to a straight line in (L, (y − ½)L) than this share of a right angle do not fix three terms.
const DEGENERATE: f64 = 1e-6;

/// A flexible distribution through two or three (probability, value) points.
///
/// **Formula** M(y) = a₁ + a₂·L(y) + a₃·(y − ½)·L(y) with L(y) = ln(y/(1 − y)); M is the quantile of the value x itself,
/// of ln(x − lower), of −ln(upper − x), or of ln((x − lower)/(upper − x)). Two points: a₃ = 0.
/// **Range** feasible where a₂ > 0 and |a₃| < 1.667 113 119 · a₂.
/// **Source** Keelin, The metalog distributions, Decision Analysis 13 (2016).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metalog {
    a: [f64; 3],
    scale: Scale,
}

/// The scale on which the metalog is unbounded.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    Identity,
    Above(f64),
    Below(f64),
    Between(f64, f64),
}

impl Scale {
    fn new(lower: Option<f64>, upper: Option<f64>) -> Scale {
        match (lower, upper) {
            (None, None) => Scale::Identity,
            (Some(lower), None) => Scale::Above(lower),
            (None, Some(upper)) => Scale::Below(upper),
            (Some(lower), Some(upper)) => Scale::Between(lower, upper),
        }
    }

    /// From the value to the unbounded scale.
    fn forth(self, x: f64) -> f64 {
        match self {
            Scale::Identity => x,
            Scale::Above(lower) => ln(x - lower),
            Scale::Below(upper) => -ln(upper - x),
            Scale::Between(lower, upper) => ln((x - lower) / (upper - x)),
        }
    }

    /// From the unbounded scale to the value.
    fn back(self, z: f64) -> f64 {
        match self {
            Scale::Identity => z,
            Scale::Above(lower) => lower + exp(z),
            Scale::Below(upper) => upper - exp(-z),
            Scale::Between(lower, upper) => (lower + (upper - lower) * logistic(z)).min(upper),
        }
        .clamp(f64::MIN, f64::MAX)
    }

    fn support(self) -> (f64, f64) {
        match self {
            Scale::Identity => (f64::NEG_INFINITY, f64::INFINITY),
            Scale::Above(lower) => (lower, f64::INFINITY),
            Scale::Below(upper) => (f64::NEG_INFINITY, upper),
            Scale::Between(lower, upper) => (lower, upper),
        }
    }
}

/// L(y) and (y − ½)·L(y).
fn terms(y: f64) -> (f64, f64) {
    let log_odds = ln(y / (1.0 - y));
    (log_odds, (y - 0.5) * log_odds)
}

/// The two equations that a₂ and a₃ solve: differences of the terms from the first point.
struct Equations {
    l: [f64; 2],
    k: [f64; 2],
    determinant: f64,
}

impl Equations {
    /// None if these probabilities do not fix three terms.
    fn new(y: [f64; 3]) -> Option<Equations> {
        let [(l0, k0), (l1, k1), (l2, k2)] = y.map(terms);
        let (l, k) = ([l1 - l0, l2 - l0], [k1 - k0, k2 - k0]);
        let determinant = l[0] * k[1] - l[1] * k[0];
        let lengths = (l[0] * l[0] + k[0] * k[0]).sqrt() * (l[1] * l[1] + k[1] * k[1]).sqrt();
        (determinant.abs() > DEGENERATE * lengths).then_some(Equations { l, k, determinant })
    }

    /// (a₂, a₃) for values that lie `middle` and `last` above the first.
    fn solve(&self, middle: f64, last: f64) -> (f64, f64) {
        let a2 = (middle * self.k[1] - last * self.k[0]) / self.determinant;
        let a3 = (self.l[0] * last - self.l[1] * middle) / self.determinant;
        (a2, a3)
    }

    /// The open range of `middle` that is feasible for this `last`: FEASIBLE·a₂ ± a₃ > 0 are two linear conditions.
    fn feasible_middle(&self, last: f64) -> Option<(f64, f64)> {
        let (mut low, mut high) = (0.0, last);
        for sign in [-1.0, 1.0] {
            let slope = (FEASIBLE * self.k[1] - sign * self.l[1]) / self.determinant;
            let constant = last * (sign * self.l[0] - FEASIBLE * self.k[0]) / self.determinant;
            let root = -constant / slope;
            if slope > 0.0 {
                low = root.max(low);
            } else if slope < 0.0 {
                high = root.min(high);
            } else if constant <= 0.0 {
                return None;
            }
        }
        (low < high).then_some((low, high))
    }
}

impl Metalog {
    /// Through two or three (probability, value) points, within bounds where given.
    ///
    /// **Errors** parameter i is the i-th of the n points, n the lower bound, n + 1 the upper: a number of points other
    /// than two or three, not finite, not rising, not inside the bounds, or infeasible (then `help` says which middle
    /// values the outer two leave room for).
    pub fn new(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<Metalog, Broken> {
        check(points, lower, upper)?;
        let scale = Scale::new(lower, upper);
        let z = |i: usize| scale.forth(points[i].1);
        let last = points.len() - 1;
        let too_close = || {
            let help = "the values are too close together to tell apart; a certain number is a plain number";
            Broken::new(last, Rule::Infeasible, help)
        };
        let (l0, k0) = terms(points[0].0);
        let (a2, a3) = match points {
            [_, middle, end] => {
                let equations = Equations::new([points[0].0, middle.0, end.0]).ok_or_else(|| {
                    let help =
                        "these three probabilities do not fix the shape; use p5, p50 and p95, or two points";
                    Broken::new(1, Rule::Infeasible, help)
                })?;
                let spread = z(2) - z(0);
                if !(spread > 0.0 && spread.is_finite()) {
                    return Err(too_close());
                }
                let (a2, a3) = equations.solve(z(1) - z(0), spread);
                if !(a2 > 0.0 && a3.abs() < FEASIBLE * a2) {
                    let range = equations
                        .feasible_middle(spread)
                        .map(|(low, high)| (scale.back(z(0) + low), scale.back(z(0) + high)));
                    return Err(infeasible(points, range));
                }
                (a2, a3)
            }
            _ => ((z(1) - z(0)) / (terms(points[1].0).0 - l0), 0.0),
        };
        if !(a2 > 0.0 && a2.is_finite()) {
            return Err(too_close());
        }
        Ok(Metalog { a: [z(0) - a2 * l0 - a3 * k0, a2, a3], scale })
    }

    /// The terms a₁, a₂, a₃ of M.
    pub fn terms(&self) -> [f64; 3] {
        self.a
    }

    /// M and its derivative by the log-odds t.
    fn by_log_odds(&self, t: f64) -> (f64, f64) {
        let [a1, a2, a3] = self.a;
        let y = logistic(t);
        (a1 + a2 * t + a3 * ((y - 0.5) * t), a2 + a3 * ((y - 0.5) + y * (1.0 - y) * t))
    }

    /// Mean and standard deviation on the scale without units: of eᴹ, e⁻ᴹ or logistic(M).
    ///
    /// **Formula** trapezoids over s with log-odds t = sinh s, step 1/32, |s| ≤ 20: the integrand is analytic and falls
    /// exponentially in t, so the error falls exponentially in the number of steps.
    fn unitless_moments(&self, ln_value: impl Fn(f64) -> f64) -> (f64, f64) {
        let node = |i: i32| {
            let s = f64::from(i) / 32.0;
            let (up, down) = (exp(s), exp(-s));
            let t = 0.5 * (up - down);
            // The density of the log-odds: y(1 − y).
            let ln_density = -t.abs() - 2.0 * ln_1p(exp(-t.abs()));
            (ln_value(self.by_log_odds(t).0), ln_density, (up + down) / 64.0)
        };
        let mean: f64 = (-640..=640).map(node).map(|(v, d, width)| exp(v + d) * width).sum();
        let variance: f64 = (-640..=640)
            .map(node)
            .map(|(v, d, width)| {
                let deviation = exp(v + 0.5 * d) - mean * exp(0.5 * d);
                deviation * deviation * width
            })
            .sum();
        (mean, variance.sqrt())
    }

    /// Mean and standard deviation.
    fn moments(&self) -> (f64, f64) {
        let [a1, a2, a3] = self.a;
        // M grows as (a₂ ± a₃/2)·|t| in the two tails, and the density of t falls as e^(−|t|).
        let keep_finite = |growth: f64, mean: f64, sd: f64| {
            (if growth < 1.0 { mean } else { f64::INFINITY }, if growth < 0.5 { sd } else { f64::INFINITY })
        };
        match self.scale {
            Scale::Identity => {
                // E[(y − ½)L] = ½, Var L = π²/3, Var[(y − ½)L] = 1/12 + π²/36, uncorrelated by symmetry.
                let third = std::f64::consts::PI * std::f64::consts::PI / 3.0;
                (a1 + 0.5 * a3, (third * a2 * a2 + (1.0 + third) / 12.0 * a3 * a3).sqrt())
            }
            Scale::Above(lower) => {
                let (mean, sd) = self.unitless_moments(|m| m);
                let (mean, sd) = keep_finite(a2 + 0.5 * a3, mean, sd);
                (lower + mean, sd)
            }
            Scale::Below(upper) => {
                let (mean, sd) = self.unitless_moments(|m| -m);
                let (mean, sd) = keep_finite(a2 - 0.5 * a3, mean, sd);
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

impl Law for Metalog {
    fn name(&self) -> &'static str {
        "metalog"
    }

    fn quantile(&self, u: f64) -> f64 {
        let (l, k) = terms(u);
        self.scale.back(self.a[0] + self.a[1] * l + self.a[2] * k)
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
        let [a1, a2, a3] = self.a;
        if z.is_nan() || z.is_infinite() {
            return if z.is_nan() { z } else { f64::from(u8::from(z > 0.0)) };
        }
        // M(t) − a₁ = a₂t + a₃(y − ½)t and 0 ≤ (y − ½)t ≤ |t|/2 bracket the root.
        let (one, other) = ((z - a1) / (a2 + 0.5 * a3.abs()), (z - a1) / (a2 - 0.5 * a3.abs()));
        let (mut low, mut high) = (one.min(other), one.max(other));
        let mut t = one;
        for _ in 0..100 {
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
        }
        logistic(t)
    }

    fn mean(&self) -> f64 {
        self.moments().0
    }

    fn standard_deviation(&self) -> f64 {
        self.moments().1
    }

    fn support(&self) -> (f64, f64) {
        self.scale.support()
    }
}

/// Everything about the parameters but the feasibility.
fn check(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<(), Broken> {
    let n = points.len();
    if !(2..=3).contains(&n) {
        let parameter = if n < 2 { n.saturating_sub(1) } else { 3 };
        return Err(Broken::new(
            parameter,
            Rule::WrongCount { found: n },
            "give p5 and p95, or p5, p50 and p95",
        ));
    }
    let values: Vec<f64> = points.iter().map(|&(_, x)| x).collect();
    require_finite(&values)?;
    if let Some(lower) = lower {
        require_finite(&[lower]).map_err(|broken| Broken { parameter: n, ..broken })?;
    }
    if let Some(upper) = upper {
        require_finite(&[upper]).map_err(|broken| Broken { parameter: n + 1, ..broken })?;
    }
    if let (Some(low), Some(high)) = (lower, upper)
        && low >= high
    {
        return Err(Broken::new(
            n + 1,
            Rule::EmptyRange { low },
            "raise the upper bound or lower the lower one",
        ));
    }
    let (low, high) = (lower.unwrap_or(f64::NEG_INFINITY), upper.unwrap_or(f64::INFINITY));
    for (i, &(y, x)) in points.iter().enumerate() {
        if !(y > 0.0 && y < 1.0) {
            let help = "a quantile belongs to a probability between 0 and 1";
            return Err(Broken::new(i, Rule::NotInside { low: 0.0, high: 1.0 }, help));
        }
        if !(x > low && x < high) {
            let help = "a quantile lies strictly inside the bounds: move it, or set `min` and `max`";
            return Err(Broken::new(i, Rule::NotInside { low, high }, help));
        }
        if i > 0 {
            let (y_before, x_before) = points[i - 1];
            if y <= y_before {
                let rule = Rule::NotRising { name: "probability", before: y_before };
                return Err(Broken::new(i, rule, "give the points in the order of their probabilities"));
            }
            if x <= x_before {
                let rule = Rule::NotRising { name: "the quantile before it,", before: x_before };
                return Err(Broken::new(i, rule, "a higher probability belongs to a higher value"));
            }
        }
    }
    Ok(())
}

/// The middle value leaves no room for a smooth distribution.
fn infeasible(points: &[(f64, f64)], range: Option<(f64, f64)>) -> Broken {
    let (first, middle, last) = (points[0].1, points[1].1, points[2].1);
    let help = match range.and_then(|(low, high)| inward(low, high)) {
        Some((low, high)) => format!(
            "with {first} and {last} on either side, the middle value may be from {low} to {high}, not {middle}; \
             or leave it out"
        ),
        None => {
            format!("no middle value fits between {first} and {last} at these probabilities; leave it out")
        }
    };
    Broken::new(1, Rule::Infeasible, help)
}

/// A range written with about three digits of its width, rounded inwards.
fn inward(low: f64, high: f64) -> Option<(String, String)> {
    let width = high - low;
    if !(width > 0.0 && width.is_finite()) {
        return None;
    }
    let exponent: i32 = format!("{width:e}").rsplit('e').next()?.parse().ok()?;
    let unit: f64 = format!("1e{}", exponent - 2).parse().ok()?;
    let decimals = usize::try_from(2 - exponent).unwrap_or(0);
    let (low, high) = ((low / unit).ceil() * unit, (high / unit).floor() * unit);
    (low <= high).then(|| (format!("{low:.decimals$}"), format!("{high:.decimals$}")))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(fault(&[], None, None), (0, Rule::WrongCount { found: 0 }));
        assert_eq!(fault(&[(0.5, 1.0)], None, None), (0, Rule::WrongCount { found: 1 }));
        assert_eq!(fault(&[(0.1, 1.0); 4], None, None), (3, Rule::WrongCount { found: 4 }));
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
