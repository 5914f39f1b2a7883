//! Numbers with a percent sign.

use super::wording::{Advice, short};

pub(super) const NO_PERCENT: &str = "a number has no percent sign";

/// What a number counts, as far as its key tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum Counted {
    /// Shares of 1.
    Shares,
    /// Points, of which 100 are the whole.
    Points,
    /// One by one.
    Whole,
    /// Its key does not tell.
    Unknown,
}

/// A number before a percent sign, with its point.
pub(super) struct Percent(String);

impl Percent {
    /// The number that is meant, in words where it depends on what is counted.
    pub(super) fn told(&self, counted: Counted) -> String {
        let (share, points) = (short(&self.as_share()), short(&self.0));
        match counted {
            Counted::Shares => format!("write {share}"),
            Counted::Points | Counted::Whole => format!("write {points}"),
            Counted::Unknown => {
                format!("write {share} where a share of 1 is meant, {points} where points of 100 are")
            }
        }
    }

    /// As a share of 1, by moving the point: a division would show its rounding.
    fn as_share(&self) -> String {
        let (sign, digits) = match self.0.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", self.0.as_str()),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = format!("{whole:0>3}");
        let (front, back) = whole.split_at(whole.len() - 2);
        let front = front.trim_start_matches('0');
        let front = if front.is_empty() { "0" } else { front };
        let back = format!("{back}{rest}");
        match back.trim_end_matches('0') {
            "" => format!("{sign}{front}"),
            back => format!("{sign}{front}.{back}"),
        }
    }
}

/// A number of hundredths as a share of 1.
pub(in crate::scenario) fn percent_as_share(number: &str) -> String {
    Percent(number.into()).as_share()
}

pub(super) fn percent(value: &str) -> Option<Percent> {
    let number = value.trim().strip_suffix('%')?.trim().replace(',', ".");
    let digits = number.strip_prefix('-').unwrap_or(&number);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.matches('.').count() < 2
        && digits.len() < 20;
    plain.then_some(Percent(number))
}

/// Every percent sign of a line at once, in the unit that its key has: a share of 1, or points of 100.
pub(super) fn percents(
    text: &str,
    start: usize,
    line: &str,
    value: &str,
    counted: Counted,
) -> Option<Advice> {
    if !value.contains('%') || value.starts_with(['"', '\'']) {
        return None;
    }
    let found: Vec<Percent> = line
        .split(" #")
        .next()?
        .split(['=', ',', '[', '{', '(', ']', '}', ')'])
        .filter_map(percent)
        .collect();
    let of_acceptability = |line: &str| {
        let head = line.trim_start().trim_start_matches('[');
        ["acceptability", "probe"].iter().any(|key| head.starts_with(key))
    };
    let header = text[..start].lines().rev().find(|line| line.trim_start().starts_with('['));
    let in_points = of_acceptability(line) || header.is_some_and(of_acceptability);
    let written: Vec<String> = found
        .iter()
        .map(
            |percent| {
                if in_points || counted == Counted::Whole { percent.0.clone() } else { percent.as_share() }
            },
        )
        .map(|number| short(&number))
        .collect();
    let all = match written.split_last()? {
        (last, []) => last.clone(),
        (last, rest) => format!("{} and {last}", rest.join(", ")),
    };
    let label = match written.len() {
        1 => NO_PERCENT.to_string(),
        n => format!("a number has no percent sign; there are {n} on this line"),
    };
    let reason = if in_points { ": an acceptability is counted in points, from 0 to 100" } else { "" };
    Some((label, format!("write {all}{reason}")))
}
