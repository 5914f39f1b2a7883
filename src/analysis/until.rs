//! The stop rule: how precise an answer must be before a run may end (docs/model.md §5.10).
//!
//! A run is looked at when it has one, two, four … times its worlds, and at last when it has as many as it may have. Who looks often
//! finds by luck what is not there; so the allowed error is shared out among the looks before the first of them (Bonferroni), and
//! what is said at any of them is said with the confidence that was asked for.

use std::fmt;

use super::question::common_name;
use super::samples::freedom;
use super::tallied::{Tallied, is_certain, tallied};
use crate::engine::{Size, Tally};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::stats::{Clusters, Interval};

/// What is asked of a run before it may stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    outcome: String,
    rule: Rule,
    /// The confidence, as it is written. **Range** 50 to less than 100.
    percent: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    /// The interval of every file is no wider than this on either side.
    Within(f64),
    /// One file is clearly above all others.
    First,
    /// One file is clearly below all others.
    Last,
    /// Every other file is clearly above or below the first.
    Sign,
}

/// What a look at a run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Whether the run may stop.
    pub decided: bool,
    /// Why, or why not, in words.
    pub found: String,
}

/// How the rule is written.
pub const GRAMMAR: &str =
    "OUTCOME +-HALF, first OUTCOME, last OUTCOME or sign OUTCOME, then @LEVEL% if not 95%";

impl Until {
    /// Reads a rule.
    ///
    /// **Errors** what is wrong with it, and how it is written.
    pub fn parse(text: &str) -> Result<Until, String> {
        let wrong = |why: String| format!("{why}; write {GRAMMAR}: \"in_force +-0.005 @95%\"");
        let spaced = text.replace("+/-", "+-").replace('±', "+-").replace("+-", " +- ").replace('@', " @ ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let (words, percent) = match words.as_slice() {
            [rest @ .., "@", level] => (rest, percent(level).map_err(wrong)?),
            rest => (rest, 95.0),
        };
        let (outcome, rule) = match words {
            [outcome, "+-", half] => (outcome, Rule::Within(half_width(half).map_err(wrong)?)),
            ["first", outcome] => (outcome, Rule::First),
            ["last", outcome] => (outcome, Rule::Last),
            ["sign", outcome] => (outcome, Rule::Sign),
            _ => return Err(wrong(format!("\"{}\" is no rule to stop by", text.trim()))),
        };
        Ok(Until { outcome: outcome.to_string(), rule, percent })
    }

    /// The rule with the outcome's whole name in these scenarios, to be shown side by side.
    ///
    /// **Errors** a name that a scenario does not have or that may mean several, a comparison with nothing to compare.
    pub fn resolve(self, scenarios: &[&Scenario]) -> Result<Until, String> {
        if scenarios.len() < 2 && !matches!(self.rule, Rule::Within(_)) {
            return Err(
                "which comes first, which last, and the sign of a difference need two scenario files or more"
                    .into(),
            );
        }
        let outcome = common_name(scenarios, &self.outcome)?;
        Ok(Until { outcome, ..self })
    }

    /// Statements made at once at every look.
    fn statements(&self, files: usize) -> usize {
        match self.rule {
            Rule::Within(_) => files,
            Rule::First | Rule::Last | Rule::Sign => files.saturating_sub(1),
        }
        .max(1)
    }

    /// The error that each statement of each look may have, so that together they have the one that was asked for.
    ///
    /// **Formula** (1 − level)/(looks·statements), Bonferroni's.
    fn error_allowed(&self, files: usize, looks: usize) -> f64 {
        (1.0 - self.percent / 100.0) / (looks * self.statements(files)) as f64
    }

    /// Looks at a run: one of so many looks.
    pub fn look(&self, cases: &[Looked], looks: usize) -> Look {
        let Some(first) = cases.first() else { return undecided("no scenario".into()) };
        let (size, worlds) = (first.tally.size, first.tally.size.worlds as usize);
        let clusters = size.clusters();
        if clusters.freedom(worlds) == 0 {
            return undecided("a single world shows no error".into());
        }
        let by_case: Option<Vec<Tallied>> =
            cases.iter().map(|case| tallied(case.scenario, case.tally, &self.outcome)).collect();
        let Some(by_case) = by_case else {
            return undecided(format!("`{}` has no value", self.outcome));
        };
        let within = Statement {
            cases,
            by_case: &by_case,
            clusters,
            freedom: freedom(clusters, worlds, first.tally.is_pooled()),
            alpha: self.error_allowed(cases.len(), looks),
        };
        self.judge(&within)
            .unwrap_or_else(|| undecided(format!("`{}` has no value in one of the scenarios", self.outcome)))
    }

    fn judge(&self, found: &Statement) -> Option<Look> {
        match self.rule {
            Rule::Within(half) => {
                let values: Option<Vec<f64>> = found.by_case.iter().map(Tallied::value).collect();
                Some(found.within(&self.outcome, &values?, half))
            }
            Rule::First | Rule::Last => {
                let values: Option<Vec<f64>> = found.by_case.iter().map(Tallied::value).collect();
                let sign = if self.rule == Rule::First { 1.0 } else { -1.0 };
                let values = values?;
                let ahead =
                    (0..values.len()).max_by(|&a, &b| (sign * values[a]).total_cmp(&(sign * values[b])))?;
                let others: Vec<usize> = (0..values.len()).filter(|&i| i != ahead).collect();
                found.compare(ahead, &others)
            }
            Rule::Sign => found.compare(0, &(1..found.by_case.len()).collect::<Vec<usize>>()),
        }
    }
}

/// A scenario of a run that is looked at, by its name.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'l> {
    /// What it is called.
    pub name: &'l str,
    /// The scenario.
    pub scenario: &'l Scenario,
    /// Its plan.
    pub plan: &'l Plan,
    /// What was counted of it so far.
    pub tally: &'l Tally,
}

/// What the statements of one look are made from.
struct Statement<'l> {
    cases: &'l [Looked<'l>],
    by_case: &'l [Tallied<'l>],
    clusters: Clusters,
    freedom: usize,
    /// The error that each of them may have.
    alpha: f64,
}

fn undecided(found: String) -> Look {
    Look { decided: false, found }
}

impl Statement<'_> {
    /// Whether every interval is narrow enough; told of the widest, or of one that cannot be told.
    fn within(&self, outcome: &str, values: &[f64], half: f64) -> Look {
        let mut widest: Option<(f64, usize)> = None;
        for (place, (tallied, &value)) in self.by_case.iter().zip(values).enumerate() {
            let case = &self.cases[place];
            let range = match tallied.interval(self.clusters, self.freedom, self.alpha) {
                _ if is_certain(case.scenario, case.plan, outcome) => Interval { lo: value, hi: value },
                Some(range) => range,
                None => {
                    return undecided(format!(
                        "`{outcome}` hardly varies{}, which tells no error",
                        self.of(place)
                    ));
                }
            };
            let width = (range.hi - value).max(value - range.lo);
            if widest.is_none_or(|(before, _)| width > before) {
                widest = Some((width, place));
            }
        }
        let (width, place) = widest.unwrap_or((0.0, 0));
        let decided = width <= half;
        let than = if decided { "no more than" } else { "more than" };
        let of = if self.cases.len() > 1 {
            format!(", the widest in {}", self.cases[place].name)
        } else {
            String::new()
        };
        Look { decided, found: format!("±{} is {than} ±{half}{of}", short(width)) }
    }

    /// Which of several scenarios is meant.
    fn of(&self, place: usize) -> String {
        if self.cases.len() > 1 { format!(" in {}", self.cases[place].name) } else { String::new() }
    }

    /// Whether one file differs clearly from others; told of the least clear.
    fn compare(&self, one: usize, others: &[usize]) -> Option<Look> {
        let mut least: Option<(f64, usize, f64, f64)> = None;
        for &other in others {
            let pair = self.by_case[one].less(&self.by_case[other], self.clusters)?;
            let value = pair.difference.value;
            let Some(range) = pair.interval(self.freedom, self.alpha) else {
                let names = [one, other].map(|place| self.cases[place].name);
                return Some(undecided(format!(
                    "{} and {} hardly differ, which tells no error",
                    names[0], names[1]
                )));
            };
            // How far the interval lies to one side of 0.
            let clear = if value >= 0.0 { range.lo } else { -range.hi };
            if least.is_none_or(|(before, ..)| clear < before) {
                least = Some((clear, other, value, value.abs() - clear));
            }
        }
        let (clear, other, difference, reach) = least?;
        let decided = clear > 0.0;
        let told = if decided { "clear" } else { "not clear" };
        let found = format!(
            "{} less {} is {} ± {}: {told}",
            self.cases[one].name,
            self.cases[other].name,
            short(difference),
            short(reach)
        );
        Some(Look { decided, found })
    }
}

/// Two digits that count.
fn short(x: f64) -> String {
    let rounded: f64 = format!("{x:.1e}").parse().unwrap_or(x);
    format!("{rounded}")
}

fn percent(text: &str) -> Result<f64, String> {
    let level = text.strip_suffix('%').and_then(|digits| digits.parse::<f64>().ok());
    level
        .filter(|level| (50.0..100.0).contains(level))
        .ok_or_else(|| format!("\"@{text}\" must be a level of confidence from @50% to less than @100%"))
}

fn half_width(text: &str) -> Result<f64, String> {
    let wrong = || {
        let unit =
            if text.ends_with('%') { ", a chance as a share: 0.005 is half a percentage point" } else { "" };
        format!("\"+-{text}\" must be a number above 0{unit}")
    };
    text.parse::<f64>().ok().filter(|half| *half > 0.0 && half.is_finite()).ok_or_else(wrong)
}

/// Worlds at each look: one, two, four … batches of the design, and at last as many whole batches as there may be.
///
/// **Errors** none if not even one batch may be run.
pub fn looks(size: Size, most_trials: u64) -> Option<Vec<u32>> {
    const MOST_WORLDS: u64 = 1_000_000;
    let batch = u64::from(size.design.batch());
    let most = (most_trials / u64::from(size.paths)).min(MOST_WORLDS) / batch;
    let mut looks: Vec<u64> = (0..).map(|k| 1 << k).take_while(|&batches| batches <= most).collect();
    if looks.last().is_some_and(|&last| last < most) {
        looks.push(most);
    }
    (most > 0).then(|| looks.into_iter().map(|batches| (batches * batch) as u32).collect())
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = &self.outcome;
        match self.rule {
            Rule::Within(half) => write!(f, "{outcome} +-{half}")?,
            Rule::First => write!(f, "first {outcome}")?,
            Rule::Last => write!(f, "last {outcome}")?,
            Rule::Sign => write!(f, "sign {outcome}")?,
        }
        write!(f, " @{}%", self.percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Sampling;

    #[test]
    fn a_rule_is_read_and_written_alike() {
        for (text, written) in [
            ("in_force +-0.005 @95%", "in_force +-0.005 @95%"),
            ("in_force+-0.005@99.9%", "in_force +-0.005 @99.9%"),
            ("reached.talks.signed ± 1e-2", "reached.talks.signed +-0.01 @95%"),
            ("cost +/-3", "cost +-3 @95%"),
            ("first in_force @90%", "first in_force @90%"),
            ("  last   cost ", "last cost @95%"),
            ("sign cost@80%", "sign cost @80%"),
            ("cost +-3 @99.90071990123%", "cost +-3 @99.90071990123%"),
        ] {
            let read = Until::parse(text).unwrap();
            assert_eq!(read.to_string(), written);
            assert_eq!(Until::parse(&read.to_string()).unwrap(), read);
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_with_the_way_out() {
        for (text, why) in [
            ("", "no rule"),
            ("in_force", "no rule"),
            ("in_force 0.005", "no rule"),
            ("best in_force", "no rule"),
            ("in_force +-0.5%", "half a percentage point"),
            ("in_force +-0", "above 0"),
            ("in_force +-nan", "above 0"),
            ("in_force +-0.01 @95", "level of confidence"),
            ("in_force +-0.01 @100%", "level of confidence"),
            ("in_force +-0.01 @5%", "level of confidence"),
            ("first +-0.01", "no rule"),
        ] {
            let error = Until::parse(text);
            // A word too few is an outcome by the name of the rule; that there is no such outcome is said later.
            match error {
                Err(error) => {
                    assert!(error.contains(why) && error.contains("OUTCOME +-HALF"), "{text}: {error}")
                }
                Ok(_) => assert_eq!(text, "first +-0.01"),
            }
        }
    }

    #[test]
    fn looks_double_and_end_at_the_cap() {
        let size = |worlds, paths| Size::new(0, worlds, paths, Sampling::LatinHypercube);
        assert_eq!(looks(size(1000, 25), 250_000), Some(vec![1000, 2000, 4000, 8000, 10_000]));
        assert_eq!(looks(size(1000, 25), 100_000), Some(vec![1000, 2000, 4000]));
        // Whole replicates only.
        assert_eq!(looks(size(1001, 1), 4000), Some(vec![1020, 2040, 3060]));
        assert_eq!(looks(size(1000, 25), 24_999), None);
        assert_eq!(looks(size(1_000_000, 1), u64::MAX), Some(vec![1_000_000]));
    }

    #[test]
    fn the_error_allowed_is_shared_out_among_looks_and_statements() {
        let rule = |text| Until::parse(text).unwrap();
        let allowed = |text, files, looks| rule(text).error_allowed(files, looks);
        let close =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        close(allowed("x +-1", 1, 1), 0.05);
        close(allowed("x +-1", 3, 4), 0.05 / 12.0);
        close(allowed("first x @90%", 3, 5), 0.1 / 10.0);
        close(allowed("sign x", 2, 1), 0.05);
    }
}
