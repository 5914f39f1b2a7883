//! Correlations between uncertain quantities, and the sampling of worlds.

use std::collections::{BTreeMap, BTreeSet};

use crate::draws::Sampling;
use crate::model::{Basis, Correlated};
use crate::stats::{self, Matrix};

use super::names;
use super::node::{Node, Value};
use super::problem::{Place, Problem};
use super::reader::{BASIS_KEYS, Section};

/// How many quantities may move together.
const MOST_TOGETHER: usize = 100;

/// A whole group of at most so many is set right in one proposal; of a larger one only the culprits.
const MOST_SET_RIGHT: usize = 12;

/// Pairs that a proposal spells out.
const SPELLED_OUT: usize = 8;

/// A quantity as it was read: what may be correlated.
#[derive(Debug)]
pub(super) struct KnownQuantity {
    pub key: String,
    /// Whether it is certain.
    pub certain: bool,
}

/// What the file asks of two quantities.
struct Pair {
    rank: f64,
    place: Place,
}

/// By the two keys, the smaller first.
type Pairs = BTreeMap<(String, String), Pair>;

impl<'a> Section<'a> {
    /// How worlds are sampled.
    pub(super) fn sampling(&self) -> Option<Sampling> {
        match self.get("sampling") {
            Some(_) => self.choice("sampling", &Sampling::NAMES),
            None => Some(Sampling::default()),
        }
    }

    /// The groups of quantities that move together.
    pub(super) fn correlations(&self) -> Vec<Correlated> {
        let mut pairs = Pairs::new();
        for node in self.correlation_nodes() {
            self.correlation(node, &mut pairs);
        }
        let groups = groups(&pairs);
        for group in &groups {
            self.check_group(group, &pairs);
        }
        groups
    }

    /// A list of tables, or tables by id.
    fn correlation_nodes(&self) -> Vec<&'a Node> {
        match self.get("correlation").map(|node| (node, &node.value)) {
            Some((_, Value::List(items))) => items.iter().collect(),
            Some((_, Value::Table(_))) => {
                self.elements("correlation").into_iter().map(|entry| entry.node).collect()
            }
            Some((node, _)) => {
                self.wrong_type(node, "correlation", "a list of tables: [[correlation]]");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn correlation(&self, node: &'a Node, pairs: &mut Pairs) {
        let mut known = vec!["between", "rank"];
        known.extend(BASIS_KEYS);
        let Some(s) = self.cx.open("correlation".into(), node, &Basis::default(), &known) else { return };
        let (keys, rank) = (s.members(), s.rank());
        if s.basis.is_bare() {
            let listed: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
            self.cx
                .bare
                .borrow_mut()
                .push((format!("correlation between {}", listed.join(", ")), node.key()));
        }
        let Some((rank, place)) = rank else { return };
        for (i, (a, _)) in keys.iter().enumerate() {
            for (b, at) in &keys[i + 1..] {
                let pair = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
                if let Some(first) = pairs.get(&pair) {
                    let title = format!("`{}` and `{}` are correlated twice", pair.0, pair.1);
                    let problem = Problem::error("S603", at.clone(), title, "the second time here");
                    let problem = problem.note_at(first.place.clone(), "the first time here");
                    self.cx.report(problem.help("keep one of the two: a pair has one correlation"));
                } else {
                    pairs.insert(pair, Pair { rank, place: place.clone() });
                }
            }
        }
    }

    /// The quantities of `between`, each with its place.
    fn members(&self) -> Vec<(String, Place)> {
        let Some(node) = self.need("between") else { return Vec::new() };
        let Value::List(items) = &node.value else {
            self.wrong_type(node, "between", "a list of two or more quantities by their dotted keys");
            return Vec::new();
        };
        if items.len() < 2 {
            let title = "a correlation is between two quantities or more";
            let label = if items.is_empty() { "none here" } else { "one here" };
            let help = "between = [\"factor.trust.start\", \"factor.trust.mean\"]";
            self.cx.report(Problem::error("S106", node.at(), title, label).help(help));
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let mut members = Vec::new();
        for item in items {
            let Some(key) = item.text() else {
                self.wrong_type(item, "between", "a quantity's dotted key in quotes");
                continue;
            };
            if !seen.insert(key) {
                let title = format!("`{key}` is listed twice");
                let problem = Problem::error("S110", item.at(), title, "the second time");
                self.cx.report(problem.help("drop it: a quantity moves with itself anyway"));
            } else if self.may_be_correlated(key, item) {
                members.push((key.to_string(), item.at()));
            }
        }
        members
    }

    /// Whether a key names a quantity that is uncertain between worlds.
    fn may_be_correlated(&self, key: &str, at: &Node) -> bool {
        let all = self.cx.quantities.borrow();
        let Some(quantity) = all.iter().find(|q| q.key == key) else {
            // What stands in the file but could not be read has had its own problem.
            let written = key.split('.').try_fold(self.cx.root, |node, part| node.get(part));
            if written
                .is_none_or(|node| node.table().is_some_and(|t| t.values().any(|n| n.table().is_some())))
            {
                let fit = |q: &&KnownQuantity| !q.certain && !is_trait(&q.key);
                let known: Vec<&str> = all.iter().filter(fit).map(|q| q.key.as_str()).collect();
                self.cx.dangling("S601", at, "quantity", key, &known);
            }
            return false;
        };
        let (label, help) = if is_trait(key) {
            ("drawn anew on every path", "only what is drawn once a world can be correlated: not a trait")
        } else if quantity.certain {
            ("it is a certain number", "give it a range, or drop it here")
        } else {
            return true;
        };
        let title = format!("`{key}` cannot be correlated");
        self.cx.report(Problem::error("S602", at.at(), title, label).help(help));
        false
    }

    fn rank(&self) -> Option<(f64, Place)> {
        let node = self.need("rank")?;
        let rank = self.number_of(node, "rank")?;
        if !(-1.0..=1.0).contains(&rank) {
            let label = "a rank correlation must be from −1 to 1";
            let problem = Problem::error("S109", node.at(), "`correlation.rank` is out of range", label);
            self.cx.report(
                problem.help("1: the higher the one, the higher the other, without exception; 0: no link"),
            );
            return None;
        }
        Some((rank, node.at()))
    }

    fn check_group(&self, group: &Correlated, pairs: &Pairs) {
        let asked = |i: usize, j: usize| pairs.get(&(group.keys[i].clone(), group.keys[j].clone()));
        if group.keys.len() > MOST_TOGETHER {
            let Some(pair) = group.pairs.first().and_then(|&(i, j)| asked(i, j)) else { return };
            let title =
                format!("{} quantities move together; there may be {MOST_TOGETHER}", group.keys.len());
            let problem = Problem::error("S605", pair.place.clone(), title, "one of their correlations");
            self.cx.report(problem.help("leave out the weak links, so that the rest falls into groups"));
            return;
        }
        if is_possible(&group.ranks) {
            return;
        }
        let culprits = culprits(&group.ranks);
        let among: Vec<(usize, usize)> = group
            .pairs
            .iter()
            .copied()
            .filter(|(i, j)| culprits.contains(i) && culprits.contains(j))
            .collect();
        let Some(first) = among.first().and_then(|&(i, j)| asked(i, j)) else { return };
        let named: Vec<&str> = culprits.iter().map(|&i| group.keys[i].as_str()).collect();
        let title = format!("the correlations between {} cannot hold together", names::list(&named));
        let mut problem = Problem::error("S604", first.place.clone(), title, "one of them");
        for &(i, j) in among.iter().take(SPELLED_OUT) {
            let pair = format!("`{}` with `{}`: {}", group.keys[i], group.keys[j], group.ranks[i][j]);
            problem = problem.note(pair);
        }
        if among.len() < culprits.len() * (culprits.len() - 1) / 2 {
            problem = problem.note("pairs that the file does not name have 0");
        }
        self.cx.report(problem.help(proposal(group, &culprits)));
    }
}

/// Whether a quantity is drawn on every path.
fn is_trait(key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    matches!(parts.as_slice(), ["process", _, "state", _, "traits", _])
}

/// Connected quantities, in the order of their keys.
fn groups(pairs: &Pairs) -> Vec<Correlated> {
    let mut left: BTreeSet<&String> = pairs.keys().flat_map(|(a, b)| [a, b]).collect();
    let mut groups = Vec::new();
    while let Some(&first) = left.first() {
        let mut members = BTreeSet::from([first]);
        let mut todo = vec![first];
        while let Some(key) = todo.pop() {
            for (a, b) in pairs.keys().filter(|(a, b)| a == key || b == key) {
                let other = if a == key { b } else { a };
                if members.insert(other) {
                    todo.push(other);
                }
            }
        }
        left.retain(|key| !members.contains(key));
        groups.push(group(members.into_iter().cloned().collect(), pairs));
    }
    groups
}

fn group(keys: Vec<String>, pairs: &Pairs) -> Correlated {
    let n = keys.len();
    let mut ranks: Matrix = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let mut named = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            if let Some(pair) = pairs.get(&(keys[i].clone(), keys[j].clone())) {
                (ranks[i][j], ranks[j][i]) = (pair.rank, pair.rank);
                named.push((i, j));
            }
        }
    }
    Correlated { keys, ranks, pairs: named }
}

/// The correlations of the normals behind the ranks.
fn normals(ranks: &Matrix) -> Matrix {
    ranks.iter().map(|row| row.iter().map(|&rho| stats::normal_correlation(rho)).collect()).collect()
}

fn is_possible(ranks: &Matrix) -> bool {
    stats::cholesky(&normals(ranks)).is_some()
}

fn part(ranks: &Matrix, members: &[usize]) -> Matrix {
    members.iter().map(|&i| members.iter().map(|&j| ranks[i][j]).collect()).collect()
}

/// Members whose correlations cannot hold together while those of all but any one of them can: three if three will do.
fn culprits(ranks: &Matrix) -> Vec<usize> {
    let n = ranks.len();
    for i in 0..n {
        for j in i + 1..n {
            for k in j + 1..n {
                if !is_possible(&part(ranks, &[i, j, k])) {
                    return vec![i, j, k];
                }
            }
        }
    }
    let mut members: Vec<usize> = (0..n).collect();
    for i in 0..n {
        let without: Vec<usize> = members.iter().copied().filter(|&m| m != i).collect();
        if !is_possible(&part(ranks, &without)) {
            members = without;
        }
    }
    members
}

/// The nearest correlations that can hold together, to three digits.
fn proposal(group: &Correlated, culprits: &[usize]) -> String {
    let whole: Vec<usize> = (0..group.keys.len()).collect();
    let members = if whole.len() <= MOST_SET_RIGHT { whole.as_slice() } else { culprits };
    let nearest = nearest_ranks(&part(&group.ranks, members));
    let mut changed = Vec::new();
    for (row, &i) in members.iter().enumerate() {
        for (column, &j) in members.iter().enumerate().skip(row + 1) {
            if nearest[row][column] != group.ranks[i][j] {
                changed
                    .push(format!("`{}` with `{}` {}", group.keys[i], group.keys[j], nearest[row][column]));
            }
        }
    }
    let more = changed.len().saturating_sub(SPELLED_OUT);
    changed.truncate(SPELLED_OUT);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("the nearest that can: {}{more}; or give up one of the links", changed.join(", "))
}

/// **Formula** the nearest correlations of the normals, drawn in towards 0 by thousandths until their ranks, rounded to three digits, are
/// possible.
fn nearest_ranks(ranks: &Matrix) -> Matrix {
    let nearest = stats::nearest_correlation(&normals(ranks));
    let drawn_in = |thousandths: i32| -> Matrix {
        let factor = 1.0 - f64::from(thousandths) / 1000.0;
        let rank = |r: f64| stats::round_to(stats::spearman_of_normals(factor * r), 3);
        let entry = |i: usize, j: usize| if i == j { 1.0 } else { rank(nearest[i][j]) };
        (0..nearest.len()).map(|i| (0..nearest.len()).map(|j| entry(i, j)).collect()).collect()
    };
    (0..=1000).map(drawn_in).find(is_possible).unwrap_or_else(|| drawn_in(1000))
}
