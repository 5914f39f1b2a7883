//! The sheet a figure is rendered on. The only file that knows plotters.
//!
//! plotters gives coordinates and shapes through a drawing backend of our own that writes SVG; text is written here,
//! since plotters knows neither weights nor rims nor exact places. Every text's box is kept, so that the sheet can
//! tell what is wrong with it.

use super::style::{self, Anchor, Colour, Type};
use super::text::{clean, missing_glyphs, width, wrap};
use super::{Picture, Provenance};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

/// Width of every figure in design pixels.
pub(super) const WIDTH: f64 = 960.0;
/// The margin left and right.
pub(super) const MARGIN: f64 = 28.0;
/// What may be filled between the margins.
pub(super) const MEASURE: f64 = WIDTH - 2.0 * MARGIN;

/// plotters counts in whole units; one design pixel is this many of them.
const UNITS: f64 = 20.0;
const FONTS: &str = "'Brief Sans','Inter','Noto Sans','Noto Sans JP',Arial,sans-serif";

/// A place on the sheet, in design pixels from the top left.
pub(super) type Point = (f64, f64);

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// Whether two areas share more than a pixel each way.
    fn overlaps(self, other: Area) -> bool {
        self.left + 1.0 < other.right
            && other.left + 1.0 < self.right
            && self.top + 1.0 < other.bottom
            && other.top + 1.0 < self.bottom
    }
}

/// Something wrong with a picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A text runs off the figure.
    OutsideFigure {
        /// The text.
        text: String,
    },
    /// One text lies on another.
    Overlap {
        /// The text below.
        text: String,
        /// The text above.
        over: String,
    },
    /// The font lacks characters of a text; they show as boxes.
    MissingGlyphs {
        /// The text.
        text: String,
        /// What is missing.
        characters: Vec<char>,
    },
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem::OutsideFigure { text } => write!(f, "“{text}” runs off the figure"),
            Problem::Overlap { text, over } => write!(f, "“{over}” lies on “{text}”"),
            Problem::MissingGlyphs { text, characters } => {
                let characters: String = characters.iter().collect();
                write!(f, "the font has no “{characters}”, needed for “{text}”")
            }
        }
    }
}

/// The words around a figure.
pub(super) struct Frame<'a> {
    /// The finding.
    pub title: &'a str,
    /// What is measured.
    pub subtitle: &'a str,
    /// How to read it.
    pub notes: &'a str,
    /// The numbers in a sentence, for those who cannot see them.
    pub description: &'a str,
    pub provenance: &'a Provenance,
}

/// A text and the box it fills.
struct TextBox {
    area: Area,
    text: String,
}

/// A sheet with its frame, and room for a figure's body.
pub(super) struct Canvas {
    sheet: Rc<RefCell<String>>,
    shapes: DrawingArea<SvgBackend, Shift>,
    texts: Vec<TextBox>,
    height: f64,
    source: String,
    /// Where the figure's body goes.
    pub body: Area,
}

impl Canvas {
    /// A sheet just high enough for the frame and a body of this height.
    pub fn new(frame: &Frame, body_height: f64) -> Canvas {
        let source = frame.provenance.source_line();
        let title = lines(frame.title, style::TITLE);
        let subtitle = lines(frame.subtitle, style::SUBTITLE);
        let notes = lines(frame.notes, style::NOTE);
        let sources = lines(&source, style::SOURCE);

        let title_end = 38.0 + 28.0 * (title.len() - 1) as f64;
        let subtitle_end = title_end + 24.0 + 20.0 * (subtitle.len() - 1) as f64;
        let body = Area {
            left: MARGIN,
            top: subtitle_end + 16.0,
            right: WIDTH - MARGIN,
            bottom: subtitle_end + 16.0 + body_height,
        };
        let notes_start = body.bottom + 26.0;
        let sources_start = notes_start + 15.5 * notes.len() as f64;
        let height = (sources_start + 15.5 * (sources.len() - 1) as f64 + 14.0).ceil();

        let sheet = Rc::new(RefCell::new(opening(frame, height)));
        let size = (units(WIDTH) as u32, units(height) as u32);
        let shapes = SvgBackend { sheet: Rc::clone(&sheet), size }.into_drawing_area();
        let mut canvas = Canvas { sheet, shapes, texts: Vec::new(), height, source, body };

        canvas.rectangle(Area { left: 0.0, top: 0.0, right: WIDTH, bottom: height }, style::PAPER);
        canvas.rectangle(Area { left: MARGIN, top: 0.0, right: MARGIN + 40.0, bottom: 6.0 }, style::ACCENT);
        canvas.paragraph((MARGIN, 38.0), 28.0, &title, style::TITLE);
        canvas.paragraph((MARGIN, title_end + 24.0), 20.0, &subtitle, style::SUBTITLE);
        let rule = body.bottom + 8.0;
        canvas.line(&[(MARGIN, rule), (WIDTH - MARGIN, rule)], style::GRID, 1.0);
        canvas.paragraph((MARGIN, notes_start), 15.5, &notes, style::NOTE);
        canvas.paragraph((MARGIN, sources_start), 15.5, &sources, style::SOURCE);
        canvas
    }

    /// A filled rectangle.
    pub fn rectangle(&self, area: Area, colour: Colour) {
        let corners = [unit_point((area.left, area.top)), unit_point((area.right, area.bottom))];
        self.shape(Rectangle::new(corners, rgb(colour).filled()));
    }

    /// A line through points.
    pub fn line(&self, points: &[Point], colour: Colour, thickness: f64) {
        let stroke = ShapeStyle::from(&rgb(colour)).stroke_width(units(thickness) as u32);
        self.shape(PathElement::new(points.iter().copied().map(unit_point).collect::<Vec<_>>(), stroke));
    }

    /// A band between an upper and a lower edge.
    pub fn band(&self, upper: &[Point], lower: &[Point], colour: Colour, opacity: f64) {
        let outline: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().map(unit_point).collect();
        self.shape(Polygon::new(outline, rgb(colour).mix(opacity).filled()));
    }

    /// A filled dot.
    pub fn dot(&self, at: Point, radius: f64, colour: Colour) {
        self.shape(Circle::new(unit_point(at), units(radius), rgb(colour).filled()));
    }

    /// An interval lying on its side; its white casing keeps it readable on any fill.
    pub fn whisker(&self, left: f64, right: f64, y: f64) {
        for (colour, thickness, end) in [(style::PAPER, 3.6, 4.6), (style::INK, 1.5, 3.6)] {
            self.line(&[(left, y), (right, y)], colour, thickness);
            for x in [left, right] {
                self.line(&[(x, y - end), (x, y + end)], colour, thickness);
            }
        }
    }

    /// A text on one line; `at` is on its baseline.
    pub fn text(&mut self, at: Point, text: &str, set: Type) {
        let text = clean(text);
        let wide = width(&text, set.size, set.weight);
        let (anchor, left) = match set.anchor {
            Anchor::Start => ("", at.0),
            Anchor::Middle => (" text-anchor=\"middle\"", at.0 - wide / 2.0),
            Anchor::End => (" text-anchor=\"end\"", at.0 - wide),
        };
        let weight = if set.weight == super::text::Weight::SemiBold { " font-weight=\"600\"" } else { "" };
        let rim = if set.halo {
            let thickness = number((set.size * 0.26).max(3.0));
            format!(
                " paint-order=\"stroke\" stroke=\"#FFFFFF\" stroke-width=\"{thickness}\" stroke-linejoin=\"round\""
            )
        } else {
            String::new()
        };
        self.write(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{weight}{anchor}{rim}>{}</text>\n",
            number(at.0),
            number(at.1),
            number(set.size),
            set.colour.hex(),
            escape(&text)
        ));
        let (top, bottom) = (at.1 - 0.75 * set.size, at.1 + 0.2 * set.size);
        self.texts.push(TextBox { area: Area { left, top, right: left + wide, bottom }, text });
    }

    /// Lines of text, the first on the baseline of `at`.
    pub fn paragraph(&mut self, at: Point, leading: f64, lines: &[String], set: Type) {
        for (i, line) in lines.iter().enumerate() {
            self.text((at.0, at.1 + leading * i as f64), line, set);
        }
    }

    /// What is wrong with the sheet so far.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (i, TextBox { area, text }) in self.texts.iter().enumerate() {
            let characters = missing_glyphs(text);
            if !characters.is_empty() {
                problems.push(Problem::MissingGlyphs { text: text.clone(), characters });
            }
            let inside = area.left >= 4.0
                && area.right <= WIDTH - 4.0
                && area.top >= 0.0
                && area.bottom <= self.height;
            if !inside {
                problems.push(Problem::OutsideFigure { text: text.clone() });
            }
            let above = self.texts[i + 1..].iter().filter(|other| area.overlaps(other.area));
            problems
                .extend(above.map(|other| Problem::Overlap { text: text.clone(), over: other.text.clone() }));
        }
        problems
    }

    /// The finished picture.
    pub fn finish(self) -> Picture {
        self.write(format_args!("</svg>\n"));
        let problems = self.problems();
        let svg = self.sheet.borrow().clone();
        Picture { svg, source: self.source, problems }
    }

    fn write(&self, what: std::fmt::Arguments) {
        self.sheet.borrow_mut().write_fmt(what).expect("writing to a string cannot fail");
    }

    fn shape<E>(&self, shape: E)
    where
        for<'a> &'a E: PointCollection<'a, BackendCoord>,
        E: Drawable<SvgBackend>,
    {
        self.shapes.draw(&shape).expect("the backend writes to a string, one shape at a time");
    }
}

/// Data coordinates over an area of the sheet: x to the right, y upwards.
pub(super) struct Axes {
    coordinates: Cartesian2d<RangedCoordf64, RangedCoordf64>,
}

impl Axes {
    /// Coordinates that run over these ranges from edge to edge of the area.
    pub fn new(area: Area, x: Range<f64>, y: Range<f64>) -> Axes {
        let pixels = (units(area.left)..units(area.right), units(area.bottom)..units(area.top));
        Axes { coordinates: Cartesian2d::new(x, y, pixels) }
    }

    /// The place of a pair of values.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let (x, y) = self.coordinates.translate(&(x, y));
        (f64::from(x) / UNITS, f64::from(y) / UNITS)
    }
}

fn lines(text: &str, set: Type) -> Vec<String> {
    wrap(text, set.size, set.weight, MEASURE)
}

/// The start of the document: what a screen reader and a later reader of the file need.
fn opening(frame: &Frame, height: f64) -> String {
    let (width, height) = (number(WIDTH), number(height));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"{FONTS}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <metadata>{}</metadata>\n",
        escape(&clean(frame.title)),
        escape(&clean(frame.description)),
        escape(&clean(&frame.provenance.metadata())),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A number with at most two decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        short => short.into(),
    }
}

fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn unit_point(point: Point) -> BackendCoord {
    (units(point.0), units(point.1))
}

fn rgb(colour: Colour) -> RGBColor {
    let [r, g, b] = colour.channels();
    RGBColor(r, g, b)
}

/// Writes plotters' shapes as SVG, to a twentieth of a pixel.
struct SvgBackend {
    sheet: Rc<RefCell<String>>,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl SvgBackend {
    fn write(&self, what: std::fmt::Arguments) -> Drawn {
        self.sheet.borrow_mut().write_fmt(what).expect("writing to a string cannot fail");
        Ok(())
    }
}

fn pixels(units: i32) -> String {
    number(f64::from(units) / UNITS)
}

fn path(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let step = |(i, (x, y)): (usize, BackendCoord)| {
        format!("{}{} {}", if i == 0 { 'M' } else { 'L' }, pixels(x), pixels(y))
    };
    points.into_iter().enumerate().map(step).collect()
}

fn paint(part: &str, colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    let opacity = if colour.alpha < 1.0 {
        format!(" {part}-opacity=\"{}\"", number(colour.alpha))
    } else {
        String::new()
    };
    format!("{part}=\"#{r:02X}{g:02X}{b:02X}\"{opacity}")
}

fn outline<S: BackendStyle>(style: &S) -> String {
    let thickness = pixels(style.stroke_width() as i32);
    format!(
        "fill=\"none\" {} stroke-width=\"{thickness}\" stroke-linejoin=\"round\"",
        paint("stroke", style.color())
    )
}

fn fill_or_outline<S: BackendStyle>(style: &S, fill: bool) -> String {
    if fill { paint("fill", style.color()) } else { outline(style) }
}

impl DrawingBackend for SvgBackend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.write(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}/>\n",
            pixels(a.0.min(b.0)),
            pixels(a.1.min(b.1)),
            pixels((b.0 - a.0).abs()),
            pixels((b.1 - a.1).abs()),
            fill_or_outline(style, fill)
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.write(format_args!("<path d=\"{}\" {}/>\n", path(points), outline(style)))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.write(format_args!("<path d=\"{}Z\" {}/>\n", path(points), paint("fill", style.color())))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.write(format_args!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>\n",
            pixels(centre.0),
            pixels(centre.1),
            pixels(radius as i32),
            fill_or_outline(style, fill)
        ))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, _: &S, _: BackendCoord) -> Drawn {
        unreachable!("text goes through Canvas::text, not plotters: “{text}”")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::style::LABEL;

    fn canvas() -> Canvas {
        let provenance = Provenance {
            engine: "hikiwake".into(),
            scenario: "a.toml".into(),
            digest: "0123456789ab".into(),
            worlds: 10,
            paths: 10,
            seed: 0,
        };
        let frame = Frame {
            title: "Title",
            subtitle: "Subtitle",
            notes: "Notes",
            description: "Description",
            provenance: &provenance,
        };
        Canvas::new(&frame, 100.0)
    }

    #[test]
    fn an_empty_sheet_has_no_problems() {
        assert_eq!(canvas().problems(), []);
    }

    #[test]
    fn a_text_off_the_figure_is_found() {
        let mut canvas = canvas();
        let at = (WIDTH - 20.0, canvas.body.top + 40.0);
        canvas.text(at, "too far right", LABEL);
        assert_eq!(canvas.problems(), [Problem::OutsideFigure { text: "too far right".into() }]);
    }

    #[test]
    fn a_text_on_a_text_is_found() {
        let mut canvas = canvas();
        let at = (100.0, canvas.body.top + 40.0);
        canvas.text(at, "below", LABEL);
        canvas.text((at.0 + 20.0, at.1 + 6.0), "above", LABEL);
        assert_eq!(canvas.problems(), [Problem::Overlap { text: "below".into(), over: "above".into() }]);
    }

    #[test]
    fn a_missing_glyph_is_found() {
        let mut canvas = canvas();
        let at = (100.0, canvas.body.top + 40.0);
        canvas.text(at, "กข", LABEL);
        assert_eq!(
            canvas.problems(),
            [Problem::MissingGlyphs { text: "กข".into(), characters: vec!['ก', 'ข'] }]
        );
    }

    #[test]
    fn coordinates_run_from_edge_to_edge() {
        let axes = Axes::new(Area { left: 10.0, top: 20.0, right: 110.0, bottom: 70.0 }, 0.0..2.0, 0.0..0.5);
        assert_eq!(
            [axes.at(0.0, 0.0), axes.at(2.0, 0.5), axes.at(1.0, 0.25)],
            [(10.0, 70.0), (110.0, 20.0), (60.0, 45.0)]
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, 0.5, -0.001, 12.345, 100.0].map(number), ["1", "0.5", "0", "12.35", "100"]);
    }
}
