//! Shapley effects: the variance shared out among inputs that may be correlated.

use std::collections::BTreeMap;

use super::answers::subject;
use super::experiment::{Column, Columns, Experiment, drawn, only, seed_of, tell_cost, twice};
use super::inputs::Known;
use super::{given, sobol};
use crate::analysis::Question;
use crate::analysis::drivers::{By, Driver, Input, Method, Shares};
use crate::draws::{Design, QuantityStream, Sampling, Workbench};
use crate::engine::Size;
use crate::math::{normal_cdf, normal_quantile};
use crate::plan::{Plan, PlannedCorrelation};
use crate::sensitivity::{Conditional, Halves, Index, LeftOut, PickFreeze, shapley_effects};
use crate::study::cases::Study;
use crate::study::divided::put_off;
use crate::study::error::Error;
use crate::study::simulation::Simulated;
use crate::study::watch::Watch;

/// Inputs whose sets are all simulated, at most; one more stands for all others.
pub(super) const MOST: usize = 8;

/// Shapley effects of the inputs that tell most by the worlds of a run, at most `top` of them, and of all others as one more.
///
/// **Errors** as for [`given::shares`].
pub(super) fn shares(
    (study, known): (&Study, &Known),
    (simulated, question): (&Simulated, &Question),
    (by, top): (By, usize),
    worlds: u32,
    watch: &dyn Watch,
) -> Result<Shares, Error> {
    let screened = given::screened(study, known, simulated, question, known.inputs(by), watch)?;
    let slopes: Vec<Option<Index>> = screened.iter().map(|row| row.slope).collect();
    let mut inputs: Vec<Input> = screened.into_iter().take(top.min(MOST)).map(|row| row.input).collect();
    inputs.extend(known.others(&inputs));
    let (k, size) = (inputs.len(), simulated.size());
    let small = |worlds: u32, watch: &dyn Watch| {
        outcomes(study, &inputs, question, (size, worlds, "timing"), watch).map(drop)
    };
    let trials = u64::from(size.paths) * (1 << k) * study.cases().len() as u64;
    tell_cost(trials * u64::from(worlds), worlds, watch, small)?;
    let (a, b, sets) = outcomes(study, &inputs, question, (size, worlds, "shapley"), watch)?;
    let mut design = PickFreeze::new();
    design.extend(a, b);
    let variance = design.variance();
    sobol::check(&variance, question)?;
    let effects = |design: &PickFreeze, sets: &[Halves]| {
        let variance = design.variance();
        let last = (1 << k) - 1;
        let told = (0..=last).map(|set: usize| match set {
            0 => LeftOut::certain(0.0, &variance),
            set if set == last => variance.clone(),
            set => design.closed(&sets[set - 1]),
        });
        let told: Vec<LeftOut> = told.collect();
        let parts = shapley_effects(k, &told);
        parts.into_iter().map(|part| part.over(&variance)).collect::<Vec<LeftOut>>()
    };
    let half = design.worlds() / 2;
    let part = |range: std::ops::Range<usize>| {
        let sets: Vec<Halves> = sets.iter().map(|set| set.part(range.clone())).collect();
        effects(&design.part(range), &sets)
    };
    let (first, second) = (part(0..half), part(half..design.worlds()));
    let drift = first.iter().zip(&second).map(|(a, b)| (a.whole - b.whole).abs()).fold(0.0, f64::max);
    let slopes = slopes.into_iter().take(k).chain(std::iter::repeat(None));
    let row = |((input, effect), slope): ((Input, LeftOut), Option<Index>)| Driver {
        slope: slope.filter(|_| input.keys.len() == 1),
        share: effect.index(),
        total: None,
        held: None,
        input,
    };
    let effects = effects(&design, &sets);
    let mut rows: Vec<Driver> = inputs.into_iter().zip(effects).zip(slopes).map(row).collect();
    rows.sort_by(|a, b| {
        b.share.value.total_cmp(&a.share.value).then_with(|| a.input.keys.cmp(&b.input.keys))
    });
    Ok(Shares {
        method: Method::Shapley,
        by,
        subject: subject(study, question),
        rows,
        quantities: known.keys.len(),
        idle: known.idle,
        mean: design.mean(),
        variance: variance.index(),
        noise: design.noise(),
        luck: None,
        size: (design.worlds() as u32, 2 * (size.paths / 2).max(1)),
        alone: None,
        drift: Some(drift),
        until: None,
    })
}

/// What comes out of A, of B, and of A with all but each set of inputs drawn anew under that set; neither of no input nor of all.
fn outcomes(
    study: &Study,
    inputs: &[Input],
    question: &Question,
    (size, worlds, what): (Size, u32, &str),
    watch: &dyn Watch,
) -> Result<(Halves, Halves, Vec<Halves>), Error> {
    let seeds = [format!("{what} a"), format!("{what} b")].map(|part| seed_of(size, &part, 0));
    let [mut a, b] = seeds.map(|seed| drawn(study, seed, worlds));
    let normals: Vec<Vec<Normals>> = study
        .cases()
        .iter()
        .map(|case| case.plan.correlated.iter().map(|group| Normals::new(group, seeds, worlds)).collect())
        .collect();
    // What is correlated is found from its normals, in A as in what is drawn anew.
    for ((case, columns), normals) in study.cases().iter().zip(&mut a).zip(&normals) {
        for group in normals {
            columns.extend(group.columns(&case.plan, &|_| true));
        }
    }
    let of_b = Experiment::new(study, &b, question, size, seeds[1])?.run(1, |_| only(&b, &[]), watch);
    let of_b = put_off(of_b)?;
    let change = |n: usize| -> Columns {
        if n == 0 {
            return only(&a, &[]);
        }
        let is_in = |input: usize| n & (1 << input) != 0;
        let stay: Vec<&String> =
            (0..inputs.len()).filter(|&i| is_in(i)).flat_map(|i| &inputs[i].keys).collect();
        let stays = |key: &str| stay.iter().any(|kept| *kept == key);
        let of = |((case, columns), normals): (
            (&crate::study::cases::Case, &BTreeMap<String, Column>),
            &Vec<Normals>,
        )| {
            let fresh = columns.iter().filter(|(key, _)| !stays(key));
            let mut anew: BTreeMap<String, Column> = fresh.map(|(key, c)| (key.clone(), c.clone())).collect();
            for group in normals {
                anew.extend(group.columns(&case.plan, &stays).into_iter().filter(|(key, _)| !stays(key)));
            }
            anew
        };
        study.cases().iter().zip(&b).zip(&normals).map(of).collect()
    };
    let sets = (1 << inputs.len()) - 1;
    let found = put_off(Experiment::new(study, &a, question, size, seeds[0])?.run(sets, change, watch))?;
    let (Some(of_b), Some(mut found)) = (of_b, found) else { return Err(Error::Divided) };
    let first = found.remove(0);
    Ok((first, of_b.into_iter().next().unwrap_or_default(), found))
}

/// The normals behind a group of correlated quantities, in each world: those of A, and independent ones to draw anew with.
struct Normals<'p> {
    group: &'p PlannedCorrelation,
    z: Vec<Vec<f64>>,
    fresh: Vec<Vec<f64>>,
}

impl<'p> Normals<'p> {
    fn new(group: &'p PlannedCorrelation, seeds: [u64; 2], worlds: u32) -> Normals<'p> {
        let design = Design::new(Sampling::LatinHypercube, worlds);
        let independent = |seed: u64| -> Vec<Vec<f64>> {
            let streams = group.keys.iter().map(|key| QuantityStream::new(seed, key));
            let mut workbench = Workbench::default();
            let mut normals = |s: QuantityStream| {
                s.uniforms(design, 0..worlds, &mut workbench).into_iter().map(normal_quantile).collect()
            };
            let columns: Vec<Vec<f64>> = streams.map(&mut normals).collect();
            (0..worlds as usize).map(|world| columns.iter().map(|column| column[world]).collect()).collect()
        };
        let nothing = vec![0.0; group.keys.len()];
        let all = Conditional::new(&group.normal, &vec![false; group.keys.len()]);
        let all = all.expect("the checks found the correlations possible");
        let z = independent(seeds[0]).iter().map(|fresh| all.draw(&nothing, fresh)).collect();
        Normals { group, z, fresh: independent(seeds[1]) }
    }

    /// What its quantities are when those that do not stay are drawn anew under the others.
    fn columns(&self, plan: &Plan, stays: &dyn Fn(&str) -> bool) -> BTreeMap<String, Column> {
        let kept: Vec<bool> = self.group.keys.iter().map(|key| stays(key)).collect();
        let anew = Conditional::new(&self.group.normal, &kept);
        let anew = anew.expect("the checks found the correlations possible");
        let drawn: Vec<Vec<f64>> =
            self.z.iter().zip(&self.fresh).map(|(z, fresh)| anew.draw(z, fresh)).collect();
        let column = |(place, key): (usize, &String)| {
            let law = plan.law(key).filter(|law| law.as_constant().is_none())?;
            let value = |normals: &Vec<f64>| law.quantile(open(normal_cdf(normals[place])));
            Some((key.clone(), twice(&drawn.iter().map(value).collect::<Vec<f64>>())))
        };
        self.group.keys.iter().enumerate().filter_map(column).collect()
    }
}

/// Φ rounds to 0 or 1 far out; a quantile needs a number strictly between.
fn open(u: f64) -> f64 {
    const LEAST: f64 = 0.5 / (1u64 << 52) as f64;
    u.clamp(LEAST, 1.0 - LEAST)
}
