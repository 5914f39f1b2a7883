//! Bounds of what the packages that begin alike can come to.

use super::audience::{Additive, Audience};
use super::domain::Domain;
use super::units::{NEVER, Units, points};

/// One audience's numbers in a world, ready for bounds over the terms in another order.
#[derive(Debug)]
pub(super) struct Bounding<'d> {
    pub audience: &'d Audience,
    adds: &'d Additive,
    /// By term and value, in the order of the domain: what is fitted and what the world adds together.
    pub values: Vec<Vec<Units>>,
    pub base: Units,
    /// Most that the terms from a depth on add.
    rest: Vec<Units>,
    /// By floor, the most that the terms from a depth on lead by.
    floors: Vec<Vec<Units>>,
}

impl<'d> Bounding<'d> {
    /// In a world, or at the medians.
    pub fn new(domain: &Domain, audience: &'d Audience, world: Option<usize>) -> Bounding<'d> {
        let adds = world.map_or(&audience.medians, |world| &audience.worlds[world]);
        let both = |(a, b): (&Vec<Units>, &Vec<Units>)| a.iter().zip(b).map(|(a, b)| a + b).collect();
        let values: Vec<Vec<Units>> = adds.values.iter().zip(&audience.fitted.values).map(both).collect();
        let rest = suffixes(&values);
        let floors = audience.floors.iter().map(|floor| suffixes(&floor.leads)).collect();
        debug_assert_eq!(values.len(), domain.sizes.len());
        Bounding { audience, adds, base: adds.base + audience.fitted.base, values, rest, floors }
    }

    /// The most that any package can come to that begins with these values.
    ///
    /// **Formula** the sum so far and the most of each further term and of each set of values that is still possible; where a floor lifts it, at most that of the
    /// best comparison still possible.
    pub fn most(&self, first: &[usize]) -> Units {
        let depth = first.len();
        let so_far: Units = first.iter().zip(&self.values).map(|(&value, of)| of[value]).sum();
        let sum = self.base + so_far + self.rest[depth] + self.sets(first);
        let floors = self.audience.floors.iter().zip(&self.floors);
        let lifted = floors.map(|(floor, rest)| {
            let lead: Units = first.iter().zip(&floor.leads).map(|(&value, of)| of[value]).sum();
            (floor.at + lead + rest[depth]).min(floor.end)
        });
        // A floor holds what is fitted; what the world adds comes on top.
        let adds: Units = first.iter().zip(&self.adds.values).map(|(&value, of)| of[value]).sum();
        let beyond = self.adds.values[depth..].iter().map(|of| of.iter().copied().max().unwrap_or(0));
        let adds = self.adds.base + adds + beyond.sum::<Units>() + self.sets(first);
        sum.max(lifted.max().unwrap_or(NEVER) + adds)
    }

    /// The most that sets of values can still add.
    fn sets(&self, first: &[usize]) -> Units {
        let units = self.adds.together.iter().zip(&self.audience.fitted.together).map(|(a, b)| a + b);
        let of = self.audience.together.iter().zip(units);
        of.filter(|(set, units)| *units > 0 && !set.is_excluded(first)).map(|(_, units)| units).sum()
    }

    /// Whether it is a plain sum, so that weighted sums bound it.
    pub fn is_plain(&self) -> bool {
        self.audience.floors.is_empty() && self.audience.together.is_empty() && self.audience.own.is_empty()
    }

    /// Its own value of a package.
    pub fn of(&self, package: &[usize], world: Option<usize>) -> Units {
        match world {
            None => self.audience.at_medians(package).0,
            Some(world) => self.audience.in_world(package, world).0,
        }
    }
}

fn suffixes(values: &[Vec<Units>]) -> Vec<Units> {
    let mut rest = vec![0; values.len() + 1];
    for term in (0..values.len()).rev() {
        rest[term] = rest[term + 1] + values[term].iter().copied().max().unwrap_or(0);
    }
    rest
}

/// A weighted sum of several audiences and the most that the terms from a depth on add to it.
#[derive(Debug)]
pub(super) struct Weighted {
    pub weights: Vec<f64>,
    values: Vec<Vec<f64>>,
    base: f64,
    rest: Vec<f64>,
}

impl Weighted {
    pub fn new(sides: &[Bounding], weights: Vec<f64>) -> Weighted {
        let terms = sides.first().map_or(0, |side| side.values.len());
        let value = |t: usize, v: usize| -> f64 {
            sides.iter().zip(&weights).map(|(side, weight)| weight * points(side.values[t][v])).sum()
        };
        let values: Vec<Vec<f64>> =
            (0..terms).map(|t| (0..sides[0].values[t].len()).map(|v| value(t, v)).collect()).collect();
        let mut rest = vec![0.0; terms + 1];
        for t in (0..terms).rev() {
            rest[t] = rest[t + 1] + values[t].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        let base = sides.iter().zip(&weights).map(|(side, weight)| weight * points(side.base)).sum();
        Weighted { weights, values, base, rest }
    }

    /// The most that a package beginning so can come to; a little more, for rounding.
    pub fn most(&self, first: &[usize]) -> f64 {
        let sum: f64 = first.iter().zip(&self.values).map(|(&value, of)| of[value]).sum();
        let most = self.base + sum + self.rest[first.len()];
        most + 1e-9 * (1.0 + most.abs())
    }

    /// The package that is best by it, rules aside.
    pub fn best(&self) -> Vec<usize> {
        let best = |of: &Vec<f64>| (0..of.len()).fold(0, |best, v| if of[v] > of[best] { v } else { best });
        self.values.iter().map(best).collect()
    }
}
