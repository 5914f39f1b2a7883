//! Faults that the reader of TOML notices behind the place where they are.

use std::ops::Range;

use super::wording::{Advice, pair, short};

/// A fault and its way out, at its own place, where that is known.
pub(super) fn advice(text: &str, at: usize, said: &str) -> Option<(Range<usize>, Advice)> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = text[start..].split('\n').next()?.trim_end_matches('\r');
    let within = at - start;
    let told = |(span, advice): (Range<usize>, Advice)| (start + span.start..start + span.end, advice);
    not_a_comment(line, within)
        .or_else(|| name_with_spaces(line))
        .or_else(|| semicolon(line, within))
        .or_else(|| quotes_in_quotes(line, within))
        .map(told)
        .or_else(|| unclosed(text, at, said))
}

/// Where a line is a comment of another language.
fn not_a_comment(line: &str, at: usize) -> Option<(Range<usize>, Advice)> {
    let begins = line.len() - line.trim_start().len();
    let found = ["//", "--", ";"].iter().find_map(|sign| {
        let behind = || {
            let spaced = format!(" {sign}");
            let found = line.match_indices(&spaced).map(|(i, _)| i + 1).find(|i| !is_in_quotes(line, *i))?;
            (*sign != ";" && line[..found].contains('=') && at <= found + sign.len()).then_some(found)
        };
        if line[begins..].starts_with(sign) { Some((begins, sign)) } else { Some((behind()?, sign)) }
    });
    let (found, sign) = found?;
    Some((found..found + sign.len(), pair("not a comment", "a comment begins with #")?))
}

/// Whether a place of a line lies in text in double quotes.
fn is_in_quotes(line: &str, at: usize) -> bool {
    line[..at].matches('"').count() % 2 == 1
}

/// A header of which a name has spaces.
fn name_with_spaces(line: &str) -> Option<(Range<usize>, Advice)> {
    let header = line.split(" #").next()?.trim();
    let name = header.strip_prefix('[')?.strip_suffix(']')?;
    let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name).trim();
    let is_plain = |c: char| c.is_alphanumeric() || " ._-".contains(c);
    if !name.contains(' ') || !name.chars().all(is_plain) || !name.starts_with(char::is_alphabetic) {
        return None;
    }
    let parts: Vec<String> =
        name.split('.').map(|part| part.split_whitespace().collect::<Vec<_>>().join("_")).collect();
    let begins = line.find(name)?;
    let help = format!("write {}", short(&header.replace(name, &parts.join("."))));
    Some((begins..begins + name.len(), pair("a name has no spaces", help)?))
}

/// Entries that are parted by semicolons.
fn semicolon(line: &str, at: usize) -> Option<(Range<usize>, Advice)> {
    let before = line.get(..at)?;
    let found = before.rfind(';')?;
    let is_key = |c: char| c.is_alphanumeric() || "_.- \t".contains(c);
    if is_in_quotes(line, found) || !before[found + 1..].chars().all(is_key) {
        return None;
    }
    let depth = before.matches(['{', '[']).count() > before.matches(['}', ']']).count();
    let help = match depth {
        true => "entries are parted by commas: write , in the place of every ; between them",
        false => "one line holds one key = value: write the next on a line of its own",
    };
    Some((found..found + 1, pair("a semicolon parts nothing", help)?))
}

/// A quote that ends a text by accident, with a letter behind it.
fn quotes_in_quotes(line: &str, at: usize) -> Option<(Range<usize>, Advice)> {
    let is_letter = |text: &str| text.starts_with(char::is_alphabetic);
    let ends = |i: usize| line.get(..i).is_some_and(|before| before.ends_with('"'));
    let found = if ends(at) && line.get(at..).is_some_and(is_letter) {
        at - 1
    } else {
        let rest = line.get(at..)?;
        rest.strip_prefix('"').filter(|rest| is_letter(rest)).map(|_| at)?
    };
    if line[..found].matches('"').count().is_multiple_of(2) {
        return None;
    }
    let help = "put the whole text in single quotes, '…', or write \\\" for every quote inside it";
    Some((found..found + 1, pair("a quote inside the text ends it", help)?))
}

/// A bracket that is still open where a fault was noticed, and that nothing closes before the next header.
fn unclosed(text: &str, at: usize, said: &str) -> Option<(Range<usize>, Advice)> {
    let mut open: Vec<usize> = Vec::new();
    scan(text, 0, at, &mut open);
    let opened = *open.last()?;
    let same_line = !text[opened..at].contains('\n');
    if same_line
        && !(said.contains("unclosed") || text[at..].trim_start_matches([' ', '\t']).starts_with('\n'))
    {
        return None;
    }
    let depth = open.len();
    // What closes behind the fault, before a header: then it is open by right.
    let end = text[at..]
        .split_inclusive('\n')
        .scan(at, |place, line| {
            let begins = *place;
            *place += line.len();
            Some((begins, line))
        })
        .find(|(begins, line)| (*begins > at || text[..at].ends_with('\n')) && is_header(line))
        .map_or(text.len(), |(begins, _)| begins);
    let mut rest = open.clone();
    if scan(text, at, end, &mut rest) < depth {
        return None;
    }
    let sign = &text[opened..=opened];
    let (label, close) = match sign {
        "{" => ("the { opened here is not closed", "}"),
        _ => ("the [ opened here is not closed", "]"),
    };
    let help = format!("write {close} where it ends");
    let help = match (same_line, text[opened..].lines().next()) {
        (false, Some(line)) if line.len() > 1 => {
            format!("write {close} at the end of this line, or where else it ends")
        }
        _ => help,
    };
    Some((opened..opened + 1, pair(label, help)?))
}

/// Whether a line opens a table.
fn is_header(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim();
    let inner = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| {
        inner.trim_start_matches('[').trim_start().starts_with(|c: char| c.is_ascii_alphabetic())
            && !inner.contains([',', '='])
    })
}

/// Follows brackets from one place to another; text in quotes and comments do not count. How few were open at the fewest.
fn scan(text: &str, from: usize, to: usize, open: &mut Vec<usize>) -> usize {
    let mut fewest = open.len();
    let bytes = text.as_bytes();
    let mut i = from;
    while i < to {
        let line_begins = i == 0 || bytes[i - 1] == b'\n';
        if line_begins && open.is_empty() && is_header(text[i..].split('\n').next().unwrap_or("")) {
            i = next_line(bytes, i);
            continue;
        }
        match bytes[i] {
            b'#' => {
                i = next_line(bytes, i);
                continue;
            }
            quote @ (b'"' | b'\'') => {
                i = behind_text(bytes, i, quote);
                continue;
            }
            b'{' | b'[' => open.push(i),
            b'}' | b']' => {
                open.pop();
                fewest = fewest.min(open.len());
            }
            _ => {}
        }
        i += 1;
    }
    fewest
}

fn next_line(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| from + n + 1)
}

/// Behind the text that a quote opens; one that does not end, ends with its line.
fn behind_text(bytes: &[u8], from: usize, quote: u8) -> usize {
    let triple = [quote; 3];
    if bytes[from..].starts_with(&triple) {
        let end = bytes[from + 3..].windows(3).position(|three| three == triple);
        return end.map_or(bytes.len(), |n| from + 6 + n);
    }
    let mut i = from + 1;
    while i < bytes.len() && bytes[i] != b'\n' {
        match bytes[i] {
            b'\\' if quote == b'"' => i += 1,
            b if b == quote => return i + 1,
            _ => {}
        }
        i += 1;
    }
    i
}
