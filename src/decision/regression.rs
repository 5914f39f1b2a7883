//! What options are worth by what is known of some quantities: least squares on functions of them.

use crate::math::normal_quantile;
use crate::stats::{GROUPS, Matrix};

/// A quantity of at most so many values has a mean of its own for each.
const LEVELS: usize = 5;

/// The knots of a spline lie where these shares of the worlds lie below (Harrell 2001, five knots).
const KNOTS: [f64; 5] = [0.05, 0.275, 0.5, 0.725, 0.95];

/// No more coefficients than one in so many worlds …
const ROOMY: usize = 10;

/// … or, of the plainest functions, one in so many.
const CROWDED: usize = 4;

/// Functions of quantities, by world.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// By world: 1, then each function.
    pub rows: Vec<Vec<f64>>,
    /// What they are.
    pub functions: Functions,
    /// By quantity: its score in every world.
    scores: Vec<Vec<f64>>,
    /// By quantity: its distinct scores if they are few, else nothing.
    levels: Vec<Vec<f64>>,
}

/// What is made of quantities, from the richest to the plainest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Functions {
    /// A spline of each, and the product of every two.
    SplinesAndProducts,
    /// A spline of each.
    Splines,
    /// Each and its square.
    Squares,
    /// Each by itself.
    Lines,
}

impl Design {
    /// Functions of some quantities, given by quantity and world: the richest that leave ten worlds to a coefficient, lines if these leave four; none where not
    /// even they do.
    ///
    /// **Formula** a quantity is taken by its normal score z = Φ⁻¹((rank − ½)/W), equal values at their mean rank, so that no unit and no tail matters. A spline is the natural cubic one with knots
    /// at the 5, 27.5, 50, 72.5 and 95 % points of z; a quantity with five values or fewer has an indicator of each but the first in its place.
    pub fn new(columns: &[&[f64]]) -> Option<Design> {
        let worlds = columns.first().map_or(0, |column| column.len());
        let scores: Vec<Vec<f64>> = columns.iter().map(|column| normal_scores(column)).collect();
        let levels: Vec<Vec<f64>> = scores.iter().map(|z| few(z)).collect();
        let pairs = columns.len() * columns.len().saturating_sub(1) / 2;
        let width = |functions: Functions| {
            let each = |levels: &Vec<f64>| match (functions, levels.len()) {
                (Functions::Lines, _) => 1,
                (_, 0) => {
                    if functions == Functions::Squares {
                        2
                    } else {
                        KNOTS.len() - 1
                    }
                }
                (_, n) => n - 1,
            };
            let own: usize = levels.iter().map(each).sum();
            1 + own + if functions == Functions::SplinesAndProducts { pairs } else { 0 }
        };
        let fits = |functions: &Functions| {
            let share = if *functions == Functions::Lines { CROWDED } else { ROOMY };
            width(*functions) * share <= worlds
        };
        let richest =
            [Functions::SplinesAndProducts, Functions::Splines, Functions::Squares, Functions::Lines];
        let functions = richest.into_iter().find(fits)?;
        let mut design = Design { rows: Vec::new(), functions, scores, levels };
        design.rows = (0..worlds).map(|w| design.row(&design.scores_in(w))).collect();
        Some(design)
    }

    /// The score of each quantity in a world.
    pub(super) fn scores_in(&self, world: usize) -> Vec<f64> {
        self.scores.iter().map(|z| z[world]).collect()
    }

    /// The functions where the quantities have these scores.
    pub(super) fn row(&self, at: &[f64]) -> Vec<f64> {
        let mut row = vec![1.0];
        for (z, levels) in at.iter().zip(&self.levels) {
            match (self.functions, levels.as_slice()) {
                (Functions::Lines, _) => row.push(*z),
                (Functions::Squares, []) => row.extend([*z, z * z]),
                (_, []) => row.extend(spline(*z)),
                (_, levels) => row.extend(levels[1..].iter().map(|x| f64::from(u8::from(z == x)))),
            }
        }
        if self.functions == Functions::SplinesAndProducts {
            for i in 0..at.len() {
                row.extend((0..i).map(|j| at[i] * at[j]));
            }
        }
        row
    }
}

/// The distinct values in ascending order if they are few, else nothing.
fn few(z: &[f64]) -> Vec<f64> {
    let mut sorted = z.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    if sorted.len() <= LEVELS { sorted } else { Vec::new() }
}

/// The normal score of each value, equal ones at their mean rank.
pub(super) fn normal_scores(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let mut scores = vec![0.0; column.len()];
    let mut first = 0;
    for equal in order.chunk_by(|&a, &b| column[a] == column[b]) {
        // The mean of ranks first + 1 … first + n, less ½.
        let rank = first as f64 + equal.len() as f64 / 2.0;
        equal.iter().for_each(|&w| scores[w] = normal_quantile(rank / column.len() as f64));
        first += equal.len();
    }
    scores
}

/// The natural cubic spline's functions but the constant: linear beyond its knots.
fn spline(z: f64) -> [f64; 4] {
    let knots = KNOTS.map(normal_quantile);
    let cube = |x: f64| if x > 0.0 { x * x * x } else { 0.0 };
    let [first, .., before, last] = knots;
    let scale = (last - first) * (last - first);
    let bent = |j: usize| {
        let (over, under) = (last - knots[j], last - before);
        (cube(z - knots[j]) - cube(z - before) * over / under + cube(z - last) * (before - knots[j]) / under)
            / scale
    };
    [z, bent(0), bent(1), bent(2)]
}

/// Sums of squares and products by group of worlds, so that each may be left out.
pub(super) struct Fitted {
    /// By group: of functions with functions.
    squares: Vec<Matrix>,
    /// By group: of functions with options.
    products: Vec<Matrix>,
    /// By group: of options with options.
    worths: Vec<Matrix>,
    counts: Vec<f64>,
}

/// What least squares make of a design.
pub(super) struct Fit {
    /// By option and function; 0 of functions that the others make.
    coefficients: Matrix,
    rank: usize,
    /// Of the worlds that were fitted: covariances of the fitted values, and of what is left.
    covariances: (Matrix, Matrix),
}

impl Fitted {
    pub(super) fn by_group(rows: &[Vec<f64>], worths: &[Vec<f64>], groups: &[usize]) -> Fitted {
        let (k, options) = (rows.first().map_or(0, Vec::len), worths.first().map_or(0, Vec::len));
        let none = |rows: usize, columns: usize| vec![vec![vec![0.0; columns]; rows]; GROUPS];
        let mut fitted = Fitted {
            squares: none(k, k),
            products: none(k, options),
            worths: none(options, options),
            counts: vec![0.0; GROUPS],
        };
        for ((row, worth), &g) in rows.iter().zip(worths).zip(groups) {
            add_product(&mut fitted.squares[g], row, row);
            add_product(&mut fitted.products[g], row, worth);
            add_product(&mut fitted.worths[g], worth, worth);
            fitted.counts[g] += 1.0;
        }
        fitted
    }

    /// The fit of all worlds but those of a group.
    pub(super) fn without(&self, group: Option<usize>) -> Fit {
        let left = || (0..GROUPS).filter(|&g| Some(g) != group);
        let sum = |all: &[Matrix]| {
            let mut sum = vec![vec![0.0; all[0].first().map_or(0, Vec::len)]; all[0].len()];
            for g in left() {
                for (sum, row) in sum.iter_mut().zip(&all[g]) {
                    sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
                }
            }
            sum
        };
        let (squares, products, worths) = (sum(&self.squares), sum(&self.products), sum(&self.worths));
        let n: f64 = left().map(|g| self.counts[g]).sum();
        let options = worths.len();
        let (coefficients, rank) = solved(&squares, &products);
        let fitted = |i: usize, j: usize| {
            coefficients[i].iter().zip(&products).map(|(b, row)| b * row[j]).sum::<f64>()
        };
        // The first function is 1, so that its products are sums.
        let of_means = |i: usize, j: usize| products[0][i] * products[0][j] / n;
        let matrix = |of: &dyn Fn(usize, usize) -> f64| -> Matrix {
            (0..options).map(|i| (0..options).map(|j| 0.5 * (of(i, j) + of(j, i))).collect()).collect()
        };
        let seen = matrix(&|i, j| (fitted(i, j) - of_means(i, j)) / (n - 1.0));
        let rest = matrix(&|i, j| (worths[i][j] - fitted(i, j)) / (n - rank as f64));
        Fit { coefficients, rank, covariances: (seen, rest) }
    }
}

impl Fit {
    /// The fitted worth of each option where the functions are these.
    pub(super) fn at(&self, row: &[f64]) -> Vec<f64> {
        let value = |b: &Vec<f64>| b.iter().zip(row).map(|(b, x)| b * x).sum();
        self.coefficients.iter().map(value).collect()
    }

    /// Functions that are not made by the others.
    pub(super) fn rank(&self) -> usize {
        self.rank
    }

    /// Covariances of the fitted values (divided by n − 1), and of what is left (by n less the rank).
    pub(super) fn covariances(&self) -> (Matrix, Matrix) {
        self.covariances.clone()
    }
}

fn add_product(sum: &mut Matrix, a: &[f64], b: &[f64]) {
    for (row, x) in sum.iter_mut().zip(a) {
        row.iter_mut().zip(b).for_each(|(sum, y)| *sum += x * y);
    }
}

/// The coefficients of the normal equations by option, and their rank: a function of which less than 10⁻⁹ is left beside those before it is left out.
fn solved(squares: &Matrix, products: &Matrix) -> (Matrix, usize) {
    let (k, options) = (squares.len(), products.first().map_or(0, Vec::len));
    let mut factor = vec![vec![0.0; k]; k];
    let mut kept = vec![false; k];
    for i in 0..k {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|m| factor[i][m] * factor[j][m]).sum();
            let left = squares[i][j] - inner;
            if i == j {
                kept[i] = left > 1e-9 * squares[i][i];
                factor[i][i] = if kept[i] { left.sqrt() } else { 0.0 };
            } else if kept[j] {
                factor[i][j] = left / factor[j][j];
            }
        }
    }
    let of_option = |o: usize| {
        let mut b = vec![0.0; k];
        for i in (0..k).filter(|&i| kept[i]) {
            let inner: f64 = (0..i).map(|m| factor[i][m] * b[m]).sum();
            b[i] = (products[i][o] - inner) / factor[i][i];
        }
        for i in (0..k).rev().filter(|&i| kept[i]) {
            let inner: f64 = (i + 1..k).filter(|&m| kept[m]).map(|m| factor[m][i] * b[m]).sum();
            b[i] = (b[i] - inner) / factor[i][i];
        }
        b
    };
    ((0..options).map(of_option).collect(), kept.iter().filter(|kept| **kept).count())
}
