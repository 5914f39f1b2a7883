//! Blocks of ChaCha8, many side by side: the words are those of `rand_chacha`, which makes a few blocks of one stream in a row.
//!
//! A column needs a few blocks of each of many streams, one a world, so most of what is made in a row would be thrown away; made side by
//! side, with a lane a block, little is.
//!
//! **Source** Bernstein, ChaCha, a variant of Salsa20 (2008), with 8 rounds, a counter of 64 bits and a stream of 64 bits.

use multiversion::multiversion;

use super::unit::open_unit;

/// Words of 64 bits in a block.
pub(super) const WORDS: usize = 8;

/// Blocks that are made at once, at most.
pub(super) const MOST: usize = 64;

/// Lanes of the widest registers, of 32 bits each: so many blocks cost no more than one.
const STRIPE: usize = 16;

/// Double rounds, of a round down the columns and one along the diagonals each.
const DOUBLE_ROUNDS: usize = 4;

/// "expand 32-byte k"
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Where a block is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The stream.
    pub(super) stream: u64,
    /// The block's number in it.
    pub(super) block: u64,
}

/// A number of each block.
type Row = [u32; MOST];

/// The state of every block: four rows of its square of numbers, of four each.
type State = [[Row; 4]; 4];

/// The words of some blocks: by word, then by block.
pub(super) type Words = [[u64; MOST]; WORDS];

/// The same as numbers of the open unit interval.
pub(super) type Units = [[f64; MOST]; WORDS];

/// The words of so many blocks of a key, [`MOST`] at most.
pub(super) fn blocks(key: &[u8; 32], places: &[Place], words: &mut Words) {
    let (numbers, _) = key.as_chunks::<4>();
    let mut start: State = [[[0; MOST]; 4]; 4];
    for (i, constant) in CONSTANTS.iter().enumerate() {
        start[0][i] = [*constant; MOST];
        start[1][i] = [u32::from_le_bytes(numbers[i]); MOST];
        start[2][i] = [u32::from_le_bytes(numbers[4 + i]); MOST];
    }
    for (lane, place) in places.iter().enumerate() {
        for (i, number) in [place.block, place.stream].into_iter().enumerate() {
            start[3][2 * i][lane] = number as u32;
            start[3][2 * i + 1][lane] = (number >> 32) as u32;
        }
    }
    rounds(&start, places.len().next_multiple_of(STRIPE), words);
}

/// The words of some blocks as numbers of the open unit interval.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub(super) fn open_units(words: &Words, units: &mut Units) {
    for (unit, word) in units.as_flattened_mut().iter_mut().zip(words.as_flattened()) {
        *unit = open_unit(*word);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn rounds(start: &State, lanes: usize, words: &mut Words) {
    let mut state = *start;
    let [a, b, c, d] = &mut state;
    for _ in 0..DOUBLE_ROUNDS {
        for i in 0..4 {
            quarter_round(lanes, &mut a[i], &mut b[i], &mut c[i], &mut d[i]);
        }
        for i in 0..4 {
            quarter_round(lanes, &mut a[i], &mut b[(i + 1) % 4], &mut c[(i + 2) % 4], &mut d[(i + 3) % 4]);
        }
    }
    let (pairs, _) = state.as_flattened().as_chunks::<2>();
    let (of_start, _) = start.as_flattened().as_chunks::<2>();
    for ((words, [low, high]), [start_low, start_high]) in words.iter_mut().zip(pairs).zip(of_start) {
        let low = low.iter().zip(start_low).map(|(x, start)| x.wrapping_add(*start));
        let high = high.iter().zip(start_high).map(|(x, start)| x.wrapping_add(*start));
        for (word, (low, high)) in words[..lanes].iter_mut().zip(low.zip(high)) {
            *word = u64::from(low) | u64::from(high) << 32;
        }
    }
}

#[inline(always)]
fn quarter_round(lanes: usize, a: &mut Row, b: &mut Row, c: &mut Row, d: &mut Row) {
    let rows = a[..lanes].iter_mut().zip(&mut b[..lanes]).zip(&mut c[..lanes]).zip(&mut d[..lanes]);
    for (((a, b), c), d) in rows {
        *a = a.wrapping_add(*b);
        *d = (*d ^ *a).rotate_left(16);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_left(12);
        *a = a.wrapping_add(*b);
        *d = (*d ^ *a).rotate_left(8);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_left(7);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rand_core::Rng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn the_words_are_those_of_the_library() {
        let key: [u8; 32] = std::array::from_fn(|i| (37 * i + 11) as u8);
        let mut library = ChaCha8Rng::from_seed(key);
        for count in [1, 2, 15, 16, 17, 33, MOST] {
            let place = |i: usize| Place {
                stream: [3, u64::from(u32::MAX), 1 << 40][i % 3] + i as u64,
                block: [0, u64::from(u32::MAX) - 2, 1 << 61, u64::MAX - 99][i % 4] + i as u64,
            };
            let places: Vec<Place> = (0..count).map(place).collect();
            let mut words = [[0; MOST]; WORDS];
            blocks(&key, &places, &mut words);
            for (lane, place) in places.iter().enumerate() {
                library.set_word_pos(16 * u128::from(place.block));
                library.set_stream(place.stream);
                for (k, word) in words.iter().enumerate() {
                    assert_eq!(word[lane], library.next_u64(), "{place:?}, word {k}");
                }
            }
        }
    }
}
