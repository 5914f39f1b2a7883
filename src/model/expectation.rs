//! What an analyst expects of figures that the model gives, to be set beside them.

use super::{Basis, Id};

/// An expectation of a chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The option that must be on the table throughout; another scenario has nothing to meet.
    pub option: Id,
    /// The state that is reached.
    pub outcome: StateOf,
    /// The state that must have been reached for it to count; none where every path counts.
    pub given: Option<StateOf>,
    /// The month by whose end.
    pub by: u32,
    /// From where to where the chance is expected to lie. **Range** 0 to 1.
    pub range: (f64, f64),
    /// What it rests on.
    pub basis: Basis,
}

/// A state of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateOf {
    /// The process.
    pub process: Id,
    /// Its state.
    pub state: Id,
}

/// Whether a chance is what was expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It lies in the range, and so does what the run leaves open.
    Within,
    /// It lies below, by so much.
    Below(f64),
    /// It lies above, by so much.
    Above(f64),
    /// It lies in the range or outside, and what the run leaves open reaches across an end of it.
    Unclear,
}

impl Expectation {
    /// The outcome's name in the results.
    pub fn outcome_id(&self) -> String {
        format!("expected.{}", self.id)
    }

    /// Whether an estimate with this confidence interval is what was expected.
    pub fn verdict(&self, estimate: f64, interval: (f64, f64)) -> Verdict {
        let (least, most) = self.range;
        let (low, high) = interval;
        if high < least {
            Verdict::Below(least - estimate)
        } else if low > most {
            Verdict::Above(estimate - most)
        } else if low >= least && high <= most {
            Verdict::Within
        } else {
            Verdict::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_needs_the_whole_interval() {
        let state = StateOf { process: "settlement".into(), state: "signed".into() };
        let expectation = Expectation {
            id: "one".into(),
            name: String::new(),
            option: "two".into(),
            outcome: state,
            given: None,
            by: 12,
            range: (0.2, 0.4),
            basis: Basis::default(),
        };
        let verdict = |estimate, interval| expectation.verdict(estimate, interval);
        assert_eq!(verdict(0.3, (0.25, 0.35)), Verdict::Within);
        assert_eq!(verdict(0.21, (0.19, 0.23)), Verdict::Unclear);
        assert_eq!(verdict(0.19, (0.17, 0.21)), Verdict::Unclear);
        assert_eq!(verdict(0.125, (0.1, 0.15)), Verdict::Below(0.2 - 0.125));
        assert_eq!(verdict(0.5, (0.45, 0.55)), Verdict::Above(0.5 - 0.4));
    }
}
