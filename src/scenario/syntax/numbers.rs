//! Numbers as people write them elsewhere.

use super::percent::{Counted, NO_PERCENT, percent};
use super::wording::{Advice, DASHES, pair, short};
use crate::scenario::units::Unit;

/// A number with its unit inside a table or a list, where one unit stands for all of them.
pub(super) fn with_unit_within(value: &str) -> Option<Advice> {
    let first = value.split([',', '}', ']']).next()?.trim();
    let sign = first.len() - first.trim_start_matches(['+', '-']).len();
    let number = &first[..sign + digits_of(&first[sign..])];
    let unit = first[number.len()..].trim();
    let is_word = unit.starts_with(|c: char| c.is_alphabetic())
        && unit.chars().all(|c| c.is_alphanumeric() || " /".contains(c))
        && !["e", "E"].contains(&unit);
    if number.parse::<f64>().is_err() || !is_word {
        return None;
    }
    let written = short(&plain(number));
    let help = match is_unit(unit) {
        true => format!("write {written}, and the unit once beside all of them: unit = \"{}\"", short(unit)),
        false => format!("write {written}"),
    };
    pair("a number stands alone", help)
}

/// How many bytes of a text are a number without a sign: digits, a point or a comma, an exponent.
fn digits_of(text: &str) -> usize {
    let digits = |text: &str, also: &str| {
        text.find(|c: char| !c.is_ascii_digit() && !also.contains(c)).unwrap_or(text.len())
    };
    let mantissa = digits(text, ".,");
    let Some(power) = text[mantissa..].strip_prefix(['e', 'E']).filter(|_| mantissa > 0) else {
        return mantissa;
    };
    let power_sign = power.len() - power.trim_start_matches(['+', '-']).len();
    match digits(&power[power_sign..], "") {
        0 => mantissa,
        n => mantissa + 1 + power_sign + n,
    }
}

/// A number without its exponent, where that can be read at a glance.
fn plain(number: &str) -> String {
    let read = number.parse::<f64>().ok().filter(|_| number.contains(['e', 'E']));
    let at_a_glance = read.filter(|x| (1e-6..1e9).contains(&x.abs()));
    at_a_glance.map_or_else(|| number.to_string(), |x| x.to_string())
}

/// Whether what stands behind a number is a unit: all its words are known as such.
fn is_unit(text: &str) -> bool {
    !text.is_empty() && Unit::stated(Some(text)).is_placed()
}

/// Two numbers with a word or a sign between them.
fn range(value: &str) -> Option<Advice> {
    let ends = [" to ", " bis ", "..", "-"].iter().find_map(|between| value.split_once(between));
    let (low, high) = ends?;
    let (low, high) = (low.trim(), high.trim().trim_start_matches('.'));
    let unsigned = high.trim_start_matches(['+', '-']);
    if unsigned.is_empty() || digits_of(unsigned) < unsigned.len() {
        return None;
    }
    let (from, to) = (low.parse::<f64>().ok()?, high.parse::<f64>().ok()?);
    let (low, high) = if from <= to { (low, high) } else { (high, low) };
    (from != to).then_some(())?;
    pair(
        "two numbers where one belongs",
        format!("write the range that holds nine in ten: {{ p5 = {}, p95 = {} }}", plain(low), plain(high)),
    )
}

/// What is wrong with a number as people write it elsewhere.
pub(in crate::scenario) fn number(value: &str, counted: Counted) -> Option<Advice> {
    let value = value.trim();
    // In a list, the first of what stands between commas and looks wrong.
    if value.contains(", ") {
        return value.split(", ").find_map(|part| number(part, counted));
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    if digits(value) == 0 || value.starts_with(['"', '\'']) {
        return None;
    }
    if let Some(rest) = value.strip_prefix(DASHES)
        && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '.')
    {
        return pair("this is not the minus of the keyboard", format!("write -{}", short(rest.trim_start())));
    }
    if value.starts_with('±') {
        return pair("a number has no ±", "write a distribution, such as { normal = [mean, sd] }");
    }
    let signed = value.trim_start_matches(['+', '-']);
    if !signed.starts_with(|c: char| c.is_ascii_digit() || c == '.' || "$€£¥₽".contains(c)) {
        return None;
    }
    if let Some(range) = value.split_once(DASHES) {
        let (lo, hi) = (range.0.trim(), range.1.trim());
        return pair(
            "two numbers with a dash between them",
            format!("write a distribution, such as {{ uniform = [{}, {}] }}", short(lo), short(hi)),
        );
    }
    if let Some(share) = percent(value) {
        return pair(NO_PERCENT, share.told(counted));
    }
    date(value)
        .or_else(|| range(value))
        .or_else(|| parted(value, counted))
        .or_else(|| unfinished(value))
        .or_else(|| with_unit(value))
}

/// Whether a text would be a date.
pub(in crate::scenario) fn is_date(value: &str) -> bool {
    date(value).is_some()
}

fn date(value: &str) -> Option<Advice> {
    const HELP: &str = "a day is written 2017-01-31, a month in quotes: \"2017-01\"";
    let parts: Vec<&str> = value.split(['-', '/', '.']).collect();
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let dated = match lengths[..] {
        [4, 1 | 2] => value.contains(['-', '/']),
        [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4 | 2] => true,
        [1 | 2, 4] => value.contains('/'),
        _ => false,
    };
    if all_digits && dated { pair("not a date as TOML has it", HELP) } else { None }
}

/// Thousands that are parted, and decimal commas.
fn parted(value: &str, counted: Counted) -> Option<Advice> {
    let is_part = |c: char| c.is_ascii_digit() || ",. '’_\u{a0}\u{202f}\u{2009}".contains(c);
    let signed = value.trim_start_matches(['+', '-']);
    if !signed.chars().all(is_part) {
        return None;
    }
    let plain: String = value.chars().filter(|c| c.is_ascii_digit() || "+-.".contains(*c)).collect();
    if value.matches(',').count() == 1
        && !signed.contains(['.', ' ', '\'', '’', '\u{a0}', '\u{202f}', '\u{2009}'])
    {
        let (whole, rest) = value.split_once(',')?;
        let help = match rest.len() {
            0 => return None,
            3 if counted == Counted::Whole => format!("write {whole}{rest}"),
            _ if counted == Counted::Whole => format!("write a whole number, such as {whole}"),
            3 => format!("write {whole}.{rest}, or {whole}{rest} if thousands are meant"),
            _ => format!("write {whole}.{rest}"),
        };
        return pair("a comma in a number", help);
    }
    // Thousands that are parted, and a decimal comma behind them: 1.500,5.
    if let Some((whole, rest)) = signed.split_once(',')
        && !rest.is_empty()
        && rest.bytes().all(|b| b.is_ascii_digit())
        && let [first, others @ ..] =
            whole.split(|c: char| !c.is_ascii_digit()).collect::<Vec<_>>().as_slice()
        && !others.is_empty()
        && (1..=3).contains(&first.len())
        && others.iter().all(|group| group.len() == 3)
    {
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        let sign = &value[..value.len() - signed.len()];
        return pair("a number is written in one piece, with a point", format!("write {sign}{whole}.{rest}"));
    }
    let groups: Vec<&str> = signed.split(|c: char| !c.is_ascii_digit() && c != '.').collect();
    let last = groups.last().and_then(|group| group.split('.').next()).map_or(0, str::len);
    let thousands = groups[1..groups.len().max(2) - 1].iter().all(|group| group.len() == 3) && last == 3;
    if groups.len() > 1 && !thousands {
        return pair(
            "more than one number",
            "a list of numbers stands in brackets, parted by commas: [1, 2, 3]",
        );
    }
    if value.contains(',') {
        return pair("commas in a number", format!("write {}", short(&plain)));
    }
    if value.matches('.').count() > 1 {
        let plain: String = plain.chars().filter(|c| *c != '.').collect();
        return pair("more than one point in a number", format!("write {}", short(&plain)));
    }
    if value.contains([' ', '\'', '’', '\u{a0}', '\u{202f}', '\u{2009}']) {
        return pair("a number is written in one piece", format!("write {}", short(&plain)));
    }
    None
}

/// Numbers that TOML wants with all their digits.
fn unfinished(value: &str) -> Option<Advice> {
    let signed = value.trim_start_matches(['+', '-']);
    if value.len() - signed.len() > 1 {
        return pair("more than one sign", "write one: -5");
    }
    if signed.starts_with('.') && signed.len() > 1 && signed[1..].chars().all(|c| c.is_ascii_digit()) {
        return pair(
            "a digit must stand before the point",
            format!("write {}0{signed}", &value[..value.len() - signed.len()]),
        );
    }
    if signed.ends_with('.') && signed[..signed.len() - 1].chars().all(|c| c.is_ascii_digit()) {
        return pair("a digit must stand behind the point", format!("write {value}0"));
    }
    if signed.len() > 1
        && signed.starts_with('0')
        && signed.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !signed.starts_with("0.")
    {
        return pair(
            "a number does not begin with 0",
            format!("write {}", short(signed.trim_start_matches('0'))),
        );
    }
    if signed.contains('_') && signed.chars().all(|c| c.is_ascii_digit() || "_.".contains(c)) {
        return pair("`_` stands between digits only", "write 1_500");
    }
    None
}

fn with_unit(value: &str) -> Option<Advice> {
    let first = value.split_whitespace().next().unwrap_or(value);
    let begins = value.trim_start_matches(['+', '-', '$', '€', '£', '¥', '₽']);
    let number = &begins[..digits_of(begins)];
    let rest = begins[number.len()..].trim();
    let unit = match value.chars().next() {
        Some(sign) if "$€£¥₽".contains(sign) => format!("{sign} {rest}"),
        _ => rest.to_string(),
    };
    let unit = unit.trim();
    if number.is_empty()
        || unit.is_empty()
        || first.contains(['=', '{', '"'])
        || unit.contains(['=', '{', '[', '"'])
    {
        return None;
    }
    let unit = unit.trim_end_matches([';', ',']);
    if unit.is_empty() {
        return pair("a sign behind the number", format!("write {number}"));
    }
    let sign = if value.starts_with('-') { "-" } else { "" };
    let digits_only = format!("{sign}{}", plain(&number.replace(',', ".")));
    if unit.trim_start_matches(['e', 'E', '+', '-']).is_empty() {
        return pair("the exponent is missing", format!("write {digits_only}e6, or {digits_only}"));
    }
    let help = match is_unit(unit) {
        true => format!("write {{ value = {digits_only}, unit = \"{}\" }}", short(unit)),
        false => {
            format!("write {digits_only}; what else is to be said stands behind a #, or as text in quotes")
        }
    };
    pair("a number stands alone", help)
}
