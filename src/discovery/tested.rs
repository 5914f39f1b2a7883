//! What a box is worth on rows that had no part in finding it.

use super::choice::LEVEL;
use super::groups::{self, Sums};
use super::region::{Limit, within};
use super::restrictions::{Judges, quasi_p};
use crate::stats::{Estimate, GROUPS};

/// The rows in a box, or those outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inside {
    /// How many they are.
    pub rows: usize,
    /// The mean response among them with its standard error over groups: the density. None where there are none.
    pub density: Option<Estimate>,
}

/// A box on rows that had no part in finding it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// Within it.
    pub inside: Inside,
    /// Outside.
    pub outside: Inside,
    /// The share of the rows that it holds.
    pub mass: f64,
    /// The share of the whole response that it holds with its standard error; none where a response is negative, or all are 0.
    pub coverage: Option<Estimate>,
    /// The mean within less the mean outside; none where it holds no row, or all.
    pub difference: Option<Estimate>,
    /// How likely such a difference, or a larger one, would be if the box told nothing. It was not chosen on these rows, so this is no more than a test.
    pub p: f64,
    /// The same of each restriction (its quasi-p): of the box against what that restriction alone shuts out.
    pub restrictions: Vec<f64>,
}

impl Tested {
    /// Whether these rows bear a restriction out, by its place: its quasi-p is no more than 0.05 shared out among those of the box.
    pub fn bears_out(&self, place: usize) -> bool {
        self.restrictions[place] <= LEVEL / self.restrictions.len() as f64
    }
}

/// A box on rows that had no part in finding it.
///
/// **Errors** panics where their table lacks an input of the box.
pub fn tested(limits: &[Limit], judges: &Judges) -> Tested {
    let holds = within(limits, judges.table);
    let (inside, outside) = (judges.sums(|row| holds[row]), judges.sums(|row| !holds[row]));
    let difference = inside.less(&outside);
    let told = |sums: &Sums| Inside { rows: sums.count() as usize, density: sums.estimate() };
    Tested {
        mass: inside.count() / (inside.count() + outside.count()).max(1.0),
        coverage: coverage(&inside, &outside, judges.response.iter().all(|y| *y >= 0.0)),
        p: difference.map_or(1.0, |difference| difference.chance_above()),
        inside: told(&inside),
        outside: told(&outside),
        difference: difference.map(|difference| difference.estimate),
        restrictions: (0..limits.len()).map(|place| quasi_p(limits, place, judges)).collect(),
    }
}

/// **Formula** the ratio Σ inside/Σ all, with the error of one over groups.
fn coverage(inside: &Sums, outside: &Sums, is_positive: bool) -> Option<Estimate> {
    let all = inside.sum() + outside.sum();
    if !is_positive || all <= 0.0 {
        return None;
    }
    let value = inside.sum() / all;
    let parts = std::array::from_fn(|g| (inside.sums[g] - value * (inside.sums[g] + outside.sums[g])) / all);
    let groups = (0..GROUPS).filter(|&g| inside.counts[g] + outside.counts[g] > 0.0).count();
    Some(Estimate { value, standard_error: groups::error(&parts, groups) })
}
