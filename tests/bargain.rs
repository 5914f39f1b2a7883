//! `hikiwake bargain`: published answers from scenario files, and packages that are worth what the engine says.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::process::Command;
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use crate::common::file;
use hikiwake::engine::{self, Asked, Watcher};
use hikiwake::scenario::Reach;
use hikiwake::study::Study;

fn output(scenario: &str, more: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["bargain", scenario, "--quiet", "--allow", "tests/scenarios", "--allow", "scenarios"])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

/// The program's answer.
fn told(scenario: &str, more: &[&str]) -> Value {
    let output = output(scenario, &[&["--format", "json"], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    all["inquiries"][0].clone()
}

fn case(name: &str, more: &[&str]) -> Value {
    told(&format!("tests/scenarios/bargaining/{name}.toml"), more)
}

fn solution<'v>(answer: &'v Value, name: &str) -> &'v Value {
    let all = answer["data"]["solutions"].as_array().unwrap();
    all.iter().find(|one| one["name"].as_str().unwrap().starts_with(name)).unwrap()
}

fn surplus(of: &Value) -> Vec<f64> {
    of.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn rounded(of: &Value) -> Vec<String> {
    surplus(of).iter().map(|x| format!("{x:.4}")).collect()
}

#[test]
fn itex_and_cypress_from_a_file() {
    let answer = case("itex-cypress", &[]);
    assert_eq!(answer["data"]["feasible"], 180);
    assert_eq!(answer["data"]["frontier"].as_array().unwrap().len(), 17);
    let nash = solution(&answer, "Nash");
    assert_eq!(rounded(&nash["at"]["surplus"]), ["22.7152", "18.5125"]);
    assert_eq!(format!("{:.4}", nash["value"].as_f64().unwrap()), "420.5144");
    // NegMAS's "Kalai" point is the egalitarian one on the frontier.
    assert_eq!(rounded(&solution(&answer, "Egalitarian")["at"]["surplus"]), ["19.4218", "19.6661"]);
    let zone = &answer["data"]["zone"]["whatever_is_open"];
    assert_eq!(zone["estimate"], 1.0);
}

#[test]
fn a_dollar_is_split_in_halves_and_one_averse_to_risk_gets_a_third() {
    let answer = case("dollar", &[]);
    for name in ["Nash", "Kalai", "Egalitarian"] {
        assert_eq!(solution(&answer, name)["at"]["terms"]["split"], "s15", "{name}");
    }
    let sum = solution(&answer, "Utilitarian");
    assert!(sum["ties"].as_u64().unwrap() > 0);
    let answer = case("dollar-averse", &[]);
    assert_eq!(solution(&answer, "Nash")["at"]["terms"]["split"], "s10");
}

#[test]
fn collinear_points_lie_on_the_frontier_and_a_dominated_one_does_not() {
    let answer = case("collinear", &[]);
    let points: Vec<Vec<f64>> = answer["data"]["frontier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| surplus(&point["surplus"]))
        .collect();
    assert_eq!(points, [[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]);
    assert_eq!(solution(&answer, "Utilitarian")["ties"], 2);
}

#[test]
fn edges_have_clear_answers() {
    // An empty zone, and nothing that would do.
    let empty = case("dollar", &["--set", "party.one.audience.all.reservation=5"]);
    let said = empty["findings"].to_string();
    assert!(said.contains("The zone is empty"), "{said}");
    assert!(said.contains("Nothing on the table brings All (One)"), "{said}");
    assert_eq!(empty["data"]["zone"]["at_best"]["estimate"], 0.0);
    assert_eq!(empty["data"]["solutions"].as_array().unwrap().len(), 0);
    // A zone of one package.
    let one = case(
        "collinear",
        &[
            "--set",
            "party.one.audience.all.reservation=-1.2",
            "--set",
            "party.other.audience.all.reservation=0.8",
        ],
    );
    assert_eq!(one["data"]["in_zone_at_medians"], 1);
    assert!(one["findings"].to_string().contains("just one package"));
    assert_eq!(solution(&one, "Nash")["at"]["terms"]["deal"], "even");
    // One party alone.
    let alone = case("dollar", &["--parties", "one.all", "--must-accept", "nobody"]);
    assert!(alone["findings"].to_string().contains("alone decides"));
    assert_eq!(solution(&alone, "Nash")["at"]["terms"]["split"], "s30");
    assert!(!alone["figures"].to_string().contains("frontier"));
    // What everybody makes of the named options is drawn as `blockers` draws it.
    assert!(
        one["figures"].as_array().unwrap().iter().any(|figure| figure == "acceptances"),
        "{}",
        one["figures"]
    );
    // An audience that is not there.
    let refused = output("tests/scenarios/bargaining/dollar.toml", &["--parties", "one.some"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&refused.stderr)
            .contains("there is no audience `one.some`; there are one.all, other.all")
    );
}

#[test]
fn a_million_million_packages_are_searched() {
    let answer = case("many", &[]);
    let found = &answer["data"]["branch_and_bound"];
    assert_eq!(answer["data"]["packages"], 1e12);
    assert!(answer["findings"][0].as_str().unwrap().contains("branch and bound"));
    for name in ["largest_smallest_surplus", "nash", "utilitarian"] {
        assert_eq!(found[name]["is_certain"], true, "{name}");
    }
    // Of every term one has (t + 1) points a level and the other loses 12 − t: the sum is largest with the last six terms at their most, where it is 9·(1 + 3 + … + 11).
    assert_eq!(found["utilitarian"]["value"], 9.0 * 36.0 + 150.0);
    assert_eq!(answer["data"]["zone"]["whatever_is_open"]["estimate"], 1.0);
}

/// What the engine makes of an option at the end of a month, on the first path of each world: acceptances by audience.
fn accepted(path: &std::path::Path, sets: &[&str], month: u32) -> Vec<(String, Vec<f64>)> {
    let reach = Reach::allowing(&[file(""), file("../../scenarios")]);
    let layers: Vec<String> = ["paths=1"].iter().chain(sets).map(|set| set.to_string()).collect();
    let study = Study::load(&[path], &layers, &reach).unwrap();
    let case = &study.cases()[0];
    let size = study.size().unwrap();
    let says = hikiwake::analysis::says(case.scenario(), &case.plan);
    let process =
        case.plan.processes.iter().position(|one| one.id == case.scenario().report.process).unwrap();
    let asked_in = |id: &str| says.iter().find(|say| say.audience == id).and_then(|say| say.asked_in);
    let states = case.plan.audiences.iter().map(|one| asked_in(&one.id)).collect();
    let asked = Asked {
        months: vec![month],
        options: vec![case.plan.tables[0].start],
        asked_in: Some((process, states)),
        ..Asked::default()
    };
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let tally = &engine::simulate_asked(&[(&case.plan, asked)], size, &watcher).unwrap()[0];
    let names = case.plan.audiences.iter().map(|one| one.id.clone());
    names.zip(tally.found.acceptances[0][0].iter().map(|of| of.sums.to_vec())).collect()
}

/// A package that is written and run is accepted, world by world, as the search said.
fn written_packages_are_what_was_said(scenario: &str, worlds: &str, packages: usize) {
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=packages {
        let path = folder.path().join(format!("deal-{n}.toml"));
        let answer = told(
            scenario,
            &["--set", worlds, "--write", path.to_str().unwrap(), "--package", &n.to_string()],
        );
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("\nname", &format!("\n{worlds}\nname"), 1)).unwrap();
        let best = &answer["data"]["best"][n - 1];
        let engine = accepted(&path, &[], 0);
        for (place, who) in answer["data"]["who"].as_array().unwrap().iter().enumerate() {
            let (_, by_world) =
                engine.iter().find(|(id, _)| id == who["audience"].as_str().unwrap()).unwrap();
            let mean = by_world.iter().sum::<f64>() / by_world.len() as f64;
            let said = best["accepts"][place]["estimate"].as_f64().unwrap();
            assert!((mean - said).abs() < 1e-12, "{scenario}, package {n}, {who}: {mean} and {said}");
            // The surplus is the logit of what the engine accepts by, so its sign is told by the half.
            let refused = by_world.iter().filter(|x| **x < 0.5).count() as f64 / by_world.len() as f64;
            assert_eq!(best["refuses_in_worlds"][place]["estimate"].as_f64().unwrap(), refused, "{who}");
        }
        // In how many worlds nobody refuses: the engine's, and between the ends of what is open.
        let all = |world: usize| {
            let who = answer["data"]["who"].as_array().unwrap();
            who.iter().all(|who| {
                let of = engine.iter().find(|(id, _)| id == who["audience"].as_str().unwrap()).unwrap();
                of.1[world] >= 0.5
            })
        };
        let count = (0..engine[0].1.len()).filter(|&world| all(world)).count();
        let [surely, at_best] = [0, 1].map(|end| best["worlds_in_zone"][end].as_u64().unwrap() as usize);
        assert!((surely..=at_best).contains(&count), "{surely} {count} {at_best}");
        assert_eq!(best["in_zone"]["estimate"].as_f64().unwrap(), count as f64 / engine[0].1.len() as f64);
    }
}

#[test]
fn a_written_package_is_worth_what_was_said() {
    written_packages_are_what_was_said("tests/scenarios/bargaining/rules.toml", "worlds=40", 3);
}

#[test]
fn a_written_package_of_judged_audiences_is_worth_what_was_said() {
    written_packages_are_what_was_said("scenarios/two-plus-alpha.toml", "worlds=40", 2);
}

/// At a date an audience makes of the option that has been on the table what the engine has on the same path.
#[test]
fn a_date_is_that_of_the_engine() {
    let sets = ["option=offer", "process.settlement.transition.sign.per_year=0.3"];
    let more = ["--at", "2020-12", "--set", sets[0], "--set", sets[1]];
    let answer = case("rules", &more);
    assert_eq!(answer["data"]["month"], "2020-12");
    let options = answer["data"]["options"].as_array().unwrap();
    let offer = options.iter().find(|option| option["id"] == "offer").unwrap();
    let engine = accepted(&file("bargaining/rules.toml"), &sets, 11);
    for (place, who) in answer["data"]["who"].as_array().unwrap().iter().enumerate() {
        let (_, by_world) = engine.iter().find(|(id, _)| id == who["audience"].as_str().unwrap()).unwrap();
        let mean = by_world.iter().sum::<f64>() / by_world.len() as f64;
        let said = offer["accepts"][place]["estimate"].as_f64().unwrap();
        assert!((mean - said).abs() < 1e-12, "{who}: {mean} and {said}");
    }
    // The factor has moved since the start.
    assert_ne!(case("rules", &more[2..])["data"]["options"][1]["accepts"], offer["accepts"]);
    let beyond = output("tests/scenarios/bargaining/rules.toml", &["--at", "2031-01"]);
    assert_eq!(beyond.status.code(), Some(2));
}

#[test]
fn the_best_packages_are_simulated_beside_the_named_options() {
    let answer = case("rules", &["--simulate", "2"]);
    let simulated = answer["data"]["simulated"].as_array().unwrap();
    assert_eq!(simulated.len(), 4);
    assert_eq!(simulated[0]["id"], answer["data"]["best"][0]["id"]);
    assert_eq!(simulated[3]["id"], "offer");
}

#[test]
fn any_number_of_threads_says_the_same() {
    let text = |threads: &str| {
        output("tests/scenarios/bargaining/rules.toml", &["--threads", threads, "--format", "json"]).stdout
    };
    assert_eq!(text("1"), text("3"));
}
