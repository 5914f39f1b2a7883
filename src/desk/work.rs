//! What the desk computes, one thing after the other: what is seen first comes first, and what is newer before what is older.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use super::assumptions::assumptions;
use super::gallery::Gallery;
use super::known::listed;
use super::shared::Office;
use super::sliders::{Glance, Job, slid};
use super::{told, vocabulary};
use crate::analysis::drivers::Shares;
use crate::follow::{EVERY, Following, Good, Step};
use crate::study::{Study, Watch};

/// Sliders that the page shows unless others are chosen.
const SLIDERS: usize = 10;

/// Why the page has no sliders of its own accord.
const NO_MOVERS: &str = "No number is seen to move the answer by more than chance in a run of this size. More --worlds may tell, and any number can be added below.";

/// What is still to be told of a result, the first first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// The figures that need nothing but what was counted, as data; they are drawn when the page asks for them.
    Figures,
    /// What moved since the run before.
    Moved,
    /// The figures of single histories; what else a run tells, with its figures, and which numbers move it.
    Others,
    /// Numbers with their ranges and grounds; words for completion.
    Assumptions,
    /// Which numbers move several scenarios.
    Movers,
    /// Nothing.
    Nothing,
}

/// Follows the files and computes until `watch` is told to stop.
pub(super) fn work(office: &Office, jobs: &Receiver<Job>, watch: &dyn Watch) {
    let shared = &office.shared;
    let mut following = Following::new(office.order.clone());
    // The editor may begin before the first result is there.
    shared.change(|board| {
        board.files = listed(following.files());
        board.words = Arc::new(vocabulary::words(None));
    });
    let (mut is_due, mut looked) = (true, Instant::now());
    let mut left = Left::Nothing;
    let (mut set, mut glance): (Option<Job>, Option<Glance>) = (None, None);
    while !watch.interrupt().load(Ordering::Relaxed) {
        if is_due {
            shared.change(|board| board.busy = Some("Simulating".into()));
            let step = following.renew(watch);
            publish(office, &following, step);
            if step == Step::New {
                left = Left::Figures;
                if let Some(job) = &set {
                    slide(office, &following, job, &mut glance, watch);
                }
            } else if step == Step::Same && left == Left::Nothing {
                left = Left::Assumptions;
            }
        }
        match newest(jobs, left == Left::Nothing && !is_due) {
            Some(job) => {
                slide(office, &following, &job, &mut glance, watch);
                // What a slider stands at while it moves is looked at in all worlds once it rests.
                set = Some(Job { is_moving: false, ..job });
            }
            None => left = go_on(office, &mut following, left, watch),
        }
        // Two looks must lie apart, or a file that is being written would seem to rest.
        is_due = looked.elapsed() >= Duration::from_millis(EVERY) && {
            looked = Instant::now();
            following.is_due()
        };
    }
}

/// The newest job, for which it waits a moment where there is nothing else to do: of a slider only where it stands now counts.
fn newest(jobs: &Receiver<Job>, waits: bool) -> Option<Job> {
    let mut found = match waits {
        true => jobs.recv_timeout(Duration::from_millis(EVERY)).ok(),
        false => None,
    };
    loop {
        match jobs.try_recv() {
            Ok(newer) => found = Some(newer),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => return found,
        }
    }
}

/// What came of running again.
fn publish(office: &Office, following: &Following, step: Step) {
    let files = listed(following.files());
    let last = following.last();
    let problems = match (following.trouble(), last) {
        (Some(trouble), _) => told::trouble(trouble, &files),
        (None, Some(good)) => {
            good.study.warnings().flat_map(|warnings| told::problems(warnings, &files)).collect()
        }
        (None, None) => Vec::new(),
    };
    let result = (step == Step::New).then(|| last.map(told::result)).flatten();
    office.shared.change(|board| {
        board.busy = None;
        if matches!(step, Step::Overtaken | Step::Stopped) {
            return;
        }
        board.files = files;
        board.problems = problems;
        board.is_stale = following.trouble().is_some();
        if let Some(result) = result {
            board.result = result;
        }
    });
}

fn slide(office: &Office, following: &Following, job: &Job, glance: &mut Option<Glance>, watch: &dyn Watch) {
    let Some(good) = following.last() else { return };
    let found = slid(good, job, glance, watch);
    office.shared.change(|board| {
        board.slides += 1;
        board.slid_order = job.number;
        board.slid = found.told;
        board.slid_figures = Gallery::of(found.figures);
    });
}

/// Tells the next thing of the last result.
fn go_on(office: &Office, following: &mut Following, left: Left, watch: &dyn Watch) -> Left {
    if left == Left::Moved {
        following.compare();
    }
    let Some(good) = following.last() else { return Left::Nothing };
    match left {
        Left::Figures => {
            let figures = good.study.figures_of_counts(&good.simulated, &good.digest);
            office.shared.change(|board| board.figures.renew(figures));
            Left::Moved
        }
        Left::Moved => {
            let moved = told::moved_of(good);
            office.shared.change(|board| board.moved = moved);
            Left::Others
        }
        Left::Others => {
            let (histories, movers) = rayon::join(
                || good.study.figures_of_histories(&good.simulated, &good.digest),
                || inquire(office, good),
            );
            office.shared.change(|board| {
                if let Ok(figures) = histories {
                    board.figures.renew(figures);
                }
                // All is told of this result now.
                board.figures.settle(&good.digest);
            });
            if let Some(keys) = movers {
                tell_movers(office, good, &keys);
            }
            Left::Assumptions
        }
        Left::Assumptions => {
            let files = office.shared.look().files.clone();
            let (assumptions, words) =
                (assumptions(&good.study, &files), vocabulary::words(Some(&good.study)));
            office.shared.change(|board| {
                board.assumptions = Arc::new(assumptions);
                board.words = Arc::new(words);
                board.facts += 1;
            });
            Left::Movers
        }
        Left::Movers => {
            let is_known = office.shared.look().movers_of == good.digest;
            if !is_known {
                tell_movers(office, good, &movers_of_several(good, watch));
            }
            Left::Nothing
        }
        Left::Nothing => Left::Nothing,
    }
}

/// What a run tells beside its estimates; gives which numbers move the answer most, but those of several scenarios, which are sought after all else.
fn inquire(office: &Office, good: &Good) -> Option<Vec<String>> {
    let movers = match good.study.cases().len() {
        1 => good.study.movers(&good.simulated).ok().flatten(),
        _ => None,
    };
    let keys = (good.study.cases().len() == 1).then(|| keys(movers.as_ref()));
    let inquiries = good.study.inquiries_beside(&good.simulated, movers, &good.digest);
    office.shared.change(|board| {
        let more = inquiries.into_iter().flat_map(|inquiry| inquiry.figures).enumerate();
        board.figures.renew(more.map(|(n, figure)| ([usize::MAX, n, 0], figure)).collect());
    });
    keys
}

/// The keys that move an answer, the foremost first.
fn keys(shares: Option<&Shares>) -> Vec<String> {
    let rows = shares.into_iter().flat_map(|shares| &shares.rows);
    rows.flat_map(|row| row.input.keys.clone()).take(SLIDERS).collect()
}

/// Those that move what the scenarios differ by; where none is told from chance, as between a file and what it extends, those of the first scenario that has
/// some by itself.
fn movers_of_several(good: &Good, watch: &dyn Watch) -> Vec<String> {
    let together = keys(good.study.movers(&good.simulated).ok().flatten().as_ref());
    if !together.is_empty() {
        return together;
    }
    let of_one = |place: usize| {
        let alone = Study::of_variants(&[good.study.variant(place)]).ok()?;
        let simulated = alone.simulate(good.size, watch).ok()?;
        alone.movers(&simulated).ok().flatten()
    };
    let each = (0..good.study.cases().len()).map(|place| keys(of_one(place).as_ref()));
    each.into_iter().find(|keys| !keys.is_empty()).unwrap_or_default()
}

fn tell_movers(office: &Office, good: &Good, keys: &[String]) {
    office.shared.change(|board| {
        board.influential = keys.to_vec();
        board.movers_of.clone_from(&good.digest);
        board.no_movers = keys.is_empty().then_some(NO_MOVERS);
    });
}
