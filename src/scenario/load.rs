//! The whole way from files to a checked model.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::Path;

use crate::draws::ENGINE_VERSION;
use crate::model::{Basis, Expert, Scenario};

use super::grammar;
use super::layers::Layers;
use super::loaded::{Bare, Loaded};
use super::names::Names;
use super::node::{Node, Value};
use super::problem::{Place, Problem, Problems, Severity};
use super::reach::Reach;
use super::reader::{Context, Section};
use super::{
    entries, flattened, font, history, lints, missing_letters, observations, resolved, units, unsaid,
};

/// Loads a scenario and checks it. Each of `sets` is a `KEY=VALUE` laid over the files. It reads files below its own folder only.
///
/// **Errors** all problems, in file order.
pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, Problems> {
    load_within(path, sets, &Reach::default())
}

/// Loads a scenario that may read other files than those below its own folder, or none.
///
/// **Errors** all problems, in file order.
pub fn load_within(path: &Path, sets: &[String], reach: &Reach) -> Result<Loaded, Problems> {
    let (layers, root) = Layers::read(path, sets, reach);
    judge(layers, root)
}

/// Loads a scenario from its text, as a resolved one, which needs no file beside it. `name` is what messages call it.
///
/// **Errors** as for [`load`].
pub fn load_text(name: &str, text: String) -> Result<Loaded, Problems> {
    let (layers, root) = Layers::of_text(name, text);
    judge(layers, root)
}

/// Checks what was read and turns it into the model.
pub(super) fn judge(mut layers: Layers, mut root: Option<Node>) -> Result<Loaded, Problems> {
    if let Some(root) = &mut root {
        unsaid::bring_in(root, &layers);
        observations::bring_in(root, &mut layers);
        font::bring_in(root, &mut layers);
    }
    let units = root.as_mut().map(|root| units::convert(root, &mut layers)).unwrap_or_default();
    let mut found = std::mem::take(&mut layers.problems);
    found.extend(layers.lost.iter().cloned());
    let texts = layers.share();
    let files = std::mem::take(&mut layers.wanted);
    let Some(root) = root else { return Err(Problems::new(found, texts).of(files)) };
    let cx = Context {
        layers: &layers,
        names: Names::gather(&root),
        root: &root,
        calendar: Cell::new(None),
        problems: RefCell::new(Vec::new()),
        bare: RefCell::new(Vec::new()),
        beyond: RefCell::new(Vec::new()),
        quantities: RefCell::default(),
        admitted: RefCell::default(),
        formulas: RefCell::default(),
        units,
        experts: RefCell::default(),
    };
    let mut scenario = read_scenario(&cx, &root);
    if cx.formulas.borrow().is_any() {
        cx.start_over();
        cx.settle_formulas();
        scenario = read_scenario(&cx, &root);
    }
    found.append(&mut cx.problems.borrow_mut());
    let bare = cx.bare.borrow();
    if found.iter().all(|p| p.severity() == Severity::Warning) {
        found.extend(bare_warning(&cx, &bare));
        found.extend(scenario.iter().flat_map(|scenario| lints::of(&cx, scenario)));
        found.extend(flattened::found(&cx));
        found.extend(missing_letters::unwritable(&root, font::of(&root)));
    }
    let (errors, warnings): (Vec<Problem>, Vec<Problem>) =
        found.into_iter().partition(|p| p.severity() == Severity::Error);
    match scenario {
        Some(scenario) if errors.is_empty() => Ok(Loaded {
            scenario,
            warnings: Problems::new(warnings, texts).of(files),
            sources: layers.sources(),
            font: layers.font.clone(),
            resolved: resolved::write(&root, &layers, &cx.units.stated),
            values: resolved::values(&root),
            entries: entries::of(&root, &layers),
            written: history::of(&root, &layers, &cx.units.around),
            admitted: cx.admitted.take(),
            bare: bare.iter().map(|(key, at)| Bare { key: key.clone(), place: cx.line_of(at) }).collect(),
        }),
        _ => Err(Problems::new(errors.into_iter().chain(warnings).collect(), texts).of(files)),
    }
}

fn read_scenario<'a>(cx: &'a Context<'a>, root: &'a Node) -> Option<Scenario> {
    let top: Section<'a> = cx.open(String::new(), root, &Basis::default(), &grammar::TOP.known())?;
    check_engine(&top);
    cx.calendar.set(top.calendar());
    let name = top.text("name");
    let dispute = top.text_or("dispute", "");
    let summary = top.text_or("summary", "");
    let seed = top.whole("seed", 0..=u64::MAX);
    let worlds = top.whole("worlds", 1..=1_000_000).unwrap_or(1000) as u32;
    let paths = top.whole("paths", 1..=10_000_000).unwrap_or(25) as u32;
    let sampling = top.sampling();
    for needed in ["term", "option_sheet", "party"] {
        if top.lacks(needed) {
            top.missing(needed, "");
        }
    }
    top.check_counts();
    let (evidence, declared) = (top.ledger(), top.experts());
    let option =
        top.need("option").and_then(|n| top.id_at(n, "option", "S406", "option sheet", &cx.names.options));
    let terms = top.terms();
    let options = top.option_sheets();
    let combinations = top.combinations(&options);
    let (parties, factors) = (top.parties(), top.factors());
    let (processes, shocks, windows) = (top.processes(), top.shocks(), top.windows());
    // A process or shock that could not be read would make the others look unreachable.
    if cx.problems.borrow().iter().all(|p| p.severity() == Severity::Warning) {
        top.check_ways(&processes, &shocks);
    }
    top.check_agenda(&processes);
    let metrics = top.metrics();
    if let Some(calendar) = cx.calendar.get() {
        top.check_flows(calendar.months, &factors, &metrics);
        top.check_waits(calendar.months, &processes);
    }
    let report = top.report();
    let expectations = report.as_ref().map(|report| top.expectations(&report.process)).unwrap_or_default();
    let objective = report.as_ref().and_then(|report| top.objective(report));
    let bargain = top.bargain();
    let charts = top.charts();
    let acceptability = top.acceptability();
    let experts = cx.experts.borrow().iter().map(|id| named_expert(id, &declared)).collect();
    let ingredients = cx.formulas.borrow().ingredients();
    let whole = || {
        Some(Scenario {
            name: name?,
            dispute,
            summary,
            calendar: cx.calendar.get()?,
            seed,
            worlds,
            paths,
            sampling: sampling?,
            correlated: Vec::new(),
            option: option?,
            evidence,
            experts,
            ingredients,
            terms,
            options,
            combinations,
            bargain,
            acceptability,
            parties,
            factors,
            processes,
            shocks,
            windows,
            metrics,
            expectations,
            objective,
            report: report?,
            charts,
        })
    };
    let mut scenario = whole();
    let together = scenario.as_mut().map(|scenario| top.assign_judged(scenario)).unwrap_or_default();
    let correlated = top.correlations(together);
    if let Some(scenario) = &mut scenario {
        scenario.correlated = correlated;
    }
    scenario
}

/// Who has a say in a pool, by the name that the file declares for the id, or as the pool names them.
fn named_expert(id: &str, declared: &[Expert]) -> Expert {
    let found = declared.iter().find(|expert| expert.id == id).cloned();
    found.unwrap_or_else(|| Expert { id: id.to_string(), name: id.to_string() })
}

fn check_engine(top: &Section<'_>) {
    let Some(node) = top.get("engine") else { return };
    match node.value {
        Value::Whole(n) if n == i128::from(ENGINE_VERSION) => {}
        Value::Whole(n) if n > i128::from(ENGINE_VERSION) => {
            let title = format!("the scenario is written for engine {n}; this is engine {ENGINE_VERSION}");
            let problem = Problem::error("S011", node.at(), title, "another engine gives other numbers");
            top.cx.report(problem.help(format!("use the newer hikiwake it was written for; with engine = {ENGINE_VERSION} it gives the numbers of this one")));
        }
        Value::Whole(n) => {
            let title = format!("the scenario is written for engine {n}; this is engine {ENGINE_VERSION}");
            let label = format!("its numbers are now those of engine {ENGINE_VERSION}");
            let help = format!(
                "CHANGELOG.md says what moved since; write engine = {ENGINE_VERSION} once that is what you want; for the old numbers use the hikiwake it was written for"
            );
            top.cx.report(Problem::warning("S011", node.at(), title, label).help(help));
        }
        _ => top.wrong_type(node, "engine", "a whole number"),
    }
}

/// One warning for all bare quantities.
fn bare_warning(cx: &Context<'_>, bare: &[(String, Place)]) -> Option<Problem> {
    const LISTED: usize = 5;
    // What is said once for all silent sheets is one number.
    let mut seen = HashSet::new();
    let bare: Vec<&(String, Place)> =
        bare.iter().filter(|(_, at)| seen.insert((at.layer, at.span.start))).collect();
    let (first, place) = bare.first()?;
    let title = match bare.len() {
        1 => "1 number has neither evidence nor judgement".to_string(),
        n => format!("{n} numbers have neither evidence nor judgement"),
    };
    let mut problem = Problem::warning("S211", place.clone(), title, format!("`{first}` is bare"));
    for (key, at) in bare.iter().skip(1).take(LISTED - 1) {
        problem = problem.note(format!("also `{key}` at {}", cx.line_of(at)));
    }
    if bare.len() > LISTED {
        problem = problem.note(format!("and {} more; those are the first", bare.len() - LISTED));
    }
    Some(
        problem
            .help("add evidence = [\"E1\"] or judgement = \"why\" to the number, or to the table around it"),
    )
}
