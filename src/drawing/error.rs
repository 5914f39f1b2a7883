//! Why a picture could not be made.

/// Why a picture could not be made.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderError {
    /// The scale is not a positive number, or the image would be larger than 16,384 pixels a side.
    Scale(f32),
    /// The SVG could not be read back; a fault of this program.
    Svg(String),
    /// The file could not be put together.
    Encode(String),
    /// Its numbers or texts fit on no sheet.
    Drawing,
    /// A text is of a script that glyphs one after the other do not write, for which the font has no letters.
    Letters(String),
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RenderError::Scale(scale) => {
                write!(
                    f,
                    "cannot render at scale {scale}: it must be positive and the image at most 16,384 pixels a side"
                )
            }
            RenderError::Svg(why) => {
                write!(f, "the picture is not sound SVG, which is a fault of this program: {why}")
            }
            RenderError::Letters(text) => write!(
                f,
                "the charts’ font has no letters for “{text}”, and boxes would say nothing; name a font that has them ([charts] font = \"….ttf\"), or write it in Latin, Greek, Cyrillic or Japanese letters"
            ),
            RenderError::Drawing => write!(f, "its numbers or texts fit on no sheet"),
            RenderError::Encode(why) => write!(f, "the picture could not be put into its file: {why}"),
        }
    }
}

impl std::error::Error for RenderError {}
