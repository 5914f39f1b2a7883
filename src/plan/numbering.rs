//! The numbers by which the engine finds its columns, given once all elements of a plan are in place.

use std::collections::HashMap;

use super::{Plan, PlannedMeasure, PlannedTransition, PlannedTrigger, Read, Score};

impl Plan {
    /// Numbers states, transitions, scores, their weights and their sums.
    pub(super) fn number(&mut self) {
        let (mut states, mut transitions) = (0, 0);
        for process in &mut self.processes {
            process.first_state = states;
            process.first_transition = transitions;
            states += process.states.len();
            transitions += process.transitions.len();
        }
        let mut numbers = Numbers::default();
        for audience in &mut self.audiences {
            numbers.give(audience.id.clone(), &mut audience.adds);
        }
        for factor in &mut self.factors {
            numbers.give(format!("factor.{}", factor.id), &mut factor.adds);
        }
        for process in &mut self.processes {
            for transition in &mut process.transitions {
                let element = format!("process.{}.transition.{}", process.id, transition.id);
                numbers.give(element, &mut transition.times);
                numbers.give_hazard(transition);
            }
        }
        for shock in &mut self.shocks {
            numbers.give(format!("shock.{}", shock.id), &mut shock.times);
            for force in &mut shock.forces {
                numbers.give(format!("shock.{}.forces.{}", shock.id, force.id), &mut force.times);
            }
        }
        for metric in &mut self.metrics {
            if let PlannedMeasure::Flow { times, .. } = &mut metric.measure {
                numbers.give(format!("metric.{}", metric.id), times);
            }
        }
        self.sums = numbers.sums;
        self.hazards = numbers.hazards;
        self.scores = numbers.scores;
        self.coefficients = numbers.coefficients;
    }
}

#[derive(Default)]
struct Numbers {
    scores: Vec<String>,
    coefficients: Vec<(usize, bool)>,
    places: HashMap<(usize, bool), usize>,
    /// How many transitions have each sum, and which number a sum has.
    sums: Vec<usize>,
    sum_of: HashMap<Sum, usize>,
    /// How many transitions have each hazard, and which number a hazard has.
    hazards: Vec<usize>,
    hazard_of: HashMap<Hazard, usize>,
}

/// Weights and what they weigh.
type Sum = Vec<(usize, Vec<Read>)>;

/// Rate, sum of drivers, consents.
type Hazard = (PlannedTrigger, usize, Vec<(usize, bool)>);

impl Numbers {
    fn give(&mut self, element: String, score: &mut Score) {
        score.number = self.scores.len();
        self.scores.push(element);
        for influence in &mut score.influences {
            let weight = (influence.weight, influence.times);
            influence.coefficient = *self.places.entry(weight).or_insert_with(|| {
                self.coefficients.push(weight);
                self.coefficients.len() - 1
            });
        }
        let pairs = score.influences.iter().map(|influence| (influence.coefficient, influence.reads.clone()));
        score.sum = *self.sum_of.entry(pairs.collect()).or_insert_with(|| {
            self.sums.push(0);
            self.sums.len() - 1
        });
    }

    fn give_hazard(&mut self, transition: &mut PlannedTransition) {
        self.sums[transition.times.sum] += 1;
        let hazard = (transition.trigger.clone(), transition.times.sum, transition.consents.clone());
        transition.hazard = *self.hazard_of.entry(hazard).or_insert_with(|| {
            self.hazards.push(0);
            self.hazards.len() - 1
        });
        self.hazards[transition.hazard] += 1;
    }
}
