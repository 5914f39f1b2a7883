//! Single packages as the engine has them: each on the table of the scenario, its points and reservation from its own plan.

use rayon::prelude::*;

use super::drawn::{Drawn, Draws, Situation};
use super::space::Space;
use crate::acceptability::assign;
use crate::engine::Size;
use crate::math;
use crate::model::{Id, Reading, Scenario, SettlementOption, TermValue};
use crate::plan::{self, Plan, PlannedPoints};
use crate::results::sha256;

/// A package or a named option, and what each audience makes of it in each world.
#[derive(Debug, Clone)]
pub(super) struct Exact {
    /// Points above the reservation, by audience of the scenario and world, the medians last.
    pub surplus: Vec<Vec<f64>>,
    /// The chance to accept, likewise.
    pub acceptance: Vec<Vec<f64>>,
}

/// The id of a package that no sheet names: the same wherever it is found, since what is open is drawn by it.
pub(super) fn id_of(terms: &[(Id, TermValue)]) -> String {
    let mut said: Vec<String> = terms
        .iter()
        .map(|(term, value)| match value {
            TermValue::Level(level) => format!("{term}={level}"),
            TermValue::Amount(amount) => format!("{term}={}", super::space::median(amount)),
        })
        .collect();
    said.sort();
    format!("package_{}", &sha256(said.join(";").as_bytes())[..8])
}

/// The scenario with an option on the table, and what follows from that.
pub(super) fn with_option(scenario: &Scenario, option: SettlementOption) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.option = option.id.clone();
    if !scenario.options.iter().any(|known| known.id == option.id) {
        scenario.options.push(option);
    }
    let _ = assign(&mut scenario);
    scenario
}

/// A package as an option sheet.
pub(super) fn sheet(scenario: &Scenario, space: &Space, package: &[usize], name: &str) -> SettlementOption {
    let terms = space.terms_of(scenario, package);
    let id = id_of(&terms);
    let renamed = |(term, value): (Id, TermValue)| match value {
        TermValue::Amount(mut amount) => {
            amount.key = format!("option_sheet.{id}.terms.{term}");
            (term, TermValue::Amount(amount))
        }
        level => (term, level),
    };
    let terms = terms.into_iter().map(renamed).collect();
    SettlementOption { id: id.clone(), name: name.to_string(), summary: String::new(), terms }
}

/// What audiences make of options, each by itself on the table.
///
/// **Formula** as the engine has it: (points − reservation) + Σ adds · v, in the order of the drivers' ids; docs/model.md §5.2.
pub(super) fn exact(
    scenario: &Scenario,
    options: Vec<SettlementOption>,
    situation: &Situation,
    draws: &mut Draws,
    size: Size,
) -> Vec<Exact> {
    let prepared: Vec<(Scenario, Plan)> = options
        .into_par_iter()
        .map(|option| {
            let scenario = with_option(scenario, option);
            let plan = plan::compile(&scenario);
            (scenario, plan)
        })
        .collect();
    prepared.iter().for_each(|(_, plan)| draws.gather(plan, size));
    let draws = &*draws;
    let of =
        |(scenario, plan): (Scenario, Plan)| one(&scenario, &Drawn::new(plan, draws, size), situation, size);
    prepared.into_par_iter().map(of).collect()
}

fn one(scenario: &Scenario, drawn: &Drawn, situation: &Situation, size: Size) -> Exact {
    let worlds = size.worlds as usize;
    let option = scenario.option_sheet(&scenario.option).expect("the option on the table has a sheet");
    let place = drawn.plan.tables[0].start;
    let mut found = Exact { surplus: Vec::new(), acceptance: Vec::new() };
    for audience in scenario.parties.iter().flat_map(|party| &party.audiences) {
        let planned = drawn.plan.audiences.iter().find(|planned| planned.id == audience.id);
        let Some(planned) = planned else { continue };
        let points = |world: usize| {
            let mut sum = 0.0;
            for points in &planned.points[place] {
                sum += match *points {
                    PlannedPoints::Level(slot) => drawn.slot(slot)[world],
                    PlannedPoints::PerUnit(per_unit, amount, most) => {
                        let amount = drawn.slot(amount)[world];
                        let counted = most.map_or(amount, |most| amount.min(drawn.slot(most)[world]));
                        drawn.slot(per_unit)[world] * counted
                    }
                };
            }
            sum
        };
        let mut added = vec![0.0; worlds + 1];
        let mut drivers: Vec<_> = audience.drivers.iter().collect();
        drivers.sort_by(|a, b| a.id.cmp(&b.id));
        for driver in drivers {
            let of_option = driver.readings.iter().map(|reading| of_option(reading, option, drawn));
            let of_option: Vec<Option<Vec<f64>>> = of_option.collect();
            let weight = drawn.key(&driver.weight.key);
            let values = situation.value(driver, &audience.id, worlds);
            for (world, (sum, value)) in added.iter_mut().zip(values).enumerate() {
                let option: f64 = of_option.iter().flatten().map(|of| of[world.min(of.len() - 1)]).product();
                let weight = weight.map_or(0.0, |weight| weight[world]);
                *sum += weight * (value * option);
            }
        }
        let (reservation, width) = (drawn.slot(planned.reservation), drawn.slot(planned.width));
        let surplus: Vec<f64> =
            (0..=worlds).map(|world| (points(world) - reservation[world]) + added[world]).collect();
        found
            .acceptance
            .push(surplus.iter().zip(width).map(|(x, width)| math::logistic(x / width)).collect());
        found.surplus.push(surplus);
    }
    found
}

/// What a reading of the option comes to; none of what reads something else.
fn of_option(reading: &Reading, option: &SettlementOption, drawn: &Drawn) -> Option<Vec<f64>> {
    let holds = |holds: bool| Some(vec![f64::from(u8::from(holds))]);
    match reading {
        Reading::OnTable(options) => holds(options.contains(&option.id)),
        Reading::Level { term, levels } => {
            holds(matches!(option.value(term), Some(TermValue::Level(level)) if levels.contains(level)))
        }
        Reading::Amount(term) => match option.value(term) {
            Some(TermValue::Amount(amount)) => {
                let column = drawn.key(&amount.key).map(<[f64]>::to_vec);
                Some(column.unwrap_or_else(|| vec![super::space::median(amount)]))
            }
            _ => Some(vec![0.0]),
        },
        _ => None,
    }
}
