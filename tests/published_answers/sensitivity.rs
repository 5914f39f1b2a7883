//! Sobol' indices, elementary effects, Shapley effects: from scenario files through `hikiwake drivers`.

use std::path::Path;
use std::process::Command;

use super::row::Row;

/// What `hikiwake drivers` finds of the metric y of a file.
struct Found(serde_json::Value);

fn drivers(name: &str, more: &[&str]) -> Found {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/published");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["drivers", "--quiet", "--format", "json", "--seed", "7", "--of", "metric.y.mean"])
        .args(["--allow", "tests/scenarios/closed"])
        .args(more)
        .arg(folder.join(format!("{name}.toml")))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    Found(json["inquiries"][0]["data"].clone())
}

impl Found {
    /// An index of a factor's start, with its standard error.
    fn index(&self, factor: usize, index: &str) -> (f64, f64) {
        let key = format!("factor.x{factor}.start");
        let is_it = |row: &&serde_json::Value| row["key"] == *key || row["keys"][0] == *key;
        let row = self.0["rows"].as_array().unwrap().iter().find(is_it).unwrap();
        figure(&row[index])
    }
}

fn figure(index: &serde_json::Value) -> (f64, f64) {
    (index["value"].as_f64().unwrap(), index["standard_error"].as_f64().unwrap())
}

fn simulated(case: &str, name: String, published: &str, (ours, error): (f64, f64)) -> Row {
    Row::simulated(case, &name, published, ours, error)
}

pub fn indices() -> Vec<Row> {
    let mut rows = Vec::new();
    let ishigami = drivers("ishigami", &["--method", "sobol"]);
    let case = "Ishigami & Homma, a = 7, b = 0.1";
    rows.push(simulated(case, "variance".into(), "13.8445879", figure(&ishigami.0["variance"])));
    let first = ["0.31390519", "0.44241114", "0"];
    let total = ["0.55758886", "0.44241114", "0.24368366"];
    for (i, (first, total)) in first.into_iter().zip(total).enumerate() {
        rows.push(simulated(case, format!("S{}", i + 1), first, ishigami.index(i + 1, "share")));
        rows.push(simulated(case, format!("ST{}", i + 1), total, ishigami.index(i + 1, "total")));
    }
    // The second input's waves are too short for the classes, which lose some of its share: docs/methods.md.
    let given = drivers("ishigami", &["--worlds", "20000"]);
    let case = "the same from a run as it is, 40 classes";
    for (i, first) in first.into_iter().enumerate().filter(|(i, _)| *i != 1) {
        rows.push(simulated(case, format!("S{}", i + 1), first, given.index(i + 1, "share")));
    }
    let g = drivers("sobol_g", &["--method", "sobol"]);
    let case = "Sobol’s g, a = (0, 1, 4.5, 9, 99 × 4)";
    rows.push(simulated(case, "variance".into(), "0.46542443", figure(&g.0["variance"])));
    let first = [
        "0.71619217",
        "0.17904804",
        "0.02367577",
        "0.00716192",
        "0.0000716",
        "0.0000716",
        "0.0000716",
        "0.0000716",
    ];
    let total = [
        "0.78714413",
        "0.24219819",
        "0.03431691",
        "0.01046039",
        "0.00010495",
        "0.00010495",
        "0.00010495",
        "0.00010495",
    ];
    for (i, (first, total)) in first.into_iter().zip(total).enumerate() {
        rows.push(simulated(case, format!("S{}", i + 1), first, g.index(i + 1, "share")));
        rows.push(simulated(case, format!("ST{}", i + 1), total, g.index(i + 1, "total")));
    }
    rows
}

pub fn elementary_effects() -> Vec<Row> {
    let found = drivers("ishigami", &["--method", "morris"]);
    assert_eq!((&found.0["places"], &found.0["all_places"]), (&64.into(), &true.into()));
    let row = |(i, published): (usize, &str)| {
        let (ours, error) = found.index(i + 1, "magnitude");
        assert_eq!(error, 0.0, "nothing is left to chance");
        Row::digits("Ishigami, 4 levels, Δ = 2/3, full enumeration", &format!("μ*{}", i + 1), published, ours)
    };
    let mut rows: Vec<Row> = ["7.70405411", "7.875", "6.24879610"].into_iter().enumerate().map(row).collect();
    // Of the coefficients only those that Morris drew are chosen otherwise (the file says how); means over the grid's levels are products of means over single inputs,
    // worked out by summing over all levels.
    let found = drivers("morris", &["--method", "morris", "--base-worlds", "500"]);
    assert_eq!((&found.0["places"], &found.0["all_places"]), (&500.into(), &false.into()));
    let case = "Morris 1991, twenty inputs, 4 levels, Δ = 2/3, 500 places";
    let published = [
        ("64.203866", "13.500968"),
        ("63.806641", "11.895616"),
        ("51.229268", "23.952752"),
        ("63.806641", "11.895616"),
        ("50.927570", "23.952752"),
        ("43.359917", "15.117057"),
        ("34.647935", "34.647935"),
        ("37.591973", "37.591973"),
        ("42.408027", "42.408027"),
        ("37.591973", "37.591973"),
        ("5.292729", "0.408027"),
        ("5.292729", "-0.408027"),
        ("5.292729", "0.408027"),
        ("5.292729", "-0.408027"),
        ("5.292729", "0.408027"),
        ("5.292729", "-0.408027"),
        ("5.292729", "0.408027"),
        ("5.292729", "-0.408027"),
        ("5.292729", "0.408027"),
        ("5.292729", "-0.408027"),
    ];
    for (i, (magnitude, mean)) in published.into_iter().enumerate() {
        rows.push(simulated(case, format!("μ*{}", i + 1), magnitude, found.index(i + 1, "magnitude")));
        rows.push(simulated(case, format!("μ{}", i + 1), mean, found.index(i + 1, "mean")));
    }
    rows
}

pub fn shapley_effects() -> Vec<Row> {
    let mut rows = Vec::new();
    let found = drivers("dependent_normals", &["--method", "shapley"]);
    let case = "X1 + X2 + X3, deviations 1, 1, 2, correlation .9 of the last two";
    rows.push(simulated(case, "variance".into(), "9.6", figure(&found.0["variance"])));
    for (i, published) in ["0.10416667", "0.41822917", "0.47760417"].into_iter().enumerate() {
        rows.push(simulated(case, format!("φ{}", i + 1), published, found.index(i + 1, "share")));
    }
    let found = drivers("ishigami", &["--method", "shapley"]);
    for (i, published) in ["0.43574702", "0.44241114", "0.12184183"].into_iter().enumerate() {
        let case = "Ishigami & Homma, a = 7, b = 0.1";
        rows.push(simulated(case, format!("φ{}", i + 1), published, found.index(i + 1, "share")));
    }
    rows
}
