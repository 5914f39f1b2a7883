//! What is negotiated and by whom: terms, options, parties and the audiences whose consent counts.

use super::{Driver, Id, Preferences, Quantity};

/// One thing on the table.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Levels or an amount.
    pub scale: TermScale,
    /// What the file says of its levels, those of which it says something.
    pub level_words: Vec<LevelWords>,
    /// Attributes that metrics sum (area, residents …).
    pub attributes: Vec<(Id, Quantity)>,
}

/// What the reader sees of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelWords {
    /// Its id.
    pub id: Id,
    /// Its name; none where its id speaks for it.
    pub name: Option<String>,
    /// What it means, in a sentence or two.
    pub note: Option<String>,
}

impl Term {
    /// What the file says of a level.
    pub fn words_of(&self, level: &str) -> Option<&LevelWords> {
        self.level_words.iter().find(|words| words.id == level)
    }
}

/// How a term is measured.
#[derive(Debug, Clone)]
pub enum TermScale {
    /// Ordered levels, the first of which is the status quo.
    Levels(Vec<Id>),
    /// An amount in a unit; the status quo is 0.
    Amount {
        /// The unit, for the reader.
        unit: String,
    },
}

/// A settlement: a level or an amount for each term.
#[derive(Debug, Clone)]
pub struct SettlementOption {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// One line for the reader.
    pub summary: String,
    /// One entry a term, in the order of the terms.
    pub terms: Vec<(Id, TermValue)>,
}

impl SettlementOption {
    /// The level or amount of a term.
    pub fn value(&self, term: &str) -> Option<&TermValue> {
        self.terms.iter().find(|(id, _)| id == term).map(|(_, v)| v)
    }
}

/// What an option says on one term.
#[derive(Debug, Clone)]
pub enum TermValue {
    /// One of the term's levels.
    Level(Id),
    /// An amount.
    Amount(Quantity),
}

/// A party to the dispute.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Those whose consent counts.
    pub audiences: Vec<Audience>,
}

/// Those whose consent counts: a cabinet, a parliament, a public.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its full reference, `party.audience`.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// How it scores options.
    pub scores: Scores,
    /// What levels that an option has together add to the points of its terms; nothing of an audience that is judged.
    pub together: Vec<Together>,
    /// The least it would accept; of an audience that is judged, it follows from the table. **Unit** points.
    pub reservation: Quantity,
    /// Logistic width. **Unit** points. **Range** > 0.
    pub width: Quantity,
    /// What adds points.
    pub drivers: Vec<Driver>,
    /// What it likes better, whatever the numbers.
    pub preferences: Preferences,
}

impl Audience {
    /// Whether its points follow from the table of acceptability.
    pub fn is_judged(&self) -> bool {
        matches!(self.scores, Scores::ByOption(_))
    }
}

/// How an audience scores options.
#[derive(Debug, Clone)]
pub enum Scores {
    /// By term, as the file gives it; a term not listed has no points.
    ByTerm(Vec<(Id, Points)>),
    /// By option, as follows from the table of acceptability.
    ByOption(ByOption),
}

/// Points of whole options.
#[derive(Debug, Clone, Default)]
pub struct ByOption {
    /// The amounts of terms beyond which nothing more is gained.
    pub saturations: Vec<(Id, Quantity)>,
    /// Points, of the options that may come on the table: what the acceptability is above the status quo's, less what drivers add at the start.
    pub options: Vec<(Id, Quantity)>,
}

impl Scores {
    /// Points by term; none where they are by option.
    pub fn by_term(&self) -> &[(Id, Points)] {
        match self {
            Scores::ByTerm(points) => points,
            Scores::ByOption(_) => &[],
        }
    }
}

/// What some levels are worth beyond the sum of their points, where an option has them all.
#[derive(Debug, Clone)]
pub struct Together {
    /// Its id.
    pub id: Id,
    /// Two terms or more, with levels of each: one of each term's will do.
    pub terms: Vec<(Id, Vec<Id>)>,
    /// What they add. **Unit** points.
    pub points: Quantity,
}

impl Together {
    /// Whether an option has them all.
    pub fn holds(&self, option: &SettlementOption) -> bool {
        let has = |(term, levels): &(Id, Vec<Id>)| matches!(option.value(term), Some(TermValue::Level(level)) if levels.contains(level));
        self.terms.iter().all(has)
    }
}

/// How an audience scores a term.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a scenario holds a handful; a box would hide the number")]
pub enum Points {
    /// Points by level; the status quo has 0 and is not listed.
    Levels(Vec<(Id, Quantity)>),
    /// Points per unit of an amount, up to a saturation amount.
    PerUnit {
        /// Points per unit.
        per_unit: Quantity,
        /// The amount beyond which nothing is gained.
        saturates_at: Option<Quantity>,
    },
}
