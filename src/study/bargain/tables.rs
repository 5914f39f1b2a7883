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

/// A package or an option: the chance of the zone, that all accept, and what it gives the parties.
fn row(found: &Found, told: &Told) -> Vec<Cell> {
    let worlds = f64::from(found.size.worlds);
    let in_zone = found_share(found, told);
    let end = |n: u32| Cell::share(f64::from(n) / worlds);
    let [surely, at_best] = told.ends.map_or([in_zone.clone(), in_zone], |ends| ends.map(end));
    let joint = told.all_accept.map_or(Cell::text("–"), |one| Cell::share(one.value));
    let tightest = told.tightest();
    let mut cells = vec![
        Cell::text(&told.name),
        surely,
        at_best,
        joint,
        signed(told.medians[tightest]),
        Cell::text(&found.accepting[tightest].name),
    ];
    cells.extend(told.medians[..found.parties].iter().map(|x| signed(*x)));
    cells
}

fn found_share(found: &Found, told: &Told) -> Cell {
    Cell::share(told.in_zone(found.size).estimate.value)
}

fn heads<'f>(found: &'f Found, first: &'static str) -> Vec<&'f str> {
    let mut head = vec![first, "In zone", "at best", "All accept", "Least", "Whose"];
    head.extend(found.accepting[..found.parties].iter().map(|one| one.name.as_str()));
    head
}

/// The best packages.
pub(super) fn packages(found: &Found) -> Table {
    let rows = found.best.iter().map(|told| row(found, told)).collect();
    table("Packages by their chance to lie in the zone", &heads(found, "Package"), rows)
}

/// The named options, and what each leaves on the table.
pub(super) fn options(found: &Found) -> Table {
    let leaves: Vec<String> =
        found.accepting[..found.parties].iter().map(|one| format!("Leaves: {}", one.name)).collect();
    let mut head = heads(found, "Option");
    head.extend(leaves.iter().map(String::as_str));
    let of = |told: &Told| {
        let mut cells = row(found, told);
        match found.leaves(told) {
            Some(leaves) => cells.extend(leaves.into_iter().map(signed)),
            None => cells.extend((0..found.parties).map(|_| Cell::text("–"))),
        }
        cells
    };
    table("Named options", &head, found.options.iter().map(of).collect())
}

/// Who accepts which option: the chance of each, and whether its surplus is below 0 at the medians.
pub(super) fn acceptances(found: &Found) -> Table {
    let mut head = vec!["Who accepts it"];
    head.extend(found.accepting.iter().map(|one| one.name.as_str()));
    let of = |told: &Told| {
        let cells = told.accepts.iter().map(|one| Cell::share(one.value));
        std::iter::once(Cell::text(&told.name)).chain(cells).collect()
    };
    table(
        "Who accepts which option or package",
        &head,
        found.options.iter().chain(&found.best).map(of).collect(),
    )
}

/// The solutions.
pub(super) fn solutions(found: &Found) -> Table {
    let mut head = vec!["Solution", "Value", "Ties"];
    head.extend(found.accepting[..found.parties].iter().map(|one| one.name.as_str()));
    let rows = found.solved().into_iter().map(|solved| {
        let mut cells = vec![
            Cell::text(format!("{}: {}", solved.name, solved.how)),
            number(solved.value),
            Cell::text(solved.ties.to_string()),
        ];
        cells.extend(solved.point.gains.iter().map(|gain| signed(points(*gain))));
        cells
    });
    table("Solutions among the packages that all accept at the medians", &head, rows.collect())
}

fn number(x: f64) -> Cell {
    Cell { shown: short(x), value: Some(x), is_share: false }
}

/// What would move whom.
pub(super) fn concessions(found: &Found, all: &[Concession]) -> Table {
    let costs = |change: &Change, audience: usize| {
        let loses = |&(place, _): &(usize, &f64)| place != audience;
        let worst = change.adds.iter().enumerate().filter(loses).min_by(|a, b| a.1.total_cmp(b.1));
        worst.filter(|(_, x)| **x < -0.05).map(|(place, x)| (found.accepting[place].name.clone(), *x))
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
        let label = format!("{}: {}", found.options[one.option].name, found.accepting[one.audience].name);
        vec![Cell::text(label), signed(-one.lacks), Cell::text(what), cost, Cell::text(who)]
    });
    table(
        "What would bring who blocks to what it would just accept, at the medians",
        &["Option: who blocks", "Surplus", "Least change", "Costs most", "Whom"],
        rows.collect(),
    )
}

/// Trades that are cheap for one and dear to the other.
pub(super) fn trades(found: &Found, all: &[Trade]) -> Table {
    let rows = all.iter().map(|trade| {
        vec![
            Cell::text(format!("{}: “{}” becomes “{}”", trade.term, trade.from, trade.to)),
            Cell::text(&found.accepting[trade.gains.0].name),
            signed(trade.gains.1),
            Cell::text(&found.accepting[trade.loses.0].name),
            signed(-trade.loses.1),
        ]
    });
    table("Cheap for one, dear to the other", &["Move", "Gains", "Points", "Loses", "Points"], rows.collect())
}
