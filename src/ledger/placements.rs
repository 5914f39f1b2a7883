//! Every quantity of a scenario in its place: what it belongs to, what it is, in which unit, and what it acts on.

use serde::Serialize;

use crate::model::{
    Audience, ByOption, Driver, Factor, Id, Measure, Metric, Motion, Points, Process, Quantity, Rate,
    Reading, Scenario, Scores, Shock, TermScale, TermValue, Transition, Trigger,
};

/// What ends the role of a judgement from 0 to 100.
pub const OF_HUNDRED: &str = ", 0 to 100";

/// What a quantity belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Element {
    /// Its kind.
    pub kind: ElementKind,
    /// Its id in its collection; `party.audience` for an audience.
    pub id: String,
    /// What the reader sees.
    pub name: String,
}

/// A kind of element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ElementKind {
    /// What is on the table.
    Term,
    /// A level or amount for every term.
    Option,
    /// Whose consent counts.
    Audience,
    /// What drifts.
    Factor,
    /// What jumps.
    Process,
    /// What strikes.
    Shock,
    /// What is measured.
    Metric,
}

impl ElementKind {
    /// What one is called.
    pub fn name(self) -> &'static str {
        match self {
            ElementKind::Term => "term",
            ElementKind::Option => "option",
            ElementKind::Audience => "audience",
            ElementKind::Factor => "factor",
            ElementKind::Process => "process",
            ElementKind::Shock => "shock",
            ElementKind::Metric => "metric",
        }
    }
}

/// What a quantity does to something, where it weighs an influence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum Acts {
    /// A driver multiplies, per unit of what it reads.
    Times {
        /// What it reads; several multiply.
        reads: Vec<String>,
    },
    /// A driver adds, per unit of what it reads.
    Adds {
        /// What it reads; several multiply.
        reads: Vec<String>,
    },
    /// Points of an audience for a term, or an impulse on a factor: it adds as it stands.
    Gives,
}

impl Acts {
    /// What it reads, in words.
    pub fn reads(&self) -> &[String] {
        match self {
            Acts::Times { reads } | Acts::Adds { reads } => reads,
            Acts::Gives => &[],
        }
    }

    /// The weight that changes nothing.
    pub fn neutral(&self) -> f64 {
        match self {
            Acts::Times { .. } => 1.0,
            Acts::Adds { .. } | Acts::Gives => 0.0,
        }
    }
}

/// A quantity in its place.
#[derive(Debug, Clone)]
pub struct Placement<'s> {
    /// The quantity.
    pub quantity: &'s Quantity,
    /// What it belongs to.
    pub element: Element,
    /// What it is of its element, in words.
    pub role: String,
    /// The unit that its place gives it; empty for a number without one.
    pub unit: String,
    /// What it does to something, where it weighs an influence.
    pub acts: Option<Acts>,
}

impl Placement<'_> {
    /// Whether it is measured in what exists in a model only: points, levels of factors, weights.
    pub fn is_the_models_own(&self) -> bool {
        let measured = match self.element.kind {
            ElementKind::Audience => self.unit == "points",
            ElementKind::Factor => self.unit.starts_with("levels"),
            _ => false,
        };
        measured || self.acts.is_some()
    }
}

/// Every quantity, in the order of the file: terms, options, audiences, factors, processes, shocks, metrics.
pub fn placements(scenario: &Scenario) -> Vec<Placement<'_>> {
    let mut walk = Walk { scenario, element: None, found: Vec::new() };
    walk.terms();
    scenario.parties.iter().for_each(|party| {
        for audience in &party.audiences {
            walk.audience(audience, &party.name);
        }
    });
    scenario.factors.iter().for_each(|factor| walk.factor(factor));
    scenario.processes.iter().for_each(|process| walk.process(process));
    scenario.shocks.iter().for_each(|shock| walk.shock(shock));
    scenario.metrics.iter().for_each(|metric| walk.metric(metric));
    walk.found
}

struct Walk<'s> {
    scenario: &'s Scenario,
    element: Option<Element>,
    found: Vec<Placement<'s>>,
}

impl<'s> Walk<'s> {
    fn open(&mut self, kind: ElementKind, id: &str, name: &str) {
        self.element = Some(Element { kind, id: id.to_string(), name: name.to_string() });
    }

    fn place(&mut self, quantity: &'s Quantity, role: impl Into<String>, unit: impl Into<String>) {
        self.seat_that(quantity, role, unit, None);
    }

    /// A quantity that adds as it stands.
    fn gives(&mut self, quantity: &'s Quantity, role: impl Into<String>, unit: impl Into<String>) {
        self.seat_that(quantity, role, unit, Some(Acts::Gives));
    }

    fn seat_that(
        &mut self,
        quantity: &'s Quantity,
        role: impl Into<String>,
        unit: impl Into<String>,
        acts: Option<Acts>,
    ) {
        let Some(element) = self.element.clone() else { return };
        self.found.push(Placement { quantity, element, role: role.into(), unit: unit.into(), acts });
    }

    fn terms(&mut self) {
        let scenario = self.scenario;
        for term in &scenario.terms {
            self.open(ElementKind::Term, &term.id, &term.name);
            for (id, quantity) in &term.attributes {
                self.place(quantity, id.replace('_', " "), "");
            }
        }
        for option in &scenario.options {
            self.open(ElementKind::Option, &option.id, &option.name);
            for (term, value) in &option.terms {
                if let TermValue::Amount(quantity) = value {
                    self.place(quantity, scenario.term_name(term), self.unit_of(term));
                }
            }
        }
    }

    fn unit_of(&self, term: &str) -> String {
        match self.scenario.term(term).map(|t| &t.scale) {
            Some(TermScale::Amount { unit }) => unit.clone(),
            _ => String::new(),
        }
    }

    fn audience(&mut self, audience: &'s Audience, party: &str) {
        self.open(ElementKind::Audience, &audience.id, &format!("{} ({party})", audience.name));
        match &audience.scores {
            Scores::ByTerm(_) => self.place(&audience.reservation, "least it would accept", "points"),
            Scores::ByOption(by_option) => self.judged(audience, by_option),
        }
        self.place(&audience.width, "width of its acceptance", "points");
        let scenario = self.scenario;
        for (term, points) in audience.scores.by_term() {
            let name = scenario.term_name(term);
            match points {
                Points::Levels(levels) => {
                    for (level, quantity) in levels {
                        let level = scenario.level_name(term, level);
                        self.gives(quantity, format!("{name}: “{level}”"), "points");
                    }
                }
                Points::PerUnit { per_unit, saturates_at } => {
                    let unit = self.unit_of(term);
                    self.gives(per_unit, name, format!("points per {unit}"));
                    if let Some(amount) = saturates_at {
                        self.place(amount, format!("{name}: beyond this nothing is gained"), unit);
                    }
                }
            }
        }
        for set in &audience.together {
            let part = |(term, levels): &(Id, Vec<Id>)| {
                let levels: Vec<String> =
                    levels.iter().map(|level| format!("“{}”", scenario.level_name(term, level))).collect();
                format!("{}: {}", scenario.term_name(term), levels.join(" or "))
            };
            let parts: Vec<String> = set.terms.iter().map(part).collect();
            self.gives(&set.points, format!("together, {}", parts.join("; ")), "points");
        }
        self.drivers(&audience.drivers, "", "points", false);
    }

    /// What was judged for an audience, from which its points follow.
    fn judged(&mut self, audience: &'s Audience, by_option: &'s ByOption) {
        let scenario = self.scenario;
        let own = |said: &'s [(Id, Quantity)]| said.iter().find(|(id, _)| *id == audience.id).map(|(_, q)| q);
        for judged in &scenario.acceptability.judged {
            let sheet = scenario.option_sheet(&judged.option);
            let name = sheet.map_or(judged.option.as_str(), |sheet| sheet.name.as_str());
            if let Some(cell) = own(&judged.cells) {
                self.place(cell, format!("how acceptable “{name}” is{OF_HUNDRED}"), "points");
            }
        }
        for probe in &scenario.acceptability.probes {
            if let Some(adds) = own(&probe.adds) {
                self.gives(adds, format!("what “{}” adds", probe.name), "points");
            }
        }
        for (term, amount) in &by_option.saturations {
            let role = format!("{}: beyond this nothing is gained", scenario.term_name(term));
            self.place(amount, role, self.unit_of(term));
        }
    }

    fn factor(&mut self, factor: &'s Factor) {
        self.open(ElementKind::Factor, &factor.id, &factor.name);
        self.place(&factor.start, "level at the start", "levels");
        match &factor.motion {
            Motion::Reverting { mean, half_life } => {
                self.place(mean, "level it returns to", "levels");
                self.place(half_life, "half-life of a deviation", "months");
                self.place(&factor.swing, "swing (stationary standard deviation)", "levels");
                self.drivers(&factor.drivers, "", "levels", false);
            }
            Motion::Walk { drift } => {
                self.place(drift, "drift", "levels a year");
                self.place(&factor.swing, "swing of a walk", "levels per √year");
                self.drivers(&factor.drivers, "", "levels a year", false);
            }
        }
    }

    fn process(&mut self, process: &'s Process) {
        self.open(ElementKind::Process, &process.id, &process.name);
        for state in &process.states {
            for (id, quantity) in &state.traits {
                let role = format!("“{}”: {}, drawn on each entry", state.name, id.replace('_', " "));
                self.place(quantity, role, "");
            }
            for (factor, quantity) in &state.while_here {
                let role =
                    format!("“{}”: while it lasts, on {}", state.name, self.scenario.factor_name(factor));
                self.gives(quantity, role, "levels a year");
            }
        }
        process.transitions.iter().for_each(|transition| self.transition(transition));
    }

    fn transition(&mut self, transition: &'s Transition) {
        let name = &transition.name;
        match &transition.trigger {
            Trigger::Hazard(rate) => self.rate(rate, name),
            Trigger::At { chance, .. } => {
                self.place(chance, format!("{name}: when the date comes"), "chance")
            }
            Trigger::After { months, chance } => {
                self.place(months, format!("{name}: time after entry"), "months");
                self.place(chance, format!("{name}: when the time comes"), "chance");
            }
        }
        self.drivers(&transition.drivers, name, "", true);
    }

    fn rate(&mut self, rate: &'s Rate, role: &str) {
        match rate {
            Rate::PerYear(quantity) => self.place(quantity, role, "a year"),
            Rate::AnnualChance(quantity) => self.place(quantity, role, "chance a year"),
        }
    }

    fn shock(&mut self, shock: &'s Shock) {
        self.open(ElementKind::Shock, &shock.id, &shock.name);
        self.rate(&shock.rate, "strikes");
        for (factor, quantity) in &shock.impulses {
            self.gives(quantity, format!("each strike, on {}", self.scenario.factor_name(factor)), "levels");
        }
        self.drivers(&shock.drivers, "", "", true);
        for force in &shock.forces {
            let process = self.scenario.process_name(&force.process);
            let state = self.scenario.state_name(&force.process, &force.to);
            let role = format!("each strike, forces {process} to “{state}”");
            self.place(&force.chance, role.clone(), "chance");
            self.drivers(&force.drivers, &role, "", true);
        }
    }

    fn metric(&mut self, metric: &'s Metric) {
        self.open(ElementKind::Metric, &metric.id, &metric.name);
        if let Measure::Flow { rate, drivers, discount, .. } = &metric.measure {
            self.place(rate, "flow", format!("{} a year", metric.unit));
            if let Some(discount) = discount {
                self.place(discount, "discount", "chance a year");
            }
            self.drivers(drivers, "", "", true);
        }
    }

    /// Drivers of the element, or of a part of it.
    fn drivers(&mut self, drivers: &'s [Driver], part: &str, unit: &str, times: bool) {
        for driver in drivers {
            let reads: Vec<String> =
                driver.readings.iter().map(|reading| self.scenario.reading_name(reading)).collect();
            let part = if part.is_empty() { String::new() } else { format!("{part}: ") };
            let role = format!("{part}reads {}", reads.join(" and "));
            let unit = format!("{}{}", if times { "×" } else { unit }, self.per(&driver.readings));
            let acts = if times { Acts::Times { reads } } else { Acts::Adds { reads } };
            self.seat_that(&driver.weight, role, unit, Some(acts));
        }
    }

    /// Per what a driver's weight counts; nothing where it reads whether something holds.
    fn per(&self, readings: &[Reading]) -> String {
        let units: Vec<String> = readings
            .iter()
            .filter_map(|reading| match reading {
                Reading::Factor(_) => Some("level".to_string()),
                Reading::Trait { name, .. } => Some(name.replace('_', " ")),
                Reading::Amount(term) => Some(self.unit_of(term)),
                Reading::MonthsIn(_) => Some("month".to_string()),
                Reading::Acceptance { .. } => Some("certain yes".to_string()),
                Reading::InState { .. }
                | Reading::Window(_)
                | Reading::OnTable(_)
                | Reading::Level { .. } => None,
            })
            .collect();
        if units.is_empty() { String::new() } else { format!(" per {}", units.join(" and ")) }
    }
}
