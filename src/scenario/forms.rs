//! The families whose parameters are plain numbers, and how each is written.
//!
//! A new family of that sort is one row in [`FORMS`]; what is written in another way has its own reader.

use crate::model::Basis;
use crate::quantity::{Broken, Family};

use super::keys::is_meant_as_percentile;
use super::node::{Node, Table, Value};
use super::problem::{Place, Problem};
use super::reader::Section;
use super::suggestions;

/// How parameters are written behind the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// A plain number.
    Number,
    /// A list of numbers.
    List,
    /// A table of numbers by name.
    Table,
}

/// One way to state a number by a family.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// The key of the family.
    pub key: &'static str,
    /// The names of its parameters, in their order.
    pub parameters: &'static [&'static str],
    /// How they are written.
    pub written: Written,
    /// A parameter that may stand beside the key or among the others.
    pub beside: Option<&'static str>,
}

/// Every way to state a number by a family whose parameters are plain numbers, in the order of the families.
pub fn ways() -> Vec<Way> {
    let way = |form: &Form| Way {
        key: form.key,
        parameters: form.parameters,
        written: form.written,
        beside: form.beside.map(|(name, _)| name),
    };
    FORMS.iter().map(way).collect()
}

/// The families that two quantiles fix.
pub fn through_two() -> Vec<&'static str> {
    THROUGH_TWO.iter().map(|(name, _)| *name).collect()
}

/// One way to write a family.
struct Form {
    key: &'static str,
    written: Written,
    parameters: &'static [&'static str],
    /// A parameter that may stand beside the key, and its default.
    beside: Option<(&'static str, f64)>,
    build: fn(&[f64]) -> Result<Family, Broken>,
}

const fn form(
    key: &'static str,
    written: Written,
    parameters: &'static [&'static str],
    build: fn(&[f64]) -> Result<Family, Broken>,
) -> Form {
    Form { key, written, parameters, beside: None, build }
}

const MODE: [&str; 3] = ["min", "mode", "max"];
const MOMENTS: [&str; 2] = ["mean", "sd"];

const fn beside_lambda(form: Form) -> Form {
    Form { beside: Some(("lambda", 4.0)), ..form }
}

const FORMS: [Form; 32] = [
    form("value", Written::Number, &["value"], |x| Family::constant(x[0])),
    beside_lambda(form("pert", Written::List, &MODE, |x| Family::pert(x[0], x[1], x[2], x[3]))),
    beside_lambda(form("pert", Written::Table, &MODE, |x| Family::pert(x[0], x[1], x[2], x[3]))),
    form("triangular", Written::List, &MODE, |x| Family::triangular(x[0], x[1], x[2])),
    form("triangular", Written::Table, &MODE, |x| Family::triangular(x[0], x[1], x[2])),
    form("uniform", Written::List, &["lo", "hi"], |x| Family::uniform(x[0], x[1])),
    form("uniform", Written::Table, &["lo", "hi"], |x| Family::uniform(x[0], x[1])),
    form("uniform", Written::Table, &["min", "max"], |x| Family::uniform(x[0], x[1])),
    form("normal", Written::List, &MOMENTS, |x| Family::normal(x[0], x[1])),
    form("normal", Written::Table, &MOMENTS, |x| Family::normal(x[0], x[1])),
    form("lognormal", Written::List, &["mu", "sigma"], |x| Family::lognormal(x[0], x[1])),
    form("lognormal", Written::Table, &MOMENTS, |x| Family::lognormal_from_moments(x[0], x[1])),
    form("lognormal", Written::Table, &["mu", "sigma"], |x| Family::lognormal(x[0], x[1])),
    form("lognormal", Written::Table, &["median", "sigma"], |x| Family::lognormal_from_median(x[0], x[1])),
    form("beta", Written::List, &["alpha", "beta"], |x| Family::beta(x[0], x[1])),
    form("beta", Written::Table, &["mean", "size"], |x| Family::beta_from_mean(x[0], x[1])),
    form("beta", Written::Table, &MOMENTS, |x| Family::beta_from_moments(x[0], x[1])),
    form("beta", Written::Table, &["alpha", "beta"], |x| Family::beta(x[0], x[1])),
    form("gamma", Written::List, &["shape", "rate"], |x| Family::gamma(x[0], x[1])),
    form("gamma", Written::Table, &["shape", "rate"], |x| Family::gamma(x[0], x[1])),
    form("gamma", Written::Table, &["shape", "scale"], |x| Family::gamma_from_scale(x[0], x[1])),
    form("gamma", Written::Table, &MOMENTS, |x| Family::gamma_from_moments(x[0], x[1])),
    form("student_t", Written::List, &["df", "location", "scale"], |x| Family::student_t(x[0], x[1], x[2])),
    form("student_t", Written::Table, &["df", "location", "scale"], |x| Family::student_t(x[0], x[1], x[2])),
    form("weibull", Written::List, &["shape", "scale"], |x| Family::weibull(x[0], x[1])),
    form("weibull", Written::Table, &["shape", "scale"], |x| Family::weibull(x[0], x[1])),
    form("weibull", Written::Table, &MOMENTS, |x| Family::weibull_from_moments(x[0], x[1])),
    form("exponential", Written::Number, &["rate"], |x| Family::exponential(x[0])),
    form("exponential", Written::Table, &["mean"], |x| Family::exponential_from_mean(x[0])),
    form("exponential", Written::Table, &["rate"], |x| Family::exponential(x[0])),
    form("bernoulli", Written::Number, &["p"], |x| Family::bernoulli(x[0])),
    form("bernoulli", Written::Table, &["p"], |x| Family::bernoulli(x[0])),
];

/// A family through two quantiles, each a percentage with its value.
type Through = fn([(u8, f64); 2]) -> Result<Family, Broken>;

/// Families that two quantiles fix.
const THROUGH_TWO: [(&str, Through); 2] =
    [("normal", Family::normal_through), ("lognormal", Family::lognormal_through)];

/// The key that goes with a family, besides those that go with any.
pub(super) fn beside(key: &str) -> Option<&'static str> {
    FORMS.iter().find(|form| form.key == key)?.beside.map(|(name, _)| name)
}

/// A family that was built, or the rule that its parameters break with the place of each.
pub(super) type Built = (Result<Family, Broken>, Vec<Place>);

impl Form {
    /// The names that a table may have.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parameters.iter().copied().chain(self.beside.map(|(name, _)| name))
    }

    /// How it is written, for a message: "gamma = [shape, rate]".
    fn shape(&self) -> String {
        let Form { key, parameters, .. } = self;
        match self.written {
            Written::Number => format!("{key} = {}", parameters[0]),
            Written::List => format!("{key} = [{}]", parameters.join(", ")),
            Written::Table => format!("{key} = {{ {} = }}", parameters.join(" = , ")),
        }
    }
}

impl<'a> Section<'a> {
    /// Reads the family under a key of the table of forms.
    pub(super) fn plain_family(&self, table: &'a Table, key: &'static str, node: &'a Node) -> Option<Built> {
        let written = match &node.value {
            Value::List(_) => Written::List,
            Value::Table(_) => Written::Table,
            _ => Written::Number,
        };
        let ways: Vec<&Form> = FORMS.iter().filter(|form| form.key == key).collect();
        if written == Written::Table && node.table()?.keys().any(|name| is_meant_as_percentile(name)) {
            return self.through_two(node, key, &ways);
        }
        let fitting: Vec<&Form> = ways.iter().copied().filter(|form| form.written == written).collect();
        let form = match (fitting.as_slice(), written) {
            ([], _) => {
                self.wrong_way(node, key, &ways);
                return None;
            }
            ([form, ..], Written::Number | Written::List) => form,
            (fitting, Written::Table) => self.named_form(node, key, fitting)?,
        };
        let (mut numbers, mut places) = match written {
            Written::Number => (vec![self.number_of(node, key)?], vec![node.at()]),
            Written::List => self.listed(node, form)?,
            Written::Table => self.by_name(node, key, form)?,
        };
        if let Some((name, default)) = form.beside {
            let given = table.get(name).or(node.get(name));
            numbers.push(given.map_or(Some(default), |n| self.number_of(n, name))?);
            places.push(given.unwrap_or(node).at());
        }
        let built = (form.build)(&numbers);
        if let (Ok(family), true) = (&built, written != Written::Table) {
            self.warn_of_other_readings(key, form.parameters, &numbers, family, node);
        }
        Some((built, places))
    }

    /// The form whose parameters a table names; a word on what does not go together.
    fn named_form<'f>(&self, node: &'a Node, key: &str, forms: &[&'f Form]) -> Option<&'f Form> {
        let names: Vec<&str> = node.table()?.keys().map(String::as_str).collect();
        let known: Vec<&str> = forms.iter().flat_map(|form| form.names()).collect();
        if names.iter().any(|name| !known.contains(name)) {
            self.cx.open(self.path_of(key), node, &Basis::default(), &known);
            return None;
        }
        let named = |form: &&&Form| names.iter().filter(|name| form.names().any(|n| n == **name)).count();
        let best = forms.iter().rev().max_by_key(named)?;
        if named(&best) == names.len() {
            return Some(best);
        }
        self.not_together(node, key, forms);
        None
    }

    fn not_together(&self, node: &Node, key: &str, ways: &[&Form]) {
        let names: Vec<&String> = node.table().into_iter().flat_map(|table| table.keys()).collect();
        let title = format!("`{}` names parameters that do not go together", self.path_of(key));
        let label = format!("{} stand side by side", suggestions::list(&names));
        let shapes: Vec<String> =
            ways.iter().filter(|form| form.written == Written::Table).map(|form| form.shape()).collect();
        let mut help = format!("write {}", shapes.join(", or "));
        if names.iter().any(|name| is_meant_as_percentile(name)) {
            help += match THROUGH_TWO.iter().any(|(two, _)| *two == key) {
                true => ", or two quantiles",
                false => "; quantiles stand without a family: { p5 =, p50 =, p95 = }",
            };
        }
        self.cx.report(Problem::error("S240", node.at(), title, label).help(help));
    }

    /// A family through the two quantiles that a table names.
    fn through_two(&self, node: &'a Node, key: &str, ways: &[&Form]) -> Option<Built> {
        let table = node.table()?;
        let through = THROUGH_TWO.iter().find(|(name, _)| *name == key).map(|(_, through)| through);
        let (Some(through), true) = (through, table.keys().all(|name| is_meant_as_percentile(name))) else {
            self.not_together(node, key, ways);
            return None;
        };
        let path = self.path_of(key);
        let inner = Section { cx: self.cx, path, node, table, basis: Basis::default(), slips: Vec::new() };
        let found = inner.percentiles(table)?;
        let [(low, low_key, one), (high, high_key, other)] = found[..] else {
            let title = format!("`{key}` goes through two quantiles");
            let problem = Problem::error("S203", node.at(), title, format!("{} given", found.len()));
            let help = "keep two; through more goes a metalog, which is written without a family: { p5 =, p50 =, p95 = }";
            self.cx.report(problem.help(help));
            return None;
        };
        let points = [(low, inner.number_of(one, low_key)?), (high, inner.number_of(other, high_key)?)];
        Some((through(points), vec![one.at(), other.at()]))
    }

    fn wrong_way(&self, node: &Node, key: &str, ways: &[&Form]) {
        if matches!(ways, [Form { written: Written::Number, .. }]) {
            self.number_of(node, key);
            return;
        }
        let shapes: Vec<String> = ways.iter().map(|form| form.shape()).collect();
        let title = match ways.iter().find(|form| form.written == Written::List) {
            Some(form) => {
                format!("`{}` must be a list of {} numbers", self.path_of(key), form.parameters.len())
            }
            None => format!("`{}` must be {}", self.path_of(key), suggestions::list(&shapes)),
        };
        let problem = Problem::error("S102", node.at(), title, node.found());
        self.cx.report(problem.help(format!("write {}", shapes.join(", or "))));
    }

    fn listed(&self, node: &'a Node, form: &Form) -> Option<(Vec<f64>, Vec<Place>)> {
        let (name, wanted) = (form.key, form.parameters.len());
        let items = node.items();
        if items.len() != wanted {
            let title = format!("`{name}` takes {wanted} numbers");
            let label = format!("{} given", items.len());
            let problem = Problem::error("S203", node.at(), title, label);
            self.cx.report(problem.help(format!("write {}", form.shape())));
            return None;
        }
        let numbers: Vec<Option<f64>> = items.iter().map(|n| self.number_of(n, name)).collect();
        Some((numbers.into_iter().collect::<Option<_>>()?, items.iter().map(Node::at).collect()))
    }

    fn by_name(&self, node: &'a Node, key: &str, form: &Form) -> Option<(Vec<f64>, Vec<Place>)> {
        let known: Vec<&str> = form.names().collect();
        let section = self.cx.open(self.path_of(key), node, &Basis::default(), &known)?;
        let read = |name: &&str| section.need(name).and_then(|n| Some((section.number_of(n, name)?, n.at())));
        let read: Vec<Option<(f64, Place)>> = form.parameters.iter().map(read).collect();
        let read: Vec<(f64, Place)> = read.into_iter().collect::<Option<_>>()?;
        Some(read.into_iter().unzip())
    }
}
