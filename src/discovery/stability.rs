//! Whether a box comes back when half of the groups find it.

use super::choice::{Search, least};
use super::groups::Sums;
use super::inputs::Inputs;
use super::peeling::peeled;
use super::region::Region;
use crate::draws::Stream;
use crate::stats::GROUPS;

/// Halves that are asked.
pub const HALVES: u32 = 60;

/// How sure the other half must be of a restriction.
const LEVEL: f64 = 0.05;

/// By restriction of a box, in the order of its inputs, whether it comes back in one of the random halves of the groups.
///
/// **Formula** ten of the twenty groups peel as many slabs as the box was peeled; a restriction comes back if they hold the same input from a side from which the box holds it, and the other ten
/// bear it out at 0.05. The groups of a half, of [`HALVES`], are those with the smallest numbers of the stream `discovery`, `half` of the seed. Complementary halves are those of
/// Shah and Samworth (2013).
pub fn came_back(
    inputs: &Inputs,
    response: &[f64],
    rows: &[u32],
    (region, steps): (&Region, usize),
    search: Search,
    (seed, half): (u64, u32),
) -> Vec<bool> {
    let stream = Stream::new(seed, "discovery", "half");
    let mut groups: Vec<usize> = (0..GROUPS).collect();
    let at = |group: &usize| stream.uniform(half, 0, *group as u32);
    groups.sort_by(|a, b| at(a).total_cmp(&at(b)).then(a.cmp(b)));
    let chosen = &groups[..GROUPS / 2];
    let (ours, others): (Vec<u32>, Vec<u32>) =
        rows.iter().partition(|&&row| chosen.contains(&inputs.groups[row as usize]));
    let boxes = peeled(inputs, response, &ours, least(&ours, search));
    let found = &boxes[steps.min(boxes.len() - 1)];
    let is_back = |input: usize| {
        is_alike(inputs, region, found, input) && borne_out(inputs, response, &others, found, input) <= LEVEL
    };
    region.restricted(inputs).into_iter().map(is_back).collect()
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
