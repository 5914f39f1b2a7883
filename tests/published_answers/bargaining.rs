//! Negotiation analysis: from scenario files, through the command.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::row::Row;

/// What `hikiwake bargain` tells of a file of `tests/scenarios/bargaining`.
fn told(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/bargaining");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["bargain", "--quiet", "--format", "json"])
        .arg(folder.join(name))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["inquiries"][0]["data"].clone()
}

fn solution<'v>(told: &'v Value, name: &str) -> &'v Value {
    let all = told["solutions"].as_array().unwrap();
    all.iter().find(|one| one["name"].as_str().unwrap().starts_with(name)).unwrap()
}

fn gain(of: &Value, party: usize) -> f64 {
    of["at"]["surplus"][party].as_f64().unwrap()
}

pub fn rows() -> Vec<Row> {
    let cypress = told("itex-cypress.toml");
    let (nash, even) = (solution(&cypress, "Nash"), solution(&cypress, "Egalitarian"));
    let case = "Itex against Cypress, 180 packages (GENIUS profiles; NegMAS 0.16)";
    let count = |told: &Value| told["frontier"].as_array().unwrap().len() as f64;
    let (dollar, averse) = (told("dollar.toml"), told("dollar-averse.toml"));
    vec![
        Row::digits(case, "points on the frontier", "17", count(&cypress)),
        Row::digits(case, "Nash: Cypress", "22.7152", gain(nash, 0)),
        Row::digits(case, "Nash: Itex", "18.5125", gain(nash, 1)),
        Row::digits(case, "Nash: product", "420.5144", nash["value"].as_f64().unwrap()),
        Row::digits(case, "egalitarian (NegMAS's Kalai): Cypress", "19.4218", gain(even, 0)),
        Row::digits(case, "egalitarian (NegMAS's Kalai): Itex", "19.6661", gain(even, 1)),
        Row::digits(
            "a dollar, both linear (Nash 1950)",
            "Nash: share",
            "0.5000",
            gain(solution(&dollar, "Nash"), 0),
        ),
        Row::digits("the same", "Kalai–Smorodinsky: share", "0.5000", gain(solution(&dollar, "Kalai"), 0)),
        Row::digits(
            "a dollar, one has the square root of its share",
            "Nash: the other's two thirds",
            "0.6667",
            gain(solution(&averse, "Nash"), 1),
        ),
        Row::digits(
            "three collinear points and a dominated one",
            "points on the frontier",
            "3",
            count(&told("collinear.toml")),
        ),
    ]
}
