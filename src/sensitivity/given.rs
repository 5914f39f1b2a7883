//! From worlds as they are: what the classes of an input tell of the outcome, and which way it works.

use super::index::LeftOut;
use super::response::Response;
use crate::math::GammaShape;
use crate::stats::group_of_world;

/// Where each world's value stands among all: its rank less a half, as a share; values alike share the middle of their ranks.
///
/// **Range** strictly between 0 and 1; the mean is ½.
pub fn scores(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&i, &j| column[i].total_cmp(&column[j]));
    let mut scores = vec![0.0; column.len()];
    let mut first = 0;
    while first < order.len() {
        let alike = order[first..].iter().take_while(|&&i| column[i] == column[order[first]]).count();
        let middle = (first as f64 + alike as f64 / 2.0) / column.len() as f64;
        order[first..first + alike].iter().for_each(|&i| scores[i] = middle);
        first += alike;
    }
    scores
}

/// Classes of as many worlds each, into which an input is cut: ten of up to 2,000 worlds, then one more for each further 200, 40 at most; five
/// worlds a class at least.
pub fn classes(worlds: usize) -> usize {
    (worlds / 200).clamp(10, 40).min(worlds / 5).max(2)
}

/// The class of a score.
fn class_of(score: f64, classes: usize) -> usize {
    ((score * classes as f64) as usize).min(classes - 1)
}

/// What of the variance between worlds the classes of one input tell: Var(E[y | class]), net of chance.
///
/// Divided by [`Response::between`] it is the correlation ratio η², the first-order share of the variance, but for what varies within classes.
/// **Formula** (Σ n_c(ȳ_c − ȳ)² − (C − 1)·s²)/W over the C classes that have worlds, s² = Σ(y − ȳ_c)²/(W − C): what classes differ by for no other
/// reason than that they have finitely many worlds and paths is taken out, so that an input that does nothing has 0 on average, and may have less
/// than 0. **Source** Pearson (1905), corrected as by Kelley (1935).
pub fn correlation_ratio(scores: &[f64], classes: usize, response: &Response) -> LeftOut {
    let groups = response.groups();
    let mut sums = vec![[0.0; 2]; groups * classes];
    let mut squares = vec![0.0; groups];
    for (world, y) in response.counted() {
        let group = group_of_world(world);
        let cell = &mut sums[group * classes + class_of(scores[world], classes)];
        cell[0] += 1.0;
        cell[1] += y;
        squares[group] += y * y;
    }
    LeftOut::made(groups, |left| {
        let kept = || (0..groups).filter(|&group| Some(group) != left);
        let (mut n, mut sum, mut used, mut told) = (0.0, 0.0, 0.0, 0.0);
        for class in 0..classes {
            let add = |[count, sum]: [f64; 2], group: usize| {
                let [more, y] = sums[group * classes + class];
                [count + more, sum + y]
            };
            let [count, of_class] = kept().fold([0.0; 2], add);
            if count > 0.0 {
                (n, sum, used) = (n + count, sum + of_class, used + 1.0);
                told += of_class * of_class / count;
            }
        }
        let all = kept().map(|group| squares[group]).sum::<f64>();
        let within = if n > used { (all - told) / (n - used) } else { 0.0 };
        (told - sum * sum / n - (used - 1.0) * within) / n
    })
}

/// How much more of the outcome there is with more of an input, alone: the standardised regression coefficient on its rank.
///
/// **Range** about −1 to 1. **Formula** Cov(rank, y)/(sd(rank)·σ), σ² the variance between worlds net of chance; what comes out is not ranked,
/// since only of itself chance can be taken out. None where the input is the same in all worlds.
pub fn slope(scores: &[f64], response: &Response) -> Option<LeftOut> {
    let mut sums = vec![[0.0; 5]; response.groups()];
    for (world, y) in response.counted() {
        let x = scores[world] - 0.5;
        let group = &mut sums[group_of_world(world)];
        [1.0, x, y, x * x, x * y].iter().zip(group).for_each(|(more, sum)| *sum += more);
    }
    let scaled = LeftOut::of_sums(&sums, |[n, x, y, xx, xy]| {
        let spread = (xx - x * x / n) / n;
        if spread > 1e-12 { (xy - x * y / n) / n / spread.sqrt() } else { f64::NAN }
    });
    scaled.whole.is_finite().then(|| scaled.with(&response.between(), |c, v| c / v.max(0.0).sqrt()))
}

/// The share of the variance above which, of so many inputs that do nothing at all, the largest one lies in one run of 1/`alpha`.
///
/// **Formula** (χ²(1 − α/k; C − 1) − (C − 1))/W · seen/between: what classes tell by luck is a χ² of C − 1 degrees of freedom, and the chance that
/// one of k does so is at most k times that of one. **Source** Bonferroni (1936).
pub fn largest_by_luck(inputs: usize, classes: usize, response: &Response, alpha: f64) -> f64 {
    let freedom = classes as f64 - 1.0;
    let tail = alpha / inputs.max(1) as f64;
    let most = 2.0 * GammaShape::new(freedom / 2.0).quantile(1.0 - tail);
    (most - freedom) / response.worlds() as f64 * response.seen().whole / response.between().whole
}
