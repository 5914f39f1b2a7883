//! What a scenario as a whole rests on.

use serde::Serialize;

use super::{Assumption, Ground, Sign};

/// Counts over all assumptions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Totals {
    /// Quantities that a layer wrote.
    pub assigned: usize,
    /// Quantities left at the default of the scenario format.
    pub defaults: usize,
    /// Of those assigned, the ones that are a single number.
    pub certain: usize,
    /// Of those assigned, the weights of drivers.
    pub drivers: usize,
    /// Of those assigned, the ones whose sign is left open.
    pub contested: usize,
    /// Of those assigned, the ones whose value a higher layer changed.
    pub overridden: usize,
    /// How many rest on each kind of ground, strongest first; the shares are of those assigned.
    pub grounds: Vec<GroundShare>,
    /// The mean strength over those assigned; none where nothing is.
    pub mean_strength: Option<f64>,
}

/// How much rests on one kind of ground.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroundShare {
    /// The kind.
    pub ground: Ground,
    /// How many quantities.
    pub count: usize,
    /// Which share of those assigned.
    pub share: f64,
}

/// The counts.
pub(super) fn totals(assumptions: &[Assumption]) -> Totals {
    let assigned: Vec<&Assumption> = assumptions.iter().filter(|a| a.ground != Ground::Default).collect();
    let count = |of: &dyn Fn(&Assumption) -> bool| assigned.iter().filter(|a| of(a)).count();
    let of_ground = |ground: Ground| {
        let count = count(&|a| a.ground == ground);
        GroundShare { ground, count, share: count as f64 / assigned.len().max(1) as f64 }
    };
    let strengths: Vec<f64> = assigned.iter().filter_map(|a| Some(a.strength.as_ref()?.value)).collect();
    Totals {
        assigned: assigned.len(),
        defaults: assumptions.len() - assigned.len(),
        certain: count(&|a| a.fit.certain),
        drivers: count(&|a| a.is_driver()),
        contested: count(&|a| a.sign == Some(Sign::Contested)),
        overridden: count(&|a| a.history.iter().any(|step| step.does == super::Does::Overridden)),
        grounds: Ground::ALL.into_iter().filter(|g| *g != Ground::Default).map(of_ground).collect(),
        mean_strength: (!strengths.is_empty())
            .then(|| strengths.iter().sum::<f64>() / strengths.len() as f64),
    }
}
