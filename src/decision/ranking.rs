//! Which option ranks first, how often, and what choosing another costs.

use super::bounds::{AtLeast, TIE};
use super::net::{Halves, net};
use crate::stats::{GROUPS, Interval, group_of_world, sample_quantile, student_t_quantile};

/// Where options tie for the lead in more than this share of the worlds, as the paths show them, paths are too few to rank worlds one by one: in made-up worlds with as many ties the linear map
/// was off by 3 percentage points, with twice as many by 5, and with most worlds tied by anything, as luck would have it.
const TOO_MANY_TIES: f64 = 0.1;

/// A number with its error, and its confidence interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its interval.
    pub interval: Interval,
}

/// What is told of an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Robust {
    /// The share of the worlds in which it ranks first; none where too many worlds tie for that to be told.
    pub first: Option<Share>,
    /// Where that share lies: its confidence interval, or, where it cannot be told, all that the paths leave open.
    pub first_range: Interval,
    /// The share of the worlds in which its paths are the best, with all their luck; of those that tie, each has its part.
    pub first_as_shown: f64,
    /// What it falls short of the best option of each world, in the mean: what could be gained by knowing the world.
    pub regret: Share,
    /// The share of the worlds in which it has at least what was asked for.
    pub at_least: Share,
    /// What it has at least in all but a twentieth of the worlds.
    pub worst: f64,
}

/// What is told of options over worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    /// By option.
    pub options: Vec<Robust>,
    /// The share of the worlds in which no path tells the first two options apart.
    pub tied: f64,
    /// What was asked for.
    pub level: f64,
}

/// Ranks options over worlds that have a cluster each (world w in cluster w modulo 20, as everywhere).
///
/// **Formula** on the values of [`net`]: the shares of worlds in which each option is the greatest, those that tie having a part each; the mean of the greatest less its own; the share with at least `level`; the 5 %
/// quantile.
/// Errors are those of a jackknife that leaves out one cluster after the other and works everything out anew: √((G − 1)/G · Σ(θ_g − θ̄)²), no less, of a share, than
/// √(q(1 − q)/W) with q = 1/(W + 2); intervals are θ ± t·error with G − 1 degrees of freedom, within what is possible.
/// Where options tie for the lead in more than a tenth of the worlds, no share of first ranks is told but a range, at 95 % at least: from what `AtLeast` says of the option to all less what it says of its rivals (of one, or of each of
/// them that it is first), each less t errors.
/// **Source** Efron and Tibshirani (1993), chapter 11, for the jackknife.
/// **Errors** none with fewer than four worlds, or without options.
pub fn robustness(halves: &Halves, level: f64) -> Option<Robustness> {
    let worlds = halves.worlds();
    if worlds < 4 || halves.options() == 0 {
        return None;
    }
    let jackknife = Jackknife::of(halves, level);
    let shown: Vec<Vec<f64>> =
        (0..worlds).map(|w| (0..halves.options()).map(|o| halves.mean(o, w)).collect()).collect();
    let first_as_shown = firsts(&shown);
    let tied = shown.iter().filter(|world| winners(world).len() > 1).count() as f64 / worlds as f64;
    let option = |o: usize| {
        let first = jackknife.share(&|told| told.first[o]);
        let is_told = tied <= TOO_MANY_TIES;
        Robust {
            first: is_told.then_some(first),
            first_range: if is_told { first.interval } else { jackknife.open(o) },
            first_as_shown: first_as_shown[o],
            regret: jackknife.number(&|told| told.regret[o], 0.0, f64::INFINITY),
            at_least: jackknife.share(&|told| told.at_least[o]),
            worst: jackknife.whole.worst[o],
        }
    };
    Some(Robustness { options: (0..halves.options()).map(option).collect(), tied, level })
}

/// What all worlds tell, and what is told without each of their clusters.
struct Jackknife {
    whole: Told,
    left_out: Vec<Told>,
    worlds: usize,
}

impl Jackknife {
    fn of(halves: &Halves, level: f64) -> Jackknife {
        let worlds = halves.worlds();
        let all: Vec<usize> = (0..worlds).collect();
        let without = |group: usize| {
            let kept: Vec<usize> = all.iter().copied().filter(|&w| group_of_world(w) != group).collect();
            Told::of(halves, &kept, level)
        };
        let left_out = (0..worlds.min(GROUPS)).map(without).collect();
        Jackknife { whole: Told::of(halves, &all, level), left_out, worlds }
    }

    fn error(&self, of: &dyn Fn(&Told) -> f64) -> f64 {
        let groups = self.left_out.len() as f64;
        let mean = self.left_out.iter().map(of).sum::<f64>() / groups;
        let squares: f64 = self.left_out.iter().map(|told| (of(told) - mean) * (of(told) - mean)).sum();
        ((groups - 1.0) / groups * squares).sqrt()
    }

    /// The quantile of Student's distribution that intervals reach.
    fn reach(&self) -> f64 {
        student_t_quantile(0.975, self.left_out.len() - 1)
    }

    /// The least error of a share of the worlds.
    fn least(&self) -> f64 {
        let q = 1.0 / (self.worlds as f64 + 2.0);
        (q * (1.0 - q) / self.worlds as f64).sqrt()
    }

    fn number(&self, of: &dyn Fn(&Told) -> f64, least: f64, most: f64) -> Share {
        let (value, standard_error) = (of(&self.whole), self.error(of).max(least));
        let off = self.reach() * standard_error;
        Share {
            value,
            standard_error,
            interval: Interval { lo: (value - off).max(0.0), hi: (value + off).min(most) },
        }
    }

    fn share(&self, of: &dyn Fn(&Told) -> f64) -> Share {
        self.number(of, self.least(), 1.0)
    }

    /// What is surely so: the greater of what both halves and what all paths say, each less its errors.
    fn surely(&self, in_both: &dyn Fn(&AtLeast) -> f64, in_all: &dyn Fn(&AtLeast) -> f64) -> f64 {
        let one = |of: &dyn Fn(&AtLeast) -> f64| {
            let of = |told: &Told| of(&told.surely);
            of(&self.whole) - self.reach() * self.error(&of).max(self.least())
        };
        one(in_both).max(one(in_all)).max(0.0)
    }

    /// Between which shares of the worlds an option ranks first, as far as paths tell.
    fn open(&self, option: usize) -> Interval {
        let first = |o: usize| self.surely(&|sure| sure.first_in_both[o], &|sure| sure.first_in_all[o]);
        let beaten = |rival: usize| {
            self.surely(&|sure| sure.beaten_in_both[option][rival], &|sure| sure.beaten_in_all[option][rival])
        };
        let rivals = || (0..self.whole.first.len()).filter(|rival| *rival != option);
        let lost = rivals().map(beaten).fold(rivals().map(first).sum(), f64::max);
        let hi = (1.0 - lost).max(0.0);
        Interval { lo: first(option).min(hi), hi }
    }
}

/// What some of the worlds tell, by option.
struct Told {
    first: Vec<f64>,
    surely: AtLeast,
    regret: Vec<f64>,
    at_least: Vec<f64>,
    worst: Vec<f64>,
}

impl Told {
    fn of(halves: &Halves, worlds: &[usize], level: f64) -> Told {
        let values = net(halves, worlds).values;
        let count = values.len() as f64;
        let slack = TIE * level.abs();
        let share = |o: usize| values.iter().filter(|world| world[o] >= level - slack).count() as f64 / count;
        let best = |world: &Vec<f64>| world.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let regret = |o: usize| values.iter().map(|world| best(world) - world[o]).sum::<f64>() / count;
        let worst = |o: usize| {
            let mut sorted: Vec<f64> = values.iter().map(|world| world[o]).collect();
            sorted.sort_by(f64::total_cmp);
            sample_quantile(&sorted, 0.05)
        };
        let options = 0..halves.options();
        Told {
            first: firsts(&values),
            surely: AtLeast::of(halves, worlds),
            regret: options.clone().map(regret).collect(),
            at_least: options.clone().map(share).collect(),
            worst: options.map(worst).collect(),
        }
    }
}

/// The share of the worlds in which each option is first; options that tie have a part each.
fn firsts(values: &[Vec<f64>]) -> Vec<f64> {
    let mut found = vec![0.0; values.first().map_or(0, Vec::len)];
    for world in values {
        let first = winners(world);
        first.iter().for_each(|&o| found[o] += 1.0 / (first.len() * values.len()) as f64);
    }
    found
}

/// The options that nothing in a world beats.
fn winners(world: &[f64]) -> Vec<usize> {
    let best = world.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scale = world.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    (0..world.len()).filter(|&o| best - world[o] <= TIE * scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Stream;
    use crate::math::{normal_cdf, normal_quantile};

    /// Worlds in which two options differ by a normal amount, with a luck that they share in part; `paths` in each half.
    fn planted(number: u64, worlds: usize, mean: f64, spread: f64, luck: f64) -> Halves {
        let draw = |what: &str, world: usize, n: u32| {
            normal_quantile(Stream::new(number, "test", what).uniform(world as u32, 0, n))
        };
        let half = |option: usize, half: u32| -> Vec<f64> {
            let value = |w: usize| {
                let common = draw("world", w, 0);
                let own = if option == 0 { mean + spread * draw("difference", w, 0) } else { 0.0 };
                common + own + luck * (draw("shared", w, half) + draw(&format!("own {option}"), w, half))
            };
            (0..worlds).map(value).collect()
        };
        Halves { first: vec![half(0, 0), half(1, 0)], second: vec![half(0, 1), half(1, 1)], paths: (10, 10) }
    }

    #[test]
    fn options_that_tie_share_their_place() {
        assert_eq!(firsts(&[vec![1.0, 1.0, 0.0], vec![0.0, 2.0, 1.0]]), [0.25, 0.75, 0.0]);
    }

    #[test]
    fn without_luck_it_is_a_count() {
        let values = vec![vec![3.0, 1.0, 5.0, 2.0], vec![1.0, 2.0, 3.0, 4.0]];
        let halves = Halves { first: values.clone(), second: values, paths: (1, 1) };
        let found = robustness(&halves, 3.0).unwrap();
        let first: Vec<f64> = found.options.iter().map(|option| option.first.unwrap().value).collect();
        let regret: Vec<f64> = found.options.iter().map(|option| option.regret.value).collect();
        let enough: Vec<f64> = found.options.iter().map(|option| option.at_least.value).collect();
        assert_eq!((first, enough, found.tied), (vec![0.5, 0.5], vec![0.5, 0.5], 0.0));
        assert!((regret[0] - 0.75).abs() < 1e-12 && (regret[1] - 1.0).abs() < 1e-12, "{regret:?}");
    }

    #[test]
    fn intervals_hold_their_level_and_luck_is_not_taken_for_doubt() {
        // The difference d of the options is normal: the first is ahead in Φ(mean/spread) of all worlds, and falls E max(0, −d) short in the mean.
        let (mean, spread): (f64, f64) = (1.0, 1.0);
        let first = normal_cdf(mean / spread);
        let density = crate::math::exp(-0.5 * (mean / spread) * (mean / spread));
        let density = density / (2.0 * std::f64::consts::PI).sqrt();
        let regret = spread * density - mean * normal_cdf(-mean / spread);
        let mut misses = [0, 0, 0];
        for number in 0..500 {
            let found = robustness(&planted(number, 200, mean, spread, 1.0), 0.0).unwrap();
            let Robust { first: share, regret: short, first_as_shown, .. } = &found.options[0];
            let share = share.unwrap();
            let Interval { lo, hi } = share.interval;
            let shift = first_as_shown - share.value;
            // The planted bug: the shares of the worlds as their paths show them.
            let shown = Interval { lo: lo + shift, hi: hi + shift };
            let all = [(share.interval, first), (short.interval, regret), (shown, first)];
            for (misses, (interval, truth)) in misses.iter_mut().zip(all) {
                *misses += usize::from(!(interval.lo..=interval.hi).contains(&truth));
            }
        }
        // At a level of 95 % of 500 studies 25 miss; more than 55 at a false-alarm rate of 1e-7 (binomial tail, exact).
        let [share, short, shown] = misses;
        assert!(share <= 55 && short <= 55, "{misses:?}");
        assert!(shown > 55, "{misses:?}");
    }

    /// Worlds of 25 paths in which two options are rare: chances, and every second path's luck is shared.
    fn rare(number: u64, worlds: usize, chance: &dyn Fn(usize, f64, f64) -> f64) -> Halves {
        let world = Stream::new(number, "rare", "world");
        let luck = [0, 1].map(|o| Stream::new(number, "rare", &format!("luck of {o}")));
        let half = |o: usize, paths: std::ops::Range<u32>| -> Vec<f64> {
            let value = |w: u32| {
                let chance = chance(o, world.uniform(w, 0, 0), world.uniform(w, 0, 1 + o as u32));
                let hit = |path: &u32| {
                    luck[if path.is_multiple_of(2) { 0 } else { o }].uniform(w, *path, 0) < chance
                };
                paths.clone().filter(hit).count() as f64 / f64::from(paths.end - paths.start)
            };
            (0..worlds as u32).map(value).collect()
        };
        Halves {
            first: [0, 1].map(|o| half(o, 0..12)).into(),
            second: [0, 1].map(|o| half(o, 12..25)).into(),
            paths: (12, 13),
        }
    }

    #[test]
    fn options_too_rare_to_rank_have_ranges_that_hold_the_truth() {
        // A little ahead in every world; ahead in 0.6 of them, by a fifth to a half; and far ahead in every world.
        type Chance<'a> = &'a dyn Fn(usize, f64, f64) -> f64;
        let little: Chance = &|o, _, _| [0.011, 0.010][o];
        let spread: Chance = &|o, common, own| {
            // The first is ahead where its own luck is above 0.4: the other's part is always halfway.
            0.02 * common * if o == 0 { 0.5 + own } else { 0.9 }
        };
        let far: Chance = &|o, common, _| [0.05, 0.003][o] * (0.5 + common);
        // At a level of 95 % 25 of 500 studies miss; more than 55 at a false-alarm rate of 1e-7 (binomial tail, exact).
        for (chance, truth, least) in [(little, 1.0, 0.0), (spread, 0.6, 0.0), (far, 1.0, 0.45)] {
            let (mut misses, mut of_the_map, mut lows) = (0, 0, 0.0);
            for number in 0..500 {
                let halves = rare(number, 100, chance);
                let found = robustness(&halves, 0.0).unwrap();
                assert!(found.tied > TOO_MANY_TIES && found.options[0].first.is_none(), "{found:?}");
                let Interval { lo, hi } = found.options[0].first_range;
                misses += usize::from(!(lo..=hi).contains(&truth));
                let their = found.options[1].first_range;
                assert!(lo <= hi && (lo + their.hi - 1.0).abs() < 1e-9, "of two one is first: {found:?}");
                lows += lo / 500.0;
                // The planted bug: the linear map, with the error of its own jackknife.
                let mapped = Jackknife::of(&halves, 0.0).share(&|told| told.first[0]);
                of_the_map += usize::from(!(mapped.interval.lo..=mapped.interval.hi).contains(&truth));
            }
            assert!(misses <= 55, "{misses} of 500 at {truth}");
            assert!(least > 0.0 || of_the_map > 55, "{of_the_map} of 500 at {truth}");
            assert!(lows >= least, "the range says something: {lows}");
        }
    }

    /// Worlds whose options have chances with normal logits (their medians' logits are given; a common part and one of their own), seen on twelve and thirteen paths that the
    /// options share: how far the share of worlds in which the first is the best is off, net of luck and as it is shown, and how far its regret.
    fn off(seed: u64, logits: &[f64], common: f64, own: f64) -> ([f64; 3], bool) {
        const WORLDS: usize = 4_000;
        let normal = |what: &str, world: usize, n: u32| {
            normal_quantile(Stream::new(seed, "made up", what).uniform(world as u32, 0, n))
        };
        let chance = |o: usize, w: usize| {
            let logit = logits[o] + common * normal("common", w, 0) + own * normal("own", w, o as u32);
            crate::math::logistic(logit)
        };
        let hit = |o: usize, w: usize, path: u32| {
            let apart = (1.0_f64 - 0.81).sqrt() * normal("path of an option", w, 100 * o as u32 + path);
            normal_cdf(0.9 * normal("path", w, path) + apart) < chance(o, w)
        };
        let half = |from: u32, to: u32| -> Vec<Vec<f64>> {
            let share = |o: usize, w: usize| {
                (from..to).filter(|&path| hit(o, w, path)).count() as f64 / f64::from(to - from)
            };
            (0..logits.len()).map(|o| (0..WORLDS).map(|w| share(o, w)).collect()).collect()
        };
        let found = Halves { first: half(0, 12), second: half(12, 25), paths: (12, 13) };
        let truth: Vec<Vec<f64>> =
            (0..WORLDS).map(|w| (0..logits.len()).map(|o| chance(o, w)).collect()).collect();
        let best = |world: &Vec<f64>| world.iter().copied().fold(0.0, f64::max);
        let regret = truth.iter().map(|world| best(world) - world[0]).sum::<f64>() / WORLDS as f64;
        let told = &robustness(&found, 0.0).unwrap().options[0];
        let all: Vec<usize> = (0..WORLDS).collect();
        let (first, net) = (firsts(&truth)[0], Told::of(&found, &all, 0.0).first[0]);
        assert!(
            told.first.is_some() || (told.first_range.lo..=told.first_range.hi).contains(&first),
            "{told:?}"
        );
        ([net - first, told.first_as_shown - first, told.regret.value - regret], told.first.is_some())
    }

    /// What docs/methods.md says of worlds that are not normal.
    #[test]
    fn in_lopsided_worlds_the_share_is_a_little_too_sure_and_the_regret_right() {
        // Over twelve seeds what a seed gives differs by 0.009 at most (standard deviation), so the mean of four by 0.0045: six of these are a false alarm
        // in 10⁸.
        let of_four = |logits: &[f64], common: f64, own: f64| -> [f64; 3] {
            let four = [1, 2, 3, 4].map(|seed| off(seed, logits, common, own));
            // In all of these more than a tenth of the worlds tie, a little more where chances are near one half: no share is told, and `off` looks whether the range holds the truth.
            assert!(four.iter().all(|(_, is_told)| !is_told), "{logits:?}");
            std::array::from_fn(|i| four.iter().map(|(one, _)| one[i]).sum::<f64>() / 4.0)
        };
        let [net, shown, regret] = of_four(&[-0.5, -0.3, -1.0], 0.8, 0.5);
        assert!(
            (net + 0.026).abs() < 0.03 && shown.abs() < 0.04 && regret.abs() < 0.01,
            "{net} {shown} {regret}"
        );
        let [net, shown, regret] = of_four(&[-3.0, -3.3, -4.0], 1.0, 0.5);
        assert!((net - 0.109).abs() < 0.03 && shown < -0.1 && regret.abs() < 0.01, "{net} {shown} {regret}");
        let [net, shown, regret] = of_four(&[-2.0, -2.6, -6.0], 1.2, 0.1);
        assert!((net + 0.009).abs() < 0.03 && shown < -0.15 && regret.abs() < 0.01, "{net} {shown} {regret}");
    }
}
