//! What is on the table: terms and option sheets.

use crate::model::{Id, LevelWords, SettlementOption, Term, TermScale, TermValue};

use super::bounds::{AMOUNT, ATTRIBUTE};
use super::grammar;
use super::node::{Node, Value};
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;

impl<'a> Section<'a> {
    /// The terms.
    pub(super) fn terms(&self) -> Vec<Term> {
        self.each("term", Self::term)
    }

    fn term(&self, entry: Entry<'a>) -> Option<Term> {
        let (s, name) = self.open_named(&entry, &grammar::TERM)?;
        let scale = match (s.get("levels"), s.get("unit")) {
            (Some(levels), None) => Some(TermScale::Levels(s.levels(levels))),
            (None, Some(_)) => Some(TermScale::Amount { unit: s.text_or("unit", "") }),
            (Some(_), Some(unit)) => {
                let title = format!("the term `{}` has both levels and a unit", entry.id);
                let problem = Problem::error("S502", unit.key(), title, "only a numeric term has a unit");
                s.cx.report(problem.help("drop `unit`; or drop `levels` and let the options give amounts"));
                None
            }
            (None, None) => {
                let title = format!("the term `{}` has neither levels nor a unit", entry.id);
                let problem = Problem::error("S502", s.node.declared(), title, "`levels` is missing");
                let help = "give levels = [\"status_quo\", …], or for an amount unit = \"USD bn\"";
                s.cx.report(problem.help(help));
                None
            }
        };
        let attributes = s.quantities("attributes", ATTRIBUTE, |_| true);
        let level_words = s.level_words(&entry.id);
        Some(Term { id: entry.id, name, scale: scale?, level_words, attributes })
    }

    /// What readers see of the levels, by id.
    fn level_words(&self, term: &str) -> Vec<LevelWords> {
        let (Some(node), Some(names)) = (self.get("level"), self.cx.names.terms.get(term)) else {
            return Vec::new();
        };
        let help = "write level.shared = { name = \"Tended together\" }, for one of its `levels`";
        let problem = match (&names.levels, &node.value) {
            (None, _) => {
                let title = format!("`{term}` is an amount and has no levels");
                Problem::error("S503", at_key(node).at(), title, "no level to name")
                    .help("drop this, or give the term `levels`")
            }
            (Some(_), Value::Table(_) | Value::List(_)) => {
                return self.each("level", Self::words_of_level);
            }
            _ => {
                let title = format!("`{}` must be a table of names by level", self.path_of("level"));
                Problem::error("S102", node.at(), title, node.found()).help(help)
            }
        };
        self.cx.report(problem);
        Vec::new()
    }

    fn words_of_level(&self, entry: Entry<'a>) -> Option<LevelWords> {
        let term = self.path.rsplit('.').next().unwrap_or_default();
        let levels = self.cx.names.terms.get(term)?.levels.as_ref()?;
        if !levels.has(&entry.id) {
            let what = format!("level of `{term}` named");
            self.cx.dangling("S405", &at_key(entry.node), &what, &entry.id, &levels.list);
            return None;
        }
        let s = self.open_element(&entry, &grammar::LEVEL)?;
        let said = |key: &str| s.get(key).and_then(|_| s.text(key));
        Some(LevelWords { id: entry.id, name: said("name"), note: said("note") })
    }

    fn levels(&self, node: &'a Node) -> Vec<Id> {
        let texts = self.texts(node, "levels", false);
        if texts.len() == 1 && node.items().len() == 1 {
            let title = format!("`{}` has only one level", self.path);
            let problem = Problem::error("S502", node.at(), title, "nothing can be settled about it");
            self.cx.report(problem.help("the first level is the status quo; add what else it could be"));
        }
        let fine = texts.into_iter().filter(|(item, id)| self.cx.check_id(id, item.at()));
        fine.map(|(_, id)| id.to_string()).collect()
    }

    /// The option sheets, each with a value for every term, in the order of the terms.
    pub(super) fn option_sheets(&self) -> Vec<SettlementOption> {
        self.each("option_sheet", Self::option_sheet)
    }

    fn option_sheet(&self, entry: Entry<'a>) -> Option<SettlementOption> {
        let (s, name) = self.open_named(&entry, &grammar::OPTION_SHEET)?;
        let summary = s.text_or("summary", "");
        s.need("terms")?;
        let (section, entries) = s.quantities_by_id("terms")?;
        let term_ids = &self.cx.names.term_ids;
        for e in &entries {
            if !term_ids.has(&e.id) {
                self.cx.dangling("S404", &at_key(e.node), "term", &e.id, &term_ids.list);
            }
        }
        let mut terms = Vec::new();
        let mut missing = Vec::new();
        for term in &term_ids.list {
            match section.get(term) {
                Some(node) => terms.extend(section.term_value(node, term).map(|v| (term.to_string(), v))),
                None => missing.push(*term),
            }
        }
        if !missing.is_empty() {
            let title = format!("the option `{}` says nothing on {}", entry.id, suggestions::list(&missing));
            let problem =
                Problem::error("S501", section.node.declared(), title, "every term needs a value here");
            let example = match self.term_levels(missing[0]) {
                Some(levels) => format!(
                    "add {} = one of {}; the first is the status quo",
                    missing[0],
                    suggestions::list(&levels)
                ),
                None => format!("add {} = 0 if it offers nothing", missing[0]),
            };
            let as_it_is = |term: &&str| match self.term_levels(term) {
                Some(levels) => format!("{term} = \"{}\"", levels.first().map_or("", String::as_str)),
                None => format!("{term} = 0"),
            };
            // A new option of a dispute with many terms is begun by what it leaves alone.
            let all = missing.iter().map(as_it_is).collect::<Vec<_>>().join(", ");
            let example = match missing.len() {
                1 => example,
                _ => format!("{example}; to leave all of them as they are, add {all}"),
            };
            self.cx.report(problem.help(example));
        }
        Some(SettlementOption { id: entry.id, name, summary, terms })
    }

    pub(super) fn term_value(&self, node: &'a Node, term: &str) -> Option<TermValue> {
        let levels = self.cx.names.terms.get(term)?.levels.as_ref();
        match (levels, &node.value) {
            (Some(levels), Value::Text(level)) => {
                if levels.has(level) {
                    return Some(TermValue::Level(level.clone()));
                }
                let what = format!("level of `{term}` named");
                self.cx.dangling("S405", node, &what, level, &levels.list);
                None
            }
            (Some(levels), _) => {
                let title = format!("`{term}` has levels, so `{}` must name one", self.path_of(term));
                let problem = Problem::error("S503", node.at(), title, node.found());
                self.cx.report(problem.help(format!("its levels are {}", suggestions::list(&levels.list))));
                None
            }
            (None, Value::Text(_)) => {
                let title = format!("`{term}` is an amount, so `{}` must be a number", self.path_of(term));
                let problem = Problem::error("S503", node.at(), title, "this is a level");
                self.cx.report(problem.help("write an amount in the term's unit; or give the term `levels`"));
                None
            }
            (None, _) => self.quantity_at(node, term, AMOUNT).map(TermValue::Amount),
        }
    }
}
