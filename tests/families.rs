//! Every family against statrs, and its draws against its own distribution function.
//!
//! The draws of a family come through its quantile function alone, so their empirical distribution must be its cdf: by the Dvoretzky–Kiefer–
//! Wolfowitz inequality with Massart's constant, sup |Fₙ − F| > √(ln(2/α)/2n) happens with a probability of at most α = 1e-9 a family, over
//! all seeds; the seeds are fixed. Each test plants a bug that it must find.

#![allow(clippy::unwrap_used, reason = "the families of a test are sound")]

use hikiwake::draws::Stream;
use hikiwake::quantity::{Family, Opinion};
use statrs::distribution::{Continuous, ContinuousCDF, Exp, Gamma, StudentsT, Weibull};

const DRAWS: u32 = 20_000;
const ALPHA: f64 = 1e-9;

/// A quantile function.
type Quantile = Box<dyn Fn(f64) -> f64>;

fn opinion(expert: &str, weight: f64, family: Family) -> Opinion {
    Opinion { expert: expert.into(), weight, family }
}

fn cases() -> Vec<(&'static str, Family)> {
    let normal = Family::normal(1.0, 2.0).unwrap();
    let five = [(0.05, 1.0), (0.25, 2.3), (0.5, 3.4), (0.75, 5.0), (0.95, 9.0)];
    vec![
        ("gamma", Family::gamma(0.7, 3.0).unwrap()),
        ("student_t", Family::student_t(3.0, 1.0, 2.0).unwrap()),
        ("weibull", Family::weibull(0.9, 2.0).unwrap()),
        ("exponential", Family::exponential(5.0).unwrap()),
        ("bernoulli", Family::bernoulli(0.3).unwrap()),
        ("discrete", Family::discrete(&[(1.0, 0.2), (5.0, 0.5), (-2.0, 0.3)]).unwrap()),
        ("empirical", Family::empirical(&[3.0, 1.0, 4.0, 1.0, 5.0]).unwrap()),
        ("metalog", Family::metalog(&five, Some(0.0), None).unwrap()),
        ("truncated", normal.truncated(0.0, 3.0).unwrap()),
        ("pool", two_camps()),
    ]
}

/// Two experts who disagree, one of them certain at times.
fn two_camps() -> Family {
    let sure = Family::discrete(&[(2.0, 0.5), (9.0, 0.5)]).unwrap();
    Family::pool(vec![opinion("A", 0.7, Family::normal(0.0, 1.0).unwrap()), opinion("B", 0.3, sure)]).unwrap()
}

/// sup |Fₙ − F| over the draws of a quantile function, with the jumps of F.
fn distance(name: &str, family: &Family, quantile: impl Fn(f64) -> f64) -> f64 {
    let stream = Stream::new(3, name, "families");
    let mut draws: Vec<f64> = (0..DRAWS).map(|world| quantile(stream.uniform(world, 0, 0))).collect();
    draws.sort_by(f64::total_cmp);
    let n = f64::from(DRAWS);
    let mut worst = 0.0f64;
    for i in 0..draws.len() {
        // Of equal draws only the last says how many lie at or below, only the first how many lie below.
        if draws.get(i + 1) != Some(&draws[i]) {
            worst = worst.max(((i + 1) as f64 / n - family.cdf(draws[i])).abs());
        }
        if i == 0 || draws[i - 1] != draws[i] {
            worst = worst.max((i as f64 / n - family.cdf(draws[i].next_down())).abs());
        }
    }
    worst
}

fn bound() -> f64 {
    (hikiwake::math::ln(2.0 / ALPHA) / (2.0 * f64::from(DRAWS))).sqrt()
}

#[test]
fn draws_have_the_distribution_that_is_stated() {
    for (name, family) in cases() {
        let distance = distance(name, &family, |u| family.quantile(u));
        assert!(distance <= bound(), "{name}: {distance} > {}", bound());
    }
}

#[test]
fn planted_bugs_are_found() {
    let (a, sure) = (Family::normal(0.0, 1.0).unwrap(), Family::discrete(&[(2.0, 0.5), (9.0, 0.5)]).unwrap());
    let normal = Family::normal(1.0, 2.0).unwrap();
    let gamma = Family::gamma(0.7, 3.0).unwrap();
    let bugs: Vec<(&str, Family, Quantile)> = vec![
        // A pool that averages the experts' quantiles instead of their probabilities.
        ("pool", two_camps(), Box::new(move |u| 0.7 * a.quantile(u) + 0.3 * sure.quantile(u))),
        // A truncation that moves what is outside to the ends instead of dropping it.
        (
            "truncated",
            normal.truncated(0.0, 3.0).unwrap(),
            Box::new(move |u| normal.quantile(u).clamp(0.0, 3.0)),
        ),
        // A gamma distribution whose rate is taken for its scale.
        ("gamma", gamma.clone(), Box::new(move |u| 9.0 * gamma.quantile(u))),
        // A Bernoulli distribution the wrong way round.
        ("bernoulli", Family::bernoulli(0.3).unwrap(), Box::new(|u| f64::from(u8::from(u <= 0.7)))),
        // Weights of a discrete distribution in the order of the file, values in their own.
        (
            "discrete",
            Family::discrete(&[(1.0, 0.2), (5.0, 0.5), (-2.0, 0.3)]).unwrap(),
            Box::new(|u| {
                if u <= 0.2 {
                    -2.0
                } else if u <= 0.7 {
                    1.0
                } else {
                    5.0
                }
            }),
        ),
        // Student's t with the normal's quantile.
        (
            "student_t",
            Family::student_t(3.0, 1.0, 2.0).unwrap(),
            Box::new(|u| 1.0 + 2.0 * hikiwake::math::normal_quantile(u)),
        ),
    ];
    for (name, family, bug) in bugs {
        let distance = distance(name, &family, bug);
        assert!(distance > bound(), "{name}: {distance} ≤ {}", bound());
    }
}

#[test]
fn probabilities_agree_with_statrs() {
    let gamma = (Family::gamma(3.93, 0.0806).unwrap(), Gamma::new(3.93, 0.0806).unwrap());
    let t = (Family::student_t(4.5, 1.0, 2.0).unwrap(), StudentsT::new(1.0, 2.0, 4.5).unwrap());
    let weibull = (Family::weibull(1.7, 3.0).unwrap(), Weibull::new(1.7, 3.0).unwrap());
    let exponential = (Family::exponential(0.3).unwrap(), Exp::new(0.3).unwrap());
    for i in 1..200 {
        let u = f64::from(i) / 200.0;
        for (name, family, oracle) in [
            ("gamma", &gamma.0, &gamma.1 as &dyn Probability),
            ("student_t", &t.0, &t.1),
            ("weibull", &weibull.0, &weibull.1),
            ("exponential", &exponential.0, &exponential.1),
        ] {
            let x = family.quantile(u);
            assert!((family.cdf(x) - oracle.upto(x)).abs() < 1e-10, "{name} at {x}");
            // The density that statrs has is the slope of our distribution function.
            let h = 1e-5 * (1.0 + x.abs());
            let slope = (family.cdf(x + h) - family.cdf(x - h)) / (2.0 * h);
            assert!((slope - oracle.density(x)).abs() < 1e-6 * (1.0 + slope), "{name} at {x}");
        }
    }
}

/// What is asked of the oracle.
trait Probability {
    fn upto(&self, x: f64) -> f64;
    fn density(&self, x: f64) -> f64;
}

impl<D: ContinuousCDF<f64, f64> + Continuous<f64, f64>> Probability for D {
    fn upto(&self, x: f64) -> f64 {
        self.cdf(x)
    }

    fn density(&self, x: f64) -> f64 {
        self.pdf(x)
    }
}

#[test]
fn quantiles_have_digits_that_statrs_lacks() {
    // References of forty digits (mpmath). statrs agrees in most places; near the median of a t it has nine digits, and its normal
    // distribution function has six in the tail.
    let gamma = |p: f64| {
        (Family::gamma(3.93, 1.0).unwrap().quantile(p), Gamma::new(3.93, 1.0).unwrap().inverse_cdf(p))
    };
    let t = |df: f64, p: f64| {
        (
            Family::student_t(df, 0.0, 1.0).unwrap().quantile(p),
            StudentsT::new(0.0, 1.0, df).unwrap().inverse_cdf(p),
        )
    };
    for (name, (ours, theirs), reference) in [
        ("gamma P5", gamma(0.05), 1.325_870_202_923_531_6),
        ("gamma P95", gamma(0.95), 7.653_768_560_362_609),
        ("t near the median", t(3.0, 0.4999), -0.000_272_069_909_110_473_37),
        ("t far out", t(4.0, 1e-6), -41.577_854_150_450_975),
        ("t, many degrees", t(1000.0, 0.9), 1.282_398_721_460_924_5),
        ("t, few degrees", t(0.7, 0.3), -0.835_441_155_706_962_4),
    ] {
        let off = |x: f64| ((x - reference) / reference).abs();
        println!("{name}: ours {:.1e}, statrs {:.1e}", off(ours), off(theirs));
        assert!(off(ours) < 1e-14, "{name}: {ours}");
    }
    assert!((t(3.0, 0.4999).1 + 0.000_272_069_909_110_473_37).abs() > 1e-14);
    let tail = 7.619_853_024_160_525e-24;
    let (ours, theirs) =
        (Family::normal(0.0, 1.0).unwrap().cdf(-10.0), statrs::distribution::Normal::standard().cdf(-10.0));
    println!(
        "normal at -10: ours {:.1e}, statrs {:.1e}",
        (ours / tail - 1.0).abs(),
        (theirs / tail - 1.0).abs()
    );
    assert!((ours / tail - 1.0).abs() < 1e-13);
}
