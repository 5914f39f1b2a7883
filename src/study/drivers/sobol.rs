//! Sobol' indices of the most influential inputs, and of all others together.

use super::answers::subject;
use super::experiment::{Columns, Experiment, drawn, only, seed_of, tell_cost};
use super::given;
use super::inputs::Known;
use crate::analysis::Question;
use crate::analysis::drivers::{By, Driver, Input, Method, Shares};
use crate::engine::Size;
use crate::sensitivity::{Halves, Index, LeftOut, PickFreeze};
use crate::study::cases::Study;
use crate::study::divided::put_off;
use crate::study::error::Error;
use crate::study::simulation::Simulated;
use crate::study::watch::Watch;

/// How much a design of experiments may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Worlds of each of its two samples, to begin with.
    pub worlds: u32,
    /// The largest standard error of an index that is allowed: worlds are doubled until it is met.
    pub until: Option<f64>,
    /// The most worlds.
    pub at_most: u32,
}

/// Everything that came out so far.
struct Found {
    design: PickFreeze,
    moved: Vec<Halves>,
}

/// First-order and total indices of the inputs that tell most by the worlds of a run, at most `top` of them.
///
/// **Errors** as for [`given::shares`].
pub(super) fn shares(
    (study, known): (&Study, &Known),
    (simulated, question): (&Simulated, &Question),
    (by, top): (By, usize),
    extent: Extent,
    watch: &dyn Watch,
) -> Result<Shares, Error> {
    let screened = given::screened(study, known, simulated, question, known.independent_inputs(by), watch)?;
    let slopes: Vec<(Vec<String>, Option<Index>)> =
        screened.iter().map(|row| (row.input.keys.clone(), row.slope)).collect();
    let mut inputs: Vec<Input> = screened.into_iter().take(top).map(|row| row.input).collect();
    inputs.extend(known.others(&inputs));
    let size = simulated.size();
    let small = |worlds: u32, watch: &dyn Watch| {
        batch(study, &inputs, question, (size, worlds, "timing", 0), watch).map(drop)
    };
    let halves = u64::from((size.paths / 2).max(1));
    let each = 2 * halves * study.cases().len() as u64 * (inputs.len() + 2) as u64;
    tell_cost(each * u64::from(extent.worlds), extent.worlds, watch, small)?;
    let mut found = Found { design: PickFreeze::new(), moved: vec![Halves::default(); inputs.len()] };
    let mut next = extent.worlds;
    let mut number = 0;
    let (rows, met) = loop {
        let (a, b, moved) = batch(study, &inputs, question, (size, next, "sobol", number), watch)?;
        found.design.extend(a, b);
        found.moved.iter_mut().zip(moved).for_each(|(all, more)| all.extend(more));
        let rows = found.rows(&inputs);
        let worst = rows.iter().flat_map(|(s, t)| [s, t]).map(|x| x.standard_error).fold(0.0, f64::max);
        let met = extent.until.is_none_or(|most| worst <= most);
        next = found.design.worlds() as u32;
        number += 1;
        if met || next.saturating_mul(2) > extent.at_most {
            break (rows, met);
        }
    };
    let variance = found.design.variance();
    check(&variance, question)?;
    let drift = found.drift();
    let firsts: Vec<LeftOut> = found.moved.iter().map(|c| found.design.first(c)).collect();
    let nothing = LeftOut::certain(0.0, &variance);
    let alone = firsts.iter().fold(nothing, |sum, first| sum.plus(1.0, first)).over(&variance).index();
    let slope_of =
        |input: &Input| slopes.iter().find(|(keys, _)| *keys == input.keys).and_then(|(_, slope)| *slope);
    let row = |(input, (share, total)): (Input, (Index, Index))| Driver {
        slope: slope_of(&input),
        share,
        total: Some(total),
        held: None,
        input,
    };
    let mut rows: Vec<Driver> = inputs.into_iter().zip(rows).map(row).collect();
    let whole = |row: &Driver| row.total.map_or(0.0, |total| total.value);
    rows.sort_by(|a, b| whole(b).total_cmp(&whole(a)).then_with(|| a.input.keys.cmp(&b.input.keys)));
    Ok(Shares {
        method: Method::Sobol,
        by,
        subject: subject(study, question),
        rows,
        quantities: known.keys.len(),
        idle: known.idle,
        mean: found.design.mean(),
        variance: variance.index(),
        noise: found.design.noise(),
        luck: None,
        size: (found.design.worlds() as u32, 2 * (size.paths / 2).max(1)),
        alone: Some(alone),
        drift: Some(drift),
        until: extent.until.map(|most| (most, met)),
    })
}

/// That worlds differ by more than chance.
pub(super) fn check(variance: &LeftOut, question: &Question) -> Result<(), Error> {
    let index = variance.index();
    if index.value > 2.0 * index.standard_error {
        return Ok(());
    }
    Err(given::not_measurable(question))
}

/// One batch: A, B, and A with each input as in B.
fn batch(
    study: &Study,
    inputs: &[Input],
    question: &Question,
    (size, worlds, what, number): (Size, u32, &str, u32),
    watch: &dyn Watch,
) -> Result<(Halves, Halves, Vec<Halves>), Error> {
    let seeds = [format!("{what} a"), format!("{what} b")].map(|part| seed_of(size, &part, number));
    let [a, b] = seeds.map(|seed| drawn(study, seed, worlds));
    let nothing = || -> Columns { only(&a, &[]) };
    let experiment = Experiment::new(study, &b, question, size, seeds[1])?;
    let of_b = put_off(experiment.run(1, |_| nothing(), watch))?;
    let experiment = Experiment::new(study, &a, question, size, seeds[0])?;
    let change = |n: usize| if n == 0 { nothing() } else { only(&b, &inputs[n - 1].keys) };
    let of_a = put_off(experiment.run(1 + inputs.len(), change, watch))?;
    let (Some(of_b), Some(mut of_a)) = (of_b, of_a) else { return Err(Error::Divided) };
    let first = of_a.remove(0);
    Ok((first, of_b.into_iter().next().unwrap_or_default(), of_a))
}

impl Found {
    fn rows(&self, inputs: &[Input]) -> Vec<(Index, Index)> {
        let variance = self.design.variance();
        let of = |c: &Halves| {
            (self.design.first(c).over(&variance).index(), self.design.total(c).over(&variance).index())
        };
        self.moved.iter().take(inputs.len()).map(of).collect()
    }

    /// The largest change of an index from the first half of the worlds to the second.
    fn drift(&self) -> f64 {
        let half = self.design.worlds() / 2;
        let indices = |range: std::ops::Range<usize>| -> Vec<f64> {
            let design = self.design.part(range.clone());
            let variance = design.variance().whole;
            let parts = self.moved.iter().map(|c| c.part(range.clone()));
            parts
                .flat_map(|c| [design.first(&c).whole, design.total(&c).whole].map(|x| x / variance))
                .collect()
        };
        let (first, second) = (indices(0..half), indices(half..self.design.worlds()));
        first.iter().zip(&second).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }
}
