//! What the numbers rest on: the ledgers of all scenarios laid over each other, what they share standing once.

use serde::Serialize;

use super::cases::Named;
use crate::ledger::{self, Assumption, Citation, Ground};
use crate::report::ledger::range;

/// The ledger of all scenarios of a briefing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ledger {
    /// How many numbers have each kind of ground, strongest first.
    pub grounds: Vec<GroundCount>,
    /// Numbers with neither evidence nor judgement, by key.
    pub bare: Vec<String>,
    /// Every number.
    pub numbers: Vec<Entry>,
    /// The evidence.
    pub evidence: Vec<Source>,
    /// How many scenarios there are.
    pub scenarios: usize,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// Whether it is the first one of this id, to which numbers lead.
    pub is_first: bool,
    /// What it says.
    pub citation: Citation,
}

/// A kind of ground, and how many numbers have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroundCount {
    /// The kind.
    pub ground: Ground,
    /// Its name.
    pub name: &'static str,
    /// How many.
    pub count: usize,
}

/// One number of the scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its dotted key.
    pub key: String,
    /// What it belongs to.
    pub element: String,
    /// What it is.
    pub role: String,
    /// Its 5 %, 50 % and 95 % points with the unit, or its one value.
    pub range: String,
    /// The kind of its ground.
    pub ground: Ground,
    /// The name of that kind.
    pub ground_name: &'static str,
    /// Ids of the evidence for the value.
    pub evidence: Vec<String>,
    /// Why the analyst assigned it.
    pub judgement: Option<String>,
    /// The file and line that gave it.
    pub place: String,
    /// The scenarios in which it is so; empty for all.
    pub only_in: Vec<String>,
}

impl Ledger {
    /// What these scenarios rest on.
    pub(super) fn of(cases: &[Named]) -> Ledger {
        let mut all = Ledger { scenarios: cases.len(), ..Ledger::default() };
        for Named { name, case, .. } in cases {
            let ledger = ledger::ledger(&case.loaded);
            let places = Places::of(&case.text);
            for number in &ledger.assumptions {
                all.add(entry(number, &places), name);
            }
            for item in ledger.evidence {
                all.cite(item);
            }
        }
        for entry in &mut all.numbers {
            if entry.only_in.len() == cases.len() {
                entry.only_in.clear();
            }
        }
        all.count();
        all
    }

    fn add(&mut self, entry: Entry, scenario: &str) {
        let same = |known: &&mut Entry| {
            known.key == entry.key && known.range == entry.range && known.place == entry.place
        };
        match self.numbers.iter_mut().find(same) {
            Some(known) => known.only_in.push(scenario.to_string()),
            None => self.numbers.push(Entry { only_in: vec![scenario.to_string()], ..entry }),
        }
    }

    /// Files may differ in what they say under one id; then all of it stands.
    fn cite(&mut self, citation: Citation) {
        let of_id = || self.evidence.iter().filter(|known| known.citation.id == citation.id);
        if of_id().all(|known| known.citation.claim != citation.claim) {
            let is_first = of_id().next().is_none();
            self.evidence.push(Source { is_first, citation });
        }
    }

    fn count(&mut self) {
        let of = |ground| self.numbers.iter().filter(|entry| entry.ground == ground).count();
        let counted = |ground: Ground| GroundCount { ground, name: ground.name(), count: of(ground) };
        let grounds: Vec<GroundCount> =
            Ground::ALL.into_iter().map(counted).filter(|counted| counted.count > 0).collect();
        let bare = self.numbers.iter().filter(|entry| entry.ground == Ground::Bare);
        let bare = bare.map(|entry| entry.key.clone()).collect();
        (self.grounds, self.bare) = (grounds, bare);
    }
}

fn entry(number: &Assumption, places: &Places) -> Entry {
    Entry {
        key: number.key.clone(),
        element: number.element.name.clone(),
        role: number.role.clone(),
        range: range(number),
        ground: number.ground,
        ground_name: number.ground.name(),
        evidence: number.evidence.clone(),
        judgement: number.judgement.clone(),
        place: places.origin(&number.place),
        only_in: Vec::new(),
    }
}

/// Where the values of a resolved scenario came from, which stands at the end of each line.
struct Places<'a> {
    lines: Vec<&'a str>,
}

impl<'a> Places<'a> {
    fn of(resolved: &'a str) -> Places<'a> {
        Places { lines: resolved.lines().collect() }
    }

    /// The place in the analyst's files of a place in the resolved one.
    fn origin(&self, place: &str) -> String {
        let line = place.rsplit_once(':').and_then(|(_, number)| number.parse::<usize>().ok());
        let line = line.and_then(|number| self.lines.get(number.checked_sub(1)?));
        let origin = line.and_then(|line| Some(line.rsplit_once("  # ")?.1));
        origin.unwrap_or(place).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_place_is_that_of_the_file_that_gave_the_value() {
        let places = Places::of("# merged from\na = 1  # base.toml:7\nb = 2");
        assert_eq!(places.origin("scenario.toml:2"), "base.toml:7");
        assert_eq!(places.origin("scenario.toml:3"), "scenario.toml:3");
        assert_eq!(places.origin("scenario.toml:9"), "scenario.toml:9");
        assert_eq!(places.origin("default"), "default");
    }
}
