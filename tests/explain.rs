//! `hikiwake explain` as its users meet it.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::process::{Command, Output, Stdio};

use hikiwake::ledger::ledger;
use hikiwake::scenario::load;

const SHIPPED: &str = "scenarios/two-plus-alpha.toml";
const MINIMAL: &str = "tests/scenarios/minimal.toml";

fn explain(arguments: &[&str], columns: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg("explain")
        .args(arguments)
        .env("COLUMNS", columns)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn told(arguments: &[&str], columns: &str) -> String {
    let output = explain(arguments, columns);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A scenario whose texts try to be more than text.
fn hostile() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.toml");
    std::fs::copy(MINIMAL, folder.path().join("minimal.toml")).unwrap();
    let text = "extends = \"minimal.toml\"\nname = \"=1+1|<b>x</b>\\u001b[2J\"\n[factor.trust]\nname = \"=HYPERLINK(1)|`x`\"\n\
         start = { value = 0.5, judgement = \"@SUM(1)\\n| <script>alert(1)</script> \\u001b[31mred\" }\n\
         [process.settlement.state.signed.traits]\ngoodwill = { uniform = [0, 1], unit = \"+1\" }\n";
    std::fs::write(&path, text).unwrap();
    let name = path.display().to_string();
    (folder, name)
}

#[test]
fn the_ledger_keeps_to_eighty_columns() {
    for columns in ["60", "80", "120"] {
        let text = told(&[SHIPPED], columns);
        let width: usize = columns.parse().unwrap();
        // A key is one word, and longer than some lines.
        let wide = text.lines().filter(|l| l.chars().count() > width && l.trim().contains(' '));
        assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(text.contains(" numbers assigned"), "{}", &text[..800]);
    }
}

#[test]
fn every_assumption_is_told_under_its_element() {
    let text = told(&[MINIMAL], "100");
    let loaded = load(std::path::Path::new(MINIMAL), &[]).unwrap();
    for assumption in ledger(&loaded).assumptions {
        let head = format!(
            "{} {}: {}\n",
            assumption.element.kind.name(),
            assumption.element.id,
            assumption.element.name
        );
        let own: Vec<&str> = assumption.key.split('.').collect();
        let own = format!("  .{}", own[if own[0] == "party" { 4 } else { 2 }..].join("."));
        let at = text.find(&head).unwrap_or_else(|| panic!("no {head}"));
        let block = text[at..].split("\n\n").next().unwrap();
        assert!(block.contains(&format!("{own}: ")), "{own} is not in\n{block}");
    }
}

#[test]
fn one_key_tells_its_whole_history() {
    let key = "factor.russia_willingness.start";
    let text = told(&[SHIPPED, key, "--set", &format!("{key}=0.5")], "100");
    let base = text.find("surroundings.toml:").unwrap();
    let set = text.find("--set: gives the value").unwrap();
    assert!(base < set && text.contains(": overridden"), "{text}");
    assert!(text.contains("p5 = -1.6, p50 = -0.9, p95 = -0.2"), "{text}");
    assert!(text.contains("What reads Willingness of Russia's leader to settle"), "{text}");
    assert!(text.contains("process.settlement.transition.treaty_signed.drivers.willingness.times"), "{text}");
}

#[test]
fn what_was_elicited_stands_beside_what_the_fit_gives() {
    let key = "process.joint_activity.transition.russian_zone_set_up.annual_chance";
    let text = told(&[SHIPPED, key], "100");
    let row = |name: &str| {
        let line =
            text.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{text}"));
        line.trim_start()[name.len()..].split_whitespace().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(row("5 % point"), ["0.1", "0.1"]);
    assert_eq!(row("50 % point (median)"), ["0.33", "0.33"]);
    assert_eq!(row("95 % point"), ["0.7", "0.7"]);
    assert_eq!(row("mean"), ["0.355"]);
    assert_eq!(row("greatest"), ["1"]);
    assert!(text.contains('█') && !text.contains("misses"), "{text}");
}

#[test]
fn an_unknown_key_is_answered_with_the_one_that_was_meant() {
    let output = explain(&[SHIPPED, "factor.russia_wilingness.start"], "80");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("did you mean `factor.russia_willingness.start`?"), "{message}");
    // A table is no assumption; what stands below it is listed.
    let output = explain(&[SHIPPED, "factor.russia_willingness"], "80");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("\n  factor.russia_willingness.half_life"), "{message}");
}

#[test]
fn json_is_the_ledger() {
    let text = told(&[MINIMAL, "--format", "json"], "80");
    let loaded = load(std::path::Path::new(MINIMAL), &[]).unwrap();
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    let wanted: serde_json::Value =
        serde_json::from_str(&serde_json::to_string(&ledger(&loaded)).unwrap()).unwrap();
    assert_eq!(found, wanted);
    let one = told(&[MINIMAL, "factor.trust.start", "--format", "json"], "80");
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(one["assumption"]["key"], "factor.trust.start");
    assert!(one["readers"].as_array().unwrap().iter().any(|link| link["to"] == "process.settlement"));
}

#[test]
fn text_of_a_scenario_stays_text_in_every_format() {
    let (_folder, file) = hostile();
    for key in [None, Some("factor.trust.start")] {
        for format in ["table", "md", "json", "csv"] {
            let mut arguments = vec![file.as_str(), "--format", format];
            arguments.extend(key);
            let text = told(&arguments, "100");
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{format}: {text:?}");
            if format == "md" {
                assert!(!text.contains("<script>") && !text.contains("<b>"), "{text}");
                let rows = text.lines().filter(|line| line.starts_with("| `factor.trust.start`"));
                // Seven cells: a bar in a text is escaped.
                assert!(
                    rows.map(|r| r.replace("\\|", "").matches('|').count()).all(|bars| bars == 8),
                    "{text}"
                );
            }
        }
    }
    let csv = told(&[&file, "--format", "csv"], "100");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for record in reader.records() {
        for cell in &record.unwrap() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}
