//! The page, from its words and the shipped scenarios.

use std::path::Path;

use hikiwake::ledger::{AudienceCheck, CheckedRow, FitCheck, Off, Worths, fit_check, worths};
use hikiwake::report::{fit_findings, fit_sections_markdown, fit_table_markdown, worths_table_markdown};

/// Where it is kept.
pub const PAGE: &str = "docs/acceptability.md";
/// Its words, with `{{NAME}}` where something is worked out.
pub const WORDS: &str = "examples/acceptability/acceptability.md";
/// Every option file has the same table.
const SCENARIO: &str = "scenarios/status-quo.toml";

/// The page as it should be.
///
/// **Errors** what is wrong with the scenario or the words.
pub fn page() -> Result<String, String> {
    let loaded = hikiwake::scenario::load(Path::new(SCENARIO), &[]).map_err(|p| p.render(false))?;
    let words = std::fs::read_to_string(WORDS).map_err(|why| why.to_string())?;
    filled(&words, &fit_check(&loaded.scenario), &worths(&loaded.scenario, None))
}

/// The words with what is worked out in its places.
pub fn filled(words: &str, check: &FitCheck, worths: &Worths) -> Result<String, String> {
    let mut parts = words.split("{{");
    let mut page = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (name, rest) = part.split_once("}}").ok_or_else(|| format!("`{{{{{part}` has no end"))?;
        let worked_out = match name {
            "cells" => fit_table_markdown(check, false),
            "probes" => fit_table_markdown(check, true),
            "findings" => fit_findings(check),
            "off" => off(check),
            "size" => size(check),
            "audiences" => fit_sections_markdown(check),
            "worths" => worths_table_markdown(worths),
            _ => return Err(format!("nobody knows `{name}`")),
        };
        page += worked_out.trim_end();
        page += rest;
    }
    Ok(page)
}

/// What lies beyond half of its range, furthest first.
fn off(check: &FitCheck) -> String {
    let all =
        check.audiences.iter().flat_map(|audience| audience.rows.iter().map(move |row| (audience, row)));
    let mut off: Vec<_> = all.filter(|(_, row)| row.off != Off::Near).collect();
    off.sort_by(|(_, a), (_, b)| {
        (b.residual / b.half_width).abs().total_cmp(&(a.residual / a.half_width).abs())
    });
    off.into_iter().map(|(audience, row)| line(audience, row)).collect()
}

fn line(audience: &AudienceCheck, row: &CheckedRow) -> String {
    let share = 100.0 * (row.residual / row.half_width).abs();
    let way = if row.residual > 0.0 { "higher" } else { "lower" };
    format!(
        "* {}, {}: {:.1} {way} than judged, {share:.0} % of the way to the end of its range\n",
        audience.name,
        row.name,
        row.residual.abs()
    )
}

/// How many numbers there are: "54 cells and 186 probes for 216 unknowns …".
fn size(check: &FitCheck) -> String {
    let rows = || check.audiences.iter().flat_map(|audience| &audience.rows);
    let probes = rows().filter(|row| row.is_probe).count();
    let fits = || check.audiences.iter().filter_map(|audience| audience.fit.as_ref());
    let (unknowns, rank): (usize, usize) =
        (fits().map(|fit| fit.unknowns).sum(), fits().map(|fit| fit.rank).sum());
    let costly: usize = fits().map(|fit| fit.costly.len()).sum();
    let conditions: usize = fits().map(|fit| fit.conditions).sum();
    format!(
        "{} cells and {probes} answers to probes stand against {unknowns} unknowns in {} fits; {rank} of these are determined by cells and probes, {} by orders and the pull to \
         equal swing. Of {conditions} conditions that orders make, {costly} bind against the table",
        rows().count() - probes,
        fits().count(),
        unknowns - rank,
    )
}
