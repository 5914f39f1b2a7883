//! What drifts: factors.

use crate::model::{Factor, Motion};

use super::bounds::{DRIFT, HALF_LIFE, LEVEL, SWING};
use super::drivers::Weight;
use super::grammar;
use super::problem::Problem;
use super::reader::{Entry, Section};

impl<'a> Section<'a> {
    /// The factors.
    pub(super) fn factors(&self) -> Vec<Factor> {
        self.each("factor", Self::factor)
    }

    fn factor(&self, entry: Entry<'a>) -> Option<Factor> {
        let (s, name) = self.open_named(&entry, &grammar::FACTOR)?;
        let meaning = s.text_or("meaning", "");
        let start = s.quantity("start", LEVEL);
        let swing = s.quantity_or("swing", SWING, 0.0);
        let motion = s.motion();
        let bound = |key: &str| s.get(key).and_then(|n| s.plain_number_at(n, key, LEVEL));
        let (min, max) = (bound("min"), bound("max"));
        if let (Some(lo), Some(hi), Some(node)) = (min, max, s.get("max"))
            && lo >= hi
        {
            let title = format!("the bounds of `{}` are the wrong way round", s.path);
            let problem = Problem::error("S511", node.at(), title, format!("must be more than `min`, {lo}"));
            s.cx.report(problem.help("exchange `min` and `max`"));
        } else if let (Some(start), Some(node)) = (&start, s.get("start")) {
            let (lo, hi) = start.family.support();
            // A distribution without end is held within the bounds from the first month on.
            let out = |x: f64| x.is_finite() && (min.is_some_and(|m| x < m) || max.is_some_and(|m| x > m));
            if out(lo) || out(hi) {
                let title = format!("`{}.start` lies outside the factor's bounds", s.path);
                let label = match (min, max) {
                    (Some(lo), Some(hi)) => format!("must lie from {lo} to {hi}"),
                    (Some(lo), None) => format!("must be {lo} or more"),
                    (None, hi) => format!("must be {} or less", hi.unwrap_or(f64::INFINITY)),
                };
                let problem = Problem::error("S511", node.at(), title, label);
                s.cx.report(problem.help("widen `min` and `max`, or move the start"));
            }
        }
        let drivers = s.drivers(Weight::Adds);
        Some(Factor {
            id: entry.id,
            name,
            meaning,
            start: start?,
            motion: motion?,
            swing: swing?,
            min,
            max,
            drivers,
        })
    }

    fn motion(&self) -> Option<Motion> {
        let Some(half_life) = self.get("half_life") else {
            if let Some(mean) = self.get("mean") {
                let title = format!("`{}` has a mean but no half-life", self.path);
                let problem = Problem::error("S510", mean.key(), title, "nothing pulls it there");
                self.cx.report(problem.help("add half_life = 12 (months); or drop `mean` and let it walk"));
                return None;
            }
            return Some(Motion::Walk { drift: self.quantity_or("drift", DRIFT, 0.0)? });
        };
        if let Some(drift) = self.get("drift") {
            let title = format!("`{}` has both a half-life and a drift", self.path);
            let problem = Problem::error("S510", drift.key(), title, "only a walk drifts");
            let help =
                "a factor either returns to its `mean` with a `half_life`, or walks with a `drift`: drop one";
            self.cx.report(problem.note_at(half_life.key(), "returns to its mean").help(help));
            return None;
        }
        let (mean, half_life) = (self.quantity_or("mean", LEVEL, 0.0), self.quantity("half_life", HALF_LIFE));
        Some(Motion::Reverting { mean: mean?, half_life: half_life? })
    }
}
