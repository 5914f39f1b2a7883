//! What came out in each world: of one scenario, or of the second less the first.

use crate::analysis::drivers::Subject;
use crate::analysis::{Question, WorldMeans};
use crate::engine::Size;
use crate::model::Scenario;
use crate::sensitivity::Response;
use crate::study::cases::Study;
use crate::study::error::Error;
use crate::study::simulation::Simulated;
use crate::study::watch::{Silently, Watch};

/// Of how many worlds the noise of a difference is measured: one in so many.
const MEASURED: u32 = 4;

/// What is asked about, in words.
pub(super) fn subject(study: &Study, question: &Question) -> Subject {
    let scenarios: Vec<&Scenario> = study.cases().iter().map(|case| case.scenario()).collect();
    let estimand = question.estimand(scenarios[0]);
    Subject {
        outcome: estimand.outcome,
        name: estimand.name,
        by: estimand.by,
        unit: estimand.unit,
        instead_of: None,
        scenarios: scenarios.iter().map(|scenario| scenario.name.clone()).collect(),
    }
}

/// By world, of one scenario or of the second less the first.
pub(super) fn values(by_case: &[WorldMeans]) -> Vec<f64> {
    match by_case {
        [first, second, ..] => second.values.iter().zip(&first.values).map(|(b, a)| b - a).collect(),
        [one] => one.values.clone(),
        [] => Vec::new(),
    }
}

/// What came out of a run, with what chance within worlds leaves of it.
///
/// Of one scenario the spread over its own paths tells the noise. Of a difference it does not, since paths are paired: the first half of the
/// paths of every fourth world is simulated once more, and what the two halves differ by tells it.
///
/// **Errors** as for [`Study::simulate`]; an outcome that no world has.
pub(super) fn response(
    study: &Study,
    simulated: &Simulated,
    question: &Question,
    watch: &dyn Watch,
) -> Result<Response, Error> {
    let by_case = of_all(study, simulated, question)?;
    let values = values(&by_case);
    let [one] = &by_case[..] else {
        let noise = noise_of_difference(study, simulated.apart(), &by_case, question, watch)?;
        return Ok(Response::new(&values, &vec![noise; values.len()]));
    };
    Ok(Response::new(&values, &one.noise))
}

/// What came of each scenario in each world.
pub(super) fn of_all(
    study: &Study,
    simulated: &Simulated,
    question: &Question,
) -> Result<Vec<WorldMeans>, Error> {
    (0..study.cases().len())
        .map(|place| simulated.by_world(study, place, question).ok_or_else(|| nothing(question)))
        .collect()
}

/// What is said of an outcome without a value.
pub(super) fn nothing(question: &Question) -> Error {
    Error::Unanswerable(format!("`{}` has no value in any world", question.outcome()))
}

/// The variance that chance leaves in a world's difference, mean over some worlds; not a number with one path a world.
///
/// **Formula** with d₁ the difference over the first half of n₁ paths and d₂ over the other n₂: (d₁ − d₂)²·n₁n₂/(n₁ + n₂)².
fn noise_of_difference(
    study: &Study,
    size: Size,
    by_case: &[WorldMeans],
    question: &Question,
    watch: &dyn Watch,
) -> Result<f64, Error> {
    if size.paths < 2 {
        return Ok(f64::NAN);
    }
    let first = f64::from(size.paths / 2);
    let all = f64::from(size.paths);
    let some = Size { worlds: size.worlds.div_ceil(MEASURED), paths: size.paths / 2, ..size };
    let halves = study.simulate_cases(some, &Silently(watch))?;
    let halves = values(&of_all(study, &halves, question)?);
    let squares = halves.iter().zip(values(by_case)).map(|(&one, both)| {
        let two = (all * both - first * one) / (all - first);
        (one - two) * (one - two) * first * (all - first) / (all * all)
    });
    let squares: Vec<f64> = squares.filter(|x| x.is_finite()).collect();
    Ok(squares.iter().sum::<f64>() / squares.len() as f64)
}
