//! What is followed, what came of it last, and what is wrong since.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

use super::files::{Files, Seen};
use super::overtaken::unless_overtaken;
use crate::analysis::Change;
use crate::engine::Size;
use crate::scenario::{Problems, Reach};
use crate::study::{Error, Estimates, Simulated, Study, Watch};

/// What is to be run again and again.
#[derive(Debug, Clone)]
pub struct Order {
    /// Scenario files, which are simulated together.
    pub paths: Vec<PathBuf>,
    /// What is laid over each, `KEY=VALUE`.
    pub layers: Vec<String>,
    /// What they may read.
    pub reach: Reach,
}

/// A result.
#[derive(Debug)]
pub struct Good {
    /// The scenarios as they were.
    pub study: Study,
    /// How much was simulated.
    pub size: Size,
    /// What the run is known by.
    pub digest: String,
    /// The counts.
    pub simulated: Simulated,
    /// What is told of them.
    pub estimates: Estimates,
    /// Of each scenario, what its estimates do against those of the result before, in the same worlds. Nothing of the first result, of a scenario
    /// that was not there, where size, seed or dates were changed too, and until it is [compared](Following::compare).
    pub moved: Vec<Vec<Change>>,
    /// What it took.
    pub took: Took,
}

/// What a result took, one thing after the other. **Unit** seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Took {
    /// Reading and checking the files.
    pub reading: f64,
    /// Simulating.
    pub simulating: f64,
    /// Estimating.
    pub estimating: f64,
}

impl Took {
    /// All of it, from the first look at the files. **Unit** seconds.
    pub fn seconds(&self) -> f64 {
        self.reading + self.simulating + self.estimating
    }
}

/// What came of running again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another result.
    New,
    /// The same result: only words were edited, on which no number depends, or nothing.
    Same,
    /// Something is wrong; the last result stays.
    Broken,
    /// A file changed again meanwhile: run again.
    Overtaken,
    /// Whoever watches has stopped it.
    Stopped,
}

/// A study that follows its files.
#[derive(Debug)]
pub struct Following {
    order: Order,
    files: Files,
    last: Option<Good>,
    /// The result before the last one, until they are compared.
    before: Option<Good>,
    trouble: Option<Error>,
}

impl Following {
    /// Follows what is ordered; nothing is read yet.
    pub fn new(order: Order) -> Following {
        let files = Files::new(order.paths.clone());
        Following { order, files, last: None, before: None, trouble: None }
    }

    /// Whether a file has changed since it was read, and rests.
    pub fn is_due(&mut self) -> bool {
        self.files.look() == Seen::Changed
    }

    /// The files that are followed: those of the order, and whatever they name.
    pub fn files(&self) -> &[PathBuf] {
        self.files.paths()
    }

    /// What is ordered.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The last result.
    pub fn last(&self) -> Option<&Good> {
        self.last.as_ref()
    }

    /// What is wrong with the files as they are now, if anything is; the last result is older then.
    pub fn trouble(&self) -> Option<&Error> {
        self.trouble.as_ref()
    }

    /// Reads the files, simulates them if what they say is not what was simulated last, and compares both.
    pub fn rerun(&mut self, watch: &dyn Watch) -> Step {
        let step = self.renew(watch);
        self.compare();
        step
    }

    /// Sets the last result against the one before, whose counts were kept; nothing is simulated for it. For whoever has told the numbers already.
    pub fn compare(&mut self) {
        if let (Some(before), Some(last)) = (self.before.take(), &mut self.last) {
            last.moved = moved(&last.study, &last.simulated, &before);
        }
    }

    /// Reads the files, and simulates them if what they say is not what was simulated last; what moved is told by [`Following::compare`].
    pub fn renew(&mut self, watch: &dyn Watch) -> Step {
        let (started, began) = (Instant::now(), SystemTime::now());
        self.files.mark();
        let Order { paths, layers, reach } = &self.order;
        let loaded = Study::load(paths, layers, reach);
        let mut files = paths.clone();
        let mut add = |problems: &Problems| {
            let new: Vec<_> = problems.files().iter().filter(|file| !files.contains(file)).cloned().collect();
            files.extend(new);
        };
        match &loaded {
            Ok(study) => study.cases().iter().for_each(|case| add(&case.loaded.warnings)),
            Err(Error::Scenario { problems, before }) => {
                before.iter().for_each(&mut add);
                add(problems);
                // Those after it, of which nothing is known now, are followed as far as they were.
                self.files.paths().iter().for_each(|file| {
                    if !files.contains(file) {
                        files.push(file.clone());
                    }
                });
            }
            Err(_) => {}
        }
        self.files.follow(&files, began);
        let reading = started.elapsed().as_secs_f64();
        match loaded.and_then(|study| self.simulated(study, watch)) {
            Ok((study, None)) => {
                // What was edited may stand at other lines now.
                if let Some(last) = &mut self.last {
                    last.study = study;
                }
                self.trouble = None;
                Step::Same
            }
            Ok((study, Some((size, digest, simulated)))) => {
                let until_counted = started.elapsed().as_secs_f64();
                let estimates = study.estimates(&simulated);
                let took = Took {
                    reading,
                    simulating: until_counted - reading,
                    estimating: started.elapsed().as_secs_f64() - until_counted,
                };
                let moved = vec![Vec::new(); study.cases().len()];
                self.before =
                    self.last.replace(Good { study, size, digest, simulated, estimates, moved, took });
                self.trouble = None;
                Step::New
            }
            Err(Error::Interrupted) if watch.interrupt().load(Ordering::Relaxed) => Step::Stopped,
            Err(Error::Interrupted) => Step::Overtaken,
            Err(trouble) => {
                self.trouble = Some(trouble);
                Step::Broken
            }
        }
    }

    /// The counts of a study, unless they are those that are there.
    #[expect(clippy::type_complexity, reason = "only its one caller takes it apart")]
    fn simulated(
        &self,
        study: Study,
        watch: &dyn Watch,
    ) -> Result<(Study, Option<(Size, String, Simulated)>), Error> {
        let size = study.size()?;
        let digest = study.digest(size, None);
        if self.last.as_ref().is_some_and(|last| last.digest == digest) {
            return Ok((study, None));
        }
        let simulated = unless_overtaken(&self.files, watch, |watch| study.simulate_for_run(size, watch))?;
        Ok((study, Some((size, digest, simulated))))
    }
}

/// What each scenario does against the result before.
fn moved(study: &Study, simulated: &Simulated, before: &Good) -> Vec<Vec<Change>> {
    let of = |place: usize| {
        let file = &study.cases()[place].file;
        if before.size != simulated.size() {
            return None;
        }
        let old = before.study.cases().iter().position(|case| case.file == *file)?;
        Some(study.moved(place, simulated, (&before.study, old, &before.simulated)))
    };
    (0..study.cases().len()).map(|place| of(place).unwrap_or_default()).collect()
}
