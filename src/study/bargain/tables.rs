//! The tables of a search.

use super::concessions::{Change, Concession};
use super::found::{Found, Told};
use super::trades::Trade;
use crate::bargaining::points;
use crate::figures::{Cell, Table};
use crate::words::{plus_or_minus, short};

/// Points with their sign.
fn signed(x: f64) -> Cell {
    Cell { shown: plus_or_minus(x, 1), value: Some(x), is_share: false }
}

fn table(title: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { title: title.to_string(), head: head.iter().map(|word| word.to_string()).collect(), rows }
}

/// Heads of audiences: their references, as files have them; where these take too much room, numbers.
fn audience_heads(found: &Found, count: usize) -> Vec<String> {
    const MOST: usize = 60;
    let ids = || found.accepting[..count].iter().map(|one| one.id.clone());
    match ids().map(|id| id.chars().count() + 2).sum::<usize>() > MOST {
        true => (1..=count).map(|n| n.to_string()).collect(),
        false => ids().collect(),
    }
}

/// The names of audiences that stand in columns, by their heads.
fn key(found: &Found, count: usize) -> String {
    let heads = audience_heads(found, count);
    let told = heads.iter().zip(&found.accepting).map(|(head, one)| format!("{head}: {}", one.name));
    told.collect::<Vec<_>>().join("; ")
}

/// Whether something open makes a difference to any package that is told.
fn is_open(found: &Found) -> bool {
    found.best.iter().any(|told| told.ends.is_some_and(|[surely, at_best]| surely != at_best))
}

/// A package or an option: the chance of the zone, that all accept, and what it gives the parties.
fn row(found: &Found, told: &Told) -> Vec<Cell> {
    let worlds = f64::from(found.size.worlds);
    let in_zone = Cell::share(told.in_zone(found.size).estimate.value);
    let end = |n: u32| Cell::share(f64::from(n) / worlds);
    let [surely, at_best] = told.ends.map_or([in_zone.clone(), in_zone], |ends| ends.map(end));
    let joint = told.all_accept.map_or(Cell::text("–"), |one| Cell::share(one.value));
    let mut cells = vec![Cell::text(&told.name), surely];
    if is_open(found) {
        cells.push(at_best);
    }
    cells.extend([joint, signed(told.medians[told.tightest()])]);
    cells.extend(told.medians[..found.parties].iter().map(|x| signed(*x)));
    cells
}

fn heads(found: &Found, first: &str) -> Vec<String> {
    let mut head = vec![first.to_string(), "In zone".into()];
    if is_open(found) {
        head.push("At best".into());
    }
    head.extend(["All accept".into(), "Least".into()]);
    head.extend(audience_heads(found, found.parties));
    head
}

fn with_heads(title: &str, head: Vec<String>, rows: Vec<Vec<Cell>>) -> Table {
    Table { title: title.to_string(), head, rows }
}

/// The best packages.
pub(super) fn packages(found: &Found) -> Table {
    let rows = found.best.iter().map(|told| row(found, told)).collect();
    with_heads(
        "Packages by their chance to lie in the zone, with points at the medians",
        heads(found, "Package"),
        rows,
    )
}

/// The named options.
pub(super) fn options(found: &Found) -> Table {
    let rows = found.options.iter().map(|told| row(found, told)).collect();
    with_heads("Named options", heads(found, "Option"), rows)
}

/// What each named option leaves on the table.
pub(super) fn leaves(found: &Found) -> Table {
    let head = std::iter::once("Option".to_string()).chain(audience_heads(found, found.parties)).collect();
    let of = |told: &Told| {
        let leaves = found.leaves(told)?;
        Some(std::iter::once(Cell::text(&told.name)).chain(leaves.into_iter().map(signed)).collect())
    };
    let rows = found.options.iter().filter_map(of).collect();
    with_heads("Left on the table: what each party could have more at no cost to the others", head, rows)
}

/// Who accepts which option or package.
pub(super) fn acceptances(found: &Found) -> Table {
    let count = found.accepting.len();
    let head = std::iter::once("Option".to_string()).chain(audience_heads(found, count)).collect();
    let of = |told: &Told| {
        let cells = told.accepts.iter().map(|one| Cell::share(one.value));
        std::iter::once(Cell::text(&told.name)).chain(cells).collect()
    };
    let rows = found.options.iter().chain(&found.best).map(of).collect();
    with_heads(&format!("Who accepts it ({})", key(found, count)), head, rows)
}

/// The solutions.
pub(super) fn solutions(found: &Found) -> Table {
    let mut head = vec!["Solution".to_string(), "Value".into(), "Ties".into()];
    head.extend(audience_heads(found, found.parties));
    let rows = found.solved().into_iter().map(|solved| {
        let name = Cell::text(format!("{}: {}", solved.name, solved.how));
        let mut cells = vec![name, number(solved.value), Cell::text(solved.ties.to_string())];
        cells.extend(solved.point.gains.iter().map(|gain| signed(points(*gain))));
        cells
    });
    with_heads("Solutions among the packages that all accept at the medians", head, rows.collect())
}

fn number(x: f64) -> Cell {
    Cell { shown: short(x), value: Some(x), is_share: false }
}

/// What would move whom.
pub(super) fn concessions(found: &Found, all: &[Concession]) -> Table {
    let costs = |change: &Change, audience: usize| {
        let loses = |&(place, _): &(usize, &f64)| place != audience;
        let worst = change.adds.iter().enumerate().filter(loses).min_by(|a, b| a.1.total_cmp(b.1));
        worst.filter(|(_, x)| **x < -0.05).map(|(place, x)| (found.accepting[place].id.clone(), *x))
    };
    let rows = all.iter().map(|one| {
        let change = one.one.as_ref().or(one.two.as_ref());
        let (what, cost, who) = match change {
            Some(change) => match costs(change, one.audience) {
                Some((who, x)) => (change.what.clone(), signed(x), who),
                None => (change.what.clone(), Cell::text("nothing"), String::new()),
            },
            None => {
                let what = match one.nothing_does {
                    Some(true) => "nothing on the table does",
                    Some(false) => "no change of one term or two; more of them may",
                    None => "no change of one term or two",
                };
                (what.to_string(), Cell::text("–"), String::new())
            }
        };
        let levels = one.factors.first().map(|(_, by)| plus_or_minus(*by, 1));
        let label =
            format!("{}, {}: {what}", found.options[one.option].name, found.accepting[one.audience].name);
        vec![
            Cell::text(label),
            signed(-one.lacks),
            cost,
            Cell::text(who),
            Cell::text(levels.unwrap_or_default()),
        ]
    });
    table(
        "Option, who blocks it, and the least change that would do, at the medians; costs most, to whom; or the change of one factor",
        &["Option, who", "Lacks", "Costs", "Whom", "Levels"],
        rows.collect(),
    )
}

/// Trades that are cheap for one and dear to the other.
pub(super) fn trades(found: &Found, all: &[Trade]) -> Table {
    let rows = all.iter().map(|trade| {
        vec![
            Cell::text(format!("{}: “{}” becomes “{}”", trade.term, trade.from, trade.to)),
            Cell::text(&found.accepting[trade.gains.0].id),
            signed(trade.gains.1),
            Cell::text(&found.accepting[trade.loses.0].id),
            signed(-trade.loses.1),
        ]
    });
    table("Cheap for one, dear to the other", &["Move", "Gains", "Points", "Loses", "Points"], rows.collect())
}
