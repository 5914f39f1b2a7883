//! What levels are worth as fitted: for the terminal, as Markdown, JSON and CSV.

use super::export::inert;
use super::ledger_files::ledger_json;
use super::markdown::cell;
use super::text_layout::{Block, Page};
use crate::ledger::{AudienceWorth, HeldBy, LevelWorth, TermWorth, Worths};
use crate::words::{plain, plus_or_minus};

/// The columns beside a level's name.
const HEAD: [&str; 4] = ["worth", "held by", "in all fits", "derived from"];

/// For a terminal of so many columns.
pub fn worths_text(worths: &Worths, width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", &format!("What levels are worth: {}", worths.scenario), "  ");
    page.wrap("", explained(worths), "");
    for audience in &worths.audiences {
        page.gap();
        page.wrap("", &head(audience), "  ");
        let blocks: Vec<Block> = audience.terms.iter().enumerate().map(block).collect();
        page.blocks(&blocks);
    }
    page.finish()
}

fn block((place, term): (usize, &TermWorth)) -> Block {
    let mut block = Block::new(&title(term), if place == 0 { &HEAD } else { &[] });
    for level in &term.levels {
        block.row(&level.name, cells(level).into());
    }
    block
}

/// Above the tables: what the columns are.
fn explained(worths: &Worths) -> &'static str {
    let is_fitted = worths.audiences.iter().any(|audience| audience.status_quo.is_some());
    match is_fitted {
        true => {
            "Worth is in points of acceptability beside the first level. Nobody assigned it: it is derived from judgement, and no better than the \
             weakest of the cells (c) and probes (p) with which it moves; their ground and strength stand last."
        }
        false => "Worth is in points beside the first level.",
    }
}

fn head(audience: &AudienceWorth) -> String {
    match audience.status_quo {
        Some(status_quo) => format!("{}: the status quo is at {}", audience.name, plain(status_quo, 1)),
        None => format!("{}: the file gives its points", audience.name),
    }
}

fn title(term: &TermWorth) -> String {
    let is_amount = term.levels.iter().all(|level| level.id.is_none());
    let beside = if is_amount { "each" } else { "beside" };
    match term.beside.as_str() {
        "" => term.name.clone(),
        what if is_amount => format!("{} ({beside} {what})", term.name),
        what => format!("{} ({beside} “{what}”)", term.name),
    }
}

fn cells(level: &LevelWorth) -> [String; 4] {
    let open = match level.open {
        Some((low, high)) => format!("{} to {}", plus_or_minus(low, 0), plus_or_minus(high, 0)),
        None => String::new(),
    };
    [plus_or_minus(level.worth, 1), held_by(level), open, rests_on(level)]
}

/// What holds it, in words.
fn held_by(level: &LevelWorth) -> String {
    match level.held_by {
        HeldBy::Order => "an order only, equal swing".to_string(),
        HeldBy::Nothing => "nothing, equal swing".to_string(),
        other => other.name().to_string(),
    }
}

/// "9 c, 31 p: stated judgement, 0.12".
fn rests_on(level: &LevelWorth) -> String {
    let ground = level.weakest.map(|ground| ground.name());
    let strength = level.strength.map(|strength| format!("{strength:.2}"));
    let grade: Vec<String> = ground.map(String::from).into_iter().chain(strength).collect();
    let grade = grade.join(", ");
    let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let counts: Vec<String> =
        [count(level.cells, "c"), count(level.probes, "p")].into_iter().flatten().collect();
    match (counts.is_empty(), grade.is_empty()) {
        (true, _) => grade,
        (false, true) => counts.join(", "),
        (false, false) => format!("{}: {grade}", counts.join(", ")),
    }
}

/// As Markdown.
pub fn worths_markdown(worths: &Worths) -> String {
    let mut out =
        format!("# What levels are worth: {}\n\n{}\n", cell(&worths.scenario), cell(explained(worths)));
    for audience in &worths.audiences {
        out.push_str(&format!("\n## {}\n\n", cell(&head(audience))));
        out.push_str(&format!("| term | level | {} |\n|---|---|---:|---|---|---|\n", HEAD.join(" | ")));
        for term in &audience.terms {
            for level in &term.levels {
                let cells = cells(level).map(|text| cell(&text));
                out.push_str(&format!(
                    "| {} | {} | {} |\n",
                    cell(&title(term)),
                    cell(&level.name),
                    cells.join(" | ")
                ));
            }
        }
    }
    out
}

/// As JSON.
pub fn worths_json(worths: &Worths) -> String {
    ledger_json(worths)
}

/// As one flat table: a row for each level and audience; what is not available is an empty cell.
pub fn worths_csv(worths: &Worths) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "audience", "term", "level", "name", "worth", "held_by", "lo", "hi", "cells", "probes", "weakest",
        "strength",
    ];
    writer.write_record(header).expect("memory does not refuse");
    for audience in &worths.audiences {
        for term in &audience.terms {
            for level in &term.levels {
                let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
                let record = [
                    inert(&audience.id),
                    inert(&term.id),
                    level.id.as_deref().map_or_else(String::new, inert),
                    inert(&level.name),
                    level.worth.to_string(),
                    level.held_by.name().to_string(),
                    number(level.open.map(|(low, _)| low)),
                    number(level.open.map(|(_, high)| high)),
                    level.cells.to_string(),
                    level.probes.to_string(),
                    level.weakest.map_or_else(String::new, |ground| ground.name().to_string()),
                    number(level.strength),
                ];
                writer.write_record(record).expect("memory does not refuse");
            }
        }
    }
    writer.into_inner().expect("memory does not refuse")
}
