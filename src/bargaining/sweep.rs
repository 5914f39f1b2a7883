//! Every package in every world: in which of them it lies in the zone of possible agreement.

use std::ops::Range;

use super::audience::Audience;
use super::found::{Candidate, Counted};
use super::halves::{CHUNK, Halves};
use super::kernels;
use super::tables::{Beside, Tables};
use super::units::Units;

/// Where a row has fewer than one in so many of its columns, only these are visited.
const SPARSE: usize = 4;

/// Every package of a domain in every world, chunk by chunk of rows: hand the chunks to as many threads as there are and join what they find.
#[derive(Debug)]
pub struct Sweep<'d> {
    tables: Tables<'d>,
    most: usize,
}

/// Prepares a sweep that lists the best `most` packages.
///
/// **Range** every audience with as many worlds; all of them must accept.
pub fn sweep<'d>(halves: &'d Halves<'d>, audiences: &'d [Audience], most: usize) -> Sweep<'d> {
    let worlds = audiences.first().map_or(0, |audience| audience.worlds.len());
    Sweep { tables: Tables::new(halves, audiences, worlds), most }
}

/// A row and what is known of it.
struct Row {
    row: usize,
    /// Its columns that are looked at.
    columns: Vec<u32>,
    /// Where these are few, only they are visited, and whatever goes by column goes by their places; else all columns are, and this is −1 for those that are not.
    forbidden: Option<Vec<i64>>,
    /// By audience, its sums by world.
    first: Vec<Vec<Units>>,
    beside: Vec<Beside>,
    /// By world: below 0 where no package of the row can be in the zone.
    is_out: Vec<i64>,
    is_open: bool,
    surely: Vec<u32>,
    at_best: Vec<u32>,
}

impl Sweep<'_> {
    /// How many chunks there are.
    pub fn chunks(&self) -> usize {
        self.tables.halves.rows().div_ceil(CHUNK)
    }

    /// Nothing found yet.
    pub fn nothing(&self) -> Counted {
        Counted::nothing(self.tables.worlds, self.most)
    }

    /// Sweeps a chunk.
    pub fn chunk(&self, chunk: usize) -> Counted {
        let mut found = self.nothing();
        let rows = chunk * CHUNK..((chunk + 1) * CHUNK).min(self.tables.halves.rows());
        let own = self.own(rows.clone());
        let mut rows: Vec<Row> = rows.filter_map(|row| self.row(row, &own, &mut found)).collect();
        let (mut out, mut held) = (Vec::new(), Vec::new());
        for world in 0..self.tables.worlds {
            for row in rows.iter_mut().filter(|row| row.is_out[world] >= 0) {
                if self.look(row, world, 1, &mut out, &mut held) {
                    found.surely[world] = true;
                }
                if row.is_open && self.look(row, world, 2, &mut out, &mut held) {
                    found.at_best[world] = true;
                }
            }
        }
        for world in 0..self.tables.worlds {
            found.at_best[world] |= found.surely[world];
        }
        rows.iter_mut().for_each(|row| self.rank(row, &mut found));
        own.into_iter().for_each(|package| self.rank_own(package, &mut found));
        found
    }

    /// Packages of these rows that are worth to somebody what was said of them by themselves.
    fn own(&self, rows: Range<usize>) -> Vec<Vec<usize>> {
        let halves = self.tables.halves;
        let known = self.tables.audiences.iter().flat_map(|audience| &audience.own);
        let mut own: Vec<Vec<usize>> = known.map(|own| own.package.clone()).collect();
        own.sort();
        own.dedup();
        own.retain(|package| {
            let is_row = |row: usize| halves.row(row) == &package[..halves.split];
            rows.clone().any(is_row) && halves.domain.allows(package)
        });
        own
    }

    fn row(&self, row: usize, own: &[Vec<usize>], found: &mut Counted) -> Option<Row> {
        let (tables, halves) = (&self.tables, self.tables.halves);
        let mut forbidden = Vec::new();
        halves.forbid(row, &mut forbidden);
        found.feasible += forbidden.iter().filter(|of| **of == 0).count() as u64;
        for package in own.iter().filter(|package| halves.row(row) == &package[..halves.split]) {
            forbidden[halves.column_of(package)] = -1;
        }
        let open = forbidden.iter().enumerate().filter(|(_, of)| **of == 0);
        let columns: Vec<u32> = open.map(|(column, _)| column as u32).collect();
        if columns.is_empty() {
            return None;
        }
        let is_sparse = SPARSE * columns.len() < forbidden.len();
        let mut is_out = vec![0; tables.worlds + 1];
        let (mut first, mut beside) = (Vec::new(), Vec::new());
        for audience in 0..tables.audiences.len() {
            let mut sums = Vec::new();
            tables.first(row, audience, &mut sums);
            let mut of = tables.beside(row, audience);
            if let Some(held) = of.held.as_mut().filter(|_| is_sparse) {
                held.iter_mut().for_each(|held| *held = columns.iter().map(|&c| held[c as usize]).collect());
            }
            if of.has_sets() {
                for (world, out) in is_out.iter_mut().enumerate() {
                    let sets = tables.most_of_sets(audience, &of, world);
                    *out |= sums[world] + tables.most(audience)[world] + of.most + sets;
                }
            } else {
                kernels::join_held(&mut is_out, of.most, &sums, tables.most(audience));
            }
            first.push(sums);
            beside.push(of);
        }
        let is_open = beside.iter().any(|of| of.is_open);
        let none = vec![0; if is_sparse { columns.len() } else { tables.columns() }];
        let forbidden = (!is_sparse).then_some(forbidden);
        Some(Row {
            row,
            columns,
            forbidden,
            first,
            beside,
            is_out,
            is_open,
            surely: none.clone(),
            at_best: none,
        })
    }

    /// Counts the packages of a row that lie in the zone in a world, at the least (1) or at the most (2) that is open; whether any does.
    fn look(
        &self,
        row: &mut Row,
        world: usize,
        end: usize,
        out: &mut Vec<i64>,
        held: &mut Vec<Units>,
    ) -> bool {
        let tables = &self.tables;
        let Some(forbidden) = &row.forbidden else { return self.look_at_few(row, world, end, out, held) };
        out.clone_from(forbidden);
        for (audience, beside) in row.beside.iter().enumerate() {
            let (by, sums) = (row.first[audience][world], tables.second(world, audience));
            let own = beside.held.as_ref().map(|held| held[end].as_slice());
            if beside.has_sets() {
                tables.with_sets(audience, beside, world, own, held);
                kernels::join_held(out, by, sums, held);
            } else if let Some(own) = own {
                kernels::join_held(out, by, sums, own);
            } else {
                kernels::join(out, by, sums);
            }
        }
        let counts = if end == 1 { &mut row.surely } else { &mut row.at_best };
        kernels::count(counts, out) == 0
    }

    /// The same where few columns are looked at.
    fn look_at_few(
        &self,
        row: &mut Row,
        world: usize,
        end: usize,
        out: &mut Vec<i64>,
        held: &mut Vec<Units>,
    ) -> bool {
        let tables = &self.tables;
        out.clear();
        out.resize(row.columns.len(), 0);
        for (audience, beside) in row.beside.iter().enumerate() {
            let (by, sums) = (row.first[audience][world], tables.second(world, audience));
            let own = beside.held.as_ref().map(|held| held[end].as_slice());
            if beside.has_sets() {
                tables.with_sets_at(audience, beside, world, own, &row.columns, held);
                kernels::join_few_held(out, by, sums, &row.columns, held);
            } else if let Some(own) = own {
                kernels::join_few_held(out, by, sums, &row.columns, own);
            } else {
                kernels::join_few(out, by, sums, &row.columns);
            }
        }
        let counts = if end == 1 { &mut row.surely } else { &mut row.at_best };
        kernels::count(counts, out) == 0
    }

    fn rank(&self, row: &mut Row, found: &mut Counted) {
        let tables = &self.tables;
        let medians = tables.worlds;
        if !row.is_open {
            row.at_best.clone_from(&row.surely);
        }
        let mut sets: Vec<Option<Vec<Units>>> = vec![None; row.beside.len()];
        for (audience, beside) in row.beside.iter().enumerate().filter(|(_, beside)| beside.has_sets()) {
            let mut with = Vec::new();
            let own = beside.held.as_ref().map(|held| held[0].as_slice());
            match row.forbidden {
                Some(_) => tables.with_sets(audience, beside, medians, own, &mut with),
                None => tables.with_sets_at(audience, beside, medians, own, &row.columns, &mut with),
            }
            sets[audience] = Some(with);
        }
        for (few, &column) in row.columns.iter().enumerate() {
            let column = column as usize;
            let place = if row.forbidden.is_some() { column } else { few };
            let (surely, at_best) = (row.surely[place], row.at_best[place]);
            if !found.ranking.admits(surely, at_best, Units::MAX) {
                continue;
            }
            let surplus = |audience: usize| {
                let beside = match (&sets[audience], &row.beside[audience].held) {
                    (Some(with), _) => with[place],
                    (None, Some(held)) => held[0][place],
                    (None, None) => 0,
                };
                row.first[audience][medians] + tables.second(medians, audience)[column] + beside
            };
            let smallest = (0..row.beside.len()).map(surplus).min().unwrap_or(0);
            if found.ranking.admits(surely, at_best, smallest) {
                let package = tables.halves.package(row.row, column);
                found.ranking.offer(Candidate { package, surely, at_best, smallest });
            }
        }
    }

    fn rank_own(&self, package: Vec<usize>, found: &mut Counted) {
        let audiences = self.tables.audiences;
        let (mut surely, mut at_best) = (0, 0);
        for world in 0..self.tables.worlds {
            let ends: Vec<(Units, Units)> =
                audiences.iter().map(|audience| audience.in_world(&package, world)).collect();
            if ends.iter().all(|(least, _)| *least >= 0) {
                surely += 1;
                found.surely[world] = true;
            }
            if ends.iter().all(|(_, most)| *most >= 0) {
                at_best += 1;
                found.at_best[world] = true;
            }
        }
        let smallest = audiences.iter().map(|audience| audience.at_medians(&package).0).min().unwrap_or(0);
        found.ranking.offer(Candidate { package, surely, at_best, smallest });
    }
}
