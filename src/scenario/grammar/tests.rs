//! The list of keys holds together, and with the readers.

use std::collections::BTreeSet;

use super::{BESIDE, Form, GROUNDS_OF_NUMBERS, METRIC, Presence, TOP};
use crate::scenario::keys::{BASIS_KEYS, is_quantity};

#[test]
fn every_key_says_what_it_is_and_its_example_and_default_are_toml() {
    let mut wrong = Vec::new();
    let shapes = TOP.all();
    let keys = shapes.iter().flat_map(|shape| shape.keys.iter().map(|key| (shape.table, key)));
    let others = [GROUNDS_OF_NUMBERS.keys, BESIDE.keys].concat();
    let others: Vec<_> = others.iter().map(|key| ("a number", key)).collect();
    for (table, key) in keys.chain(others) {
        let place = format!("{table}.{}", key.name);
        if key.says.len() < 4 || key.says.ends_with('.') {
            wrong.push(format!("{place} says: {}", key.says));
        }
        if key.example_value().is_none() {
            wrong.push(format!("{place} has no TOML as an example: {}", key.example));
        }
        if key.unit().is_some_and(str::is_empty) {
            wrong.push(format!("{place} has no unit"));
        }
        // Of numbers, what they are unless given is a number.
        let number = matches!(key.form, Form::Quantity(_) | Form::Number(_) | Form::Whole(..));
        if number && matches!(key.presence, Presence::Else(_)) && key.default_value().is_none() {
            wrong.push(format!("{place} has no number where it is not given"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(shapes.len() > 30, "{}", shapes.len());
}

#[test]
fn no_table_has_a_key_twice() {
    for shape in TOP.all() {
        let known = shape.known();
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len(), "{}", shape.table);
    }
}

#[test]
fn the_keys_of_grounds_are_those_that_any_number_takes() {
    let names: Vec<&str> = GROUNDS_OF_NUMBERS.keys.iter().map(|key| key.name).collect();
    assert_eq!(names, BASIS_KEYS);
}

/// Keys at which the list has numbers are those at which the loader converts units and merges grounds.
#[test]
fn numbers_stand_where_the_loader_takes_them_for_numbers() {
    let mut seen = 0;
    for shape in TOP.all() {
        // A driver stands in several tables; those are its places.
        let places = match shape.table.strip_prefix("….") {
            Some(rest) => vec![
                format!("factor.ID.{rest}"),
                format!("process.ID.transition.ID.{rest}"),
                format!("shock.ID.forces.ID.{rest}"),
                format!("party.ID.audience.ID.{rest}"),
            ],
            None => vec![shape.table.to_string()],
        };
        for key in shape.keys {
            let inner = match key.form {
                Form::Quantity(_) => "",
                Form::Quantities(_) => ".ID",
                Form::LevelOrAmount(_) if key.name != "of" => ".ID",
                _ => continue,
            };
            for place in &places {
                let path = format!("{place}.{}{inner}", key.name);
                // What an amount is worth a unit stands where what a level is worth stands.
                let path: Vec<&str> = path.split('.').collect();
                assert!(is_quantity(&path), "{}", path.join("."));
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn a_metric_of_one_kind_refuses_the_keys_of_the_others() {
    let known = METRIC.known();
    assert!(known.contains(&"discount") && known.contains(&"tolerance"));
    let text = "extends = \"minimal.toml\"\n[metric.odd]\npoints_of = \"a.b\"\nsettled_in = [\"settlement.signed\"]\ndiscount = 0.1\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/scenarios/minimal.toml", folder.path().join("minimal.toml")).unwrap();
    let file = folder.path().join("odd.toml");
    std::fs::write(&file, text).unwrap();
    let problems = crate::scenario::load(&file, &[]).unwrap_err();
    assert!(problems.render(false).contains("unknown key `discount`"), "{}", problems.render(false));
}
