//! Sampling designs: how the worlds of a run fill the range of an uncertain quantity (docs/model.md §5.8).
//!
//! Every design is twenty independent replicates, so that the spread between them is an honest error, and every draw is found by
//! its address (seed, quantity, world): nothing depends on which other quantities there are, nor on their order.

use std::ops::Range;

use super::blocks::Workbench;
use super::permutation::{permute, permute_each, word_at};
use super::stream::Stream;
use super::unit::open_unit;

/// Independent replicates of a design; world w belongs to replicate w modulo 20.
pub const REPLICATES: u32 = 20;

/// How worlds are spread over what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sampling {
    /// Each replicate has one world in each of equally likely strata of every quantity, in an order of the quantity's own.
    #[default]
    LatinHypercube,
    /// Each replicate follows the first coordinate of Sobol's sequence, Owen-scrambled for each quantity and in an order of its own:
    /// 1, 2, 4, 8 … worlds are one in each of as many strata.
    Sobol,
    /// Every world by itself.
    Random,
}

impl Sampling {
    /// All, by the name they have in a file.
    pub const NAMES: [(&'static str, Sampling); 3] = [
        ("latin-hypercube", Sampling::LatinHypercube),
        ("sobol", Sampling::Sobol),
        ("random", Sampling::Random),
    ];

    /// Its name in a file.
    pub fn name(self) -> &'static str {
        match self {
            Sampling::LatinHypercube => "latin-hypercube",
            Sampling::Sobol => "sobol",
            Sampling::Random => "random",
        }
    }
}

/// A sampling design of so many worlds, which more worlds may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    sampling: Sampling,
    strata: u32,
}

impl Design {
    /// The design of a run of so many worlds.
    ///
    /// **Formula** a Latin hypercube has ⌈worlds/20⌉ strata. Worlds beyond begin further replicates of as many strata.
    pub fn new(sampling: Sampling, worlds: u32) -> Design {
        Design { sampling, strata: worlds.div_ceil(REPLICATES).max(1) }
    }

    /// How worlds are spread.
    pub fn sampling(self) -> Sampling {
        self.sampling
    }

    /// The replicate of a Latin hypercube in which a world is, and its place there.
    fn in_replicate(self, world: u32) -> (u32, u32) {
        let (replicate, place) = (world % REPLICATES, world / REPLICATES);
        (replicate + REPLICATES * (place / self.strata), place % self.strata)
    }

    /// Worlds that make twenty whole replicates of a Latin hypercube: the batch by which a run grows.
    pub fn batch(self) -> u32 {
        self.strata.saturating_mul(REPLICATES)
    }
}

/// The draws of one quantity, a world each.
#[derive(Debug, Clone)]
pub struct QuantityStream {
    fine: Stream,
    strata: Stream,
    /// The order of strata in each of the first replicates: most runs have no others.
    orders: [u64; REPLICATES as usize],
}

impl QuantityStream {
    /// The draws of the quantity with this dotted key.
    pub fn new(seed: u64, key: &str) -> QuantityStream {
        let strata = Stream::new(seed, key, "strata");
        let orders = std::array::from_fn(|replicate| strata.word(replicate as u32, 0, 0));
        QuantityStream { fine: Stream::new(seed, key, "quantity"), strata, orders }
    }

    /// The key of the order of strata in a replicate.
    fn order(&self, replicate: u32) -> u64 {
        self.orders.get(replicate as usize).copied().unwrap_or_else(|| self.strata.word(replicate, 0, 0))
    }

    /// What two streams of the same draws have in common.
    pub fn key(&self) -> [u8; 32] {
        self.fine.key()
    }

    /// The uniform number of a world, strictly between 0 and 1.
    ///
    /// Unbiased under every design: over seeds it is uniform, whatever the world.
    pub fn uniform(&self, design: Design, world: u32) -> f64 {
        self.placed(design, world, self.fine.word(world, 0, 0))
    }

    /// The uniform numbers of consecutive worlds.
    pub fn uniforms(&self, design: Design, worlds: Range<u32>, workbench: &mut Workbench) -> Vec<f64> {
        QuantityStream::uniforms_of_all(&[self], design, worlds, workbench).swap_remove(0)
    }

    /// The uniform numbers of consecutive worlds, a row for each of several streams: what few worlds need of many streams is placed all at once.
    pub fn uniforms_of_all(
        streams: &[&QuantityStream],
        design: Design,
        worlds: Range<u32>,
        workbench: &mut Workbench,
    ) -> Vec<Vec<f64>> {
        let strata = QuantityStream::strata_of_all(streams, design, worlds.clone());
        let mut fine = vec![0; worlds.len()];
        let row = |(row, stream): (usize, &&QuantityStream)| {
            stream.fine.fill_words(worlds.start, workbench, &mut fine);
            let places = row * worlds.len()..;
            let of_world = |((world, &fine), place): ((u32, &u64), usize)| match strata.get(place) {
                Some(&stratum) => within(stratum, design.strata, fine),
                None => stream.placed(design, world, fine),
            };
            worlds.clone().zip(&fine).zip(places).map(of_world).collect()
        };
        streams.iter().enumerate().map(row).collect()
    }

    /// The strata of a Latin hypercube in which consecutive worlds are, stream by stream; none under other designs.
    fn strata_of_all(streams: &[&QuantityStream], design: Design, worlds: Range<u32>) -> Vec<u32> {
        if design.sampling != Sampling::LatinHypercube {
            return Vec::new();
        }
        let of_world = |stream: &QuantityStream, world| {
            let (replicate, place) = design.in_replicate(world);
            (place, stream.order(replicate))
        };
        let each = streams.iter().flat_map(|stream| worlds.clone().map(move |world| of_world(stream, world)));
        let (mut places, keys): (Vec<u32>, Vec<u64>) = each.unzip();
        permute_each(&mut places, design.strata, &keys);
        places
    }

    /// Where the draw `fine` of a world is by the design.
    fn placed(&self, design: Design, world: u32, fine: u64) -> f64 {
        let (replicate, place) = (world % REPLICATES, world / REPLICATES);
        match design.sampling {
            Sampling::Random => open_unit(fine),
            Sampling::LatinHypercube => {
                let (replicate, place) = design.in_replicate(world);
                within(permute(place, design.strata, self.order(replicate)), design.strata, fine)
            }
            Sampling::Sobol => {
                // The points 2ᵏ … 2ᵏ⁺¹ − 1 fill the strata that the first 2ᵏ left empty; their order is shuffled.
                let point = match place.checked_ilog2() {
                    None => 0,
                    Some(k) => {
                        let first = 1 << k;
                        first + permute(place - first, first, self.strata.word(replicate, 0, 1 + k))
                    }
                };
                let digits = scramble(point.reverse_bits(), self.order(replicate));
                open_unit(u64::from(digits) << 32 | fine >> 32)
            }
        }
    }
}

/// A draw within one of equal strata.
///
/// **Formula** u = (⌊(stratum·2⁵² + ⌊word/2¹²⌋)/strata⌋ + ½)·2⁻⁵²: whole numbers, so that no rounding leaves the stratum. The quotient is worked out
/// as by hand, in two digits of 32 bits.
fn within(stratum: u32, strata: u32, word: u64) -> f64 {
    let (fine, strata) = (word >> 12, u64::from(strata));
    let leading = (u64::from(stratum) << 20) + (fine >> 32);
    let rest = (leading % strata) << 32 | fine & u64::from(u32::MAX);
    open_unit((((leading / strata) << 32) + rest / strata) << 12)
}

/// Nested uniform scrambling in base 2, to 32 digits: whether a digit is flipped depends on the digits before it.
///
/// **Source** Owen, Randomly permuted (t, m, s)-nets and (t, s)-sequences (1995). **Formula** digit d (from 0) of x, with the
/// digits before it read as a number p, is flipped if the top bit of word 2ᵈ + p of the key's sequence is 1.
fn scramble(x: u32, key: u64) -> u32 {
    let mut flipped = 0;
    for digit in 0..32 {
        let before = u64::from(x) >> (32 - digit);
        let flip = word_at(key, (1 << digit) + before) >> 63;
        flipped |= (flip as u32) << (31 - digit);
    }
    x ^ flipped
}
