//! Moments as figures count them: in years.

use crate::model::Month;

/// The moment a calendar month ends, in years: December 2026 ends at 2027.0.
pub fn decimal_year(month: Month) -> f64 {
    f64::from(month.year) + f64::from(month.month) / 12.0
}
