//! The trade table as a heat map with numbers: a block of rows a term, a column an audience.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Anchor, BELOW, PAPER, Type};
use crate::figures::{Trades, TradesTerm};
use crate::lettering::font::Weight;
use crate::lettering::lines::shorten;

const TERM: Type = Type { size: 12.5, ..style::STRONG_LABEL };
const LEVEL: Type = Type { size: 12.0, ..style::LABEL };
const NUMBER: Type = Type { size: 12.5, ..style::ANNOTATION };
const HEAD: Type = Type { size: 12.5, ..style::HEAD };
const KEY: Type = Type { size: 12.5, weight: Weight::Regular, ..style::ANNOTATION };
const ROW: f64 = 19.0;
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
}

impl Draw for Trades {
    fn height(&self, room: Room) -> Height {
        let plan = self.plan(room);
        let tallest = plan.blocks.iter().map(|block| self.block_height(block)).fold(0.0, f64::max);
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
        let names = (width - columns * 46.0).max(0.34 * width);
        let numbered = self.audiences.iter().enumerate().map(|(n, name)| format!("{} {name}", n + 1));
        let key = KEY.wrap(&numbered.collect::<Vec<_>>().join(" · "), room.width);
        let all: f64 = self.terms.iter().map(term_height).sum();
        let mut blocks: Vec<Vec<usize>> = vec![Vec::new()];
        let mut so_far = 0.0;
        for (place, term) in self.terms.iter().enumerate() {
            let middle = so_far + term_height(term) / 2.0;
            if count == 2 && blocks.len() == 1 && middle > all / 2.0 && !blocks[0].is_empty() {
                blocks.push(Vec::new());
            }
            if let Some(block) = blocks.last_mut() {
                block.push(place);
            }
            so_far += term_height(term);
        }
        Plan { blocks, width, names, column: (width - names) / columns, key }
    }

    fn block_height(&self, block: &[usize]) -> f64 {
        ROW + block.iter().map(|&term| term_height(&self.terms[term])).sum::<f64>()
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
            let term = &self.terms[place];
            let name = shorten(
                &format!("{} (from {})", term.name, term.first),
                TERM.size,
                TERM.weight,
                plan.width - 4.0,
            );
            canvas.text((left, y + 15.0), &name, TERM);
            y += TERM_ROW;
            for level in &term.levels {
                let name = shorten(&level.name, LEVEL.size, LEVEL.weight, plan.names - 8.0);
                canvas.text((left, y + 13.5), &name, LEVEL);
                for (audience, cell) in level.cells.iter().enumerate() {
                    let area = Area {
                        left: column(audience),
                        right: column(audience) + plan.column - SEAM,
                        top: y,
                        bottom: y + ROW - SEAM,
                    };
                    // Eight classes, since between them lie colours on which neither ink nor white reads.
                    let share = (8.0 * cell.at.abs() / most).ceil().min(8.0) / 8.0;
                    let dark = if cell.at < 0.0 { BELOW } else { ACCENT };
                    let tint = if share > 0.95 { 1.0 } else { 0.62 * share };
                    let fill = PAPER.towards(dark, if cell.at.abs() < 0.5 { 0.03 } else { tint });
                    let words = self.told(term, level, audience);
                    canvas.hover(&words, |canvas| canvas.rectangle(area, fill));
                    let set = NUMBER.colour(fill.text_on()).anchor(Anchor::Middle);
                    canvas.text(((area.left + area.right) / 2.0, y + 13.0), &cell.shown(), set);
                }
                y += ROW;
            }
            y += 4.0;
        }
    }
}

fn term_height(term: &TradesTerm) -> f64 {
    TERM_ROW + ROW * term.levels.len() as f64 + 4.0
}
