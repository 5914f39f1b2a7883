//! What packages are worth to an audience, as the search needs it: sums over terms by world, and what is not a sum.

use rayon::prelude::*;

use super::drawn::{Drawn, Situation};
use super::space::{Space, median};
use crate::acceptability::{Assessment, JUST_ACCEPTABLE, Separable, Summand, WORST_TO_BEST};
use crate::bargaining::{self, Additive, Bound, Conjunction, NEVER, Open, Own, units};
use crate::model::{Audience, Driver, Id, Moment, Points, Quantity, Reading, Scenario, TermValue};

/// More classes of packages than this are not asked one by one how open they are.
const MOST_CLASSES: usize = 20_000;

/// Points by world, the medians last.
type Column = Vec<f64>;

/// An audience of a scenario while its numbers are gathered.
pub(super) struct Gathering<'a> {
    pub scenario: &'a Scenario,
    pub space: &'a Space,
    pub drawn: &'a Drawn,
    /// The situation that is asked about, and that as of the start.
    pub now: &'a Situation,
    pub worlds: usize,
}

/// Columns by what they stand for.
struct Sums {
    base: Column,
    values: Vec<Vec<Column>>,
    sets: Vec<(Conjunction, Column)>,
}

/// The quantities that a search draws.
pub(super) fn needed(scenario: &Scenario) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = scenario.factors.iter().map(|factor| factor.start.clone()).collect();
    for audience in scenario.parties.iter().flat_map(|party| &party.audiences) {
        found.extend(audience.drivers.iter().map(|driver| driver.weight.clone()));
        match audience.is_judged() {
            false => found.push(audience.reservation.clone()),
            true => {
                let own = |cells: &[(Id, Quantity)]| {
                    cells.iter().find(|(id, _)| *id == audience.id).map(|(_, cell)| cell.clone())
                };
                let table = &scenario.acceptability;
                found.extend(table.judged.iter().filter_map(|judged| own(&judged.cells)));
                found.extend(table.probes.iter().filter_map(|probe| own(&probe.adds)));
            }
        }
        found.extend(audience.together.iter().map(|set| set.points.clone()));
        for (_, points) in audience.scores.by_term() {
            match points {
                Points::Levels(levels) => found.extend(levels.iter().map(|(_, points)| points.clone())),
                Points::PerUnit { per_unit, saturates_at } => {
                    found.push(per_unit.clone());
                    found.extend(saturates_at.clone());
                }
            }
        }
    }
    found
}

impl Gathering<'_> {
    /// Its numbers for the search; `start` is how things stand at the start.
    pub fn audience(&self, audience: &Audience, start: &Situation) -> bargaining::Audience {
        let mut sums = Sums { base: self.nothing(), values: self.no_values(), sets: Vec::new() };
        self.drivers(audience, start, &mut sums);
        match Assessment::of(self.scenario, audience) {
            Some(Ok(assessment)) => self.judged(&assessment, sums),
            _ => self.given(audience, sums),
        }
    }

    fn nothing(&self) -> Column {
        vec![0.0; self.worlds + 1]
    }

    fn no_values(&self) -> Vec<Vec<Column>> {
        self.space.terms.iter().map(|(_, values)| vec![self.nothing(); values.len()]).collect()
    }

    fn column(&self, quantity: &Quantity) -> Column {
        self.drawn.key(&quantity.key).map_or_else(|| vec![median(quantity); self.worlds + 1], <[f64]>::to_vec)
    }

    /// Drivers: what they add now, and of an audience that is judged as of the start less what they added then.
    fn drivers(&self, audience: &Audience, start: &Situation, sums: &mut Sums) {
        let counts_from_start = audience.is_judged() && self.scenario.acceptability.at == Moment::Start;
        for driver in &audience.drivers {
            if driver.readings.iter().any(|reading| matches!(reading, Reading::OnTable(_))) {
                // It speaks of options by their names, and a package has none of them.
                continue;
            }
            let weight = self.column(&driver.weight);
            let mut adds = self.now.value(driver, &audience.id, self.worlds);
            if counts_from_start {
                let then = start.value(driver, "", self.worlds);
                adds.iter_mut().zip(then).for_each(|(now, then)| *now -= then);
            }
            adds.iter_mut().zip(weight).for_each(|(value, weight)| *value *= weight);
            self.add_driver(driver, adds, sums);
        }
    }

    fn add_driver(&self, driver: &Driver, adds: Column, sums: &mut Sums) {
        let levels = driver.readings.iter().filter_map(|reading| match reading {
            Reading::Level { term, levels } => self.space.part(term, levels),
            _ => None,
        });
        let parts: Vec<(usize, Vec<bool>)> = levels.collect();
        let amounts = driver.readings.iter().find_map(|reading| match reading {
            Reading::Amount(term) => self.space.terms.iter().position(|(id, _)| id == term),
            _ => None,
        });
        let add = |sums: &mut Sums, mut parts: Vec<(usize, Vec<bool>)>, adds: Column| {
            parts.sort_by_key(|(term, _)| *term);
            if parts.is_empty() {
                sums.base.iter_mut().zip(adds).for_each(|(sum, x)| *sum += x);
            } else {
                sums.sets.push((Conjunction { parts }, adds));
            }
        };
        let Some(term) = amounts else { return add(sums, parts, adds) };
        let values = &self.space.terms[term].1;
        for (value, of) in values.iter().enumerate() {
            let TermValue::Amount(amount) = of else { continue };
            let this = (term, (0..values.len()).map(|v| v == value).collect());
            let adds = adds.iter().map(|x| x * median(amount)).collect();
            add(sums, parts.iter().cloned().chain([this]).collect(), adds);
        }
    }

    /// An audience whose points the file gives.
    fn given(&self, audience: &Audience, mut sums: Sums) -> bargaining::Audience {
        let reservation = self.column(&audience.reservation);
        sums.base.iter_mut().zip(reservation).for_each(|(sum, x)| *sum -= x);
        for (term, points) in audience.scores.by_term() {
            let Some(place) = self.space.terms.iter().position(|(id, _)| id == term) else { continue };
            for (value, column) in self.space.terms[place].1.iter().zip(&mut sums.values[place]) {
                match (points, value) {
                    (Points::Levels(levels), TermValue::Level(level)) => {
                        if let Some((_, points)) = levels.iter().find(|(id, _)| id == level) {
                            *column = self.column(points);
                        }
                    }
                    (Points::PerUnit { per_unit, saturates_at }, TermValue::Amount(amount)) => {
                        let most = saturates_at.as_ref().map(|most| self.column(most));
                        let counted = |world: usize| {
                            most.as_ref().map_or(median(amount), |most| median(amount).min(most[world]))
                        };
                        let each = self.column(per_unit);
                        *column = each.iter().enumerate().map(|(world, x)| x * counted(world)).collect();
                    }
                    _ => {}
                }
            }
        }
        for set in &audience.together {
            let parts = set.terms.iter().filter_map(|(term, levels)| self.space.part(term, levels));
            let mut parts: Vec<(usize, Vec<bool>)> = parts.collect();
            parts.sort_by_key(|(term, _)| *term);
            sums.sets.push((Conjunction { parts }, self.column(&set.points)));
        }
        let sizes = &self.space.domain.sizes;
        let fitted = Additive::nothing(sizes, sums.sets.len());
        self.whole(sums, bargaining::Audience { fitted, ..bargaining::Audience::default() })
    }

    /// An audience whose points follow from the table.
    fn judged(&self, assessment: &Assessment, mut sums: Sums) -> bargaining::Audience {
        let told = assessment.separable(&self.space.terms);
        let known: Vec<Column> = assessment
            .known
            .iter()
            .map(|known| {
                let mut off = self.column(known.quantity);
                off.iter_mut().for_each(|x| *x -= known.median);
                off
            })
            .collect();
        // The status quo is taken off points and put on the reservation: what is left is the middle of the scale.
        sums.base.iter_mut().for_each(|sum| *sum -= JUST_ACCEPTABLE);
        let mut audience = bargaining::Audience {
            fitted: Additive {
                base: units(told.base.at),
                values: told.values.iter().map(|of| of.iter().map(|one| units(one.at)).collect()).collect(),
                together: vec![0; sums.sets.len()],
            },
            floors: told.floors.iter().map(bound).collect(),
            ceilings: told.ceilings.iter().map(bound).collect(),
            open: self.open(assessment, &told),
            ..bargaining::Audience::default()
        };
        audience.own = told
            .judged
            .iter()
            .map(|(package, cell)| self.own(package, &known[*cell], assessment.known[*cell].median, &sums))
            .collect();
        moved(&told.base, &known, &mut sums.base);
        for (of, columns) in told.values.iter().zip(&mut sums.values) {
            for (one, column) in of.iter().zip(columns) {
                moved(one, &known, column);
            }
        }
        self.whole(sums, audience)
    }

    /// A package that was judged: its cell, with what else there is whatever the fit.
    fn own(&self, package: &[usize], off: &[f64], middle: f64, sums: &Sums) -> Own {
        let at = |world: usize| {
            let sets =
                sums.sets.iter().filter(|(set, _)| set.holds(package)).map(|(_, column)| column[world]);
            units(off[world] + middle + sums.base[world] + sets.sum::<f64>())
        };
        Own { package: package.to_vec(), worlds: (0..self.worlds).map(at).collect(), median: at(self.worlds) }
    }

    /// What is open, asked once for each class of packages about which the same is open.
    fn open(&self, assessment: &Assessment, told: &Separable) -> Option<Open> {
        let counts: Vec<usize> = told.first.iter().map(Vec::len).collect();
        let classes = counts.iter().try_fold(1_usize, |all, count| all.checked_mul(*count))?;
        if classes == 1 || classes > MOST_CLASSES {
            return self.open_widely(assessment, told, classes);
        }
        let (mut groups, mut stride) = (Vec::new(), 1);
        for (of, count) in told.classes.iter().zip(&counts) {
            groups.push(of.iter().map(|class| class * stride).collect());
            stride *= count;
        }
        let range = |class: usize| {
            let mut rest = class;
            let package = counts.iter().zip(&told.first).map(|(count, first)| {
                let value = first[rest % count];
                rest /= count;
                value
            });
            let package: Vec<usize> = package.collect();
            let (below, above) = assessment.openness(&self.space.terms_of(self.scenario, &package));
            (units(below), units(above))
        };
        let ranges = (0..classes).into_par_iter().map(range).collect();
        Some(Open { groups, ranges, scale: (0, units(WORST_TO_BEST)) })
    }

    /// Nothing open; or so many classes that all but the first of them are said to be open over the whole scale: wider than it is, never narrower.
    fn open_widely(&self, _: &Assessment, told: &Separable, classes: usize) -> Option<Open> {
        if classes == 1 {
            return None;
        }
        let of = |class: &Vec<usize>| class.iter().map(|class| usize::from(*class > 0)).collect();
        let groups: Vec<Vec<usize>> = told.classes.iter().map(of).collect();
        let all = units(WORST_TO_BEST);
        let ranges = (0..=groups.len()).map(|open| if open == 0 { (0, 0) } else { (-all, all) }).collect();
        Some(Open { groups, ranges, scale: (0, all) })
    }

    /// As whole numbers, world by world.
    fn whole(&self, sums: Sums, mut audience: bargaining::Audience) -> bargaining::Audience {
        let (together, sets): (Vec<Conjunction>, Vec<Column>) = sums.sets.into_iter().unzip();
        let of = |world: usize| Additive {
            base: units(sums.base[world]),
            values: sums
                .values
                .iter()
                .map(|of| of.iter().map(|column| units(column[world])).collect())
                .collect(),
            together: sets.iter().map(|column| units(column[world])).collect(),
        };
        audience.together = together;
        audience.worlds = (0..self.worlds).map(of).collect();
        audience.medians = of(self.worlds);
        audience
    }
}

/// Adds how something moves with what was assigned.
fn moved(one: &Summand, known: &[Column], column: &mut Column) {
    for (off, weight) in known.iter().zip(&one.moves).filter(|(_, weight)| weight.abs() > 1e-9) {
        column.iter_mut().zip(off).for_each(|(sum, off)| *sum += weight * off);
    }
}

fn bound(beside: &crate::acceptability::Beside) -> Bound {
    let lead = |lead: &Option<f64>| lead.map_or(NEVER, units);
    Bound {
        at: units(beside.at),
        leads: beside.leads.iter().map(|of| of.iter().map(lead).collect()).collect(),
        end: units(beside.end),
    }
}
