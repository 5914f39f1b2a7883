//! The influence diagram: what the file declares as signed edges, as DOT, and as a picture that can be read.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;

use hikiwake::drawing::Size;
use hikiwake::figures::{Figure, Influence, Provenance};
use hikiwake::ledger::{Diagram, EdgeSign, NodeKind, diagram, links};
use hikiwake::model::Scenario;
use hikiwake::scenario::load;

fn scenario(file: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|s| s.to_string()).collect();
    load(Path::new(file), &sets).unwrap_or_else(|p| panic!("{}", p.render(false))).scenario
}

fn minimal(sets: &[&str]) -> Diagram {
    diagram(&scenario("tests/scenarios/minimal.toml", sets))
}

fn sign(diagram: &Diagram, from: &str, to: &str) -> Option<EdgeSign> {
    diagram.edges.iter().find(|edge| edge.from == from && edge.to == to).map(|edge| edge.sign)
}

fn picture(scenario: &Scenario) -> hikiwake::drawing::Picture {
    let provenance = Provenance {
        engine: "hikiwake".into(),
        scenario: scenario.name.clone(),
        digest: "0123456789ab".into(),
        worlds: scenario.worlds,
        paths: scenario.paths,
        seed: 1,
        trial: None,
    };
    let content = Influence { scenario: scenario.name.clone(), diagram: diagram(scenario) };
    Figure::new("influence", content, provenance).render(Size::Slide)
}

#[test]
fn every_declared_influence_is_an_edge_with_its_sign() {
    let diagram = minimal(&[]);
    use EdgeSign::{Both, Lowers, Plain, Raises};
    for (from, to, wanted) in [
        ("factor.trust", "audience.upland.council", Raises),
        ("calendar", "audience.upland.council", Lowers),
        ("process.settlement", "factor.trust", Raises),
        ("factor.trust", "process.settlement", Raises),
        ("option", "process.settlement", Raises),
        ("audience.upland.council", "process.settlement", Raises),
        ("option", "audience.lowland.assembly", Both),
        ("shock.flood", "factor.trust", Lowers),
        ("shock.flood", "process.settlement", Plain),
        ("calendar", "shock.flood", Plain),
        ("process.settlement", "metric.trade", Plain),
        ("metric.area", "metric.share", Plain),
        ("audience.lowland.assembly", "metric.draw", Plain),
    ] {
        assert_eq!(sign(&diagram, from, to), Some(wanted), "{from} → {to}");
    }
    assert_eq!(sign(&diagram, "factor.trust", "shock.flood"), None);
    assert_eq!(diagram.nodes.iter().filter(|n| n.kind == NodeKind::Metric).count(), 5);
}

#[test]
fn a_sign_follows_the_range_of_its_weight() {
    let key = "process.settlement.transition.sign.drivers.trust.times";
    let of = |value: &str| {
        sign(&minimal(&[&format!("{key}={value}")]), "factor.trust", "process.settlement").unwrap()
    };
    assert_eq!(of("0.5"), EdgeSign::Lowers);
    assert_eq!(of("1"), EdgeSign::Plain);
    assert_eq!(of("{ p5 = 0.8, p50 = 1.1, p95 = 1.5 }"), EdgeSign::Contested);
}

#[test]
fn every_weight_of_a_link_is_in_one_bundle() {
    for file in
        ["scenarios/two-plus-alpha.toml", "scenarios/new-approach.toml", "tests/scenarios/kitchen-sink.toml"]
    {
        let scenario = scenario(file, &[]);
        let diagram = diagram(&scenario);
        let node = |id: &str| match id.split_once('.') {
            Some(("term", _)) => "option".to_string(),
            Some(("window", _)) => "calendar".to_string(),
            _ => id.to_string(),
        };
        let mut links: Vec<(String, String, Option<String>)> = links(&scenario)
            .into_iter()
            .map(|link| (node(&link.from), node(&link.to), link.weight))
            .collect();
        links.retain(|(from, to, _)| from != to);
        for edge in &diagram.edges {
            let own = links.iter().filter(|(from, to, _)| *from == edge.from && *to == edge.to);
            let own: Vec<&String> = own.filter_map(|(_, _, weight)| weight.as_ref()).collect();
            assert_eq!(own, edge.weights.iter().collect::<Vec<_>>(), "{} → {}", edge.from, edge.to);
        }
        let mut pairs: Vec<(&String, &String)> = links.iter().map(|(from, to, _)| (from, to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), diagram.edges.len(), "{file}");
    }
}

#[test]
fn dot_lists_every_node_and_edge_and_nothing_breaks_out() {
    let mut scenario = scenario("tests/scenarios/minimal.toml", &[]);
    scenario.factors[0].name = "a\"]; evil [x=\"\\\n".into();
    let diagram = diagram(&scenario);
    let dot = diagram.dot("t");
    assert_eq!(dot.matches(" -> ").count(), diagram.edges.len());
    assert_eq!(dot.lines().filter(|l| l.contains("shape=")).count(), diagram.nodes.len());
    assert!(dot.contains("label=\"a\\\"]; evil [x=\\\"\\\\ \""), "{dot}");
}

#[test]
fn the_picture_can_be_read() {
    for file in
        ["scenarios/two-plus-alpha.toml", "scenarios/new-approach.toml", "tests/scenarios/kitchen-sink.toml"]
    {
        let scenario = scenario(file, &[]);
        let picture = picture(&scenario);
        assert_eq!(picture.problems(), [], "{file}");
        assert_eq!(picture.svg, self::picture(&scenario).svg);
        for node in diagram(&scenario).nodes {
            let word = node.name.split([' ', '\'']).next().unwrap();
            assert!(picture.svg.contains(word), "{file}: no {word}");
        }
    }
}
