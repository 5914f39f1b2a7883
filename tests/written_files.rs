//! What the program writes: whole or not at all, never over a file of a run, each under a name of its own, and never a formula.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeSet;
use std::fs;

use crate::common::desk::{Desk, code, errors, files, minimal};

/// The command is refused with exit code 4 and says this.
fn refused(desk: &Desk, arguments: &[&str], told: &str) {
    let output = desk.run(arguments);
    assert_eq!(code(&output), Some(4), "{arguments:?}\n{}", errors(&output));
    assert!(errors(&output).contains(told), "no `{told}` in\n{}", errors(&output));
}

#[test]
fn a_file_is_replaced_and_not_written_into() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let compared = [minimal(), desk.over_minimal("other.toml", "[factor.trust]\nstart = 1\n")];
    for (name, arguments) in [
        ("page.html", vec!["brief", "run", "--out", "page.html"]),
        ("page.md", vec!["brief", "run", "--format", "md", "--out", "page.md"]),
        ("drawn/end-states.svg", vec!["chart", "run", "--only", "end_states", "--out", "drawn"]),
        ("one.svg", vec!["trace", &compared[0], "--chart", "one.svg"]),
        (
            "two.svg",
            vec![
                "compare",
                &compared[0],
                &compared[1],
                "--worlds",
                "20",
                "--paths",
                "2",
                "--chart",
                "two.svg",
            ],
        ),
        (
            "three.svg",
            vec![
                "diff",
                &compared[0],
                &compared[1],
                "--worlds",
                "20",
                "--paths",
                "2",
                "--chart",
                "three.svg",
            ],
        ),
    ] {
        desk.write(name, "what was there");
        // Another name of the same file: it keeps what was there only if nothing was written into it.
        fs::hard_link(desk.path(name), desk.path("kept")).unwrap();
        desk.done(&arguments);
        assert_eq!(fs::read_to_string(desk.path("kept")).unwrap(), "what was there", "{name}");
        assert!(fs::read_to_string(desk.path(name)).unwrap().len() > 100, "{name}");
        fs::remove_file(desk.path("kept")).unwrap();
    }
    assert!(desk.names().iter().all(|name| !name.starts_with('.')), "{:?}", desk.names());
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_replaced() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    desk.write("archive/page.html", "old");
    desk.write("archive/one.svg", "old");
    symlink("archive/page.html", desk.path("page.html")).unwrap();
    symlink("archive/one.svg", desk.path("one.svg")).unwrap();
    symlink("archive/run", desk.path("latest")).unwrap();
    desk.folder("latest", &[&minimal()], &[]);
    desk.folder("latest", &[&minimal()], &["--seed", "9"]);
    desk.done(&["brief", "latest", "--out", "page.html"]);
    desk.done(&["trace", &minimal(), "--chart", "one.svg"]);
    for (link, file) in [("page.html", "archive/page.html"), ("one.svg", "archive/one.svg")] {
        assert!(desk.path(link).is_symlink(), "{link}");
        assert_ne!(fs::read_to_string(desk.path(file)).unwrap(), "old", "{file}");
    }
    assert!(desk.path("latest").is_symlink() && desk.path("archive/run/manifest.json").exists());
    let left = fs::read_dir(desk.path("archive")).unwrap().count();
    assert_eq!(left, 3, "something was left behind");
}

#[test]
fn no_file_of_a_run_is_replaced_but_by_itself() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    let told = "it is a file of the run in";
    for name in ["manifest.json", "outcomes.csv", "Outcomes.csv", "charts/end-states.svg"] {
        refused(&desk, &["brief", "run", "--out", &format!("run/{name}")], told);
    }
    refused(&desk, &["trace", &minimal(), "--chart", "run/charts/end-states.svg"], told);
    refused(&desk, &["trace", &minimal(), "--chart", "run"], told);
    // A run's charts, drawn again to the same bytes; then in another size beside them, twice.
    desk.done(&["chart", "run", "--out", "run/charts"]);
    assert_eq!(files(&desk.path("run")), whole);
    for _ in 0..2 {
        desk.done(&["chart", "run", "--size", "half", "--format", "svg", "--out", "run/half"]);
    }
    desk.write("run/half/thesis.html", "years of work");
    refused(&desk, &["brief", "run", "--out", "run/half/thesis.html"], told);
    let now = files(&desk.path("run"));
    assert!(whole.iter().all(|(name, bytes)| now[name] == *bytes));
}

#[test]
fn a_name_that_is_too_long_is_refused_before_the_work() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let endless = ["--worlds", "20000", "--paths", "100000"];
    let other = desk.over_minimal("other.toml", "[factor.trust]\nstart = 1\n");
    for length in [240, 252, 256, 5000] {
        let name = "x".repeat(length);
        refused(&desk, &[&["run", &minimal(), "--out", &name], &endless[..]].concat(), "longer than");
        let chart = format!("{name}.svg");
        for verb in ["compare", "diff"] {
            refused(
                &desk,
                &[&[verb, &minimal(), &other, "--chart", &chart], &endless[..]].concat(),
                "longer than",
            );
        }
        refused(&desk, &["brief", "run", "--out", &format!("{name}.html")], "longer than");
    }
    // A long name of a scenario is cut where it would not fit.
    let long = format!("{}.toml", "é".repeat(120));
    desk.over_minimal(&long, "");
    desk.folder("both", &[&long, &minimal()], &[]);
    desk.done(&["reproduce", "both"]);
    desk.done(&["run", &long, "--worlds", "20", "--paths", "2"]);
}

#[test]
fn no_two_charts_of_a_run_share_a_file() {
    let desk = Desk::new();
    let alike = desk.over_minimal(
        "alike.toml",
        "[metric.x]\nmonths_in = \"settlement.talks\"\n[metric.x_half]\nmonths_in = \"settlement.signed\"\n\
         [metric.X]\nmonths_in = \"settlement.broken\"\n[metric.x_2]\nmonths_in = \"settlement.in_force\"\n\
         [charts]\nshow = [\"dotplot.x\", \"dotplot.x_half\", \"dotplot.X\", \"dotplot.x_2\"]\nsizes = [\"slide\", \"half\"]\n",
    );
    let whole = desk.folder("run", &[&alike], &[]);
    let charts: Vec<String> = whole
        .keys()
        .filter(|name| name.starts_with("charts/dotplot"))
        .map(|name| name.to_lowercase())
        .collect();
    assert_eq!(charts.len(), 4 * 2 * 2, "{charts:?}");
    assert_eq!(charts.iter().collect::<BTreeSet<_>>().len(), charts.len(), "{charts:?}");
    for name in ["dotplot-x.svg", "dotplot-x-half.svg", "dotplot-x_half.svg", "dotplot-x_half-half.svg"] {
        assert!(whole.contains_key(&format!("charts/{name}")), "{name}: {charts:?}");
    }
    desk.done(&["reproduce", "run"]);
    for size in ["slide", "half"] {
        desk.done(&[
            "chart", "run", "--size", size, "--format", "svg", "--format", "outlined", "--out", "again",
        ]);
    }
    let again = files(&desk.path("again"));
    assert_eq!(
        again.keys().filter(|name| name.starts_with("dotplot")).count(),
        charts.len(),
        "{:?}",
        again.keys()
    );
    // Nor do two scenarios whose files are told apart by a capital.
    let (small, capital) = (desk.over_minimal("a/one.toml", ""), desk.over_minimal("b/One.toml", ""));
    let both = desk.folder("both", &[&small, &capital], &[]);
    assert!(
        both.contains_key("scenario-one.toml") && both.contains_key("scenario-One~2.toml"),
        "{:?}",
        both.keys()
    );
    desk.done(&["reproduce", "both"]);
}

#[test]
fn no_cell_of_a_table_begins_a_formula() {
    let desk = Desk::new();
    let hidden = [
        "", "\\u0001", "\\t", "\\r", "\\u202e", "\\ufeff", "\\u200b", "  ", "\\u00a0", "\\\"", "text;", "＝",
    ];
    let texts: Vec<String> = hidden.iter().map(|before| format!("{before}=HYPERLINK(1)")).collect();
    for text in &texts {
        let mine = desk.over_minimal(
            "=mine.toml",
            &format!("[party.upland.audience.council]\njudgement = \"{text}\"\n[factor.trust]\nname = \"{text}\"\nstart = -0.2\n"),
        );
        let csv = desk.done(&["explain", &mine, "--format", "csv"]);
        let whole = desk.folder("run", &[&mine], &[]);
        let outcomes = String::from_utf8(whole["outcomes.csv"].clone()).unwrap();
        let mut numbers = 0;
        for table in [&csv, &outcomes] {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
            for cell in reader
                .records()
                .flat_map(|record| record.unwrap().iter().map(String::from).collect::<Vec<_>>())
            {
                let is_number = cell.parse::<f64>().is_ok();
                numbers += usize::from(is_number && cell.starts_with('-'));
                for part in cell.split(';').filter(|_| !is_number) {
                    let seen = part.trim_start_matches(|c: char| {
                        c.is_whitespace() || c == '"' || !c.is_ascii() && c != '＝'
                    });
                    assert!(!seen.starts_with(['=', '+', '-', '@', '＝']), "{cell:?} of {text:?}");
                }
            }
        }
        assert!(csv.contains("HYPERLINK(1)") && numbers > 0, "{csv}");
    }
}
