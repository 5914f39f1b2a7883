//! Who watches a study from the terminal: a bar on the way, a word on memory, Ctrl-C.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;

use super::{interruption, printer};
use crate::study::{Watch, bytes_in_words};
use crate::words::thousands;

/// The terminal.
pub struct Terminal {
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    /// It, or only its Ctrl-C.
    pub fn new(quiet: bool) -> Terminal {
        Terminal { quiet, bar: Mutex::new(None) }
    }

    fn show(&self, bar: Option<ProgressBar>) {
        let before = std::mem::replace(&mut *self.bar.lock().unwrap_or_else(PoisonError::into_inner), bar);
        if let Some(before) = before {
            before.finish_and_clear();
        }
    }
}

impl Watch for Terminal {
    fn interrupt(&self) -> &AtomicBool {
        interruption::flag()
    }

    fn takes_memory(&self, bytes: u64) {
        if !self.quiet {
            printer::message("note", &format!("this takes about {} of memory", bytes_in_words(bytes)));
        }
    }

    fn will_take(&self, trials: u64, seconds: f64) {
        if !self.quiet {
            let time = match seconds {
                seconds if seconds < 90.0 => format!("{:.0} s", seconds.max(1.0)),
                seconds => format!("{:.0} min", seconds / 60.0),
            };
            printer::message("note", &format!("this takes {} trials, about {time}", thousands(trials)));
        }
    }

    fn begins(&self, trials: u64) {
        self.show(Some(printer::progress(trials, self.quiet)));
    }

    fn advances(&self, trials: u64) {
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.inc(trials);
        }
    }

    fn ends(&self) {
        self.show(None);
    }
}
