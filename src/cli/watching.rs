//! What `run --watch` does: run again whenever a file is saved, and tell what moved.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::failure::Failure;
use super::finished::text;
use super::terminal::Terminal;
use super::{interruption, printer};
use crate::follow::{Following, Good, Order, Step};
use crate::{follow, report, study};

/// How what is followed is told.
pub(super) struct Watching {
    pub(super) quiet: bool,
    pub(super) long: bool,
}

impl Watching {
    /// Runs whenever a file changes.
    pub(super) fn follow(self, order: Order) -> Result<(), Failure> {
        interruption::is_the_way_out();
        let (mut following, watch) = (Following::new(order), Terminal::new(self.quiet));
        let (mut is_due, mut warned) = (true, String::new());
        while !interruption::flag().load(Ordering::Relaxed) {
            if is_due {
                let step = following.rerun(&watch);
                self.tell(step, &following, &mut warned)?;
            } else {
                std::thread::sleep(Duration::from_millis(follow::EVERY));
            }
            is_due = following.is_due();
        }
        Ok(())
    }

    /// What came of running again; the warnings as they were told last.
    fn tell(&self, step: Step, following: &Following, warned: &mut String) -> Result<(), Failure> {
        if let (Some(good), Step::New | Step::Same) = (following.last(), step) {
            let warnings: String = good.study.warnings().map(|warnings| warnings.render(false)).collect();
            // What was said already is not said again of the same numbers.
            if !self.quiet && (step == Step::New || warnings != *warned) {
                good.study.warnings().for_each(printer::problems);
            }
            *warned = warnings;
            if step == Step::New {
                printer::results(&self.followed(good)?)?;
            }
        }
        match (step, following.trouble()) {
            (Step::Broken, Some(study::Error::Scenario { problems, before })) => {
                before.iter().for_each(printer::problems);
                printer::problems(problems);
            }
            (Step::Broken, Some(trouble)) => printer::message("error", &trouble.to_string()),
            _ => {}
        }
        if self.quiet {
            return Ok(());
        }
        let files = following.files().len();
        let files = if files == 1 { "the file".to_string() } else { format!("{files} files") };
        let told = match (step, following.last()) {
            (Step::New, Some(good)) => {
                format!("{:.2} s; following {files}, Ctrl-C ends", good.took.seconds())
            }
            (Step::Same, _) => format!("the same numbers; following {files}, Ctrl-C ends"),
            (Step::Broken, Some(_)) => {
                format!("the last result stands; following {files}, Ctrl-C ends")
            }
            (Step::Broken, None) => format!("following {files} until they are sound, Ctrl-C ends"),
            (Step::New | Step::Overtaken | Step::Stopped, _) => return Ok(()),
        };
        printer::message("watch", &told);
        Ok(())
    }

    /// A result, and what moved since the one before.
    fn followed(&self, good: &Good) -> Result<String, Failure> {
        let inquiries = good.study.inquiries(&good.simulated, &good.digest)?;
        let mut text = text(&good.study, &good.estimates, None, &inquiries, self.long);
        for (case, moved) in good.study.cases().iter().zip(&good.moved).filter(|(_, moved)| !moved.is_empty())
        {
            let title = format!("What moved since the run before: {} ({})", case.scenario().name, case.file);
            text.push('\n');
            text.push_str(&report::differences(&title, case.scenario(), moved, printer::width()));
        }
        Ok(text)
    }
}
