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
}

/// The effects of one input.
///
/// **Formula** an effect is d = (after − before)/by; μ = mean d, μ* = mean |d|, σ² = (mean d₁d₂ − μ²)·n/(n − 1) from the halves of the paths. By
/// chance alone |d| would be √(2/π)·s on average, s² = mean (d₁ − d₂)²/4. **Source** Morris (1991); Campolongo, Cariboni & Saltelli (2007).
/// **Errors** panics where before, after and steps are not as many.
pub fn elementary_effects(step: &Step) -> Elementary {
    let places = step.by.len();
    assert!(step.before.of.iter().chain(&step.after.of).all(|half| half.len() == places), "a step a place");
    let effect = |half: usize, place: usize| {
        (step.after.of[half][place] - step.before.of[half][place]) / step.by[place]
    };
    let mut sums = vec![[0.0; 4]; groups(places)];
    let mut apart = 0.0;
    for place in 0..places {
        let (one, two) = (effect(0, place), effect(1, place));
        let both = (one + two) / 2.0;
        apart += (one - two) * (one - two) / 4.0;
        let group = &mut sums[group_of_world(place)];
        [1.0, both, both.abs(), one * two].iter().zip(group).for_each(|(x, sum)| *sum += x);
    }
    let unbiased = |n: f64| if n > 1.0 { n / (n - 1.0) } else { 1.0 };
    Elementary {
        mean: LeftOut::of_sums(&sums, |[n, effects, ..]| effects / n),
        magnitude: LeftOut::of_sums(&sums, |[n, _, magnitudes, _]| magnitudes / n),
        variance: LeftOut::of_sums(&sums, |[n, effects, _, products]| {
            (products / n - effects * effects / (n * n)) * unbiased(n)
        }),
        by_chance: (apart / places.max(1) as f64 * std::f64::consts::FRAC_2_PI).sqrt(),
    }
}
