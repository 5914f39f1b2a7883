//! Inquiries in parts have the bytes of the inquiry in one piece; what is missing, doubled, foreign or damaged is named.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use hikiwake::results::read_part;

use crate::common::desk::{Desk, code, errors, files, minimal, repository};

/// More rounds than any of these takes.
const ROUNDS: usize = 12;

/// What is printed, as a table and for programs, and what is drawn.
type Told = (String, String, BTreeMap<String, Vec<u8>>);

/// What an inquiry tells in one piece.
fn whole(desk: &Desk, question: &[&str]) -> Told {
    told(desk, question, "whole")
}

fn told(desk: &Desk, command: &[&str], place: &str) -> Told {
    let table = desk.done(&[command, &["--quiet", "--chart", &format!("{place}/")]].concat());
    let json = desk.done(&[command, &["--quiet", "--format", "json"]].concat());
    (table, json, files(&desk.path(place)))
}

/// Makes parts, round after round, in no order, until nothing is left to simulate. Says how many rounds that took.
fn make(desk: &Desk, question: &[&str], parts: u32, folder: &str) -> usize {
    for round in 0..ROUNDS {
        for number in (1..=parts).rev() {
            let share = format!("{number}/{parts}");
            let output = desk.run(&[question, &["--part", &share, "--out", folder]].concat());
            let said = errors(&output);
            assert_eq!(code(&output), Some(0), "{question:?}\n{said}");
            if said.contains("nothing is left to simulate") {
                return round;
            }
            assert!(said.contains("written to"), "{said}");
        }
    }
    panic!("{question:?} does not end");
}

/// Fails unless an inquiry in each of these numbers of parts is the inquiry in one piece, after so many rounds.
fn is_the_whole(question: &[&str], rounds: usize, parts: &[u32]) {
    let desk = Desk::new();
    let expected = whole(&desk, question);
    assert!(!expected.2.is_empty());
    for &parts in parts {
        let folder = format!("parts-{parts}");
        assert_eq!(make(&desk, question, parts, &folder), rounds, "{question:?} in {parts} parts");
        let found = told(&desk, &["join", &folder], &format!("joined-{parts}"));
        assert_eq!(found.0, expected.0, "{question:?} in {parts} parts");
        assert!(found.1 == expected.1 && found.2 == expected.2, "{question:?} in {parts} parts");
    }
    // The planted bug: with another seed it would be told otherwise.
    let other = whole(&desk, &[question, &["--seed", "99"]].concat());
    assert!(other.0 != expected.0 && other.1 != expected.1, "{question:?}");
}

const SMALL: [&str; 4] = ["--worlds", "120", "--paths", "6"];

#[test]
fn every_method_of_drivers_joins() {
    let desk = Desk::new();
    // Worlds differ by far in it, whatever the seed.
    let wide = "[process.settlement.transition.lapse]\nper_year = { uniform = [0.0, 2.0] }\njudgement = \"planted\"\n";
    let file = desk.over_minimal("wide.toml", wide);
    let drivers = |method: &[&'static str], rounds: usize, parts: &[u32]| {
        is_the_whole(&[&["drivers", file.as_str(), "--method"], method, &SMALL].concat(), rounds, parts);
    };
    drivers(&["sobol", "--base-worlds", "60"], 2, &[1, 3, 40]);
    drivers(&["morris", "--base-worlds", "20", "--of", "signed"], 2, &[3]);
    drivers(&["shapley", "--base-worlds", "60", "--top", "2"], 2, &[3]);
    // The worlds of a run; then all quantities in few trials; then the widest in all.
    drivers(&["tornado", "--top", "2"], 3, &[3]);
    drivers(&["given", "--until", "0.06"], 3, &[3]);
}

#[test]
fn drivers_of_a_difference_join() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "name = \"Other\"\n[factor.trust]\nstart = 0.9\n");
    let question = ["drivers", &minimal(), &other, "--method", "tornado", "--of", "signed"];
    is_the_whole(&[&question[..], &SMALL].concat(), 2, &[4]);
}

#[test]
fn sweeps_join() {
    let file = minimal();
    let over = ["sweep", file.as_str(), "--over", "factor.trust.start=-1..1:7"];
    is_the_whole(&[&over[..], &SMALL].concat(), 1, &[1, 40]);
    let of_two = ["--over", "process.settlement.transition.lapse.per_year=0.1,0.5"];
    is_the_whole(&[&over[..], &of_two, &SMALL].concat(), 1, &[3]);
}

#[test]
fn a_search_along_a_key_joins_after_as_many_rounds_as_it_looks() {
    let desk = Desk::new();
    let file = minimal();
    let question =
        [&["sweep", &file, "--over", "factor.trust.start=-1..1:5", "--find", "signed = 0.3"], &SMALL[..]]
            .concat();
    let expected = whole(&desk, &question);
    let rounds = make(&desk, &question, 3, "parts");
    assert!((2..ROUNDS).contains(&rounds), "{rounds}");
    assert!(told(&desk, &["join", "parts"], "joined") == expected);
    // With the last round gone, the join names it.
    let last = format!("round-{rounds}-");
    for path in in_folder(&desk, "parts").iter().filter(|path| path.to_string_lossy().contains(&last)) {
        fs::remove_file(path).unwrap();
    }
    let output = desk.run(&["join", "parts"]);
    assert_eq!(code(&output), Some(4));
    let said = errors(&output);
    assert!(said.contains(&format!("round {rounds} of the simulations is still to be made")), "{said}");
}

#[test]
fn what_bargain_simulates_joins() {
    let file = repository("tests/scenarios/bargaining/rules.toml");
    is_the_whole(&[&["bargain", &file, "--simulate", "2"], &SMALL[..]].concat(), 1, &[1, 3]);
    let desk = Desk::new();
    let output = desk.run(&["bargain", &file, "--part", "1/2"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("only what --simulate asks for can be split"), "{}", errors(&output));
}

fn in_folder(desk: &Desk, folder: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(desk.path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn all_that_keeps_parts_from_being_an_inquiry_is_named_at_once() {
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "name = \"Mine\"\n");
    let question = [&["sweep", &file, "--over", "factor.trust.start=-1..1:7"], &SMALL[..]].concat();
    let part = |share: &str, more: &[&str]| {
        desk.done(&[&question[..], more, &["--quiet", "--part", share, "--out", "p"]].concat());
    };
    ["1/5", "2/5", "5/5"].iter().for_each(|share| part(share, &[]));
    let named = |beginning: &str| -> PathBuf {
        let mut all = in_folder(&desk, "p").into_iter();
        all.find(|path| path.to_string_lossy().contains(beginning)).unwrap()
    };
    // One that is there is not made again, and says what it waits for.
    let again = errors(&desk.run(&[&question[..], &["--part", "2/5", "--out", "p"]].concat()));
    assert!(again.contains("is there already") && again.contains("2 are missing: 3-4"), "{again}");
    fs::copy(named("-2-of-5"), desk.path("p/copy.part")).unwrap();
    part("4/5", &["--seed", "5"]);
    let damaged = named("-5-of-5");
    let mut bytes = fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&damaged, bytes).unwrap();
    let output = desk.run(&["join", "p"]);
    assert_eq!(code(&output), Some(4));
    let said = errors(&output);
    for told in [
        "part 2 of 5 is there 2 times: p/",
        "of 5 parts 3 are missing: 3-5",
        "-4-of-5.part is part 4 of 5 of another run",
        "-5-of-5.part is damaged",
    ] {
        assert!(said.contains(told), "no `{told}` in\n{said}");
    }
    // A damaged part is made anew, as if it were not there.
    [desk.path("p/copy.part"), named("-4-of-5")].iter().for_each(|path| fs::remove_file(path).unwrap());
    ["3/5", "4/5", "5/5"].iter().for_each(|share| part(share, &[]));
    let expected = desk.done(&[&question[..], &["--quiet"]].concat());
    assert_eq!(desk.done(&["join", "p", "--quiet"]), expected);
    // What only a run has, and a file that has changed since.
    assert_eq!(code(&desk.run(&["join", "p", "--long"])), Some(2));
    desk.write("mine.toml", "extends = \"minimal.toml\"\nname = \"Mine\"\n[factor.trust]\nstart = 0.3\n");
    let output = desk.run(&["join", "p"]);
    assert_eq!(code(&output), Some(4));
    assert!(errors(&output).contains("say something else now"), "{}", errors(&output));
}

#[test]
fn a_part_of_a_stranger_cannot_make_a_join_write() {
    let desk = Desk::new();
    let file = repository("tests/scenarios/bargaining/rules.toml");
    let question = [&["bargain", &file, "--simulate", "1", "--quiet"], &SMALL[..]].concat();
    desk.done(&[&question[..], &["--part", "1/1", "--out", "p"]].concat());
    let path = in_folder(&desk, "p").remove(0);
    let mut part = read_part(&path).unwrap();
    part.head.inquiry.as_mut().unwrap().words.insert(1, "--write=planted.toml".into());
    fs::write(&path, part.bytes()).unwrap();
    let output = desk.run(&["join", "p"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("by which no part is made"), "{}", errors(&output));
    assert_eq!(desk.names(), ["p"]);
}
