//! What analysts judge: the table of acceptability, and probes.

use crate::acceptability::{Unfitted, assign};
use crate::model::{Acceptability, Id, Judged, Moment, Probe, Quantity, Scenario, TermValue};

use super::admitted::{Admitted, STATED_ACCEPTABILITY};
use super::bounds::{ACCEPTABILITY, DIFFERENCE, Kind};
use super::grammar;
use super::keys::OF;
use super::node::{Node, Table, Value};
use super::problem::{Problem, Severity};
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;
use super::unjudged;

/// The key of the moment of which the table speaks.
const AT: &str = "at";

impl<'a> Section<'a> {
    /// The table and the probes.
    pub(super) fn acceptability(&self) -> Acceptability {
        let mut found = Acceptability::default();
        if let Some(node) = self.get("acceptability") {
            let path = "acceptability".to_string();
            let options = &self.cx.names.options.list;
            let mut known = grammar::ACCEPTABILITY.known();
            known.extend(options);
            // An option that is not there gets a word of its own.
            known.extend(
                node.table().into_iter().flat_map(Table::keys).map(String::as_str).filter(|k| *k != AT),
            );
            let Some(s) = self.cx.open(path, node, &self.basis, &known) else { return found };
            if s.get(AT).is_some() {
                let moments = [("start", Moment::Start), ("zero", Moment::Zero)];
                found.at = s.choice(AT, &moments).unwrap_or_default();
            }
            let rows = s
                .table
                .iter()
                .filter(|(key, _)| *key != AT && !super::keys::BASIS_KEYS.contains(&key.as_str()));
            found.judged = rows.filter_map(|(id, node)| s.judged(id, node)).collect();
        }
        found.probes = self.each("probe", |s, entry| s.probe(entry, &found));
        found
    }

    fn judged(&self, id: &str, node: &'a Node) -> Option<Judged> {
        let is_known = self.cx.names.options.has(id);
        if !is_known {
            // What else is wrong with the row is told all the same.
            self.cx.dangling("S406", &at_key(node), "option sheet", id, &self.cx.names.options.list);
        }
        let entry = Entry { id: id.to_string(), path: self.path_of(id), node };
        let parties: Vec<&str> = self.cx.names.parties.list.clone();
        let known = [parties, grammar::JUDGED.known()].concat();
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let cells = s.by_audience(ACCEPTABILITY);
        for (_, cell) in &cells {
            s.check_median(cell);
        }
        let terms = match s.get(OF) {
            Some(_) => s.terms_by_id(OF)?,
            None => Vec::new(),
        };
        is_known.then_some(Judged { option: entry.id, terms, cells })
    }

    /// Numbers by party and audience, `japan.cabinet = 40`.
    fn by_audience(&self, kind: Kind) -> Vec<(Id, Quantity)> {
        let mut found = Vec::new();
        for party in &self.cx.names.parties.list {
            let Some((section, entries)) = self.get(party).and_then(|_| self.quantities_by_id(party)) else {
                continue;
            };
            let Some(audiences) = self.cx.names.audiences.get(party) else { continue };
            for entry in entries {
                if !audiences.has(&entry.id) {
                    let full = format!("{party}.{}", entry.id);
                    self.cx.dangling(
                        "S407",
                        &at_key(entry.node),
                        "audience",
                        &full,
                        &self.cx.names.audience_list(),
                    );
                    continue;
                }
                let quantity = section.quantity_at(entry.node, &entry.id, kind);
                found.extend(quantity.map(|quantity| (format!("{party}.{}", entry.id), quantity)));
            }
        }
        found
    }

    fn check_median(&self, cell: &Quantity) {
        let median = cell.family.quantile(0.5);
        if STATED_ACCEPTABILITY.contains(&median) {
            return;
        }
        let node = cell.key.split('.').try_fold(self.cx.root, |node, part| node.get(part));
        let title = format!("`{}` is out of range", cell.key);
        let at = node.map_or_else(|| self.node.at(), Node::at);
        let problem = Problem::error(
            "S109",
            at,
            title,
            "an acceptability lies from 0 to 100; at 50 it would just be accepted",
        );
        self.cx.report(problem.help("its range may reach beyond, its median may not"));
    }

    /// Values of some terms.
    fn terms_by_id(&self, key: &str) -> Option<Vec<(Id, TermValue)>> {
        let (section, entries) = self.quantities_by_id(key)?;
        let known = &self.cx.names.term_ids;
        let mut terms = Vec::new();
        for entry in entries {
            if !known.has(&entry.id) {
                self.cx.dangling("S404", &at_key(entry.node), "term", &entry.id, &known.list);
                continue;
            }
            terms.extend(section.term_value(entry.node, &entry.id).map(|value| (entry.id.clone(), value)));
        }
        // An amount in a package is part of what is judged, and rests on nothing by itself.
        let prefix = format!("{}.", section.path);
        self.cx.bare.borrow_mut().retain(|(bare, _)| !bare.starts_with(&prefix));
        let place = |id: &Id| known.list.iter().position(|term| term == id);
        terms.sort_by_key(|(id, _)| place(id));
        Some(terms)
    }

    fn probe(&self, entry: Entry<'a>, table: &Acceptability) -> Option<Probe> {
        let (s, name) = self.open_named(&entry, &grammar::PROBE)?;
        if s.get("from").is_none() {
            s.missing("from", "the judged option sheet that is changed: from = \"joint\"");
        }
        let from =
            s.get("from").and_then(|n| s.id_at(n, "from", "S406", "option sheet", &self.cx.names.options));
        s.need("with")?;
        let with = s.terms_by_id("with")?;
        let node = s.need("adds")?;
        if !matches!(node.value, Value::Table(_)) {
            s.wrong_type(node, "adds", "a table of differences by audience");
            return None;
        }
        let path = s.path_of("adds");
        let known = [self.cx.names.parties.list.clone(), grammar::PROBE_ADDS.known()].concat();
        let adds = s.cx.open(path, node, &s.basis, &known)?.by_audience(DIFFERENCE);
        let from = from?;
        let judged = table.judged(&from);
        if judged.is_some_and(|judged| judged.cells.is_empty()) && s.has_row(&from) {
            // Cells that could not be read have had their own problem.
            return None;
        }
        let Some(judged) = judged.filter(|judged| !judged.cells.is_empty()) else {
            let title =
                format!("the probe `{}` starts from `{from}`, which has no row in the table", entry.id);
            let at = s.get("from").map_or_else(|| s.node.declared(), Node::at);
            let known: Vec<&str> = table.judged.iter().map(|judged| judged.option.as_str()).collect();
            let problem = Problem::error("S420", at, title, "a difference needs a package that was judged");
            let help = match known.as_slice() {
                [] => format!("add a row: [acceptability.{from}]"),
                _ => format!("start from one of {}", suggestions::list(&known)),
            };
            s.cx.report(problem.help(help));
            return None;
        };
        let unmoved = |(id, value): &(Id, TermValue)| {
            let before = judged.terms.iter().find(|(known, _)| known == id).map(|(_, value)| value);
            matches!((before, value), (Some(TermValue::Level(a)), TermValue::Level(b)) if a == b)
        };
        if let Some((term, _)) = with.iter().find(|change| unmoved(change)) {
            let at = s.get("with").map_or_else(|| s.node.declared(), Node::at);
            let title = format!("the probe `{}` changes nothing about `{term}`", entry.id);
            let label = format!("`{from}` has this level already");
            s.cx.report(
                Problem::error("S421", at, title, label).help("leave the term out, or name another level"),
            );
        }
        Some(Probe { id: entry.id, name, from, with, adds })
    }

    /// Whether the table says anything of an option, readable or not.
    fn has_row(&self, option: &str) -> bool {
        let row = self.cx.root.get("acceptability").and_then(|table| table.get(option)).and_then(Node::table);
        row.is_some_and(|row| row.keys().any(|key| self.cx.names.parties.has(key)))
    }

    /// Fits what the table and the probes say, and gives every audience that is judged its points; a word where that cannot be.
    ///
    /// Returns the cells that move together, with their rank correlations.
    pub(super) fn assign_judged(&self, scenario: &mut Scenario) -> Vec<(String, String, f64)> {
        if self.cx.problems.borrow().iter().any(|problem| problem.severity() == Severity::Error) {
            return Vec::new();
        }
        let assigned = assign(scenario);
        for problem in unjudged::told(self.cx, &assigned.unjudged) {
            self.cx.report(problem);
        }
        let open = assigned.open.into_iter().map(|key| (key, Admitted::acceptability()));
        self.cx.admitted.borrow_mut().extend(open);
        for (audience, why) in assigned.failed {
            let path = audience.replacen('.', ".audience.", 1);
            let parts = || std::iter::once("party").chain(path.split('.'));
            let node = parts().try_fold(self.cx.root, |node, part| node.get(part));
            let at = |inner: &[&str]| {
                let inner = node.and_then(|node| inner.iter().try_fold(node, |node, key| node.get(key)));
                inner.map_or_else(|| self.node.at(), |node| node.declared())
            };
            let problem = match why {
                Unfitted::NoStatusQuo => {
                    let title = format!("the table says nothing of the status quo to `{audience}`");
                    let label = "everything counts from there";
                    Problem::error("S425", at(&[]), title, label).help(
                        "add a cell for a sheet with the first level of every term, and 0 of every amount",
                    )
                }
                Unfitted::Contradiction { term } => {
                    let title = format!("the orders of `{audience}` contradict each other");
                    let problem = Problem::error(
                        "S426",
                        at(&["order", &term]),
                        title,
                        "no numbers keep this one and those above",
                    );
                    problem.help("the first level of a term has 0 points; check which of the levels are better than it")
                }
                Unfitted::Unsolved => {
                    let title = format!("the table cannot be fitted for `{audience}`");
                    let problem = Problem::error("S426", at(&[]), title, "rounding kept the fit from ending");
                    problem.help("look for cells or probes with very unlike ranges, or give `points`")
                }
            };
            self.cx.report(problem);
        }
        assigned.correlated
    }
}
