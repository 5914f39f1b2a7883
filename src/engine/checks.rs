//! Numbers that are none.

use super::block::Block;
use super::failure::{ArithmeticError, Element, Fault};
use super::measures::Measured;
use super::streams::Wired;

/// A formula over quantities may divide by 0 in a rare world.
pub fn check_derived(wired: &Wired, first: u32, drawn: &[Vec<f64>]) -> Result<(), Fault> {
    for (slot, (quantity, &place)) in wired.plan.quantities.iter().zip(&wired.quantities).enumerate() {
        let lost = drawn.iter().position(|values| !values[place].is_finite());
        if let (Some(world), true) = (lost, quantity.derivation.is_some()) {
            let element = Element::Quantity(slot);
            let (name, value) = (element.name(wired.plan), drawn[world][place]);
            let world = first + world as u32;
            let error = ArithmeticError { element: name, month: 0, world, path: 0, copies_of: 0, value };
            return Err(Fault { element, error });
        }
    }
    Ok(())
}

/// A factor or metric that is not finite has failed on the way.
pub fn check_finite(block: &Block, measured: &Measured) -> Result<(), Fault> {
    for (f, levels) in block.situation.factors.iter().enumerate() {
        if let Some(lane) = levels[..block.paths].iter().position(|x| !x.is_finite()) {
            return Err(block.fault(Element::Factor(f), lane, levels[lane]));
        }
    }
    for (m, values) in measured.values.iter().enumerate() {
        for (lane, value) in values.iter().enumerate() {
            if let Some(value) = value.filter(|x| !x.is_finite()) {
                return Err(block.fault(Element::Metric(m), lane, value));
            }
        }
    }
    Ok(())
}
