//! SVG → PDF of one page, with shapes and text kept as such. The only file that knows krilla.

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};

use super::error::RenderError;
use super::raster::read;

/// What a file says of itself.
pub(super) struct Head<'a> {
    pub title: &'a str,
    /// The digest of the run, with all that belongs to it.
    pub metadata: &'a str,
}

/// A page as large as the picture, a point for each design pixel, with the part of the embedded font that it needs. It bears no date and
/// no number drawn by lot: the same picture gives the same bytes.
pub(super) fn pdf(svg: &str, head: Head) -> Result<Vec<u8>, RenderError> {
    let fault = |why: &str| RenderError::Svg(why.into());
    let tree = read(svg)?;
    let size = Size::from_wh(tree.size().width(), tree.size().height());
    let size = size.ok_or_else(|| fault("it has no size"))?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(head.title.into())
            .description(head.metadata.into())
            .creator("hikiwake".into())
            .language("en".into()),
    );
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default()).ok_or_else(|| fault("it cannot be set as PDF"))?;
    surface.finish();
    page.finish();
    document.finish().map_err(|_| RenderError::Encode("the PDF could not be put together".into()))
}
