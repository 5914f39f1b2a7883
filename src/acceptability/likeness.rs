//! How like packages are to those that were judged.

use super::columns::Columns;
use crate::model::{Id, TermValue};
use crate::stats::{Matrix, cholesky};

/// The packages that have cells, and how like they are to each other.
#[derive(Debug)]
pub(super) struct Likeness {
    spans: Vec<f64>,
    matrix: Matrix,
    /// Of the matrix.
    factor: Matrix,
}

impl Likeness {
    /// Of packages under fitted unknowns.
    pub(super) fn of<'t>(
        columns: &Columns,
        values: &[f64],
        packages: impl Iterator<Item = &'t [(Id, TermValue)]> + Clone,
    ) -> Likeness {
        let spans = columns.spans(packages.clone());
        let row = |a: &[(Id, TermValue)]| -> Vec<f64> {
            packages.clone().map(|b| columns.likeness(values, &spans, a, b)).collect()
        };
        let mut matrix: Matrix = packages.clone().map(row).collect();
        // Sums of ones are one to their last bits only.
        (0..matrix.len()).for_each(|i| matrix[i][i] = 1.0);
        let factor = cholesky(&matrix).unwrap_or_else(|| identity(matrix.len()));
        Likeness { spans, matrix, factor }
    }

    /// How like two of them are.
    pub(super) fn between(&self, i: usize, j: usize) -> f64 {
        self.matrix[i][j]
    }

    /// How much of what each was judged beside its fitted value passes on to a package like it.
    ///
    /// **Formula** λ = K⁻¹k: K the likenesses between those judged, k those to the package. What K does not determine is 0.
    pub(super) fn weights(
        &self,
        columns: &Columns,
        values: &[f64],
        judged: &[&[(Id, TermValue)]],
        package: &[(Id, TermValue)],
    ) -> Vec<f64> {
        let near: Vec<f64> =
            judged.iter().map(|one| columns.likeness(values, &self.spans, one, package)).collect();
        self.solve(&near)
    }

    /// The largest amount of each term that counts.
    pub(super) fn spans(&self) -> &[f64] {
        &self.spans
    }

    /// **Formula** K⁻¹k; what K does not determine is 0.
    pub(super) fn solve(&self, near: &[f64]) -> Vec<f64> {
        let n = near.len();
        let l = &self.factor;
        let divided = |x: f64, pivot: f64| if pivot > 0.0 { x / pivot } else { 0.0 };
        let mut down = vec![0.0; n];
        for i in 0..n {
            let known: f64 = (0..i).map(|j| l[i][j] * down[j]).sum();
            down[i] = divided(near[i] - known, l[i][i]);
        }
        let mut up = vec![0.0; n];
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|j| l[j][i] * up[j]).sum();
            up[i] = divided(down[i] - known, l[i][i]);
        }
        up
    }
}

fn identity(n: usize) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect()
}
