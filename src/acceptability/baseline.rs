//! What the drivers of an audience add up to at the start, of which a table that speaks of the start already knows.

use crate::formula::{Formula, Operation};
use crate::model::{Driver, Factor, Id, Quantity, Reading, Scenario, TermValue};

/// A driver's part at the start, as a formula with its parts.
pub(super) struct Part<'s> {
    /// What it comes to.
    pub formula: Formula,
    /// The quantities that the formula names.
    pub of: Vec<&'s Quantity>,
}

/// Whether a driver reads what is on the table, so that it does not count without a settlement.
pub(super) fn reads_option(driver: &Driver) -> bool {
    let is_of_option =
        |r: &Reading| matches!(r, Reading::OnTable(_) | Reading::Level { .. } | Reading::Amount(_));
    driver.readings.iter().any(is_of_option)
}

/// Whether a driver reads the state of the agenda, which is the option.
pub(super) fn reads_agenda(scenario: &Scenario, driver: &Driver) -> bool {
    let agenda = scenario.agenda().map(|agenda| agenda.id.as_str());
    let is_of_agenda = |r: &Reading| matches!(r, Reading::InState { process, .. } if agenda == Some(process));
    driver.readings.iter().any(is_of_agenda)
}

/// What a driver adds at the start with an option on the table; none where that is nothing.
///
/// **Formula** weight · Π readings at month 0: a factor's start within its bounds; 1 in the start state, in a window that holds the first month, and where
/// the option (also as the state of the agenda) or one of its levels is meant; the option's amount; 0 months. Traits are drawn on each path and count as 0.
pub(super) fn at_start<'s>(
    scenario: &'s Scenario,
    driver: &'s Driver,
    option: &str,
    terms: &'s [(Id, TermValue)],
) -> Option<Part<'s>> {
    let mut part = Part { formula: Formula::Name(driver.weight.key.clone()), of: vec![&driver.weight] };
    for reading in &driver.readings {
        let holds = match reading {
            Reading::Factor(id) => {
                let factor = scenario.factors.iter().find(|factor| factor.id == *id)?;
                part.of.push(&factor.start);
                part.times(within(factor));
                true
            }
            // The state of the agenda is the option.
            Reading::InState { process, states }
                if scenario.agenda().is_some_and(|one| one.id == *process) =>
            {
                states.iter().any(|id| id == option)
            }
            Reading::InState { process, states } => {
                scenario.process(process).is_some_and(|process| states.contains(&process.start))
            }
            Reading::Window(id) => {
                let first = scenario.calendar.month(0);
                let window = scenario.windows.iter().find(|window| window.id == *id);
                window.is_some_and(|window| (window.from..=window.to).contains(&first))
            }
            Reading::OnTable(options) => options.iter().any(|id| id == option),
            Reading::Level { term, levels } => {
                let value = terms.iter().find(|(id, _)| id == term).map(|(_, value)| value);
                matches!(value, Some(TermValue::Level(level)) if levels.contains(level))
            }
            Reading::Amount(term) => match terms.iter().find(|(id, _)| id == term) {
                Some((_, TermValue::Amount(amount))) => {
                    part.of.push(amount);
                    part.times(Formula::Name(amount.key.clone()));
                    true
                }
                _ => false,
            },
            Reading::Trait { .. } | Reading::MonthsIn(_) | Reading::Acceptance { .. } => false,
        };
        if !holds {
            return None;
        }
    }
    Some(part)
}

impl Part<'_> {
    fn times(&mut self, by: Formula) {
        let so_far = std::mem::replace(&mut self.formula, Formula::Number(0.0));
        self.formula = Formula::Binary(Operation::Multiply, Box::new(so_far), Box::new(by));
    }
}

/// A factor's start within its bounds.
fn within(factor: &Factor) -> Formula {
    let mut formula = Formula::Name(factor.start.key.clone());
    if let Some(min) = factor.min {
        formula = Formula::Binary(Operation::Max, Box::new(formula), Box::new(Formula::Number(min)));
    }
    if let Some(max) = factor.max {
        formula = Formula::Binary(Operation::Min, Box::new(formula), Box::new(Formula::Number(max)));
    }
    formula
}
