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

/// Edits that are made together; each edit is one bit of a variant's number.
#[derive(Clone)]
struct Group<'e> {
    name: String,
    edits: Vec<&'e Edit>,
}

/// The share of each group of edits in the differences told of; none where there is but one group.
pub(super) fn attribute(
    (before, edits): (&Loaded, &[Edit]),
    told: &[&Change],
    size: Size,
    watch: &dyn Watch,
) -> Result<Option<Attribution>, Error> {
    let Some(groups) = groups(before, edits) else { return Ok(None) };
    let k = groups.len();
    let orders = match k {
        0..=EXACT => Vec::new(),
        _ => analysis::orders(k, (VARIANTS / k).max(LEAST_ORDERS), size.seed),
    };
    let along = |order: &[usize]| -> Vec<u64> {
        (0..=order.len()).map(|n| order[..n].iter().fold(0, |mask, &i| mask | 1 << i)).collect()
    };
    let mut masks: Vec<u64> = match k {
        0..=EXACT => (0..1 << k).collect(),
        _ => orders.iter().flat_map(|order| along(order)).collect(),
    };
    masks.sort_unstable();
    masks.dedup();
    let mut found: BTreeMap<u64, Vec<Option<Estimated>>> = BTreeMap::new();
    let mut all: Vec<Plan> = Vec::new();
    for masks in masks.chunks(TOGETHER) {
        // Edits that are sound one by one may still clash three at a time.
        let Some(variants) =
            masks.iter().map(|&mask| variant(before, &groups, mask)).collect::<Option<Vec<_>>>()
        else {
            return Ok(None);
        };
        let compiled: Vec<Plan> = variants.iter().map(|loaded| plan::compile(&loaded.scenario)).collect();
        let plans: Vec<&Plan> = compiled.iter().collect();
        let name = |place: usize| names(&groups, masks[place]);
        let tallies = simulate_plans(&plans, name, size, &Silently(watch))?;
        for ((mask, loaded), (plan, tally)) in masks.iter().zip(&variants).zip(plans.iter().zip(&tallies)) {
            let samples = analysis::samples(&loaded.scenario, plan, tally);
            let estimated = |change: &&Change| {
                let is_it = |s: &&analysis::Sample| s.outcome == change.outcome && s.by == change.by;
                samples.iter().find(is_it)?.estimated().cloned()
            };
            found.insert(*mask, told.iter().map(estimated).collect());
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
    let clusters = size.clusters();
    let attributed = told.iter().enumerate().filter_map(|(t, change)| {
        // An outcome that some variant does not have cannot be attributed.
        let of = |mask: u64| found[&mask][t].as_ref();
        let shares = if found.values().any(|estimates| estimates[t].is_none()) {
            return None;
        } else if orders.is_empty() {
            let variants: Vec<Estimated> = (0..1 << k).filter_map(|mask| of(mask).cloned()).collect();
            analysis::attribution_over_subsets(k, &variants, clusters)
        } else {
            let along = |order: &[usize]| along(order).into_iter().filter_map(of).collect();
            analysis::attribution_by_orders(k, &orders, along, clusters)
        };
        Some(Attributed { outcome: change.outcome.clone(), by: change.by.clone(), shares })
    });
    let outcomes = attributed.collect();
    let groups = groups.into_iter().map(|group| group.name).collect();
    Ok(Some(Attribution { groups, orders: (!orders.is_empty()).then_some(orders.len()), outcomes }))
}

/// The scenario with the edits of some groups; none where they do not make one.
fn variant(before: &Loaded, groups: &[Group], mask: u64) -> Option<Loaded> {
    let made = groups.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    let edits: Vec<&Edit> = made.flat_map(|(_, group)| group.edits.iter().copied()).collect();
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

/// The edits on which numbers may depend, one a group if they are few, else by element; those that make no scenario by themselves together.
fn groups<'e>(before: &Loaded, edits: &'e [Edit]) -> Option<Vec<Group<'e>>> {
    let acting: Vec<&Edit> = edits.iter().filter(|edit| !edit.is_words).collect();
    let by_element = acting.len() > EXACT;
    let mut groups: Vec<Group> = Vec::new();
    for edit in acting {
        let name = if by_element { element(&edit.key) } else { edit.key.clone() };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.edits.push(edit),
            None => groups.push(Group { name, edits: vec![edit] }),
        }
    }
    let groups = join_dependent(before, groups);
    (2..=MOST).contains(&groups.len()).then_some(groups)
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
    let is_sound = |mask: u64| variant(before, &groups, mask).is_some();
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
