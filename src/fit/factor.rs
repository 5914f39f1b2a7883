//! Two ways to a triangular factor of a positive definite matrix.

use super::unsolved::Unsolved;
use super::vectors::{add_multiple, dot, norm};

/// What a diagonal entry must exceed, relative to what stood there before others were taken out.
const FLAT: f64 = 1e-13;

/// An upper triangular matrix, by rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Upper(Vec<Vec<f64>>);

impl Upper {
    /// The factor of a symmetric matrix, of which the upper half is read.
    ///
    /// **Formula** H = UᵀU.
    /// **Errors** [`Unsolved::NotConvex`], with the first unknown whose pivot is at most 1e-13 of its diagonal entry.
    pub fn of(matrix: &[Vec<f64>]) -> Result<Upper, Unsolved> {
        let n = matrix.len();
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(n);
        for (k, given) in matrix.iter().enumerate() {
            let mut row = vec![0.0; n];
            row[k..].copy_from_slice(&given[k..]);
            for above in &rows {
                let by = above[k];
                add_multiple(&mut row[k..], -by, &above[k..]);
            }
            if row[k].is_nan() || row[k] <= FLAT * given[k].abs() {
                return Err(Unsolved::NotConvex { unknown: k });
            }
            let pivot = row[k].sqrt();
            row[k..].iter_mut().for_each(|entry| *entry /= pivot);
            rows.push(row);
        }
        Ok(Upper(rows))
    }

    /// How many unknowns it has.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// **Formula** x with Ux = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for (k, row) in self.0.iter().enumerate().rev() {
            x[k] = (x[k] - dot(&row[k + 1..], &x[k + 1..])) / row[k];
        }
        x
    }

    /// **Formula** x with Uᵀx = b.
    pub fn solve_transposed(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for (k, row) in self.0.iter().enumerate() {
            x[k] /= row[k];
            let by = x[k];
            add_multiple(&mut x[k + 1..], -by, &row[k + 1..]);
        }
        x
    }
}

/// A matrix with at least as many rows as columns, as product of an orthogonal and a triangular one.
///
/// **Source** Householder (1958); Golub, Numerische Mathematik 7 (1965).
#[derive(Debug, Clone, PartialEq)]
pub struct Orthogonal {
    /// Unit vectors, each of which mirrors from its own place on.
    mirrors: Vec<Vec<f64>>,
    upper: Upper,
}

impl Orthogonal {
    /// **Errors** [`Unsolved::NotConvex`], with the first column that depends on those before it, up to 1e-13 of its length.
    pub fn of(rows: &[Vec<f64>], unknowns: usize) -> Result<Orthogonal, Unsolved> {
        let mut columns: Vec<Vec<f64>> =
            (0..unknowns).map(|k| rows.iter().map(|row| row[k]).collect()).collect();
        let mut upper = vec![vec![0.0; unknowns]; unknowns];
        let mut mirrors = Vec::with_capacity(unknowns);
        for k in 0..unknowns {
            let (done, rest) = columns.split_at_mut(k + 1);
            let column = &done[k];
            let below = column.get(k..).unwrap_or_default();
            let length = norm(below);
            if length.is_nan() || length <= FLAT * norm(column) {
                return Err(Unsolved::NotConvex { unknown: k });
            }
            let diagonal = if below[0] > 0.0 { -length } else { length };
            let mut mirror = below.to_vec();
            mirror[0] -= diagonal;
            let size = norm(&mirror);
            mirror.iter_mut().for_each(|entry| *entry /= size);
            upper[k][k] = diagonal;
            for (j, other) in rest.iter_mut().enumerate() {
                reflect(&mut other[k..], &mirror);
                upper[k][k + 1 + j] = other[k];
            }
            mirrors.push(mirror);
        }
        Ok(Orthogonal { mirrors, upper: Upper(upper) })
    }

    /// **Formula** x that minimises |Ax − b|.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut b = b.to_vec();
        for (k, mirror) in self.mirrors.iter().enumerate() {
            reflect(&mut b[k..], mirror);
        }
        self.upper.solve(&b[..self.upper.size()])
    }

    /// The triangular factor.
    ///
    /// **Formula** U with UᵀU = AᵀA.
    pub fn upper(&self) -> &Upper {
        &self.upper
    }
}

fn reflect(x: &mut [f64], mirror: &[f64]) {
    let by = -2.0 * dot(x, mirror);
    add_multiple(x, by, mirror);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_lead_to_one_solution() {
        let rows = vec![vec![1.0, 2.0], vec![3.0, -1.0], vec![0.5, 4.0]];
        let b = [1.0, 2.0, -1.0];
        let product = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum::<f64>();
        let h: Vec<Vec<f64>> = (0..2).map(|i| (0..2).map(|j| product(i, j)).collect()).collect();
        let g: Vec<f64> = (0..2).map(|j| rows.iter().zip(b).map(|(row, b)| row[j] * b).sum()).collect();
        let upper = Upper::of(&h).unwrap();
        let by_squares = upper.solve(&upper.solve_transposed(&g));
        let by_mirrors = Orthogonal::of(&rows, 2).unwrap().solve(&b);
        for (one, other) in by_squares.iter().zip(by_mirrors) {
            assert!((one - other).abs() < 1e-14, "{one} {other}");
        }
    }

    #[test]
    fn what_nothing_determines_is_told() {
        let told = Err(Unsolved::NotConvex { unknown: 1 });
        assert_eq!(Upper::of(&[vec![1.0, 2.0], vec![2.0, 4.0]]), told);
        assert_eq!(Upper::of(&[vec![1.0, 2.0], vec![2.0, 1.0]]), told);
        assert_eq!(Upper::of(&[vec![1.0, f64::NAN], vec![f64::NAN, 1.0]]), told);
        let told = Err(Unsolved::NotConvex { unknown: 1 });
        assert_eq!(Orthogonal::of(&[vec![1.0, 2.0], vec![2.0, 4.0], vec![0.1, 0.2]], 2), told);
        assert_eq!(Orthogonal::of(&[vec![1.0, 2.0]], 2), told);
    }
}
