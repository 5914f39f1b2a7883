//! Which packages there are.

/// Values of some terms that a package may have all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conjunction {
    /// Terms by their places, rising, each with the values that are meant.
    pub parts: Vec<(usize, Vec<bool>)>,
}

impl Conjunction {
    /// Whether a package has one of the values meant of every term that is named.
    pub fn holds(&self, package: &[usize]) -> bool {
        self.parts.iter().all(|(term, values)| values[package[*term]])
    }

    /// What of it speaks of the terms from one place up to, but not including, another.
    pub(super) fn within(&self, from: usize, to: usize) -> Conjunction {
        let parts = self.parts.iter().filter(|(term, _)| (from..to).contains(term)).cloned().collect();
        Conjunction { parts }
    }

    /// The last term that it speaks of.
    pub(super) fn last(&self) -> Option<usize> {
        self.parts.iter().map(|(term, _)| *term).max()
    }

    /// Whether the first values of a package already tell that it does not hold.
    pub(super) fn is_excluded(&self, first: &[usize]) -> bool {
        self.parts.iter().any(|(term, values)| first.get(*term).is_some_and(|value| !values[*value]))
    }
}

/// The packages of a negotiation: a value of every term, but for those that a rule forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// How many values each term has, one at least.
    pub sizes: Vec<usize>,
    /// What no package may have all together.
    pub forbidden: Vec<Conjunction>,
}

impl Domain {
    /// How many packages there are, those that are forbidden among them.
    pub fn packages(&self) -> f64 {
        self.sizes.iter().map(|&size| size as f64).product()
    }

    /// Whether no rule forbids a package.
    pub fn allows(&self, package: &[usize]) -> bool {
        !self.forbidden.iter().any(|rule| rule.holds(package))
    }
}
