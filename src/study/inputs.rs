//! What is not known, world by world.

use super::cases::Study;
use crate::engine::{self, Size};

/// The uncertain quantities of a scenario that follow from no others and are drawn once a world.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Their keys, sorted.
    pub keys: Vec<String>,
    /// Of each, its value in every world of the run.
    pub columns: Vec<Vec<f64>>,
}

impl Study {
    /// What the scenario at this place draws once a world, in so large a run; what is drawn anew on entry of a state is chance, and not here.
    pub fn inputs(&self, place: usize, size: Size) -> Inputs {
        let plan = &self.cases[place].plan;
        let slots = plan.inputs();
        let keys = slots.iter().map(|&slot| plan.quantities[slot].key.clone()).collect();
        Inputs { keys, columns: engine::draw_columns(plan, size, &slots) }
    }
}
