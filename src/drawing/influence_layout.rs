//! Where the nodes and edges of an influence diagram go.
//!
//! The layers are given: a column for each kind of thing, in the order in which a month runs through them. What remains of
//! Sugiyama's method is done here: an edge that passes a column gets a lane in it, all lanes to or from one node side by side
//! in a channel (so that edges come in bundles); channels and nodes of a column are ordered by the barycentre of their
//! neighbours, the order with the fewest crossings being kept; places are as near to the neighbours' as room allows. Cycles
//! need no breaking: an edge leaves and enters on facing sides, whichever way it points.

use std::collections::BTreeMap;

use super::layout::spread;

/// Between two nodes of a column.
const GAP: f64 = 9.0;
/// Between two lanes of a channel, and the least between two ends of edges on a node.
pub(super) const LANE: f64 = 4.0;
/// Rounds of ordering.
const ROUNDS: usize = 40;

/// What is to be placed: nodes by column and height, edges by node.
pub(super) struct Graph {
    /// Column of each node.
    pub columns: Vec<usize>,
    /// Height of each node.
    pub heights: Vec<f64>,
    /// From and to, two different nodes.
    pub edges: Vec<(usize, usize)>,
}

/// Where everything is, measured from the top.
pub(super) struct Placed {
    /// The middle of each node.
    pub centres: Vec<f64>,
    /// For each edge, its heights from the `from` end to the `to` end: on the node, in each column it passes, on the node.
    pub routes: Vec<Vec<f64>>,
    /// The height of the whole.
    pub height: f64,
}

/// A node, or a channel that edges pass through.
struct Cell {
    column: usize,
    height: f64,
    /// Edges in a channel; empty for a node.
    lanes: Vec<usize>,
}

/// Places everything. The same graph always has the same layout.
pub(super) fn place(graph: &Graph) -> Placed {
    let mut cells: Vec<Cell> = graph
        .columns
        .iter()
        .zip(&graph.heights)
        .map(|(&column, &height)| Cell { column, height, lanes: Vec::new() })
        .collect();
    let stops = stops(graph, &mut cells);
    let centres = order(&cells, &stops);
    let height = cells.iter().zip(&centres).map(|(cell, y)| y + cell.height / 2.0).fold(0.0, f64::max);
    let routes = routes(graph, &cells, &stops, &centres);
    Placed { centres: centres[..graph.columns.len()].to_vec(), routes, height }
}

/// The cells each edge runs through, ends included; makes the channels. An edge belongs to the channel of its busier end.
fn stops(graph: &Graph, cells: &mut Vec<Cell>) -> Vec<Vec<usize>> {
    let mut degree = vec![0; graph.columns.len()];
    for &(from, to) in &graph.edges {
        degree[from] += 1;
        degree[to] += 1;
    }
    let mut channels: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut stops = Vec::new();
    for (edge, &(from, to)) in graph.edges.iter().enumerate() {
        let hub = if degree[from] > degree[to] { from } else { to };
        let (a, b) = (graph.columns[from], graph.columns[to]);
        let between: Vec<usize> = if a < b { (a + 1..b).collect() } else { (b + 1..a).rev().collect() };
        let mut route = vec![from];
        for column in between {
            let cell = *channels.entry((column, hub)).or_insert_with(|| {
                cells.push(Cell { column, height: 0.0, lanes: Vec::new() });
                cells.len() - 1
            });
            cells[cell].lanes.push(edge);
            cells[cell].height = cells[cell].lanes.len() as f64 * LANE;
            route.push(cell);
        }
        route.push(to);
        stops.push(route);
    }
    stops
}

/// The middle of each cell, in the order with the fewest crossings that was met.
fn order(cells: &[Cell], stops: &[Vec<usize>]) -> Vec<f64> {
    let columns = cells.iter().map(|cell| cell.column).max().map_or(0, |last| last + 1);
    let of: Vec<Vec<usize>> =
        (0..columns).map(|c| (0..cells.len()).filter(|&i| cells[i].column == c).collect()).collect();
    let need = |column: &Vec<usize>| column.iter().map(|&i| cells[i].height + GAP).sum::<f64>();
    let height = of.iter().map(need).fold(0.0, f64::max);
    let mut neighbours = vec![Vec::new(); cells.len()];
    for route in stops {
        for pair in route.windows(2) {
            neighbours[pair[0]].push(pair[1]);
            neighbours[pair[1]].push(pair[0]);
        }
    }
    let settle = |centres: &mut Vec<f64>, column: &Vec<usize>, wanted: &dyn Fn(usize, &[f64]) -> f64| {
        let wanted: Vec<f64> = column.iter().map(|&i| wanted(i, centres)).collect();
        let sizes: Vec<f64> = column.iter().map(|&i| cells[i].height + GAP).collect();
        for (&i, y) in column.iter().zip(spread(&wanted, &sizes, 0.0, height)) {
            centres[i] = y;
        }
    };
    let mut centres = vec![0.0; cells.len()];
    for column in &of {
        let rank = |i: usize| column.iter().position(|&j| i == j).unwrap_or(0) as f64;
        settle(&mut centres, column, &|i, _| (rank(i) + 0.5) / column.len() as f64 * height);
    }
    let barycentre = |i: usize, centres: &[f64]| match neighbours[i].as_slice() {
        [] => centres[i],
        all => all.iter().map(|&j| centres[j]).sum::<f64>() / all.len() as f64,
    };
    let mut best = (crossings(cells, stops, &centres), centres.clone());
    for round in 0..ROUNDS {
        for step in 0..columns {
            let column = if round % 2 == 0 { step } else { columns - 1 - step };
            settle(&mut centres, &of[column], &barycentre);
        }
        let count = crossings(cells, stops, &centres);
        if count < best.0 {
            best = (count, centres.clone());
        }
    }
    best.1
}

/// How many pairs of edge pieces cross between two columns.
fn crossings(cells: &[Cell], stops: &[Vec<usize>], centres: &[f64]) -> usize {
    let mut pieces: BTreeMap<usize, Vec<(f64, f64)>> = BTreeMap::new();
    for pair in stops.iter().flat_map(|route| route.windows(2)) {
        let (a, b) = (&cells[pair[0]], &cells[pair[1]]);
        let (left, right) = if a.column <= b.column { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        if a.column != b.column {
            pieces.entry(cells[left].column).or_default().push((centres[left], centres[right]));
        }
    }
    let crossed = |list: &Vec<(f64, f64)>| {
        let pairs = list.iter().enumerate().flat_map(|(i, a)| list[i + 1..].iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| (a.0 - b.0) * (a.1 - b.1) < 0.0).count()
    };
    pieces.values().map(crossed).sum()
}

/// Ends on nodes and lanes in channels, each side of a node, and each channel, in the order of where its edges go.
fn routes(graph: &Graph, cells: &[Cell], stops: &[Vec<usize>], centres: &[f64]) -> Vec<Vec<f64>> {
    let mut routes: Vec<Vec<f64>> =
        stops.iter().map(|route| route.iter().map(|&i| centres[i]).collect()).collect();
    // Channels first: the ends on nodes then follow the lanes.
    for cell in cells.iter().filter(|cell| !cell.lanes.is_empty()) {
        let stop = |edge: usize| {
            stops[edge].iter().position(|&i| cells[i].column == cell.column && std::ptr::eq(&cells[i], cell))
        };
        let mut lanes: Vec<(f64, usize, usize)> = cell
            .lanes
            .iter()
            .filter_map(|&edge| {
                let at = stop(edge)?;
                let around = centres[stops[edge][at - 1]] + centres[stops[edge][at + 1]];
                Some((around, edge, at))
            })
            .collect();
        lanes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let middle = centres[stops[lanes[0].1][lanes[0].2]];
        for (rank, (_, edge, at)) in lanes.iter().enumerate() {
            routes[*edge][*at] = middle + (rank as f64 - (lanes.len() - 1) as f64 / 2.0) * LANE;
        }
    }
    let rightmost = graph.columns.iter().copied().max().unwrap_or(0);
    for node in 0..graph.columns.len() {
        for side in [false, true] {
            let mut ends: Vec<(f64, usize, usize)> = Vec::new();
            for (edge, route) in stops.iter().enumerate() {
                let last = route.len() - 1;
                for (at, next) in [(0, 1), (last, last - 1)] {
                    if route[at] == node
                        && on_right(cells[node].column, cells[route[next]].column, rightmost) == side
                    {
                        ends.push((routes[edge][next], edge, at));
                    }
                }
            }
            ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let room = graph.heights[node] - 8.0;
            let apart = (room / ends.len().max(1) as f64).min(9.0);
            for (rank, (_, edge, at)) in ends.iter().enumerate() {
                routes[*edge][*at] = centres[node] + (rank as f64 - (ends.len() - 1) as f64 / 2.0) * apart;
            }
        }
    }
    routes
}

/// Whether an edge to something in another column, or in the same, leaves on the right; within the last column it keeps to the left, inside
/// the figure.
pub(super) fn on_right(own: usize, other: usize, last: usize) -> bool {
    other > own || other == own && own < last
}

/// How many edges end on the busier side of each node.
pub(super) fn ends(columns: &[usize], edges: &[(usize, usize)]) -> Vec<usize> {
    let last = columns.iter().copied().max().unwrap_or(0);
    let mut sides = vec![[0; 2]; columns.len()];
    for &(from, to) in edges {
        for (node, other) in [(from, to), (to, from)] {
            sides[node][usize::from(on_right(columns[node], columns[other], last))] += 1;
        }
    }
    sides.into_iter().map(|[left, right]| left.max(right)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(columns: &[usize], edges: &[(usize, usize)]) -> Graph {
        let heights = ends(columns, edges).iter().map(|n| (*n as f64 * LANE + 8.0).max(30.0)).collect();
        Graph { columns: columns.to_vec(), heights, edges: edges.to_vec() }
    }

    #[test]
    fn an_order_without_crossings_is_found() {
        // Three pairs, given the wrong way round.
        let placed = place(&graph(&[0, 0, 0, 1, 1, 1], &[(0, 5), (1, 4), (2, 3)]));
        let y = &placed.centres;
        assert!((y[0] < y[1]) == (y[5] < y[4]) && (y[1] < y[2]) == (y[4] < y[3]), "{y:?}");
    }

    #[test]
    fn an_edge_that_passes_a_column_goes_round_its_nodes() {
        let placed = place(&graph(&[0, 1, 1, 2], &[(0, 3), (0, 1), (2, 3)]));
        let lane = placed.routes[0][1];
        assert_eq!(placed.routes[0].len(), 3);
        assert!(
            [1, 2].iter().all(|&i| (placed.centres[i] - lane).abs() >= 15.0),
            "{lane} {:?}",
            placed.centres
        );
    }

    proptest! {
        #[test]
        fn nodes_of_a_column_never_overlap_and_ends_lie_on_their_nodes(
            columns in prop::collection::vec(0usize..5, 2..24),
            pairs in prop::collection::vec((0usize..24, 0usize..24), 0..60),
        ) {
            let count = columns.len();
            let mut edges: Vec<(usize, usize)> =
                pairs.into_iter().map(|(a, b)| (a % count, b % count)).filter(|(a, b)| a != b).collect();
            edges.sort_unstable();
            edges.dedup();
            let graph = graph(&columns, &edges);
            let placed = place(&graph);
            for a in 0..count {
                prop_assert!(placed.centres[a] - graph.heights[a] / 2.0 >= -1e-6);
                prop_assert!(placed.centres[a] + graph.heights[a] / 2.0 <= placed.height + 1e-6);
                for b in (a + 1..count).filter(|&b| columns[a] == columns[b]) {
                    let apart = (placed.centres[a] - placed.centres[b]).abs();
                    prop_assert!(apart + 1e-6 >= (graph.heights[a] + graph.heights[b]) / 2.0);
                }
            }
            for (route, &(from, to)) in placed.routes.iter().zip(&edges) {
                for (y, node) in [(route[0], from), (route[route.len() - 1], to)] {
                    prop_assert!((y - placed.centres[node]).abs() <= graph.heights[node] / 2.0);
                }
            }
            prop_assert_eq!(place(&graph).centres, placed.centres);
        }
    }
}
