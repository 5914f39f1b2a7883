//! A run in parts: each simulates some of the worlds, wherever and whenever, and all of them together are the run, to the last bit.
//!
//! Draws are addressed by world, so a part needs nothing of the others. What it counted it keeps by world and by replicate of the design, never as
//! estimates, so that what is joined is what would have been counted at once.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::cases::{Case, Study};
use super::error::Error;
use super::run::{Asked, Made};
use super::simulation::Simulated;
use super::until::StopRule;
use super::watch::Watch;
use crate::engine::{self, Size, Tally};
use crate::plan::Plan;
use crate::results::{FileDigest, PART_FORMAT, Part, PartBatch, PartHead, PartScenario, RunError, read_part};
use crate::scenario;
use crate::words::ranges;

/// More parts than these are no help to anybody.
pub const MOST_PARTS: u32 = 100_000;

/// Which part of a run: the third of forty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    number: u32,
    of: u32,
}

impl Share {
    /// The part of this number, from 1, of so many.
    ///
    /// **Errors** there is no such part.
    pub fn new(number: u32, of: u32) -> Result<Share, String> {
        match (1..=MOST_PARTS).contains(&of) && (1..=of).contains(&number) {
            true => Ok(Share { number, of }),
            false => Err(format!(
                "parts are numbered from 1 to as many as there are, at most {MOST_PARTS}: 1/40, 2/40 … 40/40"
            )),
        }
    }

    /// The whole run as its only part.
    pub fn whole() -> Share {
        Share { number: 1, of: 1 }
    }

    /// Its share of consecutive worlds: together the parts have each of them once, and none has two more than another.
    pub fn of_worlds(self, worlds: &Range<u32>) -> Range<u32> {
        let many = u64::from(worlds.end - worlds.start);
        let place = |number: u32| worlds.start + (many * u64::from(number) / u64::from(self.of)) as u32;
        place(self.number - 1)..place(self.number)
    }
}

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
            number: share.number,
            of: share.of,
            until: asked.rule.as_ref().map(StopRule::written),
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
        if let Some(first) = batches.iter().find(|worlds| (worlds.len() as u64) < u64::from(share.of)) {
            return Err(Error::Unanswerable(format!(
                "{} parts of {} worlds would leave some without any; take fewer parts",
                share.of,
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

/// A part that was found whole.
struct Whole {
    path: PathBuf,
    head: PartHead,
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
            let share = Share { number: head.number, of: head.of };
            let found = read_part(path).ok().filter(|part| part.head == *head);
            let tallies = found.as_ref().and_then(|part| {
                let (batch, counted) = part.each().nth(number)?;
                let is_share = (batch.from..batch.to) == share.of_worlds(worlds);
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

fn unjoined(why: Vec<String>) -> Error {
    Error::Run(RunError::Unjoined(why))
}

/// The parts of one run, each once, in their order.
fn all_of_one_run(files: &[PathBuf]) -> Result<Vec<Whole>, Error> {
    let mut why = Vec::new();
    let mut whole: Vec<Whole> = Vec::new();
    for path in files {
        match read_part(path) {
            Ok(part) => whole.push(Whole { path: path.clone(), head: part.head }),
            Err(fault) => why.push(format!("{} {fault}", path.display())),
        }
    }
    // What most of them are parts of is what is to be joined; of equals the first.
    let alike = |one: &Whole| whole.iter().filter(|other| one.head.is_of_same_run(&other.head)).count();
    let most = whole.iter().map(alike).max().unwrap_or(0);
    let subject = whole.iter().find(|one| alike(one) == most).map(|one| one.head.clone());
    let Some(subject) = subject else {
        why.push("there is no part of a run".into());
        return Err(unjoined(why));
    };
    let (mut ours, foreign): (Vec<Whole>, Vec<Whole>) =
        whole.into_iter().partition(|one| one.head.is_of_same_run(&subject));
    for Whole { path, head } in foreign {
        let other = match head.digest == subject.digest {
            true => format!("is part {} of {}, and the others are of {}", head.number, head.of, subject.of),
            false => format!(
                "is part {} of {} of another run, {:.12}, and the others are of {:.12}: another scenario, size, seed or stop rule",
                head.number, head.of, head.digest, subject.digest
            ),
        };
        why.push(format!("{} {other}", path.display()));
    }
    ours.sort_by_key(|one| one.head.number);
    for same in ours.chunk_by(|a, b| a.head.number == b.head.number).filter(|same| same.len() > 1) {
        let paths: Vec<String> = same.iter().map(|one| one.path.display().to_string()).collect();
        let part = format!("part {} of {}", same[0].head.number, subject.of);
        why.push(format!("{part} is there {} times: {}", same.len(), paths.join(", ")));
    }
    let missing: Vec<u32> =
        (1..=subject.of).filter(|number| ours.iter().all(|one| one.head.number != *number)).collect();
    if !missing.is_empty() {
        why.push(format!(
            "of {} parts {} missing: {}; run the same command with --part {}/{} and so on",
            subject.of,
            if missing.len() == 1 { "one is".to_string() } else { format!("{} are", missing.len()) },
            ranges(&missing),
            missing[0],
            subject.of
        ));
    }
    if why.is_empty() { Ok(ours) } else { Err(unjoined(why)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_every_world_once() {
        for (worlds, of) in [(0..1000, 40), (7..47, 40), (60..121, 7), (0..20, 1)] {
            let shares: Vec<Range<u32>> =
                (1..=of).map(|number| Share::new(number, of).unwrap().of_worlds(&worlds)).collect();
            let all: Vec<u32> = shares.iter().cloned().flatten().collect();
            assert_eq!(all, worlds.clone().collect::<Vec<u32>>());
            let lengths = || shares.iter().map(ExactSizeIterator::len);
            assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
        }
        for (number, of) in [(0, 4), (5, 4), (1, 0), (1, MOST_PARTS + 1)] {
            assert!(Share::new(number, of).is_err());
        }
    }
}
