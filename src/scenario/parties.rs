//! Parties and their audiences.

use std::collections::HashSet;

use crate::model::{Audience, ByOption, Id, Party, Points, Quantity, Scores, Together};
use crate::quantity::Family;

use super::bounds::{AMOUNT, POINTS, POINTS_PER_UNIT, WIDTH};
use super::drivers::Weight;
use super::grammar;
use super::keys::{BASIS_KEYS, TOGETHER};
use super::names::Ids;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;

impl<'a> Section<'a> {
    /// The parties.
    pub(super) fn parties(&self) -> Vec<Party> {
        self.each("party", Self::party)
    }

    fn party(&self, entry: Entry<'a>) -> Option<Party> {
        let (s, name) = self.open_named(&entry, &grammar::PARTY)?;
        if s.lacks("audience") {
            let title = format!("the party `{}` has no audience", entry.id);
            let problem = Problem::error("S506", s.node.declared(), title, "nobody here can consent");
            s.cx.report(problem.help(format!("add at least one: [party.{}.audience.cabinet]", entry.id)));
        }
        let audiences = s.each("audience", |s, e| s.audience(e, &entry.id));
        Some(Party { id: entry.id, name, audiences })
    }

    fn audience(&self, entry: Entry<'a>, party: &str) -> Option<Audience> {
        let (s, name) = self.open_named(&entry, &grammar::AUDIENCE)?;
        let id = format!("{party}.{}", entry.id);
        let is_judged = s.is_judged(&id);
        if !is_judged && s.get("points").is_none() && s.get("reservation").is_none() {
            let rows = s.judged_options();
            if !rows.is_empty() {
                s.report_unjudged(&id, &rows);
                return None;
            }
        }
        let (scores, reservation) = match is_judged {
            true => (
                Scores::ByOption(ByOption { saturations: s.saturations(), ..ByOption::default() }),
                s.no_reservation(),
            ),
            false => (Scores::ByTerm(s.all_points()), s.quantity("reservation", POINTS)),
        };
        let together = if matches!(scores, Scores::ByTerm(_)) { s.together() } else { Vec::new() };
        let width = s.quantity("width", WIDTH);
        let drivers = s.drivers(Weight::AddsToSurplus);
        let preferences = s.preferences();
        let (reservation, width) = (reservation?, width?);
        Some(Audience { id, name, scores, together, reservation, width, drivers, preferences })
    }

    /// Whether an audience is judged: the table speaks of it, and it gives no points of its own.
    fn is_judged(&self, id: &str) -> bool {
        let given = self.get("points").and_then(Node::table).is_some_and(|points| {
            points.values().any(|of| {
                of.table().is_none_or(|keys| {
                    keys.keys().any(|key| key != "saturates_at" && !BASIS_KEYS.contains(&key.as_str()))
                })
            })
        });
        let Some((party, audience)) = id.split_once('.') else { return false };
        let table = self.cx.root.get("acceptability").and_then(Node::table);
        let has_cell = |row: &Node| row.get(party).is_some_and(|cells| cells.get(audience).is_some());
        !given && table.is_some_and(|rows| rows.values().any(has_cell))
    }

    /// The options of which the table of acceptability has a row.
    fn judged_options(&self) -> Vec<&'a str> {
        let table = self.cx.root.get("acceptability").and_then(Node::table);
        let is_row = |key: &str| key != "of" && !BASIS_KEYS.contains(&key);
        let rows = table.into_iter().flat_map(|rows| rows.iter());
        rows.filter(|(key, row)| is_row(key) && row.table().is_some()).map(|(key, _)| key.as_str()).collect()
    }

    /// Where others are judged by the table, the way out is a cell in each of its rows.
    fn report_unjudged(&self, id: &str, rows: &[&str]) {
        let title = format!("nothing says what `{id}` would accept");
        let problem = Problem::error("S103", self.node.declared(), title, "no row of the table judges it");
        self.cx.report(problem.help(format!(
            "add {id} = {{ p50 = 50, within = 15, judgement = \"why\" }} to the rows {} of [acceptability]; or give it `points` and a `reservation`",
            suggestions::list(rows)
        )));
    }

    /// Of an audience that is judged, what it would just accept is the middle of the scale.
    fn no_reservation(&self) -> Option<Quantity> {
        if let Some(node) = self.get("reservation") {
            let title = format!("`{}` is judged by the table of acceptability", self.path);
            let problem = Problem::error("S424", node.key(), title, "50 is where it would just accept");
            self.cx.report(
                problem.help("drop this; or give `points` for its terms, and the table only checks them"),
            );
        }
        Some(Quantity::drawn(self.path_of("reservation"), Family::constant(0.0).ok()?, self.basis.clone()))
    }

    /// The amounts beyond which an audience that is judged counts nothing more.
    fn saturations(&self) -> Vec<(Id, Quantity)> {
        let Some((section, entries)) = self.quantities_by_id("points") else { return Vec::new() };
        let mut found = Vec::new();
        for entry in entries {
            if self.cx.names.terms.get(entry.id.as_str()).is_none_or(|names| names.levels.is_some()) {
                let known = &self.cx.names.term_ids.list;
                self.cx.dangling("S404", &at_key(entry.node), "term with an amount named", &entry.id, known);
                continue;
            }
            let known: Vec<&str> =
                grammar::POINTS_OF_AMOUNT.known().into_iter().filter(|key| *key != "per_unit").collect();
            let opened = self.cx.open(entry.path.clone(), entry.node, &section.basis, &known);
            let Some(s) = opened else { continue };
            let amount = s.quantity_if_given("saturates_at", AMOUNT);
            found.extend(amount.map(|amount| (entry.id, amount)));
        }
        found
    }

    fn all_points(&self) -> Vec<(Id, Points)> {
        let Some(node) = self.need("points") else { return Vec::new() };
        let Some((section, entries)) = self.quantities_by_id("points") else { return Vec::new() };
        if entries.is_empty() && node.table().is_some_and(|t| t.is_empty()) {
            let title = format!("`{}` is empty", section.path);
            let problem = Problem::error("S106", node.at(), title, "no term listed");
            self.cx.report(problem.help(super::examples::of("points").unwrap_or("")));
        }
        let of_terms = entries.into_iter().filter(|entry| !section.is_together(&entry.id));
        of_terms.filter_map(|e| section.points(e)).collect()
    }

    /// Whether a key of `points` holds what levels add together: a term of that name would come first.
    fn is_together(&self, key: &str) -> bool {
        key == TOGETHER && !self.cx.names.term_ids.has(key)
    }

    /// What levels that an option has together add to the sum of its points.
    fn together(&self) -> Vec<Together> {
        let Some((points, _)) = self.quantities_by_id("points") else { return Vec::new() };
        if !points.is_together(TOGETHER) {
            return Vec::new();
        }
        points.each(TOGETHER, |s, entry| {
            let s = s.open_element(&entry, &grammar::TOGETHER)?;
            let terms = s.parts("terms", "only levels can be had together")?;
            if terms.len() < 2 {
                let at = s.get("terms").map_or_else(|| s.node.at(), Node::at);
                let title = format!("`{}` names one term", s.path);
                let problem = Problem::error("S505", at, title, "nothing to have it together with");
                s.cx.report(
                    problem.help("name a second term; points of one level stand at points.TERM.LEVEL"),
                );
                return None;
            }
            let terms = terms.into_iter().map(|(term, levels)| (term.to_string(), levels)).collect();
            Some(Together { id: entry.id, terms, points: s.quantity("points", POINTS)? })
        })
    }

    fn points(&self, entry: Entry<'a>) -> Option<(Id, Points)> {
        let Some(names) = self.cx.names.terms.get(entry.id.as_str()) else {
            let known = &self.cx.names.term_ids.list;
            self.cx.dangling("S404", &at_key(entry.node), "term", &entry.id, known);
            return None;
        };
        let points = match &names.levels {
            Some(levels) => self.points_by_level(&entry, levels)?,
            None => self.points_per_unit(&entry)?,
        };
        Some((entry.id, points))
    }

    fn points_by_level(&self, entry: &Entry<'a>, levels: &Ids<'a>) -> Option<Points> {
        let Some(table) = entry.node.table() else {
            let title = format!("`{}` must give points by level", entry.path);
            let problem = Problem::error("S505", entry.node.at(), title, entry.node.found());
            let wanted: Vec<String> = levels.list.iter().skip(1).map(|l| format!("{l} = …")).collect();
            self.cx.report(problem.help(format!("write {} = {{ {} }}", entry.id, wanted.join(", "))));
            return None;
        };
        if let Some(node) = table.get("per_unit").filter(|_| !levels.has("per_unit")) {
            let title = format!("`{}` has levels, not an amount", entry.id);
            let problem = Problem::error("S505", node.key(), title, "goes with a numeric term only");
            self.cx
                .report(problem.help(format!("give points by level: {}", suggestions::list(&levels.list))));
            return None;
        }
        let (s, entries) = self.quantities_by_id(&entry.id)?;
        let mut points = Vec::new();
        let mut given = HashSet::new();
        for e in entries {
            let status_quo = levels.list.first() == Some(&e.id.as_str());
            if !levels.has(&e.id) {
                self.cx.no_level(&at_key(e.node), &entry.id, &e.id, &levels.list);
                continue;
            }
            let Some(quantity) = s.quantity_at(e.node, &e.id, POINTS) else {
                given.insert(e.id);
                continue;
            };
            if status_quo {
                if quantity.family.as_constant() != Some(0.0) {
                    self.status_quo_problem(&e, &entry.id);
                }
                // It is 0 by definition: nobody may put another number there.
                self.cx.admitted.borrow_mut().remove(&quantity.key);
                continue;
            }
            given.insert(e.id.clone());
            points.push((e.id, quantity));
        }
        let missing: Vec<&str> =
            levels.list.iter().skip(1).filter(|l| !given.contains(**l)).copied().collect();
        if !missing.is_empty() {
            let title = format!("`{}` says nothing on {}", s.path, suggestions::list(&missing));
            let problem =
                Problem::error("S505", s.node.declared(), title, "every level but the first needs points");
            self.cx.report(problem.help(format!("add {} = …; losses are negative", missing[0])));
        }
        Some(Points::Levels(points))
    }

    fn status_quo_problem(&self, entry: &Entry<'a>, term: &str) {
        let title = format!("the status quo of `{term}` must have 0 points");
        let problem =
            Problem::error("S505", entry.node.at(), title, format!("`{}` is the status quo", entry.id));
        let help =
            "points count from the status quo; drop this line and shift the others, or reorder the `levels`";
        self.cx.report(problem.help(help));
    }

    fn points_per_unit(&self, entry: &Entry<'a>) -> Option<Points> {
        let own = |key: &String| grammar::POINTS_OF_AMOUNT.keys.iter().any(|known| known.name == key);
        let is_amount = |n: &Node| n.table().is_some_and(|t| t.keys().any(own));
        if !is_amount(entry.node) {
            let title = format!("`{}` is an amount, so `{}` must give points per unit", entry.id, entry.path);
            let problem = Problem::error("S505", entry.node.at(), title, "no `per_unit` here");
            self.cx
                .report(problem.help(format!("write {} = {{ per_unit = 4, saturates_at = 10 }}", entry.id)));
            return None;
        }
        let s = self.open_element(entry, &grammar::POINTS_OF_AMOUNT)?;
        let per_unit = s.quantity("per_unit", POINTS_PER_UNIT);
        let saturates_at = s.quantity_if_given("saturates_at", AMOUNT);
        Some(Points::PerUnit { per_unit: per_unit?, saturates_at })
    }
}
