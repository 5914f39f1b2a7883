//! What a unit does to each parameter of a family: a mean is multiplied, a rate is divided, a shape stays.

use super::ratio::Ratio;
use crate::math;
use crate::scenario::keys::BASIS_KEYS;
use crate::scenario::node::{Node, Table, Value};

/// What another unit does to a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is a value of the quantity.
    Value,
    /// It is a number of something a unit of the quantity: it is divided.
    Inverse,
    /// It is the mean of the logarithm.
    Log,
    /// It has no unit.
    Pure,
    /// It ties the family to the range from 0 to 1.
    Tied,
}

/// What the parameters of a family are, in the order of its list.
const LISTS: [(&str, &[Role]); 11] = [
    ("pert", &[Role::Value; 3]),
    ("triangular", &[Role::Value; 3]),
    ("uniform", &[Role::Value; 2]),
    ("truncate", &[Role::Value; 2]),
    ("normal", &[Role::Value; 2]),
    ("lognormal", &[Role::Log, Role::Pure]),
    ("beta", &[Role::Tied; 2]),
    ("gamma", &[Role::Pure, Role::Inverse]),
    ("student_t", &[Role::Pure, Role::Value, Role::Value]),
    ("weibull", &[Role::Pure, Role::Value]),
    ("exponential", &[Role::Inverse]),
];

/// What a parameter is that stands by its name.
fn named(name: &str) -> Option<Role> {
    let is_quantile = name.strip_prefix('p').is_some_and(|p| !p.is_empty() && p.parse::<f64>().is_ok());
    match name {
        "value" | "min" | "mode" | "max" | "lo" | "hi" | "mean" | "median" | "sd" | "location" | "scale" => {
            Some(Role::Value)
        }
        _ if is_quantile => Some(Role::Value),
        "rate" => Some(Role::Inverse),
        "mu" => Some(Role::Log),
        "sigma" | "shape" | "size" | "df" | "lambda" | "weight" => Some(Role::Pure),
        "alpha" | "beta" | "p" => Some(Role::Tied),
        _ => None,
    }
}

/// A table of a quantity with every number of it in another unit; what is no number stays for its reader to refuse.
///
/// **Errors** why a family cannot be converted.
pub(super) fn converted(table: &Table, ratio: Ratio) -> Result<Table, &'static str> {
    let mut out = Table::new();
    for (key, node) in table {
        let stays = BASIS_KEYS.contains(&key.as_str()) || key == "expert" || key == "pool";
        let node = if stays { node.clone() } else { entry(key, node, ratio)? };
        out.insert(key.clone(), node);
    }
    Ok(out)
}

fn entry(key: &str, node: &Node, ratio: Ratio) -> Result<Node, &'static str> {
    const TIED: &str = "lies from 0 to 1 by its nature";
    let with = |value: Value| Node { value, ..node.clone() };
    let list = LISTS.iter().find(|(family, _)| *family == key).map(|(_, roles)| *roles);
    match (&node.value, key, list) {
        (Value::List(items), "empirical", _) => {
            Ok(with(Value::List(items.iter().map(|item| scaled(item, Role::Value, ratio)).collect())))
        }
        (Value::List(pairs), "discrete", _) => {
            let pair = |pair: &Node| match &pair.value {
                Value::List(items) => {
                    let each = items.iter().enumerate();
                    let each =
                        each.map(|(i, x)| if i == 0 { scaled(x, Role::Value, ratio) } else { x.clone() });
                    Node { value: Value::List(each.collect()), ..pair.clone() }
                }
                _ => pair.clone(),
            };
            Ok(with(Value::List(pairs.iter().map(pair).collect())))
        }
        (Value::List(_), _, Some(roles)) if roles.contains(&Role::Tied) => Err(TIED),
        (Value::List(items), _, Some(roles)) => {
            let roles = roles.iter().copied().chain(std::iter::repeat(Role::Pure));
            Ok(with(Value::List(items.iter().zip(roles).map(|(x, role)| scaled(x, role, ratio)).collect())))
        }
        (Value::Table(inner), _, _) => {
            let mut out = Table::new();
            for (name, x) in inner {
                match named(name) {
                    Some(Role::Tied) => return Err(TIED),
                    Some(role) => out.insert(name.clone(), scaled(x, role, ratio)),
                    None => return Err("has a parameter that no rule converts"),
                };
            }
            Ok(with(Value::Table(out)))
        }
        (Value::Whole(_) | Value::Number(_), "bernoulli", _) => Err("is 0 or 1 by its nature"),
        (Value::Whole(_) | Value::Number(_), _, Some([role])) => Ok(scaled(node, *role, ratio)),
        (Value::Whole(_) | Value::Number(_), _, _) => match named(key) {
            Some(Role::Tied) | None => Err("has a parameter that no rule converts"),
            Some(role) => Ok(scaled(node, role, ratio)),
        },
        _ => Ok(node.clone()),
    }
}

/// A number in another unit; a whole one stays whole where it can.
fn scaled(node: &Node, role: Role, ratio: Ratio) -> Node {
    let number = match node.value {
        Value::Whole(n) => n as f64,
        Value::Number(x) => x,
        _ => return node.clone(),
    };
    let found = match role {
        Role::Value => ratio.of(number),
        Role::Inverse => ratio.inverse().of(number),
        Role::Log => number + math::ln(ratio.value()),
        Role::Pure | Role::Tied => return node.clone(),
    };
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = match node.value {
        Value::Whole(_) if found.fract() == 0.0 && found.abs() < EXACT => Value::Whole(found as i128),
        _ => Value::Number(found),
    };
    Node { value, ..node.clone() }
}

/// A plain number in another unit.
pub(super) fn plain(node: &Node, ratio: Ratio) -> Node {
    scaled(node, Role::Value, ratio)
}
