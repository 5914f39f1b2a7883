//! Blocks of ChaCha8, many side by side: the words are those of `rand_chacha`, which makes a few blocks of one stream in a row.
//!
//! A column needs a few blocks of each of many streams, one a world, so most of what is made in a row would be thrown away; made side by
//! side, with a lane a block, little is.
//!
//! **Source** Bernstein, ChaCha, a variant of Salsa20 (2008), with 8 rounds, a counter of 64 bits and a stream of 64 bits.

use std::ops::Range;

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

/// Where a block is, which of its words are asked for, and where they go.
pub(super) struct Piece {
    /// The stream.
    pub(super) stream: u64,
    /// The block's number in it.
    pub(super) block: u64,
    /// The first word of the block that is asked for.
    pub(super) first_word: usize,
    /// Where it goes, and those after it.
    pub(super) to: Range<usize>,
}

impl Piece {
    /// Nothing.
    pub(super) const NONE: Piece = Piece { stream: 0, block: 0, first_word: 0, to: 0..0 };
}

/// A number of each block.
type Row = [u32; MOST];

/// Memory in which blocks are made. What it holds is of no interest to anybody else: one is enough for all streams.
pub struct Workbench {
    /// The four rows of each block's square of numbers, of four each.
    state: Box<[[Row; 4]; 4]>,
    /// The last of these rows, which says where a block is, as it was at the start.
    places: Box<[Row; 4]>,
    /// The words: by word, then by block.
    words: Box<[[u64; MOST]; WORDS]>,
}

impl Default for Workbench {
    fn default() -> Workbench {
        let (state, places) = (Box::new([[[0; MOST]; 4]; 4]), Box::new([[0; MOST]; 4]));
        Workbench { state, places, words: Box::new([[0; MOST]; WORDS]) }
    }
}

impl Workbench {
    /// Makes some blocks of a key, [`MOST`] at most.
    pub(super) fn make(&mut self, key: &[u8; 32], pieces: &[Piece]) {
        let (numbers, _) = key.as_chunks::<4>();
        let number = |i: usize| u32::from_le_bytes(numbers[i]);
        let start = [CONSTANTS, std::array::from_fn(number), std::array::from_fn(|i| number(4 + i))];
        for (lane, piece) in pieces.iter().enumerate() {
            for (i, number) in [piece.block, piece.stream].into_iter().enumerate() {
                self.places[2 * i][lane] = number as u32;
                self.places[2 * i + 1][lane] = (number >> 32) as u32;
            }
        }
        let lanes = pieces.len().next_multiple_of(STRIPE);
        rounds(&start, &self.places, lanes, &mut self.state, &mut self.words);
    }

    /// The words of the blocks made last: by word, then by block.
    pub(super) fn words(&self) -> &[[u64; MOST]; WORDS] {
        &self.words
    }

    /// Lays what is asked for of the blocks made last where it goes, as numbers of the open unit interval.
    pub(super) fn lay_out(&self, pieces: &[Piece], out: &mut [f64]) {
        open_units(&self.words, pieces, out);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn open_units(words: &[[u64; MOST]; WORDS], pieces: &[Piece], out: &mut [f64]) {
    for (lane, piece) in pieces.iter().enumerate() {
        let units: [f64; WORDS] = std::array::from_fn(|k| open_unit(words[k][lane]));
        let out = &mut out[piece.to.clone()];
        match <&mut [f64; WORDS]>::try_from(&mut *out) {
            Ok(whole) => *whole = units,
            Err(_) => out.copy_from_slice(&units[piece.first_word..][..out.len()]),
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn rounds(
    start: &[[u32; 4]; 3],
    places: &[Row; 4],
    lanes: usize,
    state: &mut [[Row; 4]; 4],
    words: &mut [[u64; MOST]; WORDS],
) {
    for (rows, numbers) in state.iter_mut().zip(start) {
        rows.iter_mut().zip(numbers).for_each(|(row, number)| row[..lanes].fill(*number));
    }
    state[3].iter_mut().zip(places).for_each(|(row, places)| row[..lanes].copy_from_slice(&places[..lanes]));
    let [a, b, c, d] = state;
    for _ in 0..DOUBLE_ROUNDS {
        for i in 0..4 {
            quarter_round(lanes, &mut a[i], &mut b[i], &mut c[i], &mut d[i]);
        }
        for i in 0..4 {
            quarter_round(lanes, &mut a[i], &mut b[(i + 1) % 4], &mut c[(i + 2) % 4], &mut d[(i + 3) % 4]);
        }
    }
    for (rows, numbers) in state.iter_mut().zip(start) {
        for (row, number) in rows.iter_mut().zip(numbers) {
            row[..lanes].iter_mut().for_each(|x| *x = x.wrapping_add(*number));
        }
    }
    for (row, places) in state[3].iter_mut().zip(places) {
        row[..lanes].iter_mut().zip(places).for_each(|(x, place)| *x = x.wrapping_add(*place));
    }
    let (pairs, _) = state.as_flattened().as_chunks::<2>();
    for (words, [low, high]) in words.iter_mut().zip(pairs) {
        for (word, (low, high)) in words[..lanes].iter_mut().zip(low.iter().zip(high)) {
            *word = u64::from(*low) | u64::from(*high) << 32;
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
        let mut workbench = Workbench::default();
        for count in [1, 2, 15, 16, 17, 33, MOST] {
            let piece = |i: usize| Piece {
                stream: [3, u64::from(u32::MAX), 1 << 40][i % 3] + i as u64,
                block: [0, u64::from(u32::MAX) - 2, 1 << 61, u64::MAX - 99][i % 4] + i as u64,
                first_word: 0,
                to: WORDS * i..WORDS * (i + 1),
            };
            let pieces: Vec<Piece> = (0..count).map(piece).collect();
            // One that has been used already.
            workbench.make(&key, &pieces);
            for (lane, piece) in pieces.iter().enumerate() {
                library.set_word_pos(16 * u128::from(piece.block));
                library.set_stream(piece.stream);
                for (k, word) in workbench.words().iter().enumerate() {
                    assert_eq!(word[lane], library.next_u64(), "block {lane} of {count}, word {k}");
                }
            }
        }
    }
}
