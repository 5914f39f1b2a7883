//! What the desk's sliders may stand at, and what *Save as* makes of it.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;

use serde_json::{Value, json};

use crate::common::desk::{Desk, repository};
use crate::desk::{Running, mine};

/// Two numbers that move together.
const TOGETHER: &str = "[[correlation]]\nbetween = [\"factor.trust.mean\", \"process.settlement.transition.sign.annual_chance\"]\nrank = 0.5\n";

fn digest_of_run(place: &Desk, arguments: &[&str]) -> Value {
    place.done(&[&["run"], arguments, &["--out", "run"]].concat());
    let manifest: Value =
        serde_json::from_slice(&fs::read(place.path("run/manifest.json")).unwrap()).unwrap();
    fs::remove_dir_all(place.path("run")).unwrap();
    manifest["digest"].clone()
}

#[test]
fn a_saved_file_holds_what_the_command_line_laid_over() {
    let place = Desk::new();
    let file = mine(&place, "");
    let laid = ["factor.trust.half_life=6", "option=cession", "factor.trust.mean={ normal = [0.1, 0.3] }"];
    let reserved = "party.lowland.audience.assembly.reservation";
    let under = format!("{reserved}=12");
    let sets: Vec<&str> = laid.iter().chain([&under.as_str()]).flat_map(|set| ["--set", set]).collect();
    let arguments = [&[file.as_str()], &sets[..], &["--seed", "9", "--sampling", "random"]].concat();
    let desk = Running::start(&place, &arguments);
    let first = desk.wait("a result", |state| !state["result"].is_null());
    // One of the sliders stands where a --set does too, and lies above it.
    let values = json!({ "factor.trust.start": 0.25, reserved: 14 });
    desk.post("slide", &json!({ "values": values }));
    let slid = desk.wait("what the sliders come to", |state| state["slid"]["scenarios"].is_array());
    let (status, told) = desk.post("save-as", &json!({ "name": "saw", "place": 0, "values": values }));
    assert_eq!((status, &told["options"]), (200, &json!("")), "{told}");
    assert_eq!(digest_of_run(&place, &["saw.toml"]), told["digest"]);
    let text = fs::read_to_string(place.path("saw.toml")).unwrap();
    assert!(text.contains("worlds = 200") && text.contains("seed = 9"), "{text}");
    let again = Running::start(&place, &["saw.toml"]);
    let file = again.wait("the result of the file", |state| !state["result"].is_null());
    assert_eq!(file["result"]["digest"], told["digest"]);
    assert_eq!(file["result"]["scenarios"][0]["tables"], slid["slid"]["scenarios"][0]["tables"]);
    assert_ne!(file["result"]["scenarios"][0]["tables"], first["result"]["scenarios"][0]["tables"]);
}

#[test]
fn a_slider_stands_at_nothing_that_a_file_may_not_say() {
    let place = Desk::new();
    mine(&place, "");
    let judged = fs::read_to_string(repository("tests/scenarios/judged.toml")).unwrap();
    let file = place.write("judged.toml", &format!("{judged}\n{TOGETHER}"));
    let desk = Running::start(&place, &[&file, "--set", "option=cession"]);
    desk.wait("the numbers", |state| state["facts"] != 0);
    let numbers = desk.get("assumptions");
    let ends = |key: &str| [numbers[key]["least"].clone(), numbers[key]["most"].clone()];
    assert_eq!(ends("factor.trust.start"), [json!(-2.0), json!(2.0)]);
    assert_eq!(ends("process.settlement.transition.ratify.chance"), [json!(0.0), json!(1.0)]);
    assert_eq!(ends("process.settlement.transition.lapse.per_year"), [json!(0.0), json!(1200.0)]);
    let judged = "acceptability.cession.third.elders";
    assert_eq!(ends(judged), [json!(0.0), json!(100.0)]);
    // Its own distribution reaches below 0.
    assert_eq!(numbers[judged]["range"][0], 0.0);
    // What the slider ends at may be saved.
    let mut saved = 0;
    for (key, number) in numbers.as_object().unwrap() {
        let ends = [("least", 0), ("most", 2)].map(|(end, at)| (&number[end], &number["range"][at]));
        for (_, end) in ends.into_iter().filter(|(end, at)| !at.is_null() && end.as_f64() == at.as_f64()) {
            let order = json!({ "name": format!("end-{saved}"), "place": 0, "values": { key: end } });
            let (status, told) = desk.post("save-as", &order);
            assert_eq!(status, 200, "{key} = {end}: {told}");
            saved += 1;
        }
    }
    assert!(saved > 0);
    desk.post("slide", &json!({ "values": { judged: -3.21 } }));
    let state = desk.wait("a refusal", |state| state["slid"]["refused"].is_string());
    assert!(state["slid"]["refused"].as_str().unwrap().contains("from 0 to 100"), "{state:#}");
    // A number that is correlated must have a range, so it cannot be a certain one in a file.
    let other = &numbers["process.settlement.transition.sign.annual_chance"]["name"];
    assert_eq!(numbers["factor.trust.mean"]["correlated"], json!([other]));
    let order = json!({ "name": "certain", "place": 0, "values": { "factor.trust.mean": 0.1 } });
    let (status, told) = desk.post("save-as", &order);
    let refused = told["refused"].as_str().unwrap();
    assert_eq!(status, 409);
    let name = numbers["factor.trust.mean"]["name"].as_str().unwrap();
    assert!(refused.contains(name) && refused.contains("correlated with"), "{refused}");
    assert!(!place.path("certain.toml").exists());
    // Nothing set is nothing to save.
    let (status, told) = desk.post("save-as", &json!({ "name": "none", "place": 0, "values": {} }));
    assert_eq!(status, 409);
    assert!(told["refused"].as_str().unwrap().contains("no slider"), "{told}");
}
