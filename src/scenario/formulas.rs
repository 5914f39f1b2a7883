//! Quantities that follow from others by a formula.
//!
//! A formula can be judged once every other number is known, wherever it stands. So a file with formulas is read twice: the first reading gathers
//! the numbers and the formulas, then the formulas are settled in the order in which they need each other, and the second reading finds each
//! settled.

use std::collections::{HashMap, HashSet};

use crate::draws::Stream;
use crate::formula::{Formula, Operation, Range};
use crate::model::Quantity;
use crate::quantity::Family;

use super::kinds::{Kind, RATE};
use super::names;
use super::node::Node;
use super::problem::Problem;
use super::quantities::beyond;
use super::reader::{Context, Section};
use super::units::{self, Converted, Unit};

/// Worlds in which a formula is worked out to learn its distribution: the first of those of seed 0, so many …
const WORLDS: u32 = 4096;
/// … and at least so many, where many numbers have to be drawn, …
const FEWEST: u32 = 256;
/// … that so many draws of an ordinary quantity are made in all.
const DRAWS: u32 = 64 * WORLDS;

/// What is known of quantities and formulas while a file is read.
#[derive(Default)]
pub(super) struct Formulas<'a> {
    /// Every key at which a number stands, readable or not.
    keys: Vec<String>,
    /// The same, to look up.
    key_set: HashSet<String>,
    /// What could be read, by key.
    known: HashMap<String, Quantity>,
    /// The formulas of the first reading.
    stated: Vec<Stated<'a>>,
    /// The keys of formulas that hold, each after what it needs; none in the first reading.
    settled: Option<Settled>,
}

/// Keys and distributions in their order, and the place of each.
#[derive(Default)]
struct Settled {
    list: Vec<(String, Family)>,
    place: HashMap<String, usize>,
}

/// A formula as it stands in a file.
struct Stated<'a> {
    key: String,
    formula: Formula,
    node: &'a Node,
    kind: Kind,
    unit: Option<String>,
}

impl Formulas<'_> {
    /// Notes that a number stands at a key, whether it can be read or not.
    pub(super) fn note_key(&mut self, key: &str) {
        if self.settled.is_none() {
            self.keys.push(key.to_string());
            self.key_set.insert(key.to_string());
        }
    }

    /// Notes a quantity.
    pub(super) fn note(&mut self, quantity: &Quantity) {
        self.known.insert(quantity.key.clone(), quantity.clone());
    }

    /// Whether the first reading met a formula.
    pub(super) fn is_any(&self) -> bool {
        !self.stated.is_empty()
    }

    /// What the formulas are made of, each after what it is made of itself.
    pub(super) fn ingredients(&self) -> Vec<Quantity> {
        let used: HashSet<&str> = self.stated.iter().flat_map(|s| s.formula.names()).collect();
        let mut drawn: Vec<&str> = used
            .iter()
            .copied()
            .filter(|key| self.known.get(*key).is_some_and(|q| q.formula.is_none()))
            .collect();
        drawn.sort_unstable();
        let settled = self
            .settled
            .iter()
            .flat_map(|settled| &settled.list)
            .map(|(key, _)| key.as_str())
            .filter(|key| used.contains(key));
        drawn.into_iter().chain(settled).filter_map(|key| self.known.get(key).cloned()).collect()
    }
}

/// Traits are drawn afresh on each path, so that no world has one value of theirs.
fn is_trait(key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    parts.first() == Some(&"process") && parts.get(4) == Some(&"traits")
}

impl<'a> Section<'a> {
    /// `formula = "…"` at the place of a quantity, with its distribution.
    pub(super) fn formula_quantity(
        &self,
        node: &'a Node,
        kind: Kind,
        unit: Option<&str>,
    ) -> Option<(Formula, Family)> {
        self.check_quantity_keys(self.table, &["formula"], &[], &[]);
        let operands = "the keys of other quantities, such as factor.trust.start";
        let formula = self.formula_text(node, operands)?;
        let formula = match self.cx.units.formulas.get(&self.path) {
            Some(Converted { ratio, .. }) => in_other_unit(formula, ratio.value()),
            None => formula,
        };
        if is_trait(&self.path) {
            let title =
                format!("`{}` is drawn afresh on each path, so it cannot follow from others", self.path);
            let problem = Problem::error("S220", node.at(), title, "no formula here");
            self.cx.report(problem.help("state a distribution; or let a driver read the trait and weigh it"));
            return None;
        }
        let mut formulas = self.cx.formulas.borrow_mut();
        let Some(settled) = &formulas.settled else {
            let (key, unit) = (self.path.clone(), unit.map(String::from));
            formulas.stated.push(Stated { key, formula: formula.clone(), node, kind, unit });
            return Some((formula, Family::constant(0.0).ok()?));
        };
        let family = settled.place.get(&self.path).map(|&place| settled.list[place].1.clone());
        Some((formula, family?))
    }
}

impl<'a> Context<'a> {
    /// Settles the formulas of the first reading.
    pub(super) fn settle_formulas(&self) {
        let settled = {
            let formulas = self.formulas.borrow();
            let sound: Vec<&Stated> =
                formulas.stated.iter().filter(|s| self.names_exist(s, &formulas)).collect();
            let mut work = Settling {
                cx: self,
                formulas: &formulas,
                stated: formulas.stated.iter().map(|stated| stated.key.as_str()).collect(),
                worlds: trial_worlds(&formulas),
                settled: Settled::default(),
                of: HashMap::new(),
                columns: HashMap::new(),
            };
            for stated in self.in_order(sound) {
                work.settle(stated);
            }
            work.settled
        };
        self.formulas.borrow_mut().settled = Some(settled);
    }

    fn names_exist(&self, stated: &Stated, formulas: &Formulas) -> bool {
        let mut sound = true;
        for name in stated.formula.names() {
            let at = || self.inside_word(stated.node, name);
            if is_trait(name) {
                let title = format!("`{name}` is drawn afresh on each path, so no formula can use it");
                let problem = Problem::error("S220", at(), title, "has no value in a world");
                self.report(
                    problem.help("use quantities that are drawn once a world; a driver can read a trait"),
                );
                sound = false;
            } else if !formulas.key_set.contains(name) {
                let known: Vec<&str> =
                    formulas.keys.iter().map(String::as_str).filter(|key| !is_trait(key)).collect();
                let label = nearest_key(name, &known)
                    .map_or("no number stands there".into(), |near| format!("did you mean `{near}`?"));
                let title = format!("there is no quantity `{name}`");
                let problem = Problem::error("S416", at(), title, label);
                self.report(problem.help(
                    "a quantity is named by its whole key, such as factor.trust.start or party.upland.audience.cabinet.width",
                ));
                sound = false;
            }
        }
        sound
    }

    /// The formulas in an order in which each comes after what it needs; those in a circle are reported and left out.
    fn in_order<'s>(&self, stated: Vec<&'s Stated<'a>>) -> Vec<&'s Stated<'a>> {
        let place: HashMap<&str, usize> =
            stated.iter().enumerate().map(|(i, s)| (s.key.as_str(), i)).collect();
        let mut waits_for: Vec<usize> = Vec::new();
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); stated.len()];
        for (i, one) in stated.iter().enumerate() {
            let needs: Vec<usize> =
                one.formula.names().iter().filter_map(|name| place.get(name).copied()).collect();
            waits_for.push(needs.len());
            needs.into_iter().for_each(|need| needed_by[need].push(i));
        }
        let mut order: Vec<&'s Stated<'a>> = Vec::new();
        let mut free: Vec<usize> = (0..stated.len()).filter(|&i| waits_for[i] == 0).collect();
        while !free.is_empty() {
            order.extend(free.iter().map(|&i| stated[i]));
            let mut next = Vec::new();
            for i in free.into_iter().flat_map(|i| &needed_by[i]).copied() {
                waits_for[i] -= 1;
                if waits_for[i] == 0 {
                    next.push(i);
                }
            }
            next.sort_unstable();
            free = next;
        }
        let waiting = stated.iter().zip(&waits_for).filter(|(_, waits_for)| **waits_for > 0);
        let left: HashMap<&str, &'s Stated<'a>> = waiting.map(|(s, _)| (s.key.as_str(), *s)).collect();
        if let Some(first) = stated.iter().find(|s| left.contains_key(s.key.as_str())) {
            self.report_circle(first, &left);
        }
        order
    }

    fn report_circle(&self, first: &Stated, left: &HashMap<&str, &Stated>) {
        let mut trail: Vec<&str> = vec![&first.key];
        loop {
            let here = left[trail[trail.len() - 1]];
            let Some(next) = here.formula.names().into_iter().find(|name| left.contains_key(name)) else {
                return;
            };
            let again = trail.iter().position(|key| *key == next);
            trail.push(next);
            if let Some(from) = again {
                let help = "one of them must be stated as a number or a distribution";
                self.report_formula_circle(&trail[from..], here.node, help);
                return;
            }
        }
    }
}

/// The key that was probably meant: the likest, or the only one that ends alike.
fn nearest_key<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    let ending = format!(".{name}");
    let mut ends_alike = known.iter().filter(|key| key.ends_with(&ending));
    match (ends_alike.next(), ends_alike.next()) {
        (Some(one), None) => Some(one),
        _ => names::nearest(name, known),
    }
}

/// A formula whose result is taken in another unit; a whole divisor divides, which loses no digit.
fn in_other_unit(formula: Formula, factor: f64) -> Formula {
    let inverse = 1.0 / factor;
    let (operation, by) = match inverse > 1.0 && (inverse - inverse.round()).abs() < 1e-9 * inverse {
        true => (Operation::Divide, inverse.round()),
        false => (Operation::Multiply, factor),
    };
    Formula::Binary(operation, Box::new(formula), Box::new(Formula::Number(by)))
}

/// How many worlds are looked at: fewer where the formulas need many numbers, or such as are drawn with much effort.
fn trial_worlds(formulas: &Formulas) -> u32 {
    let used: HashSet<&str> = formulas.stated.iter().flat_map(|stated| stated.formula.names()).collect();
    let efforts = used.iter().filter_map(|name| formulas.known.get(*name)).map(|q| q.family.effort());
    let all = efforts.fold(formulas.stated.len(), usize::saturating_add).max(1);
    (DRAWS / u32::try_from(all).unwrap_or(u32::MAX)).clamp(FEWEST, WORLDS)
}

/// The formulas settled so far.
struct Settling<'s, 'a> {
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

impl Settling<'_, '_> {
    /// Judges one formula, everything that it needs being settled.
    fn settle(&mut self, stated: &Stated) {
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
