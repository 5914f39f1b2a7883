//! `run --trials`: every trial as a row of a Parquet file, of which the estimates are the means.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::process::Command;

use hikiwake::draws::Sampling;
use hikiwake::engine::{self, Size};
use hikiwake::scenario::Reach;
use hikiwake::study::Study;

use crate::common::desk::{Desk, SMALL, code, errors, json, minimal};
use crate::common::parquet::{Cell, Read, read};

/// A run of two scenarios with every trial, of which the second has a metric of its own.
fn of_two(desk: &Desk, more: &[&str]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let other = desk.over_minimal(
        "other.toml",
        "option = \"cession\"\n[metric.never]\nname = \"Months in force\"\nmonths_in = \"settlement.in_force\"\n",
    );
    desk.folder("run", &[&minimal(), &other], more)
}

/// The rows of one scenario.
fn rows_of<'r>(table: &'r Read, file: &str, column: &str) -> Vec<&'r Cell> {
    let is = |cell: &&Cell| **cell == Cell::Text(file.into());
    let scenario = table.column("scenario").iter();
    let both = scenario.zip(table.column(column));
    both.filter(|(one, _)| is(one)).map(|(_, cell)| cell).collect()
}

/// The estimates of each scenario that its rows must give: shares exactly, means but for the order of adding. How many of them were compared.
fn compared(table: &Read, outcomes: &serde_json::Value) -> [usize; 3] {
    let mut compared = [0; 3];
    for scenario in outcomes["scenarios"].as_array().unwrap() {
        let file = scenario["file"].as_str().unwrap();
        let estimates = scenario["estimates"].as_array().unwrap();
        let horizon = estimates.iter().map(|row| row["by"].as_str().unwrap()).max().unwrap();
        for row in estimates {
            let (outcome, by) = (row["outcome"].as_str().unwrap(), row["by"].as_str().unwrap());
            let parts: Vec<&str> = outcome.split('.').collect();
            let shares = |holds: &dyn Fn(&Cell) -> bool, column: &str| {
                let rows = rows_of(table, file, column);
                assert_eq!(rows.len() as u64, row["trials"].as_u64().unwrap());
                let hits = rows.iter().filter(|cell| holds(cell)).count() as u64;
                assert_eq!(hits, row["hits"].as_u64().unwrap(), "{file}: {outcome} by {by}");
            };
            match parts[..] {
                ["end", process, state] if by == horizon => {
                    shares(&|cell| *cell == Cell::Text(state.into()), &format!("end.{process}"));
                    compared[0] += 1;
                }
                ["reached", process, state] => {
                    let until = months(by);
                    let column = format!("first.{process}.{state}");
                    shares(&|cell| matches!(cell, Cell::Whole(month) if *month <= until), &column);
                    compared[1] += 1;
                }
                ["metric", metric, "mean"] => {
                    let rows = rows_of(table, file, &format!("metric.{metric}"));
                    let there = rows.iter().filter_map(|cell| match cell {
                        Cell::Number(value) => Some(*value),
                        _ => None,
                    });
                    let values: Vec<f64> = there.collect();
                    assert_eq!(Some(values.len() as u64), row["trials"].as_u64(), "{file}: {outcome}");
                    if let Some(mean) = row["estimate"].as_f64() {
                        let ours = values.iter().sum::<f64>() / values.len() as f64;
                        assert!(
                            (ours - mean).abs() <= 1e-12 * mean.abs().max(1.0),
                            "{outcome}: {ours} {mean}"
                        );
                        compared[2] += 1;
                    }
                }
                _ => {}
            }
        }
    }
    compared
}

/// Months from June 2020, when the minimal scenario begins.
fn months(by: &str) -> i32 {
    let (year, month) = by.split_once('-').unwrap();
    (year.parse::<i32>().unwrap() - 2020) * 12 + month.parse::<i32>().unwrap() - 6
}

#[test]
fn the_estimates_of_a_run_are_the_means_of_its_trials() {
    let desk = Desk::new();
    let run = of_two(&desk, &["--trials"]);
    let table = read(&run["trials.parquet"]);
    assert_eq!(table.column("scenario").len(), 2 * 40 * 5);
    let [ends, reached, means] = compared(&table, &json(&run["outcomes.json"]));
    assert!(ends >= 8 && reached >= 8 && means >= 3, "{ends} {reached} {means}");
    // What only the second has is a gap in the rows of the first.
    assert!(rows_of(&table, "minimal", "metric.never").iter().all(|cell| **cell == Cell::Nothing));
    assert!(rows_of(&table, "other", "metric.never").iter().all(|cell| **cell != Cell::Nothing));
    assert_eq!(table.about["hikiwake.digest"], json(&run["manifest.json"])["digest"].as_str().unwrap());
    assert_eq!(table.about["hikiwake.month_0"], "minimal: 2020-06; other: 2020-06");
}

#[test]
fn every_row_is_the_trial_that_trace_tells_whatever_the_size() {
    let study = Study::load(&[minimal()], &[], &Reach::default()).unwrap();
    let plan = &study.cases()[0].plan;
    // Worlds side by side; a world longer than a block; more than are handed out together.
    for (worlds, paths, groups) in [(40, 10, 1), (3, 300, 1), (2, 60_000, 2)] {
        let size = Size::new(7, worlds, paths, Sampling::LatinHypercube);
        let file = study.trials("", size, &hikiwake::study::Unwatched).unwrap();
        let table = read(&file.bytes);
        assert_eq!((table.groups, table.column("path").len()), (groups, (worlds * paths) as usize));
        for (world, path) in [(0, 0), (0, paths - 1), (1, paths / 2), (worlds - 1, paths - 1), (1, paths / 3)]
        {
            let row = (world * paths + path) as usize;
            let cell = |column: &str| table.column(column)[row].clone();
            assert_eq!(cell("world"), Cell::Whole(world as i32));
            assert_eq!(cell("path"), Cell::Whole(path as i32));
            let history = engine::replay(plan, size, world, path).unwrap();
            for (p, process) in plan.processes.iter().enumerate() {
                let end = &process.states[*history.states.last().unwrap().get(p).unwrap()];
                assert_eq!(cell(&format!("end.{}", process.id)), Cell::Text(end.clone()));
            }
            for (metric, value) in plan.metrics.iter().zip(&history.metrics) {
                let told = value.map_or(Cell::Nothing, Cell::Number);
                assert_eq!(cell(&format!("metric.{}", metric.id)), told);
            }
        }
    }
}

#[test]
fn nothing_else_of_a_run_depends_on_it_and_it_is_made_again() {
    let desk = Desk::new();
    let with = of_two(&desk, &["--trials", "--threads", "3"]);
    let again = of_two(&desk, &["--trials", "--threads", "1"]);
    assert!(with["trials.parquet"] == again["trials.parquet"], "it depends on the threads");
    let said = desk.done(&["reproduce", "run"]);
    assert!(said.contains("reproduced"), "{said}");
    // Another number in it is seen.
    let path = desk.path("run/trials.parquet");
    let mut bytes = with["trials.parquet"].clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let output = desk.run(&["reproduce", "run"]);
    assert_eq!(code(&output), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("trials.parquet: changed since"));
    fs::write(&path, &with["trials.parquet"]).unwrap();
    let without = of_two(&desk, &[]);
    let mut names: Vec<&String> = with.keys().collect();
    names.retain(|name| *name != "trials.parquet");
    assert_eq!(names, without.keys().collect::<Vec<_>>());
    for (name, bytes) in without.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(with[name] == *bytes, "{name} depends on --trials");
    }
    let [with, without] = [&with, &without].map(|run| json(&run["manifest.json"])["digest"].clone());
    assert_eq!(with, without);
}

#[test]
fn a_table_that_no_run_folder_takes_is_refused_before_the_work() {
    let desk = Desk::new();
    let output = desk.run(&["run", &minimal(), "--trials", "--worlds", "1000000", "--paths", "1000"]);
    assert_eq!(code(&output), Some(2));
    let said = errors(&output);
    assert!(said.contains("a table of 1,000,000,000 trials may take"), "{said}");
    assert!(said.contains("at most 512 MB: with --trials take fewer --worlds"), "{said}");
    assert!(desk.names().is_empty());
    let output = desk.run(&[&["run", &minimal(), "--trials", "--part", "1/2"][..], &SMALL].concat());
    assert_eq!(code(&output), Some(2));
}

/// What programs of others make of the file: pandas by pyarrow, and DuckDB.
const OTHERS: &str = r#"
import sys, duckdb, pandas, pyarrow.parquet
name = sys.argv[1]
frame = pandas.read_parquet(name)
file = pyarrow.parquet.ParquetFile(name)
assert file.metadata.num_rows == len(frame)
some = pandas.read_parquet(name, columns=["world", "end.settlement"])
assert list(some.columns) == ["world", "end.settlement"]
names = duckdb.sql(f"describe select * from '{name}'").fetchall()
assert [row[0] for row in names] == list(frame.columns)
for scenario, rows in frame.groupby("scenario"):
    for column in frame.columns:
        count, = duckdb.execute(f'select count("{column}") from \'{name}\' where scenario = ?', [scenario]).fetchone()
        assert count == rows[column].count()
        if column.startswith("metric."):
            mean, = duckdb.execute(f'select avg("{column}") from \'{name}\' where scenario = ?', [scenario]).fetchone()
            assert mean is None or abs(mean - rows[column].mean()) < 1e-9 * max(1, abs(mean))
            print(scenario, column, count, "" if mean is None else repr(float(rows[column].mean())), sep="\t")
        if column.startswith("end."):
            for state, share in rows[column].value_counts().items():
                print(scenario, column + "." + state, share, "", sep="\t")
"#;

#[test]
fn pandas_and_duckdb_read_the_same() {
    let python = std::env::var("PYTHON_WITH_PARQUET").unwrap_or_else(|_| "python3".into());
    let import = Command::new(&python).args(["-c", "import duckdb, pandas, pyarrow.parquet"]).output();
    if !import.is_ok_and(|out| out.status.success()) {
        println!("skipped: no pandas, pyarrow and duckdb here; .ci/run installs them where it can");
        return;
    }
    let desk = Desk::new();
    let run = of_two(&desk, &["--trials"]);
    let table = read(&run["trials.parquet"]);
    let out =
        Command::new(&python).args(["-c", OTHERS]).arg(desk.path("run/trials.parquet")).output().unwrap();
    assert!(out.status.success(), "{}", errors(&out));
    let told = String::from_utf8(out.stdout).unwrap();
    assert!(told.lines().count() > 10, "{told}");
    for line in told.lines() {
        let [file, name, count, mean] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let count: usize = count.parse().unwrap();
        if let Some(rest) = name.strip_prefix("end.") {
            let (process, state) = rest.split_once('.').unwrap();
            let rows = rows_of(&table, file, &format!("end.{process}"));
            assert_eq!(
                rows.iter().filter(|cell| ***cell == Cell::Text(state.into())).count(),
                count,
                "{line}"
            );
            continue;
        }
        let rows = rows_of(&table, file, name);
        let values: Vec<f64> =
            rows.iter().filter_map(|cell| if let Cell::Number(x) = cell { Some(*x) } else { None }).collect();
        assert_eq!(values.len(), count, "{line}");
        if let Ok(mean) = mean.parse::<f64>() {
            let ours = values.iter().sum::<f64>() / count as f64;
            assert!((ours - mean).abs() <= 1e-9 * mean.abs().max(1.0), "{line}: {ours}");
        }
    }
}
