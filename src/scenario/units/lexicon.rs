//! The words of units that are known: how each is spelled, and what it is a multiple of.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::ratio::Ratio;

/// A word of a unit: so many times a power of a base, as in "km2" = 1 000 000 m².
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Word {
    /// How it is shown; two words are the same if they are shown alike.
    pub(super) shown: String,
    /// What it is a multiple of; empty for a share or a plain count.
    pub(super) base: String,
    pub(super) power: i32,
    pub(super) ratio: Ratio,
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.shown == other.shown
    }
}

impl Eq for Word {}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Word) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Word) -> Ordering {
        self.shown.cmp(&other.shown)
    }
}

/// Words with powers.
pub(super) type Powers = BTreeMap<Word, i32>;

/// Spellings, how it is shown, base, power, and so many over so many of the base.
type Known = (&'static [&'static str], &'static str, &'static str, i32, u128, u128);

const KNOWN: [Known; 38] = [
    (&["months", "month", "mo", "mos", "mth", "mths"], "months", "month", 1, 1, 1),
    (&["years", "year", "yr", "yrs", "y", "a", "annum"], "years", "month", 1, 12, 1),
    (&["quarters", "quarter"], "quarters", "month", 1, 3, 1),
    (&["half-years", "half-year"], "half-years", "month", 1, 6, 1),
    (&["decades", "decade"], "decades", "month", 1, 120, 1),
    (&["centuries", "century"], "centuries", "month", 1, 1200, 1),
    (&["days", "day", "d"], "days", "day", 1, 1, 1),
    (&["weeks", "week", "wk", "wks"], "weeks", "day", 1, 7, 1),
    (&["hours", "hour", "h", "hr", "hrs"], "hours", "day", 1, 1, 24),
    (&["%", "percent", "pct", "percentage"], "%", "", 0, 1, 100),
    (&["‰", "permille", "promille"], "‰", "", 0, 1, 1000),
    (&["bp", "bps"], "basis points", "", 0, 1, 10_000),
    (&["ppm"], "ppm", "", 0, 1, 1_000_000),
    (&["points", "point", "pts", "pt"], "points", "points", 1, 1, 1),
    (&["levels", "level"], "levels", "levels", 1, 1, 1),
    (&["m", "metre", "metres", "meter", "meters"], "m", "m", 1, 1, 1),
    (&["km", "kilometre", "kilometres", "kilometer", "kilometers"], "km", "m", 1, 1000, 1),
    (&["cm", "centimetre", "centimetres", "centimeter", "centimeters"], "cm", "m", 1, 1, 100),
    (&["mm", "millimetre", "millimetres", "millimeter", "millimeters"], "mm", "m", 1, 1, 1000),
    (&["m2", "sqm", "qm"], "m2", "m", 2, 1, 1),
    (&["km2", "sqkm", "qkm"], "km2", "m", 2, 1_000_000, 1),
    (&["cm2"], "cm2", "m", 2, 1, 10_000),
    (&["ha", "hectare", "hectares"], "ha", "m", 2, 10_000, 1),
    (&["m3", "cbm"], "m3", "m", 3, 1, 1),
    (&["km3"], "km3", "m", 3, 1_000_000_000, 1),
    (&["bcm"], "bn m3", "m", 3, 1_000_000_000, 1),
    (&["l", "litre", "litres", "liter", "liters"], "litres", "m", 3, 1, 1000),
    (&["g", "gram", "grams", "gramme", "grammes"], "g", "g", 1, 1, 1),
    (&["kg", "kilogram", "kilograms"], "kg", "g", 1, 1000, 1),
    (&["t", "tonne", "tonnes"], "t", "g", 1, 1_000_000, 1),
    (&["kt", "kilotonne", "kilotonnes"], "kt", "g", 1, 1_000_000_000, 1),
    (&["kWh"], "kWh", "Wh", 1, 1000, 1),
    (&["MWh"], "MWh", "Wh", 1, 1_000_000, 1),
    (&["GWh"], "GWh", "Wh", 1, 1_000_000_000, 1),
    (&["TWh"], "TWh", "Wh", 1, 1_000_000_000_000, 1),
    (&["people", "person", "persons"], "people", "people", 1, 1, 1),
    (&["EUR", "€", "euro", "euros"], "EUR", "EUR", 1, 1, 1),
    (&["USD", "US$"], "USD", "USD", 1, 1, 1),
];

/// Words for a share, a chance or a plain number.
const PLAIN: [&str; 13] = [
    "1",
    "share",
    "fraction",
    "chance",
    "probability",
    "proportion",
    "ratio",
    "dimensionless",
    "number",
    "multiplier",
    "×",
    "unitless",
    "factor",
];

/// Spellings of thousands and more, how they are shown, and the powers of ten.
const MULTIPLES: [(&[&str], &str, u32); 8] = [
    (&["hundred", "hundreds"], "hundred", 2),
    (&["thousand", "thousands", "k", "tsd"], "thousand", 3),
    (&["lakh", "lakhs"], "lakh", 5),
    (&["million", "millions", "m", "mn", "mln", "mio"], "million", 6),
    (&["crore", "crores"], "crore", 7),
    (&["billion", "billions", "b", "bn", "bln", "mrd", "milliard", "milliards"], "bn", 9),
    (&["trillion", "trillions", "tn", "trn"], "trillion", 12),
    (&["quadrillion", "quadrillions"], "quadrillion", 15),
];

/// Two words that are one.
pub(super) const PAIRS: [(&[&str], &[&str], &str); 9] = [
    (&["percentage", "%"], &["points", "point"], "%"),
    (&["basis"], &["points", "point"], "bp"),
    (&["us", "u.s."], &["dollars", "dollar"], "USD"),
    (&["pure", "plain"], &["number", "numbers"], "1"),
    (&["no"], &["unit"], "1"),
    (&["metric"], &["tons", "ton"], "t"),
    (&["half"], &["years", "year"], "half-years"),
    (&["calendar"], &["months", "month"], "months"),
    (&["calendar"], &["years", "year"], "years"),
];

/// The word that this spelling is known for.
pub(super) fn known(token: &str) -> Option<Word> {
    let find = |wanted: &str| {
        KNOWN.iter().find(|(spellings, ..)| spellings.contains(&wanted)).map(
            |&(_, shown, base, power, over, under)| Word {
                shown: shown.into(),
                base: base.into(),
                power,
                ratio: Ratio::new(over, under),
            },
        )
    };
    let plain = |wanted: &str| PLAIN.contains(&wanted).then(|| word("1", "", Ratio::ONE));
    // Single letters and prefixes mean something else when they are large.
    let lower = token.to_lowercase();
    let lower = lower.strip_suffix('.').unwrap_or(&lower);
    let spelled_out = lower.chars().count() > 1;
    find(token)
        .or_else(|| plain(token))
        .or_else(|| if spelled_out { find(lower).or_else(|| plain(lower)) } else { None })
}

/// Whether a base is one that is known, or a currency.
pub(super) fn is_placed(base: &str) -> bool {
    base.is_empty() || is_currency(base) || KNOWN.iter().any(|known| known.2 == base)
}

pub(super) fn word(shown: &str, base: &str, ratio: Ratio) -> Word {
    Word { shown: shown.into(), base: base.into(), power: 1, ratio }
}

pub(super) fn multiple(token: &str) -> Option<(String, Ratio)> {
    /// Larger numbers are slips.
    const MOST: u128 = 1_000_000_000_000_000;
    let number =
        token.parse::<u128>().ok().filter(|n| (2..=MOST).contains(n) && !token.starts_with(['0', '+']));
    if let Some(number) = number {
        return Some((token.to_string(), Ratio::new(number, 1)));
    }
    let lower = token.to_lowercase();
    let found = MULTIPLES.iter().find(|(spellings, ..)| spellings.contains(&lower.as_str()));
    found.map(|(_, shown, tens)| (shown.to_string(), Ratio::new(10u128.pow(*tens), 1)))
}

pub(super) fn is_currency(token: &str) -> bool {
    let sign = |token: &str| token.chars().all(|c| "$€£¥₽".contains(c)) && !token.is_empty();
    (token.len() == 3 && token.chars().all(|c| c.is_ascii_uppercase())) || sign(token) || token == "US$"
}
