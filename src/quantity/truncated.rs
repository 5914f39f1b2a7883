//! Truncation: a family given that the value lies in a range.

use super::broken::{Broken, Rule};
use super::discrete::Discrete;
use super::{Atom, Existing, Family, Law, Opinion, moments};

/// Below this share of the distribution, what is left is the shape of a tail that nobody had in mind, and digits are lost.
const LEAST_LEFT: f64 = 1e-6;

/// A family given that the value lies from lo to hi, both included.
///
/// **Formula** quantile Q(F(lo⁻) + u·(F(hi) − F(lo⁻))); cdf (F(x) − F(lo⁻))/(F(hi) − F(lo⁻)); F(lo⁻) is the probability below lo.
#[derive(Debug, Clone, PartialEq)]
pub struct Truncated {
    inner: Family,
    low: f64,
    high: f64,
    below: f64,
    left: f64,
    atoms: Vec<Atom>,
    opinions: Vec<Opinion>,
}

impl Family {
    /// The same family given that the value lies from lo to hi; either may be infinite.
    ///
    /// **Errors** parameters 0 and 1: NaN, lo ≥ hi, or a range that holds less than a millionth of the distribution.
    pub fn truncated(&self, low: f64, high: f64) -> Result<Family, Broken> {
        for (i, end) in [low, high].into_iter().enumerate() {
            if end.is_nan() {
                return Err(Broken::new(i, Rule::NotFinite, "write a number, or inf"));
            }
        }
        if low >= high {
            return Err(Broken::new(1, Rule::EmptyRange { low }, "write truncate = [lo, hi]"));
        }
        let atoms: Vec<Atom> =
            self.atoms().iter().copied().filter(|a| (low..=high).contains(&a.value)).collect();
        let below = if self.atoms().is_empty() { self.cdf(low) } else { self.cdf(low.next_down()) };
        let left = self.cdf(high) - below;
        if left < LEAST_LEFT {
            let (least, most) = (self.quantile(0.01), self.quantile(0.99));
            let help = format!(
                "98 % of it lie from {least:.4} to {most:.4}; widen the range, or state another family"
            );
            return Err(Broken::whole(Rule::NothingLeft { share: left.max(0.0) }, help));
        }
        let opinions =
            self.opinions().iter().map(|o| o.truncated(low, high)).collect::<Result<Vec<_>, _>>()?;
        if self.is_discrete() && opinions.is_empty() {
            let kept = atoms.iter().map(|atom| (atom.value, atom.weight)).collect();
            return Ok(Discrete::on(self.name(), kept).into());
        }
        let atoms = atoms.into_iter().map(|a| Atom { weight: a.weight / left, ..a }).collect();
        Ok(Truncated { inner: self.clone(), low, high, below, left, atoms, opinions }.into())
    }

    /// Whether all its probability lies on atoms.
    pub(super) fn is_discrete(&self) -> bool {
        self.atoms().iter().map(|atom| atom.weight).sum::<f64>() > super::family::ALL
    }
}

impl Opinion {
    /// What the expert says of values from lo to hi.
    ///
    /// **Errors** as of a family; that this expert leaves nothing there.
    fn truncated(&self, low: f64, high: f64) -> Result<Opinion, Broken> {
        let family = self.family.truncated(low, high);
        let named = |broken: Broken| Broken { help: format!("{}: {}", self.expert, broken.help), ..broken };
        Ok(Opinion { family: family.map_err(named)?, ..self.clone() })
    }
}

impl Truncated {
    /// Whether the inner family's endless upper or lower tail is still there.
    fn open_ends(&self) -> (bool, bool) {
        let (low, high) = self.support();
        (low.is_infinite(), high.is_infinite())
    }
}

impl Law for Truncated {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn quantile(&self, u: f64) -> f64 {
        // Rounding must not reach the ends of the inner family, where it has no quantile.
        let inner = (self.below + u * self.left).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
        self.inner.quantile(inner).clamp(self.low, self.high)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else {
            ((self.inner.cdf(x) - self.below) / self.left).clamp(0.0, 1.0)
        }
    }

    fn mean(&self) -> f64 {
        let inner = self.inner.mean();
        match self.open_ends() {
            (true, true) if inner.is_nan() => f64::NAN,
            (_, true) if inner.is_nan() || inner == f64::INFINITY => f64::INFINITY,
            (true, _) if inner.is_nan() || inner == f64::NEG_INFINITY => f64::NEG_INFINITY,
            _ => moments::mean(&|u| self.quantile(u), &self.jumps()),
        }
    }

    fn standard_deviation(&self) -> f64 {
        let (down, up) = self.open_ends();
        if (down || up) && self.inner.standard_deviation().is_infinite() {
            return f64::INFINITY;
        }
        moments::moments(&|u| self.quantile(u), &self.jumps()).1
    }

    fn moments(&self) -> (f64, f64) {
        let (down, up) = self.open_ends();
        if (down || up) && !(self.inner.mean().is_finite() && self.inner.standard_deviation().is_finite()) {
            return (self.mean(), self.standard_deviation());
        }
        moments::moments(&|u| self.quantile(u), &self.jumps())
    }

    fn effort(&self) -> usize {
        self.inner.0.effort()
    }

    fn existing(&self) -> Existing {
        match (self.open_ends(), self.inner.existing()) {
            ((true, true), inner) | ((true, _) | (_, true), inner @ (Existing::Mean | Existing::Both)) => {
                inner
            }
            // One tail of a distribution without a mean: it is infinite.
            ((true, _) | (_, true), Existing::Neither) => Existing::Mean,
            _ => Existing::Both,
        }
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let upto = |x: f64| self.inner.0.mean_up_to(x);
        let below = if self.low.is_finite() { upto(self.low.next_down())? } else { 0.0 };
        Some((upto(x.min(self.high))? - below) / self.left).filter(|upto| upto.is_finite())
    }

    fn support(&self) -> (f64, f64) {
        let (low, high) = self.inner.support();
        (low.max(self.low), high.min(self.high))
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn opinions(&self) -> &[Opinion] {
        &self.opinions
    }
}
