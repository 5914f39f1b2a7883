//! What it would be worth to know more before choosing: value of information.

use super::net::{Halves, between, moved, net};
use super::regression::{Design, Fitted};
use crate::stats::{GROUPS, student_t_quantile};

/// What some knowledge would be worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Information {
    /// By how much the expected worth of the best choice rises, in the unit of the worth.
    pub value: f64,
    /// Its standard error over groups of worlds.
    pub standard_error: f64,
    /// The 95 % confidence interval, cut off at 0: no knowledge is worth less than nothing.
    pub interval: [f64; 2],
    /// The share of the worlds in which one would choose otherwise.
    pub changes: f64,
}

/// What would be chosen now.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The option with the largest mean; the first of several.
    pub option: usize,
    /// The mean of each option over worlds and paths.
    pub means: Vec<f64>,
}

/// The choice on what is known now.
pub fn chosen(halves: &Halves) -> Chosen {
    let worlds = halves.worlds();
    let mean = |o: usize| (0..worlds).map(|w| halves.mean(o, w)).sum::<f64>() / worlds as f64;
    let means: Vec<f64> = (0..halves.options()).map(mean).collect();
    Chosen { option: largest(&means), means }
}

/// What it would be worth to know everything that is not known but chance: the expected value of perfect information on the assumptions.
///
/// **Formula** E max U − max E U (Raiffa and Schlaifer 1961), U the mean worth of an option in a world. The means of finite numbers of paths would make it too large, since
/// the best of several noisy numbers is partly the luckiest; so the worlds are taken net of that luck ([`net`]), of each option's worth less the mean of all
/// options: what they share decides nothing. The standard error is that of the jackknife that leaves out each of twenty groups of worlds.
/// **Errors** panics with fewer than two worlds a group; `groups` names the group of each world, 0 to 19.
pub fn perfect(halves: &Halves, groups: &[usize]) -> Information {
    let halves = contrasts(halves);
    let of = |worlds: &[usize]| worth(&net(&halves, worlds).values);
    jackknifed(groups, of)
}

/// What it would be worth to know some quantities: the expected value of partial perfect information.
///
/// **Formula** E max E(U | x) − max E U; E(U | x) by least squares on functions of x ([`Design`]), as Strong, Oakley and Brennan (2014) find it from the worlds of one simulation. What
/// k coefficients fit of noise would make it too large: with R the covariances of what is not explained (divided by W − k), the fitted values have too much of them by
/// R·(k − 1)/(W − 1), which is taken off as the luck of paths is in [`perfect`]. The standard error is that of the jackknife over groups.
/// **Errors** as for [`perfect`].
pub fn partial(halves: &Halves, groups: &[usize], design: &Design) -> Information {
    let halves = contrasts(halves);
    let options = halves.options();
    let worths: Vec<Vec<f64>> =
        (0..halves.worlds()).map(|w| (0..options).map(|o| halves.mean(o, w)).collect()).collect();
    let fits = Fitted::by_group(design, &worths, groups);
    let of = |without: Option<usize>| {
        let fit = fits.without(without);
        let counts = |w: &usize| without != Some(groups[*w]);
        let worlds: Vec<usize> = (0..worths.len()).filter(counts).collect();
        let fitted: Vec<Vec<f64>> = worlds.iter().map(|&w| fit.at(&design.rows[w])).collect();
        let (seen, rest) = fit.covariances();
        let share = (fit.rank() as f64 - 1.0) / (worlds.len() as f64 - 1.0);
        let luck = rest.iter().map(|row| row.iter().map(|x| x * share).collect()).collect();
        worth(&moved(&fitted, &seen, &between(&seen, &luck)))
    };
    told(of(None), (0..GROUPS).filter(|g| groups.contains(g)).map(|g| of(Some(g)).0).collect())
}

/// Each option's worth less the mean of all in the same world.
fn contrasts(halves: &Halves) -> Halves {
    let less = |half: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        let n = half.len() as f64;
        let mean = |w: usize| half.iter().map(|option| option[w]).sum::<f64>() / n;
        let means: Vec<f64> = (0..halves.worlds()).map(mean).collect();
        half.iter().map(|option| option.iter().zip(&means).map(|(y, m)| y - m).collect()).collect()
    };
    Halves { first: less(&halves.first), second: less(&halves.second), paths: halves.paths }
}

/// By how much the mean of the best in each world lies above the best mean, and how often another than that one is best.
fn worth(values: &[Vec<f64>]) -> (f64, f64) {
    let n = values.len() as f64;
    let options = values.first().map_or(0, Vec::len);
    let means: Vec<f64> =
        (0..options).map(|o| values.iter().map(|world| world[o]).sum::<f64>() / n).collect();
    let now = largest(&means);
    // Gains are added up, not two large numbers subtracted.
    let gains = values.iter().map(|world| world[largest(world)] - world[now]);
    let (sum, changes) = gains.fold((0.0, 0.0), |(sum, changes), gain| {
        (sum + gain, if gain > 0.0 { changes + 1.0 } else { changes })
    });
    (sum / n, changes / n)
}

fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, next| if values[next] > values[best] { next } else { best })
}

fn jackknifed(groups: &[usize], of: impl Fn(&[usize]) -> (f64, f64)) -> Information {
    let all: Vec<usize> = (0..groups.len()).collect();
    let without = |g: usize| -> Vec<usize> { all.iter().copied().filter(|&w| groups[w] != g).collect() };
    let each = (0..GROUPS).filter(|g| groups.contains(g)).map(|g| of(&without(g)).0).collect();
    told(of(&all), each)
}

/// **Formula** √((G − 1)/G · Σ (value without g − their mean)²), and Student's quantile of G − 1 degrees of freedom.
fn told((value, changes): (f64, f64), each: Vec<f64>) -> Information {
    let g = each.len() as f64;
    let mean = each.iter().sum::<f64>() / g;
    let squares: f64 = each.iter().map(|x| (x - mean) * (x - mean)).sum();
    let standard_error = ((g - 1.0) / g * squares).sqrt();
    let reach = student_t_quantile(0.975, each.len().saturating_sub(1).max(1)) * standard_error;
    let interval = [(value - reach).max(0.0), value + reach];
    Information { value, standard_error, interval, changes }
}
