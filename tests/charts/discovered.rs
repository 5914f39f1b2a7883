//! Boxes of worlds, and what knowledge is worth.

use hikiwake::figures::{BoxLimit, BoxRow, Boxes, Information, InformationRow};

/// So many boxes as there are names, each of up to so many limits.
pub fn boxes(names: &[String], limits: usize, density: f64, is_share: bool) -> Boxes {
    let limit = |place: usize, of: usize| {
        let name = names[(place + of) % names.len()].clone();
        let low = 0.11 * ((place + of) % 5) as f64;
        let [from, below] = [of.is_multiple_of(2).then_some(0.4137), of.is_multiple_of(3).then_some(17.53)];
        BoxLimit {
            name,
            range: format!(
                "0.4137 or more and below 17.53 {}",
                if is_share { "levels" } else { "a year per level" }
            ),
            ends: [0.0, 20.0],
            from,
            below,
            shares: [low, if of.is_multiple_of(2) { 1.0 } else { low + 0.02 }],
            returns: 0.87,
            is_borne_out: !of.is_multiple_of(3),
        }
    };
    let one = |place: usize| BoxRow {
        limits: (0..1 + (place + limits) % limits.max(1)).map(|of| limit(place, of)).collect(),
        density: density / (place + 1) as f64,
        standard_error: 0.03 * density,
        elsewhere: 0.2 * density,
        mass: 0.2,
        coverage: is_share.then_some(0.57),
    };
    Boxes {
        outcome: names[0].clone(),
        scenario: names[names.len() - 1].clone(),
        things: "worlds".into(),
        is_share,
        is_difference: false,
        unit: if is_share { String::new() } else { "USD bn".into() },
        boxes: (0..names.len().min(3)).map(one).collect(),
    }
}

/// A row a name, the most worth knowing first.
pub fn information(names: &[String], all: f64, is_chance: bool) -> Information {
    let row = |name: &String, value: f64| InformationRow {
        name: name.clone(),
        value,
        range: [(value - 0.3 * all).max(0.0), value + 0.3 * all],
        changes: 0.3,
    };
    let rows = names.iter().enumerate().map(|(place, name)| row(name, 0.8 * all / (place + 1) as f64));
    Information {
        objective: names[0].clone(),
        is_chance,
        chosen: names[names.len() - 1].clone(),
        of: "assumption".into(),
        all: row(&"Everything that is assumed".to_string(), all),
        rows: rows.collect(),
    }
}
