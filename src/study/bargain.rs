//! Is there a deal? Every package of terms in every world: what each audience makes of it, the zone of agreement, the frontier, the solutions, and what would move whom.

mod audiences;
mod concessions;
mod drawn;
mod exact;
mod figures;
mod found;
mod options;
mod questions;
mod space;
mod tables;
mod tell;
mod trades;
mod written;

use rayon::prelude::*;

use super::cases::{Case, Study};
use super::error::Error;
use super::watch::Watch;
use crate::analysis::says;
use crate::bargaining::{
    Disagreement, Glance, Goal, Halves, Search, best_by_branching, glance, solutions, sweep,
};
use crate::engine::Size;
use crate::model::{DisagreementPoint, Id, Month, Reading, Scenario};
use crate::report::Inquiry;

use audiences::{Gathering, needed};
use drawn::{Drawn, Draws, Situation, plan_with};
use exact::exact;
pub use found::EVERY_ONE;
use found::{Accepting, Branching, Found, Told};
use space::Space;
pub use written::Deal;

/// Worlds up to which a search is made.
const MOST_WORLDS: u32 = 20_000;
/// Beginnings of packages that branch and bound looks at before it gives a question up, at the medians and in a world.
const BUDGETS: [u64; 2] = [20_000_000, 200_000];

/// What is asked of a search among all packages.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedOfBargain {
    /// The audiences that bargain, by their full references; none for those of the file, else the first of each party that a step of the settlement asks.
    pub parties: Vec<Id>,
    /// The others who must accept; none for those of the file, else all whom a step of the settlement asks.
    pub must_accept: Option<Vec<Id>>,
    /// The end of which month, over the first path of each world; none for the start.
    pub at: Option<Month>,
    /// What gains are counted from; none for what the file says, else the reservation.
    pub disagreement: Option<DisagreementPoint>,
    /// How many of the best packages are told.
    pub top: usize,
}

impl Study {
    /// Searches all packages of the scenario, and tells what was found; with the best of them, so that they can be written or simulated.
    ///
    /// **Errors** there are several scenarios, or an agenda; nobody bargains; an audience is not there; a driver of an audience reads a trait; the date is not within the
    /// scenario; there are more than 20 000 worlds; the arithmetic fails or it was stopped.
    pub fn bargain(
        &self,
        asked: &AskedOfBargain,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<(Inquiry, Vec<Deal>), Error> {
        let case = self.searchable(size)?;
        let scenario = case.scenario();
        let month = month_of(case, asked.at)?;
        let (who, parties) = who(scenario, case, asked)?;
        let space = Space::new(scenario);
        let (says, mut draws) = (says(scenario, &case.plan), Draws::default());
        let plan = plan_with(scenario, needed(scenario));
        draws.gather(&plan, size);
        let drawn = Drawn::new(plan, &draws, size);
        let start = Situation::new(scenario, &drawn, &says, 0, size)?;
        let now = Situation::new(scenario, &drawn, &says, month, size)?;
        let gathering =
            Gathering { scenario, space: &space, drawn: &drawn, now: &now, worlds: size.worlds as usize };
        let audiences: Vec<_> = who
            .par_iter()
            .filter_map(|id| scenario.audience(id))
            .map(|(_, audience)| gathering.audience(audience, &start))
            .collect();
        stopped(watch)?;
        let mut found = Found {
            scenario,
            space: &space,
            accepting: who.iter().map(|id| Accepting::new(scenario, id)).collect(),
            audiences: &audiences,
            parties,
            month: now.month(),
            disagreement: asked.disagreement.or(scenario.bargain.disagreement).unwrap_or_default(),
            from: Disagreement { at: Vec::new() },
            counted: None,
            glance: None,
            branching: None,
            solutions: None,
            best: Vec::new(),
            options: Vec::new(),
            size,
        };
        found.from = found.disagreement_point();
        found.search(asked.top, watch)?;
        self.tell_exactly(&mut found, &now, &mut draws);
        let deals = found.best.iter().map(|told| Deal::new(&found, told)).collect();
        Ok((tell::inquiry(&found, self, &self.digest(size, None)), deals))
    }

    /// The scenario, if it can be searched.
    fn searchable(&self, size: Size) -> Result<&Case, Error> {
        let [case] = self.cases.as_slice() else {
            return Err(Error::Unanswerable(
                "all packages of one scenario are searched: name one file".into(),
            ));
        };
        let scenario = case.scenario();
        if scenario.agenda().is_some() {
            return Err(Error::Unanswerable(format!(
                "{} has an agenda, so that what is on the table changes; search a scenario that keeps one option there",
                case.file
            )));
        }
        if size.worlds > MOST_WORLDS {
            return Err(Error::Unanswerable(format!(
                "a search looks at 20,000 worlds at most, and {} are asked for; write --worlds 1000",
                size.worlds
            )));
        }
        let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
        for audience in audiences {
            let reads =
                |reading: &&Reading| matches!(reading, Reading::Trait { .. } | Reading::Acceptance { .. });
            let driver = audience.drivers.iter().find(|driver| driver.readings.iter().any(|r| reads(&r)));
            if let Some(driver) = driver {
                return Err(Error::Unanswerable(format!(
                    "the driver `{}` of {} reads what differs from path to path within a world, so that the audience has no one surplus in it",
                    driver.id, audience.id
                )));
            }
        }
        Ok(case)
    }

    /// What the engine has of the named options and of the best packages.
    fn tell_exactly(&self, found: &mut Found, now: &Situation, draws: &mut Draws) {
        let scenario = found.scenario;
        let sheets = scenario.options.iter().cloned();
        let made = found.best.iter().map(|told| {
            exact::sheet(scenario, found.space, told.package.as_deref().unwrap_or(&[]), &told.name)
        });
        let all = exact(scenario, sheets.chain(made).collect(), now, draws, found.size);
        let who: Vec<usize> = found.accepting.iter().map(|one| one.place).collect();
        let (named, made) = all.split_at(scenario.options.len());
        found.options = scenario
            .options
            .iter()
            .zip(named)
            .map(|(option, exact)| {
                let package = found.space.package_of(&option.terms);
                Told::named(option, package, (exact, &who), found.size)
            })
            .collect();
        for (told, exact) in found.best.iter_mut().zip(made) {
            told.exact(exact, &who, found.size);
        }
    }
}

impl<'a> Found<'a> {
    /// What gains are counted from.
    fn disagreement_point(&self) -> Disagreement {
        let nothing = vec![0; self.space.terms.len()];
        let at = |audience: &crate::bargaining::Audience| match self.disagreement {
            DisagreementPoint::Reservation => 0,
            DisagreementPoint::StatusQuo => audience.at_medians(&nothing).0,
        };
        Disagreement { at: self.audiences[..self.parties].iter().map(at).collect() }
    }

    /// Every package, or branch and bound where there are too many.
    fn search(&mut self, top: usize, watch: &dyn Watch) -> Result<(), Error> {
        let sums = (self.size.worlds as usize + 1) * self.audiences.len();
        let Some(halves) = Halves::new(&self.space.domain, EVERY_ONE, sums) else {
            return self.search_by_branching(watch);
        };
        let all = sweep(&halves, self.audiences, top);
        let at_once = |chunk: usize| match stopped(watch) {
            Ok(()) => Ok(all.chunk(chunk)),
            Err(error) => Err(error),
        };
        let counted = (0..all.chunks())
            .into_par_iter()
            .map(at_once)
            .try_reduce(|| all.nothing(), |sum, one| Ok(sum.and(one)))?;
        let glancing = glance(&halves, self.audiences, self.parties);
        let seen = (0..glancing.chunks())
            .into_par_iter()
            .map(|chunk| glancing.chunk(chunk))
            .reduce(|| glancing.nothing(), Glance::and);
        self.solutions = solutions(seen.agreeable.points(), &self.from);
        self.glance = Some(seen);
        let best = counted.ranking.clone().best();
        self.best = best.into_iter().enumerate().map(|(n, one)| Told::found(self, n, &one)).collect();
        self.counted = Some(counted);
        Ok(())
    }

    /// Where there are too many packages: the solutions and the zone, each by a search of its own.
    fn search_by_branching(&mut self, watch: &dyn Watch) -> Result<(), Error> {
        let n = self.audiences.len();
        let search = |world: Option<usize>, in_zone: bool, enough: Option<f64>| Search {
            domain: &self.space.domain,
            audiences: self.audiences,
            world,
            in_zone,
            enough,
            budget: BUDGETS[usize::from(world.is_some())],
        };
        let ones = |of: &dyn Fn(usize) -> f64| (0..n).map(of).collect::<Vec<f64>>();
        let all = search(None, true, None);
        let largest =
            |party: usize| best_by_branching(&all, &Goal::Sum(ones(&|a| f64::from(u8::from(a == party)))));
        let ideals: Vec<f64> = (0..self.parties)
            .map(|party| largest(party).value - crate::bargaining::points(self.from.at[party]))
            .collect();
        let mut found = Branching {
            smallest: best_by_branching(&search(None, false, None), &Goal::Smallest(vec![1.0; n])),
            nash: best_by_branching(&all, &Goal::Product(self.from.at.clone())),
            utilitarian: best_by_branching(
                &all,
                &Goal::Sum(ones(&|a| f64::from(u8::from(a < self.parties)))),
            ),
            ideals,
            surely: Vec::new(),
            undecided: 0,
        };
        stopped(watch)?;
        let in_world = |world: usize| {
            if stopped(watch).is_err() {
                return None;
            }
            let there =
                best_by_branching(&search(Some(world), false, Some(0.0)), &Goal::Smallest(vec![1.0; n]));
            Some((there.value >= 0.0, there.is_certain || there.value >= 0.0))
        };
        let worlds: Vec<Option<(bool, bool)>> =
            (0..self.size.worlds as usize).into_par_iter().map(in_world).collect();
        stopped(watch)?;
        found.surely = worlds.iter().map(|world| world.is_some_and(|(is_there, _)| is_there)).collect();
        found.undecided =
            worlds.iter().filter(|world| world.is_none_or(|(_, is_certain)| !is_certain)).count();
        let mut packages: Vec<Vec<usize>> = Vec::new();
        for one in [&found.smallest, &found.nash, &found.utilitarian] {
            packages.extend(one.package.clone().filter(|package| !packages.contains(package)));
        }
        self.best =
            packages.iter().enumerate().map(|(n, package)| Told::branched(self, n, package)).collect();
        self.branching = Some(found);
        Ok(())
    }
}

fn stopped(watch: &dyn Watch) -> Result<(), Error> {
    match watch.interrupt().load(std::sync::atomic::Ordering::Relaxed) {
        true => Err(Error::Interrupted),
        false => Ok(()),
    }
}

fn month_of(case: &Case, at: Option<Month>) -> Result<u32, Error> {
    match at {
        None => Ok(0),
        Some(at) => super::consents::month_of(case, Some(at)),
    }
}

/// Who must accept, those who bargain first, and how many these are.
fn who(scenario: &Scenario, case: &Case, asked: &AskedOfBargain) -> Result<(Vec<Id>, usize), Error> {
    let known: Vec<&str> = scenario
        .parties
        .iter()
        .flat_map(|party| &party.audiences)
        .map(|audience| audience.id.as_str())
        .collect();
    for id in asked.parties.iter().chain(asked.must_accept.iter().flatten()) {
        if !known.contains(&id.as_str()) {
            return Err(Error::Unanswerable(format!(
                "there is no audience `{id}`; there are {}",
                known.join(", ")
            )));
        }
    }
    let says = says(scenario, &case.plan);
    let is_asked = |id: &str| says.iter().any(|say| say.audience == id && !say.steps.is_empty());
    let first = |party: &crate::model::Party| {
        party.audiences.iter().map(|audience| audience.id.clone()).find(|id| is_asked(id))
    };
    let parties: Vec<Id> = match (asked.parties.is_empty(), scenario.bargain.parties.is_empty()) {
        (false, _) => asked.parties.clone(),
        (true, false) => scenario.bargain.parties.clone(),
        (true, true) => scenario.parties.iter().filter_map(first).collect(),
    };
    if parties.is_empty() {
        return Err(Error::Unanswerable(format!(
            "no step of the settlement asks for anybody's consent, so nobody bargains; name who does: --parties {}",
            known.iter().take(2).copied().collect::<Vec<_>>().join(" ")
        )));
    }
    let others = asked.must_accept.as_ref().or(scenario.bargain.must_accept.as_ref()).cloned();
    let others =
        others.unwrap_or_else(|| known.iter().filter(|id| is_asked(id)).map(|id| id.to_string()).collect());
    let mut who: Vec<Id> = Vec::new();
    for id in parties.into_iter() {
        if !who.contains(&id) {
            who.push(id);
        }
    }
    let count = who.len();
    for id in others {
        if !who.contains(&id) {
            who.push(id);
        }
    }
    Ok((who, count))
}
