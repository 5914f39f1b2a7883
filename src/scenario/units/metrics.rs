//! The units of metrics: what each counts in, what it adds up, and what its formula comes out in.

use super::{Ratio, Unit};
use crate::formula::Formula;
use crate::model::{Measure, Metric};
use crate::scenario::node::Node;
use crate::scenario::problem::Problem;
use crate::scenario::reader::Section;

impl Section<'_> {
    /// Reports metrics whose unit is not that of what they measure.
    pub(in crate::scenario) fn check_metric_units(&self, metrics: &[Metric]) {
        for metric in metrics {
            let node = self.get("metric").and_then(|all| all.get(&metric.id));
            let (Some(node), false) = (node, metric.unit.trim().is_empty() && !is_formula(metric)) else {
                continue;
            };
            match &metric.measure {
                Measure::FirstReached(_) | Measure::MonthsIn(_) => self.check_counted(metric, node, "months"),
                Measure::PointsOf { .. } | Measure::Hikiwake { .. } => {
                    self.check_counted(metric, node, "points")
                }
                Measure::SumOf { attribute, .. } => self.check_summed(metric, node, attribute),
                Measure::Formula(formula) => self.check_formula_unit(metric, node, formula, metrics),
                Measure::AmountOf { .. } | Measure::Flow { .. } => {}
            }
        }
    }

    /// What is counted by the engine has its unit; other words that measure nothing known only name it.
    fn check_counted(&self, metric: &Metric, node: &Node, unit: &str) {
        let (stated, counted) = (Unit::stated(Some(&metric.unit)), Unit::stated(Some(unit)));
        let is_same = stated.in_terms_of(&counted) == Some(Ratio::ONE);
        if is_same || !stated.is_placed() {
            return;
        }
        let title = format!("`metric.{}` counts {unit}; its `unit` says {}", metric.id, metric.unit);
        let help = self.in_its_unit(metric, unit, &counted);
        self.report_unit(node, title, format!("would be read as {}", metric.unit), help);
    }

    fn check_summed(&self, metric: &Metric, node: &Node, attribute: &str) {
        let Some(summed) = self.cx.units.sums.get(attribute) else { return };
        let (stated, of) = (Unit::stated(Some(&metric.unit)), Unit::stated(Some(summed)));
        if metric.unit.trim() == summed.trim() || stated.in_terms_of(&of) == Some(Ratio::ONE) {
            return;
        }
        let title =
            format!("`metric.{}` sums `{attribute}` in {summed}; its `unit` says {}", metric.id, metric.unit);
        let help = self.in_its_unit(metric, summed, &of);
        self.report_unit(node, title, "not what is summed".into(), help);
    }

    /// The way to a metric in the unit that is wanted.
    fn in_its_unit(&self, metric: &Metric, unit: &str, of: &Unit) -> String {
        let (id, wanted) = (&metric.id, &metric.unit);
        match of.in_terms_of(&Unit::stated(Some(wanted))) {
            Some(ratio) => {
                let formula = match ratio.value() {
                    factor if factor < 1.0 => format!("{id} / {}", 1.0 / factor),
                    factor => format!("{id} * {factor}"),
                };
                format!("write unit = \"{unit}\"; for {wanted} add a metric with formula = \"{formula}\"")
            }
            None => format!("write unit = \"{unit}\", or drop it"),
        }
    }

    fn check_formula_unit(&self, metric: &Metric, node: &Node, formula: &Formula, metrics: &[Metric]) {
        let of = |name: &str| {
            let unit = metrics.iter().find(|other| other.id == name).map(|other| other.unit.as_str());
            Unit::stated(unit)
        };
        let at = node.get("formula").unwrap_or(node);
        let found = match super::of(formula, &of) {
            Ok(found) => found,
            Err(what) => {
                let title = format!("the units of `metric.{}` do not fit", metric.id);
                let problem = Problem::error("S217", at.at(), title, what);
                let help =
                    "state both metrics in one unit, or correct a `unit`; a metric without one fits anything";
                self.cx.report(problem.help(help));
                return;
            }
        };
        let wanted = Unit::stated(Some(&metric.unit));
        if let Some(what) = contradiction(formula, &found, &wanted) {
            let title =
                format!("`metric.{}` comes out in {found}; its `unit` says {}", metric.id, metric.unit);
            let help =
                format!("write unit = \"{found}\", or convert in the formula, by a number that stands in it");
            self.report_unit(node, title, what, help);
        }
    }

    fn report_unit(&self, node: &Node, title: String, label: String, help: String) {
        let at = node.get("unit").unwrap_or(node).at();
        self.cx.report(Problem::error("S232", at, title, label).help(help));
    }
}

fn is_formula(metric: &Metric) -> bool {
    matches!(metric.measure, Measure::Formula(_))
}

/// What is wrong with a formula's result where another unit is wanted. A number in a formula may carry a unit that nobody states, so that a
/// formula with numbers is doubted only where both units measure the same and no number in it makes one of the other.
pub(in crate::scenario) fn contradiction(formula: &Formula, found: &Unit, wanted: &Unit) -> Option<String> {
    if found.reduced().is_none()
        || wanted.reduced().is_none()
        || found.measures_nothing() && !shares(found, wanted)
    {
        return None;
    }
    let mut numbers = Vec::new();
    gather_numbers(formula, &mut numbers);
    match found.in_terms_of(wanted) {
        Some(ratio) if ratio == Ratio::ONE => None,
        Some(ratio) => {
            let (times, over) = (ratio.value(), 1.0 / ratio.value());
            let near = |x: &f64, y: f64| (x - y).abs() <= 1e-9 * y.abs();
            let converts = numbers.iter().any(|x| near(x, times) || near(x, over));
            (!converts).then(|| format!("nothing makes {wanted} of {found}"))
        }
        None => numbers.is_empty().then(|| format!("nothing makes {wanted} of {found}")),
    }
}

/// Whether one is a share and the other is one in hundred or thousand.
fn shares(found: &Unit, wanted: &Unit) -> bool {
    found.measures_nothing() && wanted.measures_nothing()
}

fn gather_numbers(formula: &Formula, numbers: &mut Vec<f64>) {
    match formula {
        Formula::Number(x) => numbers.push(*x),
        Formula::Name(_) => {}
        Formula::Negate(a) | Formula::Apply(_, a) => gather_numbers(a, numbers),
        Formula::Binary(_, a, b) => {
            gather_numbers(a, numbers);
            gather_numbers(b, numbers);
        }
    }
}
