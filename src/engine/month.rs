//! A month of a block: its steps in their order.

use super::block::Block;
use super::failure::Fault;
use super::measures::Measures;

impl Block<'_, '_> {
    /// One month: shocks strike, factors step, processes move, metrics accumulate.
    pub(super) fn step(&mut self, measures: &mut Measures) -> Result<(), Fault> {
        self.situation.month += 1;
        self.strike_shocks()?;
        self.step_factors();
        self.decide_moves()?;
        self.apply_moves();
        self.go_on()?;
        measures.accumulate(self);
        Ok(())
    }

    /// (3) Every process decides on the factors of this month and the other processes as they stood at its start.
    fn decide_moves(&mut self) -> Result<(), Fault> {
        let may_be_due = self.may_be_due();
        let mut left = may_be_due.as_slice();
        for p in 0..self.wired.plan.processes.len() {
            self.note_forces(p);
            let (ours, others) = left.split_at(left.partition_point(|&(process, _)| process as usize == p));
            left = others;
            self.hold_ballots(p, ours);
            self.run_clocks(p)?;
            self.make_first_moves(p);
            self.moved.clear();
            self.forced.clear();
        }
        Ok(())
    }
}
