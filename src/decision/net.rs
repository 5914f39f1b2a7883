//! Worlds without the luck of their paths.

use crate::stats::{Matrix, eigen_of_symmetric};

/// What each option came to in each world, from two halves of its paths.
#[derive(Debug, Clone)]
pub struct Halves {
    /// By option and world: the mean of the first half of the paths.
    pub first: Vec<Vec<f64>>,
    /// Of the others.
    pub second: Vec<Vec<f64>>,
    /// How many paths are in each half.
    pub paths: (u32, u32),
}

/// The worlds as far as they can be told from luck.
#[derive(Debug, Clone, PartialEq)]
pub struct Net {
    /// By world and option: values whose mean, and whose variances and covariances over worlds, are those of the true ones.
    pub values: Vec<Vec<f64>>,
    /// The covariances of the true values over worlds.
    pub between: Matrix,
    /// The covariances that finite numbers of paths add to those of the means.
    pub noise: Matrix,
}

impl Halves {
    /// How many options.
    pub fn options(&self) -> usize {
        self.first.len()
    }

    /// How many worlds.
    pub fn worlds(&self) -> usize {
        self.first.first().map_or(0, Vec::len)
    }

    /// The mean over all paths of an option in a world.
    pub fn mean(&self, option: usize, world: usize) -> f64 {
        let (m, n) = (f64::from(self.paths.0), f64::from(self.paths.1));
        (m * self.first[option][world] + n * self.second[option][world]) / (m + n)
    }
}

/// Takes the luck of the paths out of some of the worlds.
///
/// **Formula** y the means of a world, m their mean over worlds, S their covariances (divided by W − 1), δ the difference of its halves of n₁ and n₂ paths: the noise is N =
/// n₁n₂/(n₁ + n₂)² · mean of δδᵀ, so that what options share of their luck is known too; the true covariances are B = S − N, negative eigenvalues made 0. The
/// values are m + T(y − m) with T = S^(−½)·(S^½·B·S^½)^½·S^(−½), the least change (in mean square) that gives them the covariances B: exact where
/// worlds are spread normally. Directions in which S has less than 10⁻⁹ of its largest eigenvalue are left at m.
/// **Source** for one option, the constrained Bayes estimate of Louis (1984) and Ghosh (1992); T is the optimal transport between normal distributions (Olkin and
/// Pukelsheim 1982).
/// **Errors** panics with fewer than two worlds.
pub fn net(halves: &Halves, worlds: &[usize]) -> Net {
    assert!(worlds.len() > 1, "two worlds at least");
    let (options, count) = (halves.options(), worlds.len() as f64);
    let means: Vec<Vec<f64>> =
        worlds.iter().map(|&w| (0..options).map(|o| halves.mean(o, w)).collect()).collect();
    let centre: Vec<f64> =
        (0..options).map(|o| means.iter().map(|world| world[o]).sum::<f64>() / count).collect();
    let (n, m) = (f64::from(halves.paths.0), f64::from(halves.paths.1));
    let part = n * m / ((n + m) * (n + m));
    let mut seen = vec![vec![0.0; options]; options];
    let mut noise = vec![vec![0.0; options]; options];
    for (&w, world) in worlds.iter().zip(&means) {
        for i in 0..options {
            let (ours, off) = (world[i] - centre[i], halves.first[i][w] - halves.second[i][w]);
            for j in 0..=i {
                seen[i][j] += ours * (world[j] - centre[j]);
                noise[i][j] += off * (halves.first[j][w] - halves.second[j][w]);
            }
        }
    }
    for i in 0..options {
        for j in 0..=i {
            seen[i][j] /= count - 1.0;
            noise[i][j] *= part / count;
            (seen[j][i], noise[j][i]) = (seen[i][j], noise[i][j]);
        }
    }
    let less = |i: usize, j: usize| seen[i][j] - noise[i][j];
    let between: Matrix = (0..options).map(|i| (0..options).map(|j| less(i, j)).collect()).collect();
    let between = of_eigenvalues(&between, |value| value.max(0.0));
    let map = transport(&seen, &between);
    let values = means
        .iter()
        .map(|world| {
            let off: Vec<f64> = world.iter().zip(&centre).map(|(y, m)| y - m).collect();
            let moved = |row: &Vec<f64>| row.iter().zip(&off).map(|(t, off)| t * off).sum::<f64>();
            map.iter().zip(&centre).map(|(row, m)| m + moved(row)).collect()
        })
        .collect();
    Net { values, between, noise }
}

/// The linear map of least change from covariances to others.
fn transport(from: &Matrix, to: &Matrix) -> Matrix {
    let root = of_eigenvalues(from, f64::sqrt);
    let back = of_eigenvalues(from, |value| 1.0 / value.sqrt());
    let middle = of_eigenvalues(&product(&product(&root, to), &root), f64::sqrt);
    product(&product(&back, &middle), &back)
}

/// The symmetric matrix with the same eigenvectors and a function of the eigenvalues; those below 10⁻⁹ of the largest become 0.
fn of_eigenvalues(matrix: &Matrix, of: impl Fn(f64) -> f64) -> Matrix {
    let n = matrix.len();
    let scale = (0..n).map(|i| matrix[i][i].abs()).fold(0.0, f64::max);
    let mut out = vec![vec![0.0; n]; n];
    if scale == 0.0 {
        return out;
    }
    let scaled: Matrix = matrix.iter().map(|row| row.iter().map(|x| x / scale).collect()).collect();
    let (values, vectors) = eigen_of_symmetric(&scaled);
    let least = 1e-9 * values.iter().copied().fold(0.0, f64::max);
    for (k, &value) in values.iter().enumerate().filter(|(_, value)| **value > least) {
        let value = of(value * scale);
        for i in 0..n {
            for j in 0..n {
                out[i][j] += value * vectors[i][k] * vectors[j][k];
            }
        }
    }
    out
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let n = a.len();
    let entry = |i: usize, j: usize| (0..n).map(|k| a[i][k] * b[k][j]).sum();
    (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }

    #[test]
    fn one_option_by_hand() {
        // Halves of one path each: means 1, 3, 5, differences 2, 2, 2. S = 4, N = ¼·4 = 1, B = 3.
        let halves =
            Halves { first: vec![vec![2.0, 4.0, 6.0]], second: vec![vec![0.0, 2.0, 4.0]], paths: (1, 1) };
        let found = net(&halves, &[0, 1, 2]);
        close(found.noise[0][0], 1.0);
        close(found.between[0][0], 3.0);
        for (world, value) in [3.0 - 3.0_f64.sqrt(), 3.0, 3.0 + 3.0_f64.sqrt()].into_iter().enumerate() {
            close(found.values[world][0], value);
        }
    }

    #[test]
    fn luck_that_options_share_is_not_taken_for_a_difference() {
        // The second option is the first plus 1 in every half: one luck, and the difference is 1 in every world.
        let first = vec![vec![2.0, 4.0, 9.0, 1.0], vec![3.0, 5.0, 10.0, 2.0]];
        let second = vec![vec![0.0, 2.0, 4.0, 1.0], vec![1.0, 3.0, 5.0, 2.0]];
        let found = net(&Halves { first, second, paths: (3, 2) }, &[0, 1, 2, 3]);
        found.values.iter().for_each(|world| close(world[1] - world[0], 1.0));
    }

    #[test]
    fn the_values_have_the_covariances_that_they_should() {
        let first = vec![vec![1.0, 2.0, 6.0, 4.0, 2.5], vec![3.0, 1.0, 7.0, 5.0, 0.5], vec![0.0; 5]];
        let second = vec![vec![2.0, 2.5, 5.0, 4.0, 2.0], vec![2.0, 2.0, 7.5, 4.0, 1.5], vec![0.0; 5]];
        let found = net(&Halves { first, second, paths: (2, 3) }, &[0, 1, 2, 3, 4]);
        let mean = |o: usize| found.values.iter().map(|world| world[o]).sum::<f64>() / 5.0;
        for i in 0..3 {
            for j in 0..3 {
                let product = |world: &Vec<f64>| (world[i] - mean(i)) * (world[j] - mean(j));
                let covariance = found.values.iter().map(product).sum::<f64>() / 4.0;
                assert!((covariance - found.between[i][j]).abs() < 1e-9, "{i} {j} {covariance} {found:?}");
            }
        }
    }

    #[test]
    fn worlds_that_differ_by_luck_alone_do_not_differ() {
        let halves = Halves { first: vec![vec![1.0, 0.0]], second: vec![vec![0.0, 1.0]], paths: (1, 1) };
        assert_eq!(net(&halves, &[0, 1]).values, [[0.5], [0.5]]);
    }
}
