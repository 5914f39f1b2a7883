//! Results and problems as the page reads them.

use std::path::Path;

use serde_json::{Value, json};

use super::known::Known;
use crate::analysis::Change;
use crate::engine::Size;
use crate::follow::Good;
use crate::model::Scenario;
use crate::report::{self, Rows};
use crate::scenario::{Problems, Severity};
use crate::study::{Case, Error};
use crate::words::thousands;

/// A result.
pub(super) fn result(good: &Good) -> Value {
    let cases = good.study.cases();
    let all: Vec<_> = cases.iter().map(|case| case.scenario()).zip(&good.estimates.outcomes).collect();
    let changes = &good.estimates.changes;
    let each = all.iter().map(|(scenario, outcomes)| (*scenario, report::screen_rows(scenario, outcomes)));
    let scenarios: Vec<&Scenario> = all.iter().map(|(scenario, _)| *scenario).collect();
    json!({
        "digest": good.digest,
        "seconds": good.took.seconds(),
        "took": { "reading": good.took.reading, "simulating": good.took.simulating, "estimating": good.took.estimating },
        "size": size(good.size),
        "scenarios": each
            .zip(cases)
            .map(|((scenario, tables), case)| json!({ "name": scenario.name, "file": case.file, "tables": tables }))
            .collect::<Vec<_>>(),
        "sideBySide": report::side_by_side_rows(&all, changes),
        "against": scenarios.iter().skip(1).zip(changes).map(|(scenario, changes)| {
            let title = format!("{} against {}", scenario.name, scenarios[0].name);
            report::moved_rows(&title, scenario, changes)
        }).collect::<Vec<_>>(),
    })
}

/// How much was simulated.
pub(super) fn size(size: Size) -> String {
    let [worlds, paths] = [size.worlds, size.paths].map(|count| thousands(count.into()));
    format!("{worlds} worlds × {paths} paths, seed {}", size.seed)
}

/// What a result does against the one before.
pub(super) fn moved_of(good: &Good) -> Value {
    let scenarios: Vec<&Scenario> = good.study.cases().iter().map(Case::scenario).collect();
    json!({ "of": good.digest, "tables": moved(&scenarios, &good.moved) })
}

/// What moved, by scenario; nothing of those of which there is nothing before.
pub(super) fn moved(scenarios: &[&Scenario], changes: &[Vec<Change>]) -> Vec<Rows> {
    let known = scenarios.iter().zip(changes).filter(|(_, changes)| !changes.is_empty());
    known.map(|(scenario, changes)| report::moved_rows(&scenario.name, scenario, changes)).collect()
}

/// The problems of a scenario; `files` are those that the page knows.
pub(super) fn problems(problems: &Problems, files: &[String]) -> Vec<Value> {
    let known = Known::new(files);
    let told = |problem: &crate::scenario::Problem| {
        let at = problems.position(problem);
        let file = at.and_then(|(name, ..)| known.name(Path::new(name)));
        json!({
            "severity": if problem.severity() == Severity::Error { "error" } else { "warning" },
            "code": problem.code(),
            "title": problem.title(),
            "text": problems.render_one(problem),
            "file": file,
            "place": at.map(|(name, line, column)| format!("{name}:{line}:{column}")),
            "line": at.map(|(_, line, _)| line),
            "column": at.map(|(_, _, column)| column),
        })
    };
    problems.iter().map(told).collect()
}

/// Why a study came to nothing.
pub(super) fn trouble(trouble: &Error, files: &[String]) -> Vec<Value> {
    match trouble {
        Error::Scenario { problems, before } => {
            let all = before.iter().chain(std::iter::once(problems));
            all.flat_map(|each| self::problems(each, files)).collect()
        }
        other => {
            let text = other.to_string();
            vec![json!({ "severity": "error", "code": "", "title": text, "text": text })]
        }
    }
}
