//! The bargaining frontier: gains that no other package betters for one party without costing another.

use super::units::Units;

/// Gains on the frontier and a package that gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What each party has, in their order.
    pub gains: Vec<Units>,
    /// The first package that gives it.
    pub package: Vec<usize>,
    /// How many packages give just this.
    pub alike: u64,
}

/// The packages that no other dominates, as far as they were offered.
///
/// Of two parties it is kept in the order of the first party's gains, so that an offer costs a search by halves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    points: Vec<Point>,
}

impl Frontier {
    /// The points, the first party's gains falling.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Whether gains would be on it.
    pub fn admits(&self, gains: &[Units]) -> bool {
        match gains {
            [x, y] => {
                // Falling in x, so rising in y: of those with at least as much x, the last has most y.
                let better = self.points.partition_point(|point| point.gains[0] >= *x);
                better.checked_sub(1).is_none_or(|last| {
                    let last = &self.points[last].gains;
                    last[1] < *y || (last[0] == *x && last[1] == *y)
                })
            }
            _ => !self.points.iter().any(|point| dominates(&point.gains, gains)),
        }
    }

    /// Takes a package in unless another dominates it; drops those that it dominates.
    pub fn offer(&mut self, point: Point) {
        if !self.admits(&point.gains) {
            return;
        }
        if let Some(same) = self.points.iter_mut().find(|known| known.gains == point.gains) {
            same.alike += point.alike;
            if point.package < same.package {
                same.package = point.package;
            }
            return;
        }
        self.points.retain(|known| !dominates(&point.gains, &known.gains));
        let place = self.points.partition_point(|known| known.gains > point.gains);
        self.points.insert(place, point);
    }

    /// Both together.
    pub fn and(mut self, other: Frontier) -> Frontier {
        other.points.into_iter().for_each(|point| self.offer(point));
        self
    }

    /// The most that one party could have more than it has in some package while no other has less: what the package leaves on the table.
    pub fn left(&self, gains: &[Units], party: usize) -> Units {
        let keeps = |point: &&Point| (0..gains.len()).all(|p| p == party || point.gains[p] >= gains[p]);
        self.points
            .iter()
            .filter(keeps)
            .map(|point| point.gains[party] - gains[party])
            .max()
            .unwrap_or(0)
            .max(0)
    }
}

/// As good for all, and better for one.
fn dominates(a: &[Units], b: &[Units]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b) && a != b
}
