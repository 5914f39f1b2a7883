//! What is wrong with a text that is not TOML, in words for its author; the reader's own words are never shown.

/// A fault and the way out.
pub(super) type Advice = (String, String);

const GENERAL: &str = "a line reads key = value; text stands in quotes; a table opens with [its.name]";

/// Signs that look like quotes.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '«', '»', '‘', '’'];

/// Signs that look like a minus, the true one first.
const DASHES: [char; 6] = ['−', '–', '—', '‐', '‑', '﹣'];

/// What is wrong at a place of a text; `said` is how the reader of TOML calls it, which tells kinds of faults apart.
pub(super) fn advice(text: &str, at: usize, said: &str) -> Advice {
    let at = floor(text, at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let line = text[start..end].trim_end_matches('\r');
    let before = &line[..floor(line, (at - start).min(line.len()))];
    let value = value_at(line, before.len());
    let within = before.matches(['{', '[']).count() > before.matches(['}', ']']).count()
        && !before.trim_start().starts_with('[');
    quotes(line, value, said)
        .or_else(|| percents(text, start, line, value))
        .or_else(|| if within { with_unit_within(value) } else { None })
        .or_else(|| number(value))
        .or_else(|| structure(line, said))
        .or_else(|| word(value, said))
        .unwrap_or_else(|| ("this cannot stand here".into(), GENERAL.into()))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The value around a place: what stands behind the nearest `=` before it, up to a comment.
fn value_at(line: &str, at: usize) -> &str {
    let before = &line[..floor(line, at)];
    let from = before.rfind('=').map_or(0, |i| i + 1);
    let value = &line[from..];
    let value = value.split(" #").next().unwrap_or(value);
    value.trim_matches(|c: char| c.is_whitespace() || "[{(".contains(c)).trim_end_matches([']', '}', ')'])
}

fn pair(label: &str, help: impl Into<String>) -> Option<Advice> {
    Some((label.into(), help.into()))
}

fn quotes(line: &str, value: &str, said: &str) -> Option<Advice> {
    if value.starts_with(CURLY) {
        let plain: String = value.chars().filter(|c| !CURLY.contains(c) && *c != '"').collect();
        return pair("these are typographic quotes", format!("write straight ones: \"{}\"", short(&plain)));
    }
    if said.contains("escape") || (said.contains("unicode") && line.contains('\\')) {
        let help = "inside \"…\" a backslash begins a sign such as \\n; write a path with /, or in single quotes: 'C:\\data'";
        return pair("a backslash in double quotes", help);
    }
    if line.trim_start().starts_with('"') && line.matches('"').count() % 2 == 1 {
        return pair(
            "the text in quotes does not end",
            "close it with the quote that opened it, on the same line",
        );
    }
    if value.parse::<f64>().is_ok()
        && line.contains(['\u{a0}', '\u{202f}', '\u{2009}', '\u{200b}', '\u{feff}'])
    {
        return pair("a space that is none of the keyboard's", "delete it, and type the line anew");
    }
    let string = ["basic string", "literal string"].iter().any(|kind| said.contains(kind));
    if string && said.contains("invalid") {
        return pair(
            "the text in quotes does not end",
            "close it with the quote that opened it, on the same line",
        );
    }
    None
}

const NO_PERCENT: &str = "a number has no percent sign";

/// A number before a percent sign, with its point.
struct Percent(String);

impl Percent {
    /// As a share of 1, by moving the point: a division would show its rounding.
    fn as_share(&self) -> String {
        let (sign, digits) = match self.0.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", self.0.as_str()),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = format!("{whole:0>3}");
        let (front, back) = whole.split_at(whole.len() - 2);
        let front = front.trim_start_matches('0');
        let front = if front.is_empty() { "0" } else { front };
        let back = format!("{back}{rest}");
        match back.trim_end_matches('0') {
            "" => format!("{sign}{front}"),
            back => format!("{sign}{front}.{back}"),
        }
    }
}

fn percent(value: &str) -> Option<Percent> {
    let number = value.trim().strip_suffix('%')?.trim().replace(',', ".");
    let digits = number.strip_prefix('-').unwrap_or(&number);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.matches('.').count() < 2
        && digits.len() < 20;
    plain.then_some(Percent(number))
}

/// Every percent sign of a line at once, in the unit that its key has: a share of 1, or points of 100.
fn percents(text: &str, start: usize, line: &str, value: &str) -> Option<Advice> {
    if !value.contains('%') || value.starts_with(['"', '\'']) {
        return None;
    }
    let found: Vec<Percent> = line
        .split(" #")
        .next()?
        .split(['=', ',', '[', '{', '(', ']', '}', ')'])
        .filter_map(percent)
        .collect();
    let of_acceptability = |line: &str| {
        let head = line.trim_start().trim_start_matches('[');
        ["acceptability", "probe"].iter().any(|key| head.starts_with(key))
    };
    let header = text[..start].lines().rev().find(|line| line.trim_start().starts_with('['));
    let in_points = of_acceptability(line) || header.is_some_and(of_acceptability);
    let written: Vec<String> = found
        .iter()
        .map(|percent| if in_points { percent.0.clone() } else { percent.as_share() })
        .map(|number| short(&number))
        .collect();
    let all = match written.split_last()? {
        (last, []) => last.clone(),
        (last, rest) => format!("{} and {last}", rest.join(", ")),
    };
    let label = match written.len() {
        1 => NO_PERCENT.to_string(),
        n => format!("a number has no percent sign; there are {n} on this line"),
    };
    let reason = if in_points { ": an acceptability is counted in points, from 0 to 100" } else { "" };
    Some((label, format!("write {all}{reason}")))
}

/// A number with its unit inside a table or a list, where one unit stands for all of them.
fn with_unit_within(value: &str) -> Option<Advice> {
    let first = value.split([',', '}', ']']).next()?.trim();
    let number: String = first.chars().take_while(|c| c.is_ascii_digit() || ".-+".contains(*c)).collect();
    let unit = first[number.len()..].trim();
    let is_word = unit.starts_with(|c: char| c.is_alphabetic())
        && unit.chars().all(|c| c.is_alphanumeric() || " /".contains(c))
        && !["e", "E"].contains(&unit);
    if number.parse::<f64>().is_err() || !is_word {
        return None;
    }
    pair(
        "a number stands alone",
        format!("write {}, and the unit once beside all of them: unit = \"{}\"", short(&number), short(unit)),
    )
}

/// What is wrong with a number as people write it elsewhere.
pub(super) fn number(value: &str) -> Option<Advice> {
    let value = value.trim();
    // In a list, the first of what stands between commas and looks wrong.
    if value.contains(", ") {
        return value.split(", ").find_map(number);
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
        return pair(NO_PERCENT, format!("write {}", share.as_share()));
    }
    date(value).or_else(|| parted(value)).or_else(|| unfinished(value)).or_else(|| with_unit(value))
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
fn parted(value: &str) -> Option<Advice> {
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
    let number: String = begins.chars().take_while(|c| c.is_ascii_digit() || ".,".contains(*c)).collect();
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
    let digits_only = number.replace(',', ".");
    if unit.trim_start_matches(['e', 'E', '+', '-']).is_empty() {
        return pair("the exponent is missing", format!("write {digits_only}e6, or {digits_only}"));
    }
    pair("a number stands alone", format!("write {{ value = {digits_only}, unit = \"{}\" }}", short(unit)))
}

fn structure(line: &str, said: &str) -> Option<Advice> {
    const CLOSE: &str = "close what was opened above: every [ needs its ], every { its }";
    let has = |words: &str| said.contains(words);
    let key = line.trim_start();
    if has("missing comma") || has("extra assignment") {
        let begins = key.split(['=', ' ']).next().unwrap_or("");
        let new_line = (key.contains('=') || key.starts_with('['))
            && !begins.is_empty()
            && !key.contains('}')
            && !key.contains('{');
        return match new_line && !has("extra assignment") {
            true => pair("a bracket before this line is not closed", CLOSE),
            false => pair(
                "a comma is missing before this",
                "entries are parted by commas: { a = 1, b = 2 }, [1, 2]",
            ),
        };
    }
    if has("unclosed") {
        return pair("a bracket is not closed", CLOSE);
    }
    if has("extra comma") {
        return pair("one comma too many", "write [1, 2]");
    }
    if has("missing") && has("opening") && !has("quote") {
        return pair("a bracket that nothing opened", "drop it, or open it before");
    }
    if has("extra `=`") {
        return pair("one `=` too many", GENERAL);
    }
    if has("key with no value") || has("invalid unquoted key") || has("unquoted keys cannot be empty") {
        return missing_equals(key, said);
    }
    if has("missing value") || (has("string values must be quoted") && line.trim_end().ends_with('=')) {
        return pair("a value is missing", GENERAL);
    }
    if has("comment character") || has("carriage return") {
        return pair("a sign that cannot be seen", "delete it, and type the line anew");
    }
    if has("newline") {
        return pair(
            "more than one value on a line",
            "one line holds one key = value; text with quotes in it stands in the other kind of quotes",
        );
    }
    None
}

fn missing_equals(key: &str, said: &str) -> Option<Advice> {
    if key.starts_with("//") || key.starts_with("--") || key.starts_with(';') {
        return pair("not a comment", "a comment begins with #");
    }
    if key.starts_with('=') {
        return pair("the key is missing", GENERAL);
    }
    let head = key.split('=').next().unwrap_or(key).trim();
    if head.contains(':') && !head.contains('"') {
        return pair("a colon is not `=`", "a line reads key = value");
    }
    if key.contains('=') && head.split_whitespace().count() > 1 {
        return pair(
            "a key is one word",
            format!("write {} = …", short(&head.replace(char::is_whitespace, "_"))),
        );
    }
    if said.contains("invalid unquoted key") {
        return pair(
            "a key has letters a–z, digits, `_` and `-`",
            "what readers see goes into `name`, where everything is allowed",
        );
    }
    pair("there is no `=` on this line", GENERAL)
}

/// A word where a value belongs.
fn word(value: &str, said: &str) -> Option<Advice> {
    let lower = value.to_lowercase();
    match lower.as_str() {
        "true" | "yes" | "on" => {
            return pair("not true or false as TOML has it", "write true, in small letters");
        }
        "false" | "no" | "off" => {
            return pair("not true or false as TOML has it", "write false, in small letters");
        }
        "" => return pair("a value is missing", GENERAL),
        "none" | "null" | "nil" | "na" | "n/a" | "-" | "?" => {
            return pair("nothing cannot be written", "leave the line out where there is no value");
        }
        _ => {}
    }
    let quoted = said.contains("must be quoted")
        || said.contains("opening quote")
        || said.starts_with("invalid boolean");
    let plain = |c: char| c.is_alphanumeric() || " _-.'/".contains(c);
    if quoted && value.chars().all(plain) && value.starts_with(char::is_alphabetic) {
        return pair("text stands in quotes", format!("write \"{}\"", short(value)));
    }
    if quoted { pair("neither a number nor text in quotes", GENERAL) } else { None }
}

/// What a message can show of a value.
fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
