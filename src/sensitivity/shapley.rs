//! Shapley effects: the variance shared out among inputs that may depend on each other.

use super::index::LeftOut;

/// The part of each of k inputs in the variance, from what every set of them tells: `told[s]` is Var(E[y | the inputs whose bits are set in s]),
/// nothing of no input, the whole variance of all.
///
/// The parts sum to the variance, whatever depends on what: what two tell together, or tell each of the other, is halved between them.
/// **Formula** φᵢ = Σ_{S ∌ i} |S|!(k − 1 − |S|)!/k! · (told(S ∪ i) − told(S)). **Source** Owen (2014); Song, Nelson & Staum (2016).
/// **Errors** panics unless there are 2ᵏ sets.
pub fn shapley_effects(k: usize, told: &[LeftOut]) -> Vec<LeftOut> {
    assert_eq!(told.len(), 1 << k, "one for each set");
    let ways = |size: usize| (0..size).map(|i| (k - 1 - i) as f64 / (i + 1) as f64).product::<f64>();
    let part = |i: usize| {
        let without = (0..told.len()).filter(|set| set & (1 << i) == 0);
        without.fold(LeftOut::certain(0.0, &told[0]), |sum, set| {
            let weight = 1.0 / (k as f64 * ways(set.count_ones() as usize));
            sum.plus(weight, &told[set | 1 << i]).plus(-weight, &told[set])
        })
    };
    (0..k).map(part).collect()
}
