//! Each quantity at both ends of its range, on the same draws.

use super::answers::subject;
use super::experiment::tell_cost;
use super::given;
use super::inputs::Known;
use crate::analysis::Question;
use crate::analysis::drivers::{By, Input, Swing, Swings};
use crate::engine::Size;
use crate::stats::ByWorld;
use crate::study::cases::Study;
use crate::study::error::Error;
use crate::study::refused::Refused;
use crate::study::simulation::Simulated;
use crate::study::variant::Variant;
use crate::study::watch::Watch;

/// The ends of the range.
pub(super) const ENDS: [f64; 2] = [0.05, 0.95];

/// What a first look at all quantities takes, where there are more than are asked for: worlds, and paths in each, at most.
///
/// Of two-plus-alpha's 261 quantities it finds the fifteen that are widest at 200 × 25, as one of 100 × 5 does, and 19 of the widest 24 (21).
const FIRST_LOOK: (u32, u32) = (100, 2);

/// How far each quantity moves the outcome from its 5 % to its 95 % point, all others as they are.
///
/// Where there are more quantities than `top`, all of them are looked at in few trials first, and the `top` widest once more at the full size.
///
/// **Errors** as for [`Study::simulate`].
pub(super) fn swings(
    study: &Study,
    known: &Known,
    (simulated, question): (&Simulated, &Question),
    top: usize,
    watch: &dyn Watch,
) -> Result<Swings, Error> {
    let size = simulated.size();
    let moves = |input: &Input| both_ends(study, &input.keys[0]).map(|_| ());
    let mut refused = Vec::new();
    let mut inputs: Vec<Input> = Vec::new();
    for input in known.inputs(By::Quantity) {
        match moves(&input) {
            Ok(()) => inputs.push(input),
            Err(why) => refused.push((input.keys[0].clone(), why.to_string())),
        }
    }
    let base = given::by_world(study, simulated, question)?.value;
    let of = |inputs: Vec<Input>, size: Size| moved(study, question, (inputs, size, base), watch);
    let (worlds, paths) = (size.worlds.min(FIRST_LOOK.0), size.paths.min(FIRST_LOOK.1));
    let looks_first = inputs.len() > top && (worlds, paths) != (size.worlds, size.paths);
    let first = if looks_first { (inputs.len(), u64::from(worlds) * u64::from(paths)) } else { (0, 0) };
    let full = if looks_first { top } else { inputs.len() };
    let full = (full, u64::from(size.worlds) * u64::from(size.paths));
    let of_both_ends = (2 * study.cases().len()) as u64;
    let trials = of_both_ends * [first, full].iter().map(|(inputs, each)| *inputs as u64 * each).sum::<u64>();
    let alike = u32::try_from(trials / (of_both_ends * u64::from(size.paths))).unwrap_or(u32::MAX);
    tell_cost(trials, alike, watch, |worlds, watch| {
        let few = Size::new(size.seed, worlds, size.paths, size.design.sampling());
        moved(study, question, (inputs[..1.min(inputs.len())].to_vec(), few, base), watch).map(|_| ())
    })?;
    let mut rows = if !looks_first {
        widest_first(of(inputs, size)?)
    } else {
        let sampling = size.design.sampling();
        let mut rows = widest_first(of(inputs, Size::new(size.seed, worlds, paths, sampling))?);
        let others = rows.split_off(top);
        let again = of(rows.into_iter().map(|row| row.input).collect(), size)?;
        again.into_iter().chain(others).collect()
    };
    rows = widest_first(rows);
    Ok(Swings { subject: subject(study, question), rows, base, refused, size: (size.worlds, size.paths) })
}

fn widest_first(mut rows: Vec<Swing>) -> Vec<Swing> {
    let width = |swing: &Swing| (swing.at[1] - swing.at[0]).abs();
    rows.sort_by(|a, b| width(b).total_cmp(&width(a)).then_with(|| a.input.keys.cmp(&b.input.keys)));
    rows
}

/// The scenarios with a quantity at either end, the low one first.
fn both_ends<'s>(study: &'s Study, key: &str) -> Result<Vec<Variant<'s>>, Refused> {
    let cases = study.cases().len();
    let all = ENDS.iter().flat_map(|&end| (0..cases).map(move |place| (end, place)));
    all.map(|(end, place)| study.variant(place).at_quantile(key, end)).collect()
}

/// How far each of these quantities, which can be moved, moves the outcome in so many trials, told from where the outcome is as things are.
fn moved(
    study: &Study,
    question: &Question,
    (inputs, size, base): (Vec<Input>, Size, f64),
    watch: &dyn Watch,
) -> Result<Vec<Swing>, Error> {
    let cases = study.cases().len();
    let unmoved = (0..cases).map(|place| study.variant(place));
    let ends = inputs.iter().flat_map(|input| both_ends(study, &input.keys[0]).unwrap_or_default());
    let mut found: Vec<ByWorld> = Vec::with_capacity(1 + 2 * inputs.len());
    let mut pending: Vec<ByWorld> = Vec::new();
    let nothing = ByWorld::nothing(size.worlds as usize);
    study.each_counted(question, unmoved.chain(ends), size, watch, |_, counted| {
        let answer = counted.and_then(|counted| counted.estimated(size));
        pending.push(answer.map_or_else(|| nothing.clone(), |answer| answer.by_world));
        if pending.len() == cases {
            found.push(match &pending[..] {
                [first, second] => second.minus(first),
                _ => pending[0].clone(),
            });
            pending.clear();
        }
    })?;
    let (as_things_are, ends) = found.split_first().expect("the scenarios as they are come first");
    let swing = |(input, ends): (Input, &[ByWorld])| {
        let law = study.cases().iter().find_map(|case| case.plan.law(&input.keys[0]));
        let at = |end: f64| law.map_or(f64::NAN, |law| law.quantile(end));
        let outcome = |end: &ByWorld| base + (end.value - as_things_are.value);
        Swing {
            ends: ENDS.map(at),
            at: [outcome(&ends[0]), outcome(&ends[1])],
            standard_error: ends[1].minus(&ends[0]).standard_error(size.clusters()),
            freedom: size.clusters().freedom(size.worlds as usize),
            size: (size.worlds, size.paths),
            input,
        }
    };
    Ok(inputs.into_iter().zip(ends.chunks(2)).map(swing).collect())
}
