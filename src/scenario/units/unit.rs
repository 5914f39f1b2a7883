//! A unit as words with powers, and the unit of a formula.

use std::collections::BTreeMap;
use std::fmt;

use super::lexicon::{Powers, is_placed};
use super::ratio::Ratio;
use super::spelling;
use crate::formula::{Formula, Function, Operation};

/// The unit of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) enum Unit {
    /// Nobody said: fits anything, and what it is multiplied with is unknown too.
    Unknown,
    /// A number written in a formula: fits any sum, and leaves a product's unit alone.
    Plain,
    /// Words with powers: "km2" times "USD/km2" is "USD".
    Stated(Powers),
}

/// A unit in its bases: "km2" and "ha" are both so many m².
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) struct Reduced {
    bases: BTreeMap<String, i32>,
    ratio: Ratio,
}

impl Unit {
    /// The unit that a file states.
    pub(in crate::scenario) fn stated(text: Option<&str>) -> Unit {
        text.and_then(spelling::read).map_or(Unit::Unknown, Unit::Stated)
    }

    /// In its bases; none unless it is stated.
    pub(in crate::scenario) fn reduced(&self) -> Option<Reduced> {
        let Unit::Stated(powers) = self else { return None };
        let mut reduced = Reduced { bases: BTreeMap::new(), ratio: Ratio::ONE };
        for (word, power) in powers {
            reduced.ratio = reduced.ratio.times(word.ratio.power(*power)?)?;
            if !word.base.is_empty() {
                *reduced.bases.entry(word.base.clone()).or_insert(0) += word.power * power;
            }
        }
        reduced.bases.retain(|_, power| *power != 0);
        Some(reduced)
    }

    /// How many of the other one of this is; none where they measure different things.
    pub(in crate::scenario) fn in_terms_of(&self, other: &Unit) -> Option<Ratio> {
        let (own, other) = (self.reduced()?, other.reduced()?);
        if own.bases != other.bases { None } else { own.ratio.times(other.ratio.inverse()) }
    }

    /// Whether it is a plain count or a share: no word of it measures anything.
    pub(in crate::scenario) fn measures_nothing(&self) -> bool {
        self.reduced().is_some_and(|reduced| reduced.bases.is_empty())
    }

    /// Whether every word of it is a known unit, or a currency.
    pub(in crate::scenario) fn is_placed(&self) -> bool {
        let Unit::Stated(powers) = self else { return false };
        powers.keys().all(|word| is_placed(&word.base))
    }

    /// The unit of a sum; none if the two do not fit.
    pub(in crate::scenario) fn with(&self, other: &Unit) -> Option<Unit> {
        match (self, other) {
            (Unit::Stated(a), Unit::Stated(b)) => {
                let same = a == b || self.in_terms_of(other) == Some(Ratio::ONE);
                same.then(|| self.clone())
            }
            (Unit::Stated(_), _) => Some(self.clone()),
            (_, Unit::Stated(_)) | (Unit::Plain, _) => Some(other.clone()),
            (Unit::Unknown, _) => Some(Unit::Unknown),
        }
    }

    /// The unit of a product; of a quotient with the sign −1.
    pub(in crate::scenario) fn times(&self, other: &Unit, sign: i32) -> Unit {
        match (self, other) {
            (Unit::Unknown, _) | (_, Unit::Unknown) => Unit::Unknown,
            (_, Unit::Plain) => self.clone(),
            (Unit::Plain, Unit::Stated(b)) => {
                Unit::Stated(b.iter().map(|(w, p)| (w.clone(), sign * p)).collect())
            }
            (Unit::Stated(a), Unit::Stated(b)) => {
                let mut powers = a.clone();
                for (word, power) in b {
                    *powers.entry(word.clone()).or_insert(0) += sign * power;
                }
                powers.retain(|_, power| *power != 0);
                Unit::Stated(powers)
            }
        }
    }

    /// The unit of a power.
    fn raised(&self, exponent: &Formula) -> Unit {
        match (self, exponent) {
            (Unit::Stated(a), Formula::Number(n)) if n.fract() == 0.0 && n.abs() < 100.0 => Unit::Stated(
                a.iter().map(|(w, p)| (w.clone(), p * *n as i32)).filter(|(_, p)| *p != 0).collect(),
            ),
            (Unit::Plain, _) => Unit::Plain,
            _ => Unit::Unknown,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unit::Stated(powers) = self else { return write!(f, "no unit") };
        let side = |wanted: i32| -> Vec<String> {
            let words = powers.iter().filter(|(_, power)| power.signum() == wanted);
            words
                .map(|(w, p)| if p.abs() == 1 { w.shown.clone() } else { format!("{}^{}", w.shown, p.abs()) })
                .collect()
        };
        let (above, below) = (side(1).join("·"), side(-1).join("/"));
        match (above.is_empty(), below.is_empty()) {
            (true, true) => write!(f, "no unit"),
            (_, true) => write!(f, "{above}"),
            (true, _) => write!(f, "1/{below}"),
            _ => write!(f, "{above}/{below}"),
        }
    }
}

/// The unit of a formula, given those of its names.
///
/// **Errors** what is added to what, in words.
pub(in crate::scenario) fn of(formula: &Formula, unit: &impl Fn(&str) -> Unit) -> Result<Unit, String> {
    match formula {
        Formula::Number(_) => Ok(Unit::Plain),
        Formula::Name(name) => Ok(unit(name)),
        Formula::Negate(a) | Formula::Apply(Function::Abs, a) => of(a, unit),
        // What an exponential or a root makes of a unit, nobody states.
        Formula::Apply(_, a) => {
            of(a, unit).map(|found| if found == Unit::Plain { found } else { Unit::Unknown })
        }
        Formula::Binary(operation, a, b) => {
            let (left, right) = (of(a, unit)?, of(b, unit)?);
            let sum = |verb: &str| {
                let misfit = || format!("`{}` is in {left}, `{}` in {right}: {verb}", a.bare(), b.bare());
                left.with(&right).ok_or_else(misfit)
            };
            match operation {
                Operation::Add => sum("they cannot be added"),
                Operation::Subtract => sum("one cannot be taken from the other"),
                Operation::Min | Operation::Max => sum("they cannot be compared"),
                Operation::Multiply => Ok(left.times(&right, 1)),
                Operation::Divide => Ok(left.times(&right, -1)),
                Operation::Power => Ok(left.raised(b)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<String, String> {
        let unit = |name: &str| {
            Unit::stated(match name {
                "area" => Some("km2"),
                "price" => Some("USD bn per km2"),
                "cost" => Some("USD bn"),
                "share" => Some("1"),
                _ => None,
            })
        };
        of(&Formula::parse(text).unwrap(), &unit).map(|unit| unit.to_string())
    }

    #[test]
    fn units_multiply_and_cancel() {
        assert_eq!(found("area * price + cost").unwrap(), "USD bn");
        assert_eq!(found("cost / area ^ 2").unwrap(), "USD bn/km2^2");
        assert_eq!(found("share * cost - 3").unwrap(), "USD bn");
        assert_eq!(found("1 / area").unwrap(), "1/km2");
        assert_eq!(found("cost / cost + share").unwrap(), "no unit");
    }

    #[test]
    fn what_nobody_stated_fits_anything() {
        assert_eq!(found("other + area").unwrap(), "km2");
        assert_eq!(found("area * other + cost").unwrap(), "USD bn");
        assert_eq!(found("max(area, 0) + abs(area)").unwrap(), "km2");
        assert_eq!(found("exp(area) + cost").unwrap(), "USD bn");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let misfit = found("area * 2 + cost").unwrap_err();
        assert_eq!(misfit, "`area * 2` is in km2, `cost` in USD bn: they cannot be added");
        assert!(found("max(area, cost)").is_err() && found("area - price").is_err());
        assert!(found("area * price + area").is_err() && found("share + cost").is_err());
    }
}
