//! Permutations that are not stored: the place of one element is worked out from a key.

use multiversion::multiversion;

/// Rounds of the network. Four would do for large halves (Luby & Rackoff 1988), but halves of one or two bits mix slowly: with eight
/// rounds two of 5 to 8 elements go to some pairs of places a third more often than to others, with 24 alike (the test below tells).
const ROUNDS: u64 = 24;

/// Elements that are placed at once: what one round needs of the one before keeps a processor waiting, unless there are others in hand.
const TOGETHER: usize = 64;

/// Where the element `i` of 0 … n − 1 goes in the permutation with this key.
///
/// The cost is that of some sixty multiplications on average, whatever n: no table, no sorting.
/// **Formula** a Feistel network on the least number of bits that holds n − 1, run again while the result is not below n.
/// **Range** i < n.
pub(super) fn permute(i: u32, n: u32, key: u64) -> u32 {
    debug_assert!(i < n);
    if n == 1 {
        return 0;
    }
    let mut x = [i];
    loop {
        network(&mut x, &[key], halves(n));
        if x[0] < n {
            return x[0];
        }
    }
}

/// Bits of the left and of the right half that together hold n − 1.
fn halves(n: u32) -> (u32, u32) {
    let bits = 32 - (n - 1).leading_zeros();
    (bits / 2, bits - bits / 2)
}

/// The same for many elements, each with a key of its own.
pub(super) fn permute_each(elements: &mut [u32], n: u32, keys: &[u64]) {
    if n == 1 {
        elements.fill(0);
        return;
    }
    // Those that are not below n go through the network once more, side by side.
    let mut left: Vec<usize> = (0..elements.len()).collect();
    while !left.is_empty() {
        for places in left.chunks(TOGETHER) {
            let (mut xs, mut own) = ([0; TOGETHER], [0; TOGETHER]);
            for ((x, key), &place) in xs.iter_mut().zip(&mut own).zip(places) {
                (*x, *key) = (elements[place], keys[place]);
            }
            network_of_many(&mut xs, &own, halves(n));
            places.iter().zip(&xs).for_each(|(&place, x)| elements[place] = *x);
        }
        left.retain(|&place| elements[place] >= n);
    }
}

/// The network on many elements side by side.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn network_of_many(xs: &mut [u32; TOGETHER], keys: &[u64; TOGETHER], halves: (u32, u32)) {
    network(xs, keys, halves);
}

/// All rounds of the network, on halves of so many bits.
#[inline(always)]
fn network<const N: usize>(xs: &mut [u32; N], keys: &[u64; N], (left_bits, right_bits): (u32, u32)) {
    let (left_mask, right_mask) = ((1u32 << left_bits) - 1, (1u32 << right_bits) - 1);
    let (mut left, mut right) = ([0; N], [0; N]);
    for k in 0..N {
        (left[k], right[k]) = (xs[k] >> right_bits, xs[k] & right_mask);
    }
    let mixed =
        |key: u64, half: u32, round: u64| (word_at(key, ROUNDS * u64::from(half) + round) >> 32) as u32;
    for round in (0..ROUNDS).step_by(2) {
        for k in 0..N {
            left[k] ^= mixed(keys[k], right[k], round) & left_mask;
        }
        for k in 0..N {
            right[k] ^= mixed(keys[k], left[k], round + 1) & right_mask;
        }
    }
    for k in 0..N {
        xs[k] = left[k] << right_bits | right[k];
    }
}

/// A word of the sequence of a key, found without the words before it.
///
/// **Source** SplitMix64: Steele, Lea & Flood, Fast splittable pseudorandom number generators (2014), with Stafford's mixing
/// constants, variant 13. **Formula** z = key + (n + 1)·0x9e3779b97f4a7c15; z ← (z ⊕ z≫30)·0xbf58476d1ce4e5b9;
/// z ← (z ⊕ z≫27)·0x94d049bb133111eb; z ⊕ z≫31.
#[inline(always)]
pub(super) fn word_at(key: u64, n: u64) -> u64 {
    let mut z = key.wrapping_add((n.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_splitmix64() {
        // The first outputs for seed 1234567, as published with the reference implementation.
        let published = [6457827717110365317, 3203168211198807973, 9817491932198370423];
        for (n, word) in (0..).zip(published) {
            assert_eq!(word_at(1_234_567, n), word);
        }
    }

    #[test]
    fn many_at_once_go_where_each_goes_by_itself() {
        for n in [1, 2, 3, 50, 64, 1000] {
            let elements: Vec<u32> = (0..37).map(|i| i * 5 % n).collect();
            let keys: Vec<u64> = (0..37).map(|i| word_at(9, i)).collect();
            let mut placed = elements.clone();
            permute_each(&mut placed, n, &keys);
            let alone: Vec<u32> = elements.iter().zip(&keys).map(|(&i, &key)| permute(i, n, key)).collect();
            assert_eq!(placed, alone, "{n}");
        }
    }

    #[test]
    fn every_element_goes_to_a_place_of_its_own() {
        for n in (1..200).chain([255, 256, 257, 1000, 4097]) {
            for key in [0, 1, u64::MAX] {
                let mut places: Vec<u32> = (0..n).map(|i| permute(i, n, key)).collect();
                places.sort_unstable();
                assert!(places.iter().copied().eq(0..n), "{n} {key}");
            }
        }
    }

    /// How far a count over many keys may stray: false alarm below 1e-11 by Hoeffding, 2·exp(−2·n·ε²), over some hundred counts below 1e-9.
    const KEYS: u64 = 200_000;
    const STRAYS: f64 = 0.0081;

    /// The largest distance of P(i → a, j → b) from 1/(n(n − 1)) over all pairs of places.
    fn farthest_pair(n: u32, place: impl Fn(u32, u64) -> u32) -> f64 {
        let mut counts = vec![0u32; (n * n) as usize];
        for key in 0..KEYS {
            counts[(place(0, key) * n + place(1, key)) as usize] += 1;
        }
        let expected = 1.0 / f64::from(n * (n - 1));
        let stray = |cell: usize| {
            let expected = if cell as u32 / n == cell as u32 % n { 0.0 } else { expected };
            (f64::from(counts[cell]) / KEYS as f64 - expected).abs()
        };
        (0..counts.len()).map(stray).fold(0.0, f64::max)
    }

    #[test]
    fn any_two_elements_go_to_any_two_places_alike() {
        for n in [2, 3, 5, 8, 11] {
            assert!(farthest_pair(n, |i, key| permute(i, n, key)) < STRAYS, "{n}");
        }
        // Planted bug: a rotation takes every element everywhere, but neighbours to neighbours.
        assert!(farthest_pair(5, |i, key| (i + (word_at(key, 0) % 5) as u32) % 5) > STRAYS);
    }
}
