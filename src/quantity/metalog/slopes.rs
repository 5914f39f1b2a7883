//! The terms of a metalog from the third on, and their slopes.

use std::sync::OnceLock;

use crate::math::logistic;
use crate::quantity::feasible::{MOST_POINTS, on_grid};

/// The terms beyond the third, by number: odd powers of c first alone, then with L.
pub(super) fn further_term(number: usize, c: f64, l: f64) -> f64 {
    match number {
        4 => c,
        _ if number % 2 == 1 => power(c, (number - 1) / 2),
        _ => power(c, number / 2 - 1) * l,
    }
}

/// Their derivatives by the log-odds t, at which c = y − ½ and y(1 − y) is the density.
pub(super) fn further_slope(number: usize, c: f64, t: f64, density: f64) -> f64 {
    match number {
        4 => density,
        _ if number % 2 == 1 => {
            let p = (number - 1) / 2;
            p as f64 * power(c, p - 1) * density
        }
        _ => {
            let p = number / 2 - 1;
            power(c, p) + p as f64 * power(c, p - 1) * density * t
        }
    }
}

/// The slopes of the terms from the third on, by the log-odds.
pub(super) type Slopes = [f64; MOST_POINTS - 2];

/// These slopes on the grid of the check, which are the same for every metalog.
pub(super) fn slopes_on_grid() -> &'static [Slopes] {
    static SLOPES: OnceLock<Vec<Slopes>> = OnceLock::new();
    SLOPES.get_or_init(|| {
        on_grid(|t| {
            let y = logistic(t);
            let density = y * (1.0 - y);
            std::array::from_fn(|i| match i {
                0 => (y - 0.5) + density * t,
                _ => further_slope(i + 3, y - 0.5, t, density),
            })
        })
    })
}

pub(super) fn power(c: f64, p: usize) -> f64 {
    (0..p).fold(1.0, |product, _| product * c)
}
