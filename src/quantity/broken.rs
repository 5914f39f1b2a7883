//! Which parameter of a quantity breaks which rule.

use std::fmt;

/// The largest magnitude of a parameter: its square and every difference stay finite.
const LARGEST: f64 = 1e150;

/// Why parameters make no quantity, so that an error can point at the very number.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The index of the offending parameter, in the order in which they were given; past the last if it is none alone.
    pub parameter: usize,
    /// The rule it breaks.
    pub rule: Rule,
    /// The way out.
    pub help: String,
}

/// A rule for parameters. Its text follows the word "found": "must lie between min 20 and max 60".
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// NaN or infinite.
    NotFinite,
    /// Not within a closed range.
    OutsideRange {
        /// What the lower end is called; may be empty.
        low_name: &'static str,
        /// The lower end.
        low: f64,
        /// What the upper end is called; may be empty.
        high_name: &'static str,
        /// The upper end.
        high: f64,
    },
    /// Not strictly inside a range; an end that is infinite is left out of the text.
    NotInside {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Not above the one before it.
    NotRising {
        /// What the one before is called.
        name: String,
        /// Its value.
        before: f64,
    },
    /// Zero or below.
    NotPositive,
    /// No room between the ends of a range.
    EmptyRange {
        /// The lower end.
        low: f64,
    },
    /// No smooth distribution of the family passes through the points.
    Infeasible,
    /// Too few or too many.
    WrongCount {
        /// How many are needed.
        least: usize,
        /// How many were given.
        found: usize,
    },
    /// More than there may be.
    TooMany {
        /// How many there may be.
        most: usize,
        /// How many were given.
        found: usize,
    },
    /// Weights that do not sum to 1.
    NotWhole {
        /// Their sum.
        sum: f64,
    },
    /// A truncation that leaves next to nothing.
    NothingLeft {
        /// The probability that it leaves.
        share: f64,
    },
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::NotFinite => write!(f, "must be a finite number"),
            Rule::OutsideRange { low_name, low, high_name, high } => {
                let (low, high) = (short(*low), short(*high));
                write!(f, "must lie between {}{low} and {}{high}", named(low_name), named(high_name))
            }
            Rule::NotInside { low, high } if low.is_infinite() => write!(f, "must lie below {high}"),
            Rule::NotInside { low, high } if high.is_infinite() => write!(f, "must lie above {low}"),
            Rule::NotInside { low, high } => write!(f, "must lie strictly between {low} and {high}"),
            Rule::NotRising { name, before } => write!(f, "must be greater than {}{before}", named(name)),
            Rule::NotPositive => write!(f, "must be greater than 0"),
            Rule::EmptyRange { low } => write!(f, "must be greater than the lower end {low}"),
            Rule::Infeasible => write!(f, "no smooth distribution passes through these points"),
            Rule::WrongCount { least, found } => write!(f, "at least {least} needed, {found} given"),
            Rule::TooMany { most, found } => write!(f, "at most {most}, {found} given"),
            Rule::NotWhole { sum } => write!(f, "the weights sum to {sum}, not to 1"),
            Rule::NothingLeft { share: 0.0 } => write!(f, "nothing of the distribution lies in this range"),
            Rule::NothingLeft { share } => {
                write!(f, "only {share:.1e} of the distribution lies in this range")
            }
        }
    }
}

/// "min " before a number, or nothing.
fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name} ") }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rule.fmt(f)
    }
}

impl std::error::Error for Broken {}

impl Broken {
    /// A broken rule with its way out.
    pub(super) fn new(parameter: usize, rule: Rule, help: impl Into<String>) -> Broken {
        Broken { parameter, rule, help: help.into() }
    }

    /// A rule that no single parameter breaks.
    pub(super) fn whole(rule: Rule, help: impl Into<String>) -> Broken {
        Broken::new(usize::MAX, rule, help)
    }
}

/// All must be finite, and small enough that sums and squares stay so.
pub(super) fn require_finite(parameters: &[f64]) -> Result<(), Broken> {
    for (i, &x) in parameters.iter().enumerate() {
        if !x.is_finite() {
            return Err(Broken::new(i, Rule::NotFinite, "write a number"));
        }
        require_within(i, x, -LARGEST, LARGEST, "use a larger unit")?;
    }
    Ok(())
}

/// A number with four digits, for a message.
pub(super) fn digits(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}

/// A parameter in a closed range whose ends have no names.
pub(super) fn require_within(
    parameter: usize,
    x: f64,
    low: f64,
    high: f64,
    help: &str,
) -> Result<(), Broken> {
    if (low..=high).contains(&x) {
        return Ok(());
    }
    let (low, high) = (digits(low), digits(high));
    Err(Broken::new(parameter, Rule::OutsideRange { low_name: "", low, high_name: "", high }, help))
}

/// A large number with an exponent.
fn short(x: f64) -> String {
    if x.abs() < 1e15 { x.to_string() } else { format!("{x:e}") }
}

/// How far the sum of weights may be from 1: a third may be written with seven digits.
const ROUNDING: f64 = 1e-6;

/// Weights that are positive and sum to 1; parameter i is the i-th. Tells the sum, to divide by.
pub(super) fn require_weights(weights: &[f64]) -> Result<f64, Broken> {
    require_finite(weights)?;
    for (i, &weight) in weights.iter().enumerate() {
        require_positive(i, weight, "a weight says how much it counts; what does not count is left out")?;
    }
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() <= ROUNDING {
        return Ok(sum);
    }
    let shares: Vec<String> = weights.iter().take(6).map(|w| format!("{:.4}", w / sum)).collect();
    let more = if weights.len() > 6 { ", …" } else { "" };
    let help = format!("in the same proportions they would be {}{more}", shares.join(", "));
    Err(Broken::whole(Rule::NotWhole { sum: format!("{sum:.6}").parse().unwrap_or(sum) }, help))
}

/// A parameter greater than 0.
pub(super) fn require_positive(parameter: usize, x: f64, help: &str) -> Result<(), Broken> {
    if x > 0.0 { Ok(()) } else { Err(Broken::new(parameter, Rule::NotPositive, help)) }
}

/// min ≤ mode ≤ max and min < max, the parameters 0, 1 and 2.
pub(super) fn require_mode(min: f64, mode: f64, max: f64) -> Result<(), Broken> {
    if min >= max {
        return Err(Broken::new(
            2,
            Rule::EmptyRange { low: min },
            "max is the greatest plausible value; a certain number is written without a family",
        ));
    }
    if (min..=max).contains(&mode) {
        return Ok(());
    }
    let help = if mode > max {
        format!("if {mode} is plausible, raise max; the mode is the most likely value, not the mean")
    } else {
        format!("if {mode} is plausible, lower min; the mode is the most likely value, not the mean")
    };
    Err(Broken::new(1, Rule::OutsideRange { low_name: "min", low: min, high_name: "max", high: max }, help))
}

/// The value at the lower percentage is below that at the higher one; the parameters 0 and 1.
pub(super) fn require_rising(points: [(u8, f64); 2]) -> Result<(), Broken> {
    let [(low, before), (high, after)] = points;
    if before < after {
        return Ok(());
    }
    let help = format!("{high} % of the values lie below p{high}; swap the two if they were exchanged");
    Err(Broken::new(1, Rule::NotRising { name: format!("p{low}"), before }, help))
}
