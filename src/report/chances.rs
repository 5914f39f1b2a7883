//! Chances as they read.

use crate::analysis::Outcome;
use crate::words::{interval, percent, percent_with_error};

/// A chance with its standard error, or where none can be told, with its confidence interval.
pub(super) fn with_error_or_range(row: &Outcome, p: f64) -> String {
    match (row.standard_error, row.confidence_lo, row.confidence_hi) {
        (Some(error), ..) => percent_with_error(p, error),
        (None, Some(lo), Some(hi)) => format!("{} ({})", percent(p), interval(lo, hi)),
        _ => percent(p),
    }
}

/// Fewer histories than this are no base for a conditional chance.
const LEAST_BASE: u64 = 20;

/// A conditional chance as it reads; none on a base of few histories.
pub(super) fn conditional(row: &Outcome) -> Option<String> {
    let p = row.estimate.filter(|_| row.trials.is_none_or(|base| base >= LEAST_BASE))?;
    Some(row.counted().unwrap_or_else(|| with_error_or_range(row, p)))
}
