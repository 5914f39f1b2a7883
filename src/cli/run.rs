//! `hikiwake run`: simulate, print the table, write the run folder.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use clap::Args;

use super::arguments::{Effort, Format, Simulation};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{interruption, loading, printer};
use crate::follow::{Following, Good, Order, Step};
use crate::report::{Detail, Inquiry};
use crate::results::Stopping;
use crate::study::{AT_MOST, Asked, Estimates, Made, Study};
use crate::{follow, report, results, study};

/// The verb.
#[derive(Args)]
pub struct Run {
    /// Scenario files; several are simulated in the same worlds and shown side by side
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    /// Run on until an answer is precise enough: "OUTCOME +-HALF", "first OUTCOME", "last OUTCOME" or "sign OUTCOME", then "@LEVEL%" if not
    /// 95%; OUTCOME is a chance or mean by its name in outcomes.json or the end of it: "in_force +-0.005 @95%"
    #[arg(long, value_name = "RULE")]
    until: Option<String>,
    /// With --until: the most trials of each scenario [default: 2000000]
    #[arg(long, value_name = "TRIALS", requires = "until")]
    at_most: Option<u64>,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// The run folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Print every estimate, conditional chances too
    #[arg(long)]
    long: bool,
    /// Follow the files: whenever one is saved, run again and tell what moved, until Ctrl-C; writes no run folder
    #[arg(long, conflicts_with_all = ["until", "out", "format"])]
    watch: bool,
}

impl Run {
    /// Loads, compiles, simulates, summarises, draws, saves, prints.
    pub fn run(self) -> Result<(), Failure> {
        if self.watch {
            return self.follow();
        }
        let started = Instant::now();
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let asked = study.asked(self.rule())?;
        let folder = self.folder(&study, &asked);
        results::check_place(&folder)?;
        let mut made = study.make(&asked, &Terminal::new(self.effort.quiet))?;
        printer::undrawn(&made.undrawn);
        let seconds = started.elapsed().as_secs_f64();
        made.files.push(study.manifest(&asked, &made, &self.simulation.sets, seconds));
        if interruption::flag().load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        // Whoever waited for the answer gets it, even if the disk refuses it or nobody reads on.
        let saved = results::save(&folder, &made.files);
        if saved.is_ok() {
            interruption::note_written();
        }
        let printed = printer::results(&self.told(&study, &asked, &made));
        saved?;
        self.remark(&study, &made, &folder);
        Ok(printed?)
    }

    /// Runs whenever a file changes.
    fn follow(&self) -> Result<(), Failure> {
        interruption::is_the_way_out();
        let order = Order {
            paths: self.scenarios.clone(),
            layers: self.simulation.layers(),
            reach: self.simulation.allowed.reach(),
        };
        let (mut following, watch) = (Following::new(order), Terminal::new(self.effort.quiet));
        let mut is_due = true;
        while !interruption::flag().load(Ordering::Relaxed) {
            if is_due {
                let step = following.rerun(&watch);
                self.tell(step, &following)?;
            } else {
                std::thread::sleep(Duration::from_millis(follow::EVERY));
            }
            is_due = following.is_due();
        }
        Ok(())
    }

    /// What came of running again.
    fn tell(&self, step: Step, following: &Following) -> Result<(), Failure> {
        if let (Some(good), Step::New | Step::Same) = (following.last(), step) {
            if !self.effort.quiet {
                good.study.warnings().for_each(printer::problems);
            }
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
        if self.effort.quiet {
            return Ok(());
        }
        let files = following.files().len();
        let files = if files == 1 { "the file".to_string() } else { format!("{files} files") };
        let told = match (step, following.last()) {
            (Step::New, Some(good)) => format!("{:.2} s; following {files}, Ctrl-C ends", good.seconds),
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
        let mut text = self.text(&good.study, &good.estimates, None, &inquiries);
        for (case, moved) in good.study.cases().iter().zip(&good.moved).filter(|(_, moved)| !moved.is_empty())
        {
            let title = format!("What moved since the run before: {} ({})", case.scenario().name, case.file);
            text.push('\n');
            text.push_str(&report::differences(&title, case.scenario(), moved, printer::width()));
        }
        Ok(text)
    }

    /// The stop rule, with the most trials.
    fn rule(&self) -> Option<(&str, u64)> {
        self.until.as_deref().map(|rule| (rule, self.at_most.unwrap_or(AT_MOST)))
    }

    fn folder(&self, study: &Study, asked: &Asked) -> PathBuf {
        self.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(study.folder_name(asked)))
    }

    /// The results for standard output.
    fn told(&self, study: &Study, asked: &Asked, made: &Made) -> String {
        let estimates = &made.estimates;
        if self.format == Format::Json {
            return report::outcomes_json(&asked.digest, &estimates.outcomes, &estimates.changes);
        }
        self.text(study, estimates, made.simulated.stopping.as_ref(), &made.inquiries)
    }

    /// The results as text.
    fn text(
        &self,
        study: &Study,
        estimates: &Estimates,
        stopping: Option<&Stopping>,
        inquiries: &[Inquiry],
    ) -> String {
        let (outcomes, changes) = (&estimates.outcomes, &estimates.changes);
        let width = printer::width();
        let all: Vec<_> = study.cases().iter().map(|case| case.scenario()).zip(outcomes).collect();
        let side_by_side = report::comparison(&all, changes, width);
        // What is side by side needs no table each; what cannot stand so does.
        let each = self.long || side_by_side.is_none();
        let detail = if self.long { Detail::Whole } else { Detail::Screen };
        let mut text = side_by_side.unwrap_or_default();
        for (scenario, outcomes) in all.iter().filter(|_| each) {
            text.push_str(&report::table(scenario, outcomes, detail, width));
            text.push('\n');
        }
        if let Some(stopping) = stopping {
            text.push_str(&report::paragraph(&stopping.told(), width));
            text.push('\n');
        }
        text.extend(inquiries.iter().map(|inquiry| inquiry.brief_text(width)));
        text.push_str(&report::legend(detail, width));
        text
    }

    /// What is worth saying beside the results.
    fn remark(&self, study: &Study, made: &Made, folder: &Path) {
        if self.effort.quiet {
            return;
        }
        for remark in study.remarks(made) {
            printer::message("warning", &remark.to_string());
        }
        printer::message("run", &format!("written to {}", folder.display()));
    }
}
