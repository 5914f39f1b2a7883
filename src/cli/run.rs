//! `hikiwake run`: simulate, print the table, write the run folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::{Failure, Simulation, printer};
use crate::analysis::{self, Outcomes};
use crate::charts::{self, Picture};
use crate::engine::{self, Size, Stopped, Tally, Watcher};
use crate::model::{Expert, Scenario};
use crate::plan::{self, Plan};
use crate::results::{self, FileDigest, Manifest, RunFile};
use crate::scenario::{self, Loaded};
use crate::{draws, report};

/// Charts are drawn at twice their design size: 1920 pixels wide.
const PNG_SCALE: f32 = 2.0;

/// The verb.
#[derive(Args)]
pub struct Run {
    /// Scenario files; several are simulated in the same worlds and shown side by side
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    /// Threads to use; the results do not depend on it [default: all]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// The run folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// No progress bar, no messages
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A scenario on its way through the rooms.
struct Case {
    file: String,
    loaded: Loaded,
    plan: Plan,
    /// The plan as if one expert alone were right, for each expert of its pools.
    views: Vec<(Expert, Plan)>,
}

/// Every plan of a run: those of the scenarios, then the views of their experts.
fn plans(cases: &[Case]) -> Vec<&Plan> {
    let views = cases.iter().flat_map(|case| case.views.iter().map(|(_, plan)| plan));
    cases.iter().map(|case| &case.plan).chain(views).collect()
}

/// The case to which each of these plans belongs.
fn owners(cases: &[Case]) -> Vec<&Case> {
    cases.iter().chain(cases.iter().flat_map(|case| case.views.iter().map(move |_| case))).collect()
}

impl Run {
    /// Loads, compiles, simulates, summarises, draws, saves, prints.
    pub fn run(self) -> Result<(), Failure> {
        let started = Instant::now();
        let interrupt = interrupt_on_ctrl_c();
        let cases = self.load()?;
        let size = self.size(&cases)?;
        let digest = self.digest(&cases, size);
        let folder = self.folder(&cases, &digest);
        results::check_place(&folder)?;
        let mut tallies = self.simulate(&cases, size, &interrupt)?;
        let of_views = tallies.split_off(cases.len());
        let mut outcomes: Vec<Outcomes> = cases
            .iter()
            .zip(&tallies)
            .map(|(case, tally)| analysis::summarise(&case.loaded.scenario, &case.plan, tally, &case.file))
            .collect();
        add_views(&cases, &of_views, &mut outcomes);
        let pictures = self.draw(&cases, &tallies, &digest);
        let mut files = self.files(&cases, &outcomes, &pictures, &digest)?;
        files.push(self.manifest(&cases, &files, size, &digest, started));
        if interrupt.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        // Whoever waited for the answer gets it, even if the disk refuses it or nobody reads on.
        let saved = results::save(&folder, &files);
        let printed = self.print(&cases, &tallies, &outcomes, &digest);
        saved?;
        self.remark(&cases, &tallies, &pictures, &folder);
        printed
    }

    fn load(&self) -> Result<Vec<Case>, Failure> {
        let mut cases: Vec<Case> = Vec::new();
        for path in &self.scenarios {
            let loaded = scenario::load(path, &self.simulation.layers()).map_err(Failure::Scenario)?;
            if !loaded.warnings.is_empty() && !self.quiet {
                printer::problems(&loaded.warnings);
            }
            let stem = path.file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned());
            let file = free_name(&stem, |name| cases.iter().any(|case| case.file == name));
            let plan = plan::compile(&loaded.scenario);
            let view =
                |expert: &Expert| (expert.clone(), plan::compile_according_to(&loaded.scenario, &expert.id));
            let views = loaded.scenario.experts.iter().map(view).collect();
            cases.push(Case { file, loaded, plan, views });
        }
        Ok(cases)
    }

    /// One size for all: they share worlds and paths.
    fn size(&self, cases: &[Case]) -> Result<Size, Failure> {
        let of = |case: &Case| -> Result<Size, Failure> {
            let scenario = &case.loaded.scenario;
            Ok(Size { seed: self.simulation.seed(scenario)?, worlds: scenario.worlds, paths: scenario.paths })
        };
        let first = of(&cases[0])?;
        for case in &cases[1..] {
            let other = of(case)?;
            if other != first {
                return Err(Failure::Usage(format!(
                    "scenarios of one run share seed, worlds and paths: {} has {}, {}, {} and {} has {}, {}, {}; give --seed, --worlds or --paths, or run them one by one",
                    cases[0].file,
                    first.seed,
                    first.worlds,
                    first.paths,
                    case.file,
                    other.seed,
                    other.worlds,
                    other.paths
                )));
            }
        }
        Ok(first)
    }

    fn digest(&self, cases: &[Case], size: Size) -> String {
        let values: Vec<&str> = cases.iter().map(|case| case.loaded.values.as_str()).collect();
        results::run_digest(size.seed, size.worlds, size.paths, &values)
    }

    fn simulate(&self, cases: &[Case], size: Size, interrupt: &AtomicBool) -> Result<Vec<Tally>, Failure> {
        let plans = plans(cases);
        let trials = u64::from(size.worlds) * u64::from(size.paths) * plans.len() as u64;
        let bar = printer::progress(trials, self.quiet);
        let watcher = Watcher { interrupt, progress: &|done| bar.inc(done) };
        let simulate = || engine::simulate(&plans, size, &watcher);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0) as usize).build();
        let done = match pool {
            Ok(pool) => pool.install(simulate),
            Err(why) => return Err(Failure::Usage(format!("cannot start the threads: {why}"))),
        };
        bar.finish_and_clear();
        done.map_err(|stopped| match stopped {
            Stopped::Arithmetic(place, error) => {
                Failure::Arithmetic(owners(cases)[place].file.clone(), error)
            }
            Stopped::Interrupted => Failure::Interrupted,
        })
    }

    fn draw(&self, cases: &[Case], tallies: &[Tally], digest: &str) -> Vec<(String, Picture)> {
        let scenarios: Vec<(&Scenario, &Tally)> =
            cases.iter().map(|case| &case.loaded.scenario).zip(tallies).collect();
        charts::of_run(&scenarios, digest)
    }

    fn files(
        &self,
        cases: &[Case],
        outcomes: &[Outcomes],
        pictures: &[(String, Picture)],
        digest: &str,
    ) -> Result<Vec<RunFile>, Failure> {
        let mut files = Vec::new();
        for case in cases {
            let name = if cases.len() == 1 {
                "scenario.toml".to_string()
            } else {
                format!("scenario-{}.toml", case.file)
            };
            files.push(RunFile { name, bytes: case.loaded.resolved.clone().into_bytes() });
        }
        let json = report::outcomes_json(digest, outcomes);
        files.push(RunFile { name: "outcomes.json".into(), bytes: json.into_bytes() });
        files.push(RunFile { name: "outcomes.csv".into(), bytes: report::outcomes_csv(outcomes) });
        for (name, picture) in pictures {
            let png = picture.png(PNG_SCALE).map_err(|error| Failure::Picture(error.to_string()))?;
            files.push(RunFile {
                name: format!("charts/{name}.svg"),
                bytes: picture.svg.clone().into_bytes(),
            });
            files.push(RunFile { name: format!("charts/{name}.png"), bytes: png });
        }
        Ok(files)
    }

    fn manifest(
        &self,
        cases: &[Case],
        files: &[RunFile],
        size: Size,
        digest: &str,
        started: Instant,
    ) -> RunFile {
        let mut inputs: Vec<FileDigest> = Vec::new();
        for source in cases.iter().flat_map(|case| &case.loaded.sources) {
            let input =
                FileDigest { file: source.name.clone(), sha256: results::sha256(source.text.as_bytes()) };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        let manifest = Manifest {
            hikiwake: env!("CARGO_PKG_VERSION").to_string(),
            engine: draws::ENGINE_VERSION,
            digest: digest.to_string(),
            seed: size.seed,
            worlds: size.worlds,
            paths: size.paths,
            sampling: "random".to_string(),
            sets: self.simulation.sets.clone(),
            inputs,
            results: files
                .iter()
                .map(|file| FileDigest { file: file.name.clone(), sha256: results::sha256(&file.bytes) })
                .collect(),
            platform: results::platform(),
            duration_seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        };
        RunFile { name: results::MANIFEST.into(), bytes: manifest.json().into_bytes() }
    }

    fn folder(&self, cases: &[Case], digest: &str) -> PathBuf {
        let short = &digest[..8];
        let name = match cases {
            [one] => format!("{}-{short}", one.file),
            [first, others @ ..] => format!("{}-and-{}-more-{short}", first.file, others.len()),
            [] => short.to_string(),
        };
        self.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(name))
    }

    fn print(
        &self,
        cases: &[Case],
        tallies: &[Tally],
        outcomes: &[Outcomes],
        digest: &str,
    ) -> Result<(), Failure> {
        if self.format == Format::Json {
            return Ok(printer::results(&report::outcomes_json(digest, outcomes))?);
        }
        let width = printer::width();
        let mut text = String::new();
        for (case, outcomes) in cases.iter().zip(outcomes) {
            text.push_str(&report::table(&case.loaded.scenario, outcomes, width));
            text.push('\n');
        }
        let all: Vec<_> = cases
            .iter()
            .zip(tallies)
            .zip(outcomes)
            .map(|((case, tally), outcomes)| (&case.loaded.scenario, tally, outcomes))
            .collect();
        text.extend(report::comparison(&all, width));
        text.push_str(&report::legend(width));
        Ok(printer::results(&text)?)
    }

    /// What is worth saying beside the results.
    fn remark(&self, cases: &[Case], tallies: &[Tally], pictures: &[(String, Picture)], folder: &Path) {
        if self.quiet {
            return;
        }
        let mut warnings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (case, tally) in cases.iter().zip(tallies) {
            for warning in analysis::binding_caps(&case.plan, tally) {
                warnings.entry(warning).or_default().push(&case.file);
            }
            if let Some(warning) = analysis::means_of_few(&case.loaded.scenario, &case.plan, tally) {
                warnings.entry(warning).or_default().push(&case.file);
            }
        }
        for (warning, files) in warnings {
            printer::message("warning", &format!("{}: {warning}", files.join(", ")));
        }
        for (name, picture) in pictures {
            for problem in picture.problems() {
                printer::message("warning", &format!("chart {name}: {problem}"));
            }
        }
        printer::message("run", &format!("written to {}", folder.display()));
    }
}

/// Adds what would come out if each expert alone were right.
fn add_views(cases: &[Case], of_views: &[Tally], outcomes: &mut [Outcomes]) {
    let mut of_views = of_views.iter();
    for (case, outcomes) in cases.iter().zip(outcomes) {
        for ((expert, plan), tally) in case.views.iter().zip(of_views.by_ref()) {
            let alone = analysis::summarise(&case.loaded.scenario, plan, tally, &case.file);
            outcomes.estimates.extend(analysis::according_to(expert, alone));
        }
    }
}

/// The name, or the name with the first number that nobody has: two files of different folders may be called the same.
fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_string();
    let mut number = 2;
    while taken(&free) {
        free = format!("{name}~{number}");
        number += 1;
    }
    free
}

/// A flag that Ctrl-C sets; the simulation looks at it between blocks of paths.
fn interrupt_on_ctrl_c() -> Arc<AtomicBool> {
    let interrupt = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupt);
    if ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_err() {
        printer::message("warning", "Ctrl-C cannot be caught here");
    }
    interrupt
}
