//! `drivers`: which assumptions move an outcome, or the difference of an outcome between two scenarios.

mod answers;
mod experiment;
mod given;
mod inputs;
mod morris;
mod shapley;
mod sobol;
mod tornado;

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use super::watch::Watch;
use crate::analysis::Question;
use crate::analysis::drivers::{By, Drivers, Method, Shares};
use crate::engine::Size;

pub(super) use inputs::has_effect;

use inputs::Known;
use sobol::Extent;

/// Worlds of each sample of a design of experiments, or places of elementary effects, unless asked otherwise.
const SOBOL_WORLDS: u32 = 4096;
const SHAPLEY_WORLDS: u32 = 2000;
const MORRIS_PLACES: u32 = 100;

/// Inputs that a method looks at one by one, or once more at the full size, unless asked otherwise.
const TORNADO_TOP: u32 = 24;
const SOBOL_TOP: u32 = 40;
const SHAPLEY_TOP: u32 = 5;

/// Worlds of each sample at most, where a rule asks for more and more.
const MOST_WORLDS: u32 = 1 << 17;

/// What is asked of the drivers.
#[derive(Debug, Clone, Default)]
pub struct AskedOfDrivers {
    /// How influence is measured.
    pub method: Method,
    /// What is taken together.
    pub by: By,
    /// Inputs that a design of experiments looks at one by one, or a tornado at the full size; the method's own number where none is given.
    pub top: Option<u32>,
    /// Worlds of each sample of a design of experiments, or places of elementary effects; the method's own number where none is given.
    pub worlds: Option<u32>,
    /// The largest standard error of an index that is allowed: of Sobol' indices, worlds are doubled until it is met.
    pub until: Option<f64>,
}

impl Study {
    /// Which assumptions move an outcome; of two scenarios, the second's less the first's. Where none is named it is what the report tells first, or
    /// the first after it in which worlds differ by more than chance: the stages before it, then the segments.
    ///
    /// **Errors** as for [`Study::simulate`]; worlds that do not differ by more than chance within them; what a method does not do.
    pub fn drivers(
        &self,
        asked: &AskedOfDrivers,
        question: Option<&Question>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Drivers, Error> {
        self.check_askable(asked)?;
        let simulated = self.simulate_cases(size, watch)?;
        let (question, instead_of) = match question {
            Some(question) => (question.clone(), None),
            None => self.told_first(&simulated, watch)?,
        };
        let known = Known::new(self, &question);
        check_any(&known, &question)?;
        let (whole, from) = ((self, &known), (&simulated, &question));
        let top = |usual: u32| asked.top.unwrap_or(usual) as usize;
        let worlds = |usual: u32| asked.worlds.unwrap_or(usual);
        let mut found = match asked.method {
            Method::Given => Drivers::Shares(self.given(asked, whole, from, watch)?),
            Method::Tornado => Drivers::Swings(tornado::swings(self, &known, from, top(TORNADO_TOP), watch)?),
            Method::Morris => {
                Drivers::Effects(morris::effects(whole, &question, (size, worlds(MORRIS_PLACES)), watch)?)
            }
            Method::Sobol => {
                let worlds = worlds(SOBOL_WORLDS);
                let extent = Extent { worlds, until: asked.until, at_most: MOST_WORLDS.max(worlds) };
                Drivers::Shares(sobol::shares(whole, from, (asked.by, top(SOBOL_TOP)), extent, watch)?)
            }
            Method::Shapley => {
                let extent = (asked.by, top(SHAPLEY_TOP));
                Drivers::Shares(shapley::shares(whole, from, extent, worlds(SHAPLEY_WORLDS), watch)?)
            }
        };
        found.subject_mut().instead_of = instead_of;
        Ok(found)
    }

    /// Shares from the worlds of a run, of which there are twice as many each time until no standard error is larger than allowed.
    fn given(
        &self,
        asked: &AskedOfDrivers,
        (_, known): (&Study, &Known),
        (simulated, question): (&Simulated, &Question),
        watch: &dyn Watch,
    ) -> Result<Shares, Error> {
        let mut shares = given::shares(self, known, simulated, question, asked.by, watch)?;
        let Some(most) = asked.until else { return Ok(shares) };
        let mut size = simulated.size();
        while shares.largest_error() > most && size.worlds.saturating_mul(2) <= MOST_WORLDS {
            size.worlds *= 2;
            let more = self.simulate_cases(size, watch)?;
            shares = given::shares(self, known, &more, question, asked.by, watch)?;
        }
        shares.until = Some((most, shares.largest_error() <= most));
        Ok(shares)
    }

    /// What to ask about where nothing is named; and the name of what the report tells first, if that is another.
    fn told_first(
        &self,
        simulated: &Simulated,
        watch: &dyn Watch,
    ) -> Result<(Question, Option<String>), Error> {
        let report = &self.cases[0].scenario().report;
        let first = self.question(None)?;
        let stages = report.stages.iter().rev().map(|stage| format!("reached.{}.{stage}", report.process));
        let segments = report.segments.iter().map(|part| format!("segment.{}.{}", report.process, part.id));
        let others = stages.chain(segments).filter_map(|name| self.question(Some(&name)).ok());
        for question in std::iter::once(first.clone()).chain(others) {
            if given::is_measurable(self, simulated, &question, watch)? {
                let name = first.estimand(self.cases[0].scenario()).name;
                let instead_of = (question != first).then_some(name);
                return Ok((question, instead_of));
            }
        }
        Err(given::not_measurable(&first))
    }

    /// Shares of the variance from the worlds of a finished run: no further simulation but the few trials that tell the noise of a difference. Where
    /// no outcome is named it is found as by [`Study::drivers`].
    ///
    /// **Errors** as for [`Study::drivers`].
    pub fn drivers_of_run(
        &self,
        simulated: &Simulated,
        question: Option<&Question>,
        by: By,
        watch: &dyn Watch,
    ) -> Result<Shares, Error> {
        let (question, instead_of) = match question {
            Some(question) => (question.clone(), None),
            None => self.told_first(simulated, watch)?,
        };
        let known = Known::new(self, &question);
        check_any(&known, &question)?;
        let mut shares = given::shares(self, &known, simulated, &question, by, watch)?;
        shares.subject.instead_of = instead_of;
        Ok(shares)
    }

    fn check_askable(&self, asked: &AskedOfDrivers) -> Result<(), Error> {
        let refuse = |why: &str| Err(Error::Unanswerable(why.to_string()));
        match asked {
            _ if self.cases.len() > 2 => {
                refuse("drivers move one outcome, or the difference of two: give one file or two")
            }
            AskedOfDrivers { method: Method::Tornado | Method::Morris, by, .. } if *by != By::Quantity => {
                refuse(
                    "this method moves one quantity at a time; take --method given, sobol or shapley to take several together",
                )
            }
            AskedOfDrivers {
                method: Method::Tornado | Method::Morris | Method::Shapley,
                until: Some(_),
                ..
            } => refuse(
                "--until goes on for --method given and sobol; other methods take more --worlds or --base-worlds",
            ),
            AskedOfDrivers { method: Method::Shapley, top: Some(top), .. }
                if *top as usize > shapley::MOST =>
            {
                refuse("--method shapley simulates every set of inputs: at most 8 beside all others")
            }
            _ => Ok(()),
        }
    }
}

/// That there is a quantity to vary.
fn check_any(known: &Known, question: &Question) -> Result<(), Error> {
    if known.keys.is_empty() {
        let why = format!("no uncertain quantity can have an effect on `{}`", question.outcome());
        return Err(Error::Unanswerable(why));
    }
    Ok(())
}
