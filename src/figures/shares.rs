//! How much of a difference each of several edits did: from what was, step by step, to what is.

use crate::lettering::title::two_lines;
use crate::words::{amount, difference_with_error, percent, short, unit_name};
use serde::{Deserialize, Serialize};

use super::differences::points;
use super::inspection::Inspection;
use super::kind::Kind;
use super::phrases::clearly_above;
use super::table::{Cell, Table, named_with_unit, row};
/// What a difference is split among.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parts {
    /// Edits of one scenario.
    #[default]
    Edits,
    /// What two analysts do not share.
    Disagreements,
}

impl Parts {
    fn one(self) -> &'static str {
        match self {
            Parts::Edits => "edit",
            Parts::Disagreements => "disagreement",
        }
    }

    /// What is done with them, one after the other.
    fn made(self) -> &'static str {
        match self {
            Parts::Edits => "in which the edits can be made",
            Parts::Disagreements => "in which the first can take over what the second holds",
        }
    }
}

/// A difference, split among the edits behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// What moved, such as "In force".
    pub outcome: String,
    /// The unit of an amount; none for a chance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// When. **Shape** "December 2036".
    pub horizon: String,
    /// Whether it has been so at some time by then, rather than stands so.
    #[serde(default)]
    pub at_some_time: bool,
    /// What was before, and what is now, in a word or two.
    pub sides: [String; 2],
    /// The estimate before.
    pub before: f64,
    /// The estimate now.
    pub after: f64,
    /// Shapley shares of the edits; they sum to the difference.
    pub edits: Vec<EditShare>,
    /// What these are.
    #[serde(default)]
    pub parts: Parts,
    /// Orders that were tried; none where all subsets were simulated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub orders: Option<usize>,
}

/// The share of one edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditShare {
    /// The key that was edited, or the element.
    pub name: String,
    /// Its share of the difference.
    pub share: f64,
    /// The standard error, of trials and of the choice of orders together.
    pub standard_error: f64,
}

impl EditShare {
    /// Whether it is clear of zero.
    pub(crate) fn is_clear(&self) -> bool {
        clearly_above((self.share.abs(), self.standard_error), (0.0, 0.0))
    }
}

impl Shares {
    /// The edits as they are drawn, the largest share first.
    pub(crate) fn rows(&self) -> Vec<&EditShare> {
        let mut rows: Vec<&EditShare> = self.edits.iter().collect();
        rows.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
        rows
    }

    pub(crate) fn value(&self, value: f64) -> String {
        match &self.unit {
            None => percent(value),
            Some(unit) => amount(&short(value), unit),
        }
    }

    /// "by December 2036", "in December 2036".
    fn when(&self) -> String {
        format!("{} {}", if self.at_some_time { "by" } else { "in" }, self.horizon)
    }

    /// "Signed by December 2036"; an amount by its name alone.
    fn topic(&self, name: &dyn Fn(&str) -> String) -> String {
        match self.unit {
            None => format!("{} {}", name(&self.outcome), self.when()),
            Some(_) => name(&self.outcome),
        }
    }

    pub(crate) fn words(&self, edit: &EditShare) -> String {
        match self.unit {
            None => points(100.0 * edit.share, 200.0 * edit.standard_error),
            Some(_) if edit.standard_error > 0.0 => {
                difference_with_error(edit.share, 2.0 * edit.standard_error).replace("± ", "±")
            }
            Some(_) => points(edit.share, 0.0),
        }
    }
}

impl Kind for Shares {
    /// The edit with the largest share, if twice the standard errors part it from the next; else that they cannot be told apart.
    fn title(&self) -> String {
        two_lines(|name| {
            let rows = self.rows();
            let size = |edit: &EditShare| (edit.share.abs(), edit.standard_error);
            let clear: Vec<&&EditShare> = rows.iter().filter(|edit| edit.is_clear()).collect();
            let unit = if self.unit.is_none() { " points" } else { "" };
            let outcome = self.topic(name);
            match (clear.as_slice(), rows.get(1)) {
                ([], _) => format!(
                    "{outcome}: no single {} moves it by more than the simulation can tell",
                    self.parts.one()
                ),
                ([first, ..], Some(next)) if clearly_above(size(first), size(next)) => format!(
                    "{outcome}: of {} {}s, {} does most ({}{unit})",
                    rows.len(),
                    self.parts.one(),
                    name(&first.name),
                    self.words(first).replace(" ±", ", ±")
                ),
                (several, _) => format!(
                    "{outcome}: {} of {} {}s move it, and which does most cannot be told",
                    several.len(),
                    rows.len(),
                    self.parts.one()
                ),
            }
        })
    }

    fn subtitle(&self) -> String {
        let what = match &self.unit {
            None => "share of histories".to_string(),
            Some(unit) if unit.is_empty() => "mean".to_string(),
            Some(unit) => format!("mean, {}", unit_name(unit)),
        };
        let points = if self.unit.is_none() { ", in percentage points" } else { "" };
        format!(
            "“{}” ({what}) {}, from “{}” to “{}”: the part of each {}{points}",
            self.outcome,
            self.when(),
            self.sides[0],
            self.sides[1],
            self.parts.one()
        )
    }

    fn notes(&self) -> String {
        let ways = match self.orders {
            None => format!("all orders {}", self.parts.made()),
            Some(orders) => format!("{orders} orders {}", self.parts.made()),
        };
        format!(
            "Shapley shares: the mean effect of each {} over {ways}; they sum to the whole difference. Whiskers and ±: two standard \
             errors; grey: not clear of zero.",
            self.parts.one()
        )
    }

    fn description(&self) -> String {
        let shares = self.rows().into_iter().map(|edit| format!("{}: {}", edit.name, self.words(edit)));
        format!(
            "Shares of the {}s in {}, {} before and {} now: {}.",
            self.parts.one(),
            self.outcome,
            self.value(self.before),
            self.value(self.after),
            shares.collect::<Vec<_>>().join("; ")
        )
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.horizon]);
        look.names(&self.unit);
        look.names(&self.sides);
        look.items(self.edits.len());
        look.numbers([self.before, self.after]);
        for edit in &self.edits {
            look.name(&edit.name);
            look.numbers([edit.share, edit.standard_error]);
        }
    }

    fn table(&self) -> Table {
        let unit = self.unit.as_deref().unwrap_or_default();
        let cell = |value: f64| if self.unit.is_none() { Cell::error(value) } else { Cell::number(value) };
        Table::new(
            named_with_unit(&self.outcome, unit),
            &[
                match self.parts {
                    Parts::Edits => "Edit",
                    Parts::Disagreements => "Disagreement",
                },
                "Share of the difference",
                "Standard error",
            ],
        )
        .with(self.edits.iter().map(|e| row(&[&e.name], [cell(e.share), cell(e.standard_error)])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(edits: &[(&str, f64, f64)]) -> Shares {
        let edit = |&(name, share, standard_error): &(&str, f64, f64)| EditShare {
            name: name.into(),
            share,
            standard_error,
        };
        Shares {
            at_some_time: false,
            outcome: "In force".into(),
            unit: None,
            horizon: "December 2026".into(),
            sides: ["before".into(), "after".into()],
            before: 0.1,
            after: 0.1 + edits.iter().map(|edit| edit.1).sum::<f64>(),
            edits: edits.iter().map(edit).collect(),
            parts: Parts::Edits,
            orders: None,
        }
    }

    #[test]
    fn the_title_names_an_edit_only_if_it_stands_apart() {
        let titles = [
            shares(&[("factor.a", 0.01, 0.001), ("factor.b", -0.05, 0.002)]),
            shares(&[("factor.a", 0.05, 0.004), ("factor.b", 0.051, 0.004), ("factor.c", 0.0, 0.004)]),
            shares(&[("factor.a", 0.001, 0.001), ("factor.b", 0.0, 0.0)]),
        ];
        assert_eq!(
            titles.map(|figure| figure.title()),
            [
                "In force in December 2026: of 2 edits, factor.b does most (−5.0, ±0.4 points)",
                "In force in December 2026: 2 of 3 edits move it, and which does most cannot be told",
                "In force in December 2026: no single edit moves it by more than the simulation can tell",
            ]
        );
    }
}
