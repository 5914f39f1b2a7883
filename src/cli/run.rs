//! `hikiwake run`: simulate, print the table, write the run folder; or only a part of it, to be joined.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::arguments::{Effort, Format, Simulation, share};
use super::failure::Failure;
use super::finished::{Finished, folder};
use super::terminal::Terminal;
use super::watching::Watching;
use super::{interruption, loading, printer};
use crate::follow::Order;
use crate::results::{self, Part};
use crate::study::{AT_MOST, Asked, Share, Study};

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
    /// The run folder [default: runs/<scenario>-<digest>]; with --part, the folder of the parts [default: parts/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Simulate only the K-th of N parts of the worlds and keep what was counted, for `hikiwake join`
    #[arg(long, value_name = "K/N", value_parser = share)]
    part: Option<Share>,
    /// Keep in this file what has been counted, and go on from there if the run was killed; it goes when the run is whole
    #[arg(long, value_name = "FILE", conflicts_with = "part")]
    checkpoint: Option<PathBuf>,
    /// Write every trial as a row of trials.parquet in the run folder: how it ended, when it came to each stage, each metric
    #[arg(long, conflicts_with = "part")]
    trials: bool,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Print every estimate, conditional chances too
    #[arg(long)]
    long: bool,
    /// Follow the files: whenever one is saved, run again and tell what moved, until Ctrl-C; writes no run folder
    #[arg(long, conflicts_with_all = ["until", "out", "format", "part", "checkpoint", "trials"])]
    watch: bool,
}

impl Run {
    /// Loads, compiles, simulates, summarises, draws, saves, prints.
    pub fn run(self) -> Result<(), Failure> {
        if self.watch {
            let order = Order {
                paths: self.scenarios.clone(),
                layers: self.simulation.layers(),
                reach: self.simulation.allowed.reach(),
            };
            return Watching { quiet: self.effort.quiet, long: self.long }.follow(order);
        }
        let started = Instant::now();
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let asked = study.asked(self.rule())?;
        if let Some(share) = self.part {
            return self.part(&study, &asked, share);
        }
        if self.trials {
            study.check_trials(&asked)?;
        }
        let folder = self.out.clone().unwrap_or_else(|| folder(&study, &asked));
        results::check_place(&folder)?;
        let terminal = Terminal::new(self.effort.quiet);
        let mut made = match &self.checkpoint {
            None => study.make(&asked, &terminal)?,
            Some(file) => study.make_kept(&asked, file, &self.simulation.sets, &terminal)?,
        };
        if self.trials {
            made.files.push(study.trials(&asked.digest, made.simulated.size(), &terminal)?);
        }
        let finished = Finished {
            study: &study,
            asked: &asked,
            from: (study.inputs_read(), &self.simulation.sets),
            format: self.format,
            long: self.long,
            quiet: self.effort.quiet,
            started,
        };
        finished.save_and_print(made, &folder)?;
        if let Some(file) = &self.checkpoint {
            // The run is whole. What cannot be deleted does no harm: the same run would go on from its end.
            let _ = std::fs::remove_file(file);
        }
        Ok(())
    }

    /// Simulates a part and writes its file, unless it is there already.
    fn part(&self, study: &Study, asked: &Asked, share: Share) -> Result<(), Failure> {
        let head = study.part_head(asked, share, &self.simulation.sets);
        let folder =
            self.out.clone().unwrap_or_else(|| PathBuf::from("parts").join(study.folder_name(asked)));
        let path = folder.join(head.file_name());
        let say = |text: String| {
            if !self.effort.quiet {
                printer::message("part", &text);
            }
        };
        if results::read_part(&path).is_ok_and(|there| there.head.is_same_part(&head)) {
            say(format!("{} is there already", path.display()));
            return Ok(());
        }
        // Whatever bears the name of this part and is none is what something else left of it.
        let is_own = |_: &[u8]| false;
        results::check_file(&path, is_own)?;
        let part: Part =
            study.part(asked, share, &self.simulation.sets, &Terminal::new(self.effort.quiet))?;
        results::write_file(&path, &part.bytes(), is_own)?;
        interruption::note_written();
        say(format!("written to {}", path.display()));
        Ok(())
    }

    /// The stop rule, with the most trials.
    fn rule(&self) -> Option<(&str, u64)> {
        self.until.as_deref().map(|rule| (rule, self.at_most.unwrap_or(AT_MOST)))
    }
}
