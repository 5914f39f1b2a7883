//! `hikiwake run`: simulate, print the table, write the run folder.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;

use super::arguments::{Effort, Format, Simulation};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{interruption, loading, printer};
use crate::report::Detail;
use crate::study::{AT_MOST, Asked, Made, Study};
use crate::{report, results};

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
}

impl Run {
    /// Loads, compiles, simulates, summarises, draws, saves, prints.
    pub fn run(self) -> Result<(), Failure> {
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

    /// The stop rule, with the most trials.
    fn rule(&self) -> Option<(&str, u64)> {
        self.until.as_deref().map(|rule| (rule, self.at_most.unwrap_or(AT_MOST)))
    }

    fn folder(&self, study: &Study, asked: &Asked) -> PathBuf {
        self.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(study.folder_name(asked)))
    }

    /// The results for standard output.
    fn told(&self, study: &Study, asked: &Asked, made: &Made) -> String {
        let (outcomes, changes) = (&made.estimates.outcomes, &made.estimates.changes);
        if self.format == Format::Json {
            return report::outcomes_json(&asked.digest, outcomes, changes);
        }
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
        if let Some(stopping) = &made.simulated.stopping {
            text.push_str(&report::paragraph(&stopping.told(), width));
            text.push('\n');
        }
        text.extend(made.inquiries.iter().map(|inquiry| inquiry.brief_text(width)));
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
