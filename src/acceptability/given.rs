//! What points that the file gives say of packages on the scale of acceptability.

use super::assessment::Known;
use super::baseline::{Part, at_start, reads_option};
use super::columns::is_status_quo;
use super::scale::JUST_ACCEPTABLE;
use crate::model::{Audience, Id, Moment, Points, Quantity, Scenario, Scores, TermValue};

/// An audience whose points the file gives, and its cells: a table that only checks.
#[derive(Debug)]
pub struct Given<'s> {
    scenario: &'s Scenario,
    audience: &'s Audience,
    points: &'s [(Id, Points)],
    /// What was judged, with the terms of each package.
    pub cells: Vec<(Known<'s>, &'s [(Id, TermValue)])>,
}

impl<'s> Given<'s> {
    /// None of an audience whose points follow from the table.
    pub fn of(scenario: &'s Scenario, audience: &'s Audience) -> Option<Given<'s>> {
        let Scores::ByTerm(points) = &audience.scores else { return None };
        let cells = scenario.acceptability.judged.iter().filter_map(|judged| {
            let cell = scenario.acceptability.cell(&judged.option, &audience.id)?;
            Some((Known::of(&judged.option, false, cell), judged.terms.as_slice()))
        });
        Some(Given { scenario, audience, points, cells: cells.collect() })
    }

    /// What the points say of a package.
    ///
    /// **Unit** points of acceptability. **Formula** s + (50 − s)·x/r: x the package's points and r the reservation, at medians and with what drivers add at the moment of
    /// the table; s the cell of the status quo, which has 0 points. Where there is none, or r and 50 − s do not lie on one side of 0, a point counts for a point: 50 + x − r.
    pub fn says(&self, option: &str, terms: &'s [(Id, TermValue)]) -> f64 {
        let (points, reservation) = (self.points_of(option, terms), self.reservation());
        let at_rest = self.cells.iter().find(|(_, terms)| is_status_quo(self.scenario, terms));
        match at_rest.map(|(cell, _)| cell.median) {
            Some(s) if (JUST_ACCEPTABLE - s) * reservation > 0.0 => {
                s + (JUST_ACCEPTABLE - s) * points / reservation
            }
            _ => JUST_ACCEPTABLE + points - reservation,
        }
    }

    fn points_of(&self, option: &str, terms: &'s [(Id, TermValue)]) -> f64 {
        let value = |term: &Id| terms.iter().find(|(id, _)| id == term).map(|(_, value)| value);
        let by_term = self.points.iter().map(|(term, points)| match (points, value(term)) {
            (Points::Levels(levels), Some(TermValue::Level(level))) => {
                levels.iter().find(|(id, _)| id == level).map_or(0.0, |(_, points)| median(points))
            }
            (Points::PerUnit { per_unit, saturates_at }, Some(TermValue::Amount(amount))) => {
                let most = saturates_at.as_ref().map_or(f64::INFINITY, median);
                median(per_unit) * median(amount).min(most)
            }
            _ => 0.0,
        });
        let has = |(term, levels): &(Id, Vec<Id>)| matches!(value(term), Some(TermValue::Level(level)) if levels.contains(level));
        let together = self.audience.together.iter().filter(|set| set.terms.iter().all(has));
        let together: f64 = together.map(|set| median(&set.points)).sum();
        by_term.sum::<f64>() + together + self.drivers(option, terms, true)
    }

    fn reservation(&self) -> f64 {
        median(&self.audience.reservation) - self.drivers(&self.scenario.option, &[], false)
    }

    /// What drivers add at the moment of the table: those that read what is on it, or the others.
    fn drivers(&self, option: &str, terms: &'s [(Id, TermValue)], of_option: bool) -> f64 {
        if self.scenario.acceptability.at == Moment::Zero {
            return 0.0;
        }
        let drivers = self.audience.drivers.iter().filter(|driver| reads_option(driver) == of_option);
        let parts = drivers.filter_map(|driver| at_start(self.scenario, driver, option, terms));
        parts.map(|part| at_medians(&part)).sum()
    }
}

fn median(quantity: &Quantity) -> f64 {
    quantity.family.quantile(0.5)
}

fn at_medians(part: &Part) -> f64 {
    let value = |name: &str| part.of.iter().find(|quantity| quantity.key == name).map(|q| median(q));
    part.formula.evaluate(&value).unwrap_or(0.0)
}
