//! Elementary effects: one input moved at a time, from many places.

use super::index::{LeftOut, groups};
use super::pick_freeze::Halves;
use crate::stats::group_of_world;

/// One step of one input from each place, and what came out before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// By place: how far the input was moved, as a share of its levels from the lowest to the highest. **Range** not 0.
    pub by: Vec<f64>,
    /// By place, before.
    pub before: Halves,
    /// By place, after.
    pub after: Halves,
}

/// What the steps of one input come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Elementary {
    /// μ, the mean effect: which way it works.
    pub mean: LeftOut,
    /// μ*, the mean magnitude of the effects: how much it matters. Chance within worlds adds to it.
    pub magnitude: LeftOut,
    /// σ², the variance of the effects, net of chance: how far it bends or depends on the others.
    pub variance: LeftOut,
    /// What μ* would be by chance within worlds alone; 0 where nothing is left to chance.
    pub by_chance: f64,
    /// μ* less that: above 0 where the input does something.
    pub beyond: LeftOut,
}

/// The effects of one input.
///
/// **Formula** an effect is d = (after − before)/by; μ = mean d, μ* = mean |d|, σ² = (mean d₁d₂ − μ²)·n/(n − 1) from the halves of the paths. By
/// chance alone |d| would be √(2/π)·s on average at most, s² = mean (d₁ − d₂)²/4: so it is where chance is normal and the same at all places, else less. **Source** Morris (1991); Campolongo, Cariboni & Saltelli (2007).
/// **Errors** panics where before, after and steps are not as many.
pub fn elementary_effects(step: &Step) -> Elementary {
    let places = step.by.len();
    assert!(step.before.of.iter().chain(&step.after.of).all(|half| half.len() == places), "a step a place");
    let effect = |half: usize, place: usize| {
        (step.after.of[half][place] - step.before.of[half][place]) / step.by[place]
    };
    let mut sums = vec![[0.0; 5]; groups(places)];
    for place in 0..places {
        let (one, two) = (effect(0, place), effect(1, place));
        let both = (one + two) / 2.0;
        let apart = (one - two) * (one - two) / 4.0;
        let group = &mut sums[group_of_world(place)];
        [1.0, both, both.abs(), one * two, apart].iter().zip(group).for_each(|(x, sum)| *sum += x);
    }
    let unbiased = |n: f64| if n > 1.0 { n / (n - 1.0) } else { 1.0 };
    let chance = |n: f64, apart: f64| (apart / n.max(1.0) * std::f64::consts::FRAC_2_PI).sqrt();
    Elementary {
        mean: LeftOut::of_sums(&sums, |[n, effects, ..]| effects / n),
        magnitude: LeftOut::of_sums(&sums, |[n, _, magnitudes, ..]| magnitudes / n),
        variance: LeftOut::of_sums(&sums, |[n, effects, _, products, _]| {
            (products / n - effects * effects / (n * n)) * unbiased(n)
        }),
        by_chance: chance(places as f64, sums.iter().map(|sums| sums[4]).sum()),
        beyond: LeftOut::of_sums(&sums, |[n, _, magnitudes, _, apart]| magnitudes / n - chance(n, apart)),
    }
}
