//! The assumption ledger for other programs: Markdown, CSV, JSON.

use serde::Serialize;

use super::export::inert;
use super::ledger::{range, remark};
use super::markdown::cell;
use crate::ledger::{Assumption, Citation, Does, Element, Ledger, Link};
use crate::words::significant;

/// The ledger, or a part of it, as JSON.
pub fn ledger_json(what: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(what).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// The assumptions as one flat table: one row each; what is not available is an empty cell.
pub fn ledger_csv<'l>(assumptions: impl IntoIterator<Item = &'l Assumption>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "key",
        "element",
        "name",
        "role",
        "unit",
        "family",
        "written",
        "p5",
        "p50",
        "p95",
        "mean",
        "place",
        "overrides",
        "sign",
        "ground",
        "evidence",
        "structure",
        "judgement",
        "strength",
        "note",
    ];
    writer.write_record(header).expect("memory does not refuse");
    for a in assumptions {
        let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
        let text = |text: &Option<String>| text.as_deref().map_or_else(String::new, inert);
        let record = [
            inert(&a.key),
            inert(&format!("{} {}", a.element.kind.name(), a.element.id)),
            inert(&a.element.name),
            inert(&a.role),
            inert(&a.unit),
            inert(&a.family),
            inert(&a.written),
            number(a.fit.p5),
            number(a.fit.p50),
            number(a.fit.p95),
            number(a.fit.mean),
            inert(&a.place),
            inert(&overridden(a).join("; ")),
            a.sign.map_or_else(String::new, |sign| format!("{sign:?}").to_lowercase()),
            a.ground.name().to_string(),
            inert(&a.evidence.join(" ")),
            inert(&a.structure.join(" ")),
            text(&a.judgement),
            number(a.strength.as_ref().map(|s| s.value)),
            text(&a.note),
        ];
        writer.write_record(record).expect("memory does not refuse");
    }
    writer.into_inner().expect("memory does not refuse")
}

fn overridden(assumption: &Assumption) -> Vec<String> {
    let steps = assumption.history.iter().filter(|step| step.does == Does::Overridden);
    steps.map(|step| step.place.clone()).collect()
}

/// The ledger as Markdown: what the whole rests on, a table for each element, the evidence.
pub fn ledger_markdown(ledger: &Ledger) -> String {
    let mut out = format!("# Assumptions of {}, as of {}\n\n", cell(&ledger.scenario), ledger.as_of);
    out.push_str("| rests on | numbers | share |\n|---|---:|---:|\n");
    for share in &ledger.totals.grounds {
        let percent = 100.0 * share.share;
        out.push_str(&format!("| {} | {} | {percent:.0}% |\n", share.ground.name(), share.count));
    }
    out.push_str("\nRanges are the 5 %, 50 % and 95 % points; strength is from 0 (bare) to 1.\n");
    let mut element: Option<&Element> = None;
    for assumption in &ledger.assumptions {
        if element != Some(&assumption.element) {
            element = Some(&assumption.element);
            out.push_str(&heading(&assumption.element));
        }
        out.push_str(&row(assumption));
    }
    out.push_str("\n## Evidence\n\n| id | kind | published | claim | source | values | strength |\n");
    out.push_str("|---|---|---|---|---|---:|---:|\n");
    for item in ledger.evidence.iter().filter(|item| item.values + item.structures > 0) {
        let later = if ledger.later_structure.iter().any(|l| l.evidence == item.id) {
            " (later: structure only)"
        } else {
            ""
        };
        out.push_str(&format!(
            "| {} | {} | {}{later} | {} | {} | {} | {:.2} |\n",
            cell(&item.id),
            item.kind.name(),
            item.published,
            cell(&item.claim),
            cell(&item.source),
            item.values,
            item.strength.value
        ));
    }
    out
}

/// One assumption as JSON, with its evidence in full and what reads it.
pub fn explain_json(ledger: &Ledger, assumption: &Assumption, readers: &[&Link]) -> String {
    #[derive(Serialize)]
    struct Document<'l> {
        scenario: &'l str,
        assumption: &'l Assumption,
        evidence: Vec<&'l Citation>,
        readers: &'l [&'l Link],
    }
    let cited = assumption.evidence.iter().chain(&assumption.structure);
    ledger_json(&Document {
        scenario: &ledger.scenario,
        assumption,
        evidence: cited.filter_map(|id| ledger.item(id)).collect(),
        readers,
    })
}

fn heading(element: &Element) -> String {
    format!(
        "\n## {} {}: {}\n\n| key | what | value | shape | from | rests on | strength |\n|---|---|---|---|---|---|---:|\n",
        element.kind.name(),
        cell(&element.id),
        cell(&element.name)
    )
}

fn row(a: &Assumption) -> String {
    let remark = remark(a).map_or(String::new(), |remark| format!(" **{remark}**"));
    let over = overridden(a).last().map_or(String::new(), |place| format!(" (over {place})"));
    let mut ground = a.ground.name().to_string();
    if !a.evidence.is_empty() {
        ground.push_str(&format!(" {}", a.evidence.join(" ")));
    }
    if let Some(judgement) = &a.judgement {
        ground.push_str(&format!(": {judgement}"));
    }
    format!(
        "| `{}` | {} | {}{remark} | {} | {} | {} | {} |\n",
        a.key,
        cell(&a.role),
        cell(&range(a)),
        a.fit.sparkline,
        cell(&format!("{}{over}", a.place)),
        cell(&ground),
        a.strength.as_ref().map_or(String::new(), |s| significant(s.value)),
    )
}
