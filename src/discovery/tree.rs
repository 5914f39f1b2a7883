//! A small regression tree on the same inputs, pruned by what it tells of rows that had no part in growing it: a second opinion.

use super::inputs::{CELLS, Inputs};
use super::region::{Limit, Region};
use crate::stats::GROUPS;

/// Splits one below the other, at most.
const DEPTH: usize = 3;

/// As for boxes: two groups at a time judge.
const FOLDS: usize = 10;

/// A tree, as its leaves: boxes that share all rows out among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// From the highest mean to the lowest.
    pub leaves: Vec<Leaf>,
}

/// One leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Where its rows lie.
    pub limits: Vec<Limit>,
    /// How many they are.
    pub rows: usize,
    /// Their mean response, on the rows that grew the tree.
    pub mean: f64,
}

/// A node of a tree that grows.
pub(super) struct Node {
    region: Region,
    rows: usize,
    mean: f64,
    /// The sum of squares about the mean.
    squares: f64,
    /// What it is split by, and the two nodes below.
    split: Option<(usize, u8, [usize; 2])>,
}

/// Nodes, the root first.
pub(super) struct Grown(pub(super) Vec<Node>);

/// A tree of at most three splits one below the other.
///
/// **Formula** each node is split by the input and cut that take most off the squares about the means, each side keeping the share `least` of all rows. It is pruned by
/// weakest links, and the penalty a leaf is the largest whose squares on rows held out are no more than one standard error above the least
/// (Breiman, Friedman, Olshen and Stone 1984), every two groups judging in turn. Of equals the input of the first key, its lowest cut.
pub fn grown(inputs: &Inputs, response: &[f64], rows: &[u32], least: f64) -> Tree {
    let mut whole = Grown::new(inputs, response, rows, least);
    let penalties = whole.penalties();
    let folds: Vec<Vec<f64>> = (0..FOLDS)
        .map(|fold| {
            let judges = |row: &&u32| inputs.groups[**row as usize] * FOLDS / GROUPS == fold;
            let (theirs, ours): (Vec<u32>, Vec<u32>) = rows.iter().partition(judges);
            let mut tree = Grown::new(inputs, response, &ours, least);
            let off = |penalty: &f64| {
                tree.prune(*penalty);
                let square = |&row: &u32| {
                    let off = response[row as usize] - tree.predicted(inputs, row as usize);
                    off * off
                };
                theirs.iter().map(square).sum::<f64>() / theirs.len().max(1) as f64
            };
            // Pruned further and further, so that one tree serves for all.
            penalties.iter().map(off).collect()
        })
        .collect();
    let judged = |k: usize| {
        let values: Vec<f64> = folds.iter().map(|fold| fold[k]).collect();
        let mean = values.iter().sum::<f64>() / FOLDS as f64;
        let spread = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (FOLDS - 1) as f64;
        (mean, (spread / FOLDS as f64).sqrt())
    };
    let judged: Vec<(f64, f64)> = (0..penalties.len()).map(judged).collect();
    let best = judged.iter().copied().fold(
        (f64::INFINITY, 0.0),
        |best, next| {
            if next.0 < best.0 { next } else { best }
        },
    );
    let chosen = judged.iter().rposition(|judged| judged.0 <= best.0 + best.1).unwrap_or(0);
    whole.prune(penalties[chosen]);
    whole.leaves(inputs)
}

impl Grown {
    pub(super) fn new(inputs: &Inputs, response: &[f64], rows: &[u32], least: f64) -> Grown {
        let least = ((rows.len() as f64 * least).ceil() as u32).max(1);
        let mut nodes = Grown(Vec::new());
        nodes.grow(inputs, response, rows, Region::whole(inputs), DEPTH, least);
        nodes
    }

    fn grow(
        &mut self,
        inputs: &Inputs,
        response: &[f64],
        rows: &[u32],
        region: Region,
        depth: usize,
        least: u32,
    ) -> usize {
        let place = self.0.len();
        let n = rows.len() as f64;
        let mean = rows.iter().map(|&row| response[row as usize]).sum::<f64>() / n.max(1.0);
        let square = |&row: &u32| (response[row as usize] - mean) * (response[row as usize] - mean);
        let squares: f64 = rows.iter().map(square).sum();
        self.0.push(Node { region: region.clone(), rows: rows.len(), mean, squares, split: None });
        let split = if depth > 0 { best_split(inputs, response, rows, least, squares) } else { None };
        if let Some((input, cell)) = split {
            let (low, high): (Vec<u32>, Vec<u32>) =
                rows.iter().partition(|&&row| inputs.codes[input][row as usize] <= cell);
            let (mut below, mut above) = (region.clone(), region);
            below.cells[input].1 = cell;
            above.cells[input].0 = cell + 1;
            let low = self.grow(inputs, response, &low, below, depth - 1, least);
            let high = self.grow(inputs, response, &high, above, depth - 1, least);
            self.0[place].split = Some((input, cell, [low, high]));
        }
        place
    }

    /// Squares and number of the leaves below a node.
    fn below(&self, node: usize) -> (f64, f64) {
        match self.0[node].split {
            None => (self.0[node].squares, 1.0),
            Some((_, _, [low, high])) => {
                let (low, high) = (self.below(low), self.below(high));
                (low.0 + high.0, low.1 + high.1)
            }
        }
    }

    /// The node whose leaves are worth least a leaf, and how much that is.
    fn weakest(&self) -> Option<(f64, usize)> {
        let live = self.live();
        let worth = |node: usize| {
            self.0[node].split?;
            let (squares, leaves) = self.below(node);
            Some(((self.0[node].squares - squares) / (leaves - 1.0), node))
        };
        live.into_iter().filter_map(worth).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
    }

    /// The nodes that are part of the tree.
    fn live(&self) -> Vec<usize> {
        let mut live = vec![0];
        let mut next = 0;
        while let Some(&node) = live.get(next) {
            live.extend(self.0[node].split.iter().flat_map(|(_, _, below)| below));
            next += 1;
        }
        live
    }

    /// Takes back every split that is worth less than this a leaf, relative to the rows.
    fn prune(&mut self, penalty: f64) {
        let rows = self.0[0].rows.max(1) as f64;
        while let Some((_, node)) = self.weakest().filter(|(worth, _)| worth / rows <= penalty) {
            self.0[node].split = None;
        }
    }

    /// Penalties that stand for each of the nested trees: none, then the geometric mean of each and the next, then the last.
    fn penalties(&self) -> Vec<f64> {
        let rows = self.0[0].rows.max(1) as f64;
        let mut copy = Grown(self.0.iter().map(Node::copy).collect());
        let mut at = vec![0.0];
        while let Some((worth, node)) = copy.weakest() {
            copy.0[node].split = None;
            at.push(f64::max(worth / rows, at[at.len() - 1]));
        }
        let between = at.windows(2).map(|pair| (pair[0] * pair[1]).sqrt());
        let last = at[at.len() - 1];
        between.chain([last]).collect()
    }

    fn predicted(&self, inputs: &Inputs, row: usize) -> f64 {
        let mut node = &self.0[0];
        while let Some((input, cell, [low, high])) = node.split {
            node = &self.0[if inputs.codes[input][row] <= cell { low } else { high }];
        }
        node.mean
    }

    fn leaves(&self, inputs: &Inputs) -> Tree {
        let leaf = |node: usize| {
            let Node { region, rows, mean, .. } = &self.0[node];
            Leaf { limits: region.limits(inputs), rows: *rows, mean: *mean }
        };
        let ends = self.live().into_iter().filter(|&node| self.0[node].split.is_none());
        let mut leaves: Vec<Leaf> = ends.map(leaf).collect();
        leaves.sort_by(|a, b| b.mean.total_cmp(&a.mean));
        Tree { leaves }
    }
}

impl Node {
    fn copy(&self) -> Node {
        Node { region: self.region.clone(), ..*self }
    }
}

/// The split that takes most off the squares.
fn best_split(
    inputs: &Inputs,
    response: &[f64],
    rows: &[u32],
    least: u32,
    squares: f64,
) -> Option<(usize, u8)> {
    let all = rows.len() as u32;
    let sum: f64 = rows.iter().map(|&row| response[row as usize]).sum();
    // What is no more than rounding leaves is nothing.
    let mut best = (1e-12 * squares, None);
    for (input, codes) in inputs.codes.iter().enumerate() {
        let (mut counts, mut sums) = ([0_u32; CELLS], [0.0; CELLS]);
        for &row in rows {
            let cell = usize::from(codes[row as usize]);
            counts[cell] += 1;
            sums[cell] += response[row as usize];
        }
        let (mut count, mut low) = (0, 0.0);
        for cell in 0..inputs.cells(input) - 1 {
            count += counts[cell];
            low += sums[cell];
            if counts[cell] == 0 || count < least || all - count < least {
                continue;
            }
            let (below, above) = (f64::from(count), f64::from(all - count));
            let apart = low / below - (sum - low) / above;
            let off = below * above / (below + above) * apart * apart;
            if off > best.0 {
                best = (off, Some((input, cell as u8)));
            }
        }
    }
    best.1
}
