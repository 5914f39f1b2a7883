//! Labels side by side that never touch.

/// The number within `[lo, hi]`; `lo` where there is no such room, as between the ends of a very long label.
pub(super) fn held(x: f64, lo: f64, hi: f64) -> f64 {
    x.min(hi).max(lo)
}

/// Centres as near as possible (least squares) to the wanted ones such that labels of these sizes keep their order
/// and do not overlap, held within `[lo, hi]` as far as they fit.
///
/// Labels whose places conflict merge into a block that sits at the mean of what its members want (pool adjacent
/// violators).
pub(super) fn spread(wanted: &[f64], sizes: &[f64], lo: f64, hi: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let total: f64 = sizes.iter().sum();

    // Where each label's centre lies from the start of a row of all labels packed together.
    let mut packed = vec![0.0; wanted.len()];
    let mut end = 0.0;
    for &i in &order {
        packed[i] = end + sizes[i] / 2.0;
        end += sizes[i];
    }

    let mut blocks: Vec<(f64, Vec<usize>)> = Vec::new();
    for &i in &order {
        let (mut sum, mut members) = (wanted[i] - packed[i], vec![i]);
        while let Some((before, others)) = blocks.pop() {
            if before / others.len() as f64 <= sum / members.len() as f64 {
                blocks.push((before, others));
                break;
            }
            sum += before;
            members = [others, members].concat();
        }
        blocks.push((sum, members));
    }

    let mut centres = vec![0.0; wanted.len()];
    for (sum, members) in blocks {
        let start = held(sum / members.len() as f64, lo, hi - total);
        for i in members {
            centres[i] = start + packed[i];
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(spread(&[10.0, 50.0], &[10.0, 10.0], 0.0, 100.0), [10.0, 50.0]);
    }

    #[test]
    fn labels_that_collide_share_the_displacement() {
        assert_eq!(spread(&[52.0, 48.0], &[10.0, 10.0], 0.0, 100.0), [55.0, 45.0]);
    }

    proptest! {
        #[test]
        fn labels_never_overlap_and_stay_inside(
            labels in prop::collection::vec((0.0..300.0, 1.0..30.0), 1..9)
        ) {
            let (wanted, sizes): (Vec<f64>, Vec<f64>) = labels.into_iter().unzip();
            let centres = spread(&wanted, &sizes, 0.0, 300.0);
            let mut spans: Vec<(f64, f64)> =
                centres.iter().zip(&sizes).map(|(c, s)| (c - s / 2.0, c + s / 2.0)).collect();
            spans.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(spans[0].0 >= -1e-9 && spans[spans.len() - 1].1 <= 300.0 + 1e-9);
            prop_assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 1e-9));
        }
    }
}
