//! Small random scenarios that use anything the model has, as the loader could have made them.

mod judging;

use hikiwake::draws::Sampling;
use hikiwake::formula::Formula;
use hikiwake::model::*;
use hikiwake::quantity::Family;

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Dice(u64);

impl Dice {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    /// A whole number below n.
    fn below(&mut self, n: usize) -> usize {
        (self.word() % n as u64) as usize
    }

    /// A whole number in lo ..= hi.
    fn whole(&mut self, lo: usize, hi: usize) -> usize {
        lo + self.below(hi - lo + 1)
    }

    fn yes(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    fn maybe<T>(&mut self, chance: f64, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        self.yes(chance).then(|| make(self))
    }

    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut out = items.to_vec();
        for i in (1..out.len()).rev() {
            out.swap(i, self.below(i + 1));
        }
        out
    }

    /// At least one of them.
    fn some<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let n = self.whole(1, items.len());
        self.shuffled(items)[..n].to_vec()
    }

    /// Ids whose bytewise order is not their order by length, case or digits.
    fn ids(&mut self, n: usize) -> Vec<Id> {
        const NAMES: [&str; 12] = ["a", "B", "a_1", "a1", "a10", "a2", "Z9", "b", "_x", "aa", "A", "z"];
        self.shuffled(&NAMES)[..n].iter().map(|s| s.to_string()).collect()
    }

    fn no_ids(&mut self, lo: usize, hi: usize) -> Vec<Id> {
        let n = self.whole(lo, hi);
        self.ids(n)
    }
}

/// What a number must keep to.
#[derive(Clone, Copy)]
enum Kind {
    /// Anything about this large.
    Free(f64),
    /// Positive, about this large.
    Positive(f64),
    /// 0 to 1.
    Chance,
}

fn quantity(d: &mut Dice, key: String, kind: Kind) -> Quantity {
    let family = match kind {
        Kind::Free(s) => {
            let x = d.between(-s, s);
            match d.below(8) {
                0 => Family::pert(x - s, x, x + 0.5 * s, 4.0),
                1 => Family::triangular(x - s, x, x + 0.5 * s),
                2 => Family::uniform(x, x + s),
                3 => Family::normal(x, 0.3 * s),
                4 => Family::metalog(&[(0.05, x - s), (0.5, x), (0.95, x + 0.8 * s)], None, None),
                _ => Family::constant(x),
            }
        }
        Kind::Positive(s) => {
            let x = s * d.between(0.3, 1.5);
            match d.below(7) {
                0 => Family::pert(0.5 * x, x, 2.0 * x, 3.0),
                1 => Family::uniform(0.5 * x, x),
                2 => Family::lognormal_from_quantiles(0.5 * x, 1.7 * x),
                3 => Family::metalog(&[(0.1, 0.5 * x), (0.5, x), (0.9, 2.0 * x)], Some(0.0), None),
                _ => Family::constant(x),
            }
        }
        Kind::Chance => {
            let x = d.between(0.1, 0.9);
            match d.below(6) {
                0 => Family::beta_from_mean(x, 8.0),
                1 => Family::uniform(0.5 * x, x),
                2 => Family::metalog(&[(0.05, 0.5 * x), (0.95, x)], Some(0.0), Some(1.0)),
                _ => Family::constant(x),
            }
        }
    };
    Quantity::drawn(key, family.expect("a family"), Basis::default())
}

/// What there is to refer to.
struct Names {
    factors: Vec<Id>,
    processes: Vec<(Id, Vec<Id>)>,
    traits: Vec<(Id, Id)>,
    windows: Vec<Id>,
    options: Vec<Id>,
    categorical: Vec<(Id, Vec<Id>)>,
    numeric: Vec<Id>,
    audiences: Vec<Id>,
}

impl Names {
    fn readings(&self, d: &mut Dice, of_audience: bool) -> Vec<Reading> {
        let mut out = Vec::new();
        let kinds = d.whole(1, 3);
        for kind in d.shuffled(&[0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8])[..kinds].iter() {
            let (process, states) = d.one(&self.processes);
            let reading = match kind {
                0 if !self.factors.is_empty() => Reading::Factor(d.one(&self.factors).clone()),
                2 if !self.traits.is_empty() => {
                    let (process, name) = d.one(&self.traits).clone();
                    Reading::Trait { process, name }
                }
                3 if !self.windows.is_empty() => Reading::Window(d.one(&self.windows).clone()),
                4 => Reading::OnTable(d.some(&self.options)),
                5 => {
                    let (term, levels) = d.one(&self.categorical);
                    Reading::Level { term: term.clone(), levels: d.some(levels) }
                }
                6 if !self.numeric.is_empty() => Reading::Amount(d.one(&self.numeric).clone()),
                7 => Reading::MonthsIn(process.clone()),
                8 if !of_audience && !self.audiences.is_empty() => {
                    let as_if = (d.whole(0, 2) > 0).then(|| (process.clone(), d.one(states).clone()));
                    Reading::Acceptance { audience: d.one(&self.audiences).clone(), as_if }
                }
                _ => Reading::InState { process: process.clone(), states: d.some(states) },
            };
            let kind = std::mem::discriminant(&reading);
            if out.iter().all(|r| std::mem::discriminant(r) != kind) {
                out.push(reading);
            }
        }
        out
    }

    fn drivers(&self, d: &mut Dice, key: &str, times: bool) -> Vec<Driver> {
        let of_audience = key.contains(".audience.");
        let ids = d.no_ids(0, 3);
        ids.into_iter()
            .map(|id| {
                let readings = self.readings(d, of_audience);
                let long = readings.iter().any(|r| matches!(r, Reading::MonthsIn(_)));
                let name = if times { "times" } else { "adds" };
                let key = format!("{key}.drivers.{id}.{name}");
                let weight = match (times, long) {
                    (true, false) => quantity(d, key, Kind::Positive(1.5)),
                    (true, true) => quantity(d, key, Kind::Positive(1.05)),
                    (false, _) => quantity(d, key, Kind::Free(0.5)),
                };
                Driver { id, readings, weight }
            })
            .collect()
    }

    fn guard(&self, d: &mut Dice, not: Option<&Id>) -> Vec<(Id, Vec<Id>)> {
        let others: Vec<_> = self.processes.iter().filter(|(id, _)| Some(id) != not).cloned().collect();
        if others.is_empty() || d.yes(0.6) {
            return Vec::new();
        }
        d.some(&others).into_iter().map(|(id, states)| (id, d.some(&states))).collect()
    }

    fn some_audiences(&self, d: &mut Dice) -> Vec<Id> {
        if d.yes(0.5) { Vec::new() } else { d.some(&self.audiences) }
    }

    fn states(&self, d: &mut Dice) -> StateSet {
        let (process, states) = d.one(&self.processes);
        StateSet { process: process.clone(), states: d.some(states) }
    }

    fn impulses(&self, d: &mut Dice, key: &str, size: f64) -> Vec<(Id, Quantity)> {
        let mut out = Vec::new();
        for factor in d.shuffled(&self.factors) {
            if d.yes(0.4) {
                let key = format!("{key}.{factor}");
                out.push((factor, quantity(d, key, Kind::Free(size))));
            }
        }
        out
    }
}

fn terms(d: &mut Dice) -> Vec<Term> {
    let ids = d.no_ids(2, 4);
    let mut terms = Vec::new();
    for (i, id) in ids.into_iter().enumerate() {
        let mut attributes = Vec::new();
        for attribute in ["area", "people"] {
            if d.yes(0.7) {
                let key = format!("term.{id}.attributes.{attribute}");
                attributes.push((attribute.to_string(), quantity(d, key, Kind::Positive(5.0))));
            }
        }
        let scale = match i > 0 && d.yes(0.5) {
            true => TermScale::Amount { unit: "coins".to_string() },
            false => TermScale::Levels(d.no_ids(2, 4)),
        };
        terms.push(Term { name: id.clone(), id, scale, level_words: Vec::new(), attributes });
    }
    terms
}

fn options(d: &mut Dice, terms: &[Term], least: usize) -> Vec<SettlementOption> {
    let ids = d.no_ids(least, 4);
    ids.into_iter()
        .map(|id| {
            let mut values = Vec::new();
            for term in terms {
                let key = format!("option_sheet.{id}.terms.{}", term.id);
                let value = match &term.scale {
                    TermScale::Levels(levels) => TermValue::Level(d.one(levels).clone()),
                    TermScale::Amount { .. } => TermValue::Amount(quantity(d, key, Kind::Positive(3.0))),
                };
                values.push((term.id.clone(), value));
            }
            SettlementOption { name: id.clone(), summary: String::new(), terms: values, id }
        })
        .collect()
}

fn audience(d: &mut Dice, names: &Names, terms: &[Term], party: &str, id: &str) -> Audience {
    let key = format!("party.{party}.audience.{id}");
    let mut points = Vec::new();
    for term in d.shuffled(terms) {
        if d.yes(0.2) {
            continue;
        }
        let key = format!("{key}.points.{}", term.id);
        let scored = match &term.scale {
            TermScale::Levels(levels) => {
                let scored = levels[1..].iter();
                Points::Levels(
                    scored
                        .map(|l| (l.clone(), quantity(d, format!("{key}.{l}"), Kind::Free(20.0))))
                        .collect(),
                )
            }
            TermScale::Amount { .. } => Points::PerUnit {
                per_unit: quantity(d, format!("{key}.per_unit"), Kind::Free(4.0)),
                saturates_at: d
                    .maybe(0.5, |d| quantity(d, format!("{key}.saturates_at"), Kind::Positive(3.0))),
            },
        };
        points.push((term.id, scored));
    }
    let together = together(d, terms, &key);
    Audience {
        id: format!("{party}.{id}"),
        name: id.to_string(),
        scores: Scores::ByTerm(points),
        together,
        reservation: quantity(d, format!("{key}.reservation"), Kind::Free(10.0)),
        width: quantity(d, format!("{key}.width"), Kind::Positive(10.0)),
        drivers: names.drivers(d, &key, false),
        preferences: Preferences::default(),
    }
}

/// What levels add together, of two terms or three.
fn together(d: &mut Dice, terms: &[Term], key: &str) -> Vec<Together> {
    let mut found = Vec::new();
    for id in ["both", "also"] {
        let with_levels: Vec<(Id, Vec<Id>)> = d
            .shuffled(terms)
            .into_iter()
            .filter_map(|term| match term.scale {
                TermScale::Levels(levels) => Some((term.id, levels)),
                TermScale::Amount { .. } => None,
            })
            .collect();
        if with_levels.len() < 2 || d.yes(0.5) {
            continue;
        }
        let mut parts = Vec::new();
        for (term, levels) in with_levels.into_iter().take(3) {
            let mut kept: Vec<Id> = levels.iter().filter(|_| d.yes(0.6)).cloned().collect();
            if kept.is_empty() {
                kept.push(d.one(&levels).clone());
            }
            parts.push((term, kept));
        }
        let points = quantity(d, format!("{key}.points.together.{id}.points"), Kind::Free(20.0));
        found.push(Together { id: id.to_string(), terms: parts, points });
    }
    found
}

fn factor(d: &mut Dice, names: &Names, id: &Id) -> Factor {
    let key = format!("factor.{id}");
    let motion = match d.yes(0.6) {
        true => Motion::Reverting {
            mean: quantity(d, format!("{key}.mean"), Kind::Free(0.5)),
            half_life: quantity(d, format!("{key}.half_life"), Kind::Positive(12.0)),
        },
        false => Motion::Walk { drift: quantity(d, format!("{key}.drift"), Kind::Free(0.3)) },
    };
    let swing = match d.yes(0.15) {
        true => Family::constant(0.0).expect("a family"),
        false => quantity(d, String::new(), Kind::Positive(0.7)).family,
    };
    Factor {
        id: id.clone(),
        name: id.clone(),
        meaning: String::new(),
        start: quantity(d, format!("{key}.start"), Kind::Free(0.9)),
        motion,
        swing: Quantity::drawn(format!("{key}.swing"), swing, Basis::default()),
        min: d.maybe(0.4, |d| d.between(-2.0, -1.0)),
        max: d.maybe(0.4, |d| d.between(1.0, 2.0)),
        drivers: names.drivers(d, &key, false),
    }
}

fn transition(d: &mut Dice, names: &Names, months: u32, process: &Id, states: &[Id], id: Id) -> Transition {
    let key = format!("process.{process}.transition.{id}");
    let chance = |d: &mut Dice| match d.yes(0.5) {
        true => quantity(d, format!("{key}.chance"), Kind::Chance),
        false => {
            let one = Family::constant(1.0).expect("a family");
            Quantity::drawn(format!("{key}.chance"), one, Basis::default())
        }
    };
    let trigger = match d.below(5) {
        0 => Trigger::At {
            months: (1..=months).filter(|t| t % 3 == 0 || d.yes(0.2)).collect(),
            chance: chance(d),
        },
        1 => Trigger::After {
            months: quantity(d, format!("{key}.after"), Kind::Positive(4.0)),
            chance: chance(d),
        },
        2 => Trigger::Hazard(Rate::AnnualChance(quantity(d, format!("{key}.annual_chance"), Kind::Chance))),
        _ => {
            // Some so fast that a process moves several times in a month.
            let often = if d.yes(0.3) { 40.0 } else { 3.0 };
            Trigger::Hazard(Rate::PerYear(quantity(d, format!("{key}.per_year"), Kind::Positive(often))))
        }
    };
    Transition {
        name: id.clone(),
        from: d.some(states),
        to: d.one(states).clone(),
        trigger,
        drivers: names.drivers(d, &key, true),
        requires: names.some_audiences(d),
        refused_by: if d.yes(0.4) { names.some_audiences(d) } else { Vec::new() },
        not_before: if d.yes(0.3) { d.whole(1, 4) as u32 } else { 0 },
        only_while: names.guard(d, Some(process)),
        id,
    }
}

fn process(d: &mut Dice, names: &Names, months: u32, place: usize, agenda: Option<&Id>) -> Process {
    let (id, states) = &names.processes[place];
    let start = agenda.unwrap_or_else(|| d.one(states)).clone();
    let states_of = states.iter().enumerate().map(|(i, state)| {
        let key = format!("process.{id}.state.{state}");
        let mut traits = Vec::new();
        for (_, name) in names.traits.iter().filter(|(p, _)| p == id) {
            if i == 0 || d.yes(0.5) {
                traits.push((name.clone(), quantity(d, format!("{key}.traits.{name}"), Kind::Free(1.0))));
            }
        }
        let while_here = names.impulses(d, &format!("{key}.while_here"), 1.0);
        State { id: state.clone(), name: state.clone(), absorbing: false, traits, while_here }
    });
    let states_of = states_of.collect();
    let transitions = d.no_ids(2, 6);
    let transitions = transitions.into_iter().map(|x| transition(d, names, months, id, states, x)).collect();
    Process {
        id: id.clone(),
        name: id.clone(),
        agenda: agenda.is_some(),
        start,
        states: states_of,
        transitions,
    }
}

fn shock(d: &mut Dice, names: &Names, id: Id) -> Shock {
    let key = format!("shock.{id}");
    let rate = match d.yes(0.7) {
        true => {
            let often = if d.yes(0.3) { 30.0 } else { 3.0 };
            Rate::PerYear(quantity(d, format!("{key}.per_year"), Kind::Positive(often)))
        }
        false => Rate::AnnualChance(quantity(d, format!("{key}.annual_chance"), Kind::Chance)),
    };
    let forces = d.no_ids(0, 3);
    let forces = forces.into_iter().map(|force| {
        let key = format!("{key}.forces.{force}");
        let (process, states) = d.one(&names.processes).clone();
        Force {
            id: force,
            process,
            from: d.some(&states),
            to: d.one(&states).clone(),
            chance: quantity(d, format!("{key}.chance"), Kind::Chance),
            drivers: names.drivers(d, &key, true),
        }
    });
    let forces = forces.collect();
    Shock {
        name: id.clone(),
        rate,
        drivers: names.drivers(d, &key, true),
        window: if names.windows.is_empty() { None } else { d.maybe(0.3, |d| d.one(&names.windows).clone()) },
        only_while: names.guard(d, None),
        impulses: names.impulses(d, &format!("{key}.impulses"), 0.5),
        forces,
        id,
    }
}

fn measure(d: &mut Dice, names: &Names, key: &str, plain: &[Id]) -> Measure {
    let levels: Vec<Id> = names.categorical.iter().flat_map(|(_, l)| l.clone()).collect();
    match d.below(8) {
        7 if !names.numeric.is_empty() => {
            Measure::AmountOf { term: d.one(&names.numeric).clone(), settled_in: names.states(d) }
        }
        0 => Measure::FirstReached(names.states(d)),
        1 => Measure::MonthsIn(names.states(d)),
        2 => Measure::SumOf {
            attribute: d.one(&["area", "people"]).to_string(),
            levels: d.some(&levels),
            settled_in: names.states(d),
        },
        3 => Measure::Flow {
            rate: quantity(d, format!("{key}.flow"), Kind::Positive(2.0)),
            only_while: names.guard(d, None),
            drivers: names.drivers(d, key, true),
            discount: d.maybe(0.5, |d| quantity(d, format!("{key}.discount"), Kind::Chance)),
        },
        4 => Measure::PointsOf { audience: d.one(&names.audiences).clone(), settled_in: names.states(d) },
        5 if !plain.is_empty() => {
            let (a, b) = (d.one(plain), d.one(plain));
            let text = match d.below(3) {
                0 => format!("{a} - 3 * {b}"),
                1 => format!("max({a} / 7, -({b} + 2))"),
                _ => format!("min({a}, {b}) + 1e-1"),
            };
            Measure::Formula(Formula::parse(&text).expect("a formula"))
        }
        _ => Measure::Hikiwake {
            audiences: [d.one(&names.audiences).clone(), d.one(&names.audiences).clone()],
            settled_in: names.states(d),
            tolerance: d.between(0.0, 10.0),
            even: d.between(0.0, 30.0),
            heavy: d.between(10.0, 40.0),
        },
    }
}

/// The scenario of this number.
pub fn scenario(number: u64) -> Scenario {
    let d = &mut Dice(number);
    let months = d.whole(6, 30) as u32;
    let as_of = Date { month: Month { year: 2020, month: d.whole(1, 12) as u32 }, day: 28 };
    let calendar = Calendar { as_of, months };
    let terms = terms(d);
    let has_agenda = d.yes(0.6);
    let options = options(d, &terms, if has_agenda { 2 } else { 1 });
    let option_ids: Vec<Id> = options.iter().map(|o| o.id.clone()).collect();
    let process_ids = d.no_ids(1, 3);
    let agenda = d.below(process_ids.len());
    let processes: Vec<(Id, Vec<Id>)> = process_ids
        .into_iter()
        .enumerate()
        .map(|(i, id)| {
            let states = match has_agenda && i == agenda {
                true => d.shuffled(&option_ids),
                false => d.no_ids(2, 4),
            };
            (id, states)
        })
        .collect();
    let party_ids = d.no_ids(1, 3);
    let parties: Vec<(Id, Vec<Id>)> = party_ids.into_iter().map(|id| (id, d.no_ids(1, 2))).collect();
    let mut traits = Vec::new();
    for (id, _) in &processes {
        traits.extend(d.no_ids(0, 2).into_iter().map(|name| (id.clone(), name)));
    }
    let categorical = terms.iter().filter_map(|t| match &t.scale {
        TermScale::Levels(levels) => Some((t.id.clone(), levels.clone())),
        TermScale::Amount { .. } => None,
    });
    let names = Names {
        factors: d.no_ids(0, 3),
        processes,
        traits,
        windows: d.no_ids(0, 2),
        options: option_ids,
        categorical: categorical.collect(),
        numeric: terms
            .iter()
            .filter(|t| matches!(t.scale, TermScale::Amount { .. }))
            .map(|t| t.id.clone())
            .collect(),
        audiences: parties
            .iter()
            .flat_map(|(p, audiences)| audiences.iter().map(move |a| format!("{p}.{a}")))
            .collect(),
    };
    let option = d.one(&names.options).clone();
    let shocks = d.no_ids(0, 3);
    let mut metrics: Vec<Metric> = Vec::new();
    for id in d.no_ids(1, 5) {
        let plain: Vec<Id> = metrics.iter().map(|m| m.id.clone()).collect();
        let measure = measure(d, &names, &format!("metric.{id}"), &plain);
        metrics.push(Metric { name: id.clone(), id, unit: String::new(), measure });
    }
    let (report, states) = names.processes[0].clone();
    let mut scenario = Scenario {
        name: format!("Scenario {number}"),
        dispute: String::new(),
        summary: String::new(),
        calendar,
        seed: Some(number),
        worlds: 2,
        paths: 3,
        sampling: Sampling::NAMES[number as usize % 3].1,
        correlated: Vec::new(),
        option: option.clone(),
        evidence: Vec::new(),
        experts: Vec::new(),
        ingredients: Vec::new(),
        combinations: Vec::new(),
        bargain: Bargain::default(),
        acceptability: Acceptability::default(),
        objective: None,
        expectations: Vec::new(),
        parties: parties
            .iter()
            .map(|(party, audiences)| Party {
                id: party.clone(),
                name: party.clone(),
                audiences: audiences.iter().map(|a| audience(d, &names, &terms, party, a)).collect(),
            })
            .collect(),
        factors: names.factors.iter().map(|id| factor(d, &names, id)).collect(),
        processes: (0..names.processes.len())
            .map(|i| process(d, &names, months, i, (has_agenda && i == agenda).then_some(&option)))
            .collect(),
        shocks: shocks.into_iter().map(|id| shock(d, &names, id)).collect(),
        windows: names
            .windows
            .iter()
            .map(|id| {
                let from = as_of.month.plus(d.whole(0, months as usize) as u32);
                Window { id: id.clone(), name: id.clone(), from, to: from.plus(d.whole(0, 12) as u32) }
            })
            .collect(),
        metrics: d.shuffled(&metrics),
        terms: d.shuffled(&terms),
        options,
        charts: Charts::default(),
        report: Report {
            process: report,
            segments: vec![Segment { id: "all".into(), name: "All".into(), states, tone: Tone::Open }],
            stages: Vec::new(),
        },
    };
    if d.yes(0.5) {
        judging::judge(d, &mut scenario);
    }
    scenario
}
