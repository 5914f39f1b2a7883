//! How units are spelled: "km²", "sq km" and "square kilometres" are one unit, "bn USD" is a thousand "USD m".

use super::lexicon::{PAIRS, Powers, Word, is_currency, known, multiple, word};
use super::ratio::Ratio;

/// A longer text is no unit that can be read. **Unit** bytes.
const LONGEST: usize = 200;

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
