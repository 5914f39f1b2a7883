//! An inquiry in parts: each simulates its share of what the inquiry asks of the engine, and when all are there the inquiry is told as in one piece.
//!
//! An inquiry is worked out the same way every time, so nothing of it is kept but what it simulated. Whoever makes a part goes through the inquiry; what an
//! earlier round has simulated is taken from its parts; of the first simulation that is not there the part does its share (some of the variants, or
//! some of the worlds), and ends with [`Error::Divided`]. What follows from it is another round of parts. A join goes through the inquiry likewise, to its end.
//! Small simulations that nobody watches, such as those by which a cost is foreseen, are done by everybody.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::Error;
use super::found_parts::{Whole, all_of_one_run, are_missing, of_round, unjoined};
use super::share::Share;
use crate::draws::ENGINE_VERSION;
use crate::results::{PART_FORMAT, Part, PartBatch, PartHead, PartInquiry, read_part};

/// An inquiry that is simulated in parts: one of them, or all that are to be joined.
#[derive(Debug)]
pub struct Divided {
    /// Which part is made; none where all are joined.
    share: Option<Share>,
    /// What a part of the next round says of itself, but for what it counted.
    head: PartHead,
    /// All parts of each round that is whole.
    rounds: Vec<Vec<Part>>,
    /// Parts of the next round that are missing, if that of the share is not.
    waiting: Option<Vec<u32>>,
    under_way: Mutex<UnderWay>,
}

/// How far an inquiry has come.
#[derive(Debug, Default)]
struct UnderWay {
    /// Simulations that were taken from parts.
    taken: usize,
    /// What was simulated here.
    batches: Vec<PartBatch>,
    counted: Vec<u8>,
}

/// What of a simulation is to be done.
pub(super) enum Step<'d> {
    /// A share of it.
    Ours(Share),
    /// Nothing: this is what each part made of it, in their order.
    Known(Vec<(&'d PartBatch, Vec<&'d [u8]>)>),
}

impl Divided {
    /// A part of what a command line asks, after the rounds whose parts are all in a folder; `digest` is that of everything that the answer depends on.
    pub fn of_share(words: Vec<String>, digest: String, share: Share, folder: &Path) -> Divided {
        let head = PartHead {
            format: PART_FORMAT,
            hikiwake: env!("CARGO_PKG_VERSION").to_string(),
            engine: ENGINE_VERSION,
            digest,
            number: share.number(),
            of: share.of(),
            until: None,
            sets: Vec::new(),
            scenarios: Vec::new(),
            inputs: Vec::new(),
            batches: Vec::new(),
            inquiry: Some(PartInquiry { words, round: 1 }),
        };
        let mut divided = Divided::new(Some(share), head);
        loop {
            let found: Vec<Option<Part>> =
                (1..=share.of()).map(|number| divided.head.part_in(folder, number)).collect();
            if found.iter().all(Option::is_some) {
                divided.rounds.push(found.into_iter().flatten().collect());
                divided.head.next_round();
                continue;
            }
            let is_missing = |number: &u32| found[*number as usize - 1].is_none();
            let missing: Vec<u32> = (1..=share.of()).filter(is_missing).collect();
            divided.waiting = (!missing.contains(&share.number())).then_some(missing);
            return divided;
        }
    }

    /// All parts of an inquiry, to be joined.
    ///
    /// **Errors** all that keeps them from being one, at once: parts that are damaged, of something else, there twice, or missing.
    pub fn of_parts(files: &[PathBuf]) -> Result<Divided, Error> {
        let all = all_of_one_run(files)?;
        let no_inquiry = || unjoined(vec!["they are parts of a run, and of no inquiry".into()]);
        let mut head = all.last().map(|one| one.head.clone()).ok_or_else(no_inquiry)?;
        head.inquiry.as_ref().ok_or_else(no_inquiry)?;
        head.next_round();
        let mut divided = Divided::new(None, head);
        for of_round in all.chunk_by(|a, b| a.head.round() == b.head.round()) {
            let read = |one: &Whole| {
                let found = read_part(&one.path).ok().filter(|part| part.head == one.head);
                found.ok_or_else(|| unjoined(vec![format!("{} is damaged", one.path.display())]))
            };
            divided.rounds.push(of_round.iter().map(read).collect::<Result<_, Error>>()?);
        }
        Ok(divided)
    }

    fn new(share: Option<Share>, head: PartHead) -> Divided {
        Divided { share, head, rounds: Vec::new(), waiting: None, under_way: Mutex::default() }
    }

    /// The command line that asks it, from the verb on.
    pub fn words(&self) -> &[String] {
        self.head.inquiry.as_ref().map_or(&[], |inquiry| &inquiry.words)
    }

    /// Where in a folder the file of this part belongs.
    pub fn place(&self, folder: &Path) -> PathBuf {
        folder.join(self.head.file_name())
    }

    /// Why nothing is to be done: the part is there, and others of its round are not.
    pub fn waits(&self) -> Option<String> {
        let missing = self.waiting.as_ref()?;
        Some(format!(
            "of {} parts{} {}",
            self.head.of,
            of_round(self.head.round()),
            are_missing(missing, self.head.of)
        ))
    }

    /// How many rounds are whole.
    pub fn rounds(&self) -> usize {
        self.rounds.len()
    }

    /// That these are the scenarios whose parts are joined: `digest` is theirs now.
    ///
    /// **Errors** their files say something else than they did.
    pub fn check(&self, digest: &str) -> Result<(), Error> {
        if digest == self.head.digest {
            return Ok(());
        }
        let why = "the scenario files say something else now than when the parts were made; put back what they were, or make the parts anew";
        Err(unjoined(vec![why.into()]))
    }

    /// The part, when its share was simulated.
    pub fn part(&self) -> Part {
        let mut under_way = self.under_way();
        let (batches, counted) =
            (std::mem::take(&mut under_way.batches), std::mem::take(&mut under_way.counted));
        Part { head: PartHead { batches, ..self.head.clone() }, counted }
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be done of the simulation that comes next.
    ///
    /// **Errors** it is not there, where all are to be joined.
    pub(super) fn next(&self) -> Result<Step<'_>, Error> {
        let mut under_way = self.under_way();
        let mut place = under_way.taken;
        for parts in &self.rounds {
            let steps = parts[0].head.batches.len();
            if place < steps {
                under_way.taken += 1;
                let found: Option<Vec<_>> = parts.iter().map(|part| part.each().nth(place)).collect();
                return found.map(Step::Known).ok_or_else(damaged);
            }
            place -= steps;
        }
        match self.share {
            Some(share) => Ok(Step::Ours(share)),
            None => Err(unjoined(vec![format!(
                "round {} of the simulations is still to be made; run the same command with --part 1/{} and so on once more",
                self.head.round(),
                self.head.of
            )])),
        }
    }

    /// Keeps what was counted of a share.
    pub(super) fn keep(&self, (from, to): (u32, u32), counted: &[Vec<u8>]) {
        let mut under_way = self.under_way();
        under_way.batches.push(PartBatch { from, to, bytes: counted.iter().map(Vec::len).collect() });
        counted.iter().for_each(|bytes| under_way.counted.extend(bytes));
    }
}

/// What is said of parts that hold something else than what is asked.
pub(super) fn damaged() -> Error {
    unjoined(vec!["what they counted is not what is asked; make them anew".into()])
}

impl PartHead {
    /// The part of this number of the same round, if it is whole in a folder.
    fn part_in(&self, folder: &Path, number: u32) -> Option<Part> {
        let head = PartHead { number, ..self.clone() };
        read_part(&folder.join(head.file_name())).ok().filter(|part| part.head.is_same_part(&head))
    }

    fn next_round(&mut self) {
        self.inquiry.iter_mut().for_each(|inquiry| inquiry.round += 1);
    }
}

/// What is not there yet since it is simulated in parts is no failure where something else can be simulated before the part ends.
///
/// **Errors** every other.
pub(super) fn put_off<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Divided) => Ok(None),
        Err(error) => Err(error),
    }
}
