//! An outcome as one or two keys are varied, in the same worlds everywhere; and the values at which it is what it shall be.

use serde_json::{Value, json};

use super::asking::{Answer, Point, difference_in_words};
use super::cases::Study;
use super::error::Error;
use super::refused::Refused;
use super::solved::Solved;
use super::sweep_axis::{Over, To};
use super::sweeping::{Line, Sweeping, Swept, Target, number, setting};
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::Question;
use crate::engine::Size;
use crate::figures::{AskedOutcome, Figure, Provenance, Sweep, SweepLine, SweepPoint, Table};
use crate::report::Inquiry;
use crate::words::thousands;

impl Study {
    /// An outcome as one key or two are varied; with a target, where it is taken.
    ///
    /// **Errors** neither one key nor two; two keys of more than two scenarios; a target along what is no number, or [`Target::Equal`] without
    /// two scenarios; as for [`Study::simulate`].
    pub fn sweep(
        &self,
        over: &[Over],
        question: &Question,
        target: Option<Target>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        if target == Some(Target::Equal) && self.cases().len() != 2 {
            return Err(Error::Unanswerable(
                "where two scenarios are equally good is asked of two scenarios".into(),
            ));
        }
        match over {
            [over] => self.sweep_one(over, question, target, size, watch),
            [across, up] => self.sweep_two([across, up], question, target, size, watch),
            _ => Err(Error::Unanswerable(format!("one key or two are varied, not {}", over.len()))),
        }
    }

    fn sweep_one(
        &self,
        over: &Over,
        question: &Question,
        target: Option<Target>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        if target.is_some() && !(over.is_number() && over.settings.len() > 1) {
            return Err(Error::Unanswerable(format!(
                "`{}` has no range of numbers along which to look for a value",
                over.key
            )));
        }
        let lines = match target {
            Some(Target::Equal) => vec![Line::Difference],
            _ => (0..self.cases().len()).map(Line::Of).collect(),
        };
        let (base, swept) = (Vec::new(), Vec::new());
        let mut sweeping = Sweeping { study: self, over: over.clone(), question, size, base, swept, lines };
        sweeping.begin(watch)?;
        let value = target.map(|target| match target {
            Target::Value(value) => value,
            Target::Equal => 0.0,
        });
        let solved = value.map(|value| sweeping.solve(value, watch)).transpose()?;
        Ok(sweeping.inquiry(value, solved.unwrap_or_default()))
    }

    /// A variant of a scenario with a key set.
    pub(super) fn set<'s>(&'s self, place: usize, sets: &[(&Over, &To)]) -> Result<Variant<'s>, Refused> {
        sets.iter().try_fold(self.variant(place), |variant, (over, to)| over.set(variant, to))
    }
}

impl Sweeping<'_> {
    /// A line as it is drawn; its swing is the highest point less the lowest in the same worlds.
    fn line(&self, line: Line) -> SweepLine {
        let told: Vec<Option<Point>> = self.swept.iter().map(|swept| self.told(line, swept)).collect();
        let known = || told.iter().flatten();
        let by_value = |a: &&Point, b: &&Point| a.value().total_cmp(&b.value());
        let swing = known().max_by(by_value).zip(known().min_by(by_value));
        let error = swing.map_or(0.0, |(high, low)| self.error_of_swing(high, low));
        let point = |told: &Option<Point>| {
            let told = told.as_ref()?;
            let value = told.value();
            let (lo, hi) = told.range.map_or((value, value), |range| (range.lo, range.hi));
            Some(SweepPoint { value, lo, hi })
        };
        SweepLine {
            name: self.name(line),
            as_it_is: self.as_it_is(line).map(|told| told.value()),
            points: told.iter().map(point).collect(),
            swing_error: error,
        }
    }

    /// The standard error of a difference along a line. Where no world differs, or one only, it is that of both ends alone.
    fn error_of_swing(&self, high: &Point, low: &Point) -> f64 {
        let error = high.by_world.minus(&low.by_world).standard_error(self.size.clusters());
        let alone = [high, low].map(|told| told.standard_error.unwrap_or(0.0));
        let alone = (alone[0] * alone[0] + alone[1] * alone[1]).sqrt();
        if error.is_finite() && error > 0.0 { error } else { alone }
    }

    fn figure(&self, target: Option<f64>, solved: &[Solved]) -> Figure {
        let axis =
            Over { settings: self.swept.iter().map(|swept| swept.to.clone()).collect(), ..self.over.clone() }
                .axis();
        let roots = solved.iter().enumerate().flat_map(|(line, solved)| solved.roots(line)).collect();
        let lines = self.lines.iter().map(|&line| self.line(line)).collect();
        let sweep = Sweep { asked: self.asked(), over: axis, lines, target, roots };
        let names: Vec<&str> = self.study.cases().iter().map(|case| case.file.as_str()).collect();
        let _letters = self.study.letters();
        let provenance = Provenance::new(names.join(", "), self.study.digest(self.size, None), self.size);
        Figure::new("sweep", sweep, provenance)
    }

    fn inquiry(&self, target: Option<f64>, solved: Vec<Solved>) -> Inquiry {
        let figure = self.figure(target, &solved);
        let asked = self.asked();
        let mut findings = Vec::new();
        if let Some(target) = target {
            let of = self.lines.iter().zip(&solved);
            findings.extend(of.flat_map(|(&line, solved)| solved.findings(self, line, target)));
        }
        findings.extend(self.lines.iter().map(|&line| self.finding(line, &asked)));
        let question = match target {
            Some(_) if asked.is_difference => {
                format!("Where along {} are the two equally good?", self.over.name)
            }
            Some(target) => format!(
                "Where along {} is “{}” {} {}?",
                self.over.name,
                asked.outcome,
                asked.exactly(target),
                asked.when()
            ),
            None => format!("What does {} do to “{}” {}?", self.over.name, asked.outcome, asked.when()),
        };
        Inquiry {
            name: "sweep",
            question,
            findings,
            tables: vec![self.table(&figure)],
            data: self.data(target, &solved),
            remarks: self.remarks(target.is_some()),
            figures: vec![figure],
        }
    }

    /// What was asked for, without the settings that the search added.
    fn table(&self, figure: &Figure) -> Table {
        let table = figure.table();
        let is_asked = |place: usize| self.over.settings.contains(&self.swept[place].to);
        let rows = table.rows.into_iter().enumerate().filter(|(place, _)| is_asked(*place));
        Table { rows: rows.map(|(_, row)| row).collect(), ..table }
    }

    /// Between which values a line goes, and how clearly.
    fn finding(&self, line: Line, asked: &AskedOutcome) -> String {
        let told: Vec<(&To, Point)> =
            self.swept.iter().filter_map(|swept| Some((&swept.to, self.told(line, swept)?))).collect();
        let name = self.name(line);
        let by_value = |a: &&(&To, Point), b: &&(&To, Point)| a.1.value().total_cmp(&b.1.value());
        let (Some(low), Some(high)) = (told.iter().min_by(by_value), told.iter().max_by(by_value)) else {
            return format!("{name}: every setting was refused.");
        };
        let most = told.iter().map(|(_, told)| told.value().abs()).fold(0.0, f64::max);
        let widest = told.iter().filter_map(|(_, told)| told.standard_error).fold(0.0, f64::max);
        let value = |told: &Point| asked.value(told.value(), asked.decimals(most, Some(widest)));
        let base =
            self.as_it_is(line).map_or(String::new(), |told| format!("; as things are {}", value(&told)));
        let swing = high.1.value() - low.1.value();
        let error = self.error_of_swing(&high.1, &low.1);
        if swing <= 2.0 * error {
            return format!(
                "{name}: {} does not move it by more than the simulation can tell{base}.",
                self.over.name
            );
        }
        let at =
            |to: &To| Over { settings: vec![to.clone()], ..self.over.clone() }.axis().settings.remove(0).name;
        let [first, second] = if self.comes_first(low.0, high.0) { [low, high] } else { [high, low] };
        format!(
            "{name}: from {} at {} to {} at {}, a difference of {}{base}.",
            value(&first.1),
            at(first.0),
            value(&second.1),
            at(second.0),
            difference_in_words(asked, second.1.value() - first.1.value(), Some(error))
        )
    }

    /// Whether one setting stands before another.
    fn comes_first(&self, one: &To, other: &To) -> bool {
        let place = |to: &To| self.swept.iter().position(|swept| swept.to == *to);
        place(one) < place(other)
    }

    /// How exact it is, what was refused, what nothing reads.
    fn remarks(&self, is_solved: bool) -> Vec<String> {
        let (size, variants) = (self.size, self.swept.len() * self.study.cases().len());
        let mut remarks = vec![format!(
            "{} variants in the same {} worlds × {} paths (seed {}), so that differences along a line are effects; intervals are 95% confidence. All else varies as always.",
            thousands(variants as u64),
            thousands(size.worlds.into()),
            thousands(size.paths.into()),
            size.seed
        )];
        if is_solved {
            remarks.push(
                "An interval of values holds every one at which the estimate cannot be told from what was looked for, at 95%: more trials narrow it, except where the outcome is level."
                    .into(),
            );
        }
        for (place, case) in self.study.cases().iter().enumerate() {
            let is_read = case.plan.law(&self.over.key).is_some();
            if matches!(self.over.settings.first(), Some(To::Number(_))) && !is_read {
                remarks.push(format!("{}: nothing that is simulated reads `{}`.", case.file, self.over.key));
            }
            let mut told: Vec<(&str, Vec<String>)> = Vec::new();
            for swept in &self.swept {
                let Some(why) = swept.answers[place].why_not() else { continue };
                let axis = Over { settings: vec![swept.to.clone()], ..self.over.clone() }.axis();
                let name = axis.settings.into_iter().map(|setting| setting.name).collect::<String>();
                match told.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, names)) => names.push(name),
                    None => told.push((why, vec![name])),
                }
            }
            remarks.extend(
                told.into_iter()
                    .map(|(why, names)| format!("{}: refused at {}: {why}", case.file, names.join(", "))),
            );
        }
        remarks
    }

    fn data(&self, target: Option<f64>, solved: &[Solved]) -> Value {
        let of = self.question.estimand(self.study.cases()[0].scenario());
        let line = |(place, &line): (usize, &Line)| {
            let points: Vec<Value> = self.swept.iter().map(|swept| self.point(line, swept)).collect();
            json!({
                "name": self.name(line),
                "as_it_is": self.as_it_is(line).map(|told| number(&told)),
                "points": points,
                "swing": self.swing(line),
                "roots": solved.get(place).map(|solved| solved.data()),
            })
        };
        json!({
            "outcome": of.outcome,
            "name": of.name,
            "by": of.by,
            "unit": of.unit,
            "over": { "key": self.over.key, "name": self.over.name, "unit": self.over.unit },
            "target": target,
            "lines": self.lines.iter().enumerate().map(line).collect::<Vec<_>>(),
            "worlds": self.size.worlds,
            "paths": self.size.paths,
            "seed": self.size.seed,
        })
    }

    /// The highest less the lowest, in the same worlds.
    fn swing(&self, line: Line) -> Option<Value> {
        let told: Vec<(&To, Point)> =
            self.swept.iter().filter_map(|swept| Some((&swept.to, self.told(line, swept)?))).collect();
        let by_value = |a: &&(&To, Point), b: &&(&To, Point)| a.1.value().total_cmp(&b.1.value());
        let (low, high) = told.iter().min_by(by_value).zip(told.iter().max_by(by_value))?;
        Some(json!({
            "from": setting(low.0),
            "to": setting(high.0),
            "difference": high.1.value() - low.1.value(),
            "standard_error": self.error_of_swing(&high.1, &low.1),
        }))
    }

    fn point(&self, line: Line, swept: &Swept) -> Value {
        let to = setting(&swept.to);
        let refused = match line {
            Line::Of(place) => swept.answers[place].why_not(),
            Line::Difference => swept.answers.iter().find_map(Answer::why_not),
        };
        let told = self.told(line, swept);
        json!({ "at": to, "told": told.map(|told| number(&told)), "refused": refused })
    }
}
