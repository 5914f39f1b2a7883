//! The model written a second time, from docs/model.md alone: one trial at a time, everything looked up by name.
//!
//! Slow and literal on purpose. The section of the page that a line follows stands beside it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use hikiwake::draws::Stream;
use hikiwake::engine::Size;
use hikiwake::math::{exp, ln, normal_cdf, normal_quantile, sin};
use hikiwake::model::{
    Audience, Driver, Factor, Force, Measure, Metric, Motion, Points, Process, Quantity, Rate, Reading,
    Scenario, StateSet, Term, TermScale, TermValue, Transition, Trigger,
};

use super::designs;
use super::judged;

/// Values by name, in the bytewise order of the names.
pub type ByName<'s, T> = BTreeMap<&'s str, T>;

/// One path in one world.
#[derive(Debug, Default)]
pub struct Trial<'s> {
    /// The state of each process at the end of months 0 … T.
    pub states: Vec<ByName<'s, &'s str>>,
    /// The level of each factor at the end of months 0 … T.
    pub factors: Vec<ByName<'s, f64>>,
    /// The month in which each state was first entered.
    pub first: BTreeMap<(&'s str, &'s str), u32>,
    /// The value of each metric.
    pub metrics: ByName<'s, Option<f64>>,
    /// The band of each hikiwake metric, by its number in §5.7.
    pub bands: ByName<'s, usize>,
    /// The month, the element and the rate or chance of every strike, force, ballot and hazard that came to something.
    pub numbers: Vec<(u32, String, f64)>,
    /// What moved each process last, `transition.<id>` or `shock.<id>`, and out of which state.
    pub came: ByName<'s, (&'s str, String)>,
    /// Where it stops, and the consent that is missing (§5.14).
    pub stop: (String, Option<String>),
    /// What each audience makes of the option at the start and at the year's end nearest to the middle (§5.14), in the order of their ids.
    pub accepted: [Vec<f64>; 2],
}

/// One world of a scenario (§2).
pub struct World<'s> {
    scenario: &'s Scenario,
    seed: u64,
    design: designs::Plan,
    pub(super) number: u32,
    drawn: RefCell<HashMap<&'s str, f64>>,
    /// What the fit says, by audience and option.
    told: RefCell<HashMap<(&'s str, &'s str), judged::Told<'s>>>,
}

/// A stay of a process in a state.
#[derive(Clone)]
pub(super) struct Stay<'s> {
    pub(super) state: &'s str,
    pub(super) since: u32,
    traits: ByName<'s, f64>,
    need: ByName<'s, f64>,
}

/// An entry of a strike's `forces` (§5.4): when, out of which states, with which chance, and whether its uniform lies below that.
struct Strike<'s> {
    when: f64,
    force: &'s Force,
    element: String,
    chance: f64,
    succeeds: bool,
}

/// What happens to a process first in a round (§5.5): when, behind how many of the strikes' entries, where it leads, and the number that the journal tells.
struct First<'s> {
    when: f64,
    behind: usize,
    to: &'s str,
    way: String,
    told: Option<(String, f64)>,
}

/// A path as it stands.
pub(super) struct Path<'s, 'w> {
    pub(super) world: &'w World<'s>,
    number: u32,
    pub(super) t: u32,
    factors: ByName<'s, f64>,
    pub(super) at: ByName<'s, Stay<'s>>,
    stays: BTreeMap<(&'s str, &'s str), u32>,
    ballots: BTreeMap<(&'s str, &'s str), u32>,
    strikes: ByName<'s, u32>,
    need: ByName<'s, f64>,
    totals: ByName<'s, f64>,
    pub(super) trial: Trial<'s>,
}

/// §3, last sentence: the order is that of ids, bytewise ascending.
pub(super) fn by_id<T>(items: &[T], id: impl Fn(&T) -> &str) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| id(a).as_bytes().cmp(id(b).as_bytes()));
    sorted
}

fn sorted_ids(ids: &[String]) -> Vec<&String> {
    by_id(ids, |i| i)
}

/// §5.3: held within `min` and `max` where given.
pub(super) fn held(factor: &Factor, x: f64) -> f64 {
    let x = factor.min.map_or(x, |min| x.max(min));
    factor.max.map_or(x, |max| x.min(max))
}

impl<'s> World<'s> {
    /// The world of this number.
    pub fn new(scenario: &'s Scenario, size: Size, number: u32) -> World<'s> {
        let design = designs::Plan { sampling: size.design.sampling(), worlds: size.worlds };
        World {
            scenario,
            seed: size.seed,
            design,
            number,
            drawn: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// §5.8: a quantity is drawn by inversion, once a world.
    pub(super) fn value(&self, quantity: &'s Quantity) -> f64 {
        if let Some(formula) = &quantity.formula {
            let part = |name: &str| self.scenario.ingredients.iter().find(|q| q.key == name);
            return formula
                .evaluate(&|name| part(name).map(|q| self.value(q)))
                .expect("every name has a value");
        }
        *self
            .drawn
            .borrow_mut()
            .entry(&quantity.key)
            .or_insert_with(|| quantity.family.quantile(self.uniform(&quantity.key)))
    }

    /// §5.8: its own, or mixed with those that it moves with.
    fn uniform(&self, key: &str) -> f64 {
        let own = |key: &str| designs::uniform(self.design, self.seed, key, self.number);
        let group = self.scenario.correlated.iter().find(|group| group.keys.iter().any(|k| k == key));
        let Some(group) = group else { return own(key) };
        let row = group.keys.iter().position(|k| k == key).expect("its place");
        let normal = |i: usize, j: usize| match group.ranks[i][j] {
            one if one.abs() == 1.0 => one,
            rank => 2.0 * sin(std::f64::consts::PI * rank / 6.0),
        };
        let mut factor = vec![vec![0.0f64; row + 1]; row + 1];
        for i in 0..=row {
            for j in 0..i {
                let known: f64 = (0..j).fold(normal(i, j), |rest, k| rest - factor[i][k] * factor[j][k]);
                factor[i][j] = if factor[j][j] == 0.0 { 0.0 } else { known / factor[j][j] };
            }
            let left = (0..i).fold(normal(i, i), |rest, k| rest - factor[i][k] * factor[i][k]);
            factor[i][i] = if left < 1e-9 { 0.0 } else { left.sqrt() };
        }
        let used: Vec<usize> = (0..=row).filter(|&k| factor[row][k] != 0.0).collect();
        if let [only] = used[..]
            && factor[row][only] == 1.0
        {
            return own(&group.keys[only]);
        }
        let sum = (0..=row).fold(0.0, |sum, k| match factor[row][k] {
            0.0 => sum,
            weight => sum + weight * normal_quantile(own(&group.keys[k])),
        });
        let u = normal_cdf(sum);
        let edge = 0.5 / 4503599627370496.0;
        u.max(edge).min(1.0 - edge)
    }

    /// §5.4, §5.5: `annual_chance` p stands for the rate −ln(1 − p).
    fn rate(&self, rate: &'s Rate) -> f64 {
        match rate {
            Rate::PerYear(quantity) => self.value(quantity),
            Rate::AnnualChance(quantity) => -ln(1.0 - self.value(quantity)),
        }
    }

    fn audience(&self, id: &str) -> &'s Audience {
        let mut all = self.scenario.parties.iter().flat_map(|p| &p.audiences);
        all.find(|a| a.id == id).expect("an audience")
    }

    /// One path, from the start to the horizon (§3).
    pub fn trial(&self, number: u32) -> Trial<'s> {
        let mut path = Path {
            world: self,
            number,
            t: 0,
            factors: ByName::new(),
            at: ByName::new(),
            stays: BTreeMap::new(),
            ballots: BTreeMap::new(),
            strikes: ByName::new(),
            need: ByName::new(),
            totals: ByName::new(),
            trial: Trial::default(),
        };
        path.start();
        path.trial.accepted[0] = path.accepted();
        for t in 1..=self.scenario.calendar.months {
            path.t = t;
            let (strikes, forces) = path.shocks_strike();
            path.factors_step(&strikes);
            path.processes_move(&forces);
            path.metrics_accumulate();
            path.note();
            if t == path.middle() {
                path.trial.accepted[1] = path.accepted();
            }
        }
        path.trial.stop = path.stop();
        path.finish()
    }
}

impl<'s> Path<'s, '_> {
    fn draw(&self, element: &str, purpose: &str, ordinal: u32) -> f64 {
        Stream::new(self.world.seed, element, purpose).uniform(self.world.number, self.number, ordinal)
    }

    fn tell(&mut self, element: String, number: f64) {
        self.trial.numbers.push((self.t, element, number));
    }

    pub(super) fn scenario(&self) -> &'s Scenario {
        self.world.scenario
    }

    fn process(&self, id: &str) -> &'s Process {
        self.scenario().process(id).expect("a process")
    }

    // ------------------------------------------------------------------------------------------------ §3, the start

    fn start(&mut self) {
        for factor in &self.scenario().factors {
            self.factors.insert(&factor.id, held(factor, self.world.value(&factor.start)));
        }
        for process in &self.scenario().processes {
            self.enter(process, &process.start);
        }
        for shock in &self.scenario().shocks {
            self.need.insert(&shock.id, -ln(self.draw(&format!("shock.{}", shock.id), "clock", 0)));
            self.strikes.insert(&shock.id, 0);
        }
        self.note();
    }

    /// A new stay (§5.5, §5.8): age 0, new traits, new thresholds.
    fn enter(&mut self, process: &'s Process, state: &'s str) {
        let stays = self.stays.entry((&process.id, state)).or_insert(0);
        let ordinal = *stays;
        *stays += 1;
        let mut stay = Stay { state, since: self.t, traits: ByName::new(), need: ByName::new() };
        for (name, quantity) in &process.state(state).expect("a state").traits {
            let element = format!("process.{}.state.{state}.traits.{name}", process.id);
            stay.traits.insert(name, quantity.family.quantile(self.draw(&element, "trait", ordinal)));
        }
        for transition in process.transitions.iter().filter(|x| x.from.iter().any(|f| f == state)) {
            let element = format!("process.{}.transition.{}", process.id, transition.id);
            let need = -ln(self.draw(&element, &format!("clock {state}"), ordinal));
            stay.need.insert(&transition.id, need);
        }
        self.at.insert(&process.id, stay);
        self.trial.first.entry((&process.id, state)).or_insert(self.t);
    }

    fn note(&mut self) {
        self.trial.factors.push(self.factors.clone());
        self.trial.states.push(self.at.iter().map(|(&id, stay)| (id, stay.state)).collect());
    }

    // ------------------------------------------------------------------------------------------------- §5.1 Drivers

    /// §5.6.
    fn option(&self) -> &'s str {
        match self.scenario().agenda() {
            Some(agenda) => self.at[agenda.id.as_str()].state,
            None => &self.scenario().option,
        }
    }

    fn on_table(&self, term: &str) -> &'s TermValue {
        self.scenario().option_sheet(self.option()).expect("an option").value(term).expect("a term")
    }

    fn window_is_open(&self, id: &str) -> bool {
        let window = self.scenario().windows.iter().find(|w| w.id == id).expect("a window");
        let now = self.scenario().calendar.month(self.t);
        window.from <= now && now <= window.to
    }

    /// §5.5: age = t − s.
    fn age(&self, process: &str) -> u32 {
        self.t - self.at[process].since
    }

    fn reading(&self, reading: &'s Reading) -> f64 {
        let one_if = |yes: bool| if yes { 1.0 } else { 0.0 };
        match reading {
            Reading::Factor(id) => self.factors[id.as_str()],
            Reading::InState { process, states } => {
                one_if(states.iter().any(|s| s == self.at[process.as_str()].state))
            }
            Reading::Trait { process, name } => {
                *self.at[process.as_str()].traits.get(name.as_str()).unwrap_or(&0.0)
            }
            Reading::Window(id) => one_if(self.window_is_open(id)),
            Reading::OnTable(options) => one_if(options.iter().any(|o| o == self.option())),
            Reading::Level { term, levels } => match self.on_table(term) {
                TermValue::Level(level) => one_if(levels.contains(level)),
                TermValue::Amount(_) => panic!("`{term}` has no levels"),
            },
            Reading::Amount(term) => match self.on_table(term) {
                TermValue::Amount(amount) => self.world.value(amount),
                TermValue::Level(_) => panic!("`{term}` has no amount"),
            },
            Reading::MonthsIn(process) => f64::from(self.age(process)),
            Reading::Acceptance { audience, as_if } => self.acceptance_as_if(audience, as_if.as_ref()),
        }
    }

    /// §5.1: the acceptance of §5.2, the state of one process being taken to be another.
    fn acceptance_as_if(&self, id: &str, as_if: Option<&'s (String, String)>) -> f64 {
        let audience = self.world.audience(id);
        let reading = |reading: &'s Reading| match (reading, as_if) {
            (Reading::InState { process, states }, Some((taken, state))) if process == taken => {
                if states.contains(state) { 1.0 } else { 0.0 }
            }
            _ => self.reading(reading),
        };
        let mut added = 0.0;
        for driver in by_id(&audience.drivers, |d| &d.id) {
            let v = driver.readings.iter().map(reading).fold(1.0, |product, x| product * x);
            added += self.world.value(&driver.weight) * v;
        }
        let surplus = (self.points(audience, self.option()) - self.reservation(audience)) + added;
        1.0 / (1.0 + exp(-surplus / self.world.value(&audience.width)))
    }

    /// The value of a driver: the product of its readings.
    fn v(&self, driver: &'s Driver) -> f64 {
        driver.readings.iter().map(|r| self.reading(r)).fold(1.0, |product, x| product * x)
    }

    /// M = exp(Σ ln(times) · v), held within [0.1, 10].
    fn multiplier(&self, drivers: &'s [Driver]) -> f64 {
        let mut sum = 0.0;
        for driver in by_id(drivers, |d| &d.id) {
            sum += ln(self.world.value(&driver.weight)) * self.v(driver);
        }
        exp(sum).clamp(0.1, 10.0)
    }

    fn with_adds(&self, mut x: f64, drivers: &'s [Driver]) -> f64 {
        for driver in by_id(drivers, |d| &d.id) {
            x += self.world.value(&driver.weight) * self.v(driver);
        }
        x
    }

    fn holds(&self, only_while: &[(String, Vec<String>)]) -> bool {
        only_while.iter().all(|(p, states)| states.iter().any(|s| s == self.at[p.as_str()].state))
    }

    // ---------------------------------------------------------------------------------------------- §5.2 Acceptance

    fn points(&self, audience: &'s Audience, option: &str) -> f64 {
        let sheet = self.scenario().option_sheet(option).expect("an option");
        let mut sum = 0.0;
        if audience.is_judged() {
            return judged::points(self.scenario(), audience, sheet, &self.of_judged());
        }
        for (term, points) in by_id(audience.scores.by_term(), |(term, _)| term) {
            sum += match (points, sheet.value(term).expect("a term")) {
                (Points::Levels(levels), TermValue::Level(level)) => {
                    levels.iter().find(|(l, _)| l == level).map_or(0.0, |(_, q)| self.world.value(q))
                }
                (Points::PerUnit { per_unit, saturates_at }, TermValue::Amount(amount)) => {
                    let amount = self.world.value(amount);
                    let counted = match saturates_at {
                        Some(most) => amount.min(self.world.value(most)),
                        None => amount,
                    };
                    self.world.value(per_unit) * counted
                }
                _ => panic!("`{}` scores `{term}` by another scale", audience.id),
            };
        }
        for set in by_id(&audience.together, |set| &set.id) {
            let mut has_all = true;
            for (term, levels) in &set.terms {
                has_all &= match sheet.value(term) {
                    Some(TermValue::Level(level)) => levels.iter().any(|known| known == level),
                    _ => false,
                };
            }
            if has_all {
                sum += self.world.value(&set.points);
            }
        }
        sum
    }

    fn surplus(&self, audience: &'s Audience, points: f64) -> f64 {
        (points - self.reservation(audience)) + self.with_adds(0.0, &audience.drivers)
    }

    fn reservation(&self, audience: &'s Audience) -> f64 {
        match audience.is_judged() {
            true => judged::reservation(self.scenario(), audience, &self.of_judged()),
            false => self.world.value(&audience.reservation),
        }
    }

    fn of_judged(&self) -> impl Fn(judged::Asked<'_, 's>) -> f64 {
        |asked| match asked {
            judged::Asked::Quantity(quantity) => self.world.value(quantity),
            judged::Asked::Uniform(key) => self.world.uniform(key),
            judged::Asked::Told(audience, sheet, told) => {
                let mut known = self.world.told.borrow_mut();
                let anew = || judged::Told::of(self.scenario(), audience, sheet);
                *told = Some(known.entry((&audience.id, &sheet.id)).or_insert_with(anew).clone());
                0.0
            }
        }
    }

    pub(super) fn acceptance(&self, id: &str) -> f64 {
        let audience = self.world.audience(id);
        let surplus = self.surplus(audience, self.points(audience, self.option()));
        1.0 / (1.0 + exp(-surplus / self.world.value(&audience.width)))
    }

    // -------------------------------------------------------------------------------------------------- §5.4 Shocks

    fn shocks_strike(&mut self) -> (ByName<'s, u32>, Vec<Strike<'s>>) {
        let (mut struck, mut forces) = (ByName::new(), Vec::new());
        for shock in by_id(&self.scenario().shocks, |s| &s.id) {
            let open = shock.window.iter().all(|w| self.window_is_open(w)) && self.holds(&shock.only_while);
            let rate = match open {
                true => self.world.rate(&shock.rate) * self.multiplier(&shock.drivers),
                false => 0.0,
            };
            let id = shock.id.as_str();
            let mut need = self.need[id] - rate / 12.0;
            while need <= 0.0 {
                let n = self.strikes[id];
                self.tell(format!("shock.{id}"), rate);
                let when = 1.0 + need / (rate / 12.0);
                for force in by_id(&shock.forces, |f| &f.id) {
                    let chance = (self.world.value(&force.chance) * self.multiplier(&force.drivers)).min(1.0);
                    let element = format!("shock.{id}.forces.{}", force.id);
                    let succeeds = self.draw(&element, "force", n) < chance;
                    forces.push(Strike { when, force, element, chance, succeeds });
                }
                *struck.entry(id).or_insert(0) += 1;
                self.strikes.insert(id, n + 1);
                need += -ln(self.draw(&format!("shock.{id}"), "clock", n + 1));
            }
            self.need.insert(id, need);
        }
        (struck, forces)
    }

    // ------------------------------------------------------------------------------------------------- §5.3 Factors

    fn factors_step(&mut self, strikes: &ByName<'s, u32>) {
        let stepped = self.scenario().factors.iter().map(|f| (f.id.as_str(), self.stepped(f, strikes)));
        self.factors = stepped.collect();
    }

    fn stepped(&self, factor: &'s Factor, strikes: &ByName<'s, u32>) -> f64 {
        let x = self.factors[factor.id.as_str()];
        let swing = self.world.value(&factor.swing);
        let epsilon = self.epsilon(&format!("factor.{}", factor.id));
        let mut j = 0.0;
        for (process, stay) in &self.at {
            let state = self.process(process).state(stay.state).expect("a state");
            for (_, yearly) in state.while_here.iter().filter(|(f, _)| *f == factor.id) {
                j += self.world.value(yearly) / 12.0;
            }
        }
        for shock in by_id(&self.scenario().shocks, |s| &s.id) {
            let n = f64::from(*strikes.get(shock.id.as_str()).unwrap_or(&0));
            for (_, impulse) in shock.impulses.iter().filter(|(f, _)| *f == factor.id) {
                j += self.world.value(impulse) * n;
            }
        }
        let x = match &factor.motion {
            Motion::Reverting { mean, half_life } => {
                let phi = exp(-std::f64::consts::LN_2 / self.world.value(half_life));
                let m = self.world.value(mean) + self.with_adds(0.0, &factor.drivers);
                m + (x - m) * phi + (swing * (1.0 - phi * phi).sqrt()) * epsilon + j
            }
            Motion::Walk { drift } => {
                let d = self.world.value(drift) + self.with_adds(0.0, &factor.drivers);
                x + d / 12.0 + (swing * (1.0f64 / 12.0).sqrt()) * epsilon + j
            }
        };
        held(factor, x)
    }

    fn epsilon(&self, element: &str) -> f64 {
        let stream = Stream::new(self.world.seed, element, "noise");
        let word = f64::from(stream.in_sequence(self.world.number, self.number, self.t));
        let u = (word + 0.5) / 4294967296.0;
        let q = u - 0.5;
        if q.abs() > 0.49 {
            return normal_quantile(u);
        }
        // From the highest power down, as the page has them.
        let at = |coefficients: [f64; 7]| {
            coefficients.into_iter().reduce(|sum, next| sum * (0.2401 - q * q) + next).expect("seven")
        };
        let p = [
            2214873.094810562,
            10193470.242420897,
            5655472.276557372,
            837472.5990722161,
            42529.43405052673,
            797.4755182793649,
            4.747648717817718,
        ];
        let of_q = [
            3090281.798577426,
            5808795.803587151,
            2167538.8902602526,
            252139.78100435453,
            10891.280243703848,
            182.34788010155677,
            1.0,
        ];
        q * at(p) / at(of_q)
    }

    // --------------------------------------------------------------------------------------------- §5.5 Transitions

    fn processes_move(&mut self, forces: &[Strike<'s>]) {
        // The first round: every process is evaluated on the month's start; then all move together.
        let mut moves = Vec::new();
        for process in &self.scenario().processes {
            let forced = self.first_forced(process, forces, None);
            let mut first = None;
            if forced.is_none() {
                first = self.ballot(process).map(|(way, to)| First {
                    when: 1.0,
                    behind: usize::MAX,
                    to,
                    way,
                    told: None,
                });
            }
            if first.is_none() {
                first = self.sooner(forced, process, 0.0);
            }
            self.tell_forces(process, forces, None, first.as_ref());
            moves.extend(first.map(|first| (process, first)));
        }
        // The rounds after it: what moved goes on with what is left of the month.
        while !moves.is_empty() {
            let mut going_on = Vec::new();
            for (process, first) in moves.drain(..) {
                if let Some((element, number)) = first.told {
                    self.tell(element, number);
                }
                let from = self.at[process.id.as_str()].state;
                self.trial.came.insert(&process.id, (from, first.way));
                self.enter(process, first.to);
                if first.when < 1.0 {
                    going_on.push((process, first.when));
                }
            }
            for (process, since) in going_on {
                let forced = self.first_forced(process, forces, Some(since));
                let first = self.sooner(forced, process, since);
                self.tell_forces(process, forces, Some(since), first.as_ref());
                moves.extend(first.map(|first| (process, first)));
            }
        }
    }

    /// Whether a strike comes after the process came where it is, and out of there.
    fn applies(&self, process: &Process, strike: &Strike, since: Option<f64>) -> bool {
        let here = self.at[process.id.as_str()].state;
        let is_later = since.is_none_or(|since| strike.when > since);
        strike.force.process == process.id && strike.force.from.iter().any(|f| f == here) && is_later
    }

    fn first_forced(
        &self,
        process: &Process,
        forces: &[Strike<'s>],
        since: Option<f64>,
    ) -> Option<First<'s>> {
        let mut first: Option<First> = None;
        for (behind, strike) in forces.iter().enumerate() {
            if strike.succeeds
                && self.applies(process, strike, since)
                && first.as_ref().is_none_or(|first| strike.when < first.when)
            {
                let told = Some((strike.element.clone(), strike.chance));
                let shock = strike.element.split('.').nth(1).expect("shock.<id>.forces.<id>");
                let way = format!("shock.{shock}");
                first = Some(First { when: strike.when, behind, to: &strike.force.to, way, told });
            }
        }
        first
    }

    /// A forced move or the first clock: of two at once the forced move.
    fn sooner(&mut self, forced: Option<First<'s>>, process: &'s Process, since: f64) -> Option<First<'s>> {
        match (forced, self.race(process, since)) {
            (Some(forced), Some(clock)) if clock.when < forced.when => Some(clock),
            (Some(forced), _) => Some(forced),
            (None, clock) => clock,
        }
    }

    /// The journal tells of the strikes that a process withstands before it moves.
    fn tell_forces(
        &mut self,
        process: &Process,
        forces: &[Strike<'s>],
        since: Option<f64>,
        first: Option<&First>,
    ) {
        for (place, strike) in forces.iter().enumerate() {
            let is_before = first.is_none_or(|first| (strike.when, place) < (first.when, first.behind));
            if !strike.succeeds && is_before && self.applies(process, strike, since) {
                self.tell(strike.element.clone(), strike.chance);
            }
        }
    }

    fn live(&self, process: &'s Process) -> Vec<&'s Transition> {
        let here = self.at[process.id.as_str()].state;
        let mut live = by_id(&process.transitions, |x| &x.id);
        live.retain(|x| x.from.iter().any(|f| f == here));
        live.retain(|x| x.not_before == 0 || self.age(&process.id) > x.not_before);
        live.retain(|x| self.holds(&x.only_while));
        live
    }

    fn due(&self, process: &str, trigger: &'s Trigger) -> Option<&'s Quantity> {
        match trigger {
            Trigger::At { months, chance } if months.contains(&self.t) => Some(chance),
            Trigger::After { months, chance }
                if f64::from(self.age(process)) == self.world.value(months).round().max(1.0) =>
            {
                Some(chance)
            }
            _ => None,
        }
    }

    /// · Π acceptance(requires) · Π (1 − acceptance(refused_by)), multiplied onto what stands to the left.
    fn consented(&self, mut x: f64, transition: &Transition) -> f64 {
        for id in sorted_ids(&transition.requires) {
            x *= self.acceptance(id);
        }
        for id in sorted_ids(&transition.refused_by) {
            x *= 1.0 - self.acceptance(id);
        }
        x
    }

    fn ballot(&mut self, process: &'s Process) -> Option<(String, &'s str)> {
        let mut chances = Vec::new();
        for transition in self.live(process) {
            if let Some(chance) = self.due(&process.id, &transition.trigger) {
                let p = (self.world.value(chance) * self.multiplier(&transition.drivers)).min(1.0);
                chances.push((transition, self.consented(p, transition)));
            }
        }
        if chances.is_empty() {
            return None;
        }
        let here = self.at[process.id.as_str()].state;
        let held = self.ballots.entry((&process.id, here)).or_insert(0);
        let ordinal = *held;
        *held += 1;
        let u = self.draw(&format!("process.{}.state.{here}", process.id), "ballot", ordinal);
        self.tell(format!("process.{}.state.{here}", process.id), u);
        for (transition, p) in &chances {
            self.tell(format!("process.{}.transition.{}", process.id, transition.id), *p);
        }
        let sum = chances.iter().fold(0.0, |sum, (_, p)| sum + p);
        let mut running = 0.0;
        for (transition, p) in chances {
            running += if sum > 1.0 { p / sum } else { p };
            if running > u {
                return Some((format!("transition.{}", transition.id), &transition.to));
            }
        }
        None
    }

    /// The clocks of what is left of the month.
    fn race(&mut self, process: &'s Process, since: f64) -> Option<First<'s>> {
        let mut first: Option<First> = None;
        for transition in self.live(process) {
            let Trigger::Hazard(rate) = &transition.trigger else { continue };
            let lambda = self.world.rate(rate) * self.multiplier(&transition.drivers);
            let h = self.consented(lambda, transition) / 12.0;
            let stay = self.at.get_mut(process.id.as_str()).expect("a stay");
            let need = stay.need.get_mut(transition.id.as_str()).expect("a threshold");
            if h > 0.0 && *need <= h * (1.0 - since) {
                let when = since + *need / h;
                if first.as_ref().is_none_or(|first| when < first.when) {
                    // The journal tells twelve times the hazard of the month.
                    let element = format!("process.{}.transition.{}", process.id, transition.id);
                    first = Some(First {
                        when,
                        behind: usize::MAX,
                        to: &transition.to,
                        way: format!("transition.{}", transition.id),
                        told: Some((element, h * 12.0)),
                    });
                }
            } else {
                *need -= h * (1.0 - since);
            }
        }
        first
    }

    // ------------------------------------------------------------------------------------------------- §5.7 Metrics

    fn within(&self, set: &StateSet) -> bool {
        set.states.iter().any(|s| s == self.at[set.process.as_str()].state)
    }

    fn metrics_accumulate(&mut self) {
        for metric in &self.scenario().metrics {
            let more = match &metric.measure {
                Measure::MonthsIn(set) => f64::from(u8::from(self.within(set))),
                Measure::Flow { rate, only_while, drivers, discount } if self.holds(only_while) => {
                    let discount = discount.as_ref().map_or(0.0, |d| self.world.value(d));
                    let years = f64::from(self.t) / 12.0;
                    let a_month = self.world.value(rate) / 12.0;
                    a_month * self.multiplier(drivers) * exp(-ln(1.0 + discount) * years)
                }
                _ => 0.0,
            };
            *self.totals.entry(&metric.id).or_insert(0.0) += more;
        }
    }

    fn finish(mut self) -> Trial<'s> {
        for metric in &self.scenario().metrics {
            let value = self.metric(metric);
            self.trial.metrics.insert(&metric.id, value);
            if let Some(band) = self.band(&metric.measure) {
                self.trial.bands.insert(&metric.id, band);
            }
        }
        self.trial
    }

    fn metric(&self, metric: &'s Metric) -> Option<f64> {
        match &metric.measure {
            Measure::FirstReached(set) => {
                let months = set.states.iter().filter_map(|s| self.trial.first.get(&(&set.process, s)));
                months.min().map(|&month| f64::from(month))
            }
            Measure::MonthsIn(_) | Measure::Flow { .. } => Some(self.totals[metric.id.as_str()]),
            Measure::SumOf { attribute, levels, settled_in } => {
                Some(if self.within(settled_in) { self.sum_of(attribute, levels) } else { 0.0 })
            }
            Measure::AmountOf { term, settled_in } => {
                Some(match (self.within(settled_in), self.on_table(term)) {
                    (true, TermValue::Amount(amount)) => self.world.value(amount),
                    _ => 0.0,
                })
            }
            Measure::PointsOf { audience, settled_in } => Some(match self.within(settled_in) {
                true => self.points(self.world.audience(audience), self.option()),
                false => 0.0,
            }),
            Measure::Hikiwake { audiences, settled_in, .. } => {
                let [a, b] = self.gains(audiences);
                self.within(settled_in).then_some(a.min(b))
            }
            Measure::Formula(formula) => formula.evaluate(&|name| {
                self.metric(self.scenario().metrics.iter().find(|m| m.id == name).expect("a metric"))
            }),
        }
    }

    fn sum_of(&self, attribute: &str, levels: &[String]) -> f64 {
        let mut sum = 0.0;
        for term in by_id(&self.scenario().terms, |t: &Term| &t.id) {
            let TermScale::Levels(_) = term.scale else { continue };
            let TermValue::Level(level) = self.on_table(&term.id) else { continue };
            if levels.contains(level) {
                for (_, quantity) in term.attributes.iter().filter(|(a, _)| a == attribute) {
                    sum += self.world.value(quantity);
                }
            }
        }
        sum
    }

    /// "what each gains above the status quo: its points, and what the drivers add that read an option or a term"
    fn gains(&self, audiences: &[String; 2]) -> [f64; 2] {
        [0, 1].map(|i| {
            let audience = self.world.audience(&audiences[i]);
            let of_option = |d: &&Driver| {
                d.readings
                    .iter()
                    .any(|r| matches!(r, Reading::OnTable(_) | Reading::Level { .. } | Reading::Amount(_)))
            };
            let mut added = 0.0;
            for driver in by_id(&audience.drivers, |d| &d.id).into_iter().filter(of_option) {
                added += self.world.value(&driver.weight) * self.v(driver);
            }
            self.points(audience, self.option()) + added
        })
    }

    fn band(&self, measure: &Measure) -> Option<usize> {
        let Measure::Hikiwake { audiences, settled_in, tolerance, even, heavy } = measure else {
            return None;
        };
        if !self.within(settled_in) {
            return Some(7);
        }
        let [a, b] = self.gains(audiences);
        let (worst, best) = (a.min(b), a.max(b));
        let second = usize::from(b > a);
        Some(match () {
            _ if worst >= -tolerance && best - worst <= *even => 0,
            _ if worst >= -tolerance => 1,
            _ if best < -tolerance => 6,
            _ if worst >= -heavy => 2 + second,
            _ => 4 + second,
        })
    }
}
