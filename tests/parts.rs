//! A run in parts has the bytes of the run in one piece; what is missing, doubled, foreign or damaged is named; and whoever is killed on the way leaves
//! nothing half-written that is taken for whole.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use hikiwake::results::{Part, read_part};

use crate::common::desk::{Desk, code, errors, files, json, minimal, repository, shipped};

/// What `run` with these arguments writes, and what it prints.
fn whole(desk: &Desk, arguments: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    let told = desk.done(&[&["run", "--quiet", "--out", "whole"], arguments].concat());
    (files(&desk.path("whole")), told)
}

/// The same in so many parts, joined; the parts come in no order.
fn joined(desk: &Desk, arguments: &[&str], parts: u32) -> (BTreeMap<String, Vec<u8>>, String) {
    let (folder, out) = (format!("parts-{parts}"), format!("joined-{parts}"));
    for number in (1..=parts).rev() {
        let share = format!("{number}/{parts}");
        desk.done(&[&["run", "--quiet", "--part", &share, "--out", &folder], arguments].concat());
    }
    let told = desk.done(&["join", "--quiet", &folder, "--out", &out]);
    (files(&desk.path(&out)), told)
}

/// Without the time that the manifest tells.
fn timeless(mut run: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let manifest = String::from_utf8(run.remove("manifest.json").unwrap()).unwrap();
    let kept: Vec<&str> = manifest.lines().filter(|line| !line.contains("\"duration_seconds\"")).collect();
    run.insert("manifest.json".into(), kept.join("\n").into_bytes());
    run
}

/// Fails unless a run in each of these numbers of parts is the run in one piece.
fn are_the_whole(arguments: &[&str], parts: &[u32]) -> Desk {
    let desk = Desk::new();
    let (run, told) = whole(&desk, arguments);
    let run = timeless(run);
    for &parts in parts {
        let (found, said) = joined(&desk, arguments, parts);
        let found = timeless(found);
        assert_eq!(found.keys().collect::<Vec<_>>(), run.keys().collect::<Vec<_>>(), "{arguments:?} {parts}");
        for (name, bytes) in &run {
            assert!(found[name] == *bytes, "{name} differs: {arguments:?} in {parts} parts");
        }
        assert_eq!(said, told);
    }
    desk
}

#[test]
fn one_file_in_1_3_and_40_parts_is_the_run_in_one_piece_and_is_reproduced() {
    let desk = are_the_whole(&[&minimal(), "--worlds", "101", "--paths", "7"], &[1, 3, 40]);
    let said = desk.done(&["reproduce", "joined-40", "--quiet"]);
    assert!(said.contains(": reproduced."), "{said}");
    // The planted bug: parts of another seed are another run, and its numbers are others.
    let (other, _) =
        joined(&Desk::new(), &[&minimal(), "--worlds", "101", "--paths", "7", "--seed", "99"], 3);
    assert_ne!(other["outcomes.csv"], files(&desk.path("whole"))["outcomes.csv"]);
}

#[test]
fn every_sampling_design_joins() {
    let strait = repository("tests/scenarios/kitchen-sink.toml");
    let designs: [(&str, &[u32]); 3] = [("latin-hypercube", &[3, 40]), ("sobol", &[1, 7]), ("random", &[3])];
    for (sampling, parts) in designs {
        are_the_whole(&[&strait, "--worlds", "50", "--paths", "4", "--sampling", sampling], parts);
    }
}

#[test]
fn ten_files_join_with_all_that_is_told_of_several_options() {
    let desk = Desk::new();
    let file = |n: usize| {
        let trust = format!("name = \"Bank {n}\"\n[factor.trust]\nstart = {}\n", n as f64 / 20.0);
        desk.over_minimal(&format!("bank-{n}.toml"), &trust)
    };
    let all: Vec<String> = (0..10).map(file).collect();
    let arguments: Vec<&str> =
        all.iter().map(String::as_str).chain(["--worlds", "43", "--paths", "5"]).collect();
    let joined = are_the_whole(&arguments, &[1, 3, 40]);
    assert!(files(&joined.path("joined-3")).contains_key("inquiries.json"));
}

#[test]
fn a_stop_rule_ends_where_it_ends_in_one_piece() {
    let rule = ["--worlds", "50", "--paths", "7", "--until", "signed +-0.04", "--at-most", "20000"];
    let desk = are_the_whole(&[&[minimal().as_str()], &rule[..]].concat(), &[1, 3, 40]);
    let manifest = json(&fs::read(desk.path("joined-3/manifest.json")).unwrap());
    // It ended on its way, neither at once nor at its cap.
    let (looked, looks) =
        (&manifest["stopping"]["looked"], manifest["stopping"]["looks"].as_array().unwrap());
    assert!(looked.as_u64().unwrap() > 1 && looked.as_u64().unwrap() < looks.len() as u64, "{manifest:#}");
}

#[test]
fn a_part_of_a_large_run_of_a_shipped_scenario_stays_under_five_megabytes() {
    // The worlds of the first parts are kept one by one, so that they are the largest. Those of 10⁷ trials in 40 parts, with a quarter of the paths:
    // 2.65 MB of the 4.2 that all paths take; without deflating it is more than may be.
    let desk = Desk::new();
    let size = ["--worlds", "100000", "--paths", "25", "--part", "2/40", "--quiet", "--out", "p"];
    desk.done(&[&["run", &shipped("two-plus-alpha")], &size[..]].concat());
    let [(_, bytes)] = &files(&desk.path("p")).into_iter().collect::<Vec<_>>()[..] else {
        panic!("one part")
    };
    assert!(bytes.len() < 3_100_000, "{} bytes", bytes.len());
    let part = Part::of_bytes(bytes).unwrap();
    assert!(part.counted.len() > 3_100_000, "{} bytes were counted: nothing is shown", part.counted.len());
}

#[test]
fn more_worlds_than_are_kept_by_themselves_join_too() {
    are_the_whole(&[&minimal(), "--worlds", "20100", "--paths", "2"], &[3]);
}

#[test]
fn all_that_keeps_parts_from_being_a_run_is_named_at_once() {
    let desk = Desk::new();
    let part = |share: &str, out: &str, more: &[&str]| {
        let run =
            ["run", &minimal(), "--quiet", "--worlds", "60", "--paths", "3", "--part", share, "--out", out];
        desk.done(&[&run[..], more].concat());
    };
    (1..=9).filter(|n| ![4, 7, 8].contains(n)).for_each(|n| part(&format!("{n}/9"), "p", &[]));
    let named = |beginning: &str| -> PathBuf {
        let all = fs::read_dir(desk.path("p")).unwrap().map(|entry| entry.unwrap().path());
        let mut found = all.filter(|path| path.to_string_lossy().contains(beginning));
        found.next().unwrap()
    };
    fs::create_dir(desk.path("q")).unwrap();
    fs::copy(named("-2-of-9"), desk.path("q/copy.part")).unwrap();
    part("4/9", "p", &["--seed", "5"]);
    part("1/3", "p", &[]);
    let damaged = named("-9-of-9");
    let mut bytes = fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&damaged, bytes).unwrap();
    fs::write(desk.path("p/half.part"), &fs::read(named("-3-of-9")).unwrap()[..900]).unwrap();
    fs::write(desk.path("p/notes.part"), "no part").unwrap();
    let output = desk.run(&["join", "p", "q", "--out", "run"]);
    assert_eq!(code(&output), Some(4));
    let said = errors(&output);
    for told in [
        "part 2 of 9 is there 2 times: p/",
        "of 9 parts 4 are missing: 4,7-9",
        "-4-of-9.part is part 4 of 9 of another run",
        "-1-of-3.part is part 1 of 3, and the others are of 9",
        "-9-of-9.part is damaged",
        "half.part is damaged",
        "notes.part is not a part of a run",
    ] {
        assert!(said.contains(told), "no `{told}` in\n{said}");
    }
    assert!(!desk.path("run").exists());
    // Whoever makes the missing ones, and takes the others away, has the run; a part that is there is not made again.
    ["q/copy.part", "p/half.part", "p/notes.part"]
        .iter()
        .for_each(|name| fs::remove_file(desk.path(name)).unwrap());
    [named("-1-of-3"), damaged].iter().for_each(|path| fs::remove_file(path).unwrap());
    let foreign: Vec<PathBuf> =
        fs::read_dir(desk.path("p")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let digest = |path: &PathBuf| read_part(path).unwrap().head.digest;
    let ours = digest(&named("-2-of-9"));
    foreign.iter().filter(|path| digest(path) != ours).for_each(|path| fs::remove_file(path).unwrap());
    [4, 7, 8, 9].iter().for_each(|n| part(&format!("{n}/9"), "p", &[]));
    let again =
        desk.run(&["run", &minimal(), "--worlds", "60", "--paths", "3", "--part", "4/9", "--out", "p"]);
    assert!(errors(&again).contains("is there already"), "{}", errors(&again));
    desk.done(&["join", "p", "--out", "run", "--quiet"]);
}

#[test]
fn a_command_line_without_such_a_part_is_refused() {
    let desk = Desk::new();
    for share in ["0/4", "5/4", "4", "a/b", "1/0", "-1/4", "1/1000000"] {
        let output = desk.run(&["run", &minimal(), "--part", share]);
        assert_eq!(code(&output), Some(2), "{share}: {}", errors(&output));
    }
    let output = desk.run(&["run", &minimal(), "--worlds", "5", "--paths", "2", "--part", "1/6"]);
    assert!(errors(&output).contains("take fewer parts"), "{}", errors(&output));
    assert_eq!(code(&desk.run(&["run", &minimal(), "--part", "1/2", "--checkpoint", "c"])), Some(2));
    assert_eq!(code(&desk.run(&["join", "nowhere"])), Some(4));
    assert_eq!(desk.names(), Vec::<String>::new());
}

/// Runs a command and kills it, as nothing can be caught, after so long. Says whether it was killed on its way.
fn kill_after(desk: &Desk, arguments: &[&str], moment: Duration) -> bool {
    let mut child = desk.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() >= moment {
            child.kill().unwrap();
            return child.wait().unwrap().code().is_none();
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    false
}

#[test]
fn thirty_kills_leave_nothing_half_written_that_is_taken_for_whole() {
    let desk = Desk::new();
    let file = minimal();
    let run = ["run", &file, "--quiet", "--worlds", "300", "--paths", "25"];
    let (expected, _) = whole(&desk, &[run[1], run[3], run[4], run[5], run[6]]);
    let expected = timeless(expected);
    let commands: Vec<Vec<&str>> = vec![
        [&run[..], &["--out", "run"]].concat(),
        [&run[..], &["--part", "1/3", "--out", "p"]].concat(),
        vec!["join", "whole-parts", "--out", "join", "--quiet"],
        [&run[..], &["--checkpoint", "c.part", "--out", "kept"]].concat(),
    ];
    for number in 1..=3 {
        desk.done(&[&run[..], &["--part", &format!("{number}/3"), "--out", "whole-parts"]].concat());
    }
    let timed = |arguments: &Vec<&str>| {
        let begun = Instant::now();
        desk.done(arguments);
        begun.elapsed()
    };
    let took: Vec<Duration> = commands.iter().map(timed).collect();
    let mut killed = 0;
    let mut went_on = 0;
    for attempt in 0..30_u32 {
        let which = attempt as usize % commands.len();
        // What is to be written anew is not there; of a checkpoint, what the one before left stays.
        for made in ["run", "join", "kept"] {
            let _ = fs::remove_dir_all(desk.path(made));
        }
        let _ = fs::remove_dir_all(desk.path("p"));
        went_on += u32::from(which == 3 && desk.path("c.part").exists());
        // Moments all over the time that it takes, in an order that looks random.
        let moment = took[which] * (attempt * 11 % 30 + 1) / 31;
        killed += u32::from(kill_after(&desk, &commands[which], moment));
        for made in ["run", "join", "kept"].map(|name| desk.path(name)) {
            assert!(
                !made.exists() || timeless(files(&made)) == expected,
                "{} after {moment:?}",
                made.display()
            );
        }
        if let Ok(parts) = fs::read_dir(desk.path("p")) {
            for part in parts.map(|entry| entry.unwrap().path()) {
                let is_hidden = part.file_name().unwrap().to_string_lossy().starts_with('.');
                assert!(is_hidden || read_part(&part).is_ok(), "{} after {moment:?}", part.display());
            }
        }
        let kept = desk.path("c.part");
        assert!(!kept.exists() || read_part(&kept).is_ok(), "a checkpoint after {moment:?}");
    }
    assert!(killed >= 15, "only {killed} of 30 were killed on their way");
    assert!(went_on >= 1, "no run went on from what one before it had kept");
    for (command, made) in commands.iter().zip(["run", "p", "join", "kept"]) {
        desk.done(command);
        if made != "p" {
            assert!(timeless(files(&desk.path(made))) == expected, "{made}");
        }
    }
    assert!(!desk.path("c.part").exists(), "the run is whole");
}

#[test]
fn a_checkpoint_goes_on_where_the_run_was_and_is_not_taken_for_another() {
    let desk = Desk::new();
    let file = minimal();
    let run = ["run", &file, "--quiet", "--worlds", "300", "--paths", "25", "--checkpoint", "c"];
    let begun = Instant::now();
    desk.done(&[&run[..], &["--out", "first"]].concat());
    let took = begun.elapsed();
    assert!(!desk.path("c").exists());
    let mut share = 2;
    while !desk.path("c").exists() {
        assert!(share < 40, "no run was killed on its way");
        kill_after(&desk, &[&run[..], &["--out", "second"]].concat(), took * share / 40);
        share += 1;
    }
    let kept = read_part(&desk.path("c")).unwrap().head.batches[0].clone();
    assert!(kept.from == 0 && kept.to > 0 && kept.to <= 300, "{kept:?}");
    let output = desk.run(&[&run[..], &["--seed", "5", "--out", "other"]].concat());
    assert_eq!(code(&output), Some(4));
    assert!(errors(&output).contains("holds another run"), "{}", errors(&output));
    desk.done(&[&run[..], &["--out", "second"]].concat());
    assert_eq!(timeless(files(&desk.path("first"))), timeless(files(&desk.path("second"))));
    desk.write("thesis", "years of work");
    let output = desk.run(&[&run[..7], &["--checkpoint", "thesis", "--out", "third"]].concat());
    assert_eq!(code(&output), Some(4), "{}", errors(&output));
    assert_eq!(fs::read_to_string(desk.path("thesis")).unwrap(), "years of work");
}
