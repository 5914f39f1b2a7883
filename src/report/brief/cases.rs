//! The runs that a briefing tells of, and their scenarios.

use crate::analysis::Outcomes;
use crate::figures::Figure;
use crate::report::Section;
use crate::results::Manifest;
use crate::scenario::Loaded;

/// A finished run as it was read back.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its folder's name.
    pub name: String,
    /// Where its charts lie as seen from the briefing, for formats that show pictures by reference.
    pub charts: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What it draws.
    pub figures: Vec<Figure>,
    /// What was inquired into beside its estimates.
    pub sections: Vec<Section>,
    /// Its scenarios with their estimates.
    pub cases: Vec<Case>,
}

/// A scenario of a run, and what came of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The resolved scenario's file in the run folder.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The resolved scenario.
    pub loaded: Loaded,
    /// The estimates.
    pub outcomes: Outcomes,
}

/// A scenario under the name that it has in the briefing: its own, and that of its run where another run has one of the same name.
#[derive(Debug, Clone)]
pub(super) struct Named<'a> {
    pub name: String,
    pub run: &'a str,
    pub case: &'a Case,
}

/// All scenarios in their order.
pub(super) fn named(runs: &[Run]) -> Vec<Named<'_>> {
    let has = |run: &Run, name: &str| run.cases.iter().any(|case| case.outcomes.scenario == name);
    let of_run = |run: &'_ Run, case: &Case| {
        let name = &case.outcomes.scenario;
        let is_alone = runs.iter().filter(|other| has(other, name)).count() == 1;
        if is_alone { name.clone() } else { format!("{name} ({})", run.name) }
    };
    let each = runs.iter().flat_map(|run| run.cases.iter().map(move |case| (run, case)));
    each.map(|(run, case)| Named { name: of_run(run, case), run: &run.name, case }).collect()
}
