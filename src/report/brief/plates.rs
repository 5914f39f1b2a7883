//! The figures of a briefing, each once: on the first screen, with the question that it answers, or with the others.

use serde::Serialize;

use super::cases::Run;
use super::sections::Answered;
use crate::drawing::Size;
use crate::figures::{Content, Figure, Table};

/// A figure as the briefing shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Plate {
    /// From 1, as they are shown.
    pub number: usize,
    /// Where it is shown.
    pub place: Place,
    /// The run whose first figure among the others this is, where the briefing tells of several.
    pub opens: Option<String>,
    /// The finding.
    pub title: String,
    /// What is measured.
    pub subtitle: String,
    /// How to read it.
    pub notes: String,
    /// The numbers in sentences.
    pub description: String,
    /// The picture for a wide page.
    pub wide: String,
    /// The picture for a telephone and for print.
    pub narrow: String,
    /// Where its file lies, as seen from the briefing.
    pub file: String,
    /// Its numbers.
    pub table: Table,
}

/// Where a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// On the first screen.
    First,
    /// With the question that it answers.
    Question,
    /// With the others.
    Others,
}

/// Every figure in the order in which it is shown; the questions are told which are theirs, by their numbers.
pub(super) fn plates(runs: &[Run], answered: &mut [Answered]) -> Vec<Plate> {
    let all: Vec<(&Run, &Figure)> =
        runs.iter().flat_map(|run| run.figures.iter().map(move |figure| (run, figure))).collect();
    let mut order: Vec<(usize, Place)> = Vec::new();
    if let [run] = runs {
        order.extend(answering(run).map(|place| (place, Place::First)));
    }
    for one in answered.iter_mut() {
        // Until here a figure is known by its place among all.
        one.shown = one.figures.iter().copied().filter(|&place| is_new(&order, place)).collect();
        order.extend(one.shown.iter().map(|&place| (place, Place::Question)));
    }
    let others: Vec<usize> = (0..all.len()).filter(|&place| is_new(&order, place)).collect();
    order.extend(others.into_iter().map(|place| (place, Place::Others)));
    let number = |place: usize| order.iter().position(|(known, _)| *known == place).map_or(0, |at| at + 1);
    for one in answered.iter_mut() {
        for places in [&mut one.figures, &mut one.shown] {
            places.iter_mut().for_each(|place| *place = number(*place));
        }
    }
    let mut opened: Vec<&str> = Vec::new();
    let plate = |(at, &(place, shown)): (usize, &(usize, Place))| {
        let (run, figure) = all[place];
        let opens = runs.len() > 1 && shown == Place::Others && !opened.contains(&run.name.as_str());
        if opens {
            opened.push(&run.name);
        }
        Plate {
            number: at + 1,
            place: shown,
            opens: opens.then(|| run.name.clone()),
            title: figure.title.clone(),
            subtitle: figure.subtitle.clone(),
            notes: figure.notes.clone(),
            description: figure.description.clone(),
            wide: figure.render(Size::Slide).svg,
            narrow: figure.render(Size::Column).svg,
            file: format!("{}/{}.svg", run.charts, figure.name),
            table: figure.table(),
        }
    };
    order.iter().enumerate().map(plate).collect()
}

fn is_new(order: &[(usize, Place)], place: usize) -> bool {
    order.iter().all(|(known, _)| *known != place)
}

/// The figure that shows the answer: the ladder, else where options end, else the first.
fn answering(run: &Run) -> Option<usize> {
    let of = |is: fn(&Content) -> bool| run.figures.iter().position(|figure| is(&figure.content));
    let ladder = of(|content| matches!(content, Content::Ladder(_)));
    let first = (!run.figures.is_empty()).then_some(0);
    ladder.or_else(|| of(|content| matches!(content, Content::EndStates(_)))).or(first)
}
