//! Checks of what a step of a month cannot resolve, from the numbers of the file (model.md §5.7, §6).

use crate::math::{exp, ln};
use crate::model::{Factor, Measure, Metric, Motion, Process, Quantity, Rate, Reading, Transition, Trigger};

use super::problem::Problem;
use super::reader::Section;

/// A part of what is meant by which steps of a month may misstate it without a word.
const SMALL: f64 = 0.01;

/// Parts of a month in which an integral over time is worked out: at the beginning, where things are fast, and later.
const PARTS: [u32; 2] = [64, 2];

/// Months that count as the beginning.
const BEGINNING: u32 = 12;

/// The bounds of a product of multipliers (model.md §5.1).
const CAP: (f64, f64) = (0.1, 10.0);

impl Section<'_> {
    /// Flows that read a factor which moves much within a month.
    pub(super) fn check_flows(&self, months: u32, factors: &[Factor], metrics: &[Metric]) {
        for metric in metrics {
            let Measure::Flow { drivers, .. } = &metric.measure else { continue };
            for driver in drivers {
                let read: Vec<&String> = driver.readings.iter().filter_map(factor_read).collect();
                let [id] = read[..] else { continue };
                let path = format!("metric.{}.drivers.{}", metric.id, driver.id);
                let (Some(node), Some(factor)) = (self.element(&path), factors.iter().find(|f| f.id == *id))
                else {
                    continue;
                };
                let off = misstated(factor, ln(median(&driver.weight)), months);
                if off.abs() <= SMALL || !off.is_finite() {
                    continue;
                }
                let (size, way) = (100.0 * off.abs(), if off < 0.0 { "low" } else { "high" });
                let title = format!(
                    "steps of a month make the flow `{}` about {size:.0} % too {way}: the factor `{id}` is too fast for them",
                    metric.id
                );
                let problem = Problem::warning("S525", node.declared(), title, moves_from(factor));
                self.cx.report(problem.help(format!(
                    "a month counts with the level at its end (reckoned over all {months} months, at the medians, with this driver alone); start the factor where it soon will be, or slow it down"
                )));
            }
        }
    }

    /// Hazards that wait for another process, which they see as it stood at the month's start.
    pub(super) fn check_waits(&self, months: u32, processes: &[Process]) {
        for process in processes {
            for transition in &process.transitions {
                for (other, states) in transition.only_while.iter().filter(|(other, _)| *other != process.id)
                {
                    let waited_for = processes.iter().find(|p| p.id == *other);
                    let (Some(rate), Some(comes)) =
                        (per_year(transition), waited_for.and_then(|other| rate_into(other, states)))
                    else {
                        continue;
                    };
                    let [told, meant] = waits(comes, rate, months);
                    let path = format!("process.{}.transition.{}.only_while", process.id, transition.id);
                    let Some(node) = self.element(&path).filter(|_| told < (1.0 - SMALL) * meant) else {
                        continue;
                    };
                    let title = format!(
                        "`process.{}.transition.{}` waits for `{other}` by whole months, which makes it late",
                        process.id, transition.id
                    );
                    let label = format!(
                        "at the base rates it has happened by the horizon in {:.1} % of paths instead of {:.1} %",
                        100.0 * told,
                        100.0 * meant
                    );
                    let help = "processes see each other as they stood at the month's start; steps that follow each other within one process lose nothing";
                    self.cx.report(Problem::warning("S526", node.key(), title, label).help(help));
                }
            }
        }
    }
}

fn factor_read(reading: &Reading) -> Option<&String> {
    match reading {
        Reading::Factor(id) => Some(id),
        _ => None,
    }
}

fn median(quantity: &Quantity) -> f64 {
    quantity.family.quantile(0.5)
}

/// How far and how fast a factor moves, in words.
fn moves_from(factor: &Factor) -> String {
    let start = median(&factor.start);
    match &factor.motion {
        Motion::Reverting { mean, half_life } => {
            let (mean, half_life) = (median(mean), median(half_life));
            let swing = median(&factor.swing);
            let months = if half_life == 1.0 { "month" } else { "months" };
            format!("starts at {start}, mean {mean}, half-life {half_life} {months}, swing {swing}")
        }
        Motion::Walk { drift } => format!("starts at {start} and drifts by {} a year", median(drift)),
    }
}

/// A factor at the medians of its numbers.
struct Typical {
    start: f64,
    swing: f64,
    /// Mean and half-life in months; none for a walk.
    reverts: Option<(f64, f64)>,
    /// **Unit** levels a year.
    drift: f64,
    bounds: (f64, f64),
}

impl Typical {
    fn of(factor: &Factor) -> Typical {
        let (reverts, drift) = match &factor.motion {
            Motion::Reverting { mean, half_life } => (Some((median(mean), median(half_life))), 0.0),
            Motion::Walk { drift } => (None, median(drift)),
        };
        let bounds = (factor.min.unwrap_or(f64::NEG_INFINITY), factor.max.unwrap_or(f64::INFINITY));
        Typical { start: median(&factor.start), swing: median(&factor.swing), reverts, drift, bounds }
    }

    /// The mean of the multiplier of this weight after so many months, the factor left to itself.
    fn expected(&self, weight: f64, t: f64) -> f64 {
        let (level, spread) = match self.reverts {
            Some((mean, half_life)) => {
                let left = exp(-std::f64::consts::LN_2 * t / half_life);
                (mean + (self.start - mean) * left, 1.0 - left * left)
            }
            None => (self.start + self.drift * t / 12.0, t / 12.0),
        };
        let level = level.max(self.bounds.0).min(self.bounds.1);
        exp(weight * level + weight * weight * self.swing * self.swing * spread / 2.0).clamp(CAP.0, CAP.1)
    }
}

/// By which part a flow is misstated that reads a factor with this weight in all months, the other drivers away.
///
/// **Formula** Σ E(t) / ∫ E(t) dt − 1 over the months, E(t) = exp(w·mean + w²·variance/2) of the level after t months, held within the cap.
fn misstated(factor: &Factor, weight: f64, months: u32) -> f64 {
    let factor = Typical::of(factor);
    let level = |t: f64| factor.expected(weight, t);
    let told: f64 = (1..=months).map(|t| level(f64::from(t))).sum();
    let mut meant = 0.0;
    for month in 0..months {
        let parts = PARTS[usize::from(month >= BEGINNING)];
        let length = 1.0 / f64::from(parts);
        for part in 0..parts {
            let from = f64::from(month) + length * f64::from(part);
            let middle = level(from + length / 2.0);
            meant += length / 6.0 * (level(from) + 4.0 * middle + level(from + length));
        }
    }
    told / meant - 1.0
}

/// The base rate a year of a hazard.
fn per_year(transition: &Transition) -> Option<f64> {
    let rate = match &transition.trigger {
        Trigger::Hazard(Rate::PerYear(rate)) => median(rate),
        Trigger::Hazard(Rate::AnnualChance(chance)) => -ln(1.0 - median(chance).min(1.0 - f64::EPSILON)),
        _ => return None,
    };
    (rate > 0.0 && rate.is_finite()).then_some(rate)
}

/// The base rate a year at which a process comes into states in which it does not start, by its hazards.
fn rate_into(process: &Process, states: &[String]) -> Option<f64> {
    let within = |state: &String| states.contains(state);
    let leads_in = |t: &&Transition| within(&t.to) && t.from.contains(&process.start);
    let rate: f64 = process.transitions.iter().filter(leads_in).filter_map(per_year).sum();
    (!within(&process.start) && rate > 0.0).then_some(rate)
}

/// The chance that something at one rate, and then another thing at another rate, has happened after so many months: with the second seeing
/// the first as of its month's start, and at once.
fn waits(first: f64, second: f64, months: u32) -> [f64; 2] {
    let (stays, waits) = (exp(-first / 12.0), exp(-second / 12.0));
    let (mut before, mut between) = (1.0, 0.0);
    for _ in 0..months {
        (before, between) = (before * stays, between * waits + before * (1.0 - stays));
    }
    let years = f64::from(months) / 12.0;
    let apart = second - first;
    let left = if apart.abs() < 1e-6 * first {
        exp(-first * years) * (1.0 + first * years)
    } else {
        (second * exp(-first * years) - first * exp(-second * years)) / apart
    };
    [1.0 - before - between, 1.0 - left]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Basis;
    use crate::quantity::Family;

    fn number(x: f64) -> Quantity {
        Quantity::drawn(String::new(), Family::constant(x).unwrap(), Basis::default())
    }

    fn reverting(start: f64, half_life: f64, swing: f64) -> Factor {
        Factor {
            id: "mood".into(),
            name: "Mood".into(),
            meaning: String::new(),
            start: number(start),
            motion: Motion::Reverting { mean: number(0.0), half_life: number(half_life) },
            swing: number(swing),
            min: None,
            max: None,
            drivers: Vec::new(),
        }
    }

    #[test]
    fn a_flow_is_misstated_by_what_the_level_does_within_months() {
        // Small multipliers are straight: Σ e^(−δt) against ∫ e^(−δt), over so long that all is over.
        let delta = std::f64::consts::LN_2 / 2.0;
        let (weight, months) = (1e-3, 240);
        let sum = 1.0 / (exp(delta) - 1.0) - 1.0 / delta;
        let off = misstated(&reverting(1.0, 2.0, 0.0), weight, months);
        assert!((off - weight * sum / f64::from(months)).abs() < 2e-8, "{off}");
        // In the mean a factor that swings about its mean is not misstated, but for the months until it does.
        assert!(misstated(&reverting(0.0, 1.0, 0.5), 0.7, 120).abs() < 1e-3);
        assert!(misstated(&reverting(2.0, 1.0, 0.0), 0.7, 12) < -0.05);
        assert!(misstated(&reverting(2.0, 60.0, 0.0), 0.7, 120).abs() < SMALL);
    }

    #[test]
    fn what_waits_for_another_process_is_half_a_month_late() {
        let [told, meant] = waits(2.0, 2.0, 12);
        assert!((meant - (1.0 - 3.0 * exp(-2.0))).abs() < 1e-9, "{meant}");
        // Half a month of the density at the horizon.
        assert!((meant - told - 4.0 * exp(-2.0) / 24.0).abs() < 2e-3, "{told} {meant}");
        let [told, meant] = waits(0.3, 0.2, 120);
        assert!(told > (1.0 - SMALL) * meant && told < meant, "{told} {meant}");
        assert!((waits(2.0, 3.0, 12)[1] - (1.0 - 3.0 * exp(-2.0) + 2.0 * exp(-3.0))).abs() < 1e-12);
    }
}
