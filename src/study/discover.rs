//! In which worlds an outcome is more frequent: boxes, each found in some worlds, borne out by others and told of a third set.

mod found;
mod histories;
mod rows;
mod tell;

use rayon::prelude::*;

use super::cases::Study;
use super::error::Error;
use super::named::Named;
use super::watch::Watch;
use crate::analysis::Question;
use crate::discovery::{
    Found, HALVES, Inputs, Judges, LEAST_ROWS, Limit, Search, Tree, came_back, find, grown, tested,
};
use crate::draws::Stream;
use crate::engine::Size;
use crate::report::Inquiry;

pub use found::Wanted;

use found::{Boxed, LEVEL, Leaf};
use rows::Rows;
use tell::Told;

/// At most so many boxes.
const BOXES: usize = 3;

impl Study {
    /// In which worlds there is more of an outcome than elsewhere.
    ///
    /// The study is simulated three times, with other seeds that follow from its own: the first worlds find boxes, the second say which of their restrictions
    /// hold, the third tell what each is worth.
    ///
    /// **Errors** as for [`Study::simulate`]; two scenarios are needed to set one against the other, and one otherwise; fewer than 100 worlds tell nothing; a date beyond the
    /// calendar.
    pub fn discover(
        &self,
        question: &Question,
        wanted: Wanted,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        let scenarios = if wanted.beats { 2 } else { 1 };
        if self.cases.len() != scenarios {
            return Err(Error::Unanswerable(match wanted.beats {
                true => "to set one option against another takes two scenarios, the one that beats first".into(),
                false => "boxes are looked for in one scenario; of two, say `--beats` to look for worlds in which the first beats the second".into(),
            }));
        }
        if (size.worlds as usize) < LEAST_ROWS {
            return Err(Error::Unanswerable(format!(
                "fewer than {LEAST_ROWS} worlds tell nothing of boxes; ask for more with --worlds"
            )));
        }
        let seed = |purpose: &str| Stream::new(size.seed, "discover", purpose).word(0, 0, 0) >> 1;
        let seeds = [size.seed, seed("bears out"), seed("tells")];
        let mut sets: Vec<Rows> = Vec::new();
        for seed in seeds {
            sets.push(self.rows(question, wanted, Size { seed, ..size }, watch)?);
        }
        let [finds, bears_out, tells] = &sets[..] else { unreachable!("three seeds") };
        let inputs = Inputs::new(&finds.table);
        let search = Search { least: wanted.least };
        let mut left: Vec<u32> =
            (0..finds.response.len() as u32).filter(|&row| finds.counts[row as usize]).collect();
        let mut outside = [bears_out.counts.clone(), tells.counts.clone()];
        let mut boxes: Vec<Boxed> = Vec::new();
        while boxes.len() < BOXES {
            let judges = bears_out.judges(&outside[0]);
            let Some(found) = find(&inputs, &finds.response, &left, &judges, search) else { break };
            let boxed = boxed(&inputs, finds, (&left, &found), tells.judges(&outside[1]), search, size.seed);
            if boxed.tested.p > LEVEL {
                break;
            }
            let sides = tells
                .sides
                .iter()
                .map(|side| tested(&boxed.limits, &Judges { response: side, ..tells.judges(&outside[1]) }));
            let sides = sides.collect();
            for (outside, rows) in outside.iter_mut().zip([bears_out, tells]) {
                rows.leave(&boxed.limits, outside);
            }
            let inside = found.region.rows(&inputs, &left);
            left.retain(|row| inside.binary_search(row).is_err());
            boxes.push(Boxed { sides, ..boxed });
        }
        let rows: Vec<u32> =
            (0..finds.response.len() as u32).filter(|&row| finds.counts[row as usize]).collect();
        let Tree { leaves } = grown(&inputs, &finds.response, &rows, wanted.least);
        let leaves = leaves
            .into_iter()
            .map(|leaf| Leaf {
                tested: tested(&leaf.limits, &tells.judges(&tells.counts)),
                limits: leaf.limits,
            })
            .collect();
        let told = Told {
            study: self,
            question,
            wanted,
            named: Named::new(self),
            size,
            inputs: inputs.keys().len(),
            ends: Told::ends(&inputs),
            rows: tells,
            boxes,
            leaves,
        };
        Ok(told.inquiry())
    }
}

fn boxed(
    inputs: &Inputs,
    finds: &Rows,
    (left, found): (&[u32], &Found),
    tells: Judges,
    search: Search,
    seed: u64,
) -> Boxed {
    let limits = found.region.limits(inputs);
    let halves: Vec<Vec<bool>> = (0..HALVES)
        .into_par_iter()
        .map(|half| {
            let found = (&found.region, found.steps);
            came_back(inputs, &finds.response, left, found, search, (seed, half))
        })
        .collect();
    let share_of = |n: usize| halves.iter().filter(|back| back[n]).count() as f64 / f64::from(HALVES);
    let returns = (0..limits.len()).map(share_of).collect();
    let share = |limit: &Limit| {
        let place = tells.table.keys.iter().position(|key| *key == limit.key);
        let column = place.map_or(&[][..], |place| tells.table.columns[place].as_slice());
        let below =
            |end: f64| column.iter().filter(|x| **x < end).count() as f64 / column.len().max(1) as f64;
        [limit.at_least.map_or(0.0, below), limit.below.map_or(1.0, below)]
    };
    let shares = limits.iter().map(share).collect();
    Boxed { tested: tested(&limits, &tells), sides: Vec::new(), limits, returns, shares }
}
