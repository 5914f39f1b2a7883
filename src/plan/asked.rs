//! A plan of which one outcome is asked: metrics that nobody asks for, and factors that only these read, cost nothing.

use super::{Plan, PlannedMeasure, Read, Score};

impl Plan {
    /// The same plan, in which only this metric and those that it is worked out from have values, or no metric at all. What happens in it is the same to the
    /// last bit.
    pub fn asking_only(&self, metric: Option<&str>) -> Plan {
        let mut plan = self.clone();
        let mut asked = vec![false; plan.metrics.len()];
        let mut open: Vec<usize> =
            plan.metrics.iter().position(|m| Some(m.id.as_str()) == metric).into_iter().collect();
        while let Some(place) = open.pop() {
            asked[place] = true;
            if let PlannedMeasure::Formula(_, parts) = &plan.metrics[place].measure {
                open.extend(parts.iter().map(|&(_, part)| part));
            }
        }
        for (metric, asked) in plan.metrics.iter_mut().zip(asked) {
            if !asked {
                metric.measure = PlannedMeasure::Unasked;
            }
        }
        let read = plan.factors_read();
        plan.factors.iter_mut().zip(read).for_each(|(factor, read)| factor.read = read);
        plan
    }

    /// Whether something reads each factor.
    fn factors_read(&self) -> Vec<bool> {
        let transitions = self.processes.iter().flat_map(|process| &process.transitions);
        let forces = self.shocks.iter().flat_map(|shock| &shock.forces);
        let scores = self.audiences.iter().map(|audience| &audience.adds);
        let scores = scores.chain(self.factors.iter().map(|factor| &factor.adds));
        let scores = scores.chain(transitions.map(|transition| &transition.times));
        let scores = scores
            .chain(self.shocks.iter().map(|shock| &shock.times))
            .chain(forces.map(|force| &force.times));
        let scores = scores.chain(self.metrics.iter().filter_map(|metric| metric.measure.times()));
        let mut read = vec![false; self.factors.len()];
        let reads = |score: &Score, read: &mut Vec<bool>| {
            for reading in score.influences.iter().flat_map(|influence| &influence.reads) {
                if let Read::Factor(factor) = reading {
                    read[*factor] = true;
                }
            }
        };
        scores.for_each(|score| reads(score, &mut read));
        read
    }
}
