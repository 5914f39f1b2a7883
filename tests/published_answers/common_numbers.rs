//! Common random numbers: a difference on the same draws, and where along a shift a chance is so much; through `sweep`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::row::Row;

/// What `sweep` tells of the one scenario.
fn swept(arguments: &[&str]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg("sweep")
        .arg(root.join("tests/scenarios/published/common_numbers.toml"))
        .arg("--allow")
        .arg(root.join("tests/scenarios/closed"))
        .args(["--quiet", "--format", "json", "--seed", "7"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    document["inquiries"][0]["data"]["lines"][0].clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

pub fn differences() -> Vec<Row> {
    let case = "P(Z + .1 > 1) − P(Z > 1), 10⁴ worlds";
    let line = swept(&["--over", "factor.shift.start=0,0.1", "--of", "end.waiting.after"]);
    let swing = &line["swing"];
    let (difference, paired) = (number(&swing["difference"]), number(&swing["standard_error"]));
    let told = |place: usize, what: &str| number(&line["points"][place]["told"][what]);
    let independent =
        [0, 1].map(|place| told(place, "standard_error")).iter().map(|e| e * e).sum::<f64>().sqrt();
    // The error of an error: of 254 worlds that differ, half of one over their root; of two chances near 0.16, that of the chances.
    let of_paired = paired / (2.0 * (10_000.0 * difference).sqrt());
    let of_independent = independent * told(0, "standard_error") / told(0, "estimate");
    vec![
        Row::simulated(case, "difference", "0.0254048714", difference, paired),
        Row::simulated(case, "its standard error, paired", "0.00157", paired, of_paired),
        Row::simulated(case, "and of independent draws", "0.00533", independent, of_independent),
    ]
}

pub fn roots() -> Vec<Row> {
    let line = swept(&["--over", "factor.shift.start=0..0.5", "--find", "end.waiting.after = 0.2"]);
    let stretches = line["roots"]["stretches"].as_array().unwrap();
    assert_eq!(stretches.len(), 1, "{stretches:?}");
    let (from, to) = (number(&stretches[0]["from"]), number(&stretches[0]["to"]));
    // An interval at 95 % is nearly four standard errors wide.
    let error = (to - from) / (2.0 * 1.959_964);
    let at = number(&stretches[0]["crossings"][0]);
    vec![Row::simulated("P(Z + x > 1) = 0.2, 10⁴ worlds", "x = 1 − Φ⁻¹(0.8)", "0.1583787664", at, error)]
}
