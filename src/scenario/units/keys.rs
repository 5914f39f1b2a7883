//! Which unit each key of the format has.

use std::collections::HashMap;

use super::{Ratio, Unit};
use crate::scenario::keys::TOGETHER;
use crate::scenario::node::{Node, Value};

/// What a unit at a key must be.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    /// Which number it is, for a message: "in months".
    pub noun: String,
    /// How the unit is written.
    pub text: String,
    /// Units that are converted into it, and units that only say the same.
    accepts: Vec<Accepted>,
    /// What to do about another, besides leaving it out.
    pub way_out: &'static str,
    /// Whether a time in it must be a year: chances do not multiply.
    chance: bool,
}

#[derive(Debug, Clone)]
struct Accepted {
    unit: Unit,
    converts: bool,
}

/// Why a stated unit does not do.
pub(super) enum Misfit {
    /// It measures something else.
    Other,
    /// It is a chance in another time than a year.
    NotYearly,
}

impl Expected {
    fn new(noun: impl Into<String>, text: impl Into<String>) -> Expected {
        let text = text.into();
        let accepts = vec![Accepted { unit: Unit::stated(Some(&text)), converts: true }];
        Expected { noun: noun.into(), text, accepts, way_out: "", chance: false }
    }

    /// In so many of something: noun and spelling are one.
    fn of(text: impl Into<String>) -> Expected {
        let text = text.into();
        Expected::new(format!("in {text}"), text)
    }

    fn or(mut self, text: &str) -> Expected {
        self.accepts.push(Accepted { unit: Unit::stated(Some(text)), converts: true });
        self
    }

    /// Another unit that only says the same.
    fn or_just(mut self, unit: Unit) -> Expected {
        self.accepts.push(Accepted { unit, converts: false });
        self
    }

    fn way_out(self, way_out: &'static str) -> Expected {
        Expected { way_out, ..self }
    }

    /// How many of it one of the stated unit is.
    pub(super) fn judge(&self, stated: &str) -> Result<Ratio, Misfit> {
        let spelled_alike = |a: &str, b: &str| a.trim() == b.trim();
        if spelled_alike(stated, &self.text) {
            return Ok(Ratio::ONE);
        }
        let unit = Unit::stated(Some(stated));
        if self.chance && !is_yearly(&unit) {
            return Err(Misfit::NotYearly);
        }
        for Accepted { unit: accepted, converts } in &self.accepts {
            match unit.in_terms_of(accepted) {
                Some(ratio) if *converts || ratio == Ratio::ONE => return Ok(ratio),
                _ => {}
            }
        }
        Err(Misfit::Other)
    }
}

/// Whether every time that it is divided by is a year.
fn is_yearly(unit: &Unit) -> bool {
    let Unit::Stated(powers) = unit else { return true };
    powers.iter().all(|(word, power)| {
        *power > 0 || !["month", "day"].contains(&word.base.as_str()) || word.shown == "years"
    })
}

/// What a merged tree says of the units that others must agree with.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// The unit of each numeric term; none of a term with levels.
    terms: HashMap<String, Option<String>>,
    /// The unit of each metric that states one.
    metrics: HashMap<String, String>,
    /// Factors that return to a mean.
    reverting: Vec<String>,
    /// The unit of each attribute that a metric sums, and who says so.
    pub sums: HashMap<String, (String, String)>,
    /// The unit of each trait, by process and trait.
    traits: HashMap<(String, String), (String, String)>,
    /// What each driver reads, by its path.
    readings: HashMap<String, Vec<Read>>,
}

/// A reading that has a unit.
#[derive(Debug, Clone)]
enum Read {
    /// A factor or a trait: its unit need not be said.
    Level,
    Months,
    Amount(String),
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (&String, &Node)> {
    node.and_then(Node::table).into_iter().flatten()
}

fn text_at<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::text).filter(|text| !text.trim().is_empty())
}

impl Scene {
    pub(super) fn of(root: &Node) -> Scene {
        let mut scene = Scene::default();
        for (id, term) in entries(root.get("term")) {
            let amount = term.get("levels").is_none();
            scene.terms.insert(id.clone(), amount.then(|| text_at(term, "unit").unwrap_or("").to_string()));
        }
        for (id, metric) in entries(root.get("metric")) {
            let Some(unit) = text_at(metric, "unit") else { continue };
            scene.metrics.insert(id.clone(), unit.to_string());
            if let Some(attribute) = text_at(metric, "sum_of") {
                let said = (unit.to_string(), format!("as `metric.{id}` sums it"));
                scene.sums.entry(attribute.to_string()).or_insert(said);
            }
        }
        scene.read_attributes(root);
        for (id, process) in entries(root.get("process")) {
            for (state, node) in entries(process.get("state")) {
                let around = node.get("traits").and_then(|traits| text_at(traits, "unit"));
                for (name, quantity) in entries(node.get("traits")) {
                    let Some(unit) = text_at(quantity, "unit").or(around) else { continue };
                    let said = (unit.to_string(), format!("as in the state `{state}`"));
                    scene.traits.entry((id.clone(), name.clone())).or_insert(said);
                }
            }
        }
        for (id, factor) in entries(root.get("factor")) {
            if factor.get("half_life").is_some() {
                scene.reverting.push(id.clone());
            }
        }
        scene
    }

    /// An attribute that is summed has one unit: the metric's, or that of the first term that states one.
    fn read_attributes(&mut self, root: &Node) {
        let summed: Vec<&str> =
            entries(root.get("metric")).filter_map(|(_, metric)| text_at(metric, "sum_of")).collect();
        for (term, node) in entries(root.get("term")) {
            let around = node.get("attributes").and_then(|attributes| text_at(attributes, "unit"));
            for (name, quantity) in entries(node.get("attributes")) {
                let Some(unit) = text_at(quantity, "unit").or(around) else { continue };
                if summed.contains(&name.as_str()) {
                    let said = (unit.to_string(), format!("as of the term `{term}`"));
                    self.sums.entry(name.clone()).or_insert(said);
                }
            }
        }
    }

    /// Notes what a driver reads.
    pub(super) fn note_driver(&mut self, path: &[String], driver: &Node) {
        let mut read = Vec::new();
        if driver.get("factor").is_some() || driver.get("trait").is_some() {
            read.push(Read::Level);
        }
        if driver.get("months_in").is_some() {
            read.push(Read::Months);
        }
        if let Some(term) = text_at(driver, "term")
            && let Some(Some(unit)) = self.terms.get(term)
        {
            read.push(Read::Amount(unit.clone()));
        }
        self.readings.insert(path.join("."), read);
    }

    /// What the unit at the place of a quantity must be; none where any will do.
    pub(super) fn expected(&self, path: &[String], stated: &str) -> Option<Expected> {
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        Some(match keys[..] {
            ["term", _, "attributes", name] => {
                let (unit, why) = self.sums.get(name)?;
                Expected::new(format!("in {unit}, {why}"), unit.as_str())
            }
            ["option_sheet", _, "terms", term] => self.amount(term)?,
            ["party", _, "audience", _, "reservation" | "width"] => Expected::of("points"),
            ["acceptability", _, "of", term] | ["probe", _, "with", term] => self.amount(term)?,
            ["acceptability", _, _, _] | ["probe", _, "adds", _, _] => Expected::of("points"),
            ["party", _, "audience", _, "points", TOGETHER, _, "points"] => Expected::of("points"),
            ["party", _, "audience", _, "points", term, key] => match (self.terms.get(term)?, key) {
                (Some(_), "saturates_at") => self.amount(term)?,
                (Some(unit), _) => {
                    let mut expected = Expected::of(format!("points per {unit}"));
                    // "points per USD m a month" is read in two ways, so that nothing is made of it.
                    let converts = !divides(&Unit::stated(Some(unit)));
                    expected.accepts.iter_mut().for_each(|accepted| accepted.converts = converts);
                    expected.or("points")
                }
                (None, _) => Expected::of("points"),
            },
            ["factor", _, "start" | "mean"] => levels(),
            ["factor", _, "half_life"] => months(),
            ["factor", _, "drift"] => levels_a_year(),
            ["factor", id, "swing"] => self.swing(id, stated),
            ["process", process, "state", _, "traits", name] => {
                let (unit, why) = self.traits.get(&(process.to_string(), name.to_string()))?;
                Expected::new(format!("in {unit}, {why}"), unit.as_str())
            }
            ["process", _, "state", _, "while_here", _] => levels_a_year(),
            ["shock", _, "impulses", _] => levels(),
            ["process", _, "transition", _, "after"] => months(),
            [.., "chance"] => chance(),
            [.., "annual_chance"] => yearly("a chance a year", "chance a year"),
            [.., "per_year"] => rate(),
            ["metric", _, "discount"] => yearly("a share a year", "share a year"),
            ["metric", id, "flow"] => self.flow(id, stated)?,
            [.., "drivers", _, "times"] => self.multiplier(&path[..path.len() - 1]),
            [first, id, .., "drivers", _, "adds"] => {
                let walk = first == "factor" && !self.reverting.iter().any(|known| known == id);
                let base = match first {
                    "factor" if walk => "levels a year",
                    "factor" => "levels",
                    _ => "points",
                };
                self.summand(base, &path[..path.len() - 1])
            }
            _ => return None,
        })
    }

    fn amount(&self, term: &str) -> Option<Expected> {
        let unit = self.terms.get(term)?.as_ref().filter(|unit| !unit.trim().is_empty())?;
        Some(Expected::new(format!("in {unit}"), unit.as_str()))
    }

    /// Of a walk it is the standard deviation after a year, which grows as the root of time.
    fn swing(&self, factor: &str, stated: &str) -> Expected {
        let reverting = self.reverting.iter().any(|id| id == factor);
        let plain: String = stated.to_lowercase().split_whitespace().collect();
        let root = ["perrootyear", "persqrt(year)", "persqrtyear", "per√year", "/√year", "/sqrt(year)"];
        let says_root =
            root.iter().any(|ending| ["levels", "level"].iter().any(|l| plain == format!("{l}{ending}")));
        match (reverting, says_root) {
            (false, true) => Expected::new("in levels after a year, of a walk", stated),
            (false, false) => Expected::new("in levels after a year, of a walk", "levels"),
            (true, _) => levels(),
        }
    }

    /// The metric's own unit a year; of a metric without one, whatever is divided by a time.
    fn flow(&self, metric: &str, stated: &str) -> Option<Expected> {
        if let Some(unit) = self.metrics.get(metric) {
            let expected = Expected::of(format!("{unit} a year"));
            return Some(expected.way_out("a flow is so much a year, and adds up to the unit of its metric"));
        }
        let Unit::Stated(powers) = Unit::stated(Some(stated)) else { return None };
        let is_time = |base: &str| ["month", "day"].contains(&base);
        let rest = powers.into_iter().filter(|(word, power)| !(is_time(&word.base) && *power < 0));
        let rest = Unit::Stated(rest.collect());
        let text = if rest.measures_nothing() { "1".to_string() } else { rest.to_string() };
        let expected = Expected::of(format!("{text} a year"));
        Some(expected.way_out("a flow is so much a year, and adds up over the years of a path"))
    }

    fn multiplier(&self, driver: &[String]) -> Expected {
        let mut expected = Expected::new("a multiplier, a pure number", "×");
        expected.accepts.clear();
        let plain = Unit::stated(Some("1"));
        let way_out = "a multiplier has no unit: 20 % more is 1.2, half as much is 0.5";
        let per_reading = self.per(&plain, driver).into_iter();
        per_reading.fold(expected.or_just(plain.clone()), Expected::or_just).way_out(way_out)
    }

    fn summand(&self, base: &str, driver: &[String]) -> Expected {
        let unit = Unit::stated(Some(base));
        let mut expected = Expected::of(base);
        let per = self.per(&unit, driver);
        if let Some(read) = self.readings.get(&driver.join(".")).filter(|read| !read.is_empty()) {
            let units: Vec<&str> = read
                .iter()
                .map(|read| match read {
                    Read::Level => "level",
                    Read::Months => "month",
                    Read::Amount(unit) => unit,
                })
                .collect();
            expected.text = format!("{base} per {}", units.join(" per "));
            expected.noun = format!("in {}", expected.text);
        }
        let read = self.readings.get(&driver.join("."));
        let doubtful = |read: &Read| matches!(read, Read::Amount(text) if divides(&Unit::stated(Some(text))));
        let converts = !read.is_some_and(|read| read.iter().any(doubtful));
        expected.accepts.extend(per.into_iter().map(|unit| Accepted { unit, converts }));
        expected
    }

    /// A unit per what a driver reads, with the levels said and left out.
    fn per(&self, base: &Unit, driver: &[String]) -> Vec<Unit> {
        let Some(read) = self.readings.get(&driver.join(".")) else { return Vec::new() };
        let divide = |with_levels: bool| {
            read.iter().fold(base.clone(), |unit, read| match read {
                Read::Level if with_levels => unit.times(&Unit::stated(Some("levels")), -1),
                Read::Level => unit,
                Read::Months => unit.times(&Unit::stated(Some("months")), -1),
                Read::Amount(text) => match Unit::stated(Some(text)) {
                    // As "points per USD m a year" is read: all behind "per" divides.
                    Unit::Stated(powers) => {
                        let all = powers.into_iter().map(|(word, power)| (word, power.abs())).collect();
                        unit.times(&Unit::Stated(all), -1)
                    }
                    _ => unit,
                },
            })
        };
        vec![divide(true), divide(false)]
    }
}

/// Whether some word of it divides.
fn divides(unit: &Unit) -> bool {
    matches!(unit, Unit::Stated(powers) if powers.values().any(|power| *power < 0))
}

fn levels() -> Expected {
    Expected::of("levels").way_out("what the levels of a factor mean is said in its `meaning`")
}

fn levels_a_year() -> Expected {
    Expected::of("levels a year").or("1 a year")
}

fn months() -> Expected {
    Expected::of("months").way_out("a month has no fixed number of days or weeks")
}

fn chance() -> Expected {
    Expected::new("a chance, a share from 0 to 1", "chance")
}

fn yearly(noun: &str, text: &str) -> Expected {
    let expected = Expected::new(format!("{noun}, a share from 0 to below 1"), text);
    Expected { chance: true, ..expected.or("1") }
}

fn rate() -> Expected {
    let mut expected = Expected::new("a rate a year", "per year");
    for word in ["events", "times", "cases", "strikes", "event", "time", "case", "strike", "occurrences"] {
        expected = expected.or(&format!("{word} per year"));
    }
    expected.way_out("a chance a year is `annual_chance`")
}

/// Whether a number or a table of one stands here, and no level of a term.
pub(super) fn holds_number(node: &Node) -> bool {
    matches!(node.value, Value::Whole(_) | Value::Number(_) | Value::Table(_))
}
