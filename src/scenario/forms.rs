//! The families whose parameters are plain numbers, and how each is written.
//!
//! A new family of that sort is one row in [`FORMS`]; what is written in another way has its own reader.

use crate::model::Basis;
use crate::quantity::{Broken, Family};

use super::names;
use super::node::{Node, Table, Value};
use super::problem::{Place, Problem};
use super::reader::Section;

/// How parameters are written behind the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// A plain number.
    Number,
    /// A list of numbers.
    List,
    /// A table of numbers by name.
    Table,
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

const FORMS: [Form; 20] = [
    form("value", Written::Number, &["value"], |x| Family::constant(x[0])),
    Form {
        beside: Some(("lambda", 4.0)),
        ..form("pert", Written::List, &["min", "mode", "max"], |x| Family::pert(x[0], x[1], x[2], x[3]))
    },
    form("triangular", Written::List, &["min", "mode", "max"], |x| Family::triangular(x[0], x[1], x[2])),
    form("uniform", Written::List, &["lo", "hi"], |x| Family::uniform(x[0], x[1])),
    form("normal", Written::List, &["mean", "sd"], |x| Family::normal(x[0], x[1])),
    form("normal", Written::Table, &["p5", "p95"], |x| Family::normal_from_quantiles(x[0], x[1])),
    form("lognormal", Written::List, &["mu", "sigma"], |x| Family::lognormal(x[0], x[1])),
    form("lognormal", Written::Table, &["p5", "p95"], |x| Family::lognormal_from_quantiles(x[0], x[1])),
    form("beta", Written::List, &["alpha", "beta"], |x| Family::beta(x[0], x[1])),
    form("beta", Written::Table, &["mean", "size"], |x| Family::beta_from_mean(x[0], x[1])),
    form("gamma", Written::List, &["shape", "rate"], |x| Family::gamma(x[0], x[1])),
    form("gamma", Written::Table, &["shape", "rate"], |x| Family::gamma(x[0], x[1])),
    form("gamma", Written::Table, &["mean", "sd"], |x| Family::gamma_from_moments(x[0], x[1])),
    form("student_t", Written::List, &["df", "location", "scale"], |x| Family::student_t(x[0], x[1], x[2])),
    form("student_t", Written::Table, &["df", "location", "scale"], |x| Family::student_t(x[0], x[1], x[2])),
    form("weibull", Written::List, &["shape", "scale"], |x| Family::weibull(x[0], x[1])),
    form("weibull", Written::Table, &["shape", "scale"], |x| Family::weibull(x[0], x[1])),
    form("exponential", Written::Number, &["rate"], |x| Family::exponential(x[0])),
    form("exponential", Written::Table, &["mean"], |x| Family::exponential_from_mean(x[0])),
    form("bernoulli", Written::Number, &["p"], |x| Family::bernoulli(x[0])),
];

/// The key that goes with a family, besides those that go with any.
pub(super) fn beside(key: &str) -> Option<&'static str> {
    FORMS.iter().find(|form| form.key == key)?.beside.map(|(name, _)| name)
}

/// A family that was built, or the rule that its parameters break with the place of each.
pub(super) type Built = (Result<Family, Broken>, Vec<Place>);

impl Form {
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
        let named = |form: &Form| form.parameters.iter().filter(|name| node.get(name).is_some()).count();
        let fitting = ways.iter().filter(|form| form.written == written);
        let Some(form) = fitting.rev().max_by_key(|form| named(form)) else {
            self.wrong_way(node, key, &ways);
            return None;
        };
        let (mut numbers, mut places) = match written {
            Written::Number => (vec![self.number_of(node, key)?], vec![node.at()]),
            Written::List => self.listed(node, form)?,
            Written::Table => self.by_name(node, key, form.parameters)?,
        };
        if let Some((name, default)) = form.beside {
            let given = table.get(name);
            numbers.push(given.map_or(Some(default), |n| self.number_of(n, name))?);
            places.push(given.unwrap_or(node).at());
        }
        Some(((form.build)(&numbers), places))
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
            None => format!("`{}` must be {}", self.path_of(key), names::list(&shapes)),
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

    fn by_name(&self, node: &'a Node, key: &str, parameters: &[&str]) -> Option<(Vec<f64>, Vec<Place>)> {
        let section = self.cx.open(self.path_of(key), node, &Basis::default(), parameters)?;
        let read = |name: &&str| section.need(name).and_then(|n| Some((section.number_of(n, name)?, n.at())));
        let read: Vec<Option<(f64, Place)>> = parameters.iter().map(read).collect();
        let read: Vec<(f64, Place)> = read.into_iter().collect::<Option<_>>()?;
        Some(read.into_iter().unzip())
    }
}
