//! Which code and title each broken rule of a family has.

use crate::quantity::{Broken, Rule};

/// The code of a broken rule, and what it means in words.
pub(super) fn describe(broken: &Broken) -> (&'static str, &'static str) {
    match &broken.rule {
        Rule::OutsideRange { low_name, .. } if !low_name.is_empty() => {
            ("S204", "the mode lies outside its range")
        }
        Rule::EmptyRange { .. } => ("S205", "the range is empty"),
        Rule::NotPositive => ("S206", "this number must be positive"),
        Rule::NotRising { .. } => ("S207", "the quantiles do not rise"),
        Rule::Infeasible => ("S208", "no distribution has these quantiles"),
        Rule::WrongCount { .. } | Rule::TooMany { .. } => ("S203", "the wrong number of values"),
        Rule::NotFinite => ("S108", "this number is not finite"),
        Rule::NotWhole { .. } => ("S212", "the weights do not sum to 1"),
        Rule::NothingLeft { .. } => ("S213", "the truncation leaves next to nothing"),
        Rule::OutsideRange { .. } | Rule::NotInside { .. } => ("S210", "this number is out of range"),
    }
}
