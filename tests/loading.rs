//! Loading a scenario: layers, places, the resolved text.

use std::path::Path;

use hikiwake::scenario::load;

const MINIMAL: &str = "tests/scenarios/minimal.toml";

#[test]
fn the_minimal_scenario_loads_without_a_word() {
    let loaded = load(Path::new(MINIMAL), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    assert_eq!(loaded.warnings.render(false), "");
    assert_eq!(loaded.scenario.calendar.months, 66);
    println!("{}", loaded.resolved);
}
