//! A long run that keeps what it has counted so far, so that it goes on from there when it was killed.
//!
//! What is kept is a part of the run, its first worlds, in one file: whole, or as it was before.

use std::path::Path;

use super::cases::Study;
use super::error::Error;
use super::parts::batches;
use super::run::{Asked, Made};
use super::share::Share;
use super::simulation::Simulated;
use super::watch::Watch;
use crate::engine::{self, Tally};
use crate::results::{self, Part, PartBatch, PartFault, PartHead, RunError, read_part};

/// A run keeps what it has so many times on its way.
const TIMES: u32 = 50;

impl Study {
    /// Makes a run as [`Study::make`] does, and keeps in a file what it has counted, after every fiftieth of the worlds: whoever makes the same run with
    /// the same file goes on from there. The file stays when it is done.
    ///
    /// **Errors** as for [`Study::make`]; the file cannot be written, or holds something else.
    pub fn make_kept(
        &self,
        asked: &Asked,
        file: &Path,
        sets: &[String],
        watch: &dyn Watch,
    ) -> Result<Made, Error> {
        let keeping = Keeping { study: self, asked, file, head: self.part_head(asked, Share::whole(), sets) };
        let mut kept = keeping.found()?;
        let batches = batches(asked);
        let counted = kept.as_ref().map_or(0, |tallies| tallies[0].size.worlds);
        // A look at fewer worlds than are there was taken, and did not end the run.
        let before = batches.iter().filter(|batch| batch.end < counted).count();
        let mut ends = batches.iter().skip(before).map(|batch| batch.end);
        let mut next = |tallies: Option<Vec<Tally>>| {
            let end = ends.next().unwrap_or(asked.size.worlds);
            keeping.grow(tallies.or_else(|| kept.take()), end, watch)
        };
        let (mut tallies, stopping) = match &asked.rule {
            None => (next(None)?, None),
            Some(rule) => {
                let (tallies, stopping) = self.look_until(rule, before as u32, next)?;
                (tallies, Some(stopping))
            }
        };
        let views = tallies.split_off(self.cases().len());
        self.tell(asked, Simulated { tallies, views, stopping })
    }
}

/// A run and the file that it keeps what it has in.
struct Keeping<'k> {
    study: &'k Study,
    asked: &'k Asked,
    file: &'k Path,
    head: PartHead,
}

impl Keeping<'_> {
    /// What an earlier run has left; none where there is no file yet.
    fn found(&self) -> Result<Option<Vec<Tally>>, Error> {
        let other = |why: String| {
            let why =
                format!("{} {why}; give another file to keep this run in, or delete it", self.file.display());
            Error::Run(RunError::Unjoined(vec![why]))
        };
        let part = match read_part(self.file) {
            Ok(part) => part,
            Err(PartFault::Disk(refusal)) if refusal.is_absent() => {
                results::check_file(self.file, |_| false).map_err(RunError::Disk)?;
                return Ok(None);
            }
            Err(fault) => return Err(other(fault.to_string())),
        };
        if !part.head.is_same_part(&self.head) {
            return Err(other(format!("holds another run, {:.12}", part.head.digest)));
        }
        let tallies = match part.each().next() {
            Some((batch, counted)) if part.head.batches.len() == 1 && batch.from == 0 => {
                self.study.unpack(self.asked, batch, &counted)
            }
            _ => None,
        };
        tallies.map(Some).ok_or_else(|| other("is not what a run keeps".into()))
    }

    /// Adds worlds until there are so many, and keeps them.
    fn grow(&self, before: Option<Vec<Tally>>, end: u32, watch: &dyn Watch) -> Result<Vec<Tally>, Error> {
        let mut tallies = before;
        let step = end.div_ceil(TIMES).max(1);
        loop {
            let there = tallies.as_ref().map_or(0, |tallies| tallies[0].size.worlds);
            if let Some(tallies) = tallies.take_if(|_| there >= end) {
                return Ok(tallies);
            }
            let worlds = there..end.min(there + step);
            let beside = self.study.asked_beside(self.asked.size)?;
            let more = self.study.simulate_worlds(beside, self.asked.size, worlds, watch)?;
            let grown = match tallies.take() {
                None => more,
                Some(mut tallies) => {
                    tallies.iter_mut().zip(more).for_each(|(tally, next)| tally.append(next));
                    tallies
                }
            };
            self.keep(&grown)?;
            tallies = Some(grown);
        }
    }

    fn keep(&self, tallies: &[Tally]) -> Result<(), Error> {
        let packed: Vec<Vec<u8>> = tallies.iter().cloned().map(engine::pack).collect();
        let bytes = packed.iter().map(Vec::len).collect();
        let to = tallies[0].size.worlds;
        let head = PartHead { batches: vec![PartBatch { from: 0, to, bytes }], ..self.head.clone() };
        let part = Part { head, counted: packed.concat() };
        results::write_file(self.file, &part.bytes(), |_| false).map_err(RunError::Disk)?;
        Ok(())
    }
}
