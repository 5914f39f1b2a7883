//! A variant in memory has the numbers of a run of a file that says the same, to the last bit.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::sync::atomic::AtomicBool;

use hikiwake::analysis::Outcomes;
use hikiwake::engine::{Size, Watcher, simulate, simulate_variants};
use hikiwake::plan::Plan;
use hikiwake::quantity::Family;
use hikiwake::scenario::Reach;
use hikiwake::study::{Refused, Study, Unwatched, Variant};

const SIZE: [&str; 2] = ["worlds=20", "paths=7"];

fn load(path: &str, sets: &[&str]) -> Study {
    let layers: Vec<String> = SIZE.iter().chain(sets).map(|set| set.to_string()).collect();
    Study::load(&[path], &layers, &Reach::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The estimates of a file with these values laid over it.
fn of_file(path: &str, sets: &[&str]) -> Outcomes {
    let study = load(path, sets);
    let simulated = study.simulate(study.size().unwrap(), &Unwatched).unwrap();
    study.own_outcomes(&simulated).remove(0)
}

/// The estimates of variants.
fn of_variants<'s>(study: &'s Study, size: Size, variants: Vec<Variant<'s>>) -> Vec<Outcomes> {
    let mut found = Vec::new();
    let see = |place: usize, varied: &hikiwake::study::Varied| {
        assert_eq!(place, found.len());
        found.push(varied.outcomes());
    };
    study.each_variant(variants, size, &Unwatched, see).unwrap();
    found
}

const FILE: &str = "scenarios/two-plus-alpha.toml";

#[test]
fn a_variant_has_the_numbers_of_an_edited_file_to_the_last_bit() {
    let study = load(FILE, &[]);
    let plain = || study.variant(0);
    let width = "party.japan.audience.cabinet.width";
    let pinned = study.cases()[0].plan.law(width).unwrap().quantile(0.05);
    let pinned_in_file = format!("{width}={pinned:?}");
    let pert = Family::pert(0.2, 0.5, 0.9, 4.0).unwrap();
    let other = "option_sheet.two_plus_alpha.terms.claims=\"unstated\"";
    let cases: Vec<(Variant, Vec<&str>)> = vec![
        (plain(), vec![]),
        (
            plain().with_value("factor.russia_willingness.start", 0.5).unwrap(),
            vec!["factor.russia_willingness.start=0.5"],
        ),
        (
            plain().with_law("factor.russia_willingness.start", pert).unwrap(),
            vec!["factor.russia_willingness.start={ pert = [0.2, 0.5, 0.9] }"],
        ),
        (plain().at_quantile(width, 0.05).unwrap(), vec![&pinned_in_file]),
        (
            plain().with_value("factor.russia_willingness.swing", 0.0).unwrap(),
            vec!["factor.russia_willingness.swing=0"],
        ),
        (plain().with_level("two_plus_alpha", "claims", "unstated").unwrap(), vec![other]),
        (
            plain()
                .with_level("two_plus_alpha", "claims", "unstated")
                .unwrap()
                .with_value("option_sheet.two_plus_alpha.terms.package", 9.0)
                .unwrap(),
            vec![other, "option_sheet.two_plus_alpha.terms.package=9"],
        ),
        // The other way round; and of an amount alone.
        (
            plain()
                .with_value("option_sheet.two_plus_alpha.terms.package", 1.0)
                .unwrap()
                .with_level("two_plus_alpha", "claims", "unstated")
                .unwrap(),
            vec![other, "option_sheet.two_plus_alpha.terms.package=1"],
        ),
        (
            plain().with_value("option_sheet.two_plus_alpha.terms.package", 0.0).unwrap(),
            vec!["option_sheet.two_plus_alpha.terms.package=0"],
        ),
    ];
    let (variants, sets): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let size = study.size().unwrap();
    let found = of_variants(&study, size, variants);
    assert_eq!(found.len(), sets.len());
    for (found, sets) in found.iter().zip(sets) {
        assert_eq!(*found, of_file(FILE, &sets), "{sets:?}");
    }
    assert!(
        found[1..].iter().all(|other| other.estimates != found[0].estimates),
        "each change moves something"
    );
}

/// Some free quantities, each at its 5 % or 95 % point: the counts of a simulation of the same plans that knows nothing of what they share.
fn count_as_whole_simulations_do(file: &str, sets: &[&str], every: usize) {
    let study = load(file, sets);
    let (size, original) = (study.size().unwrap(), &study.cases()[0].plan);
    let keys = original.free().map(|(key, _)| key).step_by(every);
    let pinned = keys.zip([0.05, 0.95].into_iter().cycle()).map(|(key, share)| {
        let variant = study.variant(0).at_quantile(key, share).unwrap();
        (key, variant.plan().into_owned())
    });
    let pinned: Vec<(&str, Plan)> = pinned.collect();
    assert!(pinned.len() > 5, "{}", pinned.len());
    let plans: Vec<&Plan> = std::iter::once(original).chain(pinned.iter().map(|(_, plan)| plan)).collect();
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let whole = simulate(&plans, size, &watcher).unwrap();
    let united = simulate_variants(&plans, size, &watcher).unwrap();
    assert!(united[0] == whole[0], "{file}");
    for ((whole, united), (key, _)) in whole[1..].iter().zip(&united[1..]).zip(&pinned) {
        assert!(united == whole, "{file}: {key}");
    }
}

#[test]
fn variants_have_the_counts_of_whole_simulations() {
    count_as_whole_simulations_do(FILE, &["worlds=30", "paths=5"], 12);
}

#[test]
fn so_have_variants_where_the_option_on_the_table_changes() {
    count_as_whole_simulations_do("scenarios/new-approach.toml", &["worlds=8", "paths=9"], 30);
}

#[test]
fn so_have_variants_of_a_scenario_with_something_of_everything() {
    count_as_whole_simulations_do(
        "tests/scenarios/kitchen-sink.toml",
        &["worlds=20", "paths=9", "seed=3"],
        1,
    );
}

#[test]
fn another_option_on_the_table_is_that_of_an_edited_file() {
    let file = "scenarios/new-approach.toml";
    let study = load(file, &[]);
    let now = study.cases()[0].scenario();
    // From some options nothing leads to the others.
    let others = now.options.iter().filter(|option| option.id != now.option);
    let sound = others.filter_map(|option| Some((option, study.variant(0).with_option(&option.id).ok()?)));
    let sound: Vec<_> = sound.collect();
    let (other, variant) = sound.first().expect("another option to start with");
    let found = of_variants(&study, study.size().unwrap(), vec![variant.clone()]);
    assert_eq!(found[0], of_file(file, &[&format!("option=\"{}\"", other.id)]));
}

#[test]
fn what_cannot_be_varied_so_is_refused_with_its_reason() {
    let study = load(FILE, &[]);
    let plain = || study.variant(0);
    let unknown = plain().with_value("factor.russia_wilingness.start", 0.5);
    assert!(
        matches!(&unknown, Err(Refused::Unknown { near: Some(near), .. }) if near == "factor.russia_willingness.start"),
        "{unknown:?}"
    );
    let width = "party.japan.audience.cabinet.width";
    for refused in [plain().with_value(width, -1.0), plain().with_value(width, f64::NAN)] {
        assert!(matches!(&refused, Err(Refused::OutOfRange { key, .. }) if key == width), "{refused:?}");
    }
    let normal = plain().with_law(width, Family::normal(1.0, 5.0).unwrap());
    assert!(matches!(normal, Err(Refused::OutOfRange { .. })));
    for share in [0.0, 1.0, -0.5, f64::NAN] {
        assert!(matches!(plain().at_quantile(width, share), Err(Refused::NoShare { .. })));
    }
    for (option, term, level, what) in [
        ("two_plus_beta", "claims", "unstated", "option"),
        ("two_plus_alpha", "claim", "unstated", "term"),
        ("two_plus_alpha", "claims", "unstate", "level"),
    ] {
        let refused = plain().with_level(option, term, level);
        assert!(
            matches!(&refused, Err(Refused::Unknown { what: found, .. }) if *found == what),
            "{refused:?}"
        );
    }
    let amount = plain().with_level("two_plus_alpha", "package", "large");
    assert!(matches!(amount, Err(Refused::NoLevels { .. })), "{amount:?}");
}

#[test]
fn a_column_lays_a_quantity_down_world_by_world() {
    let study = load("tests/scenarios/minimal.toml", &["worlds=40", "paths=5"]);
    let (size, case) = (study.size().unwrap(), &study.cases()[0]);
    let inputs = study.inputs(0, size);
    assert!(inputs.keys.len() > 5 && inputs.keys.is_sorted());
    let all = |variant: Variant| -> Outcomes { of_variants(&study, size, vec![variant]).remove(0) };
    let (mut as_drawn, mut turned) = (study.variant(0), study.variant(0));
    for (key, column) in inputs.keys.iter().zip(&inputs.columns) {
        assert_eq!(column.len(), 40);
        as_drawn = as_drawn.with_column(key, &column.as_slice().into()).unwrap();
        let column: Vec<f64> = column.iter().rev().copied().collect();
        turned = turned.with_column(key, &column.into()).unwrap();
    }
    let own = all(study.variant(0));
    assert_eq!(all(as_drawn), own, "laid down as it would have been drawn");
    assert_ne!(all(turned), own, "other worlds");
    // One number in all worlds is that number pinned.
    let key = case.plan.free().next().unwrap().0;
    let value = case.plan.law(key).unwrap().quantile(0.3);
    let same = study.variant(0).with_column(key, &vec![value; 40].into()).unwrap();
    assert_eq!(all(same), all(study.variant(0).with_value(key, value).unwrap()));
    let beyond = study.variant(0).with_column(key, &vec![f64::INFINITY; 40].into());
    assert!(matches!(beyond, Err(Refused::OutOfRange { .. })), "{beyond:?}");
}

#[test]
fn what_a_formula_reads_keeps_its_range_and_what_lies_beyond_other_bounds_is_refused() {
    let width = "party.upland.audience.council.width={ formula = \"20 - party.upland.audience.council.reservation\" }";
    let study = load("tests/scenarios/minimal.toml", &[width, "factor.trust.max=2"]);
    let key = "party.upland.audience.council.reservation";
    let read = study.variant(0).with_value(key, 25.0);
    assert!(
        matches!(&read, Err(Refused::InFormula { formula, .. }) if formula.ends_with("council.width")),
        "{read:?}"
    );
    let size = study.size().unwrap();
    let pinned = study.variant(0).at_quantile(key, 0.05).unwrap();
    let value = study.cases()[0].plan.law(key).unwrap().quantile(0.05);
    let of_file =
        of_file("tests/scenarios/minimal.toml", &[width, &format!("{key}={value}"), "factor.trust.max=2"]);
    assert_eq!(of_variants(&study, size, vec![pinned]), [of_file], "the formula is worked out anew");
    let beyond = study.variant(0).with_value("factor.trust.start", 2.5);
    assert!(matches!(&beyond, Err(Refused::OutOfRange { .. })), "{beyond:?}");
    assert!(study.variant(0).with_value("factor.trust.start", 1.5).is_ok());
}

/// Where one question is asked, other metrics and what only they read are left out: the answer keeps its bits, and the others have none.
#[test]
fn an_answer_is_that_of_a_variant_of_which_everything_is_told() {
    let study = load(FILE, &[]);
    let size = study.size().unwrap();
    let names = [
        "reached.in_force",
        "metric.economic_flow.mean",
        "metric.doubts_of_partners.mean",
        "reached.framework",
    ];
    for name in names {
        let question = study.question(Some(name)).unwrap();
        let variants = || {
            let changed = [("factor.business_climate.mean", 0.95), ("factor.west_russia_climate.mean", 0.05)];
            let changed = changed.map(|(key, share)| study.variant(0).at_quantile(key, share).unwrap());
            [study.variant(0)].into_iter().chain(changed)
        };
        let mut told = Vec::new();
        study
            .each_variant(variants(), size, &Unwatched, |_, varied| {
                told.push(varied.by_world(&question).unwrap().values)
            })
            .unwrap();
        let mut answers = Vec::new();
        let other = study.question(Some("metric.residents.mean")).unwrap();
        study
            .each_answer(&question, variants(), size, &Unwatched, |_, varied| {
                answers.push(varied.by_world(&question).unwrap().values);
                assert!(varied.answer(&other).is_none());
            })
            .unwrap();
        assert_eq!(answers, told, "{name}");
        assert!(told.iter().any(|means| *means != told[0]), "{name}: nothing moves it");
    }
}
