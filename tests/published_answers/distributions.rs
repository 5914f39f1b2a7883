//! Distributions, metalogs, numerics.

use hikiwake::quantity::{Family, Metalog};

use super::row::Row;

/// Rows of the quantiles of a family.
fn quantiles(case: &str, family: &Family, published: &[(f64, &str)]) -> Vec<Row> {
    let row = |(u, answer): &(f64, &str)| {
        Row::digits(case, &format!("P{}", 100.0 * u), answer, family.quantile(*u))
    };
    published.iter().map(row).collect()
}

pub fn families() -> Vec<Row> {
    let mut rows = Vec::new();
    let pert = Family::pert(0.0, 2.0, 10.0, 4.0).unwrap();
    let case = "PERT(0, 2, 10)";
    rows.push(Row::exact(case, "mean", 3.0, pert.mean()));
    rows.push(Row::digits(case, "standard deviation", "1.7320508", pert.standard_deviation()));
    let five = [
        (0.05, "0.58977388"),
        (0.25, "1.63431498"),
        (0.5, "2.76672259"),
        (0.75, "4.14226627"),
        (0.95, "6.21276724"),
    ];
    rows.extend(quantiles(case, &pert, &five));
    let pert = Family::pert(10.0, 20.0, 50.0, 4.0).unwrap();
    let case = "PERT(10, 20, 50)";
    rows.push(Row::digits(case, "mean", "23.3333", pert.mean()));
    rows.push(Row::digits(case, "standard deviation", "7.12696645", pert.standard_deviation()));
    let three = [(0.05, "13.05761566"), (0.5, "22.55240682"), (0.95, "36.29633272")];
    rows.extend(quantiles(case, &pert, &three));
    let triangular = Family::triangular(0.0, 2.0, 10.0).unwrap();
    let case = "triangular(0, 2, 10)";
    let variance = triangular.standard_deviation() * triangular.standard_deviation();
    rows.push(Row::exact(case, "mean", 4.0, triangular.mean()));
    rows.push(Row::exact(case, "variance", 14.0 / 3.0, variance));
    rows.push(Row::exact(case, "P5", 1.0, triangular.quantile(0.05)));
    rows.extend(quantiles(case, &triangular, &[(0.5, "3.67544468")]));
    rows.push(Row::exact(case, "P95", 8.0, triangular.quantile(0.95)));
    let beta = Family::beta(2.0, 3.0).unwrap();
    rows.extend(quantiles(
        "beta(2, 3)",
        &beta,
        &[(0.05, "0.09761146"), (0.5, "0.38572757"), (0.95, "0.75139537")],
    ));
    rows.extend(lognormals());
    rows.extend(further());
    rows
}

fn lognormals() -> Vec<Row> {
    let lognormal = Family::lognormal_from_quantiles(5.0, 50.0).unwrap();
    let case = "lognormal, P5 = 5, P95 = 50";
    let sigma = ((lognormal.quantile(0.841_344_746_068_542_9)) / lognormal.quantile(0.5)).ln();
    let mut rows = vec![
        Row::digits(case, "μ", "2.760730459", lognormal.quantile(0.5).ln()),
        Row::digits(case, "σ", "0.699936169", sigma),
        Row::digits(case, "mean", "20.20006413", lognormal.mean()),
        Row::digits(case, "median", "15.8113883", lognormal.quantile(0.5)),
        Row::digits(case, "standard deviation", "16.06089765", lognormal.standard_deviation()),
    ];
    let heavy = Family::lognormal_from_quantiles(5.0, 50_333_333.0).unwrap();
    let case = "lognormal, P5 = 5, P95 = 50 333 333";
    rows.push(Row::exact(case, "mean", 2_614_965_768.461_083, heavy.mean()));
    // Φ(σ − z): most of the mean, so that a run warns and shows the median.
    let share = heavy.share_of_largest_percent().unwrap();
    rows.push(Row::digits(case, "share of the mean in the largest 1 % of draws", "0.994991", share));
    rows
}

/// Members of the other families, from a calculation with forty digits (mpmath).
fn further() -> Vec<Row> {
    let gamma = Family::gamma(3.93, 1.0).unwrap();
    let mut rows = quantiles(
        "gamma(3.93, rate 1)",
        &gamma,
        &[(0.05, "1.3258702029"), (0.5, "3.6021650866"), (0.95, "7.6537685604")],
    );
    let t = Family::student_t(5.0, 0.0, 1.0).unwrap();
    rows.extend(quantiles("Student t, 5 degrees of freedom", &t, &[(0.05, "-2.0150483733")]));
    let t = Family::student_t(2.5, 0.0, 1.0).unwrap();
    rows.extend(quantiles("Student t, 2.5 degrees of freedom", &t, &[(0.975, "3.5746548420")]));
    let cauchy = Family::student_t(1.0, 0.0, 1.0).unwrap();
    rows.push(Row::exact("Student t, 1 degree of freedom", "P75", 1.0, cauchy.quantile(0.75)));
    let weibull = Family::weibull(2.0, 3.0).unwrap();
    let pi = std::f64::consts::PI;
    rows.push(Row::exact("Weibull(2, 3)", "mean", 1.5 * pi.sqrt(), weibull.mean()));
    rows.push(Row::exact(
        "Weibull(2, 3)",
        "standard deviation",
        3.0 * (1.0 - 0.25 * pi).sqrt(),
        weibull.standard_deviation(),
    ));
    rows.push(Row::exact("Weibull(2, 3)", "P50", 3.0 * 2.0f64.ln().sqrt(), weibull.quantile(0.5)));
    rows.push(Row::exact(
        "exponential(0.4)",
        "P95",
        20.0f64.ln() / 0.4,
        Family::exponential(0.4).unwrap().quantile(0.95),
    ));
    let half = Family::normal(0.0, 1.0).unwrap().truncated(0.0, f64::INFINITY).unwrap();
    rows.push(Row::exact(
        "half-normal: normal(0, 1) truncated to 0 and above",
        "mean",
        (2.0 / pi).sqrt(),
        half.mean(),
    ));
    rows.push(Row::exact(
        "half-normal",
        "standard deviation",
        (1.0 - 2.0 / pi).sqrt(),
        half.standard_deviation(),
    ));
    rows.push(Row::exact("half-normal", "P95", 1.959_963_984_540_054, half.quantile(0.95)));
    rows
}

pub fn metalogs() -> Vec<Row> {
    let triplet = [(0.1, 35.0), (0.5, 50.0), (0.9, 75.0)];
    let mut rows = Vec::new();
    for (case, lower, a, ends) in [
        (
            "35, 50, 75 at P10, P50, P90, unbounded",
            None,
            ["50.000000000", "9.102392266", "5.688995166"],
            ["30.7364660", "84.3393432"],
        ),
        (
            "the same, lower bound 0",
            Some(0.0),
            ["3.912023005", "0.173432443", "0.027756701"],
            ["31.1289832", "86.4409750"],
        ),
    ] {
        let metalog = Metalog::new(&triplet, lower, None).unwrap();
        for ((name, answer), ours) in ["a₁", "a₂", "a₃"].iter().zip(a).zip(metalog.terms()) {
            rows.push(Row::digits(case, name, answer, ours));
        }
        let family = Family::from(metalog);
        rows.extend(quantiles(case, &family, &[(0.05, ends[0]), (0.95, ends[1])]));
    }
    rows
}

pub fn numerics() -> Vec<Row> {
    let values: Vec<f64> = std::iter::once(10_000_000.2)
        .chain((0..1000).map(|i| if i % 2 == 0 { 10_000_000.1 } else { 10_000_000.3 }))
        .collect();
    let n = values.len() as f64;
    let family = Family::empirical(&values).unwrap();
    let case = "NIST StRD NumAcc4: 10000000.2, then alternating .1 and .3 (n = 1001)";
    // The inputs are only good to 2e-9, so their deviation of 0.1 is only good to 1e-8.
    let deviation = family.standard_deviation() * (n / (n - 1.0)).sqrt();
    vec![
        Row::exact(case, "mean", 10_000_000.2, family.mean()),
        Row::digits(case, "standard deviation", "0.1000000", deviation),
    ]
}
