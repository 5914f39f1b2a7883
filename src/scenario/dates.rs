//! Days and months, as TOML dates or as text.

use crate::model::{Calendar, Date, Month};

use super::node::{Node, Value};
use super::problem::Problem;
use super::reader::Section;

/// The longest simulation. **Unit** months.
const LONGEST: i64 = 4095;

/// Why a value is no date.
pub(super) enum NoDate {
    /// It is something else.
    NotADate,
    /// It looks like one, but there is no such day.
    NoSuchDay,
}

/// Reads `2016-05-06`, `"2016-05-06"`, `"2016-05"` or `"2016"`; a shorter date is its last day.
pub(super) fn day(node: &Node) -> Result<Date, NoDate> {
    let (year, month, day) = parts(node)?;
    let month = Month { year, month: month.unwrap_or(12) };
    let last = last_day(month);
    let day = day.unwrap_or(last);
    if day == 0 || day > last {
        return Err(NoDate::NoSuchDay);
    }
    Ok(Date { month, day })
}

/// Reads `"2026-12"`.
pub(super) fn month(node: &Node) -> Result<Month, NoDate> {
    match parts(node)? {
        (year, Some(month), None) => Ok(Month { year, month }),
        _ => Err(NoDate::NotADate),
    }
}

fn parts(node: &Node) -> Result<(i32, Option<u32>, Option<u32>), NoDate> {
    let (year, month, day) = match &node.value {
        Value::Date(d) => match (d.date, d.time) {
            (Some(date), None) => {
                (i32::from(date.year), Some(u32::from(date.month)), Some(u32::from(date.day)))
            }
            _ => return Err(NoDate::NotADate),
        },
        Value::Text(text) => {
            let mut fields = text.split('-');
            let mut field = |width: usize| match fields.next() {
                None => Ok(None),
                Some(f) if f.len() == width && f.bytes().all(|b| b.is_ascii_digit()) => {
                    f.parse::<u32>().map(Some).map_err(|_| NoDate::NotADate)
                }
                Some(_) => Err(NoDate::NotADate),
            };
            let (year, month, day) = (field(4)?, field(2)?, field(2)?);
            if fields.next().is_some() {
                return Err(NoDate::NotADate);
            }
            (year.ok_or(NoDate::NotADate)? as i32, month, day)
        }
        _ => return Err(NoDate::NotADate),
    };
    if year == 0 || month.is_some_and(|m| !(1..=12).contains(&m)) {
        return Err(NoDate::NoSuchDay);
    }
    Ok((year, month, day))
}

fn last_day(month: Month) -> u32 {
    let y = month.year;
    match month.month {
        4 | 6 | 9 | 11 => 30,
        2 if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Section<'_> {
    /// A day that must be there.
    pub(super) fn day(&self, key: &str) -> Option<Date> {
        let node = self.need(key)?;
        match day(node) {
            Ok(date) => Some(date),
            Err(why) => {
                self.no_date(node, key, why, "a day such as 2016-05-06, \"2016-05\" or \"2016\"");
                None
            }
        }
    }

    /// A month that must be there.
    pub(super) fn month(&self, key: &str) -> Option<Month> {
        self.month_at(self.need(key)?, key)
    }

    /// The month that stands at a node.
    pub(super) fn month_at(&self, node: &Node, key: &str) -> Option<Month> {
        match month(node) {
            Ok(month) => Some(month),
            Err(why) => {
                self.no_date(node, key, why, "a month in quotes, such as \"2018-09\"");
                None
            }
        }
    }

    fn no_date(&self, node: &Node, key: &str, why: NoDate, expected: &str) {
        // A day where a month belongs is a date.
        let what = if matches!(node.value, Value::Date(_)) {
            "is a day, and a month belongs there"
        } else {
            "is not a date"
        };
        let title = format!("`{}` {what}", self.path_of(key));
        let label = match why {
            NoDate::NotADate => node.found(),
            NoDate::NoSuchDay => "the calendar has no such day or month".into(),
        };
        let label = match &node.value {
            Value::Text(_) if matches!(why, NoDate::NotADate) => "cannot be read as one".into(),
            _ => label,
        };
        self.cx.report(Problem::error("S301", node.at(), title, label).help(format!("write {expected}")));
    }

    /// The span of the simulation, from `as_of` and `horizon`.
    pub(super) fn calendar(&self) -> Option<Calendar> {
        let as_of = self.day("as_of");
        let horizon = self.month("horizon");
        let (as_of, horizon) = (as_of?, horizon?);
        let months = horizon.months_after(as_of.month);
        if (1..=LONGEST).contains(&months) {
            return Some(Calendar { as_of, months: months as u32 });
        }
        let (horizon_at, as_of_at) = (self.get("horizon")?.at(), self.get("as_of")?.at());
        let problem = match months < 1 {
            true => Problem::error("S303", horizon_at, "the horizon does not lie after `as_of`", "ends here")
                .help("the first simulated month is the one after `as_of`"),
            false => Problem::error("S303", horizon_at, "the horizon is too far away", "ends here")
                .help("the limit is 4095 months, some 341 years"),
        };
        self.cx.report(problem.note_at(as_of_at, "starts here"));
        None
    }

    /// The number of a simulated month, which must lie behind `as_of`; one beyond the horizon is noted, and nothing comes of it.
    pub(super) fn simulated_month(&self, node: &Node, key: &str) -> Option<u32> {
        let month = self.month_at(node, key)?;
        let calendar = self.cx.calendar.get()?;
        let t = month.months_after(calendar.as_of.month);
        if (1..=i64::from(calendar.months)).contains(&t) {
            return Some(t as u32);
        }
        if t > 1 {
            self.cx.beyond.borrow_mut().push((self.path_of(key), node.at()));
            return None;
        }
        let title = format!("`{}` lies outside the simulation", self.path_of(key));
        let label = format!("must lie from {} to {}", calendar.month(1), calendar.month(calendar.months));
        let help = "what happened by `as_of` belongs into a `start`";
        self.cx.report(Problem::error("S302", node.at(), title, label).help(help));
        None
    }
}

impl std::fmt::Debug for NoDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a date")
    }
}
