//! Which assumptions move an outcome, by the program as its users meet it.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::desk::{self, Desk, code, errors, minimal};
use serde_json::Value;

/// Enough worlds to see the large ones.
const ENOUGH: [&str; 4] = ["--worlds", "600", "--paths", "10"];

fn drivers(desk: &Desk, arguments: &[&str]) -> Value {
    let text = desk.done(&[&["drivers", "--quiet", "--format", "json"], arguments].concat());
    serde_json::from_str::<Value>(&text).unwrap()["inquiries"][0].clone()
}

fn rows(found: &Value) -> &Vec<Value> {
    found["data"]["rows"].as_array().unwrap()
}

fn row<'v>(found: &'v Value, key: &str) -> &'v Value {
    let is_it = |row: &&Value| row["key"] == key || row["keys"] == serde_json::json!([key]);
    rows(found).iter().find(is_it).unwrap_or_else(|| panic!("no row {key} in {found}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

const LAPSE: &str = "process.settlement.transition.lapse.per_year";
const WIDE: &str =
    "[process.settlement.transition.lapse]\nper_year = { uniform = [0.0, 2.0] }\njudgement = \"planted\"\n";

#[test]
fn a_planted_driver_is_found_by_every_method_with_its_direction() {
    let desk = Desk::new();
    let file = desk.over_minimal("wide.toml", WIDE);
    for method in [
        &["given"][..],
        &["tornado"],
        &["sobol", "--base-worlds", "200"],
        &["morris", "--base-worlds", "40"],
        &["shapley", "--base-worlds", "200", "--top", "2"],
    ] {
        let found = drivers(&desk, &[&[&file, "--method"], method, &ENOUGH].concat());
        let first = &rows(&found)[0];
        let key = if first["key"].is_string() { &first["key"] } else { &first["keys"][0] };
        assert_eq!(key, LAPSE, "{method:?}: {first}");
        let finding = found["findings"][0].as_str().unwrap();
        assert!(finding.contains("moves it most") && finding.contains(LAPSE), "{finding}");
        assert!(found["remarks"].as_array().unwrap().len() >= 2);
        match method[0] {
            "tornado" => {
                assert!(number(&first["outcome"][0]) > number(&first["outcome"][1]) + 0.2, "{first}")
            }
            "morris" => assert!(number(&first["mean"]["hi"]) < 0.0, "{first}"),
            _ => {
                // Its interval lies above what any other tells.
                let others = rows(&found)[1..].iter().map(|row| number(&row["share"]["value"]));
                assert!(number(&first["share"]["lo"]) > others.fold(0.0, f64::max), "{method:?}: {first}");
                assert_eq!(first["direction"], -1, "{first}");
            }
        }
    }
}

#[test]
fn of_many_quantities_the_widest_of_a_first_look_are_simulated_again() {
    let desk = Desk::new();
    let file = desk.over_minimal("wide.toml", WIDE);
    let tornado = |size: [&str; 2], more: &[&str]| {
        let size = ["--worlds", size[0], "--paths", size[1]];
        drivers(
            &desk,
            &[&[file.as_str(), "--method", "tornado", "--of", "in_force"], &size[..], more].concat(),
        )
    };
    let found = tornado(["400", "20"], &["--top", "1"]);
    // What the whole and what the first look by itself say.
    let (whole, first) = (tornado(["400", "20"], &["--top", "1000"]), tornado(["100", "2"], &[]));
    let swing = |of: &Value| number(&of["outcome"][1]) - number(&of["outcome"][0]);
    assert!(rows(&found).len() > 1 && rows(&found).len() == rows(&whole).len(), "{found}");
    for of in rows(&found) {
        let key = of["key"].as_str().unwrap();
        let (same, worlds) = if key == LAPSE { (&whole, 400) } else { (&first, 100) };
        assert_eq!(of["worlds"], worlds, "{key}");
        let expected = row(same, key);
        assert!((swing(of) - swing(expected)).abs() < 1e-12, "{key}: {of} {expected}");
        // Told from where the outcome is in the whole.
        let moved = |of: &Value, by: &Value| number(&of["outcome"][0]) - number(&by["data"]["base"]);
        assert!((moved(of, &found) - moved(expected, same)).abs() < 1e-12, "{key}: {of} {expected}");
        assert_eq!(of["standard_error"], expected["standard_error"], "{key}");
    }
    assert!(found["remarks"].to_string().contains("a first look of 100 worlds × 2 paths"), "{found}");
    assert!(!whole["remarks"].to_string().contains("first look"), "{whole}");
}

#[test]
fn what_nothing_reads_and_the_order_of_the_file_change_no_index() {
    let desk = Desk::new();
    let plain = desk.over_minimal("plain.toml", WIDE);
    // A factor that nothing reads, and the same process, tables in another order.
    let more = "[factor.weather]\nstart = { uniform = [0, 1] }\nmean = { normal = [0, 1] }\nhalf_life = { uniform = [6, 9] }\njudgement = \"idle\"\n";
    let shuffled = format!(
        "{more}{WIDE}[factor.aardvark]\nstart = {{ uniform = [0, 1] }}\nhalf_life = 5\njudgement = \"idle\"\n"
    );
    let shuffled = desk.over_minimal("shuffled.toml", &shuffled);
    for method in ["given", "tornado", "sobol", "morris", "shapley"] {
        let of = |file: &str, threads: &str| {
            let size = ["--worlds", "200", "--paths", "6", "--threads", threads];
            let design = ["--method", method, "--base-worlds", "40"];
            let found = drivers(&desk, &[&[file][..], &size, &design].concat());
            // All numbers; but not how many quantities lead nowhere, nor in which line of which file an assumption stands.
            let numbers = [
                "rows",
                "quantities",
                "mean",
                "variance",
                "share_of_chance",
                "largest_by_luck",
                "base",
                "places",
            ];
            numbers.map(|field| found["data"][field].to_string()).join("\n")
        };
        let first = of(&plain, "1");
        assert_eq!(first, of(&shuffled, "1"), "{method}");
        assert_eq!(first, of(&plain, "2"), "{method}");
    }
}

#[test]
fn the_difference_of_two_files_hangs_on_what_they_differ_by() {
    let desk = Desk::new();
    // Only the second file lets talks lapse as often as that number says.
    let wide = desk.over_minimal("wide.toml", WIDE);
    let still = desk.over_minimal("still.toml", "");
    let found = drivers(&desk, &[&[still.as_str(), &wide][..], &ENOUGH].concat());
    assert_eq!(found["data"]["subject"]["scenarios"].as_array().unwrap().len(), 2);
    let first = row(&found, LAPSE);
    let others = rows(&found).iter().filter(|row| *row != first).map(|row| number(&row["share"]["value"]));
    assert!(
        number(&first["share"]["lo"]) > others.fold(0.0, f64::max) && first["direction"] == -1,
        "{first}"
    );
    assert!(number(&found["data"]["mean"]) < 0.0);
    // Of a file against itself there is nothing to tell.
    let output = desk.run(&["drivers", &still, &still, "--worlds", "100"]);
    assert_eq!(code(&output), Some(2), "{}", errors(&output));
    assert!(errors(&output).contains("nothing to share out"), "{}", errors(&output));
}

#[test]
fn groups_tell_the_sum_of_their_members() {
    let desk = Desk::new();
    let file = desk.over_minimal("wide.toml", WIDE);
    let single = drivers(&desk, &[&[file.as_str()][..], &ENOUGH].concat());
    let sum = |rows: &Vec<Value>| rows.iter().map(|row| number(&row["share"]["value"])).sum::<f64>();
    for by in ["element", "party", "evidence", "expert"] {
        let found = drivers(&desk, &[&[file.as_str(), "--by", by][..], &ENOUGH].concat());
        assert!((sum(rows(&found)) - sum(rows(&single))).abs() < 1e-9, "{by}");
        let members: usize = rows(&found).iter().map(|row| row["keys"].as_array().unwrap().len()).sum();
        assert_eq!(members, rows(&single).len(), "{by}");
    }
    let by_party = drivers(&desk, &[&[file.as_str(), "--by", "party"][..], &ENOUGH].concat());
    let names: Vec<&str> = rows(&by_party).iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Upland") && names.contains(&"of no party"), "{names:?}");
    // Groups move together in a design of experiments too.
    let sobol = ["--by", "party", "--method", "sobol", "--base-worlds", "200"];
    let found = drivers(&desk, &[&[file.as_str()][..], &sobol, &ENOUGH].concat());
    assert_eq!(rows(&found)[0]["name"], "of no party");
}

#[test]
fn worlds_are_doubled_until_no_error_is_larger_than_asked() {
    let desk = Desk::new();
    let file = desk.over_minimal("wide.toml", WIDE);
    let asked = ["--method", "sobol", "--base-worlds", "100", "--top", "2", "--until", "±0.05"];
    let found = drivers(&desk, &[&[file.as_str()][..], &asked, &ENOUGH].concat());
    let data = &found["data"];
    assert!(number(&data["largest_standard_error"]) <= 0.05 && data["until"]["met"] == true, "{data}");
    assert!(number(&data["worlds"]) >= 200.0);
    let found = drivers(&desk, &[file.as_str(), "--worlds", "200", "--paths", "10", "--until", "±0.05"]);
    let data = &found["data"];
    assert!(number(&data["largest_standard_error"]) <= 0.05 && number(&data["worlds"]) >= 400.0, "{data}");
}

#[test]
fn what_cannot_be_told_is_refused_with_the_way_out() {
    let desk = Desk::new();
    for (arguments, said) in [
        (&["--of", "nonsense"][..], "--of"),
        (&["--until", "2"], "±0.02"),
        (&["--until", "±0.02", "--method", "morris"], "sobol"),
        (&["--method", "tornado", "--by", "party"], "one quantity at a time"),
        (&["--method", "shapley", "--top", "20"], "at most 8"),
        (&["--paths", "1"], "nothing to share out"),
    ] {
        let output = desk.run(&[&["drivers", &minimal()], arguments].concat());
        assert_eq!(code(&output), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(said), "{arguments:?}: {}", errors(&output));
    }
}

#[test]
fn it_is_told_as_text_table_and_chart() {
    let desk = Desk::new();
    let file = desk.over_minimal("wide.toml", WIDE);
    let text = desk.done(&[&["drivers", &file, "--quiet", "--chart", "charts"][..], &ENOUGH].concat());
    assert!(text.contains("moves it most") && text.contains("luck"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(
        desk::files(&desk.path("charts")).keys().collect::<Vec<_>>(),
        ["drivers.png", "drivers.svg", "figures.json", "strength.png", "strength.svg"]
    );
    let csv = desk.done(&[&["drivers", &file, "--quiet", "--format", "csv"][..], &ENOUGH].concat());
    assert!(csv.lines().count() > 5 && csv.contains(LAPSE), "{csv}");
    let tornado =
        ["drivers", &file, "--quiet", "--method", "tornado", "--chart", "tornado.svg", "--of", "trade"];
    desk.done(&[&tornado[..], &ENOUGH].concat());
    assert!(desk.path("tornado.svg").exists());
}
