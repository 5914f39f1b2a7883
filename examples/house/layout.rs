//! Where rooms and arrows go: a row a floor, the top one first. An arrow passes a row through a gap between boxes, and all arrows to one room
//! share their lane. Rooms of a row change places as long as that leaves fewer crossings or shorter ways.

use std::collections::BTreeMap;

const LEFT: f64 = 76.0;
const RIGHT: f64 = 1172.0;
const WIDEST: f64 = 460.0;
/// Between two lanes in a gap.
const LANE: f64 = 14.0;

/// A piece of an arrow, from one row to the next.
pub struct Piece {
    /// The upper row.
    pub row: usize,
    pub from: f64,
    pub to: f64,
    /// Whether it ends at a box, or in the lane that passes one.
    pub arrives: bool,
}

fn gap(boxes: usize) -> f64 {
    (144.0 / boxes as f64).floor()
}

/// The width of each of some boxes in a row.
pub fn width(boxes: usize) -> f64 {
    ((RIGHT - LEFT + gap(boxes)) / boxes as f64 - gap(boxes)).floor().min(WIDEST)
}

/// The middle of a box; half a place before it lies the middle of a gap.
pub fn centre(place: f64, boxes: usize) -> f64 {
    (LEFT + RIGHT) / 2.0 + (place - (boxes as f64 - 1.0) / 2.0) * (width(boxes) + gap(boxes))
}

/// Puts the rooms of each row in order, and tells the pieces of the arrows.
pub fn place(rows: &mut [Vec<usize>], arrows: &[(usize, usize)]) -> Vec<Piece> {
    let mut best = pieces(rows, arrows);
    loop {
        let before = cost(&best);
        for row in 0..rows.len() {
            for (a, b) in (0..rows[row].len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
                rows[row].swap(a, b);
                let tried = pieces(rows, arrows);
                if cost(&tried) < cost(&best) {
                    best = tried;
                } else {
                    rows[row].swap(a, b);
                }
            }
        }
        if cost(&best) >= before {
            return best;
        }
    }
}

fn cost(pieces: &[Piece]) -> f64 {
    let crosses = |a: &Piece, b: &Piece| a.row == b.row && (a.from - b.from) * (a.to - b.to) < 0.0;
    let pairs = pieces.iter().enumerate().flat_map(|(i, a)| pieces[..i].iter().map(move |b| (a, b)));
    let ways: f64 = pieces.iter().map(|piece| (piece.from - piece.to).abs()).sum();
    300.0 * pairs.filter(|(a, b)| crosses(a, b)).count() as f64 + ways
}

fn pieces(rows: &[Vec<usize>], arrows: &[(usize, usize)]) -> Vec<Piece> {
    let mut places = BTreeMap::new();
    for (row, rooms) in rows.iter().enumerate() {
        let middles = (0..rooms.len()).map(|place| (row, centre(place as f64, rooms.len())));
        places.extend(rooms.iter().zip(middles));
    }
    let mut found = Vec::new();
    // Where arrows have come to, and the room they lead to.
    let mut open: Vec<(f64, usize)> = Vec::new();
    for row in 0..rows.len().saturating_sub(1) {
        let begin = arrows.iter().filter(|(from, _)| places[from].0 == row);
        open.extend(begin.map(|(from, to)| (places[from].1, *to)));
        let mut wishes = BTreeMap::new();
        for (x, to) in &open {
            let (last, end) = places[to];
            if last > row + 1 {
                wishes.entry(*to).or_insert((x + (end - x) / (last - row) as f64, last, end));
            }
        }
        let lanes = lanes(&wishes, rows[row + 1].len());
        found.extend(open.iter().map(|(x, to)| {
            let lane = lanes.iter().find(|lane| lane.1 == *to);
            Piece { row, from: *x, to: lane.map_or(places[to].1, |lane| lane.0), arrives: lane.is_none() }
        }));
        open = lanes;
    }
    found
}

/// Each lane in the gap nearest to where it wishes to be, with the room it leads to. In a gap, what leaves it first on either side lies outmost.
fn lanes(wishes: &BTreeMap<usize, (f64, usize, f64)>, boxes: usize) -> Vec<(f64, usize)> {
    let middle = |gap: usize| centre(gap as f64 - 0.5, boxes);
    let mut gaps: Vec<Vec<(isize, usize)>> = vec![Vec::new(); boxes + 1];
    for (&to, &(wish, last, end)) in wishes {
        let away = |gap: &usize| (middle(*gap) - wish).abs();
        let nearest = (0..=boxes).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0);
        let rank = if end < middle(nearest) { last as isize - isize::MAX } else { -(last as isize) };
        gaps[nearest].push((rank, to));
    }
    let mut found = Vec::new();
    for (gap, mut lanes) in gaps.into_iter().enumerate() {
        lanes.sort_unstable();
        let first = middle(gap) - LANE * (lanes.len() as f64 - 1.0) / 2.0;
        found.extend(lanes.iter().enumerate().map(|(n, lane)| (first + LANE * n as f64, lane.1)));
    }
    found
}
