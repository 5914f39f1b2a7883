//! The figures of a search.

use super::found::{Accepting, Found, Told};
use super::trades::{Row, Trade};
use crate::bargaining::points;
use crate::figures::{
    AcceptanceCell, AskedAudience, Blockers, BlockersRow, Frontier, FrontierPoint, Trades, TradesCell,
    TradesLevel, TradesTerm,
};
use crate::stats::Estimate;
use crate::words::{in_words, plus_or_minus};

/// The frontier of the first two parties; none where only one bargains.
pub(super) fn frontier(found: &Found) -> Option<Frontier> {
    if found.parties < 2 {
        return None;
    }
    let name = |party: usize| found.accepting[party].name.clone();
    let glance = found.glance.as_ref();
    let mut cells = Vec::new();
    if let Some(cloud) = glance.and_then(|glance| glance.cloud.as_ref()) {
        let edge = |party: usize, cell: usize| {
            let (from, to) = cloud.ends[party];
            points(from) + (points(to) - points(from)) * cell as f64 / cloud.side as f64
        };
        for (place, packages) in cloud.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (x, y) = (place % cloud.side, place / cloud.side);
            let [left, right, low, high] = [edge(0, x), edge(0, x + 1), edge(1, y), edge(1, y + 1)];
            cells.push([left, low, right, high, *packages as f64, cloud.in_zone[place] as f64]);
        }
    }
    // Of more than two parties the line of the first two alone is not the frontier, and is not drawn.
    let line = |of: &crate::bargaining::Frontier| -> Vec<[f64; 2]> {
        match found.parties {
            2 => of.points().iter().map(|at| [points(at.gains[0]), points(at.gains[1])]).collect(),
            _ => Vec::new(),
        }
    };
    let option = |told: &Told| {
        let leaves = found.leaves(told).unwrap_or_else(|| vec![0.0; found.parties]);
        FrontierPoint {
            name: told.name.clone(),
            at: [told.medians[0], told.medians[1]],
            leaves: [leaves[0], leaves[1]],
        }
    };
    let mut solutions: Vec<FrontierPoint> = Vec::new();
    for solved in found.solved() {
        let at = [points(solved.point.gains[0]), points(solved.point.gains[1])];
        match solutions.iter_mut().find(|known| known.at == at) {
            Some(known) => known.name = format!("{}, {}", known.name, solved.name),
            None => solutions.push(FrontierPoint { name: solved.name.to_string(), at, leaves: [0.0; 2] }),
        }
    }
    let calendar = &found.scenario.calendar;
    Some(Frontier {
        parties: [name(0), name(1)],
        others: found.accepting[2..].iter().map(|one| one.name.clone()).collect(),
        moment: in_words(&calendar.month(found.month).to_string()),
        packages: glance.map_or([0, 0], |glance| [glance.feasible, glance.in_zone]),
        is_whole: glance.is_some(),
        cloud: cells,
        line: glance.map(|glance| line(&glance.frontier)).unwrap_or_default(),
        agreeable: glance.map(|glance| line(&glance.agreeable)).unwrap_or_default(),
        options: found.options.iter().map(option).collect(),
        solutions,
    })
}

/// What those who must accept make of the named options; none where none is named.
pub(super) fn acceptances(found: &Found) -> Option<Blockers> {
    let cell = |one: &Estimate| AcceptanceCell {
        start: one.value,
        later: None,
        standard_error: if one.standard_error.is_finite() { one.standard_error } else { 0.0 },
        range: None,
    };
    let row = |told: &Told| {
        let chances = || told.accepts.iter().map(|one| one.value);
        let least = chances().fold(f64::INFINITY, f64::min);
        BlockersRow {
            name: told.name.clone(),
            cells: told.accepts.iter().map(cell).collect(),
            weakest: chances().position(|chance| chance == least),
        }
    };
    let rows: Vec<BlockersRow> = found.options.iter().map(row).collect();
    let audience = |one: &Accepting| AskedAudience { name: one.name.clone(), is_asked: true };
    (!rows.is_empty()).then(|| Blockers {
        start: in_words(&found.scenario.calendar.month(found.month).to_string()),
        date: None,
        audiences: found.accepting.iter().map(audience).collect(),
        rows,
    })
}

/// The trade table.
pub(super) fn trades(found: &Found, rows: &[Row], trades: &[Trade]) -> Trades {
    let mut terms: Vec<TradesTerm> = Vec::new();
    for row in rows {
        let cell = |gives: &super::trades::Gives| TradesCell { at: gives.at, range: gives.range };
        let level = TradesLevel { name: row.value.clone(), cells: row.gives.iter().map(cell).collect() };
        match terms.last_mut().filter(|term| term.name == row.term) {
            Some(term) => term.levels.push(level),
            None => terms.push(TradesTerm {
                name: row.term.clone(),
                first: found.space.value_name(found.scenario, row.place.0, 0),
                levels: vec![level],
            }),
        }
    }
    let name = |party: usize| &found.accepting[party].name;
    let best = trades.first().map(|trade| {
        format!(
            "{}: {} for {}, {} for {}, if “{}” becomes “{}”",
            trade.term,
            plus_or_minus(trade.gains.1, 0),
            name(trade.gains.0),
            plus_or_minus(-trade.loses.1, 0),
            name(trade.loses.0),
            trade.from,
            trade.to,
        )
    });
    Trades {
        audiences: found.accepting.iter().map(|one| one.name.clone()).collect(),
        parties: found.parties,
        terms,
        best,
    }
}
