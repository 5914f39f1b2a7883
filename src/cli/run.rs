//! `hikiwake run`: simulate, print the table, write the run folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::until::{self, StopRule};
use super::{Effort, Failure, Simulation, interruption, memory, printer};
use crate::analysis::{self, Change, Outcomes, Sample};
use crate::drawing::{self, Picture};
use crate::engine::{self, Size, Stopped, Tally, Watcher};
use crate::figures::{self, FIGURES, Figures};
use crate::model::{Expert, Scenario};
use crate::plan::{self, Plan};
use crate::results::{self, FileDigest, Manifest, RankCorrelation, RunFile, ScenarioRecord, Stopping};
use crate::scenario::{self, Loaded};
use crate::{draws, report, stats};

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
    /// The plan as if one expert alone were right, for each expert of its pools.
    pub(super) views: Vec<(Expert, Plan)>,
}

/// What was simulated.
pub(super) struct Simulated {
    pub(super) tallies: Vec<Tally>,
    /// Why it ended, if there was a stop rule.
    pub(super) stopping: Option<Stopping>,
    /// Rank correlations, asked and achieved.
    pub(super) correlations: Vec<RankCorrelation>,
}

/// What a simulation left, and the files that tell of it.
pub(super) struct Made {
    pub(super) simulated: Simulated,
    pub(super) outcomes: Vec<Outcomes>,
    /// What each scenario but the first does against the first.
    pub(super) changes: Vec<Vec<Change>>,
    pub(super) figures: Figures,
    pub(super) pictures: Vec<(String, Picture)>,
    pub(super) files: Vec<RunFile>,
}

impl Case {
    /// Compiles a scenario, also as each of its experts sees it.
    pub(super) fn new(file: String, loaded: Loaded) -> Case {
        let plan = plan::compile(&loaded.scenario);
        let view =
            |expert: &Expert| (expert.clone(), plan::compile_according_to(&loaded.scenario, &expert.id));
        let views = loaded.scenario.experts.iter().map(view).collect();
        Case { file, loaded, plan, views }
    }
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
        let interrupt = interruption::flag();
        let cases = self.load()?;
        let size = Self::size(&self.simulation, &cases)?;
        let rule = self.stop_rule(&cases, size)?;
        let digest = Self::digest(&cases, size, rule.as_ref());
        let folder = self.folder(&cases, &digest);
        results::check_place(&folder)?;
        let mut made = Self::make(&cases, size, rule.as_ref(), &digest, &self.effort, interrupt)?;
        made.files.push(self.manifest(&cases, &made, &digest, started));
        if interrupt.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        // Whoever waited for the answer gets it, even if the disk refuses it or nobody reads on.
        let saved = results::save(&folder, &made.files);
        if saved.is_ok() {
            interruption::note_written();
        }
        let printed = self.print(&cases, &made, &digest);
        saved?;
        self.remark(&cases, &made, &folder);
        printed
    }

    /// Everything that is in a run folder but for its manifest.
    pub(super) fn make(
        cases: &[Case],
        size: Size,
        rule: Option<&StopRule>,
        digest: &str,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Made, Failure> {
        let (mut tallies, stopping) = match rule {
            Some(rule) => {
                let (mut tallies, stopping) = rule.simulate(cases, size, effort, interrupt)?;
                // The rule asks the scenarios; their experts' views follow with as many worlds.
                tallies.extend(Self::simulate_views(cases, tallies[0].size, effort, interrupt)?);
                (tallies, Some(stopping))
            }
            None => (Self::simulate(cases, size, effort, interrupt)?, None),
        };
        let of_views = tallies.split_off(cases.len());
        let samples = Self::samples(cases, &tallies);
        let mut outcomes: Vec<Outcomes> = cases
            .par_iter()
            .zip(&tallies)
            .zip(&samples)
            .map(|((case, tally), samples)| {
                analysis::summarise_samples(&case.loaded.scenario, tally.size, samples, &case.file)
            })
            .collect();
        add_views(cases, &of_views, &mut outcomes);
        let changes = Self::changes(cases, &samples, tallies[0].size);
        drop(samples);
        let figures = Self::figures(cases, &tallies, digest)?;
        let pictures = super::chart::render(&figures.figures, &sizes(&cases[0].loaded.scenario));
        let files = Self::files(cases, &outcomes, &changes, &figures, &pictures, digest)?;
        let correlations = correlations(cases, tallies[0].size);
        let simulated = Simulated { tallies, stopping, correlations };
        Ok(Made { simulated, outcomes, changes, figures, pictures, files })
    }

    /// What is estimated of each scenario.
    pub(super) fn samples<'t>(cases: &[Case], tallies: &'t [Tally]) -> Vec<Vec<Sample<'t>>> {
        let of =
            |(case, tally): (&Case, &'t Tally)| analysis::samples(&case.loaded.scenario, &case.plan, tally);
        cases.par_iter().zip(tallies).map(of).collect()
    }

    /// What each scenario but the first does against the first; nothing where months do not stand for the same dates.
    pub(super) fn changes(cases: &[Case], samples: &[Vec<Sample>], size: Size) -> Vec<Vec<Change>> {
        let as_of = |place: usize| cases[place].loaded.scenario.calendar.as_of;
        let against = |place: usize| match as_of(place) == as_of(0) {
            true => {
                let parts = engine::parts(&[&cases[0].plan, &cases[place].plan], size);
                analysis::differences(&samples[0], &samples[place], parts.as_deref())
            }
            false => Vec::new(),
        };
        (1..cases.len()).into_par_iter().map(against).collect()
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
        let (layers, reach) = (simulation.layers(), simulation.allowed.reach());
        let load = |path: &PathBuf| scenario::load_within(path, &layers, &reach);
        let all: Vec<_> = scenarios.par_iter().map(load).collect();
        for (path, loaded) in scenarios.iter().zip(all) {
            let loaded = loaded.map_err(Failure::Scenario)?;
            if !loaded.warnings.is_empty() && !effort.quiet {
                printer::problems(&loaded.warnings);
            }
            let stem = path.file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned());
            let is =
                |case: &Case, name: &str| results::without_case(&case.file) == results::without_case(name);
            let file = free_name(&stem, |name| cases.iter().any(|case| is(case, name)));
            cases.push(Case::new(file, loaded));
        }
        Ok(cases)
    }

    /// One size for all: they share worlds and paths.
    pub(super) fn size(simulation: &Simulation, cases: &[Case]) -> Result<Size, Failure> {
        let of = |case: &Case| simulation.size(&case.loaded.scenario);
        let told = |size: Size| {
            let sampling = size.design.sampling().name();
            format!("{}, {}, {}, {sampling}", size.seed, size.worlds, size.paths)
        };
        let first = of(&cases[0])?;
        for case in &cases[1..] {
            let other = of(case)?;
            if other != first {
                return Err(Failure::Usage(format!(
                    "scenarios of one run share seed, worlds, paths and sampling: {} has {} and {} has {}; give --seed, --worlds, --paths or --sampling, or run them one by one",
                    cases[0].file,
                    told(first),
                    case.file,
                    told(other)
                )));
            }
        }
        Ok(first)
    }

    fn stop_rule(&self, cases: &[Case], size: Size) -> Result<Option<StopRule>, Failure> {
        let at_most = self.at_most.unwrap_or(until::AT_MOST);
        self.until.as_ref().map(|text| StopRule::new(text, at_most, cases, size)).transpose()
    }

    pub(super) fn digest(cases: &[Case], size: Size, rule: Option<&StopRule>) -> String {
        let rule = rule.map(StopRule::values);
        let values: Vec<&str> =
            cases.iter().map(|case| case.loaded.values.as_str()).chain(rule.as_deref()).collect();
        results::run_digest(size.seed, size.worlds, size.paths, &values)
    }

    /// Simulates the scenarios, then the views of their experts, in the same worlds.
    pub(super) fn simulate(
        cases: &[Case],
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Vec<Tally>, Failure> {
        let name = |place: usize| owners(cases)[place].file.clone();
        Self::simulate_plans(&plans(cases), name, size, effort, interrupt)
    }

    fn simulate_views(
        cases: &[Case],
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Vec<Tally>, Failure> {
        let views = &plans(cases)[cases.len()..];
        let name = |place: usize| owners(cases)[cases.len() + place].file.clone();
        Self::simulate_plans(views, name, size, effort, interrupt)
    }

    /// Simulates plans in the same worlds; `name` is what each is called if its arithmetic fails.
    pub(super) fn simulate_plans(
        plans: &[&Plan],
        name: impl Fn(usize) -> String,
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<Vec<Tally>, Failure> {
        memory::check(plans, size, effort)?;
        let trials = u64::from(size.worlds) * u64::from(size.paths) * plans.len() as u64;
        Self::watched(trials, name, effort, interrupt, |watcher| engine::simulate(plans, size, watcher))
    }

    /// Simulates with a progress bar over so many trials.
    pub(super) fn watched<T>(
        trials: u64,
        name: impl Fn(usize) -> String,
        effort: &Effort,
        interrupt: &AtomicBool,
        simulate: impl FnOnce(&Watcher) -> Result<T, Stopped>,
    ) -> Result<T, Failure> {
        let bar = printer::progress(trials, effort.quiet);
        let watcher = Watcher { interrupt, progress: &|done| bar.inc(done) };
        let done = simulate(&watcher);
        bar.finish_and_clear();
        done.map_err(|stopped| match stopped {
            Stopped::Arithmetic(place, error) => Failure::Arithmetic(name(place), error),
            Stopped::Interrupted => Failure::Interrupted,
        })
    }

    fn figures(cases: &[Case], tallies: &[Tally], digest: &str) -> Result<Figures, Failure> {
        let recorded: Vec<Vec<usize>> =
            cases.iter().map(|case| figures::recorded_factors(&case.loaded.scenario, &case.plan)).collect();
        let looks: Vec<(&Plan, &[usize])> =
            cases.iter().zip(&recorded).map(|(case, factors)| (&case.plan, factors.as_slice())).collect();
        let size = tallies[0].size;
        let records = engine::record(&looks, size, size.worlds.min(figures::RECORDED))
            .map_err(|(place, error)| Failure::Arithmetic(cases[place].file.clone(), error))?;
        let simulated: Vec<figures::Simulated> = (0..cases.len())
            .map(|i| figures::Simulated {
                scenario: &cases[i].loaded.scenario,
                plan: &cases[i].plan,
                tally: &tallies[i],
                record: &records[i],
                recorded: &recorded[i],
            })
            .collect();
        Ok(Figures { figures: figures::of_run(&simulated, digest) })
    }

    fn files(
        cases: &[Case],
        outcomes: &[Outcomes],
        changes: &[Vec<Change>],
        figures: &Figures,
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
        files.push(RunFile { name: FIGURES.into(), bytes: figures.json().into_bytes() });
        let formats = [super::chart::Format::Svg, super::chart::Format::Png];
        let drawn = super::chart::files(pictures, &formats);
        files
            .extend(drawn.into_iter().map(|(name, bytes)| RunFile { name: format!("charts/{name}"), bytes }));
        Ok(files)
    }

    fn manifest(&self, cases: &[Case], made: &Made, digest: &str, started: Instant) -> RunFile {
        let Simulated { tallies, stopping, correlations } = &made.simulated;
        let size = tallies[0].size;
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
            sampling: size.design.sampling().name().to_string(),
            stopping: stopping.clone(),
            correlations: correlations.clone(),
            sets: self.simulation.sets.clone(),
            scenarios: cases
                .iter()
                .map(|case| ScenarioRecord { name: case.file.clone(), file: resolved_name(cases, case) })
                .collect(),
            inputs,
            results: made
                .files
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
            [one] => format!("{}-{short}", results::name_for(&one.file)),
            [first, others @ ..] => {
                format!("{}-and-{}-more-{short}", results::name_for(&first.file), others.len())
            }
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
        if let Some(stopping) = &made.simulated.stopping {
            text.push_str(&report::paragraph(&stopping.told(), width));
            text.push('\n');
        }
        text.extend(report::comparison(&all, &made.changes, width));
        text.push_str(&report::legend(width));
        Ok(printer::results(&text)?)
    }

    /// What is worth saying beside the results.
    fn remark(&self, cases: &[Case], made: &Made, folder: &Path) {
        if self.effort.quiet {
            return;
        }
        let Simulated { tallies, correlations, .. } = &made.simulated;
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
        for pair in correlations {
            if let Some(warning) = analysis::far_from_asked(pair.asked, pair.achieved, tallies[0].size.worlds)
            {
                let [a, b] = &pair.between;
                printer::message("warning", &format!("{}: `{a}` with `{b}`: {warning}", pair.file));
            }
        }
        for figure in &made.figures.figures {
            for doubt in figure.doubtful_claims() {
                printer::message("warning", &format!("the title of {} {doubt}", figure.name));
            }
        }
        for (name, picture) in &made.pictures {
            for problem in picture.problems() {
                printer::message("warning", &format!("chart {name}: {problem}"));
            }
        }
        printer::message("run", &format!("written to {}", folder.display()));
    }
}

/// The sizes that a scenario asks for; a slide unless it says otherwise.
fn sizes(scenario: &Scenario) -> Vec<drawing::Size> {
    match scenario.charts.sizes.as_slice() {
        [] => vec![drawing::Size::Slide],
        sizes => sizes.to_vec(),
    }
}

/// Every correlation that the files ask for, and what the worlds of the run came to.
fn correlations(cases: &[Case], size: Size) -> Vec<RankCorrelation> {
    let of = |case: &Case| -> Vec<RankCorrelation> {
        let groups = &case.loaded.scenario.correlated;
        let achieved = engine::achieved_correlations(&case.plan, groups, size);
        let pairs = groups.iter().flat_map(|group| group.pairs.iter().map(move |&(i, j)| (group, i, j)));
        pairs
            .zip(achieved)
            .map(|((group, i, j), achieved)| RankCorrelation {
                file: case.file.clone(),
                between: [group.keys[i].clone(), group.keys[j].clone()],
                asked: group.ranks[i][j],
                achieved: achieved.map(|rho| stats::round_to(rho, 4)),
            })
            .collect()
    };
    cases.iter().flat_map(of).collect()
}

/// The name of a resolved scenario in the run folder.
fn resolved_name(cases: &[Case], case: &Case) -> String {
    if cases.len() == 1 {
        "scenario.toml".to_string()
    } else {
        format!("scenario-{}.toml", results::name_for(&case.file))
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
