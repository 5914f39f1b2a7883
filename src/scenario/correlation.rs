//! Correlations between uncertain quantities, and the sampling of worlds.

use std::collections::{BTreeMap, BTreeSet};

use crate::draws::Sampling;
use crate::model::{Basis, Correlated};
use crate::stats::{self, Matrix};

use super::grammar;
use super::keys::is_trait;
use super::known_quantities::KnownQuantity;
use super::node::{Node, Value};
use super::problem::{Place, Problem};
use super::reader::Section;
use super::suggestions;

/// How many quantities may move together.
const MOST_TOGETHER: usize = 100;

/// A whole group of at most so many is set right in one proposal; of a larger one only the culprits.
const MOST_SET_RIGHT: usize = 12;

/// Pairs that a proposal spells out.
const SPELLED_OUT: usize = 8;

/// What the file asks of two quantities.
pub(super) struct Pair {
    pub rank: f64,
    pub place: Place,
}

/// By the two keys, the smaller first.
pub(super) type Pairs = BTreeMap<(String, String), Pair>;

impl<'a> Section<'a> {
    /// How worlds are sampled.
    pub(super) fn sampling(&self) -> Option<Sampling> {
        match self.get("sampling") {
            Some(_) => self.choice("sampling", &Sampling::NAMES),
            None => Some(Sampling::default()),
        }
    }

    /// The groups of quantities that move together.
    ///
    /// Those of `beside` are what follows from the rest of the file; what the file says of a pair itself goes before.
    pub(super) fn correlations(&self, beside: Vec<(String, String, f64)>) -> Vec<Correlated> {
        let mut pairs = Pairs::new();
        for node in self.correlation_nodes() {
            self.correlation(node, &mut pairs);
        }
        for (a, b, rank) in beside {
            let known = self.cx.quantities.borrow();
            let free = |key: &String| known.get(key).is_some_and(|quantity| !quantity.certain);
            let node = a.split('.').try_fold(self.cx.root, |node, part| node.get(part));
            if let (Some(node), true) = (node, free(&a) && free(&b)) {
                let pair = if a < b { (a, b) } else { (b, a) };
                pairs.entry(pair).or_insert_with(|| Pair { rank, place: node.at() });
            }
        }
        let mut found = Vec::new();
        for members in groups(&pairs) {
            if members.len() > MOST_TOGETHER {
                self.too_many(members.len(), &members, &pairs);
                continue;
            }
            let group = group(members, &pairs);
            if self.check_group(&group, &pairs) {
                self.warn_of_ties(&group, &pairs);
            }
            found.push(group);
        }
        found
    }

    fn too_many(&self, count: usize, members: &[String], pairs: &Pairs) {
        let place = pairs.iter().find(|((a, _), _)| members.contains(a)).map(|(_, pair)| pair.place.clone());
        let Some(place) = place else { return };
        let title = format!("{count} quantities move together; there may be {MOST_TOGETHER}");
        let problem = Problem::error("S605", place, title, "one of their correlations");
        self.cx.report(problem.help("leave out the weak links, so that the rest falls into groups"));
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
        let known = grammar::CORRELATION.known();
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
        if keys.len() > MOST_TOGETHER {
            let title = format!("{} quantities move together; there may be {MOST_TOGETHER}", keys.len());
            let problem = Problem::error("S605", place, title, "one of their correlations");
            self.cx.report(problem.help("leave out the weak links, so that the rest falls into groups"));
            return;
        }
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
        let Some(quantity) = all.get(key) else {
            // What stands in the file but could not be read has had its own problem.
            let written = key.split('.').try_fold(self.cx.root, |node, part| node.get(part));
            if written
                .is_none_or(|node| node.table().is_some_and(|t| t.values().any(|n| n.table().is_some())))
            {
                let fit = |(key, q): &(&String, &KnownQuantity)| !q.certain && !is_trait(key);
                let mut known: Vec<_> = all.iter().filter(fit).collect();
                known.sort_by_key(|(_, q)| q.place);
                let known: Vec<&String> = known.into_iter().map(|(key, _)| key).collect();
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

    /// Whether the correlations of a group can hold together, and be drawn; a word if not.
    fn check_group(&self, group: &Correlated, pairs: &Pairs) -> bool {
        if is_drawn(&group.ranks) {
            return true;
        }
        // What no quantities can have is another fault than what these normals cannot carry.
        let carried = stats::cholesky(&group.ranks).is_some();
        let culprits = if carried { culprits(&normals(&group.ranks)) } else { culprits(&group.ranks) };
        let among: Vec<(usize, usize)> = group
            .pairs
            .iter()
            .copied()
            .filter(|(i, j)| culprits.contains(i) && culprits.contains(j))
            .collect();
        let asked = |&(i, j): &(usize, usize)| pairs.get(&(group.keys[i].clone(), group.keys[j].clone()));
        let Some(first) = among.first().and_then(asked) else { return false };
        let named: Vec<&str> = culprits.iter().map(|&i| group.keys[i].as_str()).collect();
        let named = suggestions::list(&named);
        let mut problem = if carried {
            let title =
                format!("the rank correlations between {named} can hold together, but cannot be drawn");
            Problem::error("S607", first.place.clone(), title, "one of them")
                .note("ranks are drawn through normals that are correlated 2·sin(π·rank/6), a Gaussian copula; those cannot hold together")
        } else {
            let title = format!("the correlations between {named} cannot hold together");
            Problem::error("S604", first.place.clone(), title, "one of them")
        };
        for &(i, j) in among.iter().take(SPELLED_OUT) {
            let pair = format!("`{}` with `{}`: {}", group.keys[i], group.keys[j], group.ranks[i][j]);
            problem = problem.note(pair);
        }
        if among.len() < culprits.len() * (culprits.len() - 1) / 2 {
            problem = problem.note("pairs that the file does not name have 0");
        }
        self.cx.report(problem.help(proposal(group, &culprits, if carried { "be drawn" } else { "" })));
        false
    }
}

/// Connected quantities, each group in the order of their keys.
fn groups(pairs: &Pairs) -> Vec<Vec<String>> {
    let mut linked: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    for (a, b) in pairs.keys() {
        linked.entry(a).or_default().push(b);
        linked.entry(b).or_default().push(a);
    }
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for &first in linked.keys() {
        if !seen.insert(first) {
            continue;
        }
        let mut members = BTreeSet::from([first]);
        let mut todo = vec![first];
        while let Some(key) = todo.pop() {
            for &other in &linked[key] {
                if seen.insert(other) {
                    members.insert(other);
                    todo.push(other);
                }
            }
        }
        groups.push(members.into_iter().cloned().collect());
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

/// Whether normals can carry these ranks.
fn is_drawn(ranks: &Matrix) -> bool {
    stats::cholesky(&normals(ranks)).is_some()
}

fn part(matrix: &Matrix, members: &[usize]) -> Matrix {
    members.iter().map(|&i| members.iter().map(|&j| matrix[i][j]).collect()).collect()
}

/// Members whose entries in a matrix cannot hold together while those of all but any one of them can: three if three will do.
fn culprits(matrix: &Matrix) -> Vec<usize> {
    let n = matrix.len();
    let impossible = |members: &[usize]| stats::cholesky(&part(matrix, members)).is_none();
    for i in 0..n {
        for j in i + 1..n {
            for k in j + 1..n {
                let (a, b, c) = (matrix[i][j], matrix[j][k], matrix[i][k]);
                // Well above 0, the determinant alone says that three can hold together.
                let determinant = 1.0 + 2.0 * a * b * c - a * a - b * b - c * c;
                if determinant < 1e-6 && impossible(&[i, j, k]) {
                    return vec![i, j, k];
                }
            }
        }
    }
    let mut members: Vec<usize> = (0..n).collect();
    for i in 0..n {
        let without: Vec<usize> = members.iter().copied().filter(|&m| m != i).collect();
        if impossible(&without) {
            members = without;
        }
    }
    members
}

/// The nearest correlations that can hold together and be drawn, to three digits.
fn proposal(group: &Correlated, culprits: &[usize], be_drawn: &str) -> String {
    let whole: Vec<usize> = (0..group.keys.len()).collect();
    let members = if whole.len() <= MOST_SET_RIGHT { whole.as_slice() } else { culprits };
    if members.len() > MOST_SET_RIGHT {
        let share = weakened(&part(&group.ranks, members));
        return format!(
            "all of them at {share} times what is asked could; or give up the weak links, so that the rest falls into groups"
        );
    }
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
    let can = if be_drawn.is_empty() { "can".into() } else { format!("can {be_drawn}") };
    format!("the nearest that {can}: {}{more}; or give up one of the links", changed.join(", "))
}

/// The largest share of all correlations, in hundredths, that can be drawn.
fn weakened(ranks: &Matrix) -> f64 {
    let at = |hundredths: i32| -> Matrix {
        let entry = |(i, row): (usize, &Vec<f64>)| -> Vec<f64> {
            let share =
                |(j, rank): (usize, &f64)| if i == j { 1.0 } else { rank * f64::from(hundredths) / 100.0 };
            row.iter().enumerate().map(share).collect()
        };
        ranks.iter().enumerate().map(entry).collect()
    };
    f64::from((0..100).rev().find(|&hundredths| is_drawn(&at(hundredths))).unwrap_or(0)) / 100.0
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
    (0..=1000).map(drawn_in).find(is_drawn).unwrap_or_else(|| drawn_in(1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Stream;

    #[test]
    fn what_is_offered_can_be_drawn() {
        let stream = Stream::new(0, "correlation", "tests");
        let mut refused = 0;
        for case in 0..60 {
            let n = 3 + case as usize % 5;
            let drawn =
                |i: usize, j: usize| 2.0 * stream.uniform(case, i.max(j) as u32, i.min(j) as u32) - 1.0;
            let entry = |i: usize, j: usize| if i == j { 1.0 } else { drawn(i, j) };
            let ranks: Matrix = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
            if is_drawn(&ranks) {
                continue;
            }
            refused += 1;
            assert!(is_drawn(&nearest_ranks(&ranks)));
            let share = weakened(&ranks);
            assert!((0.0..1.0).contains(&share), "{share}");
            // Without any one of the culprits the others can hold together.
            let found = culprits(&normals(&ranks));
            assert!(stats::cholesky(&part(&normals(&ranks), &found)).is_none());
            for left_out in &found {
                let others: Vec<usize> = found.iter().copied().filter(|member| member != left_out).collect();
                assert!(stats::cholesky(&part(&normals(&ranks), &others)).is_some());
            }
        }
        assert!(refused > 20, "{refused}");
    }
}
