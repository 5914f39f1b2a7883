//! What a search among all packages found.

use super::exact::{Exact, id_of};
use super::space::Space;
use crate::bargaining::{Audience, Branched, Candidate, Counted, Disagreement, Glance, Solutions, points};
use crate::engine::Size;
use crate::model::{DisagreementPoint, Id, Scenario, SettlementOption};
use crate::stats::{ByWorld, Estimate, Interval, proportion};

/// Packages up to which every one is looked at; beyond it branch and bound.
pub const EVERY_ONE: f64 = 1e8;
/// One less the confidence at which intervals are told.
const ALPHA: f64 = 0.05;

/// Somebody who must accept.
#[derive(Debug, Clone)]
pub(super) struct Accepting {
    pub id: Id,
    /// What the reader sees, with the party.
    pub name: String,
    /// The place among all audiences of the scenario.
    pub place: usize,
}

/// All of it.
pub(super) struct Found<'a> {
    pub scenario: &'a Scenario,
    pub space: &'a Space,
    /// Those who must accept; the first `parties` of them bargain.
    pub accepting: Vec<Accepting>,
    pub audiences: &'a [Audience],
    pub parties: usize,
    /// The end of which month.
    pub month: u32,
    pub disagreement: DisagreementPoint,
    pub from: Disagreement,
    pub counted: Option<Counted>,
    pub glance: Option<Glance>,
    pub branching: Option<Branching>,
    pub solutions: Option<Solutions>,
    pub best: Vec<Told>,
    pub options: Vec<Told>,
    pub size: Size,
}

/// What branch and bound found where not every package was looked at.
pub(super) struct Branching {
    /// The package with the largest smallest surplus.
    pub smallest: Branched,
    pub nash: Branched,
    pub utilitarian: Branched,
    /// The most each party could gain.
    pub ideals: Vec<f64>,
    /// Worlds with a zone.
    pub surely: Vec<bool>,
    /// Worlds in which the budget did not suffice.
    pub undecided: usize,
}

/// A package or a named option, as it is told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub id: Id,
    pub name: String,
    /// Its place in the space; none of an option with an amount that is not looked at.
    pub package: Option<Vec<usize>>,
    /// Surplus at the medians, of those who must accept in their order.
    pub medians: Vec<f64>,
    /// Mean acceptance of each.
    pub accepts: Vec<Estimate>,
    /// Surplus of each by world.
    surplus: Vec<Vec<f64>>,
    /// The mean over worlds of the product of acceptances: that all accept, each by itself.
    pub all_accept: Option<Estimate>,
    /// Worlds in which it lies in the zone, whatever is open and at the best of it; none of a named option.
    pub ends: Option<[u32; 2]>,
}

/// A chance with its standard error and its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    pub estimate: Estimate,
    pub interval: Interval,
}

impl Accepting {
    pub fn new(scenario: &Scenario, id: &str) -> Accepting {
        let mut all = scenario.parties.iter().flat_map(|party| &party.audiences);
        let place = all.position(|audience| audience.id == id).unwrap_or(0);
        Accepting { id: id.to_string(), name: scenario.audience_name(id), place }
    }
}

impl Told {
    fn nothing(id: Id, name: String, package: Option<Vec<usize>>) -> Told {
        Told {
            id,
            name,
            package,
            medians: Vec::new(),
            accepts: Vec::new(),
            surplus: Vec::new(),
            all_accept: None,
            ends: None,
        }
    }

    /// One of the best packages, so far by the search alone.
    pub fn found(found: &Found, place: usize, of: &Candidate) -> Told {
        let mut told = Told::branched(found, place, &of.package);
        told.ends = Some([of.surely, of.at_best]);
        told
    }

    /// A package that branch and bound found.
    pub fn branched(found: &Found, place: usize, package: &[usize]) -> Told {
        let id = id_of(&found.space.terms_of(found.scenario, package));
        Told::nothing(id, format!("Package {}", place + 1), Some(package.to_vec()))
    }

    /// A named option.
    pub fn named(
        option: &SettlementOption,
        package: Option<Vec<usize>>,
        (exact, who): (&Exact, &[usize]),
        size: Size,
    ) -> Told {
        let mut told = Told::nothing(option.id.clone(), option.name.clone(), package);
        told.exact(exact, who, size);
        told
    }

    /// With what the engine has of it.
    pub fn exact(&mut self, exact: &Exact, who: &[usize], size: Size) {
        let worlds = size.worlds as usize;
        let clusters = size.clusters();
        self.surplus = who.iter().map(|&a| exact.surplus[a][..worlds].to_vec()).collect();
        self.medians = who.iter().map(|&a| exact.surplus[a][worlds]).collect();
        let mean = |column: &[f64]| {
            let by_world = ByWorld::ratio(column, &vec![1; column.len()]);
            by_world.map(|of| of.estimate(clusters))
        };
        let nothing = Estimate { value: 0.0, standard_error: 0.0 };
        self.accepts = who.iter().map(|&a| mean(&exact.acceptance[a][..worlds]).unwrap_or(nothing)).collect();
        let both = |world: usize| who.iter().map(|&a| exact.acceptance[a][world]).product::<f64>();
        self.all_accept = mean(&(0..worlds).map(both).collect::<Vec<f64>>());
    }

    /// The chance that it lies in the zone, as the engine draws what is open.
    pub fn in_zone(&self, size: Size) -> Chance {
        let is_in = |world: usize| self.surplus.iter().all(|column| column[world] >= 0.0);
        Chance::of((0..size.worlds as usize).map(is_in), size)
    }

    /// The chance that one of those who must accept would sooner refuse.
    pub fn refuses(&self, audience: usize, size: Size) -> Chance {
        Chance::of(self.surplus[audience].iter().map(|x| *x < 0.0), size)
    }

    /// Whose surplus is the smallest at the medians.
    pub fn tightest(&self) -> usize {
        (0..self.medians.len()).min_by(|&a, &b| self.medians[a].total_cmp(&self.medians[b])).unwrap_or(0)
    }
}

impl Chance {
    /// Of what is so in some worlds.
    pub fn of(worlds: impl Iterator<Item = bool>, size: Size) -> Chance {
        let successes: Vec<u32> = worlds.map(u32::from).collect();
        let (clusters, n) = (size.clusters(), successes.len());
        let found = proportion(&successes, 1, clusters);
        let interval = found.seen.interval(found.estimate, clusters.freedom(n), ALPHA);
        Chance { estimate: found.estimate, interval }
    }

    /// "12% (9–15%)".
    pub fn words(&self) -> String {
        let (lo, hi) = (self.interval.lo, self.interval.hi);
        format!("{} ({})", crate::words::percent(self.estimate.value), crate::words::interval(lo, hi))
    }
}

impl Found<'_> {
    /// The chance that there is a zone at all: of a package that lies in it whatever is open, and at the best of what is open.
    pub fn zone(&self) -> [Chance; 2] {
        match (&self.counted, &self.branching) {
            (Some(counted), _) => {
                [&counted.surely, &counted.at_best].map(|of| Chance::of(of.iter().copied(), self.size))
            }
            (None, Some(branching)) => {
                [&branching.surely; 2].map(|of| Chance::of(of.iter().copied(), self.size))
            }
            (None, None) => [Chance::of([false].into_iter(), self.size); 2],
        }
    }

    /// What a package gives the parties over the disagreement point. **Unit** points.
    pub fn gains(&self, medians: &[f64]) -> Vec<f64> {
        medians.iter().zip(&self.from.at).map(|(x, at)| x - points(*at)).collect()
    }

    /// The values of a package, in the order of the terms of the scenario: term, value.
    pub fn values(&self, package: &[usize]) -> Vec<(&Id, String)> {
        let of = |term: &'_ crate::model::Term| {
            let place = self.space.terms.iter().position(|(id, _)| *id == term.id)?;
            let (id, _) = &self.space.terms[place];
            Some((id, self.space.value_name(self.scenario, place, package[place])))
        };
        self.scenario.terms.iter().filter_map(of).collect()
    }

    /// The named option that shares most terms with a package, the first of equals, and the places of the terms that differ.
    pub fn nearest(&self, package: &[usize]) -> Option<(&SettlementOption, Vec<usize>)> {
        let differing = |other: &[usize]| -> Vec<usize> {
            (0..package.len()).filter(|&term| package[term] != other[term]).collect()
        };
        let known = self.scenario.options.iter().filter_map(|option| {
            let other = self.space.package_of(&option.terms)?;
            Some((option, differing(&other)))
        });
        known.min_by_key(|(_, differing)| differing.len())
    }

    /// A package in words: like which option it is, and in what it differs.
    pub fn described(&self, package: &[usize]) -> String {
        let all = || {
            let values = self.values(package);
            let told = |(id, value): &(&Id, String)| format!("{}: {value}", self.scenario.term_name(id));
            values.iter().map(told).collect::<Vec<_>>().join("; ")
        };
        let Some((option, differing)) = self.nearest(package) else { return all() };
        if differing.is_empty() {
            return format!("“{}”", option.name);
        }
        let told = |&term: &usize| {
            let (id, _) = &self.space.terms[term];
            let value = self.space.value_name(self.scenario, term, package[term]);
            format!("{}: {value}", self.scenario.term_name(id))
        };
        let in_order = |term: &&usize| {
            self.scenario.terms.iter().position(|known| known.id == self.space.terms[**term].0)
        };
        let mut places: Vec<&usize> = differing.iter().collect();
        places.sort_by_key(in_order);
        let told: Vec<String> = places.into_iter().map(told).collect();
        format!("“{}”, but {}", option.name, told.join("; "))
    }
}
