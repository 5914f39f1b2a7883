//! A box: ranges of inputs.

use super::inputs::{Inputs, Table};

/// A range of each input, in cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// By input: the first and the last cell.
    pub(super) cells: Vec<(u8, u8)>,
}

/// What a box asks of one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The input's name.
    pub key: String,
    /// Its place among the inputs.
    pub input: usize,
    /// The value is this or more.
    pub at_least: Option<f64>,
    /// The value is less than this.
    pub below: Option<f64>,
}

impl Limit {
    /// Whether a value lies within.
    pub fn holds(&self, x: f64) -> bool {
        self.at_least.is_none_or(|least| x >= least) && self.below.is_none_or(|most| x < most)
    }
}

impl Region {
    /// Everything.
    pub fn whole(inputs: &Inputs) -> Region {
        Region { cells: (0..inputs.keys.len()).map(|i| (0, (inputs.cells(i) - 1) as u8)).collect() }
    }

    /// Whether an input has its whole range.
    pub(super) fn is_free(&self, inputs: &Inputs, input: usize) -> bool {
        self.cells[input] == (0, (inputs.cells(input) - 1) as u8)
    }

    /// The inputs that are restricted.
    pub(super) fn restricted(&self, inputs: &Inputs) -> Vec<usize> {
        (0..self.cells.len()).filter(|&i| !self.is_free(inputs, i)).collect()
    }

    /// The same without what it asks of inputs other than those of these limits.
    pub(super) fn only(&self, inputs: &Inputs, limits: &[Limit]) -> Region {
        let is_kept = |input: usize| limits.iter().any(|limit| limit.input == input);
        let others = self.restricted(inputs).into_iter().filter(|&input| !is_kept(input));
        others.fold(self.clone(), |region, input| region.without(inputs, input))
    }

    /// The same without what it asks of an input.
    pub(super) fn without(&self, inputs: &Inputs, input: usize) -> Region {
        let mut free = self.clone();
        free.cells[input] = (0, (inputs.cells(input) - 1) as u8);
        free
    }

    /// Those of the rows that lie within.
    pub fn rows(&self, inputs: &Inputs, rows: &[u32]) -> Vec<u32> {
        let mut inside = rows.to_vec();
        for input in self.restricted(inputs) {
            let ((from, to), codes) = (self.cells[input], &inputs.codes[input]);
            inside.retain(|&row| (from..=to).contains(&codes[row as usize]));
        }
        inside
    }

    /// What it asks, by input.
    pub fn limits(&self, inputs: &Inputs) -> Vec<Limit> {
        let limit = |input: usize| {
            let (from, to) = self.cells[input];
            let cuts = &inputs.cuts[input];
            Limit {
                key: inputs.keys[input].clone(),
                input,
                at_least: (from > 0).then(|| cuts[usize::from(from) - 1]),
                below: cuts.get(usize::from(to)).copied(),
            }
        };
        self.restricted(inputs).into_iter().map(limit).collect()
    }
}

/// By row of a table, whether it lies within all of these limits.
///
/// **Errors** panics where the table lacks an input.
pub(super) fn within(limits: &[Limit], table: &Table) -> Vec<bool> {
    let column = |limit: &Limit| {
        let place = table.keys.iter().position(|key| *key == limit.key);
        &table.columns[place.expect("the same inputs")]
    };
    let columns: Vec<(&Limit, &Vec<f64>)> = limits.iter().map(|limit| (limit, column(limit))).collect();
    let holds = |row: usize| columns.iter().all(|(limit, column)| limit.holds(column[row]));
    (0..table.groups.len()).map(holds).collect()
}
