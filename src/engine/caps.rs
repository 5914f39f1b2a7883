//! The bounds of what drivers multiply, and how often they bind.

/// The bounds of a product of multipliers.
pub const CAP: (f64, f64) = (0.1, 10.0);

/// How often a score was used as a multiplier, and how often its cap bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CapCount {
    /// Evaluations.
    pub evaluated: u64,
    /// Of these, outside the cap.
    pub bound: u64,
}

impl CapCount {
    /// A product of multipliers, held within the cap and counted.
    pub fn hold(&mut self, product: f64) -> f64 {
        let held = product.clamp(CAP.0, CAP.1);
        self.add(held != product);
        held
    }

    /// Counts an evaluation.
    pub fn add(&mut self, bound: bool) {
        self.evaluated += 1;
        self.bound += u64::from(bound);
    }
}
