//! Round numbers and dates along an axis.

use crate::figures::Measured;
use crate::words::{MONTHS, plain};

/// Ticks of the time axis: the beginnings of round years, or the ends of months where the span is short.
pub(super) fn time_ticks(start: f64, end: f64, max: usize) -> Vec<(f64, String)> {
    let (first, last) = ((start * 12.0).round() as i64, (end * 12.0).round() as i64);
    let is_tick = |month: i64, step: i64| match step / 12 {
        0 => month % step == 0,
        years => month % 12 == 0 && (month / 12) % years == 0,
    };
    let months = |step: i64| (first..=last).filter(move |&month| is_tick(month, step));
    let steps = [1, 3, 6, 12, 24, 60, 120, 240, 600];
    let step = steps.into_iter().find(|&step| months(step).count() <= max).unwrap_or(1200);
    let has_december = months(step).any(|month| month % 12 == 0);
    let label = |(i, month): (usize, i64)| {
        let (year, name) = ((month - 1).div_euclid(12), &MONTHS[(month - 1).rem_euclid(12) as usize][..3]);
        let needs_year = month % 12 == 0 || (i == 0 && !has_december);
        let text = match (step >= 12, needs_year) {
            (true, _) => (month / 12).to_string(),
            (false, true) => format!("{name} {year}"),
            (false, false) => name.to_string(),
        };
        (month as f64 / 12.0, text)
    };
    months(step).enumerate().map(label).collect()
}

/// Round numbers over a range, with the decimals that tell them apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    pub values: Vec<f64>,
    decimals: usize,
    /// What each value reads as, where values are no numbers to the reader.
    names: Vec<String>,
}

impl Ticks {
    /// At most `max` round numbers (1, 2 or 5 times a power of ten apart) within the range.
    pub fn new(lo: f64, hi: f64, max: usize) -> Ticks {
        let step = step(hi - lo, max);
        let decimals = decimals(step);
        let (first, last) = ((lo / step - 1e-6).ceil(), (hi / step + 1e-6).floor());
        if !((hi - lo).is_finite() && first.abs() < WHOLE && last.abs() < WHOLE) {
            // A range so narrow for its size that no round numbers lie in it, or no range.
            return Ticks { values: Vec::new(), decimals, names: Vec::new() };
        }
        // Through text: 3 × 0.1 is not 0.3.
        let value = |i: i64| format!("{:.decimals$}", i as f64 * step).parse().unwrap_or(i as f64 * step);
        Ticks {
            values: (first as i64..=last as i64).take(max + 3).map(value).collect(),
            decimals,
            names: Vec::new(),
        }
    }

    /// The range widened to round numbers, and its ticks.
    pub fn around(lo: f64, hi: f64, max: usize) -> (f64, f64, Ticks) {
        let hi = if hi > lo { hi } else { lo + f64::max(lo.abs() * 0.1, 1.0) };
        let step = step(hi - lo, max);
        let (lo, hi) = ((lo / step + 1e-6).floor() * step, (hi / step - 1e-6).ceil() * step);
        (lo, hi, Ticks::new(lo, hi, max + 2))
    }

    /// The ends of an axis that holds these values of a metric, and its ticks.
    pub fn measured(measured: Measured, lo: f64, hi: f64, most: usize) -> (f64, f64, Ticks) {
        match measured {
            Measured::Date(start) => {
                // A year at least, so that a single date stands in some time.
                let spare = ((12.0 - (hi - lo)) / 2.0).max((hi - lo) / 40.0).max(1.0).ceil();
                let (lo, hi) = ((lo - spare).max(0.0), hi + spare);
                (lo, hi, Ticks::dates(start, lo, hi, most))
            }
            _ => Ticks::around(lo, hi, most),
        }
    }

    /// Dates over a range of months after a moment.
    pub fn dates(start: f64, lo: f64, hi: f64, max: usize) -> Ticks {
        let ticks = time_ticks(start + lo / 12.0, start + hi / 12.0, max.max(2));
        let (values, names) =
            ticks.into_iter().map(|(at, name)| ((12.0 * (at - start)).round(), name)).unzip();
        Ticks { values, decimals: 0, names }
    }

    /// A tick's number or date.
    pub fn text(&self, value: f64) -> String {
        let name = self.values.iter().zip(&self.names).find(|(tick, _)| **tick == value);
        if let Some((_, name)) = name {
            return name.clone();
        }
        plain(value, self.decimals)
    }
}

/// Below it a float tells every whole number from the next.
const WHOLE: f64 = 9e15;

/// A round step that divides a span into at most `max` pieces.
fn step(span: f64, max: usize) -> f64 {
    let tens =
        (-12..=307).map(|exponent| if exponent < 0 { 1.0 / power(-exponent) } else { power(exponent) });
    let steps = tens.flat_map(|ten| [ten, 2.0 * ten, 5.0 * ten]);
    let mut steps = steps.filter(|step| span / step <= max as f64 + 1e-9);
    steps.next().unwrap_or(span.max(1.0))
}

fn power(exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

fn decimals(step: f64) -> usize {
    (0..12)
        .find(|&places| {
            let scaled = step * power(places);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0)
        })
        .unwrap_or(12) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers() {
        let of = |lo, hi, max| {
            let ticks = Ticks::new(lo, hi, max);
            ticks.values.iter().map(|&value| ticks.text(value)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(-1.0, 1.0, 4), "−1.0 −0.5 0.0 0.5 1.0");
        assert_eq!(of(0.0, 5000.0, 5), "0 1000 2000 3000 4000 5000");
        assert_eq!(of(0.0, 60_000.0, 3), "0 20,000 40,000 60,000");
        assert_eq!(of(0.1, 0.35, 5), "0.10 0.15 0.20 0.25 0.30 0.35");
        assert_eq!(Ticks::around(-37.0, 81.0, 6), (-40.0, 100.0, Ticks::new(-40.0, 100.0, 7)));
        assert!(Ticks::around(3.0, 3.0, 5).1 > 3.0);
    }

    #[test]
    fn scales_hold_at_any_magnitude() {
        for (lo, hi) in [
            (0.0, 1e100),
            (-1e300, 1e300),
            (1e100, 1e100),
            (5e-324, 1e-300),
            (-f64::MAX, f64::MAX),
            (1e16, 1e16 + 4.0),
        ] {
            let ticks = Ticks::new(lo, hi, 5);
            assert!(
                ticks.values.len() <= 8 && ticks.values.iter().all(|x| x.is_finite()),
                "{lo} {hi} {ticks:?}"
            );
            let (_, _, around) = Ticks::around(lo, hi, 5);
            assert!(around.values.len() <= 10, "{lo} {hi} {around:?}");
        }
        for lost in [f64::NAN, f64::INFINITY] {
            assert_eq!(Ticks::new(0.0, lost, 5).values, [] as [f64; 0]);
        }
        assert_eq!(Ticks::new(0.0, 40.0, 4).values, [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(Ticks::new(0.0, 4e100, 4).values.len(), 5);
    }

    #[test]
    fn time_ticks_are_years_or_months() {
        let of =
            |start, end| time_ticks(start, end, 8).into_iter().map(|t| t.1).collect::<Vec<_>>().join(" ");
        assert_eq!(of(2026.0, 2037.0), "2026 2028 2030 2032 2034 2036");
        assert_eq!(of(2025.0 + 11.0 / 12.0, 2027.0), "Dec 2025 Mar Jun Sep Dec 2026");
        assert_eq!(of(2026.25, 2026.75), "Mar 2026 Apr May Jun Jul Aug Sep");
        assert_eq!(of(2026.0, 2050.0), "2030 2035 2040 2045 2050");
        assert_eq!(of(2026.0, 2091.0), "2030 2040 2050 2060 2070 2080 2090");
    }

    #[test]
    fn the_ticks_of_dates_are_dates() {
        let (lo, hi, ticks) = Ticks::measured(Measured::Date(2017.0), 3.0, 110.0, 8);
        let texts: Vec<String> = ticks.values.iter().map(|&value| ticks.text(value)).collect();
        assert_eq!(texts, ["2018", "2020", "2022", "2024", "2026"]);
        assert!(lo <= 3.0 && hi >= 110.0 && ticks.values.iter().all(|&tick| lo <= tick && tick <= hi));
        let (lo, hi, ticks) = Ticks::measured(Measured::Date(2017.0), 13.0, 13.0, 8);
        assert!(hi - lo >= 12.0 && !ticks.values.is_empty());
    }
}
