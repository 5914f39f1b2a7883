//! Published answers on correlation: the case, the published figure, ours, PASS or DIFF.

use hikiwake::stats::{kendall_of_normals, nearest_correlation, normal_correlation, spearman_of_normals};

/// Case, published figure, ours.
type Row = (&'static str, f64, f64);

fn rows() -> Vec<Row> {
    let nearest = nearest_correlation(&vec![vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]]);
    vec![
        ("copula r = 0.3, Spearman", 0.28756422, spearman_of_normals(0.3)),
        ("copula r = 0.5, Spearman", 0.48258374, spearman_of_normals(0.5)),
        ("copula r = 0.8, Spearman", 0.78593928, spearman_of_normals(0.8)),
        ("copula r = 0.3, Kendall", 0.19397337, kendall_of_normals(0.3)),
        ("copula r = 0.5, Kendall", 0.33333333, kendall_of_normals(0.5)),
        ("copula r = 0.8, Kendall", 0.59033447, kendall_of_normals(0.8)),
        ("copula Spearman 0.48258374, r", 0.5, normal_correlation(0.48258374)),
        ("nearest correlation matrix (Higham 2002), 1–2", 0.76068985, nearest[0][1]),
        ("nearest correlation matrix (Higham 2002), 2–3", 0.76068985, nearest[1][2]),
        ("nearest correlation matrix (Higham 2002), 1–3", 0.15729811, nearest[0][2]),
    ]
}

#[test]
fn published_figures_come_out_to_their_last_digit() {
    let mut missed = Vec::new();
    for (case, published, ours) in rows() {
        let pass = (ours - published).abs() <= 1.001e-8;
        println!("{case} | {published} | {ours:.10} | {}", if pass { "PASS" } else { "DIFF" });
        if !pass {
            missed.push(case);
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}
