//! The assumption ledger: who gave each number, what overrode it, what it rests on, and what the whole amounts to.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::{Path, PathBuf};

use hikiwake::ledger::{Assumption, Does, Ground, Ledger, Sign, Source, ledger};
use hikiwake::scenario::{Loaded, load};
use tempfile::TempDir;

/// A folder with the minimal scenario as `base.toml` and one that extends it as `top.toml`.
struct Folder(TempDir);

impl Folder {
    fn new(top: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::fs::copy("tests/scenarios/minimal.toml", folder.path("base.toml")).unwrap();
        std::fs::write(folder.path("top.toml"), format!("extends = \"base.toml\"\n{top}")).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self, sets: &[&str]) -> Loaded {
        let sets: Vec<String> = sets.iter().map(|s| s.to_string()).collect();
        load(&self.path("top.toml"), &sets).unwrap_or_else(|p| panic!("{}", p.render(false)))
    }

    fn ledger(&self, sets: &[&str]) -> Ledger {
        ledger(&self.load(sets))
    }
}

fn shipped(name: &str) -> Loaded {
    load(Path::new(&format!("scenarios/{name}.toml")), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)))
}

fn of<'l>(ledger: &'l Ledger, key: &str) -> &'l Assumption {
    ledger.assumption(key).unwrap_or_else(|| panic!("no {key}"))
}

/// What each layer did: place, text, deed.
fn steps(assumption: &Assumption) -> Vec<(&str, &str, Does)> {
    assumption.history.iter().map(|s| (s.place.as_str(), s.text.as_str(), s.does)).collect()
}

/// The line of a file that holds a text, as a place.
fn place(folder: &Folder, file: &str, text: &str) -> String {
    let source = std::fs::read_to_string(folder.path(file)).unwrap();
    let line = source.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no {text}"));
    format!("{file}:{}", line + 1)
}

#[test]
fn a_number_knows_every_layer_that_wrote_it() {
    let folder = Folder::new("[factor.trust]\nstart = { pert = [-1, 0, 1], evidence = [\"E1\"] }\n");
    let ledger = folder.ledger(&["factor.trust.start=0.25"]);
    let start = of(&ledger, "factor.trust.start");
    let base = place(&folder, "base.toml", "start = 0.2");
    assert_eq!(
        steps(start),
        [
            (base.as_str(), "0.2", Does::Overridden),
            ("top.toml:3", "{ pert = [-1, 0, 1], evidence = [\"E1\"] }", Does::Overridden),
            ("--set", "0.25", Does::Gives),
        ]
    );
    assert_eq!((start.place.as_str(), start.written.as_str()), ("--set", "0.25"));
    assert_eq!((start.fit.certain, start.fit.p50), (true, Some(0.25)));
    assert_eq!(ledger.totals.overridden, 1);
}

#[test]
fn a_layer_may_add_grounds_or_remove_what_was_there() {
    let folder = Folder::new(
        "[factor.trust]\nstart.evidence = [\"E1\"]\n[shock.flood]\nremove = true\nper_year = 0.5\n\
         [process.settlement.transition.lapse]\nper_year.remove = true\nannual_chance = 0.1\n",
    );
    let ledger = folder.ledger(&["factor.trust.swing={ p5 = 0.1, p50 = 0.5, p95 = 1 }"]);
    let start = of(&ledger, "factor.trust.start");
    assert_eq!(start.history[1].does, Does::AddsGrounds);
    assert_eq!((start.written.as_str(), start.place.as_str()), ("0.2", "base.toml:83"));
    assert_eq!(start.ground, Ground::InformedJudgement);
    assert_eq!(start.grounds_at.as_deref(), Some("top.toml:3"));
    assert_eq!(start.grounds_from, None);

    // Begun afresh: the impulses are gone, the rate is the new one, and what it replaced is told.
    assert!(ledger.assumption("shock.flood.impulses.trust").is_none());
    let rate = of(&ledger, "shock.flood.per_year");
    assert_eq!(rate.history.iter().map(|s| s.does).collect::<Vec<_>>(), [Does::Overridden, Does::Gives]);
    assert_eq!(rate.ground, Ground::Bare);

    // A single key of a table that a `--set` replaces as a whole.
    let swing = of(&ledger, "factor.trust.swing");
    assert_eq!(swing.history[1].text, "{ p5 = 0.1, p50 = 0.5, p95 = 1 }");
    assert_eq!(swing.grounds_from.as_deref(), Some("factor.trust"));
}

#[test]
fn a_table_spread_over_lines_is_told_on_one() {
    let folder = Folder::new("[factor.trust.start]\np5 = -0.50\np95 = 0.5\n\nevidence = [\"E1\"]\n");
    let start = folder.ledger(&[]);
    let start = of(&start, "factor.trust.start");
    assert_eq!(start.written, "{ p5 = -0.5, p95 = 0.5, evidence = [\"E1\"] }");
    assert_eq!(start.place, "top.toml:2");
    assert_eq!(start.fit.asked.len(), 2);
}

#[test]
fn every_quantity_of_the_model_is_in_the_ledger_once() {
    for loaded in [shipped("two-plus-alpha"), shipped("new-approach"), Folder::new("").load(&[])] {
        let model = format!("{:?}", loaded.scenario);
        let mut wanted: Vec<&str> =
            model.split("Quantity { key: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let ledger = ledger(&loaded);
        let mut found: Vec<&str> = ledger.assumptions.iter().map(|a| a.key.as_str()).collect();
        // Amounts in packages are what is judged, not what is assumed; what follows from others is no assumption.
        let follows = |key: &str| {
            let of_judged = |key: &str| key.ends_with(".reservation") && !loaded.written.contains_key(key);
            let parts: Vec<&str> = key.split('.').collect();
            matches!(parts[..], ["acceptability", _, "of", ..] | ["probe", _, "with", ..])
                || matches!(parts[..], ["party", _, "audience", _, "points_of" | "open", _])
                || of_judged(key)
        };
        wanted.retain(|key| !follows(key));
        wanted.sort_unstable();
        // Formulas name what stands elsewhere too.
        wanted.dedup();
        found.sort_unstable();
        assert!(wanted.len() > 30);
        assert_eq!(found, wanted);
        // What the loader calls bare, the ledger calls bare.
        let mut bare: Vec<&str> = loaded.bare.iter().map(|b| b.key.as_str()).collect();
        let of_ledger = ledger.assumptions.iter().filter(|a| a.ground == Ground::Bare);
        let mut of_ledger: Vec<&str> = of_ledger.map(|a| a.key.as_str()).collect();
        bare.sort_unstable();
        of_ledger.sort_unstable();
        assert_eq!(of_ledger, bare);
    }
}

#[test]
fn what_no_layer_wrote_is_a_default_and_has_no_strength() {
    let ledger = Folder::new("[factor.calm]\nstart = 1\nhalf_life = 6\njudgement = \"quiet\"\n").ledger(&[]);
    let mean = of(&ledger, "factor.calm.mean");
    assert_eq!((mean.ground, mean.place.as_str(), mean.written.as_str()), (Ground::Default, "default", "0"));
    assert!(mean.history.is_empty() && mean.strength.is_none());
    let defaults = ledger.assumptions.iter().filter(|a| a.ground == Ground::Default).count();
    assert_eq!(ledger.totals.defaults, defaults);
    assert_eq!(ledger.totals.assigned + defaults, ledger.assumptions.len());
}

#[test]
fn a_range_on_both_sides_is_contested() {
    let signs = |value: &str| {
        let drivers = format!(
            "[process.settlement.transition.sign.drivers.trust]\ntimes = {value}\n\
             [party.upland.audience.council.drivers.trust]\nadds = {value}\n[shock.flood.impulses]\ntrust = {value}\n"
        );
        let ledger = Folder::new(&drivers).ledger(&[]);
        [
            "process.settlement.transition.sign.drivers.trust.times",
            "party.upland.audience.council.drivers.trust.adds",
            "shock.flood.impulses.trust",
        ]
        .map(|key| of(&ledger, key).sign.unwrap())
    };
    use Sign::{Contested, Lowers, Nothing, Raises};
    assert_eq!(signs("{ p5 = 0.5, p50 = 0.9, p95 = 1.5 }"), [Contested, Raises, Raises]);
    // The end of a range may lie on the neutral weight.
    assert_eq!(signs("{ p5 = 1.0, p50 = 1.1, p95 = 1.5 }"), [Raises, Raises, Raises]);
    assert_eq!(signs("{ p5 = 0.2, p50 = 0.5, p95 = 1.0 }"), [Lowers, Raises, Raises]);
    assert_eq!(signs("1"), [Nothing, Raises, Raises]);
    // Some of a uniform range lies below 1, but less than the lowest twentieth.
    assert_eq!(signs("{ uniform = [0.99, 2] }"), [Raises, Raises, Raises]);
    let ledger = Folder::new("shock.flood.impulses.trust = { normal = [0.1, 1] }\n").ledger(&[]);
    assert_eq!(of(&ledger, "shock.flood.impulses.trust").sign, Some(Contested));
    assert_eq!(ledger.totals.contested, 1);
}

#[test]
fn shares_of_the_grounds_add_up() {
    let ledger = ledger(&shipped("two-plus-alpha"));
    let totals = &ledger.totals;
    assert_eq!(totals.grounds.iter().map(|g| g.count).sum::<usize>(), totals.assigned);
    assert!((totals.grounds.iter().map(|g| g.share).sum::<f64>() - 1.0).abs() < 1e-12);
    let counted = |ground| ledger.assumptions.iter().filter(|a| a.ground == ground).count();
    for share in &totals.grounds {
        assert_eq!(share.count, counted(share.ground), "{:?}", share.ground);
    }
    assert!(totals.contested > 0 && totals.drivers > 50);
    let cites = |id: &str| ledger.assumptions.iter().filter(|a| a.evidence.iter().any(|e| e == id)).count();
    assert!(ledger.evidence.iter().all(|item| item.values == cites(&item.id)));
}

#[test]
fn later_evidence_for_the_structure_is_listed_with_what_cites_it() {
    let ledger = Folder::new("").ledger(&[]);
    assert_eq!(ledger.later_structure.len(), 1);
    let later = &ledger.later_structure[0];
    assert_eq!((later.evidence.as_str(), later.published.as_str()), ("E2", "2021-02-04"));
    assert!(later.cited_by.contains(&"party.lowland.audience.assembly.reservation".to_string()));
    assert!(later.cited_by.iter().all(|key| of(&ledger, key).structure == ["E2"]));
}

#[test]
fn a_ground_is_as_strong_as_its_strongest_evidence() {
    let items = "[evidence.C]\nclaim = \"c\"\nsource = \"s\"\nevent = 2019-01-01\npublished = 2019-01-01\nkind = \"comment\"\n";
    let top = format!(
        "{items}[process.settlement.transition]\nlapse.per_year = {{ value = 0.1, evidence = [\"C\", \"E1\"] }}\n\
         ratify.chance = {{ value = 0.8, evidence = [\"C\"] }}\n"
    );
    let ledger = Folder::new(&top).ledger(&[]);
    let strength = |key: &str| of(&ledger, key).strength.clone().unwrap();
    let lapse = strength("process.settlement.transition.lapse.per_year");
    assert_eq!((lapse.value, lapse.evidence.as_deref(), lapse.source), (0.625, Some("E1"), Source::Kind));
    assert_eq!(of(&ledger, "process.settlement.transition.lapse.per_year").ground, Ground::Fact);
    assert_eq!(strength("process.settlement.transition.ratify.chance").value, 0.125);
    let swing = strength("factor.trust.swing");
    assert_eq!((swing.value, swing.evidence), (0.125, None));
}

#[test]
fn a_judgement_that_evidence_informs_is_no_stronger_than_a_judgement() {
    let top = "[process.settlement.transition]\n\
               lapse.per_year = { value = 0.1, evidence = [\"E1\"], judgement = \"seldom\" }\n\
               ratify.chance = { value = 0.8, evidence = [\"E1\"] }\n\
               ratify.drivers.goodwill.times = { value = 1.3, evidence = [\"E1\"] }\n\
               sign.annual_chance = { value = 0.3, evidence = [\"E1\"], judgement = \"as before\", \
               pedigree = { proxy = 3, empirical = 3, method = 3, validation = 3 } }\n\
               [factor.trust]\nstart = { value = 0, evidence = [\"E1\"] }\nhalf_life = { value = 6, evidence = [\"E1\"] }\n";
    let ledger = Folder::new(top).ledger(&[]);
    let rests = |key: &str| {
        let number = of(&ledger, key);
        (number.ground, number.strength.as_ref().unwrap().value)
    };
    let informed = (Ground::InformedJudgement, 0.125);
    let step = |key: &str| rests(&format!("process.settlement.transition.{key}"));
    assert_eq!(step("lapse.per_year"), informed);
    assert_eq!(step("ratify.chance"), (Ground::Fact, 0.625));
    // Nobody reports a weight, a level, or points, whether a judgement is stated or not; a half-life somebody may.
    assert_eq!(step("ratify.drivers.goodwill.times"), informed);
    assert_eq!(rests("factor.trust.start"), informed);
    assert_eq!(rests("factor.trust.half_life"), (Ground::Fact, 0.625));
    for key in ["reservation", "points.north_bank.shared", "points.toll.per_unit", "width"] {
        assert_eq!(rests(&format!("party.lowland.audience.assembly.{key}")), informed, "{key}");
    }
    // A pedigree tells how strong the judgement is, and leaves it one.
    assert_eq!(step("sign.annual_chance"), (Ground::InformedJudgement, 0.75));

    // Of evidence and judgement, the weaker.
    let poor = "evidence.E1.pedigree = { proxy = 1, empirical = 0, method = 0, validation = 0 }\n\
                shock.flood.per_year = { value = 0.2, evidence = [\"E1\"], judgement = \"as told\" }\n";
    let ledger = Folder::new(poor).ledger(&[]);
    let strength = of(&ledger, "shock.flood.per_year").strength.clone().unwrap();
    assert_eq!((strength.value, strength.evidence.as_deref()), (0.0625, Some("E1")));
}

#[test]
fn given_scores_come_first_and_go_with_their_grounds() {
    let top = "evidence.E1.pedigree = { proxy = 4, empirical = 4, method = 4, validation = 3 }\n\
               [factor.trust]\npedigree = { proxy = 1, empirical = 1, method = 1, validation = 1 }\n\
               start = { value = 0, evidence = [\"E1\"] }\n\
               swing = { value = 0.5, pedigree = { proxy = 0, empirical = 0, method = 0, validation = 1 } }\n\
               mean = { value = 0, evidence = [\"E1\"], pedigree = { proxy = 2, empirical = 2, method = 2, validation = 2 } }\n";
    let ledger = Folder::new(top).ledger(&[]);
    let strength =
        |key: &str| of(&ledger, key).strength.clone().map(|s| (s.value, s.source, s.evidence)).unwrap();
    // The scores of the evidence are not those of a level, which it does not report.
    assert_eq!(strength("factor.trust.start"), (0.125, Source::Kind, None));
    assert_eq!(
        strength("term.north_bank.attributes.area_km2"),
        (15.0 / 16.0, Source::Given, Some("E1".into()))
    );
    assert_eq!(strength("factor.trust.half_life"), (0.25, Source::Given, None));
    assert_eq!(strength("factor.trust.swing"), (0.0625, Source::Given, None));
    assert_eq!(strength("factor.trust.mean"), (0.5, Source::Given, None));
    assert_eq!(ledger.item("E1").unwrap().strength.value, 15.0 / 16.0);
}

#[test]
fn the_ledger_is_plain_data() {
    let ledger = Folder::new("").ledger(&["worlds=3"]);
    let json = serde_json::to_value(&ledger).unwrap();
    assert_eq!(json["assumptions"].as_array().unwrap().len(), ledger.assumptions.len());
    let start =
        json["assumptions"].as_array().unwrap().iter().find(|a| a["key"] == "factor.trust.start").unwrap();
    assert_eq!(start["history"][0]["does"], "gives");
    assert_eq!(start["ground"], "stated-judgement");
    assert_eq!(start["fit"]["p50"], 0.2);
    assert_eq!(start["element"]["kind"], "factor");
}
