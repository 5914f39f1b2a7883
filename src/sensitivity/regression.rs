//! Several inputs at once: a regression of the outcome on their ranks.

use super::index::LeftOut;
use super::response::Response;
use crate::stats::{Matrix, cholesky, group_of_world};

/// A regression of an outcome on the ranks of inputs, each as a straight line or with a bend.
#[derive(Debug)]
pub struct Regression {
    /// Of each group of worlds: worlds, products of regressors, products with the outcome, squares of the outcome.
    by_group: Vec<Products>,
    inputs: usize,
    bends: bool,
    between: LeftOut,
}

/// Sums of products.
#[derive(Debug, Clone)]
struct Products {
    worlds: f64,
    regressors: Matrix,
    with_outcome: Vec<f64>,
    squares: f64,
}

/// What a regression comes to.
struct Solved {
    coefficients: Vec<f64>,
    explained: f64,
}

/// At least so many worlds for each regressor, else none is fitted.
const WORLDS_EACH: usize = 3;

impl Regression {
    /// On the scores of inputs: of each its straight line, (2u − 1)·√3, and with `bends` also (6u² − 6u + 1)·√5: Legendre's polynomials, of mean 0
    /// and variance 1 and uncorrelated where u is uniform.
    ///
    /// None of no inputs, and where there are fewer than three worlds for each regressor.
    pub fn new(scores: &[&[f64]], bends: bool, response: &Response) -> Option<Regression> {
        let each = if bends { 2 } else { 1 };
        let regressors = 1 + each * scores.len();
        if scores.is_empty() || WORLDS_EACH * regressors > response.worlds() {
            return None;
        }
        let empty = Products {
            worlds: 0.0,
            regressors: vec![vec![0.0; regressors]; regressors],
            with_outcome: vec![0.0; regressors],
            squares: 0.0,
        };
        let mut by_group = vec![empty; response.groups()];
        let mut row = vec![1.0; regressors];
        for (world, y) in response.counted() {
            for (column, values) in scores.iter().zip(row[1..].chunks_mut(each)) {
                let u = column[world];
                values[0] = (2.0 * u - 1.0) * 3.0_f64.sqrt();
                if bends {
                    values[1] = (6.0 * u * u - 6.0 * u + 1.0) * 5.0_f64.sqrt();
                }
            }
            by_group[group_of_world(world)].add(&row, y);
        }
        Some(Regression { by_group, inputs: scores.len(), bends, between: response.between() })
    }

    /// What of the variance between worlds all of them tell together, net of what so many regressors tell by luck.
    ///
    /// **Formula** Σ(y − ȳ)²/(W − 1) − Σ(y − ŷ)²/(W − p), p regressors with the constant: the adjusted R² of Wherry (1931) times the variance.
    pub fn explained(&self) -> LeftOut {
        LeftOut::made(self.by_group.len(), |left| self.solved(left).explained)
    }

    /// The standardised coefficient of each input's straight line, the others held: SRRC, net of chance within worlds.
    ///
    /// **Range** about −1 to 1. **Formula** β/σ, the regressor having variance 1, σ² the variance between worlds.
    pub fn coefficients(&self) -> Vec<LeftOut> {
        let each = if self.bends { 2 } else { 1 };
        let whole = self.solved(None).coefficients;
        let without: Vec<Vec<f64>> =
            (0..self.by_group.len()).map(|g| self.solved(Some(g)).coefficients).collect();
        let of = |input: usize| {
            let place = 1 + each * input;
            let line = LeftOut::made(without.len(), |left| left.map_or(whole[place], |g| without[g][place]));
            line.with(&self.between, |b, v| b / v.max(0.0).sqrt())
        };
        (0..self.inputs).map(of).collect()
    }

    fn solved(&self, left: Option<usize>) -> Solved {
        let mut kept = self.by_group.iter().enumerate().filter(|(g, _)| Some(*g) != left).map(|(_, p)| p);
        let Some(first) = kept.next() else { return Solved::nothing(1 + 2 * self.inputs) };
        kept.fold(first.clone(), Products::plus).solve()
    }
}

impl Products {
    fn add(&mut self, row: &[f64], y: f64) {
        self.worlds += 1.0;
        self.squares += y * y;
        for (i, &x) in row.iter().enumerate() {
            self.with_outcome[i] += x * y;
            for (sum, &z) in self.regressors[i].iter_mut().zip(&row[..=i]) {
                *sum += x * z;
            }
        }
    }

    fn plus(mut self, other: &Products) -> Products {
        self.worlds += other.worlds;
        self.squares += other.squares;
        self.with_outcome.iter_mut().zip(&other.with_outcome).for_each(|(a, b)| *a += b);
        for (row, more) in self.regressors.iter_mut().zip(&other.regressors) {
            row.iter_mut().zip(more).for_each(|(a, b)| *a += b);
        }
        self
    }

    /// By Cholesky; a regressor that those before it tell already is left out.
    fn solve(self) -> Solved {
        let n = self.worlds;
        let p = self.with_outcome.len();
        let scaled: Matrix =
            (0..p).map(|i| (0..p).map(|j| self.regressors[i.max(j)][i.min(j)] / n).collect()).collect();
        let Some(factor) = cholesky(&scaled) else { return Solved::nothing(p) };
        // Forwards, then back.
        let mut half = vec![0.0; p];
        for i in 0..p {
            let known: f64 = (0..i).map(|j| factor[i][j] * half[j]).sum();
            if factor[i][i] > 0.0 {
                half[i] = (self.with_outcome[i] / n - known) / factor[i][i];
            }
        }
        let mut coefficients = vec![0.0; p];
        for i in (0..p).rev() {
            let known: f64 = (i + 1..p).map(|j| factor[j][i] * coefficients[j]).sum();
            if factor[i][i] > 0.0 {
                coefficients[i] = (half[i] - known) / factor[i][i];
            }
        }
        let used = (0..p).filter(|&i| factor[i][i] > 0.0).count() as f64;
        let mean = self.with_outcome[0] / n;
        let told: f64 = half.iter().map(|x| x * x).sum();
        let left = (self.squares - n * told).max(0.0) / (n - used);
        let all = (self.squares - n * mean * mean) / (n - 1.0);
        Solved { coefficients, explained: all - left }
    }
}

impl Solved {
    fn nothing(regressors: usize) -> Solved {
        Solved { coefficients: vec![0.0; regressors], explained: 0.0 }
    }
}
