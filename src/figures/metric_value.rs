//! How the values of a metric stand to time, and how they read: amounts, or dates.

use serde::{Deserialize, Serialize};

use crate::words::{amount, moment_name, short, unit_name};

/// How a metric's values stand to time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// As things stand in the last month.
    #[default]
    Standing,
    /// Added up to the last month.
    Summed,
    /// A date: values are months after this moment, as [`super::decimal_year`].
    Date(f64),
}

impl Measured {
    /// "in December 2036", "up to December 2036", "by December 2036".
    pub(crate) fn when(self, horizon: &str) -> String {
        match self {
            Measured::Standing => format!("in {horizon}"),
            Measured::Summed => format!("up to {horizon}"),
            Measured::Date(_) => format!("by {horizon}"),
        }
    }

    /// The moment of a value; none where values are no dates.
    pub(crate) fn moment(self, value: f64) -> Option<f64> {
        match self {
            Measured::Date(start) => Some(start + value.round() / 12.0),
            _ => None,
        }
    }

    /// A value as it reads; what is not reached by the last month comes later.
    pub(crate) fn value(self, value: Option<f64>) -> String {
        match (self, value) {
            (Measured::Date(_), None) => "later".into(),
            (_, None) => "not reached".into(),
            (_, Some(x)) => self.moment(x).map_or_else(|| short(x), moment_name),
        }
    }
}

/// An amount with its unit, where it has one.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    amount(number, unit)
}

/// A name with its unit in brackets, where it has one.
pub(crate) fn unit_in_brackets(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_string() } else { format!("{name} ({})", unit_name(unit)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_as_a_month_and_an_amount_as_a_number() {
        // As of December 2016: month 6 is June 2017.
        let date = Measured::Date(2017.0);
        assert_eq!(
            [Some(6.0), Some(12.0), None].map(|x| date.value(x)),
            ["June 2017", "December 2017", "later"]
        );
        assert_eq!([Some(6.0), None].map(|x| Measured::Summed.value(x)), ["6", "not reached"]);
    }

    #[test]
    fn what_has_no_unit_has_no_brackets() {
        assert_eq!(unit_in_brackets("Index", ""), "Index");
        assert_eq!(unit_in_brackets("Cost", "USD bn"), "Cost (USD bn)");
        assert_eq!(with_unit("3", ""), "3");
    }

    #[test]
    fn what_stands_and_what_has_been_are_told_apart() {
        let said = [Measured::Standing, Measured::Summed, Measured::Date(2017.0)].map(|m| m.when("May 2020"));
        assert_eq!(said, ["in May 2020", "up to May 2020", "by May 2020"]);
    }
}
