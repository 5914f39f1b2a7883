//! The linear opinion pool: experts who disagree, each with a weight.

use super::broken::{Broken, Rule, require_weights};
use super::discrete::Discrete;
use super::{Atom, Existing, Family, Law, Opinion};

/// The mixture of several experts' distributions: with the chance of each weight, that expert is right.
///
/// **Formula** cdf Σ wᵢFᵢ(x); quantile the least x whose cdf reaches u, by Chandrupatla's method between the experts' own quantiles (so that
/// ranks, and with them correlations, survive the pooling); mean Σ wᵢmᵢ; variance Σ wᵢ(sᵢ² + (mᵢ − mean)²).
/// **Source** Stone, The opinion pool, Annals of Mathematical Statistics 32 (1961); Chandrupatla, Advances in Engineering Software 28
/// (1997).
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    opinions: Vec<Opinion>,
    /// All atoms of all experts, in the pool's weights.
    atoms: Vec<Atom>,
    /// For each atom the probability below it, and up to it.
    jumps: Vec<(f64, f64)>,
    /// The pool itself where nobody states anything but atoms.
    discrete: Option<Discrete>,
}

impl Pool {
    /// **Errors** parameter i is the weight of the i-th opinion: fewer than two, a weight ≤ 0, or weights that do not sum to 1.
    pub fn new(mut opinions: Vec<Opinion>) -> Result<Pool, Broken> {
        if opinions.len() < 2 {
            let help = "a pool holds two experts or more; a single one needs no pool";
            return Err(Broken::whole(Rule::WrongCount { least: 2, found: opinions.len() }, help));
        }
        let weights: Vec<f64> = opinions.iter().map(|opinion| opinion.weight).collect();
        let sum = require_weights(&weights)?;
        opinions.iter_mut().for_each(|opinion| opinion.weight /= sum);
        let weighted = |o: &Opinion| {
            let of_atom = |atom: &Atom| (atom.value, o.weight * atom.weight);
            o.family.atoms().iter().map(of_atom).collect::<Vec<_>>()
        };
        let values: Vec<(f64, f64)> = opinions.iter().flat_map(weighted).collect();
        let total: f64 = values.iter().map(|&(_, weight)| weight).sum();
        let all = Discrete::on("pool", values);
        let atoms: Vec<Atom> = all.atoms().iter().map(|a| Atom { weight: a.weight * total, ..*a }).collect();
        let discrete = opinions.iter().all(|o| o.family.is_discrete()).then_some(all);
        let jumps = atoms
            .iter()
            .map(|a| (mixture(&opinions, a.value.next_down()), mixture(&opinions, a.value)))
            .collect();
        Ok(Pool { opinions, atoms, jumps, discrete })
    }

    /// Where the mixture's cdf, continuous from low to high, reaches u.
    fn invert(&self, u: f64, low: f64, high: f64) -> f64 {
        let f = |x: f64| mixture(&self.opinions, x) - u;
        // a and b bracket the root, b the latest; c was one of them before.
        let (mut a, mut b) = (high, low);
        let (mut fa, mut fb) = (f(a), f(b));
        if fa <= 0.0 || fb >= 0.0 {
            return if fa <= 0.0 { high } else { low };
        }
        let mut t = 0.5;
        for _ in 0..200 {
            let x = a + t * (b - a);
            let fx = f(x);
            let (c, fc);
            if (fx > 0.0) == (fa > 0.0) {
                (c, fc) = (a, fa);
            } else {
                (c, fc) = (b, fb);
                (b, fb) = (a, fa);
            }
            (a, fa) = (x, fx);
            let best = if fa.abs() < fb.abs() { a } else { b };
            let least = 0.5 * f64::EPSILON * best.abs() / (b - a).abs();
            if fa == 0.0 || least >= 0.5 || b == a {
                return best;
            }
            t = next_step([a, b, c], [fa, fb, fc]).clamp(least, 1.0 - least);
        }
        0.5 * (a + b)
    }
}

/// How far from a towards b to look next: inverse quadratic interpolation where it is safe, else the middle.
fn next_step([a, b, c]: [f64; 3], [fa, fb, fc]: [f64; 3]) -> f64 {
    let xi = (a - b) / (c - b);
    let phi = (fa - fb) / (fc - fb);
    let safe = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi;
    if !safe {
        return 0.5;
    }
    fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
}

fn mixture(opinions: &[Opinion], x: f64) -> f64 {
    let sum: f64 = opinions.iter().map(|opinion| opinion.weight * opinion.family.cdf(x)).sum();
    // Rounding may leave the sum above 1; `min` would turn NaN into 1.
    if sum > 1.0 { 1.0 } else { sum }
}

impl Family {
    /// The linear pool of several experts' opinions.
    ///
    /// **Range** weights > 0 that sum to 1. **Errors** parameter i is the weight of the i-th opinion.
    pub fn pool(opinions: Vec<Opinion>) -> Result<Family, Broken> {
        Pool::new(opinions).map(Family::from)
    }
}

impl Law for Pool {
    fn name(&self) -> &'static str {
        "pool"
    }

    fn quantile(&self, u: f64) -> f64 {
        if let Some(discrete) = &self.discrete {
            return discrete.quantile(u);
        }
        let next = self.jumps.partition_point(|&(_, upto)| upto < u);
        if self.jumps.get(next).is_some_and(|&(below, _)| below < u) {
            return self.atoms[next].value;
        }
        let ends = self.opinions.iter().map(|opinion| opinion.family.quantile(u));
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
        let low = if next > 0 { low.max(self.atoms[next - 1].value) } else { low };
        let high = self.atoms.get(next).map_or(high, |atom| high.min(atom.value));
        self.invert(u, low, high)
    }

    fn cdf(&self, x: f64) -> f64 {
        match &self.discrete {
            Some(discrete) => discrete.cdf(x),
            None => mixture(&self.opinions, x),
        }
    }

    fn mean(&self) -> f64 {
        self.opinions.iter().map(|opinion| opinion.weight * opinion.family.mean()).sum()
    }

    fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        if !mean.is_finite() {
            return f64::INFINITY;
        }
        let square = |opinion: &Opinion| {
            let (off, sd) = (opinion.family.mean() - mean, opinion.family.standard_deviation());
            opinion.weight * (sd * sd + off * off)
        };
        self.opinions.iter().map(square).sum::<f64>().sqrt()
    }

    fn effort(&self) -> usize {
        self.opinions.iter().map(|opinion| opinion.family.0.effort()).sum()
    }

    fn existing(&self) -> Existing {
        let least = |one: Existing, other: Existing| match (one, other) {
            (Existing::Neither, _) | (_, Existing::Neither) => Existing::Neither,
            (Existing::Mean, _) | (_, Existing::Mean) => Existing::Mean,
            _ => Existing::Both,
        };
        self.opinions.iter().map(|opinion| opinion.family.existing()).fold(Existing::Both, least)
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        self.opinions.iter().map(|opinion| Some(opinion.weight * opinion.family.0.mean_up_to(x)?)).sum()
    }

    fn support(&self) -> (f64, f64) {
        let ends = self.opinions.iter().map(|opinion| opinion.family.support());
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (low, high)| (l.min(low), h.max(high)))
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn opinions(&self) -> &[Opinion] {
        &self.opinions
    }
}
