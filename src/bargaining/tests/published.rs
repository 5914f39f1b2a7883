//! Published answers: Itex against Cypress, splitting the dollar, collinear points.

use crate::bargaining::{
    Additive, Audience, Disagreement, Domain, Glance, Halves, Solution, glance, points, solutions, units,
};

/// Audiences that give their points and nothing else.
fn plain(values: &[Vec<Vec<f64>>]) -> Vec<Audience> {
    let audience = |of: &Vec<Vec<f64>>| {
        let sizes: Vec<usize> = of.iter().map(Vec::len).collect();
        let values = of.iter().map(|of| of.iter().map(|x| units(*x)).collect()).collect();
        Audience {
            fitted: Additive::nothing(&sizes, 0),
            medians: Additive { base: 0, values, together: Vec::new() },
            ..Audience::default()
        }
    };
    values.iter().map(audience).collect()
}

fn frontier_of(sizes: &[usize], audiences: &[Audience]) -> Glance {
    let domain = Domain { sizes: sizes.to_vec(), forbidden: Vec::new() };
    let halves = Halves::new(&domain, 1e8, 1).unwrap();
    let glancing = glance(&halves, audiences, 2);
    (0..glancing.chunks()).map(|chunk| glancing.chunk(chunk)).fold(glancing.nothing(), Glance::and)
}

fn nothing() -> Disagreement {
    Disagreement { at: vec![0, 0] }
}

#[test]
fn itex_and_cypress() {
    let weighed = |weights: [f64; 4], of: [&[f64]; 4]| -> Vec<Vec<f64>> {
        of.iter().zip(weights).map(|(of, weight)| of.iter().map(|x| weight * x).collect()).collect()
    };
    let cypress = weighed(
        [0.47048248943663656, 0.12215720284742994, 0.1771915552911671, 0.23016875242476645],
        [&[1.0, 10.0, 25.0, 33.0, 40.0], &[1.0, 10.0, 19.0, 25.0], &[15.0, 6.0, 1.0], &[20.0, 7.0, 1.0]],
    );
    let itex = weighed(
        [0.28841081991551565, 0.19126751570348005, 0.2421890531816915, 0.2781326111993128],
        [&[30.0, 20.0, 10.0, 5.0, 1.0], &[1.0, 20.0, 10.0, 5.0], &[10.0, 25.0, 1.0], &[1.0, 30.0, 5.0]],
    );
    let found = frontier_of(&[5, 4, 3, 3], &plain(&[cypress, itex]));
    assert_eq!(found.feasible, 180);
    let points_of = found.frontier.points();
    assert_eq!(points_of.len(), 17);
    let solved = solutions(points_of, &nothing()).unwrap();
    let at = |solution: &Solution| -> Vec<String> {
        points_of[solution.point].gains.iter().map(|gain| format!("{:.4}", points(*gain))).collect()
    };
    assert_eq!(at(&solved.nash), ["22.7152", "18.5125"]);
    assert_eq!(format!("{:.4}", solved.nash.value), "420.5144");
    // What NegMAS calls Kalai's point is the egalitarian one.
    assert_eq!(at(&solved.egalitarian), ["19.4218", "19.6661"]);
}

/// A dollar in hundredths: of linear sides each has half; one whose gain is the square root of its share has a third by Nash.
#[test]
fn a_dollar_is_split() {
    let share: Vec<f64> = (0..=300).map(|x| f64::from(x) / 300.0).collect();
    let rest: Vec<f64> = share.iter().map(|x| 1.0 - x).collect();
    let found = frontier_of(&[301], &plain(&[vec![share.clone()], vec![rest.clone()]]));
    let solved = solutions(found.frontier.points(), &nothing()).unwrap();
    let place = |solution: &Solution, found: &Glance| found.frontier.points()[solution.point].package[0];
    assert_eq!(found.frontier.points().len(), 301);
    for solution in [&solved.nash, &solved.kalai_smorodinsky, &solved.egalitarian] {
        assert_eq!(place(solution, &found), 150);
    }
    // Every split has the same sum.
    assert!(solved.utilitarian.ties > 0);
    let averse: Vec<f64> = share.iter().map(|x| x.sqrt()).collect();
    let found = frontier_of(&[301], &plain(&[vec![averse], vec![rest]]));
    let solved = solutions(found.frontier.points(), &nothing()).unwrap();
    assert_eq!(place(&solved.nash, &found), 100);
}

#[test]
fn collinear_points_are_on_the_frontier_and_a_dominated_one_is_not() {
    let found = frontier_of(&[4], &plain(&[vec![vec![0.0, 1.0, 2.0, 0.5]], vec![vec![2.0, 1.0, 0.0, 0.5]]]));
    let gains: Vec<Vec<f64>> = found
        .frontier
        .points()
        .iter()
        .map(|point| point.gains.iter().map(|gain| points(*gain)).collect())
        .collect();
    assert_eq!(gains, [[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]);
    let solved = solutions(found.frontier.points(), &nothing()).unwrap();
    assert_eq!(solved.nash.value, 1.0);
    assert_eq!(solved.utilitarian.ties, 2);
}
