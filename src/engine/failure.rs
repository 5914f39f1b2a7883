//! Why a simulation ends before its time.

use crate::plan::{Part, Plan};

/// The arithmetic failed on one trial.
#[derive(Debug, Clone, PartialEq)]
pub struct ArithmeticError {
    /// The element whose number is not finite.
    pub element: String,
    /// The month.
    pub month: u32,
    /// The world.
    pub world: u32,
    /// The path; of copies that splitting made at a level, the number of the copy.
    pub path: u32,
    /// The level at which it was copied; 0 for a path of a run.
    pub copies_of: usize,
    /// The number.
    pub value: f64,
}

impl std::fmt::Display for ArithmeticError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.copies_of > 0 {
            return write!(
                f,
                "`{}` came to {} in month {} of world {}, in copy {} of those made at level {}; `hikiwake run`, with the same seed, says whether its trials fail too",
                self.element, self.value, self.month, self.world, self.path, self.copies_of
            );
        }
        write!(
            f,
            "`{}` came to {} in month {} of world {}, path {}; `hikiwake trace --world {} --path {}`, with the options of this run, replays that trial",
            self.element, self.value, self.month, self.world, self.path, self.world, self.path
        )
    }
}

impl std::error::Error for ArithmeticError {}

/// Why a simulation stopped early.
#[derive(Debug, Clone, PartialEq)]
pub enum Stopped {
    /// The arithmetic failed: the plan's place, and where.
    Arithmetic(usize, ArithmeticError),
    /// Somebody asked it to.
    Interrupted,
}

/// What can fail, by its place in the plan.
#[derive(Debug, Clone, Copy)]
pub(super) enum Element {
    Quantity(usize),
    Shock(usize),
    Transition(usize, usize),
    Factor(usize),
    Metric(usize),
}

impl Element {
    /// Its name.
    pub fn name(self, plan: &Plan) -> String {
        match self {
            Element::Quantity(slot) => plan.quantities[slot].key.clone(),
            Element::Shock(s) => format!("shock.{}", plan.shocks[s].id),
            Element::Transition(p, i) => {
                let process = &plan.processes[p];
                format!("process.{}.transition.{}", process.id, process.transitions[i].id)
            }
            Element::Factor(f) => format!("factor.{}", plan.factors[f].id),
            Element::Metric(m) => format!("metric.{}", plan.metrics[m].id),
        }
    }

    /// Whether it belongs to a part of a union.
    pub fn is_in(self, part: &Part) -> bool {
        match self {
            Element::Quantity(slot) => part.quantities.contains(&slot),
            Element::Shock(s) => part.shocks.contains(&s),
            Element::Transition(p, _) => part.processes.contains(&p),
            Element::Factor(f) => part.factors.contains(&f),
            Element::Metric(m) => part.metrics.contains(&m),
        }
    }
}

/// The arithmetic of an element failed.
#[derive(Debug)]
pub(super) struct Fault {
    pub element: Element,
    pub error: ArithmeticError,
}

/// Why a block of worlds is not whole.
pub(super) enum Broken {
    Fault(Fault),
    Interrupted,
}
