//! The box that is told: how far to peel is chosen by a rule, on rows that had no part in peeling.

use super::inputs::Inputs;
use super::peeling::{pasted, peeled};
use super::region::Region;
use super::restrictions::{Judges, kept};
use crate::stats::GROUPS;

/// Fewer rows than these tell nothing.
pub const LEAST_ROWS: usize = 100;

/// The rows are parted so often, two groups at a time, into those that peel and those that judge.
const FOLDS: usize = 10;

/// The chance at which one restriction or more of a box is left standing though none tells anything.
pub(super) const LEVEL: f64 = 0.05;

/// How a box is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// The least share of the rows that a box holds. **Range** above 0 and up to ½.
    pub least: f64,
}

/// A box that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The box.
    pub region: Region,
    /// Slabs that were peeled off before it was pruned and pasted.
    pub steps: usize,
    /// By step: the mean and standard error, over folds, of what [`find`] chooses by.
    pub judged: Vec<(f64, f64)>,
}

/// The box in which the mean response of some rows stands out most; none where nothing does.
///
/// **Formula** every two of the twenty groups in turn judge what the other eighteen peel: of the box after k slabs, the excess Σ(y − ȳ)/n over its part of the n judged
/// rows, which is the share of rows in the box times what its mean is above the mean of all (Lavrač et al. 1999 call it weighted relative accuracy). k has the largest mean
/// excess, and is the least of several that have. All rows are then peeled k times. Rows that had no part in any of this say which restrictions hold, at a quasi-p of
/// 0.05 shared out among those of the box; the others are taken back, what is left is pasted, and what does not hold as pasted is taken back too. None where k is 0, or no restriction is left.
/// **Errors** none is found in less than 100 rows.
pub fn find(
    inputs: &Inputs,
    response: &[f64],
    rows: &[u32],
    judges: &Judges,
    search: Search,
) -> Option<Found> {
    if rows.len() < LEAST_ROWS || inputs.keys.is_empty() {
        return None;
    }
    let judged = judged(inputs, response, rows, search);
    let most = judged.iter().fold(0.0, |most, (excess, _)| f64::max(most, *excess));
    let steps = judged.iter().position(|(excess, _)| *excess >= most)?;
    let boxes = peeled(inputs, response, rows, least(rows, search));
    let peeled = &boxes[steps.min(boxes.len() - 1)];
    let limits = peeled.limits(inputs);
    let least = LEVEL / limits.len().max(1) as f64;
    let pruned = peeled.only(inputs, &kept(limits, judges, least));
    let pasted = pasted(inputs, response, rows, &pruned);
    // A restriction that pasting has widened is another one: it has to hold as it is now.
    let region = pasted.only(inputs, &kept(pasted.limits(inputs), judges, least));
    (!region.restricted(inputs).is_empty()).then_some(Found { region, steps, judged })
}

pub(super) fn least(rows: &[u32], search: Search) -> usize {
    ((rows.len() as f64 * search.least).ceil() as usize).max(1)
}

/// By step, the mean excess on rows that had no part, and its standard error over folds.
fn judged(inputs: &Inputs, response: &[f64], rows: &[u32], search: Search) -> Vec<(f64, f64)> {
    let of_fold = |fold: usize| {
        let is_judge = |row: &&u32| inputs.groups[**row as usize] * FOLDS / GROUPS == fold;
        let (judges, peel): (Vec<u32>, Vec<u32>) = rows.iter().partition(is_judge);
        let n = judges.len().max(1) as f64;
        let mean = judges.iter().map(|&row| response[row as usize]).sum::<f64>() / n;
        let mut inside = judges;
        let excess = |region: &Region| {
            // Every box lies within the one before.
            inside = region.rows(inputs, &inside);
            inside.iter().map(|&row| response[row as usize] - mean).sum::<f64>() / n
        };
        peeled(inputs, response, &peel, least(&peel, search)).iter().map(excess).collect::<Vec<f64>>()
    };
    let folds: Vec<Vec<f64>> = (0..FOLDS).map(of_fold).collect();
    let steps = folds.iter().map(Vec::len).max().unwrap_or(1);
    let at = |k: usize| {
        let values: Vec<f64> = folds.iter().map(|fold| fold[k.min(fold.len() - 1)]).collect();
        let mean = values.iter().sum::<f64>() / FOLDS as f64;
        let spread = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (FOLDS - 1) as f64;
        (mean, (spread / FOLDS as f64).sqrt())
    };
    (0..steps).map(at).collect()
}
