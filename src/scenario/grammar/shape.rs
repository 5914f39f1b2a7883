//! What a table may hold: its keys, and what a key is.

use crate::scenario::keys::GROUNDS;

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Text in quotes.
    Text,
    /// One word of a few.
    Word(&'static [&'static str]),
    /// A text or a list of texts: ids, dotted names.
    Texts,
    /// Text by id.
    TextById,
    /// Texts by id, of which each is a text or a list of texts: levels by term, states by process.
    TextsById,
    /// A date with a day: `2016-05-06`, `"2016-05"`, `"2016"`.
    Day,
    /// A month: `"2018-09"`.
    Month,
    /// A month or a list of months.
    Months,
    /// A whole number, from and to.
    Whole(u64, u64),
    /// True or false.
    Flag,
    /// A certain number, in a unit.
    Number(&'static str),
    /// A list of certain numbers, in a unit.
    Numbers(&'static str),
    /// Lists of certain numbers by id.
    NumbersById(&'static str),
    /// A number that may be uncertain, in a unit.
    Quantity(&'static str),
    /// Such numbers by id.
    Quantities(&'static str),
    /// A level in quotes or an amount, by term.
    LevelOrAmount(&'static str),
    /// A level in quotes or a certain amount, of one term.
    OneLevelOrAmount(&'static str),
    /// What an audience makes of terms: numbers by level, or a number a unit, by term; with the tables that may stand inside.
    Points(&'static [&'static Shape]),
    /// One table.
    Table(&'static Shape),
    /// Tables by id, or a list of tables with an `id`.
    Elements(&'static Shape),
    /// A list of tables, or tables by id.
    Listed(&'static Shape),
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In this file, or in one that it extends.
    Needed,
    /// In some cases, or when it says something.
    Optional,
    /// What it is where it is not given, in words or as TOML writes it.
    Else(&'static str),
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// Whether it must be there.
    pub presence: Presence,
    /// What it may hold, as TOML writes the value.
    pub example: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
}

impl Key {
    /// The value of the example.
    pub fn example_value(&self) -> Option<toml::Value> {
        value_of(self.example)
    }

    /// What it is where it is not given; nothing where that is told in words.
    pub fn default_value(&self) -> Option<toml::Value> {
        match self.presence {
            Presence::Else(text) => value_of(text),
            _ => None,
        }
    }

    /// The unit of what it holds, where it holds numbers.
    pub fn unit(&self) -> Option<&'static str> {
        match self.form {
            Form::Number(unit)
            | Form::Numbers(unit)
            | Form::NumbersById(unit)
            | Form::Quantity(unit)
            | Form::Quantities(unit)
            | Form::LevelOrAmount(unit)
            | Form::OneLevelOrAmount(unit) => Some(unit),
            _ => None,
        }
    }
}

/// A value as TOML writes it.
fn value_of(text: &str) -> Option<toml::Value> {
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    table.get("value").cloned()
}

/// Which of the keys that say what numbers rest on a table may have besides its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounded {
    /// All of them.
    Wholly,
    /// None; some tables name those that they take among their own keys.
    Not,
}

/// A table and its keys.
#[derive(Debug)]
pub struct Shape {
    /// Where it stands, with `ID` for what the author calls things: `process.ID.state.ID`.
    pub table: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
    /// Its keys, in the order in which a message lists them.
    pub keys: &'static [Key],
    /// Which keys it has beside these.
    pub grounded: Grounded,
    /// What stands under any other key: what the author has called something.
    pub others: Option<Form>,
}

impl Shape {
    /// The keys that a reader of this table knows.
    pub(in crate::scenario) fn known(&self) -> Vec<&'static str> {
        let grounds: &[&str] = if self.grounded == Grounded::Wholly { &GROUNDS } else { &[] };
        self.keys.iter().map(|key| key.name).chain(grounds.iter().copied()).collect()
    }

    /// Every table inside this one, each once, itself first.
    pub fn all(&'static self) -> Vec<&'static Shape> {
        let mut found: Vec<&'static Shape> = vec![self];
        let mut next = 0;
        while let Some(shape) = found.get(next).copied() {
            let forms = shape.keys.iter().map(|key| key.form).chain(shape.others);
            let inner = forms.flat_map(|form| match form {
                Form::Table(inner) | Form::Elements(inner) | Form::Listed(inner) => vec![inner],
                Form::Points(inner) => inner.to_vec(),
                _ => Vec::new(),
            });
            for inner in inner {
                if !found.iter().any(|known| std::ptr::eq(*known, inner)) {
                    found.push(inner);
                }
            }
            next += 1;
        }
        found
    }
}

/// Writes tables down: one line a key.
macro_rules! shapes {
    ($($(#[doc = $doc:literal])* $shape:ident = $table:literal $grounded:ident $(others $others:expr,)? {
        $($name:literal $form:expr, $presence:expr, $example:literal, $says:literal;)*
    })*) => {
        $(
            $(#[doc = $doc])*
            pub static $shape: Shape = Shape {
                table: $table,
                says: concat!($($doc),*),
                keys: &[$(Key { name: $name, form: $form, presence: $presence, example: $example, says: $says }),*],
                grounded: Grounded::$grounded,
                others: shapes!(@others $($others)?),
            };
        )*
    };
    (@others) => { None };
    (@others $others:expr) => { Some($others) };
}
pub(super) use shapes;
