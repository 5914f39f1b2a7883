//! Sizes, and the words around a figure: title and subtitle above, notes and source below.

use super::canvas::Canvas;
use super::collisions::Problem;
use super::draw::drawn;
use super::error::RenderError;
use super::geometry::{Area, Form};
use super::panic_guard::guarded;
use super::picture::Picture;
use super::style::{self, Type};
use super::svg::{escape, number};
use crate::figures::Figure;
use crate::lettering::font::clean_in_order;
use crate::lettering::lines::wrap;
use crate::lettering::{is_joined, put_in_force};
use crate::model::ChartSize as Size;

/// A sheet this many times as large has type that can still be read.
const LARGEST: f64 = 2.4;

/// From here on a sheet grows in small steps.
const NEARLY_LARGEST: f64 = 2.2;

/// A sheet that has grown as wide as this may have the form of a slide: names beside their rows, lists in columns.
const WIDE: f64 = 800.0;

/// A sheet with what is wrong with it.
struct Drawn {
    svg: String,
    problems: Vec<Problem>,
}

const FONTS: &str = "'Brief Sans','Inter','Noto Sans','Noto Sans JP',Arial,sans-serif";

impl Size {
    /// **Unit** design pixels.
    fn width(self) -> f64 {
        match self {
            Size::Slide => style::SLIDE_WIDTH,
            Size::Half => style::SLIDE_WIDTH / 2.0,
            Size::Column => 420.0,
        }
    }

    /// The height of a sheet of this width, where it is given.
    fn height(self, width: f64) -> Option<f64> {
        match self {
            Size::Slide => Some(width * 9.0 / 16.0),
            Size::Half => Some(width * 9.0 / 8.0),
            Size::Column => None,
        }
    }

    /// The forms of a figure on a sheet of this width, the likeliest first: what has too many rows for half a slide makes the sheet grow until it is as wide as a
    /// slide, and then takes less height in that form.
    fn forms(self, width: f64) -> &'static [Form] {
        match self {
            Size::Slide => &[Form::Slide],
            Size::Half if width >= WIDE => &[Form::Narrow, Form::Slide, Form::Page],
            Size::Half | Size::Column => &[Form::Narrow],
        }
    }

    fn margin(self) -> f64 {
        match self {
            Size::Slide => style::SLIDE_MARGIN,
            Size::Half => 22.0,
            Size::Column => 16.0,
        }
    }

    /// The type of titles, subtitles, notes.
    fn types(self) -> [Type; 3] {
        let set = |set: Type, size| Type { size, ..set };
        match self {
            Size::Slide => [style::TITLE, style::SUBTITLE, style::NOTE],
            Size::Half => [set(style::TITLE, 19.0), set(style::SUBTITLE, 13.5), style::NOTE],
            Size::Column => [set(style::TITLE, 17.0), set(style::SUBTITLE, 13.0), set(style::NOTE, 11.0)],
        }
    }
}

/// The words around a figure, broken into lines.
struct Frame {
    size: Size,
    width: f64,
    blocks: [Vec<String>; 4],
}

impl Frame {
    fn new(figure: &Figure, size: Size, width: f64) -> Frame {
        let measure = width - 2.0 * size.margin();
        let [title, subtitle, note] = size.types();
        let lines = |text: &str, set: Type| match text {
            "" => Vec::new(),
            _ => wrap(text, set.size, set.weight, measure),
        };
        let blocks = [
            lines(&figure.title, title),
            lines(&figure.subtitle, subtitle),
            lines(&figure.notes, note),
            lines(&figure.provenance.source_line(), note),
        ];
        Frame { size, width, blocks }
    }

    /// Baselines of the first lines of title and subtitle, and where the body may begin.
    fn head(&self) -> [f64; 3] {
        let [title, subtitle, _] = self.size.types();
        let first = 15.0 + title.size;
        // Where another hand writes the title, as on a slide, there is nothing in its place.
        let second = match self.blocks[0].len().checked_sub(1) {
            Some(more) => first + more as f64 * leading(title) + subtitle.size + 9.0,
            None => subtitle.size + 5.0,
        };
        [first, second, second + self.blocks[1].len().saturating_sub(1) as f64 * leading(subtitle) + 16.0]
    }

    /// What notes and source need under the body.
    fn foot(&self) -> f64 {
        let [.., note] = self.size.types();
        26.0 + (self.blocks[2].len() + self.blocks[3].len()).saturating_sub(1) as f64 * leading(note) + 14.0
    }

    fn render(&self, canvas: &mut Canvas) {
        let [title, subtitle, note] = self.size.types();
        let (left, body) = (self.size.margin(), canvas.body);
        let [first, second, _] = self.head();
        if !self.blocks[0].is_empty() {
            canvas.rectangle(Area { left, top: 0.0, right: left + 40.0, bottom: 6.0 }, style::ACCENT);
        }
        canvas.paragraph((left, first), leading(title), &self.blocks[0], title);
        canvas.paragraph((left, second), leading(subtitle), &self.blocks[1], subtitle);
        let rule = body.bottom + 8.0;
        canvas.line(&[(left, rule), (self.width - left, rule)], style::GRID, 1.0);
        let notes = body.bottom + 26.0;
        canvas.paragraph((left, notes), leading(note), &self.blocks[2], note);
        let source = notes + self.blocks[2].len() as f64 * leading(note);
        canvas.paragraph((left, source), leading(note), &self.blocks[3], note.colour(style::MUTED));
    }
}

/// From one line of the frame to the next: headlines sit closer.
fn leading(set: Type) -> f64 {
    if set.size >= 16.0 { (set.size * 1.22).round() } else { (set.size * 2.7).round() / 2.0 }
}

impl Figure {
    /// Renders the figure where it is not known that it can be drawn.
    ///
    /// **Errors** that it cannot, or that what it says would be boxes.
    pub fn try_render(&self, size: Size) -> Result<Picture, RenderError> {
        let picture = guarded(|| self.render(size))?;
        let boxes = picture.problems.iter().find_map(|problem| match problem {
            Problem::MissingGlyphs { text, characters } if characters.iter().copied().any(is_joined) => {
                Some(text)
            }
            _ => None,
        });
        match boxes {
            Some(text) => Err(RenderError::Letters(text.clone())),
            None => Ok(picture),
        }
    }

    /// The figure as a picture of a size.
    ///
    /// The sheet keeps the size's proportions: where more must be shown than fits, it is made larger before it is shown at
    /// the asked size, so that everything shrinks together and nothing is left out. It is made larger too where a word would break within, as long
    /// as its type can be read.
    pub fn render(&self, size: Size) -> Picture {
        let _second_font = put_in_force(self.font.clone());
        let has_broken_word =
            |of: &Drawn| of.problems.iter().any(|problem| matches!(problem, Problem::BrokenWord { .. }));
        let (mut found, mut scale) = self.drawn(size, 1.0);
        // Only where a larger sheet helps at all.
        if has_broken_word(&found) && scale < LARGEST && !has_broken_word(&self.drawn(size, LARGEST).0) {
            while has_broken_word(&found) && scale < LARGEST {
                (found, scale) = self.drawn(size, (scale * 1.1).min(LARGEST));
            }
        }
        Picture {
            svg: found.svg,
            head: self.head(),
            #[cfg(feature = "pdf")]
            title: clean_in_order(&self.title),
            source: self.provenance.source_line(),
            metadata: self.provenance.metadata(),
            problems: found.problems,
        }
    }

    /// The figure on the smallest sheet that holds it, at least so many times as large as the size; how many times it is.
    fn drawn(&self, size: Size, least: f64) -> (Drawn, f64) {
        let plot = drawn(&self.content);
        let mut scale = least;
        let (frame, width, body_height, form) = loop {
            let width = (size.width() * scale).round();
            let frame = Frame::new(self, size, width);
            let fitting = size.forms(width).iter().find_map(|&form| {
                let wanted = plot.height(form.room(width - 2.0 * size.margin()));
                let room = match size.height(width) {
                    Some(height) => height - frame.head()[2] - frame.foot(),
                    None => wanted.ideal,
                };
                (wanted.least <= room || scale > 6.0).then_some((room, form))
            });
            if let Some((room, form)) = fitting {
                break (frame, width, room, form);
            }
            // Where letters come near to what can be read every per cent counts.
            scale *= if scale < NEARLY_LARGEST { 1.05 } else { 1.01 };
        };
        let top = frame.head()[2];
        let height = top + body_height + frame.foot();
        let body = Area { left: size.margin(), top, right: width - size.margin(), bottom: top + body_height };
        let mut canvas = Canvas::new(self.opening(size, width, height), (width, height), body, form);
        frame.render(&mut canvas);
        plot.render(&mut canvas);
        let (svg, problems) = canvas.finish(size.width());
        (Drawn { svg, problems }, scale)
    }

    /// The start of the document.
    fn opening(&self, size: Size, width: f64, height: f64) -> String {
        let shown = size.width();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" \
             font-family=\"{FONTS}\">\n{}",
            number(width),
            number(height),
            number(shown),
            number(shown * height / width),
            self.head()
        )
    }

    /// What a screen reader and a later reader of the file need.
    fn head(&self) -> String {
        let text = |text: &str| escape(&clean_in_order(text));
        format!(
            "<title>{}</title>\n<desc>{}</desc>\n<metadata>{}</metadata>\n",
            text(&self.title),
            text(&self.description),
            text(&self.provenance.metadata())
        )
    }
}
