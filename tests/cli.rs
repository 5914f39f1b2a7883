//! The program as its users meet it: what it prints where, what it leaves on disk, how it ends.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::desk::{Desk, SMALL, code, errors, files, json, minimal, repository, shipped};
use sha2::{Digest, Sha256};

/// What does not depend on where or how long: outcomes and charts.
fn results(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &Vec<u8>> {
    let is_result = |name: &str| name.starts_with("outcomes.") || name.starts_with("charts/");
    files.iter().map(|(name, bytes)| (name.as_str(), bytes)).filter(|(name, _)| is_result(name)).collect()
}

/// Fails with the names of the files that differ, not with their bytes.
fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>, what: &str) {
    let (a, b) = (results(a), results(b));
    assert!(a.len() >= 6, "{:?}", a.keys());
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{what}");
    let moved: Vec<&&str> =
        a.iter().filter(|(name, bytes)| b[**name] != **bytes).map(|(name, _)| name).collect();
    assert!(moved.is_empty(), "{what}: {moved:?} differ");
}

#[test]
fn a_run_prints_a_table_and_leaves_its_folder() {
    let desk = Desk::new();
    let output = desk.run(&["run", &minimal()]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in
        ["The river bank", "40 worlds × 10 paths, seed 7", "Where it ends", "Reached", "Measured", "± is"]
    {
        assert!(table.contains(part), "no `{part}` in\n{table}");
    }
    assert!(errors(&output).contains("written to runs/minimal-"), "{}", errors(&output));
    assert!(!table.contains("written to"));
    // One screen: no conditional chances, no line more than a terminal of fifty has.
    assert!(!table.contains("Given that it was reached"), "{table}");
    let shipped = desk.done(&[&["run", &shipped("two-plus-alpha"), "--out", "whole"], &SMALL[..]].concat());
    assert!(shipped.lines().count() <= 48 && shipped.contains("more, with --long"), "{shipped}");
    let runs: Vec<_> = fs::read_dir(desk.path("runs")).unwrap().collect();
    assert_eq!(runs.len(), 1);
    let files = files(&runs[0].as_ref().unwrap().path());
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "charts/bundle.png",
            "charts/bundle.svg",
            "charts/dotplot-draw.png",
            "charts/dotplot-draw.svg",
            "charts/drivers.png",
            "charts/drivers.svg",
            "charts/end-states.png",
            "charts/end-states.svg",
            "charts/ladder.png",
            "charts/ladder.svg",
            "charts/plane-draw.png",
            "charts/plane-draw.svg",
            "charts/stage-chances.png",
            "charts/stage-chances.svg",
            "charts/strength.png",
            "charts/strength.svg",
            "drivers.csv",
            "figures.json",
            "inquiries.json",
            "manifest.json",
            "outcomes.csv",
            "outcomes.json",
            "scenario.toml",
        ]
    );
}

#[test]
fn a_pipe_gets_no_colour_and_no_bar() {
    let desk = Desk::new();
    let wrong = desk.over_minimal("wrong.toml", "worlds = \"many\"\n");
    for arguments in
        [vec!["run", &*minimal()], vec!["check", &*wrong], vec!["trace", &*minimal()], vec!["--help"]]
    {
        let output = desk.run(&arguments);
        let all = [output.stdout.clone(), output.stderr.clone()].concat();
        assert!(!all.contains(&0x1b), "{arguments:?}: {}", String::from_utf8_lossy(&all));
        assert!(!errors(&output).contains('█') && !errors(&output).contains("left"), "{arguments:?}");
    }
}

#[test]
fn every_line_keeps_to_the_terminal() {
    let desk = Desk::new();
    let (first, second) = (shipped("two-plus-alpha"), shipped("status-quo"));
    for width in [30, 40, 80, 120] {
        for arguments in [
            [&["run", &first, &second, "--quiet"], &SMALL[..]].concat(),
            vec!["trace", &first, "--world", "3"],
        ] {
            let output = desk.command(&arguments).env("COLUMNS", width.to_string()).output().unwrap();
            assert_eq!(code(&output), Some(0), "{}", errors(&output));
            for line in String::from_utf8(output.stdout).unwrap().lines() {
                assert!(line.chars().count() <= width, "wider than {width}: {line}");
            }
        }
    }
}

#[test]
fn quiet_leaves_only_results() {
    let desk = Desk::new();
    let output = desk.run(&["run", &minimal(), "--quiet"]);
    assert_eq!((code(&output), errors(&output).as_str()), (Some(0), ""));
    assert!(!output.stdout.is_empty());
    // Errors are not messages.
    let output = desk.run(&["run", "nowhere.toml", "--quiet"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("nowhere.toml"), "{}", errors(&output));
}

#[test]
fn a_wrong_scenario_or_command_line_ends_with_2() {
    let desk = Desk::new();
    let wrong = desk.over_minimal("wrong.toml", "horizon = \"2019-01\"\n[metric.area]\nunits = \"km²\"\n");
    let seedless = desk.over_minimal("seedless.toml", "seed = { remove = true }\n");
    let other = desk.over_minimal("other.toml", "seed = 8\n");
    let minimal = minimal();
    for (arguments, said) in [
        (vec!["run", "nowhere.toml"], "does not exist"),
        (vec!["run", "."], "error"),
        (vec!["run", &*wrong], "wrong.toml:2"),
        (vec!["check", &*wrong], "wrong.toml:4"),
        (vec!["trace", &*wrong], "error[S"),
        (vec!["run", &*minimal, "--set", "factor.trsut.start=1"], "trust"),
        (vec!["run", &*minimal, &*other], "share seed"),
        (vec!["frobnicate"], "frobnicate"),
        (vec!["run"], "SCENARIO"),
        (vec!["run", &*minimal, "--worlds", "0"], "--worlds"),
        (vec!["run", &*minimal, "--threads", "0"], "--threads"),
        (vec!["run", &*minimal, "--seed", "-1"], "seed"),
        (vec![], "Usage"),
    ] {
        let output = desk.run(&arguments);
        assert_eq!(code(&output), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(said), "{arguments:?} does not say `{said}`:\n{}", errors(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let output = desk.run(&["run", &seedless]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("has no seed"), "{}", errors(&output));
    assert_eq!(
        desk.names(),
        ["minimal.toml", "other.toml", "seedless.toml", "wrong.toml"],
        "something was written"
    );
}

#[test]
fn seed_0_is_a_seed() {
    let desk = Desk::new();
    let seedless = desk.over_minimal("seedless.toml", "seed = { remove = true }\n");
    let zero = desk.folder("zero", &[&seedless], &["--seed", "0"]);
    let one = desk.folder("one", &[&seedless], &["--seed", "1"]);
    assert_eq!(json(&zero["manifest.json"])["seed"], 0);
    assert!(zero["outcomes.csv"] != one["outcomes.csv"]);
}

#[test]
fn failed_arithmetic_ends_with_3_and_names_the_trial() {
    let desk = Desk::new();
    let text = "[metric.never]\nmonths_in = \"settlement.in_force\"\n[metric.ratio]\nformula = \"1 / (never - never)\"\n";
    let scenario = desk.over_minimal("divides.toml", text);
    let output = desk.run(&["run", &scenario]);
    assert_eq!(code(&output), Some(3), "{}", errors(&output));
    for said in ["metric.ratio", "world 0, path 0", "divides"] {
        assert!(errors(&output).contains(said), "{}", errors(&output));
    }
    // The trial can be looked at.
    let trace = desk.done(&["trace", &scenario, "--world", "0", "--path", "0"]);
    assert!(trace.contains("the arithmetic failed"), "{trace}");
    assert_eq!(desk.names(), ["divides.toml", "minimal.toml"]);
}

#[test]
fn a_disk_that_refuses_ends_with_4_before_the_work_begins() {
    let desk = Desk::new();
    desk.write("file.txt", "years of work");
    desk.write("thesis/chapter.txt", "more of it");
    // So much work that the test would not end if it were begun.
    let endless = ["--worlds", "20000", "--paths", "100000"];
    for out in ["file.txt", "file.txt/run", "thesis", "."] {
        let output = desk.run(&[&["run", &minimal(), "--out", out], &endless[..]].concat());
        assert_eq!(code(&output), Some(4), "{out}: {}", errors(&output));
        assert!(errors(&output).starts_with("error: cannot "), "{}", errors(&output));
    }
    assert_eq!(desk.names(), ["file.txt", "thesis"]);
    assert_eq!(fs::read_to_string(desk.path("file.txt")).unwrap(), "years of work");
}

/// Presses Ctrl-C once the program has said that it listens (bit 2 of SigCgt) and has worked for a moment; nobody reads what it says until then.
#[cfg(target_os = "linux")]
fn interrupted(desk: &Desk, arguments: &[&str]) -> Output {
    use std::time::{Duration, Instant};
    let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let listens = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_string();
        u64::from_str_radix(&mask, 16).unwrap() & 0b10 != 0
    };
    let begun = Instant::now();
    while !listens() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never listened");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "{arguments:?} ended by itself");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    // It must end although nobody reads: whoever reads first may let it finish before it is stopped.
    child.wait().unwrap();
    child.wait_with_output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_with_130_and_leaves_nothing_in_every_verb() {
    let desk = Desk::new();
    let endless = ["--worlds", "20000", "--paths", "100000"];
    let (file, until) = (minimal(), ["--until", "signed +-0.0000001", "--at-most", "2000000000"]);
    for arguments in [
        [&["run", &file, "--out", "deep/run"], &endless[..]].concat(),
        [&["run", &file, "--out", "deep/run", "--worlds", "2000", "--paths", "10000"], &until[..]].concat(),
        [&["compare", &file, &file], &endless[..]].concat(),
        [&["trace", &file, "--ending", "signed", "--search", "1000000"], &endless[..]].concat(),
    ] {
        let output = interrupted(&desk, &arguments);
        assert_eq!(code(&output), Some(130), "{arguments:?}: {}", errors(&output));
        assert_eq!(errors(&output), "interrupted: nothing was written\n");
        assert!(output.stdout.is_empty());
        assert_eq!(desk.names(), Vec::<String>::new());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_program_that_waits_for_its_reader() {
    let desk = Desk::new();
    // More than a pipe holds.
    let whole = shipped("two-plus-alpha");
    let output = interrupted(&desk, &["explain", &whole, "--format", "json"]);
    assert_eq!(code(&output), Some(130), "{}", errors(&output));
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let desk = Desk::new();
    for arguments in [vec!["run", &*minimal(), "--out", "kept"], vec!["trace", &*minimal()], vec!["--help"]] {
        let mut child =
            desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), Some(0), "{arguments:?}: {}", errors(&output));
        assert!(
            !errors(&output).contains("panicked") && !errors(&output).contains("pipe"),
            "{}",
            errors(&output)
        );
    }
    assert!(desk.path("kept/manifest.json").is_file());
}

#[test]
fn help_shows_the_way_through_the_house() {
    let desk = Desk::new();
    let help = desk.done(&["--help"]);
    let picture = "scenario.toml ─► scenario ─► model ─► plan ─► engine ─► results ─► analysis ─► figures ─► drawing ─► report";
    assert!(help.contains(picture), "{help}");
    let hall = fs::read_to_string(repository("src/lib.rs")).unwrap();
    assert!(hall.contains(picture));
    for verb in ["run", "check", "trace"] {
        assert!(help.contains(&format!("  {verb} ")), "{help}");
        desk.done(&[verb, "--help"]);
    }
    assert!(desk.done(&["--version"]).starts_with("hikiwake "));
}

#[test]
fn json_on_standard_output_is_the_file_of_the_folder() {
    let desk = Desk::new();
    let printed = desk.done(&["run", &minimal(), "--format", "json", "--out", "run"]);
    assert!(printed.into_bytes() == fs::read(desk.path("run/outcomes.json")).unwrap());
    let document = json(&fs::read(desk.path("run/outcomes.json")).unwrap());
    assert_eq!(document["scenarios"][0]["scenario"], "The river bank");
    assert_eq!(document["scenarios"][0]["seed"], 7);
    assert_eq!(document["digest"], json(&fs::read(desk.path("run/manifest.json")).unwrap())["digest"]);
}

#[test]
fn csv_and_json_tell_the_same() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "option = \"cession\"\n");
    let files = desk.folder("run", &[&minimal(), &other, &shipped("condominium")], &["--seed", "20170131"]);
    let mut reader = csv::Reader::from_reader(files["outcomes.csv"].as_slice());
    let columns = [
        "scenario",
        "outcome",
        "by",
        "estimate",
        "standard_error",
        "lo",
        "hi",
        "share_between_worlds",
        "hits",
        "trials",
        "confidence_lo",
        "confidence_hi",
        "note",
        "resolution",
    ];
    assert_eq!(reader.headers().unwrap(), columns.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let document = json(&files["outcomes.json"]);
    let scenarios = document["scenarios"].as_array().unwrap();
    let mut told = rows.iter();
    let mut numbers = 0;
    for scenario in scenarios {
        for outcome in scenario["estimates"].as_array().unwrap() {
            let row = told.next().expect("as many rows as outcomes");
            assert_eq!(row[0], scenario["file"]);
            assert_eq!(row[1], outcome["outcome"]);
            assert_eq!(row[2], outcome["by"]);
            assert_eq!(&row[12], outcome["note"].as_str().unwrap_or_default(), "{row:?}");
            if let (Some(hits), Some(trials)) = (outcome["hits"].as_f64(), outcome["trials"].as_f64()) {
                let share = outcome["estimate"].as_f64().unwrap();
                assert!((hits / trials - share).abs() <= 1e-15, "{row:?}: rounded");
            }
            for (cell, key) in row.iter().skip(3).zip(&columns[3..12]) {
                let number = (!cell.is_empty()).then(|| cell.parse::<f64>().unwrap());
                assert_eq!(number, outcome[key].as_f64(), "{row:?}");
                assert!(number.is_none_or(f64::is_finite), "{row:?}");
                numbers += usize::from(number.is_some());
            }
        }
    }
    assert!(told.next().is_none());
    assert!(numbers > 100);
    // The ends share out all trials, and are not rounded.
    for scenario in scenarios {
        let rows = scenario["estimates"].as_array().unwrap();
        let ends = rows.iter().filter(|o| o["outcome"].as_str().unwrap().starts_with("segment."));
        let sum: f64 = ends.map(|o| o["estimate"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    }
    // One row an outcome and year, so that a table can be pivoted.
    let keys: std::collections::BTreeSet<_> = rows.iter().map(|r| (&r[0], &r[1], &r[2])).collect();
    assert_eq!(keys.len(), rows.len());
}

#[test]
fn a_constant_amount_is_told_as_it_is() {
    let desk = Desk::new();
    // More digits than a cell of a histogram has, and than a table shows by itself.
    for area in [5_003.0, 50_031.7, 5_003.123_456] {
        let file = desk.over_minimal("land.toml", &format!("term.north_bank.attributes.area_km2 = {area}\n"));
        let run = [&["run", &file, "--out", "run"][..], &SMALL].concat();
        let table = desk.done(&run);
        let document = json(&files(&desk.path("run"))["outcomes.json"]);
        let rows = document["scenarios"][0]["estimates"].as_array().unwrap();
        let found = rows.iter().find(|row| row["outcome"] == "metric.area.p95").unwrap();
        assert_eq!((found["estimate"].as_f64(), found["resolution"].as_f64()), (Some(area), None));
        if area == 5003.0 {
            assert!(table.contains("0 to 5003") || table.contains("0 to 5,003"), "{table}");
        }
    }
}

#[test]
fn a_quantile_has_an_interval_and_no_error_that_is_none() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "process.settlement.transition.lapse.per_year = 0.2\n");
    desk.done(&["run", &minimal(), &other, "--worlds", "100", "--paths", "5", "--out", "run"]);
    let document = json(&files(&desk.path("run"))["outcomes.json"]);
    let end = |row: &serde_json::Value, key: &str| row[key].as_f64();
    let mut told = 0;
    for scenario in document["scenarios"].as_array().unwrap() {
        for row in scenario["estimates"].as_array().unwrap().iter().filter(|row| row["kind"] == "quantile") {
            let (lo, hi) = (end(row, "confidence_lo"), end(row, "confidence_hi"));
            if let (Some(lo), Some(hi), Some(value)) = (lo, hi, end(row, "estimate")) {
                assert!(lo <= value && value <= hi, "{row}");
                told += 1;
            }
            assert!(
                end(row, "standard_error").is_none_or(|error| error > 0.0) || row["note"] == "certain",
                "{row}"
            );
        }
    }
    assert!(told > 10);
    // ± 0 of a difference stands only where nothing differs at all.
    for change in document["differences"][0]["changes"].as_array().unwrap() {
        let nothing = end(change, "standard_error") == Some(0.0);
        assert!(!nothing || change["same"] == true || change["note"] == "certain", "{change}");
    }
}

#[test]
fn the_manifest_has_the_digest_of_every_file() {
    let desk = Desk::new();
    let scenario = desk.over_minimal("thin.toml", "name = \"Thin\"\n");
    let files = desk.folder("run", &[&scenario], &["--set", "worlds=50"]);
    let manifest = json(&files["manifest.json"]);
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let listed: BTreeMap<String, String> = manifest["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["file"].as_str().unwrap().to_string(), f["sha256"].as_str().unwrap().to_string()))
        .collect();
    let found: BTreeMap<String, String> = files
        .iter()
        .filter(|(name, _)| *name != "manifest.json")
        .map(|(name, bytes)| (name.clone(), digest(bytes)))
        .collect();
    assert_eq!(listed, found);
    let inputs = manifest["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 2);
    for input in inputs {
        let path = desk.path(input["file"].as_str().unwrap());
        assert_eq!(input["sha256"], digest(&fs::read(path).unwrap()));
    }
    assert_eq!(
        (&manifest["worlds"], &manifest["paths"], &manifest["seed"]),
        (&40.into(), &5.into(), &7.into())
    );
    assert_eq!(manifest["sets"], serde_json::json!(["worlds=50"]));
}

#[test]
fn the_resolved_scenario_runs_by_itself_to_the_same_bytes() {
    let desk = Desk::new();
    for scenario in ["two-plus-alpha", "new-approach"].map(shipped) {
        let first = desk.folder("first", &[&scenario], &["--set", "factor.leader_trust.half_life=9"]);
        let name = format!("{}.toml", Path::new(&scenario).file_stem().unwrap().to_str().unwrap());
        fs::copy(desk.path("first/scenario.toml"), desk.path(&name)).unwrap();
        let second = desk.folder("second", &[&name], &[]);
        assert_same(&first, &second, &scenario);
    }
}

#[test]
fn a_comment_changes_no_byte_of_results() {
    let desk = Desk::new();
    let first = desk.write("a/same.toml", &fs::read_to_string(minimal()).unwrap());
    let second =
        desk.write("b/same.toml", &format!("# A remark\n\n{}", fs::read_to_string(minimal()).unwrap()));
    let [first, second] = [("x", first), ("y", second)].map(|(out, file)| desk.folder(out, &[&file], &[]));
    assert_same(&first, &second, "a comment");
    let third = desk.folder("z", &[&minimal()], &["--set", "factor.trust.half_life=19"]);
    let digest = |files: &BTreeMap<String, Vec<u8>>| json(&files["manifest.json"])["digest"].clone();
    assert_eq!(digest(&first), digest(&second));
    assert_ne!(digest(&first), digest(&third));
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let desk = Desk::new();
    let (first, second) = (shipped("two-plus-alpha"), shipped("new-approach"));
    let sizes = ["--worlds", "150", "--paths", "7"];
    let run = |threads: &str| {
        let out = format!("with-{threads}");
        let arguments = ["run", &first, &second, "--threads", threads, "--out", &out];
        let table = desk.done(&[&arguments[..], &sizes[..]].concat());
        (table, files(&desk.path(&out)))
    };
    let (table, one) = run("1");
    for threads in ["2", "3", "8"] {
        let (other_table, many) = run(threads);
        assert_same(&one, &many, &format!("{threads} threads"));
        assert_eq!(table, other_table, "{threads} threads");
    }
}

#[test]
fn a_rerun_replaces_the_folder_whole() {
    let desk = Desk::new();
    let first = desk.folder("run", &[&minimal()], &[]);
    let second = desk.folder("run", &[&minimal()], &[]);
    assert_same(&first, &second, "the rerun");
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    assert_eq!(desk.names(), ["run"]);
    // What somebody put beside the results is theirs: it is not replaced.
    desk.write("run/notes.txt", "mine");
    let refused = desk.run(&["run", minimal().as_str(), "--worlds", "2", "--paths", "2", "--out", "run"]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(desk.path("run/notes.txt").exists());
}

#[test]
fn a_set_shows_in_results_and_manifest() {
    let desk = Desk::new();
    let plain = desk.folder("plain", &[&minimal()], &[]);
    let set = "process.settlement.transition.lapse.per_year=1.5";
    let changed = desk.folder("changed", &[&minimal()], &["--set", set]);
    assert!(plain["outcomes.csv"] != changed["outcomes.csv"]);
    assert_eq!(json(&changed["manifest.json"])["sets"][0], set);
    let resolved = String::from_utf8_lossy(&changed["scenario.toml"]).into_owned();
    assert!(resolved.contains("per_year = 1.5  # --set"), "{resolved}");
}

#[test]
fn several_scenarios_stand_side_by_side() {
    let desk = Desk::new();
    let names = ["status-quo", "two-plus-alpha", "joint-economic-activity"];
    let paths = names.map(shipped);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let table = desk.done(&[&["run"], &paths[..], &SMALL, &["--out", "run"]].concat());
    let files = files(&desk.path("run"));
    for name in names {
        assert!(files.contains_key(&format!("scenario-{name}.toml")), "{:?}", files.keys());
    }
    // The comparison first, the best on top; the tables of each only when asked for.
    let comparison = table.strip_prefix("In force in December 2026, by option").expect("a comparison first");
    let mut places: Vec<(usize, f64)> = Vec::new();
    for (place, title) in ["Status quo", "Two-plus-alpha", "Joint economic activity"].iter().enumerate() {
        let at = comparison.find(&format!("\n  {title}")).expect("a row");
        let row = json(&files["outcomes.json"])["scenarios"][place]["estimates"][0]["estimate"].clone();
        places.push((at, row.as_f64().unwrap()));
    }
    places.sort_by_key(|(at, _)| *at);
    assert!(places.is_sorted_by(|a, b| a.1 >= b.1), "{comparison}");
    assert!(!table.contains("Where it ends") && table.contains("Who blocks it"), "{table}");
    let long = desk.done(&[&["run"], &paths[..], &SMALL, &["--out", "run", "--long"]].concat());
    assert!(long.starts_with("In force in December 2026, by option"), "{long}");
    assert_eq!(long.matches("Where it ends").count(), 3, "{long}");
    assert!(long.contains("Given that it was reached"), "{long}");
    // What stands beside others is what it would be alone.
    let alone = desk.folder("alone", &[&shipped("two-plus-alpha")], &[]);
    let rows = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let text = String::from_utf8(files["outcomes.csv"].clone()).unwrap();
        text.lines().filter(|line| line.starts_with("two-plus-alpha,")).map(String::from).collect()
    };
    assert_eq!(rows(&alone), rows(&files));
}

#[test]
fn a_scenario_differs_from_itself_by_exactly_nothing() {
    let desk = Desk::new();
    let minimal = minimal();
    let table = desk.done(&["run", &minimal, &minimal, "--out", "run"]);
    assert_eq!(table.matches("exactly 0").count(), 1, "{table}");
    let files = files(&desk.path("run"));
    let text = String::from_utf8(files["outcomes.csv"].clone()).unwrap();
    let (first, second): (Vec<&str>, Vec<&str>) =
        text.lines().skip(1).partition(|line| line.starts_with("minimal,"));
    let second: Vec<String> = second.iter().map(|line| line.replacen("minimal~2,", "minimal,", 1)).collect();
    assert_eq!(first, second);
}

#[test]
fn files_of_one_name_from_different_folders_stay_apart() {
    let desk = Desk::new();
    let text = fs::read_to_string(minimal()).unwrap();
    let paths = ["a/bank~2.toml", "b/bank.toml", "c/bank.toml"].map(|name| desk.write(name, &text));
    let files = desk.folder("run", &paths.each_ref().map(String::as_str), &[]);
    for name in ["bank", "bank~2", "bank~3"] {
        assert!(files.contains_key(&format!("scenario-{name}.toml")), "{:?}", files.keys());
    }
}

#[test]
fn a_trace_is_a_chronicle_with_causes() {
    let desk = Desk::new();
    let text = desk.done(&["trace", &shipped("two-plus-alpha"), "--world", "3", "--path", "0"]);
    assert_eq!(text, desk.done(&["trace", &shipped("two-plus-alpha"), "--world", "3"]));
    assert!(text.starts_with("Two-plus-alpha, world 3, path 0, seed 20170131\n"), "{text}");
    for part in
        ["2017-01  The settlement: Talks\n", " a year = ", " × ", "chance", "At the end of 2026-12", "Levels"]
    {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    // The reader sees names, not ids.
    for id in ["west_russia_climate", "japan_leader", "in_force"] {
        assert!(!text.contains(id), "`{id}` in\n{text}");
    }
    assert_ne!(text, desk.done(&["trace", &shipped("two-plus-alpha"), "--world", "3", "--path", "1"]));
}

#[test]
fn a_run_grows_until_its_rule_holds_or_the_cap_is_reached() {
    let desk = Desk::new();
    let stopped = |out: &str, rule: &str, cap: &str| {
        let size = ["--worlds", "20", "--paths", "5", "--until", rule, "--at-most", cap, "--out", out];
        let text = desk.done(&[["run", &minimal()].as_slice(), &size].concat());
        let manifest = json(&fs::read(desk.path(out).join("manifest.json")).unwrap());
        (text, manifest)
    };
    let (text, manifest) = stopped("decided", "signed +-0.2 @90%", "100000");
    assert!(text.contains("Decided at "), "{text}");
    let stopping = &manifest["stopping"];
    assert_eq!(stopping["until"], "reached.settlement.signed +-0.2 @90%");
    assert_eq!((stopping["decided"].as_bool(), stopping["at_most"].as_u64()), (Some(true), Some(100_000)));
    let looked = stopping["looked"].as_u64().unwrap() as usize;
    assert_eq!(manifest["worlds"], stopping["looks"][looked - 1]);

    let (text, manifest) = stopped("undecided", "signed +-0.0001", "500");
    assert!(text.contains("Undecided at 100 worlds, look 4 of 4"), "{text}");
    assert_eq!((&manifest["worlds"], &manifest["stopping"]["decided"]), (&100.into(), &false.into()));

    for (rule, cap, way_out) in [
        ("sined +-0.1", "500", "take a name from outcomes.json"),
        ("signed", "500", "OUTCOME +-HALF"),
        ("first signed", "500", "two scenario files"),
        ("signed +-0.1", "99", "--at-most 99 is less than"),
    ] {
        let small = ["--worlds", "20", "--paths", "5", "--until", rule, "--at-most", cap];
        let output = desk.run(&[["run", &minimal()].as_slice(), &small].concat());
        assert_eq!(code(&output), Some(2), "{rule}");
        assert!(errors(&output).contains(way_out), "{rule}: {}", errors(&output));
    }
}

#[test]
fn correlations_are_told_as_asked_and_as_they_came_out() {
    let desk = Desk::new();
    let scenario = desk.over_minimal(
        "together.toml",
        "[[correlation]]\nbetween = [\"factor.trust.mean\", \"party.upland.audience.council.reservation\"]\nrank = 0.5\njudgement = \"they move together\"\n",
    );
    let files = desk.folder("run", &[&scenario], &[]);
    let pair = &json(&files["manifest.json"])["correlations"][0];
    assert_eq!(pair["asked"].as_f64(), Some(0.5));
    let achieved = pair["achieved"].as_f64().unwrap();
    assert!((achieved - 0.5).abs() < 0.3 && achieved != 0.5, "{achieved}");
}

#[test]
fn the_figures_of_a_run_are_drawn_again_without_simulating() {
    let desk = Desk::new();
    let run = desk.run(&["run", &minimal(), "--out", "the-run"]);
    assert_eq!(code(&run), Some(0), "{}", errors(&run));
    let before = files(&desk.path("the-run"));
    let output =
        desk.run(&["chart", "the-run", "--size", "half", "--format", "outlined", "--only", "end_states"]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    let drawn = files(&desk.path("the-run-half"));
    assert_eq!(drawn.keys().collect::<Vec<_>>(), ["end-states-half-outlined.svg"]);
    let output = desk.run(&["chart", "the-run", "--format", "svg", "--out", "again"]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    for (name, bytes) in files(&desk.path("again")) {
        assert_eq!(bytes, before[&format!("charts/{name}")], "{name} is the run's own to the byte");
    }
    assert_eq!(files(&desk.path("the-run")), before, "the run stays as it was");
    let output = desk.run(&["chart", "the-run", "--only", "poster"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("no figure `poster`; it has ladder"), "{}", errors(&output));
    assert_eq!(code(&desk.run(&["chart", "nowhere"])), Some(4));
}

#[test]
fn a_title_that_the_numbers_do_not_bear_out_is_doubted() {
    let desk = Desk::new();
    let title = "charts={titles={end_states='Settled in 99.9% of all histories'}}";
    let output = desk.run(&["run", &minimal(), "--set", title]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    assert!(errors(&output).contains("the title of end-states says 99.9%"), "{}", errors(&output));
}
