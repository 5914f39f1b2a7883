//! The sampling designs of docs/model.md §5.8, written a second time.

use hikiwake::draws::Sampling;

use super::chacha8;

/// What a design is told by: how worlds are sampled, and how many a run has at the start.
#[derive(Clone, Copy)]
pub struct Plan {
    pub sampling: Sampling,
    pub worlds: u32,
}

/// Word n of the SplitMix64 sequence that starts at a key.
fn splitmix(key: u64, n: u64) -> u64 {
    let mut state = key;
    // Skips what lies before, as the sequence itself would.
    state = state.wrapping_add(0x9e3779b97f4a7c15u64.wrapping_mul(n));
    state = state.wrapping_add(0x9e3779b97f4a7c15);
    let mut z = state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
    z ^ (z >> 31)
}

/// Twenty-four Feistel rounds on the bits of n − 1, walked along until the place is below n.
fn permuted(i: u32, n: u32, key: u64) -> u32 {
    let bits = (0..).find(|b| 1u64 << b >= u64::from(n)).expect("enough bits");
    let (high, low) = (bits / 2, bits - bits / 2);
    let mut place = u64::from(i);
    loop {
        let mut a = place / (1 << low);
        let mut b = place % (1 << low);
        for round in 0..24 {
            if round % 2 == 0 {
                a ^= (splitmix(key, 24 * b + round) >> 32) % (1 << high);
            } else {
                b ^= (splitmix(key, 24 * a + round) >> 32) % (1 << low);
            }
        }
        place = a * (1 << low) + b;
        if place < u64::from(n) {
            return place as u32;
        }
    }
}

/// The uniform number of a quantity in a world.
pub fn uniform(plan: Plan, seed: u64, key: &str, world: u32) -> f64 {
    let fine = chacha8::word(seed, key, "quantity", world, 0, 0);
    let (replicate, place) = (world % 20, world / 20);
    let strata = |number: u32, ordinal: u32| chacha8::word(seed, key, "strata", number, 0, ordinal);
    let cell: u128 = match plan.sampling {
        Sampling::Random => u128::from(fine / 4096),
        Sampling::LatinHypercube => {
            let count = plan.worlds.div_ceil(20);
            let (round, place) = (place / count, place % count);
            let stratum = permuted(place, count, strata(round * 20 + replicate, 0));
            (u128::from(stratum) * (1 << 52) + u128::from(fine / 4096)) / u128::from(count)
        }
        Sampling::Sobol => {
            let mut point = 0;
            if place > 0 {
                let octave = (0..32).rev().find(|k| 1 << k <= place).expect("an octave");
                point = (1 << octave)
                    + permuted(place - (1 << octave), 1 << octave, strata(replicate, 1 + octave));
            }
            // Sobol's first coordinate: the digits of the number, mirrored at the point.
            let key = strata(replicate, 0);
            let (mut before, mut cell) = (0u64, 0u64);
            for digit in 0..32 {
                let plain = u64::from(point >> digit & 1);
                let flip = splitmix(key, (1 << digit) + before) >> 63;
                before = before * 2 + plain;
                cell = cell * 2 + (plain ^ flip);
            }
            u128::from(cell << 20 | fine >> 44)
        }
    };
    (cell as f64 + 0.5) / 4503599627370496.0
}
