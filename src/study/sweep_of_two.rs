//! An outcome over two keys at once, and the line along which it breaks even.

use serde_json::{Value, json};

use super::asking::{Answer, Point, asked_outcome};
use super::cases::Study;
use super::error::Error;
use super::sweep_axis::Over;
use super::sweeping::{Target, number, setting};
use super::watch::Watch;
use crate::analysis::Question;
use crate::engine::Size;
use crate::figures::{AskedOutcome, Figure, HeatCell, HeatMap, Provenance};
use crate::report::Inquiry;
use crate::solving::contours;
use crate::words::thousands;

/// What came of a sweep over two keys.
struct Grid<'a> {
    study: &'a Study,
    over: [&'a Over; 2],
    question: &'a Question,
    size: Size,
    /// By scenario, with everything as it is.
    base: Vec<Answer>,
    /// By setting of the second key, then of the first, then by scenario.
    answers: Vec<Vec<Vec<Answer>>>,
    /// The value at which it breaks even, if that is not how things are.
    target: Option<f64>,
}

impl Study {
    pub(super) fn sweep_two(
        &self,
        over: [&Over; 2],
        question: &Question,
        target: Option<Target>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        let scenarios = self.cases().len();
        if scenarios > 2 {
            return Err(Error::Unanswerable(
                "two keys are varied of one scenario, or of one against another".into(),
            ));
        }
        let target = match target {
            Some(Target::Value(_)) if scenarios == 2 => {
                return Err(Error::Unanswerable("with two scenarios the line is where they are equally good; a value is looked for in one".into()));
            }
            Some(Target::Value(value)) => Some(value),
            Some(Target::Equal) | None => None,
        };
        let [across, up] = over;
        let mut variants: Vec<_> = (0..scenarios).map(|place| Ok(self.variant(place))).collect();
        for to_up in &up.settings {
            for to_across in &across.settings {
                let sets = [(across, to_across), (up, to_up)];
                variants.extend((0..scenarios).map(|place| self.set(place, &sets)));
            }
        }
        let mut answers = self.ask(question, variants, size, watch)?.into_iter();
        let mut next = |count: usize| -> Vec<Answer> { answers.by_ref().take(count).collect() };
        let base = next(scenarios);
        let answers =
            up.settings.iter().map(|_| across.settings.iter().map(|_| next(scenarios)).collect()).collect();
        Ok(Grid { study: self, over, question, size, base, answers, target }.inquiry())
    }
}

impl Grid<'_> {
    fn is_difference(&self) -> bool {
        self.study.cases().len() == 2
    }

    fn asked(&self) -> AskedOutcome {
        asked_outcome(self.question, self.study.cases()[0].scenario(), self.is_difference())
    }

    /// One scenario, or the second less the first.
    fn told(&self, answers: &[Answer]) -> Option<Point> {
        match answers {
            [one] => Some(Point::of(one.estimated()?, self.size)),
            [first, second, ..] => Some(Point::less(second.estimated()?, first.estimated()?, self.size)),
            [] => None,
        }
    }

    /// The value at which it breaks even.
    fn level(&self) -> f64 {
        match self.is_difference() {
            true => 0.0,
            false => self.target.or_else(|| Some(self.told(&self.base)?.value())).unwrap_or(0.0),
        }
    }

    /// The standard error of a cell against the level, which is itself an estimate where it is how things are.
    fn error(&self, answers: &[Answer], told: &Point) -> f64 {
        let base = || self.base.first()?.estimated();
        let against_base = match (self.is_difference() || self.target.is_some(), answers.first()) {
            (false, Some(answer)) => base().zip(answer.estimated()),
            _ => None,
        };
        let error = match against_base {
            Some((base, cell)) => Point::less(cell, base, self.size).standard_error,
            None => told.standard_error,
        };
        // Who has no error to tell cannot be told from the level.
        error.unwrap_or((told.value() - self.level()).abs())
    }

    fn map(&self) -> HeatMap {
        let told = |answers: &Vec<Answer>| {
            let told = self.told(answers)?;
            Some(HeatCell { value: told.value(), standard_error: self.error(answers, &told) })
        };
        let cells: Vec<Vec<Option<HeatCell>>> =
            self.answers.iter().map(|row| row.iter().map(told).collect()).collect();
        let axes = self.over.map(Over::axis);
        let contour = match self.over.iter().all(|over| over.is_number()) {
            true => {
                let numbers = axes
                    .each_ref()
                    .map(|axis| axis.settings.iter().filter_map(|s| s.at).collect::<Vec<f64>>());
                let values: Vec<Vec<Option<f64>>> = cells
                    .iter()
                    .map(|row| row.iter().map(|cell| cell.map(|cell| cell.value)).collect())
                    .collect();
                contours(&numbers[0], &numbers[1], &values, self.level())
            }
            false => Vec::new(),
        };
        let names: Vec<&str> =
            self.study.cases().iter().rev().map(|case| case.scenario().name.as_str()).collect();
        HeatMap {
            asked: self.asked(),
            scenario: names.join(" less "),
            over: axes,
            cells,
            level: self.level(),
            level_is: match (self.is_difference(), self.target) {
                (true, _) => "where the two are equally good".into(),
                (false, Some(_)) => "as asked".into(),
                (false, None) => "as things are".into(),
            },
            contour,
        }
    }

    fn inquiry(&self) -> Inquiry {
        let map = self.map();
        let names: Vec<&str> = self.study.cases().iter().map(|case| case.file.as_str()).collect();
        let _letters = self.study.letters();
        let provenance = Provenance::new(names.join(", "), self.study.digest(self.size, None), self.size);
        let data = self.data(&map);
        let asked = self.asked();
        let figure = Figure::new("heat-map", map, provenance);
        let [across, up] = self.over.map(|over| &over.name);
        Inquiry {
            name: "sweep",
            question: format!(
                "What do {across} and {up} do together to “{}” {}?",
                asked.outcome,
                asked.when()
            ),
            findings: vec![format!("{}.", figure.title)],
            tables: figure.tables(),
            data,
            remarks: self.remarks(),
            figures: vec![figure],
        }
    }

    fn remarks(&self) -> Vec<String> {
        let (size, pairs) = (self.size, self.over[0].settings.len() * self.over[1].settings.len());
        let mut remarks = vec![format!(
            "{} pairs of settings in the same {} worlds × {} paths (seed {}). All else varies as always. The line between cells is drawn in proportion.",
            thousands(pairs as u64),
            thousands(size.worlds.into()),
            thousands(size.paths.into()),
            size.seed
        )];
        let mut told: Vec<(String, usize)> = Vec::new();
        let why = self.answers.iter().flatten().flat_map(|answers| answers.iter().find_map(Answer::why_not));
        for why in why {
            match told.iter_mut().find(|(known, _)| known == why) {
                Some((_, count)) => *count += 1,
                None => told.push((why.to_string(), 1)),
            }
        }
        let pairs = |count: usize| if count == 1 { "1 pair".to_string() } else { format!("{count} pairs") };
        remarks.extend(told.into_iter().map(|(why, count)| format!("Refused at {}: {why}", pairs(count))));
        remarks
    }

    fn data(&self, map: &HeatMap) -> Value {
        let of = self.question.estimand(self.study.cases()[0].scenario());
        let over = self.over.map(|over| {
            let settings: Vec<Value> = over.settings.iter().map(setting).collect();
            json!({ "key": over.key, "name": over.name, "unit": over.unit, "settings": settings })
        });
        let cell = |answers: &Vec<Answer>| match self.told(answers) {
            Some(told) => number(&told),
            None => json!({ "refused": answers.iter().find_map(Answer::why_not) }),
        };
        let cells: Vec<Vec<Value>> = self.answers.iter().map(|row| row.iter().map(cell).collect()).collect();
        json!({
            "outcome": of.outcome,
            "name": of.name,
            "by": of.by,
            "unit": of.unit,
            "scenario": map.scenario,
            "over": over,
            "cells": cells,
            "level": map.level,
            "level_is": map.level_is,
            "contour": map.contour,
            "worlds": self.size.worlds,
            "paths": self.size.paths,
            "seed": self.size.seed,
        })
    }
}
