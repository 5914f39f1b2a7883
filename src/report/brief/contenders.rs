//! The options of a run beside each other: how often each has what is asked, how far it lies behind the best, what it brings.

use super::cases::{Named, Run};
use crate::analysis::Outcome;
use crate::figures::{Behind, Brought, Content, ToldPrize, in_a_sentence};
use crate::legible::apart;
use crate::model::Scenario;
use crate::words::{interval, percent};

/// An option and how often it has what is asked.
pub(super) struct Contender<'a> {
    pub name: String,
    pub row: &'a Outcome,
    /// How far it lies below the best option, world by world; none where the run does not tell.
    pub behind: Option<Behind>,
    pub brings: Option<String>,
}

impl Contender<'_> {
    pub(super) fn mean(&self) -> f64 {
        self.row.estimate.unwrap_or_default()
    }

    /// "24%", or "in 2 of 25,000 histories".
    pub(super) fn told(&self) -> String {
        self.row.counted().map_or_else(|| percent(self.mean()), |count| format!("{count} histories"))
    }

    /// "at 24% (unlikely)", "in 2 of 25,000 histories".
    pub(super) fn with_word(&self) -> String {
        match (&self.row.likelihood, self.row.counted()) {
            (_, Some(count)) => format!("in {count} histories"),
            (Some(word), None) => format!("at {} ({word})", percent(self.mean())),
            (None, None) => format!("at {}", percent(self.mean())),
        }
    }

    pub(super) fn prize(&self) -> String {
        self.brings.as_ref().map_or_else(String::new, |brings| format!("; it would bring {brings}"))
    }

    /// Where its chance lies over the worlds, where that is told.
    pub(super) fn over_worlds(&self) -> Option<String> {
        let (lo, hi) = self.row.lo.zip(self.row.hi).filter(|_| !self.row.is_counted())?;
        Some(format!(
            "How sure: in 90% of the worlds that the assumptions allow, its chance is {}",
            interval(lo, hi)
        ))
    }
}

/// The options of a run, the best first; none where they are not told by the same end.
pub(super) fn contenders<'a>(run: &Run, cases: &'a [Named]) -> Vec<Contender<'a>> {
    let mut all: Vec<Contender> = Vec::new();
    for Named { name, case, .. } in cases {
        let rows = &case.outcomes.estimates;
        let Some(row) = rows.iter().find(|row| row.outcome.starts_with("segment.")) else {
            return Vec::new();
        };
        if all.first().is_some_and(|first| (&first.row.name, &first.row.by) != (&row.name, &row.by)) {
            return Vec::new();
        }
        let scenario = &case.outcomes.scenario;
        let (behind, brings) = (behind_best(run, scenario), brought(run, scenario));
        all.push(Contender { name: apart(name), row, behind, brings });
    }
    all.sort_by(|a, b| b.mean().total_cmp(&a.mean()));
    all
}

/// How far an option lies below the best of its run, as the figures of its run tell it.
fn behind_best(run: &Run, scenario: &str) -> Option<Behind> {
    run.figures.iter().find_map(|figure| match &figure.content {
        Content::Ladder(ladder) => ladder.rows.iter().find(|row| row.name == scenario)?.behind,
        Content::EndStates(ends) if ends.what.is_none() => {
            ends.rows.iter().find(|row| row.name == scenario)?.behind
        }
        _ => None,
    })
}

/// What an option brings, as the ladder of its run tells it.
fn brought(run: &Run, scenario: &str) -> Option<String> {
    run.figures.iter().find_map(|figure| match &figure.content {
        Content::Ladder(ladder) => {
            let row = ladder.rows.iter().find(|row| row.name == scenario)?;
            let may_be_missing = |place: usize| {
                let mut of_all = ladder.rows.iter().filter_map(|row| row.brings.get(place)?.as_ref());
                of_all.any(Brought::is_nothing)
            };
            let each = ladder.prizes.iter().zip(&row.brings).enumerate();
            let each = each.filter_map(|(place, (key, brought))| {
                Some(ToldPrize { key, brought: brought.as_ref()?, may_be_missing: may_be_missing(place) })
            });
            in_a_sentence(each, &|word| run.cases.iter().any(|case| is_proper(&case.loaded.scenario, word)))
        }
        _ => None,
    })
}

/// Whether a word stands with its capital in the names of the dispute and of those who are in it.
fn is_proper(scenario: &Scenario, word: &str) -> bool {
    let people = scenario.parties.iter().map(|party| party.name.as_str());
    let mut names = people.chain([scenario.dispute.as_str()]);
    names.any(|name| name.split(|c: char| !c.is_alphanumeric()).any(|part| part == word))
}

/// Those that the best does not exceed without doubt, the best first: where the run does not tell, by two standard errors of independent estimates.
pub(super) fn leaders<'a, 'b>(all: &'b [Contender<'a>]) -> Vec<&'b Contender<'a>> {
    let error = |one: &Contender| one.row.standard_error.unwrap_or_default();
    let is_level = |one: &&Contender| {
        let (a, b) = (error(&all[0]), error(one));
        let are_close = || all[0].mean() - one.mean() <= 2.0 * (a * a + b * b).sqrt();
        one.behind.map_or_else(are_close, |behind| !behind.is_clear())
    };
    all.iter().filter(is_level).collect()
}
