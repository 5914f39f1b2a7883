//! A tally as bytes, and tallies of consecutive worlds put together: what a run in parts keeps and joins.
//!
//! A tally is a list of columns in a fixed order (processes, states and months as the plan has them). Numbers of paths are written as what they differ
//! by from the column before, which is mostly nothing: a curve of first entries moves little from one quarter to the next.

use std::ops::Range;

use super::asked::Asked;
use super::caps::CapCount;
use super::numbers::{NumbersIn, NumbersOut};
use super::size::Size;
use super::tally::Tally;
use crate::plan::Plan;
use crate::stats::{
    APART, CELLS, Counts, ExactSum, GROUPS, PooledCounts, SHOWN, Sketch, SketchParts, Sums, group_of_world,
};

/// A sum without rounding is kept as no more numbers than this.
const MOST_PARTS_OF_A_SUM: usize = 64;

/// A column of a tally.
enum Column<'t> {
    /// Paths, by world.
    Paths(&'t mut Counts),
    /// Sums over paths, by world.
    Sums(&'t mut Sums),
    /// Sums of squares, of the worlds that are kept by themselves.
    Squares(&'t mut Vec<f64>),
    /// Paths by month of first entry, of a group of worlds.
    Months(&'t mut Vec<u64>, usize),
    /// Values, of a group of worlds.
    Values(&'t mut Sketch),
    /// Paths by band and world.
    Bands(&'t mut Option<Vec<Counts>>),
    /// How often a cap bound.
    Cap(&'t mut CapCount),
}

/// All columns, in their order, without those of the half.
fn columns(tally: &mut Tally) -> Vec<Column<'_>> {
    let mut found = Vec::new();
    for by_month in [&mut tally.reached, &mut tally.occupied] {
        found.extend(by_month.iter_mut().flatten().flatten().map(Column::Paths));
    }
    for groups in tally.first_months.iter_mut().flatten() {
        found.extend(groups.iter_mut().enumerate().map(|(group, months)| Column::Months(months, group)));
    }
    for metric in &mut tally.metrics {
        found.push(Column::Paths(&mut metric.counts));
        found.extend([Column::Sums(&mut metric.sums), Column::Squares(&mut metric.squares)]);
        found.push(Column::Bands(&mut metric.bands));
        found.extend(metric.groups.iter_mut().map(Column::Values));
    }
    found.extend(tally.caps.iter_mut().map(Column::Cap));
    for of in tally.found.acceptances.iter_mut().flatten().flatten() {
        found.extend([Column::Sums(&mut of.sums), Column::Squares(&mut of.squares)]);
    }
    found.extend(tally.found.stops.iter_mut().chain(tally.found.courses.columns()).map(Column::Paths));
    found
}

/// Pools the worlds of a tally, without those of its half.
fn pool(tally: &mut Tally) {
    if tally.is_pooled() {
        return;
    }
    let Size { worlds, paths, .. } = tally.size;
    let of_counts = |counts: &mut Counts| counts.pool(worlds - counts.len() as u32, paths);
    for column in columns(tally) {
        match column {
            Column::Paths(counts) => of_counts(counts),
            Column::Sums(sums) => sums.pool(worlds - sums.len() as u32),
            Column::Squares(squares) => {
                squares.truncate(SHOWN.saturating_sub(worlds as usize - squares.len()));
                squares.shrink_to_fit();
            }
            Column::Bands(bands) => bands.iter_mut().flatten().for_each(of_counts),
            Column::Months(..) | Column::Values(_) | Column::Cap(_) => {}
        }
    }
}

impl Tally {
    /// There will be so many worlds: pools them if that is more than can be kept by themselves and the tally is to be flat.
    pub fn expect(&mut self, worlds: u32) {
        if self.asked.is_flat && worlds as usize > APART {
            pool(self);
        }
        if let Some(half) = &mut self.half {
            half.expect(worlds);
        }
    }

    /// Adds the worlds that come next of the same plan, which were asked the same. It is what simulating them all at once gives.
    pub fn append(&mut self, mut next: Tally) {
        let worlds = next.size.worlds;
        self.expect(worlds);
        if self.is_pooled() {
            pool(&mut next);
        }
        for (ours, theirs) in columns(self).into_iter().zip(columns(&mut next)) {
            match (ours, theirs) {
                (Column::Paths(ours), Column::Paths(theirs)) => ours.append(theirs),
                (Column::Sums(ours), Column::Sums(theirs)) => ours.append(theirs),
                (Column::Squares(ours), Column::Squares(theirs)) => ours.append(theirs),
                (Column::Months(ours, _), Column::Months(theirs, _)) => {
                    ours.iter_mut().zip(theirs).for_each(|(sum, n)| *sum += *n);
                }
                (Column::Values(ours), Column::Values(theirs)) => ours.merge(theirs),
                (Column::Bands(ours), Column::Bands(theirs)) => match (ours, theirs) {
                    (Some(ours), Some(theirs)) => {
                        ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| ours.append(theirs));
                    }
                    (ours, theirs) => *ours = ours.take().or_else(|| theirs.take()),
                },
                (Column::Cap(ours), Column::Cap(theirs)) => {
                    ours.evaluated += theirs.evaluated;
                    ours.bound += theirs.bound;
                }
                _ => unreachable!("tallies of one plan have the same columns"),
            }
        }
        self.size.worlds = worlds;
        if let Some((ours, theirs)) = self.half.as_mut().zip(next.half) {
            ours.append(*theirs);
        }
    }
}

/// A tally as bytes, for [`unpack`].
pub fn pack(mut tally: Tally) -> Vec<u8> {
    let mut writer = Writer::default();
    write(&mut tally, &mut writer);
    writer.numbers.bytes
}

fn write(tally: &mut Tally, writer: &mut Writer) {
    // A half has nothing before its first column.
    writer.before.clear();
    writer.whole(u64::from(tally.is_pooled()));
    for column in columns(tally) {
        match column {
            Column::Paths(counts) => writer.counts(counts),
            Column::Sums(sums) => {
                writer.floats(sums);
                for cell in sums.pooled().into_iter().flatten() {
                    writer.whole(cell.parts().len() as u64);
                    writer.floats(cell.parts());
                }
            }
            Column::Squares(squares) => writer.floats(squares),
            Column::Months(months, _) => writer.wholes(months),
            Column::Values(sketch) => {
                let SketchParts { values, trials, coarse, missing } = sketch.parts();
                writer.whole(2 * values.len() as u64 + u64::from(coarse));
                writer.whole(missing);
                writer.floats(&values);
                writer.wholes(&trials);
            }
            Column::Bands(bands) => {
                writer.whole(bands.as_ref().map_or(0, |bands| bands.len() as u64));
                bands.iter().flatten().for_each(|counts| writer.counts(counts));
            }
            Column::Cap(cap) => writer.wholes(&[cap.evaluated, cap.bound]),
        }
    }
    if let Some(half) = &mut tally.half {
        write(half, writer);
    }
}

/// The tally of these worlds of a run of this size that [`pack`] made bytes of; none where it cannot have been: too few bytes or too many, more paths than
/// there are, what is no number.
pub fn unpack(plan: &Plan, asked: Asked, size: Size, from: u32, bytes: &[u8]) -> Option<Tally> {
    let mut tally = Tally::asked(plan, asked, size);
    let mut reader = Reader {
        numbers: NumbersIn::new(bytes),
        before: Vec::new(),
        shown: 0,
        worlds: from..size.worlds,
        paths: size.paths,
    };
    read(&mut tally, &mut reader)?;
    reader.numbers.is_empty().then_some(tally)
}

fn read(tally: &mut Tally, reader: &mut Reader) -> Option<()> {
    let is_pooled = reader.whole()? == 1;
    let worlds = reader.worlds.clone();
    reader.shown = match is_pooled {
        true => SHOWN.saturating_sub(worlds.start as usize).min(worlds.len()),
        false => worlds.len(),
    };
    reader.paths = tally.size.paths;
    reader.before = Vec::new();
    let mut in_groups = [0_u64; GROUPS];
    worlds.for_each(|world| in_groups[group_of_world(world as usize)] += 1);
    let trials = in_groups.map(|worlds| worlds * u64::from(reader.paths));
    for column in columns(tally) {
        match column {
            Column::Paths(counts) => *counts = reader.counts(is_pooled)?,
            Column::Sums(sums) => {
                let by_world = reader.floats(reader.shown)?;
                let cells = if is_pooled { Some(reader.cells()?) } else { None };
                *sums = Sums::new(by_world, cells);
            }
            Column::Squares(squares) => *squares = reader.floats(reader.shown)?,
            Column::Months(months, group) => {
                *months = reader.wholes(months.len())?;
                let all = months.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n))?;
                (all <= trials[group]).then_some(())?;
            }
            Column::Values(sketch) => {
                let head = reader.whole()?;
                let (cells, coarse) = (usize::try_from(head / 2).ok()?, head % 2 == 1);
                let missing = reader.whole()?;
                // Each cell takes a byte at least.
                (cells <= reader.numbers.left()).then_some(())?;
                let values = reader.floats(cells)?;
                let trials = reader.wholes(cells)?;
                *sketch = Sketch::of_parts(SketchParts { values, trials, coarse, missing })?;
            }
            Column::Bands(bands) => {
                let count = reader.whole()?;
                if count > 0 {
                    (count == super::measures::BANDS as u64).then_some(())?;
                    *bands = Some((0..count).map(|_| reader.counts(is_pooled)).collect::<Option<_>>()?);
                }
            }
            Column::Cap(cap) => {
                let found = reader.wholes(2)?;
                *cap = CapCount { evaluated: found[0], bound: found[1] };
            }
        }
    }
    match &mut tally.half {
        Some(half) => read(half, reader),
        None => Some(()),
    }
}

/// A tally on its way into bytes.
#[derive(Default)]
struct Writer {
    numbers: NumbersOut,
    /// The column of paths before this one.
    before: Vec<u32>,
}

impl Writer {
    fn whole(&mut self, n: u64) {
        self.numbers.whole(n);
    }

    fn wholes(&mut self, numbers: &[u64]) {
        self.numbers.wholes(numbers.iter().copied());
    }

    fn floats(&mut self, numbers: &[f64]) {
        self.numbers.floats(numbers);
    }

    fn paths(&mut self, paths: &[u32]) {
        let before = std::mem::take(&mut self.before);
        let differ = |(at, n): (usize, &u32)| {
            let by = n.wrapping_sub(before.get(at).copied().unwrap_or(0)) as i32;
            // Small either way is small.
            u64::from(((by << 1) ^ (by >> 31)) as u32)
        };
        self.numbers.wholes(paths.iter().enumerate().map(differ));
        self.before = paths.to_vec();
    }

    fn counts(&mut self, counts: &Counts) {
        self.paths(counts);
        if let Some(of) = counts.pooled() {
            self.wholes(&of.cells);
            let (high, low) = ((of.squares >> 64) as u64, of.squares as u64);
            self.wholes(&[of.having, of.lacking, high, low]);
        }
    }
}

/// A tally on its way out of bytes.
struct Reader<'b> {
    numbers: NumbersIn<'b>,
    before: Vec<u32>,
    /// So many worlds are kept by themselves …
    shown: usize,
    /// … of these.
    worlds: Range<u32>,
    /// The paths of each.
    paths: u32,
}

impl Reader<'_> {
    fn whole(&mut self) -> Option<u64> {
        self.numbers.whole()
    }

    fn wholes(&mut self, count: usize) -> Option<Vec<u64>> {
        self.numbers.wholes(count)
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f64>> {
        self.numbers.floats(count)
    }

    fn paths(&mut self, worlds: usize) -> Option<Vec<u32>> {
        let by = self.wholes(worlds)?;
        let before = std::mem::take(&mut self.before);
        let path = |(at, by): (usize, u64)| {
            let by = u32::try_from(by).ok()?;
            let by = (by >> 1) ^ (by & 1).wrapping_neg();
            let n = before.get(at).copied().unwrap_or(0).wrapping_add(by);
            (n <= self.paths).then_some(n)
        };
        self.before = by.into_iter().enumerate().map(path).collect::<Option<_>>()?;
        Some(self.before.clone())
    }

    fn counts(&mut self, is_pooled: bool) -> Option<Counts> {
        let by_world = self.paths(self.shown)?;
        if !is_pooled {
            return Some(by_world.into());
        }
        let cells = self.wholes(CELLS)?;
        let found = self.wholes(4)?;
        let worlds = self.worlds.len() as u64;
        let squares = u128::from(found[2]) << 64 | u128::from(found[3]);
        let all = cells.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n))?;
        let most = worlds * u64::from(self.paths);
        (all <= most
            && found[0] <= worlds
            && found[1] <= worlds
            && squares <= u128::from(most) * u128::from(self.paths))
        .then_some(())?;
        Some(Counts::new(
            by_world,
            Some(PooledCounts { cells, worlds, having: found[0], lacking: found[1], squares }),
        ))
    }

    fn cells(&mut self) -> Option<Vec<ExactSum>> {
        let cell = |_| {
            let count = usize::try_from(self.whole()?).ok()?;
            // What double precision spans has no more parts without a common digit.
            (count <= MOST_PARTS_OF_A_SUM).then_some(())?;
            Some(ExactSum::of(&self.floats(count)?))
        };
        (0..CELLS).map(cell).collect()
    }
}
