//! Random small negotiations, package by package and world by world, in a second writing that knows no halves.

use crate::bargaining::{
    Additive, Audience, Bound, Candidate, Conjunction, Counted, Domain, Frontier, Glance, Goal, Halves,
    NEVER, Open, Own, Search, Units, best_by_branching, glance, points, sweep, units,
};

/// A small generator, so that the cases are the same everywhere.
pub struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides
    }

    fn points(&mut self) -> f64 {
        self.roll(20001) as f64 / 500.0 - 20.0
    }
}

pub struct Case {
    pub domain: Domain,
    pub audiences: Vec<Audience>,
    pub worlds: usize,
}

fn conjunction(dice: &mut Dice, sizes: &[usize]) -> Conjunction {
    let mut terms: Vec<usize> = (0..2 + dice.roll(2)).map(|_| dice.roll(sizes.len())).collect();
    terms.sort_unstable();
    terms.dedup();
    let part = |term: usize, dice: &mut Dice| {
        let mut values: Vec<bool> = (0..sizes[term]).map(|_| dice.roll(2) == 0).collect();
        let one = dice.roll(sizes[term]);
        values[one] = true;
        (term, values)
    };
    Conjunction { parts: terms.into_iter().map(|term| part(term, dice)).collect() }
}

pub fn case(seed: u64, is_held: bool) -> Case {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    // Long enough that both halves have terms of their own.
    let sizes: Vec<usize> = (0..6).map(|_| 2 + dice.roll(4)).collect();
    let worlds = 1 + dice.roll(4);
    // Every fifth case has so many rules that most columns of a row are forbidden.
    let rules = if seed.is_multiple_of(5) { 6 + dice.roll(8) } else { dice.roll(4) };
    let forbidden = (0..rules).map(|_| conjunction(&mut dice, &sizes)).collect();
    let additive = |dice: &mut Dice, sets: usize, base: f64| Additive {
        base: units(base + dice.points()),
        values: sizes.iter().map(|&size| (0..size).map(|_| units(dice.points())).collect()).collect(),
        together: (0..sets).map(|_| units(dice.points())).collect(),
    };
    let audiences = (0..2 + dice.roll(3)).map(|_| {
        let together: Vec<Conjunction> = (0..dice.roll(3)).map(|_| conjunction(&mut dice, &sizes)).collect();
        let sets = together.len();
        let mut audience = Audience {
            fitted: Additive::nothing(&sizes, sets),
            worlds: (0..worlds).map(|_| additive(&mut dice, sets, 30.0)).collect(),
            medians: additive(&mut dice, sets, 30.0),
            together,
            ..Audience::default()
        };
        if is_held {
            hold(&mut audience, &mut dice, &sizes, worlds, additive);
        }
        audience
    });
    let audiences = audiences.collect();
    Case { domain: Domain { sizes: sizes.clone(), forbidden }, audiences, worlds }
}

fn hold(
    audience: &mut Audience,
    dice: &mut Dice,
    sizes: &[usize],
    worlds: usize,
    additive: impl Fn(&mut Dice, usize, f64) -> Additive,
) {
    audience.fitted = additive(dice, audience.together.len(), 0.0);
    audience.fitted.together.fill(0);
    let bound = |dice: &mut Dice, end: f64| {
        let lead = |dice: &mut Dice| match dice.roll(4) {
            0 => NEVER,
            of => units(of as f64 - 1.0),
        };
        Bound {
            at: units(dice.points()),
            leads: sizes.iter().map(|&size| (0..size).map(|_| lead(dice)).collect()).collect(),
            end: units(end),
        }
    };
    audience.floors = (0..2).map(|_| bound(dice, 30.0)).collect();
    audience.ceilings = (0..2).map(|_| bound(dice, -30.0)).collect();
    let mut groups: Vec<Vec<usize>> = sizes.iter().map(|&size| vec![0; size]).collect();
    groups[1][1] = 1;
    groups[5][0] = 2;
    let end = |dice: &mut Dice| units(dice.points().abs());
    let ranges = (0..4).map(|_| (-end(dice), end(dice))).collect();
    audience.open = Some(Open { groups, ranges, scale: (units(-60.0), units(60.0)) });
    let package: Vec<usize> = sizes.iter().map(|&size| dice.roll(size)).collect();
    let own = (0..worlds).map(|_| units(dice.points() + 15.0)).collect();
    audience.own = vec![Own { package, worlds: own, median: units(dice.points() + 15.0) }];
}

/// Every package, the last term running fastest.
fn packages(sizes: &[usize]) -> Vec<Vec<usize>> {
    let count: usize = sizes.iter().product();
    let package = |mut number: usize| {
        let mut values = vec![0; sizes.len()];
        for (value, size) in values.iter_mut().zip(sizes).rev() {
            *value = number % size;
            number /= size;
        }
        values
    };
    (0..count).map(package).collect()
}

fn is_together(set: &Conjunction, package: &[usize]) -> bool {
    let mut all = true;
    for (term, values) in &set.parts {
        all &= values[package[*term]];
    }
    all
}

/// A second writing of what packages are worth: plain, least, most.
fn surplus(audience: &Audience, adds: &Additive, own: Units, package: &[usize]) -> (Units, Units, Units) {
    if audience.own.iter().any(|of| of.package == package) {
        return (own, own, own);
    }
    let sum = |of: &Additive| {
        let mut sum = of.base;
        for (term, value) in package.iter().enumerate() {
            sum += of.values[term][*value];
        }
        for (place, set) in audience.together.iter().enumerate() {
            if is_together(set, package) {
                sum += of.together[place];
            }
        }
        sum
    };
    let (fitted, adds) = (sum(&audience.fitted), sum(adds));
    let (mut floor, mut ceiling) = (Units::MIN, Units::MAX);
    let lead = |bound: &Bound| -> Option<Units> {
        let leads: Vec<Units> = package.iter().enumerate().map(|(t, v)| bound.leads[t][*v]).collect();
        (!leads.contains(&NEVER)).then(|| leads.iter().sum())
    };
    for bound in &audience.floors {
        floor = floor.max(lead(bound).map_or(Units::MIN, |lead| (bound.at + lead).min(bound.end)));
    }
    for bound in &audience.ceilings {
        ceiling = ceiling.min(lead(bound).map_or(Units::MAX, |lead| (bound.at - lead).max(bound.end)));
    }
    let hold = |x: Units| if floor > ceiling { x } else { x.clamp(floor, ceiling) };
    let told = hold(fitted);
    let (mut low, mut high) = (told, told);
    if let Some(open) = &audience.open {
        let place: usize = package.iter().enumerate().map(|(t, v)| open.groups[t][*v]).sum();
        let (below, above) = open.ranges[place];
        let a = (fitted + below).max(open.scale.0.min(fitted));
        let b = (fitted + above).min(open.scale.1.max(fitted));
        if points(b - a) > 0.5 && points(hold(b) - hold(a)) > 0.5 {
            (low, high) = (hold(a), hold(b));
        }
    }
    (told + adds, low + adds, high + adds)
}

fn medians(audience: &Audience, package: &[usize]) -> Units {
    surplus(audience, &audience.medians, audience.own.first().map_or(0, |own| own.median), package).0
}

#[test]
fn a_sweep_agrees_with_brute_force() {
    let (mut few, mut split) = (0, 0);
    for seed in 0..60 {
        let Case { domain, audiences, worlds } = case(seed, seed % 2 == 1);
        // Long rows, and short ones.
        let halves = Halves::new(&domain, 1e8, if seed % 4 < 2 { 1 } else { 1_500_000 }).unwrap();
        let swept = sweep(&halves, &audiences, 100_000);
        // Backwards, since the order of chunks must not matter.
        let counted =
            (0..swept.chunks()).rev().map(|chunk| swept.chunk(chunk)).fold(swept.nothing(), Counted::and);
        let mut expected: Vec<Candidate> = Vec::new();
        let (mut surely, mut at_best) = (vec![false; worlds], vec![false; worlds]);
        for package in packages(&domain.sizes) {
            if domain.forbidden.iter().any(|rule| is_together(rule, &package)) {
                continue;
            }
            let mut counts = (0, 0);
            for world in 0..worlds {
                let of = |audience: &Audience| {
                    let own = audience.own.first().map_or(0, |own| own.worlds[world]);
                    surplus(audience, &audience.worlds[world], own, &package)
                };
                let all: Vec<_> = audiences.iter().map(of).collect();
                if all.iter().all(|(_, low, _)| *low >= 0) {
                    counts.0 += 1;
                    surely[world] = true;
                }
                if all.iter().all(|(.., high)| *high >= 0) {
                    counts.1 += 1;
                    at_best[world] = true;
                }
            }
            let smallest = audiences.iter().map(|audience| medians(audience, &package)).min().unwrap();
            expected.push(Candidate { package, surely: counts.0, at_best: counts.1, smallest });
        }
        expected.sort_by(|a, b| b.cmp(a));
        assert_eq!(counted.feasible, expected.len() as u64, "seed {seed}");
        assert_eq!((counted.surely, counted.at_best), (surely, at_best), "seed {seed}");
        few += usize::from(!expected.is_empty() && 4.0 * (expected.len() as f64) < domain.packages());
        split += usize::from(halves.rows() > 1);
        assert_eq!(counted.ranking.best(), expected, "seed {seed}");
    }
    assert!(few > 5 && split > 20, "{few} with few packages, {split} with rows: the cases say little");
}

#[test]
fn the_frontier_and_the_cloud_agree_with_brute_force() {
    for seed in 0..60 {
        let Case { domain, audiences, .. } = case(seed, seed % 2 == 1);
        let parties = if seed % 3 == 0 { audiences.len() } else { 2 };
        let halves = Halves::new(&domain, 1e8, 1).unwrap();
        let glancing = glance(&halves, &audiences, parties);
        let found = (0..glancing.chunks())
            .rev()
            .map(|chunk| glancing.chunk(chunk))
            .fold(glancing.nothing(), Glance::and);
        let all: Vec<Vec<Units>> = packages(&domain.sizes)
            .iter()
            .filter(|package| !domain.forbidden.iter().any(|rule| is_together(rule, package)))
            .map(|package| audiences.iter().map(|audience| medians(audience, package)).collect())
            .collect();
        let zone = |x: &&Vec<Units>| x.iter().all(|x| *x >= 0);
        let frontier = |of: Vec<&Vec<Units>>| {
            let gains: Vec<&[Units]> = of.iter().map(|x| &x[..parties]).collect();
            let beaten = |x: &[Units]| gains.iter().any(|y| *y != x && y.iter().zip(x).all(|(y, x)| y >= x));
            let mut best: Vec<Vec<Units>> = gains.iter().filter(|x| !beaten(x)).map(|x| x.to_vec()).collect();
            best.sort_by(|a, b| b.cmp(a));
            best.dedup();
            best
        };
        let told = |of: &Frontier| of.points().iter().map(|p| p.gains.clone()).collect::<Vec<_>>();
        assert_eq!(found.in_zone, all.iter().filter(zone).count() as u64, "seed {seed}");
        assert_eq!(told(&found.frontier), frontier(all.iter().collect()), "seed {seed}");
        assert_eq!(told(&found.agreeable), frontier(all.iter().filter(zone).collect()), "seed {seed}");
        let cloud = found.cloud.unwrap();
        assert_eq!(cloud.counts.iter().sum::<u64>(), found.feasible);
        assert_eq!(cloud.in_zone.iter().sum::<u64>(), found.in_zone);
        for point in found.frontier.points() {
            let again: Vec<Units> =
                audiences[..parties].iter().map(|one| medians(one, &point.package)).collect();
            assert_eq!(again, point.gains);
        }
    }
}

#[test]
fn branch_and_bound_agrees_with_enumeration() {
    for seed in 0..120 {
        let Case { domain, audiences, .. } = case(seed, seed % 3 == 1);
        let world = if seed % 2 == 0 { None } else { Some(0) };
        let all: Vec<Vec<Units>> = packages(&domain.sizes)
            .iter()
            .filter(|package| !domain.forbidden.iter().any(|rule| is_together(rule, package)))
            .map(|package| {
                let of = |audience: &Audience| match world {
                    None => medians(audience, package),
                    Some(w) => {
                        let own = audience.own.first().map_or(0, |own| own.worlds[w]);
                        surplus(audience, &audience.worlds[w], own, package).1
                    }
                };
                audiences.iter().map(of).collect()
            })
            .collect();
        let scales: Vec<f64> = (0..audiences.len()).map(|a| 1.0 / (1.0 + a as f64)).collect();
        let goals = [Goal::Smallest(scales.clone()), Goal::Product(vec![0, 0]), Goal::Sum(scales.clone())];
        for (goal, in_zone) in goals.iter().flat_map(|goal| [(goal, true), (goal, false)]) {
            let value = |x: &Vec<Units>| match goal {
                Goal::Smallest(scales) => {
                    x.iter().zip(scales).map(|(x, s)| s * points(*x)).fold(f64::INFINITY, f64::min)
                }
                Goal::Product(_) if x[0] < 0 || x[1] < 0 => f64::NEG_INFINITY,
                Goal::Product(_) => points(x[0]) * points(x[1]),
                Goal::Sum(weights) => x.iter().zip(weights).map(|(x, w)| w * points(*x)).sum(),
            };
            let fine = all.iter().filter(|x| !in_zone || x.iter().all(|x| *x >= 0));
            let expected = fine.map(value).fold(f64::NEG_INFINITY, f64::max);
            let search = Search {
                domain: &domain,
                audiences: &audiences,
                world,
                in_zone,
                enough: None,
                budget: u64::MAX,
            };
            let found = best_by_branching(&search, goal);
            assert!(found.is_certain);
            assert_eq!(found.value, expected, "seed {seed}, {goal:?}, {in_zone}");
        }
    }
}

#[test]
fn a_search_that_is_given_up_says_so() {
    let Case { domain, audiences, .. } = case(3, false);
    let search = Search {
        domain: &domain,
        audiences: &audiences,
        world: None,
        in_zone: false,
        enough: None,
        budget: 1,
    };
    assert!(!best_by_branching(&search, &Goal::Sum(vec![1.0; audiences.len()])).is_certain);
}

#[test]
fn a_domain_beyond_the_limit_is_not_listed() {
    let domain = Domain { sizes: vec![10; 12], forbidden: Vec::new() };
    assert!(Halves::new(&domain, 1e8, 1).is_none());
    assert_eq!(domain.packages(), 1e12);
}
