//! Each quantity at both ends of its range, on the same draws.

use super::answers::subject;
use super::given;
use super::inputs::Known;
use crate::analysis::Question;
use crate::analysis::drivers::{By, Input, Swing, Swings};
use crate::stats::ByWorld;
use crate::study::cases::Study;
use crate::study::error::Error;
use crate::study::simulation::Simulated;
use crate::study::variant::Variant;
use crate::study::watch::Watch;

/// The ends of the range.
pub(super) const ENDS: [f64; 2] = [0.05, 0.95];

/// How far each quantity moves the outcome from its 5 % to its 95 % point, all others as they are.
///
/// **Errors** as for [`Study::simulate`].
pub(super) fn swings(
    study: &Study,
    known: &Known,
    simulated: &Simulated,
    question: &Question,
    watch: &dyn Watch,
) -> Result<Swings, Error> {
    let size = simulated.size();
    let cases = study.cases().len();
    let mut refused = Vec::new();
    let mut moved = Vec::new();
    let mut variants: Vec<Variant> = Vec::new();
    for input in known.inputs(By::Quantity) {
        let key = &input.keys[0];
        let both: Result<Vec<Variant>, _> = ENDS
            .iter()
            .flat_map(|&end| (0..cases).map(move |place| (end, place)))
            .map(|(end, place)| study.variant(place).at_quantile(key, end))
            .collect();
        match both {
            Ok(both) => {
                variants.extend(both);
                moved.push(input);
            }
            Err(why) => refused.push((key.clone(), why.to_string())),
        }
    }
    let base = given::by_world(study, simulated, question)?;
    let mut found: Vec<ByWorld> = Vec::with_capacity(2 * moved.len());
    let mut pending: Vec<ByWorld> = Vec::new();
    let nothing = ByWorld::nothing(size.worlds as usize);
    study.each_variant(variants, size, watch, |_, varied| {
        pending.push(varied.answer(question).map_or_else(|| nothing.clone(), |answer| answer.by_world));
        if pending.len() == cases {
            found.push(match &pending[..] {
                [first, second] => second.minus(first),
                _ => pending[0].clone(),
            });
            pending.clear();
        }
    })?;
    let swing = |(input, ends): (Input, &[ByWorld])| {
        let key = &input.keys[0];
        let law = study.cases().iter().find_map(|case| case.plan.law(key));
        let at = |end: f64| law.map_or(f64::NAN, |law| law.quantile(end));
        Swing {
            ends: ENDS.map(at),
            at: [ends[0].value, ends[1].value],
            standard_error: ends[1].minus(&ends[0]).standard_error(size.clusters()),
            input,
        }
    };
    let mut rows: Vec<Swing> = moved.into_iter().zip(found.chunks(2)).map(swing).collect();
    let width = |swing: &Swing| (swing.at[1] - swing.at[0]).abs();
    rows.sort_by(|a, b| width(b).total_cmp(&width(a)).then_with(|| a.input.keys.cmp(&b.input.keys)));
    Ok(Swings {
        subject: subject(study, question),
        rows,
        base: base.value,
        refused,
        freedom: size.clusters().freedom(size.worlds as usize),
        size: (size.worlds, size.paths),
    })
}
