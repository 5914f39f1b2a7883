//! Parts that were found as files: those of one run or inquiry, each once, or all that is wrong with them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::error::Error;
use crate::results::{PartHead, RunError, read_part};
use crate::words::ranges;

/// A part that was found whole.
pub(super) struct Whole {
    pub(super) path: PathBuf,
    pub(super) head: PartHead,
}

pub(super) fn unjoined(why: Vec<String>) -> Error {
    Error::Run(RunError::Unjoined(why))
}

/// The parts of one run, or of one inquiry, each once, in their order; those of its first round first.
pub(super) fn all_of_one_run(files: &[PathBuf]) -> Result<Vec<Whole>, Error> {
    let mut why = Vec::new();
    let mut whole: Vec<Whole> = Vec::new();
    for path in files {
        match read_part(path) {
            Ok(part) => whole.push(Whole { path: path.clone(), head: part.head }),
            Err(fault) => why.push(format!("{} {fault}", path.display())),
        }
    }
    // What most of them are parts of is what is to be joined; of equals the first.
    let mut kinds: Vec<(usize, &PartHead)> = Vec::new();
    for one in &whole {
        match kinds.iter_mut().find(|(_, head)| head.is_of_same_run(&one.head)) {
            Some((alike, _)) => *alike += 1,
            None => kinds.push((1, &one.head)),
        }
    }
    let most = kinds.iter().map(|(alike, _)| *alike).max().unwrap_or(0);
    let subject = kinds.iter().find(|(alike, _)| *alike == most).map(|(_, head)| (*head).clone());
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
    let which = |one: &Whole| (one.head.round(), one.head.number);
    ours.sort_by_key(which);
    for same in ours.chunk_by(|a, b| which(a) == which(b)).filter(|same| same.len() > 1) {
        let paths: Vec<String> = same.iter().map(|one| one.path.display().to_string()).collect();
        let part =
            format!("part {} of {}{}", same[0].head.number, subject.of, of_round(same[0].head.round()));
        why.push(format!("{part} is there {} times: {}", same.len(), paths.join(", ")));
    }
    let rounds = ours.iter().map(|one| one.head.round()).max().unwrap_or(0);
    for round in rounds.min(1)..=rounds {
        let there: BTreeSet<u32> =
            ours.iter().filter(|one| one.head.round() == round).map(|one| one.head.number).collect();
        let missing: Vec<u32> = (1..=subject.of).filter(|number| !there.contains(number)).collect();
        if !missing.is_empty() {
            why.push(format!(
                "of {} parts{} {}",
                subject.of,
                of_round(round),
                are_missing(&missing, subject.of)
            ));
        }
    }
    if why.is_empty() { Ok(ours) } else { Err(unjoined(why)) }
}

/// A round of an inquiry that has several, in words.
pub(super) fn of_round(round: u32) -> String {
    if round > 1 { format!(" of round {round}") } else { String::new() }
}

/// What is missing of so many parts, and how to come by it.
pub(super) fn are_missing(missing: &[u32], of: u32) -> String {
    format!(
        "{} missing: {}; run the same command with --part {}/{of} and so on",
        if missing.len() == 1 { "one is".to_string() } else { format!("{} are", missing.len()) },
        ranges(missing),
        missing[0]
    )
}
