//! How units are spelled: "km²", "sq km" and "square kilometres" are one unit, "bn USD" is a thousand "USD m".

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

/// A longer text is no unit that can be read. **Unit** bytes.
const LONGEST: usize = 200;

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
const PAIRS: [(&[&str], &[&str], &str); 9] = [
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

/// Reads a unit: words, with `/` or `per` before what divides, and `*` or `·` between what multiplies. None for an empty text.
pub(super) fn read(text: &str) -> Option<Powers> {
    if text.len() > LONGEST {
        return Some(Powers::from([(word(text, text, Ratio::ONE), 1)]));
    }
    let text = spread(text);
    if text.is_empty() {
        return None;
    }
    let mut powers = Powers::new();
    for (i, part) in text.split('/').enumerate() {
        let sign = if i == 0 { 1 } else { -1 };
        for phrase in part.split(['*', '·']) {
            for (word, power) in phrase_words(phrase) {
                *powers.entry(word).or_insert(0) += sign * power;
            }
        }
    }
    powers.retain(|word, power| *power != 0 && !(word.base.is_empty() && word.ratio == Ratio::ONE));
    Some(powers)
}

/// One word between spaces, `/` for every way to divide.
fn spread(text: &str) -> String {
    let mut text = text.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ").replace('−', "-");
    for (sign, plain) in
        [("⁻¹", "^-1"), ("⁻²", "^-2"), ("²", "2"), ("³", "3"), ("p.a.", "per annum"), ("(s)", "s")]
    {
        text = text.replace(sign, plain);
    }
    for sign in ["/", "*", "·", "%"] {
        text = text.replace(sign, &format!(" {sign} "));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_time = |word: Option<&&str>| {
        word.is_some_and(|w| known(w).is_some_and(|w| w.base == "month" || w.base == "day"))
    };
    let (mut out, mut last, mut i): (Vec<&str>, Vec<&str>, usize) = (Vec::new(), Vec::new(), 0);
    while i < words.len() {
        let next = words.get(i + 1);
        match (words[i].to_lowercase().as_str(), next.map(|w| w.to_lowercase()).as_deref()) {
            ("per", Some("cent")) => {
                out.push("%");
                i += 1;
            }
            ("per", Some("mille" | "mil" | "thousand")) => {
                out.push("‰");
                i += 1;
            }
            ("per", _) => out.push("/"),
            ("a" | "an" | "each" | "every", _) if is_time(next) => out.push("/"),
            ("and", _) if out.contains(&"/") => out.push("*"),
            ("pa", None) => last = vec!["/", "years"],
            ("annually" | "yearly" | "annual", _) => last = vec!["/", "years"],
            ("monthly", _) => last = vec!["/", "months"],
            ("weekly", _) => last = vec!["/", "weeks"],
            ("daily", _) => last = vec!["/", "days"],
            ("quarterly", _) => last = vec!["/", "quarters"],
            _ => out.push(words[i]),
        }
        i += 1;
    }
    out.extend(last);
    out.join(" ")
}

/// The word that this spelling is known for.
fn known(token: &str) -> Option<Word> {
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

fn word(shown: &str, base: &str, ratio: Ratio) -> Word {
    Word { shown: shown.into(), base: base.into(), power: 1, ratio }
}

fn multiple(token: &str) -> Option<(String, Ratio)> {
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

fn is_currency(token: &str) -> bool {
    let sign = |token: &str| token.chars().all(|c| "$€£¥₽".contains(c)) && !token.is_empty();
    (token.len() == 3 && token.chars().all(|c| c.is_ascii_uppercase())) || sign(token) || token == "US$"
}

/// "USDm" and "$bn" are two words.
fn unglued(token: &str) -> Vec<String> {
    for tail in ["bn", "mn", "mln", "tn", "m", "b", "k"] {
        if let Some(head) = token.strip_suffix(tail)
            && is_currency(head)
        {
            return vec![head.into(), tail.into()];
        }
    }
    for head in ["bn", "mn", "k", "m", "M"] {
        if let Some(tail) = token.strip_prefix(head)
            && tail.len() == 3
            && is_currency(tail)
        {
            return vec![head.into(), tail.into()];
        }
    }
    vec![token.into()]
}

/// "km^2" is a word and a power.
fn powered(token: &str) -> (&str, i32) {
    match token.split_once('^').and_then(|(head, power)| Some((head, power.parse::<i32>().ok()?))) {
        Some((head, power)) if power.abs() < 100 && !head.is_empty() => (head, power),
        _ => (token, 1),
    }
}

/// The words of a phrase without signs: a multiple and a word, words that are all known, or a phrase that means what it says.
fn phrase_words(phrase: &str) -> Vec<(Word, i32)> {
    let tokens = joined(phrase.split_whitespace().flat_map(unglued).collect());
    let lengths = ["m", "m2", "m3", "km", "km2", "km3"];
    let is_multiple = |token: &String| {
        let m_of_length = token == "m" && tokens.iter().any(|t| lengths.contains(&t.as_str()) && t != "m");
        let alone = tokens.len() == 1 && token.chars().count() < 3 && token != "bn";
        multiple(token).filter(|_| !m_of_length && !alone)
    };
    let (mut ratio, mut label, mut rest) = (Some(Ratio::ONE), Vec::new(), Vec::new());
    for token in &tokens {
        match is_multiple(token) {
            Some((shown, times)) => {
                label.push(shown);
                ratio = ratio.and_then(|r| r.times(times));
            }
            None => rest.push(token.as_str()),
        }
    }
    let Some(ratio) = ratio else { return vec![(word(phrase.trim(), phrase.trim(), Ratio::ONE), 1)] };
    let mut words: Vec<(Word, i32)> = Vec::new();
    let all_known = rest.iter().all(|token| known(powered(token).0).is_some() || is_currency(token));
    if rest.len() > 1 && !all_known {
        let whole = rest.join(" ");
        words.push((word(&whole, &whole, Ratio::ONE), 1));
    } else {
        for token in rest {
            let (head, power) = powered(token);
            words.push((known(head).unwrap_or_else(|| word(head, head, Ratio::ONE)), power));
        }
    }
    if !label.is_empty() {
        multiply(&mut words, &label.join(" "), ratio);
    }
    words
}

/// "bn USD" is shown as "USD bn", "m people" as "million people".
fn multiply(words: &mut Vec<(Word, i32)>, label: &str, ratio: Ratio) {
    if let Some((first, 1)) = words.first_mut()
        && let Some(product) = first.ratio.times(ratio)
    {
        first.shown = match is_currency(&first.shown) {
            true => format!("{} {}", first.shown, if label == "million" { "m" } else { label }),
            false => format!("{label} {}", first.shown),
        };
        first.ratio = product;
        return;
    }
    words.push((word(label, "", ratio), 1));
}

/// Pairs of words that are one word: "sq km", "percentage points".
fn joined(tokens: Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let lower = tokens[i].to_lowercase();
        let next = tokens.get(i + 1).map(|t| t.to_lowercase());
        let pair = next.as_deref().and_then(|next| {
            let found = PAIRS.iter().find(|(a, b, _)| a.contains(&lower.as_str()) && b.contains(&next));
            if let Some((.., one)) = found {
                return Some((*one).to_string());
            }
            let power = match lower.as_str() {
                "square" | "sq" | "sq." => 2,
                "cubic" | "cu" | "cu." => 3,
                _ => return None,
            };
            known(next).filter(|w| w.base == "m" && w.power == 1).map(|w| format!("{}{power}", w.shown))
        });
        i += if pair.is_some() { 2 } else { 1 };
        out.push(pair.unwrap_or_else(|| tokens[i - 1].clone()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Ratio, Unit};

    fn unit(text: &str) -> Unit {
        Unit::stated(Some(text))
    }

    #[test]
    fn spellings_of_one_unit_are_one_unit() {
        for spellings in [
            &[
                "km2",
                "km²",
                "sq km",
                "square kilometres",
                "Square Kilometre",
                "km^2",
                "sqkm",
                "km * km",
                "million m2",
            ][..],
            &["ha", "hectares", "Hectare"],
            &["months", "month", "mo", "Months", "calendar months", "month(s)", "mths.", "MONTHS"],
            &["%", "per cent", "percent", "Percent", "percentage points", "% points", "pct"],
            &["1", "share", "chance", "pure number"],
            &[
                "per year",
                "/year",
                "a year",
                "1/year",
                "p.a.",
                "per annum",
                "/a",
                "year⁻¹",
                "each year",
                "yearly",
                "per yr",
                "1 / yr",
                "per 12 months",
                "/yr.",
            ],
            &[
                "USD bn",
                "USD billion",
                "bn USD",
                "USDbn",
                "billion USD",
                "US$ bn",
                "US dollars bn",
                "thousand USD m",
            ],
            &["USD m a year", "million USD per year", "USD m/yr", "USDm p.a.", "annual USD million"],
            &["EUR m", "€m", "million euros", "€ mn", "Mio EUR", "MEUR", "EUR 1000000"],
            &["thousand people", "k people", "thousand persons", "1000 people"],
            &["points per level and month", "points/level/month", "points per level per month"],
            &["t", "tonnes", "metric tons"],
        ] {
            for other in spellings {
                assert_eq!(
                    unit(other).in_terms_of(&unit(spellings[0])),
                    Some(Ratio::ONE),
                    "{other} is {}",
                    spellings[0]
                );
            }
        }
    }

    #[test]
    fn exact_multiples_are_known() {
        for (one, other, factor) in [
            ("years", "months", 12.0),
            ("decades", "years", 10.0),
            ("per month", "per year", 12.0),
            ("weeks", "days", 7.0),
            ("ha", "m²", 10_000.0),
            ("km²", "ha", 100.0),
            ("%", "share", 0.01),
            ("basis points", "%", 0.01),
            ("USD bn", "USD m", 1000.0),
            ("trillion JPY", "JPY bn", 1000.0),
            ("USD bn (2016 prices)", "USD m (2016 prices)", 1000.0),
            ("USD m per ha", "USD bn per km2", 0.1),
            ("GWh", "kWh", 1e6),
            ("bcm", "million m3", 1000.0),
            ("km", "metres", 1000.0),
            ("million", "thousand", 1000.0),
        ] {
            let ratio = unit(one).in_terms_of(&unit(other)).unwrap_or_else(|| panic!("{one} in {other}"));
            assert_eq!(ratio.value(), factor, "{one} in {other}");
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic() {
        let parts = [
            "",
            " ",
            "/",
            "^",
            "^-1",
            "^99999999999",
            "²",
            "m",
            "km2",
            "per",
            "a",
            "and",
            "%",
            "sq",
            "000",
            "1000",
            "0",
            "USD",
            "$bn",
            "−",
            "\u{a0}",
            "√",
            "×",
        ];
        for a in parts {
            for b in parts {
                for c in parts {
                    let read = unit(&format!("{a}{b} {c}"));
                    let _ = (read.reduced(), read.to_string(), read.is_placed());
                }
            }
        }
        let long = "m2 and ".repeat(100_000);
        assert_eq!(unit(&long).reduced().map(|_| ()), Some(()));
        assert_eq!(unit(&"km * ".repeat(35)).reduced(), None, "too large to be held");
    }

    #[test]
    fn what_is_not_exact_or_not_alike_is_nothing_of_the_other() {
        for (one, other) in [
            ("weeks", "months"),
            ("days", "years"),
            ("acres", "ha"),
            ("USD", "EUR"),
            ("$", "USD"),
            ("coins a year", "USD million"),
            ("points", "percentage points"),
            ("points", "levels"),
            ("index points", "points"),
            ("km", "km2"),
            ("m", "million"),
            ("residents", "people"),
            ("per month", "months"),
            ("USD bn (2016 prices)", "USD bn"),
        ] {
            assert_eq!(unit(one).in_terms_of(&unit(other)), None, "{one} and {other}");
        }
    }
}
