//! Worlds and paths: the month loop of model.md, over blocks of paths in columns.
//!
//! A run may simulate several plans at once. They share the draws of whatever they have in common, so the work of drawing is done once
//! and options are compared in the same worlds through the same shocks.

mod addresses;
mod asked;
mod ballots;
mod block;
mod caps;
mod checks;
mod clocks;
mod courses;
mod drawn;
mod earliest;
mod factors;
mod failure;
mod grid;
mod journal;
mod kernels;
mod landmark;
mod lane;
mod lanes;
mod measures;
mod memory;
mod month;
mod month_columns;
mod moves;
mod numbers;
mod packed;
mod quantities;
mod record;
mod replay;
mod rounds;
mod shocks;
mod simulation;
mod situation;
mod size;
mod snapshot;
mod splitting;
mod streams;
mod tally;
mod trials;
mod watcher;
mod world;

pub use asked::{Acceptances, Asked, Found, Stop, Stops};
pub use caps::{CAP, CapCount};
pub use courses::{Courses, Ends, FoundCourses};
pub use drawn::{achieved_correlations, draw_columns, draw_quantity, draw_world};
pub use failure::{ArithmeticError, Stopped};
pub use journal::{Candidate, Cause, Consent, Event, History, Weight, What};
pub use landmark::{Landmark, landmark};
pub use measures::{BANDS, band};
pub use memory::{memory_needed, memory_needed_by_variants};
pub use numbers::{NumbersIn, NumbersOut};
pub use packed::{pack, unpack};
pub use record::{Record, record};
pub use replay::{look_at_each, replay, replay_as_far};
pub use simulation::{grow, parts, simulate, simulate_asked, simulate_part, simulate_variants};
pub use size::Size;
pub use splitting::{Splitting, Way, copies_for, split};
pub use tally::{MetricTally, Tally};
pub use trials::{Trials, each_trial};
pub use watcher::Watcher;
