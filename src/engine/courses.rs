//! What figures ask of all trials beside their outcomes: by which month a state was entered, and what lay on the table where a history ended.

use std::ops::Range;

use super::block::Block;
use crate::plan::{Part, Plan};
use crate::stats::Counts;

/// What is asked of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Courses {
    /// The states, by process and place, of which is asked by which month they were entered.
    pub entered: Vec<(usize, usize)>,
    /// How histories are sorted by their end, if that is asked.
    pub ends: Option<Ends>,
}

/// How histories are sorted by what lies on the first table at the end and by where a process is then.
#[derive(Debug, Clone, PartialEq)]
pub struct Ends {
    /// The process, by its place.
    pub process: usize,
    /// By state of it, the number of its kind.
    pub kind: Vec<usize>,
    /// How many kinds there are.
    pub kinds: usize,
    /// How many options there are.
    pub options: usize,
}

/// What was found: paths by world.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FoundCourses {
    /// By state that was asked for and month from 0 to the horizon: paths that had entered it by then.
    pub entered: Vec<Vec<Counts>>,
    /// By option and kind of state: paths that end there.
    pub ends: Vec<Vec<Counts>>,
    /// By option: paths that end with it on the table.
    pub options: Vec<Counts>,
}

impl Ends {
    /// How many of some finished paths of a block end with each option and kind, the kinds of an option side by side.
    pub(super) fn count(&self, block: &Block, part: &Part, lanes: Range<usize>, counts: &mut [u32]) {
        let states = &block.situation.states[part.processes[self.process]][lanes.clone()];
        let options = &block.situation.options[part.table][lanes];
        for (&state, &option) in states.iter().zip(options) {
            counts[usize::from(option) * self.kinds + self.kind[usize::from(state)]] += 1;
        }
    }

    /// Numbers that [`Ends::count`] counts.
    pub(super) fn cells(&self) -> usize {
        self.options * self.kinds
    }
}

impl FoundCourses {
    /// All that was counted, in a fixed order.
    pub(super) fn columns(&mut self) -> impl Iterator<Item = &mut Counts> {
        self.entered.iter_mut().flatten().chain(self.ends.iter_mut().flatten()).chain(&mut self.options)
    }

    /// Nothing yet of what is asked of a plan.
    pub(super) fn nothing(asked: &Courses, plan: &Plan) -> FoundCourses {
        let months = plan.calendar.months as usize + 1;
        let (options, kinds) = asked.ends.as_ref().map_or((0, 0), |ends| (ends.options, ends.kinds));
        FoundCourses {
            entered: vec![vec![Counts::default(); months]; asked.entered.len()],
            ends: vec![vec![Counts::default(); kinds]; options],
            options: vec![Counts::default(); options],
        }
    }

    /// Adds a world of a union, of which the plan is this part, with what [`Ends::count`] counted in it and, by state of all processes, the paths
    /// that entered it in each month.
    pub(super) fn add<'w>(
        &mut self,
        asked: &Courses,
        (part, union): (&Part, &Plan),
        (world, paths, ends): (u32, u32, &[u32]),
        entered: impl Fn(usize) -> &'w [u32],
    ) {
        for (&(p, s), by_month) in asked.entered.iter().zip(&mut self.entered) {
            let row = union.processes[part.processes[p]].first_state + s;
            let mut by_then = 0;
            for (found, &entered) in by_month.iter_mut().zip(entered(row)) {
                by_then += entered;
                found.add(world, &[by_then], paths);
            }
        }
        let kinds = asked.ends.as_ref().map_or(1, |ends| ends.kinds.max(1));
        for ((found, all), counts) in self.ends.iter_mut().zip(&mut self.options).zip(ends.chunks(kinds)) {
            all.add(world, &[counts.iter().sum()], paths);
            found.iter_mut().zip(counts).for_each(|(found, &count)| found.add(world, &[count], paths));
        }
    }
}
