//! How far each option comes: options as rows, a column a step, a dot with its line and its number; what each brings at the right, or under its name
//! where the sheet is narrow. Of one option its steps are the rows.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::style::{self, ACCENT, Anchor, Type, widest};
use super::ticks::Ticks;
use crate::figures::{Chance, Ladder, LadderRow, Scale, bare, unit_in_brackets};
use crate::lettering::lines::widest_piece;
use crate::words::MONTHS;

const NAME: Type = Type { size: 13.5, ..style::LABEL };
const FIRST_NAME: Type = Type { size: 13.5, ..style::STRONG_LABEL };
const NUMBER: Type = Type { size: 13.5, ..style::STRONG_LABEL };
const STEP: Type = Type { size: 13.0, ..style::HEAD };
const WHEN: Type = Type { size: 12.0, ..style::ANNOTATION };
const PRIZE_HEAD: Type = Type { size: 12.0, ..style::HEAD };
const PRIZE: Type = Type { size: 12.5, ..style::ANNOTATION };
const BRINGS: &str = "What it brings where settled";
/// Between the columns, and beside the names.
const GAP: f64 = 18.0;
/// Under the rows, for the numbers of the axis.
const AXIS: f64 = 24.0;
/// From the heads to the first row.
const UNDER_HEADS: f64 = 8.0;
const DOT: f64 = 5.0;
/// The widest that a column of prizes gets.
const WIDEST_PRIZE: f64 = 132.0;
/// The same of so many rows that a second line in each would cost more.
const MANY_ROWS: usize = 12;
const WIDEST_OF_MANY: f64 = 190.0;
/// A column of dots that can still be read.
const LEAST_COLUMN: f64 = 112.0;
/// Lines of a head of prizes where there is room, and at most.
const GOOD_HEAD: usize = 2;
const MOST_HEAD: usize = 5;
/// A sheet this wide has room for names beside the columns.
const WIDE: f64 = 760.0;

impl Draw for Ladder {
    fn height(&self, room: Room) -> Height {
        let plan = Plan::new(self, room);
        let rows: f64 = plan.rows.iter().sum();
        let least = plan.heads + rows + AXIS + 4.0;
        Height { least, ideal: least + 8.0 * plan.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        Plan::new(self, canvas.room()).render(self, canvas);
    }
}

/// Where everything goes.
struct Plan {
    /// Whether names and prizes stand over their dots.
    is_narrow: bool,
    /// Of one option the steps are the rows.
    is_single: bool,
    names: Vec<Vec<String>>,
    /// What stands under the names on a narrow sheet.
    under: Vec<Vec<String>>,
    /// Left and right of the dots, from the left of the body.
    dots: (f64, f64),
    /// Name and moment of each column.
    columns: Vec<[Vec<String>; 2]>,
    /// The width of each column of prizes, its head, its cells.
    prizes: Vec<(f64, Vec<String>, Vec<Vec<String>>)>,
    /// Over the rows.
    heads: f64,
    /// The least height of each row.
    rows: Vec<f64>,
    scale: Scale,
    /// What is kept free at the right of the scale, for the number of a line that ends there.
    number: f64,
}

impl Plan {
    fn new(figure: &Ladder, room: Room) -> Plan {
        let chances = || figure.rows.iter().flat_map(|row| &row.chances);
        let highest = chances().map(|share| share.hi.max(share.mean)).fold(0.0, f64::max);
        let is_single = figure.rows.len() == 1;
        let is_narrow = room.is_narrow && room.width < WIDE;
        let mut plan = Plan {
            is_narrow,
            is_single,
            names: Vec::new(),
            under: Vec::new(),
            dots: (0.0, room.width),
            columns: Vec::new(),
            prizes: Vec::new(),
            heads: 0.0,
            rows: Vec::new(),
            scale: Scale::new(highest, if is_single { 5 } else { 2 }),
            number: 8.0 + chances().map(|&share| NUMBER.width(&said(share, is_single))).fold(0.0, f64::max),
        };
        match is_single {
            true => plan.set_single(figure, room.width),
            false => plan.set_several(figure, room),
        }
        plan
    }

    /// Steps as rows, what the option brings over them.
    fn set_single(&mut self, figure: &Ladder, width: f64) {
        let names = figure.steps.iter().map(|step| figure.asked(step));
        let room = if self.is_narrow { width } else { width * 0.34 };
        self.names = names.map(|name| NAME.wrap(&name, room)).collect();
        let told = figure.rows.first().and_then(|row| figure.brought_by(row));
        let told = told.map(|told| PRIZE.wrap(&format!("{BRINGS}: {told}"), width)).unwrap_or_default();
        self.heads = if told.is_empty() { 0.0 } else { told.len() as f64 * PRIZE.leading() + 14.0 };
        self.under = vec![told];
        if !self.is_narrow {
            self.dots.0 = widest(self.names.iter().flatten(), NAME) + GAP;
        }
        self.rows = self.names.iter().map(|name| self.row_height(name.len(), 0, 0)).collect();
    }

    fn set_several(&mut self, figure: &Ladder, room: Room) {
        let width = room.width;
        let name_room = if self.is_narrow { width } else { room.names(0.23) };
        let name_type = |place: usize| if place == 0 { FIRST_NAME } else { NAME };
        let named = |(place, row): (usize, &LadderRow)| name_type(place).wrap(&row.name, name_room);
        self.names = figure.rows.iter().enumerate().map(named).collect();
        if self.is_narrow {
            let told = |row: &LadderRow| -> Vec<String> {
                let all = (0..figure.prizes.len()).map(|place| figure.prize_words(place, row, true));
                let told = all.collect::<Vec<_>>().join(" · ");
                if told.is_empty() { Vec::new() } else { PRIZE.wrap(&told, width) }
            };
            self.under = figure.rows.iter().map(told).collect();
        } else {
            let wide = |(place, name): (usize, &Vec<String>)| widest(name, name_type(place));
            self.dots.0 = self.names.iter().enumerate().map(wide).fold(0.0, f64::max) + GAP;
            // What columns of dots can spare goes to the prizes, which would else be set in narrow lines beside empty paper.
            let dots = figure.steps.len() as f64 * (LEAST_COLUMN + GAP);
            let each = (width - self.dots.0 - dots) / figure.prizes.len().max(1) as f64 - GAP;
            self.prizes = (0..figure.prizes.len()).map(|place| prize_column(figure, place, each)).collect();
            let prizes: f64 = self.prizes.iter().map(|(wide, ..)| wide + GAP).sum();
            self.dots.1 = width - prizes;
        }
        let column = self.column(figure.steps.len());
        self.columns = figure
            .steps
            .iter()
            .map(|step| {
                let when = figure.when(step);
                let when = match WHEN.width(&when) <= column - 4.0 {
                    true => when,
                    false => short_month(&when),
                };
                [STEP.wrap(&step.name, column - 4.0), WHEN.wrap(&when, column - 4.0)]
            })
            .collect();
        let of_steps = |[name, when]: &[Vec<String>; 2]| {
            name.len() as f64 * STEP.leading() + when.len() as f64 * WHEN.leading()
        };
        let of_prizes = self.prizes.iter().map(|(_, head, _)| head.len() as f64 * PRIZE_HEAD.leading());
        let over_prizes = self.over_prizes().len() as f64 * WHEN.leading() + 4.0;
        let of_prizes = of_prizes.map(|height| height + over_prizes);
        let over = self.narrow_head(figure).len() as f64 * PRIZE.leading();
        let over = if over > 0.0 { over + 6.0 } else { 0.0 };
        self.heads =
            over + UNDER_HEADS + self.columns.iter().map(of_steps).chain(of_prizes).fold(0.0, f64::max);
        self.rows = (0..figure.rows.len())
            .map(|row| {
                let cells = self.prizes.iter().map(|(.., cells)| cells[row].len()).max().unwrap_or(0);
                let under = self.under.get(row).map_or(0, Vec::len);
                self.row_height(self.names[row].len(), under, cells)
            })
            .collect();
    }

    /// What stands over all prizes.
    fn over_prizes(&self) -> Vec<String> {
        let wide: f64 = self.prizes.iter().map(|(wide, ..)| wide + GAP).sum::<f64>() - GAP;
        if self.prizes.is_empty() { Vec::new() } else { WHEN.wrap(BRINGS, wide) }
    }

    /// What the words under the names are, on a narrow sheet.
    fn narrow_head(&self, figure: &Ladder) -> Vec<String> {
        if !self.is_narrow || figure.prizes.is_empty() {
            return Vec::new();
        }
        let names: Vec<&str> = figure.prizes.iter().map(|key| key.name.as_str()).collect();
        PRIZE.wrap(&format!("Under each name, {}: {}", BRINGS.to_lowercase(), names.join(" · ")), self.dots.1)
    }

    /// The width of a column, with its number.
    fn column(&self, steps: usize) -> f64 {
        let steps = steps.max(1) as f64;
        (self.dots.1 - self.dots.0 - GAP * (steps - 1.0)) / steps
    }

    fn row_height(&self, name: usize, under: usize, cells: usize) -> f64 {
        let name = name as f64 * NAME.leading();
        match self.is_narrow {
            true => name + under as f64 * PRIZE.leading() + 25.0,
            false => (name.max(cells as f64 * PRIZE.leading()) + 5.0).max(21.0),
        }
    }

    fn render(&self, figure: &Ladder, canvas: &mut Canvas) {
        let body = canvas.body;
        let spare = body.height() - self.heads - AXIS - 4.0 - self.rows.iter().sum::<f64>();
        let most = if self.is_narrow { 16.0 } else { 30.0 };
        let more = (spare / self.rows.len().max(1) as f64).clamp(0.0, most);
        let top = body.top + self.heads;
        let bottom = top + self.rows.iter().map(|row| row + more).sum::<f64>();
        let steps = if self.is_single { 1 } else { figure.steps.len() };
        let column = self.column(steps);
        let axes: Vec<Axes> = (0..steps)
            .map(|step| {
                let left = body.left + self.dots.0 + (column + GAP) * step as f64;
                let plot = Area { left, right: left + column - self.number, top, bottom };
                self.render_frame(canvas, plot, (left, left + column));
                Axes::new(plot, 0.0..self.scale.top(), 0.0..1.0)
            })
            .collect();
        match self.is_single {
            true => canvas.paragraph((body.left, body.top + 12.0), PRIZE.leading(), &self.under[0], PRIZE),
            false => self.render_heads(figure, canvas, (top, bottom)),
        }
        let mut at = top;
        for (place, height) in self.rows.iter().enumerate() {
            let (from, to) = (at, at + height + more);
            let y = self.render_name(figure, canvas, place, (from, to));
            let drawn: Vec<(usize, &Axes, Chance, String)> = match (self.is_single, figure.rows.get(place)) {
                (true, _) => {
                    let share = figure.rows[0].chance(place);
                    vec![(place, &axes[0], share, figure.rows[0].name.clone())]
                }
                (false, Some(row)) => axes
                    .iter()
                    .enumerate()
                    .map(|(step, axes)| (step, axes, row.chance(step), row.name.clone()))
                    .collect(),
                (false, None) => Vec::new(),
            };
            for (step, axes, share, name) in drawn {
                let asked = figure.steps.get(step).map_or_else(String::new, |step| figure.asked(step));
                let words = format!("{name}: {asked}, {}", share.with_interval());
                self.render_mark(canvas, axes, (share, y), &words);
            }
            at = to;
        }
    }

    /// Ticks, lines of the grid and the foot of a column.
    fn render_frame(&self, canvas: &mut Canvas, plot: Area, reach: (f64, f64)) {
        let axes = Axes::new(plot, 0.0..100.0 * self.scale.top(), 0.0..1.0);
        let most = if self.is_single { 6 } else { 3 };
        let ticks = Ticks::new(0.0, 100.0 * self.scale.top(), most);
        for &tick in &ticks.values {
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], style::GRID, 1.0);
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 4.0, "%"), (reach.0 - 6.0, reach.1));
    }

    fn render_heads(&self, figure: &Ladder, canvas: &mut Canvas, (top, bottom): (f64, f64)) {
        let body = canvas.body;
        let over = self.narrow_head(figure);
        canvas.paragraph((body.left, body.top + 11.0), PRIZE.leading(), &over, PRIZE);
        let column = self.column(figure.steps.len());
        let lowest = top - UNDER_HEADS - 3.0;
        for (place, [name, when]) in self.columns.iter().enumerate() {
            let left = body.left + self.dots.0 + (column + GAP) * place as f64;
            let set = STEP.colour(if place == figure.answer { ACCENT } else { style::INK });
            let first_when = lowest - WHEN.leading() * (when.len() as f64 - 1.0);
            canvas.paragraph((left, first_when), WHEN.leading(), when, WHEN);
            let first = first_when - WHEN.leading() - STEP.leading() * (name.len() as f64 - 1.0);
            canvas.paragraph((left, first), STEP.leading(), name, set);
        }
        if self.prizes.is_empty() {
            return;
        }
        let mut left = body.left + self.dots.1 + GAP;
        canvas.line(&[(left - GAP / 2.0, body.top), (left - GAP / 2.0, bottom)], style::GRID, 1.0);
        canvas.paragraph((left, body.top + 11.0), WHEN.leading(), &self.over_prizes(), WHEN);
        for (wide, head, cells) in &self.prizes {
            let first = lowest - PRIZE_HEAD.leading() * (head.len() as f64 - 1.0);
            canvas.paragraph((left, first), PRIZE_HEAD.leading(), head, PRIZE_HEAD);
            debug_assert!(cells.len() == figure.rows.len(), "a cell a row");
            left += wide + GAP;
        }
    }

    /// The name of a row and what stands beside or under it; the height of its dots.
    fn render_name(&self, figure: &Ladder, canvas: &mut Canvas, place: usize, (from, to): (f64, f64)) -> f64 {
        let body = canvas.body;
        let is_first = place == 0 && !self.is_single || self.is_single && place == figure.answer;
        let set = if is_first { FIRST_NAME } else { NAME };
        let lines = &self.names[place];
        if self.is_narrow {
            canvas.veiled((body.left, from + 13.0), NAME.leading(), lines, set);
            let below = from + 13.0 + NAME.leading() * lines.len() as f64;
            let under = match self.is_single {
                true => &Vec::new(),
                false => &self.under[place],
            };
            canvas.veiled((body.left, below - 1.0), PRIZE.leading(), under, PRIZE);
            return below + under.len() as f64 * PRIZE.leading() - 3.0;
        }
        let middle = (from + to) / 2.0;
        let right = body.left + self.dots.0 - GAP;
        canvas.centred((right, middle), lines, set.anchor(Anchor::End));
        let mut left = body.left + self.dots.1 + GAP;
        for (wide, _, cells) in &self.prizes {
            canvas.centred((left, middle), &cells[place], PRIZE.colour(style::INK));
            left += wide + GAP;
        }
        middle
    }

    /// A dot, its line, its number.
    fn render_mark(&self, canvas: &mut Canvas, axes: &Axes, (share, y): (Chance, f64), words: &str) {
        let at = |x: f64| -> Point { (axes.x(x.clamp(0.0, self.scale.top())), y) };
        let line = style::PAPER.towards(ACCENT, 0.48);
        canvas.hover(words, |canvas| {
            if share.hi > share.lo {
                canvas.line(&[at(share.lo), at(share.hi)], line, 5.0);
            }
            canvas.dot(at(share.mean), DOT, ACCENT);
        });
        let end = at(share.hi).0.max(at(share.mean).0 + DOT);
        canvas.text((end + 7.0, y + 4.8), &said(share, self.is_single), NUMBER.colour(ACCENT));
    }
}

/// "by Dec 2036" of "by December 2036": a month and its year stay together, and have no room in a narrow column.
fn short_month(when: &str) -> String {
    let cut = |word: &str| if MONTHS.contains(&word) { word[..3].to_string() } else { word.to_string() };
    when.split(' ').map(cut).collect::<Vec<_>>().join(" ")
}

/// The number beside a dot: with its interval where there is room for one.
fn said(share: Chance, with_interval: bool) -> String {
    match share.range_to(0).filter(|_| with_interval) {
        Some(range) => format!("{} ({})", bare(share), range.replace('%', "")),
        None => bare(share),
    }
}

/// A column of prizes, for which there is so much room: its width, its head, its cells.
fn prize_column(figure: &Ladder, place: usize, room: f64) -> (f64, Vec<String>, Vec<Vec<String>>) {
    let is_long = figure.rows.len() > MANY_ROWS;
    let most = if is_long { WIDEST_OF_MANY } else { room.clamp(WIDEST_PRIZE, WIDEST_OF_MANY) };
    let cell = |row: &LadderRow| PRIZE.wrap(&figure.prize_words(place, row, false), most);
    let cells: Vec<Vec<String>> = figure.rows.iter().map(cell).collect();
    let key = &figure.prizes[place];
    let name = unit_in_brackets(&key.name, &key.unit);
    let word = widest_piece(&name, PRIZE_HEAD.size, PRIZE_HEAD.weight).min(most);
    let mut wide = widest(cells.iter().flatten(), PRIZE).max(word).max(78.0);
    let mut head = PRIZE_HEAD.wrap(&name, wide);
    let is_tall = |lines: usize, wide: f64| lines > MOST_HEAD || (lines > GOOD_HEAD && wide + 8.0 <= room);
    while is_tall(head.len(), wide) && wide < WIDEST_OF_MANY {
        wide += 8.0;
        head = PRIZE_HEAD.wrap(&name, wide);
    }
    (wide, head, cells)
}
