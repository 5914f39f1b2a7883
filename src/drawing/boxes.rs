//! In which worlds an outcome is more frequent: boxes, a bar for what each asks of an input.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Anchor, Type, widest};
use crate::figures::{BoxLimit, BoxRow, Boxes};

const HEAD: Type = Type { size: 13.5, ..style::STRONG_LABEL };
const NAME: Type = style::LABEL;
const END: Type = Type { size: 12.5, ..style::STRONG_LABEL };
const GAP: f64 = 14.0;
const BAR: f64 = 12.0;

impl Draw for Boxes {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.boxes.iter().map(|one| self.box_height(one, room)).sum();
        let limits: usize = self.boxes.iter().map(|one| one.limits.len()).sum();
        Height { least: rows + 4.0, ideal: rows + 4.0 + 10.0 * limits as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let rows: f64 = self.boxes.iter().map(|one| self.box_height(one, room)).sum();
        let limits: usize = self.boxes.iter().map(|one| one.limits.len()).sum();
        let more = ((body.height() - rows) / limits.max(1) as f64).clamp(0.0, 16.0);
        let mut top = body.top;
        for (place, one) in self.boxes.iter().enumerate() {
            top = self.render_box(canvas, place, one, top, more);
        }
    }
}

/// The width of names, where they stand at the left.
fn names(room: Room) -> f64 {
    room.names(0.42)
}

fn lines(limit: &BoxLimit, room: Room) -> Vec<String> {
    NAME.wrap(&limit.name, if room.is_narrow { room.width } else { names(room) })
}

fn limit_height(limit: &BoxLimit, room: Room) -> f64 {
    let text = lines(limit, room).len() as f64 * NAME.leading();
    if room.is_narrow {
        text + BAR + 2.0 * END.leading()
    } else {
        (text + 8.0).max(BAR + END.leading() + 12.0)
    }
}

impl Boxes {
    fn heads(&self, place: usize, one: &BoxRow, room: Room) -> Vec<String> {
        HEAD.wrap(&format!("{}. {}: {}", place + 1, self.told(one), self.holds(one)), room.width)
    }

    fn box_height(&self, one: &BoxRow, room: Room) -> f64 {
        let head = self.heads(self.boxes.len(), one, room).len() as f64 * HEAD.leading();
        head + 6.0 + one.limits.iter().map(|limit| limit_height(limit, room)).sum::<f64>() + GAP
    }

    fn render_box(&self, canvas: &mut Canvas, place: usize, one: &BoxRow, top: f64, more: f64) -> f64 {
        let (body, room) = (canvas.body, canvas.room());
        let head = self.heads(place, one, room);
        canvas.paragraph((body.left, top + 13.0), HEAD.leading(), &head, HEAD);
        let mut top = top + head.len() as f64 * HEAD.leading() + 6.0;
        let widths = one.limits.iter().map(|limit| widest(&lines(limit, room), NAME));
        let left = body.left + if room.is_narrow { 0.0 } else { widths.fold(0.0, f64::max) + 18.0 };
        for limit in &one.limits {
            let height = limit_height(limit, room) + more;
            self.render_limit(canvas, limit, (left, body.right), (top, top + height));
            top += height;
        }
        top + GAP
    }

    fn render_limit(
        &self,
        canvas: &mut Canvas,
        limit: &BoxLimit,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
    ) {
        let (body, room) = (canvas.body, canvas.room());
        let text = lines(limit, room);
        let bar = match room.is_narrow {
            true => {
                canvas.paragraph((body.left, top + 13.0), NAME.leading(), &text, NAME);
                top + text.len() as f64 * NAME.leading() + 6.0
            }
            false => {
                let middle = (top + bottom) / 2.0;
                canvas.centred((body.left, middle), &text, NAME);
                middle - (BAR + END.leading()) / 2.0
            }
        };
        let x = |share: f64| left + share * (right - left);
        let part = |from: f64, to: f64| Area {
            left: x(from),
            right: x(to).max(x(from) + 1.5).min(right.max(x(from) + 1.5)),
            top: bar,
            bottom: bar + BAR,
        };
        canvas.rectangle(part(0.0, 1.0), style::GRID);
        let range = limit.told();
        let words = format!("{}: {range}", limit.name);
        let [from, to] = limit.shares;
        let colour = if limit.is_borne_out { ACCENT } else { style::PARTIAL };
        canvas.hover(&words, |canvas| canvas.rectangle(part(from, to), colour));
        let wide = END.width(&range);
        let middle = (x(from) + x(to)) / 2.0 - wide / 2.0;
        let at = middle.clamp(left, (right - wide).max(left));
        canvas.text((at, bar + BAR + END.leading() - 3.0), &range, END.anchor(Anchor::Start));
    }
}
