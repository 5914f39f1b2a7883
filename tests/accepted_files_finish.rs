//! Whatever `check` accepts, `run`, `explain`, `trace` and `brief` work with to the end: no panic, and no number in any file that is none.
//!
//! The files are sound scenarios mutated as `examples/fuzz` mutates them, by a fixed seed; those that are refused are passed over.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

#[path = "../examples/fuzz/mutation.rs"]
mod mutation;

use std::fs;

use crate::common::desk::{Desk, code, errors, files, repository};
use hikiwake::scenario::load;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// So many accepted files are worked with.
const FILES: usize = 10;

/// Words that stand for no number, in texts and in pictures; a name of a scenario might hold one as a part.
fn holds_no_number(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.into_iter().find(|word| ["NaN", "nan", "inf", "infinity", "Infinity"].contains(word))
}

#[test]
fn words_that_are_no_numbers_are_found() {
    assert_eq!(holds_no_number("{\"estimate\": NaN}"), Some("NaN"));
    assert_eq!(holds_no_number("<path d=\"M1,inf\"/>"), Some("inf"));
    assert_eq!(holds_no_number("the information of a banana"), None);
}

#[test]
fn whatever_check_accepts_is_worked_with_to_the_end() {
    let corpus: Vec<Vec<u8>> = ["minimal", "kitchen-sink", "table"]
        .map(|name| fs::read(repository(&format!("tests/scenarios/{name}.toml"))).unwrap())
        .into();
    let mut random = ChaCha8Rng::seed_from_u64(19);
    let desk = Desk::new();
    let mut accepted = 0;
    for _ in 0..4000 {
        let text = mutation::mutate(&corpus, &mut random);
        let file = desk.path("scenario.toml");
        fs::write(&file, &text).unwrap();
        let Ok(loaded) = load(&file, &["seed=1".into()]) else { continue };
        // Names may say what they like, and long spans take long.
        let is_long = loaded.scenario.calendar.months > 240;
        if is_long || corpus.contains(&text) || holds_no_number(&String::from_utf8_lossy(&text)).is_some() {
            continue;
        }
        accepted += 1;
        for arguments in [
            &["run", "scenario.toml", "--seed", "1", "--worlds", "20", "--paths", "2", "--out", "run"][..],
            &["explain", "scenario.toml", "--format", "json"],
            &["trace", "scenario.toml", "--seed", "1", "--world", "3"],
            &["brief", "run", "--out", "brief.html"],
        ] {
            let output = desk.run(arguments);
            let said = errors(&output);
            let kept = || String::from_utf8_lossy(&text).into_owned();
            // The arithmetic may fail, if it says so.
            assert!(matches!(code(&output), Some(0 | 3)), "{arguments:?}: {said}\n{}", kept());
            assert!(!said.contains("panicked"), "{arguments:?}: {said}\n{}", kept());
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(holds_no_number(&printed), None, "{arguments:?}\n{printed}\n{}", kept());
            if code(&output) == Some(3) {
                break;
            }
        }
        for (name, bytes) in files(desk.0.path()).iter().filter(|(name, _)| !name.ends_with(".png")) {
            let found = String::from_utf8_lossy(bytes).into_owned();
            // The script of a briefing is no number.
            let is_text = !name.ends_with(".html");
            assert_eq!(
                holds_no_number(&found).filter(|_| is_text),
                None,
                "{name}\n{}",
                String::from_utf8_lossy(&text)
            );
        }
        for made in ["run", "brief.html"] {
            let made = desk.path(made);
            if made.is_dir() {
                fs::remove_dir_all(&made).unwrap();
            } else if made.exists() {
                fs::remove_file(&made).unwrap();
            }
        }
        if accepted == FILES {
            break;
        }
    }
    assert_eq!(accepted, FILES, "mutation leaves too few sound files");
}
