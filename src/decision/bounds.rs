//! Between which shares of the worlds an option ranks first, where paths are too few to rank single worlds.

use super::net::Halves;

/// What is no more than this share of the largest value apart is a tie: rounding leaves as much.
pub(super) const TIE: f64 = 1e-9;

/// What some of the worlds say at least: shares of them, in the mean no more than the true ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AtLeast {
    /// By option: that nothing is better, from both halves of the paths.
    pub first_in_both: Vec<f64>,
    /// The same from all paths.
    pub first_in_all: Vec<f64>,
    /// By option and rival: that the rival is better, from both halves.
    pub beaten_in_both: Vec<Vec<f64>>,
    /// The same from all paths.
    pub beaten_in_all: Vec<Vec<f64>>,
}

impl AtLeast {
    /// **Formula** with shares of the worlds: an option is first in at least those in which it alone leads in both halves, less half of those in which it leads in one and is behind
    /// in the other; and in at least those in which it alone leads over all paths, less those in which it is behind. The same of two options, that one beats the other.
    /// They follow from one assumption: half of the paths of a world show an option that is behind in truth ahead no more often than behind. A chance keeps it, since where a ≤ b are how likely a path has the outcome under one option
    /// alone and the other alone, a lead of m by the first is (a/b)ᵐ times as likely as one by the second. Halves of one world are independent, so that both are wrong no more often than they contradict each other.
    pub fn of(halves: &Halves, worlds: &[usize]) -> AtLeast {
        let options = halves.options();
        let mut found = AtLeast {
            first_in_both: vec![0.0; options],
            first_in_all: vec![0.0; options],
            beaten_in_both: vec![vec![0.0; options]; options],
            beaten_in_all: vec![vec![0.0; options]; options],
        };
        let one = 1.0 / worlds.len() as f64;
        for &world in worlds {
            let halves_of =
                |half: &[Vec<f64>]| -> Vec<f64> { half.iter().map(|values| values[world]).collect() };
            let (first, second) = (halves_of(&halves.first), halves_of(&halves.second));
            let all: Vec<f64> = (0..options).map(|o| halves.mean(o, world)).collect();
            let [led, led_too, led_in_all] = [&first, &second, &all].map(|values| Leads::of(values));
            for o in 0..options {
                found.first_in_both[o] += one * reproduced(led.best(o), led_too.best(o));
                found.first_in_all[o] += one * led_in_all.best(o);
                for rival in (0..options).filter(|rival| *rival != o) {
                    let [in_first, in_second] = [&led, &led_too].map(|led| led.over(rival, o));
                    found.beaten_in_both[o][rival] += one * reproduced(in_first, in_second);
                    found.beaten_in_all[o][rival] += one * led_in_all.over(rival, o);
                }
            }
        }
        found
    }
}

/// 1 where both are ahead, −½ where they contradict each other, else 0.
fn reproduced(a: f64, b: f64) -> f64 {
    match a * b {
        x if x < 0.0 => -0.5,
        x if x > 0.0 && a > 0.0 => 1.0,
        _ => 0.0,
    }
}

/// Who leads among values of one world.
struct Leads<'a> {
    values: &'a [f64],
    slack: f64,
}

impl<'a> Leads<'a> {
    fn of(values: &'a [f64]) -> Leads<'a> {
        Leads { values, slack: TIE * values.iter().fold(0.0_f64, |most, x| most.max(x.abs())) }
    }

    /// 1 if an option is ahead of another, −1 if it is behind, 0 if they tie.
    fn over(&self, option: usize, other: usize) -> f64 {
        let lead = self.values[option] - self.values[other];
        if lead.abs() <= self.slack { 0.0 } else { lead.signum() }
    }

    /// 1 if an option is ahead of all others, −1 if it is behind one, 0 if it shares the lead.
    fn best(&self, option: usize) -> f64 {
        let others = (0..self.values.len()).filter(|other| *other != option);
        others.map(|other| self.over(option, other)).fold(1.0, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_options_by_hand() {
        // Worlds: the first leads in both halves; leads in one and is behind in the other; shares the lead; is behind in both.
        let first = vec![vec![3.0, 3.0, 2.0, 0.0], vec![1.0, 1.0, 2.0, 2.0], vec![0.0, 0.0, 0.0, 1.0]];
        let second = vec![vec![2.0, 0.0, 2.0, 0.0], vec![1.0, 1.0, 0.0, 2.0], vec![1.0, 0.0, 0.0, 0.0]];
        let found = AtLeast::of(&Halves { first, second, paths: (5, 5) }, &[0, 1, 2, 3]);
        assert_eq!(found.first_in_both, [0.125, 0.125, -0.0]);
        // Over all paths it leads in three worlds and is behind in one.
        assert_eq!(found.first_in_all, [0.5, -0.5, -1.0]);
        assert_eq!(found.beaten_in_both[0], [0.0, 0.125, 0.0]);
        assert_eq!(found.beaten_in_all[0], [0.0, -0.5, -0.5]);
    }

    #[test]
    fn options_that_are_one_say_nothing() {
        let half = vec![vec![1.0, 2.0], vec![1.0, 2.0]];
        let found = AtLeast::of(&Halves { first: half.clone(), second: half, paths: (5, 5) }, &[0, 1]);
        assert_eq!((found.first_in_both, found.first_in_all), (vec![0.0; 2], vec![0.0; 2]));
    }
}
