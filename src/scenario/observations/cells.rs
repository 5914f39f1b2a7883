//! One cell of a file of observations: the numbers as which it can be read.

/// What parts the whole from the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Point,
    Comma,
}

impl Mark {
    /// The mark that a character is.
    pub(super) fn of(c: char) -> Option<Mark> {
        match c {
            '.' => Some(Mark::Point),
            ',' => Some(Mark::Comma),
            _ => None,
        }
    }

    pub(super) fn char(self) -> char {
        match self {
            Mark::Point => '.',
            Mark::Comma => ',',
        }
    }

    pub(super) fn other(self) -> Mark {
        match self {
            Mark::Point => Mark::Comma,
            Mark::Comma => Mark::Point,
        }
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// A number that can be read in one way. `decimal` is the decimal mark that this way implies, `gaps` the plain spaces in it.
    Sure { value: f64, decimal: Option<Mark>, gaps: usize },
    /// `1.234`: with its mark as decimal mark, and with its mark between thousands.
    Either { mark: Mark, decimal: f64, grouped: f64 },
    /// No number, for this reason.
    Not(Fault),
}

/// Why a cell is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Empty,
    Words,
    /// `NaN`, `inf`, `n/a`, `#DIV/0!`: a word that stands for a missing value.
    Missing,
    /// Beyond what a number can hold.
    TooLarge,
    TooSmall,
    /// A percent sign.
    Percent,
    /// `(5)`.
    Brackets,
    /// `5-`.
    SignBehind,
    /// A dash that is no minus.
    Dash(char),
    /// A character that nobody sees.
    Unseen(char),
    /// Thousands that are not three digits each, or marks that follow each other otherwise than in a number.
    Marks,
    /// Digits with words or signs around them.
    Around,
}

impl Fault {
    /// In words, after the cell itself.
    pub(super) fn told(self) -> String {
        match self {
            Fault::Empty => "empty".into(),
            Fault::Words => "not a number".into(),
            Fault::Missing => "not a number, but a sign that one is missing".into(),
            Fault::TooLarge => "infinite, or too large".into(),
            Fault::TooSmall => "nearer to 0 than a number can be told from it".into(),
            Fault::Percent => "a percent sign is not read: 5 % may be 5 or 0.05".into(),
            Fault::Brackets => "brackets are not read: (5) may be 5 or -5".into(),
            Fault::SignBehind => "a minus behind the number is not read".into(),
            Fault::Dash(c) => format!("{}, a dash, is not read as a minus", code_point(c)),
            Fault::Unseen(c) => format!("{}, which cannot be seen, is in it", code_point(c)),
            Fault::Marks => "its marks are not those of a number: thousands have three digits, and one decimal mark comes last".into(),
            Fault::Around => "there is more than a number in it".into(),
        }
    }

    /// The way out.
    pub(super) fn way_out(self) -> &'static str {
        match self {
            Fault::Percent => "write the number alone, as a share or in percent, as the quantity is meant",
            Fault::Brackets | Fault::SignBehind | Fault::Dash(_) => "write a minus before the number: -5",
            Fault::Unseen(_) => "take the character out",
            Fault::Marks => "write the number without thousands: 1234.5",
            Fault::Around => {
                "write the number alone: units, currencies and remarks belong into the heading or another column"
            }
            _ => "correct the row, or take it out",
        }
    }
}

/// `U+2013`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Characters that take no room, or turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A cell for a message: cut, and with what cannot be seen as its number.
pub(super) fn shown(cell: &str) -> String {
    const LONGEST: usize = 40;
    let mut out = String::new();
    for (n, c) in cell.chars().enumerate() {
        if n == LONGEST {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_unseen(c) => out.push_str(&code_point(c)),
            c => out.push(c),
        }
    }
    out
}

/// What may stand between thousands without being a mark: spaces that break no line, apostrophes.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}')
}

/// Reads a cell.
pub(super) fn read(cell: &str) -> Cell {
    let text = cell.trim();
    number(text).unwrap_or_else(|| Cell::Not(fault(text)))
}

/// What a text says if it is a number.
fn number(text: &str) -> Option<Cell> {
    let (is_negative, body) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    match exponent.map(plain_exponent) {
        Some(None) => None,
        exponent => Spelled { is_negative, mantissa, exponent: exponent.flatten() }.read(),
    }
}

/// An exponent with a minus that is understood.
fn plain_exponent(exponent: &str) -> Option<String> {
    let plain = exponent.replacen('\u{2212}', "-", 1);
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

/// A number's parts.
struct Spelled<'t> {
    is_negative: bool,
    mantissa: &'t str,
    exponent: Option<String>,
}

impl Spelled<'_> {
    /// What it says; none if it is no number.
    fn read(&self) -> Option<Cell> {
        let text = self.mantissa;
        let is_part = |c: char| c.is_ascii_digit() || Mark::of(c).is_some() || is_gap(c);
        if !text.contains(|c: char| c.is_ascii_digit()) || !text.chars().all(is_part) {
            return None;
        }
        if text.contains(is_gap) {
            return self.with_gaps();
        }
        let marks: Vec<(usize, Mark)> =
            text.char_indices().filter_map(|(at, c)| Mark::of(c).map(|mark| (at, mark))).collect();
        match marks[..] {
            [] => Some(self.sure(text, "", None, 0)),
            [(at, mark)] => {
                let (whole, fraction) = (&text[..at], &text[at + 1..]);
                let is_grouped = is_grouped(&[whole, fraction]) && self.exponent.is_none();
                let decimal = self.sure(whole, fraction, Some(mark), 0);
                let grouped = self.sure(&[whole, fraction].concat(), "", None, 0);
                match (is_grouped, decimal, grouped) {
                    (true, Cell::Sure { value: decimal, .. }, Cell::Sure { value: grouped, .. }) => {
                        Some(Cell::Either { mark, decimal, grouped })
                    }
                    (_, decimal, _) => Some(decimal),
                }
            }
            [(_, first), .., (at, last)] => {
                // The last is the decimal mark if it is of another kind than those before.
                let (whole, fraction) =
                    if first == last { (text, "") } else { (&text[..at], &text[at + 1..]) };
                let groups: Vec<&str> = whole.split(first.char()).collect();
                (is_grouped(&groups) && self.exponent.is_none())
                    .then(|| self.sure(&groups.concat(), fraction, Some(first.other()), 0))
            }
        }
    }

    /// Thousands parted by spaces or apostrophes, all of one kind.
    fn with_gaps(&self) -> Option<Cell> {
        let gap = self.mantissa.chars().find(|&c| is_gap(c))?;
        let at = self.mantissa.find(|c| Mark::of(c).is_some());
        let (whole, fraction) = match at {
            Some(at) => (&self.mantissa[..at], &self.mantissa[at + 1..]),
            None => (self.mantissa, ""),
        };
        let mark = at.and_then(|at| self.mantissa[at..].chars().next()).and_then(Mark::of);
        let groups: Vec<&str> = whole.split(gap).collect();
        let is_fraction = fraction.bytes().all(|b| b.is_ascii_digit());
        if !is_grouped(&groups) || !is_fraction || self.exponent.is_some() {
            return None;
        }
        let gaps = if gap == ' ' { groups.len() - 1 } else { 0 };
        Some(self.sure(&groups.concat(), fraction, mark, gaps))
    }

    fn sure(&self, whole: &str, fraction: &str, decimal: Option<Mark>, gaps: usize) -> Cell {
        let sign = if self.is_negative { "-" } else { "" };
        let exponent = self.exponent.as_deref().unwrap_or("0");
        let Ok(value) = format!("{sign}0{whole}.{fraction}0e{exponent}").parse::<f64>() else {
            return Cell::Not(Fault::Around);
        };
        let is_zero = whole.bytes().chain(fraction.bytes()).all(|b| b == b'0');
        match value {
            value if value.is_infinite() => Cell::Not(Fault::TooLarge),
            0.0 if !is_zero => Cell::Not(Fault::TooSmall),
            value => Cell::Sure { value, decimal, gaps },
        }
    }
}

/// Whether these are thousands: one to three digits that do not begin with 0, then three each.
fn is_grouped(groups: &[&str]) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let [first, rest @ ..] = groups else { return false };
    let begins = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    begins && !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && is_digits(group))
}

/// Words that stand for a value that is missing or none, as programs write them.
const MISSING: [&str; 24] = [
    "nan", "inf", "infinity", "∞", "na", "n/a", "n.a.", "n.d.", "nil", "null", "none", "missing", "unknown",
    "true", "false", "k.a.", "k. a.", "н/д", "нд", "nd", "#n/a", "nat", "void", "<na>",
];

/// Whether a word stands for a missing value.
fn is_missing(text: &str) -> bool {
    let word = text.trim_start_matches(['+', '-', '\u{2212}']).to_lowercase();
    MISSING.contains(&word.as_str())
        || text.starts_with('#') && text.len() > 1
        || !text.contains(char::is_alphanumeric)
}

/// Why a text that is no number is none.
fn fault(text: &str) -> Fault {
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let is_number = |rest: &str| number(rest).is_some();
    if text.is_empty() {
        return Fault::Empty;
    }
    if let Some(unseen) = text.chars().find(|&c| is_unseen(c)) {
        return Fault::Unseen(unseen);
    }
    if is_missing(text) {
        return Fault::Missing;
    }
    if !has_digit {
        return Fault::Words;
    }
    if text.contains(['%', '‰', '٪', '％']) {
        return Fault::Percent;
    }
    if text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).is_some_and(is_number) {
        return Fault::Brackets;
    }
    if text.strip_suffix(['-', '\u{2212}']).is_some_and(is_number) {
        return Fault::SignBehind;
    }
    let first = text.chars().next().unwrap_or_default();
    if matches!(first, '\u{2010}'..='\u{2015}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}') {
        return Fault::Dash(first);
    }
    match text
        .chars()
        .all(|c| c.is_ascii_digit() || Mark::of(c).is_some() || is_gap(c) || "+-\u{2212}eE".contains(c))
    {
        true => Fault::Marks,
        false => Fault::Around,
    }
}

/// Whether a cell is a number.
pub(super) fn is_number(cell: &str) -> bool {
    number(cell.trim()).is_some()
}

/// Whether a cell may be told of whatever stands around it: it is short, and hardly more than digits and signs.
pub(super) fn is_harmless(cell: &str) -> bool {
    const LONGEST: usize = 20;
    let text = cell.trim();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.chars().count() <= LONGEST && (letters <= 3 || MISSING.contains(&text.to_lowercase().as_str()))
}

/// Whether the cell of a first row may be a number, so that the row is not taken for headings: it is one in some spelling, or stands for one
/// that is missing, or begins with a digit behind whatever signs.
pub(super) fn may_be_number(cell: &str) -> bool {
    let text = cell.trim();
    if text.is_empty() {
        return false;
    }
    let first = text.chars().find(|c| c.is_alphanumeric());
    number(text).is_some() || is_missing(text) || first.is_none_or(char::is_numeric) || has_currency(text)
}

/// `EUR 5`, `ca. 5`: up to three capitals, or letters with a full stop, then a number.
fn has_currency(text: &str) -> bool {
    let rest = text.trim_start_matches(char::is_alphabetic);
    let letters = &text[..text.len() - rest.len()];
    let is_code = letters.chars().all(char::is_uppercase) && rest.starts_with(char::is_whitespace);
    (1..=3).contains(&letters.chars().count())
        && (is_code || rest.starts_with('.'))
        && number(rest.trim_start_matches('.').trim_start()).is_some()
}

#[cfg(test)]
mod tests;
