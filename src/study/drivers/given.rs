//! Shares from the worlds of a run as they are.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::answers::{nothing, response, subject};
use super::inputs::Known;
use crate::analysis::Question;
use crate::analysis::drivers::{ALPHA, By, Driver, Input, Method, Shares};
use crate::sensitivity::{
    LeftOut, Regression, Response, classes, correlation_ratio, largest_by_luck, scores, slope,
};
use crate::stats::ByWorld;
use crate::study::cases::Study;
use crate::study::error::Error;
use crate::study::simulation::Simulated;
use crate::study::watch::Watch;

/// Quantities that stand out of luck and are held in a common regression, at most.
const HELD: usize = 40;

/// One quantity, as its ranks and what they tell.
struct Told {
    scores: Vec<f64>,
    variance: LeftOut,
    slope: Option<LeftOut>,
}

/// How much each input tells, by the worlds of a run.
///
/// **Errors** worlds do not differ by more than chance within them; as for [`Study::simulate`], of the few trials that tell the noise of a difference.
pub(super) fn shares(
    study: &Study,
    known: &Known,
    simulated: &Simulated,
    question: &Question,
    by: By,
    watch: &dyn Watch,
) -> Result<Shares, Error> {
    let response = response(study, simulated, question, watch)?;
    check_measurable(&response, question)?;
    let told = tell(study, simulated, &response);
    let between = response.between();
    let luck = largest_by_luck(known.keys.len(), classes(response.worlds()), &response, ALPHA);
    let mut rows = rows(known, known.inputs(by), &told, &response);
    if by == By::Quantity {
        hold(&mut rows, &told, &response, luck);
    }
    let size = simulated.apart();
    Ok(Shares {
        method: Method::Given,
        by,
        subject: subject(study, question),
        quantities: known.keys.len(),
        idle: known.idle,
        mean: by_world(study, simulated, question)?.value,
        variance: between.index(),
        noise: 1.0 - between.whole / response.seen().whole,
        luck: (by == By::Quantity).then_some(luck),
        size: (size.worlds, size.paths),
        alone: None,
        drift: None,
        until: None,
        rows,
    })
}

/// Whether worlds differ by more than chance in an outcome.
///
/// **Errors** as for [`shares`].
pub(super) fn is_measurable(
    study: &Study,
    simulated: &Simulated,
    question: &Question,
    watch: &dyn Watch,
) -> Result<bool, Error> {
    Ok(response(study, simulated, question, watch)?.is_measurable())
}

/// That there is a variance between worlds to share out.
pub(super) fn check_measurable(response: &Response, question: &Question) -> Result<(), Error> {
    if response.is_measurable() {
        return Ok(());
    }
    Err(not_measurable(question))
}

/// What is said where there is none.
pub(super) fn not_measurable(question: &Question) -> Error {
    Error::Unanswerable(format!(
        "worlds do not differ in `{}` by more than chance within them, so that there is nothing to share out; take more worlds or paths, \
         or ask about another outcome",
        question.outcome()
    ))
}

/// The inputs by what they tell in a run, the largest first: which of them a design of experiments looks at.
///
/// **Errors** as for [`shares`].
pub(super) fn screened(
    study: &Study,
    known: &Known,
    simulated: &Simulated,
    question: &Question,
    inputs: Vec<Input>,
    watch: &dyn Watch,
) -> Result<Vec<Driver>, Error> {
    let response = response(study, simulated, question, watch)?;
    check_measurable(&response, question)?;
    Ok(rows(known, inputs, &tell(study, simulated, &response), &response))
}

/// A row for each input, the largest first.
fn rows(
    known: &Known,
    inputs: Vec<Input>,
    told: &BTreeMap<String, Told>,
    response: &Response,
) -> Vec<Driver> {
    let between = response.between();
    let of = |input: Input| {
        let slope = match &input.keys[..] {
            [key] => told.get(key).and_then(|told| told.slope.as_ref()),
            _ => None,
        };
        let share = group(known, &input, told, response).over(&between).index();
        Driver { share, total: None, slope: slope.map(LeftOut::index), held: None, input }
    };
    let mut rows: Vec<Driver> = inputs.into_par_iter().map(of).collect();
    rows.sort_by(|a, b| {
        b.share.value.total_cmp(&a.share.value).then_with(|| a.input.keys.cmp(&b.input.keys))
    });
    rows
}

/// The estimate taken apart by world: of one scenario, or of the second less the first.
///
/// **Errors** nothing has a value.
pub(super) fn by_world(study: &Study, simulated: &Simulated, question: &Question) -> Result<ByWorld, Error> {
    let of = |place: usize| {
        let estimated = simulated.estimated(study, place, question).ok_or_else(|| nothing(question))?;
        Ok(estimated.by_world)
    };
    if study.cases().len() > 1 { Ok(of(1)?.minus(&of(0)?)) } else { of(0) }
}

/// What each quantity tells. Of two scenarios that draw it otherwise the first one's values are looked at: what is ranked is the same draw.
fn tell(study: &Study, simulated: &Simulated, response: &Response) -> BTreeMap<String, Told> {
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for place in (0..study.cases().len()).rev() {
        let inputs = study.inputs(place, simulated.apart());
        columns.extend(inputs.keys.into_iter().zip(inputs.columns));
    }
    let tell = |(key, column): (String, Vec<f64>)| {
        let scores = scores(&column);
        let variance = correlation_ratio(&scores, classes(response.worlds()), response);
        let slope = slope(&scores, response);
        (key, Told { scores, variance, slope })
    };
    columns.into_par_iter().map(tell).collect()
}

/// What of the variance the quantities of an input tell: the sum of what each tells, and of those that are correlated what a regression on all of
/// them tells, so that nothing counts twice.
fn group(known: &Known, input: &Input, told: &BTreeMap<String, Told>, response: &Response) -> LeftOut {
    let single = |keys: &[&String]| {
        let each = keys.iter().filter_map(|key| told.get(*key)).map(|told| &told.variance);
        each.fold(LeftOut::certain(0.0, &response.between()), |sum, more| sum.plus(1.0, more))
    };
    let sets = known.correlated_within(&input.keys);
    let apart: Vec<&String> =
        input.keys.iter().filter(|key| !sets.iter().flatten().any(|k| *k == *key)).collect();
    sets.iter().fold(single(&apart), |sum, set| {
        let ranks: Vec<&[f64]> =
            set.iter().filter_map(|key| told.get(*key)).map(|t| t.scores.as_slice()).collect();
        match Regression::new(&ranks, true, response) {
            Some(regression) => sum.plus(1.0, &regression.explained()),
            None => sum.plus(1.0, &single(set)),
        }
    })
}

/// The slopes of the quantities that stand out of luck, each with the others held.
fn hold(rows: &mut [Driver], told: &BTreeMap<String, Told>, response: &Response, luck: f64) {
    let clear = rows.iter().take(HELD).take_while(|row| row.share.value > luck).count();
    let ranks = rows[..clear].iter().filter_map(|row| told.get(&row.input.keys[0]));
    let ranks: Vec<&[f64]> = ranks.map(|told| told.scores.as_slice()).collect();
    if let Some(regression) = Regression::new(&ranks, false, response) {
        let held = regression.coefficients();
        rows.iter_mut().zip(held).for_each(|(row, held)| row.held = Some(held.index()));
    }
}
