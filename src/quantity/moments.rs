//! Integrals over a quantile function, for families whose moments have no closed form.

use std::ops::Range;

use crate::math::{ln, logistic};

/// Beyond this log-odds a probability is 1 to the last bit.
const FARTHEST: f64 = 36.0;
/// Cells that are looked at before any is halved are at most so wide.
const WIDEST: f64 = 4.5;
/// The differences of the two rules that are left, relative to the integral of the magnitude: the error of the finer one is far below.
const TOLERANCE: f64 = 1e-9;
/// An error below this, relative in the same way, that halving does not lessen is noise in the last digits of the function.
const NOISE: f64 = 1e-7;
/// At most so many cells are halved.
const MOST: usize = 300;

/// Abscissae of the fifteen-point Kronrod rule on −1 … 1 from the end to the middle; every other one, from the second, is of the seven-point Gauss rule.
const ABSCISSAE: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_5,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_48,
    0.0,
];
/// Their weights in the Kronrod rule.
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_56,
    0.104_790_010_322_250_19,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_42,
    0.204_432_940_075_298_89,
    0.209_482_141_084_727_82,
];
/// The weights of the second, fourth, sixth and last in the Gauss rule.
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_64, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];

/// ∫ f(u) du over a range of probabilities, f smooth but at the jumps, which rise.
///
/// **Formula** see [`integrals`].
pub(super) fn integral(f: &dyn Fn(f64) -> f64, jumps: &[f64], range: Range<f64>) -> f64 {
    let [found] = integrals(&|u| [f(u)], jumps, range);
    found
}

/// Integrals of several functions over a range of probabilities, from the same evaluations.
///
/// **Formula** the fifteen-point Kronrod rule over cells of the log-odds t of u, |t| ≤ 36, du = u(1 − u) dt, cut at the jumps and no wider than 4.5: smooth, vanishing at both ends. The
/// error of a cell is its difference to the seven-point Gauss rule; the cell with the largest is halved until the errors sum to 1e-9 of
/// the integral of the magnitude. An error below 1e-7 of that which halving does not lessen to a half is noise in the last digits of f, as deep in a tail, and left alone; 300 cells
/// are halved at most.
/// **Source** Piessens, de Doncker-Kapenga, Überhuber & Kahaner, QUADPACK (1983), the routine QAG.
fn integrals<const N: usize>(f: &dyn Fn(f64) -> [f64; N], jumps: &[f64], range: Range<f64>) -> [f64; N] {
    let log_odds = |u: f64| if u > 0.0 && u < 1.0 { ln(u / (1.0 - u)) } else { FARTHEST.copysign(u - 0.5) };
    let (from, to) = (log_odds(range.start), log_odds(range.end));
    let integrand = |t: f64| {
        let weight = logistic(t) * logistic(-t);
        f(logistic(t)).map(|value| value * weight)
    };
    let mut edges: Vec<f64> = jumps.iter().map(|&u| log_odds(u)).filter(|t| from < *t && *t < to).collect();
    edges.extend([from, to]);
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let mut cells: Vec<Cell<N>> = Vec::new();
    for piece in edges.windows(2) {
        let count = ((piece[1] - piece[0]) / WIDEST).ceil().max(1.0);
        let width = (piece[1] - piece[0]) / count;
        cells.extend((0..count as usize).map(|i| Cell::new(piece[0] + i as f64 * width, width, &integrand)));
    }
    let magnitude: [f64; N] = std::array::from_fn(|i| cells.iter().map(|cell| cell.magnitude[i]).sum());
    // The largest error of a cell, in units of the magnitude of its function.
    let error = |cell: &Cell<N>| {
        let each =
            cell.error.iter().zip(&magnitude).map(|(error, all)| if *all > 0.0 { error / all } else { 0.0 });
        each.fold(0.0, f64::max)
    };
    for _ in 0..MOST {
        let open = |cell: &&Cell<N>| !cell.settled;
        if cells.iter().filter(open).map(error).sum::<f64>() <= TOLERANCE {
            break;
        }
        let errors = cells.iter().enumerate().filter(|(_, cell)| !cell.settled);
        let Some((worst, _)) = errors.max_by(|a, b| error(a.1).total_cmp(&error(b.1)).then(b.0.cmp(&a.0)))
        else {
            break;
        };
        let half = 0.5 * cells[worst].width;
        let mut halves = [0.0, half].map(|off| Cell::new(cells[worst].start + off, half, &integrand));
        let was = error(&cells[worst]);
        if was < NOISE && halves.iter().map(error).sum::<f64>() > 0.5 * was {
            halves.iter_mut().for_each(|cell| cell.settled = true);
        }
        cells.splice(worst..=worst, halves);
    }
    std::array::from_fn(|i| cells.iter().map(|cell| cell.integral[i]).sum())
}

/// What is known of an interval.
struct Cell<const N: usize> {
    start: f64,
    width: f64,
    integral: [f64; N],
    /// The integral of the magnitude.
    magnitude: [f64; N],
    error: [f64; N],
    /// Whether its error is noise.
    settled: bool,
}

impl<const N: usize> Cell<N> {
    fn new(start: f64, width: f64, f: &dyn Fn(f64) -> [f64; N]) -> Cell<N> {
        let half = 0.5 * width;
        let mut cell =
            Cell { start, width, integral: [0.0; N], magnitude: [0.0; N], error: [0.0; N], settled: false };
        let mut gauss = [0.0; N];
        for (k, abscissa) in ABSCISSAE.into_iter().enumerate() {
            let signs: &[f64] = if abscissa == 0.0 { &[0.0] } else { &[-1.0, 1.0] };
            for sign in signs {
                let values = f(start + half * (1.0 + sign * abscissa));
                for (i, value) in values.into_iter().enumerate() {
                    cell.integral[i] += KRONROD[k] * value;
                    cell.magnitude[i] += KRONROD[k] * value.abs();
                    if k % 2 == 1 {
                        gauss[i] += GAUSS[k / 2] * value;
                    }
                }
            }
        }
        for (i, gauss) in gauss.into_iter().enumerate() {
            cell.error[i] = half * (cell.integral[i] - gauss).abs();
            cell.integral[i] *= half;
            cell.magnitude[i] *= half;
        }
        cell
    }
}

/// Mean of the law with this quantile function and these jumps in it, where it exists.
pub(super) fn mean(quantile: &dyn Fn(f64) -> f64, jumps: &[f64]) -> f64 {
    let centre = quantile(0.5);
    centre + integral(&|u| quantile(u) - centre, jumps, 0.0..1.0)
}

/// Mean and standard deviation of the law with this quantile function and these jumps in it, where both exist.
///
/// **Formula** both about the median, from which the mean is at most a standard deviation away, so that little cancels.
pub(super) fn moments(quantile: &dyn Fn(f64) -> f64, jumps: &[f64]) -> (f64, f64) {
    let centre = quantile(0.5);
    let about = |u: f64| {
        let off = quantile(u) - centre;
        [off, off * off]
    };
    let [first, second] = integrals(&about, jumps, 0.0..1.0);
    (centre + first, (second - first * first).max(0.0).sqrt())
}
