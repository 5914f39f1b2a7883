//! What a distribution amounts to: quantiles, mean, shape, and how near it comes to what was asked.

use serde::Serialize;

use crate::quantity::Family;

/// Bars of a sparkline.
const BARS: usize = 16;

/// Heights of a bar.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What a distribution amounts to. A number that is not finite is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Whether it is a single number.
    pub certain: bool,
    /// The 5 % point.
    pub p5: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// The 95 % point.
    pub p95: Option<f64>,
    /// The mean; none where there is none.
    pub mean: Option<f64>,
    /// The least value; none where it has no lower end.
    pub least: Option<f64>,
    /// The greatest value; none where it has no upper end.
    pub most: Option<f64>,
    /// Its density from the 1 % to the 99 % point, a bar for each sixteenth of that span; empty for a certain number.
    pub sparkline: String,
    /// What the file asked for, beside what the distribution gives.
    pub asked: Vec<Asked>,
}

/// Something the file asked of a distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// A quantile (`p5`), `mean`, `sd`, `min` or `max`.
    pub what: String,
    /// The number in the file.
    pub asked: f64,
    /// The number the distribution has.
    pub fitted: f64,
}

/// What a distribution amounts to; `asked` are the numbers the file names.
pub fn fit(family: &Family, asked: &[(String, f64)]) -> Fit {
    let finite = |x: f64| x.is_finite().then_some(x);
    let (least, most) = family.support();
    let certain = family.as_constant().is_some();
    let fitted = |(what, asked): &(String, f64)| {
        let fitted = match (what.as_str(), what.strip_prefix('p').and_then(|p| p.parse::<f64>().ok())) {
            (_, Some(percent)) => family.quantile(percent / 100.0),
            ("mean", None) => family.mean(),
            ("sd", None) => family.standard_deviation(),
            ("min", None) => least,
            ("max", None) => most,
            _ => return None,
        };
        Some(Asked { what: what.clone(), asked: *asked, fitted: finite(fitted)? })
    };
    Fit {
        certain,
        p5: finite(family.quantile(0.05)),
        p50: finite(family.quantile(0.5)),
        p95: finite(family.quantile(0.95)),
        mean: finite(family.mean()),
        least: finite(least),
        most: finite(most),
        sparkline: sparkline(family),
        asked: if certain { Vec::new() } else { asked.iter().filter_map(fitted).collect() },
    }
}

/// The density from the 1 % to the 99 % point in bars of equal width, the highest of full height; empty for a certain number.
///
/// **Formula** the height of a bar is its probability over that of the likeliest bar.
pub fn sparkline(family: &Family) -> String {
    if family.as_constant().is_some() {
        return String::new();
    }
    let (lo, hi) = (family.quantile(0.01), family.quantile(0.99));
    if !(hi > lo && (hi - lo).is_finite()) {
        return BLOCKS[7].to_string();
    }
    // The first bar holds what lies on its lower edge too.
    let edge = |bar: usize| match bar {
        0 => lo.next_down(),
        _ => lo + (hi - lo) * bar as f64 / BARS as f64,
    };
    let shares: Vec<f64> = (0..BARS).map(|bar| family.cdf(edge(bar + 1)) - family.cdf(edge(bar))).collect();
    let tallest = shares.iter().copied().fold(0.0, f64::max);
    let block = |share: &f64| BLOCKS[((share / tallest * 8.0).ceil() as usize).clamp(1, 8) - 1];
    shares.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(family: Result<Family, crate::quantity::Broken>) -> Family {
        family.expect("a family")
    }

    #[test]
    fn a_sparkline_has_the_shape_of_its_density() {
        assert_eq!(sparkline(&of(Family::uniform(2.0, 5.0))), "█".repeat(16));
        let tent = sparkline(&of(Family::triangular(0.0, 1.0, 2.0)));
        let mirrored: String = tent.chars().rev().collect();
        assert_eq!(tent, mirrored);
        assert_eq!(tent.chars().nth(7), Some('█'));
        assert_eq!(tent.chars().next(), Some('▂'));
        // A density that falls from left to right never rises.
        let falling: Vec<char> = sparkline(&of(Family::triangular(0.0, 0.0, 1.0))).chars().collect();
        assert!(falling.windows(2).all(|pair| pair[0] >= pair[1]), "{falling:?}");
        assert!(falling[0] == '█' && falling[15] == '▂', "{falling:?}");
        assert_eq!(sparkline(&of(Family::constant(3.0))), "");
    }

    #[test]
    fn what_was_asked_stands_beside_what_the_fit_gives() {
        let asked =
            [("p5".to_string(), 1.0), ("p50".into(), 3.0), ("p95".into(), 4.0), ("lambda".into(), 4.0)];
        let points = [(0.05, 1.0), (0.5, 3.0), (0.95, 4.0)];
        let fit = super::fit(&of(Family::metalog(&points, Some(0.0), None)), &asked);
        let names: Vec<&str> = fit.asked.iter().map(|a| a.what.as_str()).collect();
        assert_eq!(names, ["p5", "p50", "p95"], "what is no property of the distribution is left out");
        assert!(fit.asked.iter().all(|a| (a.asked - a.fitted).abs() < 1e-9), "{:?}", fit.asked);
        assert_eq!((fit.least, fit.most), (Some(0.0), None));
        // A fit that misses shows by how much.
        let other = super::fit(&of(Family::uniform(0.0, 10.0)), &asked[..1]);
        assert_eq!(other.asked, [Asked { what: "p5".into(), asked: 1.0, fitted: 0.5 }]);
    }
}
