//! SVG → PNG, and SVG with its text as shapes. The only file that knows resvg.

use super::error::RenderError;
use crate::lettering::font::{REGULAR, SEMI_BOLD};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Indent, Options, Tree, WriteOptions};
use std::sync::{Arc, LazyLock};

/// The widest and tallest PNG made.
const MAX_PIXELS: f32 = 16_384.0;

/// Renders an SVG with the embedded font; `texts` (keyword, text) go into the file.
pub(super) fn png(svg: &str, scale: f32, texts: &[(&str, &str)]) -> Result<Vec<u8>, RenderError> {
    let tree = read(svg)?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    if !(width >= 1.0 && height >= 1.0 && width <= MAX_PIXELS && height <= MAX_PIXELS) {
        return Err(RenderError::Scale(scale));
    }
    let mut pixels =
        Pixmap::new(width.round() as u32, height.round() as u32).ok_or(RenderError::Scale(scale))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let png =
        encode(pixels, scale).map_err(|_| RenderError::Encode("its pixels could not be packed".into()))?;
    Ok(texts.iter().rev().fold(png, |png, (keyword, text)| with_text(&png, keyword, text)))
}

/// A figure covers its whole sheet, so its pixels have no need of an opacity. Quickly packed: an analyst waits for a dozen of these.
/// A pixel of the design is a ninety-sixth of an inch, so that office programs give the picture its size.
fn encode(pixels: Pixmap, scale: f32) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = (pixels.width(), pixels.height());
    // With nothing to see through, colours multiplied by their opacity are the colours.
    let mut colours = Vec::with_capacity(pixels.data().len() / 4 * 3);
    pixels.data().chunks_exact(4).for_each(|pixel| colours.extend_from_slice(&pixel[..3]));
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (96.0 / 0.0254 * f64::from(scale)).round() as u32;
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(file)
}

/// The SVG with its text as shapes. What usvg drops, `head` puts back: title, description and metadata.
pub(super) fn outlined(svg: &str, head: &str) -> Result<String, RenderError> {
    let options = WriteOptions { preserve_text: false, indent: Indent::None, ..WriteOptions::default() };
    let outlined = read(svg)?.to_string(&options);
    let end = outlined.find("<svg").and_then(|start| Some(start + outlined[start..].find('>')?));
    let Some(end) = end else { return Err(RenderError::Svg("it came back without a root".into())) };
    Ok(format!("{} role=\"img\">\n{head}{}", &outlined[..end], &outlined[end + 1..]))
}

pub(super) fn read(svg: &str) -> Result<Tree, RenderError> {
    Tree::from_str(svg, &options()).map_err(|_| RenderError::Svg("it could not be read back".into()))
}

/// Only the embedded font: no font of the machine may change a picture.
fn options() -> Options<'static> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        for font in [REGULAR, SEMI_BOLD] {
            fonts.load_font_source(Source::Binary(Arc::new(font)));
        }
        Arc::new(fonts)
    });
    Options { font_family: "Brief Sans".into(), fontdb: Arc::clone(&FONTS), ..Options::default() }
}

/// Where the first chunk of a PNG (IHDR) ends: 8 bytes of signature, 12 around a chunk's 13 of data.
const AFTER_HEADER: usize = 8 + 12 + 13;

/// A PNG with an international text chunk (iTXt, not compressed, no language) after its header.
fn with_text(png: &[u8], keyword: &str, text: &str) -> Vec<u8> {
    let body = [b"iTXt", keyword.as_bytes(), &[0, 0, 0, 0, 0], text.as_bytes()].concat();
    let length = (body.len() - 4) as u32;
    let (header, rest) = png.split_at(AFTER_HEADER.min(png.len()));
    [header, &length.to_be_bytes(), &body, &crc32(&body).to_be_bytes(), rest].concat()
}

/// The checksum of a PNG chunk. **Source** ISO/IEC 15948, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }
}
