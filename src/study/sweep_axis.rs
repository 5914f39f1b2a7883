//! What an inquiry varies: a quantity over numbers, a term over its levels, or the option on the table.

use super::cases::{Case, Study};
use super::error::Error;
use super::refused::Refused;
use super::variant::Variant;
use crate::figures::{Axis, Setting};
use crate::ledger::placements;
use crate::model::{Scenario, TermScale};
use crate::scenario::{STATED_ACCEPTABILITY, nearest_name};
use crate::words::{plain, short, significant};

/// How what is varied is written.
pub const OVER: &str = "KEY, KEY=FROM..TO, KEY=FROM..TO:STEPS or KEY=A,B,C";

/// More settings than these of one key are no picture and no table.
const MOST: usize = 201;

/// A key that is varied, and what it is set to, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// The key, as `--set` has it; `option` for the option on the table.
    pub key: String,
    /// What a reader calls it.
    pub name: String,
    /// Its unit; empty for what has none.
    pub unit: String,
    /// What it is set to, in order.
    pub settings: Vec<To>,
}

/// What a key is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum To {
    /// A number.
    Number(f64),
    /// A level of a term, with its name.
    Level(String, String),
    /// An option, with its name.
    Option(String, String),
}

impl Over {
    /// Reads what is to be varied in every scenario of a study, as [`OVER`] says. Without a range a quantity goes from its 5 % to its 95 % point in so many
    /// settings, and what has levels or is an option over all of them.
    ///
    /// **Errors** no scenario has such a key, or one lacks it; it is certain and has no range; a range or a list that is none.
    pub fn new(study: &Study, text: &str, settings: usize) -> Result<Over, Error> {
        let (key, rest) = match text.split_once('=') {
            Some((key, rest)) => (key.trim(), Some(rest.trim())),
            None => (text.trim(), None),
        };
        let wrong = |why: String| Error::Unanswerable(format!("{why}; write {OVER}"));
        if key.is_empty() {
            return Err(wrong(format!("\"{text}\" names nothing to vary")));
        }
        let first = &study.cases()[0];
        let over =
            |name: String, settings: Vec<To>| Over { key: key.into(), name, unit: String::new(), settings };
        let over = match key.split('.').collect::<Vec<_>>()[..] {
            ["option"] => {
                let options = first.scenario().options.iter();
                let all = options.map(|option| To::Option(option.id.clone(), option.name.clone())).collect();
                over("The option on the table".into(), chosen(all, rest).map_err(wrong)?)
            }
            ["option_sheet", option, "terms", term] if levels(first.scenario(), term).is_some() => {
                let scenario = first.scenario();
                let all = levels(scenario, term).unwrap_or_default().iter();
                let all =
                    all.map(|level| To::Level(level.clone(), scenario.level_name(term, level))).collect();
                let name = format!("{}: {}", scenario.option_name(option), scenario.term_name(term));
                over(name, chosen(all, rest).map_err(wrong)?)
            }
            _ => {
                study.cases().iter().try_for_each(|case| check_known(case, key))?;
                let (name, unit) = described(first.scenario(), key);
                let numbers = match rest {
                    Some(rest) => numbers(rest, settings).map_err(wrong)?,
                    None => between(range(first, key).ok_or_else(|| certain(first, key))?, settings),
                };
                Over { unit, ..over(name, numbers.into_iter().map(To::Number).collect()) }
            }
        };
        match over.settings.len() {
            1..=MOST => Ok(over),
            n => Err(wrong(format!("{n} settings of `{key}` are more than {MOST}"))),
        }
    }

    /// A variant with the key set so.
    ///
    /// **Errors** it may not be so.
    pub fn set<'s>(&self, variant: Variant<'s>, to: &To) -> Result<Variant<'s>, Refused> {
        match (to, self.key.split('.').collect::<Vec<_>>().as_slice()) {
            (To::Number(x), _) => variant.with_stated_value(&self.key, *x),
            (To::Level(level, _), [_, option, _, term]) => variant.with_level(option, term, level),
            (To::Level(level, _) | To::Option(level, _), _) => variant.with_option(level),
        }
    }

    /// As figures have it.
    pub fn axis(&self) -> Axis {
        let names = self.names();
        let settings = self.settings.iter().zip(names);
        let setting = |(to, name): (&To, String)| Setting { name, at: to.number() };
        Axis { name: self.name.clone(), unit: self.unit.clone(), settings: settings.map(setting).collect() }
    }

    /// Whether it is a quantity over numbers.
    pub fn is_number(&self) -> bool {
        self.settings.iter().all(|to| to.number().is_some())
    }

    /// How the settings read: numbers with as many decimals as tell them apart, and no empty ones.
    fn names(&self) -> Vec<String> {
        let numbers: Vec<f64> = self.settings.iter().filter_map(To::number).collect();
        let gap = numbers.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let is_near = |x: f64, decimals: usize| {
            let told: f64 = format!("{x:.decimals$}").parse().unwrap_or(x);
            (told - x).abs() <= TOLD * gap
        };
        let decimals = (0..=MOST_DECIMALS).find(|&decimals| numbers.iter().all(|&x| is_near(x, decimals)));
        let number = |x: f64| match decimals.filter(|_| gap.is_finite()) {
            Some(decimals) => trimmed(&plain(x, decimals)),
            None => significant(x),
        };
        let name = |to: &To| match to {
            To::Number(x) => number(*x),
            To::Level(_, name) | To::Option(_, name) => name.clone(),
        };
        self.settings.iter().map(name).collect()
    }
}

impl To {
    /// The number, of a quantity.
    pub fn number(&self) -> Option<f64> {
        match self {
            To::Number(x) => Some(*x),
            To::Level(..) | To::Option(..) => None,
        }
    }
}

/// A number is told to so small a share of the least gap between two of them.
const TOLD: f64 = 0.05;

const MOST_DECIMALS: usize = 12;

/// Without empty digits at its end.
fn trimmed(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    }
}

/// The levels of a term, if it has any.
fn levels<'s>(scenario: &'s Scenario, term: &str) -> Option<&'s [String]> {
    match &scenario.term(term)?.scale {
        TermScale::Levels(levels) => Some(levels),
        TermScale::Amount { .. } => None,
    }
}

/// What a reader calls a quantity, and its unit.
pub(super) fn described(scenario: &Scenario, key: &str) -> (String, String) {
    let found = placements(scenario).into_iter().find(|placement| placement.quantity.key == key);
    found.map_or_else(
        || (key.to_string(), String::new()),
        |placement| (format!("{}: {}", placement.element.name, placement.role), placement.unit),
    )
}

fn check_known(case: &Case, key: &str) -> Result<(), Error> {
    let known = &case.loaded.admitted;
    if known.contains_key(key) {
        return Ok(());
    }
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    let near = nearest_name(key, &names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Error::Unanswerable(format!("{} has no quantity `{key}`{near}", case.file)))
}

/// From its 5 % to its 95 % point; none of what is certain.
fn range(case: &Case, key: &str) -> Option<(f64, f64)> {
    let placed = || placements(case.scenario()).into_iter().find(|placement| placement.quantity.key == key);
    let law = case.plan.law(key).cloned().or_else(|| Some(placed()?.quantity.family.clone()))?;
    let (lo, hi) = (law.quantile(0.05), law.quantile(0.95));
    let admitted = case.loaded.admitted.get(key);
    let stated = |x: f64| match admitted.is_some_and(|admitted| !admitted.may_be_stated(x)) {
        true => x.clamp(*STATED_ACCEPTABILITY.start(), *STATED_ACCEPTABILITY.end()),
        false => x,
    };
    let (lo, hi) = (stated(lo), stated(hi));
    (lo < hi).then_some((lo, hi))
}

fn certain(case: &Case, key: &str) -> Error {
    let value = case.plan.law(key).and_then(|law| law.as_constant());
    let is = value.map(|x| format!(" ({})", short(x))).unwrap_or_default();
    Error::Unanswerable(format!(
        "`{key}` is certain in {}{is}: say from where to where it shall go, {key}=FROM..TO",
        case.file
    ))
}

/// Levels or options by their ids, in the order in which they were asked for; all of them unless some were.
fn chosen(all: Vec<To>, rest: Option<&str>) -> Result<Vec<To>, String> {
    let Some(rest) = rest else { return Ok(all) };
    let id = |to: &To| match to {
        To::Level(id, _) | To::Option(id, _) => id.clone(),
        To::Number(x) => x.to_string(),
    };
    let find = |word: &str| {
        let found = all.iter().find(|to| id(to) == word).cloned();
        found.ok_or_else(|| {
            let ids: Vec<String> = all.iter().map(|to| format!("`{}`", id(to))).collect();
            format!("there is no `{word}`; there are {}", ids.join(", "))
        })
    };
    rest.split(',').map(|word| find(word.trim())).collect()
}

/// Numbers of a range or of a list, ascending.
fn numbers(text: &str, settings: usize) -> Result<Vec<f64>, String> {
    let number = |text: &str| match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => Err(format!("\"{}\" is no number", text.trim())),
    };
    let Some((from, rest)) = text.split_once("..") else {
        let mut all: Vec<f64> = text.split(',').map(number).collect::<Result<_, _>>()?;
        all.sort_by(f64::total_cmp);
        all.dedup();
        return Ok(all);
    };
    let (to, settings) = match rest.split_once(':') {
        Some((to, count)) => match count.trim().parse::<usize>() {
            Ok(count @ 2..=MOST) => (to, count),
            _ => return Err(format!("\"{}\" is no number of settings from 2 to {MOST}", count.trim())),
        },
        None => (rest, settings),
    };
    match (number(from)?, number(to)?) {
        (from, to) if from < to => Ok(between((from, to), settings)),
        (from, to) => Err(format!("{from} does not lie below {to}")),
    }
}

/// So many numbers, equally far from each other, both ends among them.
fn between((from, to): (f64, f64), settings: usize) -> Vec<f64> {
    let last = settings.max(2) - 1;
    let at = |i: usize| if i == last { to } else { plainly(from + (to - from) * (i as f64 / last as f64)) };
    (0..=last).map(at).collect()
}

/// A number without what rounding leaves in its last bits: a setting is written down and set again.
pub(super) fn plainly(x: f64) -> f64 {
    format!("{x:.12e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_with_the_decimals_that_tell_them_apart() {
        let names = |numbers: &[f64]| {
            let settings = numbers.iter().map(|&x| To::Number(x)).collect();
            Over { key: String::new(), name: String::new(), unit: String::new(), settings }.names().join(" ")
        };
        assert_eq!(names(&[-1.5997, -1.5122, -1.4247]), "−1.6 −1.512 −1.425");
        assert_eq!(names(&[0.0, 0.0625, 0.125, 1.0]), "0 0.062 0.125 1");
        assert_eq!(names(&[1000.0, 25_000.0]), "1000 25,000");
        assert_eq!(names(&[0.123456]), "0.123");
    }

    #[test]
    fn ranges_and_lists_are_read() {
        assert_eq!(numbers("0..1:5", 9).unwrap(), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(numbers("-1 .. 0.5", 3).unwrap(), [-1.0, -0.25, 0.5]);
        assert_eq!(numbers("3, 1,3,2", 9).unwrap(), [1.0, 2.0, 3.0]);
        for wrong in ["1..0", "1..1", "a..2", "0..1:1", "0..1:9999", "inf..2", "1,x", ""] {
            assert!(numbers(wrong, 9).is_err(), "{wrong}");
        }
    }
}
