//! A sweep over one key under way: its settings, and what came of them in each scenario.

use serde_json::{Value, json};

use super::asking::{Answer, Point, asked_outcome};
use super::cases::Study;
use super::error::Error;
use super::refused::Refused;
use super::sweep_axis::{Over, To};
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::Question;
use crate::engine::Size;
use crate::figures::AskedOutcome;

/// What is looked for along a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Where the outcome is so much.
    Value(f64),
    /// Where the second scenario is as good as the first.
    Equal,
}

/// One line of a sweep: a scenario, or the second less the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Of(usize),
    Difference,
}

/// A setting, and what came of it in each scenario.
pub(super) struct Swept {
    pub(super) to: To,
    pub(super) answers: Vec<Answer>,
}

/// A sweep over one key under way.
pub(super) struct Sweeping<'s> {
    pub(super) study: &'s Study,
    pub(super) over: Over,
    pub(super) question: &'s Question,
    pub(super) size: Size,
    /// With everything as it is, by scenario.
    pub(super) base: Vec<Answer>,
    /// In the order of the settings.
    pub(super) swept: Vec<Swept>,
    pub(super) lines: Vec<Line>,
}

impl Sweeping<'_> {
    /// Simulates every scenario as it is, and with the settings that were asked for.
    pub(super) fn begin(&mut self, watch: &dyn Watch) -> Result<(), Error> {
        let plain = (0..self.study.cases().len()).map(|place| Ok(self.study.variant(place))).collect();
        self.simulate(plain, self.over.settings.clone(), watch)
    }

    /// Simulates further settings of every scenario.
    pub(super) fn add(&mut self, settings: Vec<To>, watch: &dyn Watch) -> Result<(), Error> {
        self.simulate(Vec::new(), settings, watch)
    }

    fn simulate(
        &mut self,
        plain: Vec<Result<Variant<'_>, Refused>>,
        settings: Vec<To>,
        watch: &dyn Watch,
    ) -> Result<(), Error> {
        let (scenarios, as_they_are) = (self.study.cases().len(), plain.len());
        let variants = settings.iter().flat_map(|to| (0..scenarios).map(move |place| (place, to)));
        let variants = variants.map(|(place, to)| self.study.set(place, &[(&self.over, to)]));
        let variants = plain.into_iter().chain(variants).collect();
        let mut answers = self.study.ask(self.question, variants, self.size, watch)?.into_iter();
        self.base.extend(answers.by_ref().take(as_they_are));
        for to in settings {
            let answers = answers.by_ref().take(scenarios).collect();
            self.swept.push(Swept { to, answers });
        }
        if self.over.is_number() {
            let number = |to: &To| if let To::Number(x) = to { *x } else { 0.0 };
            self.swept.sort_by(|a, b| number(&a.to).total_cmp(&number(&b.to)));
        }
        Ok(())
    }

    /// What a line is at a setting.
    pub(super) fn told(&self, line: Line, swept: &Swept) -> Option<Point> {
        told(line, &swept.answers, self.size)
    }

    /// What a line is as things are.
    pub(super) fn as_it_is(&self, line: Line) -> Option<Point> {
        told(line, &self.base, self.size)
    }

    /// What a line is called.
    pub(super) fn name(&self, line: Line) -> String {
        let name = |place: usize| self.study.cases()[place].scenario().name.clone();
        match line {
            Line::Of(place) => name(place),
            Line::Difference => format!("{} less {}", name(1), name(0)),
        }
    }

    pub(super) fn asked(&self) -> AskedOutcome {
        let is_difference = self.lines == [Line::Difference];
        asked_outcome(self.question, self.study.cases()[0].scenario(), is_difference)
    }
}

/// What a line is, of what came of a setting in each scenario.
fn told(line: Line, answers: &[Answer], size: Size) -> Option<Point> {
    match line {
        Line::Of(place) => Some(Point::of(answers[place].estimated()?, size)),
        Line::Difference => Some(Point::less(answers[1].estimated()?, answers[0].estimated()?, size)),
    }
}

/// A setting for programs.
pub(super) fn setting(to: &To) -> Value {
    match to {
        To::Number(x) => json!(x),
        To::Level(id, _) | To::Option(id, _) => json!(id),
    }
}

/// A number with its error for programs.
pub(super) fn number(told: &Point) -> Value {
    json!({
        "estimate": told.value(),
        "standard_error": told.standard_error,
        "confidence_lo": told.range.map(|range| range.lo),
        "confidence_hi": told.range.map(|range| range.hi),
    })
}
