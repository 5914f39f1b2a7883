//! The hikiwake plane: one government's surplus against the other's, one dot a history, over the bands of the judo
//! vocabulary.

use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::held;
use super::style::{self, Anchor, Colour, Type};
use super::ticks::Ticks;
use crate::figures::{Chance, Plane, PlanePanel, bare};
use crate::lettering::lines::shorten;

impl Plane {
    /// Half the side of the square that is shown: all but the outermost dots.
    fn reach(&self) -> f64 {
        let mut far: Vec<f64> = self
            .panels
            .iter()
            .flat_map(|panel| &panel.dots)
            .map(|dot| dot[0].abs().max(dot[1].abs()))
            .collect();
        far.sort_by(f64::total_cmp);
        let most = far.get(far.len().saturating_sub(1 + far.len() / 100)).copied().unwrap_or(0.0);
        let most = most.max(1.3 * self.heavy).max(self.even).max(1.0);
        Ticks::around(0.0, most, 4).1
    }
}

impl Draw for Plane {
    fn height(&self, room: Room) -> Height {
        let grid = Grid::new(self, room);
        let around: f64 = grid.rows.iter().map(|lines| grid.around(*lines)).sum();
        let rows = grid.rows.len() as f64;
        Height { least: around + rows * LEAST, ideal: around + rows * grid.panel_width.min(300.0) }
    }

    fn render(&self, canvas: &mut Canvas) {
        let grid = Grid::new(self, canvas.room());
        let body = canvas.body;
        let around: f64 = grid.rows.iter().map(|lines| grid.around(*lines)).sum();
        let most = match (grid.list_beside, grid.columns) {
            (true, 1) => grid.panel_width - LIST.min(0.55 * grid.panel_width),
            (true, _) => grid.panel_width - AXIS_LEFT - BESIDE - LEAST_LIST,
            (false, _) => grid.panel_width - AXIS_LEFT,
        };
        let side = ((body.height() - around) / grid.rows.len() as f64).min(most);
        let reach = self.reach();
        let mut top = body.top;
        for (row, panels) in self.panels.chunks(grid.columns).enumerate() {
            for (column, panel) in panels.iter().enumerate() {
                let left = body.left + column as f64 * (grid.panel_width + GAP);
                let name = NAME.wrap(&panel.name, grid.panel_width);
                canvas.paragraph((left, top + 12.0), NAME.leading(), &name, NAME);
                let plot_top = top + grid.rows[row] as f64 * NAME.leading() + 8.0;
                let square = Area {
                    left: left + AXIS_LEFT,
                    top: plot_top,
                    right: left + AXIS_LEFT + side,
                    bottom: plot_top + side,
                };
                self.render_square(canvas, square, reach, panel);
                let list = match grid.list_beside {
                    true => (square.right + BESIDE, square.top + 14.0),
                    false => (left, square.bottom + AXIS_BELOW + 12.0),
                };
                let room = if grid.list_beside { left + grid.panel_width - list.0 } else { grid.panel_width };
                let has_bars = room >= WIDE && side >= BAND * grid.items as f64;
                match grid.list_beside && has_bars {
                    true => {
                        self.render_bars(canvas, panel, Area { left: list.0, right: list.0 + room, ..square })
                    }
                    false => self.render_list(canvas, panel, list, room),
                }
            }
            top += grid.around(grid.rows[row]) + side;
        }
    }
}

const GAP: f64 = 24.0;
const AXIS_LEFT: f64 = 30.0;
const AXIS_BELOW: f64 = 24.0;
/// The least side of a square.
const LEAST: f64 = 130.0;

/// A list of bands beside a square.
const LIST: f64 = 260.0;

/// From a square to a list beside it.
const BESIDE: f64 = 28.0;

/// The least width of a list that keeps the names of its bands whole.
const LEAST_LIST: f64 = 210.0;

/// Room beside a square in which the bands are bars.
const WIDE: f64 = 320.0;

/// The least height of a band that is a bar below its name: in less it would lie on the name of the next.
const BAND: f64 = 28.0;

const NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const ITEM: Type = Type { size: 12.0, ..style::ANNOTATION };

struct Grid {
    columns: usize,
    panel_width: f64,
    list_beside: bool,
    /// Lines of names in each row.
    rows: Vec<usize>,
    items: usize,
}

impl Grid {
    fn new(figure: &Plane, Room { width, is_narrow, .. }: Room) -> Grid {
        let columns = match (figure.panels.len(), is_narrow) {
            (..=1, _) => 1,
            (2, true) => 1,
            (n, true) => n.min(2),
            (n @ ..=5, false) => n,
            (n, false) => n.div_ceil(2).min(5),
        };
        let panel_width = (width - GAP * (columns - 1) as f64) / columns as f64;
        let lines = |panels: &[PlanePanel]| {
            panels.iter().map(|panel| NAME.wrap(&panel.name, panel_width).len()).max().unwrap_or(1)
        };
        let rows = figure.panels.chunks(columns).map(lines).collect();
        // Where panels are wide enough, as on a sheet that had to grow for many of them, a list below the square would only make it smaller.
        let list_beside = columns == 1 || panel_width >= AXIS_LEFT + LEAST + BESIDE + LEAST_LIST;
        Grid { columns, panel_width, list_beside, rows, items: figure.bands.len() }
    }

    /// What a row needs around its squares.
    fn around(&self, name_lines: usize) -> f64 {
        let list = if self.list_beside { 8.0 } else { self.items as f64 * ITEM.leading() + 14.0 };
        name_lines as f64 * NAME.leading() + 8.0 + AXIS_BELOW + list + 8.0
    }
}

/// The tint of each band, and the colour its name is set in: blue without a loser, pale amber a lesser loss, a deeper one a heavy loss.
fn band_colours(band: usize) -> (Colour, Colour) {
    match band {
        0 => (Colour(0xA9CDE6), style::ACCENT),
        1 => (Colour(0xDCEBF5), Colour(0x2576A7)),
        2 | 3 => (Colour(0xFBF0DA), Colour(0x8A5A00)),
        4 | 5 => (Colour(0xF3CF9F), style::BELOW_TEXT),
        _ => (Colour(0xE4E7EA), style::MUTED),
    }
}

/// A share in the list: what no or every history has is 0 or 100%, once.
fn in_list(share: Chance, is_narrow: bool) -> String {
    match bare(share).as_str() {
        "0" => "0".into(),
        "100" => "100%".into(),
        // A count has no room beside its name.
        number if is_narrow => format!("{number}%"),
        _ => share.told(),
    }
}

impl Plane {
    fn render_square(&self, canvas: &mut Canvas, square: Area, reach: f64, panel: &PlanePanel) {
        let axes = Axes::new(square, -reach..reach, -reach..reach);
        let patch = |canvas: &mut Canvas, corners: &[(f64, f64)], band: usize| {
            let corners: Vec<Point> = corners.iter().map(|&(x, y)| axes.at(x, y)).collect();
            let name = self.bands.get(band).map_or("", String::as_str);
            let share = panel.bands.get(band).copied().unwrap_or_default();
            let words = format!("{}, {name}: {} in all", panel.name, share.of_histories());
            canvas.hover(&words, |canvas| canvas.polygon(&corners, band_colours(band).0, 1.0));
        };
        let rectangle = |x: (f64, f64), y: (f64, f64)| [(x.0, y.0), (x.1, y.0), (x.1, y.1), (x.0, y.1)];
        let (far, line) = (reach, -self.tolerance);
        let heavy = (-self.heavy).max(-far);
        patch(canvas, &rectangle((line, far), (line, far)), 1);
        let even = self.even.min(far - line);
        let strip = [
            (line, line),
            (line + even, line),
            (far, far - even),
            (far, far),
            (far - even, far),
            (line, line + even),
        ];
        patch(canvas, &strip, 0);
        patch(canvas, &rectangle((line, far), (heavy, line)), 2);
        patch(canvas, &rectangle((heavy, line), (line, far)), 3);
        patch(canvas, &rectangle((line, far), (-far, heavy)), 4);
        patch(canvas, &rectangle((-far, heavy), (line, far)), 5);
        patch(canvas, &rectangle((-far, line), (-far, line)), 6);
        let inside = |x: f64| held(x, -far, far);
        let dots: Vec<Point> = panel.dots.iter().map(|dot| axes.at(inside(dot[0]), inside(dot[1]))).collect();
        canvas.dots(&dots, 1.7, style::INK, 0.30);
        for x in [[(line, -far), (line, far)], [(-far, line), (far, line)]] {
            let ends = x.map(|(x, y)| axes.at(x, y));
            canvas.line(&ends, style::AXIS, 1.2);
        }
        let set = Type { size: 11.5, ..style::AXIS_NUMBER };
        for value in [-reach, 0.0, reach] {
            let text = Ticks::new(-reach, reach, 2).text(value);
            let (x, y) = axes.at(value, value);
            let anchor = |value: f64| {
                if value < 0.0 {
                    Anchor::Start
                } else if value > 0.0 {
                    Anchor::End
                } else {
                    Anchor::Middle
                }
            };
            canvas.text((x, square.bottom + 14.0), &text, set.anchor(anchor(value)));
            let drop = if value < 0.0 {
                0.0
            } else if value > 0.0 {
                9.0
            } else {
                4.0
            };
            canvas.text((square.left - 4.0, y + drop), &text, set.anchor(Anchor::End));
        }
    }

    /// The share of each band as a bar, in the band's colour, beside a square that leaves room for it.
    fn render_bars(&self, canvas: &mut Canvas, panel: &PlanePanel, area: Area) {
        let high = (area.bottom - area.top) / self.bands.len().max(1) as f64;
        let strong = Type { size: 14.0, ..style::HEAD };
        let name_set = Type { size: 14.0, ..style::ANNOTATION };
        let told = |share: Chance| in_list(share, false);
        let wide = panel.bands.iter().map(|&share| strong.width(&told(share))).fold(40.0, f64::max);
        let bar = (high - 24.0).clamp(4.0, 16.0);
        for (i, (name, &share)) in self.bands.iter().zip(&panel.bands).enumerate() {
            let (tint, text) = band_colours(i);
            let top = area.top + i as f64 * high;
            let first = top + 12.0;
            canvas.text((area.left + wide, first), &told(share), strong.colour(text).anchor(Anchor::End));
            let room = area.width() - wide - 10.0;
            let name = shorten(name, name_set.size, name_set.weight, room);
            canvas.text((area.left + wide + 10.0, first), &name, name_set.colour(text));
            let left = area.left + wide + 10.0;
            let whole = Area { left, top: top + 18.0, right: area.right, bottom: top + 18.0 + bar };
            canvas.rectangle(whole, style::GRID.towards(style::PAPER, 0.6));
            let part = Area { right: left + room * share.mean.clamp(0.0, 1.0), ..whole };
            if share.mean > 0.0 {
                let words = format!("{}, {}: {}", panel.name, self.bands[i], share.of_histories());
                let ink = tint.towards(text, 0.55);
                canvas.hover(&words, |canvas| canvas.rectangle(part, ink));
            }
        }
    }

    /// The share of each band, most first by kind, in the band's colour; a count takes more room than a share.
    fn render_list(&self, canvas: &mut Canvas, panel: &PlanePanel, (left, top): Point, room: f64) {
        let strong = Type { size: 12.0, ..style::HEAD };
        let is_narrow = canvas.room().is_narrow;
        let wide =
            panel.bands.iter().map(|&share| strong.width(&in_list(share, is_narrow))).fold(26.0, f64::max);
        let middle = 18.0 + wide;
        for (i, (name, &share)) in self.bands.iter().zip(&panel.bands).enumerate() {
            let (tint, text) = band_colours(i);
            let y = top + i as f64 * ITEM.leading();
            canvas.rectangle(Area { left, top: y - 9.0, right: left + 10.0, bottom: y + 1.0 }, tint);
            canvas.text(
                (left + middle, y),
                &in_list(share, is_narrow),
                strong.colour(text).anchor(Anchor::End),
            );
            let name = shorten(name, ITEM.size, ITEM.weight, (room - middle - 6.0).max(40.0));
            canvas.text((left + middle + 6.0, y), &name, ITEM.colour(text));
        }
    }
}
