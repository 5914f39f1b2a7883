//! The scale of a chance: how high it must reach, in which steps, and with how many decimals its values are told.

/// A vertical scale from 0 to a round number, in steps of a round number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    /// Millionths; whole numbers keep ticks exact.
    step: u32,
    pub steps: u32,
    /// Decimals of the ticks in per cent.
    tick_decimals: usize,
    /// Decimals of values in per cent.
    pub value_decimals: usize,
}

impl Scale {
    /// The finest scale that holds the highest value in at most `max_steps` steps, never above 100 %.
    pub fn new(highest: f64, max_steps: u32) -> Scale {
        let steps = [1, 10, 100, 1_000, 10_000, 100_000]
            .iter()
            .flat_map(|tens| [tens, &(2 * tens), &(5 * tens)].map(|s| *s))
            .flat_map(|step| if step == 200_000 { vec![step, 250_000] } else { vec![step] });
        let needed = |step: u32| ((highest.min(1.0) * 1e6 / f64::from(step) - 1e-6).ceil() as u32).max(1);
        let step = if highest > 0.0 {
            steps.into_iter().find(|&step| needed(step) <= max_steps).unwrap_or(500_000)
        } else {
            2_000
        };
        let steps = if highest > 0.0 { needed(step) } else { 5 };
        let tick_decimals = [10_000, 1_000, 100, 10].iter().position(|unit| step % unit == 0).unwrap_or(4);
        let narrow = highest > 0.0 && step * steps <= 50_000;
        let value_decimals = if narrow { tick_decimals.max(1) } else { 0 };
        Scale { step, steps, tick_decimals, value_decimals }
    }

    pub fn top(self) -> f64 {
        f64::from(self.step * self.steps) / 1e6
    }

    /// Each tick's value and its number in per cent.
    pub fn ticks(self) -> impl Iterator<Item = (f64, String)> {
        (0..=self.steps).map(move |i| {
            let value = f64::from(i * self.step) / 1e6;
            let decimals = if i == 0 { 0 } else { self.tick_decimals };
            (value, format!("{:.decimals$}", value * 100.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number_above_the_data() {
        let of = |highest: f64| {
            let scale = Scale::new(highest, 7);
            (scale.ticks().map(|tick| tick.1).collect::<Vec<_>>().join(" "), scale.value_decimals)
        };
        assert_eq!(of(0.55), ("0 10 20 30 40 50 60".into(), 0));
        assert_eq!(of(1.0), ("0 20 40 60 80 100".into(), 0));
        assert_eq!(of(0.6), ("0 10 20 30 40 50 60".into(), 0));
        assert_eq!(of(0.0011), ("0 0.02 0.04 0.06 0.08 0.10 0.12".into(), 2));
        let quarters: Vec<String> = Scale::new(0.9, 4).ticks().map(|tick| tick.1).collect();
        assert_eq!(quarters, ["0", "25", "50", "75", "100"]);
        assert_eq!(of(0.0), ("0 0.2 0.4 0.6 0.8 1.0".into(), 0));
    }
}
