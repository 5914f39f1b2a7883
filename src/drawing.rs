//! How charts look: figures drawn as pictures.
//!
//! [`Figure::render`](crate::figures::Figure::render) turns a figure into a [`Picture`] of a [`Size`], whose SVG is the one source of truth: the
//! PNG, the SVG with outlined text and, with the feature `pdf`, the PDF are made from it.
//!
//! ```text
//! Figure ─► render: the sheet + the kind's drawing ─► canvas ─► SVG ─► PNG, outlined SVG, PDF
//! ```
//!
//! Each kind of figure is drawn in the file that has its name. They share `axes` and `ticks`, `segment_labels`, `legend`, `layout` (where labels go) and
//! `style` (colours and type). `canvas` and `svg` alone know plotters, `raster` alone knows resvg.

mod axes;
mod blockers;
mod boxes;
mod bundle;
mod canvas;
mod collisions;
mod differences;
mod dotplot;
mod draw;
mod drivers;
mod end_states;
mod error;
mod exceedance;
mod exceedance_rows;
mod fan;
mod flow;
mod frontier;
mod geometry;
mod heat_map;
mod influence;
mod influence_layout;
mod information;
mod ladder;
mod layout;
mod legend;
mod matrix;
mod metadata;
mod panic_guard;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod plane;
mod raster;
mod render;
mod robustness;
mod segment_labels;
mod shares;
mod stage_chances;
mod stops;
mod strength;
mod style;
mod svg;
mod sweep;
mod ticks;
mod timeline;
mod timeline_moves;
mod tornado;
mod trades;

pub use collisions::{LEAST_TYPE, Problem};
pub use error::RenderError;
pub use metadata::run_digest;
pub use picture::Picture;

pub use crate::model::ChartSize as Size;
