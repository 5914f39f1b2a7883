//! Which assumptions move an outcome, told in every form.

mod effects;
mod shares;
mod swings;
mod told;

use super::inquiry::Inquiry;
use crate::analysis::drivers::Drivers;
use crate::engine::Size;

/// Which assumptions move an outcome, in every form; `digest` is what it was found in is known by.
pub fn of_drivers(drivers: &Drivers, digest: &str, size: Size) -> Inquiry {
    match drivers {
        Drivers::Shares(shares) => shares::of_shares(shares, digest, size),
        Drivers::Swings(swings) => swings::of_swings(swings, digest, size),
        Drivers::Effects(effects) => effects::of_effects(effects, digest, size),
    }
}
