//! From one replayed history to its timeline.

use super::figure::Figure;
use super::moment::decimal_year;
use super::provenance::Provenance;
use super::simulated::short;
use super::timeline::{Lane, LaneState, LevelLine, LostBallot, ShockLine, StateTone, Step, Timeline};
use crate::analysis::timeline;
use crate::engine::{Candidate, Cause, History, Weight, What};
use crate::model::{Driver, Reading, Scenario};
use crate::plan::Plan;
use crate::words::{percent, plain};

/// So many factors are drawn: those that weighed most.
const LEVELS: usize = 4;

/// So many multipliers tell what a rate came from.
const MULTIPLIERS: usize = 3;

/// The figure of one history, whose world and path its provenance tells.
pub fn of_history(
    (scenario, plan): (&Scenario, &Plan),
    history: &History,
    typical_of: Option<&str>,
    provenance: Provenance,
) -> Figure {
    let trial = provenance.trial.unwrap_or_default();
    let teller = Teller { scenario, plan, order: order(scenario, plan) };
    let figure = Timeline {
        scenario: scenario.name.clone(),
        trial,
        typical_of: typical_of.map(String::from),
        start: decimal_year(scenario.calendar.month(0)),
        months: history.states.len() as u32 - 1,
        lanes: teller.lanes(history),
        moves: history.events.iter().filter_map(|event| teller.step(event.month, &event.what)).collect(),
        lost: history.events.iter().filter_map(|event| teller.lost(event.month, &event.what)).collect(),
        shocks: teller.shocks(history),
        levels: teller.levels(history),
        factors: scenario.factors.len(),
        furthest: teller.furthest(history),
    };
    Figure::new("timeline", figure, provenance)
}

/// Places of the processes in the plan: the one that the scenario reports, then the others in the file's order.
fn order(scenario: &Scenario, plan: &Plan) -> Vec<usize> {
    let mut processes: Vec<&str> = scenario.processes.iter().map(|process| process.id.as_str()).collect();
    processes.sort_by_key(|id| *id != scenario.report.process);
    let place = |id: &&str| plan.processes.iter().position(|planned| planned.id == **id);
    processes.iter().filter_map(place).collect()
}

struct Teller<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
    order: Vec<usize>,
}

impl Teller<'_> {
    fn lane(&self, process: usize) -> usize {
        self.order.iter().position(|&p| p == process).unwrap_or(0)
    }

    fn state(&self, process: usize, state: usize) -> String {
        let planned = &self.plan.processes[process];
        self.scenario.state_name(&planned.id, &planned.states[state]).to_string()
    }

    fn lanes(&self, history: &History) -> Vec<Lane> {
        let stays = timeline(self.scenario, self.plan, history).processes;
        let lane = |&p: &usize| {
            let planned = &self.plan.processes[p];
            let reported = planned.id == self.scenario.report.process;
            let tone = |id: &String| {
                let segment = self.scenario.report.segments.iter().find(|s| s.states.contains(id));
                segment.filter(|_| reported).map(|segment| StateTone(segment.tone))
            };
            let states = planned.states.iter().enumerate();
            let stays = stays.iter().find(|line| line.id == planned.id)?.stays.iter();
            let place = |id: &String| planned.states.iter().position(|state| state == id);
            Some(Lane {
                name: self.scenario.process_name(&planned.id).to_string(),
                states: states.map(|(s, id)| LaneState { name: self.state(p, s), tone: tone(id) }).collect(),
                stays: stays.filter_map(|stay| Some((place(&stay.state)?, stay.from, stay.to))).collect(),
            })
        };
        self.order.iter().filter_map(lane).collect()
    }

    fn step(&self, month: u32, what: &What) -> Option<Step> {
        let What::Move { process, from, to, cause } = what else { return None };
        let (from, to) = (self.state(*process, *from), self.state(*process, *to));
        let [by, how, why] = self.cause(*process, cause);
        Some(Step { lane: self.lane(*process), month, from, to, by, how, why })
    }

    /// What made it happen, how likely that was, and what that came from.
    fn cause(&self, process: usize, cause: &Cause) -> [String; 3] {
        match cause {
            Cause::Hazard { transition, per_year, base, drivers, .. } => {
                let (name, known) = self.transition(process, *transition);
                let why = self.multipliers(*base, known, drivers);
                [name.to_string(), format!("{} a year", rate(*per_year)), why]
            }
            Cause::Ballot { transition, candidates, .. } => {
                let won = candidates.iter().find(|candidate| candidate.transition == *transition);
                let how =
                    won.map_or("ballot".into(), |won| format!("ballot, {} chance", percent(won.chance)));
                let name = self.transition(process, *transition).0.to_string();
                [name, how, self.candidates(process, candidates)]
            }
            Cause::Forced { shock, chance, .. } => [
                format!("forced by “{}”", self.shock(*shock)),
                format!("{} chance", percent(*chance)),
                String::new(),
            ],
        }
    }

    /// "base 0.76: × 0.68 Willingness to settle; × 1.38 …": the strongest first.
    fn multipliers(&self, base: f64, known: &[Driver], felt: &[Weight]) -> String {
        let mut felt: Vec<&Weight> = felt.iter().filter(|weight| strength(weight) >= 0.005).collect();
        felt.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.id.cmp(&b.id)));
        if felt.is_empty() {
            return String::new();
        }
        let name = |weight: &Weight| {
            let driver = known.iter().find(|driver| driver.id == weight.id);
            let readings = driver.map(|driver| driver.readings.iter().map(|r| self.scenario.reading_name(r)));
            readings.map_or(weight.id.clone(), |readings| readings.collect::<Vec<_>>().join(" and "))
        };
        let told = felt.iter().take(MULTIPLIERS).map(|w| format!("× {:.2} {}", w.factor, name(w)));
        let others = felt.len().saturating_sub(MULTIPLIERS);
        let rest = if others > 0 { format!("; {others} weaker") } else { String::new() };
        format!("base {}: {}{rest}", rate(base), told.collect::<Vec<_>>().join("; "))
    }

    fn candidates(&self, process: usize, candidates: &[Candidate]) -> String {
        let told = candidates.iter().map(|candidate| {
            format!(
                "{}: {} chance",
                self.transition(process, candidate.transition).0,
                percent(candidate.chance)
            )
        });
        told.collect::<Vec<_>>().join("; ")
    }

    fn lost(&self, month: u32, what: &What) -> Option<LostBallot> {
        let What::NoMajority { process, candidates, .. } = what else { return None };
        Some(LostBallot {
            lane: self.lane(*process),
            month,
            what: format!("no majority; {}", self.candidates(*process, candidates)),
        })
    }

    fn transition(&self, process: usize, transition: usize) -> (&str, &[Driver]) {
        let planned = &self.plan.processes[process];
        let id = &planned.transitions[transition].id;
        let of = self.scenario.process(&planned.id).and_then(|p| p.transitions.iter().find(|t| t.id == *id));
        of.map_or((id.as_str(), &[]), |t| (t.name.as_str(), t.drivers.as_slice()))
    }

    fn shock(&self, shock: usize) -> &str {
        let id = &self.plan.shocks[shock].id;
        self.scenario.shocks.iter().find(|shock| shock.id == *id).map_or(id, |shock| &shock.name)
    }

    /// Shocks that struck, in the file's order.
    fn shocks(&self, history: &History) -> Vec<ShockLine> {
        let strikes = timeline(self.scenario, self.plan, history).strikes;
        let line = |shock: &crate::model::Shock| {
            let months: Vec<u32> = strikes.iter().filter(|s| s.id == shock.id).map(|s| s.month).collect();
            (!months.is_empty()).then(|| ShockLine { name: shock.name.clone(), months })
        };
        self.scenario.shocks.iter().filter_map(line).collect()
    }

    /// The factors that weighed most on the moves: by the sum of how far each one's multipliers lay from 1; in the file's order.
    fn levels(&self, history: &History) -> Vec<LevelLine> {
        let mut weights: Vec<(usize, f64)> = (0..self.scenario.factors.len()).map(|f| (f, 0.0)).collect();
        for event in &history.events {
            let What::Move { process, cause: Cause::Hazard { transition, drivers, .. }, .. } = &event.what
            else {
                continue;
            };
            let known = self.transition(*process, *transition).1;
            for weight in drivers {
                let driver = known.iter().find(|driver| driver.id == weight.id);
                for reading in driver.iter().flat_map(|driver| &driver.readings) {
                    let Reading::Factor(id) = reading else { continue };
                    let place = self.scenario.factors.iter().position(|factor| factor.id == *id);
                    if let Some(place) = place {
                        weights[place].1 += strength(weight);
                    }
                }
            }
        }
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weights.truncate(LEVELS);
        weights.sort_by_key(|(place, _)| *place);
        let lines = timeline(self.scenario, self.plan, history).factors;
        let line = |&(place, _): &(usize, f64)| {
            let found = lines.iter().find(|line| line.id == self.scenario.factors[place].id)?;
            let levels = found.levels.iter().map(|&x| short(x)).collect();
            Some(LevelLine { name: found.name.clone(), levels })
        };
        weights.iter().filter_map(line).collect()
    }

    /// The last of the report's stages that was reached, and when first.
    fn furthest(&self, history: &History) -> Option<(String, u32)> {
        let report = &self.scenario.report;
        let p = self.plan.processes.iter().position(|process| process.id == report.process)?;
        let entered = |stage: &String| {
            let s = self.plan.processes[p].states.iter().position(|state| state == stage)?;
            let begun = (history.states[0][p] == s).then_some(0);
            let moved = history.events.iter().find_map(|event| match event.what {
                What::Move { process, to, .. } if process == p && to == s => Some(event.month),
                _ => None,
            });
            Some((self.state(p, s), begun.or(moved)?))
        };
        report.stages.iter().rev().find_map(entered)
    }
}

/// How far a multiplier lies from 1, the same for a half as for a double.
fn strength(weight: &Weight) -> f64 {
    weight.factor.max(1.0 / weight.factor) - 1.0
}

/// A rate with two significant digits.
fn rate(per_year: f64) -> String {
    let decimals = match per_year {
        r if r >= 10.0 => 0,
        r if r >= 1.0 => 1,
        r if r >= 0.1 || r == 0.0 => 2,
        r if r >= 0.01 => 3,
        _ => 4,
    };
    plain(per_year, decimals)
}
