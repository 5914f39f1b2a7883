//! What `check` says of numbers, held against what a run makes of them.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fmt::Write;

use crate::common::{file, simulate_all};
use hikiwake::analysis::means_of_few;
use hikiwake::draws::Sampling;
use hikiwake::engine::{Size, achieved_correlations};
use hikiwake::plan::compile;
use hikiwake::scenario::{Loaded, Problems, load};

/// The minimal scenario with lines laid over it.
fn read(lines: &str) -> Result<Loaded, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.toml");
    std::fs::copy(file("minimal.toml"), folder.path().join("minimal.toml")).unwrap();
    std::fs::write(&path, format!("extends = \"minimal.toml\"\n{lines}")).unwrap();
    load(&path, &[])
}

fn two_quantities(one: &str, other: &str, rank: f64) -> Loaded {
    let factor = |id: &str, start: &str| {
        format!("[factor.{id}]\nstart = {start}\nhalf_life = 12\njudgement = \"a case\"\n")
    };
    let correlation =
        format!("correlation = [{{ between = [\"factor.a.start\", \"factor.b.start\"], rank = {rank} }}]\n");
    read(&(correlation + &factor("a", one) + &factor("b", other)))
        .unwrap_or_else(|p| panic!("{}", p.render(false)))
}

/// The number after some words of a message.
fn after(text: &str, words: &str) -> Option<f64> {
    let number = text.split_once(words)?.1.split(|c: char| !"-.0123456789".contains(c)).next()?;
    number.trim_end_matches('.').parse().ok()
}

#[test]
fn ranks_of_few_values_come_out_as_foretold() {
    // Spearman's correlation of 4000 independent worlds has a standard error of at most 1.06/√3999 = 0.017: 0.1 is nearly six.
    const STRAYS: f64 = 0.1;
    for (one, other, rank) in [
        ("{ bernoulli = 0.5 }", "{ bernoulli = 0.5 }", 0.8),
        ("{ bernoulli = 0.1 }", "{ bernoulli = 0.3 }", 0.8),
        ("{ bernoulli = 0.2 }", "{ normal = [0, 1] }", -0.9),
        ("{ discrete = [[1, 0.6], [2, 0.3], [9, 0.1]] }", "{ empirical = [0, 0, 0, 1, 2] }", 0.7),
        (
            "{ pool = [{ expert = \"A\", value = 0 }, { expert = \"B\", uniform = [0, 1] }] }",
            "{ bernoulli = 0.5 }",
            0.9,
        ),
    ] {
        let loaded = two_quantities(one, other, rank);
        let text = loaded.warnings.render(false);
        let foretold = after(&text, "about ").unwrap_or_else(|| panic!("{one} {other}: {text}"));
        let size = Size::new(5, 4000, 1, Sampling::Random);
        let plan = compile(&loaded.scenario);
        let achieved = achieved_correlations(&plan, &loaded.scenario.correlated, size)[0].unwrap();
        assert!((achieved - foretold).abs() < STRAYS, "{one} {other}: {achieved}, foretold {foretold}");
        // Planted bug: what was asked taken for what comes.
        assert!((achieved - rank).abs() > 0.5 * STRAYS, "{one} {other}: {achieved}");
        if let Some(instead) = after(&text, "help: rank = ") {
            let loaded = two_quantities(one, other, instead);
            let plan = compile(&loaded.scenario);
            let achieved = achieved_correlations(&plan, &loaded.scenario.correlated, size)[0].unwrap();
            assert!((achieved - rank).abs() < STRAYS, "{one} {other} at {instead}: {achieved}");
        }
    }
    // Twenty values, or a density, follow.
    let many: Vec<String> = (0..20).map(|x| x.to_string()).collect();
    let loaded =
        two_quantities(&format!("{{ empirical = [{}] }}", many.join(", ")), "{ uniform = [0, 1] }", 0.8);
    assert!(!loaded.warnings.codes().contains(&"S606"), "{}", loaded.warnings.render(false));
}

#[test]
fn what_has_two_values_is_not_told_to_quote_its_median() {
    let rare = read(
        "process.settlement.transition.sign.annual_chance = { value = 0.0008, judgement = \"a case\" }\n",
    );
    let scenario = rare.unwrap_or_else(|p| panic!("{}", p.render(false))).scenario;
    let plan = compile(&scenario);
    let tally = &simulate_all(&[&plan], 7, 500, 20)[0];
    let said = means_of_few(&scenario, &plan, tally).unwrap_or_default();
    // The land is 0 or 12.5; the trade has many values, and most often none.
    assert!(!said.contains("`area`") && !said.contains("`share`"), "{said}");
    assert!(said.contains("`trade`") && said.contains("other than 0 in"), "{said}");
    assert!(!said.contains("median"), "{said}");
}

#[test]
fn a_formula_over_many_numbers_is_tried_in_fewer_worlds() {
    let tried = |numbers: usize| {
        let mut lines = String::new();
        for i in 0..numbers {
            writeln!(
                lines,
                "[factor.f{i}]\nstart = {{ uniform = [0, 1] }}\nhalf_life = 12\njudgement = \"a case\""
            )
            .unwrap();
        }
        let sum: Vec<String> = (0..numbers).map(|i| format!("factor.f{i}.start")).collect();
        let half = numbers as f64 / 2.0;
        writeln!(
            lines,
            "[factor.sum]\nstart = {{ formula = \"ln({} - {half})\" }}\nhalf_life = 12\njudgement = \"a case\"",
            sum.join(" + ")
        )
        .unwrap();
        let text = read(&lines).err().unwrap().render(false);
        let worlds = text.split_once(" worlds").unwrap_or_else(|| panic!("{text}")).0;
        worlds.rsplit(' ').next().unwrap().parse::<u32>().unwrap()
    };
    // 262,144 draws in all, 4096 worlds at most; the formula counts too.
    assert_eq!((tried(3), tried(63), tried(127), tried(900)), (4096, 4096, 2048, 290));
}

#[test]
fn long_chains_of_formulas_settle() {
    let mut lines = String::new();
    for i in 0..800 {
        let next = i + 1;
        writeln!(
            lines,
            "[factor.f{i}]\nstart = {{ formula = \"factor.f{next}.start + 1\" }}\nhalf_life = 12\njudgement = \"a case\""
        )
        .unwrap();
    }
    lines.push_str("[factor.f800]\nstart = { uniform = [0, 1] }\nhalf_life = 12\njudgement = \"a case\"\n");
    let loaded = read(&lines).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let first = loaded.scenario.factors.iter().find(|factor| factor.id == "f0").unwrap();
    assert!((first.start.family.mean() - 800.5).abs() < 0.1, "{}", first.start.family.mean());
}
