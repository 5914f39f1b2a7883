//! Numbers that may be uncertain: which families there are, and what kind of number stands where.
//!
//! A new family is one line in [`FAMILY_KEYS`] and one arm in `family`.

use crate::model::{Basis, Quantity};
use crate::quantity::{Broken, Family};

use super::correlation::KnownQuantity;
use super::kinds::{Kind, RATE};
use super::names;
use super::node::{Node, Table, Value};
use super::problem::{Place, Problem};
use super::reader::{BASIS_KEYS, Section};

/// Keys that state a quantity, besides the quantiles.
pub(super) const FAMILY_KEYS: [&str; 7] =
    ["value", "pert", "triangular", "uniform", "normal", "lognormal", "beta"];

const QUANTILES: [(&str, f64); 11] = [
    ("p1", 0.01),
    ("p5", 0.05),
    ("p10", 0.10),
    ("p20", 0.20),
    ("p25", 0.25),
    ("p50", 0.50),
    ("p75", 0.75),
    ("p80", 0.80),
    ("p90", 0.90),
    ("p95", 0.95),
    ("p99", 0.99),
];

/// Whether a key names a quantile.
pub(super) fn is_quantile(key: &str) -> bool {
    QUANTILES.iter().any(|(k, _)| *k == key)
}

impl<'a> Section<'a> {
    /// A quantity that must be there.
    pub(super) fn quantity(&self, key: &str, kind: Kind) -> Option<Quantity> {
        let node = self.need(key)?;
        self.quantity_at(node, key, kind)
    }

    /// A quantity that may be there.
    pub(super) fn quantity_if_given(&self, key: &str, kind: Kind) -> Option<Quantity> {
        let node = self.get(key)?;
        self.quantity_at(node, key, kind)
    }

    /// A quantity with a certain default.
    pub(super) fn quantity_or(&self, key: &str, kind: Kind, default: f64) -> Option<Quantity> {
        match self.get(key) {
            Some(node) => self.quantity_at(node, key, kind),
            None => Some(Quantity {
                key: self.path_of(key),
                family: Family::constant(default).ok()?,
                basis: Basis { judgement: Some(format!("{default} unless given")), ..Basis::default() },
            }),
        }
    }

    /// Reads the quantity that stands at a node of this table.
    pub(super) fn quantity_at(&self, node: &'a Node, key: &str, kind: Kind) -> Option<Quantity> {
        let path = self.path_of(key);
        let (family, basis, at) = match &node.value {
            Value::Table(table) => {
                let inner = Section { cx: self.cx, path: path.clone(), node, table, basis: Basis::default() };
                let basis = inner.read_basis(&self.basis);
                let (family, at) = inner.family(table, kind)?;
                (family, basis, at)
            }
            _ => {
                let x = self.number_of(node, key)?;
                match Family::constant(x) {
                    Ok(family) => (family, self.basis.clone(), node.at()),
                    Err(broken) => {
                        self.broken_at(&path, &broken, node.at());
                        return None;
                    }
                }
            }
        };
        self.check_kind(&path, &family, kind, at)?;
        if basis.is_bare() {
            self.cx.bare.borrow_mut().push((path.clone(), node.key()));
        }
        let certain = family.as_constant().is_some();
        self.cx.quantities.borrow_mut().push(KnownQuantity { key: path.clone(), certain });
        Some(Quantity { key: path, family, basis })
    }

    fn check_kind(&self, path: &str, family: &Family, kind: Kind, at: Place) -> Option<()> {
        if let Some(x) = family.as_constant() {
            if kind.admits(x) {
                return Some(());
            }
            let title = format!("`{path}` is out of range");
            let label = format!("{} must be {}", kind.noun, kind.range());
            self.cx.report(Problem::error("S109", at, title, label).help_if(kind.way_out));
            return None;
        }
        let (lo, hi) = family.support();
        // A tail without end is let through where only a technical limit stands against it.
        let high = hi > kind.most && !(hi.is_infinite() && kind.most == RATE.most);
        if lo >= kind.least && !high {
            return Some(());
        }
        let reaches = if lo < kind.least {
            bound("reaches down to", lo, "no lower")
        } else {
            bound("reaches up to", hi, "no upper")
        };
        let title = format!("the range of `{path}` goes beyond what is possible");
        let help = "use a family that stays inside, such as pert, or quantiles { p5 =, p50 =, p95 = }, which are held to \
                    what is possible";
        self.cx.report(
            Problem::error("S209", at, title, format!("{reaches}; must stay {}", kind.range())).help(help),
        );
        None
    }

    /// Reads the one family of a table; the place is where to point if the numbers do not fit the kind.
    fn family(&self, table: &'a Table, kind: Kind) -> Option<(Family, Place)> {
        let quantile_keys: Vec<&str> =
            QUANTILES.iter().map(|(k, _)| *k).filter(|k| table.contains_key(*k)).collect();
        let stated: Vec<&str> = FAMILY_KEYS.into_iter().filter(|k| table.contains_key(*k)).collect();
        let stated_count = stated.len() + usize::from(!quantile_keys.is_empty());
        if stated_count != 1 {
            self.count_problem(stated_count, &stated, &quantile_keys);
            return None;
        }
        let extra: &[&str] = match stated.first() {
            Some(&"pert") => &["lambda"],
            Some(_) => &[],
            None => &["min", "max"],
        };
        self.check_quantity_keys(table, &stated, &quantile_keys, extra);
        let Some(&name) = stated.first() else { return self.quantiles(&quantile_keys, kind) };
        let node = table.get(name)?;
        let at = node.at();
        let (built, places) = match (name, &node.value) {
            ("value", _) => (Family::constant(self.number_of(node, name)?), vec![node.at()]),
            ("normal" | "lognormal", Value::Table(_)) => {
                let (x, places) = self.named(node, name, ["p5", "p95"])?;
                let build = if name == "normal" {
                    Family::normal_from_quantiles
                } else {
                    Family::lognormal_from_quantiles
                };
                (build(x[0], x[1]), places)
            }
            ("beta", Value::Table(_)) => {
                let (x, places) = self.named(node, name, ["mean", "size"])?;
                (Family::beta_from_mean(x[0], x[1]), places)
            }
            ("pert", _) => {
                let (x, mut places) = self.listed(node, name, &["min", "mode", "max"])?;
                let (lambda, place) = match table.get("lambda") {
                    Some(n) => (self.number_of(n, "lambda")?, n.at()),
                    None => (4.0, node.at()),
                };
                places.push(place);
                (Family::pert(x[0], x[1], x[2], lambda), places)
            }
            ("triangular", _) => {
                let (x, places) = self.listed(node, name, &["min", "mode", "max"])?;
                (Family::triangular(x[0], x[1], x[2]), places)
            }
            (_, _) => {
                let parameters: &[&str] = match name {
                    "uniform" => &["lo", "hi"],
                    "normal" => &["mean", "sd"],
                    "lognormal" => &["mu", "sigma"],
                    _ => &["alpha", "beta"],
                };
                let (x, places) = self.listed(node, name, parameters)?;
                let build = match name {
                    "uniform" => Family::uniform,
                    "normal" => Family::normal,
                    "lognormal" => Family::lognormal,
                    _ => Family::beta,
                };
                (build(x[0], x[1]), places)
            }
        };
        match built {
            Ok(family) => Some((family, at)),
            Err(broken) => {
                self.broken(&broken, &places, at);
                None
            }
        }
    }

    fn count_problem(&self, count: usize, stated: &[&str], quantile_keys: &[&str]) {
        let families = names::list(&FAMILY_KEYS);
        if count == 0 {
            let title = format!("`{}` does not say which number it is", self.path);
            let help =
                format!("write a plain number, or one of {families}, or quantiles such as p5, p50, p95");
            self.cx.report(Problem::error("S201", self.node.at(), title, "no family here").help(help));
            return;
        }
        let mut all = stated.to_vec();
        all.extend(quantile_keys);
        let title = format!("`{}` gives its number in more than one way", self.path);
        let label = format!("{} stand side by side", names::list(&all));
        let mut problem = Problem::error("S202", self.node.at(), title, label).help("keep one of them");
        for key in all.iter().skip(1).take(2) {
            if let Some(node) = self.get(key) {
                problem = problem.note_at(node.key(), format!("also `{key}`"));
            }
        }
        self.cx.report(problem);
    }

    fn check_quantity_keys(&self, table: &'a Table, stated: &[&str], quantiles: &[&str], extra: &[&str]) {
        let mut known: Vec<&str> = stated.to_vec();
        known.extend(quantiles);
        known.extend(extra);
        known.extend(BASIS_KEYS);
        for (key, node) in table {
            if known.contains(&key.as_str()) {
                continue;
            }
            let owner = match key.as_str() {
                "lambda" => Some("pert"),
                "min" | "max" => Some("quantiles (p5, p50, p95 …)"),
                _ => None,
            };
            let (label, help) = match (owner, names::nearest(key, &known)) {
                (Some(owner), _) => {
                    (format!("goes with {owner} only"), "drop it, or change the family".into())
                }
                (None, Some(near)) => {
                    (format!("did you mean `{near}`?"), format!("known keys: {}", names::list(&known)))
                }
                (None, None) => {
                    ("not a key of a quantity".into(), format!("known keys: {}", names::list(&known)))
                }
            };
            let title = format!("unknown key `{key}` in `{}`", self.path);
            self.cx.report(Problem::error("S101", node.key(), title, label).help(help));
        }
    }

    /// The parameters of a family, as a list.
    fn listed(&self, node: &'a Node, name: &str, parameters: &[&str]) -> Option<(Vec<f64>, Vec<Place>)> {
        let shape = format!("{name} = [{}]", parameters.join(", "));
        let Value::List(items) = &node.value else {
            let title = format!("`{}` must be a list of {} numbers", self.path_of(name), parameters.len());
            self.cx.report(
                Problem::error("S102", node.at(), title, node.found()).help(format!("write {shape}")),
            );
            return None;
        };
        if items.len() != parameters.len() {
            let title = format!("`{name}` takes {} numbers", parameters.len());
            let label = format!("{} given", items.len());
            self.cx.report(Problem::error("S203", node.at(), title, label).help(format!("write {shape}")));
            return None;
        }
        let numbers: Vec<Option<f64>> = items.iter().map(|n| self.number_of(n, name)).collect();
        Some((numbers.into_iter().collect::<Option<_>>()?, items.iter().map(Node::at).collect()))
    }

    /// The parameters of a family, by name.
    fn named(&self, node: &'a Node, name: &str, parameters: [&str; 2]) -> Option<(Vec<f64>, Vec<Place>)> {
        let section = self.cx.open(self.path_of(name), node, &Basis::default(), &parameters)?;
        let read = |key: &str| section.need(key).and_then(|n| Some((section.number_of(n, key)?, n.at())));
        let (a, b) = (read(parameters[0]), read(parameters[1]));
        let (a, b) = (a?, b?);
        Some((vec![a.0, b.0], vec![a.1, b.1]))
    }

    /// A metalog through the quantiles that are given.
    fn quantiles(&self, keys: &[&str], kind: Kind) -> Option<(Family, Place)> {
        if !(2..=3).contains(&keys.len()) {
            let title = format!("`{}` must give two or three quantiles", self.path);
            let label = if keys.len() == 1 { "one given".into() } else { format!("{} given", keys.len()) };
            let help = "e.g. { p5 = 10, p50 = 20, p95 = 40 }; a certain number is written plainly";
            self.cx.report(Problem::error("S203", self.node.at(), title, label).help(help));
            return None;
        }
        let mut points = Vec::new();
        let mut places = Vec::new();
        for (key, probability) in QUANTILES.iter().filter(|(k, _)| keys.contains(k)) {
            let node = self.get(key)?;
            points.push((*probability, self.number_of(node, key)?));
            places.push(node.at());
        }
        let mut bounds = [finite(kind.least), finite(kind.most)];
        if kind.most == RATE.most {
            bounds[1] = None;
        }
        for (bound, key) in bounds.iter_mut().zip(["min", "max"]) {
            let given = match self.get(key) {
                Some(node) => {
                    let x = self.number_of(node, key)?;
                    if x < kind.least || x > kind.most {
                        let title = format!("`{}` is out of range", self.path_of(key));
                        let label = format!("{} must be {}", kind.noun, kind.range());
                        self.cx.report(Problem::error("S109", node.at(), title, label).help_if(kind.way_out));
                        return None;
                    }
                    *bound = Some(x);
                    node.at()
                }
                None => self.node.at(),
            };
            places.push(given);
        }
        match Family::metalog(&points, bounds[0], bounds[1]) {
            Ok(family) => Some((family, self.node.at())),
            Err(broken) => {
                self.broken(&broken, &places, self.node.at());
                None
            }
        }
    }

    /// A rule of a family that its parameters break: points at the very number.
    fn broken(&self, broken: &Broken, places: &[Place], whole: Place) {
        let place = places.get(broken.parameter).cloned().unwrap_or(whole);
        self.broken_at(&self.path, broken, place);
    }

    fn broken_at(&self, path: &str, broken: &Broken, place: Place) {
        let (code, what) = super::broken::describe(broken);
        let title = format!("`{path}`: {what}");
        let problem = Problem::error(code, place, title, broken.rule.to_string());
        self.cx.report(if broken.help.is_empty() { problem } else { problem.help(broken.help.clone()) });
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

fn bound(reaches: &str, x: f64, none: &str) -> String {
    if x.is_finite() { format!("{reaches} {x}") } else { format!("has {none} end") }
}
