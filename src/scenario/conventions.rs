//! Numbers without names that another tool, or another book, reads in another way.

use crate::quantity::Family;

use super::node::Node;
use super::problem::Problem;
use super::quantities::figure;
use super::reader::Section;

/// Means, or standard deviations, whose ratio is beyond these are far from each other.
const FAR: [f64; 2] = [1.5, 2.0];

/// The names of the numbers as they are read here, and in what other ways they are read elsewhere: names and what that amounts to.
fn others(key: &str, x: &[f64]) -> Vec<([&'static str; 2], [f64; 2], Option<Family>)> {
    let (a, b) = (x[0], x.get(1).copied().unwrap_or(f64::NAN));
    let moments = |family: Result<Family, _>| (["mean", "sd"], [a, b], family.ok());
    match key {
        "lognormal" => vec![moments(Family::lognormal_from_moments(a, b))],
        "beta" => vec![moments(Family::beta_from_moments(a, b))],
        "gamma" => vec![
            moments(Family::gamma_from_moments(a, b)),
            (["shape", "scale"], [a, b], Family::gamma_from_scale(a, b).ok()),
        ],
        "weibull" => vec![
            moments(Family::weibull_from_moments(a, b)),
            (["shape", "scale"], [b, a], Family::weibull(b, a).ok()),
        ],
        "exponential" => vec![(["mean", ""], [a, b], Family::exponential_from_mean(a).ok())],
        _ => Vec::new(),
    }
}

/// `gamma = { shape = 4, rate = 2 }`.
fn by_name<'n>(key: &str, names: impl Iterator<Item = &'n str>, numbers: &[f64]) -> String {
    let named = names.filter(|name| !name.is_empty()).zip(numbers);
    let named: Vec<String> = named.map(|(name, x)| format!("{name} = {x}")).collect();
    format!("{key} = {{ {} }}", named.join(", "))
}

impl Section<'_> {
    /// A word on numbers without names whose distribution is far from what the same numbers mean elsewhere.
    pub(super) fn warn_of_other_readings(
        &self,
        key: &str,
        names: &[&str],
        numbers: &[f64],
        family: &Family,
        node: &Node,
    ) {
        let far = |a: f64, b: f64, factor: f64| !(b / factor..=b * factor).contains(&a);
        let (mean, sd) = (family.mean(), family.standard_deviation());
        let differs =
            |other: &Family| far(mean, other.mean(), FAR[0]) || far(sd, other.standard_deviation(), FAR[1]);
        let found: Vec<String> = others(key, numbers)
            .into_iter()
            .filter(|(_, _, other)| other.as_ref().is_some_and(differs))
            .map(|(names, numbers, _)| by_name(key, names.into_iter(), &numbers))
            .collect();
        if found.is_empty() {
            return;
        }
        let here = by_name(key, names.iter().copied(), numbers);
        let title = format!("`{}`: these numbers are read otherwise elsewhere", self.path);
        let label = format!(
            "read as {}: mean {}, sd {}, P5 {}, P95 {}",
            names.iter().zip(numbers).map(|(name, x)| format!("{name} {x}")).collect::<Vec<_>>().join(", "),
            figure(mean),
            figure(sd),
            figure(family.quantile(0.05)),
            figure(family.quantile(0.95)),
        );
        let help = format!("if it is meant so, say so: {here}; otherwise write {}", found.join(", or "));
        self.cx.report(Problem::warning("S242", node.at(), title, label).help(help));
    }
}
