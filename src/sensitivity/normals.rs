//! Normals that depend on each other: some kept, the others drawn anew under them.

use crate::stats::{Matrix, cholesky};

/// How some of several correlated normals are drawn anew while the others stay.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional {
    /// The places, those that stay first.
    order: Vec<usize>,
    kept: usize,
    factor: Matrix,
}

impl Conditional {
    /// Of normals with these correlations; `stays` says of each whether it is kept. None where no normals can be correlated so.
    pub fn new(correlations: &Matrix, stays: &[bool]) -> Option<Conditional> {
        let part = |wanted: bool| (0..stays.len()).filter(move |&i| stays[i] == wanted);
        let order: Vec<usize> = part(true).chain(part(false)).collect();
        let arranged = order.iter().map(|&i| order.iter().map(|&j| correlations[i][j]).collect()).collect();
        let factor = cholesky(&arranged)?;
        Some(Conditional { kept: part(true).count(), order, factor })
    }

    /// The normals `z` with those that do not stay drawn anew: `fresh` are as many independent normals, of which those of the places that stay are
    /// not looked at.
    ///
    /// **Formula** with L·Lᵀ the correlations, those that stay first: z = L·w; w of those that stay is found from z, of the others it is fresh.
    pub fn draw(&self, z: &[f64], fresh: &[f64]) -> Vec<f64> {
        let mut w = vec![0.0; self.order.len()];
        let mut drawn = z.to_vec();
        for (row, &place) in self.order.iter().enumerate() {
            let weights = &self.factor[row];
            let known: f64 = weights[..row].iter().zip(&w).map(|(weight, w)| weight * w).sum();
            if row < self.kept {
                w[row] = if weights[row] > 0.0 { (z[place] - known) / weights[row] } else { 0.0 };
            } else {
                w[row] = fresh[place];
                drawn[place] = known + weights[row] * w[row];
            }
        }
        drawn
    }
}
