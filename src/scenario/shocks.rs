//! What strikes: shocks.

use crate::model::{Force, Shock};

use super::bounds::{CHANCE, LEVEL};
use super::drivers::Weight;
use super::grammar;
use super::problem::Problem;
use super::reader::{Entry, Section};

impl<'a> Section<'a> {
    /// The shocks.
    pub(super) fn shocks(&self) -> Vec<Shock> {
        self.each("shock", Self::shock)
    }

    fn shock(&self, entry: Entry<'a>) -> Option<Shock> {
        let (s, name) = self.open_named(&entry, &grammar::SHOCK)?;
        let help = "write per_year = 0.5 or annual_chance = 0.1";
        let rate = s.one_of(&["per_year", "annual_chance"], "rate", help).and_then(|_| s.rate());
        let drivers = s.drivers(Weight::Times);
        let window =
            s.get("window").and_then(|n| s.id_at(n, "window", "S409", "window", &self.cx.names.windows));
        let only_while = s.only_while();
        let impulses = s.on_factors("impulses", LEVEL);
        let forces: Vec<Force> = s.each("forces", Self::force);
        let idle = |key: &str| s.get(key).is_none_or(|n| n.table().is_none_or(|t| t.is_empty()));
        if idle("impulses") && idle("forces") && !s.is_misspelt(&["impulses", "forces"]) {
            let title = format!("the shock `{}` does nothing", entry.id);
            let problem = Problem::warning("S514", s.node.declared(), title, "no impulses, no forces");
            s.cx.report(
                problem.help("let it move a factor (`impulses`) or a process (`forces`), or drop it"),
            );
        }
        Some(Shock { id: entry.id, name, rate: rate?, drivers, window, only_while, impulses, forces })
    }

    fn force(&self, entry: Entry<'a>) -> Option<Force> {
        let s = self.open_element(&entry, &grammar::FORCE)?;
        let process = s.need("process").and_then(|n| s.process_at(n, "process"));
        let (from, to) = match &process {
            Some(process) => s.move_between(process),
            None => (Vec::new(), None),
        };
        let chance = s.quantity("chance", CHANCE);
        let drivers = s.drivers(Weight::Times);
        Some(Force { id: entry.id, process: process?, from, to: to?, chance: chance?, drivers })
    }
}
