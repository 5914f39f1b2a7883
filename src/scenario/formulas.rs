//! Quantities that follow from others by a formula.
//!
//! A formula can be judged once every other number is known, wherever it stands. So a file with formulas is read twice: the first reading gathers
//! the numbers and the formulas, then the formulas are settled in the order in which they need each other, and the second reading finds each
//! settled.

use std::collections::HashMap;

use crate::formula::{Formula, Operation};
use crate::quantity::Family;

use super::bounds::Kind;
use super::formula_checks::Settling;
use super::keys::is_trait;
use super::known_quantities::{Formulas, Stated};
use super::node::Node;
use super::problem::Problem;
use super::reader::{Context, Section};
use super::suggestions;
use super::units::Converted;

impl<'a> Section<'a> {
    /// `formula = "…"` at the place of a quantity, with its distribution.
    pub(super) fn formula_quantity(
        &self,
        node: &'a Node,
        kind: Kind,
        unit: Option<&str>,
    ) -> Option<(Formula, Family)> {
        self.check_quantity_keys(self.table, &["formula"], &[], &[]);
        let operands = "the keys of other quantities, such as factor.trust.start";
        let formula = self.formula_text(node, operands)?;
        let formula = match self.cx.units.formulas.get(&self.path) {
            Some(Converted { ratio, .. }) => in_other_unit(formula, ratio.value()),
            None => formula,
        };
        if is_trait(&self.path) {
            let title =
                format!("`{}` is drawn afresh on each path, so it cannot follow from others", self.path);
            let problem = Problem::error("S220", node.at(), title, "no formula here");
            self.cx.report(problem.help("state a distribution; or let a driver read the trait and weigh it"));
            return None;
        }
        let mut formulas = self.cx.formulas.borrow_mut();
        let Some(settled) = &formulas.settled else {
            let (key, unit) = (self.path.clone(), unit.map(String::from));
            formulas.stated.push(Stated { key, formula: formula.clone(), node, kind, unit });
            return Some((formula, Family::constant(0.0).ok()?));
        };
        let family = settled.place.get(&self.path).map(|&place| settled.list[place].1.clone());
        Some((formula, family?))
    }
}

impl<'a> Context<'a> {
    /// Settles the formulas of the first reading.
    pub(super) fn settle_formulas(&self) {
        let settled = {
            let formulas = self.formulas.borrow();
            let sound: Vec<&Stated> =
                formulas.stated.iter().filter(|s| self.names_exist(s, &formulas)).collect();
            let mut work = Settling::new(self, &formulas);
            for stated in self.in_order(sound) {
                work.settle(stated);
            }
            work.done()
        };
        self.formulas.borrow_mut().settled = Some(settled);
    }

    fn names_exist(&self, stated: &Stated, formulas: &Formulas) -> bool {
        let mut sound = true;
        for name in stated.formula.names() {
            let at = || self.inside_word(stated.node, name);
            if is_trait(name) {
                let title = format!("`{name}` is drawn afresh on each path, so no formula can use it");
                let problem = Problem::error("S220", at(), title, "has no value in a world");
                self.report(
                    problem.help("use quantities that are drawn once a world; a driver can read a trait"),
                );
                sound = false;
            } else if !formulas.key_set.contains(name) {
                let known: Vec<&str> =
                    formulas.keys.iter().map(String::as_str).filter(|key| !is_trait(key)).collect();
                let label = nearest_key(name, &known)
                    .map_or("no number stands there".into(), |near| format!("did you mean `{near}`?"));
                let title = format!("there is no quantity `{name}`");
                let problem = Problem::error("S416", at(), title, label);
                self.report(problem.help(
                    "a quantity is named by its whole key, such as factor.trust.start or party.upland.audience.cabinet.width",
                ));
                sound = false;
            }
        }
        sound
    }

    /// The formulas in an order in which each comes after what it needs; those in a circle are reported and left out.
    fn in_order<'s>(&self, stated: Vec<&'s Stated<'a>>) -> Vec<&'s Stated<'a>> {
        let place: HashMap<&str, usize> =
            stated.iter().enumerate().map(|(i, s)| (s.key.as_str(), i)).collect();
        let mut waits_for: Vec<usize> = Vec::new();
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); stated.len()];
        for (i, one) in stated.iter().enumerate() {
            let needs: Vec<usize> =
                one.formula.names().iter().filter_map(|name| place.get(name).copied()).collect();
            waits_for.push(needs.len());
            needs.into_iter().for_each(|need| needed_by[need].push(i));
        }
        let mut order: Vec<&'s Stated<'a>> = Vec::new();
        let mut free: Vec<usize> = (0..stated.len()).filter(|&i| waits_for[i] == 0).collect();
        while !free.is_empty() {
            order.extend(free.iter().map(|&i| stated[i]));
            let mut next = Vec::new();
            for i in free.into_iter().flat_map(|i| &needed_by[i]).copied() {
                waits_for[i] -= 1;
                if waits_for[i] == 0 {
                    next.push(i);
                }
            }
            next.sort_unstable();
            free = next;
        }
        let waiting = stated.iter().zip(&waits_for).filter(|(_, waits_for)| **waits_for > 0);
        let left: HashMap<&str, &'s Stated<'a>> = waiting.map(|(s, _)| (s.key.as_str(), *s)).collect();
        if let Some(first) = stated.iter().find(|s| left.contains_key(s.key.as_str())) {
            self.report_circle(first, &left);
        }
        order
    }

    fn report_circle(&self, first: &Stated, left: &HashMap<&str, &Stated>) {
        let mut trail: Vec<&str> = vec![&first.key];
        loop {
            let here = left[trail[trail.len() - 1]];
            let Some(next) = here.formula.names().into_iter().find(|name| left.contains_key(name)) else {
                return;
            };
            let again = trail.iter().position(|key| *key == next);
            trail.push(next);
            if let Some(from) = again {
                let help = "one of them must be stated as a number or a distribution";
                self.report_formula_circle(&trail[from..], here.node, help);
                return;
            }
        }
    }
}

/// The key that was probably meant: the likest, or the only one that ends alike.
fn nearest_key<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    let ending = format!(".{name}");
    let mut ends_alike = known.iter().filter(|key| key.ends_with(&ending));
    match (ends_alike.next(), ends_alike.next()) {
        (Some(one), None) => Some(one),
        _ => suggestions::nearest(name, known),
    }
}

/// A formula whose result is taken in another unit; a whole divisor divides, which loses no digit.
fn in_other_unit(formula: Formula, factor: f64) -> Formula {
    let inverse = 1.0 / factor;
    let (operation, by) = match inverse > 1.0 && (inverse - inverse.round()).abs() < 1e-9 * inverse {
        true => (Operation::Divide, inverse.round()),
        false => (Operation::Multiply, factor),
    };
    Formula::Binary(operation, Box::new(formula), Box::new(Formula::Number(by)))
}
