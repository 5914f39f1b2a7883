//! Influence against strength: which assumptions matter much and are weakly grounded, what the ledger says of each, and what evidence would help.

use serde_json::{Value, json};

use super::inquiry::Inquiry;
use super::ledger::ground as ground_in_short;
use crate::analysis::drivers::{By, Driver, Drivers, Method, Shares};
use crate::engine::Size;
use crate::figures::{self, AskedOutcome, Cell, Figure, Provenance, StrengthPoint, Table};
use crate::ledger::{Assumption, Ledger, Strength};
use crate::words::{in_words, percent, percent_to, short};

/// An assumption is weakly grounded below this strength: half of the highest.
const WEAK_BELOW: f64 = 0.5;

/// Assumptions matter much that together make so much of what those make that stand out of luck.
const MUCH: f64 = 0.5;

/// Adds to what was found of the drivers what they rest on. Only of single quantities is there a ledger to ask; other inquiries stay as they are. `ledgers` are
/// those of the scenarios, `digest` is what it was found in is known by.
pub fn add_strength(inquiry: &mut Inquiry, drivers: &Drivers, ledgers: &[Ledger], digest: &str, size: Size) {
    let Drivers::Shares(shares) = drivers else { return };
    if shares.by != By::Quantity || shares.rows.is_empty() {
        return;
    }
    let work = Work::new(shares, ledgers);
    inquiry.findings.push(work.finding());
    inquiry.tables.extend(work.table());
    inquiry.figures.push(work.figure(digest, size));
    inquiry.remarks.push(work.remark());
    if let Value::Object(data) = &mut inquiry.data {
        data.insert("strength".into(), work.data());
    }
}

/// What matters, and how well it is grounded.
struct Work<'a> {
    shares: &'a Shares,
    /// A row an assumption, or several that move together, with what the ledger says of each.
    rows: Vec<(&'a Driver, Vec<&'a Assumption>)>,
    /// From this influence on an assumption matters much; none where nothing stands out of luck.
    much_from: Option<f64>,
}

impl<'a> Work<'a> {
    fn new(shares: &'a Shares, ledgers: &'a [Ledger]) -> Work<'a> {
        let of_ledger = |key: &String| ledgers.iter().find_map(|ledger| ledger.assumption(key));
        let rows = shares.named().map(|row| (row, row.input.keys.iter().filter_map(of_ledger).collect()));
        let mut clear: Vec<f64> = shares.clear().map(influence).collect();
        clear.sort_by(|a, b| b.total_cmp(a));
        let all: f64 = clear.iter().sum();
        let mut sum = 0.0;
        let much_from = clear.into_iter().find(|x| {
            sum += x;
            sum >= MUCH * all
        });
        Work { shares, rows: rows.collect(), much_from }
    }

    /// The weakest of the assumptions of a row; none where the ledger knows none.
    fn weakest(assumptions: &[&'a Assumption]) -> Option<&'a Assumption> {
        let strength = |assumption: &Assumption| assumption.strength.as_ref().map_or(0.0, |s| s.value);
        assumptions.iter().copied().min_by(|a, b| strength(a).total_cmp(&strength(b)))
    }

    /// A row is as strong as its weakest assumption.
    fn strength(assumptions: &[&Assumption]) -> f64 {
        let of_one = |one: &Assumption| one.strength.as_ref().map_or(0.0, |strength| strength.value);
        Work::weakest(assumptions).map_or(0.0, of_one)
    }

    fn matters(&self, row: &Driver) -> bool {
        self.much_from.is_some_and(|least| influence(row) >= least)
    }

    /// What matters much and is weakly grounded, the most influential first.
    fn list(&self) -> Vec<&(&'a Driver, Vec<&'a Assumption>)> {
        let is_work = |(row, assumptions): &&(&Driver, Vec<&Assumption>)| {
            self.matters(row) && Work::strength(assumptions) < WEAK_BELOW
        };
        let mut list: Vec<_> = self.rows.iter().filter(is_work).collect();
        list.sort_by(|a, b| influence(b.0).total_cmp(&influence(a.0)));
        list
    }

    fn finding(&self) -> String {
        let much = self.rows.iter().filter(|(row, _)| self.matters(row)).count();
        let list = self.list();
        let names: Vec<&str> = list.iter().take(3).map(|(row, _)| row.input.name.as_str()).collect();
        let more = if list.len() > 3 { format!("; and {} more", list.len() - 3) } else { String::new() };
        match (much, list.len()) {
            (0, _) => {
                "Nothing matters so much by itself that its ground would have to be looked at first.".into()
            }
            (1, 0) => {
                "The one that makes half of it is well grounded: nothing here is work before all.".into()
            }
            (_, 0) => {
                format!("The {much} that make half of it are well grounded: nothing here is work before all.")
            }
            (1, _) => format!("The one that makes half of it is weakly grounded: {}.", names.join("; ")),
            (_, n) if n == much => {
                format!("All {much} that make half of it are weakly grounded: {}{more}.", names.join("; "))
            }
            (_, n) => format!(
                "Of the {much} that make half of it {n} are weakly grounded: {}{more}.",
                names.join("; ")
            ),
        }
    }

    /// The list of work.
    fn table(&self) -> Option<Table> {
        let list = self.list();
        if list.is_empty() {
            return None;
        }
        let head = ["Work", "Influence", "Ground", "Rests on", "Stands in", "What would help"];
        let rows = list.into_iter().map(|(row, assumptions)| {
            let told = |tell: &dyn Fn(&Assumption) -> String| {
                let each: Vec<String> = assumptions.iter().map(|one| tell(one)).collect();
                Cell::text(if each.is_empty() { "–".into() } else { each.join(" / ") })
            };
            let (share, weakest) = (influence(row), Work::weakest(assumptions));
            vec![
                Cell::text(format!("{} ({})", row.input.name, row.input.keys.join(", "))),
                Cell { shown: percent_to(share.clamp(0.0, 1.0), 0), value: Some(share), is_share: true },
                told(&ground_in_short),
                told(&rests_on),
                told(&|assumption| assumption.place.clone()),
                Cell::text(would_help(weakest.and_then(|assumption| assumption.strength.as_ref()))),
            ]
        });
        Some(Table {
            title: "Matters much, weakly grounded: what to find out before all".into(),
            head: head.map(String::from).to_vec(),
            rows: rows.collect(),
        })
    }

    fn figure(&self, digest: &str, size: Size) -> Figure {
        let subject = &self.shares.subject;
        let point = |(row, assumptions): &(&Driver, Vec<&Assumption>)| StrengthPoint {
            key: row.input.keys.first().cloned().unwrap_or_default(),
            name: row.input.name.clone(),
            strength: Work::strength(assumptions),
            influence: influence(row),
            standard_error: row.total.unwrap_or(row.share).standard_error,
            ground: Work::weakest(assumptions)
                .map_or("unknown".into(), |assumption| assumption.ground.name().to_string()),
            is_work: self.matters(row) && Work::strength(assumptions) < WEAK_BELOW,
        };
        let scenario = subject.scenarios.iter().rev().map(String::as_str).collect::<Vec<_>>().join(" less ");
        let strength = figures::Strength {
            asked: AskedOutcome {
                outcome: subject.name.clone(),
                unit: subject.unit.clone(),
                is_difference: subject.is_difference(),
                horizon: in_words(&subject.by),
                at_some_time: ["reached.", "metric."].iter().any(|start| subject.outcome.starts_with(start)),
            },
            scenario: scenario.clone(),
            influence_is: self.measure().into(),
            points: self.rows.iter().map(point).collect(),
            weak_below: WEAK_BELOW,
            much_from: self.much_from.unwrap_or(1.0),
        };
        Figure::new("strength", strength, Provenance::new(scenario, digest, size))
    }

    fn measure(&self) -> &'static str {
        match self.shares.method {
            Method::Sobol => "share of the variance between worlds in total",
            Method::Shapley => "part of the variance between worlds",
            Method::Given | Method::Tornado | Method::Morris => "share of the variance between worlds",
        }
    }

    fn remark(&self) -> String {
        let from =
            self.much_from.map_or("nothing does".to_string(), |least| format!("from {} on", percent(least)));
        format!(
            "Matters much: the fewest that together make half of what those make that stand out of luck ({from}). Weakly grounded: a strength below {} in the ledger. Strength is that of the pedigree (docs/model.md), not of the analyst.",
            short(WEAK_BELOW)
        )
    }

    fn data(&self) -> Value {
        let work = self.list().into_iter().map(|(row, assumptions)| {
            let assumption = Work::weakest(assumptions);
            json!({
                "key": row.input.keys.first(),
                "keys": row.input.keys,
                "name": row.input.name,
                "influence": influence(row),
                "strength": Work::strength(assumptions),
                "ground": assumption.map(|assumption| assumption.ground.name()),
                "judgement": assumption.and_then(|assumption| assumption.judgement.as_ref()),
                "evidence": assumption.map(|assumption| &assumption.evidence),
                "place": assumption.map(|assumption| &assumption.place),
                "grounds_at": assumption.and_then(|assumption| assumption.grounds_at.as_ref()),
                "would_help": would_help(assumption.and_then(|assumption| assumption.strength.as_ref())),
            })
        });
        json!({
            "weak_below": WEAK_BELOW,
            "much_from": self.much_from,
            "work": work.collect::<Vec<_>>(),
        })
    }
}

fn influence(row: &Driver) -> f64 {
    row.total.unwrap_or(row.share).value
}

/// The judgement, or the evidence that is cited.
fn rests_on(assumption: &Assumption) -> String {
    match (&assumption.judgement, assumption.evidence.is_empty()) {
        (Some(judgement), _) => judgement.clone(),
        (None, false) => assumption.evidence.join(" "),
        (None, true) => "nothing".into(),
    }
}

/// What evidence would help: the kind that the lowest scores of the pedigree say is missing.
fn would_help(strength: Option<&Strength>) -> String {
    let Some(strength) = strength else {
        return "a value and a ground: this one is the format’s default".into();
    };
    let scores = [
        (strength.empirical, "an observation of it, more or more direct"),
        (strength.proxy, "something observed that is nearer to what the number means"),
        (strength.method, "a sounder way from what was observed to the number"),
        (strength.validation, "a check against something independent"),
    ];
    let least = scores.iter().map(|(score, _)| *score).min().unwrap_or_default();
    let missing: Vec<&str> =
        scores.iter().filter(|(score, _)| *score == least).map(|(_, what)| *what).collect();
    match missing[..] {
        [first, second, ..] => format!("{first}; {second}"),
        [one] => one.to_string(),
        [] => String::new(),
    }
}
