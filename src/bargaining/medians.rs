//! Every package at the medians: the frontier, the zone, and the cloud of all.

use super::audience::Audience;
use super::frontier::{Frontier, Point};
use super::halves::{CHUNK, Halves};
use super::tables::Tables;
use super::units::Units;

/// Cells of a cloud to a side.
const CELLS: usize = 48;

/// How many packages give the first two parties about so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Between which gains of each of the two parties the cells lie.
    pub ends: [(Units, Units); 2],
    /// Cells to a side.
    pub side: usize,
    /// Packages by cell, the first party's gains running fastest.
    pub counts: Vec<u64>,
    /// Of these, those in the zone.
    pub in_zone: Vec<u64>,
}

/// What a glance at the medians has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// How many packages no rule forbids.
    pub feasible: u64,
    /// How many of them lie in the zone.
    pub in_zone: u64,
    /// The frontier between the parties, whoever else must accept.
    pub frontier: Frontier,
    /// The frontier between the parties among the packages in the zone.
    pub agreeable: Frontier,
    /// The cloud of all, of two parties or more.
    pub cloud: Option<Cloud>,
}

/// Every package of a domain at the medians, chunk by chunk of rows.
#[derive(Debug)]
pub struct Glancing<'d> {
    tables: Tables<'d>,
    parties: usize,
    ends: [(Units, Units); 2],
}

/// Prepares it: of these audiences the first `parties` bargain, and all must accept.
pub fn glance<'d>(halves: &'d Halves<'d>, audiences: &'d [Audience], parties: usize) -> Glancing<'d> {
    let tables = Tables::new(halves, audiences, 0);
    let mut ends = [(0, 0); 2];
    for (end, audience) in ends.iter_mut().zip(&audiences[..parties.min(2)]) {
        let reach = |pick: fn(Units, Units) -> Units| -> Units {
            let terms = audience.medians.values.iter().zip(&audience.fitted.values);
            let of = |(adds, fitted): (&Vec<Units>, &Vec<Units>)| -> Units {
                adds.iter().zip(fitted).map(|(a, b)| a + b).reduce(pick).unwrap_or(0)
            };
            let sets = audience.medians.together.iter().zip(&audience.fitted.together);
            let sets: Units = sets.map(|(a, b)| pick(0, a + b)).sum();
            terms.map(of).sum::<Units>() + sets + audience.medians.base + audience.fitted.base
        };
        *end = (reach(Units::min), reach(Units::max));
    }
    Glancing { tables, parties, ends }
}

impl Cloud {
    fn nothing(ends: [(Units, Units); 2]) -> Cloud {
        let none = vec![0; CELLS * CELLS];
        Cloud { ends, side: CELLS, counts: none.clone(), in_zone: none }
    }

    fn cell(&self, gains: [Units; 2]) -> usize {
        let place = |(gain, (from, to)): (Units, (Units, Units))| {
            let share = (gain - from) as i128 * CELLS as i128 / i128::from((to - from).max(1));
            share.clamp(0, CELLS as i128 - 1) as usize
        };
        place((gains[1], self.ends[1])) * CELLS + place((gains[0], self.ends[0]))
    }

    fn and(mut self, other: &Cloud) -> Cloud {
        self.counts.iter_mut().zip(&other.counts).for_each(|(ours, theirs)| *ours += theirs);
        self.in_zone.iter_mut().zip(&other.in_zone).for_each(|(ours, theirs)| *ours += theirs);
        self
    }
}

impl Glance {
    /// Both together.
    pub fn and(self, other: Glance) -> Glance {
        let cloud = match (self.cloud, other.cloud) {
            (Some(ours), Some(theirs)) => Some(ours.and(&theirs)),
            (ours, theirs) => ours.or(theirs),
        };
        Glance {
            feasible: self.feasible + other.feasible,
            in_zone: self.in_zone + other.in_zone,
            frontier: self.frontier.and(other.frontier),
            agreeable: self.agreeable.and(other.agreeable),
            cloud,
        }
    }
}

impl Glancing<'_> {
    /// How many chunks there are.
    pub fn chunks(&self) -> usize {
        self.tables.halves.rows().div_ceil(CHUNK)
    }

    /// Nothing found yet.
    pub fn nothing(&self) -> Glance {
        Glance {
            feasible: 0,
            in_zone: 0,
            frontier: Frontier::default(),
            agreeable: Frontier::default(),
            cloud: (self.parties >= 2).then(|| Cloud::nothing(self.ends)),
        }
    }

    /// Looks at a chunk.
    pub fn chunk(&self, chunk: usize) -> Glance {
        let (tables, halves) = (&self.tables, self.tables.halves);
        let audiences = tables.audiences.len();
        let mut found = self.nothing();
        let own: Vec<&Vec<usize>> =
            tables.audiences.iter().flat_map(|one| &one.own).map(|own| &own.package).collect();
        let (mut forbidden, mut sums, mut with) = (Vec::new(), Vec::new(), Vec::new());
        let mut surplus = vec![vec![0; tables.columns()]; audiences];
        let mut gains = vec![0; self.parties];
        for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(halves.rows()) {
            halves.forbid(row, &mut forbidden);
            for (audience, surplus) in surplus.iter_mut().enumerate() {
                tables.first(row, audience, &mut sums);
                let beside = tables.beside(row, audience);
                let held = beside.held.as_ref().map(|held| held[0].as_slice());
                let second = tables.second(0, audience);
                surplus.iter_mut().zip(second).for_each(|(of, second)| *of = sums[0] + second);
                if beside.has_sets() {
                    tables.with_sets(audience, &beside, 0, held, &mut with);
                    super::kernels::add(surplus, &with);
                } else if let Some(held) = held {
                    super::kernels::add(surplus, held);
                }
            }
            for package in own.iter().filter(|package| halves.row(row) == &package[..halves.split]) {
                let column = halves.column_of(package);
                for (surplus, audience) in surplus.iter_mut().zip(tables.audiences) {
                    surplus[column] = audience.at_medians(package).0;
                }
            }
            for column in (0..tables.columns()).filter(|&column| forbidden[column] == 0) {
                gains.iter_mut().zip(&surplus).for_each(|(gain, of)| *gain = of[column]);
                let is_in = surplus.iter().all(|of| of[column] >= 0);
                found.feasible += 1;
                found.in_zone += u64::from(is_in);
                if let Some(cloud) = &mut found.cloud {
                    let cell = cloud.cell([gains[0], gains[1]]);
                    cloud.counts[cell] += 1;
                    cloud.in_zone[cell] += u64::from(is_in);
                }
                let point = || Point { gains: gains.clone(), package: halves.package(row, column), alike: 1 };
                if found.frontier.admits(&gains) {
                    found.frontier.offer(point());
                }
                if is_in && found.agreeable.admits(&gains) {
                    found.agreeable.offer(point());
                }
            }
        }
        found
    }
}
