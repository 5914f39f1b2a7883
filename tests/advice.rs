//! The way out that a message names is one: whoever follows it to the letter has a file without that problem.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;

use crate::common::desk::{Desk, code, errors, repository};
use hikiwake::model::TermValue;
use hikiwake::scenario::{self, Problems, Reach};

/// A file beside the scenarios that ship, in an editor and not on the disk.
struct Draft {
    text: String,
}

impl Draft {
    fn new(text: &str) -> Draft {
        Draft { text: format!("extends = \"two-plus-alpha.toml\"\n{text}") }
    }

    /// What is wrong with it, and what is doubtful.
    fn problems(&self) -> Problems {
        let file = repository("scenarios/a-draft-of-the-tests.toml");
        let reach = Reach::default().with_unsaved(Path::new(&file), &self.text);
        scenario::load_within(Path::new(&file), &[], &reach)
            .map_or_else(|problems| problems, |loaded| loaded.warnings)
    }

    /// Follows every "write under [TABLE]: KEY = VALUE" of one code.
    fn follow(&mut self, code: &str) -> usize {
        let problems = self.problems().only(code);
        let told: Vec<String> = problems.iter().map(|problem| problems.render_one(problem)).collect();
        let mut lines: Vec<(String, String)> = Vec::new();
        for text in &told {
            let way_out =
                text.split("write under [").nth(1).unwrap_or_else(|| panic!("no way out in {text}"));
            let (table, rest) = way_out.split_once(']').unwrap();
            let line = rest.split_once(": ").unwrap().1.split(';').next().unwrap().trim();
            lines.push((format!("[{table}]"), line.to_string()));
        }
        for (header, line) in lines {
            let key = line.split('=').next().unwrap().to_string();
            if !self.text.contains(&header) {
                self.text += &format!("{header}\n");
            }
            let (before, after) = self.text.split_once(&format!("{header}\n")).unwrap();
            let (own, others) = after.find("\n[").map_or((after, ""), |end| after.split_at(end + 1));
            let own: String = own
                .lines()
                .filter(|other| !other.starts_with(&key))
                .map(|other| format!("{other}\n"))
                .collect();
            self.text = format!("{before}{header}\n{line}\n{own}{others}");
        }
        told.len()
    }

    fn codes(&self) -> Vec<&'static str> {
        self.problems().codes()
    }
}

#[test]
fn a_new_term_is_one_error_and_one_line_mends_it() {
    let mut draft = Draft::new(
        "[term.port]\nlevels = [\"russian\", \"leased\"]\n[term.fees]\nunit = \"USD bn\"\njudgement = \"none is asked\"\n",
    );
    assert_eq!(draft.codes(), ["S501", "S501"], "{}", draft.problems().render(false));
    assert_eq!(draft.follow("S501"), 2);
    assert!(draft.problems().is_empty(), "{}", draft.problems().render(false));
    // Every sheet holds it, those that are judged too: what they were judged to be has not moved.
    let file = repository("scenarios/a-draft-of-the-tests.toml");
    let reach = Reach::default().with_unsaved(Path::new(&file), &draft.text);
    let loaded = scenario::load_within(Path::new(&file), &[], &reach).unwrap();
    let base = scenario::load(Path::new(&repository("scenarios/two-plus-alpha.toml")), &[]).unwrap();
    let sheets = base.scenario.options.len();
    assert!(sheets > 10);
    for option in &loaded.scenario.options {
        assert!(
            matches!(option.value("port"), Some(TermValue::Level(level)) if level == "russian"),
            "{}",
            option.id
        );
        assert!(option.value("fees").is_some());
        let judged = loaded.scenario.acceptability.judged(&option.id).unwrap();
        let port = judged.terms.iter().find(|(term, _)| term == "port").map(|(_, value)| value);
        assert!(matches!(port, Some(TermValue::Level(level)) if level == "russian"), "{}", option.id);
    }
    let points = |loaded: &scenario::Loaded| {
        let audiences = loaded.scenario.parties.iter().flat_map(|party| &party.audiences);
        audiences
            .map(|audience| format!("{:?} {:?}", audience.reservation, audience.scores))
            .collect::<Vec<_>>()
    };
    assert_eq!(points(&loaded).len(), 7);
    for (with, without) in points(&loaded).iter().zip(points(&base)) {
        // The saturations of amounts apart, which the new one joins.
        let cells = |text: &str| text.matches("acceptability.").count();
        assert_eq!(cells(with), cells(&without));
    }
}

#[test]
fn a_term_that_only_a_few_sheets_leave_out_is_told_of_the_sheet() {
    let draft = Draft::new("[option_sheet.other.terms]\nhabomai = \"russia\"\n");
    let problems = draft.problems();
    assert_eq!(problems.codes(), ["S501"]);
    assert!(
        problems.render(false).contains("the option `other` says nothing on"),
        "{}",
        problems.render(false)
    );
}

#[test]
fn a_new_level_is_let_in_by_what_the_messages_say() {
    let mut draft = Draft::new(
        "[option_sheet.status_quo.terms]\nshikotan = \"leased\"\n[term.shikotan.level.leased]\nname = \"Leased\"\n",
    );
    // What follows from a level that is not there is not told beside it.
    assert_eq!(draft.codes(), ["S405"], "{}", draft.problems().render(false));
    draft.follow("S405");
    let codes = draft.codes();
    assert!(
        codes.len() > 1 && codes.iter().all(|code| *code == "S504"),
        "{}",
        draft.problems().render(false)
    );
    draft.follow("S504");
    let left = draft.problems();
    assert!(!left.codes().contains(&"S504") && !left.codes().contains(&"S405"), "{}", left.render(false));
}

#[test]
fn percent_signs_are_mended_by_the_numbers_that_the_message_names() {
    for (line, unit) in [
        (
            "[shock.boat]\nimpulses.leader_trust = -0.1\nannual_chance = { p5 = 2.5%, p50 = 10%, p95 = 20% }\n",
            0.01,
        ),
        ("[shock.boat]\nimpulses.leader_trust = -0.1\nper_year = 9%\n", 0.01),
        ("[acceptability.two_plus_alpha]\njapan.cabinet = { p50 = 55%, within = 15% }\n", 1.0),
        ("acceptability.two_plus_alpha.japan.cabinet = { p50 = 55%, within = 15% }\n", 1.0),
    ] {
        let mut draft = Draft::new(line);
        let problems = draft.problems();
        assert_eq!(problems.codes(), ["S004"]);
        let told = problems.render(false);
        let help = told.split("= help: write ").nth(1).unwrap().split(['\n', ':']).next().unwrap();
        let numbers: Vec<&str> = help.split([',', ' ']).filter(|word| word.parse::<f64>().is_ok()).collect();
        let written: Vec<String> = line
            .split([' ', ',', '\n'])
            .filter_map(|word| word.strip_suffix('%').map(String::from))
            .collect();
        assert_eq!(numbers.len(), written.len(), "{told}");
        for (number, percent) in numbers.iter().zip(&written) {
            let (number_is, was): (f64, f64) = (number.parse().unwrap(), percent.parse().unwrap());
            assert!((number_is - unit * was).abs() < 1e-12, "{told}");
            draft.text = draft.text.replacen(&format!("{percent}%"), number, 1);
        }
        let left = draft.problems();
        assert_eq!(left.codes(), ["S211"], "{}", left.render(false));
    }
}

#[test]
fn a_range_that_a_number_has_replaced_is_kept_by_what_is_told() {
    let key = "acceptability.two_plus_alpha.japan.diet";
    let file = repository("scenarios/two-plus-alpha.toml");
    let load = |set: String| scenario::load(Path::new(&file), &[set]).unwrap();
    let told = load(format!("{key}=50")).warnings;
    assert_eq!(told.codes(), ["S211", "S807"], "{}", told.render(false));
    let text = told.render(false);
    let range = text
        .split("to keep a range around it, write ")
        .nth(1)
        .unwrap()
        .split(" in its place")
        .next()
        .unwrap();
    let kept = load(format!("{key}={range}"));
    assert_eq!(kept.warnings.codes(), ["S211"]);
    let cell = kept.scenario.acceptability.cell("two_plus_alpha", "japan.diet").unwrap();
    assert!((cell.family.quantile(0.5) - 50.0).abs() < 1e-6 && cell.family.quantile(0.95) > 60.0);
    // Who says why it is one number has been heard.
    let meant = load(format!("{key}={{ value = 50, judgement = \"asked\" }}"));
    assert!(meant.warnings.is_empty(), "{}", meant.warnings.render(false));
    // In its own file the command that edits tells it, since nothing below holds the range any more.
    let desk = Desk::new();
    desk.done(&["new", "bay.toml"]);
    let bay = |line: &str| std::fs::read_to_string(desk.path("bay.toml")).unwrap().contains(line);
    let stated = |p50: &str| {
        format!("north.cabinet = {{ p50 = {p50}, within = 15, judgement = \"what it asked for first\" }} #")
    };
    assert!(bay(&stated("65")));
    let told = desk.run(&["set", "bay.toml", "acceptability.quotas.north.cabinet=60"]);
    assert_eq!(code(&told), Some(0), "{}", errors(&told));
    assert!(bay("north.cabinet = 60 #"));
    let text = errors(&told);
    let edit = text.split("to have one, set '").nth(1).unwrap().split("'\n").next().unwrap();
    desk.done(&["set", "bay.toml", edit]);
    assert!(bay(&stated("60")), "{edit}");
}

#[test]
fn set_founds_no_element_by_a_slip() {
    let desk = Desk::new();
    let mine = desk.over_minimal("mine.toml", "name = \"Mine\"\n");
    let before = std::fs::read_to_string(&mine).unwrap();
    for edit in [
        "factor.trsut.start=1",
        "shock.floood.per_year=1",
        "process.settlement.transition.sgin.per_year=1",
        "party.upland.audience.concil.width=9",
        "metric.new.name=x",
        "window.may.from=2020-05",
    ] {
        let failed = desk.run(&["set", &mine, edit]);
        assert_eq!(code(&failed), Some(2), "{edit}: {}", errors(&failed));
        assert!(
            errors(&failed).contains("S008") && errors(&failed).contains("nothing was written"),
            "{}",
            errors(&failed)
        );
        assert_eq!(std::fs::read_to_string(&mine).unwrap(), before, "{edit}");
    }
    // Whole, it may be new; and then a part of it may be changed.
    desk.done(&["set", &mine, "factor.fear={ start = 0, judgement = \"none\" }", "factor.fear.start=1"]);
    assert!(std::fs::read_to_string(&mine).unwrap().contains("start = 1"));
}

#[test]
fn names_that_are_nearly_right_lead_to_the_right_ones() {
    let desk = Desk::new();
    let mine = desk.over_minimal("mine.toml", "name = \"Mine\"\n");
    let told = |words: &[&str]| {
        let failed = desk.run(words);
        assert_ne!(code(&failed), Some(0), "{words:?}");
        errors(&failed)
    };
    assert!(told(&["run", &mine, "--worlds", "1,000"]).contains("write it in digits alone: 1000"));
    assert!(told(&["run", &mine, "--worlds", "1e3"]).contains("write it in digits alone: 1000"));
    assert!(told(&["run", &mine, "--seed", "1 000"]).contains("write it in digits alone: 1000"));
    assert!(told(&["run", &mine, "--worlds", "1.5"]).contains("write a whole number"));
    assert!(told(&["brief", &mine]).contains("is a scenario, not a run folder"));
    let runs = |name: &str| desk.path("runs").join(name).to_string_lossy().into_owned();
    let lost = runs("none");
    assert!(told(&["brief", &lost]).contains("hikiwake run SCENARIO"));
    desk.done(&["run", &mine, "--quiet", "--worlds", "20", "--paths", "2", "--out", &runs("first")]);
    assert!(told(&["brief", &lost]).contains("runs/first"));
    let wrong = desk.write("over.toml", "extends = \"mnie.toml\"\n");
    assert!(told(&["check", &wrong]).contains("did you mean `mine.toml`?"));
}
