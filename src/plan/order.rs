//! The order in which metrics are worked out.

use super::{PlannedMeasure, PlannedMetric};

/// Metrics in an order in which a formula comes after what it uses (the checks refuse cycles).
pub(super) fn metric_order(metrics: &[PlannedMetric]) -> Vec<usize> {
    fn visit(i: usize, metrics: &[PlannedMetric], done: &mut Vec<bool>, order: &mut Vec<usize>) {
        if std::mem::replace(&mut done[i], true) {
            return;
        }
        if let PlannedMeasure::Formula(_, names) = &metrics[i].measure {
            for (_, part) in names {
                visit(*part, metrics, done, order);
            }
        }
        order.push(i);
    }
    let mut done = vec![false; metrics.len()];
    let mut order = Vec::new();
    for i in 0..metrics.len() {
        visit(i, metrics, &mut done, &mut order);
    }
    order
}
