//! The table for the terminal.

use std::fmt::Write;

use crate::analysis::{Outcome, Outcomes};
use crate::model::{Measure, Scenario};
use crate::stats::{self, LIKELIHOOD_SCALE};

/// Below this many columns the figures go on a line of their own.
const NARROW: usize = 84;

/// One scenario's answer: end states, stages, metrics.
pub fn table(scenario: &Scenario, outcomes: &Outcomes, width: usize) -> String {
    let mut page = Page { width, text: String::new() };
    page.wrap(&format!("{} ({})", outcomes.scenario, outcomes.file), "");
    let trials = format!(
        "{} worlds × {} paths, seed {}, to {}",
        outcomes.worlds, outcomes.paths, outcomes.seed, outcomes.horizon
    );
    page.wrap(&trials, "");
    page.heading("Where it ends", "chance ± standard error  90% credible");
    for row in outcomes.estimates.iter().filter(|o| o.outcome.starts_with("segment.")) {
        page.chance(row);
    }
    page.heading("Reached at some time", "");
    for stage in &scenario.report.stages {
        let id = format!("reached.{}.{stage}", scenario.report.process);
        let at_horizon = |o: &&Outcome| o.outcome == id && o.by == outcomes.horizon;
        if let Some(row) = outcomes.estimates.iter().find(at_horizon) {
            page.chance(row);
        }
    }
    page.heading("Measured", "mean ± standard error  P5–P95");
    for metric in &scenario.metrics {
        let find = |what: &str| {
            let id = format!("metric.{}.{what}", metric.id);
            outcomes.estimates.iter().find(|o| o.outcome == id)
        };
        let unit = if metric.unit.is_empty() { String::new() } else { format!(" [{}]", metric.unit) };
        let name = format!("{}{unit}", metric.name);
        page.line(&name, &measured(metric, &find));
        for row in outcomes.estimates.iter().filter(|o| is_band(o, &metric.id)) {
            page.chance(row);
        }
    }
    page.text
}

/// The likelihood scale and the meaning of the interval, printed once under all tables.
pub fn legend(width: usize) -> String {
    let mut page = Page { width, text: String::new() };
    page.wrap(
        "Intervals: 5% to 95% of the worlds, that is of what the assignments leave open; chance within a world is removed.",
        "",
    );
    page.wrap(&format!("Words: {LIKELIHOOD_SCALE}."), "");
    page.text
}

fn is_band(row: &Outcome, metric: &str) -> bool {
    let prefix = format!("metric.{metric}.");
    row.likelihood.is_some() && row.outcome.starts_with(&prefix)
}

fn measured<'o>(metric: &crate::model::Metric, find: &impl Fn(&str) -> Option<&'o Outcome>) -> String {
    if matches!(metric.measure, Measure::FirstReached(_)) {
        return match find("p50").and_then(|o| o.estimate) {
            Some(median) => format!("median {median}"),
            None => "median: not by the horizon".to_string(),
        };
    }
    let mean = match find("mean") {
        Some(row) => plus_minus(row.estimate, row.standard_error),
        None => "none".to_string(),
    };
    let end = |what: &str| find(what).and_then(|o| o.estimate).map_or("–".to_string(), short);
    format!("{mean}  {} to {}", end("p5"), end("p95"))
}

/// A number without digits that nobody asked for.
fn short(x: f64) -> String {
    let digits = if x.abs() >= 100.0 { 0 } else { 2 };
    let text = format!("{x:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

fn plus_minus(estimate: Option<f64>, standard_error: Option<f64>) -> String {
    match (estimate, standard_error) {
        (Some(x), Some(e)) => {
            let digits = stats::decimals(e).unwrap_or(0).max(0) as usize;
            format!("{x:.digits$} ± {e:.digits$}")
        }
        (Some(x), None) => x.to_string(),
        _ => "none".to_string(),
    }
}

/// A chance in per cent, with as many digits as its error allows.
fn percent(x: f64, digits: usize) -> String {
    format!("{:.digits$}", 100.0 * x)
}

struct Page {
    width: usize,
    text: String,
}

impl Page {
    fn wrap(&mut self, text: &str, indent: &str) {
        let mut line = indent.to_string();
        for word in text.split_whitespace() {
            let empty = line.trim().is_empty();
            if !empty && line.chars().count() + 1 + word.chars().count() > self.width {
                let _ = writeln!(self.text, "{line}");
                line = indent.to_string();
            } else if !empty {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = writeln!(self.text, "{line}");
    }

    fn heading(&mut self, name: &str, figures: &str) {
        let figures = if self.width < NARROW { "" } else { figures };
        let _ = writeln!(self.text, "\n{}", self.columns(name, figures).trim_end());
    }

    fn line(&mut self, name: &str, figures: &str) {
        if self.width < NARROW {
            self.wrap(name, "  ");
            self.wrap(figures, "      ");
        } else {
            let row = self.columns(&format!("  {name}"), figures);
            let _ = writeln!(self.text, "{}", row.trim_end());
        }
    }

    /// A name and its figures side by side; a name that is too long gets a line of its own.
    fn columns(&self, name: &str, figures: &str) -> String {
        let column = (self.width / 2).min(50);
        if name.chars().count() < column {
            format!("{name:<column$}{figures}")
        } else {
            format!("{name}\n{:<column$}{figures}", "")
        }
    }

    fn chance(&mut self, row: &Outcome) {
        let (Some(p), Some(e)) = (row.estimate, row.standard_error) else { return };
        let digits = (stats::decimals(e).unwrap_or(4) - 2).clamp(0, 4) as usize;
        let interval = match (row.lo, row.hi) {
            (Some(lo), Some(hi)) => format!("  {}–{}%", percent(lo, digits), percent(hi, digits)),
            _ => String::new(),
        };
        let word = row.likelihood.as_deref().unwrap_or("");
        let chance = format!("{} ± {}%", percent(p, digits), percent(e, digits));
        let figures = format!("{chance:<16}{interval:<16}  {word}");
        self.line(&row.name, &figures);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_words_is_wider_than_the_terminal() {
        for width in [30, 40, 80] {
            assert!(legend(width).lines().all(|l| l.chars().count() <= width), "{}", legend(width));
        }
    }

    #[test]
    fn a_rounded_number_keeps_no_empty_digits() {
        assert_eq!(short(0.0), "0");
        assert_eq!(short(-0.001), "0");
        assert_eq!(short(1234.5), "1234");
        assert_eq!(short(2.50), "2.5");
    }
}
