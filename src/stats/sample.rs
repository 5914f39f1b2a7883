//! What a plain sample says: quantiles, variance.

/// The p-quantile of a sample in ascending order.
///
/// **Range** 0 ≤ p ≤ 1. **Formula** with h = (n − 1)·p, the value at h interpolated between neighbours, counted from 0.
/// **Source** Hyndman & Fan (1996), type 7, the rule of R and NumPy.
/// **Errors** panics on an empty sample.
pub fn sample_quantile(sorted: &[f64], p: f64) -> f64 {
    let h = (sorted.len() - 1) as f64 * p;
    let i = (h.floor() as usize).min(sorted.len() - 1);
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    if next == sorted[i] { next } else { sorted[i] + (h - i as f64) * (next - sorted[i]) }
}

/// Σ(x − centre)²/(n − 1) over two or more numbers.
pub(super) fn variance_about(values: &[f64], centre: f64) -> f64 {
    let sum: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    sum / (values.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::statistics::Statistics;

    #[test]
    fn sample_quantiles_are_those_of_r() {
        // R: quantile(c(1, 2, 4, 8), c(0, .1, .5, .9, 1))
        let sample = [1.0, 2.0, 4.0, 8.0];
        for (p, q) in [(0.0, 1.0), (0.1, 1.3), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!((sample_quantile(&sample, p) - q).abs() < 1e-12);
        }
        assert_eq!(sample_quantile(&[7.0], 0.3), 7.0);
    }

    #[test]
    fn the_variance_is_that_of_statrs_and_of_nist() {
        let sample = [3.0, 1.5, -2.0, 9.25];
        let centre = sample.mean();
        assert!((variance_about(&sample, centre) - sample.variance()).abs() < 1e-12);
        // NIST StRD NumAcc4: mean 10000000.2, standard deviation 0.1.
        let mut sample = vec![10_000_000.2];
        for _ in 0..500 {
            sample.extend([10_000_000.1, 10_000_000.3]);
        }
        let centre = sample.iter().sum::<f64>() / 1001.0;
        assert!((centre - 10_000_000.2).abs() < 1e-6);
        assert!((variance_about(&sample, centre).sqrt() - 0.1).abs() < 1e-8);
    }
}
