//! What an audience likes better.

use super::id::Id;

/// What an audience likes better, whatever the numbers.
#[derive(Debug, Clone, Default)]
pub struct Preferences {
    /// One order a term.
    pub orders: Vec<Order>,
    /// Swing weights of terms, the largest 100. **Range** above 0.
    pub weights: Vec<(Id, f64)>,
}

/// What an audience prefers of one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The term.
    pub term: Id,
    /// Which of its levels or amounts is better.
    pub ranking: Ranking,
}

/// What is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ranking {
    /// Levels from the best on, each with how it stands to the one before; the first stands to none.
    Levels(Vec<(Relation, Id)>),
    /// The more the better.
    More,
    /// The less the better.
    Less,
}

/// How the level before stands to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Better, by a point of acceptability at least.
    Better,
    /// As good or better.
    AtLeast,
    /// As good.
    Equal,
}
