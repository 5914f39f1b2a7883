//! plotters' shapes written as SVG, to a twentieth of a pixel.

use crate::lettering::fallback::Step;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

/// plotters counts in whole units; one design pixel is this many of them.
pub(super) const UNITS: f64 = 20.0;

/// Text that is no markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A number with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        short => short.into(),
    }
}

/// Outlines of letters that begin at a place, in type of a size.
pub(super) fn outlines(steps: &[Step], (x, y): (f64, f64), size: f64) -> String {
    let points = |sign: char, along: &[f64]| -> String {
        let place = |(i, value): (usize, &f64)| number(value * size + if i % 2 == 0 { x } else { y });
        let places: Vec<String> = along.iter().enumerate().map(place).collect();
        format!("{sign}{}", places.join(" "))
    };
    let step = |step: &Step| match step {
        Step::Move(to) => points('M', to),
        Step::Line(to) => points('L', to),
        Step::Quadratic(to) => points('Q', to),
        Step::Cubic(to) => points('C', to),
        Step::Close => "Z".into(),
    };
    steps.iter().map(step).collect()
}

/// Writes plotters' shapes as SVG, to a twentieth of a pixel.
pub(super) struct SvgBackend {
    pub sheet: Rc<RefCell<String>>,
    pub size: (u32, u32),
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
            number(f64::from(b.0.abs_diff(a.0)) / UNITS),
            number(f64::from(b.1.abs_diff(a.1)) / UNITS),
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

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, 0.5, -0.001, 12.345, 100.0].map(number), ["1", "0.5", "0", "12.35", "100"]);
    }
}
