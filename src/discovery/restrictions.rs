//! What of a box holds: how likely it is by chance that a restriction helps as much as it does.

use super::groups::Sums;
use super::inputs::Table;
use super::region::{Limit, within};

/// Rows that had no part in making a box: a table, a response in each row, and which of them are looked at where that is not all.
#[derive(Debug, Clone, Copy)]
pub struct Judges<'a> {
    /// The inputs.
    pub table: &'a Table,
    /// The response, by row.
    pub response: &'a [f64],
    /// The rows that count; all where none are named.
    pub among: Option<&'a [bool]>,
}

impl Judges<'_> {
    /// The response of the rows for which this holds.
    pub(super) fn sums(&self, holds: impl Fn(usize) -> bool) -> Sums {
        let counts = |row: &usize| self.among.is_none_or(|among| among[*row]) && holds(*row);
        Sums::of((0..self.response.len()).filter(counts), self.response, &self.table.groups)
    }
}

/// How likely it is that a restriction, by its place, would raise the mean of a box as much, or more, if it told nothing.
///
/// **Formula** Bryant and Lempert (2010) ask how likely the box without the restriction is to yield as many hits by chance, by a binomial distribution and on the rows that made it.
/// Here rows of one group are not independent, a response may be any number, and the rows had no part in the box: Student's test over groups of the mean
/// inside less the mean of what the restriction alone shuts out. 1 where it shuts nothing out, or leaves nothing.
pub(super) fn quasi_p(limits: &[Limit], place: usize, judges: &Judges) -> f64 {
    let others: Vec<Limit> = (0..limits.len()).filter(|&n| n != place).map(|n| limits[n].clone()).collect();
    let (holds, wider) = (within(limits, judges.table), within(&others, judges.table));
    let (inside, shut_out) = (judges.sums(|row| holds[row]), judges.sums(|row| wider[row] && !holds[row]));
    inside.less(&shut_out).map_or(1.0, |difference| difference.chance_above())
}

/// The restrictions of a box that hold: the one that chance explains best is taken back, and those left are looked at anew, until each has a quasi-p of no more than
/// `most`.
pub(super) fn kept(limits: Vec<Limit>, judges: &Judges, most: f64) -> Vec<Limit> {
    let mut now = limits;
    loop {
        let p = |place: usize| (quasi_p(&now, place, judges), place);
        match (0..now.len()).map(p).max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((p, place)) if p > most => drop(now.remove(place)),
            _ => return now,
        }
    }
}
