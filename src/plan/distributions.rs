//! The same plan with other laws of its quantities: what stands where does not depend on them.

use std::sync::Arc;

use super::{Plan, Slot};
use crate::quantity::Family;

impl Plan {
    /// Its quantities that are uncertain and follow from no other, by key: those drawn once a world, then those drawn on entry of a state.
    pub fn free(&self) -> impl Iterator<Item = (&str, &Family)> {
        let once = self.quantities.iter().filter(|quantity| quantity.derivation.is_none());
        let once = once.map(|quantity| (quantity.key.as_str(), &quantity.family));
        let on_entry = self.processes.iter().flat_map(|process| process.draws_on_entry.iter().flatten());
        let on_entry = on_entry.map(|draw| (draw.element.as_str(), &draw.family));
        once.chain(on_entry).filter(|(_, family)| family.as_constant().is_none())
    }

    /// Its quantities that are uncertain, follow from no other, and are drawn once a world: the slot of each, sorted by key.
    pub fn inputs(&self) -> Vec<Slot> {
        let is_input = |slot: &Slot| {
            let quantity = &self.quantities[*slot];
            quantity.derivation.is_none() && quantity.family.as_constant().is_none()
        };
        let mut slots: Vec<Slot> = (0..self.quantities.len()).filter(is_input).collect();
        slots.sort_by(|&a, &b| self.quantities[a].key.cmp(&self.quantities[b].key));
        slots
    }

    /// The law of a quantity, if the plan has it.
    pub fn law(&self, key: &str) -> Option<&Family> {
        let once = self.quantities.iter().find(|quantity| quantity.key == key);
        once.map(|quantity| &quantity.family).or_else(|| {
            let mut draws = self.processes.iter().flat_map(|process| process.draws_on_entry.iter().flatten());
            draws.find(|draw| draw.element == key).map(|draw| &draw.family)
        })
    }

    /// Gives a quantity another law; nothing happens where the plan does not have it.
    pub fn set_law(&mut self, key: &str, law: &Family) {
        if let Some(slot) = self.quantities.iter().position(|quantity| quantity.key == key) {
            self.quantities[slot].family = law.clone();
            self.settle(slot);
        }
        for draw in self.processes.iter_mut().flat_map(|process| process.draws_on_entry.iter_mut().flatten())
        {
            if draw.element == key {
                draw.family = law.clone();
            }
        }
    }

    /// Lays down what a quantity is in each world, from the first; nothing happens where the plan does not draw it once a world.
    pub fn set_column(&mut self, key: &str, column: &Arc<[f64]>) {
        let drawn = self.quantities.iter_mut().filter(|quantity| quantity.derivation.is_none());
        drawn
            .filter(|quantity| quantity.key == key)
            .for_each(|quantity| quantity.given = Some(column.clone()));
    }

    /// What follows from a quantity being certainly 0.
    fn settle(&mut self, slot: Slot) {
        let still = self.quantities[slot].family.as_constant() == Some(0.0);
        for factor in self.factors.iter_mut().filter(|factor| factor.swing == slot) {
            factor.still = still;
        }
    }
}
