//! What is measured, and what the table and the charts show.

use crate::model::{Id, Measure, Metric, Report, Segment, Tone};

use super::bounds::{ANNUAL_CHANCE, FLOW, TOLERANCE};
use super::drivers::Weight;
use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::suggestions;

const KINDS: [&str; 8] =
    ["first_reached", "months_in", "sum_of", "amount_of", "flow", "points_of", "hikiwake", "formula"];
const TONES: [(&str, Tone); 4] =
    [("reached", Tone::Reached), ("partial", Tone::Partial), ("open", Tone::Open), ("broken", Tone::Broken)];

/// The keys that belong to each kind of metric.
fn belongs_to(kind: &str) -> &'static [&'static str] {
    match kind {
        "sum_of" => &["levels", "settled_in"],
        "flow" => &["only_while", "drivers", "discount"],
        "amount_of" | "points_of" => &["settled_in"],
        "hikiwake" => &["settled_in", "tolerance", "even", "heavy"],
        _ => &[],
    }
}

impl<'a> Section<'a> {
    /// The metrics.
    pub(super) fn metrics(&self) -> Vec<Metric> {
        let metrics = self.each("metric", Self::metric);
        self.check_circles(&metrics);
        self.check_metric_units(&metrics);
        metrics
    }

    fn metric(&self, entry: Entry<'a>) -> Option<Metric> {
        let given: Vec<&str> = KINDS.into_iter().filter(|k| entry.node.get(k).is_some()).collect();
        // Of a metric of one kind, the keys of other kinds are unknown; else it is unclear which belong: complain of the kind alone.
        let is_further = |key: &str| KINDS.iter().any(|kind| belongs_to(kind).contains(&key));
        let belongs = |key: &str| match given.as_slice() {
            [one] => !is_further(key) || belongs_to(one).contains(&key),
            _ => true,
        };
        let known: Vec<&str> = grammar::METRIC.known().into_iter().filter(|key| belongs(key)).collect();
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let name = s.text_or("name", &entry.id);
        let unit = s.text_or("unit", "");
        let measure = match given.as_slice() {
            [kind] => s.measure(kind),
            [] => {
                let title = format!("the metric `{}` does not say what it measures", entry.id);
                let label = format!("one of {} is missing", suggestions::list(&KINDS));
                s.cx.report(Problem::error("S512", s.node.declared(), title, label));
                None
            }
            [first, second, ..] => {
                let title = format!("the metric `{}` measures more than one thing", entry.id);
                let problem =
                    Problem::error("S512", s.get(second)?.key(), title, format!("beside `{first}`"));
                s.cx.report(problem.help("write two metrics"));
                None
            }
        };
        Some(Metric { id: entry.id, name, unit, measure: measure? })
    }

    fn measure(&self, kind: &str) -> Option<Measure> {
        Some(match kind {
            "first_reached" => Measure::FirstReached(self.state_set(kind)?),
            "months_in" => Measure::MonthsIn(self.state_set(kind)?),
            "sum_of" => self.sum_of()?,
            "amount_of" => self.amount_of()?,
            "flow" => {
                let rate = self.quantity("flow", FLOW);
                let only_while = self.only_while();
                let drivers = self.drivers(Weight::Times);
                let discount = self.quantity_if_given("discount", ANNUAL_CHANCE);
                Measure::Flow { rate: rate?, only_while, drivers, discount }
            }
            "points_of" => {
                let node = self.get("points_of")?;
                let audience = match node.text() {
                    Some(text) => self.cx.audience(node, text),
                    None => {
                        self.wrong_type(node, "points_of", "an audience in full, such as \"upland.cabinet\"");
                        None
                    }
                };
                let settled_in = self.state_set("settled_in");
                Measure::PointsOf { audience: audience?, settled_in: settled_in? }
            }
            "hikiwake" => self.hikiwake()?,
            _ => self.formula()?,
        })
    }

    fn sum_of(&self) -> Option<Measure> {
        let node = self.get("sum_of")?;
        let names = &self.cx.names;
        let attribute = match node.text() {
            Some(text) if names.attributes.has(text) => Some(text),
            Some(text) => {
                self.cx.dangling("S412", node, "term attribute", text, &names.attributes.list);
                None
            }
            None => {
                self.wrong_type(node, "sum_of", "the name of a term attribute in quotes");
                None
            }
        };
        let settled_in = self.state_set("settled_in");
        let levels_node = self.need("levels");
        let attribute = attribute?;
        let carried = names.carried.get(attribute);
        let mut levels = Vec::new();
        for (item, level) in levels_node.map(|n| self.texts(n, "levels", false)).unwrap_or_default() {
            if carried.is_some_and(|known| known.has(level)) {
                levels.push(level.to_string());
                continue;
            }
            let mut known: Vec<&str> =
                carried.iter().flat_map(|known| known.list.iter().copied()).take(100).collect();
            known.sort_unstable();
            known.dedup();
            let what = format!("level of a term with `{attribute}` named");
            self.cx.dangling("S405", item, &what, level, &known);
        }
        Some(Measure::SumOf { attribute: attribute.into(), levels, settled_in: settled_in? })
    }

    fn amount_of(&self) -> Option<Measure> {
        let node = self.get("amount_of")?;
        let numeric =
            |term: &&str| self.cx.names.terms.get(*term).is_some_and(|names| names.levels.is_none());
        let known: Vec<&str> =
            self.cx.names.term_ids.list.iter().copied().filter(|term| numeric(term)).collect();
        let term = match node.text() {
            Some(text) if known.contains(&text) => Some(text),
            Some(text) => {
                self.cx.dangling("S404", node, "term with an amount", text, &known);
                None
            }
            None => {
                self.wrong_type(node, "amount_of", "the id of a term with an amount, in quotes");
                None
            }
        };
        let settled_in = self.state_set("settled_in");
        Some(Measure::AmountOf { term: term?.into(), settled_in: settled_in? })
    }

    fn hikiwake(&self) -> Option<Measure> {
        let node = self.get("hikiwake")?;
        let listed = self.texts(node, "hikiwake", true);
        let settled_in = self.state_set("settled_in");
        let tolerance = self.plain_number("tolerance", TOLERANCE, 0.0);
        let even = self.plain_number("even", TOLERANCE, 25.0);
        let heavy = self.plain_number("heavy", TOLERANCE, 30.0);
        if node.items().len() != 2 {
            let title = format!("`{}` must name two audiences", self.path_of("hikiwake"));
            let label = format!("{} named", node.items().len());
            let help = "one of each side: hikiwake = [\"upland.cabinet\", \"lowland.council\"]";
            self.cx.report(Problem::error("S106", node.at(), title, label).help(help));
            return None;
        }
        let audiences: Vec<Id> = listed.into_iter().filter_map(|(n, t)| self.cx.audience(n, t)).collect();
        let audiences: [Id; 2] = audiences.try_into().ok()?;
        Some(Measure::Hikiwake { audiences, settled_in: settled_in?, tolerance, even, heavy })
    }

    fn formula(&self) -> Option<Measure> {
        let node = self.get("formula")?;
        let formula = self.formula_text(node, "the ids of other metrics")?;
        for name in formula.names() {
            if self.cx.names.metrics.has(name) {
                continue;
            }
            let known = &self.cx.names.metrics.list;
            let label = suggestions::nearest(name, known)
                .map_or("not declared".into(), |n| format!("did you mean `{n}`?"));
            let title = format!("there is no metric `{name}`");
            let problem = Problem::error("S411", self.cx.inside_word(node, name), title, label);
            self.cx.report(problem.help(format!("declared: {}", suggestions::list(known))));
        }
        Some(Measure::Formula(formula))
    }

    /// Reports formulas that need each other. What no formula in a circle needs is peeled off first, without recursion.
    fn check_circles(&self, metrics: &[Metric]) {
        use std::collections::HashMap;
        let mut needs: HashMap<&str, Vec<&str>> = HashMap::new();
        for metric in metrics {
            if let Measure::Formula(f) = &metric.measure {
                needs.insert(&metric.id, f.names());
            }
        }
        // Walk along unfinished formulas; each is finished once.
        let mut done = std::collections::HashSet::new();
        for metric in metrics {
            let mut trail: Vec<(&str, usize)> = vec![(metric.id.as_str(), 0)];
            let mut open = std::collections::HashSet::from([metric.id.as_str()]);
            while let Some((name, next)) = trail.last_mut() {
                let name = *name;
                let part =
                    needs.get(name).filter(|_| !done.contains(name)).and_then(|n| n.get(*next)).copied();
                *next += 1;
                match part {
                    Some(part) if open.contains(part) => {
                        self.report_circle(&trail, part);
                        return;
                    }
                    Some(part) => {
                        open.insert(part);
                        trail.push((part, 0));
                    }
                    None => {
                        done.insert(name);
                        open.remove(name);
                        trail.pop();
                    }
                }
            }
        }
    }

    fn report_circle(&self, trail: &[(&str, usize)], again: &str) {
        let from = trail.iter().position(|(n, _)| *n == again).unwrap_or(0);
        let mut names: Vec<&str> = trail[from..].iter().map(|(n, _)| *n).collect();
        names.push(again);
        let last = names[names.len() - 2];
        if let Some(node) = self.get("metric").and_then(|m| m.get(last)).and_then(|m| m.get("formula")) {
            let help = "a formula may use metrics that can be computed before it";
            self.cx.report_formula_circle(&names, node, help);
        }
    }

    /// What the table and the charts show.
    pub(super) fn report(&self) -> Option<Report> {
        let Some(node) = self.get("report") else { return self.default_report() };
        let s = self.cx.open("report".into(), node, &self.basis, &grammar::REPORT.known())?;
        let process = match s.get("process") {
            Some(node) => s.process_at(node, "process")?,
            None => self.cx.names.process_ids.list.first()?.to_string(),
        };
        let states = &self.cx.names.processes.get(process.as_str())?.states;
        let mut seen: std::collections::HashMap<Id, &'a Node> = std::collections::HashMap::new();
        let mut segments = Vec::new();
        for entry in s.elements("segments") {
            segments.extend(s.segment(entry, &process, &mut seen));
        }
        let missing: Vec<&str> = states.list.iter().filter(|id| !seen.contains_key(**id)).copied().collect();
        if let (Some(node), false) = (s.get("segments"), missing.is_empty()) {
            let title = format!("no segment of the report holds {}", suggestions::list(&missing));
            let problem = Problem::error("S516", node.declared(), title, "every state needs a segment");
            self.cx.report(problem.help("paths that end there would vanish from the chart"));
        }
        if s.get("segments").is_none() {
            segments = self.default_report_of(&process)?.segments;
        }
        let stages = s.get("stages").map(|n| s.stages(n, &process)).unwrap_or_default();
        Some(Report { process, segments, stages })
    }

    fn segment(
        &self,
        entry: Entry<'a>,
        process: &str,
        seen: &mut std::collections::HashMap<Id, &'a Node>,
    ) -> Option<Segment> {
        let s = self.open_element(&entry, &grammar::SEGMENT)?;
        let name = s.text_or("name", &entry.id);
        let tone = match s.get("tone") {
            Some(_) => s.choice("tone", &TONES),
            None => Some(Tone::Open),
        };
        let node = s.need("states")?;
        let states = s.states_at(node, "states", process);
        for item in node.items() {
            let Some(id) = item.text().filter(|id| states.iter().any(|s| s == id)) else { continue };
            let first = seen.insert(id.to_string(), item);
            if let Some(first) = first.filter(|f| f.at() != item.at()) {
                let title = format!("`{id}` stands in two segments of the report");
                let problem = Problem::error("S516", item.at(), title, "the second time here");
                let help = "each path ends in one segment, so that the shares add up to 1";
                self.cx.report(problem.note_at(first.at(), "the first time here").help(help));
            }
        }
        Some(Segment { id: entry.id, name, states, tone: tone? })
    }

    fn stages(&self, node: &'a Node, process: &str) -> Vec<Id> {
        if node.items().len() > 3 {
            let title = "`report.stages` names more than three states";
            let problem = Problem::error("S517", node.items()[3].at(), title, "the fourth");
            self.cx.report(problem.help("the chart of cumulative chances has room for three lines"));
        }
        self.states_at(node, "stages", process)
    }

    fn default_report(&self) -> Option<Report> {
        let first = self.cx.names.process_ids.list.first()?;
        self.default_report_of(first)
    }

    fn default_report_of(&self, process: &str) -> Option<Report> {
        let states = &self.cx.names.processes.get(process)?.states;
        let shown = |id: &str| {
            let node = self.get("process").and_then(|p| p.get(process)).and_then(|p| p.get("state"));
            let name = node.and_then(|n| n.get(id)).and_then(|n| n.get("name")).and_then(Node::text);
            name.unwrap_or(id).to_string()
        };
        let segment = |id: &&str| Segment {
            id: id.to_string(),
            name: shown(id),
            states: vec![id.to_string()],
            tone: Tone::Open,
        };
        let segments = states.list.iter().map(segment).collect();
        Some(Report { process: process.into(), segments, stages: Vec::new() })
    }
}
