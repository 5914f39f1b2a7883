//! Rank correlations of quantities with few values: what can come of them.

use std::collections::BTreeMap;

use crate::model::Correlated;
use crate::quantity::Family;
use crate::stats::{self, Grades};

use super::correlation::Pairs;
use super::problem::{Place, Problem};
use super::reader::Section;

/// How far what comes out may stay behind what is asked without a word.
const NEAR: f64 = 0.02;
/// Values with less probability than this are taken together with their neighbours.
const SMALL: f64 = 1.0 / 256.0;

/// A pair whose ranks stay behind.
struct Behind {
    title: String,
    label: String,
    help: String,
    gap: f64,
    place: Place,
}

impl Section<'_> {
    /// A word on each entry whose quantities have too few values to follow it.
    pub(super) fn warn_of_ties(&self, group: &Correlated, pairs: &Pairs) {
        let grades: Vec<Option<Grades>> = {
            let known = self.cx.quantities.borrow();
            group.keys.iter().map(|key| grades(&known.get(key)?.family)).collect()
        };
        let mut entries: BTreeMap<(usize, usize), Vec<Behind>> = BTreeMap::new();
        for &(i, j) in &group.pairs {
            let keys = (group.keys[i].clone(), group.keys[j].clone());
            let Some(pair) = pairs.get(&keys).filter(|_| grades[i].is_some() || grades[j].is_some()) else {
                continue;
            };
            let of = |i: usize| grades[i].as_ref().unwrap_or(Grades::untied());
            if let Some(behind) = behind([&keys.0, &keys.1], [of(i), of(j)], pair.rank, pair.place.clone()) {
                entries.entry((pair.place.layer, pair.place.span.start)).or_default().push(behind);
            }
        }
        for (_, mut all) in entries {
            all.sort_by(|a, b| b.gap.total_cmp(&a.gap));
            let others = all.len() - 1;
            let Some(worst) = all.into_iter().next() else { continue };
            let problem = Problem::warning("S606", worst.place, worst.title, worst.label);
            let problem = match others {
                0 => problem,
                n => problem.note(format!("so it is with {n} more of the pairs of this entry, less so")),
            };
            self.cx.report(problem.help(worst.help));
        }
    }
}

fn behind(keys: [&str; 2], [one, other]: [&Grades; 2], rank: f64, place: Place) -> Option<Behind> {
    let attained = one.correlation(other, stats::normal_correlation(rank));
    let gap = (rank - attained).abs();
    if gap <= NEAR {
        return None;
    }
    let most = one.correlation(other, rank.signum());
    let (attained, most) = (stats::round_to(attained, 2), stats::round_to(most, 2));
    let needed = one.normals_for(other, rank).map(|r| stats::round_to(stats::spearman_of_normals(r), 2));
    let help = match needed.filter(|needed| needed.abs() < 1.0) {
        Some(needed) => {
            format!("rank = {needed} comes to about {rank}; the most that these values allow is {most}")
        }
        None => format!(
            "the most that these values allow is {most}, at rank = {}; ask for no more than that, or give both a range",
            rank.signum()
        ),
    };
    Some(Behind {
        title: format!("`{}` and `{}` will not come to the rank correlation {rank}", keys[0], keys[1]),
        label: format!("about {attained} comes out: they have few values, and equal values share their rank"),
        help,
        gap,
        place,
    })
}

/// The grades of a quantity with values of a probability of their own; none if these make no difference.
fn grades(family: &Family) -> Option<Grades> {
    let atoms = family.atoms();
    // The variance of ranks falls by the sum of the cubes of the probabilities.
    if atoms.iter().map(|atom| atom.weight * atom.weight * atom.weight).sum::<f64>() < 0.002 {
        return None;
    }
    let mut cuts: Vec<f64> = Vec::new();
    let mut upto = 0.0;
    for atom in atoms {
        let (below, above) = (family.cdf(atom.value.next_down()), family.cdf(atom.value));
        fill(&mut cuts, upto, below);
        let large = above - below >= SMALL;
        for cut in [below, above] {
            let before = cuts.last().copied().unwrap_or(0.0);
            if cut - before > if large { 1e-9 } else { SMALL } && cut < 1.0 - 1e-9 {
                cuts.push(cut);
            }
        }
        upto = above;
    }
    fill(&mut cuts, upto, 1.0);
    (!cuts.is_empty()).then(|| Grades::new(&cuts))
}

/// Cuts what has no atoms into small steps.
fn fill(cuts: &mut Vec<f64>, from: f64, to: f64) {
    let steps = ((to - from) / SMALL).floor();
    for i in 1..steps.max(1.0) as usize {
        cuts.push(from + (to - from) * i as f64 / steps);
    }
}
