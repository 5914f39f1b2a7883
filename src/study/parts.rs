//! A run in parts: each simulates some of the worlds, wherever and whenever, and all of them together are the run, to the last bit.
//!
//! Draws are addressed by world, so a part needs nothing of the others. What it counted it keeps by world and by replicate of the design, never as
//! estimates, so that what is joined is what would have been counted at once.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::cases::{Case, Study};
use super::error::Error;
use super::found_parts::{Whole, all_of_one_run, unjoined};
use super::run::{Asked, Made};
use super::share::Share;
use super::simulation::Simulated;
use super::until::StopRule;
use super::watch::Watch;
use crate::engine::{self, Size, Tally};
use crate::plan::Plan;
use crate::results::{FileDigest, PART_FORMAT, Part, PartBatch, PartHead, PartScenario, read_part};
use crate::scenario;

/// A run that was joined of its parts.
pub struct Joined {
    /// Its scenarios, from the parts.
    pub study: Study,
    /// What was asked of them.
    pub asked: Asked,
    /// What came of it.
    pub made: Made,
    /// The input files of the parts.
    pub inputs: Vec<FileDigest>,
    /// What was laid over them.
    pub sets: Vec<String>,
}

/// The worlds of a run that are simulated at once: all, or as many as each look of a stop rule adds.
pub(super) fn batches(asked: &Asked) -> Vec<Range<u32>> {
    let ends = asked.rule.as_ref().map_or(vec![asked.size.worlds], |rule| rule.looks().to_vec());
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, &end)| start..end).collect()
}

impl Study {
    /// What a part of a run says of itself, but for what it counted.
    pub fn part_head(&self, asked: &Asked, share: Share, sets: &[String]) -> PartHead {
        let scenario = |case: &Case| PartScenario {
            name: case.file.clone(),
            file: self.resolved_name(case),
            text: case.loaded.resolved.clone(),
        };
        PartHead {
            format: PART_FORMAT,
            hikiwake: env!("CARGO_PKG_VERSION").to_string(),
            engine: crate::draws::ENGINE_VERSION,
            digest: asked.digest.clone(),
            number: share.number(),
            of: share.of(),
            until: asked.rule.as_ref().map(StopRule::written),
            inquiry: None,
            sets: sets.to_vec(),
            scenarios: self.cases.iter().map(scenario).collect(),
            inputs: self.inputs_read(),
            batches: Vec::new(),
        }
    }

    /// Simulates a part of a run. With a stop rule it is a part of the worlds of every look, since nobody knows yet at which the run ends.
    ///
    /// **Errors** as for [`Study::simulate`]; there are more parts than worlds.
    pub fn part(
        &self,
        asked: &Asked,
        share: Share,
        sets: &[String],
        watch: &dyn Watch,
    ) -> Result<Part, Error> {
        let batches = batches(asked);
        if let Some(first) = batches.iter().find(|worlds| (worlds.len() as u64) < u64::from(share.of())) {
            return Err(Error::Unanswerable(format!(
                "{} parts of {} worlds would leave some without any; take fewer parts",
                share.of(),
                first.len()
            )));
        }
        let mut head = self.part_head(asked, share, sets);
        let mut counted = Vec::new();
        for worlds in &batches {
            let worlds = share.of_worlds(worlds);
            let beside = self.asked_beside(asked.size)?;
            let tallies = self.simulate_worlds(beside, asked.size, worlds.clone(), watch)?;
            let packed: Vec<Vec<u8>> = tallies.into_iter().map(engine::pack).collect();
            let bytes = packed.iter().map(Vec::len).collect();
            head.batches.push(PartBatch { from: worlds.start, to: worlds.end, bytes });
            counted.extend(packed.concat());
        }
        Ok(Part { head, counted })
    }

    /// The study of a part, and what is asked of it, as the part says.
    ///
    /// **Errors** a scenario is not sound, or the numbers of the part are not those of its scenarios.
    pub(super) fn of_part(head: &PartHead, path: &Path) -> Result<(Study, Asked), Error> {
        let case = |of: &PartScenario| {
            let loaded = scenario::load_text(&of.file, of.text.clone());
            let mut loaded = loaded.map_err(|problems| Error::Scenario { problems, before: Vec::new() })?;
            // Written anew it would name this text as the place of every value.
            loaded.resolved.clone_from(&of.text);
            Ok(Case::new(of.name.clone(), loaded))
        };
        let study = Study::of(head.scenarios.iter().map(case).collect::<Result<_, Error>>()?)?;
        let asked = study.asked(head.until.as_ref().map(|(rule, at_most)| (rule.as_str(), *at_most)))?;
        if asked.digest != head.digest {
            return Err(unjoined(vec![format!(
                "{} holds other scenarios than its digest is of",
                path.display()
            )]));
        }
        Ok((study, asked))
    }

    /// What a batch of a part counted, of each scenario and view.
    pub(super) fn unpack(&self, asked: &Asked, batch: &PartBatch, counted: &[&[u8]]) -> Option<Vec<Tally>> {
        let size = Size { worlds: batch.to, ..asked.size };
        let beside = self.asked_beside(asked.size).ok()?;
        let of_view = engine::Asked { is_flat: true, ..engine::Asked::default() };
        let views = self.views().map(|(_, plan)| (plan, of_view.clone()));
        let plans: Vec<(&Plan, engine::Asked)> = self.plans().into_iter().zip(beside).chain(views).collect();
        if plans.len() != counted.len() {
            return None;
        }
        let all = plans.into_iter().zip(counted);
        all.map(|((plan, asked), bytes)| engine::unpack(plan, asked, size, batch.from, bytes)).collect()
    }
}

/// Puts the parts of a run together.
///
/// **Errors** all that keeps them from being one, at once: parts that are damaged, of another run or another version, there twice, or missing.
pub fn join(files: &[PathBuf]) -> Result<Joined, Error> {
    let parts = all_of_one_run(files)?;
    let first = &parts[0];
    let (study, asked) = Study::of_part(&first.head, &first.path)?;
    let simulated = match &asked.rule {
        None => {
            let mut tallies = study.joined(&asked, &parts, 0, None)?;
            let views = tallies.split_off(study.cases().len());
            Simulated { tallies, views, stopping: None }
        }
        Some(rule) => {
            let mut look = 0;
            let next = |tallies: Option<Vec<Tally>>| {
                look += 1;
                study.joined(&asked, &parts, look - 1, tallies)
            };
            let (mut tallies, stopping) = study.look_until(rule, 0, next)?;
            let views = tallies.split_off(study.cases().len());
            Simulated { tallies, views, stopping: Some(stopping) }
        }
    };
    let made = study.tell(&asked, simulated)?;
    let (inputs, sets) = (first.head.inputs.clone(), first.head.sets.clone());
    Ok(Joined { study, asked, made, inputs, sets })
}

impl Study {
    /// Adds one batch of all parts to what was joined of the batches before.
    fn joined(
        &self,
        asked: &Asked,
        parts: &[Whole],
        number: usize,
        mut before: Option<Vec<Tally>>,
    ) -> Result<Vec<Tally>, Error> {
        let worlds = &batches(asked)[number];
        let mut damaged = Vec::new();
        for Whole { path, head } in parts {
            let share = Share::new(head.number, head.of).ok();
            let found = read_part(path).ok().filter(|part| part.head == *head);
            let tallies = found.as_ref().and_then(|part| {
                let (batch, counted) = part.each().nth(number)?;
                let is_share = share.is_some_and(|share| (batch.from..batch.to) == share.of_worlds(worlds));
                self.unpack(asked, batch, &counted).filter(|_| is_share)
            });
            match (&mut before, tallies) {
                (Some(before), Some(tallies)) => {
                    before.iter_mut().zip(tallies).for_each(|(before, next)| before.append(next));
                }
                (None, Some(tallies)) => before = Some(tallies),
                (_, None) => damaged
                    .push(format!("{} is damaged: what it counted is not of its worlds", path.display())),
            }
        }
        match before {
            Some(tallies) if damaged.is_empty() => Ok(tallies),
            _ => Err(unjoined(damaged)),
        }
    }
}
