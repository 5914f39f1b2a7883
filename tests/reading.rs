//! What a scenario reads and what it does not: files of observations as programs write them, things that are no files, files that lie
//! elsewhere.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::desk::{Desk, SMALL, code, errors, minimal};
use hikiwake::scenario::{Reach, load, load_within};

/// What a file of observations comes to: the numbers, or the codes of what is wrong.
fn observed(file: &[u8], asked: &str) -> Result<Vec<f64>, String> {
    let desk = Desk::new();
    std::fs::write(desk.path("seen.csv"), file).unwrap();
    let scenario = desk.over_minimal(
        "top.toml",
        &format!("[party.upland.audience.council]\nreservation = {{ empirical = {{ file = \"seen.csv\"{asked} }}, judgement = \"x\" }}\n"),
    );
    match load(Path::new(&scenario), &[]) {
        Err(problems) => Err(problems.render(false)),
        Ok(loaded) => {
            let line = loaded
                .values
                .lines()
                .find(|line| line.starts_with("party.upland.audience.council.reservation.empirical = "));
            let (_, list) = line.unwrap().split_once(" = ").unwrap();
            Ok(list.trim_matches(['[', ']']).split(", ").map(|x| x.parse().unwrap()).collect())
        }
    }
}

fn numbers(file: &str, asked: &str) -> Vec<f64> {
    observed(file.as_bytes(), asked).unwrap_or_else(|said| panic!("{file:?}\n{said}"))
}

/// What is said of a file that is not read: its code, the cell, and a way out.
fn refused(file: &[u8], asked: &str, code: &str, words: &str) {
    let said = observed(file, asked).expect_err(&format!("{:?} was read", String::from_utf8_lossy(file)));
    assert!(said.starts_with(&format!("error[{code}]")), "{said}");
    assert!(said.contains(words), "{words}\n{said}");
    assert!(said.contains("help: "), "{said}");
}

#[test]
fn files_as_spreadsheets_write_them_give_their_numbers() {
    let value = ", column = \"value\"";
    for (file, asked, expected) in [
        // German, Russian, French: semicolons, decimal commas, thousands by points or spaces.
        ("Jahr;Wert\r\n2001;1,5\r\n2002;2,5\r\n2003;10,25\r\n", ", column = \"Wert\"", vec![1.5, 2.5, 10.25]),
        ("Jahr;Wert\n2001;1.234,5\n2002;2.500\n", ", column = \"Wert\"", vec![1234.5, 2500.0]),
        ("Год;Цена\n2001;1 234,5\n2002;2 500\n", ", column = \"Цена\"", vec![1234.5, 2500.0]),
        ("Год;Цена\n2001;1\u{a0}234,5\n2002;12\u{a0}500\n", ", column = \"Цена\"", vec![1234.5, 12500.0]),
        ("an;coût\n2001;1\u{202f}234,5\n2002;\u{2212}3\n", ", column = \"coût\"", vec![1234.5, -3.0]),
        ("days;cost\n1,5;2,25\n2,5;3,75\n", ", column = \"days\"", vec![1.5, 2.5]),
        ("days;cost\n1,5;2,25\n2,5;3,75\n", ", column = \"cost\"", vec![2.25, 3.75]),
        // Swiss: apostrophes. US: thousands in quotes.
        ("Jahr;Wert\n2001;1'234.50\n2002;2’500\n", ", column = \"Wert\"", vec![1234.5, 2500.0]),
        ("year,value\n2001,\"1,234.5\"\n2002,\"2,500\"\n", value, vec![1234.5, 2500.0]),
        ("year,value\n2001,\"1,234,567\"\n2002,\"2,500\"\n", value, vec![1_234_567.0, 2500.0]),
        ("year\tvalue\n2001\t1,5\n2002\t2,75\n", value, vec![1.5, 2.75]),
        // Texts with the other mark, quotes, lines within quotes.
        ("note;value\none year, 7;1.5\nwet;2.5\n", value, vec![1.5, 2.5]),
        ("note,value\n\"one; two\",1.5\n\"say \"\"so\"\"\nand so\",2.5\n", value, vec![1.5, 2.5]),
        ("note,\"value\"\n# a remark, \"open\nx,\"1.5\"\n", value, vec![1.5]),
        // First lines.
        ("sep=;\nyear;value\n2001;1.5\n", value, vec![1.5]),
        ("\u{feff}value\n1\n", value, vec![1.0]),
        ("\u{feff}1\n2\n", "", vec![1.0, 2.0]),
        ("\u{2212}1\n2\n3\n", "", vec![-1.0, 2.0, 3.0]),
        ("value\n1.5\n2.5\n", "", vec![1.5, 2.5]),
        ("2001;2002\n1;2\n", ", column = \"2002\"", vec![2.0]),
        // Ends of lines, blank rows, a separator too many everywhere.
        ("value\r1\r2\r", "", vec![1.0, 2.0]),
        ("value;\n1,5;\n;\n\n2,5;\n", "", vec![1.5, 2.5]),
        ("1,5;\n2,5;\n", "", vec![1.5, 2.5]),
        // Accents in one character or two.
        ("Jahr;Gro\u{308}\u{df}e\n1;2\n", ", column = \"Gr\u{f6}\u{df}e\"", vec![2.0]),
        // Other spellings of a number.
        ("+3\n.5\n5.\n1e5\n-2E-1\n007\n", "", vec![3.0, 0.5, 5.0, 1e5, -0.2, 7.0]),
        ("v;w\n1,5E+03;1\n", ", column = \"v\"", vec![1500.0]),
        // The scenario says what the file does not.
        ("1,5\n2,5\n", ", decimal = \",\"", vec![1.5, 2.5]),
        ("Wert\n1,234\n", ", decimal = \",\"", vec![1.234]),
        ("v;w\n1.234;1\n", ", column = \"v\", decimal = \",\"", vec![1234.0]),
        ("v;w\n1.234;1\n", ", column = \"v\", decimal = \".\"", vec![1.234]),
        ("v,w\n\"1,5\",1\n", ", column = \"v\", decimal = \",\"", vec![1.5]),
    ] {
        assert_eq!(numbers(file, asked), expected, "{file:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_not_read() {
    let value = ", column = \"value\"";
    for (file, asked, code, words) in [
        ("1,5\n2,5\n", "", "S214", "`1,5` was read as 2 cells"),
        ("value\n1,5\n2,5\n", "", "S223", "`1,5`: 2 cells parted by commas"),
        ("value\n1,234.5\n", "", "S223", "2 cells"),
        ("year,value\n2001,1,5\n", value, "S223", "3 cells"),
        ("year;value\n2001;1;\n", value, "S223", "3 cells"),
        ("year;value\n2001\n", value, "S223", "1 cell"),
        ("year;value\n2001;1.234\n", value, "S222", "`1.234`: 1.234 if"),
        ("year;value\n2001;1,234\n", value, "S222", "1234 if it parts thousands"),
        ("year,value\n2001,\"2,500\"\n", value, "S222", "`2,500`"),
        ("1.234\n2.500\n", "", "S222", "decimal = \".\""),
        ("1 234\n2 567\n", "", "S222", "two columns"),
        ("year,value\n2001,\"1,5\"\n", value, "S226", "`1,5`: read with a decimal comma"),
        ("year;value\n1;1,5\n2;2.5\n", value, "S226", "`2.5`: read with a decimal point"),
        ("year,value\n2001,1\n", "", "S214", "name one of `year` and `value`"),
        ("2001,1\n2002,2\n", "", "S214", "decimal = \",\""),
        ("year,value,value\n1,2,3\n", value, "S214", "2 columns `value`"),
        ("value\n1\n#N/A\n", "", "S214", "`#N/A`"),
        ("value\n1\n\"\"\n", "", "S214", "empty"),
        ("NaN\n1\n", "", "S214", "`NaN`"),
        ("5 %\n6 %\n", "", "S214", "`5 %`"),
        ("(5)\n6\n", "", "S214", "`(5)`"),
        ("\u{2013}5\n6\n", "", "S214", "U+2013"),
        ("€ 5\n6\n", "", "S214", "`€ 5`"),
        ("1\n1e999\n", "", "S214", "too large"),
        ("1\n1e-999\n", "", "S214", "nearer to 0"),
        ("value\n1\t234\n", "", "S214", "U+0009"),
        ("value,note\n1,\"open\n2,x\n", value, "S224", "closes nowhere"),
        ("value,note\n1,\"a\"b\n", value, "S224", "before its cell ends"),
    ] {
        refused(file.as_bytes(), asked, code, words);
    }
    refused(b"\xff\xfe1\x00\n\x00", "", "S225", "UTF-16");
    refused(b"1\x00\n\x00", "", "S225", "UTF-16");
    refused(b"Gr\xf6\xdfe\n1\n", "", "S225", "line 1");
}

#[test]
fn a_problem_of_a_cell_has_its_line_and_column() {
    for (file, at) in [("v;w\r\n\r\n1;2\r\n  x;3\r\n", "seen.csv:4:3"), ("v;w\r1;2\rx;3\r", "seen.csv:3:1")] {
        refused(file.as_bytes(), ", column = \"v\"", "S214", at);
    }
    refused("\u{feff}v;w\n".as_bytes(), ", column = \"x\"", "S214", "no column `x`");
    refused("\u{feff}(1)\n2\n".as_bytes(), "", "S214", "seen.csv:1:1\n");
}

/// Runs the program, which must not wait for anybody.
fn at_once(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = desk.command(arguments).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("{arguments:?} waits");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    (code(&output), errors(&output))
}

#[cfg(unix)]
#[test]
fn only_files_are_read_and_nothing_waits() {
    let desk = Desk::new();
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", desk.path("zero")).unwrap();
    std::fs::create_dir(desk.path("folder")).unwrap();
    for (name, is) in
        [("pipe", "a pipe"), ("zero", "a device"), ("folder", "a folder"), ("/dev/full", "a device")]
    {
        let said = format!("is {is}, not a file");
        for verb in ["check", "run", "explain", "trace"] {
            let (code, errors) = at_once(&desk, &[verb, name]);
            assert!(code == Some(2) && errors.contains(&said), "{verb} {name}: {errors}");
        }
        let (code, errors) = at_once(&desk, &["compare", name, name]);
        assert!(code == Some(2) && errors.contains(&said), "{errors}");
        desk.over_minimal("extends.toml", "");
        desk.write("extends.toml", &format!("extends = {name:?}\n"));
        let (code, errors) = at_once(&desk, &["check", "extends.toml", "--allow", "/dev"]);
        assert!(code == Some(2) && errors.contains(&said) && errors.contains("S007"), "{errors}");
        desk.over_minimal("data.toml", &format!("[factor.calm]\nstart = {{ empirical = {name:?} }}\n"));
        let (code, errors) = at_once(&desk, &["check", "data.toml", "--allow", "/dev"]);
        assert!(code == Some(2) && errors.contains(&said) && errors.contains("S214"), "{errors}");
        assert!(errors.contains("help: "), "{errors}");
    }
    for name in ["pipe", "zero", "/dev/full"] {
        let (code, errors) = at_once(&desk, &["reproduce", name]);
        assert!(code == Some(4) && errors.contains("not a file"), "{errors}");
    }
}

#[cfg(unix)]
#[test]
fn an_input_that_became_a_pipe_does_not_keep_reproduce_waiting() {
    let desk = Desk::new();
    desk.over_minimal("mine.toml", "seed = 3\n");
    desk.folder("run", &["mine.toml"], &[]);
    std::fs::remove_file(desk.path("mine.toml")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(desk.path("mine.toml")).status().unwrap().success());
    let (code, errors) = at_once(&desk, &["reproduce", "run"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(desk.done(&["reproduce", "run"]).contains("mine.toml has changed since"));
}

#[test]
fn a_scenario_reads_below_its_own_folder_and_where_it_is_allowed_to() {
    let desk = Desk::new();
    desk.over_minimal("theirs/base.toml", "");
    desk.write("theirs/data/days.csv", "3\n4\n");
    desk.write(
        "mine/top.toml",
        "extends = \"../theirs/base.toml\"\n[factor.calm]\nstart = { empirical = \"../theirs/data/days.csv\", judgement = \"x\" }\nmax = 9\n",
    );
    for verb in ["check", "run", "explain", "trace"] {
        let (code, errors) = at_once(&desk, &[verb, "mine/top.toml"]);
        assert!(
            code == Some(2) && errors.contains("S013") && errors.contains("--allow theirs\n"),
            "{verb}: {errors}"
        );
    }
    desk.done(&["check", "mine/top.toml", "--allow", "theirs"]);
    desk.done(&["explain", "mine/top.toml", "--allow", "theirs"]);
    desk.done(&[&["trace", "mine/top.toml", "--allow", "theirs"], &SMALL[..]].concat());
    desk.done(&[&["compare", "mine/top.toml", "theirs/base.toml", "--allow", "theirs"], &SMALL[..]].concat());
    desk.done(&[&["diff", "theirs/base.toml", "mine/top.toml", "--allow", "theirs"], &SMALL[..]].concat());
    let (code, errors) = at_once(&desk, &["check", "mine/top.toml", "--allow", "theirs/data"]);
    assert!(code == Some(2) && errors.contains("base.toml` lies outside"), "{errors}");
    desk.write("below.toml", "extends = \"theirs/base.toml\"\n");
    desk.done(&["check", "below.toml"]);
}

#[test]
fn a_run_of_files_from_elsewhere_is_reproduced_without_them() {
    let desk = Desk::new();
    desk.over_minimal("theirs/base.toml", "");
    desk.write("mine/top.toml", "extends = \"../theirs/base.toml\"\n");
    desk.done(&[&["run", "mine/top.toml", "--out", "mine/run", "--allow", "theirs"], &SMALL[..]].concat());
    assert!(!desk.done(&["reproduce", "mine/run"]).contains("not looked at"));
    // From elsewhere, the manifest's names lead out of the folder: they are looked at only when that is allowed.
    let from_mine = |more: &[&str]| {
        let arguments = [&["reproduce", "run"], more].concat();
        let output = desk.command(&arguments).current_dir(desk.path("mine")).output().unwrap();
        assert_eq!(code(&output), Some(0), "{}", errors(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let manifest = std::fs::read_to_string(desk.path("mine/run/manifest.json")).unwrap();
    let manifest = manifest.replace("theirs/base.toml", "../theirs/base.toml");
    std::fs::write(desk.path("mine/run/manifest.json"), manifest).unwrap();
    assert!(from_mine(&[]).contains("../theirs/base.toml, from which the run was made, lies outside"));
    assert!(!from_mine(&["--allow", "../theirs"]).contains("looked at"));
    desk.write("theirs/base.toml", "extends = \"minimal.toml\"\nseed = 99\n");
    assert!(from_mine(&["--allow", "../theirs"]).contains("base.toml has changed since"));
}

#[test]
fn the_scenario_of_a_run_folder_reads_nothing() {
    let desk = Desk::new();
    desk.over_minimal("top.toml", "");
    let whole = desk.folder("one", &["top.toml"], &[]);
    desk.folder("two", &["top.toml"], &[]);
    let whole = std::str::from_utf8(&whole["scenario.toml"]).unwrap();
    desk.write("one/scenario.toml", &format!("extends = \"minimal.toml\"\n{whole}"));
    desk.write(
        "two/scenario.toml",
        &format!("{whole}\n[factor.more]\nstart = {{ empirical = \"days.csv\" }}\n"),
    );
    for run in ["one", "two"] {
        desk.write(&format!("{run}/days.csv"), "3\n");
        std::fs::copy(desk.path("minimal.toml"), desk.path(run).join("minimal.toml")).unwrap();
        let (code, errors) = at_once(&desk, &["reproduce", run]);
        assert!(code == Some(2) && errors.contains("S015"), "{errors}");
        // Whoever only tells of a run does not even read a scenario that was edited.
        let (code, errors) = at_once(&desk, &["diff", run, "top.toml"]);
        assert!(code == Some(4) && errors.contains("was edited after the run"), "{errors}");
    }
    let closed = load_within(&desk.path("top.toml"), &[], &Reach::nothing()).err().unwrap();
    assert_eq!(closed.codes(), ["S015"]);
}

#[test]
fn no_message_shows_a_line_of_a_file_that_is_no_scenario() {
    const WORD: &str = "thewordthatnobodyelseshouldread";
    let desk = Desk::new();
    let long = format!("7{WORD}");
    for secret in [
        format!("root:x:0:0:{WORD}:/root:/bin/sh\n"),
        format!("[user]\nname = {WORD}\n[remote \"origin\"]\nurl = https://{WORD}@example.org\n"),
        format!("TOKEN={WORD}\n"),
        format!("token = \"{WORD}\"\n"),
        format!("[registry]\ntoken = \"{WORD}\"\n"),
        format!("-----BEGIN KEY-----\n{WORD}==\n"),
        format!("{WORD}\u{0}\n"),
        format!("name,word\nfern,{WORD}\n"),
        format!("7,{WORD}\n8,b,{WORD}\n"),
        format!("{long}\n"),
        format!("x\n{long}\n"),
        format!("\"{WORD}\n"),
    ] {
        desk.write("secret", &secret);
        desk.write("extends.toml", "extends = \"secret\"\nname = \"x\"\n");
        for column in ["", ", column = \"word\"", ", column = \"x\"", ", decimal = \",\""] {
            desk.over_minimal(
                "data.toml",
                &format!("[factor.calm]\nstart = {{ empirical = {{ file = \"secret\"{column} }} }}\n"),
            );
            for file in ["secret", "extends.toml", "data.toml"] {
                let (code, errors) = at_once(&desk, &["check", file]);
                assert_eq!(code, Some(2), "{secret}{errors}");
                assert!(!errors.contains(WORD), "{file}: {secret}\n{errors}");
                assert!(errors.contains("help: "), "{errors}");
            }
        }
    }
    std::fs::write(desk.path("latin"), [WORD.as_bytes(), b" \xfc\n"].concat()).unwrap();
    let (_, errors) = at_once(&desk, &["check", "latin"]);
    assert!(errors.contains("S002") && !errors.contains(WORD), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_link_says_where_it_takes_its_files_from() {
    let desk = Desk::new();
    desk.over_minimal(
        "theirs/top.toml",
        "[factor.calm]\nstart = { empirical = \"days.csv\", judgement = \"x\" }\nmax = 9\n",
    );
    desk.write("theirs/days.csv", "3\n4\n");
    std::fs::create_dir(desk.path("mine")).unwrap();
    std::os::unix::fs::symlink(desk.path("theirs/top.toml"), desk.path("mine/top.toml")).unwrap();
    let (code, errors) = at_once(&desk, &["check", "mine/top.toml"]);
    assert!(code == Some(2) && errors.contains("S007") && errors.contains("S012"), "{errors}");
    std::fs::copy(desk.path("theirs/minimal.toml"), desk.path("mine/minimal.toml")).unwrap();
    desk.write("mine/days.csv", "5\n6\n");
    let mine = load(&desk.path("mine/top.toml"), &[]).unwrap();
    assert!(mine.values.contains("empirical = [5.0, 6.0]"), "{}", mine.values);
    assert_eq!(mine.warnings.codes().iter().filter(|code| **code == "S012").count(), 1);
    let said = mine.warnings.render(false);
    assert!(said.contains("mine") && said.contains("theirs"), "{said}");
    // A link that names nothing, or a folder that is a link, is not worth a word.
    std::os::unix::fs::symlink(desk.path("theirs"), desk.path("alias")).unwrap();
    let alias = load(&desk.path("alias/top.toml"), &[]).unwrap();
    assert!(!alias.warnings.codes().contains(&"S012"));
    std::os::unix::fs::symlink(minimal(), desk.path("mine/alone.toml")).unwrap();
    assert!(!load(&desk.path("mine/alone.toml"), &[]).unwrap().warnings.codes().contains(&"S012"));
}

#[test]
fn large_files_are_refused_before_they_are_read() {
    let desk = Desk::new();
    let sparse = |name: &str, megabytes: u64| {
        std::fs::File::create(desk.path(name)).unwrap().set_len(megabytes << 20).unwrap();
    };
    sparse("large.csv", 65);
    sparse("large.toml", 17);
    desk.over_minimal("data.toml", "[factor.calm]\nstart = { empirical = \"large.csv\" }\n");
    let (_, errors) = at_once(&desk, &["check", "data.toml"]);
    assert!(errors.contains("is larger than 64 MB"), "{errors}");
    let (_, errors) = at_once(&desk, &["check", "large.toml"]);
    assert!(errors.contains("is larger than 16 MB"), "{errors}");
    desk.write("many-values.toml", &format!("name = \"x\"\nworlds = [{}1]\n", "1,".repeat(1_000_000)));
    let (_, errors) = at_once(&desk, &["check", "many-values.toml"]);
    assert!(errors.contains("S003") && errors.contains("a million values"), "{errors}");
    // Many readings of one file are bounded together.
    let remark = format!("# {}\n", "a remark ".repeat(100_000));
    let rows = "1\n".repeat(4000) + &remark.repeat(33);
    desk.write("rows.csv", &rows);
    let sheets: Vec<String> = (0..5)
        .map(|n| {
            format!("[factor.f{n}]\nmax = 2\nstart = {{ empirical = \"rows.csv\", judgement = \"x\" }}\n")
        })
        .collect();
    desk.over_minimal("many.toml", &sheets.concat());
    let said = load(&desk.path("many.toml"), &[]).err().unwrap().render(false);
    assert!(said.contains("up to 128 MB are read in all"), "{said}");
}
