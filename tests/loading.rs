//! Loading a scenario: layers and what they leave, places, the resolved text, hostile files.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hikiwake::model::{Scenario, TermValue};
use hikiwake::scenario::{Loaded, load};
use tempfile::TempDir;

const MINIMAL: &str = "tests/scenarios/minimal.toml";

/// A folder with the minimal scenario as `base.toml` and some more files.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::fs::copy(MINIMAL, folder.path("base.toml")).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path(name), text).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self, name: &str, sets: &[&str]) -> Loaded {
        let sets: Vec<String> = sets.iter().map(|s| s.to_string()).collect();
        load(&self.path(name), &sets).unwrap_or_else(|p| panic!("{}", p.render(false)))
    }

    fn refuse(&self, name: &str, sets: &[&str]) -> String {
        let sets: Vec<String> = sets.iter().map(|s| s.to_string()).collect();
        let problems = load(&self.path(name), &sets).err().unwrap();
        problems.render(false).replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn start_of_trust(scenario: &Scenario) -> Option<f64> {
    scenario.factors.iter().find(|f| f.id == "trust").and_then(|f| f.start.family.as_constant())
}

#[test]
fn the_minimal_scenario_loads_without_a_word() {
    let loaded = load(Path::new(MINIMAL), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    assert_eq!(loaded.warnings.render(false), "");
    assert_eq!(loaded.scenario.calendar.months, 66);
    assert_eq!(loaded.sources.len(), 1);
    assert_eq!(loaded.sources[0].name, MINIMAL);
    assert!(loaded.bare.is_empty());
}

#[test]
fn tables_merge_by_key_and_other_values_replace() {
    let folder = Folder::new(&[(
        "top.toml",
        "extends = \"base.toml\"\nworlds = 99\n[factor.trust]\nstart = 0.5\n[process.settlement.transition.lapse]\nfrom = \"talks\"\n",
    )]);
    let s = folder.load("top.toml", &[]).scenario;
    assert_eq!((s.worlds, s.paths), (99, 10));
    assert_eq!(start_of_trust(&s), Some(0.5));
    assert_eq!(s.factors[0].name, "Trust");
    let lapse = s.processes[0].transitions.iter().find(|t| t.id == "lapse").unwrap();
    assert_eq!(lapse.from, ["talks"]);
}

#[test]
fn a_list_of_tables_with_ids_is_a_table() {
    let folder = Folder::new(&[(
        "top.toml",
        "extends = \"base.toml\"\n[[factor]]\nid = \"trust\"\nstart = 0.5\n[[factor]]\nid = \"calm\"\nstart = 1\njudgement = \"quiet\"\n",
    )]);
    let s = folder.load("top.toml", &[]).scenario;
    assert_eq!(s.factors.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["trust", "calm"]);
    assert_eq!(start_of_trust(&s), Some(0.5));
    assert_eq!(s.factors[1].start.key, "factor.calm.start");
}

#[test]
fn a_quantity_replaces_a_quantity_with_its_grounds() {
    let folder = Folder::new(&[(
        "top.toml",
        "extends = \"base.toml\"\n[term.north_bank.attributes]\narea_km2 = { uniform = [12, 13], judgement = \"new survey\" }\n",
    )]);
    let s = folder.load("top.toml", &[]).scenario;
    let (_, area) = &s.terms[0].attributes[0];
    assert_eq!(area.basis.judgement.as_deref(), Some("new survey"));
    assert!(area.basis.evidence.is_empty() && area.family.as_constant().is_none());
}

#[test]
fn grounds_alone_are_added_to_the_number_below() {
    let folder = Folder::new(&[(
        "top.toml",
        "extends = \"base.toml\"\n[factor.trust]\nstart = { evidence = [\"E1\"] }\nmean.note = \"as before\"\n",
    )]);
    let s = folder.load("top.toml", &[]).scenario;
    assert_eq!(start_of_trust(&s), Some(0.2));
    assert_eq!(s.factors[0].start.basis.evidence, ["E1"]);
}

#[test]
fn a_quantity_without_grounds_takes_those_of_the_nearest_table_around_it() {
    let s = load(Path::new(MINIMAL), &[]).unwrap().scenario;
    let assembly = &s.parties[1].audiences[0];
    assert_eq!(assembly.reservation.basis.evidence, ["E1"]);
    assert_eq!(assembly.reservation.basis.structure, ["E2"]);
    let joint = s.option_sheet("joint").unwrap();
    let Some(TermValue::Amount(toll)) = joint.value("toll") else { panic!() };
    assert_eq!(toll.basis.judgement.as_deref(), Some("the offer as reported"));
    let sign = &s.processes[0].transitions[0];
    assert_eq!(
        sign.drivers[0].weight.basis.judgement.as_deref(),
        Some("the author's reading of earlier rounds")
    );
}

#[test]
fn remove_drops_what_lies_below() {
    let folder = Folder::new(&[
        ("top.toml", "extends = \"base.toml\"\n[shock.flood]\nremove = true\n"),
        (
            "trigger.toml",
            "extends = \"base.toml\"\n[process.settlement.transition.lapse]\nper_year = { remove = true }\nannual_chance = 0.1\n",
        ),
        (
            "anew.toml",
            "extends = \"base.toml\"\n[window.spring]\nremove = true\nfrom = \"2022-01\"\nto = \"2022-02\"\n",
        ),
    ]);
    assert!(folder.load("top.toml", &[]).scenario.shocks.is_empty());
    assert_eq!(folder.load("base.toml", &[]).scenario.shocks.len(), 1);
    folder.load("trigger.toml", &[]);
    let window = &folder.load("anew.toml", &[]).scenario.windows[0];
    assert_eq!((window.name.as_str(), window.to.year), ("spring", 2022));
    assert!(folder.load("base.toml", &["shock.flood.remove=true"]).scenario.shocks.is_empty());
}

#[test]
fn files_are_read_once_in_the_order_named() {
    let folder = Folder::new(&[
        ("left.toml", "extends = \"base.toml\"\nworlds = 1\npaths = 1\n"),
        ("right.toml", "extends = \"base.toml\"\nworlds = 2\n"),
        ("top.toml", "extends = [\"left.toml\", \"right.toml\"]\nseed = 3\n"),
    ]);
    let loaded = folder.load("top.toml", &[]);
    let s = &loaded.scenario;
    // Were base.toml laid over left.toml again on the way to right.toml, paths would be 10.
    assert_eq!((s.worlds, s.paths, s.seed), (2, 1, Some(3)));
    let names: Vec<String> =
        loaded.sources.iter().map(|s| s.name.rsplit('/').next().unwrap().to_string()).collect();
    assert_eq!(names, ["top.toml", "left.toml", "base.toml", "right.toml"]);
}

#[test]
fn a_set_is_laid_over_the_files_and_needs_no_quotes() {
    let folder = Folder::new(&[]);
    let loaded = folder.load(
        "base.toml",
        &["worlds=5", "option=cession", "horizon=2024-12", "factor.trust.start={ pert = [0, 0.5, 1] }"],
    );
    let s = &loaded.scenario;
    assert_eq!((s.worlds, s.option.as_str(), s.calendar.months), (5, "cession", 54));
    assert_eq!(s.factors[0].start.family.support(), (0.0, 1.0));
    assert!(loaded.resolved.contains("worlds = 5  # --set[1]\n"), "{}", loaded.resolved);
    assert_eq!(loaded.sources.len(), 1);
}

#[test]
fn a_set_founds_no_element_by_a_slip_of_the_pen() {
    let folder = Folder::new(&[]);
    let text = folder.refuse("base.toml", &["factor.trsut.start=1"]);
    assert!(text.starts_with("error[S008]") && text.contains("did you mean `trust`?"), "{text}");
    folder.refuse("base.toml", &["process.settlement.state.sined.absorbing=true"]);
    folder.load("base.toml", &["factor.trust.max=1.5", "factor.calm={ start = 0, judgement = \"x\" }"]);
}

#[test]
fn a_problem_names_the_layer_that_set_the_value() {
    let folder = Folder::new(&[
        ("middle.toml", "extends = \"base.toml\"\n\n[factor.trust]\nhalf_life = 0\n"),
        ("top.toml", "extends = \"middle.toml\"\n"),
    ]);
    let text = folder.refuse("top.toml", &[]);
    assert!(text.contains("--> middle.toml:4:13"), "{text}");
    assert!(text.contains("::: top.toml:1:11"), "{text}");
    let text = folder.refuse("top.toml", &["factor.trust.half_life=-1"]);
    assert!(text.contains("--> --set:1:24"), "{text}");
}

#[test]
fn the_resolved_text_loads_to_the_same_model_and_says_where_values_came_from() {
    let folder = Folder::new(&[
        (
            "top.toml",
            "extends = [\"left.toml\", \"right.toml\"]\nname = \"Top \\\"quoted\\\" \\u0007\\n鯨\"\n",
        ),
        (
            "left.toml",
            "extends = \"base.toml\"\n[party.upland.audience.council.points]\nnorth_bank.shared = { uniform = [-25, -15] }\n\
             [option_sheet.cession.terms.toll]\npert = [1, 2, 3]\njudgement = \"less\"\n\
             [party.third]\nname = \"Third\"\n[party.third.audience.elders]\nreservation = { uniform = [1, 2] }\n\
             width = { uniform = [5, 6] }\n[party.third.audience.elders.points]\nnorth_bank = { shared = 1, lowland = 2 }\n",
        ),
        (
            "right.toml",
            "extends = \"base.toml\"\n[report.segments.open]\nname = \"Still open\"\n[factor.trust.start]\nevidence = [\"E1\"]\n\
             [factor.calm]\nstart = -1e-7\njudgement = \"x\"\n[[window]]\nid = \"autumn\"\nfrom = \"2021-09\"\nto = \"2021-10\"\n\
             [process.settlement.state.signed.traits.goodwill]\nuniform = [0, 0.5]\n",
        ),
    ]);
    for (name, sets) in [
        ("base.toml", &[][..]),
        ("top.toml", &[]),
        (
            "top.toml",
            &[
                "report.segments.settled.name=\"Done\"",
                "option=cession",
                "process.settlement.state.signed.traits.luck=1",
            ],
        ),
    ] {
        let loaded = folder.load(name, sets);
        std::fs::write(folder.path("resolved.toml"), &loaded.resolved).unwrap();
        let again = folder.load("resolved.toml", &[]);
        assert_eq!(
            format!("{:#?}", again.scenario),
            format!("{:#?}", loaded.scenario),
            "{}",
            loaded.resolved
        );
        // What the first reading has mended needs no word again.
        let lasting = loaded.warnings.codes().into_iter().filter(|code| *code != "S112");
        assert_eq!(again.warnings.codes(), lasting.collect::<Vec<_>>());
        assert!(!loaded.resolved.contains(&*folder.0.path().to_string_lossy()), "an absolute path");
        // What is resolved resolves to itself, but for where it came from.
        let bare = |text: &str| -> Vec<String> {
            let kept = text.lines().filter(|l| !l.starts_with('#'));
            kept.map(|l| l.rsplit_once("  # ").map_or(l, |(v, _)| v).to_string()).collect()
        };
        assert_eq!(bare(&again.resolved), bare(&loaded.resolved));
    }
    let resolved = folder.load("top.toml", &["paths=3"]).resolved;
    assert!(resolved.contains("paths = 3  # --set\n"), "{resolved}");
    assert!(resolved.contains("worlds = 40  # base.toml:8\n"), "{resolved}");
    assert!(resolved.contains("start.evidence = [\"E1\"]  # right.toml:5\n"), "{resolved}");
}

#[test]
fn the_order_of_the_file_changes_only_the_order_of_the_model() {
    let text = std::fs::read_to_string(MINIMAL).unwrap();
    let (top, tables) = text.split_once("\n[").unwrap();
    let tables: Vec<String> =
        format!("[{tables}").split("\n\n").map(|t| format!("{}\n\n", t.trim_end())).collect();
    let reversed = format!("{top}\n\n{}", tables.iter().rev().cloned().collect::<String>());
    let folder = Folder::new(&[("reversed.toml", &reversed)]);
    let sorted = |s: &Scenario| {
        let mut s = s.clone();
        s.evidence.sort_by(|a, b| a.id.cmp(&b.id));
        s.terms.sort_by(|a, b| a.id.cmp(&b.id));
        s.options.sort_by(|a, b| a.id.cmp(&b.id));
        s.options.iter_mut().for_each(|o| o.terms.sort_by(|a, b| a.0.cmp(&b.0)));
        s.parties.sort_by(|a, b| a.id.cmp(&b.id));
        s.metrics.sort_by(|a, b| a.id.cmp(&b.id));
        for p in &mut s.processes {
            p.states.sort_by(|a, b| a.id.cmp(&b.id));
            p.transitions.sort_by(|a, b| a.id.cmp(&b.id));
        }
        format!("{s:#?}")
    };
    let (one, two) = (folder.load("base.toml", &[]), folder.load("reversed.toml", &[]));
    assert_eq!(sorted(&one.scenario), sorted(&two.scenario));
}

#[test]
fn no_mutation_of_the_file_makes_loading_panic() {
    let text = std::fs::read(MINIMAL).unwrap();
    let folder = Folder::new(&[]);
    let path = folder.path("mutant.toml");
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let pieces: [&[u8]; 16] = [
        b"\"",
        b"[",
        b"]",
        b"{",
        b"}",
        b"=",
        b".",
        b"\n",
        b"nan",
        b"-1",
        b"1e308",
        b"remove = true\n",
        b"[]",
        b"{}",
        b"\xff",
        "鯨".as_bytes(),
    ];
    let (mut loaded, mut refused) = (0, 0);
    for _ in 0..3000 {
        let mut bytes = text.clone();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = next(256) as u8,
                1 => drop(bytes.drain(at..(at + 1 + next(40)).min(bytes.len()))),
                2 => drop(bytes.splice(at..at, pieces[next(pieces.len())].iter().copied())),
                3 => {
                    // A line is doubled elsewhere, or dropped.
                    let lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                    let (from, to) = (next(lines.len()), next(lines.len()));
                    let mut lines = lines.clone();
                    let line = lines.remove(from);
                    if next(2) == 0 {
                        lines.insert(to.min(lines.len()), line);
                    }
                    bytes = lines.join(&b'\n');
                }
                _ => {
                    // A value is exchanged for another one of the file.
                    let other = next(bytes.len());
                    let piece: Vec<u8> = bytes[other..(other + 12).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        std::fs::write(&path, &bytes).unwrap();
        match load(&path, &[]) {
            Ok(found) => {
                loaded += 1;
                found.warnings.render(true);
            }
            Err(problems) => {
                refused += 1;
                assert!(!problems.is_empty(), "refused without a word: {}", String::from_utf8_lossy(&bytes));
                problems.render(true);
            }
        }
    }
    assert!(loaded > 100 && refused > 1000, "{loaded} loaded, {refused} refused");
}

#[test]
fn hostile_files_are_refused_in_good_time() {
    // More than are let in, then as many as are.
    for count in [60_000, 4_900] {
        refuse_hostile_files(count);
    }
}

fn refuse_hostile_files(count: usize) {
    let many = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let cases = [
        ("headers", many(&|i| format!("[factor.f{i}]\nstart = \"{i}\"\n"))),
        ("unknown keys", many(&|i| format!("key{i} = {i}\n"))),
        ("removes", many(&|i| format!("[factor.f{i}]\nremove = true\n"))),
        ("one line", format!("a = [{}]\n", many(&|i| format!("{{ b = {i} }}, ")))),
        ("states", many(&|i| format!("[process.p.state.s{i}]\n"))),
        ("references", many(&|i| format!("[shock.s{i}.impulses]\nx{i} = 1\n"))),
        (
            "sums",
            many(&|i| {
                format!(
                    "[metric.m{i}]\nsum_of = \"b\"\nlevels = [\"x\"]\n[term.t{i}]\nlevels = [\"a\", \"b\"]\nattributes.b = 1\n"
                )
            }),
        ),
        ("formulas", many(&|i| format!("[metric.m{i}]\nformula = \"x{i} + y\"\n"))),
        ("metrics", many(&|i| format!("[metric.m{i}]\nformula = \"m{}\"\n", i + 1))),
        ("brackets", "[".repeat(1_000_000)),
        ("inline tables", format!("x = {}", "{ a = ".repeat(300_000))),
        ("dotted", format!("{}x = 1\n", "a.".repeat(300_000))),
        ("headers of headers", many(&|i| format!("[{}{i}]\n", "a.".repeat(15)))),
        ("long id", format!("{} = 1\n", "a".repeat(2_000_000))),
        ("duplicates", "[[factor]]\nid = \"a\"\n".repeat(60_000)),
    ];
    for (name, text) in &cases {
        let folder = Folder::new(&[("hostile.toml", text)]);
        let started = Instant::now();
        let problems = load(&folder.path("hostile.toml"), &[]).err().unwrap();
        let rendered = problems.render(true);
        assert!(!problems.is_empty(), "{name}");
        assert!(rendered.len() < 2_000_000, "{name}: {} bytes", rendered.len());
        println!("{name}: {:?}, {} problems", started.elapsed(), problems.len());
        assert!(started.elapsed() < Duration::from_secs(10), "{name}: {:?}", started.elapsed());
    }
}
