//! What charts say: figures as plain data, with the words that follow from their numbers by rule.
//!
//! A [`Figure`] holds numbers, names and words; it is kept in the run folder (`figures.json`, [`Figures`]). Nothing here computes a
//! statistic of trials, and nothing knows how a figure looks: that is the room `drawing`, which has a file of the same name for each kind.
//!
//! ```text
//! estimates ─► run, history, comparison ─► a kind ─► Figure (figures.json) ─► drawing
//! ```
//!
//! The kinds stand in one list ([`Content`]); its macro says what a new one needs.

mod asked;
mod blockers;
mod bouts;
mod boxes;
mod bundle;
mod chance;
mod comparison;
mod content;
mod differences;
mod dotplot;
mod drivers;
mod end_states;
mod exceedance;
mod fan;
mod figure;
mod file_names;
mod flow;
mod frontier;
mod heat_map;
mod history;
mod influence;
mod information;
mod inspection;
mod json;
mod kind;
mod ladder;
mod metric_value;
mod moment;
mod own_title;
mod phrases;
mod plane;
mod prize;
mod provenance;
mod ranking;
mod robustness;
mod run;
mod scale;
mod shares;
mod simulated;
mod soundness;
mod stage_chances;
mod stops;
mod strength;
mod sweep;
mod table;
mod timeline;
mod tone;
mod tornado;
mod trades;

pub use asked::{AskedOutcome, Axis, Setting};
pub use blockers::{AcceptanceCell, AskedAudience, BLOCKS_BELOW, Blockers, BlockersRow};
pub use boxes::{BoxLimit, BoxRow, Boxes};
pub use bundle::{Bundle, BundlePanel};
pub use chance::Chance;
pub use comparison::{of_attribution, of_headline, of_outcomes};
pub use content::Content;
pub(crate) use content::for_each_kind;
pub use differences::{Compared, DifferenceRow, Differences};
pub use dotplot::{DOTS, Dotplot, DotplotRow, Threshold};
pub use drivers::{Beside, DriverRow, Drivers, Influences};
pub use end_states::{EndStates, EndStatesRow, SegmentKey};
pub use exceedance::{Exceedance, ExceedanceCurve};
pub use fan::{FAN, Fan};
pub use figure::Figure;
pub use flow::{Flow, FlowEnd, FlowOption};
pub use frontier::{Frontier, FrontierPoint};
pub use heat_map::{HeatCell, HeatMap};
pub use history::of_history;
pub use influence::Influence;
pub use information::{Information, InformationRow};
pub use json::{FIGURES, Figures};
pub use ladder::{Ladder, LadderRow, LadderStep};
pub use metric_value::Measured;
pub use moment::decimal_year;
pub use plane::{Plane, PlanePanel};
pub use prize::{Brought, PrizeKey};
pub use provenance::Provenance;
pub use ranking::Behind;
pub use robustness::{Robustness, RobustnessRow};
pub use run::{Needs, Placed, asked_of, of_run, of_run_by, recorded_factors};
pub use shares::{EditShare, Parts, Shares};
pub use simulated::{RECORDED, Simulated};
pub use stage_chances::{StageChances, StagePanel, StagePoint};
pub use stops::{Stops, StopsRow};
pub use strength::{Strength, StrengthPoint};
pub use sweep::{Root, Sweep, SweepLine, SweepPoint};
pub use table::{Cell, Table};
pub use timeline::{Lane, LaneState, LevelLine, LostBallot, ShockLine, StateTone, Step, Timeline};
pub use tornado::{Tornado, TornadoBar};
pub use trades::{Trades, TradesCell, TradesLevel, TradesTerm};

pub(crate) use ladder::bare;
pub(crate) use metric_value::{unit_in_brackets, with_unit};
pub(crate) use phrases::list;
pub(crate) use prize::{Told as ToldPrize, in_a_sentence};
pub(crate) use scale::Scale;
pub(crate) use stage_chances::LARGE_PANEL_STEPS;
