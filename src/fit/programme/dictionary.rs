//! The simplex method's table: what is inside the basis in terms of what is outside it.

use crate::fit::unsolved::Unsolved;
use crate::fit::vectors::{add_multiple, dot, power_of_two};

/// How far beyond a bound a number is still taken to keep it, in units of 1 + |bound|.
const BEYOND: f64 = 1e-10;
/// Entries of the table below this are rounding.
const NOTHING: f64 = 1e-9;
/// A step shorter than this is none.
const NO_STEP: f64 = 1e-12;

/// A linear function between two bounds, either of which may be infinite.
///
/// **Formula** least ≤ cᵀx ≤ most.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// c.
    pub coefficients: Vec<f64>,
    /// The lower bound, or −∞.
    pub least: f64,
    /// The upper bound, or ∞; the same as the lower one makes an equality.
    pub most: f64,
}

/// Variables are numbered: first the unknowns, then the bands. Everything is in units that are powers of two, so that the
/// largest entry of each row and column is about 1.
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// The bands in terms of the unknowns, as given.
    given: Vec<Vec<f64>>,
    /// What one unit of each unknown is here.
    units: Vec<f64>,
    /// The variables inside in terms of those outside: a product without a constant.
    table: Vec<Vec<f64>>,
    inside: Vec<usize>,
    outside: Vec<usize>,
    bounds: Vec<(f64, f64)>,
    values: Vec<f64>,
    /// What is lowered, in terms of the variables outside.
    cost: Vec<f64>,
    steps: usize,
}

/// What ends a step along a variable that comes in.
#[derive(Clone, Copy)]
struct Block {
    row: usize,
    length: f64,
    pivot: f64,
    bound: f64,
}

impl Dictionary {
    /// All bands inside, all unknowns outside, each at its bound nearest to zero.
    pub fn new(bounds: &[(f64, f64)], bands: &[Band]) -> Dictionary {
        let largest = |row: &mut dyn Iterator<Item = f64>| row.fold(0.0f64, |most, c| most.max(c.abs()));
        let n = bounds.len();
        let rows: Vec<f64> =
            bands.iter().map(|band| power_of_two(largest(&mut band.coefficients.iter().copied()))).collect();
        let units: Vec<f64> = (0..n)
            .map(|k| {
                let mut column = bands.iter().zip(&rows).map(|(band, by)| band.coefficients[k] / by);
                power_of_two(largest(&mut column))
            })
            .collect();
        let scaled = |band: &Band, by: f64| -> Vec<f64> {
            band.coefficients.iter().zip(&units).map(|(c, unit)| c / by / unit).collect()
        };
        let given: Vec<Vec<f64>> = bands.iter().zip(&rows).map(|(band, &by)| scaled(band, by)).collect();
        let of_unknowns = bounds.iter().zip(&units).map(|((least, most), unit)| (least * unit, most * unit));
        let of_bands = bands.iter().zip(&rows).map(|(band, by)| (band.least / by, band.most / by));
        let bounds: Vec<(f64, f64)> = of_unknowns.chain(of_bands).collect();
        let mut values: Vec<f64> = bounds.iter().map(|&(least, most)| 0f64.max(least).min(most)).collect();
        for (band, row) in given.iter().enumerate() {
            values[n + band] = dot(row, &values[..n]);
        }
        Dictionary {
            table: given.clone(),
            inside: (n..n + bands.len()).collect(),
            outside: (0..n).collect(),
            cost: vec![0.0; n],
            steps: 0,
            given,
            units,
            bounds,
            values,
        }
    }

    /// The unknowns where it stands, in the units of the programme.
    pub fn unknowns(&self) -> Vec<f64> {
        self.units.iter().zip(&self.values).map(|(unit, value)| value / unit).collect()
    }

    /// Goes to where a function of the unknowns is smallest.
    pub fn lower(&mut self, cost: &[f64], patience: usize) -> Result<(), Unsolved> {
        let largest = cost.iter().zip(&self.units).fold(0.0f64, |most, (c, unit)| most.max((c / unit).abs()));
        let scale = power_of_two(largest);
        let scaled: Vec<f64> = cost.iter().zip(&self.units).map(|(c, unit)| c / unit / scale).collect();
        self.set_cost(&scaled);
        let limit = self.steps + 200 + 50 * self.bounds.len();
        let mut idle = 0;
        let mut is_fresh = false;
        loop {
            if self.steps >= limit {
                return Err(Unsolved::Endless);
            }
            let violations = self.violations();
            let is_bland = idle >= patience;
            let slopes = violations.as_ref().unwrap_or(&self.cost);
            let Some((column, direction)) = self.entering(slopes, is_bland) else {
                if !is_fresh {
                    // What rounding has added up is taken out before the end is believed.
                    self.refresh(&scaled);
                    is_fresh = true;
                    continue;
                }
                return match violations {
                    Some(_) => Err(Unsolved::Infeasible { row: self.worst() }),
                    None => Ok(()),
                };
            };
            self.steps += 1;
            let length = self.step(column, direction, is_bland).ok_or(Unsolved::Unbounded)?;
            is_fresh = false;
            idle = if length > NO_STEP { 0 } else { idle + 1 };
        }
    }

    /// How far a variable is beyond its bounds, negative below: zero where it keeps them.
    fn beyond(&self, variable: usize) -> f64 {
        let (least, most) = self.bounds[variable];
        let value = self.values[variable];
        if value < least - BEYOND * (1.0 + least.abs()) {
            value - least
        } else if value > most + BEYOND * (1.0 + most.abs()) {
            value - most
        } else {
            0.0
        }
    }

    /// The sum of all violations in terms of the variables outside, if there is any.
    fn violations(&self) -> Option<Vec<f64>> {
        let mut sum: Option<Vec<f64>> = None;
        for (row, &variable) in self.table.iter().zip(&self.inside) {
            let beyond = self.beyond(variable);
            if beyond != 0.0 {
                let sum = sum.get_or_insert_with(|| vec![0.0; self.outside.len()]);
                add_multiple(sum, beyond.signum(), row);
            }
        }
        sum
    }

    /// The condition that is violated most, bands before the bounds of unknowns.
    fn worst(&self) -> usize {
        let (unknowns, bands) = (self.units.len(), self.given.len());
        let mut worst = (0, 0.0);
        for row in 0..bands + unknowns {
            let variable = if row < bands { unknowns + row } else { row - bands };
            let beyond = self.beyond(variable).abs();
            if beyond > worst.1 {
                worst = (row, beyond);
            }
        }
        worst.0
    }

    /// The variable to come in, as its column, and whether it rises (1) or falls (−1): the steepest, of equals the one with the
    /// smallest number, which under Bland's rule is all that counts.
    fn entering(&self, slopes: &[f64], is_bland: bool) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for (column, &variable) in self.outside.iter().enumerate() {
            let (least, most) = self.bounds[variable];
            let slope = slopes[column];
            let may_move =
                if slope < 0.0 { self.values[variable] < most } else { self.values[variable] > least };
            if slope.abs() <= NOTHING || !may_move {
                continue;
            }
            let is_better = best.is_none_or(|(before, steepest)| {
                let is_earlier = variable < self.outside[before];
                let (slope, steepest) = if is_bland { (1.0, 1.0) } else { (slope.abs(), steepest) };
                slope > steepest || (slope == steepest && is_earlier)
            });
            if is_better {
                best = Some((column, slope.abs()));
            }
        }
        best.map(|(column, _)| (column, if slopes[column] < 0.0 { 1.0 } else { -1.0 }))
    }

    /// Moves a variable as far as others allow; none if nothing stops it.
    fn step(&mut self, column: usize, direction: f64, is_bland: bool) -> Option<f64> {
        let variable = self.outside[column];
        let (least, most) = self.bounds[variable];
        let own = if direction > 0.0 { most } else { least };
        let own_length = (own - self.values[variable]).abs();
        let blocks: Vec<Block> =
            (0..self.table.len()).filter_map(|row| self.block(row, column, direction)).collect();
        let shortest = blocks.iter().fold(f64::INFINITY, |least, block| least.min(block.length));
        if own_length <= shortest {
            if own_length == f64::INFINITY {
                return None;
            }
            self.advance(column, own - self.values[variable]);
            self.values[variable] = own;
            return Some(own_length);
        }
        // Of those that stop it at once the largest pivot, or by Bland's rule the smallest number.
        let limit = shortest + NO_STEP * (1.0 + shortest);
        let mut chosen: Option<Block> = None;
        for &block in blocks.iter().filter(|block| block.length <= limit) {
            let is_better = chosen.is_none_or(|before| {
                let is_earlier = self.inside[block.row] < self.inside[before.row];
                let (one, other) = if is_bland { (1.0, 1.0) } else { (block.pivot, before.pivot) };
                one > other || (one == other && is_earlier)
            });
            if is_better {
                chosen = Some(block);
            }
        }
        let block = chosen?;
        self.advance(column, direction * block.length);
        self.values[self.inside[block.row]] = block.bound;
        self.pivot(block.row, column);
        Some(block.length)
    }

    /// Where the variable of a row ends a step: at the first bound that it meets, coming from without or from within.
    fn block(&self, row: usize, column: usize, direction: f64) -> Option<Block> {
        let rate = direction * self.table[row][column];
        if rate.abs() <= NOTHING {
            return None;
        }
        let variable = self.inside[row];
        let (least, most) = self.bounds[variable];
        let beyond = self.beyond(variable);
        let bound = match rate > 0.0 {
            true if beyond < 0.0 => least,
            true if beyond == 0.0 => most,
            false if beyond > 0.0 => most,
            false if beyond == 0.0 => least,
            _ => return None,
        };
        let length = ((bound - self.values[variable]) / rate).max(0.0);
        length.is_finite().then_some(Block { row, length, pivot: rate.abs(), bound })
    }

    fn advance(&mut self, column: usize, by: f64) {
        self.values[self.outside[column]] += by;
        for (row, &variable) in self.table.iter().zip(&self.inside) {
            self.values[variable] += by * row[column];
        }
    }

    /// Lets the variables of a row and of a column change places.
    fn pivot(&mut self, row: usize, column: usize) {
        let inverse = 1.0 / self.table[row][column];
        let mut new = std::mem::take(&mut self.table[row]);
        new.iter_mut().for_each(|entry| *entry *= -inverse);
        new[column] = inverse;
        for other in self.table.iter_mut().chain(std::iter::once(&mut self.cost)) {
            let Some(entry) = other.get_mut(column) else { continue };
            let by = std::mem::replace(entry, 0.0);
            if by != 0.0 {
                add_multiple(other, by, &new);
            }
        }
        self.table[row] = new;
        std::mem::swap(&mut self.inside[row], &mut self.outside[column]);
    }

    fn set_cost(&mut self, cost: &[f64]) {
        let of = |variable: usize| cost.get(variable).copied().unwrap_or(0.0);
        let mut sum: Vec<f64> = self.outside.iter().map(|&variable| of(variable)).collect();
        for (row, &variable) in self.table.iter().zip(&self.inside) {
            add_multiple(&mut sum, of(variable), row);
        }
        self.cost = sum;
    }

    /// Works the table and the values out anew from what was given, with the largest pivots first.
    fn refresh(&mut self, cost: &[f64]) {
        let n = self.units.len();
        let mut is_inside = vec![false; self.bounds.len()];
        self.inside.iter().for_each(|&variable| is_inside[variable] = true);
        self.table.clone_from(&self.given);
        self.inside = (n..self.bounds.len()).collect();
        self.outside = (0..n).collect();
        self.cost = cost.to_vec();
        loop {
            let mut best = (0.0, 0, 0);
            for (i, row) in self.table.iter().enumerate().filter(|(i, _)| !is_inside[self.inside[*i]]) {
                for (j, entry) in row.iter().enumerate() {
                    if is_inside[self.outside[j]] && entry.abs() > best.0 {
                        best = (entry.abs(), i, j);
                    }
                }
            }
            if best.0 <= NO_STEP {
                break;
            }
            self.pivot(best.1, best.2);
        }
        // A variable outside that no pivot was found for goes to its nearest bound.
        for &variable in &self.outside {
            let (least, most) = self.bounds[variable];
            self.values[variable] = self.values[variable].max(least).min(most);
        }
        let outside: Vec<f64> = self.outside.iter().map(|&variable| self.values[variable]).collect();
        for (row, &variable) in self.table.iter().zip(&self.inside) {
            self.values[variable] = dot(row, &outside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steepest_comes_in_and_by_blands_rule_the_first() {
        let band = |c: [f64; 2]| Band { coefficients: c.to_vec(), least: f64::NEG_INFINITY, most: 0.0 };
        let dictionary = Dictionary::new(&[(0.0, f64::INFINITY); 2], &[band([1.0, 1.0]), band([1.0, 1.5])]);
        assert_eq!(dictionary.entering(&[-1.0, -2.0], false), Some((1, 1.0)));
        assert_eq!(dictionary.entering(&[-1.0, -2.0], true), Some((0, 1.0)));
        // Both bands stop it at once.
        let goes_out = |is_bland: bool| {
            let mut moved = dictionary.clone();
            assert_eq!(moved.step(1, 1.0, is_bland), Some(0.0));
            moved.outside[1]
        };
        assert_eq!((goes_out(false), goes_out(true)), (3, 2));
    }

    /// An assignment of five to five is degenerate throughout: some of its steps lead nowhere.
    #[test]
    fn idleness_calls_for_blands_rule() {
        let line = |of: &dyn Fn(usize) -> usize, which: usize| Band {
            coefficients: (0..25).map(|k| f64::from(u8::from(of(k) == which))).collect(),
            least: 1.0,
            most: 1.0,
        };
        let bands: Vec<Band> =
            (0..10).map(|i| if i < 5 { line(&|k| k / 5, i) } else { line(&|k| k % 5, i - 5) }).collect();
        let cost: Vec<f64> = (0..25).map(|k| f64::from((k * k * 7 + 3 * k) % 23)).collect();
        let steps = |patience: usize| {
            let mut dictionary = Dictionary::new(&[(0.0, f64::INFINITY); 25], &bands);
            dictionary.lower(&cost, patience).unwrap();
            (dictionary.steps, dot(&cost, &dictionary.unknowns()))
        };
        let (dantzig, least) = steps(usize::MAX);
        let (bland, same) = steps(0);
        let (both, also) = steps(1);
        assert_eq!((same, also), (least, least));
        assert!(dantzig != bland && dantzig != both && both != bland, "{dantzig} {bland} {both}");
    }
}
