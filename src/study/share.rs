//! Which part of a whole.

use std::ops::Range;

/// More parts than these are no help to anybody.
pub const MOST_PARTS: u32 = 100_000;

/// Which part of a run: the third of forty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    number: u32,
    of: u32,
}

impl Share {
    /// The part of this number, from 1, of so many.
    ///
    /// **Errors** there is no such part.
    pub fn new(number: u32, of: u32) -> Result<Share, String> {
        match (1..=MOST_PARTS).contains(&of) && (1..=of).contains(&number) {
            true => Ok(Share { number, of }),
            false => Err(format!(
                "parts are numbered from 1 to as many as there are, at most {MOST_PARTS}: 1/40, 2/40 … 40/40"
            )),
        }
    }

    /// How many parts there are.
    pub(super) fn of(self) -> u32 {
        self.of
    }

    /// Its number, from 1.
    pub(super) fn number(self) -> u32 {
        self.number
    }

    /// Whether it has the variant at this place: each has every so many.
    pub(super) fn has(self, place: usize) -> bool {
        place as u64 % u64::from(self.of) == u64::from(self.number - 1)
    }

    /// The whole run as its only part.
    pub fn whole() -> Share {
        Share { number: 1, of: 1 }
    }

    /// Its share of consecutive worlds: together the parts have each of them once, and none has two more than another.
    pub fn of_worlds(self, worlds: &Range<u32>) -> Range<u32> {
        let many = u64::from(worlds.end - worlds.start);
        let place = |number: u32| worlds.start + (many * u64::from(number) / u64::from(self.of)) as u32;
        place(self.number - 1)..place(self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_every_world_once() {
        for (worlds, of) in [(0..1000, 40), (7..47, 40), (60..121, 7), (0..20, 1)] {
            let shares: Vec<Range<u32>> =
                (1..=of).map(|number| Share::new(number, of).unwrap().of_worlds(&worlds)).collect();
            let all: Vec<u32> = shares.iter().cloned().flatten().collect();
            assert_eq!(all, worlds.clone().collect::<Vec<u32>>());
            let lengths = || shares.iter().map(ExactSizeIterator::len);
            assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
        }
        for (number, of) in [(0, 4), (5, 4), (1, 0), (1, MOST_PARTS + 1)] {
            assert!(Share::new(number, of).is_err());
        }
    }
}
