//! A stream of draws, each found by its address.

use std::ops::Range;

use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::blocks::{MOST, Piece, WORDS, Workbench};
use super::unit::open_unit;

/// The version of the engine: raised when the same files and seed would give other numbers.
pub const ENGINE_VERSION: u32 = 5;

/// All draws of one element for one purpose.
#[derive(Clone)]
pub struct Stream {
    key: [u8; 32],
    start: ChaCha8Rng,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stream({:02x}{:02x}{:02x}{:02x}…)", self.key[0], self.key[1], self.key[2], self.key[3])
    }
}

impl Stream {
    /// The stream of an element for a purpose.
    pub fn new(seed: u64, element: &str, purpose: &str) -> Stream {
        let text = format!("hikiwake {ENGINE_VERSION}\n{seed}\n{element}\n{purpose}");
        let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        Stream { key, start: ChaCha8Rng::from_seed(key) }
    }

    /// The key, equal for equal addresses.
    pub fn key(&self) -> [u8; 32] {
        self.key
    }

    /// One draw.
    pub fn uniform(&self, world: u32, path: u32, ordinal: u32) -> f64 {
        open_unit(self.word(world, path, ordinal))
    }

    /// One draw as the word it is made of.
    pub fn word(&self, world: u32, path: u32, ordinal: u32) -> u64 {
        let mut generator = self.start.clone();
        generator.set_stream(u64::from(world));
        generator.set_word_pos(2 * u128::from(position(path, ordinal)));
        generator.next_u64()
    }

    /// A word of 32 bits, by its number among those of a world's stream.
    pub(super) fn word_of_32(&self, world: u32, number: u64) -> u32 {
        let mut generator = self.start.clone();
        generator.set_stream(u64::from(world));
        generator.set_word_pos(u128::from(number));
        generator.next_u32()
    }

    /// The draws of one ordinal for consecutive paths of a world from `first_path` on.
    pub fn fill(&self, world: u32, first_path: u32, ordinal: u32, out: &mut [f64]) {
        self.fill_worlds((world, first_path), ordinal, out.len(), &mut Workbench::default(), out);
    }

    /// The draws of one ordinal for so many paths of each of consecutive worlds, one world after the other.
    pub fn fill_worlds(
        &self,
        (first_world, first_path): (u32, u32),
        ordinal: u32,
        paths: usize,
        workbench: &mut Workbench,
        out: &mut [f64],
    ) {
        let count = out.len();
        let firsts = (0..count).step_by(paths.max(1));
        let runs = (first_world..).zip(firsts).map(|(world, first)| Run {
            world,
            position: position(first_path, ordinal),
            to: first..count.min(first + paths),
        });
        self.each_batch(runs, workbench, |made, pieces| made.lay_out(pieces, out));
    }

    /// The draws of one ordinal for these worlds and paths, one after the other; sooner where neighbours are consecutive paths of a world.
    ///
    /// **Errors** panics unless there is one place for each.
    pub fn fill_each(&self, places: &[(u32, u32)], ordinal: u32, workbench: &mut Workbench, out: &mut [f64]) {
        assert_eq!(places.len(), out.len(), "a place each");
        let mut next = 0;
        let runs = places.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1).map(|run| {
            let to = next..next + run.len();
            next = to.end;
            Run { world: run[0].0, position: position(run[0].1, ordinal), to }
        });
        self.each_batch(runs, workbench, |made, pieces| made.lay_out(pieces, out));
    }

    /// The words of path 0 and ordinal 0 in consecutive worlds.
    pub(super) fn fill_words(&self, first_world: u32, workbench: &mut Workbench, out: &mut [u64]) {
        let runs = (first_world..).zip(0..out.len());
        let runs = runs.map(|(world, place)| Run { world, position: 0, to: place..place + 1 });
        self.each_batch(runs, workbench, |made, pieces| {
            for (lane, piece) in pieces.iter().enumerate() {
                out[piece.to.start] = made.word(piece.first_word, lane);
            }
        });
    }

    /// Makes the draws of some runs, some blocks at a time.
    fn each_batch(
        &self,
        runs: impl Iterator<Item = Run>,
        workbench: &mut Workbench,
        mut take: impl FnMut(&Workbench, &[Piece]),
    ) {
        let mut pieces: [Piece; MOST] = std::array::from_fn(|_| Piece::NONE);
        let mut held = 0;
        for Run { world, mut position, to: Range { start: mut next, end } } in runs {
            while next < end {
                let first_word = (position % WORDS as u64) as usize;
                let to = next..end.min(next + WORDS - first_word);
                (position, next) = (position + to.len() as u64, to.end);
                let block = (position - 1) / WORDS as u64;
                pieces[held] = Piece { stream: u64::from(world), block, first_word, to };
                held += 1;
                if held == MOST {
                    workbench.make(&self.key, &pieces);
                    take(workbench, &pieces);
                    held = 0;
                }
            }
        }
        if held > 0 {
            workbench.make(&self.key, &pieces[..held]);
            take(workbench, &pieces[..held]);
        }
    }
}

/// Draws that follow each other in the stream of a world, and where they go.
struct Run {
    world: u32,
    position: u64,
    to: Range<usize>,
}

/// The number of a draw among the words of its world's stream.
fn position(path: u32, ordinal: u32) -> u64 {
    (u64::from(ordinal) << 32) + u64::from(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_interval_is_open() {
        assert_eq!(open_unit(0), 0.5 / 4503599627370496.0);
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
        assert_eq!(open_unit(u64::MAX) + open_unit(0), 1.0);
    }

    #[test]
    fn a_unit_is_the_middle_of_its_cell() {
        let mut word = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..1000 {
            word = word.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            assert_eq!(open_unit(word), ((word >> 12) as f64 + 0.5) / 4503599627370496.0);
        }
    }

    #[test]
    fn a_column_holds_what_single_draws_give() {
        let stream = Stream::new(7, "factor.trust", "noise");
        let mut column = [0.0; 3 * MOST * WORDS + 5];
        stream.fill(3, 5, 11, &mut column);
        for (i, &u) in column.iter().enumerate() {
            assert_eq!(u, stream.uniform(3, 5 + i as u32, 11));
            assert_eq!(u, open_unit(stream.word(3, 5 + i as u32, 11)));
        }
    }

    #[test]
    fn a_column_holds_world_after_world() {
        let stream = Stream::new(7, "factor.trust", "noise");
        // Of these 200 worlds of a path are more blocks than are made at once, and a world of 600 paths is.
        for (first_path, paths, worlds) in [(0, 50, 4), (5, 3, 4), (8, 64, 4), (64, 1, 200), (3, 600, 2)] {
            let mut column = vec![0.0; worlds * paths];
            stream.fill_worlds((9, first_path), 11, paths, &mut Workbench::default(), &mut column);
            for (world, of_world) in (9..).zip(column.chunks(paths)) {
                for (path, &u) in (first_path..).zip(of_world) {
                    assert_eq!(u, stream.uniform(world, path, 11), "{world} {path}");
                }
            }
        }
    }

    #[test]
    fn a_column_of_scattered_places_holds_what_single_draws_give() {
        let stream = Stream::new(7, "factor.trust", "noise");
        let place = |i: u32| (3 + i / 11 % 7, if i % 11 < 8 { 5 + i % 11 } else { 900 * (i % 11) });
        let places: Vec<(u32, u32)> = (0..700).map(place).collect();
        let mut column = [0.0; 700];
        stream.fill_each(&places, 2, &mut Workbench::default(), &mut column);
        for (&(world, path), &u) in places.iter().zip(&column) {
            assert_eq!(u, stream.uniform(world, path, 2), "{world} {path}");
        }
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let draw = |seed, element, purpose, world, path, ordinal| {
            Stream::new(seed, element, purpose).uniform(world, path, ordinal)
        };
        let base = draw(1, "a", "b", 2, 3, 4);
        for other in [
            draw(0, "a", "b", 2, 3, 4),
            draw(1, "x", "b", 2, 3, 4),
            draw(1, "a", "x", 2, 3, 4),
            draw(1, "a", "b", 0, 3, 4),
            draw(1, "a", "b", 2, 0, 4),
            draw(1, "a", "b", 2, 3, 0),
        ] {
            assert_ne!(base, other);
        }
        assert_ne!(draw(1, "a", "b", 0, u32::MAX, 0), draw(1, "a", "b", 0, 0, 1));
    }

    #[test]
    fn the_first_draws_stay_what_they_are() {
        let stream = Stream::new(0, "factor.trust", "noise");
        let draws: Vec<String> = (0..4).map(|o| format!("{:?}", stream.uniform(0, 0, o))).collect();
        assert_eq!(draws, VALUE_STABILITY);
        assert_eq!([1, 16, 17].map(|month| stream.in_sequence(0, 1, month)), FIRST_NOISE);
    }

    const FIRST_NOISE: [u32; 3] = [1_184_903_508, 3_201_803_144, 60_666_009];

    const VALUE_STABILITY: [&str; 4] =
        ["0.9922992915856473", "0.8639548724199643", "0.40152319453179885", "0.3734386102946402"];

    /// False-alarm rate 1e-9 by Dvoretzky–Kiefer–Wolfowitz: sup |F̂ − F| > √(ln(2/α)/2n).
    #[test]
    fn draws_are_uniform_along_every_axis() {
        let stream = Stream::new(42, "shock.rupture", "clock");
        let n = 40_000u32;
        let along: [Box<dyn Fn(u32) -> f64>; 3] = [
            Box::new(|i| stream.uniform(i, 0, 0)),
            Box::new(|i| stream.uniform(0, i, 0)),
            Box::new(|i| stream.uniform(0, 0, i)),
        ];
        for draw in &along {
            assert!(distance_from_uniform((0..n).map(draw).collect()) < bound(n));
        }
        // Planted bug: squaring the draw must be seen.
        let squared: Vec<f64> = (0..n).map(|i| stream.uniform(i, 0, 0)).map(|u| u * u).collect();
        assert!(distance_from_uniform(squared) > bound(n));
    }

    fn bound(n: u32) -> f64 {
        (crate::math::ln(2.0 / 1e-9) / (2.0 * f64::from(n))).sqrt()
    }

    fn distance_from_uniform(mut sample: Vec<f64>) -> f64 {
        sample.sort_by(f64::total_cmp);
        let n = sample.len() as f64;
        sample
            .iter()
            .enumerate()
            .map(|(i, u)| (u - i as f64 / n).abs().max(((i + 1) as f64 / n - u).abs()))
            .fold(0.0, f64::max)
    }
}
