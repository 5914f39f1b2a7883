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
pub(super) const STRIPE: usize = 16;

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

/// Memory in which blocks are made. What it holds is of no interest to anybody else: one is enough for all streams.
pub struct Workbench {
    /// Where each block is: its number and its stream, of two halves each.
    places: Box<[[u32; MOST]; 4]>,
    /// The halves of the words, the lower one first: by half, then by block.
    halves: Box<[[u32; MOST]; 2 * WORDS]>,
}

impl Default for Workbench {
    fn default() -> Workbench {
        Workbench { places: Box::new([[0; MOST]; 4]), halves: Box::new([[0; MOST]; 2 * WORDS]) }
    }
}

impl Workbench {
    /// Makes some blocks of a key, [`MOST`] at most.
    pub(super) fn make(&mut self, key: &[u8; 32], pieces: &[Piece]) {
        for (lane, piece) in pieces.iter().enumerate() {
            for (i, number) in [piece.block, piece.stream].into_iter().enumerate() {
                self.places[2 * i][lane] = number as u32;
                self.places[2 * i + 1][lane] = (number >> 32) as u32;
            }
        }
        make_blocks(&numbers(key), &self.places, pieces.len(), &mut self.halves);
    }

    /// A word of one of the blocks made last.
    pub(super) fn word(&self, word: usize, block: usize) -> u64 {
        word_of(&self.halves, word, block)
    }

    /// Lays what is asked for of the blocks made last where it goes, as numbers of the open unit interval.
    pub(super) fn lay_out(&self, pieces: &[Piece], out: &mut [f64]) {
        open_units(&self.halves, pieces, out);
    }
}

#[inline(always)]
fn word_of(halves: &[[u32; MOST]; 2 * WORDS], word: usize, block: usize) -> u64 {
    u64::from(halves[2 * word][block]) | u64::from(halves[2 * word + 1][block]) << 32
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn open_units(halves: &[[u32; MOST]; 2 * WORDS], pieces: &[Piece], out: &mut [f64]) {
    for (block, piece) in pieces.iter().enumerate() {
        let units: [f64; WORDS] = std::array::from_fn(|word| open_unit(word_of(halves, word, block)));
        let out = &mut out[piece.to.clone()];
        match <&mut [f64; WORDS]>::try_from(&mut *out) {
            Ok(whole) => *whole = units,
            Err(_) => out.copy_from_slice(&units[piece.first_word..][..out.len()]),
        }
    }
}

/// A key as the numbers of a block's square.
fn numbers(key: &[u8; 32]) -> [u32; 8] {
    let (numbers, _) = key.as_chunks::<4>();
    std::array::from_fn(|i| u32::from_le_bytes(numbers[i]))
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn make_blocks(
    key: &[u32; 8],
    places: &[[u32; MOST]; 4],
    blocks: usize,
    halves: &mut [[u32; MOST]; 2 * WORDS],
) {
    for first in (0..blocks).step_by(STRIPE) {
        let made = stripe(key, places.each_ref().map(|row| &row[first..first + STRIPE]));
        for (row, made) in halves.iter_mut().zip(&made) {
            row[first..first + STRIPE].copy_from_slice(made);
        }
    }
}

/// The sixteen numbers of every lane's block, a row of so many lanes for each number. The lanes are a whole number of stripes.
pub(super) fn make_rows(key: &[u8; 32], places: &[Vec<u32>; 4], rows: &mut [u32]) {
    make_numbers(&numbers(key), places, rows);
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn make_numbers(key: &[u32; 8], places: &[Vec<u32>; 4], rows: &mut [u32]) {
    let lanes = places[0].len();
    for first in (0..lanes).step_by(STRIPE) {
        let made = stripe(key, places.each_ref().map(|row| &row[first..first + STRIPE]));
        for (row, made) in rows.chunks_exact_mut(lanes).zip(&made) {
            row[first..first + STRIPE].copy_from_slice(made);
        }
    }
}

// Written lane by lane, a whole block of one lane without a branch: so the compiler lays the lanes of a stripe side by side in its widest registers, where
// they stay through all rounds. Written step by step over all lanes it gathers what each step needs from memory: seven times as long with AVX-512. Nothing
// in the loop may be wider than a number, or fewer lanes are laid side by side. Plain loops, since what iterators and closures are made of is not inlined
// where a build optimises less.

/// A stripe of blocks, whose places are given by row.
#[inline(always)]
fn stripe(key: &[u32; 8], places: [&[u32]; 4]) -> [[u32; STRIPE]; 16] {
    let mut rows = [[0; STRIPE]; 4];
    rows.iter_mut().zip(places).for_each(|(row, place)| row.copy_from_slice(place));
    let [a, b, c, d] = rows;
    let mut made = [[0; STRIPE]; 16];
    let mut lane = 0;
    while lane < STRIPE {
        let numbers = block(key, [a[lane], b[lane], c[lane], d[lane]]);
        let mut k = 0;
        while k < 16 {
            made[k][lane] = numbers[k];
            k += 1;
        }
        lane += 1;
    }
    made
}

/// The numbers of one block.
#[inline(always)]
fn block(key: &[u32; 8], [e, f, g, h]: [u32; 4]) -> [u32; 16] {
    let [a, b, c, d] = CONSTANTS;
    let [k0, k1, k2, k3, k4, k5, k6, k7] = *key;
    let start = [a, b, c, d, k0, k1, k2, k3, k4, k5, k6, k7, e, f, g, h];
    let mut square = start;
    // Eight rounds.
    double_round(&mut square);
    double_round(&mut square);
    double_round(&mut square);
    double_round(&mut square);
    let mut k = 0;
    while k < 16 {
        square[k] = square[k].wrapping_add(start[k]);
        k += 1;
    }
    square
}

/// A round down the columns and one along the diagonals.
#[inline(always)]
fn double_round(square: &mut [u32; 16]) {
    quarter_round(square, 0, 4, 8, 12);
    quarter_round(square, 1, 5, 9, 13);
    quarter_round(square, 2, 6, 10, 14);
    quarter_round(square, 3, 7, 11, 15);
    quarter_round(square, 0, 5, 10, 15);
    quarter_round(square, 1, 6, 11, 12);
    quarter_round(square, 2, 7, 8, 13);
    quarter_round(square, 3, 4, 9, 14);
}

#[inline(always)]
fn quarter_round(square: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize) {
    square[a] = square[a].wrapping_add(square[b]);
    square[d] = (square[d] ^ square[a]).rotate_left(16);
    square[c] = square[c].wrapping_add(square[d]);
    square[b] = (square[b] ^ square[c]).rotate_left(12);
    square[a] = square[a].wrapping_add(square[b]);
    square[d] = (square[d] ^ square[a]).rotate_left(8);
    square[c] = square[c].wrapping_add(square[d]);
    square[b] = (square[b] ^ square[c]).rotate_left(7);
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
                for word in 0..WORDS {
                    let made = workbench.word(word, lane);
                    assert_eq!(made, library.next_u64(), "block {lane} of {count}, word {word}");
                }
            }
        }
    }
}
