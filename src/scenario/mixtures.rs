//! Quantities on several values or several opinions: `discrete`, `empirical`, `pool`.

use crate::model::Basis;
use crate::quantity::{Family, Opinion};

use super::bounds::Kind;
use super::forms::Built;
use super::node::{Node, Table, Value};
use super::problem::Problem;
use super::reader::Section;

/// What a distribution may not be made of inside a pool.
const NOT_IN_A_POOL: [&str; 2] = ["pool", "formula"];

impl<'a> Section<'a> {
    /// `discrete = [[value, weight], …]`.
    pub(super) fn discrete(&self, node: &'a Node) -> Option<Built> {
        const HELP: &str = "write discrete = [[value, weight], [value, weight]]; the weights sum to 1";
        let Value::List(pairs) = &node.value else {
            let title = format!("`{}` must be a list of values with their weights", self.path_of("discrete"));
            self.cx.report(Problem::error("S102", node.at(), title, node.found()).help(HELP));
            return None;
        };
        let mut values = Vec::new();
        let mut places = Vec::new();
        for pair in pairs {
            let [value, weight] = pair.items() else {
                let title = format!("an entry of `{}` is a value and its weight", self.path_of("discrete"));
                let label = format!("{} given", pair.items().len());
                self.cx.report(Problem::error("S203", pair.at(), title, label).help(HELP));
                return None;
            };
            values.push((self.number_of(value, "discrete")?, self.number_of(weight, "discrete")?));
            places.extend([value.at(), weight.at()]);
        }
        Some((Family::discrete(&values), places))
    }

    /// `empirical = [value, …]`; a file has been brought in as such a list before.
    pub(super) fn empirical(&self, node: &'a Node) -> Option<Built> {
        let Value::List(items) = &node.value else {
            // What is wrong with a file has been said where it was read.
            let is_file = node.text().is_some() || node.get("file").is_some_and(|file| file.text().is_some());
            if !is_file {
                let title =
                    format!("`{}` must be a list of observed values, or a file", self.path_of("empirical"));
                let help =
                    "write empirical = [3, 5, 8], or empirical = \"observed.csv\" with one number a line";
                self.cx.report(Problem::error("S102", node.at(), title, node.found()).help(help));
            }
            return None;
        };
        let values: Vec<Option<f64>> = items.iter().map(|n| self.number_of(n, "empirical")).collect();
        let values: Vec<f64> = values.into_iter().collect::<Option<_>>()?;
        Some((Family::empirical(&values), items.iter().map(Node::at).collect()))
    }

    /// `pool = [{ expert = "…", weight = , <form> }, …]`; the grounds are those that the experts give.
    pub(super) fn pool(&self, node: &'a Node, kind: Kind) -> Option<(Built, Basis)> {
        const HELP: &str =
            "write pool = [{ expert = \"A\", p5 = 1, p95 = 3 }, { expert = \"B\", uniform = [2, 6] }]";
        let Value::List(entries) = &node.value else {
            let title =
                format!("`{}` must be a list of experts, each with a distribution", self.path_of("pool"));
            self.cx.report(Problem::error("S102", node.at(), title, node.found()).help(HELP));
            return None;
        };
        let mut opinions = Vec::new();
        let mut places = Vec::new();
        let mut basis = Basis::default();
        for (number, entry) in entries.iter().enumerate() {
            let Value::Table(table) = &entry.value else {
                let title =
                    format!("an entry of `{}` is an expert with a distribution", self.path_of("pool"));
                self.cx.report(Problem::error("S102", entry.at(), title, entry.found()).help(HELP));
                opinions.push(None);
                continue;
            };
            let path = format!("{}[{}]", self.path_of("pool"), number + 1);
            let inner =
                Section { cx: self.cx, path, node: entry, table, basis: Basis::default(), slips: Vec::new() };
            add_grounds(&mut basis, inner.read_basis(&Basis::default()), table);
            places.push(table.get("weight").unwrap_or(entry).at());
            opinions.push(inner.opinion(kind));
        }
        let weights = self.weights(node, entries)?;
        let opinions: Vec<(String, Family)> = opinions.into_iter().collect::<Option<_>>()?;
        self.check_named_once(entries)?;
        let opinions = opinions.into_iter().zip(weights);
        let opinions =
            opinions.map(|((expert, family), weight)| Opinion { expert, weight, family }).collect();
        Some(((Family::pool(opinions), places), basis))
    }

    /// One entry of a pool: who, and what.
    fn opinion(&self, kind: Kind) -> Option<(String, Family)> {
        let expert = self.text("expert");
        if let (Some(expert), Some(node)) = (&expert, self.get("expert")) {
            self.check_expert(expert, node);
            let mut experts = self.cx.experts.borrow_mut();
            if !experts.contains(expert) {
                experts.push(expert.clone());
            }
        }
        for key in NOT_IN_A_POOL {
            if let Some(node) = self.get(key) {
                let title = format!("an expert of a pool states no {key}");
                let problem = Problem::error("S215", node.key(), title, "a distribution belongs here");
                self.cx.report(problem.help("state the expert's own distribution, such as p5, p50, p95"));
                return None;
            }
        }
        let stated = self.family(self.table, kind, &["expert", "weight"]);
        let (family, at) = stated?;
        self.check_kind(&self.path, &family, kind, at)?;
        Some((expert?, family))
    }

    /// Where experts are declared, nobody else has a say.
    fn check_expert(&self, expert: &str, node: &Node) {
        let declared = &self.cx.names.experts;
        if declared.list.is_empty() || declared.has(expert) {
            return;
        }
        self.cx.dangling("S415", node, "expert", expert, &declared.list);
    }

    fn check_named_once(&self, entries: &[Node]) -> Option<()> {
        let named: Vec<&Node> = entries.iter().filter_map(|entry| entry.get("expert")).collect();
        for (i, node) in named.iter().enumerate() {
            let Some(first) = named[..i].iter().find(|other| other.text() == node.text()) else { continue };
            let title = format!("`{}` names `{}` twice", self.path_of("pool"), node.text().unwrap_or(""));
            let problem = Problem::error("S110", node.at(), title, "the second time here");
            let help = "an expert has one opinion on a quantity; put both into one distribution, or give the second a name";
            self.cx.report(problem.note_at(first.at(), "the first time here").help(help));
            return None;
        }
        Some(())
    }

    /// The weights, given by all or by none.
    fn weights(&self, node: &Node, entries: &'a [Node]) -> Option<Vec<f64>> {
        let given: Vec<Option<&'a Node>> = entries.iter().map(|entry| entry.get("weight")).collect();
        if given.iter().all(Option::is_none) {
            return Some(vec![1.0 / entries.len() as f64; entries.len()]);
        }
        if let Some(place) = given.iter().position(Option::is_none) {
            let title = format!("`{}` gives weights to some experts only", self.path_of("pool"));
            let at = entries.get(place).unwrap_or(node).at();
            let problem = Problem::error("S216", at, title, "no `weight` here");
            self.cx
                .report(problem.help("give every expert a weight, summing to 1, or none for equal weights"));
            return None;
        }
        let numbers: Vec<Option<f64>> =
            given.into_iter().flatten().map(|n| self.number_of(n, "weight")).collect();
        numbers.into_iter().collect()
    }
}

/// What the experts rest on, together: evidence in order, each judgement under its author's name.
fn add_grounds(basis: &mut Basis, own: Basis, table: &Table) {
    for (all, mine) in [(&mut basis.evidence, own.evidence), (&mut basis.structure, own.structure)] {
        all.extend(mine.into_iter().filter(|id| !all.contains(id)).collect::<Vec<_>>());
    }
    let Some(judgement) = own.judgement else { return };
    let expert = table.get("expert").and_then(Node::text).unwrap_or("");
    let line = format!("{expert}: {judgement}");
    basis.judgement = Some(match basis.judgement.take() {
        Some(before) => format!("{before}; {line}"),
        None => line,
    });
}
