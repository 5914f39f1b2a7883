//! What makes something happen: a hazard, a date, or a lag.

use crate::model::{Rate, Trigger};

use super::bounds::{ANNUAL_CHANCE, CHANCE, Kind, LAG, RATE};
use super::problem::Problem;
use super::reader::Section;
use super::suggestions;

impl<'a> Section<'a> {
    /// Reports unless exactly one of the keys is given.
    pub(super) fn one_of(&self, keys: &[&'static str], what: &str, help: &str) -> Option<&'static str> {
        let given: Vec<&'static str> = keys.iter().copied().filter(|k| self.get(k).is_some()).collect();
        match given.as_slice() {
            [one] => Some(one),
            [] if self.is_misspelt(keys) => None,
            [] => {
                let title = format!("`{}` has no {what}", self.path);
                let label = format!("one of {} is missing", suggestions::list(keys));
                self.cx.report(Problem::error("S507", self.node.declared(), title, label).help(help));
                None
            }
            [first, second, ..] => {
                let (mut first, mut second) = (first, second);
                let layer = |key: &str| self.get(key).map_or(0, |n| n.origin().layer);
                let apart = layer(first) != layer(second);
                if self.cx.layers.rank(layer(first)) > self.cx.layers.rank(layer(second)) {
                    (first, second) = (second, first);
                }
                let title = format!("`{}` has more than one {what}", self.path);
                let mut problem =
                    Problem::error("S507", self.get(second)?.key(), title, format!("beside `{first}`"));
                problem = problem.note_at(self.get(first)?.key(), "the first");
                self.cx.report(match apart {
                    true => {
                        problem.help(format!("to replace the one below, add {first} = {{ remove = true }}"))
                    }
                    false => problem.help("keep one; two ways to the same state are two transitions"),
                });
                None
            }
        }
    }

    pub(super) fn trigger(&self) -> Option<Trigger> {
        let help = "a hazard: annual_chance = 0.1 or per_year = 0.5; a date: at = \"2018-09\"; a lag: after = 6 (months)";
        let keys = ["annual_chance", "per_year", "at", "after"];
        let key = self.one_of(&keys, "trigger", help);
        let hazard = matches!(key, Some("annual_chance" | "per_year"));
        if let (true, Some(node), Some(key)) = (hazard, self.get("chance"), key) {
            let title = format!("`{}` has a chance beside `{key}`", self.path);
            let problem = Problem::error("S507", node.key(), title, "goes with `at` and `after` only");
            self.cx.report(problem.help(format!("drop it; `{key}` already says how likely it is")));
        }
        match key? {
            "at" => {
                let node = self.get("at")?;
                let chance = self.quantity_or("chance", CHANCE, 1.0);
                let mut months: Vec<u32> = Vec::new();
                for (item, _) in self.texts(node, "at", false) {
                    months.extend(self.simulated_month(item, "at"));
                }
                months.sort_unstable();
                Some(Trigger::At { months, chance: chance? })
            }
            "after" => {
                let (months, chance) = (self.quantity("after", LAG), self.quantity_or("chance", CHANCE, 1.0));
                Some(Trigger::After { months: months?, chance: chance? })
            }
            _ => self.rate().map(Trigger::Hazard),
        }
    }

    pub(super) fn rate(&self) -> Option<Rate> {
        let read = |key: &str, kind: Kind| self.quantity_if_given(key, kind);
        match self.get("per_year") {
            Some(_) => read("per_year", RATE).map(Rate::PerYear),
            None => read("annual_chance", ANNUAL_CHANCE).map(Rate::AnnualChance),
        }
    }
}
