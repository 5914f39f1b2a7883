//! A tally as bytes, and tallies of consecutive worlds put together: what a run in parts keeps and joins.
//!
//! A tally is a list of columns in a fixed order (processes, states and months as the plan has them). Numbers of paths are written as what they differ
//! by from the column before, which is mostly nothing: a curve of first entries moves little from one quarter to the next.

use super::asked::Asked;
use super::caps::CapCount;
use super::size::Size;
use super::tally::Tally;
use crate::plan::Plan;
use crate::stats::{GROUPS, Sketch, SketchParts, group_of_world};

/// A column of a tally.
enum Column<'t> {
    /// Paths, by world.
    Paths(&'t mut Vec<u32>),
    /// Sums over paths, by world.
    Sums(&'t mut Vec<f64>),
    /// Paths by month of first entry, of a group of worlds.
    Months(&'t mut Vec<u64>, usize),
    /// Values, of a group of worlds.
    Values(&'t mut Sketch),
    /// Paths by band and world.
    Bands(&'t mut Option<Vec<Vec<u32>>>),
    /// How often a cap bound.
    Cap(&'t mut CapCount),
}

/// All columns, in their order; those of the half last.
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
        found.extend([Column::Sums(&mut metric.sums), Column::Sums(&mut metric.squares)]);
        found.push(Column::Bands(&mut metric.bands));
        found.extend(metric.groups.iter_mut().map(Column::Values));
    }
    found.extend(tally.caps.iter_mut().map(Column::Cap));
    for of in tally.found.acceptances.iter_mut().flatten().flatten() {
        found.extend([Column::Sums(&mut of.sums), Column::Sums(&mut of.squares)]);
    }
    found.extend(tally.found.stops.iter_mut().map(Column::Paths));
    if let Some(half) = &mut tally.half {
        found.extend(columns(half));
    }
    found
}

impl Tally {
    /// Adds the worlds that come next of the same plan, which were asked the same. It is what simulating them all at once gives.
    pub fn append(&mut self, mut next: Tally) {
        let worlds = next.size.worlds;
        for (ours, theirs) in columns(self).into_iter().zip(columns(&mut next)) {
            match (ours, theirs) {
                (Column::Paths(ours), Column::Paths(theirs)) => ours.append(theirs),
                (Column::Sums(ours), Column::Sums(theirs)) => ours.append(theirs),
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
        if let Some(half) = &mut self.half {
            half.size.worlds = worlds;
        }
    }
}

/// A tally as bytes, for [`unpack`].
pub fn pack(mut tally: Tally) -> Vec<u8> {
    let mut writer = Writer::default();
    for column in columns(&mut tally) {
        match column {
            Column::Paths(paths) => writer.paths(paths),
            Column::Sums(sums) => writer.floats(sums),
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
                bands.iter().flatten().for_each(|paths| writer.paths(paths));
            }
            Column::Cap(cap) => writer.wholes(&[cap.evaluated, cap.bound]),
        }
    }
    writer.bytes
}

/// The tally of these worlds of a run of this size that [`pack`] made bytes of; none where it cannot have been: too few bytes or too many, more paths than
/// there are, what is no number.
pub fn unpack(plan: &Plan, asked: Asked, size: Size, from: u32, bytes: &[u8]) -> Option<Tally> {
    let mut tally = Tally::asked(plan, asked, size);
    let worlds = (from..size.worlds).len();
    let mut in_groups = [0_u64; GROUPS];
    (from..size.worlds).for_each(|world| in_groups[group_of_world(world as usize)] += 1);
    let trials = in_groups.map(|worlds| worlds * u64::from(size.paths));
    let mut reader = Reader { bytes, before: Vec::new(), most: size.paths };
    for column in columns(&mut tally) {
        match column {
            Column::Paths(paths) => *paths = reader.paths(worlds)?,
            Column::Sums(sums) => *sums = reader.floats(worlds)?,
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
                (cells <= reader.bytes.len()).then_some(())?;
                let values = reader.floats(cells)?;
                let trials = reader.wholes(cells)?;
                *sketch = Sketch::of_parts(SketchParts { values, trials, coarse, missing })?;
            }
            Column::Bands(bands) => {
                let count = reader.whole()?;
                if count > 0 {
                    (count == super::measures::BANDS as u64).then_some(())?;
                    *bands = Some((0..count).map(|_| reader.paths(worlds)).collect::<Option<_>>()?);
                }
            }
            Column::Cap(cap) => {
                let found = reader.wholes(2)?;
                *cap = CapCount { evaluated: found[0], bound: found[1] };
            }
        }
    }
    reader.bytes.is_empty().then_some(tally)
}

/// Numbers on their way into bytes: seven bits a byte, the lowest first; a run of zeros as one 0 and how many more follow.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    /// The column of paths before this one.
    before: Vec<u32>,
}

impl Writer {
    fn whole(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn sparse(&mut self, numbers: impl Iterator<Item = u64>) {
        let mut zeros = 0_u64;
        for n in numbers {
            if n == 0 {
                zeros += 1;
                continue;
            }
            self.zeros(&mut zeros);
            self.whole(n);
        }
        self.zeros(&mut zeros);
    }

    fn zeros(&mut self, zeros: &mut u64) {
        if *zeros > 0 {
            self.whole(0);
            self.whole(*zeros - 1);
            *zeros = 0;
        }
    }

    fn wholes(&mut self, numbers: &[u64]) {
        self.sparse(numbers.iter().copied());
    }

    fn paths(&mut self, paths: &[u32]) {
        let before = std::mem::take(&mut self.before);
        let differ = |(at, n): (usize, &u32)| {
            let by = n.wrapping_sub(before.get(at).copied().unwrap_or(0)) as i32;
            // Small either way is small.
            u64::from(((by << 1) ^ (by >> 31)) as u32)
        };
        self.sparse(paths.iter().enumerate().map(differ));
        self.before = paths.to_vec();
    }

    /// The bits of a number from the lowest: round numbers end in zeros.
    fn floats(&mut self, numbers: &[f64]) {
        self.sparse(numbers.iter().map(|x| x.to_bits().reverse_bits()));
    }
}

/// Numbers on their way out of bytes.
struct Reader<'b> {
    bytes: &'b [u8],
    before: Vec<u32>,
    /// The most paths that a world can have.
    most: u32,
}

impl Reader<'_> {
    fn whole(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let digits = u64::from(byte & 0x7f);
            n |= digits << shift;
            if digits << shift >> shift != digits {
                return None;
            }
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn wholes(&mut self, count: usize) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        while found.len() < count {
            match self.whole()? {
                0 => {
                    let more = usize::try_from(self.whole()?).ok()?;
                    (more < count - found.len()).then_some(())?;
                    found.resize(found.len() + more + 1, 0);
                }
                n => found.push(n),
            }
        }
        Some(found)
    }

    fn paths(&mut self, worlds: usize) -> Option<Vec<u32>> {
        let by = self.wholes(worlds)?;
        let before = std::mem::take(&mut self.before);
        let path = |(at, by): (usize, u64)| {
            let by = u32::try_from(by).ok()?;
            let by = (by >> 1) ^ (by & 1).wrapping_neg();
            let n = before.get(at).copied().unwrap_or(0).wrapping_add(by);
            (n <= self.most).then_some(n)
        };
        self.before = by.into_iter().enumerate().map(path).collect::<Option<_>>()?;
        Some(self.before.clone())
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f64>> {
        let number = |bits: u64| Some(f64::from_bits(bits.reverse_bits())).filter(|x| x.is_finite());
        self.wholes(count)?.into_iter().map(number).collect()
    }
}
