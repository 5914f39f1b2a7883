//! Figures (plain data, made from estimates) and the pictures they render to.
//!
//! A [`Figure`] holds numbers, names and the words that follow from them by rule; it is kept in the run folder
//! (`figures.json`). [`Figure::render`] turns it into a [`Picture`] of a [`Size`], whose SVG is the one source of truth: the
//! PNG and the SVG with outlined text are made from it. Nothing here computes a statistic of trials.
//!
//! ```text
//! estimates ─► of_run ─► Figure (figures.json) ─► sheet + the kind's drawing ─► canvas ─► SVG ─► PNG, outlined SVG
//! ```
//!
//! A kind of figure is two files at most: its data and words (`end_states`), and its drawing (`bars`). They share `axes`,
//! `heads`, `key`, `layout` (where labels go), `style` (colours and type), `text` (the font's metrics), `words` (how
//! numbers read). `canvas` and `svg` alone know plotters, `raster` alone knows resvg.

mod axes;
mod bars;
mod canvas;
mod curves;
mod document;
mod end_states;
mod figure;
mod heads;
mod key;
mod layout;
mod lint;
mod of_run;
mod picture;
mod raster;
mod sheet;
mod stage_chances;
mod style;
mod svg;
mod text;
mod words;

pub use document::{FIGURES, Figures};
pub use end_states::{EndStates, EndStatesRow, SegmentKey, Share};
pub use figure::{Content, Figure, Provenance};
pub use lint::Problem;
pub use of_run::of_run;
pub use picture::Picture;
pub use raster::RenderError;
pub use stage_chances::{StageChances, StagePanel, StagePoint, decimal_year};
pub use words::{interval, percent};

pub use crate::model::ChartSize as Size;
