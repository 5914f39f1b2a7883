//! What audiences make of options: the acceptance of each, at the start and at a date, and who has a say (docs/model.md §5.14).

use super::certain::{constants, happens};
use super::stops::audience_name;
use crate::engine::{Acceptances, Tally};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::stats::{self, ByWorld, Clusters, Estimate, Interval};

/// An audience, and what its consent is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// Its full reference.
    pub audience: String,
    /// What the reader sees.
    pub name: String,
    /// The steps of the report's process that its consent, or its refusal, scales: names of transitions in the order of the file. Without one it merely has an opinion of a
    /// settlement.
    pub steps: Vec<String>,
    /// Steps of other processes likewise.
    pub elsewhere: Vec<String>,
}

/// Who has a say in a scenario, in the order of the file. A step whose rate or chance is the constant 0 asks nobody.
pub fn says(scenario: &Scenario, plan: &Plan) -> Vec<Say> {
    let constants = constants(plan);
    let asks = |process: &crate::model::Process, audience: &str| -> Vec<String> {
        let planned = plan.processes.iter().find(|planned| planned.id == process.id);
        let may_happen = |id: &str| {
            let way = planned.and_then(|planned| planned.transitions.iter().find(|way| way.id == id));
            way.is_some_and(|way| happens(&constants, &way.trigger))
        };
        let asked = process.transitions.iter().filter(|way| {
            way.requires.iter().chain(&way.refused_by).any(|id| id == audience) && may_happen(&way.id)
        });
        asked.map(|way| way.name.clone()).collect()
    };
    let of = |audience: &crate::model::Audience| {
        let (ours, others): (Vec<_>, Vec<_>) =
            scenario.processes.iter().partition(|process| process.id == scenario.report.process);
        let steps = |processes: &[&crate::model::Process]| {
            processes.iter().flat_map(|process| asks(process, &audience.id)).collect()
        };
        Say {
            audience: audience.id.clone(),
            name: audience_name(scenario, &audience.id),
            steps: steps(&ours),
            elsewhere: steps(&others),
        }
    };
    scenario.parties.iter().flat_map(|party| &party.audiences).map(of).collect()
}

/// The chance that an audience accepts an option at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptance {
    /// The mean over all trials, with its standard error.
    pub estimate: Estimate,
    /// The 95 % confidence interval of the mean.
    pub confidence: Option<Interval>,
    /// The 90 % credible interval over worlds, inner noise removed; none where it cannot be told.
    pub over_worlds: Option<Interval>,
    /// The share of the worlds in which its mean is below one half.
    pub refuses: f64,
    /// The same taken apart by world.
    pub by_world: ByWorld,
}

impl Acceptance {
    /// From what was found.
    pub fn new(found: &Acceptances, tally: &Tally) -> Acceptance {
        let (clusters, paths) = (tally.size.clusters(), tally.size.paths);
        let counts = vec![paths; found.sums.len()];
        let mean = stats::mean(&found.sums, &found.squares, &counts, clusters).expect("a world and a path");
        let by_world = ByWorld::ratio(&found.sums, &counts).expect("a world and a path");
        let below = found.sums.iter().filter(|sum| **sum < 0.5 * f64::from(paths)).count();
        Acceptance {
            estimate: mean.estimate,
            confidence: confidence(mean.estimate, clusters, found.sums.len()),
            over_worlds: mean.interval(),
            refuses: below as f64 / found.sums.len() as f64,
            by_world,
        }
    }
}

fn confidence(estimate: Estimate, clusters: Clusters, worlds: usize) -> Option<Interval> {
    let found = super::samples::confidence(estimate, clusters.freedom(worlds), 0.05)?;
    Some(Interval { lo: found.lo.max(0.0), hi: found.hi.min(1.0) })
}

/// The places of the options that may ever lie on a scenario's table, the one at the start first.
pub fn options_on_table(plan: &Plan) -> Vec<usize> {
    let table = &plan.tables[0];
    let mut options = vec![table.start];
    for &option in table.agenda.iter().flat_map(|(_, of_state)| of_state) {
        if !options.contains(&option) {
            options.push(option);
        }
    }
    options
}
