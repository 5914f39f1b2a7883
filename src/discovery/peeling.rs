//! Peeling: slab after slab comes off, always the one that helps most; and pasting.

use super::inputs::{CELLS, Inputs};
use super::region::Region;

/// The share of the rows left that one step takes off (Friedman and Fisher's α).
pub(super) const PEEL: f64 = 0.05;

/// Counts and sums of the response by input and cell, of rows that are left.
struct Cells {
    counts: Vec<[u32; CELLS]>,
    sums: Vec<[f64; CELLS]>,
    count: u32,
    sum: f64,
}

impl Cells {
    fn of(inputs: &Inputs, response: &[f64], rows: &[u32]) -> Cells {
        let inputs_number = inputs.keys.len();
        let mut cells = Cells {
            counts: vec![[0; CELLS]; inputs_number],
            sums: vec![[0.0; CELLS]; inputs_number],
            count: rows.len() as u32,
            sum: rows.iter().map(|&row| response[row as usize]).sum(),
        };
        for (input, codes) in inputs.codes.iter().enumerate() {
            let (counts, sums) = (&mut cells.counts[input], &mut cells.sums[input]);
            for &row in rows {
                let cell = usize::from(codes[row as usize]);
                counts[cell] += 1;
                sums[cell] += response[row as usize];
            }
        }
        cells
    }

    fn take(&mut self, inputs: &Inputs, response: &[f64], rows: &[u32]) {
        for (input, codes) in inputs.codes.iter().enumerate() {
            let (counts, sums) = (&mut self.counts[input], &mut self.sums[input]);
            for &row in rows {
                let cell = usize::from(codes[row as usize]);
                counts[cell] -= 1;
                sums[cell] -= response[row as usize];
            }
        }
        self.count -= rows.len() as u32;
        self.sum -= rows.iter().map(|&row| response[row as usize]).sum::<f64>();
    }
}

/// A slab that may come off.
struct Slab {
    input: usize,
    /// The cells that stay.
    stays: (u8, u8),
    /// By how much the mean rises a row that is given up.
    gain: f64,
}

/// The boxes of a peeling, from the whole on, each with a slab less than the one before.
///
/// **Formula** a slab is the least number of cells at one end of an input that hold a twentieth of the rows left. The one that comes off is that for which
/// (mean without it − mean)/rows in it is largest (Friedman and Fisher's patient criterion for slabs of unequal size); of equals that of the first key, its
/// low end first. It ends where no slab raises the mean, or where less than `least` rows would be left.
pub(super) fn peeled(inputs: &Inputs, response: &[f64], rows: &[u32], least: usize) -> Vec<Region> {
    let mut left = rows.to_vec();
    let mut cells = Cells::of(inputs, response, &left);
    let mut boxes = vec![Region::whole(inputs)];
    loop {
        let now = &boxes[boxes.len() - 1];
        let Some(slab) = best(now, &cells, least) else { return boxes };
        let codes = &inputs.codes[slab.input];
        let (from, to) = slab.stays;
        let (stay, off): (Vec<u32>, Vec<u32>) =
            left.iter().partition(|&&row| (from..=to).contains(&codes[row as usize]));
        cells.take(inputs, response, &off);
        left = stay;
        let mut next = now.clone();
        next.cells[slab.input] = slab.stays;
        boxes.push(next);
    }
}

fn best(now: &Region, cells: &Cells, least: usize) -> Option<Slab> {
    let count = f64::from(cells.count);
    let (mean, slice) = (cells.sum / count, (PEEL * count).ceil());
    let mut found: Option<Slab> = None;
    for (input, &(from, to)) in now.cells.iter().enumerate() {
        let (counts, sums) = (&cells.counts[input], &cells.sums[input]);
        let mut look = |order: &mut dyn Iterator<Item = u8>, low: bool| {
            let (mut off, mut sum) = (0.0, 0.0);
            for cell in order {
                off += f64::from(counts[usize::from(cell)]);
                sum += sums[usize::from(cell)];
                if off < slice {
                    continue;
                }
                let stays = if low { (cell + 1, to) } else { (from, cell.wrapping_sub(1)) };
                if count - off >= least as f64 && cell != if low { to } else { from } {
                    let gain = ((cells.sum - sum) / (count - off) - mean) / off;
                    // What is no more than rounding leaves is no gain.
                    let least_gain = found.as_ref().map_or(1e-12 * mean.abs() / count, |best| best.gain);
                    if gain > least_gain {
                        found = Some(Slab { input, stays, gain });
                    }
                }
                return;
            }
        };
        look(&mut (from..=to), true);
        look(&mut (from..=to).rev(), false);
    }
    found
}

/// A box, widened as long as its mean does not fall.
///
/// **Formula** at each restricted end the least number of cells beyond it that hold a twentieth of its rows (or all that are left) may come back; the one for which the
/// mean rises most does, until none raises it.
pub(super) fn pasted(inputs: &Inputs, response: &[f64], rows: &[u32], region: &Region) -> Region {
    let mut now = region.clone();
    loop {
        let inside = now.rows(inputs, rows);
        let total = |rows: &[u32]| rows.iter().map(|&row| response[row as usize]).sum::<f64>();
        let (count, sum) = (inside.len() as f64, total(&inside));
        let mean = sum / count;
        let slice = (PEEL * count).ceil();
        let mut found: Option<(f64, usize, (u8, u8))> = None;
        for input in now.restricted(inputs) {
            let (from, to) = now.cells[input];
            let beyond = now.without(inputs, input).rows(inputs, rows);
            let (mut counts, mut sums) = ([0.0; CELLS], [0.0; CELLS]);
            for &row in &beyond {
                let cell = usize::from(inputs.codes[input][row as usize]);
                counts[cell] += 1.0;
                sums[cell] += response[row as usize];
            }
            let last = (inputs.cells(input) - 1) as u8;
            let mut look = |order: &mut dyn Iterator<Item = u8>, low: bool| {
                let (mut more, mut added, mut end) = (0.0, 0.0, None);
                for cell in order {
                    more += counts[usize::from(cell)];
                    added += sums[usize::from(cell)];
                    end = Some(cell);
                    if more >= slice {
                        break;
                    }
                }
                let Some(end) = end else { return };
                let wider = if low { (end, to) } else { (from, end) };
                let gain = (sum + added) / (count + more) - mean;
                if more > 0.0 && gain > found.map_or(0.0, |(best, ..)| best) {
                    found = Some((gain, input, wider));
                }
            };
            look(&mut (0..from).rev(), true);
            look(&mut (to + 1..=last), false);
        }
        match found {
            Some((_, input, wider)) => now.cells[input] = wider,
            None => return now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::inputs::Table;
    use super::*;

    fn square(side: usize) -> Inputs {
        let rows = side * side;
        let keys = ["x", "y"].map(String::from).to_vec();
        let column = |of: &dyn Fn(usize) -> usize| (0..rows).map(|i| of(i) as f64).collect();
        let columns = vec![column(&|i| i % side), column(&|i| i / side)];
        Inputs::new(&Table { keys, columns, groups: (0..rows).map(|i| i % 20).collect() })
    }

    #[test]
    fn a_corner_is_peeled_free() {
        let inputs = square(20);
        // 1 in the corner x ≥ 12, y < 5.
        let response: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i % 20 >= 12 && i / 20 < 5))).collect();
        let rows: Vec<u32> = (0..400).collect();
        let boxes = peeled(&inputs, &response, &rows, 20);
        let last = &boxes[boxes.len() - 1];
        assert_eq!(last.cells, [(12, 19), (0, 4)]);
        // Every step leaves less, and nothing comes off once all is 1.
        let left: Vec<usize> = boxes.iter().map(|region| region.rows(&inputs, &rows).len()).collect();
        assert!(left.windows(2).all(|pair| pair[1] < pair[0]) && left[left.len() - 1] == 40, "{left:?}");
        let limits = last.limits(&inputs);
        assert_eq!((limits[0].at_least, limits[0].below), (Some(12.0), None));
        assert_eq!((limits[1].at_least, limits[1].below), (None, Some(5.0)));
    }

    #[test]
    fn nothing_comes_off_what_is_the_same_everywhere() {
        let inputs = square(20);
        let rows: Vec<u32> = (0..400).collect();
        assert_eq!(peeled(&inputs, &[0.3; 400], &rows, 20).len(), 1);
    }

    #[test]
    fn a_box_that_was_peeled_too_far_is_pasted_back() {
        let inputs = square(20);
        let response: Vec<f64> =
            (0..400).map(|i| f64::from(u8::from(i % 20 >= 12)) + 0.001 * ((i % 20) as f64)).collect();
        let rows: Vec<u32> = (0..400).collect();
        // Too narrow in y, where nothing changes; x at its border.
        let narrow = Region { cells: vec![(12, 18), (3, 9)] };
        let wide = pasted(&inputs, &response, &rows, &narrow);
        assert_eq!(wide.cells[0], (12, 19));
        assert_eq!(wide.rows(&inputs, &rows).len() % 8, 0);
    }
}
