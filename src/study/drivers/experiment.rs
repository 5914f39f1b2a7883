//! Designs of experiments: what every quantity is in each world is laid down, and what comes out is kept by halves of the paths.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::answers::{nothing, values};
use crate::analysis::{Question, WorldMeans};
use crate::draws::{Design, Sampling, Stream};
use crate::engine::Size;
use crate::sensitivity::Halves;
use crate::study::cases::{Case, Study};
use crate::study::error::Error;
use crate::study::refused::Refused;
use crate::study::watch::{Silently, Watch};

/// What a quantity is in each world.
pub(super) type Column = Arc<[f64]>;

/// Of each scenario of a study, what its quantities are in each world.
pub(super) type Columns = Vec<BTreeMap<String, Column>>;

/// The seed of a part of a design, none of which has anything to do with another or with the run itself.
pub(super) fn seed_of(size: Size, what: &str, batch: u32) -> u64 {
    Stream::new(size.seed, "drivers", what).word(batch, 0, 0)
}

/// Every quantity drawn for so many worlds, as a run of this seed would: a Latin hypercube of twenty replicates.
pub(super) fn drawn(study: &Study, seed: u64, worlds: u32) -> Columns {
    let size = Size { seed, worlds, paths: 1, design: Design::new(Sampling::LatinHypercube, worlds) };
    let of = |place: usize| {
        let inputs = study.inputs(place, size);
        inputs.keys.into_iter().zip(inputs.columns).map(|(key, column)| (key, twice(&column))).collect()
    };
    (0..study.cases().len()).map(of).collect()
}

/// The same worlds once more behind themselves: the second time with other paths.
pub(super) fn twice(column: &[f64]) -> Column {
    [column, column].concat().into()
}

/// Only the columns of these quantities.
pub(super) fn only(columns: &Columns, keys: &[String]) -> Columns {
    let of = |case: &BTreeMap<String, Column>| {
        let found = keys.iter().filter_map(|key| Some((key.clone(), case.get(key)?.clone())));
        found.collect()
    };
    columns.iter().map(of).collect()
}

/// A study in which all quantities are laid down.
pub(super) struct Experiment<'q> {
    frozen: Study,
    question: &'q Question,
    size: Size,
}

impl<'q> Experiment<'q> {
    /// With these columns, each of all worlds twice. `size` is that of the study: its paths are shared out among the two.
    ///
    /// **Errors** a quantity may not be what it is laid down to be.
    pub fn new(
        study: &Study,
        columns: &Columns,
        question: &'q Question,
        size: Size,
        seed: u64,
    ) -> Result<Experiment<'q>, Error> {
        let worlds = columns.iter().flat_map(BTreeMap::values).next().map_or(0, |column| column.len() as u32);
        let freeze = |(place, columns): (usize, &BTreeMap<String, Column>)| {
            let mut variant = study.variant(place);
            for (key, column) in columns {
                variant = variant.with_column(key, column).map_err(refused)?;
            }
            let case = &study.cases()[place];
            let plan = variant.plan().into_owned();
            Ok(Case { file: case.file.clone(), loaded: case.loaded.clone(), plan, views: Vec::new() })
        };
        let cases: Result<Vec<Case>, Error> = columns.iter().enumerate().map(freeze).collect();
        let size = Size { seed, worlds, paths: (size.paths / 2).max(1), ..size };
        Ok(Experiment { frozen: Study::of(cases?)?, question, size })
    }

    /// What comes out with each of so many changes on top: the columns that are other than laid down, by scenario.
    ///
    /// **Errors** as for [`Study::simulate`]; an outcome that some world does not have.
    pub fn run(
        &self,
        changes: usize,
        change: impl Fn(usize) -> Columns,
        watch: &dyn Watch,
    ) -> Result<Vec<Halves>, Error> {
        let cases = self.frozen.cases().len();
        let mut refusal = None;
        let variants = (0..changes).flat_map(|n| {
            let columns = change(n);
            columns
                .into_iter()
                .enumerate()
                .map(|(place, columns)| {
                    let with = |variant: Result<_, Refused>, (key, column): (&String, &Column)| {
                        variant
                            .and_then(|variant: crate::study::Variant<'_>| variant.with_column(key, column))
                    };
                    columns.iter().fold(Ok(self.frozen.variant(place)), with)
                })
                .collect::<Vec<_>>()
        });
        let sound = variants.map_while(|variant| variant.map_err(|why| refusal = Some(why)).ok());
        let mut found: Vec<Halves> = Vec::with_capacity(changes);
        let mut by_case: Vec<WorldMeans> = Vec::new();
        let mut missing = false;
        self.frozen.each_counted(self.question, sound, self.size, watch, |_, counted| {
            match counted {
                Some(counted) => by_case.push(counted.world_means()),
                None => missing = true,
            }
            if by_case.len() == cases {
                let of_both = values(&std::mem::take(&mut by_case));
                missing |= of_both.iter().any(|x| !x.is_finite());
                let (first, second) = of_both.split_at(of_both.len() / 2);
                found.push(Halves { of: [first.to_vec(), second.to_vec()] });
            }
        })?;
        match (refusal, missing) {
            (Some(why), _) => Err(refused(why)),
            (None, true) => Err(nothing(self.question)),
            (None, false) => Ok(found),
        }
    }
}

/// Fewer trials than these are no long wait.
const WORTH_A_WORD: u64 = 200_000;

/// Tells whoever watches what is coming: trials, and about how long they take, from a few worlds of the same; of an experiment over as many.
///
/// **Errors** as for what is timed.
pub(super) fn tell_cost(
    trials: u64,
    worlds: u32,
    watch: &dyn Watch,
    small: impl Fn(u32, &dyn Watch) -> Result<(), Error>,
) -> Result<(), Error> {
    let (few, more) = ((worlds / 50).clamp(1, 20), (worlds / 10).clamp(2, 100));
    // A part takes another time than the whole, and nobody waits for a join.
    if trials < WORTH_A_WORD || worlds <= more || watch.divided().is_some() {
        return Ok(());
    }
    let time = |worlds: u32| {
        let begun = Instant::now();
        small(worlds, &Silently(watch)).map(|()| begun.elapsed().as_secs_f64())
    };
    let (of_few, of_more) = (time(few)?, time(more)?);
    let each = (of_more - of_few).max(0.0) / f64::from(more - few);
    watch.will_take(trials, of_few + each * f64::from(worlds));
    Ok(())
}

fn refused(why: Refused) -> Error {
    Error::Unanswerable(why.to_string())
}
