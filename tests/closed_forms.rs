//! Cases with exact answers, through the whole pipeline: file, scenario, plan, engine, estimate.
//!
//! Every comparison allows `Z` = 6.5 exact standard errors: by the normal law a false alarm in 8e-11 of all seeds, and the seeds
//! are fixed. Where the law of the error is not normal, the bound and its rate stand at the test. Each test also plants a bug:
//! the same comparison must reject an answer that is off by 5 %.
#![allow(clippy::disallowed_methods)]

use crate::common::exact::{Run, Z, assert_near, chain_after, is_near, run, run_of};
use crate::common::{load, load_with, size};
use hikiwake::engine::{band, replay};
use hikiwake::math::beta_quantile;
use hikiwake::plan::compile;
use hikiwake::stats::{ByWorld, Clusters, GroupedQuantiles, Sketch, mean, proportion};

#[test]
fn two_hazards_race() {
    let run = run("race", 400, 400);
    let (a, b, years) = (0.6f64, 0.25, 3.0);
    let any = 1.0 - (-(a + b) * years).exp();
    run.assert_chance(run.reached("race.first"), a / (a + b) * any);
    run.assert_chance(run.reached("race.second"), b / (a + b) * any);
}

/// Mean and variance of a metric against exact ones; `kurtosis` is the excess.
fn assert_moments(run: &Run, id: &str, truth: f64, variance: f64, kurtosis: f64) {
    let m = &run.tally.metrics[run.metric(id)];
    let n = run.trials();
    let found = mean(&m.sums, &m.squares, &m.counts, Clusters::Worlds).expect("values").estimate;
    assert_near(found.value, truth, (variance / n).sqrt());
    assert!((found.standard_error / (variance / n).sqrt() - 1.0).abs() < 0.5);
    let spread = m.squares.iter().sum::<f64>() / n - found.value * found.value;
    assert_near(spread, variance, variance * ((2.0 + kurtosis) / n).sqrt());
}

#[test]
fn factors_have_their_moments() {
    let run = run("factors", 400, 500);
    let months = 24;
    let phi = 0.5f64.powf(1.0 / 9.0);
    let faded = phi.powi(months);
    assert_moments(&run, "reverting", 0.5 + 1.5 * faded, 0.64 * (1.0 - faded * faded), 0.0);
    assert_moments(&run, "walk", 1.0 + 0.3 * 2.0, 0.36 * 2.0, 0.0);
    // Compound Poisson: strikes of 0.5 at 3 a year for two years.
    assert_moments(&run, "struck", 0.5 * 6.0, 0.25 * 6.0, 1.0 / 6.0);
    let phi = 0.5f64.powf(1.0 / 6.0);
    let power = |k: i32| 0.25 * (1.0 - phi.powi(k * months)) / (1.0 - phi.powi(k));
    let kurtosis = power(4) / (power(2) * power(2));
    assert_moments(&run, "fading", 0.5 * power(1), 0.25 * power(2), kurtosis);
}

#[test]
fn a_reverting_factor_remembers_as_its_half_life_says() {
    let plan = compile(&load("closed/long.toml"));
    let phi = 0.5f64.powf(1.0 / 3.0);
    let paths: Vec<Vec<f64>> = (0..60)
        .map(|path| {
            replay(&plan, size(5, 1, 1), 0, path).unwrap().factors.iter().skip(100).map(|x| x[0]).collect()
        })
        .collect();
    let n = paths.iter().map(Vec::len).sum::<usize>() as f64;
    let product = |lag: usize| -> f64 {
        paths.iter().flat_map(|x| x.iter().zip(&x[lag..])).map(|(a, b)| a * b).sum::<f64>()
    };
    let variance = product(0) / n;
    assert_near(variance, 0.64, 0.64 * (2.0 * (1.0 + phi * phi) / (1.0 - phi * phi) / n).sqrt());
    for lag in [1, 2, 3] {
        let truth = phi.powi(lag);
        let square = truth * truth;
        // Bartlett's formula for an AR(1) process.
        let bartlett = (1.0 + phi * phi) * (1.0 - square) / (1.0 - phi * phi) - 2.0 * f64::from(lag) * square;
        let pairs = n - paths.len() as f64 * f64::from(lag);
        assert_near(product(lag as usize) / pairs / variance, truth, (bartlett / n).sqrt());
    }
}

#[test]
fn a_vote_is_the_logistic_of_its_surplus() {
    let run = run("vote", 400, 200);
    run.assert_chance(run.reached("bill.law"), 1.0 / (1.0 + (-0.6f64).exp()));
    let decided: Vec<u64> =
        run.first_months("bill.law").iter().zip(run.first_months("bill.dead")).map(|(a, b)| a + b).collect();
    assert_eq!(decided, [0, 0, 0, 80_000, 0, 0, 0], "passage and refusal exhaust the third month");
}

#[test]
fn passage_and_refusal_split_one_draw_whatever_the_surplus() {
    for reservation in ["-30", "-3.7", "0.1", "9", "55"] {
        let set = format!("party.one.audience.house.reservation={reservation}");
        let run = run_of(&load_with("closed/vote.toml", &[set]), 20, 500);
        let both = run.reached("bill.law").iter().zip(run.reached("bill.dead"));
        assert!(both.into_iter().all(|(law, dead)| law + dead == 500));
    }
    // The planted bug: a refusal with a chance of 0.9 leaves some open.
    let set = "process.bill.transition.refuse.chance=0.9".to_string();
    let run = run_of(&load_with("closed/vote.toml", &[set]), 20, 500);
    assert!(run.there("bill.tabled", 6).iter().sum::<u32>() > 0);
}

#[test]
fn a_chance_that_differs_between_worlds_is_beta_binomial() {
    let (worlds, paths) = (20_000, 10);
    let run = run("beta", worlds, paths);
    let counts = run.reached("coin.down");
    let (a, b, n, w) = (2.0f64, 5.0, 10.0, 20_000.0f64);
    let p = a / (a + b);
    let between = p * (1.0 - p) / (a + b + 1.0);
    let shares = between + (p * (1.0 - p) - between) / n;
    let found = proportion(counts, paths, Clusters::Worlds);
    assert_near(found.estimate.value, p, (shares / w).sqrt());
    assert_near(found.estimate.standard_error, (shares / w).sqrt(), (shares / w).sqrt() * 0.006);
    // The whole law of the counts: Dvoretzky–Kiefer–Wolfowitz, false alarm 1e-9.
    let ln_beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let chance = |a: f64, b: f64, k: f64| {
        let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        (ways + ln_beta(k + a, n - k + b) - ln_beta(a, b)).exp()
    };
    let distance = |a: f64, b: f64| {
        let cumulative = |k: u32| (0..=k).map(|i| chance(a, b, f64::from(i))).sum::<f64>();
        let seen = |k: u32| counts.iter().filter(|&&c| c <= k).count() as f64 / w;
        (0..=10).map(|k| (cumulative(k) - seen(k)).abs()).fold(0.0, f64::max)
    };
    let bound = ((2.0f64 / 1e-9).ln() / (2.0 * w)).sqrt();
    assert!(distance(2.0, 5.0) < bound, "{} {bound}", distance(2.0, 5.0));
    // The planted bug: the same mean without any spread between worlds.
    assert!(distance(2e6, 5e6) > bound);
    // The share of a trial's variance that lies between worlds is 1/(α + β + 1); its standard error is about 0.0025.
    assert!((found.share_between.unwrap() - 1.0 / 8.0).abs() < Z * 0.0025);
    // The credible interval is that of the beta distribution itself. Its ends move with the mean (standard error 0.0015) and
    // with the spread (1.2 % of it): together at most 0.0035.
    let interval = found.interval().unwrap();
    let ends = |a: f64, b: f64| [beta_quantile(0.05, a, b), beta_quantile(0.95, a, b)];
    let misses = |truth: [f64; 2]| {
        (interval.lo - truth[0]).abs() > Z * 0.0035 || (interval.hi - truth[1]).abs() > Z * 0.0035
    };
    assert!(!misses(ends(2.0, 5.0)), "{interval:?}");
    // The planted bug: the spread of the shares with the noise of ten paths in it.
    let size = p * (1.0 - p) / shares - 1.0;
    assert!(misses(ends(p * size, (1.0 - p) * size)));
}

#[test]
fn three_percent_a_year_for_ten_years() {
    let run = run("ten_years", 500, 400);
    run.assert_chance(run.reached("rate.after"), 0.259_181_78);
    run.assert_chance(run.reached("chance.after"), 1.0 - 0.97f64.powi(10));
    // First-passage times, by Dvoretzky–Kiefer–Wolfowitz: no quantile lies further off than ε in probability (1e-9).
    let first = run.first_months("rate.after");
    let reached_by = |month: usize| 1.0 - (-0.03 * month as f64 / 12.0).exp();
    let epsilon = ((2.0f64 / 1e-9).ln() / (2.0 * run.trials())).sqrt();
    let distance = |law: &dyn Fn(usize) -> f64| {
        let seen = |month: usize| first[..=month].iter().sum::<u64>() as f64 / run.trials();
        (0..=120).map(|month| (seen(month) - law(month)).abs()).fold(0.0, f64::max)
    };
    assert!(distance(&reached_by) < epsilon);
    assert!(distance(&|month| 1.05 * reached_by(month)) > epsilon);
    // The estimate of the quantiles, in groups of worlds, those who never arrive last.
    let (p, s) = run.place("rate.after");
    let groups: Vec<Sketch> = run.tally.first_months[p][s]
        .iter()
        .map(|months| {
            let mut sketch = Sketch::new();
            months.iter().enumerate().for_each(|(month, &n)| sketch.record_n(month as f64, n));
            sketch.record_missing(10_000 - months.iter().sum::<u64>());
            sketch
        })
        .collect();
    for q in [0.05, 0.1, 0.2, 0.25] {
        let found = GroupedQuantiles::new(&groups, 500, [q]).estimates()[0];
        let found = found.value.expect("a time within the horizon") as usize;
        assert!(reached_by(found) >= q - epsilon, "{q}: {found}");
        assert!(reached_by(found - 1) <= q + epsilon, "{q}: {found}");
        // The planted bug: a month is a year.
        assert!(reached_by(12 * found) > q + epsilon);
    }
    assert!(GroupedQuantiles::new(&groups, 500, [0.5]).estimates()[0].value.is_none(), "beyond the horizon");
    // The metric tells the same times.
    let metric = &run.tally.metrics[run.metric("wait")];
    let arrived: u64 = first.iter().sum();
    assert_eq!(metric.counts.iter().map(|&n| u64::from(n)).sum::<u64>(), arrived);
    let months: u64 = first.iter().enumerate().map(|(month, n)| month as u64 * n).sum();
    assert_eq!(metric.sums.iter().sum::<f64>(), months as f64);
}

#[test]
fn ballots_are_held_when_they_are_due() {
    let run = run("ballots", 400, 200);
    let n = run.trials();
    let dated = run.first_months("dated.after");
    assert_eq!(dated.iter().sum::<u64>(), dated[9] + dated[21], "on no other date");
    let chance = |count: u64, truth: f64| {
        assert_near(count as f64 / n, truth, (truth * (1.0 - truth) / n).sqrt());
    };
    chance(dated[9], 0.4);
    chance(dated[21], 0.6 * 0.4);
    // Entered in month 5: the date of month 5 is not after the entry and is lost; three months later is due.
    let (after, last) = (run.first_months("lagged.after"), run.first_months("lagged.last"));
    chance(after[5], 0.7);
    assert_eq!(after.iter().sum::<u64>(), after[5]);
    assert_eq!(last[8], after[5]);
    assert_eq!(last.iter().sum::<u64>(), last[8]);
}

#[test]
fn an_agenda_ladder_is_a_chain_of_offers_and_signatures() {
    let run = run("agenda", 400, 400);
    let accepts = [-10.0f64, 5.0, 30.0].map(|surplus| 1.0 / (1.0 + (-surplus / 10.0).exp()));
    let (climb, rate) = ([1.0f64, 2.0, 0.0], 1.5);
    // [offer][0 blank, 1 signed]; the offer climbs in its own time, and the paper reads it at the month's start.
    let law = |accepts: [f64; 3]| {
        let mut at = [[0.0; 2]; 3];
        at[0][0] = 1.0;
        let climbing = [[0.0, climb[0], 0.0], [0.0, 0.0, climb[1]], [0.0; 3]];
        for _ in 1..=24 {
            let mut next = [[0.0; 2]; 3];
            for i in 0..3 {
                let mut offers = [0.0; 3];
                offers[i] = 1.0;
                let offers = chain_after(offers, &climbing, 1.0 / 12.0);
                let sign = 1.0 - (-rate * accepts[i] / 12.0).exp();
                for signed in 0..2 {
                    let sign = if signed == 0 { sign } else { 0.0 };
                    for (offer, p) in offers.into_iter().enumerate() {
                        next[offer][signed] += at[i][signed] * p * (1.0 - sign);
                        next[offer][1] += at[i][signed] * p * sign;
                    }
                }
            }
            at = next;
        }
        at
    };
    let at = law(accepts);
    run.assert_chance(run.reached("paper.signed"), at[0][1] + at[1][1] + at[2][1]);
    run.assert_chance(run.there("offer.high", 24), at[2][0] + at[2][1]);
    // The planted bug: an acceptance that does not look at the table.
    let wrong = law([accepts[0]; 3]);
    let wrong = wrong[0][1] + wrong[1][1] + wrong[2][1];
    let found = proportion(run.reached("paper.signed"), 400, Clusters::Worlds).estimate.value;
    assert!(!is_near(found, wrong, (wrong * (1.0 - wrong) / run.trials()).sqrt()));
}

#[test]
fn multipliers_scale_hazards_and_are_capped() {
    let run = run("multiplier", 400, 400);
    let by = |rate: f64| 1.0 - (-rate * 2.0).exp();
    run.assert_chance(run.reached("scaled.after"), by(0.2 * 2.0f64.powf(1.5)));
    run.assert_chance(run.reached("capped.after"), by(0.05 * 10.0));
    run.assert_chance(run.reached("same.after"), by(0.5));
    let score = |element: &str| {
        let number = run.plan.scores.iter().position(|s| s.contains(element)).expect("a score");
        run.tally.caps[number]
    };
    let capped = score("capped");
    assert!(capped.evaluated > 0 && capped.bound == capped.evaluated);
    assert_eq!(score("scaled").bound, 0);
}

#[test]
fn multipliers_of_one_change_no_bit() {
    let with = run("multiplier", 30, 100);
    let sets = ["x", "y"].map(|d| format!("process.same.transition.go.drivers.{d}.remove=true"));
    let without = run_of(&load_with("closed/multiplier.toml", &sets), 30, 100);
    assert_eq!(with.tally.reached, without.tally.reached);
    assert_eq!(with.tally.first_months, without.tally.first_months);
    // The planted bug: a multiplier of 1.05 is not 1.
    let set = "process.same.transition.go.drivers.x.times=1.05".to_string();
    let other = run_of(&load_with("closed/multiplier.toml", &[set]), 30, 100);
    assert_ne!(with.tally.reached, other.tally.reached);
}

/// What must be equal: with nothing uncertain, all draws belong to the factor and to the process, whose names stay. So every
/// history is the same, the surpluses change places, and the bands that say whose side is better off are exchanged.
#[test]
fn exchanging_the_names_of_the_parties_mirrors_the_result() {
    let one = run("mirror", 40, 300);
    let exchanged = run("mirrored", 40, 300);
    let listed_last =
        load_with("closed/mirror.toml", &["metric.draw.hikiwake=[\"two.house\", \"one.house\"]".to_string()]);
    let listed_last = run_of(&listed_last, 40, 300);
    let bands = |run: &Run| run.tally.metrics[0].bands.clone().expect("bands");
    let mirrored = |run: &Run| {
        let mut bands = bands(run);
        bands.swap(band::WAZA_ARI_FIRST, band::WAZA_ARI_SECOND);
        bands.swap(band::IPPON_FIRST, band::IPPON_SECOND);
        bands
    };
    for other in [&exchanged, &listed_last] {
        assert_eq!(one.tally.reached, other.tally.reached);
        assert_eq!(one.tally.occupied, other.tally.occupied);
        assert_eq!(one.tally.metrics[0].sums, other.tally.metrics[0].sums);
        assert_eq!(bands(&one), mirrored(other));
        // The planted bug: bands that do not change places.
        assert_ne!(bands(&one), bands(other));
    }
    let totals: Vec<u32> = bands(&one).iter().map(|worlds| worlds.iter().sum()).collect();
    assert!(totals.iter().all(|&n| n > 20), "every band occurs: {totals:?}");
    assert_eq!(totals.iter().sum::<u32>(), 40 * 300);
}

#[test]
fn an_option_against_itself_differs_by_nothing() {
    let (one, two) = (run("agenda", 30, 50), run("agenda", 30, 50));
    let share = |run: &Run| ByWorld::share(run.reached("paper.signed"), 50);
    let difference = share(&one).minus(&share(&two)).estimate(Clusters::Worlds);
    assert_eq!((difference.value, difference.standard_error), (0.0, 0.0));
    let dearer = load_with("closed/agenda.toml", &["party.one.audience.house.reservation=11".to_string()]);
    let dearer = run_of(&dearer, 30, 50);
    let difference = share(&one).minus(&share(&dearer)).estimate(Clusters::Worlds);
    assert!(difference.value > 0.0 && difference.standard_error > 0.0);
}
