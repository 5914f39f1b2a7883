//! The scale on which packages are judged.

/// How far it reaches, from 0. **Unit** points of acceptability.
pub const WORST_TO_BEST: f64 = 100.0;

/// The least acceptability at which an audience would accept: the middle of the scale.
pub const JUST_ACCEPTABLE: f64 = 50.0;
