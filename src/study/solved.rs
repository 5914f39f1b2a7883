//! Where along a key an outcome takes a value: the search, and what is said of it.

use serde_json::{Value, json};

use super::asking::ALPHA;
use super::error::Error;
use super::sweep_axis::{To, plainly};
use super::sweeping::{Line, Sweeping};
use super::watch::Watch;
use crate::figures::{AskedOutcome, Root};
use crate::solving::{Known, Passage, Search, Solution, Stretch};
use crate::words::{amount, percent, short};

/// Looks into what is not known well enough at most so many times.
const ROUNDS: usize = 12;

/// Settings beside those that were asked for, at most.
const MOST: usize = 400;

/// Where one line takes the value.
pub(super) struct Solved {
    solution: Solution,
    /// The settings that were looked at reach from here to there.
    ends: (f64, f64),
}

impl Sweeping<'_> {
    /// Looks for a value along every line, refining the settings until the ends of what cannot be told from a solution are known.
    pub(super) fn solve(&mut self, target: f64, watch: &dyn Watch) -> Result<Vec<Solved>, Error> {
        let asked = self.swept.len();
        for _ in 0..ROUNDS {
            let mut wanted: Vec<f64> =
                self.lines.iter().flat_map(|&line| self.search(line, target).wanted()).map(plainly).collect();
            wanted.sort_by(f64::total_cmp);
            wanted.dedup();
            wanted.retain(|x| !self.swept.iter().any(|swept| swept.to == To::Number(*x)));
            if wanted.is_empty() || self.swept.len() + wanted.len() > asked + MOST {
                break;
            }
            self.add(wanted.into_iter().map(To::Number).collect(), watch)?;
        }
        self.lines
            .iter()
            .map(|&line| {
                let search = self.search(line, target);
                let (Some(first), Some(last)) = (search.known().first(), search.known().last()) else {
                    let name = self.name(line);
                    return Err(Error::Unanswerable(format!(
                        "{name} has no value at any setting that was looked at"
                    )));
                };
                let ends = (first.x, last.x);
                Ok(Solved { solution: search.solution(ALPHA), ends })
            })
            .collect()
    }

    /// What is known of a line.
    fn search(&self, line: Line, target: f64) -> Search {
        let mut search = Search::new(target, self.size.clusters());
        for swept in &self.swept {
            let To::Number(x) = swept.to else { continue };
            let told = self.told(line, swept);
            let Some((told, range)) = told.and_then(|told| Some((told.by_world, told.range?))) else {
                continue;
            };
            search.add(Known { x, by_world: told, range });
        }
        search
    }
}

impl Solved {
    /// As figures have it.
    pub(super) fn roots(&self, line: usize) -> impl Iterator<Item = Root> {
        self.solution.stretches.iter().map(move |stretch| root(line, stretch))
    }

    /// In sentences.
    pub(super) fn findings(&self, sweeping: &Sweeping, line: Line, target: f64) -> Vec<String> {
        let asked = sweeping.asked();
        let (name, over) = (sweeping.name(line), &sweeping.over.name);
        let value = |x: f64| asked.value(x, asked.decimals(target.abs().max(x.abs()), None));
        let is = match line {
            Line::Of(_) => {
                format!("{name}: “{}” is {} {}", asked.outcome, asked.exactly(target), asked.when())
            }
            Line::Difference => {
                format!("{name}: the two are equally good at “{}” {}", asked.outcome, asked.when())
            }
        };
        let (from, to) = (short(self.ends.0), short(self.ends.1));
        // Where no estimate takes it, the trials may still be too few to tell.
        let (places, possible): (Vec<&Stretch>, Vec<&Stretch>) =
            self.solution.stretches.iter().partition(|one| !one.crossings.is_empty());
        let mut findings: Vec<String> = match places[..] {
            [] => {
                let (at, nearest) = self.solution.nearest;
                let wanted = match line {
                    Line::Of(_) => format!("“{}” {} {}", asked.outcome, asked.exactly(target), asked.when()),
                    Line::Difference => {
                        format!("the one as good as the other at “{}” {}", asked.outcome, asked.when())
                    }
                };
                vec![format!(
                    "{name}: nowhere from {from} to {to} of {over} is {wanted}; it comes nearest at {}, with {}.",
                    short(at),
                    value(nearest)
                )]
            }
            [one] => {
                let place = root(0, one);
                let unit = if place.is_single() { sweeping.over.unit.as_str() } else { "" };
                vec![format!("{is} where {over} is {}{}.", amount(&place.words(), unit), told(one, &asked))]
            }
            _ => {
                let each: Vec<String> = places.iter().map(|one| root(0, one).words()).collect();
                let first = format!("{is} at {} places of {over}: {}.", places.len(), each.join("; "));
                let tails = places.iter().zip(&each).filter_map(|(one, words)| {
                    let tail = told(one, &asked);
                    (!tail.is_empty()).then(|| format!("At {words}{tail}."))
                });
                std::iter::once(first).chain(tails).collect()
            }
        };
        findings.extend(possible.into_iter().map(|one| {
            format!("The trials cannot exclude it {} either{}.", root(0, one).words(), told(one, &asked))
        }));
        findings.extend(self.likely(sweeping, line));
        findings
    }

    /// How likely the file itself holds it that the quantity lies on the higher side of a single place.
    fn likely(&self, sweeping: &Sweeping, line: Line) -> Option<String> {
        let places: Vec<&Stretch> =
            self.solution.stretches.iter().filter(|one| !one.crossings.is_empty()).collect();
        let (Line::Of(place), [one]) = (line, &places[..]) else { return None };
        let &[at] = one.crossings.as_slice() else { return None };
        let case = &sweeping.study.cases()[place];
        let law = case.plan.law(&sweeping.over.key).filter(|law| law.as_constant().is_none())?;
        let above = 1.0 - law.cdf(at);
        let (side, chance) = match one.passage {
            Passage::Rises => ("more", above),
            Passage::Falls => ("less", 1.0 - above),
            Passage::Touches | Passage::Open => return None,
        };
        Some(format!(
            "To be above that it takes {side} than {}; by its own distribution in {}, {} has that with a chance of {}.",
            root(0, one).words(),
            case.file,
            sweeping.over.name,
            percent(chance)
        ))
    }

    /// For programs.
    pub(super) fn data(&self) -> Value {
        let stretch = |one: &Stretch| {
            let passage = match one.passage {
                Passage::Rises => "rises",
                Passage::Falls => "falls",
                Passage::Touches => "touches",
                Passage::Open => "open",
            };
            json!({
                "from": one.range.lo,
                "to": one.range.hi,
                "open_below": one.is_open[0],
                "open_above": one.is_open[1],
                "passage": passage,
                "crossings": one.crossings,
                "level_from": one.flat.map(|flat| flat.range.lo),
                "level_to": one.flat.map(|flat| flat.range.hi),
            })
        };
        let (at, value) = self.solution.nearest;
        json!({
            "stretches": self.solution.stretches.iter().map(stretch).collect::<Vec<_>>(),
            "nearest": { "at": at, "estimate": value },
        })
    }
}

/// A stretch as figures have it.
fn root(line: usize, stretch: &Stretch) -> Root {
    let at = match stretch.crossings[..] {
        [one] => Some(one),
        _ => None,
    };
    Root {
        line,
        at,
        lo: stretch.range.lo,
        hi: stretch.range.hi,
        is_open: stretch.is_open,
        is_flat: stretch.flat.is_some(),
        touches: stretch.passage == Passage::Touches,
        is_only_possible: stretch.crossings.is_empty(),
    }
}

/// What is to be known of a stretch beside its ends.
fn told(stretch: &Stretch, asked: &AskedOutcome) -> String {
    let what = if asked.unit.is_none() && !asked.is_difference { "the chance" } else { "the outcome" };
    match (stretch.flat, stretch.passage) {
        (Some(flat), _) => format!(
            ": from {} to {} {what} cannot be told from level, so that any of these values may do",
            short(flat.range.lo),
            short(flat.range.hi)
        ),
        (None, Passage::Touches) => format!(
            ": there {what} comes as near as the trials can tell and turns back, so that it may touch it, cross it twice or just miss it"
        ),
        (None, _) if stretch.crossings.len() > 1 => {
            format!(", where noise crosses it {} times", stretch.crossings.len())
        }
        (None, _) if stretch.crossings.is_empty() => String::new(),
        (None, Passage::Rises) => format!("; above that {what} is higher"),
        (None, Passage::Falls) => format!("; above that {what} is lower"),
        (None, Passage::Open) => String::new(),
    }
}
