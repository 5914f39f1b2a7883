//! What audiences make of options: the acceptance of each, at the start and at a date, and who has a say (docs/model.md §5.14).

use super::certain::{constants, happens, steps_from};
use super::stops::is_ballot;
use crate::engine::{Acceptances, Tally};
use crate::model::{Audience, Scenario};
use crate::plan::Plan;
use crate::stats::{self, ByWorld, Clusters, Counts, Estimate, Interval};

/// An audience, and what its consent is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// Its full reference.
    pub audience: String,
    /// What the reader sees.
    pub name: String,
    /// The steps of the report's process that need its consent, or that a vote of it may turn down, in their order along the course: names of transitions. Without one it cannot
    /// block a settlement.
    pub steps: Vec<String>,
    /// The state in which the first of them is asked, by its place.
    pub asked_in: Option<usize>,
    /// Other steps of that process that its acceptance makes less likely: what it may undo.
    pub undoes: Vec<String>,
    /// Steps of other processes that its acceptance scales either way.
    pub elsewhere: Vec<String>,
}

/// Who has a say in a scenario, in the order of the file. A step that can never come, since its rate or chance is the constant 0 or nothing leads to the state it starts from, asks
/// nobody.
pub fn says(scenario: &Scenario, plan: &Plan) -> Vec<Say> {
    let constants = constants(plan);
    let along: Vec<Vec<Option<usize>>> = plan
        .processes
        .iter()
        .enumerate()
        .map(|(p, process)| steps_from(plan, &constants, p, process.start))
        .collect();
    let of = |audience: &Audience| {
        let mut say = Say {
            audience: audience.id.clone(),
            name: scenario.audience_name(&audience.id),
            steps: Vec::new(),
            asked_in: None,
            undoes: Vec::new(),
            elsewhere: Vec::new(),
        };
        // The fewer steps from the start, the earlier it comes.
        let mut asking: Vec<(usize, &str, usize)> = Vec::new();
        for (planned, along) in plan.processes.iter().zip(&along) {
            let known = scenario.process(&planned.id);
            for way in planned.transitions.iter().filter(|way| happens(&constants, &way.trigger)) {
                let states = || along.iter().enumerate().filter(|(state, _)| way.from >> state & 1 == 1);
                // The earliest of the states it leads out of; of equal ones the first in the file.
                let earliest = states().filter_map(|(state, steps)| Some(((*steps)?, state))).min();
                let consent = way.consents.iter().find(|(a, _)| plan.audiences[*a].id == audience.id);
                let (Some((_, refusal)), Some((steps, state))) = (consent, earliest) else { continue };
                let known = known.and_then(|known| known.transitions.iter().find(|one| one.id == way.id));
                let name = known.map_or(way.id.as_str(), |known| known.name.as_str());
                if planned.id != scenario.report.process {
                    say.elsewhere.push(name.to_string());
                } else if *refusal && !is_ballot(way) {
                    say.undoes.push(name.to_string());
                } else {
                    asking.push((steps, name, state));
                }
            }
        }
        asking.sort_by_key(|(steps, _, _)| *steps);
        say.asked_in = asking.first().map(|(_, _, state)| *state);
        say.steps = asking.into_iter().map(|(_, name, _)| name.to_string()).collect();
        say
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
        let counts = Counts::all_of(tally.size.worlds as usize, found.sums.pooled().is_some(), paths);
        let mean = stats::mean_of_all(&found.sums, &found.squares, &counts, clusters);
        let mean = mean.expect("a world and a path");
        let by_world = found.sums.apart(&counts).expect("a world and a path");
        let below = found.sums.iter().filter(|sum| **sum < 0.5 * f64::from(paths)).count();
        Acceptance {
            estimate: mean.estimate,
            confidence: confidence(mean.estimate, clusters, by_world.worlds()),
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
