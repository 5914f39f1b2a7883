//! Draws that follow each other along a path, a word of 32 bits each: the noise of factors, of which a path needs one a month.

use super::blocks::{STRIPE, make_rows};
use super::stream::Stream;

/// Draws that a block of the cipher holds.
pub const TOGETHER: usize = 16;

/// Draws that a path may need.
const MOST: u64 = 1 << 20;

/// The draws of many paths side by side, [`TOGETHER`] of each at a time.
#[derive(Debug, Clone)]
pub struct Sequences {
    /// Where each lane's first block is: its number and its stream, of two halves each.
    places: [Vec<u32>; 4],
}

impl Sequences {
    /// So many `paths` from the first of each of so many worlds, one world after the other; lanes beyond them repeat the first path.
    pub fn new(
        (first_world, worlds): (u32, usize),
        (first_path, paths): (u32, usize),
        lanes: usize,
    ) -> Sequences {
        let place = |lane: usize| (first_world + (lane / paths) as u32, first_path + (lane % paths) as u32);
        Sequences::at(place, worlds * paths, lanes)
    }

    /// Those of these worlds and paths; lanes beyond them repeat the first.
    pub fn of(places: &[(u32, u32)], lanes: usize) -> Sequences {
        Sequences::at(|lane| places[lane], places.len(), lanes)
    }

    fn at(place: impl Fn(usize) -> (u32, u32), count: usize, lanes: usize) -> Sequences {
        let lanes = lanes.next_multiple_of(STRIPE);
        let mut places: [Vec<u32>; 4] = std::array::from_fn(|_| Vec::with_capacity(lanes));
        for lane in 0..lanes {
            let (world, path) = place(if lane < count { lane } else { 0 });
            let block = number(path, 0) / TOGETHER as u64;
            for (row, half) in places.iter_mut().zip([block as u32, (block >> 32) as u32, world, 0]) {
                row.push(half);
            }
        }
        Sequences { places }
    }

    /// The draws `TOGETHER · turn` and those after it of every lane: a row of all lanes for each.
    pub fn fill(&self, stream: &Stream, turn: u32, rows: &mut Vec<u32>) {
        let mut places = self.places.clone();
        places[0].iter_mut().for_each(|block| *block += turn);
        rows.resize(TOGETHER * places[0].len(), 0);
        make_rows(&stream.key(), &places, rows);
    }
}

impl Stream {
    /// One draw of those that follow each other along a path.
    pub fn in_sequence(&self, world: u32, path: u32, ordinal: u32) -> u32 {
        self.word_of_32(world, number(path, ordinal))
    }
}

/// The number of a draw among the words of 32 bits of its world's stream.
fn number(path: u32, ordinal: u32) -> u64 {
    MOST * u64::from(path) + u64::from(ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_what_single_draws_give() {
        let stream = Stream::new(7, "factor.trust", "noise");
        for (first_path, paths, worlds) in [(0, 25, 3), (7, 1, 40), (70_000, 33, 1)] {
            let sequences = Sequences::new((9, worlds), (first_path, paths), worlds * paths);
            let place = |lane: usize| (9 + (lane / paths) as u32, first_path + (lane % paths) as u32);
            let listed: Vec<(u32, u32)> = (0..worlds * paths).map(place).collect();
            assert_eq!(Sequences::of(&listed, worlds * paths).places, sequences.places);
            let mut rows = Vec::new();
            for turn in [0, 1, 7] {
                sequences.fill(&stream, turn, &mut rows);
                for (ordinal, row) in (turn * TOGETHER as u32..).zip(rows.chunks(rows.len() / TOGETHER)) {
                    for (lane, drawn) in row[..worlds * paths].iter().enumerate() {
                        let (world, path) = (9 + (lane / paths) as u32, first_path + (lane % paths) as u32);
                        assert_eq!(*drawn, stream.in_sequence(world, path, ordinal), "{lane} {ordinal}");
                    }
                }
            }
        }
    }
}
