use super::*;
use proptest::prelude::*;

/// A table as audiences have it: the status quo, then levels of terms, the first level of each left out.
struct Terms {
    levels: Vec<usize>,
}

impl Terms {
    fn unknowns(&self) -> usize {
        1 + self.levels.iter().map(|count| count - 1).sum::<usize>()
    }

    fn unknown(&self, term: usize, level: usize) -> Option<usize> {
        let before: usize = self.levels[..term].iter().map(|count| count - 1).sum();
        (level > 0).then(|| before + level)
    }

    /// The row of an option, which has a level of each term.
    fn package(&self, option: &[usize]) -> Vec<f64> {
        let mut row = vec![0.0; self.unknowns()];
        row[0] = 1.0;
        for (term, &level) in option.iter().enumerate() {
            if let Some(k) = self.unknown(term, level) {
                row[k] += 1.0;
            }
        }
        row
    }

    /// Level `better` at least `gap` above level `worse` of one term.
    fn order(&self, term: usize, better: usize, worse: usize, gap: f64) -> Condition {
        let mut row = vec![0.0; self.unknowns()];
        for (level, sign) in [(better, 1.0), (worse, -1.0)] {
            if let Some(k) = self.unknown(term, level) {
                row[k] += sign;
            }
        }
        Condition::at_least(row, gap)
    }
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

const OPTIONS: [[usize; 9]; 9] = [
    [0, 0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 1, 0, 1, 0, 1, 0],
    [2, 1, 0, 1, 1, 1, 0, 1, 2],
    [3, 1, 1, 2, 1, 0, 1, 0, 1],
    [4, 2, 1, 2, 2, 2, 2, 2, 1],
    [1, 3, 2, 3, 0, 3, 1, 3, 3],
    [2, 2, 2, 0, 2, 1, 2, 1, 0],
    [0, 1, 3, 1, 3, 2, 0, 2, 2],
    [3, 3, 0, 3, 1, 0, 1, 1, 3],
];

/// Nine options of nine terms with 44 levels in all, so 36 unknowns of which 35 are levels; five probes; an order for six terms.
fn real() -> (Terms, Table) {
    let terms = Terms { levels: vec![6, 5, 5, 5, 5, 5, 4, 4, 5] };
    let medians = [30.0, 38.0, 55.0, 61.0, 72.0, 44.0, 47.0, 20.0, 66.0];
    let halves = [8.0, 22.0, 15.0, 12.0, 20.0, 10.0, 25.0, 6.0, 9.0];
    let mut rows: Vec<Row> = OPTIONS
        .iter()
        .zip(medians.iter().zip(&halves))
        .map(|(option, (&target, &half_width))| Row {
            coefficients: terms.package(option),
            target,
            half_width,
        })
        .collect();
    for (from, term, level, target) in
        [(2, 0, 3, 8.0), (2, 3, 2, -4.0), (4, 1, 3, 6.0), (3, 8, 2, 3.0), (5, 5, 1, -7.0)]
    {
        let mut to = OPTIONS[from];
        to[term] = level;
        let coefficients = minus(&terms.package(&to), &terms.package(&OPTIONS[from]));
        rows.push(Row { coefficients, target, half_width: 5.0 });
    }
    let mut orders = Vec::new();
    for term in 0..6 {
        for level in 1..terms.levels[term] {
            orders.push(terms.order(term, level, level - 1, if level % 2 == 0 { 1.0 } else { 0.0 }));
        }
    }
    let n = terms.unknowns();
    let mut along = vec![0.0; n];
    for (term, &levels) in terms.levels.iter().enumerate().take(6) {
        for level in 1..levels {
            along[terms.unknown(term, level).unwrap()] = level as f64 / (levels - 1) as f64;
        }
    }
    let prior = Table::prior_along(&rows, &along, &[0]).unwrap();
    let mut bounds = vec![(-100.0, 100.0); n];
    bounds[0] = (0.0, 100.0);
    (terms, Table { rows, orders, prior, bounds })
}

#[test]
fn a_table_like_the_real_one() {
    let (terms, table) = real();
    let fit = table.fit().unwrap();
    assert_eq!(terms.unknowns(), 36);
    assert_eq!((fit.rank(), fit.free_directions()), (14, 22));
    for order in &table.orders {
        assert!(fit.at(&order.coefficients) >= order.bound - 1e-9);
    }
    let within = (0.0, 100.0);
    let width = |row: &[f64]| {
        let (least, most) = fit.range(row, within).unwrap();
        assert!(least <= fit.at(row) && fit.at(row) <= most && least >= -1e-9 && most <= 100.0 + 1e-9);
        most - least
    };
    // Each option is in the table, and one that two probes lead to is determined by it.
    for option in &OPTIONS {
        let row = terms.package(option);
        assert!(fit.determines(&row) && width(&row) <= 1e-3, "{}", width(&row));
    }
    let mut changed = OPTIONS[2];
    (changed[0], changed[3]) = (3, 2);
    assert!(fit.determines(&terms.package(&changed)) && width(&terms.package(&changed)) <= 1e-3);
    // A level that no option has may be worth anything that its order leaves.
    let mut unknown = OPTIONS[4];
    unknown[6] = 3;
    let wide = width(&terms.package(&unknown));
    assert!(!fit.determines(&terms.package(&unknown)) && wide > 50.0, "{wide}");
    // The highest level of an ordered term is at least as good as the one below, which is at least 1 better than the one below that.
    let mut higher = OPTIONS[4];
    higher[0] = 5;
    let row = terms.package(&higher);
    let (least, most) = fit.range(&row, within).unwrap();
    assert!((least - fit.fitted[4]).abs() < 1e-3 && (most - 100.0).abs() < 1e-6, "{least} {most}");
}

/// With the gradient: the fit is where nothing can be gained.
#[test]
fn a_fit_is_the_best() {
    let (_, table) = real();
    let fit = table.fit().unwrap();
    let mut slope = vec![0.0; table.prior.len()];
    for (row, residual) in table.rows.iter().zip(fit.residuals()) {
        let by = residual / (row.half_width * row.half_width);
        slope.iter_mut().zip(&row.coefficients).for_each(|(s, c)| *s += by * c);
    }
    for ((s, value), prior) in slope.iter_mut().zip(&fit.values).zip(&table.prior) {
        *s += PULL * (value - prior);
    }
    for (order, price) in table.orders.iter().zip(&fit.prices) {
        assert!(*price >= 0.0);
        assert!(*price == 0.0 || (fit.at(&order.coefficients) - order.bound).abs() < 1e-9);
        slope.iter_mut().zip(&order.coefficients).for_each(|(s, c)| *s -= price * c);
    }
    assert!(slope.iter().all(|s| s.abs() < 1e-12), "{slope:?}");
}

#[test]
fn what_nothing_determines_stays_at_the_prior() {
    let row = Row { coefficients: vec![1.0, 1.0, 0.0], target: 10.0, half_width: 0.5 };
    let orders = vec![Condition::at_least(vec![1.0, -1.0, 0.0], 1.0)];
    let bounds = vec![(-100.0, 100.0); 3];
    let table = Table { rows: vec![row], orders, prior: vec![2.0, 4.0, 7.0], bounds };
    let fit = table.fit().unwrap();
    // 4 is missing from 2 + 4, shared evenly; then 4 and 6 are in the wrong order.
    for (found, expected) in fit.values.iter().zip([5.5, 4.5, 7.0]) {
        assert!((found - expected).abs() < 1e-8, "{:?}", fit.values);
    }
    assert_eq!(fit.free_directions(), 2);
    let (least, most) = fit.range(&[1.0, 0.0, 0.0], (-100.0, 100.0)).unwrap();
    assert!((least - 5.5).abs() < 1e-5 && most == 100.0, "{least} {most}");
    let anything = fit.range(&[0.0, 0.0, 1.0], (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!(anything, Ok((-100.0, 100.0)));
    // Of a package, 0 to 100 is the whole of the scale.
    assert_eq!(fit.range(&[0.0, 0.0, 1.0], (0.0, 100.0)), Ok((0.0, 100.0)));
    // A bound that the fit is beyond does not cut it off.
    assert_eq!(fit.range(&[0.0, 0.0, 1.0], (8.0, 20.0)), Ok((fit.values[2], 20.0)));
}

#[test]
fn rows_that_disagree_leave_no_room_either() {
    let rows =
        [40.0, 60.0].map(|target| Row { coefficients: vec![1.0, 0.0], target, half_width: 10.0 }).to_vec();
    let table = Table { rows, orders: Vec::new(), prior: vec![50.0, 0.0], bounds: vec![(-100.0, 100.0); 2] };
    let fit = table.fit().unwrap();
    assert_eq!((fit.fitted.clone(), fit.residuals()), (vec![50.0, 50.0], vec![10.0, -10.0]));
    let (least, most) = fit.range(&[1.0, 0.0], (0.0, 100.0)).unwrap();
    assert!(most - least < 1e-3, "{least} {most}");
}

#[test]
fn sensitivities_are_derivatives() {
    let (terms, mut table) = real();
    table.orders.clear();
    let fit = table.fit().unwrap();
    let mut unknown = OPTIONS[4];
    (unknown[6], unknown[2]) = (3, 3);
    let row = terms.package(&unknown);
    let told = fit.sensitivity(&row);
    for (k, told) in told.iter().enumerate() {
        let mut moved = table.clone();
        moved.rows[k].target += 1.0;
        let difference = moved.fit().unwrap().at(&row) - fit.at(&row);
        assert!((told - difference).abs() < 1e-8, "{k}: {told} {difference}");
    }
    // Of an option with a cell of its own, which nothing else tells of, it is the cell.
    let own = fit.sensitivity(&table.rows[7].coefficients);
    for (k, share) in own.iter().enumerate() {
        assert!((share - f64::from(u8::from(k == 7))).abs() < 1e-5, "{own:?}");
    }
}

#[test]
fn a_prior_has_the_swing_that_fits() {
    let row = |coefficients: [f64; 3], target: f64| Row {
        coefficients: coefficients.to_vec(),
        target,
        half_width: 4.0,
    };
    let rows = [row([1.0, 0.0, 0.0], 30.0), row([1.0, 1.0, 0.0], 40.0), row([1.0, 1.0, 1.0], 50.0)];
    let prior = Table::prior_along(&rows, &[0.0, 0.5, 0.5], &[0]).unwrap();
    for (found, expected) in prior.iter().zip([30.0, 10.0, 10.0]) {
        assert!((found - expected).abs() < 1e-4, "{prior:?}");
    }
    // A direction that the rows contradict is of no use.
    let prior = Table::prior_along(&rows, &[0.0, -0.5, -0.5], &[0]).unwrap();
    assert!((prior[0] - 40.0).abs() < 1e-4 && prior[1] == 0.0 && prior[2] == 0.0, "{prior:?}");
    // Nothing is known: nothing swings.
    assert_eq!(Table::prior_along(&[], &[0.0, 1.0, 1.0], &[0]), Ok(vec![0.0; 3]));
    assert_eq!(Table::prior_along(&rows, &[1.0], &[]), Err(Unsolved::Malformed));
}

#[test]
fn what_cannot_be_fitted_is_told() {
    let (terms, mut table) = real();
    let count = table.orders.len();
    table.orders.push(terms.order(0, 0, 5, 0.0));
    assert!(matches!(table.fit(), Err(Unsolved::Infeasible { row }) if row <= count));
    table.orders.clear();
    table.rows[3].half_width = 0.0;
    assert_eq!(table.fit().map(|_| ()), Err(Unsolved::Malformed));
    let empty = Table::default().fit().unwrap();
    assert_eq!((empty.free_directions(), empty.at(&[])), (0, 0.0));
}

proptest! {
    /// Random tables in which the orders hold: a fit exists, all of its ranges hold it, and they have room exactly where the rows do not determine.
    #[test]
    fn ranges_hold_the_fit(
        cells in prop::collection::vec((prop::collection::vec(0usize..3, 4), 0u8..=100, 1u8..40), 1..7),
        asked in prop::collection::vec(0usize..3, 4),
    ) {
        let terms = Terms { levels: vec![3; 4] };
        let row = |(option, target, half): &(Vec<usize>, u8, u8)| Row {
            coefficients: terms.package(option),
            target: f64::from(*target),
            half_width: f64::from(*half),
        };
        let orders: Vec<Condition> = (0..3).map(|term| terms.order(term, 2, 1, 1.0)).collect();
        let n = terms.unknowns();
        let table = Table {
            rows: cells.iter().map(row).collect(),
            orders,
            prior: vec![0.0; n],
            bounds: vec![(-100.0, 100.0); n],
        };
        let fit = table.fit().unwrap();
        let row = terms.package(&asked);
        let (least, most) = fit.range(&row, (0.0, 100.0)).unwrap();
        prop_assert!(least <= fit.at(&row) && fit.at(&row) <= most);
        if fit.determines(&row) {
            prop_assert!(most - least < 1e-2, "{least} {most}");
        }
    }
}
