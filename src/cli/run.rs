//! `hikiwake run`: simulate, print the table, write the run folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::{Effort, Failure, Simulation, printer};
use crate::analysis::{self, Change, Outcomes};
use crate::charts::{self, Picture};
use crate::engine::{self, Size, Stopped, Tally, Watcher};
use crate::model::Scenario;
use crate::plan::{self, Plan};
use crate::results::{self, FileDigest, Manifest, RunFile, ScenarioRecord};
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
    #[command(flatten)]
    effort: Effort,
    /// The run folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A scenario on its way through the rooms.
pub(super) struct Case {
    /// What it is called in the results.
    pub(super) file: String,
    pub(super) loaded: Loaded,
    pub(super) plan: Plan,
}

/// What a simulation left, and the files that tell of it.
pub(super) struct Made {
    pub(super) tallies: Vec<Tally>,
    pub(super) outcomes: Vec<Outcomes>,
    /// What each scenario but the first does against the first.
    pub(super) changes: Vec<Vec<Change>>,
    pub(super) pictures: Vec<(String, Picture)>,
    pub(super) files: Vec<RunFile>,
}

impl Run {
    /// Loads, compiles, simulates, summarises, draws, saves, prints.
    pub fn run(self) -> Result<(), Failure> {
        let started = Instant::now();
        let interrupt = interrupt_on_ctrl_c();
        let cases = self.load()?;
        let size = Self::size(&self.simulation, &cases)?;
        let digest = Self::digest(&cases, size);
        let folder = self.folder(&cases, &digest);
        results::check_place(&folder)?;
        let mut made = Self::make(&cases, size, &digest, &self.effort, &interrupt)?;
        made.files.push(self.manifest(&cases, &made.files, size, &digest, started));
        if interrupt.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        // Whoever waited for the answer gets it, even if the disk refuses it or nobody reads on.
        let saved = results::save(&folder, &made.files);
        let printed = self.print(&cases, &made, &digest);
        saved?;
        self.remark(&cases, &made.tallies, &made.pictures, &folder);
        printed
    }

    /// Everything that is in a run folder but for its manifest.
    pub(super) fn make(
        cases: &[Case],
        size: Size,
        digest: &str,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Made, Failure> {
        let tallies = Self::simulate(cases, size, effort, interrupt)?;
        let outcomes: Vec<Outcomes> = cases
            .iter()
            .zip(&tallies)
            .map(|(case, tally)| analysis::summarise(&case.loaded.scenario, &case.plan, tally, &case.file))
            .collect();
        let changes = Self::changes(cases, &tallies);
        let pictures = Self::draw(cases, &tallies, digest);
        let files = Self::files(cases, &outcomes, &changes, &pictures, digest)?;
        Ok(Made { tallies, outcomes, changes, pictures, files })
    }

    /// What each scenario but the first does against the first; nothing where months do not stand for the same dates.
    pub(super) fn changes(cases: &[Case], tallies: &[Tally]) -> Vec<Vec<Change>> {
        let as_of = |place: usize| cases[place].loaded.scenario.calendar.as_of;
        let samples = |place: usize| {
            let Case { loaded, plan, .. } = &cases[place];
            analysis::samples(&loaded.scenario, plan, &tallies[place])
        };
        let first = samples(0);
        let against = |place: usize| match as_of(place) == as_of(0) {
            true => analysis::differences(&first, &samples(place)),
            false => Vec::new(),
        };
        (1..cases.len()).map(against).collect()
    }

    fn load(&self) -> Result<Vec<Case>, Failure> {
        Self::load_all(&self.scenarios, &self.simulation, &self.effort)
    }

    /// Loads and compiles, each file under a name of its own.
    pub(super) fn load_all(
        scenarios: &[PathBuf],
        simulation: &Simulation,
        effort: &Effort,
    ) -> Result<Vec<Case>, Failure> {
        let mut cases: Vec<Case> = Vec::new();
        for path in scenarios {
            let loaded = scenario::load(path, &simulation.layers()).map_err(Failure::Scenario)?;
            if !loaded.warnings.is_empty() && !effort.quiet {
                printer::problems(&loaded.warnings);
            }
            let stem = path.file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned());
            let file = free_name(&stem, |name| cases.iter().any(|case| case.file == name));
            let plan = plan::compile(&loaded.scenario);
            cases.push(Case { file, loaded, plan });
        }
        Ok(cases)
    }

    /// One size for all: they share worlds and paths.
    pub(super) fn size(simulation: &Simulation, cases: &[Case]) -> Result<Size, Failure> {
        let of = |case: &Case| -> Result<Size, Failure> {
            let scenario = &case.loaded.scenario;
            Ok(Size { seed: simulation.seed(scenario)?, worlds: scenario.worlds, paths: scenario.paths })
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

    pub(super) fn digest(cases: &[Case], size: Size) -> String {
        let values: Vec<&str> = cases.iter().map(|case| case.loaded.values.as_str()).collect();
        results::run_digest(size.seed, size.worlds, size.paths, &values)
    }

    pub(super) fn simulate(
        cases: &[Case],
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Vec<Tally>, Failure> {
        let plans: Vec<&Plan> = cases.iter().map(|case| &case.plan).collect();
        Self::simulate_plans(&plans, |place| cases[place].file.clone(), size, effort, interrupt)
    }

    /// Simulates plans in the same worlds; `name` is what each is called if its arithmetic fails.
    pub(super) fn simulate_plans(
        plans: &[&Plan],
        name: impl Fn(usize) -> String,
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Vec<Tally>, Failure> {
        let trials = u64::from(size.worlds) * u64::from(size.paths) * plans.len() as u64;
        let bar = printer::progress(trials, effort.quiet);
        let watcher = Watcher { interrupt, progress: &|done| bar.inc(done) };
        let simulate = || engine::simulate(plans, size, &watcher);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(effort.threads.unwrap_or(0) as usize).build();
        let done = match pool {
            Ok(pool) => pool.install(simulate),
            Err(why) => return Err(Failure::Usage(format!("cannot start the threads: {why}"))),
        };
        bar.finish_and_clear();
        done.map_err(|stopped| match stopped {
            Stopped::Arithmetic(place, error) => Failure::Arithmetic(name(place), error),
            Stopped::Interrupted => Failure::Interrupted,
        })
    }

    fn draw(cases: &[Case], tallies: &[Tally], digest: &str) -> Vec<(String, Picture)> {
        let scenarios: Vec<(&Scenario, &Tally)> =
            cases.iter().map(|case| &case.loaded.scenario).zip(tallies).collect();
        charts::of_run(&scenarios, digest)
    }

    fn files(
        cases: &[Case],
        outcomes: &[Outcomes],
        changes: &[Vec<Change>],
        pictures: &[(String, Picture)],
        digest: &str,
    ) -> Result<Vec<RunFile>, Failure> {
        let mut files = Vec::new();
        for case in cases {
            let bytes = case.loaded.resolved.clone().into_bytes();
            files.push(RunFile { name: resolved_name(cases, case), bytes });
        }
        let json = report::outcomes_json(digest, outcomes, changes);
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
            format: results::MANIFEST_FORMAT,
            hikiwake: env!("CARGO_PKG_VERSION").to_string(),
            engine: draws::ENGINE_VERSION,
            digest: digest.to_string(),
            seed: size.seed,
            worlds: size.worlds,
            paths: size.paths,
            sampling: "random".to_string(),
            sets: self.simulation.sets.clone(),
            scenarios: cases
                .iter()
                .map(|case| ScenarioRecord { name: case.file.clone(), file: resolved_name(cases, case) })
                .collect(),
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

    fn print(&self, cases: &[Case], made: &Made, digest: &str) -> Result<(), Failure> {
        if self.format == Format::Json {
            return Ok(printer::results(&report::outcomes_json(digest, &made.outcomes, &made.changes))?);
        }
        let width = printer::width();
        let all: Vec<_> = cases.iter().map(|case| &case.loaded.scenario).zip(&made.outcomes).collect();
        let mut text = String::new();
        for (scenario, outcomes) in &all {
            text.push_str(&report::table(scenario, outcomes, width));
            text.push('\n');
        }
        text.extend(report::comparison(&all, &made.changes, width));
        text.push_str(&report::legend(width));
        Ok(printer::results(&text)?)
    }

    /// What is worth saying beside the results.
    fn remark(&self, cases: &[Case], tallies: &[Tally], pictures: &[(String, Picture)], folder: &Path) {
        if self.effort.quiet {
            return;
        }
        let mut warnings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (case, tally) in cases.iter().zip(tallies) {
            for warning in analysis::binding_caps(&case.plan, tally) {
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

/// The name of a resolved scenario in the run folder.
fn resolved_name(cases: &[Case], case: &Case) -> String {
    if cases.len() == 1 { "scenario.toml".to_string() } else { format!("scenario-{}.toml", case.file) }
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
pub(super) fn interrupt_on_ctrl_c() -> Arc<AtomicBool> {
    let interrupt = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupt);
    if ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_err() {
        printer::message("warning", "Ctrl-C cannot be caught here");
    }
    interrupt
}
