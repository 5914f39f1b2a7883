//! Whether a formula holds: its range, its unit and its values, everything that it needs being known.

use std::collections::{HashMap, HashSet};

use crate::draws::Stream;
use crate::formula::Range;
use crate::quantity::Family;

use super::bounds::RATE;
use super::known_quantities::{Formulas, Settled, Stated};
use super::problem::Problem;
use super::quantities::beyond;
use super::reader::Context;
use super::units::{self, Converted, Unit};

/// Worlds in which a formula is worked out to learn its distribution: the first of those of seed 0, so many …
const WORLDS: u32 = 4096;
/// … and at least so many, where many numbers have to be drawn, …
const FEWEST: u32 = 256;
/// … that so many draws of an ordinary quantity are made in all.
const DRAWS: u32 = 64 * WORLDS;

/// How many worlds are looked at: fewer where the formulas need many numbers, or such as are drawn with much effort.
fn trial_worlds(formulas: &Formulas) -> u32 {
    let used: HashSet<&str> = formulas.stated.iter().flat_map(|stated| stated.formula.names()).collect();
    let efforts = used.iter().filter_map(|name| formulas.known.get(*name)).map(|q| q.family.effort());
    let all = efforts.fold(formulas.stated.len(), usize::saturating_add).max(1);
    (DRAWS / u32::try_from(all).unwrap_or(u32::MAX)).clamp(FEWEST, WORLDS)
}

/// The formulas settled so far.
pub(super) struct Settling<'s, 'a> {
    cx: &'s Context<'a>,
    formulas: &'s Formulas<'a>,
    /// The keys of all formulas.
    stated: HashSet<&'s str>,
    /// How many worlds are looked at.
    worlds: u32,
    settled: Settled,
    /// Range and unit of each formula that is settled.
    of: HashMap<String, (Range, Unit)>,
    /// The values of quantities in the worlds of seed 0.
    columns: HashMap<String, Vec<f64>>,
}

impl<'s, 'a> Settling<'s, 'a> {
    /// None settled so far.
    pub(super) fn new(cx: &'s Context<'a>, formulas: &'s Formulas<'a>) -> Settling<'s, 'a> {
        Settling {
            cx,
            formulas,
            stated: formulas.stated.iter().map(|stated| stated.key.as_str()).collect(),
            worlds: trial_worlds(formulas),
            settled: Settled::default(),
            of: HashMap::new(),
            columns: HashMap::new(),
        }
    }

    /// What was settled.
    pub(super) fn done(self) -> Settled {
        self.settled
    }

    /// Judges one formula, everything that it needs being settled.
    pub(super) fn settle(&mut self, stated: &Stated) {
        if stated.formula.names().iter().any(|name| !self.is_known(name)) {
            return; // what it needs is broken, and that has been said
        }
        let range = stated.formula.range(&|name| self.range(name));
        let unit = self.unit(stated);
        let fits = self.check_kind(stated, range);
        let values = self.values(stated);
        let (Some(unit), true, Some(family)) = (unit, fits, self.family(stated, range, &values)) else {
            return;
        };
        self.warn_of_pitfalls(stated);
        self.columns.insert(stated.key.clone(), values);
        self.of.insert(stated.key.clone(), (range, unit));
        self.settled.place.insert(stated.key.clone(), self.settled.list.len());
        self.settled.list.push((stated.key.clone(), family));
    }

    fn is_formula(&self, name: &str) -> bool {
        self.stated.contains(name)
    }

    fn is_known(&self, name: &str) -> bool {
        if self.is_formula(name) {
            self.of.contains_key(name)
        } else {
            self.formulas.known.contains_key(name)
        }
    }

    fn range(&self, name: &str) -> Option<Range> {
        if let Some((range, _)) = self.of.get(name) {
            return Some(*range);
        }
        let (low, high) = self.formulas.known.get(name)?.family.support();
        Some(Range { low, high })
    }

    fn warn_of_pitfalls(&self, stated: &Stated) {
        for pitfall in stated.formula.pitfalls(&|name| self.range(name)) {
            let title = format!("`{}` may come to no number: it {pitfall}", stated.key);
            let problem =
                Problem::warning("S218", stated.node.at(), title, "a world in which it does stops the run");
            let help = "keep it away with truncate = [lo, hi] on what it divides by, or with max(…, 0.01)";
            self.cx.report(problem.help(help));
        }
    }

    /// The unit of the result; none if units do not fit.
    fn unit(&self, stated: &Stated) -> Option<Unit> {
        let of = |name: &str| match self.of.get(name) {
            Some((_, unit)) => unit.clone(),
            None => Unit::stated(self.formulas.known.get(name).and_then(|q| q.unit.as_deref())),
        };
        let found =
            units::of(&stated.formula, &of).and_then(|found| match Unit::stated(stated.unit.as_deref()) {
                Unit::Unknown => Ok(found),
                wanted => wanted
                    .with(&found)
                    .ok_or_else(|| format!("the formula comes out in {found}, and its `unit` says {wanted}")),
            });
        match found {
            Ok(found) => self.fits_its_key(stated, found),
            Err(what) => {
                let title = format!("the units of `{}` do not fit", stated.key);
                let problem = Problem::error("S217", stated.node.at(), title, what);
                let help = "convert one of them by a factor that carries a unit, or correct a `unit`; a quantity without one fits anything";
                self.cx.report(problem.help(help));
                None
            }
        }
    }

    /// The unit, unless it contradicts that of the formula's key.
    fn fits_its_key(&self, stated: &Stated, found: Unit) -> Option<Unit> {
        if let Some(Converted { unit, .. }) = self.cx.units.formulas.get(&stated.key) {
            return Some(Unit::stated(Some(unit)));
        }
        let Some((wanted, noun)) = self.cx.units.wanted.get(&stated.key) else { return Some(found) };
        let Some(what) = units::contradiction(&stated.formula, &found, wanted) else { return Some(found) };
        let title = format!("`{}` is {noun}; its formula comes out in {found}", stated.key);
        let problem = Problem::error("S230", stated.node.at(), title, what);
        self.cx.report(problem.help(match found.in_terms_of(wanted) {
            Some(_) => format!("write unit = \"{found}\" beside the formula, and it is converted"),
            None => "convert it in the formula, by a number that stands in it".to_string(),
        }));
        None
    }

    /// The kind of number must admit all that the formula may give.
    fn check_kind(&self, stated: &Stated, range: Range) -> bool {
        let kind = stated.kind;
        let high = range.high > kind.most && !(range.high.is_infinite() && kind.most == RATE.most);
        if range.low >= kind.least && !high {
            return true;
        }
        let title = format!("the range of `{}` goes beyond what is possible", stated.key);
        let (reaches, end) = if high { ("up to", range.high) } else { ("down to", range.low) };
        let label = if end.is_finite() {
            format!("may reach {reaches} {end}; must stay {}", kind.range())
        } else {
            format!("may go {} without end; must stay {}", if high { "up" } else { "down" }, kind.range())
        };
        let way_out = match (kind.least.is_finite(), kind.most.is_finite()) {
            (true, true) => format!("max({}, min({}, …))", kind.least, kind.most),
            _ => format!("max({}, …)", kind.least),
        };
        let help = format!(
            "each part counts with its whole range, whatever the others do; hold the result with {way_out}"
        );
        self.cx.report(Problem::error("S209", stated.node.at(), title, label).help(help));
        false
    }

    /// The formula's values in the worlds of seed 0, its parts drawn independently.
    fn values(&mut self, stated: &Stated) -> Vec<f64> {
        let names: Vec<String> = stated.formula.names().into_iter().map(String::from).collect();
        for name in &names {
            if let (None, Some(quantity)) = (self.columns.get(name), self.formulas.known.get(name)) {
                let stream = Stream::new(0, name, "quantity");
                let value = |world| match quantity.family.as_constant() {
                    Some(value) => value,
                    None => quantity.family.quantile(stream.uniform(world, 0, 0)),
                };
                self.columns.insert(name.clone(), (0..self.worlds).map(value).collect());
            }
        }
        let columns: HashMap<&str, &[f64]> = names
            .iter()
            .filter_map(|name| Some((name.as_str(), self.columns.get(name)?.as_slice())))
            .collect();
        let in_world = |world: usize| stated.formula.evaluate(&|name| Some(columns.get(name)?[world]));
        (0..self.worlds as usize).map(|world| in_world(world).unwrap_or(f64::NAN)).collect()
    }

    /// The distribution of these values; none if some are no numbers.
    fn family(&self, stated: &Stated, range: Range, values: &[f64]) -> Option<Family> {
        let lost = values.iter().filter(|x| !x.is_finite()).count();
        let found = match (range.low == range.high, lost) {
            (true, _) => Family::constant(range.low).ok(),
            (false, 0) => Family::worked_out(values).ok(),
            _ => None,
        };
        if let Some(family) = found {
            let Some(end) = stated.kind.beyond(&family) else { return Some(family) };
            // Of a range beyond what is possible at all that has been said.
            if range.low >= stated.kind.least {
                self.cx.report(beyond(&stated.key, stated.kind, end, stated.node.at()));
            }
            return None;
        }
        let title = format!("`{}` comes to no number in {lost} of {} worlds", stated.key, self.worlds);
        let problem = Problem::error(
            "S221",
            stated.node.at(),
            title,
            "divides by 0, takes a root or logarithm of what has none, or is too large",
        );
        self.cx.report(problem.help("narrow the ranges it is made of, or hold its parts with max(…, 0.01)"));
        None
    }
}
