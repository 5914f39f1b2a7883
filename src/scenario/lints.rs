//! What is legal but probably not meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Chart, Driver, Measure, Process, Quantity, Rate, Reading, Scenario, SettlementOption, TermValue,
    Transition, Trigger,
};
use crate::quantity::Family;

use super::node::{Node, Table, Value};
use super::problem::{Place, Problem};
use super::quantities::figure;
use super::reader::Context;
use super::suggestions;

/// The layer of the scenario's own file.
const OWN: usize = 0;

/// Collections whose elements another file may change, as the path to them; `*` is any id.
const COLLECTIONS: [&[&str]; 11] = [
    &["term"],
    &["option_sheet"],
    &["party"],
    &["party", "*", "audience"],
    &["factor"],
    &["process"],
    &["process", "*", "state"],
    &["process", "*", "transition"],
    &["shock"],
    &["window"],
    &["metric"],
];

/// What is worth a word of a scenario that loads.
pub(super) fn of(cx: &Context<'_>, scenario: &Scenario) -> Vec<Problem> {
    let mut found = almost_alike(cx);
    found.extend(unread_factors(cx, scenario));
    found.extend(never_happening(cx, scenario));
    found.extend(without_width(cx));
    found.extend(beyond_the_horizon(cx));
    found.extend(equal_options(cx, scenario));
    found.extend(shares_for_points(cx));
    found
}

fn declared(cx: &Context<'_>, path: &[&str]) -> Place {
    let found = path.iter().try_fold(cx.root, |node, key| node.get(key));
    found.map_or(Place { layer: OWN, span: 0..0 }, Node::declared)
}

/// Elements of the file itself that are spelt almost like one of a file that it extends.
fn almost_alike(cx: &Context<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    for path in COLLECTIONS {
        gather_alike(cx, cx.root, path, &mut Vec::new(), &mut found);
    }
    found
}

fn gather_alike<'a>(
    cx: &Context<'_>,
    node: &'a Node,
    rest: &[&str],
    path: &mut Vec<&'a str>,
    found: &mut Vec<Problem>,
) {
    let Some(table) = node.table() else { return };
    let Some((first, rest)) = rest.split_first() else {
        found.extend(alike_in(cx, table, path));
        return;
    };
    for (key, inner) in table.iter().filter(|(key, _)| *first == "*" || *first == key.as_str()) {
        path.push(key);
        gather_alike(cx, inner, rest, path, found);
        path.pop();
    }
}

fn alike_in(cx: &Context<'_>, table: &Table, path: &[&str]) -> Vec<Problem> {
    let is_own = |node: &Node| node.history.first().is_some_and(|origin| origin.layer == OWN);
    let is_below = |node: &Node| {
        node.history.first().is_some_and(|origin| origin.layer != OWN && origin.layer < cx.layers.files)
    };
    let below: Vec<&String> = table.iter().filter(|(_, node)| is_below(node)).map(|(id, _)| id).collect();
    let own = table.iter().filter(|(_, node)| is_own(node)).take(suggestions::COMPARED);
    let alike = own.filter_map(|(id, node)| {
        let near = below.iter().take(suggestions::COMPARED).find(|other| is_slip(id, other))?;
        let title = format!("`{}.{id}` is spelt almost like `{near}`, which a file below declares", path.join("."));
        let problem = Problem::warning("S801", node.declared(), title, "a new element, beside the other");
        let there = table.get(near.as_str()).map(Node::declared)?;
        Some(problem.note_at(there, "declared here").help(format!(
            "to change that one, write `{near}`; if a new one is meant, a name that is less like it spares readers the doubt"
        )))
    });
    alike.collect()
}

/// Whether an id looks like a slip of the pen for another; what differs in its number only is a series.
fn is_slip(id: &str, other: &str) -> bool {
    let part =
        |id: &str, wanted: fn(&char) -> bool| id.to_lowercase().chars().filter(wanted).collect::<String>();
    let letters = |id: &str| part(id, |c| !c.is_ascii_digit() && *c != '_');
    let digits = |id: &str| part(id, char::is_ascii_digit);
    let (a, b) = (letters(id), letters(other));
    let most = match a.len().min(b.len()) {
        0..=3 => return false,
        4..=6 => 1,
        _ => 2,
    };
    digits(id) == digits(other) && strsim::damerau_levenshtein(&a, &b) <= most
}

/// Every driver of a scenario.
fn drivers(scenario: &Scenario) -> impl Iterator<Item = &Driver> {
    let audiences = scenario.parties.iter().flat_map(|party| &party.audiences).flat_map(|a| &a.drivers);
    let factors = scenario.factors.iter().flat_map(|factor| &factor.drivers);
    let steps = scenario.processes.iter().flat_map(|process| &process.transitions).flat_map(|t| &t.drivers);
    let shocks = scenario.shocks.iter().flat_map(|shock| &shock.drivers);
    let forces = scenario.shocks.iter().flat_map(|shock| &shock.forces).flat_map(|force| &force.drivers);
    let flows = scenario.metrics.iter().flat_map(|metric| match &metric.measure {
        Measure::Flow { drivers, .. } => drivers.as_slice(),
        _ => &[],
    });
    audiences.chain(factors).chain(steps).chain(shocks).chain(forces).chain(flows)
}

/// Factors on which nothing depends and which nobody asks to see.
fn unread_factors(cx: &Context<'_>, scenario: &Scenario) -> Option<Problem> {
    let mut read: BTreeSet<&str> = BTreeSet::new();
    for reading in drivers(scenario).flat_map(|driver| &driver.readings) {
        if let Reading::Factor(id) = reading {
            read.insert(id);
        }
    }
    let charts = scenario.charts.show.iter().flatten().chain(&scenario.charts.also);
    read.extend(charts.filter_map(|chart| match chart {
        Chart::Fan(id) => Some(id.as_str()),
        _ => None,
    }));
    // A formula may take its numbers.
    let named = scenario.ingredients.iter().filter_map(|quantity| quantity.key.strip_prefix("factor."));
    read.extend(named.filter_map(|key| key.split('.').next()));
    let unread: Vec<&str> =
        scenario.factors.iter().map(|factor| factor.id.as_str()).filter(|id| !read.contains(id)).collect();
    let first = *unread.first()?;
    let (title, label) = match unread.len() {
        1 => (format!("nothing reads the factor `{first}`"), "it moves, and moves nothing"),
        n => (format!("nothing reads {n} factors: {}", suggestions::list(&unread)), "the first of them"),
    };
    let at = declared(cx, &["factor", first]);
    Some(Problem::warning("S802", at, title, label).help(format!(
        "let a driver read it: drivers.{first} = {{ factor = \"{first}\", times = 1.5 }}; or look at it: charts.also = [\"fan.{first}\"]; or drop it"
    )))
}

/// Transitions that cannot happen, whatever else does, where nobody says that it is meant.
fn never_happening(cx: &Context<'_>, scenario: &Scenario) -> Vec<Problem> {
    let mut found = Vec::new();
    let months = scenario.calendar.months;
    for process in &scenario.processes {
        for transition in &process.transitions {
            let Some((why, key, help)) = why_never(process, transition, months) else { continue };
            let title = format!("`process.{}.transition.{}` can never happen", process.id, transition.id);
            let path = ["process", &process.id, "transition", &transition.id];
            let at = path.iter().chain([&key]).try_fold(cx.root, |node, key| node.get(key));
            // Who says why a rate is 0 means it so.
            let is_off = ["per_year", "annual_chance", "chance"].contains(&key);
            let has_grounds = |node: &Node| node.get("judgement").is_some() || node.get("evidence").is_some();
            if is_off && at.is_some_and(has_grounds) {
                continue;
            }
            let at = at.map_or_else(|| declared(cx, &path), Node::at);
            found.push(Problem::warning("S803", at, title, why).help(help));
        }
    }
    found
}

/// Why a transition never happens, at which of its keys, and the way out.
fn why_never(
    process: &Process,
    transition: &Transition,
    months: u32,
) -> Option<(String, &'static str, &'static str)> {
    const OFF: &str =
        "if it is meant to be off, say why: { value = 0, judgement = \"…\" }; or drop it with remove = true";
    const LATE: &str = "write a smaller number of months, or a later `horizon`";
    let is_zero = |quantity: &Quantity| quantity.formula.is_none() && quantity.family.support().1 <= 0.0;
    let rate_of_0 = || "a rate of 0".to_string();
    let chance_of_0 = || "a chance of 0".to_string();
    match &transition.trigger {
        Trigger::Hazard(Rate::PerYear(rate)) if is_zero(rate) => return Some((rate_of_0(), "per_year", OFF)),
        Trigger::Hazard(Rate::AnnualChance(rate)) if is_zero(rate) => {
            return Some((chance_of_0(), "annual_chance", OFF));
        }
        Trigger::At { chance, .. } | Trigger::After { chance, .. } if is_zero(chance) => {
            return Some((chance_of_0(), "chance", OFF));
        }
        Trigger::After { months: lag, .. }
            if lag.formula.is_none() && lag.family.support().0 > f64::from(months) =>
        {
            return Some((format!("more than the {months} months that are simulated"), "after", LATE));
        }
        _ => {}
    }
    if transition.not_before >= months {
        return Some((format!("only {months} months are simulated"), "not_before", LATE));
    }
    // While the process itself is in states out of which it does not lead.
    let own = transition.only_while.iter().filter(|(other, _)| *other == process.id);
    if let Some((_, states)) =
        own.into_iter().find(|(_, states)| transition.from.iter().all(|from| !states.contains(from)))
    {
        let leads: Vec<&String> = transition.from.iter().collect();
        let only: Vec<&String> = states.iter().collect();
        return Some((
            format!(
                "it leads out of {}, never while in {}",
                suggestions::list(&leads),
                suggestions::list(&only)
            ),
            "only_while",
            "name states of another process, or change `from`",
        ));
    }
    let both = transition.requires.iter().find(|audience| transition.refused_by == [(*audience).clone()])?;
    Some((
        format!("`{both}` must consent and refuse"),
        "refused_by",
        "drop one of the two, or make two transitions of it",
    ))
}

/// Numbers written as a distribution that has one value.
fn without_width(cx: &Context<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    for (key, known) in cx.quantities.borrow().iter() {
        if !known.certain {
            continue;
        }
        let node = key.split('.').try_fold(cx.root, |node, part| node.get(part));
        let Some(Value::Table(table)) = node.map(|node| &node.value) else { continue };
        let Some(form) = ["discrete", "empirical", "pool"].into_iter().find(|form| table.contains_key(*form))
        else {
            continue;
        };
        let Some(node) = table.get(form) else { continue };
        let title = format!("`{key}` is written as a distribution and has one value");
        found.push(
            Problem::warning("S804", node.at(), title, "a range of no width")
                .help("give it a second value, or write the number plainly if it is certain"),
        );
    }
    found
}

/// One line for all dates of which the simulation sees nothing.
fn beyond_the_horizon(cx: &Context<'_>) -> Option<Problem> {
    let beyond = cx.beyond.borrow();
    let (key, first) = beyond.first()?;
    let calendar = cx.calendar.get()?;
    let last = calendar.month(calendar.months);
    let title = match beyond.len() {
        1 => format!("a date lies beyond the horizon, {last}"),
        n => format!("{n} dates lie beyond the horizon, {last}"),
    };
    let mut problem = Problem::warning(
        "S805",
        first.clone(),
        title,
        format!("of `{key}`: nothing comes of it in this simulation"),
    );
    let others: BTreeSet<&String> = beyond.iter().map(|(key, _)| key).filter(|other| *other != key).collect();
    if !others.is_empty() {
        let others: Vec<&String> = others.into_iter().collect();
        problem = problem.note(format!("also of {}", suggestions::list(&others)));
    }
    Some(problem.help("extend the `horizon`; or leave it so, if the simulation is meant to end before"))
}

/// Option sheets that hold the same terms.
fn equal_options(cx: &Context<'_>, scenario: &Scenario) -> Vec<Problem> {
    let terms = |option: &SettlementOption| -> String {
        let told = |value: &TermValue| match value {
            TermValue::Level(level) => level.clone(),
            TermValue::Amount(quantity) => match &quantity.formula {
                Some(_) => format!("{quantity:?}"),
                None => format!("{:?}", quantity.family),
            },
        };
        option.terms.iter().map(|(term, value)| format!("{term} = {}\n", told(value))).collect()
    };
    let mut seen: BTreeMap<String, &SettlementOption> = BTreeMap::new();
    let mut found = Vec::new();
    for option in &scenario.options {
        let Some(twin) = seen.insert(terms(option), option) else { continue };
        let title = format!("the options `{}` and `{}` hold the same terms", twin.id, option.id);
        let at = declared(cx, &["option_sheet", &option.id]);
        let problem = Problem::warning("S806", at, title, "a second time");
        let problem = problem.note_at(declared(cx, &["option_sheet", &twin.id]), "the first");
        found.push(problem.help("change a term of one of them, or drop one: they would share every history"));
    }
    found
}

/// Packages of which every acceptability that one layer gives, with its range, lies from 0 to 1: points run from 0 to 100. One alone may be meant
/// so, and 0 and 1 are often.
fn shares_for_points(cx: &Context<'_>) -> Vec<Problem> {
    let known = cx.quantities.borrow();
    let mut packages: BTreeMap<(&str, usize), Vec<(&Node, &Family)>> = BTreeMap::new();
    for (key, quantity) in known.iter() {
        let path: Vec<&str> = key.split('.').collect();
        let ["acceptability", package, _, _] = path[..] else { continue };
        let Some(node) = path.iter().try_fold(cx.root, |node, part| node.get(part)) else { continue };
        packages.entry((package, node.origin().layer)).or_default().push((node, &quantity.family));
    }
    let is_share = |family: &Family| family.quantile(0.05) >= 0.0 && family.quantile(0.95) <= 1.0;
    let is_end = |family: &Family| family.as_constant().is_some_and(|x| x == 0.0 || x == 1.0);
    let doubted =
        packages.into_iter().filter(|(_, all)| all.len() > 1 && all.iter().all(|(_, f)| is_share(f)));
    let told = doubted.filter_map(|((package, _), all)| {
        let (node, family) = all.iter().find(|(_, family)| !is_end(family))?;
        let (share, points) = (figure(family.quantile(0.5)), figure(100.0 * family.quantile(0.5)));
        let title = format!("the acceptabilities of `{package}` look like shares: all {} lie from 0 to 1", all.len());
        let label = format!("points run from 0 to 100: {share} would be {points} points");
        let help = "if shares of 1 are meant, write each of them, with its range, times 100; if the package is as bad as this, leave them";
        Some(Problem::warning("S808", node.at(), title, label).help(help))
    });
    told.collect()
}
