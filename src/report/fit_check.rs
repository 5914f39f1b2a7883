//! What was judged beside what follows from it, for the terminal and as Markdown.

use super::markdown::cell;
use super::text_layout::{Block, Page};
use crate::ledger::{
    AudienceCheck, CheckedRow, CostlyOrder, Determined, FitCheck, Off, Trade, Unspoken, Untold,
};
use crate::words::{plain, plus_or_minus, significant};

/// What a table of acceptability comes to, for a terminal of so many columns.
pub fn fit_text(check: &FitCheck, width: usize) -> String {
    let mut page = Page::new(width);
    if check.audiences.is_empty() {
        page.wrap("", "The table of acceptability has no cell: nothing is fitted.", "  ");
        return page.finish();
    }
    for (place, audience) in check.audiences.iter().enumerate() {
        if place > 0 {
            page.gap();
        }
        of_audience(&mut page, audience);
    }
    page.gap();
    let beyond = fit_findings(check);
    page.wrap("", &beyond, "");
    page.finish()
}

/// How many numbers are off, in a sentence.
pub fn fit_findings(check: &FitCheck) -> String {
    let rows = || check.audiences.iter().flat_map(|audience| &audience.rows);
    let count =
        |off: Off, probes: bool| rows().filter(|row| row.off == off && row.is_probe == probes).count();
    let all = |probes: bool| rows().filter(|row| row.is_probe == probes).count();
    let kind = |what: &str, probes: bool| {
        let (total, beyond, half) = (all(probes), count(Off::Beyond, probes), count(Off::BeyondHalf, probes));
        match (beyond, half) {
            (0, 0) => format!("All {total} {what} come back within half of their ranges."),
            (0, half) => {
                format!("All {total} {what} come back within their ranges, {half} of them beyond half.")
            }
            (beyond, half) => {
                format!("Of {total} {what}, {beyond} come back beyond their ranges and {half} beyond half.")
            }
        }
    };
    let mut parts = vec![kind("cells", false)];
    if all(true) > 0 {
        parts.push(kind("probes", true));
    }
    parts.join(" ")
}

fn of_audience(page: &mut Page, audience: &AudienceCheck) {
    page.wrap("", &format!("{}: {}", audience.name, determined(audience)), "  ");
    let (probes, cells): (Vec<&CheckedRow>, Vec<&CheckedRow>) =
        audience.rows.iter().partition(|row| row.is_probe);
    let made = if audience.fit.is_some() { "fitted" } else { "points say" };
    let block = |title: &str, rows: &[&CheckedRow]| {
        let mut block = Block::new(title, &["judged", made, "residual", ""]);
        for row in rows {
            let [judged, fitted, residual] = figures(row);
            block.row(&row.name, vec![judged, fitted, residual, remark(row)]);
        }
        block
    };
    let mut blocks = vec![block("How acceptable it is, 0 to 100", &cells)];
    if !probes.is_empty() {
        blocks.push(block("What a change adds", &probes));
    }
    page.blocks(&blocks);
    for (head, items) in sections(audience) {
        page.gap();
        page.wrap("", &head, "  ");
        items.iter().for_each(|item| page.wrap("  ", item, "    "));
    }
}

/// "9 cells and 31 probes for 38 unknowns: rank 33, 5 directions are free".
fn determined(audience: &AudienceCheck) -> String {
    let probes = audience.rows.iter().filter(|row| row.is_probe).count();
    let cells = counted(audience.rows.len() - probes, "cell");
    match &audience.fit {
        None => format!("{cells}; the file gives its points, which the table only checks"),
        Some(fit) => {
            let probes = counted(probes, "probe");
            let free = match fit.free {
                0 => "no direction is free".to_string(),
                1 => "1 direction is free".to_string(),
                free => format!("{free} directions are free"),
            };
            format!("{cells} and {probes} for {} unknowns: rank {}, {free}", fit.unknowns, fit.rank)
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Judged with its half width, fitted, residual.
fn figures(row: &CheckedRow) -> [String; 3] {
    let judged = format!("{} ± {}", significant(row.judged), significant(row.half_width));
    [judged, plain(row.fitted, 1), plus_or_minus(row.residual, 1)]
}

fn remark(row: &CheckedRow) -> String {
    let off = match row.off {
        Off::Near => "",
        Off::BeyondHalf => "beyond half its range",
        Off::Beyond => "BEYOND ITS RANGE",
    };
    match (off, row.is_edited) {
        (off, false) => off.to_string(),
        ("", true) => "its sheet was edited since".to_string(),
        (off, true) => format!("{off}; its sheet was edited since"),
    }
}

/// What there is to say besides the tables: a head and its items each.
fn sections(audience: &AudienceCheck) -> Vec<(String, Vec<String>)> {
    let mut sections = Vec::new();
    if let Some(fit) = &audience.fit {
        if !fit.unspoken.is_empty() {
            sections.push(("No cell and no probe speaks of:".to_string(), unspoken(&fit.unspoken)));
        }
        if !fit.costly.is_empty() {
            let head = costly_head(fit);
            sections.push((head, fit.costly.iter().map(costly).collect()));
        }
        if !fit.trades.is_empty() {
            let head = "What that trades: do you mean it?".to_string();
            sections.push((head, fit.trades.iter().map(trade).collect()));
        }
    }
    if !audience.untold.is_empty() {
        let head = "Option sheets without a cell:".to_string();
        sections.push((head, audience.untold.iter().map(untold).collect()));
    }
    sections
}

/// Term by term: "Law: “Japanese law throughout”, “…”".
fn unspoken(levels: &[Unspoken]) -> Vec<String> {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for level in levels {
        let name =
            level.level_name.as_ref().map_or_else(|| "any amount".to_string(), |name| format!("“{name}”"));
        match lines.last_mut() {
            Some((term, line)) if *term == level.term => line.push_str(&format!(", {name}")),
            _ => lines.push((&level.term, format!("{}: {name}", level.term_name))),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn costly_head(fit: &Determined) -> String {
    let count = fit.costly.len();
    let bind = if count == 1 { "binds" } else { "bind" };
    format!(
        "Of {} that the orders make, {count} {bind} against the table and {} the fit; dearest first:",
        counted(fit.conditions, "condition"),
        if count == 1 { "costs" } else { "cost" }
    )
}

fn costly(order: &CostlyOrder) -> String {
    let CostlyOrder { term_name, asks, with, without, .. } = order;
    let now = plus_or_minus(*with, 1);
    let instead = match without {
        Some(without) => format!("; without it the table would have {}", plus_or_minus(*without, 1)),
        None => String::new(),
    };
    format!("{term_name}: {asks} ({now}{instead})")
}

/// "One Kunashiri / Kunashir is worth 1.9 Shikotan".
fn trade(trade: &Trade) -> String {
    let Trade { level_name, worth, other_worth, .. } = trade;
    // What is said in brackets of a term is not said of it each time.
    let [term_name, other_name] =
        [&trade.term_name, &trade.other_name].map(|name| name.split(" (").next().unwrap_or(name));
    let said = match trade.ratio {
        Some(ratio) => format!("One {term_name} is worth {} {other_name}", times(ratio)),
        None if worth * other_worth < 0.0 => format!("{term_name} and {other_name} go opposite ways"),
        None => format!("{term_name} counts, {other_name} does not"),
    };
    let open = if trade.is_determined { "" } else { "; the table leaves it open" };
    let figures = [*worth, *other_worth].map(|x| plus_or_minus(x, 1));
    format!("{said} (“{level_name}” adds {} and {}{open})", figures[0], figures[1])
}

fn times(ratio: f64) -> String {
    if ratio < 9.95 { plain(ratio, 1) } else { plain(ratio, 0) }
}

fn untold(package: &Untold) -> String {
    let about = package.half_width.map_or(String::new(), |half| format!(" ± {}", plain(half, 0)));
    let said = match package.open {
        Some((low, high)) => format!(
            "{} to {} in all fits that reproduce the table, {}{about} in the one nearest to equal swing",
            plain(low, 0),
            plain(high, 0),
            plain(package.at, 0)
        ),
        None => format!("{}{about}", plain(package.at, 0)),
    };
    let edited = if package.is_edited { " (edited since it was judged)" } else { "" };
    format!("{}{edited}: {said}", package.name)
}

/// One row for each package or change, one column for each audience: judged (half its range) → fitted, with * beyond half of the range and ** beyond it.
pub fn fit_table_markdown(check: &FitCheck, probes: bool) -> String {
    let names: Vec<String> = check.audiences.iter().map(|audience| cell(&audience.name)).collect();
    let mut out = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    let mut seen: Vec<&str> = Vec::new();
    for row in check.audiences.iter().flat_map(|audience| &audience.rows).filter(|row| row.is_probe == probes)
    {
        if seen.contains(&row.id.as_str()) {
            continue;
        }
        seen.push(&row.id);
        let cells: Vec<String> = check
            .audiences
            .iter()
            .map(|audience| {
                let own = audience.rows.iter().find(|own| own.id == row.id && own.is_probe == probes);
                own.map_or(String::new(), in_one_cell)
            })
            .collect();
        out.push_str(&format!("| {} | {} |\n", cell(&row.name), cells.join(" | ")));
    }
    out
}

fn in_one_cell(row: &CheckedRow) -> String {
    let mark = match row.off {
        Off::Near => "",
        Off::BeyondHalf => " \\*",
        Off::Beyond => " \\*\\*",
    };
    let (judged, half) = (significant(row.judged), significant(row.half_width));
    format!("{judged} ± {half} → {}{mark}", plain(row.fitted, 1))
}

/// What was found for each audience beside the tables.
pub fn fit_sections_markdown(check: &FitCheck) -> String {
    let mut out = String::new();
    for audience in &check.audiences {
        out.push_str(&format!(
            "### {}\n\n{}.\n",
            cell(&audience.name),
            cell(&sentence(&determined(audience)))
        ));
        for (head, items) in sections(audience) {
            out.push_str(&format!("\n{}\n\n", cell(&head)));
            items.iter().for_each(|item| out.push_str(&format!("* {}\n", cell(item))));
        }
        out.push('\n');
    }
    out
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
