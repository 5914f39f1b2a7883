//! Units that a scenario states: spelled in many ways, converted where that is exact, refused where they contradict their key.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::{Path, PathBuf};

use hikiwake::ledger::ledger;
use hikiwake::scenario::{Loaded, load};

/// A scenario laid over the minimal one, in a folder of its own.
fn over(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/scenarios/minimal.toml", folder.path().join("base.toml")).unwrap();
    let path = folder.path().join("top.toml");
    std::fs::write(&path, format!("extends = \"base.toml\"\n{text}\n")).unwrap();
    (folder, path)
}

fn loaded(text: &str) -> Loaded {
    let (_folder, path) = over(text);
    load(&path, &[]).unwrap_or_else(|problems| panic!("{text}\n{}", problems.render(false)))
}

fn refused(text: &str) -> String {
    let (_folder, path) = over(text);
    match load(&path, &[]) {
        Ok(_) => panic!("loads: {text}"),
        Err(problems) => problems.render(false),
    }
}

/// The distribution of a quantity, as it is held.
fn held(loaded: &Loaded, key: &str) -> String {
    let model = format!("{:?}", loaded.scenario);
    let start = model.find(&format!("Quantity {{ key: \"{key}\"")).unwrap_or_else(|| panic!("no {key}"));
    let rest = &model[start..];
    rest[rest.find("family:").unwrap()..rest.find(", unit:").unwrap()].to_string()
}

/// What stands at a key with this unit must be what stands there without one.
fn same(key: &str, stated: &str, by_hand: &str) {
    let (mine, plain) = (loaded(&format!("{key} = {stated}")), loaded(&format!("{key} = {by_hand}")));
    assert_eq!(held(&mine, key), held(&plain, key), "{key} = {stated}");
    assert!(mine.warnings.codes().contains(&"S231"), "{stated}: nothing is said");
    assert!(!plain.warnings.codes().contains(&"S231"));
}

const LAG: &str = "process.settlement.transition.ratify.after";
const CHANCE: &str = "process.settlement.transition.ratify.chance";
const RATE: &str = "process.settlement.transition.lapse.per_year";

#[test]
fn every_family_is_converted_as_an_author_would() {
    for (stated, by_hand) in [
        ("{ value = 2, unit = \"years\" }", "{ value = 24 }"),
        ("{ value = 0.7, unit = \"years\" }", "8.4"),
        ("{ pert = [0.5, 1, 3], lambda = 6, unit = \"years\" }", "{ pert = [6, 12, 36], lambda = 6 }"),
        ("{ triangular = [0.5, 1, 3], unit = \"yr\" }", "{ triangular = [6, 12, 36] }"),
        ("{ uniform = [1, 2], unit = \"a\" }", "{ uniform = [12, 24] }"),
        (
            "{ normal = [2, 0.5], truncate = [1, 4], unit = \"years\" }",
            "{ normal = [24, 6], truncate = [12, 48] }",
        ),
        (
            "{ normal = { p5 = 1, p95 = 2 }, truncate = [0, inf], unit = \"years\" }",
            "{ normal = { p5 = 12, p95 = 24 }, truncate = [0, inf] }",
        ),
        ("{ lognormal = { p5 = 1, p95 = 2 }, unit = \"years\" }", "{ lognormal = { p5 = 12, p95 = 24 } }"),
        ("{ gamma = { mean = 2, sd = 1 }, unit = \"years\" }", "{ gamma = { mean = 24, sd = 12 } }"),
        ("{ gamma = [3, 6], unit = \"years\" }", "{ gamma = [3, 0.5] }"),
        ("{ gamma = { shape = 3, rate = 6 }, unit = \"years\" }", "{ gamma = { shape = 3, rate = 0.5 } }"),
        ("{ weibull = [2, 3], unit = \"years\" }", "{ weibull = [2, 36] }"),
        ("{ exponential = 6, unit = \"years\" }", "{ exponential = 0.5 }"),
        ("{ exponential = { mean = 2 }, unit = \"years\" }", "{ exponential = { mean = 24 } }"),
        (
            "{ student_t = [4, 3, 0.5], truncate = [1, 5], unit = \"years\" }",
            "{ student_t = [4, 36, 6], truncate = [12, 60] }",
        ),
        (
            "{ discrete = [[1, 0.25], [2, 0.75]], unit = \"years\" }",
            "{ discrete = [[12, 0.25], [24, 0.75]] }",
        ),
        ("{ empirical = [1, 2, 2.5], unit = \"years\" }", "{ empirical = [12, 24, 30] }"),
        ("{ p5 = 1, p50 = 2, p95 = 4, unit = \"years\" }", "{ p5 = 12, p50 = 24, p95 = 48 }"),
        (
            "{ p10 = 1, p90 = 2, min = 0.5, max = 3, unit = \"years\" }",
            "{ p10 = 12, p90 = 24, min = 6, max = 36 }",
        ),
        ("{ value = 2, unit = \"quarters\" }", "6"),
        ("{ value = 0.5, unit = \"decades\" }", "60"),
    ] {
        same(LAG, stated, by_hand);
    }
}

#[test]
fn a_logarithm_is_shifted() {
    let mine = loaded(&format!("{LAG} = {{ lognormal = [1, 0.5], unit = \"years\" }}"));
    let family = mine.scenario.processes[0].transitions.iter().find_map(|t| match &t.trigger {
        hikiwake::model::Trigger::After { months, .. } => Some(months.family.clone()),
        _ => None,
    });
    let (median, expected) = (family.unwrap().quantile(0.5), 12.0 * std::f64::consts::E);
    assert!((median - expected).abs() < 1e-9 * expected, "{median}");
}

#[test]
fn opinions_are_converted_each_in_its_own_unit() {
    let by_hand = "{ pool = [{ expert = \"A\", p5 = 12, p95 = 24 }, { expert = \"B\", uniform = [3, 9] }] }";
    let own = "{ pool = [{ expert = \"A\", p5 = 1, p95 = 2, unit = \"years\" }, { expert = \"B\", uniform = [3, 9], unit = \"months\" }] }";
    same(LAG, own, by_hand);
    let around = "{ pool = [{ expert = \"A\", p5 = 1, p95 = 2 }, { expert = \"B\", uniform = [3, 9], unit = \"months\" }], unit = \"years\" }";
    same(LAG, around, by_hand);
    let cut = "{ pool = [{ expert = \"A\", p5 = 1, p95 = 2 }, { expert = \"B\", uniform = [0.25, 0.75] }], truncate = [0.5, 3], unit = \"years\" }";
    same(
        LAG,
        cut,
        "{ pool = [{ expert = \"A\", p5 = 12, p95 = 24 }, { expert = \"B\", uniform = [3, 9] }], truncate = [6, 36] }",
    );
}

#[test]
fn every_key_has_its_unit() {
    same(CHANCE, "{ value = 80, unit = \"%\" }", "0.8");
    same(CHANCE, "{ p5 = 30, p95 = 60, unit = \"per cent\" }", "{ p5 = 0.3, p95 = 0.6 }");
    same("process.settlement.transition.sign.annual_chance", "{ value = 0.9, unit = \"% a year\" }", "0.009");
    same(RATE, "{ value = 0.1, unit = \"per month\" }", "1.2");
    same(
        RATE,
        "{ gamma = { mean = 3, sd = 1 }, unit = \"events per decade\" }",
        "{ gamma = { mean = 0.3, sd = 0.1 } }",
    );
    same("shock.flood.per_year", "{ value = 0.05, unit = \"/month\" }", "0.6");
    same("shock.flood.forces.quarrel.chance", "{ value = 10, unit = \"percent\" }", "0.1");
    same(
        "process.settlement.state.signed.while_here.trust",
        "{ value = 0.1, unit = \"levels per month\" }",
        "1.2",
    );
    same("metric.trade.flow", "{ value = 2, unit = \"boats per month\" }", "24");
    same("metric.trade.discount", "{ value = 3, unit = \"%\" }", "0.03");
    for (key, value, unit) in [
        (LAG, "{ value = 9, unit = \"Months\" }", "months"),
        (CHANCE, "{ value = 0.8, unit = \"1\" }", "1"),
        (CHANCE, "{ value = 0.8, unit = \"share\" }", "share"),
        (RATE, "{ value = 0.2, unit = \"1/year\" }", "1/year"),
        (RATE, "{ value = 0.2, unit = \"a year\" }", "a year"),
        (RATE, "{ value = 0.2, unit = \"p.a.\" }", "p.a."),
        ("party.upland.audience.council.width", "{ value = 8, unit = \"points\" }", "points"),
        (
            "party.upland.audience.council.points.toll.per_unit",
            "{ value = 6, unit = \"points per coins a year\" }",
            "the term's",
        ),
        (
            "party.upland.audience.council.drivers.trust.adds",
            "{ value = 6, unit = \"points per level\" }",
            "per level",
        ),
        ("process.settlement.transition.sign.drivers.trust.times", "{ value = 1.5, unit = \"×\" }", "×"),
        ("factor.trust.swing", "{ value = 0.8, unit = \"levels\" }", "levels"),
        ("option_sheet.joint.terms.toll", "{ value = 3, unit = \"coins per year\" }", "the term's"),
    ] {
        let loaded = loaded(&format!("{key} = {value}"));
        assert!(!loaded.warnings.codes().contains(&"S231"), "{key} in {unit}");
    }
}

#[test]
fn amounts_are_converted_into_the_unit_of_their_term() {
    let term = |unit: &str, amount: &str| {
        loaded(&format!(
            "[term.toll]\nunit = \"{unit}\"\n[option_sheet.joint.terms]\ntoll = {amount}\n\
             [party.upland.audience.council.points.toll]\nper_unit = {{ value = 2, unit = \"points per USD m\" }}\n\
             saturates_at = {{ value = 500, unit = \"million USD\" }}"
        ))
    };
    let mine = term("USD bn", "{ value = 250, unit = \"USD million\" }");
    assert!(held(&mine, "option_sheet.joint.terms.toll").contains("value: 0.25,"));
    assert!(held(&mine, "party.upland.audience.council.points.toll.per_unit").contains("value: 2000.0,"));
    assert!(held(&mine, "party.upland.audience.council.points.toll.saturates_at").contains("value: 0.5,"));
    for spelling in ["USD bn", "bn USD", "USDbn", "USD billion", "billion USD", "US dollars bn", "US$ bn"] {
        let mine = term(spelling, "{ value = 0.25, unit = \"USD bn\" }");
        assert_eq!(mine.warnings.codes().iter().filter(|code| **code == "S231").count(), 2, "{spelling}");
    }
    assert!(refused("option_sheet.joint.terms.toll = { value = 3, unit = \"USD m\" }").contains("S230"));
}

#[test]
fn a_sum_adds_one_unit() {
    let sum = |first: &str, second: &str, metric: &str| {
        format!(
            "[term.north_bank.attributes]\narea_km2 = {{ value = 12.5{first} }}\n[term.dam.attributes]\n\
             area_km2 = {{ value = 700{second} }}\n[metric.area]\nunit = \"{metric}\""
        )
    };
    let (km2, ha) = (", unit = \"km2\"", ", unit = \"ha\"");
    let of = |loaded: &Loaded, term: &str| held(loaded, &format!("term.{term}.attributes.area_km2"));
    let mine = loaded(&sum(km2, ha, "km²"));
    assert!(of(&mine, "dam").contains("value: 7.0,") && of(&mine, "north_bank").contains("value: 12.5,"));
    let mine = loaded(&sum(km2, ha, "hectares"));
    assert!(of(&mine, "dam").contains("value: 700.0,") && of(&mine, "north_bank").contains("value: 1250.0,"));
    let mine = loaded(&sum(km2, ha, ""));
    assert!(of(&mine, "dam").contains("value: 7.0,"), "the first term that states a unit gives it");
    for spelling in ["km2", "km²", "sq km", "square kilometres", "sq. km", "KM2"] {
        let mine = loaded(&sum(&format!(", unit = \"{spelling}\""), "", "km²"));
        assert!(!mine.warnings.codes().contains(&"S231"), "{spelling}");
    }
    assert!(
        refused(&sum(km2, ", unit = \"residents\"", "km²"))
            .contains("as `metric.area` sums it; its `unit` says residents")
    );
    let around = "[term.dam.attributes]\nunit = \"ha\"\narea_km2 = 700\n";
    assert!(of(&loaded(around), "dam").contains("value: 7.0,"));
}

#[test]
fn a_chance_a_month_is_no_chance_a_year() {
    for unit in ["per month", "% a month", "a quarter", "per decade"] {
        let key = "process.settlement.transition.sign.annual_chance";
        let text = refused(&format!("{key} = {{ value = 0.05, unit = \"{unit}\" }}"));
        assert!(text.contains("S230") && text.contains("1 − (1 − p)^12"), "{unit}: {text}");
    }
    assert!(refused("metric.trade.discount = { value = 1, unit = \"% a month\" }").contains("S230"));
}

#[test]
fn a_unit_around_a_number_is_that_of_the_number() {
    let mine = loaded("[process.settlement.transition.lapse]\nunit = \"per month\"");
    assert!(held(&mine, RATE).contains("value: 1.2,"));
    let text = refused("[factor.trust]\nunit = \"years\"");
    assert!(text.contains("`factor.trust.start` is in levels; its `unit` says years"), "{text}");
}

#[test]
fn what_a_driver_adds_is_per_what_it_reads() {
    let term =
        "[term.toll]\nunit = \"USD bn\"\n[party.upland.audience.council.drivers.pay]\nterm = \"toll\"\n";
    let adds = |text: &str| held(&loaded(text), "party.upland.audience.council.drivers.pay.adds");
    assert!(
        adds(&format!("{term}adds = {{ value = 0.5, unit = \"points per USD m\" }}"))
            .contains("value: 500.0,")
    );
    let months = "[party.upland.audience.council.drivers.pay]\nmonths_in = \"settlement\"\n";
    assert!(
        adds(&format!("{months}adds = {{ value = 6, unit = \"points per year\" }}")).contains("value: 0.5,")
    );
    // A rate that is divided by reads in two ways: it is never converted.
    let rate = "party.upland.audience.council.points.toll.per_unit";
    assert!(
        refused(&format!("{rate} = {{ value = 6, unit = \"points per coins a month\" }}")).contains("S230")
    );
    let reads = "[party.upland.audience.council.drivers.pay]\nterm = \"toll\"\n";
    assert!(
        adds(&format!("{reads}adds = {{ value = 6, unit = \"points per coins a year\" }}"))
            .contains("value: 6.0,")
    );
    let text = refused(&format!("{reads}adds = {{ value = 6, unit = \"points per coins a month\" }}"));
    assert!(text.contains("S230"), "{text}");
}

#[test]
fn a_formula_is_taken_in_the_unit_that_it_states() {
    let years = "[term.dam.attributes]\nlife = { value = 3, unit = \"years\" }\n";
    let by_hand = loaded(
        &format!("{years}{LAG} = {{ formula = \"12 * term.dam.attributes.life\" }}")
            .replace(&format!("\n{LAG}"), "\n[process.settlement.transition.ratify]\nafter"),
    );
    let stated = format!(
        "{years}[process.settlement.transition.ratify]\nafter = {{ formula = \"term.dam.attributes.life\", unit = \"years\" }}"
    );
    let mine = loaded(&stated);
    assert!(mine.warnings.codes().contains(&"S231"));
    let after = |loaded: &Loaded| held(loaded, LAG).split(", formula").next().unwrap().to_string();
    assert_eq!(after(&mine), after(&by_hand));
    assert!(after(&mine).contains("value: 36.0"));
    // Without a word on its unit it would be three months.
    let silent = refused(&stated.replace(", unit = \"years\" }", " }").replacen(
        "value = 3 }",
        "value = 3, unit = \"years\" }",
        1,
    ));
    assert!(
        silent.contains("its formula comes out in years") && silent.contains("write unit = \"years\""),
        "{silent}"
    );
    assert_eq!(again(&mine).values, mine.values);
    // The unit may stand around it, beside numbers that are converted themselves.
    let around = "[process.settlement.transition.lapse]\nper_year = { formula = \"factor.trust.swing / 8\" }\nunit = \"per month\"";
    let mine = loaded(around);
    assert!(held(&mine, RATE).contains("value: 1.2"), "{}", held(&mine, RATE));
    assert_eq!((again(&mine).values, held(&again(&mine), RATE)), (mine.values.clone(), held(&mine, RATE)));
}

/// The resolved scenario, loaded again.
fn again(first: &Loaded) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, &first.resolved).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{}\n{}", first.resolved, problems.render(false)))
}

#[test]
fn the_resolved_scenario_holds_what_was_taken_and_what_was_stated() {
    let text = "[factor.trust]\nhalf_life = { value = 2, unit = \"years\", judgement = \"a guess\" }\n\
                [process.settlement.transition.lapse]\nper_year = 0.1\nunit = \"per month\"\n\
                [process.settlement.transition.ratify]\nchance = { p5 = 30, p95 = 60, unit = \"%\" }\n\
                after = { pool = [{ expert = \"A\", p5 = 1, p95 = 2, unit = \"years\" }, { expert = \"B\", uniform = [3, 9] }] }\n\
                [option_sheet.joint]\nterms = { north_bank = \"shared\", dam = \"open\", toll = { value = 36, unit = \"coins a decade\" } }\n";
    let first = loaded(text);
    let line = |key: &str| {
        first
            .resolved
            .lines()
            .find(|l| l.starts_with(key))
            .unwrap_or_else(|| panic!("{key}: {}", first.resolved))
    };
    assert!(line("half_life = ").contains("value = 24, unit = \"months\""), "{}", line("half_life"));
    assert!(line("half_life = ").ends_with("# stated: 2 years  # top.toml:3"), "{}", line("half_life"));
    assert!(line("per_year = 1.2  # stated: 0.1 per month  #").len() > 20);
    assert!(!first.resolved.contains("unit = \"per month\""));
    let second = again(&first);
    assert_eq!(second.values, first.values);
    assert_eq!(again(&second).values, first.values);
    assert!(!second.warnings.codes().contains(&"S231"));
    for key in ["factor.trust.half_life", LAG, CHANCE, RATE, "option_sheet.joint.terms.toll"] {
        assert_eq!(held(&first, key), held(&second, key));
    }
    let place = |loaded: &Loaded| {
        loaded.entries.iter().find(|e| e.key == "factor.trust.half_life").unwrap().place.clone()
    };
    assert_eq!((place(&first), place(&second)), ("top.toml:3".into(), "top.toml:3".into()));
    let ledger = ledger(&first);
    let told = ledger.assumption("factor.trust.half_life").unwrap();
    assert!(
        told.written.contains("value = 2, unit = \"years\"")
            && told.unit == "months"
            && told.fit.p50 == Some(24.0)
    );
}

#[test]
fn a_layer_above_converts_what_it_states() {
    let (_folder, path) =
        over("factor.trust.half_life = { value = 2, unit = \"years\", judgement = \"a guess\" }");
    let with =
        |set: &str| load(&path, &[set.to_string()]).unwrap_or_else(|p| panic!("{set}\n{}", p.render(false)));
    let months = |loaded: &Loaded| held(loaded, "factor.trust.half_life");
    assert!(months(&with("factor.trust.half_life={ value = 3, unit = \"years\" }")).contains("value: 36.0"));
    assert!(months(&with("factor.trust.half_life.unit=\"quarters\"")).contains("value: 6.0"));
    assert!(months(&with("factor.trust.half_life.note=\"as before\"")).contains("value: 24.0"));
    for set in ["factor.trust.half_life=3", "factor.trust.half_life.value=3"] {
        let bare = with(set);
        assert!(months(&bare).contains("value: 3.0") && bare.warnings.codes().contains(&"S235"), "{set}");
    }
}

#[test]
fn formulas_of_metrics_add_one_unit() {
    let with = |formula: &str, unit: &str| {
        format!(
            "[metric.other]\nunit = \"USD m\"\nflow = 3\n[metric.trade]\nunit = \"USD bn\"\n[metric.sum]\nformula = \"{formula}\"\nunit = \"{unit}\""
        )
    };
    assert!(refused(&with("trade + other", "USD bn")).contains("S217"));
    assert!(refused(&with("trade", "USD m")).contains("S232"));
    assert!(refused(&with("area", "USD m")).contains("S232"));
    for (formula, unit) in [
        ("trade * 1000 ", "USD m"),
        ("trade / other", ""),
        ("trade / area", "bn USD per km2"),
        ("draw / 3", "%"),
        ("trade + trade", "USD billion"),
    ] {
        loaded(&with(formula, unit));
    }
}

#[test]
fn the_shipped_scenarios_state_no_unit_that_is_converted() {
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if let Ok(loaded) = load(Path::new(&path), &[]) {
            let codes = loaded.warnings.codes();
            assert!(!codes.iter().any(|code| code.starts_with("S23")), "{}: {codes:?}", path.display());
        }
    }
}

#[test]
fn bounds_hold_for_every_kind_and_spare_what_is_reasonable() {
    for (key, value) in [
        ("factor.trust.start", "{ student_t = [0.2, 0, 1] }"),
        ("factor.trust.mean", "{ normal = [0, 1e300] }"),
        ("factor.trust.swing", "1e10"),
        ("factor.trust.half_life", "1e12"),
        ("factor.trust.max", "1e12"),
        ("party.lowland.audience.assembly.reservation", "1e100"),
        ("party.lowland.audience.assembly.width", "{ uniform = [1, 1e10] }"),
        ("party.lowland.audience.assembly.points.toll.per_unit", "-1e10"),
        ("party.upland.audience.council.points.toll.saturates_at", "1e40"),
        ("option_sheet.joint.terms.toll", "{ lognormal = [0, 50] }"),
        ("term.north_bank.attributes.area_km2", "1e20"),
        ("process.settlement.state.signed.traits.goodwill", "{ p5 = 0, p95 = 1e12 }"),
        ("process.settlement.state.signed.while_here.trust", "1e10"),
        (LAG, "{ exponential = 1e-9 }"),
        (RATE, "{ lognormal = [0, 100] }"),
        ("shock.flood.impulses.trust", "-1e12"),
        ("metric.trade.flow", "{ pert = [0, 1, 1e20] }"),
        ("metric.draw.even", "1e10"),
        ("process.settlement.transition.sign.drivers.trust.times", "1e-30"),
        ("party.upland.audience.council.drivers.trust.adds", "{ formula = \"factor.trust.start * 1e12\" }"),
        (LAG, "{ pool = [{ expert = \"A\", value = 3 }, { expert = \"B\", value = 1e10 }] }"),
    ] {
        let text = refused(&format!("{key} = {value}"));
        // Where a family has bounds of its own, these may come first.
        assert!(text.contains("S233") || text.contains("S210"), "{key} = {value}\n{text}");
    }
    for (key, value) in [
        ("factor.trust.start", "{ student_t = [3, 0, 100] }"),
        ("party.lowland.audience.assembly.reservation", "{ normal = [400, 300] }"),
        ("party.lowland.audience.assembly.reservation", "-1e9"),
        ("party.lowland.audience.assembly.width", "{ gamma = [0.5, 0.01] }"),
        ("option_sheet.joint.terms.toll", "{ lognormal = [25, 2] }"),
        ("term.north_bank.attributes.area_km2", "1.4e13"),
        (RATE, "{ lognormal = { p5 = 0.01, p95 = 5 } }"),
        ("process.settlement.transition.sign.drivers.trust.times", "{ p5 = 0.001, p95 = 100 }"),
    ] {
        loaded(&format!("{key} = {value}"));
    }
}
