//! The influence diagram: who influences whom, which way, and where the analyst leaves the sign open.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::influence_layout::{Graph, LANE, Placed, ends, on_right, place};
use super::style::{self, Anchor, Colour, Type};
use crate::figures::Influence;
use crate::ledger::{Diagram, EdgeSign, NodeKind};
use crate::legible::apart;
use crate::lettering::lines::wrap;
use crate::palette::{BOTH, PARTIAL_TEXT, SERIES};

/// Width of a node.
const BOX: f64 = 132.0;

/// Between the edge of a box and its text.
const PADDING: f64 = 7.0;

/// Room for the heads of the columns, and for the key.
const HEAD: f64 = 30.0;

const KEY: f64 = 30.0;
const NAME: Type = Type { size: 11.0, ..style::NOTE };
const LEADING: f64 = 13.0;

/// Columns, in the order in which a month runs through them.
const COLUMNS: [(&str, &[NodeKind]); 5] = [
    ("What strikes, when", &[NodeKind::Shock, NodeKind::Calendar]),
    ("What drifts, what is offered", &[NodeKind::Factor, NodeKind::Option]),
    ("Who consents", &[NodeKind::Audience]),
    ("What jumps", &[NodeKind::Process]),
    ("What is measured", &[NodeKind::Metric]),
];

impl Draw for Influence {
    fn height(&self, _: Room) -> Height {
        let height = Drawing::new(&self.diagram).height();
        Height { least: height, ideal: height }
    }

    fn render(&self, canvas: &mut Canvas) {
        Drawing::new(&self.diagram).render(canvas);
    }
}

/// The diagram, laid out.
struct Drawing<'d> {
    diagram: &'d Diagram,
    names: Vec<Vec<String>>,
    graph: Graph,
    placed: Placed,
    /// The columns that hold something.
    columns: Vec<usize>,
}

impl<'d> Drawing<'d> {
    fn new(diagram: &'d Diagram) -> Drawing<'d> {
        let column =
            |kind: NodeKind| COLUMNS.iter().position(|(_, kinds)| kinds.contains(&kind)).unwrap_or(0);
        let mut columns: Vec<usize> = diagram.nodes.iter().map(|node| column(node.kind)).collect();
        columns.sort_unstable();
        columns.dedup();
        let rank = |kind| columns.iter().position(|c| *c == column(kind)).unwrap_or(0);
        let of: Vec<usize> = diagram.nodes.iter().map(|node| rank(node.kind)).collect();
        let node = |id: &str| diagram.nodes.iter().position(|node| node.id == id).unwrap_or(0);
        let edges: Vec<(usize, usize)> =
            diagram.edges.iter().map(|edge| (node(&edge.from), node(&edge.to))).collect();
        let names: Vec<Vec<String>> = diagram
            .nodes
            .iter()
            .map(|node| wrap(&node.name, NAME.size, NAME.weight, BOX - 2.0 * PADDING))
            .collect();
        let heights = names
            .iter()
            .zip(ends(&of, &edges))
            .map(|(lines, ends)| (lines.len() as f64 * LEADING + 10.0).max(ends as f64 * LANE + 8.0))
            .collect();
        let graph = Graph { columns: of, heights, edges };
        let placed = place(&graph);
        Drawing { diagram, names, graph, placed, columns }
    }

    fn height(&self) -> f64 {
        HEAD + self.placed.height + KEY
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let top = body.top + HEAD;
        for (rank, &column) in self.columns.iter().enumerate() {
            let centre = self.left(body, rank) + BOX / 2.0;
            canvas.text((centre, body.top + 12.0), COLUMNS[column].0, style::HEAD.anchor(Anchor::Middle));
        }
        // What says most lies on top.
        let order =
            [EdgeSign::Plain, EdgeSign::Both, EdgeSign::Lowers, EdgeSign::Raises, EdgeSign::Contested];
        for sign in order {
            for (place, edge) in self.diagram.edges.iter().enumerate().filter(|(_, edge)| edge.sign == sign) {
                canvas.hover(&self.edge_words(place), |canvas| self.edge(canvas, place, edge.sign, top));
            }
        }
        for (place, node) in self.diagram.nodes.iter().enumerate() {
            canvas.hover(&self.node_words(place), |canvas| self.node(canvas, place, node.kind, top));
        }
        key(canvas, top + self.placed.height + 18.0);
    }

    /// "Trust between the leaders raises The settlement".
    fn edge_words(&self, place: usize) -> String {
        let (from, to) = self.graph.edges[place];
        let how = match self.diagram.edges[place].sign {
            EdgeSign::Raises => "raises",
            EdgeSign::Lowers => "lowers",
            EdgeSign::Both => "raises and lowers",
            EdgeSign::Contested => "raises or lowers (contested)",
            EdgeSign::Plain => "conditions",
        };
        format!("{} {how} {}", self.diagram.nodes[from].name, self.diagram.nodes[to].name)
    }

    /// What influences a node, and what it influences.
    fn node_words(&self, place: usize) -> String {
        let names = |others: Vec<usize>| match others.is_empty() {
            true => "nothing".to_string(),
            false => {
                others.iter().map(|&o| apart(&self.diagram.nodes[o].name)).collect::<Vec<_>>().join(", ")
            }
        };
        let edges = &self.graph.edges;
        let from = edges.iter().filter(|edge| edge.1 == place).map(|edge| edge.0).collect();
        let to = edges.iter().filter(|edge| edge.0 == place).map(|edge| edge.1).collect();
        format!("{}: influenced by {}; influences {}", self.diagram.nodes[place].name, names(from), names(to))
    }

    /// The left edge of a column.
    fn left(&self, body: Area, column: usize) -> f64 {
        let steps = (self.columns.len().max(2) - 1) as f64;
        body.left + column as f64 * (body.right - body.left - BOX) / steps
    }

    fn node(&self, canvas: &mut Canvas, place: usize, kind: NodeKind, top: f64) {
        let left = self.left(canvas.body, self.graph.columns[place]);
        let (centre, height) = (top + self.placed.centres[place], self.graph.heights[place]);
        let area =
            Area { left, top: centre - height / 2.0, right: left + BOX, bottom: centre + height / 2.0 };
        let (rim, fill) = colours(kind);
        canvas.rectangle(area, rim);
        let inner = Area {
            left: area.left + 1.2,
            top: area.top + 1.2,
            right: area.right - 1.2,
            bottom: area.bottom - 1.2,
        };
        canvas.rectangle(inner, fill);
        let lines = &self.names[place];
        let first = centre - (lines.len() - 1) as f64 * LEADING / 2.0 + 0.36 * NAME.size;
        let set = NAME.colour(style::INK).anchor(Anchor::Middle);
        canvas.paragraph((left + BOX / 2.0, first), LEADING, lines, set);
    }

    fn edge(&self, canvas: &Canvas, place: usize, sign: EdgeSign, top: f64) {
        let (from, to) = self.graph.edges[place];
        let route = &self.placed.routes[place];
        let (a, b) = (self.graph.columns[from], self.graph.columns[to]);
        let mut points: Vec<Point> = Vec::new();
        // How far before the node a head begins.
        let head = 6.5;
        if a == b {
            let side = if on_right(a, b, self.columns.len() - 1) { 1.0 } else { -1.0 };
            let edge = self.left(canvas.body, a) + if side > 0.0 { BOX } else { 0.0 };
            let (start, end) = ((edge, top + route[0]), (edge + side * head, top + route[1]));
            let bulge = (18.0 + 0.10 * (route[0] - route[1]).abs()).min(0.8 * self.gutter(canvas.body));
            let bend = edge + side * bulge;
            points.extend(curve(start, (bend, start.1), (bend, end.1), end));
            draw(canvas, &points, sign);
            tip(canvas, (edge, end.1), -side, sign);
            return;
        }
        let forward = if a < b { 1.0 } else { -1.0 };
        let mut column = a;
        for (step, pair) in route.windows(2).enumerate() {
            let next = if a < b { column + 1 } else { column - 1 };
            let (near, far) = (self.left(canvas.body, column), self.left(canvas.body, next));
            let last = step == route.len() - 2;
            let (x0, mut x1) = if a < b { (near + BOX, far) } else { (near, far + BOX) };
            if last {
                x1 -= forward * head;
            }
            let bend = forward * 0.5 * (x1 - x0).abs();
            let (start, end) = ((x0, top + pair[0]), (x1, top + pair[1]));
            points.extend(curve(start, (x0 + bend, start.1), (x1 - bend, end.1), end));
            if last {
                draw(canvas, &points, sign);
                tip(canvas, (x1 + forward * head, end.1), forward, sign);
            }
            column = next;
        }
    }

    fn gutter(&self, body: Area) -> f64 {
        let steps = (self.columns.len().max(2) - 1) as f64;
        (body.right - body.left - BOX) / steps - BOX
    }
}

/// Rim and fill of a node.
fn colours(kind: NodeKind) -> (Colour, Colour) {
    let rim = match kind {
        NodeKind::Calendar => style::MUTED,
        NodeKind::Shock => style::BELOW_TEXT,
        NodeKind::Factor => PARTIAL_TEXT,
        NodeKind::Option => style::INK,
        NodeKind::Audience => SERIES[3].1,
        NodeKind::Process => BOTH,
        NodeKind::Metric => SERIES[1].1,
    };
    (rim, rim.towards(style::PAPER, 0.92))
}

fn ink(sign: EdgeSign) -> Colour {
    match sign {
        EdgeSign::Raises => style::ACCENT,
        EdgeSign::Lowers => style::BELOW,
        EdgeSign::Both => BOTH,
        EdgeSign::Contested => SERIES[1].0,
        EdgeSign::Plain => Colour(0xB4BDC5),
    }
}

/// Points on a cubic curve, ends included.
fn curve(start: Point, one: Point, two: Point, end: Point) -> Vec<Point> {
    const STEPS: usize = 24;
    (0..=STEPS)
        .map(|step| {
            let t = step as f64 / STEPS as f64;
            let s = 1.0 - t;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            };
            (mix(start.0, one.0, two.0, end.0), mix(start.1, one.1, two.1, end.1))
        })
        .collect()
}

/// The line of an edge; a contested one is dashed.
fn draw(canvas: &Canvas, points: &[Point], sign: EdgeSign) {
    let thickness = if sign == EdgeSign::Plain { 0.8 } else { 1.15 };
    if sign == EdgeSign::Contested {
        for dash in dashes(points) {
            canvas.line(&dash, ink(sign), thickness);
        }
    } else {
        canvas.line(points, ink(sign), thickness);
    }
}

/// A line cut into dashes of even length.
fn dashes(points: &[Point]) -> Vec<Vec<Point>> {
    const DASH: f64 = 5.0;
    const BREAK: f64 = 3.0;
    let mut dashes: Vec<Vec<Point>> = vec![points[..1].to_vec()];
    let (mut drawn, mut left) = (true, DASH);
    for pair in points.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let at = (pair[0].0 + dx * gone / length, pair[0].1 + dy * gone / length);
            match (drawn, dashes.last_mut()) {
                (true, Some(dash)) => dash.push(at),
                _ => dashes.push(vec![at]),
            }
            drawn = !drawn;
            left = if drawn { DASH } else { BREAK };
        }
        left -= length - gone;
        if let (true, Some(dash)) = (drawn, dashes.last_mut()) {
            dash.push(pair[1]);
        }
    }
    dashes
}

/// The head of an edge, by its sign: an arrow raises, a bar lowers, a diamond does both, a ring is contested.
fn tip(canvas: &Canvas, at: Point, forward: f64, sign: EdgeSign) {
    let (x, y) = at;
    let back = |length: f64| x - forward * length;
    match sign {
        EdgeSign::Raises | EdgeSign::Plain => {
            let half = if sign == EdgeSign::Plain { 2.0 } else { 2.6 };
            canvas.band(&[(back(6.5), y - half), (x, y)], &[(back(6.5), y + half)], ink(sign), 1.0);
        }
        EdgeSign::Lowers => {
            canvas.line(&[(back(6.5), y), (back(1.6), y)], ink(sign), 1.15);
            canvas.line(&[(back(1.6), y - 3.4), (back(1.6), y + 3.4)], ink(sign), 1.9);
        }
        EdgeSign::Both => {
            let middle = back(3.3);
            canvas.band(&[(back(6.6), y), (middle, y - 2.8), (x, y)], &[(middle, y + 2.8)], ink(sign), 1.0);
        }
        EdgeSign::Contested => {
            canvas.dot((back(3.4), y), 3.2, ink(sign));
            canvas.dot((back(3.4), y), 1.8, style::PAPER);
        }
    }
}

/// What the signs look like.
fn key(canvas: &mut Canvas, y: f64) {
    let mut x = canvas.body.left;
    for (sign, name) in [
        (EdgeSign::Raises, "raises"),
        (EdgeSign::Lowers, "lowers"),
        (EdgeSign::Both, "both, by step, level or state"),
        (EdgeSign::Contested, "sign contested"),
        (EdgeSign::Plain, "conditions, forces or measures"),
    ] {
        draw(
            canvas,
            &curve((x, y - 4.0), (x + 8.0, y - 4.0), (x + 16.0, y - 4.0), (x + 23.0, y - 4.0)),
            sign,
        );
        tip(canvas, (x + 29.5, y - 4.0), 1.0, sign);
        canvas.text((x + 36.0, y), name, NAME);
        x += 36.0 + NAME.width(name) + 26.0;
    }
}

#[cfg(test)]
mod tests {
    use super::dashes;

    #[test]
    fn dashes_are_even_whatever_the_points() {
        let few = dashes(&[(0.0, 0.0), (40.0, 0.0)]);
        let many: Vec<(f64, f64)> = (0..=400).map(|x| (f64::from(x) / 10.0, 0.0)).collect();
        let ends = |dashes: &[Vec<(f64, f64)>]| -> Vec<(i64, i64)> {
            let rounded = |at: &(f64, f64)| (at.0 * 10.0).round() as i64;
            dashes.iter().map(|dash| (rounded(&dash[0]), rounded(&dash[dash.len() - 1]))).collect()
        };
        assert_eq!(ends(&few), [(0, 50), (80, 130), (160, 210), (240, 290), (320, 370)]);
        assert_eq!(ends(&dashes(&many)), ends(&few));
    }
}
