//! The nouns of a checked scenario, by name.
//!
//! Everything here has passed the checks of the `scenario` room: references resolve, ranges hold, options are complete.
//! No file, no serde, no slot numbers: the `plan` room turns names into slots.

mod acceptability;
mod bargaining;
mod calendar;
mod charts;
mod dynamics;
mod expectation;
mod grounds;
mod id;
mod labels;
mod negotiation;
mod objective;
mod outcomes;
mod preferences;
mod scenario;

pub use acceptability::{Acceptability, Judged, Moment, Probe};
pub use bargaining::{Bargain, Combination, DisagreementPoint};
pub use calendar::{Calendar, Date, Month, Window};
pub use charts::{Brings, Chart, ChartSize, Charts};
pub use dynamics::{
    Driver, Factor, Force, Motion, Process, Rate, Reading, Shock, State, Transition, Trigger,
};
pub use expectation::{Expectation, StateOf, Verdict};
pub use grounds::{Basis, Evidence, EvidenceKind, Expert, Pedigree, Quantity};
pub use id::{Id, MOST_STATES};
pub use negotiation::{
    Audience, ByOption, LevelWords, Party, Points, Scores, SettlementOption, Term, TermScale, TermValue,
    Together,
};
pub use objective::{Objective, Weighed};
pub use outcomes::{Measure, Metric, Report, Segment, StateSet, Tone};
pub use preferences::{Order, Preferences, Ranking, Relation};
pub use scenario::{Correlated, Scenario};
