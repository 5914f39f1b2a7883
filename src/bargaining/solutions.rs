//! The solutions that the theory of bargaining names, among the points of a frontier.

use super::frontier::Point;
use super::units::{Units, points};

/// What each party has if nothing is agreed, on the scale on which packages are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// By party.
    pub at: Vec<Units>,
}

/// A solution: its point, and the packages that tie with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Its place among the points.
    pub point: usize,
    /// What it is chosen by, the more the better.
    pub value: f64,
    /// How many other points do as well.
    pub ties: usize,
}

/// The four of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Solutions {
    /// The largest product of gains (Nash 1950).
    pub nash: Solution,
    /// The largest of the smallest shares of the ideal gains (Kalai and Smorodinsky 1975).
    pub kalai_smorodinsky: Solution,
    /// The largest smallest gain, of equals the largest next to it, and so on (Kalai 1977): the hikiwake solution.
    pub egalitarian: Solution,
    /// The largest sum, though points of two audiences have no common unit.
    pub utilitarian: Solution,
    /// What each party could gain at most among these points, none of the parties losing.
    pub ideal: Vec<f64>,
}

/// Of these points those at which no party has less than without an agreement are looked at; none if there is no such point.
///
/// **Formula** with gains gᵢ over the disagreement point and ideals Iᵢ = max gᵢ: Nash max Π gᵢ; Kalai–Smorodinsky max minᵢ gᵢ/Iᵢ (of finitely many packages the one nearest to equal shares from
/// below; a party that cannot gain is left out); egalitarian max minᵢ gᵢ; utilitarian max Σ gᵢ. What ties goes by the smallest gains from the smallest on, then by the sum, then to the first package.
pub fn solutions(found: &[Point], disagreement: &Disagreement) -> Option<Solutions> {
    let gains = |point: &Point| -> Vec<Units> {
        point.gains.iter().zip(&disagreement.at).map(|(gain, at)| gain - at).collect()
    };
    let all: Vec<(usize, Vec<Units>)> = found
        .iter()
        .map(gains)
        .enumerate()
        .filter(|(_, gains)| gains.iter().all(|gain| *gain >= 0))
        .collect();
    let parties = all.first()?.1.len();
    let ideal: Vec<Units> =
        (0..parties).map(|p| all.iter().map(|(_, gains)| gains[p]).max().unwrap_or(0)).collect();
    let share = |gains: &[Units]| {
        let of = gains.iter().zip(&ideal).filter(|(_, most)| **most > 0);
        of.map(|(gain, most)| *gain as f64 / *most as f64).fold(f64::INFINITY, f64::min)
    };
    let product = |gains: &[Units]| gains.iter().map(|gain| points(*gain)).product::<f64>();
    let smallest = |gains: &[Units]| points(gains.iter().copied().min().unwrap_or(0));
    let sum = |gains: &[Units]| points(gains.iter().sum());
    let best = |value: &dyn Fn(&[Units]) -> f64| -> Solution {
        let key = |gains: &[Units]| {
            let mut rising = gains.to_vec();
            rising.sort_unstable();
            (rising, gains.iter().sum::<Units>())
        };
        let mut best = 0;
        for place in 1..all.len() {
            let (this, known) = (&all[place], &all[best]);
            let order = value(&this.1).total_cmp(&value(&known.1));
            let order = order.then_with(|| key(&this.1).cmp(&key(&known.1)));
            let order = order.then_with(|| found[known.0].package.cmp(&found[this.0].package));
            if order.is_gt() {
                best = place;
            }
        }
        let at = value(&all[best].1);
        let ties = all.iter().filter(|(_, gains)| value(gains) == at).count() - 1;
        Solution { point: all[best].0, value: at, ties }
    };
    Some(Solutions {
        nash: best(&product),
        kalai_smorodinsky: best(&share),
        egalitarian: best(&smallest),
        utilitarian: best(&sum),
        ideal: ideal.into_iter().map(points).collect(),
    })
}
