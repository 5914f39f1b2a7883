//! The trade table as a heat map with numbers: a block of rows a term, a column an audience.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Anchor, BELOW, PAPER, Type};
use crate::figures::{Trades, TradesTerm};
use crate::lettering::font::Weight;
use crate::lettering::lines::shorten_apart;

const TERM: Type = Type { size: 12.5, ..style::STRONG_LABEL };
const LEVEL: Type = Type { size: 12.0, ..style::LABEL };
const NUMBER: Type = Type { size: 12.5, ..style::ANNOTATION };
const HEAD: Type = Type { size: 12.5, ..style::HEAD };
const KEY: Type = Type { size: 12.5, weight: Weight::Regular, ..style::ANNOTATION };
const ROW: f64 = 19.0;
/// More for each further line of a level's name.
const LINE: f64 = 14.0;
/// The least a column may have, for "+12?".
const LEAST_COLUMN: f64 = 36.0;
const TERM_ROW: f64 = 22.0;
const GAP: f64 = 26.0;
/// Between cells.
const SEAM: f64 = 2.0;

/// How the blocks are laid out.
struct Plan {
    /// Blocks of terms, side by side.
    blocks: Vec<Vec<usize>>,
    width: f64,
    /// Room for the names of levels.
    names: f64,
    column: f64,
    key: Vec<String>,
    /// By term: its name, and the lines of the names of its levels.
    terms: Vec<(String, Vec<Vec<String>>)>,
}

impl Plan {
    fn term_height(&self, term: usize) -> f64 {
        let rows = self.terms[term].1.iter().map(|lines| row_height(lines));
        TERM_ROW + rows.sum::<f64>() + 4.0
    }

    fn block_height(&self, block: &[usize]) -> f64 {
        ROW + block.iter().map(|&term| self.term_height(term)).sum::<f64>()
    }
}

fn row_height(lines: &[String]) -> f64 {
    ROW + LINE * lines.len().saturating_sub(1) as f64
}

impl Draw for Trades {
    fn height(&self, room: Room) -> Height {
        let plan = self.plan(room);
        let tallest = plan.blocks.iter().map(|block| plan.block_height(block)).fold(0.0, f64::max);
        let height = plan.key.len() as f64 * KEY.leading() + 10.0 + tallest;
        Height { least: height, ideal: height + 12.0 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let plan = self.plan(room);
        canvas.paragraph((body.left, body.top + 12.0), KEY.leading(), &plan.key, KEY);
        let top = body.top + plan.key.len() as f64 * KEY.leading() + 10.0;
        for (place, block) in plan.blocks.iter().enumerate() {
            let left = body.left + place as f64 * (plan.width + GAP);
            self.render_block(canvas, block, &plan, (left, top));
        }
    }
}

impl Trades {
    fn plan(&self, room: Room) -> Plan {
        let count = if room.is_narrow { 1 } else { 2 };
        let width = (room.width - GAP * (count - 1) as f64) / count as f64;
        let columns = self.audiences.len().max(1) as f64;
        let names = (width - columns * LEAST_COLUMN).clamp(0.34 * width, 0.6 * width);
        let numbered = self.audiences.iter().enumerate().map(|(n, name)| format!("{} {name}", n + 1));
        let key = KEY.wrap(&numbered.collect::<Vec<_>>().join(" · "), room.width);
        let terms = self.term_names(width - 4.0).into_iter().zip(&self.terms).map(|(name, term)| {
            // A slide is low: names of levels have two lines where the sheet is higher than wide.
            (name, level_names(term, names - 8.0, if room.is_narrow || room.is_page() { 2 } else { 1 }))
        });
        let terms = terms.collect();
        let mut plan =
            Plan { blocks: vec![Vec::new()], width, names, column: (width - names) / columns, key, terms };
        let all: f64 = (0..self.terms.len()).map(|term| plan.term_height(term)).sum();
        let mut so_far = 0.0;
        for place in 0..self.terms.len() {
            let height = plan.term_height(place);
            let is_over = so_far + height / 2.0 > all / 2.0;
            if count == 2 && plan.blocks.len() == 1 && is_over && !plan.blocks[0].is_empty() {
                plan.blocks.push(Vec::new());
            }
            if let Some(block) = plan.blocks.last_mut() {
                block.push(place);
            }
            so_far += height;
        }
        plan
    }

    /// "Claims (from each keeps its own)", those that begin alike by what differs.
    fn term_names(&self, wide: f64) -> Vec<String> {
        let whole: Vec<String> =
            self.terms.iter().map(|term| format!("{} (from {})", term.name, term.first)).collect();
        let names: Vec<(&str, f64)> = whole.iter().map(|name| (name.as_str(), wide)).collect();
        shorten_apart(&names, TERM.size, TERM.weight)
    }

    fn render_block(&self, canvas: &mut Canvas, block: &[usize], plan: &Plan, (left, top): (f64, f64)) {
        let column = |audience: usize| left + plan.names + plan.column * audience as f64;
        for audience in 0..self.audiences.len() {
            let colour = if audience < self.parties { style::INK } else { style::MUTED };
            let set = HEAD.colour(colour).anchor(Anchor::Middle);
            let middle = column(audience) + (plan.column - SEAM) / 2.0;
            canvas.text((middle, top + 13.0), &(audience + 1).to_string(), set);
        }
        let most = self.most().max(1.0);
        let mut y = top + ROW;
        for &place in block {
            let (term, (name, levels)) = (&self.terms[place], &plan.terms[place]);
            canvas.text((left, y + 15.0), name, TERM);
            y += TERM_ROW;
            for (level, lines) in term.levels.iter().zip(levels) {
                let height = row_height(lines);
                canvas.paragraph((left, y + 13.5), LINE, lines, LEVEL);
                for (audience, cell) in level.cells.iter().enumerate() {
                    let area = Area {
                        left: column(audience),
                        right: column(audience) + plan.column - SEAM,
                        top: y,
                        bottom: y + height - SEAM,
                    };
                    // Eight classes, since between them lie colours on which neither ink nor white reads.
                    let share = (8.0 * cell.at.abs() / most).ceil().min(8.0) / 8.0;
                    let dark = if cell.at < 0.0 { BELOW } else { ACCENT };
                    let tint = if share > 0.95 { 1.0 } else { 0.62 * share };
                    let fill = PAPER.towards(dark, if cell.at.abs() < 0.5 { 0.03 } else { tint });
                    let words = self.told(term, level, audience);
                    canvas.hover(&words, |canvas| canvas.rectangle(area, fill));
                    let set = NUMBER.colour(fill.text_on()).anchor(Anchor::Middle);
                    let baseline = y + (height - ROW) / 2.0 + 13.0;
                    canvas.text(((area.left + area.right) / 2.0, baseline), &cell.shown(), set);
                }
                y += height;
            }
            y += 4.0;
        }
    }
}

/// Names of levels in so many lines, those that begin alike by what differs; what has no room there is in the words of the cells.
fn level_names(term: &TradesTerm, wide: f64, lines: usize) -> Vec<Vec<String>> {
    let room = wide * if lines > 1 { 0.9 * lines as f64 } else { 1.0 };
    let names: Vec<(&str, f64)> = term.levels.iter().map(|level| (level.name.as_str(), room)).collect();
    let short = shorten_apart(&names, LEVEL.size, LEVEL.weight);
    short.iter().map(|name| if lines > 1 { LEVEL.wrap(name, wide) } else { vec![name.clone()] }).collect()
}
