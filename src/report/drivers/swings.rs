//! Both ends of each range, told.

use serde_json::json;

use super::told::{
    DRAWN, LISTED, instead_of, named, outcome_of, provenance, question_of, scale_of, scenario_of,
    subject_data,
};
use crate::analysis::drivers::{ALPHA, Swing, Swings};
use crate::engine::Size;
use crate::figures::{self, Cell, Figure, Table, TornadoBar};
use crate::report::inquiry::Inquiry;
use crate::stats::student_t_quantile;
use crate::words::{percent, short, thousands, two_digits};

/// Which moves it most, or how many cannot be told apart.
fn most(first: &str, rivals: usize) -> String {
    match rivals {
        ..=1 => format!("{first} moves it most"),
        n => format!("{n} quantities move it most and cannot be told apart; the first is {first}"),
    }
}

/// Both ends of each range, in every form.
pub(super) fn of_swings(swings: &Swings, digest: &str, size: Size) -> Inquiry {
    let subject = &swings.subject;
    let is_chance = subject.unit.is_none() && !subject.is_difference();
    let (unit, scale) = scale_of(subject);
    let reach = |row: &Swing| student_t_quantile(1.0 - ALPHA / 2.0, row.freedom.max(1)) * row.standard_error;
    let mut table = Table::new(
        format!("“{}” with each quantity at its 5% and at its 95% point", outcome_of(subject)),
        &["", "Low", "High", "Outcome, low", "Outcome, high", "Difference", "±"],
    );
    let value = |x: f64| match is_chance {
        true => Cell::share(x),
        false => Cell { shown: short(scale * x), value: Some(x), is_share: false },
    };
    for row in &swings.rows {
        let by = row.at[1] - row.at[0];
        table.rows.push(vec![
            Cell::text(named(&row.input.keys, &row.input.name)),
            Cell::number(row.ends[0]),
            Cell::number(row.ends[1]),
            value(row.at[0]),
            value(row.at[1]),
            Cell { shown: short(scale * by), value: Some(by), is_share: false },
            Cell { shown: two_digits(scale * reach(row)), value: Some(reach(row)), is_share: false },
        ]);
    }
    table.rows.truncate(LISTED);
    let clear = |row: &&Swing| (row.at[1] - row.at[0]).abs() > reach(row);
    let count = swings.rows.iter().filter(clear).count();
    let first = swings.rows.first().filter(clear);
    let figure = figures::Tornado {
        outcome: outcome_of(subject),
        scenario: scenario_of(subject),
        range: "from its 5% to its 95% point".into(),
        unit: (!is_chance).then(|| unit.clone()),
        base: if is_chance { swings.base } else { scale * swings.base },
        bars: swings
            .rows
            .iter()
            .take(DRAWN)
            .map(|row| {
                let scaled = |x: f64| if is_chance { x } else { scale * x };
                TornadoBar {
                    name: row.input.name.clone(),
                    low_input: short(row.ends[0]),
                    high_input: short(row.ends[1]),
                    low: scaled(row.at[0]),
                    high: scaled(row.at[1]),
                    standard_error: scaled(row.standard_error),
                }
            })
            .collect(),
    };
    let findings = vec![
        match first {
            Some(row) => format!(
                "{}: from {} at {} to {} at {}, the others as they are.",
                most(&named(&row.input.keys, &row.input.name), figure.rivals()),
                told(is_chance, &unit, scale, row.at[0]),
                short(row.ends[0]),
                told(is_chance, &unit, scale, row.at[1]),
                short(row.ends[1])
            ),
            None => "No quantity moves it by more than the simulation can tell.".into(),
        },
        format!("{count} of {} quantities move it by more than their error.", swings.rows.len()),
    ];
    let mut remarks: Vec<String> = instead_of(subject).into_iter().collect();
    remarks.extend([
        format!(
            "From {} worlds × {} paths, the same draws at both ends; ± is half of a 95% interval of the difference ({}).",
            thousands(swings.size.0.into()),
            swings.size.1,
            if unit.is_empty() { "in its own unit" } else { &unit }
        ),
        "One quantity is moved at a time: what two do together is not seen, and companions of a correlated quantity stay where they are.".into(),
    ]);
    remarks.extend(first_look(swings));
    if !swings.refused.is_empty() {
        let (key, why) = &swings.refused[0];
        remarks.push(format!("{} could not be moved; {key}: {why}.", swings.refused.len()));
    }
    let row = |row: &Swing| {
        json!({
            "key": row.input.keys[0], "name": row.input.name, "ground": row.input.ground, "strength": row.input.strength,
            "ends": row.ends, "outcome": row.at, "standard_error": row.standard_error,
            "degrees_of_freedom": row.freedom, "worlds": row.size.0, "paths": row.size.1,
        })
    };
    Inquiry {
        name: "drivers",
        question: question_of(subject),
        findings,
        tables: vec![table],
        figures: vec![Figure::new("tornado", figure, provenance(subject, digest, size))],
        data: json!({
            "method": "tornado", "subject": subject_data(subject), "base": swings.base, "worlds": swings.size.0, "paths": swings.size.1,
            "rows": swings.rows.iter().map(row).collect::<Vec<_>>(),
            "refused": swings.refused.iter().map(|(key, why)| json!({"key": key, "why": why})).collect::<Vec<_>>(),
        }),
        remarks,
    }
}

/// That rows beyond the widest are from a first look in few trials.
fn first_look(swings: &Swings) -> Option<String> {
    let is_first = |row: &&Swing| row.size != swings.size;
    let (worlds, paths) = swings.rows.iter().find(is_first)?.size;
    let few = swings.rows.iter().filter(is_first).count();
    Some(format!(
        "{few} of {} quantities are told from a first look of {worlds} worlds × {paths} paths; the {} that were widest there were simulated again in all (--top).",
        swings.rows.len(),
        swings.rows.len() - few
    ))
}

fn told(is_chance: bool, unit: &str, scale: f64, x: f64) -> String {
    if is_chance { percent(x) } else { format!("{} {unit}", short(scale * x)).trim_end().to_string() }
}
