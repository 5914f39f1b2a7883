//! Inputs by row, and the cells in which they are looked at.

use std::cmp::Ordering;

/// Cells of an input, at most.
pub(super) const CELLS: usize = 100;

/// Inputs, each with a value in every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What each input is called; no name twice.
    pub keys: Vec<String>,
    /// Its values. **Shape** by input and row; finite.
    pub columns: Vec<Vec<f64>>,
    /// The group of each row. **Range** 0 to 19.
    pub groups: Vec<usize>,
}

/// Inputs in cells of about a hundredth of the rows each, in the order of their keys, so that nothing depends on the order in which they came.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    pub(super) keys: Vec<String>,
    /// By input and row.
    pub(super) codes: Vec<Vec<u8>>,
    /// By input: where one cell ends and the next begins, ascending. A value is in the cell whose number is that of the cuts at or below it.
    pub(super) cuts: Vec<Vec<f64>>,
    /// By input: its least and its greatest value.
    pub(super) ends: Vec<[f64; 2]>,
    pub(super) groups: Vec<usize>,
}

impl Inputs {
    /// Inputs that are the same in every row are left out.
    ///
    /// **Formula** up to 100 distinct values have a cell each. Of more, cell c holds the values whose ranks lie from c to c + 1 hundredths of the rows, equal values
    /// together. A cut is the roundest decimal that parts its neighbours.
    /// **Errors** panics where columns are not equally long.
    pub fn new(table: &Table) -> Inputs {
        let rows = table.groups.len();
        let mut order: Vec<usize> = (0..table.keys.len()).collect();
        order.sort_by(|&a, &b| table.keys[a].cmp(&table.keys[b]));
        let mut inputs = Inputs {
            keys: Vec::new(),
            codes: Vec::new(),
            cuts: Vec::new(),
            ends: Vec::new(),
            groups: table.groups.clone(),
        };
        for place in order {
            let column = &table.columns[place];
            assert_eq!(column.len(), rows, "a value of each input in every row");
            let mut sorted = column.clone();
            sorted.sort_by(f64::total_cmp);
            let cuts = cuts(&sorted);
            if cuts.is_empty() {
                continue;
            }
            inputs.keys.push(table.keys[place].clone());
            inputs.codes.push(column.iter().map(|&x| cell(&cuts, x)).collect());
            inputs.ends.push([sorted[0], sorted[rows - 1]]);
            inputs.cuts.push(cuts);
        }
        inputs
    }

    /// The names of the inputs that vary, in their order.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.groups.len()
    }

    /// The least and the greatest value of an input.
    pub fn ends(&self, input: usize) -> [f64; 2] {
        self.ends[input]
    }

    pub(super) fn cells(&self, input: usize) -> usize {
        self.cuts[input].len() + 1
    }
}

fn cell(cuts: &[f64], x: f64) -> u8 {
    cuts.partition_point(|cut| *cut <= x) as u8
}

/// Where cells of an ascending sample part.
fn cuts(sorted: &[f64]) -> Vec<f64> {
    let differ =
        |i: usize| sorted[i - 1].total_cmp(&sorted[i]) == Ordering::Less && sorted[i - 1] < sorted[i];
    let steps: Vec<usize> = (1..sorted.len()).filter(|&i| differ(i)).collect();
    let chosen: Vec<usize> = if steps.len() < CELLS {
        steps
    } else {
        let at = |c: usize| {
            let rank = c * sorted.len() / CELLS;
            // The first step from there on, so that equal values stay together.
            steps.get(steps.partition_point(|&step| step < rank)).copied()
        };
        let mut all: Vec<usize> = (1..CELLS).filter_map(at).collect();
        all.dedup();
        all
    };
    chosen.into_iter().map(|i| roundest(sorted[i - 1], sorted[i])).collect()
}

/// The decimal with the fewest digits that lies above the one and not above the other.
fn roundest(below: f64, above: f64) -> f64 {
    let middle = below + (above - below) / 2.0;
    let written = |x: f64, digits: usize| format!("{x:.digits$e}").parse::<f64>().ok();
    let parts = |x: &f64| below < *x && *x <= above;
    if below < 0.0 && 0.0 <= above {
        return 0.0;
    }
    let at = |digits| [middle, above].into_iter().find_map(|x| written(x, digits).filter(parts));
    (0..17).find_map(at).unwrap_or(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_the_roundest_number_between_two() {
        for (below, above, expected) in [
            (0.397, 0.412, 0.4),
            (1234.5, 1234.6, 1234.5500000000002),
            (-1.0, 2.0, 0.0),
            (0.0, 1.0, 0.5),
            (0.0199, 0.0203, 0.02),
        ] {
            let found = roundest(below, above);
            assert!(below < found && found <= above, "{found}");
            assert!((found - expected).abs() <= 0.05_f64.min((above - below) / 2.0), "{found} {expected}");
        }
        let next = f64::from_bits(1.0_f64.to_bits() + 1);
        assert_eq!(roundest(1.0, next), next);
    }

    #[test]
    fn cells_hold_a_hundredth_each_and_equal_values_stay_together() {
        let column: Vec<f64> = (0..1000).map(|i| f64::from(i * 7 % 1000)).collect();
        let groups = (0..1000).map(|i| i % 20).collect();
        let keys = ["b", "flat", "a"].map(String::from).to_vec();
        let lumps = (0..1000).map(|i| f64::from(i % 3)).collect();
        let table = Table { keys, columns: vec![column.clone(), vec![4.0; 1000], lumps], groups };
        let inputs = Inputs::new(&table);
        assert_eq!(inputs.keys, ["a", "b"]);
        assert_eq!(inputs.cuts[0], [0.5, 2.0]);
        assert_eq!(inputs.cells(1), 100);
        let mut counts = vec![0; 100];
        inputs.codes[1].iter().for_each(|&c| counts[usize::from(c)] += 1);
        assert!(counts.iter().all(|&n| n == 10), "{counts:?}");
        // A cell says on which side of its cuts a value lies.
        for (x, &code) in column.iter().zip(&inputs.codes[1]) {
            let below = inputs.cuts[1].iter().filter(|cut| **cut <= *x).count();
            assert_eq!(usize::from(code), below);
        }
    }
}
