//! What may stand at the key of a quantity: for those who put another number there without a file.

use std::ops::RangeInclusive;

use super::bounds::{ACCEPTABILITY, Kind, RATE};
use super::syntax::Counted;
use crate::quantity::Family;

/// Where an acceptability lies that somebody states.
pub const STATED_ACCEPTABILITY: RangeInclusive<f64> = 0.0..=100.0;

/// The numbers that a quantity may be.
#[derive(Debug, Clone, Copy)]
pub struct Admitted(Kind);

impl Admitted {
    pub(super) fn of(kind: Kind) -> Admitted {
        Admitted(kind)
    }

    /// What an acceptability may be.
    pub fn acceptability() -> Admitted {
        Admitted(ACCEPTABILITY)
    }

    /// What it counts.
    pub(super) fn counted(&self) -> Counted {
        let Admitted(kind) = self;
        kind.counted()
    }

    /// Whether a distribution keeps to it, by the rules of a scenario file.
    pub fn admits(&self, family: &Family) -> bool {
        let Admitted(kind) = self;
        let within = match family.as_constant() {
            Some(x) => kind.admits(x),
            None => {
                let (low, high) = family.support();
                // A tail without end is let through where only a technical limit stands against it.
                let is_technical = high.is_infinite() && kind.most == RATE.most;
                low >= kind.least && (high <= kind.most || is_technical)
            }
        };
        within && kind.beyond(family).is_none()
    }

    /// Whether a number may be stated: an acceptability lies from 0 to 100, though its range may reach beyond.
    pub fn may_be_stated(&self, x: f64) -> bool {
        let Admitted(kind) = self;
        kind.noun != ACCEPTABILITY.noun || STATED_ACCEPTABILITY.contains(&x)
    }

    /// In words: what it is, and from where to where it may lie.
    pub fn in_words(&self) -> String {
        let Admitted(kind) = self;
        format!("{} must be {}, and in earnest lies {}", kind.noun, kind.range(), kind.plausible_range())
    }
}
