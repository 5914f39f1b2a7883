//! What is on the table: terms and option sheets.

use std::cell::RefCell;

use crate::model::{Id, LevelWords, SettlementOption, Term, TermScale, TermValue};

use super::bounds::{AMOUNT, ATTRIBUTE};
use super::grammar;
use super::node::{Node, Value};
use super::problem::{Place, Problem};
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;
use super::unsaid::UNLESS_SAID;

/// An option sheet, and the terms on which it says nothing.
struct Silent<'a> {
    option: Id,
    at: Place,
    terms: Vec<&'a str>,
}

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
        s.check_unless_said(&entry.id);
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
            self.cx.no_level(&at_key(entry.node), term, &entry.id, &levels.list);
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
        let silent = RefCell::new(Vec::new());
        let sheets = self.each("option_sheet", |s, entry| s.option_sheet(entry, &silent));
        self.report_silent(silent.take());
        sheets
    }

    fn option_sheet(&self, entry: Entry<'a>, silent: &RefCell<Vec<Silent<'a>>>) -> Option<SettlementOption> {
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
            silent.borrow_mut().push(Silent {
                option: entry.id.clone(),
                at: section.node.declared(),
                terms: missing,
            });
        }
        Some(SettlementOption { id: entry.id, name, summary, terms })
    }

    /// What sheets leave out: by term where most of them do, since then the term is what is new; else by sheet.
    fn report_silent(&self, mut silent: Vec<Silent<'a>>) {
        let sheets = self.cx.names.options.list.len();
        for term in &self.cx.names.term_ids.list {
            let without: Vec<&str> =
                silent.iter().filter(|one| one.terms.contains(term)).map(|one| one.option.as_str()).collect();
            let says = self.get("term").and_then(|terms| terms.get(term)?.get(UNLESS_SAID));
            // What the term says for them and cannot hold has been told there.
            if says.is_none() {
                if without.len() < 2 || 2 * without.len() <= sheets {
                    continue;
                }
                self.report_new_term(term, &without);
            }
            silent.iter_mut().for_each(|one| one.terms.retain(|known| known != term));
        }
        silent.iter().filter(|one| !one.terms.is_empty()).for_each(|one| self.report_silent_sheet(one));
    }

    fn report_new_term(&self, term: &str, without: &[&str]) {
        let Some(node) = self.get("term").and_then(|terms| terms.get(term)) else { return };
        let title = format!("{} options say nothing on the term `{term}`", without.len());
        let problem = Problem::error("S501", node.declared(), title, "every option needs a value of it");
        let problem = problem.note(format!("silent: {}", suggestions::list(without)));
        let (said, other) = match self.term_levels(term) {
            Some(levels) => {
                let level = |place: usize| format!("\"{}\"", levels.get(place).map_or("", String::as_str));
                (level(0), level(levels.len().saturating_sub(1)))
            }
            None => ("0".to_string(), "1".to_string()),
        };
        self.cx.report(problem.help(format!(
            "write under [term.{term}] what holds where a sheet is silent: {UNLESS_SAID} = {said}; then only the options for which that is not so need a line, such as {term} = {other} under [option_sheet.{}.terms]",
            without[0]
        )));
    }

    fn report_silent_sheet(&self, Silent { option, at, terms }: &Silent<'_>) {
        let title = format!("the option `{option}` says nothing on {}", suggestions::list(terms));
        let problem = Problem::error("S501", at.clone(), title, "every term needs a value here");
        let example = match self.term_levels(terms[0]) {
            Some(levels) => format!(
                "add {} = one of {}; the first is the status quo",
                terms[0],
                suggestions::list(&levels)
            ),
            None => format!("add {} = 0 if it offers nothing", terms[0]),
        };
        let as_it_is = |term: &&str| match self.term_levels(term) {
            Some(levels) => format!("{term} = \"{}\"", levels.first().map_or("", String::as_str)),
            None => format!("{term} = 0"),
        };
        // A new option of a dispute with many terms is begun by what it leaves alone.
        let all = terms.iter().map(as_it_is).collect::<Vec<_>>().join(", ");
        self.cx.report(problem.help(match terms.len() {
            1 => example,
            _ => format!("{example}; to leave all of them as they are, add {all}"),
        }));
    }

    /// Reports what silent sheets cannot hold.
    fn check_unless_said(&self, term: &str) {
        let Some(node) = self.get(UNLESS_SAID) else { return };
        let path = self.path_of(UNLESS_SAID);
        let (title, help) = match (
            self.cx.names.terms.get(term).and_then(|names| names.levels.as_ref()),
            &node.value,
        ) {
            (Some(levels), Value::Text(level)) => {
                if !levels.has(level) {
                    self.cx.no_level(node, term, level, &levels.list);
                }
                return;
            }
            (Some(levels), _) => (
                format!("`{term}` has levels, so `{path}` must name one"),
                format!("its levels are {}", suggestions::list(&levels.list)),
            ),
            (None, Value::Text(_) | Value::Table(_)) => (
                format!("`{term}` is an amount, so `{path}` must be a certain number"),
                format!(
                    "write {UNLESS_SAID} = 0 if a sheet that is silent offers nothing; a range stands in the sheet that offers it"
                ),
            ),
            (None, _) => {
                self.plain_number_at(node, UNLESS_SAID, AMOUNT);
                return;
            }
        };
        self.cx.report(Problem::error("S503", node.at(), title, node.found()).help(help));
    }

    pub(super) fn term_value(&self, node: &'a Node, term: &str) -> Option<TermValue> {
        let levels = self.cx.names.terms.get(term)?.levels.as_ref();
        match (levels, &node.value) {
            (Some(levels), Value::Text(level)) => {
                if levels.has(level) {
                    return Some(TermValue::Level(level.clone()));
                }
                // A level that has words and is not among the levels has been told there.
                let has_words =
                    self.cx.root.get("term").and_then(|terms| terms.get(term)?.get("level")?.get(level));
                if has_words.is_none() {
                    self.cx.no_level(node, term, level, &levels.list);
                }
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
