//! Which points a metalog can pass through: the checks, and the equations for its terms.

use super::broken::{Broken, Rule, require_finite};
use crate::math::ln;

/// The most points: each is one more term, and with more the equations lose their digits.
pub(super) const MOST_POINTS: usize = 11;

/// The least upper bound of |a₃|/a₂ for which M rises everywhere.
///
/// M′(y)·y(1 − y) = a₂ + a₃·g(y) with g(y) = y − ½ + y(1 − y)·L(y), odd about ½. With L = 2x its extremum lies where
/// x·tanh x = 1, x = 1.19967864025773…, and is x/2 there: the bound is 2/x = 1.66711311920192939…
pub(super) const FEASIBLE: f64 = 1.667_113_119_201_929_5;

/// Three points closer to a straight line in (L, (y − ½)L) than this share of a right angle do not fix three terms.
const DEGENERATE: f64 = 1e-6;

/// L(y) and (y − ½)·L(y).
pub(super) fn terms(y: f64) -> (f64, f64) {
    let log_odds = ln(y / (1.0 - y));
    (log_odds, (y - 0.5) * log_odds)
}

/// The two equations that a₂ and a₃ solve: differences of the terms from the first point.
pub(super) struct Equations {
    l: [f64; 2],
    k: [f64; 2],
    determinant: f64,
}

impl Equations {
    /// None if these probabilities do not fix three terms.
    pub(super) fn new(y: [f64; 3]) -> Option<Equations> {
        let [(l0, k0), (l1, k1), (l2, k2)] = y.map(terms);
        let (l, k) = ([l1 - l0, l2 - l0], [k1 - k0, k2 - k0]);
        let determinant = l[0] * k[1] - l[1] * k[0];
        let lengths = (l[0] * l[0] + k[0] * k[0]).sqrt() * (l[1] * l[1] + k[1] * k[1]).sqrt();
        (determinant.abs() > DEGENERATE * lengths).then_some(Equations { l, k, determinant })
    }

    /// (a₂, a₃) for values that lie `middle` and `last` above the first.
    pub(super) fn solve(&self, middle: f64, last: f64) -> (f64, f64) {
        let a2 = (middle * self.k[1] - last * self.k[0]) / self.determinant;
        let a3 = (self.l[0] * last - self.l[1] * middle) / self.determinant;
        (a2, a3)
    }

    /// The open range of `middle` that is feasible for this `last`: FEASIBLE·a₂ ± a₃ > 0 are two linear conditions.
    pub(super) fn feasible_middle(&self, last: f64) -> Option<(f64, f64)> {
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

/// The terms that meet every point exactly: as many equations as unknowns, by elimination with pivots.
///
/// None if the equations have no single answer.
pub(super) fn solve(mut rows: Vec<Vec<f64>>, mut z: Vec<f64>) -> Option<Vec<f64>> {
    let n = z.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| rows[i][k].abs().total_cmp(&rows[j][k].abs()))?;
        if rows[pivot][k] == 0.0 {
            return None;
        }
        rows.swap(k, pivot);
        z.swap(k, pivot);
        let (upper, lower) = rows.split_at_mut(k + 1);
        for (i, row) in lower.iter_mut().enumerate() {
            let factor = row[k] / upper[k][k];
            for (x, above) in row[k..].iter_mut().zip(&upper[k][k..]) {
                *x -= factor * above;
            }
            z[k + 1 + i] -= factor * z[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| rows[k][j] * z[j]).sum();
        z[k] = (z[k] - known) / rows[k][k];
    }
    z.iter().all(|a| a.is_finite()).then_some(z)
}

/// The log-odds on which a slope is looked at before its dips are: so many steps from 0 to 40, and as many below 0.
const STEPS: i32 = 1600;

/// The log-odds at a step, −1600 to 1600.
fn at_step(i: i32) -> f64 {
    f64::from(i) * (40.0 / f64::from(STEPS))
}

/// What a table of the grid holds at each of its places.
pub(super) fn on_grid<T>(at: impl Fn(f64) -> T) -> Vec<T> {
    (-STEPS..=STEPS).map(|i| at(at_step(i))).collect()
}

/// Whether a smooth function of the log-odds is above 0 everywhere, given its values on the grid from −40 to 40: there, and at the bottom of
/// each dip between its places that is near enough to 0 to matter, found by golden section.
pub(super) fn is_positive(values: impl Iterator<Item = f64>, f: impl Fn(f64) -> f64) -> bool {
    let (mut before, mut here) = (f64::NAN, f64::NAN);
    let mut dips = Vec::new();
    for (i, next) in (-STEPS..).zip(values) {
        if next.is_nan() || next <= 0.0 {
            return false;
        }
        // A parabola through three places dips below the middle one by an eighth of this at most: far above 0 it need not be looked for.
        let bend = (before - here) + (next - here);
        if here <= before && here <= next && here <= bend {
            dips.push((at_step(i - 2), at_step(i)));
        }
        (before, here) = (here, next);
    }
    dips.into_iter().all(|(low, high)| dip(&f, low, high) > 0.0)
}

/// The bottom of a dip between two points.
fn dip(f: &impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    for _ in 0..40 {
        let width = GOLDEN * (high - low);
        let (left, right) = (high - width, low + width);
        if f(left) < f(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f(0.5 * (low + high))
}

/// Everything about the parameters but the feasibility.
pub(super) fn check(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<(), Broken> {
    let n = points.len();
    if n > MOST_POINTS {
        let help = "each is one more term of the curve, and with more the equations lose their digits; keep those that matter";
        return Err(Broken::new(MOST_POINTS, Rule::TooMany { most: MOST_POINTS, found: n }, help));
    }
    if n < 2 {
        let rule = Rule::WrongCount { least: 2, found: n };
        return Err(Broken::new(n.saturating_sub(1), rule, "give p5 and p95, or p5, p50 and p95"));
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
                let rule = Rule::NotRising { name: "probability".into(), before: y_before };
                return Err(Broken::new(i, rule, "give the points in the order of their probabilities"));
            }
            if x <= x_before {
                let rule = Rule::NotRising { name: "the quantile before it,".into(), before: x_before };
                return Err(Broken::new(i, rule, "a higher probability belongs to a higher value"));
            }
        }
    }
    Ok(())
}

/// The middle value leaves no room for a smooth distribution.
pub(super) fn infeasible(points: &[(f64, f64)], range: Option<(f64, f64)>) -> Broken {
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
