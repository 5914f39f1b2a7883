//! Scenarios that are simulated together: loaded, checked, compiled.

use std::path::Path;

use rayon::prelude::*;

use super::error::Error;
use crate::draws::ENGINE_VERSION;
use crate::engine::Size;
use crate::lettering::{Fallback, InForce, put_in_force};
use crate::model::{Expert, Scenario};
use crate::plan::{self, Plan};
use crate::results::{self, MANIFEST, RunError, SavedRun};
use crate::scenario::{self, Loaded, Problems, Reach};

/// One scenario or several that are simulated in the same worlds, through the same shocks.
#[derive(Debug)]
pub struct Study {
    pub(super) cases: Vec<Case>,
}

/// A scenario of a study, ready to run.
#[derive(Debug)]
pub struct Case {
    /// What it is called in the results.
    pub file: String,
    /// As it was loaded.
    pub loaded: Loaded,
    /// Its plan.
    pub plan: Plan,
    /// The plan as if one expert alone were right, for each expert of its pools.
    pub views: Vec<(Expert, Plan)>,
}

impl Case {
    /// Compiles a scenario, also as each of its experts sees it.
    pub fn new(file: String, loaded: Loaded) -> Case {
        let plan = plan::compile(&loaded.scenario);
        let view =
            |expert: &Expert| (expert.clone(), plan::compile_according_to(&loaded.scenario, &expert.id));
        let views = loaded.scenario.experts.iter().map(view).collect();
        Case { file, loaded, plan, views }
    }

    /// Its model.
    pub fn scenario(&self) -> &Scenario {
        &self.loaded.scenario
    }

    /// What it says of seed, worlds, paths and sampling.
    ///
    /// **Errors** it has no seed; there is no hidden default.
    pub fn size(&self) -> Result<Size, Error> {
        let scenario = self.scenario();
        let none = || Error::NoSeed { file: self.file.clone(), name: scenario.name.clone() };
        let seed = scenario.seed.ok_or_else(none)?;
        Ok(Size::new(seed, scenario.worlds, scenario.paths, scenario.sampling))
    }
}

impl Study {
    /// Loads scenario files, each under a name of its own. Each of `layers` is a `KEY=VALUE` laid over every file; `reach` says what they may
    /// read besides the files below their own folder.
    ///
    /// **Errors** there is none; the first that is not sound.
    pub fn load<P: AsRef<Path> + Sync>(
        paths: &[P],
        layers: &[String],
        reach: &Reach,
    ) -> Result<Study, Error> {
        let load = |path: &P| scenario::load_within(path.as_ref(), layers, reach);
        let all: Vec<_> = paths.par_iter().map(load).collect();
        let mut sound: Vec<(String, Loaded)> = Vec::new();
        for (path, loaded) in paths.iter().zip(all) {
            let loaded = match loaded {
                Ok(loaded) => loaded,
                Err(problems) => {
                    let before = sound.into_iter().map(|(_, loaded)| loaded.warnings);
                    let before = before.filter(|warnings| !warnings.is_empty()).collect();
                    return Err(Error::Scenario { problems, before });
                }
            };
            let stem = path.as_ref().file_stem();
            let stem = stem.map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned());
            let is = |known: &str, name: &str| results::without_case(known) == results::without_case(name);
            let file = free_name(&stem, |name| sound.iter().any(|(known, _)| is(known, name)));
            sound.push((file, loaded));
        }
        Study::of(sound.into_iter().map(|(file, loaded)| Case::new(file, loaded)).collect())
    }

    /// The scenarios of a finished run, under the names that they have in its results. Each of `layers` is a `KEY=VALUE` laid over them.
    ///
    /// **Errors** a file is missing or cannot be used, it names no scenario, or one is not sound.
    pub fn of_run(run: &SavedRun, layers: &[String]) -> Result<Study, Error> {
        // The numbers of an older engine are gone, but what its scenarios come to now can be shown.
        let older = run.manifest.engine != ENGINE_VERSION;
        let engine = older.then(|| format!("engine={ENGINE_VERSION}"));
        let layers: Vec<String> = layers.iter().cloned().chain(engine).collect();
        let broken = |why: String| RunError::Broken { path: run.folder.join(MANIFEST), why };
        let mut cases = Vec::new();
        for record in &run.manifest.scenarios {
            // Read here first: whatever is no plain file of this folder is not followed.
            if run.bytes(&record.file).map_err(RunError::Disk)?.is_none() {
                let why = format!("{}, from which the run was made, is missing", record.file);
                return Err(broken(why).into());
            }
            let path = run.folder.join(&record.file);
            let loaded = scenario::load_within(&path, &layers, &Reach::nothing());
            let loaded = loaded.map_err(|problems| Error::Scenario { problems, before: Vec::new() })?;
            cases.push(Case::new(record.name.clone(), loaded));
        }
        match cases.is_empty() {
            true => Err(broken("it names no scenario".into()).into()),
            false => Study::of(cases),
        }
    }

    /// A study of these.
    ///
    /// **Errors** there is none.
    pub fn of(cases: Vec<Case>) -> Result<Study, Error> {
        if cases.is_empty() { Err(Error::NoScenario) } else { Ok(Study { cases }) }
    }

    /// The scenarios, one at least; what is compared is set against the first.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// What does not stop a run but is worth a word, by scenario; nothing of those of which there is nothing to say.
    pub fn warnings(&self) -> impl Iterator<Item = &Problems> {
        self.cases.iter().map(|case| &case.loaded.warnings).filter(|warnings| !warnings.is_empty())
    }

    /// One size for all: they share worlds and paths.
    ///
    /// **Errors** one has no seed; two say otherwise.
    pub fn size(&self) -> Result<Size, Error> {
        let first = self.cases[0].size()?;
        for case in &self.cases[1..] {
            let other = case.size()?;
            if other != first {
                let first = (self.cases[0].file.clone(), first);
                return Err(Error::Sizes(Box::new([first, (case.file.clone(), other)])));
            }
        }
        Ok(first)
    }

    /// Puts the second font of its charts in force for figures that are made meanwhile: those that its scenarios name.
    pub fn letters(&self) -> InForce {
        let fonts = self.cases.iter().filter_map(|case| case.scenario().charts.font.clone());
        put_in_force(Fallback::joined(fonts))
    }

    /// The plans of the scenarios.
    pub(super) fn plans(&self) -> Vec<&Plan> {
        self.cases.iter().map(|case| &case.plan).collect()
    }

    /// The plans of their experts' views, each with the scenario that it is a view of.
    pub(super) fn views(&self) -> impl Iterator<Item = (&Case, &Plan)> {
        self.cases.iter().flat_map(|case| case.views.iter().map(move |(_, plan)| (case, plan)))
    }
}

/// The name, or the name with the first number that nobody has: two files of different folders may be called the same.
fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_string();
    let mut number = 2;
    while taken(&free) {
        free = format!("{name}~{number}");
        number += 1;
    }
    free
}
