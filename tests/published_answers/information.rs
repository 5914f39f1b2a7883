//! Value of information: from scenario files, through the command.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::row::Row;

/// What `hikiwake value` tells of two scenarios, with further options.
pub fn told(options: &[&str]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/published");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["value", "--quiet", "--format", "json", "--seed", "7"])
        .args(["--allow", "tests/scenarios/closed"])
        .args(options)
        .args([folder.join("nothing.toml"), folder.join("gamble.toml")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["inquiries"][0]["data"].clone()
}

/// A worth with its standard error: of everything, or of what has this key among assumptions.
pub fn worth(told: &Value, key: Option<&str>) -> (f64, f64) {
    let found = match key {
        None => &told["perfect"],
        Some(key) => {
            let all = told["partial"][0]["worth"].as_array().unwrap();
            &all.iter().find(|one| one["keys"][0] == key).unwrap()["information"]
        }
    };
    (found["value"].as_f64().unwrap(), found["standard_error"].as_f64().unwrap())
}

pub fn rows() -> Vec<Row> {
    let told = told(&[]);
    let case = "0 or p1 − p2, p1 ~ N(1, 1), p2 ~ N(0, 2) (R voi vignette)";
    let row = |figure: &str, published: &str, (value, error): (f64, f64)| {
        Row::simulated(case, figure, published, value, error)
    };
    vec![
        row("EVPI", "0.4798107063", worth(&told, None)),
        // φ(1) − Φ(−1), and 2φ(½) − Φ(−½).
        row("EVPPI of p1", "0.0833154706", worth(&told, Some("factor.p1.start"))),
        row("EVPPI of p2", "0.3955931148", worth(&told, Some("factor.p2.start"))),
    ]
}
