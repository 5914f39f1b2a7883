//! The mean of a metric.

use super::sample::variance_about;
use super::{ByWorld, Clusters, Counts, Estimate, FEW, Interval, Mixture, Sums, WorldMean};

/// Fewer trials a world than these do not tell where the noise is larger: the interval is then the wider at either end, of noise that is and noise that is not alike.
const FEW_TRIALS: u64 = 5;

/// The mean of a metric over worlds and paths.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanOverWorlds {
    /// The mean with its standard error over clusters of worlds.
    pub estimate: Estimate,
    /// The share of a single trial's variance that lies between worlds; none with one world, where no world has two
    /// trials, and where nothing varies.
    pub share_between: Option<f64>,
    /// Whether all worlds but fewer than twenty have one and the same number in all their trials: then the spread tells no error.
    pub is_rare: bool,
    /// The number of worlds that had a trial with a value.
    pub worlds: usize,
    /// The number of trials with a value.
    pub trials: u64,
    /// What the spread over worlds is found from, where it can be told.
    spread: Option<Vec<WorldMean>>,
}

impl MeanOverWorlds {
    /// The 90 % credible interval of a world's mean, inner noise removed; none with one world, where no world has two trials, where the metric is
    /// rare, and where worlds differ by no more than finite numbers of trials make them differ.
    pub fn interval(&self) -> Option<Interval> {
        let worlds = self.spread.as_ref()?;
        let found = Mixture::of_means(worlds).central(0.9);
        if self.trials >= FEW_TRIALS * self.worlds as u64 {
            return Some(found);
        }
        let alike = Mixture::of_means_alike(worlds).central(0.9);
        Some(Interval { lo: found.lo.min(alike.lo), hi: found.hi.max(alike.hi) })
    }
}

/// The mean of a metric from each world's sum, sum of squares and number of trials with a value.
///
/// None if no trial has a value. Worlds without one are left out.
/// **Formula** docs/model.md §5.9. With m_w a world's mean and c_w its count, the mean is the ratio m̂ = Σ sums/Σ counts
/// (every trial weighs the same) and its standard error √(W/(W − 1)·Σc_w²(m_w − m̂)²)/Σc_w, the linearised one of a ratio;
/// with equal counts that is √(Σ(m_w − m̂)²/(W(W − 1))). Over replicates: that of the replicates' sums of c_w(m_w − m̂), and no less than the
/// chance within worlds, √(Σc_w s_w²)/Σc_w. With one world it is the sample standard deviation over √c, with
/// one trial infinite.
/// The interval weighs worlds, not trials: the variance between worlds is that of the m_w about their plain mean less the mean of s_w²/c_w (a
/// world with one trial takes the pooled s²). Unless it exceeds its own standard error nothing is told; else the interval is that of the [`Mixture`] of the m_w,
/// whose errors are those of trials in worlds alike; with fewer than five trials a world, also as if all worlds had the same, whichever end is farther out.
/// **Errors** panics on slices of different length.
pub fn mean(
    sums: &[f64],
    sums_of_squares: &[f64],
    counts: &[u32],
    clusters: Clusters,
) -> Option<MeanOverWorlds> {
    assert!(sums.len() == counts.len() && sums_of_squares.len() == counts.len(), "one of each a world");
    let kept: Vec<usize> = (0..counts.len()).filter(|&w| counts[w] > 0).collect();
    let trials: u64 = kept.iter().map(|&w| u64::from(counts[w])).sum();
    if trials == 0 {
        return None;
    }
    let worlds = kept.len();
    let count = |w: usize| f64::from(counts[w]);
    let value = kept.iter().map(|&w| sums[w]).sum::<f64>() / trials as f64;
    let means: Vec<f64> = kept.iter().map(|&w| sums[w] / count(w)).collect();

    // Σ(x − m_w)² in each world, and pooled. What rounding alone leaves of equal numbers is nothing.
    let squares = |w: usize| {
        let rest = sums_of_squares[w] - sums[w] * (sums[w] / count(w));
        if rest > 1e-14 * sums_of_squares[w] * count(w) { rest } else { 0.0 }
    };
    let freedom = (trials - worlds as u64) as f64;
    let pooled = (freedom > 0.0).then(|| kept.iter().map(|&w| squares(w)).sum::<f64>() / freedom);

    let own = |w: usize| if counts[w] > 1 { squares(w) / (count(w) - 1.0) } else { pooled.unwrap_or(0.0) };
    let standard_error = if worlds > 1 {
        match clusters {
            Clusters::Worlds => {
                let part = |(&w, m): (&usize, &f64)| count(w) * (m - value) * (count(w) * (m - value));
                let sum: f64 = kept.iter().zip(&means).map(part).sum();
                (worlds as f64 / (worlds as f64 - 1.0) * sum).sqrt() / trials as f64
            }
            Clusters::Replicates => {
                let chance = kept.iter().map(|&w| count(w) * own(w)).sum::<f64>().sqrt() / trials as f64;
                ByWorld::ratio(sums, counts)?.standard_error(clusters).max(chance)
            }
        }
    } else {
        pooled.map_or(f64::INFINITY, |variance| (variance / trials as f64).sqrt())
    };
    let estimate = Estimate { value, standard_error };

    let still: Vec<f64> =
        kept.iter().zip(&means).filter(|(w, _)| squares(**w) == 0.0).map(|(_, &m)| m).collect();
    let is_rare = is_rare(still, worlds);
    if pooled.is_none() || worlds == 1 || is_rare {
        return Some(MeanOverWorlds { estimate, share_between: None, is_rare, worlds, trials, spread: None });
    }
    let seen = variance_about(&means, means.iter().sum::<f64>() / worlds as f64);
    let noise = kept.iter().map(|&w| own(w) / count(w)).sum::<f64>() / worlds as f64;
    let within = kept.iter().map(|&w| own(w)).sum::<f64>() / worlds as f64;
    let between = (seen - noise).max(0.0);
    let whole = between + within;
    let plain = means.iter().sum::<f64>() / worlds as f64;
    let unbiased = worlds as f64 / (worlds as f64 - 1.0);
    let each: Vec<f64> = kept
        .iter()
        .zip(&means)
        .map(|(&w, m)| unbiased * (m - plain) * (m - plain) - own(w) / count(w))
        .collect();
    let error = (variance_about(&each, each.iter().sum::<f64>() / worlds as f64) / worlds as f64).sqrt();
    // Squares beyond all numbers tell nothing either.
    if between <= error || !error.is_finite() {
        return Some(MeanOverWorlds { estimate, share_between: None, is_rare, worlds, trials, spread: None });
    }
    let of_world = |(&w, &mean): (&usize, &f64)| WorldMean { mean, squares: squares(w), count: counts[w] };
    let share_between = (whole > 0.0).then(|| between / whole);
    Some(MeanOverWorlds {
        estimate,
        share_between,
        is_rare,
        worlds,
        trials,
        spread: Some(kept.iter().zip(&means).map(of_world).collect()),
    })
}

/// The same of worlds of which only some may be kept by themselves: those tell how worlds differ, and all of them tell the mean and its error.
///
/// **Formula** of more than 20,000 worlds the standard error is that over 1,000 cells of worlds instead of worlds, or over replicates, and the chance within
/// worlds that it is no less than is that of the first 8,000.
/// **Errors** panics on slices of different length.
pub fn mean_of_all(
    sums: &Sums,
    sums_of_squares: &[f64],
    counts: &Counts,
    clusters: Clusters,
) -> Option<MeanOverWorlds> {
    let Some(pooled) = counts.pooled() else { return mean(sums, sums_of_squares, counts, clusters) };
    let apart = sums.apart(counts)?;
    let trials = counts.total();
    let spread = apart.standard_error(clusters);
    // In so many trials of the first worlds, the variance that chance gives to their sum.
    let mut chance = (0.0, 0.0);
    for ((&sum, &squares), &count) in sums.iter().zip(sums_of_squares).zip(counts.iter()) {
        let count = f64::from(count);
        if count > 1.0 {
            chance.0 += count * ((squares - sum * (sum / count)).max(0.0) / (count - 1.0));
            chance.1 += count;
        }
    }
    let within = if chance.1 > 0.0 { (chance.0 / chance.1 / trials as f64).sqrt() } else { 0.0 };
    let standard_error = match clusters {
        Clusters::Worlds => spread,
        Clusters::Replicates => spread.max(within),
    };
    let estimate = Estimate { value: apart.value, standard_error };
    let worlds = usize::try_from(pooled.having).unwrap_or(usize::MAX);
    Some(match mean(sums, sums_of_squares, counts, clusters) {
        Some(shown) => MeanOverWorlds { estimate, worlds, trials, ..shown },
        // None of the first worlds has a value: it is as rare as that.
        None => MeanOverWorlds { estimate, share_between: None, is_rare: true, worlds, trials, spread: None },
    })
}

/// Whether at least half of the worlds and all but fewer than twenty stand still at one number; given the means of the worlds that stand still.
///
/// What differs by no more than 10⁻¹² of the largest mean is one number: sums in different orders leave as much.
fn is_rare(mut still: Vec<f64>, worlds: usize) -> bool {
    still.sort_by(f64::total_cmp);
    let slack = 1e-12 * still.iter().fold(0.0_f64, |most, m| most.max(m.abs()));
    let (mut commonest, mut first) = (0, 0);
    for (place, m) in still.iter().enumerate() {
        while m - still[first] > slack {
            first += 1;
        }
        commonest = commonest.max(place + 1 - first);
    }
    2 * commonest >= worlds && ((worlds - commonest) as u64) < FEW
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }

    /// From the trials of each world.
    fn of(worlds: &[&[f64]]) -> Option<MeanOverWorlds> {
        let sums: Vec<f64> = worlds.iter().map(|w| w.iter().sum()).collect();
        let squares: Vec<f64> = worlds.iter().map(|w| w.iter().map(|x| x * x).sum()).collect();
        let counts: Vec<u32> = worlds.iter().map(|w| w.len() as u32).collect();
        mean(&sums, &squares, &counts, Clusters::Worlds)
    }

    #[test]
    fn a_small_case_by_hand() {
        // Means 1, 4, 7; within-variances 2, 2, 2; noise 1, seen 9, left 8.
        let found = of(&[&[0.0, 2.0], &[3.0, 5.0], &[6.0, 8.0]]).unwrap();
        close(found.estimate.value, 4.0);
        close(found.estimate.standard_error, 3.0_f64.sqrt());
        close(found.share_between.unwrap(), 0.8);
        // Three worlds: the variance between them is 8 ± 5.2.
        let interval = found.interval().unwrap();
        assert!(
            interval.lo >= 1.0 && interval.lo < 2.0 && interval.hi > 6.0 && interval.hi <= 7.0,
            "{interval:?}"
        );
        assert_eq!((found.worlds, found.trials), (3, 6));
    }

    #[test]
    fn worlds_without_a_value_are_left_out_and_counts_weigh() {
        let found = of(&[&[2.0, 4.0, 6.0], &[], &[8.0]]).unwrap();
        close(found.estimate.value, 5.0);
        // √(2·((3·1)² + (1·3)²))/4
        close(found.estimate.standard_error, 6.0 / 4.0);
        assert_eq!((found.worlds, found.trials), (2, 4));
        assert_eq!(of(&[&[], &[]]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn one_world_and_one_path() {
        let found = of(&[&[1.0, 3.0]]).unwrap();
        close(found.estimate.standard_error, 1.0);
        assert_eq!((found.interval(), found.share_between), (None, None));
        let found = of(&[&[1.0], &[3.0]]).unwrap();
        close(found.estimate.standard_error, 1.0);
        assert_eq!((found.interval(), found.share_between), (None, None));
        assert_eq!(of(&[&[1.0]]).unwrap().estimate.standard_error, f64::INFINITY);
    }

    #[test]
    fn nothing_left_between_worlds_is_not_measurable() {
        let found = of(&[&[0.0, 10.0], &[1.0, 9.5]]).unwrap();
        assert_eq!((found.interval(), found.share_between), (None, None));
    }

    #[test]
    fn what_hardly_ever_varies_is_rare() {
        let is_rare = |worlds: &[&[f64]]| of(worlds).unwrap().is_rare;
        assert!(is_rare(&[&[0.1; 7], &[0.1; 7]]) && is_rare(&[&[0.1; 7]]));
        let mut worlds: Vec<&[f64]> = vec![&[0.1; 7]; 60];
        worlds[..19].fill(&[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 12.5]);
        assert!(is_rare(&worlds));
        worlds[19] = &[0.2; 7];
        assert!(!is_rare(&worlds), "twenty worlds tell an error");
        // Sums of the same numbers in another order are the same number.
        worlds[..20].fill(&[0.1 + 1e-16; 7]);
        assert!(is_rare(&worlds));
        assert!(!is_rare(&[&[1.0], &[2.0], &[3.0]]));
    }

    #[test]
    fn nine_worlds_in_ten_lie_in_the_interval_at_few_paths_too() {
        // World means are 0 or between 5 and 10 with noise around them, or exponential with noise that grows with them. The mean of 40 shares has a deviation
        // below 0.01, so that nine tenths are missed by three of them in one seed of a thousand.
        type Law = fn(&mut ChaCha8Rng) -> f64;
        type Trial = fn(f64, &mut ChaCha8Rng) -> f64;
        let exponential: Law = |r| -crate::math::ln(1.0 - r.random::<f64>());
        let lump: Law = |r| if r.random::<f64>() < 0.4 { 0.0 } else { 5.0 + 5.0 * r.random::<f64>() };
        let around: Trial = |m, r| m + 6.0 * (r.random::<f64>() + r.random::<f64>() - 1.0);
        let growing: Trial = |m, r| -m * crate::math::ln(1.0 - r.random::<f64>());
        let held = |law: Law, trial: Trial, paths: usize, ends: &dyn Fn(&MeanOverWorlds) -> Interval| {
            let mut random = ChaCha8Rng::seed_from_u64(21);
            let mut sum = 0.0;
            for _ in 0..40 {
                let truth: Vec<f64> = (0..400).map(|_| law(&mut random)).collect();
                let trials: Vec<Vec<f64>> =
                    truth.iter().map(|&m| (0..paths).map(|_| trial(m, &mut random)).collect()).collect();
                let slices: Vec<&[f64]> = trials.iter().map(Vec::as_slice).collect();
                let found = ends(&of(&slices).unwrap());
                sum += truth.iter().filter(|m| (found.lo..=found.hi).contains(*m)).count() as f64 / 400.0;
            }
            sum / 40.0
        };
        let ours = |mean: &MeanOverWorlds| mean.interval().unwrap();
        for paths in [2, 5, 25] {
            for (name, law, trial) in [("lump", lump, around), ("growing", exponential, growing)] {
                let found = held(law, trial, paths, &ours);
                assert!(found >= 0.87, "{name}, {paths}: {found}");
            }
        }
        // The planted bug: one noise for all worlds.
        let alike =
            |mean: &MeanOverWorlds| Mixture::of_means_alike(mean.spread.as_ref().unwrap()).central(0.9);
        assert!(held(exponential, growing, 5, &alike) < 0.87);
    }

    #[test]
    fn few_trials_a_world_take_the_wider_interval() {
        // Two trials a world do not tell that noise grows with the mean: either reading may be the bold one.
        let mut random = ChaCha8Rng::seed_from_u64(21);
        let mut exponential = || -crate::math::ln(1.0 - random.random::<f64>());
        let trials: Vec<Vec<f64>> = (0..400)
            .map(|_| {
                let world = exponential();
                (0..2).map(|_| world * exponential()).collect()
            })
            .collect();
        let slices: Vec<&[f64]> = trials.iter().map(Vec::as_slice).collect();
        let found = of(&slices).unwrap();
        let worlds = found.spread.as_ref().unwrap();
        let [local, alike] =
            [Mixture::of_means(worlds), Mixture::of_means_alike(worlds)].map(|m| m.central(0.9));
        assert!(local.lo < alike.lo && local.hi < alike.hi, "{local:?} {alike:?}");
        assert_eq!(found.interval(), Some(Interval { lo: local.lo, hi: alike.hi }));
    }
}
