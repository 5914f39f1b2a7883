//! Several scenarios by their headline, and how each differs from the first in the same worlds.

use super::page::{Block, Page, percent_digits, plus_or_minus};
use super::table::{CHANCES, chance, trials};
use crate::analysis::{Outcome, Outcomes, paired_segment_difference};
use crate::engine::Tally;
use crate::model::Scenario;
use crate::stats::{self, Estimate};

/// A difference of less than so many standard errors is none to speak of.
const CLEAR: f64 = 2.0;

/// The headline by scenario; none for a single scenario, or where they report different things.
pub fn comparison(cases: &[(&Scenario, &Tally, &Outcomes)], width: usize) -> Option<String> {
    let [(scenario, tally, outcomes), others @ ..] = cases else { return None };
    let first = headline(outcomes)?;
    let alike = |row: &Outcome| row.name == first.name && row.by == first.by;
    let same_start = |other: &Scenario| other.calendar.as_of == scenario.calendar.as_of;
    if others.is_empty() || !others.iter().all(|(s, _, o)| same_start(s) && headline(o).is_some_and(alike)) {
        return None;
    }
    let mut block = Block::new("Side by side", &[CHANCES[0], CHANCES[1], "against the first"]);
    for (place, (other, counts, estimates)) in cases.iter().enumerate() {
        let mut cells = chance(headline(estimates)?, trials(estimates));
        cells.truncate(2);
        cells.resize(2, String::new());
        if place > 0 {
            let change = paired_segment_difference((other, counts), (scenario, tally), 0);
            cells.push(difference(change));
        }
        block.row(&other.name, cells);
    }
    let mut page = Page::new(width);
    let title = format!(
        "{} by {}; differences in percentage points, in the same worlds, unclear below two errors",
        first.name, first.by
    );
    page.wrap("", &title, "  ");
    page.blocks(&[block]);
    page.gap();
    Some(page.finish())
}

fn headline(outcomes: &Outcomes) -> Option<&Outcome> {
    outcomes.estimates.iter().find(|o| o.outcome.starts_with("segment."))
}

/// A difference in percentage points, and whether these trials show one at all.
fn difference(change: Estimate) -> String {
    let Estimate { value, standard_error } = change;
    if value == 0.0 && standard_error == 0.0 {
        return "exactly 0".to_string();
    }
    // Rounded as the estimates are, so that 0.338 less nothing is not 0.337.
    let value = stats::decimals(standard_error).map_or(value, |places| stats::round_to(value, places));
    let digits = percent_digits(standard_error);
    let clear = if value.abs() < CLEAR * standard_error { ", unclear" } else { "" };
    format!("{} ± {:.digits$}{clear}", plus_or_minus(100.0 * value, digits), 100.0 * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_says_when_it_is_none() {
        let said = |value, standard_error| difference(Estimate { value, standard_error });
        assert_eq!(said(0.0, 0.0), "exactly 0");
        assert_eq!(said(0.0123, 0.0021), "+1.23 ± 0.21");
        assert_eq!(said(-0.002, 0.0021), "−0.20 ± 0.21, unclear");
    }
}
