//! The sheet a figure is rendered on.
//!
//! plotters gives coordinates and shapes through a drawing backend of our own that writes SVG (`svg.rs`); text is
//! written here, since plotters knows neither weights nor rims nor exact places. Every text's box is kept, so that the
//! sheet can tell what is wrong with it.

use super::collisions::{LEAST_TYPE, Problem, TextBox, lint};
use super::geometry::{Area, Form, Point, Room};
use super::layout::held;
use super::style::{self, Anchor, Colour, Type};
use super::svg::{SvgBackend, UNITS, escape, number, outlines};
use crate::lettering::font::{Weight, clean_in_order, width};
use crate::lettering::lines::BROKEN;
use crate::lettering::setting::{self, Ink, Line};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::BackendCoord;
use std::cell::RefCell;
use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

/// A sheet with room for a figure's body.
pub(super) struct Canvas {
    sheet: Rc<RefCell<String>>,
    shapes: DrawingArea<SvgBackend, Shift>,
    texts: Vec<TextBox>,
    width: f64,
    height: f64,
    /// Where the figure's body goes.
    pub body: Area,
    form: Form,
    /// The smallest type on the sheet.
    smallest: f64,
}

impl Canvas {
    /// A white sheet that begins with `opening`, the head of the document.
    pub fn new(opening: String, (width, height): (f64, f64), body: Area, form: Form) -> Canvas {
        let sheet = Rc::new(RefCell::new(opening));
        let size = (units(width) as u32, units(height) as u32);
        let shapes = SvgBackend { sheet: Rc::clone(&sheet), size }.into_drawing_area();
        let (texts, smallest) = (Vec::new(), f64::INFINITY);
        let canvas = Canvas { sheet, shapes, texts, width, height, body, form, smallest };
        canvas.rectangle(Area { left: 0.0, top: 0.0, right: width, bottom: height }, style::PAPER);
        canvas
    }

    /// How wide the body is.
    pub fn room(&self) -> Room {
        self.form.room(self.body.width())
    }

    /// A filled rectangle.
    pub fn rectangle(&self, area: Area, colour: Colour) {
        let corners = [unit_point((area.left, area.top)), unit_point((area.right, area.bottom))];
        self.shape(Rectangle::new(corners, rgb(colour).filled()));
    }

    /// A line through points.
    pub fn line(&self, points: &[Point], colour: Colour, thickness: f64) {
        self.faint_line(points, colour, thickness, 1.0);
    }

    /// A line that lets through what lies under it.
    pub fn faint_line(&self, points: &[Point], colour: Colour, thickness: f64, opacity: f64) {
        let stroke = ShapeStyle::from(&rgb(colour).mix(opacity)).stroke_width(units(thickness) as u32);
        self.shape(PathElement::new(points.iter().copied().map(unit_point).collect::<Vec<_>>(), stroke));
    }

    /// A band between an upper and a lower edge.
    pub fn band(&self, upper: &[Point], lower: &[Point], colour: Colour, opacity: f64) {
        let outline: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.polygon(&outline, colour, opacity);
    }

    /// A filled outline.
    pub fn polygon(&self, outline: &[Point], colour: Colour, opacity: f64) {
        let outline: Vec<_> = outline.iter().copied().map(unit_point).collect();
        self.shape(Polygon::new(outline, rgb(colour).mix(opacity).filled()));
    }

    /// A filled dot.
    pub fn dot(&self, at: Point, radius: f64, colour: Colour) {
        self.shape(Circle::new(unit_point(at), units(radius), rgb(colour).filled()));
    }

    /// A dot that lets through what lies under it.
    pub fn faint_dot(&self, at: Point, radius: f64, colour: Colour, opacity: f64) {
        self.shape(Circle::new(unit_point(at), units(radius), rgb(colour).mix(opacity).filled()));
    }

    /// Many dots that let through what lies under them. Each is a line of no length with a round end, a few layers of one
    /// path instead of an element a dot, so that thousands stay a small file and still darken where they lie close. Pointing goes through them to what
    /// they lie on.
    pub fn dots(&self, points: &[Point], radius: f64, colour: Colour, opacity: f64) {
        const LAYERS: usize = 8;
        for layer in 0..LAYERS.min(points.len()) {
            let path: String = points
                .iter()
                .skip(layer)
                .step_by(LAYERS)
                .map(|(x, y)| format!("M{} {}h.01", number(*x), number(*y)))
                .collect();
            self.write(format_args!(
                "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-opacity=\"{}\" stroke-width=\"{}\" \
                 stroke-linecap=\"round\" pointer-events=\"none\"/>\n",
                colour.hex(),
                number(opacity),
                number(2.0 * radius)
            ));
        }
    }

    /// A ring on a white disc.
    pub fn ring(&self, at: Point, radius: f64, colour: Colour) {
        self.dot(at, radius + 1.4, colour);
        self.dot(at, radius - 1.0, style::PAPER);
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

    /// Marks that say something when pointed at: what `draw` puts on the sheet shows `words` in a browser.
    pub fn hover(&mut self, words: &str, draw: impl FnOnce(&mut Canvas)) {
        self.write(format_args!("<g><title>{}</title>\n", escape(&clean_in_order(words))));
        draw(self);
        self.write(format_args!("</g>\n"));
    }

    /// Invisible strips side by side over a plot, each of which says its words when pointed at: the values of a curve at a moment. Each reaches
    /// half way to its neighbours.
    pub fn strips(&mut self, plot: Area, at: &[(f64, String)]) {
        let half_way = |a: f64, b: f64| held((a + b) / 2.0, plot.left, plot.right);
        for (i, (x, words)) in at.iter().enumerate() {
            let left = if i == 0 { plot.left } else { half_way(at[i - 1].0, *x) };
            let right = at.get(i + 1).map_or(plot.right, |next| half_way(*x, next.0));
            if right > left {
                let wide = number(right - left);
                self.write(format_args!(
                    "<path d=\"M{} {}h{wide}v{}h-{wide}z\" fill=\"none\" pointer-events=\"all\"><title>{}</title></path>\n",
                    number(left),
                    number(plot.top),
                    number(plot.height()),
                    escape(&clean_in_order(words))
                ));
            }
        }
    }

    /// A text on one line; `at` is on its baseline.
    pub fn text(&mut self, at: Point, text: &str, set: Type) {
        let is_broken = text.ends_with(BROKEN);
        let text = clean_in_order(text);
        if text.is_empty() {
            return;
        }
        let in_two_fonts = setting::set(&text, set.weight);
        let wide = width(&text, set.size, set.weight);
        let (anchor, left) = match set.anchor {
            Anchor::Start => ("", at.0),
            Anchor::Middle => (" text-anchor=\"middle\"", at.0 - wide / 2.0),
            Anchor::End => (" text-anchor=\"end\"", at.0 - wide),
        };
        let (top, bottom) = (at.1 - 0.75 * set.size, at.1 + 0.2 * set.size);
        let area = Area { left, top, right: left + wide, bottom };
        self.texts.push(TextBox { area, text: text.clone(), is_broken });
        self.smallest = self.smallest.min(set.size);
        if let Some(line) = in_two_fonts {
            return self.text_in_two_fonts((left, at.1), &text, &line, set);
        }
        let weight = weight(set);
        let (x, y, size, words) = (number(at.0), number(at.1), number(set.size), escape(&text));
        if set.halo {
            // A text of its own below the letters: programs that know no order of painting would paint the rim over them.
            let thickness = number((set.size * 0.26).max(3.0));
            self.write(format_args!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"#FFFFFF\"{weight}{anchor} stroke=\"#FFFFFF\" stroke-width=\"{thickness}\" \
                 stroke-linejoin=\"round\" class=\"rim\" aria-hidden=\"true\">{words}</text>\n"
            ));
        }
        self.write(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{}\"{weight}{anchor}>{words}</text>\n",
            set.colour.hex()
        ));
    }

    /// A text of which the house font lacks letters: those of the second font stand there as shapes, so that every program shows the same. A reader
    /// of screens is told the words.
    fn text_in_two_fonts(&self, at: Point, words: &str, line: &Line, set: Type) {
        self.write(format_args!("<g role=\"img\" aria-label=\"{}\">\n", escape(words)));
        let rim = number((set.size * 0.26).max(3.0));
        let rim = format!(
            "fill=\"#FFFFFF\" stroke=\"#FFFFFF\" stroke-width=\"{rim}\" stroke-linejoin=\"round\" class=\"rim\""
        );
        let ink = format!("fill=\"{}\"", set.colour.hex());
        // The second font has one weight: the heavier one is made of it.
        let heavier = match set.weight {
            Weight::SemiBold => {
                let (colour, thickness) = (set.colour.hex(), number(set.size * 0.035));
                format!("{ink} stroke=\"{colour}\" stroke-width=\"{thickness}\" stroke-linejoin=\"round\"")
            }
            Weight::Regular => ink.clone(),
        };
        let layers = if set.halo { vec![(rim.clone(), rim)] } else { Vec::new() };
        for (of_letters, of_shapes) in layers.into_iter().chain([(ink, heavier)]) {
            for run in &line.runs {
                let x = at.0 + run.left * set.size;
                match &run.ink {
                    Ink::House(letters) => self.write(format_args!(
                        "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{} {of_letters} xml:space=\"preserve\">{}</text>\n",
                        number(x),
                        number(at.1),
                        number(set.size),
                        weight(set),
                        escape(letters)
                    )),
                    Ink::Shapes(shaped) if shaped.outline.is_empty() => {}
                    Ink::Shapes(shaped) => self.write(format_args!(
                        "<path d=\"{}\" {of_shapes}/>\n",
                        outlines(&shaped.outline, (x, at.1), set.size)
                    )),
                }
            }
        }
        self.write(format_args!("</g>\n"));
    }

    /// Lines of text, the first on the baseline of `at`.
    pub fn paragraph(&mut self, at: Point, leading: f64, lines: &[String], set: Type) {
        for (i, line) in lines.iter().enumerate() {
            self.text((at.0, at.1 + leading * i as f64), line, set);
        }
    }

    /// Lines of text before lines of a grid, which stop short of them. They begin at `at`, or end there.
    pub fn veiled(&mut self, at: Point, leading: f64, lines: &[String], set: Type) {
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            let (wide, baseline) = (width(line, set.size, set.weight), at.1 + leading * i as f64);
            let left = if set.anchor == Anchor::End { at.0 - wide } else { at.0 };
            let (top, bottom) = (baseline - 0.85 * set.size, baseline + 0.3 * set.size);
            let area = Area { left: left - 3.0, right: left + wide + 3.0, top, bottom };
            self.rectangle(area, style::PAPER);
        }
        self.paragraph(at, leading, lines, set);
    }

    /// Lines of text, their middle at the height of `at`: a label beside its mark.
    pub fn centred(&mut self, at: Point, lines: &[String], set: Type) {
        let first = at.1 + 0.36 * set.size - set.leading() * lines.len().saturating_sub(1) as f64 / 2.0;
        self.paragraph((at.0, first), set.leading(), lines, set);
    }

    /// The finished document, and what is wrong with it where it is shown `shown` wide.
    pub fn finish(self, shown: f64) -> (String, Vec<Problem>) {
        self.write(format_args!("</svg>\n"));
        let svg = self.sheet.borrow().clone();
        let mut problems = lint(&self.texts, self.width, self.height);
        // Of 540 design pixels come 1080 lines.
        let size = 2.0 * self.smallest * shown / self.width;
        if size < LEAST_TYPE {
            problems.push(Problem::SmallType { size });
        }
        (svg, problems)
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

    /// The place of a value across.
    pub fn x(&self, x: f64) -> f64 {
        self.at(x, 0.0).0
    }
}

fn weight(set: Type) -> &'static str {
    if set.weight == Weight::SemiBold { " font-weight=\"600\"" } else { "" }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::style::LABEL;

    fn canvas() -> Canvas {
        let body = Area { left: 20.0, top: 20.0, right: 380.0, bottom: 180.0 };
        Canvas::new(String::new(), (400.0, 200.0), body, Form::Slide)
    }

    fn problems(canvas: Canvas) -> Vec<Problem> {
        canvas.finish(400.0).1
    }

    #[test]
    fn an_empty_sheet_has_no_problems() {
        assert_eq!(problems(canvas()), []);
    }

    #[test]
    fn a_text_off_the_figure_is_found() {
        let mut canvas = canvas();
        canvas.text((380.0, 60.0), "too far right", LABEL);
        assert_eq!(problems(canvas), [Problem::OutsideFigure { text: "too far right".into() }]);
    }

    #[test]
    fn a_text_on_a_text_is_found() {
        let mut canvas = canvas();
        canvas.text((100.0, 60.0), "below", LABEL);
        canvas.text((120.0, 66.0), "above", LABEL);
        assert_eq!(problems(canvas), [Problem::Overlap { text: "below".into(), over: "above".into() }]);
    }

    #[test]
    fn a_missing_glyph_is_found() {
        let mut canvas = canvas();
        canvas.text((100.0, 60.0), "กข", LABEL);
        let characters = vec!['ก', 'ข'];
        assert_eq!(problems(canvas), [Problem::MissingGlyphs { text: "กข".into(), characters }]);
    }

    #[test]
    fn coordinates_run_from_edge_to_edge() {
        let axes = Axes::new(Area { left: 10.0, top: 20.0, right: 110.0, bottom: 70.0 }, 0.0..2.0, 0.0..0.5);
        assert_eq!(
            [axes.at(0.0, 0.0), axes.at(2.0, 0.5), axes.at(1.0, 0.25)],
            [(10.0, 70.0), (110.0, 20.0), (60.0, 45.0)]
        );
    }
}
