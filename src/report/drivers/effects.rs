//! Elementary effects, told.

use serde_json::json;

use super::told::{
    DRAWN, LISTED, index_data, instead_of, named, outcome_of, provenance, question_of, scale_of, scenario_of,
    subject_data,
};
use crate::analysis::drivers::{ALPHA, Effect, Effects};
use crate::engine::Size;
use crate::figures::{self, Cell, Figure, Influences, Table};
use crate::report::inquiry::Inquiry;
use crate::sensitivity::Index;
use crate::words::{short, thousands};

/// Elementary effects, in every form.
pub(super) fn of_effects(effects: &Effects, digest: &str, size: Size) -> Inquiry {
    let subject = &effects.subject;
    let (unit, scale) = scale_of(subject);
    let [any, positive] = [(f64::NEG_INFINITY, f64::INFINITY), (0.0, f64::INFINITY)];
    let ends = |index: Index, within: (f64, f64)| {
        index.interval(ALPHA, within).map_or([index.value; 2], |i| [i.lo, i.hi]).map(|x| scale * x)
    };
    let mut table = Table::new(
        format!(
            "Elementary effects on “{}”, over the whole range of each quantity{}",
            outcome_of(subject),
            if unit.is_empty() { String::new() } else { format!(" ({unit})") }
        ),
        &["", "Size μ*", "95%", "By chance", "Clear of it", "Effect μ", "Spread σ"],
    );
    let number = |x: f64| Cell { shown: short(scale * x), value: Some(x), is_share: false };
    for row in &effects.rows {
        let [lo, hi] = ends(row.magnitude, positive);
        table.rows.push(vec![
            Cell::text(named(&row.input.keys, &row.input.name)),
            number(row.magnitude.value),
            Cell::text(format!("{} to {}", short(lo), short(hi))),
            number(row.by_chance),
            Cell::text(if row.is_clear() { "yes" } else { "no" }),
            number(row.mean.value),
            row.spread.map_or(Cell::text("–"), number),
        ]);
    }
    table.rows.truncate(LISTED);
    let clear = effects.rows.iter().filter(|row| row.is_clear()).count();
    let nothing = || {
        "No quantity moves it by more than chance within worlds alone would make at this size.".to_string()
    };
    let most = effects.rows.iter().find(|row| row.is_clear()).map(|row| {
        format!(
            "{} moves it most: a step over its whole range does {}{} on average{}.",
            named(&row.input.keys, &row.input.name),
            short(scale * row.magnitude.value),
            if unit.is_empty() { String::new() } else { format!(" {unit}") },
            if row.by_chance > 0.0 {
                format!(", of which chance within worlds alone would make {}", short(scale * row.by_chance))
            } else {
                String::new()
            }
        )
    });
    let mut findings = vec![most.unwrap_or_else(nothing)];
    if clear > 0 {
        findings.push(format!(
            "{clear} of {} quantities are clear of what chance alone makes; of those that do nothing one in forty would be.",
            effects.rows.len()
        ));
    }
    // What was simulated is the experiment, not the run that its options describe.
    let size = Size { worlds: effects.places, paths: effects.paths, ..size };
    let figure = figures::Drivers {
        outcome: outcome_of(subject),
        scenario: scenario_of(subject),
        measure: Influences::Steps,
        unit: unit.clone(),
        one: "assumption".into(),
        rows: effects
            .rows
            .iter()
            .take(DRAWN)
            .map(|row| figures::DriverRow {
                name: row.input.name.clone(),
                value: scale * row.magnitude.value,
                range: ends(row.magnitude, positive),
                alone: None,
                by_chance: (row.by_chance > 0.0)
                    .then(|| figures::Beside { value: scale * row.by_chance, is_passed: row.is_clear() }),
                sign: Some({
                    let [lo, hi] = ends(row.mean, any);
                    i8::from(lo > 0.0) - i8::from(hi < 0.0)
                }),
            })
            .collect(),
        all: effects.rows.len(),
        luck: None,
    };
    let row = |row: &Effect| {
        json!({
            "key": row.input.keys[0], "name": row.input.name, "ground": row.input.ground, "strength": row.input.strength,
            "mean": index_data(row.mean), "magnitude": index_data(row.magnitude), "spread": row.spread, "magnitude_by_chance": row.by_chance,
            "magnitude_beyond_chance": index_data(row.beyond), "clear_of_chance": row.is_clear(),
        })
    };
    let places = match effects.all {
        true => format!(
            "all {} places of a grid of {} levels of each quantity",
            thousands(effects.places.into()),
            effects.levels
        ),
        false => format!(
            "{} places, drawn at random from a grid of {} levels of each quantity",
            thousands(effects.places.into()),
            effects.levels
        ),
    };
    Inquiry {
        name: "drivers",
        question: question_of(subject),
        findings,
        tables: vec![table],
        figures: vec![Figure::new("drivers", figure, provenance(subject, digest, size))],
        data: json!({
            "method": "morris", "subject": subject_data(subject), "levels": effects.levels, "places": effects.places, "all_places": effects.all,
            "paths": effects.paths, "rows": effects.rows.iter().map(row).collect::<Vec<_>>(),
        }),
        remarks: instead_of(subject).into_iter().chain([
            format!(
                "From {places}, with {} paths at each. σ large beside μ*: it bends, or depends on others.",
                effects.paths
            ),
            "Sizes take chance within worlds for effect: what it alone would make stands beside them, and a size is clear if it passes that by more than the error of both (95%, each by itself). A quantity whose distribution fades away is moved between its 1% and 99% points, others from end to end; correlations are not kept.".into(),
        ]).collect(),
    }
}
