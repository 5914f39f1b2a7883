//! What it would be worth to know more before choosing: value of information.

use super::net::{Halves, between, moved, net};
use super::regression::{Design, Fitted};
use crate::stats::{GROUPS, Matrix, student_t_quantile};

/// What some knowledge would be worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Information {
    /// By how much the expected worth of the best choice rises, in the unit of the worth.
    pub value: f64,
    /// Its standard error over groups of worlds.
    pub standard_error: f64,
    /// The 95 % confidence interval, never below 0: no knowledge is worth less than nothing.
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
    let all: Vec<usize> = (0..groups.len()).collect();
    let of = |without: Option<usize>| {
        let worlds: Vec<usize> = all.iter().copied().filter(|&w| Some(groups[w]) != without).collect();
        let mean = |w: usize| (0..halves.options()).map(|o| halves.mean(o, w)).collect();
        let shown: Vec<Vec<f64>> = worlds.iter().map(|&w| mean(w)).collect();
        let found = net(&halves, &worlds);
        let signal = spread(&shown) - trace(&found.noise);
        Worth { net: worth(&found.values), shown: worth(&shown).0, signal }
    };
    jackknifed(groups, of)
}

/// What knowledge is worth in some worlds.
struct Worth {
    /// Net of luck: by how much the best choice rises, and how often it changes.
    net: (f64, f64),
    /// The rise as it is seen, luck and all.
    shown: f64,
    /// The variance, summed over options, that luck does not explain.
    signal: f64,
}

/// The variances of options over worlds, added up.
fn spread(values: &[Vec<f64>]) -> f64 {
    let n = values.len() as f64;
    let of = |o: usize| {
        let mean = values.iter().map(|world| world[o]).sum::<f64>() / n;
        values.iter().map(|world| (world[o] - mean) * (world[o] - mean)).sum::<f64>() / (n - 1.0)
    };
    (0..values.first().map_or(0, Vec::len)).map(of).sum()
}

fn trace(matrix: &Matrix) -> f64 {
    matrix.iter().enumerate().map(|(i, row)| row[i]).sum()
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
    let fits = Fitted::by_group(&design.rows, &worths, groups);
    let of = |without: Option<usize>| {
        let fit = fits.without(without);
        let counts = |w: &usize| without != Some(groups[*w]);
        let worlds: Vec<usize> = (0..worths.len()).filter(counts).collect();
        let fitted: Vec<Vec<f64>> = worlds.iter().map(|&w| fit.at(&design.rows[w])).collect();
        let (seen, rest) = fit.covariances();
        let share = (fit.rank() as f64 - 1.0) / (worlds.len() as f64 - 1.0);
        let luck: Matrix = rest.iter().map(|row| row.iter().map(|x| x * share).collect()).collect();
        let net = worth(&moved(&fitted, &seen, &between(&seen, &luck)));
        Worth { net, shown: worth(&fitted).0, signal: trace(&seen) - trace(&luck) }
    };
    jackknifed(groups, of)
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

/// The value of all worlds, and what leaving out each group makes of it.
///
/// **Formula** the standard error is √((G − 1)/G · Σ (value without g − their mean)²), of the value net of luck or as it is seen, whichever is larger: what is all luck has a value of 0 without any
/// group, and is no surer for that. The interval is ± t standard errors on the scale of the square root, on which a value near 0 is spread alike to both sides: with r = t·e, from
/// v − r + r²/4v (0 where r > 2v) to v + r·min(3/2, 1 + r/4v), t Student's quantile with G − 1 degrees of freedom. It begins at 0 too where the variance that luck does not explain is not clear of 0 (one-sided, 5 %): the root of a variance
/// that is all luck would seem to be something.
fn jackknifed(groups: &[usize], of: impl Fn(Option<usize>) -> Worth) -> Information {
    let each: Vec<Worth> = (0..GROUPS).filter(|g| groups.contains(g)).map(|g| of(Some(g))).collect();
    let g = each.len() as f64;
    let error = |value: &dyn Fn(&Worth) -> f64| {
        let mean = each.iter().map(value).sum::<f64>() / g;
        let squares: f64 = each.iter().map(|one| (value(one) - mean) * (value(one) - mean)).sum();
        ((g - 1.0) / g * squares).sqrt()
    };
    let standard_error = error(&|worth| worth.net.0).max(error(&|worth| worth.shown));
    let Worth { net: (value, changes), signal, .. } = of(None);
    let freedom = each.len().saturating_sub(1).max(1);
    let reach = student_t_quantile(0.975, freedom) * standard_error;
    let is_luck = signal <= student_t_quantile(0.95, freedom) * error(&|worth| worth.signal);
    let bend = if 2.0 * value > reach { reach / (4.0 * value) } else { 0.5 };
    let least =
        if is_luck || value <= 0.0 || reach > 2.0 * value { 0.0 } else { value - reach + reach * bend };
    Information { value, standard_error, interval: [least, value + reach * bend + reach], changes }
}
