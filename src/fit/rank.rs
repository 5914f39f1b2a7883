//! What a set of rows determines.

use super::vectors::{add_multiple, dot, norm, power_of_two};

/// A row of which no more than this share is left over lies in the span of others.
const NOTHING: f64 = 1e-9;

/// The span of a set of rows, each taken at length 1, and each column at its largest entry.
///
/// **Source** Gram and Schmidt's orthogonalisation, longest remainder first (of equals the first), each twice: Giraud et al.,
/// Numerische Mathematik 101 (2005).
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// What each column is divided by, a power of two.
    scales: Vec<f64>,
    axes: Vec<Vec<f64>>,
}

impl Span {
    /// **Range** rows as long as there are unknowns; shorter ones are taken to end in zeros.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a [f64]>, unknowns: usize) -> Span {
        let rows: Vec<&[f64]> = rows.into_iter().collect();
        let largest = |k: usize| {
            rows.iter().fold(0.0f64, |most, row| most.max(row.get(k).copied().unwrap_or(0.0).abs()))
        };
        let scales: Vec<f64> = (0..unknowns).map(|k| power_of_two(largest(k))).collect();
        let mut span = Span { scales, axes: Vec::new() };
        let mut left: Vec<Vec<f64>> = rows.iter().filter_map(|row| span.unit(row)).collect();
        while span.axes.len() < unknowns {
            let mut longest = None;
            let mut most = NOTHING;
            for (place, row) in left.iter().enumerate() {
                let length = norm(row);
                if length > most {
                    most = length;
                    longest = Some(place);
                }
            }
            let Some(place) = longest else { break };
            let mut axis = left.remove(place);
            span.take_out(&mut axis);
            let length = norm(&axis);
            axis.iter_mut().for_each(|entry| *entry /= length);
            for row in &mut left {
                for _ in 0..2 {
                    let by = dot(row, &axis);
                    add_multiple(row, -by, &axis);
                }
            }
            span.axes.push(axis);
        }
        span
    }

    /// How many independent rows there are.
    pub fn rank(&self) -> usize {
        self.axes.len()
    }

    /// How many directions in the space of unknowns the rows say nothing about.
    pub fn free(&self) -> usize {
        self.scales.len() - self.axes.len()
    }

    /// The share of a row that the others do not determine.
    ///
    /// **Formula** |x − QQᵀx|/|x|. **Range** 0 to 1; 0 for a row of zeros.
    pub fn left_over(&self, row: &[f64]) -> f64 {
        let Some(mut row) = self.unit(row) else { return 0.0 };
        self.take_out(&mut row);
        self.take_out(&mut row);
        norm(&row).min(1.0)
    }

    /// Whether the rows determine this one, up to 1e-9 of it.
    pub fn holds(&self, row: &[f64]) -> bool {
        self.left_over(row) <= NOTHING
    }

    fn unit(&self, row: &[f64]) -> Option<Vec<f64>> {
        let mut scaled: Vec<f64> =
            self.scales.iter().zip(row.iter().chain(std::iter::repeat(&0.0))).map(|(s, x)| x / s).collect();
        let length = norm(&scaled);
        scaled.iter_mut().for_each(|entry| *entry /= length);
        (length > 0.0).then_some(scaled)
    }

    fn take_out(&self, row: &mut [f64]) {
        for axis in &self.axes {
            let by = dot(row, axis);
            add_multiple(row, -by, axis);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(rows: &[Vec<f64>], unknowns: usize) -> Span {
        Span::of(rows.iter().map(Vec::as_slice), unknowns)
    }

    #[test]
    fn rank_of_known_matrices() {
        // The rows of a Latin square of cells with margins: the sum of rows is the sum of columns.
        let margins = [
            vec![1.0, 1.0, 0.0, 0.0],
            vec![0.0, 0.0, 1.0, 1.0],
            vec![1.0, 0.0, 1.0, 0.0],
            vec![0.0, 1.0, 0.0, 1.0],
        ];
        let span_of_margins = span(&margins, 4);
        assert_eq!((span_of_margins.rank(), span_of_margins.free()), (3, 1));
        assert!(span_of_margins.holds(&[2.0, 1.0, 1.0, 0.0]));
        assert!(!span_of_margins.holds(&[1.0, 0.0, 0.0, 0.0]));
        assert!((span_of_margins.left_over(&[1.0, -1.0, -1.0, 1.0]) - 1.0).abs() < 1e-15);
        assert!((span_of_margins.left_over(&[1.0, 0.0, 0.0, 0.0]) - 0.5).abs() < 1e-15);
        // Of the Hilbert matrix of 12 rows no double precision tells the last directions.
        let hilbert: Vec<Vec<f64>> =
            (0..12).map(|i| (0..12).map(|j| 1.0 / f64::from(i + j + 1)).collect()).collect();
        let rank = span(&hilbert, 12).rank();
        assert!((6..=9).contains(&rank), "{rank}");
    }

    #[test]
    fn nothing_spans_nothing() {
        let empty = span(&[vec![0.0; 3], vec![0.0; 3]], 3);
        assert_eq!((empty.rank(), empty.free()), (0, 3));
        assert!(empty.holds(&[0.0; 3]) && !empty.holds(&[0.0, 1e-30, 0.0]));
        assert_eq!((span(&[], 2).free(), span(&[], 0).free()), (2, 0));
    }

    #[test]
    fn units_of_a_column_do_not_matter() {
        // A term in single roubles beside levels: the second row is not the first one.
        let rows = [vec![1.0, 1.0, 0.0, 3e10], vec![1.0, 0.0, 1.0, 3e10], vec![2.0, 1.0, 1.0, 6e10]];
        let span = span(&rows, 4);
        assert_eq!(span.rank(), 2);
        assert!(span.holds(&[0.0, 1.0, -1.0, 0.0]) && !span.holds(&[0.0, 1.0, 0.0, 0.0]));
        assert!(!span.holds(&[1.0, 0.0, 0.0, 0.0]));
    }

    proptest! {
        #[test]
        fn sums_of_rows_add_nothing(
            numbers in prop::collection::vec(-3i8..=3, 5 * 7),
            by in prop::collection::vec(-2i8..=2, 5),
        ) {
            let rows: Vec<Vec<f64>> =
                numbers.chunks(7).map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect();
            let sum: Vec<f64> = (0..7)
                .map(|k| rows.iter().zip(&by).map(|(row, &by)| f64::from(by) * row[k]).sum())
                .collect();
            let of_rows = span(&rows, 7);
            prop_assert!(of_rows.holds(&sum), "{}", of_rows.left_over(&sum));
            let mut more = rows.clone();
            more.push(sum);
            prop_assert_eq!(span(&more, 7).rank(), of_rows.rank());
            prop_assert_eq!(of_rows.rank() + of_rows.free(), 7);
        }
    }
}
