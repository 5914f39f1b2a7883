//! What it is worth to know more, in sentences, tables, figures and numbers.

use serde_json::{Value, json};

use super::found::{Grouping, Weighing, Worth};
use crate::decision::{Functions, Information as Knowledge};
use crate::engine::Size;
use crate::figures::{Cell, Figure, Information, InformationRow, Provenance, Table};
use crate::report::Inquiry;
use crate::study::cases::Study;
use crate::words::{in_words, percent, short};

/// Rows of a table that a reader looks at.
const ROWS: usize = 20;

/// Rows of a table or chart that are not clear of nothing.
const FEW: usize = 5;

/// Rows of a chart.
const BARS: usize = 12;

/// What was found, ready to be told.
pub(super) struct Told<'a> {
    pub(super) study: &'a Study,
    pub(super) weighing: Weighing,
    /// What the figures are known by.
    pub(super) digest: &'a str,
    pub(super) size: Size,
    /// The place of the option that one would choose now.
    pub(super) chosen: usize,
    /// What each option comes to.
    pub(super) means: Vec<f64>,
    pub(super) perfect: Knowledge,
    pub(super) groupings: Vec<Grouping>,
}

impl Told<'_> {
    /// What is weighed, as a name in a sentence.
    fn objective(&self) -> String {
        match &self.weighing.parts[..] {
            [(question, _)] if self.weighing.basis.is_none() => {
                let estimand = question.estimand(self.study.cases()[0].scenario());
                let reached = if estimand.outcome.starts_with("reached.") { "reached by" } else { "in" };
                format!("{}, {reached} {}", estimand.name, in_words(&estimand.by))
            }
            _ => self.weighing.name.clone(),
        }
    }

    fn value(&self, x: f64) -> String {
        if self.weighing.is_chance { points(x) } else { short(x) }
    }

    fn mean(&self, x: f64) -> String {
        if self.weighing.is_chance { percent(x) } else { short(x) }
    }

    fn with_interval(&self, of: &Knowledge) -> String {
        let [lo, hi] = of.interval.map(|x| if self.weighing.is_chance { digits(x) } else { short(x) });
        format!("{} (95% {lo} to {hi})", self.value(of.value))
    }

    fn option(&self, place: usize) -> String {
        self.study.label(&self.study.cases()[place])
    }

    fn findings(&self) -> Vec<String> {
        let best = self.means[self.chosen];
        let now = format!(
            "On what is known now one would choose “{}”, with {} of “{}”.",
            self.option(self.chosen),
            self.mean(best),
            self.objective()
        );
        let all = match self.perfect.interval[0] > 0.0 {
            true => format!(
                "Whoever knew all that is assumed, and not what chance will do, would choose otherwise in {} of worlds and gain {}.",
                percent(self.perfect.changes),
                self.with_interval(&self.perfect)
            ),
            false => format!(
                "Even to know all that is assumed is worth nothing that a run of this size can tell: {}.",
                self.with_interval(&self.perfect)
            ),
        };
        let mut findings = vec![now, all];
        let groups: Vec<String> =
            self.groupings.iter().filter_map(|grouping| self.of_group(grouping)).collect();
        if groups.is_empty() {
            findings.push("Nothing that is assumed, by itself or with its like, is worth finding out, as far as can be told.".into());
        }
        findings.extend(groups);
        findings
    }

    /// What is clearly worth finding out among assumptions, or groups of them; none where nothing is.
    fn of_group(&self, grouping: &Grouping) -> Option<String> {
        let clear = grouping.worths.iter().filter(|worth| worth.information.interval[0] > 0.0);
        let named = |worth: &Worth| format!("“{}” ({})", worth.name, self.value(worth.information.value));
        let named: Vec<String> = clear.take(3).map(named).collect();
        let (last, others) = named.split_last()?;
        Some(match others {
            [] => format!("Of single {}, worth finding out: {last}.", plural(grouping.of)),
            others => format!(
                "Of single {}, worth finding out first: {} and {last}.",
                plural(grouping.of),
                others.join(", ")
            ),
        })
    }

    fn cell(&self, x: f64) -> Cell {
        match self.weighing.is_chance {
            true => Cell { shown: digits(x), value: Some(x), is_share: true },
            false => Cell::number(x),
        }
    }

    fn row(&self, name: &str, of: &Knowledge) -> Vec<Cell> {
        vec![
            Cell::text(name),
            self.cell(of.value),
            self.cell(of.standard_error),
            self.cell(of.interval[0]),
            self.cell(of.interval[1]),
            Cell::share(of.changes),
        ]
    }

    fn tables(&self) -> Vec<Table> {
        let of = |grouping: &Grouping| {
            let head = [&capital(grouping.of), "Worth", "±", "95% from", "to", "Changes the choice"];
            let all = (self.row("everything that is assumed", &self.perfect), grouping.of == "assumption");
            let all = all.1.then_some(all.0);
            // What is clear, and a few more that may be something.
            let is_shown = |(place, worth): &(usize, &Worth)| {
                worth.information.interval[0] > 0.0 || *place < FEW && worth.information.value > 0.0
            };
            let rows = grouping.worths.iter().enumerate().filter(is_shown).take(ROWS);
            let rows = rows.map(|(_, worth)| self.row(&worth.name, &worth.information));
            let unit = if self.weighing.is_chance { ", in percentage points" } else { "" };
            let title = format!("Worth finding out by {}{unit}", grouping.of);
            Table::new(title, &head).with(all.into_iter().chain(rows))
        };
        self.groupings.iter().map(of).collect()
    }

    fn figures(&self) -> Vec<Figure> {
        let row = |worth: &Worth| InformationRow {
            name: worth.name.clone(),
            value: worth.information.value,
            range: worth.information.interval,
            changes: worth.information.changes,
        };
        let figure = |grouping: &Grouping| Information {
            objective: self.objective(),
            is_chance: self.weighing.is_chance,
            chosen: self.option(self.chosen),
            of: grouping.of.to_string(),
            all: InformationRow {
                name: "Everything that is assumed".into(),
                value: self.perfect.value,
                range: self.perfect.interval,
                changes: self.perfect.changes,
            },
            rows: grouping
                .worths
                .iter()
                .enumerate()
                .filter(|(place, worth)| worth.information.interval[0] > 0.0 || *place < FEW)
                .take(BARS)
                .map(|(_, worth)| row(worth))
                .collect(),
        };
        let _letters = self.study.letters();
        let named = self.groupings.iter().take(2);
        named
            .map(|grouping| {
                let name = format!("information-{}", plural(grouping.of));
                let provenance = Provenance::new(self.study.names(), self.digest, self.size);
                Figure::new(name, figure(grouping), provenance)
            })
            .collect()
    }

    fn data(&self) -> Value {
        let knowledge = |of: &Knowledge| {
            json!({
                "value": of.value,
                "standard_error": of.standard_error,
                "confidence_lo": of.interval[0],
                "confidence_hi": of.interval[1],
                "changes": of.changes,
            })
        };
        let worth = |worth: &Worth| {
            json!({
                "name": worth.name,
                "keys": worth.keys,
                "functions": functions(worth.functions),
                "information": knowledge(&worth.information),
            })
        };
        let grouping = |of: &Grouping| {
            json!({
                "by": of.of,
                "worth": of.worths.iter().map(worth).collect::<Vec<_>>(),
                "untold": of.untold,
            })
        };
        let part = |(question, weight): &(crate::analysis::Question, f64)| json!({ "outcome": question.outcome(), "weight": weight });
        let option = |place: usize| json!({ "file": self.study.cases()[place].file, "name": self.option(place), "mean": self.means[place] });
        json!({
            "objective": {
                "name": self.weighing.name,
                "parts": self.weighing.parts.iter().map(part).collect::<Vec<_>>(),
                "judgement": self.weighing.basis.as_ref().and_then(|basis| basis.judgement.clone()),
                "evidence": self.weighing.basis.as_ref().map(|basis| basis.evidence.clone()),
            },
            "options": (0..self.means.len()).map(option).collect::<Vec<_>>(),
            "chosen": self.study.cases()[self.chosen].file,
            "perfect": knowledge(&self.perfect),
            "partial": self.groupings.iter().map(grouping).collect::<Vec<_>>(),
        })
    }

    fn remarks(&self) -> Vec<String> {
        let who = match &self.weighing.basis {
            None => "No scenario states an objective: options are weighed by this one outcome, and no one has said that it is what counts.".to_string(),
            Some(basis) => {
                let said = basis.judgement.clone().unwrap_or_else(|| match basis.evidence.is_empty() {
                    true => "nobody says who weighs so".into(),
                    false => basis.evidence.join(", "),
                });
                let part = |(question, weight): &(crate::analysis::Question, f64)| format!("{weight} × {}", question.outcome());
                let parts: Vec<String> = self.weighing.parts.iter().map(part).collect();
                format!("Weighed is {}. Who weighs: {said}.", parts.join(" + "))
            }
        };
        let mut remarks = vec![
            who,
            "The luck of the paths is taken out: of the best of several noisy means part is luck, and no knowledge. Worth by regression on the worlds of one run; ± is one \
             standard error. Of several assumptions together, what they do jointly is told in part only, so that it may be worth more."
                .into(),
            "Knowledge is worth something only where it may change the choice; what it would cost to find out is not in here, nor whether it can be found out at all.".into(),
        ];
        for grouping in self.groupings.iter().filter(|grouping| !grouping.untold.is_empty()) {
            remarks.push(format!(
                "Too many assumptions together for so few worlds, so not told: {} ({}).",
                grouping.untold.join(", "),
                grouping.of
            ));
        }
        remarks
    }

    pub(super) fn inquiry(&self) -> Inquiry {
        Inquiry {
            name: "value",
            question: format!("What is worth finding out before one chooses by “{}”?", self.objective()),
            findings: self.findings(),
            tables: self.tables(),
            figures: self.figures(),
            data: self.data(),
            remarks: self.remarks(),
        }
    }
}

/// A chance as points.
fn points(x: f64) -> String {
    format!("{} points", digits(x))
}

fn digits(x: f64) -> String {
    let decimals = if (100.0 * x).abs() < 9.95 { 2 } else { 1 };
    crate::words::plain(100.0 * x, decimals)
}

fn plural(of: &str) -> String {
    match of {
        "party" => "parties".into(),
        "kind of evidence" => "kinds of evidence".into(),
        one => format!("{one}s"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn functions(of: Functions) -> &'static str {
    match of {
        Functions::SplinesAndProducts => "splines and products",
        Functions::Splines => "splines",
        Functions::Squares => "squares",
        Functions::Lines => "lines",
    }
}
