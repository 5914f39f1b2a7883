//! Correlation and intervals of chances.

use hikiwake::stats::{
    kendall_of_normals, nearest_correlation, normal_correlation, spearman_of_normals, wilson_interval,
};

use super::row::Row;

/// A Gaussian copula, and the nearest matrix that is one.
pub fn correlation() -> Vec<Row> {
    let copula = |r: f64, spearman: &str, kendall: &str| {
        let case = format!("Gaussian copula, r = {r}");
        [
            Row::digits(&case, "Spearman", spearman, spearman_of_normals(r)),
            Row::digits(&case, "Kendall", kendall, kendall_of_normals(r)),
        ]
    };
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(copula(0.3, "0.28756422", "0.19397337"));
    rows.extend(copula(0.5, "0.48258374", "0.33333333"));
    rows.extend(copula(0.8, "0.78593928", "0.59033447"));
    let back = normal_correlation(spearman_of_normals(0.5));
    rows.push(Row::exact("Gaussian copula, Spearman of r = 0.5", "r", 0.5, back));
    let nearest = nearest_correlation(&vec![vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]]);
    let case = "nearest correlation matrix of [[1,1,0],[1,1,1],[0,1,1]] (Higham 2002)";
    rows.push(Row::digits(case, "first with second", "0.76068985", nearest[0][1]));
    rows.push(Row::digits(case, "second with third", "0.76068985", nearest[1][2]));
    rows.push(Row::digits(case, "first with third", "0.15729811", nearest[0][2]));
    rows
}

/// Confidence intervals.
pub fn intervals() -> Vec<Row> {
    let found = wilson_interval(81, 263, 0.95);
    let case = "81 of 263, Wilson, 95 % (Newcombe 1998)";
    vec![
        Row::digits(case, "lower end", "0.25528852", found.lo),
        Row::digits(case, "upper end", "0.36620958", found.hi),
    ]
}
