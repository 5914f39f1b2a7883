//! One history as a readable chronicle: what happened, month by month, and why.

use super::labels::Words;
use super::text_layout::{Block, Page};
use crate::analysis::band_names;
use crate::engine::{ArithmeticError, Candidate, Cause, Consent, History, What};
use crate::model::{Measure, Scenario};
use crate::plan::Plan;
use crate::words::{amount, plus_or_minus, short};

/// What begins a line without a month, and a cause.
const EVENT: &str = "         ";
const CAUSE: &str = "             ";

/// The chronicle of a replayed trial; one that failed is told as far as it went, and then the failure.
pub fn chronicle(
    title: &str,
    scenario: &Scenario,
    plan: &Plan,
    history: &History,
    failure: Option<&ArithmeticError>,
    width: usize,
) -> String {
    let mut chronicle = Chronicle {
        words: Words { scenario, plan },
        page: Page::new(width),
        month: None,
        told: vec![None; plan.shocks.len()],
    };
    chronicle.page.wrap("", title, "  ");
    chronicle.page.gap();
    chronicle.beginning(history);
    for event in &history.events {
        chronicle.event(event.month, &event.what);
    }
    if let Some(failure) = failure {
        chronicle.failure(failure);
    }
    chronicle.end(history, failure.is_none());
    chronicle.page.finish()
}

struct Chronicle<'a> {
    words: Words<'a>,
    page: Page,
    /// The month told last.
    month: Option<u32>,
    /// The rate at which each shock was last said to strike.
    told: Vec<Option<f64>>,
}

impl Chronicle<'_> {
    /// A line under its month, which is told once.
    fn line(&mut self, month: u32, text: &str) {
        let words: Vec<String> = text.split_whitespace().map(String::from).collect();
        self.line_of(month, &words);
    }

    fn line_of(&mut self, month: u32, parts: &[String]) {
        let first = if self.month == Some(month) {
            EVENT.to_string()
        } else {
            format!("{}  ", self.words.scenario.calendar.month(month))
        };
        self.month = Some(month);
        self.page.parts(&first, parts, &format!("{EVENT}  "));
    }

    fn cause(&mut self, parts: &[String]) {
        self.page.parts(CAUSE, parts, &format!("{CAUSE}  "));
    }

    /// Places of the processes in the plan, in the file's order.
    fn processes(&self) -> Vec<usize> {
        let plan = self.words.plan;
        let place = |id: &String| plan.processes.iter().position(|p| p.id == *id);
        self.words.scenario.processes.iter().filter_map(|p| place(&p.id)).collect()
    }

    fn beginning(&mut self, history: &History) {
        for p in self.processes() {
            let state = self.words.state(p, history.states[0][p]);
            let text = format!("{}: {state}", self.words.process(p));
            self.line(0, &text);
        }
    }

    fn event(&mut self, month: u32, what: &What) {
        match what {
            What::Strike { shock, number, per_year, drivers } => {
                let mut parts: Vec<String> =
                    self.words.shock(*shock).split_whitespace().map(String::from).collect();
                if *number > 0 {
                    parts.push(format!("({} time)", ordinal(number + 1)));
                }
                // Told again only when it has changed.
                if self.told[*shock].is_none_or(|told| (told / per_year - 1.0).abs() > 0.05) {
                    parts.push(format!("[rate {} a year]", figure(*per_year)));
                    self.told[*shock] = Some(*per_year);
                    self.line_of(month, &parts);
                    let reasons = self.words.multiplied(self.words.shock_drivers(*shock), drivers);
                    if !reasons.is_empty() {
                        self.cause(&reasons);
                    }
                } else {
                    self.line_of(month, &parts);
                }
            }
            What::Withstood { shock, force, chance } => {
                let force = &self.words.plan.shocks[*shock].forces[*force];
                let to = self.words.state(force.process, force.to);
                let process = self.words.process(force.process);
                self.cause(&[format!(
                    "might have led to “{to}” ({process}), chance {}, and did not",
                    share(*chance)
                )]);
            }
            What::Move { process, from, to, cause } => {
                let name = self.words.process(*process);
                let (from, to) = (self.words.state(*process, *from), self.words.state(*process, *to));
                let text = if from == to {
                    format!("{name}: {to}, begun anew")
                } else {
                    format!("{name}: {from} → {to}")
                };
                self.line(month, &text);
                let parts = self.why(*process, cause);
                self.cause(&parts);
            }
            What::NoMajority { process, state, candidates, draw } => {
                let state = self.words.state(*process, *state);
                let text = format!("{}: still {state}", self.words.process(*process));
                self.line(month, &text);
                let parts = self.ballot(*process, candidates, None, *draw);
                self.cause(&parts);
            }
        }
    }

    fn why(&self, p: usize, cause: &Cause) -> Vec<String> {
        match cause {
            Cause::Hazard { transition, per_year, base, drivers, consents } => {
                let (name, known) = self.words.transition(p, *transition);
                let mut parts = vec![format!("{name}: rate {} a year", figure(*per_year))];
                let mut reasons = self.words.multiplied(known, drivers);
                reasons.extend(self.consents(consents));
                if !reasons.is_empty() {
                    parts.push(format!("= {}", figure(*base)));
                    parts.extend(reasons);
                }
                parts
            }
            Cause::Ballot { transition, candidates, draw } => {
                self.ballot(p, candidates, Some(*transition), *draw)
            }
            Cause::Forced { shock, chance, .. } => {
                vec![format!("forced by “{}”, chance {}", self.words.shock(*shock), share(*chance))]
            }
        }
    }

    /// What was decided on, with chances; a draw below the first chance decides for the first, and so on.
    fn ballot(&self, p: usize, candidates: &[Candidate], won: Option<usize>, draw: f64) -> Vec<String> {
        let mut parts = Vec::new();
        for candidate in candidates {
            let (name, _) = self.words.transition(p, candidate.transition);
            let verdict = match won {
                Some(winner) if winner == candidate.transition => "yes",
                _ => "no",
            };
            parts.push(format!("{name}? {verdict}; chance {}", share(candidate.chance)));
            parts.extend(self.consents(&candidate.consents).iter().map(|consent| format!("({consent})")));
        }
        parts.push(format!("[drew {draw:.3}]"));
        parts
    }

    fn consents(&self, consents: &[Consent]) -> Vec<String> {
        consents
            .iter()
            .map(|consent| {
                let name = self.words.audience(consent.audience);
                if consent.refusal {
                    format!("× {:.2} refused by {name}", 1.0 - consent.acceptance)
                } else {
                    format!("× {:.2} accepted by {name}", consent.acceptance)
                }
            })
            .collect()
    }

    fn failure(&mut self, failure: &ArithmeticError) {
        let text = format!("the arithmetic failed: `{}` came to {}", failure.element, failure.value);
        self.line(failure.month, &text);
    }

    fn end(&mut self, history: &History, whole: bool) {
        let Words { scenario, plan } = self.words;
        let months = history.states.len() - 1;
        let title = format!("At the end of {}", scenario.calendar.month(months as u32));
        let mut states = Block::new(&title, &[]);
        for p in self.processes() {
            states.row(self.words.process(p), vec![self.words.state(p, history.states[months][p]).into()]);
        }
        let mut levels = Block::new("Levels", &["at the start", "at the end"]);
        for factor in &scenario.factors {
            let Some(f) = plan.factors.iter().position(|planned| planned.id == factor.id) else { continue };
            let level = |month: usize| plus_or_minus(history.factors[month][f], 2);
            levels.row(&factor.name, vec![level(0), level(months)]);
        }
        let mut measured = Block::new("Measured", &[]);
        for metric in &scenario.metrics {
            let Some(m) = plan.metrics.iter().position(|planned| planned.id == metric.id) else { continue };
            let mut value = match (history.metrics[m], &metric.measure) {
                (None, _) => "never".to_string(),
                (Some(month), Measure::FirstReached(_)) => scenario.calendar.month(month as u32).to_string(),
                (Some(x), _) if !x.is_finite() => "the arithmetic failed".to_string(),
                (Some(x), _) => amount(&short(x), &metric.unit),
            };
            let band = history.bands[m].and_then(|band| band_names(scenario, metric).into_iter().nth(band));
            if let Some((_, name)) = band {
                value = format!("{}: {name}", value.trim_end());
            }
            measured.row(&metric.name, vec![value.trim_end().to_string()]);
        }
        // Nothing is measured on a history that was cut off.
        let blocks = if whole { vec![states, levels, measured] } else { vec![states, levels] };
        self.page.blocks(&blocks);
    }
}

/// A chance in per cent.
fn share(chance: f64) -> String {
    format!("{}%", short(100.0 * chance))
}

/// A rate with two or three significant digits.
fn figure(rate: f64) -> String {
    match rate {
        r if r >= 0.1 || r == 0.0 => short(r),
        r if r >= 0.001 => format!("{r:.3}"),
        r => format!("{r:.1e}"),
    }
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_endings() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal);
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
    }

    #[test]
    fn small_rates_keep_their_digits() {
        assert_eq!([2.0, 0.425, 0.0224, 0.000031].map(figure), ["2", "0.42", "0.022", "3.1e-5"]);
        assert_eq!([0.5, 0.057, 1.0].map(share), ["50%", "5.7%", "100%"]);
    }
}
