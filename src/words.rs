//! How numbers, chances, months and refusals read: one function for each, which tables, charts and briefings share, so that the same
//! number is the same text wherever it stands. Every number is rounded here, once, from full precision.

mod chance;
mod month;
mod noun;
mod number;
mod ranges;
mod refusal;
mod unit;

pub use chance::{
    counted, interval, interval_to, open_range, percent, percent_digits, percent_to, percent_with_error,
    share,
};
pub use month::{MONTHS, in_words, moment_name, month_and_year};
pub use noun::{a_thing, called, so_much_of};
pub use number::{
    by_error, by_interval, difference_with_error, difference_with_interval, plain, plus_or_minus, short,
    significant, thousands, two_digits, with_error, with_interval,
};
pub use ranges::ranges;
pub use refusal::{json_refusal, refusal};
pub use unit::{amount, unit_name};
