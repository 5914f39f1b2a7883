//! The lines along which a surface that is known on a grid takes a value.

/// A place on the surface.
type Point = (f64, f64);

/// The contour of a surface: lines of places, each as long as it goes; a closed one ends where it begins.
///
/// `values[j][i]` is the surface at (`x[i]`, `y[j]`); where it is not known, no line passes the cells around.
/// **Formula** marching squares: on each edge of the grid whose ends lie on different sides, the place in proportion. In a saddle (opposite corners on
/// one side) the mean of the corners says which of them are joined.
/// **Errors** panics on values that are no rectangle of the grid.
pub fn contours(x: &[f64], y: &[f64], values: &[Vec<Option<f64>>], level: f64) -> Vec<Vec<Point>> {
    assert!(values.len() == y.len() && values.iter().all(|row| row.len() == x.len()), "a value a place");
    let mut pieces: Vec<[Edge; 2]> = Vec::new();
    for j in 0..y.len().saturating_sub(1) {
        for i in 0..x.len().saturating_sub(1) {
            let corners = [values[j][i], values[j][i + 1], values[j + 1][i + 1], values[j + 1][i]];
            if let [Some(a), Some(b), Some(c), Some(d)] = corners {
                pieces.extend(of_cell((i, j), [a, b, c, d], level));
            }
        }
    }
    let place = |edge: Edge| {
        let ((i, j), (k, l)) = edge.ends();
        let [from, to] = [(i, j), (k, l)].map(|(i, j)| values[j][i].unwrap_or(level));
        let share = (level - from) / (to - from);
        (x[i] + (x[k] - x[i]) * share, y[j] + (y[l] - y[j]) * share)
    };
    joined(pieces).into_iter().map(|line| line.into_iter().map(place).collect()).collect()
}

/// An edge of the grid, by the corner at its left or lower end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    i: usize,
    j: usize,
    is_upright: bool,
}

impl Edge {
    fn ends(self) -> ((usize, usize), (usize, usize)) {
        let far = if self.is_upright { (self.i, self.j + 1) } else { (self.i + 1, self.j) };
        ((self.i, self.j), far)
    }
}

/// The pieces of the contour in one cell; corners go around from the lower left.
fn of_cell((i, j): (usize, usize), corners: [f64; 4], level: f64) -> Vec<[Edge; 2]> {
    let [below, right, above, left] = [
        Edge { i, j, is_upright: false },
        Edge { i: i + 1, j, is_upright: true },
        Edge { i, j: j + 1, is_upright: false },
        Edge { i, j, is_upright: true },
    ];
    let is_up = corners.map(|value| value >= level);
    let crossed: Vec<Edge> = [(below, 0, 1), (right, 1, 2), (above, 2, 3), (left, 3, 0)]
        .into_iter()
        .filter(|&(_, a, b)| is_up[a] != is_up[b])
        .map(|(edge, _, _)| edge)
        .collect();
    match crossed[..] {
        [a, b] => vec![[a, b]],
        [_, _, _, _] => {
            let middle = corners.iter().sum::<f64>() / 4.0 >= level;
            // Whoever is on the side of the middle is joined across it: the others are cut off.
            if middle == is_up[0] {
                vec![[below, right], [above, left]]
            } else {
                vec![[left, below], [right, above]]
            }
        }
        _ => Vec::new(),
    }
}

/// Pieces that share an edge, as lines.
fn joined(mut pieces: Vec<[Edge; 2]>) -> Vec<Vec<Edge>> {
    let mut lines = Vec::new();
    while let Some([a, b]) = pieces.pop() {
        let mut line = std::collections::VecDeque::from([a, b]);
        loop {
            let (first, last) = (line[0], line[line.len() - 1]);
            let next = pieces.iter().position(|piece| piece.contains(&last) || piece.contains(&first));
            let Some(next) = next else { break };
            let [p, q] = pieces.remove(next);
            match () {
                () if p == last => line.push_back(q),
                () if q == last => line.push_back(p),
                () if p == first => line.push_front(q),
                () => line.push_front(p),
            }
        }
        lines.push(line.into());
    }
    lines
}
