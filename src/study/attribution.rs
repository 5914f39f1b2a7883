//! Which edits moved the answer: variants with some of the edits, simulated in the same worlds.

use std::collections::BTreeMap;

use super::error::Error;
use super::simulation::simulate_plans;
use super::watch::{Silently, Watch};
use crate::analysis::{self, Attributed, Attribution, Change, Estimated};
use crate::engine::{self, Size};
use crate::plan::{self, Plan};
use crate::scenario::{self, Edit, Loaded};

/// With so many groups every subset is simulated: 64 variants at most.
const EXACT: usize = 6;

/// With more, so many variants or a few more.
const VARIANTS: usize = 128;

/// Orders that are tried at least, so that their own error can be told.
const LEAST_ORDERS: usize = 8;

/// More groups than this fit no number.
const MOST: usize = 64;

/// Variants whose counts are held at the same time.
const TOGETHER: usize = 8;

/// Edits that are made together; each group is one bit of a variant's number.
#[derive(Clone)]
pub(super) struct Group<'e> {
    name: String,
    edits: Vec<&'e Edit>,
}

/// What is between two scenarios, in groups of edits, and the scenarios that have some of them.
pub(super) struct Mixtures<'e> {
    before: &'e Loaded,
    groups: Vec<Group<'e>>,
    /// Orders in which the edits are made; none where every subset is simulated.
    orders: Vec<Vec<usize>>,
}

/// The estimates of scenarios that have some of the edits, by which groups these are (a bit each).
pub(super) struct Mixed {
    found: BTreeMap<u64, Vec<Option<Estimated>>>,
}

impl Mixed {
    /// What is estimated at this place among those asked for, with the edits of these groups.
    pub(super) fn of(&self, mask: u64, asked: usize) -> Option<&Estimated> {
        self.found.get(&mask)?.get(asked)?.as_ref()
    }
}

/// The share of each group of edits in the differences told of; none where there is but one group.
pub(super) fn attribute(
    (before, edits): (&Loaded, &[Edit]),
    told: &[&Change],
    size: Size,
    watch: &dyn Watch,
) -> Result<Option<Attribution>, Error> {
    let Some(mixtures) = Mixtures::new(before, edits, 2, size) else { return Ok(None) };
    let asked: Vec<(&str, &str)> =
        told.iter().map(|change| (change.outcome.as_str(), change.by.as_str())).collect();
    let mixed = mixtures.simulate(mixtures.needed(), None, &asked, size, watch)?;
    Ok(mixed.map(|mixed| mixtures.attribution(&mixed, &asked, size)))
}

/// The edits that are made before each step along an order, and at its end.
fn along(order: &[usize]) -> Vec<u64> {
    (0..=order.len()).map(|n| order[..n].iter().fold(0, |mask, &i| mask | 1 << i)).collect()
}

impl<'e> Mixtures<'e> {
    /// What is between two scenarios; none where fewer things are than `least`, or more than 64.
    pub(super) fn new(
        before: &'e Loaded,
        edits: &'e [Edit],
        least: usize,
        size: Size,
    ) -> Option<Mixtures<'e>> {
        let groups = groups(before, edits);
        if !(least.max(1)..=MOST).contains(&groups.len()) {
            return None;
        }
        let k = groups.len();
        let orders = match k {
            0..=EXACT => Vec::new(),
            _ => analysis::orders(k, (VARIANTS / k).max(LEAST_ORDERS), size.seed),
        };
        Some(Mixtures { before, groups, orders })
    }

    /// The groups: what each is called, and its edits.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[&'e Edit])> {
        self.groups.iter().map(|group| (group.name.as_str(), group.edits.as_slice()))
    }

    /// All of the edits.
    pub(super) fn all(&self) -> u64 {
        u64::MAX >> (64 - self.groups.len())
    }

    /// The mixtures from which shares follow.
    pub(super) fn needed(&self) -> Vec<u64> {
        match self.orders.is_empty() {
            true => (0..=self.all()).collect(),
            false => self.orders.iter().flat_map(|order| along(order)).collect(),
        }
    }

    /// Simulates mixtures in the same worlds, all with a further edit if there is one; none where one of them is no sound scenario. What is asked
    /// for is an outcome and its month.
    pub(super) fn simulate(
        &self,
        mut masks: Vec<u64>,
        further: Option<&Edit>,
        asked: &[(&str, &str)],
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Option<Mixed>, Error> {
        masks.sort_unstable();
        masks.dedup();
        let mut found: BTreeMap<u64, Vec<Option<Estimated>>> = BTreeMap::new();
        let mut all: Vec<Plan> = Vec::new();
        for masks in masks.chunks(TOGETHER) {
            // Edits that are sound one by one may still clash three at a time.
            let Some(variants) = masks
                .iter()
                .map(|&mask| variant(self.before, &self.groups, mask, further))
                .collect::<Option<Vec<_>>>()
            else {
                return Ok(None);
            };
            let compiled: Vec<Plan> = variants.iter().map(|loaded| plan::compile(&loaded.scenario)).collect();
            let plans: Vec<&Plan> = compiled.iter().collect();
            let name = |place: usize| names(&self.groups, masks[place]);
            let tallies = simulate_plans(&plans, name, size, &Silently(watch))?;
            for ((mask, loaded), (plan, tally)) in masks.iter().zip(&variants).zip(plans.iter().zip(&tallies))
            {
                let samples = analysis::samples(&loaded.scenario, plan, tally);
                let estimated = |&(outcome, by): &(&str, &str)| {
                    let is_it = |s: &&analysis::Sample| s.outcome == outcome && s.by == by;
                    samples.iter().find(is_it)?.estimated().cloned()
                };
                found.insert(*mask, asked.iter().map(estimated).collect());
            }
            all.extend(compiled);
        }
        // What an edit cannot reach is one and the same element before and after it.
        let parts = engine::parts(&all.iter().collect::<Vec<&Plan>>(), size);
        for (place, mask) in masks.iter().enumerate() {
            let part = parts.as_ref().map(|parts| &parts[place]);
            let estimates = found.remove(mask).unwrap_or_default();
            let placed = estimates.into_iter().map(|one| one.map(|estimated| estimated.placed(part)));
            found.insert(*mask, placed.collect());
        }
        Ok(Some(Mixed { found }))
    }

    /// The share of each group in what was asked for.
    pub(super) fn attribution(&self, mixed: &Mixed, asked: &[(&str, &str)], size: Size) -> Attribution {
        let (k, clusters) = (self.groups.len(), size.clusters());
        let needed = self.needed();
        let attributed = asked.iter().enumerate().filter_map(|(place, (outcome, by))| {
            // An outcome that some variant does not have cannot be attributed.
            let of = |mask: u64| mixed.of(mask, place);
            let shares = if needed.iter().any(|&mask| of(mask).is_none()) {
                return None;
            } else if self.orders.is_empty() {
                let variants: Vec<Estimated> = needed.iter().filter_map(|&mask| of(mask).cloned()).collect();
                analysis::attribution_over_subsets(k, &variants, clusters)
            } else {
                let along = |order: &[usize]| along(order).into_iter().filter_map(of).collect();
                analysis::attribution_by_orders(k, &self.orders, along, clusters)
            };
            Some(Attributed { outcome: outcome.to_string(), by: by.to_string(), shares })
        });
        let outcomes = attributed.collect();
        let groups = self.groups.iter().map(|group| group.name.clone()).collect();
        let orders = (!self.orders.is_empty()).then_some(self.orders.len());
        Attribution { groups, orders, outcomes }
    }
}

/// The scenario with the edits of some groups and a further one; none where they do not make one.
fn variant(before: &Loaded, groups: &[Group], mask: u64, further: Option<&Edit>) -> Option<Loaded> {
    let made = groups.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    let edits: Vec<&Edit> = made.flat_map(|(_, group)| group.edits.iter().copied()).chain(further).collect();
    scenario::with_edits(before, &edits).ok()
}

fn names(groups: &[Group], mask: u64) -> String {
    let made = groups.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    let names: Vec<&str> = made.map(|(_, group)| group.name.as_str()).collect();
    format!(
        "the first scenario with the edits of {}",
        if names.is_empty() { "nothing".into() } else { names.join(", ") }
    )
}

/// The edits on which numbers may depend: one a group if they are few, else by element, or by kind of element where these are many; those that
/// make no scenario by themselves together.
fn groups<'e>(before: &Loaded, edits: &'e [Edit]) -> Vec<Group<'e>> {
    let acting: Vec<&Edit> = edits.iter().filter(|edit| !edit.is_words).collect();
    let grouped = |name: &dyn Fn(&str) -> String| {
        let mut groups: Vec<Group> = Vec::new();
        for &edit in &acting {
            let name = name(&edit.key);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.edits.push(edit),
                None => groups.push(Group { name, edits: vec![edit] }),
            }
        }
        groups
    };
    let groups = if acting.len() > EXACT { grouped(&element) } else { grouped(&|key| judged(key, &acting)) };
    let groups = match groups.len() > MOST {
        true => grouped(&|key| key.split('.').next().unwrap_or(key).to_string()),
        false => groups,
    };
    join_dependent(before, groups)
}

/// The key, or the row of the table of acceptability that it stands in where the package of that row was edited: what a cell says is of its package.
fn judged(key: &str, acting: &[&Edit]) -> String {
    let row = |key: &str| -> Option<String> {
        let mut parts = key.split('.');
        (parts.next()? == "acceptability")
            .then(|| parts.next().map(|option| format!("acceptability.{option}")))?
    };
    let is_of = |edit: &&Edit, row: &str| {
        edit.key.strip_prefix(row).is_some_and(|rest| rest == ".of" || rest.starts_with(".of."))
    };
    match row(key) {
        Some(row) if acting.iter().any(|edit| is_of(edit, &row)) => row,
        _ => key.to_string(),
    }
}

/// The element that a key belongs to: a factor, an audience, a transition …
fn element(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    let length = match parts[..] {
        ["party", _, "audience", _, ..] | ["process", _, "transition" | "state", _, ..] => 4,
        _ => 2,
    };
    parts[..length.min(parts.len())].join(".")
}

/// Joins groups that make no scenario alone, or without which the others make none, with those that they need.
fn join_dependent<'e>(before: &Loaded, mut groups: Vec<Group<'e>>) -> Vec<Group<'e>> {
    let k = groups.len();
    if !(2..=MOST).contains(&k) {
        return groups;
    }
    let all = u64::MAX >> (64 - k);
    let is_sound = |mask: u64| variant(before, &groups, mask, None).is_some();
    let unsound: Vec<usize> = (0..k).filter(|i| !is_sound(1 << i) || !is_sound(all & !(1 << i))).collect();
    // Which group each one goes into.
    let mut into: Vec<usize> = (0..k).collect();
    for (place, &i) in unsound.iter().enumerate() {
        let alone = is_sound(1 << i);
        let partner = unsound[..place].iter().find(|&&j| {
            let both = 1 << i | 1 << j;
            if alone { is_sound(all & !both) } else { is_sound(both) }
        });
        into[i] = partner.map_or(i, |&j| into[j]);
    }
    // Who needs more than one other goes with all of them.
    let lonely = |i: &usize| into.iter().filter(|&&to| to == into[*i]).count() == 1;
    if unsound.iter().any(lonely) {
        unsound.iter().for_each(|&i| into[i] = unsound[0]);
    }
    for i in (0..k).rev().filter(|&i| into[i] != i) {
        let group = groups.remove(i);
        let host = &mut groups[into[i]];
        host.name = format!("{} with {}", host.name, group.name);
        host.edits.extend(group.edits);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_belong_to_elements() {
        for (key, expected) in [
            ("factor.trust.start", "factor.trust"),
            ("party.japan.audience.diet.points.law.special", "party.japan.audience.diet"),
            ("process.settlement.transition.sign.drivers.trust.times", "process.settlement.transition.sign"),
            ("process.settlement.start", "process.settlement"),
            ("option", "option"),
        ] {
            assert_eq!(element(key), expected);
        }
    }
}
