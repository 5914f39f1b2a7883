//! Pools of experts: what a run says as if each expert alone were right, and what it says of all together.

#![allow(clippy::unwrap_used, reason = "a missing row fails the test")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Two experts on one chance a year, one of them on another; a third quantity is nobody's.
const SCENARIO: &str = r#"
[expert.brook]
name = "A. Brook"
[expert.marsh]
name = "C. Marsh"

[process.track]
start = "before"
[process.track.state.before]
[process.track.state.first]
absorbing = true
[process.track.state.second]
absorbing = true

[process.track.transition.one]
from = "before"
to = "first"
annual_chance = { pool = [
    { expert = "brook", weight = 0.3, p5 = 0.01, p50 = 0.03, p95 = 0.06 },
    { expert = "marsh", weight = 0.7, uniform = [0.2, 0.4] },
] }

[process.track.transition.other]
from = "before"
to = "second"
per_year = { pool = [{ expert = "marsh", gamma = [2, 40] }, { expert = "brook", value = 0.1 }], truncate = [0.01, 0.3] }

[metric.months]
months_in = "track.before"

[factor.derived]
start = { formula = "process.track.transition.one.annual_chance * 2" }
"#;

fn run(folder: &Path, sets: &[&str]) -> Vec<Value> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/closed/base.toml");
    let file = folder.join("pools.toml");
    std::fs::write(&file, format!("extends = {base:?}\nworlds = 200\npaths = 10\n{SCENARIO}")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hikiwake"));
    command
        .args(["run", "--quiet", "--format", "json", "--out"])
        .arg(folder.join(format!("run{}", sets.len())));
    for set in sets {
        command.args(["--set", set]);
    }
    command.arg("--allow").arg(base.parent().unwrap());
    let output = command.arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["scenarios"][0]["estimates"].as_array().unwrap().clone()
}

fn rows<'r>(rows: &'r [Value], start: &str) -> Vec<(&'r str, &'r Value, &'r Value)> {
    rows.iter()
        .filter_map(|row| {
            Some((row["outcome"].as_str()?.strip_prefix(start)?, &row["estimate"], &row["standard_error"]))
        })
        .collect()
}

#[test]
fn an_expert_alone_is_the_scenario_with_that_experts_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let pooled = run(folder.path(), &[]);
    for (expert, sets) in [
        (
            "brook",
            [
                "process.track.transition.one.annual_chance={ p5 = 0.01, p50 = 0.03, p95 = 0.06 }",
                "process.track.transition.other.per_year={ value = 0.1 }",
            ],
        ),
        (
            "marsh",
            [
                "process.track.transition.one.annual_chance={ uniform = [0.2, 0.4] }",
                "process.track.transition.other.per_year={ gamma = [2, 40], truncate = [0.01, 0.3] }",
            ],
        ),
    ] {
        let told = rows(&pooled, &format!("according_to.{expert}."));
        let alone = run(folder.path(), &sets);
        assert!(told.len() >= 10, "{}", told.len());
        for (outcome, estimate, error) in &told {
            let same = rows(&alone, "").into_iter().any(|row| row == (*outcome, *estimate, *error));
            assert!(same, "{expert}: {outcome} {estimate} ± {error} is not that of the expert's own numbers");
        }
        // Not the pool's numbers under another name.
        let chance = |rows: Vec<(&str, &Value, &Value)>| {
            rows.iter()
                .find(|(id, ..)| *id == "end.track.first")
                .map(|(_, x, _)| x.as_f64().unwrap())
                .unwrap()
        };
        assert!((chance(told) - chance(rows(&pooled, ""))).abs() > 0.03);
    }
}

#[test]
fn rows_are_labelled_and_stand_in_the_table_and_the_csv() {
    let folder = tempfile::tempdir().unwrap();
    let pooled = run(folder.path(), &[]);
    let names: Vec<&str> = pooled.iter().filter_map(|row| row["name"].as_str()).collect();
    assert!(names.iter().any(|name| name.ends_with("if A. Brook alone is right")));
    let csv = std::fs::read_to_string(folder.path().join("run0/outcomes.csv")).unwrap();
    assert!(csv.contains("pools,according_to.marsh.end.track.first,"));
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["run", "--quiet", "--long", "--allow", "tests/scenarios/closed", "--out"])
        .arg(folder.path().join("table"))
        .arg(folder.path().join("pools.toml"))
        .output()
        .unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    let words: Vec<&str> = table.split_whitespace().collect();
    assert!(words.join(" ").contains("Each expert"), "{table}");
    assert!(table.contains("A. Brook: before") && table.contains("C. Marsh: before"), "{table}");
}

#[test]
fn a_run_without_pools_says_nothing_of_experts() {
    let folder = tempfile::tempdir().unwrap();
    let sets = [
        "process.track.transition.one.annual_chance=0.1",
        "process.track.transition.other.per_year=0.1",
        "expert.brook={ remove = true }",
    ];
    assert!(rows(&run(folder.path(), &sets), "according_to.").is_empty());
}
