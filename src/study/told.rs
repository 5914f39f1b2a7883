//! What the files of a run tell.

use super::estimates::Estimates;
use crate::figures::Figures;
use crate::report::Inquiry;

/// What the files of a run tell.
pub struct Told<'a> {
    /// Every estimate.
    pub estimates: &'a Estimates,
    /// What was inquired into.
    pub inquiries: &'a [Inquiry],
    /// The figures.
    pub figures: &'a Figures,
}
