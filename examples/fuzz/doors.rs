//! The doors: each takes a stranger's bytes and either refuses them in words, or works with them to the end.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;
use hikiwake::analysis::{self, Until};
use hikiwake::drawing;
use hikiwake::engine::{self, Size, Watcher};
use hikiwake::figures::{self, Figures};
use hikiwake::formula::Formula;
use hikiwake::plan::{Plan, compile};
use hikiwake::scenario::{self, Loaded, Reach};
use hikiwake::{ledger, report, results};

/// A way in for text that somebody else wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Door {
    /// A scenario file
    Scenario,
    /// A file of observations
    Observations,
    /// The figures of a run folder
    Figures,
    /// The manifest of a run folder
    Manifest,
    /// A rule to stop by
    Until,
    /// A formula
    Formula,
}

impl Door {
    /// Every door.
    pub fn all() -> Vec<Door> {
        Door::value_variants().to_vec()
    }

    /// As it is written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Door::Scenario => "scenario",
            Door::Observations => "observations",
            Door::Figures => "figures",
            Door::Manifest => "manifest",
            Door::Until => "until",
            Door::Formula => "formula",
        }
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A door with what it needs to be tried.
pub struct Room {
    door: Door,
    /// A folder to put files in.
    folder: PathBuf,
    /// A scenario that is sound.
    sound: Loaded,
}

/// Whether an input was accepted, or what is wrong with what came of it.
type Tried = Result<bool, String>;

impl Room {
    /// A room with a folder of its own.
    pub fn new(door: Door) -> Room {
        let folder = std::env::temp_dir().join(format!("hikiwake-fuzz-{door}-{}", std::process::id()));
        let file = folder.join("scenarios/minimal.toml");
        for made in ["rejected", "scenarios"] {
            fs::create_dir_all(folder.join(made)).expect("a folder to work in");
        }
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/minimal.toml"), &file)
            .expect("the folder takes files");
        let sound = scenario::load(&file, &[]).expect("the minimal scenario is sound");
        Room { door, folder, sound }
    }

    /// Tries one input.
    pub fn try_input(&self, input: &[u8]) -> Tried {
        match self.door {
            Door::Scenario => self.scenario(input),
            Door::Observations => self.observations(input),
            Door::Figures => figures(&String::from_utf8_lossy(input)),
            Door::Manifest => self.manifest(input),
            Door::Until => self.until(&String::from_utf8_lossy(input)),
            Door::Formula => Ok(formula(&String::from_utf8_lossy(input))),
        }
    }

    fn scenario(&self, input: &[u8]) -> Tried {
        let file = self.folder.join("rejected/scenario.toml");
        fs::write(&file, input).expect("the folder takes files");
        let sets = ["worlds=20", "paths=2", "seed=1"].map(String::from);
        // The cases of the tests extend a sound scenario in a folder beside theirs.
        let reach = Reach::allowing(&[self.folder.join("scenarios")]);
        let loaded = match scenario::load_within(&file, &sets, &reach) {
            Ok(loaded) => loaded,
            Err(problems) => {
                legible("problems", &problems.render(false))?;
                return Ok(false);
            }
        };
        loaded.warnings.render(true);
        work_with(&loaded)?;
        Ok(true)
    }

    fn observations(&self, input: &[u8]) -> Tried {
        fs::write(self.folder.join("observed.csv"), input).expect("the folder takes files");
        let column =
            if input.first().is_some_and(|byte| byte % 2 == 0) { "" } else { ", column = \"value\"" };
        let set = format!(
            "party.upland.audience.council.reservation={{ empirical = {{ file = \"observed.csv\"{column} }}, judgement = \"seen\" }}"
        );
        // A --set looks for its files in the current folder, so the value goes into a file beside them.
        let over = self.folder.join("over.toml");
        fs::write(&over, format!("extends = \"scenarios/minimal.toml\"\n{set}\n"))
            .expect("the folder takes files");
        match scenario::load(&over, &[]) {
            Ok(loaded) => {
                let plan = compile(&loaded.scenario);
                let size = Size::new(1, 20, 1, loaded.scenario.sampling);
                let drawn = engine::draw_world(&plan, size, 3);
                if drawn.iter().any(|x| !x.is_finite()) {
                    return Err("a drawn number is not finite".into());
                }
                Ok(true)
            }
            Err(problems) => {
                legible("problems", &problems.render(false))?;
                Ok(false)
            }
        }
    }

    fn manifest(&self, input: &[u8]) -> Tried {
        fs::write(self.folder.join(results::MANIFEST), input).expect("the folder takes files");
        match results::read(&self.folder) {
            Ok(run) => {
                run.has_digest("0123");
                Ok(true)
            }
            Err(error) => {
                legible("the error", &error.to_string())?;
                Ok(false)
            }
        }
    }

    fn until(&self, text: &str) -> Tried {
        let Ok(rule) = Until::parse(text) else { return Ok(false) };
        let again = Until::parse(&rule.to_string());
        if again.as_ref() != Ok(&rule) {
            return Err(format!("`{rule}` reads back as {again:?}"));
        }
        Ok(rule.resolve(&[&self.sound.scenario]).is_ok())
    }
}

/// What a run, `explain` and `trace` do with a scenario, without its folder.
fn work_with(loaded: &Loaded) -> Result<(), String> {
    let (scenario, plan) = (&loaded.scenario, compile(&loaded.scenario));
    let size = Size::new(1, 20, 2, scenario.sampling);
    let ledger = ledger::ledger(loaded);
    sound_text("the ledger", &report::ledger_json(&ledger))?;
    report::ledger_text(&ledger, 80);
    let (history, _) = engine::replay_as_far(&plan, size, 3, 1);
    sound_text("a chronicle", &report::chronicle("a trial", scenario, &plan, &history, None, 80))?;
    // Very long scenarios are simulated elsewhere.
    if plan.calendar.months as usize * (plan.factors.len() + plan.all_states()) > 60_000 {
        return Ok(());
    }
    let never = AtomicBool::new(false);
    let watcher = Watcher { interrupt: &never, progress: &|_| {} };
    let tallies = match engine::simulate(&[&plan], size, &watcher) {
        Ok(tallies) => tallies,
        // The arithmetic may fail, if it says so.
        Err(_) => return Ok(()),
    };
    let outcomes = analysis::summarise(scenario, &plan, &tallies[0], "scenario");
    sound_text("the results", &report::outcomes_json("0", std::slice::from_ref(&outcomes), &[]))?;
    sound_text("the table", &report::table(scenario, &outcomes, report::Detail::Whole, 80))?;
    draw(&figures_of(loaded, &plan, &tallies[0], size)?)
}

fn figures_of(loaded: &Loaded, plan: &Plan, tally: &engine::Tally, size: Size) -> Result<Figures, String> {
    let recorded = figures::recorded_factors(&loaded.scenario, plan);
    let records =
        engine::record(&[(plan, &recorded)], size, size.worlds).map_err(|(_, error)| error.to_string())?;
    let simulated = figures::Simulated {
        scenario: &loaded.scenario,
        plan,
        tally,
        record: &records[0],
        recorded: &recorded,
    };
    Ok(Figures { figures: figures::of_run(&[simulated], "0") })
}

fn figures(text: &str) -> Tried {
    match Figures::parse(text) {
        Ok(figures) => draw(&figures).map(|()| true),
        Err(why) => legible("the error", &why).map(|()| false),
    }
}

/// How numbers that are none stand in a picture.
const LOST: [&str; 5] = ["NaN", "\"inf", "\"-inf", " inf", " -inf"];

fn draw(figures: &Figures) -> Result<(), String> {
    let data = figures.json();
    // A name may say what it likes.
    let says_so = LOST.iter().any(|lost| data.contains(lost.trim_matches(['"', ' ', '-'])));
    for figure in &figures.figures {
        for size in [drawing::Size::Slide, drawing::Size::Column] {
            // What cannot be drawn is a warning to whoever asked for it.
            let Ok(picture) = figure.try_render(size) else { continue };
            legible("a picture", &picture.svg)?;
            if !says_so && LOST.iter().any(|lost| picture.svg.contains(lost)) {
                return Err(format!("{} holds what is no number", figure.name));
            }
        }
    }
    Ok(())
}

fn formula(text: &str) -> bool {
    let Ok(formula) = Formula::parse(text) else { return false };
    formula.evaluate(&|_| Some(0.5));
    formula.bare();
    formula.names();
    true
}

/// No number that is none either.
fn sound_text(what: &str, text: &str) -> Result<(), String> {
    let word = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word);
    if word("NaN") {
        return Err(format!("{what} hold NaN"));
    }
    legible(what, text)
}

/// Nothing that a terminal would obey.
fn legible(what: &str, text: &str) -> Result<(), String> {
    match text.chars().find(|&c| hikiwake::legible::is_hidden(c)) {
        Some(c) => Err(format!("{what} hold U+{:04X}", u32::from(c))),
        None => Ok(()),
    }
}
