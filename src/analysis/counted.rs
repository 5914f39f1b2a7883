//! What was counted of an outcome in each world, by itself: all that an inquiry needs of a variant, in few bytes.

use std::borrow::Cow;

use super::samples::Estimated;
use super::tallied::Tallied;
use super::world_means::WorldMeans;
use crate::engine::{NumbersIn, NumbersOut, Size};
use crate::stats::Counts;

/// What was counted of a chance or a mean in each world.
pub struct Counted(pub(super) Tallied<'static>);

/// What bytes begin with: a chance …
const CHANCE: u64 = 0;
/// … or a mean.
const MEAN: u64 = 1;

impl Counted {
    /// The estimate taken apart by world; none where nothing has a value.
    pub fn estimated(&self, size: Size) -> Option<Estimated> {
        self.0.estimated(size.clusters())
    }

    /// The value in each world, with what chance leaves in it.
    pub fn world_means(&self) -> WorldMeans {
        self.0.world_means()
    }

    /// It as bytes, for [`Counted::of_bytes`].
    pub fn bytes(&self) -> Vec<u8> {
        let mut numbers = NumbersOut::default();
        let wholes = |numbers: &mut NumbersOut, counts: &[u32]| {
            numbers.wholes(counts.iter().map(|&n| u64::from(n)));
        };
        match &self.0 {
            Tallied::Chance(counts, _) => {
                numbers.whole(CHANCE);
                wholes(&mut numbers, counts);
            }
            Tallied::Mean { sums, squares, counts } => {
                numbers.whole(MEAN);
                wholes(&mut numbers, counts);
                numbers.floats(sums);
                numbers.floats(squares);
            }
        }
        numbers.bytes
    }

    /// What [`Counted::bytes`] made bytes of in a simulation of this size; none where it cannot have been: too few bytes or too many, more paths than there are,
    /// what is no number.
    pub fn of_bytes(bytes: &[u8], size: Size) -> Option<Counted> {
        let mut numbers = NumbersIn::new(bytes);
        let worlds = size.worlds as usize;
        let kind = numbers.whole()?;
        let paths = |n: u64| u32::try_from(n).ok().filter(|n| *n <= size.paths);
        let counts: Option<Vec<u32>> = numbers.wholes(worlds)?.into_iter().map(paths).collect();
        let counts = Counts::from(counts?);
        let found = match kind {
            CHANCE => Tallied::Chance(counts, size.paths),
            MEAN => Tallied::Mean {
                sums: Cow::Owned(numbers.floats(worlds)?.into()),
                squares: Cow::Owned(numbers.floats(worlds)?),
                counts: Cow::Owned(counts),
            },
            _ => return None,
        };
        numbers.is_empty().then_some(Counted(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Sampling;

    #[test]
    fn what_was_counted_reads_back_to_the_last_bit_and_nothing_else_does() {
        let size = Size::new(1, 4, 25, Sampling::Random);
        let chance = Counted(Tallied::Chance(vec![0, 25, 0, 7].into(), 25));
        let mean = Counted(Tallied::Mean {
            sums: Cow::Owned(vec![0.1, -3.0, 0.0, 1e-300].into()),
            squares: Cow::Owned(vec![0.1, 9.0, 0.0, 1e300]),
            counts: Cow::Owned(vec![25, 1, 0, 2].into()),
        });
        for counted in [chance, mean] {
            let bytes = counted.bytes();
            let again = Counted::of_bytes(&bytes, size).unwrap();
            assert_eq!(again.bytes(), bytes);
            assert_eq!(again.estimated(size), counted.estimated(size));
            assert_eq!(again.world_means().paths, counted.world_means().paths);
            for end in 0..bytes.len() {
                assert!(Counted::of_bytes(&bytes[..end], size).is_none(), "{end}");
            }
            assert!(Counted::of_bytes(&[&bytes[..], &[0]].concat(), size).is_none());
            // More paths than there are.
            assert!(Counted::of_bytes(&bytes, Size { paths: 24, ..size }).is_none());
        }
    }
}
