//! An outcome over two keys at once, with the line along which it breaks even.

use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::style::{self, Anchor, Colour, PAPER, Type, widest};
use crate::figures::HeatMap;
use crate::lettering::lines::{shorten, shorten_apart, widest_piece};

/// From far below the level to far above it; the level lies between the sixth and the seventh. In grey print the low end is a middle grey and the high
/// end nearly black, so that the ends are told apart there too.
const CLASSES: [Colour; 12] = [
    Colour(0xDB8426),
    Colour(0xE39C50),
    Colour(0xEBB57C),
    Colour(0xF1CCA4),
    Colour(0xF6DFC7),
    Colour(0xFAF0E4),
    Colour(0xE4ECF1),
    Colour(0xBFD8E7),
    Colour(0x99C5E0),
    Colour(0x72A8CE),
    Colour(0x5591BE),
    Colour(0x0B4A78),
];

/// What stands under the map: lines for each setting, and a key where these are numbers.
struct Across {
    cells: Vec<Vec<String>>,
    key: Vec<String>,
}

/// What was refused.
const REFUSED: Colour = Colour(0xEEF0F2);

const NUMBER: Type = Type { size: 12.5, ..style::ANNOTATION };
const SETTING: Type = style::AXIS_NUMBER;
/// Lines of a name under the map.
const MOST_LINES: usize = 4;
/// Over the map, for the scale.
const SCALE: f64 = 40.0;
/// Under it, for the settings.
const BELOW_MAP: f64 = 24.0;

impl Draw for HeatMap {
    fn height(&self, room: Room) -> Height {
        let rows = self.over[1].settings.len() as f64;
        let slanted = self.across_lines(room) as f64 * SETTING.leading();
        let around = SCALE + BELOW_MAP + slanted;
        let least = (15.0 * rows).max(120.0);
        Height { least: around + least, ideal: around + (30.0 * rows).clamp(200.0, 420.0).max(least) }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let names = self.up_names(room);
        let left = body.left + names.iter().map(|name| SETTING.width(name)).fold(0.0, f64::max) + 8.0;
        let below = BELOW_MAP + self.across_lines(room) as f64 * SETTING.leading();
        let map = Area { left, top: body.top + SCALE, right: body.right, bottom: body.bottom - below };
        let [xs, ys] = [0, 1].map(|axis| edges(&self.over[axis].places()));
        let whole = |edges: &[f64]| edges[0]..edges[edges.len() - 1];
        let axes = Axes::new(map, whole(&xs), whole(&ys));
        self.render_scale(canvas);
        let numbers = self.render_cells(canvas, &axes, (&xs, &ys));
        for line in self.contour_on(&axes) {
            canvas.line(&line, PAPER, 4.4);
            canvas.line(&line, style::INK, 2.0);
        }
        self.render_numbers(canvas, &axes, &numbers);
        self.render_settings(canvas, &axes, map, &names);
    }
}

/// The edges of cells around places: half way between neighbours, and as far beyond the outer ones.
fn edges(places: &[f64]) -> Vec<f64> {
    let Some((first, last)) = places.first().zip(places.last()) else { return vec![0.0, 1.0] };
    let half = |pair: Option<&[f64]>| pair.map_or(0.5, |pair| (pair[1] - pair[0]) / 2.0);
    let before = first - half(places.windows(2).next());
    let after = last + half(places.windows(2).last());
    let between = places.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    std::iter::once(before).chain(between).chain([after]).collect()
}

/// Whether a line comes nearer to a place than this, across and upwards.
fn passes(line: &[Point], (x, y): Point, (wide, high): (f64, f64)) -> bool {
    let is_near = |at: Point| (at.0 - x).abs() < wide && (at.1 - y).abs() < high;
    line.windows(2).any(|pair| {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let steps = (dx.abs().max(dy.abs()) / 2.0).ceil().max(1.0) as u32;
        (0..=steps).any(|step| {
            let share = f64::from(step) / f64::from(steps);
            is_near((pair[0].0 + dx * share, pair[0].1 + dy * share))
        })
    })
}

impl HeatMap {
    fn colour(&self, value: f64) -> Colour {
        let share = (value - self.level) / self.reach();
        let class = ((share + 1.0) / 2.0 * CLASSES.len() as f64).floor();
        CLASSES[(class.max(0.0) as usize).min(CLASSES.len() - 1)]
    }

    /// Names of the settings of the second key, as they have room at the left.
    fn up_names(&self, room: Room) -> Vec<String> {
        let most = room.width * 0.3;
        let names = self.over[1].settings.iter().map(|setting| (setting.name.as_str(), most));
        shorten_apart(&names.collect::<Vec<_>>(), SETTING.size, SETTING.weight)
    }

    /// Lines under the map for the settings of the first key; settings with numbers take one.
    fn across_lines(&self, room: Room) -> usize {
        match self.over[0].is_number() {
            true => 1,
            false => {
                let Across { cells, key } = self.across_names(room.width * 0.66, room.width);
                cells.iter().map(Vec::len).max().unwrap_or(1) + key.len()
            }
        }
    }

    /// Names of the settings of the first key, in lines as wide as a cell. Where a word is wider, numbers stand there and a key tells them.
    fn across_names(&self, wide: f64, body: f64) -> Across {
        let each = (wide / self.over[0].settings.len().max(1) as f64 - 6.0).max(24.0);
        let names = || self.over[0].settings.iter().map(|setting| setting.name.as_str());
        if names().any(|name| widest_piece(name, SETTING.size, SETTING.weight) > each) {
            let numbered: Vec<String> =
                names().enumerate().map(|(n, name)| format!("{} {name}", n + 1)).collect();
            let cells = (1..=numbered.len()).map(|n| vec![n.to_string()]).collect();
            return Across { cells, key: SETTING.wrap(&numbered.join(" · "), body) };
        }
        let set = |name: &str| -> Vec<String> {
            let lines = SETTING.wrap(name, each);
            let mut kept: Vec<String> = lines.iter().take(MOST_LINES).cloned().collect();
            if let (Some(last), true) = (kept.last_mut(), lines.len() > MOST_LINES) {
                last.push('…');
            }
            kept.iter().map(|line| shorten(line, SETTING.size, SETTING.weight, each)).collect()
        };
        Across { cells: names().map(set).collect(), key: Vec::new() }
    }

    /// The contour on the sheet.
    fn contour_on(&self, axes: &Axes) -> Vec<Vec<Point>> {
        self.contour.iter().map(|line| line.iter().map(|&(x, y)| axes.at(x, y)).collect()).collect()
    }

    /// The classes over the map, with the level and the ends.
    fn render_scale(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let wide = (body.width() * 0.5).min(320.0);
        let each = wide / CLASSES.len() as f64;
        for (i, &colour) in CLASSES.iter().enumerate() {
            let left = body.left + i as f64 * each;
            canvas.rectangle(
                Area { left, top: body.top + 14.0, right: left + each, bottom: body.top + 24.0 },
                colour,
            );
        }
        let middle = body.left + wide / 2.0;
        canvas.line(&[(middle, body.top + 11.0), (middle, body.top + 27.0)], style::INK, 1.6);
        let ends = [self.level - self.reach(), self.level + self.reach()];
        let set = SETTING;
        let head = set.anchor(Anchor::Start);
        canvas.text((body.left, body.top + 8.0), &self.bound(ends[0]), head);
        canvas.text((body.left + wide, body.top + 8.0), &self.bound(ends[1]), set.anchor(Anchor::End));
        let words = format!("{} {}", self.level_is, self.value(self.level));
        let ends_wide = ends.map(|end| set.width(&self.bound(end)));
        let room = wide - 2.0 * ends_wide[0].max(ends_wide[1]) - 16.0;
        if set.width(&words) <= room {
            canvas.text((middle, body.top + 8.0), &words, set.anchor(Anchor::Middle));
        } else {
            // The number is never cut, what it is may be.
            let value = format!(" {}", self.value(self.level));
            let room = body.right - body.left - wide - 14.0 - set.width(&value);
            let words = format!("{}{value}", shorten(&self.level_is, set.size, set.weight, room));
            canvas.text((body.left + wide + 12.0, body.top + 23.0), &words, set);
        }
    }

    /// An end of the scale; a chance has none beyond 0 and 1.
    fn bound(&self, x: f64) -> String {
        let is_chance = self.asked.unit.is_none() && !self.asked.is_difference;
        let x = if is_chance { x.clamp(0.0, 1.0) } else { x };
        self.asked.value(x, self.decimals())
    }

    /// The cells; what their numbers are and where, if there is room for them.
    fn render_cells(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (xs, ys): (&[f64], &[f64]),
    ) -> Vec<(Area, Colour, String)> {
        let number = |value: f64| self.asked.number(value, self.decimals());
        let all = self.cells.iter().flatten().flatten();
        let widest_number = all.map(|cell| NUMBER.width(&number(cell.value))).fold(0.0, f64::max);
        let least = |edges: &[f64], place: &dyn Fn(f64) -> f64| {
            edges.windows(2).map(|pair| (place(pair[1]) - place(pair[0])).abs()).fold(f64::INFINITY, f64::min)
        };
        let wide = least(xs, &|x| axes.x(x));
        let high = least(ys, &|y| axes.at(xs[0], y).1);
        let with_numbers = wide >= widest_number + 8.0 && high >= 17.0;
        let mut numbers = Vec::new();
        for (j, row) in self.cells.iter().enumerate() {
            for (i, cell) in row.iter().enumerate() {
                let (left, bottom) = axes.at(xs[i], ys[j]);
                let (right, top) = axes.at(xs[i + 1], ys[j + 1]);
                // Whole pixels: edges between them show as seams.
                let area = Area {
                    left: left.round(),
                    top: top.round(),
                    right: right.round(),
                    bottom: bottom.round(),
                };
                let fill = cell.map_or(REFUSED, |cell| self.colour(cell.value));
                let words = self.words((i, j)).unwrap_or_else(|| {
                    let [x, y] = [(0, i), (1, j)].map(|(axis, place)| &self.over[axis].settings[place].name);
                    format!("{x}, {y}: refused, 1 of the pairs left out")
                });
                canvas.hover(&words, |canvas| canvas.rectangle(area, fill));
                let text = cell.map_or("–".to_string(), |cell| number(cell.value));
                if with_numbers {
                    numbers.push((area, fill, text));
                }
            }
        }
        numbers
    }

    /// The numbers of the cells: in the middle, or beside the line where it passes there; where the line leaves no place, over it on a patch of the cell.
    fn render_numbers(&self, canvas: &mut Canvas, axes: &Axes, numbers: &[(Area, Colour, String)]) {
        let contour = self.contour_on(axes);
        for (area, fill, text) in numbers {
            let middle = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
            let half = (NUMBER.width(text) / 2.0, 6.0);
            let reach = (half.0 + 4.0, half.1 + 3.0);
            // How far a number may move and stay in its cell.
            let spare =
                ((area.width() / 2.0 - half.0 - 3.0).max(0.0), (area.height() / 2.0 - half.1 - 3.0).max(0.0));
            let moves = [(0.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)];
            let corners = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)];
            let places = moves.iter().chain(&corners);
            let places = places.map(|(x, y)| (middle.0 + x * spare.0, middle.1 + y * spare.1));
            let is_free = |place: &Point| !contour.iter().any(|line| passes(line, *place, reach));
            let place = places.into_iter().find(is_free);
            let at = place.unwrap_or(middle);
            if place.is_none() {
                let patch = Area {
                    left: at.0 - half.0 - 2.0,
                    right: at.0 + half.0 + 2.0,
                    top: at.1 - half.1 - 1.0,
                    bottom: at.1 + half.1 + 1.0,
                };
                canvas.rectangle(patch, *fill);
            }
            let set = NUMBER.colour(fill.text_on()).anchor(Anchor::Middle);
            canvas.text((at.0, at.1 + 4.5), text, set);
        }
    }

    fn render_settings(&self, canvas: &mut Canvas, axes: &Axes, map: Area, names: &[String]) {
        let [across, up] = [0, 1].map(|axis| self.over[axis].places());
        let mut free_from = map.left - 30.0;
        let body = canvas.body;
        let Across { cells: lines, key } = match self.over[0].is_number() {
            true => Across {
                cells: self.over[0].settings.iter().map(|setting| vec![setting.name.clone()]).collect(),
                key: Vec::new(),
            },
            false => self.across_names(map.width(), body.width()),
        };
        let under = map.bottom + 17.0 + SETTING.leading() + 2.0;
        canvas.paragraph((body.left, under), SETTING.leading(), &key, SETTING);
        for (&place, lines) in across.iter().zip(&lines) {
            let x = axes.x(place);
            let wide = widest(lines, SETTING);
            let start = (x - wide / 2.0).min(canvas.body.right - wide);
            if start >= free_from {
                for (n, line) in lines.iter().enumerate() {
                    let at = (start + wide / 2.0, map.bottom + 17.0 + n as f64 * SETTING.leading());
                    canvas.text(at, line, SETTING.anchor(Anchor::Middle));
                }
                free_from = start + wide + 6.0;
            }
        }
        let mut free_below = f64::INFINITY;
        for (&place, name) in up.iter().zip(names) {
            let y = axes.at(across[0], place).1;
            if y + 8.0 <= free_below {
                canvas.text((map.left - 8.0, y + 4.5), name, SETTING.anchor(Anchor::End));
                free_below = y - 8.0;
            }
        }
    }
}
