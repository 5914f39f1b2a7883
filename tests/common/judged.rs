//! Points and reservations of audiences that are judged, worked out from the cells of the table alone; what nobody judged is told by the fit.

use hikiwake::acceptability::Assessment;
use hikiwake::model::{
    Audience, Driver, Moment, Quantity, Reading, Scenario, SettlementOption, TermScale, TermValue,
};
use hikiwake::quantity::Family;

use super::naive::{by_id, held};

/// What the fit says of an option that nobody judged: where it is open, its value otherwise, and how it moves with what was judged.
#[derive(Clone)]
pub struct Told<'s> {
    open: Option<(String, Family)>,
    at: f64,
    /// What was judged, its median, and the weight.
    moves: Vec<(&'s Quantity, f64, f64)>,
}

impl<'s> Told<'s> {
    pub fn of(scenario: &'s Scenario, audience: &'s Audience, sheet: &SettlementOption) -> Told<'s> {
        let assessment = Assessment::of(scenario, audience).expect("a judged audience").expect("a fit");
        let opinion = assessment.opinion(&sheet.terms);
        assert_eq!(opinion.cell, None);
        let (party, id) = audience.id.split_once('.').expect("a full reference");
        let key = format!("party.{party}.audience.{id}.open.{}", sheet.id);
        let open = opinion.open.map(|(low, high)| (key, Family::uniform(low, high).expect("a range")));
        let known = |place: usize| (assessment.known[place].quantity, assessment.known[place].median);
        let moves = opinion.moves.iter().map(|&(place, weight)| (known(place).0, known(place).1, weight));
        Told { open, at: opinion.at, moves: moves.collect() }
    }
}

/// What is asked of a world.
pub enum Asked<'k, 's> {
    /// What the fit says of an option.
    Told(&'s Audience, &'s SettlementOption, &'k mut Option<Told<'s>>),
    /// A quantity's value.
    Quantity(&'s Quantity),
    /// The uniform number under a key.
    Uniform(&'k str),
}

/// The points of an option: its acceptability less the status quo's, less what drivers that read what is on the table add at the start.
pub fn points<'s>(
    scenario: &'s Scenario,
    audience: &'s Audience,
    sheet: &'s SettlementOption,
    world: &impl Fn(Asked<'_, 's>) -> f64,
) -> f64 {
    let mut points = acceptability(scenario, audience, sheet, world) - at_rest(scenario, audience, world);
    if scenario.acceptability.at == Moment::Zero {
        return points;
    }
    for driver in by_id(&audience.drivers, |driver| &driver.id) {
        let with_it = at_start(scenario, driver, sheet, world);
        if reads_option(driver) {
            points -= with_it.unwrap_or(0.0);
        } else {
            // What differs because the state of the agenda is this option, and not that of the start.
            let at_start = at_start(
                scenario,
                driver,
                scenario.option_sheet(&scenario.option).expect("it is there"),
                world,
            );
            if at_start.is_some() != with_it.is_some() {
                points += at_start.unwrap_or(0.0);
                points -= with_it.unwrap_or(0.0);
            }
        }
    }
    points
}

/// What it would just accept, 50, above the status quo; and what drivers add at the start, which the table knows already.
pub fn reservation<'s>(
    scenario: &'s Scenario,
    audience: &'s Audience,
    world: &impl Fn(Asked<'_, 's>) -> f64,
) -> f64 {
    let mut reservation = 50.0 - at_rest(scenario, audience, world);
    if scenario.acceptability.at == Moment::Zero {
        return reservation;
    }
    let sheet = scenario.option_sheet(&scenario.option).expect("it is there");
    for driver in by_id(&audience.drivers, |driver| &driver.id) {
        if !reads_option(driver) {
            reservation += at_start(scenario, driver, sheet, world).unwrap_or(0.0);
        }
    }
    reservation
}

fn reads_option(driver: &Driver) -> bool {
    let is = |r: &Reading| matches!(r, Reading::OnTable(_) | Reading::Level { .. } | Reading::Amount(_));
    driver.readings.iter().any(is)
}

fn cell<'s>(scenario: &'s Scenario, audience: &Audience, option: &str) -> Option<&'s Quantity> {
    scenario.acceptability.cell(option, &audience.id)
}

/// The cell of the first sheet, by id, that leaves everything as it is.
fn at_rest<'s>(scenario: &'s Scenario, audience: &'s Audience, world: &impl Fn(Asked<'_, 's>) -> f64) -> f64 {
    let rows = by_id(&scenario.acceptability.judged, |judged| &judged.option);
    let row = rows.into_iter().find(|judged| {
        cell(scenario, audience, &judged.option).is_some()
            && scenario.terms.iter().all(|term| {
                let value = &judged.terms.iter().find(|(id, _)| *id == term.id).expect("it is there").1;
                match (&term.scale, value) {
                    (TermScale::Levels(levels), TermValue::Level(level)) => *level == levels[0],
                    (_, TermValue::Amount(amount)) => amount.family.as_constant() == Some(0.0),
                    _ => false,
                }
            })
    });
    world(Asked::Quantity(cell(scenario, audience, &row.expect("it is there").option).expect("it is there")))
}

/// Its own cell, if its terms are still those that were judged; another's with these terms; or what the fit says.
fn acceptability<'s>(
    scenario: &'s Scenario,
    audience: &'s Audience,
    sheet: &'s SettlementOption,
    world: &impl Fn(Asked<'_, 's>) -> f64,
) -> f64 {
    let same = |(id, value): &(String, TermValue)| match (value, sheet.value(id).expect("it is there")) {
        (TermValue::Level(a), TermValue::Level(b)) => a == b,
        (TermValue::Amount(a), TermValue::Amount(b)) => {
            (a.family.quantile(0.5) - b.family.quantile(0.5)).abs() <= 1e-9
        }
        _ => false,
    };
    let rows = by_id(&scenario.acceptability.judged, |judged| &judged.option).into_iter();
    let alike = rows.filter(|judged| judged.terms.iter().all(same));
    let cells = alike.filter_map(|judged| Some((judged, cell(scenario, audience, &judged.option)?)));
    let cells: Vec<_> = cells.collect();
    let own = cells.iter().find(|(judged, _)| judged.option == sheet.id).or(cells.first());
    if let Some((_, own)) = own {
        return world(Asked::Quantity(own));
    }
    let mut told = None;
    world(Asked::Told(audience, sheet, &mut told));
    let told = told.expect("what the fit says");
    let mut sum = match &told.open {
        Some((key, family)) => family.quantile(world(Asked::Uniform(key))),
        None => told.at,
    };
    for (quantity, median, weight) in told.moves {
        sum += weight * (world(Asked::Quantity(quantity)) - median);
    }
    sum
}

/// Weight times readings as the path starts, with an option on the table; none where a reading is nothing.
fn at_start<'s>(
    scenario: &'s Scenario,
    driver: &'s Driver,
    sheet: &'s SettlementOption,
    world: &impl Fn(Asked<'_, 's>) -> f64,
) -> Option<f64> {
    let mut product = world(Asked::Quantity(&driver.weight));
    for reading in &driver.readings {
        let holds = match reading {
            Reading::Factor(id) => {
                let factor = scenario.factors.iter().find(|factor| factor.id == *id).expect("it is there");
                product *= held(factor, world(Asked::Quantity(&factor.start)));
                true
            }
            Reading::InState { process, states } => {
                let process = scenario.process(process).expect("it is there");
                states.contains(if process.agenda { &sheet.id } else { &process.start })
            }
            Reading::Window(id) => {
                let window = scenario.windows.iter().find(|window| window.id == *id).expect("it is there");
                let first = scenario.calendar.as_of.month;
                window.from <= first && first <= window.to
            }
            Reading::OnTable(options) => options.contains(&sheet.id),
            Reading::Level { term, levels } => match sheet.value(term).expect("it is there") {
                TermValue::Level(level) => levels.contains(level),
                TermValue::Amount(_) => panic!("`{term}` has no levels"),
            },
            Reading::Amount(term) => match sheet.value(term).expect("it is there") {
                TermValue::Amount(amount) => {
                    product *= world(Asked::Quantity(amount));
                    true
                }
                TermValue::Level(_) => panic!("`{term}` has no amount"),
            },
            // Traits are drawn on each path and count as 0; at the start no month has passed.
            Reading::Trait { .. } | Reading::MonthsIn(_) | Reading::Acceptance { .. } => false,
        };
        if !holds {
            return None;
        }
    }
    Some(product)
}
