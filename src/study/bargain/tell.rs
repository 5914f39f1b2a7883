//! What a search among all packages found, as it is told.

use serde_json::{Value, json};

use super::concessions::{Change, Concession, concessions};
use super::found::{Chance, EVERY_ONE, Found, Told};
use super::questions::{Question, questions};
use super::trades::{Row, Trade, rows, trades};
use super::{figures, tables};
use crate::bargaining::{Branched, points};
use crate::figures::{Figure, Provenance};
use crate::legible::apart;
use crate::model::DisagreementPoint;
use crate::report::Inquiry;
use crate::study::cases::Study;
use crate::words::{in_words, percent, plus_or_minus, short, thousands};

/// Questions that are told in words; all are in the data.
const QUESTIONS: usize = 5;

/// All of it.
pub(super) fn inquiry(found: &Found, study: &Study, digest: &str) -> Inquiry {
    let _letters = study.letters();
    let provenance = || Provenance::new(study.names(), digest, found.size);
    let (moves, rows) = (concessions(found), rows(found));
    let (swaps, asked) = (trades(found, &rows), questions(found));
    let mut drawn = Vec::new();
    if let Some(frontier) = figures::frontier(found) {
        drawn.push(Figure::new("frontier", frontier, provenance()));
    }
    if let Some(acceptances) = figures::acceptances(found) {
        drawn.push(Figure::new("acceptances", acceptances, provenance()));
    }
    drawn.push(Figure::new("trades", figures::trades(found, &rows, &swaps), provenance()));
    let mut told = vec![
        tables::packages(found),
        tables::options(found),
        tables::leaves(found),
        tables::acceptances(found),
    ];
    if !found.solved().is_empty() {
        told.push(tables::solutions(found));
    }
    told.extend([tables::concessions(found, &moves), tables::trades(found, &swaps)]);
    told.retain(|table| !table.rows.is_empty());
    Inquiry {
        name: "bargain",
        question: "Is there a deal?".into(),
        findings: findings(found, &moves, &asked),
        tables: told,
        figures: drawn,
        data: data(found, &moves, (&rows, &swaps), &asked),
        remarks: remarks(found),
    }
}

fn findings(found: &Found, moves: &[Concession], asked: &[Question]) -> Vec<String> {
    let mut said = vec![looked_at(found)];
    said.extend(zone(found));
    said.extend(at_medians(found));
    for told in found.best.iter().filter(|told| told.package.is_some()) {
        let package = told.package.as_deref().unwrap_or(&[]);
        said.push(format!("{}: {}.", told.name, found.described(package)));
    }
    for solved in found.solved() {
        let gains: Vec<String> = (solved.point.gains.iter().zip(&found.accepting))
            .map(|(gain, one)| format!("{} for {}", plus_or_minus(points(*gain), 1), one.name))
            .collect();
        let like = found.described(&solved.point.package);
        let ties = if solved.ties > 0 { format!(" ({} others tie)", solved.ties) } else { String::new() };
        said.push(format!("{}{ties}, {}: {}: {like}.", solved.name, solved.how, gains.join(", ")));
    }
    let stuck = moves.iter().filter(|one| one.nothing_does == Some(true)).map(|one| {
        format!(
            "Nothing on the table brings {} to what it would just accept: no package does.",
            found.accepting[one.audience].name
        )
    });
    for one in stuck {
        if !said.contains(&one) {
            said.push(one);
        }
    }
    said.extend(asked.iter().take(QUESTIONS).map(|question| question.words(found)));
    said
}

/// How many packages were looked at, and whose consent counts.
fn looked_at(found: &Found) -> String {
    let names =
        |of: &[super::found::Accepting]| of.iter().map(|one| apart(&one.name)).collect::<Vec<_>>().join(", ");
    let (parties, others) = found.accepting.split_at(found.parties);
    let others = match others.is_empty() {
        true => String::new(),
        false => format!("; {} must accept too", names(others)),
    };
    let who = match found.parties {
        1 => format!(
            "{} alone decides: there is nobody to bargain with, so there is no frontier",
            names(parties)
        ),
        _ => format!("{} bargain", names(parties)),
    };
    let all = found.space.domain.packages();
    let all = if all < 1e15 { thousands(all as u64) } else { format!("{all:.1e}") };
    match &found.glance {
        Some(glance) => format!(
            "{all} packages (terms: {}), {} of them feasible (rules: {}), and every one of these was looked at. {who}{others}.",
            found.space.terms.len(),
            thousands(glance.feasible),
            found.scenario.combinations.len()
        ),
        None => format!(
            "{all} packages (terms: {}): more than {} are left, so they were searched by branch and bound, which passes over only what cannot be better. {who}{others}.",
            found.space.terms.len(),
            thousands(EVERY_ONE as u64)
        ),
    }
}

/// The chance that there is a zone at all.
fn zone(found: &Found) -> Vec<String> {
    let [surely, at_best] = found.zone();
    let mut said = Vec::new();
    match &found.branching {
        Some(branching) if branching.undecided > 0 => said.push(format!(
            "A zone of possible agreement exists in {} of worlds at least; in {} of {} the search was given up undecided.",
            percent(surely.estimate.value),
            branching.undecided,
            found.size.worlds
        )),
        _ if surely == at_best => {
            said.push(format!("A zone of possible agreement exists with a chance of {}.", surely.words()));
        }
        _ => said.push(format!(
            "A zone of possible agreement exists with a chance of {} whatever the table leaves open, and of {} at the best of it.",
            surely.words(),
            at_best.words()
        )),
    }
    if at_best.estimate.value == 0.0 && found.branching.is_none() {
        said.push("The zone is empty: in no world does a feasible package leave all who must accept at or above what they would just accept.".into());
    }
    said
}

/// The zone at the medians, and whether the most robust package is also the best there.
fn at_medians(found: &Found) -> Vec<String> {
    let Some(glance) = &found.glance else { return by_branching(found) };
    let mut said = vec![match glance.in_zone {
        0 => "At the medians no package is acceptable to all who must accept.".to_string(),
        1 => "At the medians just one package is acceptable to all who must accept.".to_string(),
        n => format!("At the medians {} packages are acceptable to all who must accept.", thousands(n)),
    }];
    let egalitarian = found.solved().into_iter().next();
    if let (Some(first), Some(solved)) = (found.best.first(), egalitarian) {
        match first.package.as_deref() == Some(&solved.point.package) {
            true => said.push("The package that is most often in the zone is also the egalitarian one at the medians.".into()),
            false => said.push("The package that is most often in the zone is another one than the egalitarian at the medians: robust is not the same as best in the middle.".into()),
        }
    }
    said
}

fn by_branching(found: &Found) -> Vec<String> {
    let Some(branching) = &found.branching else { return Vec::new() };
    let sure = |of: &Branched| if of.is_certain { "" } else { " (the best so far: the search was given up)" };
    let told = |name: &str, of: &Branched| match &of.package {
        Some(package) => format!("{name} {}{}: {}.", short(of.value), sure(of), found.described(package)),
        None => format!("{name}: no such package{}.", sure(of)),
    };
    vec![
        told("At the medians the largest smallest surplus is", &branching.smallest),
        told("Nash's product among acceptable packages is", &branching.nash),
        told("The largest sum of the parties' points, which have no common unit, is", &branching.utilitarian),
        "The frontier is not drawn: it would need every package.".into(),
    ]
}

fn remarks(found: &Found) -> Vec<String> {
    let calendar = &found.scenario.calendar;
    let moment = in_words(&calendar.month(found.month).to_string());
    let mut said = vec![
        match found.month {
            0 => format!("Surplus as of the start, {moment}: factors at their starts, every audience asked in the step that asks it first, as `blockers` has it."),
            _ => format!("Surplus as of {moment}, on the first path of each world with the scenario's own option on the table until then; every audience asked in the step that asks it first."),
        },
        match found.disagreement {
            DisagreementPoint::Reservation => "Gains are counted from what each party would just accept (the disagreement point); solutions are told among packages that all who must accept do at the medians.".into(),
            DisagreementPoint::StatusQuo => "Gains of the solutions are counted from what each party makes of the status quo (the disagreement point); points are told from what each would just accept. Solutions are told among packages that all who must accept do at the medians.".to_string(),
        },
        "In zone: the share of worlds in which nobody who must accept is below what it would just accept; whatever is open, and at the best of it, over all fits that reproduce what was assigned. All accept: the mean of the product of acceptances, each by itself.".into(),
    ];
    let told = || found.best.iter().chain(&found.options);
    let worst = |errors: &mut dyn Iterator<Item = f64>| {
        short(100.0 * errors.filter(|error| error.is_finite()).fold(0.0, f64::max))
    };
    let zones = worst(&mut told().map(|one| one.in_zone(found.size).estimate.standard_error));
    let accepts = worst(&mut told().flat_map(|one| &one.accepts).map(|of| of.standard_error));
    said.push(format!(
        "Standard errors: of shares of worlds in the zone at most {zones} points, of acceptances at most {accepts}."
    ));
    said
}

fn data(found: &Found, moves: &[Concession], (rows, swaps): (&[Row], &[Trade]), asked: &[Question]) -> Value {
    let who: Vec<Value> =
        found.accepting.iter().map(|one| json!({ "audience": one.id, "name": one.name })).collect();
    let chance = |of: &Chance| {
        json!({
            "estimate": of.estimate.value,
            "standard_error": of.estimate.standard_error,
            "confidence_lo": of.interval.lo,
            "confidence_hi": of.interval.hi,
        })
    };
    let [surely, at_best] = found.zone();
    let told = |told: &Told| {
        let terms = told.package.as_ref().map(|package| terms_of(found, package));
        json!({
            "id": told.id,
            "name": told.name,
            "terms": terms,
            "in_zone": chance(&told.in_zone(found.size)),
            "worlds_in_zone": told.ends,
            "all_accept": told.all_accept.map(|one| json!({ "estimate": one.value, "standard_error": one.standard_error })),
            "surplus": told.medians,
            "accepts": told.accepts.iter().map(|one| json!({ "estimate": one.value, "standard_error": one.standard_error })).collect::<Vec<_>>(),
            "refuses_in_worlds": (0..told.accepts.len()).map(|a| chance(&told.refuses(a, found.size))).collect::<Vec<_>>(),
            "gains": found.gains(&told.medians),
            "leaves": found.leaves(told),
            "like": told.package.as_ref().map(|package| found.described(package)),
        })
    };
    let change = |of: &Option<Change>| {
        of.as_ref().map(|of| json!({ "what": of.what, "surplus_after": of.after, "adds": of.adds, "terms": of.package.as_ref().map(|package| terms_of(found, package)) }))
    };
    let concession = |of: &Concession| {
        json!({
            "option": found.options[of.option].id,
            "audience": found.accepting[of.audience].id,
            "reservation_lower_by": of.lacks,
            "one_term": change(&of.one),
            "two_terms": change(&of.two),
            "amount": of.money.as_ref().map(|(term, amount)| json!({ "term": term, "amount": amount })),
            "factors": of.factors.iter().map(|(name, by)| json!({ "factor": name, "levels": by })).collect::<Vec<_>>(),
            "nothing_does": of.nothing_does,
        })
    };
    let point = |point: &crate::bargaining::Point| {
        json!({
            "surplus": point.gains.iter().map(|x| points(*x)).collect::<Vec<_>>(),
            "packages": point.alike,
            "terms": terms_of(found, &point.package),
        })
    };
    let glance = found.glance.as_ref();
    let solved: Vec<Value> = found
        .solved()
        .into_iter()
        .map(|of| json!({ "name": of.name, "formula": of.how, "value": of.value, "ties": of.ties, "at": point(of.point) }))
        .collect();
    let branched = |of: &Branched| json!({ "value": of.value.is_finite().then_some(of.value), "is_certain": of.is_certain, "beginnings_looked_at": of.looked_at, "terms": of.package.as_ref().map(|package| terms_of(found, package)) });
    json!({
        "who": who,
        "parties": found.parties,
        "month": found.scenario.calendar.month(found.month).to_string(),
        "disagreement": match found.disagreement { DisagreementPoint::Reservation => "reservation", DisagreementPoint::StatusQuo => "status_quo" },
        "disagreement_at": found.from.at.iter().map(|x| points(*x)).collect::<Vec<_>>(),
        "packages": found.space.domain.packages(),
        "feasible": glance.map(|glance| glance.feasible),
        "in_zone_at_medians": glance.map(|glance| glance.in_zone),
        "zone": { "whatever_is_open": chance(&surely), "at_best": chance(&at_best) },
        "best": found.best.iter().map(told).collect::<Vec<_>>(),
        "options": found.options.iter().map(told).collect::<Vec<_>>(),
        "frontier": glance.map(|glance| glance.frontier.points().iter().map(point).collect::<Vec<_>>()),
        "frontier_in_zone": glance.map(|glance| glance.agreeable.points().iter().map(point).collect::<Vec<_>>()),
        "solutions": solved,
        "branch_and_bound": found.branching.as_ref().map(|of| json!({
            "largest_smallest_surplus": branched(&of.smallest),
            "nash": branched(&of.nash),
            "utilitarian": branched(&of.utilitarian),
            "largest_gains": of.ideals.iter().map(|x| x.is_finite().then_some(*x)).collect::<Vec<_>>(),
            "worlds_undecided": of.undecided,
        })),
        "concessions": moves.iter().map(concession).collect::<Vec<_>>(),
        "trade_table": rows.iter().map(|row| json!({
            "term": row.term,
            "level": row.value,
            "points": row.gives.iter().map(|gives| json!({ "at": gives.at, "range": gives.range })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "trades": swaps.iter().map(|trade| json!({
            "term": trade.term, "from": trade.from, "to": trade.to,
            "gains": found.accepting[trade.gains.0].id, "gain": trade.gains.1,
            "loses": found.accepting[trade.loses.0].id, "loss": trade.loses.1,
        })).collect::<Vec<_>>(),
        "questions": asked.iter().map(|question| question.words(found)).collect::<Vec<_>>(),
    })
}

/// Ids of terms with the ids of levels, or amounts.
fn terms_of(found: &Found, package: &[usize]) -> Value {
    let value = |of: &crate::model::TermValue| match of {
        crate::model::TermValue::Level(level) => json!(level),
        crate::model::TermValue::Amount(amount) => json!(super::space::median(amount)),
    };
    let terms = found.space.terms_of(found.scenario, package);
    Value::Object(terms.iter().map(|(id, of)| (id.clone(), value(of))).collect())
}
