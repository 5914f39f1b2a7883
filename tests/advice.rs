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

/// What stands behind some words of a message, up to the end of its line or to a sign.
fn behind<'t>(told: &'t str, words: &str, end: &[char]) -> &'t str {
    let rest = told.split(words).nth(1).unwrap_or_else(|| panic!("no `{words}` in {told}"));
    rest.split('\n').next().unwrap().split(end).next().unwrap().trim()
}

#[test]
fn a_percent_sign_in_quotes_is_mended_in_the_unit_of_its_key() {
    for (line, number, written) in [
        ("acceptability.two_plus_alpha.japan.cabinet = \"55%\"\n", "55%", "55"),
        ("acceptability.two_plus_alpha.japan.cabinet = { p50 = \"55 %\", within = 15 }\n", "55 %", "55"),
        ("[shock.boat]\nimpulses.leader_trust = -0.1\nannual_chance = \"9%\"\n", "9%", "0.09"),
        (
            "[shock.boat]\nimpulses.leader_trust = -0.1\nper_year = { p5 = \"2.5%\", p95 = 0.2 }\n",
            "2.5%",
            "0.025",
        ),
        ("worlds = \"50%\"\n", "50%", "50"),
    ] {
        let mut draft = Draft::new(line);
        let told = draft.problems().render(false);
        assert_eq!(draft.codes(), ["S102"], "{told}");
        assert_eq!(behind(&told, "sign: write ", &[]), written, "{told}");
        draft.text = draft.text.replace(&format!("\"{number}\""), written);
        assert!(!draft.codes().contains(&"S102"), "{}", draft.problems().render(false));
    }
    // Where the key does not tell, both are named.
    let told = Draft::new("[shock.boat]\nper_year = 1\nimpulses.leader_trust = \"50%\"\n").problems();
    let told = told.render(false);
    assert!(told.contains("write 0.5 where a share of 1 is meant, 50 where points of 100 are"), "{told}");
}

#[test]
fn a_percentage_for_a_chance_is_mended_by_both_ways_that_are_told() {
    const HEAD: &str = "[shock.boat]\nimpulses.leader_trust = -0.1\n";
    const STEP: &str =
        "[shock.boat.forces.stop]\nprocess = \"settlement\"\nfrom = \"talks\"\nto = \"suspended\"\n";
    for (head, key) in
        [(HEAD.to_string(), "annual_chance"), (format!("{HEAD}per_year = 1\n{STEP}"), "chance")]
    {
        for percentage in ["30", "35", "1.5", "2.5"] {
            let draft = Draft::new(&format!("{head}{key} = {percentage}\n"));
            let told = draft.problems().render(false);
            assert_eq!(draft.codes(), ["S109"], "{told}");
            assert_eq!(told.contains("`per_year`"), key == "annual_chance", "{told}");
            let help = behind(&told, "% is meant, write ", &[';']);
            let (share, table) = help.split_once(", or ").unwrap();
            assert!(
                (share.parse::<f64>().unwrap() - percentage.parse::<f64>().unwrap() / 100.0).abs() < 1e-12
            );
            for value in [share, table] {
                let mended = Draft::new(&format!("{head}{key} = {value}\n"));
                assert!(!mended.codes().contains(&"S109"), "{}", mended.problems().render(false));
            }
        }
        let range = Draft::new(&format!("{head}{key} = {{ p5 = 10, p50 = 20, p95 = 30 }}\n"));
        let told = range.problems().render(false);
        let unit = behind(&told, "add ", &[]).split(" beside").next().unwrap().to_string();
        let mended = Draft::new(&format!("{head}{key} = {{ p5 = 10, p50 = 20, p95 = 30, {unit} }}\n"));
        assert!(!mended.codes().contains(&"S210"), "{}", mended.problems().render(false));
    }
    let sure = Draft::new(&format!("{HEAD}annual_chance = 1\n")).problems().render(false);
    assert!(sure.contains("so many times a year in `per_year`") && !sure.contains(" % "), "{sure}");
}

#[test]
fn shares_in_the_place_of_points_are_doubted_until_they_are_points() {
    let with = |cabinet: &str, diet: &str| {
        Draft::new(&format!(
            "acceptability.two_plus_alpha.japan.cabinet = {{ p50 = {cabinet}, judgement = \"a\" }}\nacceptability.two_plus_alpha.japan.diet = {{ p50 = {diet}, judgement = \"a\" }}\n"
        ))
    };
    let draft = with("0.62, within = 0.15", "0.55, within = 0.2");
    let told = draft.problems().only("S808").render(false);
    assert!(told.contains("0.62 would be 62 points"), "{told}");
    assert!(told.contains("times 100"), "{told}");
    assert!(!with("62, within = 15", "55, within = 20").codes().contains(&"S808"));
    assert!(!with("0.62, within = 0.15", "55, within = 20").codes().contains(&"S808"));
    // One alone may be meant so, and 0 and 1 are often.
    let quiet = |text: &str| !Draft::new(text).codes().contains(&"S808");
    assert!(quiet("acceptability.two_plus_alpha.japan.cabinet = 0.5\n"));
    assert!(quiet(
        "acceptability.two_plus_alpha.japan.cabinet = 0\nacceptability.two_plus_alpha.japan.diet = 1\n"
    ));
}

#[test]
fn a_judgement_goes_to_the_number_of_which_a_part_is_set() {
    let desk = Desk::new();
    desk.done(&["new", "bay.toml"]);
    desk.done(&["set", "bay.toml", "acceptability.quotas.north.cabinet.p50=60", "--judgement", "asked"]);
    let text = std::fs::read_to_string(desk.path("bay.toml")).unwrap();
    assert!(text.contains("north.cabinet = { p50 = 60, within = 15, judgement = \"asked\" } #"), "{text}");
    // What is no number takes none, and the words are those of this command.
    let words = ["set", "bay.toml", "option=quotas"];
    let refused = desk.run(&[&words[..], &["--judgement", "why"]].concat());
    assert!(errors(&refused).contains("leave --judgement off"), "{}", errors(&refused));
    desk.done(&words);
    for edit in ["option=[", "option", "factor.trsut.start=1"] {
        let told = errors(&desk.run(&["set", "bay.toml", edit]));
        assert!(!told.contains("--set") && told.contains("edit"), "{told}");
    }
    let told = errors(&desk.run(&["set", "bay.toml", "acceptability.quotas.north.cabinet=60"]));
    assert!(
        !told.split("before: ").nth(1).unwrap().split("; the range").next().unwrap().contains('#'),
        "{told}"
    );
}

#[test]
fn one_quantile_of_a_number_of_a_file_below_is_mended_by_the_number_that_is_told() {
    let desk = Desk::new();
    let base = "metric.toll.flow = { p5 = 0.05, p50 = 0.12, p95 = 0.25, judgement = \"a\" }\n";
    let base = base.replace("metric.toll.flow", "shock.flood.per_year");
    let mine = desk.over_minimal("mid.toml", &base);
    let top = desk.write("mine.toml", "extends = \"mid.toml\"\n");
    let key = "shock.flood.per_year";
    for (verb, edit) in [("set", format!("{key}.p50=0.2")), ("check", format!("{key}.p50=0.2"))] {
        let by_set = ["check", &top, "--set", &edit];
        let by_edit = ["set", &top, &edit];
        let failed = desk.run(if verb == "set" { &by_edit[..] } else { &by_set[..] });
        assert_eq!(code(&failed), Some(2), "{}", errors(&failed));
        let told = errors(&failed);
        let place = if verb == "set" { "mine.toml, as it would be:2" } else { "--set:1" };
        assert!(told.contains(place), "{told}");
        let whole = behind(&told, "stated anew as a whole: ", &[]).to_string();
        assert_eq!(whole, format!("{key} = {{ p5 = 0.05, p50 = 0.2, p95 = 0.25 }}"));
        desk.done(&["check", &top, "--set", &whole]);
    }
    desk.done(&["set", &top, &format!("{key} = {{ p5 = 0.05, p50 = 0.2, p95 = 0.25 }}")]);
    assert!(std::path::Path::new(&mine).is_file());
}

#[test]
fn a_quantile_at_the_end_of_what_its_key_may_be_is_moved_and_no_bound_is_offered() {
    for (more, wanted) in
        [("", "move the quantile to above 0"), (", min = 0", "move the quantile to above 0")]
    {
        let at = |p5: &str| {
            Draft::new(&format!(
                "[shock.boat]\nimpulses.leader_trust = -0.1\nper_year = {{ p5 = {p5}, p50 = 0.06, p95 = 0.1{more} }}\n"
            ))
        };
        let told = at("0").problems().render(false);
        assert_eq!(at("0").codes(), ["S210"], "{told}");
        assert!(told.contains(wanted) && !told.contains("set `min`"), "{told}");
        assert!(!at("0.001").codes().contains(&"S210"));
    }
    // A bound that the author has set may be moved too.
    let own = |min: &str| {
        Draft::new(&format!(
            "[shock.boat]\nimpulses.leader_trust = -0.1\nper_year = {{ p5 = 0.02, p50 = 0.06, p95 = 0.1, min = {min} }}\n"
        ))
    };
    assert!(own("0.03").problems().render(false).contains("or move `min`"));
    assert!(!own("0.01").codes().contains(&"S210"));
}

#[test]
fn rewrites_that_are_offered_hold() {
    const SHOCK: &str = "[shock.boat]\nimpulses.leader_trust = -0.1\n";
    for (line, key, offered) in [
        ("per_year = 6e-2 a year", "per_year", "{ value = 0.06, unit = \"a year\" }"),
        ("per_year = 6e-2 boats", "per_year", "0.06"),
        ("per_year = \"0.02 to 0.15\"", "per_year", "{ p5 = 0.02, p95 = 0.15 }"),
        ("per_year = 0.02 to 0.15", "per_year", "{ p5 = 0.02, p95 = 0.15 }"),
        ("per_year = 0.02-0.15", "per_year", "{ p5 = 0.02, p95 = 0.15 }"),
        ("per_year = 0.1\nname = “A boat” # one", "name", "\"A boat\""),
        ("per_year = { value = 0.1, judgement = “it’s rare”, note = \"x\" }", "judgement", "\"it's rare\""),
    ] {
        let draft = Draft::new(&format!("{SHOCK}{line}\n"));
        let told = draft.problems().render(false);
        assert_eq!(draft.problems().len(), 1, "{told}");
        assert!(told.contains(offered), "{line}: {told}");
        let mended = match key {
            "judgement" => format!("{SHOCK}per_year = {{ value = 0.1, {key} = {offered}, note = \"x\" }}\n"),
            "name" => format!("{SHOCK}per_year = 0.1\n{key} = {offered} # one\n"),
            _ => format!("{SHOCK}{key} = {offered}\n"),
        };
        let left = Draft::new(&mended).problems();
        assert!(left.codes().iter().all(|code| *code == "S211"), "{}", left.render(false));
    }
    let told = Draft::new("worlds = 1,000\n").problems().render(false);
    assert_eq!(behind(&told, "help: write ", &[]), "1000");
    // What stands between, and where it is to be seen.
    for (text, place, help, mended) in [
        ("// a boat\n", ":2:1", "begins with #", "# a boat\n"),
        ("seed = 7 // a boat\n", ":2:10", "begins with #", "seed = 7 # a boat\n"),
        ("[shock.a boat]\nper_year = 1\n", ":2:2", "write [shock.a_boat]", "[shock.a_boat]\nper_year = 1\n"),
        (
            "shock.boat.per_year = { p5 = 0.1; p50 = 0.2; p95 = 0.3 }\n",
            ":2:33",
            "write , in the place of every ;",
            "shock.boat.per_year = { p5 = 0.1, p50 = 0.2, p95 = 0.3 }\n",
        ),
        ("summary = \"what \"polls\" say\"\n", ":2:17", "single quotes", "summary = 'what \"polls\" say'\n"),
        (
            "shock.boat.per_year = { value = 1, judgement = \"what \"polls\" say\" }\n",
            ":2:54",
            "write \\\" for every quote inside it",
            "shock.boat.per_year = { value = 1, judgement = \"what \\\"polls\\\" say\" }\n",
        ),
    ] {
        let draft = Draft::new(text);
        let told = draft.problems().render(false);
        assert!(told.contains(help) && told.contains(&format!("{place}\n")), "{told}");
        assert!(
            !Draft::new(mended).codes().contains(&"S004"),
            "{}",
            Draft::new(mended).problems().render(false)
        );
    }
}

#[test]
fn a_bracket_that_is_not_closed_is_shown_where_it_was_opened() {
    for (text, place, end) in [
        (
            "[shock.boat]\nper_year = { p5 = 0.1, p95 = 0.3\nname = \"Boat\"\n[shock.boat.impulses]\nleader_trust = -1\n",
            ":3:12",
            '}',
        ),
        ("[shock.boat]\nper_year = { p5 = 0.1, p95 = 0.3", ":3:12", '}'),
        ("charts.also = [\"fan.leader_trust\"\nseed = 3\n[shock.boat]\nper_year = 1\n", ":2:15", ']'),
    ] {
        let draft = Draft::new(text);
        let told = draft.problems().render(false);
        assert_eq!(draft.codes(), ["S004"], "{told}");
        assert!(told.contains(&format!("{place}\n")) && told.contains("opened here is not closed"), "{told}");
        assert!(told.contains(&format!("write {end} ")), "{told}");
        let line: usize = place[1..2].parse().unwrap();
        let mended: Vec<String> = draft
            .text
            .lines()
            .enumerate()
            .map(|(n, old)| if n + 1 == line { format!("{old} {end}\n") } else { format!("{old}\n") })
            .collect();
        let left = Draft { text: mended.concat() }.problems();
        assert!(!left.codes().contains(&"S004"), "{}", left.render(false));
    }
    // One that is closed later, with a comma missing between, is open by right.
    let told =
        Draft::new("shock.boat.per_year = { p5 = 0.1\n p95 = 0.3 }\n[shock.boat]\n").problems().render(false);
    assert!(told.contains("a comma is missing"), "{told}");
}

#[test]
fn what_is_wrong_with_a_sheet_that_was_judged_is_told_once() {
    for (terms, code) in [
        ("treaty = \"finall\"", "S405"),
        ("traety = \"final\"", "S404"),
        ("treaty = true", "S503"),
        ("package = { p5 = 8, p50 = 3, p95 = 1 }", "S207"),
        ("package = -1", "S109"),
    ] {
        let problems = Draft::new(&format!(
            "[option_sheet.two_plus_alpha.terms]\n{terms}\n[acceptability.two_plus_alpha]\njapan.diet = 50\n"
        ))
        .problems();
        let found = problems.only(code);
        assert_eq!(found.len(), 1, "{}", problems.render(false));
        assert!(!found.render(false).contains(".of."), "{}", found.render(false));
    }
    // A slip of the pen is no new level.
    let told =
        Draft::new("[option_sheet.two_plus_alpha.terms]\ntreaty = \"finall\"\n").problems().render(false);
    assert!(told.contains("did you mean `final`?") && !told.contains("to add it"), "{told}");
}

#[test]
fn a_part_and_a_folder_that_is_missing_are_one_line_each() {
    let desk = Desk::new();
    let part = repository("scenarios/shared/options.toml");
    let told = errors(&desk.run(&["new", "mine.toml", "--from", &part]));
    assert!(told.contains("is a part") && told.lines().count() == 1, "{told}");
    let told = errors(&desk.run(&["new", "far/bay.toml"]));
    assert!(told.contains("there is no folder `far`; make it first"), "{told}");
    std::fs::create_dir(desk.path("far")).unwrap();
    desk.done(&["new", "far/bay.toml"]);
}
