//! Which options can be told apart by their means at this size, and how many worlds it would take.

use crate::stats::{ByWorld, Clusters, student_t_quantile};

/// What would take more worlds is told by none: a difference so small is what rounding left of nothing, or as good as that.
const MOST: f64 = 1e9;

/// Two options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Their places.
    pub options: [usize; 2],
    /// The first less the second.
    pub difference: f64,
    /// Its standard error, in the same worlds on the same draws.
    pub standard_error: f64,
    /// Whether the 95 % confidence interval lies on one side of 0.
    pub is_clear: bool,
    /// The worlds that would make it clear, if the difference is what it seems and each has as many paths; none where it is clear, where nothing differs, and
    /// where it would take more than 10⁹.
    pub worlds_needed: Option<u64>,
}

/// Every pair of options, in their order.
///
/// **Formula** with d the paired difference of the means, e its standard error over clusters and t Student's quantile at 97.5 %: clear if |d| > t·e; otherwise W·(t·e/d)² worlds
/// would make |d| as large as t standard errors, the error falling with the root of the number of worlds.
pub fn pairs(options: &[ByWorld], clusters: Clusters) -> Vec<Pair> {
    let each = |i: usize| (i + 1..options.len()).map(move |j| [i, j]);
    let pair = |[i, j]: [usize; 2]| {
        let between = options[i].minus(&options[j]);
        let worlds = between.worlds();
        let (difference, standard_error) = (between.value, between.standard_error(clusters));
        let freedom = clusters.freedom(worlds);
        let reach = match freedom {
            0 => f64::INFINITY,
            freedom => student_t_quantile(0.975, freedom) * standard_error,
        };
        let is_clear = difference.abs() > reach;
        let needed = worlds as f64 * (reach / difference) * (reach / difference);
        let is_told = !is_clear && difference != 0.0 && needed <= MOST;
        let worlds_needed = is_told.then(|| needed.ceil() as u64);
        Pair { options: [i, j], difference, standard_error, is_clear, worlds_needed }
    };
    (0..options.len()).flat_map(each).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_by_hand() {
        // Differences 1, 3, −1, 1 over four worlds: mean 1, standard error √(8/3/4) = 0.816; t(0.975; 3) = 3.182.
        let option = |values: [f64; 4]| ByWorld::ratio(&values, &[1; 4]).unwrap();
        let options =
            [option([1.0, 5.0, 2.0, 2.0]), option([0.0, 2.0, 3.0, 1.0]), option([0.0, 2.0, 3.0, 1.0])];
        let found = pairs(&options, Clusters::Worlds);
        assert_eq!(found[0].options, [0, 1]);
        assert!((found[0].difference - 1.0).abs() < 1e-12);
        assert!((found[0].standard_error - (2.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        // 4 · 3.18245² · ⅔ = 27.008.
        assert_eq!((found[0].is_clear, found[0].worlds_needed), (false, Some(28)));
        assert_eq!((found[2].is_clear, found[2].worlds_needed), (false, None), "one and the same");
        let all_but_level = [option([1.0, 5.0, 2.0, 2.0]), option([5.0, 1.0, 2.0 + 1e-9, 2.0])];
        let found = pairs(&all_but_level, Clusters::Worlds)[0];
        assert!(found.difference != 0.0, "{found:?}");
        assert_eq!((found.is_clear, found.worlds_needed), (false, None), "as good as nothing");
        let apart = [option([1.0, 2.0, 3.0, 4.0]), option([0.0, 1.1, 1.9, 3.0])];
        assert!(pairs(&apart, Clusters::Worlds)[0].is_clear);
    }
}
