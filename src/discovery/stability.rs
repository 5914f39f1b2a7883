//! Whether a box comes back when half of the groups find it.

use super::choice::{Search, least};
use super::groups::Sums;
use super::inputs::Inputs;
use super::peeling::peeled;
use super::region::Region;
use crate::draws::Stream;
use crate::stats::GROUPS;

/// Halves that are asked.
const HALVES: u32 = 100;

/// How sure the other half must be of a restriction.
const LEVEL: f64 = 0.05;

/// How often a restriction came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Return {
    /// The input.
    pub key: String,
    /// The share of halves in which it did.
    pub share: f64,
}

/// The share of random halves of the groups in which each restriction of a box comes back.
///
/// **Formula** ten of the twenty groups peel as many slabs as the box was peeled; a restriction comes back if they hold the same input from a side from which the box holds it, and the other ten
/// bear it out at 0.05. 100 halves, those with the smallest numbers of the stream `discovery`, `half` of the seed. Complementary halves are those of Shah and
/// Samworth (2013).
pub fn returns(
    inputs: &Inputs,
    response: &[f64],
    rows: &[u32],
    (region, steps): (&Region, usize),
    search: Search,
    seed: u64,
) -> Vec<Return> {
    let stream = Stream::new(seed, "discovery", "half");
    let restricted = region.restricted(inputs);
    let mut counts = vec![0; restricted.len()];
    for half in 0..HALVES {
        let mut groups: Vec<usize> = (0..GROUPS).collect();
        let at = |group: &usize| stream.uniform(half, 0, *group as u32);
        groups.sort_by(|a, b| at(a).total_cmp(&at(b)).then(a.cmp(b)));
        let chosen = &groups[..GROUPS / 2];
        let (ours, others): (Vec<u32>, Vec<u32>) =
            rows.iter().partition(|&&row| chosen.contains(&inputs.groups[row as usize]));
        let boxes = peeled(inputs, response, &ours, least(&ours, search));
        let found = boxes[steps.min(boxes.len() - 1)].clone();
        for (count, &input) in counts.iter_mut().zip(&restricted) {
            let is_back = is_alike(inputs, region, &found, input)
                && borne_out(inputs, response, &others, &found, input) <= LEVEL;
            *count += u32::from(is_back);
        }
    }
    let told = |(&input, count): (&usize, &u32)| Return {
        key: inputs.keys[input].clone(),
        share: f64::from(*count) / f64::from(HALVES),
    };
    restricted.iter().zip(&counts).map(told).collect()
}

/// The quasi-p of a restriction of a box on other rows.
fn borne_out(inputs: &Inputs, response: &[f64], rows: &[u32], found: &Region, input: usize) -> f64 {
    let inside = found.rows(inputs, rows);
    let wider = found.without(inputs, input).rows(inputs, rows);
    let shut_out = wider.iter().filter(|row| inside.binary_search(row).is_err());
    let sums = |rows: &mut dyn Iterator<Item = &u32>| {
        Sums::of(rows.map(|&row| row as usize), response, &inputs.groups)
    };
    let (inside, shut_out) = (sums(&mut inside.iter()), sums(&mut shut_out.into_iter()));
    inside.less(&shut_out).map_or(1.0, |difference| difference.chance_above())
}

/// Whether both boxes hold an input from the same side.
fn is_alike(inputs: &Inputs, ours: &Region, theirs: &Region, input: usize) -> bool {
    let last = (inputs.cells(input) - 1) as u8;
    let ((from, to), (first, end)) = (ours.cells[input], theirs.cells[input]);
    (from > 0 && first > 0) || (to < last && end < last)
}
