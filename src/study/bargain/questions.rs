//! What the best packages have together that no named option has: questions to the analyst.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Found;

/// With fewer packages in the zone than these the whole frontier is looked at too.
const FEW: usize = 10;
/// The most questions that are asked.
const MOST: usize = 10;

/// Two values that some package on the frontier or among the best has together and no option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Term and value, twice.
    pub pair: [(usize, usize); 2],
    /// How many of the packages that were looked at have both.
    pub packages: usize,
    /// Of how many.
    pub of: usize,
}

/// Of the best packages and those on the frontier among acceptable ones (where these are few, on the whole frontier): pairs of values each of which is in some named option, but not the two together.
pub(super) fn questions(found: &Found) -> Vec<Question> {
    let named: Vec<Vec<usize>> =
        found.scenario.options.iter().filter_map(|option| found.space.package_of(&option.terms)).collect();
    let mut packages: BTreeSet<&[usize]> =
        found.best.iter().filter_map(|told| told.package.as_deref()).collect();
    if let Some(glance) = &found.glance {
        packages.extend(glance.agreeable.points().iter().map(|point| point.package.as_slice()));
        if packages.len() < FEW {
            packages.extend(glance.frontier.points().iter().map(|point| point.package.as_slice()));
        }
    }
    // Money goes with anything.
    let is_amount =
        |term: usize| matches!(found.space.terms[term].1.first(), Some(crate::model::TermValue::Amount(_)));
    let is_named = |(term, value): (usize, usize)| named.iter().any(|package| package[term] == value);
    let both = |a: (usize, usize), b: (usize, usize)| {
        named.iter().any(|package| package[a.0] == a.1 && package[b.0] == b.1)
    };
    let mut counts: BTreeMap<[(usize, usize); 2], usize> = BTreeMap::new();
    for package in &packages {
        for first in 0..package.len() {
            for second in first + 1..package.len() {
                let pair = [(first, package[first]), (second, package[second])];
                if pair.iter().all(|one| is_named(*one) && !is_amount(one.0)) && !both(pair[0], pair[1]) {
                    *counts.entry(pair).or_default() += 1;
                }
            }
        }
    }
    let mut asked: Vec<Question> =
        counts.into_iter().map(|(pair, n)| Question { pair, packages: n, of: packages.len() }).collect();
    asked.sort_by(|a, b| b.packages.cmp(&a.packages).then(a.pair.cmp(&b.pair)));
    asked.truncate(MOST);
    asked
}

impl Question {
    /// As a question with its way out.
    pub fn words(&self, found: &Found) -> String {
        let told = |(term, value): (usize, usize)| {
            let name = found.scenario.term_name(&found.space.terms[term].0);
            format!("“{name}: {}”", found.space.value_name(found.scenario, term, value))
        };
        format!(
            "May {} go with {}? No option has both, {} of {} packages here do; if not, write [infeasible.…].",
            told(self.pair[0]),
            told(self.pair[1]),
            self.packages,
            self.of
        )
    }
}
