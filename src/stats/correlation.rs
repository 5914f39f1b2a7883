//! Correlation: of ranks and of normals, and which matrices of correlations are possible.

use crate::math;

/// A square matrix by rows.
pub type Matrix = Vec<Vec<f64>>;

/// Below this a pivot is taken for 0: two quantities that move as one.
const NO_PIVOT: f64 = 1e-9;

/// What may be left under a pivot of 0. **Formula** √NO_PIVOT, rounded up: |aᵢⱼ| ≤ √(aᵢᵢ aⱼⱼ) where a matrix is possible.
const NO_REST: f64 = 4e-5;

/// The correlation of two normals whose ranks have Spearman's correlation ρ.
///
/// **Range** −1 ≤ ρ ≤ 1. **Formula** r = 2 sin(πρ/6), exactly ±1 for ±1. **Source** Pearson (1907).
pub fn normal_correlation(spearman: f64) -> f64 {
    if spearman.abs() == 1.0 {
        return spearman;
    }
    2.0 * math::sin(std::f64::consts::PI * spearman / 6.0)
}

/// Spearman's correlation of two normals with the correlation r.
///
/// **Range** −1 ≤ r ≤ 1. **Formula** ρ = (6/π)·asin(r/2), the inverse of [`normal_correlation`].
pub fn spearman_of_normals(r: f64) -> f64 {
    6.0 / std::f64::consts::PI * math::asin(r / 2.0)
}

/// Kendall's correlation of two normals with the correlation r.
///
/// **Range** −1 ≤ r ≤ 1. **Formula** τ = (2/π)·asin r.
pub fn kendall_of_normals(r: f64) -> f64 {
    2.0 / std::f64::consts::PI * math::asin(r)
}

/// Spearman's correlation of two samples: that of their ranks, tied values sharing the mean of theirs.
///
/// None with fewer than two pairs, and where one sample is constant. **Errors** panics on samples of different length.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "pairs");
    let (a, b) = (ranks(a), ranks(b));
    let middle = (a.len() as f64 + 1.0) / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum() };
    let scale = (product(&a, &a) * product(&b, &b)).sqrt();
    (scale > 0.0).then(|| product(&a, &b) / scale)
}

fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|&i, &j| sample[i].total_cmp(&sample[j]));
    let mut ranks = vec![0.0; sample.len()];
    let mut first = 0;
    while first < order.len() {
        let alike = order[first..].iter().take_while(|&&i| sample[i] == sample[order[first]]).count();
        let shared = first as f64 + (alike as f64 + 1.0) / 2.0;
        order[first..first + alike].iter().for_each(|&i| ranks[i] = shared);
        first += alike;
    }
    ranks
}

/// The lower triangular factor L of a matrix of correlations, L·Lᵀ = the matrix; none if no quantities can be correlated so.
///
/// Where a quantity moves as one with those before it, its own weight is 0.
/// **Formula** Cholesky, row by row; sums run over the columns from the left. A pivot below 1e-9 is 0, and then what is left under it
/// must be within 4e-5 of 0.
pub fn cholesky(matrix: &Matrix) -> Option<Matrix> {
    let n = matrix.len();
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known = factor[i].iter().zip(&factor[j]).take(j);
            let rest = known.fold(matrix[i][j], |rest, (a, b)| rest - a * b);
            factor[i][j] = if i == j {
                match rest {
                    rest if rest > NO_PIVOT => rest.sqrt(),
                    rest if rest > -NO_PIVOT => 0.0,
                    _ => return None,
                }
            } else if factor[j][j] > 0.0 {
                rest / factor[j][j]
            } else if rest.abs() <= NO_REST {
                0.0
            } else {
                return None;
            };
        }
    }
    Some(factor)
}

/// The matrix of correlations nearest to a symmetric matrix: the least sum of squared differences.
///
/// **Source** Higham, Computing the nearest correlation matrix, IMA Journal of Numerical Analysis 22 (2002): alternating
/// projections with Dykstra's correction, until a step changes no entry by more than 1e-12, or 1,500 steps.
pub fn nearest_correlation(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let mut y = matrix.clone();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..1_500 {
        let r = combine(&y, &correction, |y, s| y - s);
        let x = without_negative_eigenvalues(&r);
        correction = combine(&x, &r, |x, r| x - r);
        let mut next = x;
        (0..n).for_each(|i| next[i][i] = 1.0);
        let step = combine(&next, &y, |a, b| (a - b).abs()).into_iter().flatten().fold(0.0, f64::max);
        y = next;
        if step < 1e-12 {
            break;
        }
    }
    y
}

fn combine(a: &Matrix, b: &Matrix, with: impl Fn(f64, f64) -> f64) -> Matrix {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(&a, &b)| with(a, b)).collect()).collect()
}

/// The nearest positive semi-definite matrix: the same eigenvectors, negative eigenvalues made 0.
fn without_negative_eigenvalues(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let (values, vectors) = eigen_of_symmetric(matrix);
    let mut out = vec![vec![0.0; n]; n];
    for (k, &value) in values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        for i in 0..n {
            for j in 0..n {
                out[i][j] += value * vectors[i][k] * vectors[j][k];
            }
        }
    }
    out
}

/// Eigenvalues, and eigenvectors by column, of a symmetric matrix.
///
/// **Source** Jacobi's method in cyclic order: Golub & Van Loan, Matrix Computations, 8.5.
pub fn eigen_of_symmetric(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    let n = matrix.len();
    let mut a = matrix.clone();
    let mut vectors: Matrix = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..100 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), vectors)
}

/// Makes the entry (p, q) zero.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    let turn = |x: &mut f64, y: &mut f64| (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    for row in a.iter_mut().chain(vectors) {
        let (mut x, mut y) = (row[p], row[q]);
        turn(&mut x, &mut y);
        (row[p], row[q]) = (x, y);
    }
    // p < q.
    let (above, below) = a.split_at_mut(q);
    above[p].iter_mut().zip(&mut below[0]).for_each(|(x, y)| turn(x, y));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_share_their_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        // R: cor(c(1, 2, 2, 4), c(3, 1, 4, 4), method = "spearman")
        let found = spearman(&[1.0, 2.0, 2.0, 4.0], &[3.0, 1.0, 4.0, 4.0]).unwrap();
        assert!((found - 0.5).abs() < 1e-12, "{found}");
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[], &[]), None);
    }

    #[test]
    fn quantities_that_move_as_one_are_possible() {
        let one = vec![vec![1.0, 1.0, 0.5], vec![1.0, 1.0, 0.5], vec![0.5, 0.5, 1.0]];
        let factor = cholesky(&one).unwrap();
        assert_eq!(factor[1], [1.0, 0.0, 0.0]);
        let torn = vec![vec![1.0, 1.0, 0.5], vec![1.0, 1.0, 0.4], vec![0.5, 0.4, 1.0]];
        assert_eq!(cholesky(&torn), None);
        assert_eq!(cholesky(&vec![vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]]), None);
    }

    /// A symmetric matrix with ones on the diagonal.
    fn symmetric(n: usize, entries: &[f64]) -> Matrix {
        let entry = |i: usize, j: usize| match i.cmp(&j) {
            std::cmp::Ordering::Equal => 1.0,
            _ => entries[i.max(j) * (i.max(j) - 1) / 2 + i.min(j)],
        };
        (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect()
    }

    proptest! {
        #[test]
        fn a_factor_gives_its_matrix_back(n in 1usize..6, entries in prop::collection::vec(-1.0f64..1.0, 15)) {
            let matrix = symmetric(n, &entries);
            if let Some(factor) = cholesky(&matrix) {
                for i in 0..n {
                    for j in 0..n {
                        let product: f64 = (0..n).map(|k| factor[i][k] * factor[j][k]).sum();
                        prop_assert!((product - matrix[i][j]).abs() < 1e-4);
                    }
                }
            } else {
                // No correlations: some eigenvalue is negative.
                prop_assert!(eigen_of_symmetric(&matrix).0.iter().any(|value| *value < 0.0));
            }
        }

        #[test]
        fn the_nearest_matrix_is_possible_and_its_own_nearest(n in 2usize..6, entries in prop::collection::vec(-1.0f64..1.0, 15)) {
            let nearest = nearest_correlation(&symmetric(n, &entries));
            prop_assert!(eigen_of_symmetric(&nearest).0.iter().all(|value| *value > -1e-8));
            let again = nearest_correlation(&nearest);
            for (a, b) in nearest.iter().flatten().zip(again.iter().flatten()) {
                prop_assert!((a - b).abs() < 1e-6, "{a} {b}");
            }
        }

        #[test]
        fn ranks_and_normals_convert_back(rho in -1.0f64..=1.0) {
            prop_assert!((spearman_of_normals(normal_correlation(rho)) - rho).abs() < 1e-14);
        }
    }
}
