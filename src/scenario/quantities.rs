//! Numbers that may be uncertain: which families there are, and what kind of number stands where.
//!
//! A new family is one line in `FAMILY_KEYS` and one row in the table of `forms`.

use crate::model::{Basis, Quantity};
use crate::quantity::{Broken, Existing, Family};

use super::admitted::Admitted;
use super::bounds::{Kind, RATE};
use super::forms;
use super::keys::{BASIS_KEYS, FAMILY_KEYS, is_meant_as_percentile};
use super::known_quantities::KnownQuantity;
use super::node::{Node, Table, Value};
use super::percentiles::Percentile;
use super::problem::{Place, Problem};
use super::reader::Section;
use super::suggestions;

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
            None => {
                let basis = Basis { judgement: Some(format!("{default} unless given")), ..Basis::default() };
                let quantity = Quantity::drawn(self.path_of(key), Family::constant(default).ok()?, basis);
                self.cx.admitted.borrow_mut().insert(quantity.key.clone(), Admitted::of(kind));
                let mut formulas = self.cx.formulas.borrow_mut();
                formulas.note_key(&quantity.key);
                formulas.note(&quantity);
                Some(quantity)
            }
        }
    }

    /// Reads the quantity that stands at a node of this table.
    pub(super) fn quantity_at(&self, node: &'a Node, key: &str, kind: Kind) -> Option<Quantity> {
        let path = self.path_of(key);
        self.cx.formulas.borrow_mut().note_key(&path);
        self.cx.admitted.borrow_mut().insert(path.clone(), Admitted::of(kind));
        let mut quantity = match &node.value {
            Value::Table(table) => {
                let inner =
                    Section { cx: self.cx, path, node, table, basis: Basis::default(), slips: Vec::new() };
                inner.quantity_here(&self.basis, kind)?
            }
            _ => {
                let x = self.number_of(node, key)?;
                let family = self.built((Family::constant(x), vec![node.at()]), &path, node.at())?;
                self.check_kind(&path, &family, kind, node.at())?;
                Quantity::drawn(path, family, self.basis.clone())
            }
        };
        if quantity.unit.is_none() {
            quantity.unit = self.cx.units.around.get(&quantity.key).cloned();
        }
        if quantity.basis.is_bare() {
            self.cx.bare.borrow_mut().push((quantity.key.clone(), node.key()));
        }
        self.warn_of_heavy_tail(&quantity, node);
        self.cx.formulas.borrow_mut().note(&quantity);
        // What a formula gives cannot be made to move with something else: it follows.
        let certain = quantity.family.as_constant().is_some() || quantity.formula.is_some();
        let mut known = self.cx.quantities.borrow_mut();
        let place = known.len();
        known.insert(quantity.key.clone(), KnownQuantity { place, certain, family: quantity.family.clone() });
        Some(quantity)
    }

    /// The quantity that this table is.
    fn quantity_here(&self, around: &Basis, kind: Kind) -> Option<Quantity> {
        let mut basis = self.read_basis(around);
        let unit = self.get("unit").and_then(Node::text).map(String::from);
        if let (Some(node), true) = (self.get("formula"), self.states_one_family()) {
            let (formula, family) = self.formula_quantity(node, kind, unit.as_deref())?;
            let unit = self.cx.units.formulas.get(&self.path).map(|c| c.unit.clone()).or(unit);
            return Some(Quantity { key: self.path.clone(), family, formula: Some(formula), unit, basis });
        }
        let (family, at) = match self.get("pool") {
            Some(node) if self.states_one_family() => {
                self.check_quantity_keys(self.table, &["pool"], &[], &["truncate"]);
                let (built, grounds) = self.pool(node, kind)?;
                if basis.is_bare() {
                    basis = grounds;
                }
                (self.truncated(self.built(built, &self.path, node.at())?)?, node.at())
            }
            _ => self.family(self.table, kind, &[])?,
        };
        self.check_kind(&self.path, &family, kind, at)?;
        Some(Quantity { key: self.path.clone(), family, formula: None, unit, basis })
    }

    /// One draw in a hundred that makes the mean is worth a word, and so is a mean that is not there. A missing standard deviation is where the
    /// analyst has chosen the tail: quantiles say nothing of what lies beyond them.
    fn warn_of_heavy_tail(&self, quantity: &Quantity, node: &Node) {
        let existing = quantity.family.existing();
        let is_chosen = || existing == Existing::Mean && node.get("student_t").is_some();
        if existing == Existing::Neither || !self.warn_of_rare_draws(quantity, node) && is_chosen() {
            self.warn_of_missing_moments(quantity, existing, node);
        }
    }

    fn warn_of_missing_moments(&self, quantity: &Quantity, existing: Existing, node: &Node) {
        let (what, then) = match existing {
            Existing::Neither => ("mean", "the mean of its draws never settles"),
            _ => {
                ("standard deviation", "the mean of its draws settles slowly, and no error of it can be told")
            }
        };
        let title = format!("`{}` has no {what}", quantity.key);
        let family = &quantity.family;
        let [low, median, high] = [0.05, 0.5, 0.95].map(|u| figure(family.quantile(u)));
        let label = format!("{then}; P5 {low}, median {median}, P95 {high}");
        let help = "bound it with truncate = [lo, hi], or take thinner tails: Student's t has a mean above 1 degree of freedom, a standard \
                    deviation above 2";
        self.cx.report(Problem::warning("S243", node.at(), title, label).help(help));
    }

    /// Whether the largest draws make the mean, and that has been said.
    fn warn_of_rare_draws(&self, quantity: &Quantity, node: &Node) -> bool {
        const MOST: f64 = 0.5;
        let family = &quantity.family;
        // Most quantities are spared the integral for their moments: with values that are not negative and one in a million below twenty
        // medians, the largest 1 % come to less than 0.01 · 20 medians, the mean to more than half a median.
        let (low, high) = family.support();
        if low >= 0.0 && family.quantile(1.0 - 1e-6) < 20.0 * family.quantile(0.5) {
            return false;
        }
        // The mean of two values is told as the chance of one of them.
        if family.cdf(low) >= family.cdf(high.next_down()) || family.bound_on_largest_percent() <= MOST {
            return false;
        }
        let Some(share) = family.share_of_largest_percent().filter(|share| *share > MOST) else {
            return false;
        };
        let (mean, median) = (family.mean(), family.quantile(0.5));
        let alike = family.cdf(median) - family.cdf(median.next_down());
        let title = format!("the largest 1 % of draws make most of the mean of `{}`", quantity.key);
        let label = if mean.is_finite() {
            format!("{:.0} % of its mean {}; its median is {}", 100.0 * share, figure(mean), figure(median))
        } else {
            format!("its mean is infinite; its median is {}", figure(median))
        };
        let help = if alike > 0.5 {
            let other = figure(100.0 * (1.0 - alike));
            format!(
                "quote how often it is other than {}, here in {other} % of worlds, and its size then, not the mean",
                figure(median)
            )
        } else {
            "quote the median, not the mean; if such values are not meant, bound it: truncate = [lo, hi], or min and max".into()
        };
        self.cx.report(Problem::warning("S219", node.at(), title, label).help(help));
        true
    }

    pub(super) fn check_kind(&self, path: &str, family: &Family, kind: Kind, at: Place) -> Option<()> {
        if let Some(x) = family.as_constant() {
            if kind.admits(x) {
                return self.check_plausible(path, family, kind, at);
            }
            let title = format!("`{path}` is out of range");
            let label = format!("{} must be {}", kind.noun, kind.range());
            self.cx.report(Problem::error("S109", at, title, label).help_if(&kind.way_out_of(x)));
            return None;
        }
        let (lo, hi) = family.support();
        // A tail without end is let through where only a technical limit stands against it.
        let high = hi > kind.most && !(hi.is_infinite() && kind.most == RATE.most);
        if lo >= kind.least && !high {
            return self.check_plausible(path, family, kind, at);
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

    /// A number that nobody means in earnest is a slip of the pen, and would print nonsense.
    fn check_plausible(&self, path: &str, family: &Family, kind: Kind, at: Place) -> Option<()> {
        let Some(end) = kind.beyond(family) else { return Some(()) };
        self.report_beyond(path, kind, end, at);
        None
    }

    pub(super) fn report_beyond(&self, path: &str, kind: Kind, end: f64, at: Place) {
        self.cx.report(beyond(path, kind, end, at));
    }

    /// Whether exactly one family stands in this table.
    fn states_one_family(&self) -> bool {
        let quantiles = self.table.keys().any(|key| is_meant_as_percentile(key));
        FAMILY_KEYS.iter().filter(|key| self.get(key).is_some()).count() + usize::from(quantiles) == 1
    }

    /// Reads the one family of a table; the place is where to point if the numbers do not fit the kind.
    pub(super) fn family(&self, table: &'a Table, kind: Kind, others: &[&str]) -> Option<(Family, Place)> {
        let percentiles = self.percentiles(table)?;
        let quantile_keys: Vec<&str> = percentiles.iter().map(|(_, key, _)| *key).collect();
        if kind.within
            && let Some(within) = table.get("within")
        {
            return self.within(table, &percentiles, within);
        }
        let stated: Vec<&'static str> = FAMILY_KEYS.into_iter().filter(|k| table.contains_key(*k)).collect();
        let stated_count = stated.len() + usize::from(!quantile_keys.is_empty());
        if stated_count != 1 {
            self.count_problem(stated_count, &stated, &quantile_keys);
            return None;
        }
        let mut extra: Vec<&str> = others.to_vec();
        match stated.first() {
            Some(&"value") => {}
            Some(name) => {
                extra.push("truncate");
                extra.extend(forms::beside(name));
            }
            None => extra.extend(["min", "max", "truncate"]),
        }
        self.check_quantity_keys(table, &stated, &quantile_keys, &extra);
        let (family, at) = match stated.first() {
            None => self.quantiles(&percentiles, kind)?,
            Some(&name) => {
                let node = table.get(name)?;
                let built = match name {
                    "discrete" => self.discrete(node)?,
                    "empirical" => self.empirical(node)?,
                    _ => self.plain_family(table, name, node)?,
                };
                (self.built(built, &self.path, node.at())?, node.at())
            }
        };
        Some((self.truncated(family)?, at))
    }

    /// `{ p50 = 30, within = 8 }`: nine times in ten within 8 either way of 30, normally distributed.
    fn within(
        &self,
        table: &'a Table,
        percentiles: &[Percentile<'a>],
        within: &'a Node,
    ) -> Option<(Family, Place)> {
        let &[(50, key, node)] = percentiles else {
            let title = format!("`within` in `{}` goes with `p50` alone", self.path);
            let problem = Problem::error("S203", within.key(), title, "within this either way of the median");
            self.cx
                .report(problem.help("write { p50 = 30, within = 8 }, or quantiles { p5 =, p50 =, p95 = }"));
            return None;
        };
        self.check_quantity_keys(table, &["within"], &[key], &[]);
        let (median, half) = (self.number_of(node, key)?, self.number_of(within, "within")?);
        if half <= 0.0 {
            let title = format!("`{}` must be more than 0", self.path_of("within"));
            let problem = Problem::error("S109", within.at(), title, "no range");
            self.cx.report(problem.help("a certain number is written plainly"));
            return None;
        }
        let built = (Family::normal_from_quantiles(median - half, median + half), vec![within.at()]);
        Some((self.built(built, &self.path, within.at())?, within.at()))
    }

    /// The family, or nothing and a word on the rule that is broken.
    pub(super) fn built(&self, (built, places): forms::Built, path: &str, whole: Place) -> Option<Family> {
        match built {
            Ok(family) => Some(family),
            Err(broken) => {
                self.broken_at(path, &broken, places.get(broken.parameter).cloned().unwrap_or(whole));
                None
            }
        }
    }

    /// The family within `truncate = [lo, hi]`, if that is given; an end may be `inf`.
    fn truncated(&self, family: Family) -> Option<Family> {
        let Some(node) = self.get("truncate") else { return Some(family) };
        let end = |n: &Node| match n.value {
            Value::Whole(n) => Some(n as f64),
            Value::Number(x) => Some(x),
            _ => None,
        };
        let ends: Vec<f64> = node.items().iter().filter_map(end).collect();
        let (Value::List(items), [low, high]) = (&node.value, ends.as_slice()) else {
            let title = format!("`{}` must be a list of two numbers", self.path_of("truncate"));
            let help = "write truncate = [lo, hi]; inf and -inf leave an end open";
            self.cx.report(Problem::error("S102", node.at(), title, node.found()).help(help));
            return None;
        };
        let places = items.iter().map(Node::at).collect();
        self.built((family.truncated(*low, *high), places), &self.path, node.at())
    }

    fn count_problem(&self, count: usize, stated: &[&str], quantile_keys: &[&str]) {
        let families = suggestions::list(&FAMILY_KEYS);
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
        let label = format!("{} stand side by side", suggestions::list(&all));
        let mut problem = Problem::error("S202", self.node.at(), title, label).help("keep one of them");
        for key in all.iter().skip(1).take(2) {
            if let Some(node) = self.get(key) {
                problem = problem.note_at(node.key(), format!("also `{key}`"));
            }
        }
        self.cx.report(problem);
    }

    pub(super) fn check_quantity_keys(
        &self,
        table: &'a Table,
        stated: &[&str],
        quantiles: &[&str],
        extra: &[&str],
    ) {
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
                "truncate" => Some("an uncertain family"),
                "min" | "max" => Some("quantiles (p5, p50, p95 …)"),
                _ => None,
            };
            // One percentile is never a slip for another.
            let near = suggestions::nearest(key, &known).filter(|near| !is_meant_as_percentile(near));
            let (label, help) = match (owner, near) {
                (Some(owner), _) => {
                    (format!("goes with {owner} only"), "drop it, or change the family".into())
                }
                (None, Some(near)) => {
                    (format!("did you mean `{near}`?"), format!("known keys: {}", suggestions::list(&known)))
                }
                (None, None) => {
                    ("not a key of a quantity".into(), format!("known keys: {}", suggestions::list(&known)))
                }
            };
            let title = format!("unknown key `{key}` in `{}`", self.path);
            self.cx.report(Problem::error("S101", node.key(), title, label).help(help));
        }
    }

    fn broken_at(&self, path: &str, broken: &Broken, place: Place) {
        let (code, what) = super::broken_parameters::describe(broken);
        let title = format!("`{path}`: {what}");
        let problem = Problem::error(code, place, title, broken.rule.to_string());
        self.cx.report(if broken.help.is_empty() { problem } else { problem.help(broken.help.clone()) });
    }
}

/// A number that lies beyond what its kind may be in earnest.
pub(super) fn beyond(path: &str, kind: Kind, end: f64, at: Place) -> Problem {
    let title = format!("`{path}` is beyond what any such number is");
    let label = format!("reaches {}; {} lies {}", figure(end), kind.noun, kind.plausible_range());
    Problem::error("S233", at, title, label).help(
        "is the unit right, or the exponent? of a family without end, its 0.1 % and 99.9 % points count",
    )
}

/// Four digits, for a message.
pub(super) fn figure(x: f64) -> String {
    let digits = format!("{x:.3e}");
    if x == 0.0 || (1e-6..1e15).contains(&x.abs()) {
        digits.parse::<f64>().unwrap_or(x).to_string()
    } else {
        digits
    }
}

fn bound(reaches: &str, x: f64, none: &str) -> String {
    if x.is_finite() { format!("{reaches} {x}") } else { format!("has {none} end") }
}
