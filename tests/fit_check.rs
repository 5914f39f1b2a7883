//! What was judged, and what follows: `check --fit`, `explain --acceptability`, docs/acceptability.md.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

#[path = "../examples/acceptability/page.rs"]
mod page;

use std::process::{Command, Output, Stdio};

use crate::common::load_with;
use hikiwake::ledger::{AudienceCheck, FitCheck, HeldBy, LevelWorth, Off, fit_check, worths};
use hikiwake::model::Scenario;
use hikiwake::report::{fit_text, worths_csv, worths_json, worths_markdown, worths_text};
use hikiwake::scenario::load;

const SHIPPED: &str = "scenarios/two-plus-alpha.toml";

/// Elders who are judged, and a council whose points stand in the file.
const ELDERS: [&str; 12] = [
    "[party.hill]\nname = \"Hill\"\n[party.hill.audience.elders]\nname = \"The elders\"\nwidth = 10\njudgement = \"two evenings\"",
    "[party.hill.audience.elders.order]\nnorth_bank = \"upland > shared\"\ntoll = \"less\"",
    "[option_sheet.nothing]\nname = \"Nothing\"\nterms = { north_bank = \"upland\", dam = \"closed\", toll = 0, judgement = \"as it is\" }",
    "[acceptability]\nat = \"zero\"\njudgement = \"three talks\"",
    "[acceptability.nothing]",
    "hill.elders = { p50 = 60, within = 8, judgement = \"they said so\" }",
    "upland.council = { p50 = 40, within = 8, judgement = \"they said so\" }",
    "[acceptability.joint]",
    "hill.elders = { p50 = 40, within = 10, evidence = [\"E1\"] }",
    "upland.council = { p50 = 90, within = 8, judgement = \"they said so\" }",
    "[probe.a_toll]\nname = \"A toll\"\nfrom = \"nothing\"\nwith = { toll = 5 }",
    "adds.hill.elders = { p50 = -10, within = 4, judgement = \"they said so\" }",
];

fn elders() -> Scenario {
    load_with("minimal.toml", &ELDERS)
}

fn of<'c>(check: &'c FitCheck, id: &str) -> &'c AudienceCheck {
    check.audiences.iter().find(|audience| audience.id == id).unwrap()
}

fn hikiwake(arguments: &[&str], columns: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(arguments)
        .env("COLUMNS", columns)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn told(arguments: &[&str], columns: &str) -> String {
    let output = hikiwake(arguments, columns);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_fit_says_what_it_determines_and_what_nothing_speaks_of() {
    let check = fit_check(&elders());
    let elders = of(&check, "hill.elders");
    let fit = elders.fit.as_ref().unwrap();
    // The status quo, two levels, one level, a toll; two cells and a probe.
    assert_eq!((fit.unknowns, fit.rank, fit.free, fit.conditions), (5, 3, 2, 2));
    let unspoken: Vec<_> = fit.unspoken.iter().map(|level| level.level_name.as_deref()).collect();
    assert_eq!(unspoken, [Some("lowland")]);
    let residuals: Vec<String> = elders.rows.iter().map(|row| format!("{:.1}", row.residual.abs())).collect();
    assert_eq!(residuals, ["0.0", "0.0", "0.0"]);
    assert!(fit.costly.is_empty() && elders.rows.iter().all(|row| row.off == Off::Near));
    // Cession has the level that nothing speaks of.
    let untold = &elders.untold[0];
    assert_eq!((untold.option.as_str(), untold.is_edited), ("cession", false));
    let (low, high) = untold.open.unwrap();
    assert!(high - low > 50.0 && (low..=high).contains(&untold.at), "{untold:?}");
    let text = fit_text(&check, 100);
    for wanted in [
        "2 cells and 1 probe for 5 unknowns: rank 3, 2 directions are free",
        "North bank: “lowland”",
        "Cession: ",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn an_order_that_the_table_would_break_is_told_with_what_it_costs() {
    let mut lines = ELDERS.to_vec();
    lines[11] = "adds.hill.elders = { p50 = 6, within = 4, judgement = \"they said so\" }";
    let check = fit_check(&load_with("minimal.toml", &lines));
    let elders = of(&check, "hill.elders");
    let costly = &elders.fit.as_ref().unwrap().costly;
    assert_eq!(costly.len(), 1, "{costly:?}");
    // Five tolls add 6 without the order, and nothing with it: 1.2 each, beyond the range of the probe.
    assert_eq!(costly[0].term, "toll");
    assert!(costly[0].with.abs() < 1e-6 && (costly[0].without.unwrap() - 1.2).abs() < 0.01, "{costly:?}");
    assert_eq!(elders.rows[2].off, Off::Beyond);
    let text = fit_text(&check, 100);
    assert!(text.contains("BEYOND ITS RANGE") && text.contains("binds against the table"), "{text}");
}

#[test]
fn points_in_the_file_are_only_checked() {
    let scenario = elders();
    let check = fit_check(&scenario);
    let council = of(&check, "upland.council");
    assert!(council.fit.is_none());
    // 13 points of a reservation that stands for the ten from 40 to 50.
    let (_, audience) = scenario.audience("upland.council").unwrap();
    let wanted = 40.0 + 10.0 * 13.0 / audience.reservation.family.quantile(0.5);
    assert!(council.rows[0].residual.abs() < 1e-9, "{:?}", council.rows[0]);
    assert!((council.rows[1].fitted - wanted).abs() < 1e-9, "{:?}", council.rows[1]);
    assert_eq!(council.rows[1].off, Off::Beyond);
    assert!(fit_text(&check, 100).contains("the file gives its points, which the table only checks"));
}

#[test]
fn a_level_says_what_holds_its_worth_and_how_weak_that_is() {
    let scenario = elders();
    let found = worths(&scenario, Some("hill.elders"));
    let levels: Vec<&LevelWorth> = found.audiences[0].terms.iter().flat_map(|term| &term.levels).collect();
    let held: Vec<(&str, HeldBy)> = levels.iter().map(|level| (level.name.as_str(), level.held_by)).collect();
    let wanted = [
        ("shared", HeldBy::Sums),
        ("lowland", HeldBy::Nothing),
        ("open", HeldBy::Sums),
        ("coins a year", HeldBy::Table),
    ];
    assert_eq!(held, wanted);
    let toll = levels[3];
    assert!((toll.worth + 2.0).abs() < 1e-6 && toll.open.is_none(), "{toll:?}");
    assert_eq!((toll.cells, toll.probes), (0, 1));
    // What rests on the cell with evidence beside one with none is no better than the one with none.
    assert_eq!(levels[0].weakest.unwrap().name(), "stated judgement");
    let all = worths(&scenario, None);
    let council = all.audiences.iter().find(|audience| audience.id == "upland.council").unwrap();
    assert!(council.status_quo.is_none());
    assert!(council.terms.iter().flat_map(|term| &term.levels).all(|level| level.held_by == HeldBy::File));
    // Each form has every level.
    let json: serde_json::Value = serde_json::from_str(&worths_json(&found)).unwrap();
    assert_eq!(json["audiences"][0]["terms"][0]["levels"][0]["held_by"], "sums");
    let csv = worths_csv(&found);
    assert_eq!(csv::Reader::from_reader(csv.as_slice()).records().count(), 4);
    for text in [worths_text(&found, 80), worths_markdown(&found)] {
        assert!(text.contains("sums with others only") && text.contains("lowland"), "{text}");
    }
}

#[test]
fn every_shipped_cell_and_probe_comes_back_within_its_range() {
    let check = fit_check(&load(std::path::Path::new(SHIPPED), &[]).unwrap().scenario);
    let beyond: Vec<_> = check
        .audiences
        .iter()
        .flat_map(|audience| &audience.rows)
        .filter(|row| row.off == Off::Beyond)
        .collect();
    assert!(beyond.is_empty(), "{beyond:?}");
    assert!(check.audiences.iter().all(|audience| audience.fit.as_ref().unwrap().trades.len() == 4));
}

#[test]
fn an_edited_sheet_is_a_package_without_a_cell() {
    let edit = ["option_sheet.two_plus_alpha.terms.access=\"visits\"".to_string()];
    let check = fit_check(&load(std::path::Path::new(SHIPPED), &edit).unwrap().scenario);
    for audience in &check.audiences {
        let [untold] = audience.untold.as_slice() else { panic!("{:?}", audience.untold) };
        assert!(untold.is_edited && untold.half_width.unwrap() > 1.0, "{untold:?}");
        assert!(audience.rows.iter().any(|row| row.id == "two_plus_alpha" && row.is_edited));
    }
}

#[test]
fn the_command_line_tells_both() {
    for columns in ["60", "80", "120"] {
        let width: usize = columns.parse().unwrap();
        let texts = [
            told(&["check", "--fit", SHIPPED], columns),
            told(&["explain", "--acceptability", SHIPPED], columns),
        ];
        for text in texts {
            let wide = text.lines().filter(|line| line.chars().count() > width && line.trim().contains(' '));
            assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new());
            assert!(
                text.contains("Russian free") || text.contains("Handed over to Japan"),
                "names of levels"
            );
        }
    }
    let one = told(&["explain", "--acceptability", SHIPPED, "russia.presidency", "--format", "json"], "80");
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(one["audiences"].as_array().unwrap().len(), 1);
    let output = hikiwake(&["explain", "--acceptability", SHIPPED, "russia.presidencey"], "80");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("did you mean `russia.presidency`?"), "{message}");
}

#[test]
fn a_file_without_a_table_says_so() {
    let text = told(&["check", "--fit", "tests/scenarios/minimal.toml"], "80");
    assert!(text.contains("The table of acceptability has no cell"), "{text}");
}

/// Whoever edits the page alone would lose the edit when it is next written.
#[test]
fn the_page_is_what_the_program_says() {
    let kept = std::fs::read_to_string(page::PAGE).unwrap();
    let is_current = page::page().unwrap() == kept;
    assert!(
        is_current,
        "`cargo run --release --example acceptability` writes {}; its words are in {}",
        page::PAGE,
        page::WORDS
    );
    let words = std::fs::read_to_string(page::WORDS).unwrap();
    for faulty in [words.replacen("{{cells}}", "{{cels}}", 1), words.replacen("{{cells}}", "{{cells", 1)] {
        let nothing = fit_check(&elders());
        assert!(page::filled(&faulty, &nothing, &worths(&elders(), None)).is_err());
    }
}

#[test]
fn what_is_expected_stands_beside_what_comes() {
    let file = "scenarios/two-island-1956.toml";
    let said = told(&["check", file], "120");
    assert!(said.contains("as expected"), "{said}");
    // The same chance, held against other ranges.
    for (range, verdict) in
        [("[0.0, 1.0]", "as expected"), ("[0.0, 0.01]", "above, by"), ("[0.9, 1.0]", "below, by")]
    {
        let set = format!("expectation.record_two_island_1956.range={range}");
        let said = told(&["check", file, "--set", &set], "120");
        let row = said.lines().find(|line| line.contains("Ratified once signed")).unwrap();
        assert!(row.contains(verdict), "{range}: {said}");
    }
    // Not of an option that another file has on the table.
    assert!(!told(&["check", "scenarios/status-quo.toml"], "120").contains("glance"));
}
