//! The quantities of a run as they are drawn, without a simulation.

use rayon::prelude::*;

use super::quantities::Quantities;
use super::size::Size;
use crate::model::Correlated;
use crate::plan::Plan;
use crate::stats;

/// The quantities of one world, by slot of the plan.
pub fn draw_world(plan: &Plan, size: Size, world: u32) -> Vec<f64> {
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    let drawn = &quantities.draw(world..world + 1)[0];
    places.iter().map(|&place| drawn[place]).collect()
}

/// One quantity, by its slot of the plan, in every world of a run.
pub fn draw_quantity(plan: &Plan, size: Size, slot: usize) -> Vec<f64> {
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    quantities.column(places[slot])
}

/// Quantities that follow from no others, by their slots of the plan, each in every world of a run.
pub fn draw_columns(plan: &Plan, size: Size, slots: &[usize]) -> Vec<Vec<f64>> {
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    slots.par_iter().map(|&slot| quantities.column(places[slot])).collect()
}

/// Spearman's correlation, over the worlds of a run, of each pair that these groups name, in their order; none where the plan lacks one
/// of the two or there is no variation.
pub fn achieved_correlations(plan: &Plan, groups: &[Correlated], size: Size) -> Vec<Option<f64>> {
    if groups.is_empty() {
        return Vec::new();
    }
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    let column = |key: &String| -> Option<Vec<f64>> {
        let slot = plan.quantities.iter().position(|q| q.key == *key)?;
        Some(quantities.column(places[slot]))
    };
    let of = |group: &Correlated| -> Vec<Option<f64>> {
        let columns: Vec<Option<Vec<f64>>> = group.keys.iter().map(column).collect();
        let pair = |&(i, j): &(usize, usize)| stats::spearman(columns[i].as_ref()?, columns[j].as_ref()?);
        group.pairs.iter().map(pair).collect()
    };
    groups.iter().flat_map(of).collect()
}
