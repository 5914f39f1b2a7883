//! What packages are worth to one audience.

use super::domain::Conjunction;
use super::units::{NEVER, Units};

/// Half a point: a range that is narrower is a number.
const A_NUMBER: Units = 1 << 23;

/// A sum of numbers, one a term, by its value, and one for each set of values that a package may have together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Additive {
    /// Whatever the package.
    pub base: Units,
    /// By term and value.
    pub values: Vec<Vec<Units>>,
    /// By what of [`Audience::together`] the package has.
    pub together: Vec<Units>,
}

/// What a package is held to, at least or at most, beside another that was judged: `at` and what each term leads it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// What the judged package is worth.
    pub at: Units,
    /// By term and value, how far the package leads (of a floor) or trails (of a ceiling) the judged one; [`NEVER`] where nothing compares them.
    pub leads: Vec<Vec<Units>>,
    /// Beyond which the bound does not go: the largest floor, the smallest ceiling.
    pub end: Units,
}

/// What is left open of the worth of packages: between which numbers all fits have it that reproduce what was assigned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Open {
    /// By term and value, a group of values about which the same is open; multiplied and added up over the terms they give a place in `ranges`.
    pub groups: Vec<Vec<usize>>,
    /// Below and above the fitted number.
    pub ranges: Vec<(Units, Units)>,
    /// Ends of the scale, which only a fitted number may be beyond.
    pub scale: (Units, Units),
}

/// A package whose worth is known by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The package.
    pub package: Vec<usize>,
    /// Its surplus in each world.
    pub worlds: Vec<Units>,
    /// Its surplus at the medians.
    pub median: Units,
}

/// What packages are worth to one audience above its reservation.
///
/// **Formula** surplus in a world = what is fitted, held between its floors and ceilings, + what the world adds. What is fitted is the same in every world; of an audience that gives its
/// points it is 0, and what the world adds is all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// Sets of values to which [`Additive::together`] refers.
    pub together: Vec<Conjunction>,
    /// What is fitted.
    pub fitted: Additive,
    /// What is fitted is held to at least the largest of these.
    pub floors: Vec<Bound>,
    /// And to at most the smallest of these; where they contradict each other, to neither.
    pub ceilings: Vec<Bound>,
    /// What is open of what is fitted.
    pub open: Option<Open>,
    /// What each world adds: drawn numbers, less the reservation.
    pub worlds: Vec<Additive>,
    /// The same at the medians.
    pub medians: Additive,
    /// Packages that are not fitted.
    pub own: Vec<Own>,
}

/// What is fitted of a package: as it is told, and the ends of what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fitted {
    pub at: Units,
    pub low: Units,
    pub high: Units,
}

impl Additive {
    /// All zero, for terms with so many values.
    pub fn nothing(sizes: &[usize], together: usize) -> Additive {
        let values = sizes.iter().map(|&size| vec![0; size]).collect();
        Additive { base: 0, values, together: vec![0; together] }
    }

    /// Of a package.
    pub fn of(&self, package: &[usize], together: &[Conjunction]) -> Units {
        let terms: Units = package.iter().zip(&self.values).map(|(&value, of)| of[value]).sum();
        let sets = self.together.iter().zip(together).filter(|(_, set)| set.holds(package));
        self.base + terms + sets.map(|(units, _)| units).sum::<Units>()
    }
}

impl Bound {
    pub(super) fn lead(&self, package: &[usize]) -> Units {
        package.iter().zip(&self.leads).map(|(&value, of)| of[value]).sum()
    }
}

impl Open {
    pub(super) fn place(&self, package: &[usize]) -> usize {
        package.iter().zip(&self.groups).map(|(&value, of)| of[value]).sum()
    }
}

/// Holds a fitted number and its ends.
///
/// **Formula** the ends are those of the scale where they lie beyond it, but for a fitted number beyond; then all are held between floor and ceiling, unless these contradict each
/// other. Ends no more than half a point apart are the number.
pub(super) fn held(
    at: Units,
    open: Option<((Units, Units), (Units, Units))>,
    floor: Units,
    ceiling: Units,
) -> Fitted {
    let hold = |x: Units| if floor > ceiling { x } else { x.max(floor).min(ceiling) };
    let told = hold(at);
    let Some(((below, above), (least, most))) = open else {
        return Fitted { at: told, low: told, high: told };
    };
    let (low, high) = ((at + below).max(least.min(at)), (at + above).min(most.max(at)));
    if high - low <= A_NUMBER {
        return Fitted { at: told, low: told, high: told };
    }
    let (low, high) = (hold(low), hold(high));
    match high - low > A_NUMBER {
        true => Fitted { at: told, low, high },
        false => Fitted { at: told, low: told, high: told },
    }
}

impl Audience {
    /// Whether what is fitted is more than a sum.
    pub(super) fn is_held(&self) -> bool {
        !self.floors.is_empty() || !self.ceilings.is_empty() || self.open.is_some()
    }

    /// What is fitted of a package.
    pub(super) fn fitted(&self, package: &[usize]) -> Fitted {
        let at = self.fitted.of(package, &self.together);
        let floor = |of: &Bound| (of.at + of.lead(package)).min(of.end);
        let ceiling = |of: &Bound| (of.at - of.lead(package)).max(of.end);
        let open = self.open.as_ref().map(|open| (open.ranges[open.place(package)], open.scale));
        held(
            at,
            open,
            self.floors.iter().map(floor).max().unwrap_or(NEVER),
            self.ceilings.iter().map(ceiling).min().unwrap_or(-NEVER),
        )
    }

    /// The surplus of a package at the medians, and the ends of what is open of it: as fitted, least, most.
    pub fn at_medians(&self, package: &[usize]) -> (Units, Units, Units) {
        if let Some(own) = self.own.iter().find(|own| own.package == package) {
            return (own.median, own.median, own.median);
        }
        let (fitted, adds) = (self.fitted(package), self.medians.of(package, &self.together));
        (fitted.at + adds, fitted.low + adds, fitted.high + adds)
    }

    /// The surplus of a package in a world, at the least and at the most that is open.
    pub fn in_world(&self, package: &[usize], world: usize) -> (Units, Units) {
        if let Some(own) = self.own.iter().find(|own| own.package == package) {
            return (own.worlds[world], own.worlds[world]);
        }
        let (fitted, adds) = (self.fitted(package), self.worlds[world].of(package, &self.together));
        (fitted.low + adds, fitted.high + adds)
    }
}
