//! Figures (plain data, made by the caller) and the pictures they render to.
//!
//! A figure holds numbers and names and knows nothing of drawing; nothing here computes a statistic. `render` turns it
//! into a [`Picture`], whose SVG is the one source of truth: the PNG is made from it.
//!
//! Inside: `style` holds colours and type, `text` the font's metrics, `words` how numbers read, `layout` where labels
//! go, `canvas` the sheet itself (the only file that knows plotters), `raster` the PNG (the only one that knows resvg).

mod canvas;
mod embedded;
mod end_states;
mod influence;
mod influence_layout;
mod layout;
mod of_run;
mod raster;
mod stage_chances;
mod style;
mod text;
mod words;

pub use canvas::Problem;
pub use embedded::run_digest;
pub use end_states::{EndStates, EndStatesRow, SegmentKey, Share};
pub use influence::Influence;
pub use of_run::of_run;
pub use raster::RenderError;
pub use stage_chances::{StageChances, StagePanel, StagePoint, decimal_year};
pub use words::{interval, percent};

use words::thousands;

/// Where a figure's numbers come from: enough to make them again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Name and version of the program and of its engine. **Shape** "hikiwake 0.1.0 (engine 1)".
    pub engine: String,
    /// The scenario's name or file.
    pub scenario: String,
    /// The first 12 hexadecimal digits of the resolved scenario's SHA-256.
    pub digest: String,
    /// Worlds simulated for each option.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// The seed of the run.
    pub seed: u64,
}

impl Provenance {
    /// The line at the foot of a figure.
    fn source_line(&self) -> String {
        format!(
            "Source: {}, {} (sha256 {}), {} worlds × {} paths, seed {}; assumptions are the analyst’s",
            self.engine,
            self.scenario,
            self.digest,
            thousands(self.worlds),
            thousands(self.paths),
            self.seed
        )
    }

    /// One `key: value` a line, for the metadata of the SVG.
    fn metadata(&self) -> String {
        format!(
            "engine: {}; scenario: {}; sha256: {}; worlds: {}; paths: {}; seed: {}",
            self.engine, self.scenario, self.digest, self.worlds, self.paths, self.seed
        )
    }
}

/// A rendered figure.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The figure as an SVG document with live text. The same figure always gives the same bytes.
    pub svg: String,
    source: String,
    problems: Vec<Problem>,
}

impl Picture {
    /// The picture as a PNG file, its source line kept in the file's text; `scale` pixels for one design pixel (a
    /// picture is 960 design pixels wide).
    ///
    /// **Errors** when the scale is not positive or asks for an image too large to hold.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, RenderError> {
        raster::png(&self.svg, scale, &self.source)
    }

    /// What is wrong with the picture: empty for one that may be shown.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}
