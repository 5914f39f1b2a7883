//! A rendered figure: one SVG, and the files made from it.

use super::collisions::Problem;
use super::error::RenderError;
use super::panic_guard::guarded;
use super::raster;

/// A rendered figure.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The figure as an SVG document with live text. The same figure always gives the same bytes.
    pub svg: String,
    /// Title, description and metadata of the document.
    pub(super) head: String,
    /// The finding.
    #[cfg(feature = "pdf")]
    pub(super) title: String,
    /// The source line.
    pub(super) source: String,
    /// The digest of the run, with all that belongs to it.
    pub(super) metadata: String,
    pub(super) problems: Vec<Problem>,
}

impl Picture {
    /// The picture as a PNG file, its source and the digest of its run kept in the file's text; `scale` pixels for one
    /// design pixel (a slide is 960 design pixels wide).
    ///
    /// **Errors** when the scale is not positive or asks for an image too large to hold.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, RenderError> {
        let texts = [("Source", self.source.as_str()), ("Description", &self.metadata)];
        guarded(|| raster::png(&self.svg, scale, &texts))?
    }

    /// The picture with its text turned into shapes, for programs that lack the font (Word, PowerPoint, Inkscape).
    ///
    /// **Errors** when the picture cannot be read back; a fault of this program.
    pub fn outlined(&self) -> Result<String, RenderError> {
        guarded(|| raster::outlined(&self.svg, &self.head))?
    }

    /// The picture as a PDF of one page with live text, the digest of its run in the file's description.
    ///
    /// **Errors** when the picture cannot be read back; a fault of this program.
    #[cfg(feature = "pdf")]
    pub fn pdf(&self) -> Result<Vec<u8>, RenderError> {
        guarded(|| {
            super::pdf::pdf(&self.svg, super::pdf::Head { title: &self.title, metadata: &self.metadata })
        })?
    }

    /// What is wrong with the picture: empty for one that may be shown.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}
