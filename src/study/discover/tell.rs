//! What was discovered, in sentences, tables, figures and numbers.

mod limits;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::found::{Boxed, LEVEL, Leaf, Measure, Wanted};
use super::rows::Rows;
use crate::analysis::{Estimand, Question};
use crate::discovery::{Inputs, Limit, Tested};
use crate::engine::Size;
use crate::figures::{BoxLimit, BoxRow, Boxes, Cell, Figure, Provenance, Table};
use crate::report::Inquiry;
use crate::stats::Estimate;
use crate::study::cases::Study;
use crate::study::named::Named;
use crate::words::{amount, in_words, percent, plus_or_minus, share, short, significant};

/// What was found, ready to be told.
pub(super) struct Told<'a> {
    pub(super) study: &'a Study,
    pub(super) question: &'a Question,
    pub(super) wanted: Wanted,
    pub(super) named: Named,
    pub(super) size: Size,
    /// How many inputs vary.
    pub(super) inputs: usize,
    /// The least and greatest value of each.
    pub(super) ends: BTreeMap<String, [f64; 2]>,
    /// The worlds that tell.
    pub(super) rows: &'a Rows,
    pub(super) boxes: Vec<Boxed>,
    pub(super) leaves: Vec<Leaf>,
}

impl Told<'_> {
    pub(super) fn ends(inputs: &Inputs) -> BTreeMap<String, [f64; 2]> {
        inputs.keys().iter().enumerate().map(|(input, key)| (key.clone(), inputs.ends(input))).collect()
    }

    fn estimand(&self) -> Estimand {
        self.question.estimand(self.study.cases()[0].scenario())
    }

    fn measure(&self) -> Measure {
        match (self.wanted.beats, self.wanted.above, self.estimand().unit) {
            (true, ..) => Measure::Difference,
            (false, Some(_), _) => Measure::Above,
            (false, None, Some(_)) => Measure::Mean,
            (false, None, None) => Measure::Chance,
        }
    }

    /// "In force, reached by December 2036".
    fn outcome(&self) -> String {
        let estimand = self.estimand();
        let reached = if estimand.outcome.starts_with("reached.") { "reached by" } else { "in" };
        format!("{}, {reached} {}", estimand.name, in_words(&estimand.by))
    }

    /// A number of the outcome.
    fn value(&self, x: f64) -> String {
        match self.estimand().unit.as_deref() {
            None => share(x),
            Some(unit) => amount(&short(x), unit),
        }
    }

    /// A number of the response.
    fn shown(&self, x: f64) -> String {
        match self.measure() {
            Measure::Above => share(x),
            Measure::Difference if self.is_share() => format!("{} points", plus_or_minus(100.0 * x, 2)),
            _ => self.value(x),
        }
    }

    fn is_share(&self) -> bool {
        self.measure() == Measure::Above || self.estimand().unit.is_none()
    }

    /// What is looked at: worlds, or histories.
    fn things(&self) -> &'static str {
        if self.wanted.events.is_some() { "histories" } else { "worlds" }
    }

    fn finding(&self, place: usize) -> String {
        let Boxed { tested, sides, .. } = &self.boxes[place];
        let density = |tested: &Tested| {
            let told = |side: Option<Estimate>| side.map_or(f64::NAN, |side| side.value);
            [told(tested.inside.density), told(tested.outside.density)]
        };
        let [inside, outside] = density(tested).map(|x| self.shown(x));
        let outcome = self.outcome();
        let elsewhere = if place == 0 { "elsewhere" } else { "in what is left elsewhere" };
        let what = match (self.measure(), &sides[..]) {
            (Measure::Difference, [first, second]) => {
                let [a, b] = [0, 1].map(|side| self.study.label(&self.study.cases()[side]));
                let [[a_in, a_out], [b_in, b_out]] =
                    [density(first), density(second)].map(|both| both.map(|x| self.value(x)));
                format!(
                    "“{outcome}” is {a_in} with “{a}” and {b_in} with “{b}” ({elsewhere} {a_out} and {b_out})"
                )
            }
            (Measure::Above, _) => format!(
                "“{outcome}” is above {} in {inside} of worlds (against {outside} {elsewhere})",
                self.value(self.wanted.above.unwrap_or(0.0))
            ),
            (Measure::Mean, _) => {
                format!("“{outcome}” is {inside} in the mean (against {outside} {elsewhere})")
            }
            _ => format!("{inside} of histories have “{outcome}” (against {outside} {elsewhere})"),
        };
        let mass = share(tested.mass);
        let things = self.things();
        let left = if place == 0 { "" } else { " that the boxes before leave" };
        let holds = match (self.measure(), tested.coverage) {
            (Measure::Chance, Some(of)) => {
                format!("; they hold {} of all histories that do", share(of.value))
            }
            (Measure::Above, Some(of)) => {
                format!("; they hold {} of all such worlds", share(of.value))
            }
            _ => String::new(),
        };
        format!(
            "Where {}, {what}. So are {mass} of {things}{left}{holds}.",
            self.limits_of(&self.boxes[place])
        )
    }

    fn findings(&self) -> Vec<String> {
        let mut findings: Vec<String> = (0..self.boxes.len()).map(|place| self.finding(place)).collect();
        if findings.is_empty() {
            let what = match self.measure() {
                Measure::Difference => "the first has more of, beside what it has elsewhere:",
                _ => "there is more of",
            };
            findings.push(format!(
                "Nothing that is assumed marks out {} in which {what} “{}”, as far as a run of this size can tell.",
                self.things(),
                self.outcome()
            ));
        }
        let density = |leaf: &Leaf| leaf.tested.inside.density.map_or(f64::NAN, |density| density.value);
        findings.push(match &self.leaves[..] {
            [] | [_] => "A tree of splits, as a second opinion, finds nothing worth a split.".into(),
            [first, .., last] => format!(
                "A tree of splits, as a second opinion, finds most ({}) where {}, and least ({}) where {}.",
                self.shown(density(first)),
                self.limits(&first.limits),
                self.shown(density(last)),
                self.limits(&last.limits)
            ),
        });
        findings
    }

    fn cell(&self, x: Option<f64>) -> Cell {
        let Some(x) = x.filter(|x| x.is_finite()) else { return Cell::text("–") };
        match (self.is_share(), self.measure()) {
            (true, Measure::Difference) => {
                Cell { shown: plus_or_minus(100.0 * x, 2), value: Some(x), is_share: true }
            }
            (true, _) => cell_of_share(x),
            (false, _) => Cell::number(x),
        }
    }

    fn error(&self, x: Option<f64>) -> Cell {
        let told = |x| if self.is_share() { Cell::error(x) } else { Cell::number(x) };
        x.filter(|x| x.is_finite()).map_or(Cell::text("–"), told)
    }

    fn table_of_boxes(&self) -> Table {
        let things = format!("Share of {}", self.things());
        let head = ["Box", &things, "Within", "±", "Elsewhere", "±", "Holds", "p"];
        let row = |(place, boxed): (usize, &Boxed)| {
            let Tested { inside, outside, mass, coverage, p, .. } = &boxed.tested;
            vec![
                Cell::text(format!("{}: {}", place + 1, self.limits_of(boxed))),
                cell_of_share(*mass),
                self.cell(inside.density.map(|d| d.value)),
                self.error(inside.density.map(|d| d.standard_error)),
                self.cell(outside.density.map(|d| d.value)),
                self.error(outside.density.map(|d| d.standard_error)),
                coverage.map_or(Cell::text("–"), |coverage| cell_of_share(coverage.value)),
                chance(*p),
            ]
        };
        Table::new(self.outcome(), &head).with(self.boxes.iter().enumerate().map(row))
    }

    fn table_of_restrictions(&self) -> Table {
        let head = ["Restriction", "Box", "From", "Below", "Unit", "Quasi-p", "Borne out", "Comes back"];
        let rows = self.boxes.iter().enumerate().flat_map(|(place, boxed)| {
            boxed.limits.iter().enumerate().map(move |(n, limit)| {
                let in_words = self.in_words(limit);
                let end = |end: Option<f64>| match (end, &in_words) {
                    (Some(x), None) => Cell { shown: significant(x), value: Some(x), is_share: false },
                    _ => Cell::text("–"),
                };
                vec![
                    Cell::text(in_words.clone().unwrap_or_else(|| self.name(&limit.key))),
                    Cell::text(format!("{}", place + 1)),
                    end(limit.at_least),
                    end(limit.below),
                    Cell::text(self.unit(&limit.key)),
                    chance(boxed.tested.restrictions[n]),
                    Cell::text(if boxed.tested.bears_out(n) { "yes" } else { "no" }),
                    Cell::share(boxed.returns[n]),
                ]
            })
        });
        Table::new("What each restriction does", &head).with(rows)
    }

    fn table_of_leaves(&self) -> Table {
        let things = format!("Share of {}", self.things());
        let row = |leaf: &Leaf| {
            let density = leaf.tested.inside.density;
            vec![
                Cell::text(self.limits(&leaf.limits)),
                cell_of_share(leaf.tested.mass),
                self.cell(density.map(|d| d.value)),
                self.error(density.map(|d| d.standard_error)),
            ]
        };
        Table::new("The tree", &["Leaf", &things, "Within", "±"]).with(self.leaves.iter().map(row))
    }

    fn figure(&self) -> Option<Figure> {
        let row = |boxed: &Boxed| {
            let limit = |(n, limit): (usize, &Limit)| BoxLimit {
                name: self.in_words(limit).unwrap_or_else(|| self.name(&limit.key)),
                range: match self.in_words(limit) {
                    Some(_) => "yes".into(),
                    None => self.range(limit),
                },
                is_borne_out: boxed.tested.bears_out(n),
                ends: self.ends.get(&limit.key).copied().unwrap_or([0.0, 0.0]),
                from: limit.at_least,
                below: limit.below,
                shares: boxed.shares[n],
                returns: boxed.returns[n],
            };
            let Tested { inside, outside, mass, coverage, .. } = &boxed.tested;
            Some(BoxRow {
                limits: boxed.limits.iter().enumerate().map(limit).collect(),
                density: inside.density?.value,
                standard_error: inside.density?.standard_error,
                elsewhere: outside.density?.value,
                mass: *mass,
                coverage: coverage.map(|coverage| coverage.value),
            })
        };
        let boxes: Option<Vec<BoxRow>> = self.boxes.iter().map(row).collect();
        let outcome = match self.wanted.above {
            Some(level) => format!("{} above {}", self.outcome(), self.value(level)),
            None => self.outcome(),
        };
        let figure = Boxes {
            outcome,
            scenario: self.study.names(),
            things: self.things().to_string(),
            is_share: self.is_share(),
            is_difference: self.measure() == Measure::Difference,
            unit: self.estimand().unit.unwrap_or_default(),
            boxes: boxes.filter(|boxes| !boxes.is_empty())?,
        };
        let _letters = self.study.letters();
        let digest = self.study.digest(self.size, None);
        Some(Figure::new("boxes", figure, Provenance::new(self.study.names(), &digest, self.size)))
    }

    fn data(&self) -> Value {
        let estimate = |of: Option<Estimate>| {
            of.map(|of| json!({ "estimate": of.value, "standard_error": of.standard_error }))
        };
        let tested = |tested: &Tested| {
            json!({
                "mass": tested.mass,
                "density": estimate(tested.inside.density),
                "density_elsewhere": estimate(tested.outside.density),
                "difference": estimate(tested.difference),
                "coverage": estimate(tested.coverage),
                "p": tested.p,
            })
        };
        let limit = |limit: &Limit| json!({ "key": limit.key, "name": self.name(&limit.key), "from": limit.at_least, "below": limit.below });
        let boxed = |boxed: &Boxed| {
            let restrictions = boxed.limits.iter().enumerate().map(|(n, of)| {
                json!({
                    "limit": limit(of),
                    "quasi_p": boxed.tested.restrictions[n],
                    "borne_out": boxed.tested.bears_out(n),
                    "returns": boxed.returns[n],
                })
            });
            json!({
                "tested": tested(&boxed.tested),
                "sides": boxed.sides.iter().map(tested).collect::<Vec<_>>(),
                "restrictions": restrictions.collect::<Vec<_>>(),
            })
        };
        let leaf = |leaf: &Leaf| {
            json!({
                "limits": leaf.limits.iter().map(limit).collect::<Vec<_>>(),
                "tested": tested(&leaf.tested),
            })
        };
        json!({
            "outcome": self.question.outcome(),
            "by": self.estimand().by,
            "above": self.wanted.above,
            "beats": self.wanted.beats,
            "events_by": self.wanted.events.map(|month| month.to_string()),
            "least": self.wanted.least,
            "inputs": self.inputs,
            "boxes": self.boxes.iter().map(boxed).collect::<Vec<_>>(),
            "tree": self.leaves.iter().map(leaf).collect::<Vec<_>>(),
        })
    }

    fn remarks(&self) -> Vec<String> {
        let counts = match self.measure() {
            Measure::Chance if self.wanted.events.is_some() => "A history counts if it has the outcome".to_string(),
            Measure::Chance => "A world counts as much as its share of histories with the outcome".to_string(),
            Measure::Above if self.estimand().unit.is_none() => {
                "A world counts as much as it is likely, by its paths and by the spread of all worlds, to lie above".to_string()
            }
            Measure::Above => "A world counts if the mean of its paths lies above".to_string(),
            Measure::Mean => "A world counts as much as the mean of its paths".to_string(),
            Measure::Difference => "A world counts as much as the first lies above the second".to_string(),
        };
        vec![
            format!(
                "{counts}. {} worlds of {} paths found the boxes, as many of another seed said which restrictions hold, and as many of a third tell what is told here: density and \
                 coverage owe nothing to the choice. A box is told if such a difference would come by chance in less than {} of cases.",
                crate::words::thousands(u64::from(self.size.worlds)),
                self.size.paths,
                percent(LEVEL)
            ),
            "± is one standard error. Quasi-p: how likely a restriction would help as much in the third worlds if it told nothing; above 5% shared out among the restrictions of the box it is told as not \
             borne out, though the second worlds bore it out. Comes back: the share of halves of the first worlds in which the same restriction is found and borne out by the other half."
                .into(),
            format!(
                "Of {} inputs that vary. A box says where there is more of the outcome, not why: inputs that are correlated stand for each other, and what many inputs do \
                 together, each a little, has no box.",
                self.inputs
            ),
        ]
    }

    pub(super) fn inquiry(&self) -> Inquiry {
        let question = match (self.wanted.beats, self.wanted.events) {
            (true, _) => format!(
                "In which worlds does “{}” beat “{}” in “{}”?",
                self.study.label(&self.study.cases()[0]),
                self.study.label(&self.study.cases()[1]),
                self.outcome()
            ),
            (false, Some(by)) => format!(
                "What marks out histories with “{}”, by what has happened by {}?",
                self.outcome(),
                in_words(&by.to_string())
            ),
            (false, None) => format!("In which worlds is there more of “{}”?", self.outcome()),
        };
        Inquiry {
            name: "discover",
            question,
            findings: self.findings(),
            tables: vec![self.table_of_boxes(), self.table_of_restrictions(), self.table_of_leaves()],
            figures: self.figure().into_iter().collect(),
            data: self.data(),
            remarks: self.remarks(),
        }
    }
}

/// What is said of a restriction that holds in the second worlds and not in the third.
const NOT_BORNE_OUT: &str = "not borne out by other worlds";

fn joined(each: Vec<String>) -> String {
    match each.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "everywhere".into(),
    }
}

fn cell_of_share(x: f64) -> Cell {
    Cell { shown: share(x), value: Some(x), is_share: true }
}

/// A small chance as it reads.
fn chance(p: f64) -> Cell {
    let shown = if p < 0.0001 { "< 0.0001".into() } else { format!("{p:.4}") };
    Cell { shown, value: Some(p), is_share: false }
}
