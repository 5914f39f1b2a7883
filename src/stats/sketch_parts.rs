//! A sketch taken apart into plain numbers and put together again, so that it can be kept in a file.

use super::Sketch;
use super::cells::Cell;

/// What a sketch holds, as plain numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SketchParts {
    /// The values of its cells, ascending.
    pub values: Vec<f64>,
    /// For each of them twice its trials, and one more where it stands for several values.
    pub trials: Vec<u64>,
    /// Whether values are joined into cells of constant relative width.
    pub coarse: bool,
    /// Missing values.
    pub missing: u64,
}

impl Sketch {
    /// What it holds.
    pub fn parts(&self) -> SketchParts {
        SketchParts {
            values: self.cells.iter().map(|cell| cell.value).collect(),
            trials: self.cells.iter().map(|cell| cell.trials).collect(),
            coarse: self.coarse,
            missing: self.missing,
        }
    }

    /// The sketch that was taken apart; none of what no sketch holds: values that are not in order or no numbers, cells without a trial.
    pub fn of_parts(parts: SketchParts) -> Option<Sketch> {
        let SketchParts { values, trials, coarse, missing } = parts;
        let rises = values.windows(2).all(|pair| pair[0] < pair[1]) && values.iter().all(|x| x.is_finite());
        if values.len() != trials.len() || !rises || trials.iter().any(|&n| n < 2) {
            return None;
        }
        let cells: Vec<Cell> =
            values.into_iter().zip(trials).map(|(value, trials)| Cell { value, trials }).collect();
        let recorded = cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(cell.count()))?;
        Some(Sketch { cells, coarse, recorded, missing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_taken_apart_comes_together_again() {
        for n in [0_u32, 1, 700, 5000] {
            let mut sketch = Sketch::new();
            (0..n).for_each(|i| sketch.record(f64::from(i.wrapping_mul(2_654_435_761)) / 7.0 - 1e8));
            sketch.record_missing(u64::from(n) + 3);
            assert_eq!(Sketch::of_parts(sketch.parts()), Some(sketch));
        }
    }

    #[test]
    fn what_no_sketch_holds_is_none() {
        let of = |values: &[f64], trials: &[u64]| {
            let (values, trials) = (values.to_vec(), trials.to_vec());
            Sketch::of_parts(SketchParts { values, trials, ..SketchParts::default() })
        };
        assert!(of(&[1.0, 2.0], &[2, 4]).is_some());
        assert!(of(&[2.0, 1.0], &[2, 4]).is_none() && of(&[f64::NAN], &[2]).is_none());
        assert!(of(&[1.0], &[1]).is_none() && of(&[1.0], &[]).is_none());
        assert!(
            of(&[1.0, 2.0], &[u64::MAX, u64::MAX]).is_some()
                && of(&[1.0, 2.0, 3.0], &[u64::MAX; 3]).is_none()
        );
    }
}
