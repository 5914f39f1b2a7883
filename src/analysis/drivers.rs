//! Which assumptions move an outcome, as plain data.

use crate::ledger::Ground;
use crate::sensitivity::Index;

/// The chance at which an interval misses what it is of.
pub const ALPHA: f64 = 0.05;

/// How influence is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// From the worlds of the run as they are: classes of each quantity, and its slope.
    #[default]
    Given,
    /// Each quantity at the 5 % and at the 95 % point of its distribution.
    Tornado,
    /// Sobol' indices: alone and with all others.
    Sobol,
    /// Elementary effects on a grid.
    Morris,
    /// Shapley effects, which share out what correlated quantities tell together.
    Shapley,
}

/// What is taken together as one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Each quantity by itself.
    #[default]
    Quantity,
    /// All quantities of a term, factor, audience …
    Element,
    /// All quantities of a party's audiences.
    Party,
    /// All quantities with one kind of ground.
    Evidence,
    /// All quantities on which the same experts have a say.
    Expert,
}

impl By {
    /// What one is called, and several.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            By::Quantity => ["assumption", "assumptions"],
            By::Element => ["element", "elements"],
            By::Party => ["party", "parties"],
            By::Evidence => ["kind of ground", "kinds of ground"],
            By::Expert => ["group of experts", "groups of experts"],
        }
    }
}

/// An input of the model: a quantity, or several that are taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The keys of its quantities, sorted.
    pub keys: Vec<String>,
    /// What the reader sees.
    pub name: String,
    /// What a single quantity rests on.
    pub ground: Option<Ground>,
    /// How strong that is. **Range** 0–1.
    pub strength: Option<f64>,
    /// The keys of quantities of others with which its own are correlated.
    pub moves_with: Vec<String>,
    /// Whether it is only what is left over: no answer to what moves an outcome.
    pub is_rest: bool,
}

/// How much an input moves an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The input.
    pub input: Input,
    /// Its share of the variance between worlds: what it tells alone; of Shapley effects, its part.
    pub share: Index,
    /// Of Sobol' indices, what it tells alone and with others: the share that would be left if all others were known.
    pub total: Option<Index>,
    /// Of a quantity, the standardised coefficient on its rank: which way it works. None of one that is the same in all worlds.
    pub slope: Option<Index>,
    /// The same with the other quantities held that stand out of luck; none of one that does not.
    pub held: Option<Index>,
}

impl Driver {
    /// +1 where more of it is more of the outcome, −1 where it is less, 0 where neither is clear.
    pub fn direction(&self) -> i32 {
        self.slope.map_or(0, |slope| slope.sign(ALPHA))
    }

    /// "raises it", "lowers it", "either way".
    pub fn direction_in_words(&self) -> &'static str {
        match self.direction() {
            1 => "raises it",
            -1 => "lowers it",
            _ => "unclear",
        }
    }
}

/// What is asked about: an outcome, or the difference of an outcome between two scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Its name in outcomes.json.
    pub outcome: String,
    /// What the reader sees.
    pub name: String,
    /// The month.
    pub by: String,
    /// The unit of a mean; none of a chance.
    pub unit: Option<String>,
    /// What the report tells first, where that is too rare to be shared out and this is told in its place.
    pub instead_of: Option<String>,
    /// The names of the scenarios: of two, the outcome is the second's less the first's.
    pub scenarios: Vec<String>,
}

impl Subject {
    /// Whether it is a difference.
    pub fn is_difference(&self) -> bool {
        self.scenarios.len() > 1
    }
}

/// The shares of the variance of an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// How they were found.
    pub method: Method,
    /// What one of the rows is.
    pub by: By,
    /// The outcome.
    pub subject: Subject,
    /// The rows, the largest first; of equals the first key.
    pub rows: Vec<Driver>,
    /// Quantities that are uncertain and can have an effect on the outcome.
    pub quantities: usize,
    /// Quantities that are drawn too and can have none, by what reads what.
    pub idle: usize,
    /// The outcome's mean over worlds.
    pub mean: f64,
    /// Its variance between worlds, net of chance within them.
    pub variance: Index,
    /// The share of the variance of a single world's mean that is chance within worlds.
    pub noise: f64,
    /// The share that the largest of as many quantities that do nothing passes in one run of twenty; none where shares are of a design of experiments.
    pub luck: Option<f64>,
    /// Worlds in all, and paths in each.
    pub size: (u32, u32),
    /// What all rows tell alone, with the error of the sum; none where they are not parts of one sum.
    pub alone: Option<Index>,
    /// The largest change of an index between the first and the second half of the worlds; none where it was not looked at.
    pub drift: Option<f64>,
    /// The largest standard error that was asked for, and whether it was met.
    pub until: Option<(f64, bool)>,
}

impl Shares {
    /// Rows of inputs, without what is left over.
    pub fn named(&self) -> impl Iterator<Item = &Driver> {
        self.rows.iter().filter(|row| !row.input.is_rest)
    }

    /// Inputs that stand out of what luck brings; of designs of experiments, those clear of 0.
    pub fn clear(&self) -> impl Iterator<Item = &Driver> {
        let luck = self.luck;
        self.named().filter(move |row| {
            let index = row.total.unwrap_or(row.share);
            match luck {
                Some(luck) => row.share.value > luck,
                None => index.sign(ALPHA) > 0,
            }
        })
    }

    /// The largest standard error of an index.
    pub fn largest_error(&self) -> f64 {
        let errors = self.rows.iter().flat_map(|row| std::iter::once(row.share).chain(row.total));
        errors.map(|index| index.standard_error).fold(0.0, f64::max)
    }
}

/// A quantity at both ends of its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// The quantity.
    pub input: Input,
    /// Its 5 % and its 95 % point.
    pub ends: [f64; 2],
    /// The outcome at each.
    pub at: [f64; 2],
    /// The standard error of the difference, on the same draws.
    pub standard_error: f64,
    /// Its degrees of freedom.
    pub freedom: usize,
    /// Worlds, and paths in each.
    pub size: (u32, u32),
}

/// Each quantity at both ends of its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Swings {
    /// The outcome.
    pub subject: Subject,
    /// The rows, the widest first.
    pub rows: Vec<Swing>,
    /// The outcome as things are.
    pub base: f64,
    /// Keys that could not be moved, each with why.
    pub refused: Vec<(String, String)>,
    /// Worlds of the run, and paths in each; rows that are not among the widest may be from fewer.
    pub size: (u32, u32),
}

/// The elementary effects of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The quantity.
    pub input: Input,
    /// μ, over the whole range of the quantity.
    pub mean: Index,
    /// μ*.
    pub magnitude: Index,
    /// σ; none where chance leaves nothing of it.
    pub spread: Option<f64>,
    /// What μ* would be by chance within worlds alone.
    pub by_chance: f64,
    /// μ* less that.
    pub beyond: Index,
}

impl Effect {
    /// Whether μ* is clear of what chance alone makes: a quantity that does nothing is so in one case of forty, each by itself.
    pub fn is_clear(&self) -> bool {
        self.beyond.sign(ALPHA) > 0
    }
}

/// Elementary effects.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// The outcome.
    pub subject: Subject,
    /// The rows, the largest μ* first.
    pub rows: Vec<Effect>,
    /// Levels of each quantity.
    pub levels: u32,
    /// Places from which each was moved.
    pub places: u32,
    /// Whether these are all that there are.
    pub all: bool,
    /// Paths in each.
    pub paths: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Drivers {
    /// Shares of the variance.
    Shares(Shares),
    /// Both ends of each range.
    Swings(Swings),
    /// Elementary effects.
    Effects(Effects),
}

impl Drivers {
    /// What is asked about.
    pub fn subject_mut(&mut self) -> &mut Subject {
        match self {
            Drivers::Shares(shares) => &mut shares.subject,
            Drivers::Swings(swings) => &mut swings.subject,
            Drivers::Effects(effects) => &mut effects.subject,
        }
    }
}
