//! Who bargains about what, and which terms go together.

use super::id::Id;

/// A rule on which levels go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// Its id.
    pub id: Id,
    /// Why, for the reader.
    pub why: String,
    /// Terms with levels of each: an option that has one of each term's all together …
    pub holds: Vec<(Id, Vec<Id>)>,
    /// … must have one of each of these too; without any there can be no such option.
    pub demands: Vec<(Id, Vec<Id>)>,
}

/// What a scenario says of the search among all packages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bargain {
    /// The audiences that bargain, two or more; none where the file does not say.
    pub parties: Vec<Id>,
    /// The others who must accept; none where the file does not say.
    pub must_accept: Option<Vec<Id>>,
    /// What is had if nothing is agreed.
    pub disagreement: Option<DisagreementPoint>,
    /// Amounts of numeric terms that are looked at, rising.
    pub amounts: Vec<(Id, Vec<f64>)>,
}

/// What the gains of those who bargain are counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DisagreementPoint {
    /// What each would just accept.
    #[default]
    Reservation,
    /// What each makes of the status quo.
    StatusQuo,
}
