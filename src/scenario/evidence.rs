//! The evidence ledger, and calendar windows.

use crate::model::{Evidence, EvidenceKind, Expert, Window};

use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::suggestions;

const KINDS: [(&str, EvidenceKind); 4] = [
    ("fact", EvidenceKind::Fact),
    ("position", EvidenceKind::Position),
    ("judgement", EvidenceKind::Judgement),
    ("comment", EvidenceKind::Comment),
];

impl<'a> Section<'a> {
    /// The ledger.
    pub(super) fn ledger(&self) -> Vec<Evidence> {
        self.each("evidence", Self::item)
    }

    fn item(&self, entry: Entry<'a>) -> Option<Evidence> {
        let s = self.open_element(&entry, &grammar::EVIDENCE)?;
        let (claim, source) = (s.text("claim"), s.text("source"));
        let (event, published) = (s.day("event"), s.day("published"));
        let kind = s.choice("kind", &KINDS);
        let pedigree = s.pedigree();
        Some(Evidence {
            id: entry.id,
            claim: claim?,
            source: source?,
            event: event?,
            published: published?,
            kind: kind?,
            pedigree,
        })
    }

    /// The names of the experts of pools.
    pub(super) fn experts(&self) -> Vec<Expert> {
        self.each("expert", |s, entry| {
            let s = s.open_element(&entry, &grammar::EXPERT)?;
            Some(Expert { name: s.text_or("name", &entry.id), id: entry.id })
        })
    }

    /// One word out of a few.
    pub(super) fn choice<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let node = self.need(key)?;
        let Some(found) = node.text() else {
            self.wrong_type(node, key, "a word in quotes");
            return None;
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == found) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let label = match suggestions::nearest(found, &known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "not one of them".into(),
        };
        let title = format!("`{}` cannot be \"{found}\"", self.path_of(key));
        let help =
            format!("write {}", known.iter().map(|k| format!("\"{k}\"")).collect::<Vec<_>>().join(" or "));
        self.cx.report(Problem::error("S111", node.at(), title, label).help(help));
        None
    }

    /// The windows.
    pub(super) fn windows(&self) -> Vec<Window> {
        self.each("window", Self::window)
    }

    fn window(&self, entry: Entry<'a>) -> Option<Window> {
        let (s, name) = self.open_named(&entry, &grammar::WINDOW)?;
        let (from, to) = (s.month("from"), s.month("to"));
        let (from, to) = (from?, to?);
        if let (true, Some(start), Some(end)) = (to < from, s.get("from"), s.get("to")) {
            let title = format!("the window `{}` ends before it starts", entry.id);
            let problem = Problem::error("S305", end.at(), title, "ends here");
            s.cx.report(problem.note_at(start.at(), "starts here").help("exchange `from` and `to`"));
        } else if let Some(calendar) = self.cx.calendar.get()
            && from > calendar.month(calendar.months)
        {
            // Told in one line with all other dates of which nothing is seen.
            let at = s.get("from").map_or_else(|| s.node.declared(), Node::at);
            self.cx.beyond.borrow_mut().push((s.path_of("from"), at));
        } else if let Some(calendar) = self.cx.calendar.get()
            && to < calendar.month(1)
        {
            let title = format!("the window `{}` lies outside the simulation", entry.id);
            let label = "never open".to_string();
            let help = format!(
                "the simulation runs from {} to {}",
                calendar.month(1),
                calendar.month(calendar.months)
            );
            s.cx.report(Problem::warning("S306", s.node.declared(), title, label).help(help));
        }
        Some(Window { id: entry.id, name, from, to })
    }
}
