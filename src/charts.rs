//! Figures (plain data, made from estimates) and the pictures they render to.
//!
//! A [`Figure`] holds numbers, names and the words that follow from them by rule; it is kept in the run folder
//! (`figures.json`). [`Figure::render`] turns it into a [`Picture`] of a [`Size`], whose SVG is the one source of truth: the
//! PNG, the SVG with outlined text and, with the feature `pdf`, the PDF are made from it. Nothing here computes a statistic of trials.
//!
//! ```text
//! estimates ─► of_run ─► Figure (figures.json) ─► sheet + the kind's drawing ─► canvas ─► SVG ─► PNG, outlined SVG, PDF
//! ```
//!
//! A kind of figure is two files at most: its data and words (`end_states`), and its drawing (`bars`). They share `axes`,
//! `heads`, `key`, `layout` (where labels go), `style` (colours and type), `text` (the font's metrics), `words` (how
//! numbers read). `canvas` and `svg` alone know plotters, `raster` alone knows resvg.

mod axes;
mod bars;
mod bundle;
mod canvas;
mod claims;
mod curves;
mod differences;
mod document;
mod dotplot;
mod dots;
mod embedded;
mod end_states;
mod exceedance;
mod fan;
mod figure;
mod flow;
mod font;
mod guard;
mod heads;
mod influence;
mod influence_layout;
mod key;
mod lanes;
mod layout;
mod lint;
mod measured;
mod naming;
mod of_changes;
mod of_history;
mod of_record;
mod of_run;
mod of_tally;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod plane;
mod raster;
mod share;
mod shares;
mod sheet;
mod sound;
mod stage_chances;
mod style;
mod svg;
mod text;
mod timeline;
mod tornado;
mod words;

pub use bundle::{Bundle, BundlePanel};
pub use differences::{Compared, DifferenceRow, Differences};
pub use document::{FIGURES, Figures};
pub use dotplot::{DOTS, Dotplot, DotplotRow, Threshold};
pub use embedded::run_digest;
pub use end_states::{EndStates, EndStatesRow, SegmentKey};
pub use exceedance::{Exceedance, ExceedanceCurve};
pub use fan::{FAN, Fan};
pub use figure::{Content, Figure, Provenance};
pub use flow::{Flow, FlowEnd};
pub use font::font_for;
pub use influence::Influence;
pub use lint::Problem;
pub use measured::Measured;
pub use of_changes::{of_attribution, of_headline, of_outcomes};
pub use of_history::of_history;
pub use of_run::{RECORDED, Simulated, of_run, recorded_factors};
pub use picture::Picture;
pub use plane::{Plane, PlanePanel};
pub use raster::RenderError;
pub use share::Share;
pub use shares::{EditShare, Shares};
pub use stage_chances::{StageChances, StagePanel, StagePoint, decimal_year};
pub use text::clean;
pub use timeline::{Lane, LaneState, LevelLine, LostBallot, ShockLine, StateTone, Step, Timeline};
pub use tornado::{Tornado, TornadoBar};

pub use crate::model::ChartSize as Size;
