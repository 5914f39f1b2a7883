//! Amounts with their units, as a reader writes them: "USD 3.5 bn", "346 km²", "12%". Only what is shown changes; a file's unit stays what it is, and a unit that is
//! not known is shown as it was written.

/// Codes of currencies, which stand before the number.
///
/// **Source** ISO 4217, in use in 2026 or within living memory.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE \
     CZK DEM DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF \
     KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG \
     QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD \
     XDR XOF XPF YER ZAR ZMW ZWL";

/// Signs of currencies, which stand before the number without a space; letters may stand before them, as in "US$".
const SIGNS: &str = "$€£¥₽₩₴₹₺₪₫₦₱₸";

/// Lengths, of which a "2" or "3" behind makes an area or a volume.
const LENGTHS: [&str; 10] = ["mm", "cm", "dm", "m", "dam", "hm", "km", "mi", "ft", "yd"];

/// Stretches of time, by which what happens in one is told.
const TIMES: [&str; 9] =
    ["second", "minute", "day", "week", "month", "quarter", "half-year", "year", "decade"];

/// Plurals that do not end in s.
const PLURALS: [(&str, &str); 3] = [("people", "person"), ("men", "man"), ("women", "woman")];

/// A unit as it is shown: "km2" as "km²".
pub fn unit_name(unit: &str) -> String {
    let mut shown = String::new();
    let is_between = |c: char| c.is_whitespace() || "/·*×()[]".contains(c);
    for piece in unit.split_inclusive(is_between) {
        let word = piece.trim_end_matches(is_between);
        shown.push_str(&raised(word));
        shown.push_str(&piece[word.len()..]);
    }
    shown
}

/// "km2", "m^3" with their powers as small letters.
fn raised(word: &str) -> String {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let power = match &word[letters.len()..] {
        "2" => '²',
        "3" => '³',
        _ => return word.to_string(),
    };
    match letters.strip_suffix('^') {
        Some(base) if !base.is_empty() && base.chars().all(char::is_alphabetic) => format!("{base}{power}"),
        None if LENGTHS.contains(&letters) => format!("{letters}{power}"),
        _ => word.to_string(),
    }
}

/// A number, or a range of numbers, with its unit, where it has one: a currency stands before it, a sign of per cent at it, one of something is told in the singular.
pub fn amount(number: &str, unit: &str) -> String {
    let unit = unit.trim();
    if unit.is_empty() {
        return number.to_string();
    }
    if unit.starts_with(['%', '‰']) {
        return format!("{number}{}", by_time(&unit_name(unit)));
    }
    match currency(unit) {
        Some((sign, space, rest)) => format!("{sign}{space}{number}{}", by_time(&unit_name(rest))),
        None => {
            let unit = unit_name(unit);
            let unit = if number == "1" { singular(&unit) } else { unit };
            format!("{number} {}", by_time(&unit))
        }
    }
}

/// A currency at the start of a unit, what parts it from a number, and what follows it.
fn currency(unit: &str) -> Option<(&str, &str, &str)> {
    let after_letters = unit.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = &unit[..unit.len() - after_letters.len()];
    if let Some(sign) = after_letters.chars().next().filter(|sign| SIGNS.contains(*sign)) {
        let end = letters.len() + sign.len_utf8();
        return (letters.len() <= 3).then_some((&unit[..end], "", &unit[end..]));
    }
    let is_code = letters.len() == 3 && CURRENCIES.split_whitespace().any(|code| code == letters);
    let is_whole = after_letters.is_empty() || after_letters.starts_with([' ', '/']);
    (is_code && is_whole).then_some((letters, " ", after_letters))
}

/// "m/year" as "m a year".
fn by_time(unit: &str) -> String {
    let parts = unit.rsplit_once('/').filter(|(_, time)| TIMES.contains(&time.trim()));
    parts.map_or_else(|| unit.to_string(), |(what, time)| format!("{} a {}", what.trim_end(), time.trim()))
}

/// A unit of which there is one.
fn singular(unit: &str) -> String {
    let end = unit.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(unit.len());
    let (word, rest) = unit.split_at(end);
    if let Some((_, one)) = PLURALS.iter().find(|(many, _)| *many == word) {
        return format!("{one}{rest}");
    }
    let is_plural =
        word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix("ies") {
        Some(stem) if is_plural => format!("{stem}y{rest}"),
        _ if is_plural => format!("{}{rest}", &word[..word.len() - 1]),
        _ => unit.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_shown_with_its_powers() {
        let shown = ["km2", "m3", "km^2", "bn m3", "km2/year", "t", "kg/m2", "USD bn", ""].map(unit_name);
        assert_eq!(shown, ["km²", "m³", "km²", "bn m³", "km²/year", "t", "kg/m²", "USD bn", ""]);
        // What is not known stays.
        for unit in ["CO2", "km2a", "a year at level 0 counts 1", "m22", "^2", "PM2.5"] {
            assert_eq!(unit_name(unit), unit);
        }
    }

    #[test]
    fn a_currency_stands_before_its_number() {
        let told = ["USD bn", "EUR", "USD m/year", "RUB bn a year", "$ bn", "US$ m", "€", "JPY/month"];
        let told = told.map(|unit| amount("3.5", unit));
        assert_eq!(
            told,
            [
                "USD 3.5 bn",
                "EUR 3.5",
                "USD 3.5 m a year",
                "RUB 3.5 bn a year",
                "$3.5 bn",
                "US$3.5 m",
                "€3.5",
                "JPY 3.5 a month"
            ]
        );
        assert_eq!(amount("1 to 3", "USD bn"), "USD 1 to 3 bn");
        // No currencies.
        assert_eq!(
            ["NGO visits", "USDA reports", "bn USD"].map(|unit| amount("3", unit)),
            ["3 NGO visits", "3 USDA reports", "3 bn USD"]
        );
    }

    #[test]
    fn an_amount_reads_as_one_writes_it() {
        let told =
            [("12", "%"), ("12", "% of GDP"), ("346", "km2"), ("3", "points"), ("2", "t/week"), ("5", "")];
        let told = told.map(|(number, unit)| amount(number, unit));
        assert_eq!(told, ["12%", "12% of GDP", "346 km²", "3 points", "2 t a week", "5"]);
        let one = ["points", "months", "people", "ferries", "points a year", "bus", "levels", "gas", "人"];
        let one = one.map(|unit| amount("1", unit));
        assert_eq!(
            one,
            [
                "1 point",
                "1 month",
                "1 person",
                "1 ferry",
                "1 point a year",
                "1 bus",
                "1 level",
                "1 gas",
                "1 人"
            ]
        );
    }
}
