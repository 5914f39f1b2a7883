//! The mean of a metric.

use super::{ByWorld, Clusters, Estimate, Interval, sample_quantile, variance_about};

/// The mean of a metric over worlds and paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanOverWorlds {
    /// The mean with its standard error over clusters of worlds.
    pub estimate: Estimate,
    /// The 90 % credible interval of a world's mean, inner noise removed; none with one world and where no world
    /// has two trials.
    pub interval: Option<Interval>,
    /// The share of a single trial's variance that lies between worlds; none with one world, where no world has two
    /// trials, and where nothing varies.
    pub share_between: Option<f64>,
    /// The number of worlds that had a trial with a value.
    pub worlds: usize,
    /// The number of trials with a value.
    pub trials: u64,
}

/// The mean of a metric from each world's sum, sum of squares and number of trials with a value.
///
/// None if no trial has a value. Worlds without one are left out.
/// **Formula** docs/model.md §5.9. With m_w a world's mean and c_w its count, the mean is the ratio m̂ = Σ sums/Σ counts
/// (every trial weighs the same) and its standard error √(W/(W − 1)·Σc_w²(m_w − m̂)²)/Σc_w, the linearised one of a ratio;
/// with equal counts that is √(Σ(m_w − m̂)²/(W(W − 1))). Over replicates: that of the replicates' sums of c_w(m_w − m̂), and no less than the
/// chance within worlds, √(Σc_w s_w²)/Σc_w. With one world it is the sample standard deviation over √c, with
/// one trial infinite.
/// The interval weighs worlds, not trials: the variance of the m_w about their plain mean is lessened by the mean of s_w²/c_w (a
/// world with one trial takes the pooled s²); the m_w, drawn in towards m̂ by √(left/seen), give the 5 % and 95 % quantiles.
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

    if pooled.is_none() || worlds == 1 {
        return Some(MeanOverWorlds { estimate, interval: None, share_between: None, worlds, trials });
    }
    let seen = variance_about(&means, means.iter().sum::<f64>() / worlds as f64);
    let noise = kept.iter().map(|&w| own(w) / count(w)).sum::<f64>() / worlds as f64;
    let within = kept.iter().map(|&w| own(w)).sum::<f64>() / worlds as f64;
    let between = (seen - noise).max(0.0);
    let factor = if between > 0.0 { (between / seen).sqrt() } else { 0.0 };
    let mut drawn_in: Vec<f64> = means.iter().map(|m| value + factor * (m - value)).collect();
    drawn_in.sort_by(f64::total_cmp);
    let interval = Interval { lo: sample_quantile(&drawn_in, 0.05), hi: sample_quantile(&drawn_in, 0.95) };
    let whole = between + within;
    let share_between = (whole > 0.0).then(|| between / whole);
    Some(MeanOverWorlds { estimate, interval: Some(interval), share_between, worlds, trials })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let factor = (8.0_f64 / 9.0).sqrt();
        let interval = found.interval.unwrap();
        close(interval.lo, 4.0 - 2.7 * factor);
        close(interval.hi, 4.0 + 2.7 * factor);
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
        assert_eq!((found.interval, found.share_between), (None, None));
        let found = of(&[&[1.0], &[3.0]]).unwrap();
        close(found.estimate.standard_error, 1.0);
        assert_eq!((found.interval, found.share_between), (None, None));
        assert_eq!(of(&[&[1.0]]).unwrap().estimate.standard_error, f64::INFINITY);
    }

    #[test]
    fn nothing_left_between_worlds_is_a_point() {
        let found = of(&[&[0.0, 10.0], &[1.0, 9.5]]).unwrap();
        let value = found.estimate.value;
        assert_eq!(found.interval, Some(Interval { lo: value, hi: value }));
        assert_eq!(found.share_between, Some(0.0));
        let constant = of(&[&[0.1; 7], &[0.1; 7]]).unwrap();
        assert_eq!((constant.share_between, constant.interval.map(|i| i.hi - i.lo)), (None, Some(0.0)));
    }
}
