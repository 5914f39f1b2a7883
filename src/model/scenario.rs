//! A checked scenario as a whole.

use super::acceptability::Acceptability;
use super::bargaining::{Bargain, Combination};
use super::calendar::{Calendar, Window};
use super::charts::Charts;
use super::dynamics::{Factor, Process, Shock};
use super::expectation::Expectation;
use super::grounds::{Evidence, Expert, Quantity};
use super::id::Id;
use super::negotiation::{Party, SettlementOption, Term};
use super::objective::Objective;
use super::outcomes::{Metric, Report};
use crate::draws::Sampling;
use crate::stats::Matrix;

/// A checked scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What the reader sees.
    pub name: String,
    /// What the dispute is called, which all of its scenarios are about; empty where no file says so.
    pub dispute: String,
    /// One or two sentences on what the scenario shows.
    pub summary: String,
    /// When the simulation starts and ends.
    pub calendar: Calendar,
    /// The seed, when the file or the command line gives one.
    pub seed: Option<u64>,
    /// Worlds to draw. **Range** ≥ 1.
    pub worlds: u32,
    /// Paths in each world. **Range** ≥ 1.
    pub paths: u32,
    /// How worlds are sampled.
    pub sampling: Sampling,
    /// Quantities that move together; a quantity is in one group at most.
    pub correlated: Vec<Correlated>,
    /// The option on the table at the start.
    pub option: Id,
    /// The evidence ledger.
    pub evidence: Vec<Evidence>,
    /// Who has a say in pools, by first appearance.
    pub experts: Vec<Expert>,
    /// The quantities that formulas are made of, each after those that it is made of itself.
    pub ingredients: Vec<Quantity>,
    /// What is on the table.
    pub terms: Vec<Term>,
    /// The settlement options.
    pub options: Vec<SettlementOption>,
    /// Which levels go together, by id.
    pub combinations: Vec<Combination>,
    /// Who bargains, for the search among all packages.
    pub bargain: Bargain,
    /// How acceptable packages are, as analysts judge them.
    pub acceptability: Acceptability,
    /// The parties and their audiences.
    pub parties: Vec<Party>,
    /// What drifts.
    pub factors: Vec<Factor>,
    /// What jumps.
    pub processes: Vec<Process>,
    /// What strikes.
    pub shocks: Vec<Shock>,
    /// Calendar spans.
    pub windows: Vec<Window>,
    /// What is measured on each path.
    pub metrics: Vec<Metric>,
    /// What is expected of what the model gives.
    pub expectations: Vec<Expectation>,
    /// By what options are weighed; none where nobody says.
    pub objective: Option<Objective>,
    /// What the table and the charts show.
    pub report: Report,
    /// Which figures are drawn, and how large.
    pub charts: Charts,
}

/// Uncertain quantities that move together.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlated {
    /// Their dotted keys, sorted.
    pub keys: Vec<String>,
    /// Spearman's correlation of each two; 0 where the file names none.
    pub ranks: Matrix,
    /// The pairs that the file names, by place, the smaller first.
    pub pairs: Vec<(usize, usize)>,
}

impl Scenario {
    /// The process with this id.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|p| p.id == id)
    }

    /// The term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|t| t.id == id)
    }

    /// The option with this id.
    pub fn option_sheet(&self, id: &str) -> Option<&SettlementOption> {
        self.options.iter().find(|o| o.id == id)
    }

    /// What is expected of it: a scenario has something to meet that keeps the option of which the expectation speaks on the table.
    pub fn expected(&self) -> impl Iterator<Item = &Expectation> {
        let speaks = |one: &&Expectation| self.agenda().is_none() && one.option == self.option;
        self.expectations.iter().filter(speaks)
    }

    /// The process whose state is the option on the table, if one is declared.
    pub fn agenda(&self) -> Option<&Process> {
        self.processes.iter().find(|p| p.agenda)
    }
}
