//! What numbers rest on, and whether it was known in time.

use crate::model::{Basis, Id, Pedigree};

use super::dates;
use super::grammar;
use super::node::{Node, Value};
use super::problem::Problem;
use super::reader::Section;

impl<'a> Section<'a> {
    /// The grounds this table gives, else those of the table around it.
    pub(super) fn read_basis(&self, around: &Basis) -> Basis {
        let evidence = self.get("evidence").map(|n| self.evidence_ids(n, "evidence"));
        let structure = self.get("structure").map(|n| self.evidence_ids(n, "structure"));
        let judgement = self.get("judgement").and_then(|_| self.text("judgement"));
        for key in ["note", "unit"] {
            self.text_or(key, "");
        }
        if let (Some(ids), Some(node)) = (&evidence, self.get("evidence")) {
            self.check_known_in_time(ids, node);
        }
        let scored = self.pedigree();
        // A score goes with the grounds that it was given for.
        let (evidence, judgement, pedigree) = match (evidence, judgement) {
            (None, None) => (around.evidence.clone(), around.judgement.clone(), scored.or(around.pedigree)),
            (evidence, judgement) => (evidence.unwrap_or_default(), judgement, scored),
        };
        let structure = structure.unwrap_or_else(|| around.structure.clone());
        let basis = Basis { evidence, structure, judgement, pedigree };
        if let (Some(_), true, Some(node)) = (scored, basis.is_bare(), self.get("pedigree")) {
            let title = format!("`{}` scores grounds that are not there", self.path_of("pedigree"));
            let label = "there is neither evidence nor judgement to score";
            let help = "add evidence = [\"E1\"] or judgement = \"why\" beside it, or drop it: a bare number has strength 0";
            self.cx.report(Problem::error("S702", node.key(), title, label).help(help));
        }
        basis
    }

    /// The scores that this table gives.
    pub(super) fn pedigree(&self) -> Option<Pedigree> {
        let node = self.get("pedigree")?;
        let section =
            self.cx.open(self.path_of("pedigree"), node, &Basis::default(), &grammar::PEDIGREE.known())?;
        let [proxy, empirical, method, validation] =
            ["proxy", "empirical", "method", "validation"].map(|key| section.score(key));
        Some(Pedigree { proxy: proxy?, empirical: empirical?, method: method?, validation: validation? })
    }

    /// A score of a pedigree.
    fn score(&self, key: &str) -> Option<u8> {
        let node = self.need(key)?;
        let Value::Whole(n) = node.value else {
            self.wrong_type(node, key, "a whole number");
            return None;
        };
        let score = u8::try_from(n).ok().filter(|score| *score <= Pedigree::MOST);
        if score.is_none() {
            let title = format!("`{}` is no score", self.path_of(key));
            let label = format!("must be a whole number from 0 to {}", Pedigree::MOST);
            let help = super::examples::of(key).unwrap_or("");
            self.cx.report(Problem::error("S701", node.at(), title, label).help_if(help));
        }
        score
    }

    fn evidence_ids(&self, node: &'a Node, key: &str) -> Vec<Id> {
        if let Value::List(items) = &node.value
            && items.is_empty()
        {
            let title = format!("`{}` is empty", self.path_of(key));
            let help = "name at least one item of the ledger, or leave the key out and write a `judgement`";
            self.cx.report(Problem::error("S106", node.at(), title, "nothing listed").help(help));
        }
        let mut ids = Vec::new();
        for item in node.items() {
            let Some(id) = item.text() else {
                self.wrong_type(item, key, "a list of evidence ids");
                continue;
            };
            if self.cx.names.evidence.has(id) {
                ids.push(id.to_string());
            } else {
                self.cx.dangling("S408", item, "evidence", id, &self.cx.names.evidence.list);
            }
        }
        ids
    }

    /// Evidence for a value must have been published by the as-of date.
    fn check_known_in_time(&self, ids: &[Id], node: &Node) {
        let Some(as_of) = self.cx.calendar.get().map(|c| c.as_of) else { return };
        for (id, item) in ids.iter().zip(node.items()) {
            let Some(entry) = self.cx.root.get("evidence").and_then(|t| t.get(id)) else { continue };
            for (key, verb) in [("published", "published"), ("event", "about something that happened")] {
                let Some((date, at)) = entry.get(key).and_then(|n| Some((dates::day(n).ok()?, n.at())))
                else {
                    continue;
                };
                if date > as_of {
                    let title = format!("`{id}` was not known at {as_of}, so it cannot give a value");
                    let label = format!("{verb} after the as-of date");
                    let help = "if it only shaped the structure of the model, cite it under `structure`; \
                                else base the value on something earlier";
                    let note = match entry.get(key).map(|n| &n.value) {
                        Some(Value::Text(t)) if t.len() < 10 => format!("counts as its last day, {date}"),
                        _ => format!("later than {as_of}"),
                    };
                    self.cx
                        .report(Problem::error("S304", item.at(), title, label).note_at(at, note).help(help));
                    break;
                }
            }
        }
    }
}
