//! Names over a row of segments, each with a tick to its own.

use super::canvas::Canvas;
use super::layout::{held, spread};
use super::style::widest;
use super::style::{self, Anchor, Colour};
use crate::lettering::lines::widest_piece;

/// From the lowest line of the heads to the bars.
pub(super) const TICK_GAP: f64 = 14.0;
/// Between neighbouring heads.
pub(super) const HEAD_GAP: f64 = 16.0;

/// Where heads may go.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Left of the bars.
    pub left: f64,
    /// Right of the bars.
    pub right: f64,
    /// How far left heads may reach where they need to.
    pub leftmost: f64,
    /// Of the lowest line.
    pub baseline: f64,
    /// Where the ticks end.
    pub bar_top: f64,
}

/// Names on as few lines each as let them stand side by side, over the bars if three lines will do, else over the
/// labels too. Words are cut only where nothing else helps.
pub(super) fn fit(names: &[&str], over_bars: f64, over_all: f64) -> Vec<Vec<String>> {
    let head = style::HEAD;
    let wrapped = |limit: f64| -> Vec<Vec<String>> {
        let room = |name: &str| f64::max(limit, widest_piece(name, head.size, head.weight));
        names.iter().map(|name| head.wrap(name, room(name))).collect()
    };
    let limits = [f64::INFINITY, 220.0, 180.0, 150.0, 125.0, 105.0, 90.0, 75.0, 60.0];
    let fit_in = |room: f64, max_lines: usize| {
        limits.into_iter().map(wrapped).find(|heads| {
            let needed: f64 = heads.iter().map(|lines| widest(lines, head) + HEAD_GAP).sum();
            needed <= room && heads.iter().all(|lines| lines.len() <= max_lines)
        })
    };
    let even = f64::max(over_all / names.len().max(1) as f64 - HEAD_GAP, 24.0);
    fit_in(over_bars, 3)
        .or_else(|| fit_in(over_all, usize::MAX))
        .unwrap_or_else(|| names.iter().map(|name| head.wrap(name, even)).collect())
}

/// Draws the heads of segments that lie between these pairs of x.
pub(super) fn render(
    canvas: &mut Canvas,
    heads: &[Vec<String>],
    colours: &[Colour],
    spans: &[(f64, f64)],
    place: Place,
) {
    let head = style::HEAD;
    let middles: Vec<f64> = spans.iter().map(|(left, right)| (left + right) / 2.0).collect();
    let sizes: Vec<f64> = heads.iter().map(|lines| widest(lines, head) + HEAD_GAP).collect();
    let (lo, hi) = (place.left - HEAD_GAP / 2.0, place.right + HEAD_GAP / 2.0);
    let lo = if sizes.iter().sum::<f64>() > hi - lo { place.leftmost - HEAD_GAP / 2.0 } else { lo };
    let centres = spread(&middles, &sizes[..middles.len().min(sizes.len())], lo, hi);
    for (i, (&centre, &(left, right))) in centres.iter().zip(spans).enumerate() {
        let first = place.baseline - head.leading() * (heads[i].len() - 1) as f64;
        let set = head.colour(colours[i]).anchor(Anchor::Middle);
        canvas.paragraph((centre, first), head.leading(), &heads[i], set);
        if right - left < 1.0 {
            continue;
        }
        // Straight down to the segment's middle where the name reaches it, else the shortest way to the segment.
        let reach = (sizes[i] - HEAD_GAP) / 2.0;
        let from = held(middles[i], centre - reach, centre + reach);
        let inset = f64::min(6.0, (right - left) / 2.0);
        let to = held(from, left + inset, right - inset);
        // It slants above the row only, clear of the row's label.
        let elbow = place.baseline + TICK_GAP;
        canvas.line(&[(from, place.baseline + 5.0), (to, elbow), (to, place.bar_top + 1.0)], colours[i], 1.2);
    }
}
