//! What is wrong with a text that is not TOML, in words for its author; the reader's own words are never shown.

mod elsewhere;
mod numbers;
mod percent;
mod wording;

use std::ops::Range;

use super::grammar::is_whole;
use numbers::with_unit_within;
use percent::percents;
use wording::{Advice, GENERAL, pair, short};

pub(super) use numbers::{is_date, number};
pub(super) use percent::{Counted, percent_as_share};

/// Signs that look like quotes.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '«', '»', '‘', '’'];

/// What is wrong at a place of a text, and where that is to be seen; `said` is how the reader of TOML calls it, which tells kinds of faults apart.
pub(super) fn advice(text: &str, span: Range<usize>, said: &str) -> (Range<usize>, Advice) {
    let at = floor(text, span.start.min(text.len()));
    elsewhere::advice(text, at, said).unwrap_or_else(|| (span, here(text, at, said)))
}

/// What is wrong where the reader of TOML stopped.
fn here(text: &str, at: usize, said: &str) -> Advice {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let line = text[start..end].trim_end_matches('\r');
    let before = &line[..floor(line, (at - start).min(line.len()))];
    let value = value_at(line, before.len());
    let within = before.matches(['{', '[']).count() > before.matches(['}', ']']).count()
        && !before.trim_start().starts_with('[');
    quotes(line, value, said)
        .or_else(|| percents(text, start, line, value, counted(line)))
        .or_else(|| if within { with_unit_within(value) } else { None })
        .or_else(|| number(value, counted(line)))
        .or_else(|| structure(line, said))
        .or_else(|| word(value, said))
        .unwrap_or_else(|| ("this cannot stand here".into(), GENERAL.into()))
}

/// What a key counts, as far as its name alone tells.
fn counted(line: &str) -> Counted {
    let key = line.split('=').next().unwrap_or("").trim();
    if is_whole(key) { Counted::Whole } else { Counted::Shares }
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

/// What stands between typographic quotes; within double ones, single ones are apostrophes.
fn between_curly(value: &str) -> String {
    const SINGLE: [char; 2] = ['‘', '’'];
    let is_single = value.starts_with(SINGLE);
    let mut rest = value.chars();
    rest.next();
    let ends = |c: &char| (CURLY.contains(c) || *c == '"') && SINGLE.contains(c) == is_single;
    rest.take_while(|c| !ends(c)).map(|c| if SINGLE.contains(&c) { '\'' } else { c }).collect()
}

fn quotes(line: &str, value: &str, said: &str) -> Option<Advice> {
    if value.starts_with(CURLY) {
        let plain = between_curly(value).replace('"', "'");
        return pair(
            "these are typographic quotes",
            format!("write straight ones: \"{}\"", short(plain.trim())),
        );
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
