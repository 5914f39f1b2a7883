//! What levels are worth as fitted: for the terminal, as Markdown, JSON and CSV.

use super::export::inert;
use super::ledger_files::ledger_json;
use super::markdown::cell;
use super::text_layout::{Block, Page};
use crate::ledger::{AudienceWorth, LevelWorth, TermWorth, Worths};
use crate::words::{plain, plus_or_minus};

/// The columns beside a level's name.
const HEAD: [&str; 4] = ["worth", "held by", "in all fits", "moves with"];

/// For a terminal of so many columns.
pub fn worths_text(worths: &Worths, width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", &format!("What levels are worth: {}", worths.scenario), "  ");
    page.wrap("", explained(worths), "");
    for audience in &worths.audiences {
        page.gap();
        page.wrap("", &head(audience), "  ");
        let common = common_grade(audience);
        let terms = audience.terms.iter().enumerate();
        let blocks: Vec<Block> = terms.map(|(place, term)| block(place, term, common.as_deref())).collect();
        page.blocks(&blocks);
    }
    page.finish()
}

fn block(place: usize, term: &TermWorth, common: Option<&str>) -> Block {
    let mut block = Block::new(&title(term), if place == 0 { &HEAD } else { &[] });
    for level in &term.levels {
        block.row(&level.name, cells(level, common).into());
    }
    block
}

/// Above the tables: what the columns are.
fn explained(worths: &Worths) -> &'static str {
    let is_fitted = worths.audiences.iter().any(|audience| audience.status_quo.is_some());
    match is_fitted {
        true => {
            "Worth is in points of acceptability beside the first level. Nobody assigned it: it is derived from judgement, and no better than the \
             weakest of the cells (c) and probes (p) with which it moves. Where these leave it open, all fits that reproduce them as well have it \
             in the range, and the worth is the one nearest to equal swing."
        }
        false => "Worth is in points beside the first level.",
    }
}

fn head(audience: &AudienceWorth) -> String {
    let grade = common_grade(audience);
    match (audience.status_quo, grade) {
        (Some(status_quo), Some(grade)) => format!(
            "{}: the status quo is at {}; derived from judgement, at the weakest {grade}",
            audience.name,
            plain(status_quo, 1)
        ),
        (Some(status_quo), None) => {
            format!("{}: the status quo is at {}", audience.name, plain(status_quo, 1))
        }
        (None, Some(grade)) => format!("{}: the file gives its points, {grade}", audience.name),
        (None, None) => format!("{}: the file gives its points", audience.name),
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

fn cells(level: &LevelWorth, common: Option<&str>) -> [String; 4] {
    let open = match level.open {
        Some((low, high)) => between(low, high),
        None => String::new(),
    };
    [plus_or_minus(level.worth, 1), level.held_by.name().to_string(), open, rests_on(level, common)]
}

/// A range with a decimal where it is narrow.
fn between(low: f64, high: f64) -> String {
    let digits = usize::from(high - low < 20.0);
    format!("{} to {}", plus_or_minus(low, digits), plus_or_minus(high, digits))
}

/// "9 c, 31 p"; with the weakest of them where the head does not say it.
fn rests_on(level: &LevelWorth, common: Option<&str>) -> String {
    let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let counts = [count(level.cells, "c"), count(level.probes, "p")].into_iter().flatten();
    let grade = grade(level).filter(|grade| common != Some(grade));
    counts.chain(grade).collect::<Vec<String>>().join(", ")
}

/// "judgement informed by evidence, 0.12".
fn grade(level: &LevelWorth) -> Option<String> {
    let strength = level.strength.map_or(String::new(), |strength| format!(", {strength:.2}"));
    level.weakest.map(|ground| format!("{}{strength}", ground.name()))
}

/// The grade that all levels have.
fn common_grade(audience: &AudienceWorth) -> Option<String> {
    let mut grades = audience.terms.iter().flat_map(|term| &term.levels).filter_map(grade);
    let first = grades.next()?;
    grades.all(|grade| grade == first).then_some(first)
}

/// As Markdown.
pub fn worths_markdown(worths: &Worths) -> String {
    let mut out =
        format!("# What levels are worth: {}\n\n{}\n", cell(&worths.scenario), cell(explained(worths)));
    for audience in &worths.audiences {
        let common = common_grade(audience);
        out.push_str(&format!("\n## {}\n\n", cell(&head(audience))));
        out.push_str(&format!("| term | level | {} |\n|---|---|---:|---|---|---|\n", HEAD.join(" | ")));
        for term in &audience.terms {
            for level in &term.levels {
                let cells = cells(level, common.as_deref()).map(|text| cell(&text));
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

/// One row for each level, one column for each audience: what it is worth, with the range where that is open.
pub fn worths_table_markdown(worths: &Worths) -> String {
    let names: Vec<String> = worths.audiences.iter().map(|audience| cell(&audience.name)).collect();
    let mut out = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    let mut terms: Vec<&TermWorth> = Vec::new();
    for term in worths.audiences.iter().flat_map(|audience| &audience.terms) {
        if !terms.iter().any(|known| known.id == term.id) {
            terms.push(term);
        }
    }
    for term in terms {
        out.push_str(&format!("| **{}** |{}\n", cell(&title(term)), " |".repeat(names.len())));
        for level in &term.levels {
            let told = worths.audiences.iter().map(|audience| {
                let own = audience.terms.iter().find(|own| own.id == term.id);
                let own = own.and_then(|own| own.levels.iter().find(|own| own.id == level.id));
                own.map_or(String::new(), in_one_cell)
            });
            out.push_str(&format!("| {} | {} |\n", cell(&level.name), told.collect::<Vec<_>>().join(" | ")));
        }
    }
    out
}

fn in_one_cell(level: &LevelWorth) -> String {
    let worth = plus_or_minus(level.worth, 1);
    match level.open {
        Some((low, high)) => format!("{worth} ({})", between(low, high)),
        None => worth,
    }
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
