//! The lanes that a column speaks of.

use super::kernels;
use super::lane::Lane;
use crate::plan::Mask;

/// The paths that a column speaks of: the numbers of all or of neighbouring lanes are worked out in sweeps, those of others are picked one by one.
#[derive(Debug, Clone, Copy)]
pub enum Lanes<'l> {
    /// All of this many.
    All(usize),
    /// So many from the first.
    Some {
        /// The first.
        first: usize,
        /// How many.
        count: usize,
    },
    /// These, in this order.
    Only(&'l [Lane]),
}

impl<'l> Lanes<'l> {
    /// How many.
    pub fn len(self) -> usize {
        match self {
            Lanes::All(count) | Lanes::Some { count, .. } => count,
            Lanes::Only(lanes) => lanes.len(),
        }
    }

    /// The lane of a place in the column.
    pub fn at(self, place: usize) -> usize {
        match self {
            Lanes::All(_) => place,
            Lanes::Some { first, .. } => first + place,
            Lanes::Only(lanes) => lanes[place] as usize,
        }
    }

    /// So many of them from a place in the column on.
    pub fn stretch(self, place: usize, count: usize) -> Lanes<'l> {
        match self {
            Lanes::All(_) => Lanes::Some { first: place, count },
            Lanes::Some { first, .. } => Lanes::Some { first: first + place, count },
            Lanes::Only(lanes) => Lanes::Only(&lanes[place..place + count]),
        }
    }

    /// out ← out · x
    pub fn multiply(self, out: &mut [f64], xs: &[f64]) {
        match self {
            Lanes::Only(lanes) => {
                out.iter_mut().zip(lanes).for_each(|(out, &lane)| *out *= xs[lane as usize])
            }
            _ => kernels::multiply(out, self.of(xs)),
        }
    }

    /// out ← out where the state is one of the set, else 0 · out.
    pub fn keep_where(self, out: &mut [f64], states: &[u8], set: Mask) {
        match self {
            Lanes::Only(lanes) => {
                out.iter_mut().zip(lanes).for_each(|(out, &lane)| *out *= one_in(set, states[lane as usize]));
            }
            _ => kernels::keep_where(out, self.of(states), set),
        }
    }

    /// out ← out + weight · x, of which the lanes of the weights alone have to be found.
    pub fn add_scaled(self, out: &mut [f64], weights: &[f64], xs: &[f64]) {
        match self {
            Lanes::Only(lanes) => {
                for ((out, &lane), x) in out.iter_mut().zip(lanes).zip(xs) {
                    *out += weights[lane as usize] * x;
                }
            }
            _ => kernels::add_scaled(out, self.of(weights), xs),
        }
    }

    /// out ← out + weight · x
    pub fn add_products(self, out: &mut [f64], weights: &[f64], xs: &[f64]) {
        match self {
            Lanes::Only(lanes) => {
                for (out, &lane) in out.iter_mut().zip(lanes) {
                    *out += weights[lane as usize] * xs[lane as usize];
                }
            }
            _ => kernels::add_scaled(out, self.of(weights), self.of(xs)),
        }
    }

    /// out ← out + weight where the state is one of the set.
    pub fn add_where(self, out: &mut [f64], weights: &[f64], states: &[u8], set: Mask) {
        match self {
            Lanes::Only(lanes) => {
                for (out, &lane) in out.iter_mut().zip(lanes) {
                    *out += weights[lane as usize] * one_in(set, states[lane as usize]);
                }
            }
            _ => kernels::add_where(out, self.of(weights), self.of(states), set),
        }
    }

    /// The numbers of neighbouring lanes.
    fn of<T>(self, column: &[T]) -> &[T] {
        match self {
            Lanes::Some { first, count } => &column[first..first + count],
            _ => column,
        }
    }
}

/// 1 if the state is one of the set, else 0.
fn one_in(set: Mask, state: u8) -> f64 {
    (set >> state & 1) as f64
}
