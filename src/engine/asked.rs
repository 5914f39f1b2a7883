//! What is counted of a plan beside its outcomes, where that is asked: what audiences make of options, where histories stop, and the outcomes of the
//! first half of the paths.
//!
//! Nothing here moves anything: it looks at a block between two months, and a run has the same outcomes with it and without.

use std::ops::Range;

use super::block::Block;
use super::courses::{Courses, Ends, FoundCourses};
use super::kernels;
use super::lanes::Lanes;
use super::moves::NO_WAY;
use crate::plan::{Mask, Part, Plan, PlannedTrigger};
use crate::stats::{Counts, Sums};

/// What is asked of a plan beside its outcomes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// The months, rising, at whose ends acceptances are asked for; 0 is the start.
    pub months: Vec<u32>,
    /// The options whose acceptance is asked for, by their places on the plan's table.
    pub options: Vec<usize>,
    /// The process whose steps ask for consent, and for each audience the state of it in which its consent would be asked for: the acceptance is that in this state. None where it is not
    /// asked: then it is that in whatever state the process is.
    pub asked_in: Option<(usize, Vec<Option<usize>>)>,
    /// How histories are sorted by where they stop.
    pub stops: Option<Stops>,
    /// Whether the first half of the paths of each world is counted by itself too.
    pub halves: bool,
    /// Whether memory is to be flat: of more than 20,000 worlds only the first 8,000 are kept by themselves.
    pub is_flat: bool,
    /// What figures ask.
    pub courses: Courses,
}

/// How the histories of one process are sorted by the state in which it is at the end and by what moved it there last, into numbered stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Stops {
    /// The process, by its place.
    pub process: usize,
    /// How many stops there are.
    pub count: usize,
    /// By state, and by what moved the process last: its transitions, then the plan's shocks, then nothing at all.
    pub by_way: Vec<Vec<Stop>>,
    /// Where the last move led out of one of these states …
    pub achieved: Mask,
    /// … the stop by state, if that decides.
    pub undone: Vec<Option<usize>>,
}

/// A stop.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stop {
    /// Its number; with consents, that of the first of them.
    pub number: usize,
    /// The consents that the next step asks for, by audience, and whether refusal is asked: the one that is least likely to be given at the end is the one that
    /// is missing. Each has a number of its own, in this order.
    pub missing: Vec<(usize, bool)>,
    /// A transition by ballot that leads on, and the stop where every date at which it was due in this stay has passed.
    pub ballot: Option<(usize, Box<Stop>)>,
}

/// What an audience made of an option at a moment: its acceptance, over the paths of each world.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Acceptances {
    /// Sum over the paths of each world.
    pub sums: Sums,
    /// Sum of squares likewise, of the worlds that are kept by themselves.
    pub squares: Vec<f64>,
}

/// What an audience of a union is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ask {
    audience: usize,
    /// What lies on its table.
    option: usize,
    /// The process that asks, and the state it asks in.
    within: Option<(usize, usize)>,
}

/// What is asked of the plans of a union.
#[derive(Debug)]
pub struct Watched {
    /// Months at whose ends there is something to see.
    months: Vec<u32>,
    /// What the audiences of the union are asked, each thing once.
    asked: Vec<Ask>,
    /// For each plan, option and audience, the place among these.
    places: Vec<Vec<Vec<usize>>>,
    /// How the histories of each plan are sorted, with the places of the union.
    stops: Vec<Option<Stops>>,
    /// Whether halves are counted.
    pub halves: bool,
    /// How the histories of each plan are sorted by their ends, with its places in the union.
    ends: Vec<Option<(Ends, Part)>>,
}

impl Watched {
    /// What is asked of each plan of a union.
    pub fn new(asked: &[&Asked], parts: &[Part], union: &Plan) -> Watched {
        let mut months: Vec<u32> = asked.iter().flat_map(|asked| asked.months.iter().copied()).collect();
        months.sort_unstable();
        months.dedup();
        let mut asks: Vec<Ask> = Vec::new();
        let mut place = |ask: Ask| {
            asks.iter().position(|known| *known == ask).unwrap_or_else(|| {
                asks.push(ask);
                asks.len() - 1
            })
        };
        let places = asked
            .iter()
            .zip(parts)
            .map(|(asked, part)| {
                let within = |a: usize| {
                    let (process, states) = asked.asked_in.as_ref()?;
                    Some((part.processes[*process], states[a]?))
                };
                let mut of = |option: usize| {
                    let audiences = part.audiences.iter().enumerate();
                    audiences
                        .map(|(a, &audience)| place(Ask { audience, option, within: within(a) }))
                        .collect()
                };
                asked.options.iter().map(|&option| of(option)).collect()
            })
            .collect();
        let stops = asked.iter().zip(parts);
        let stops = stops.map(|(asked, part)| asked.stops.as_ref().map(|stops| stops.placed(part, union)));
        let ends = asked.iter().zip(parts);
        let ends = ends.map(|(asked, part)| Some((asked.courses.ends.clone()?, part.clone())));
        Watched {
            months,
            places,
            stops: stops.collect(),
            ends: ends.collect(),
            halves: asked.iter().any(|asked| asked.halves),
            asked: asks,
        }
    }

    /// Whether acceptances are asked for at the end of a month.
    pub fn asks_at(&self, month: u32) -> bool {
        !self.asked.is_empty() && self.months.contains(&month)
    }
}

impl Stops {
    /// The same with the places of a union.
    fn placed(&self, part: &Part, union: &Plan) -> Stops {
        let process = part.processes[self.process];
        let transitions = union.processes[process].transitions.len();
        let placed = |ways: &Vec<Stop>| {
            let mut found = vec![Stop::default(); transitions + union.shocks.len() + 1];
            for (way, stop) in ways.iter().enumerate() {
                let place = match way.checked_sub(transitions) {
                    None => way,
                    Some(shock) => part.shocks.get(shock).map_or(found.len() - 1, |s| transitions + s),
                };
                found[place] = stop.placed(part);
            }
            found
        };
        Stops { process, by_way: self.by_way.iter().map(placed).collect(), ..self.clone() }
    }
}

impl Stop {
    fn placed(&self, part: &Part) -> Stop {
        Stop {
            number: self.number,
            missing: self.missing.iter().map(|&(a, refusal)| (part.audiences[a], refusal)).collect(),
            ballot: self.ballot.as_ref().map(|(i, stop)| (*i, Box::new(stop.placed(part)))),
        }
    }
}

/// What was seen in one world of a union.
#[derive(Debug)]
pub struct Noticed {
    /// By month and what was asked: the sum of acceptances and of their squares.
    acceptances: Vec<Vec<(f64, f64)>>,
    /// By plan and stop.
    stops: Vec<Vec<u32>>,
    /// By plan, and option and kind of its ends.
    ends: Vec<Vec<u32>>,
}

impl Noticed {
    /// Nothing yet.
    pub fn new(watched: &Watched) -> Noticed {
        let counts = |stops: &Option<Stops>| vec![0; stops.as_ref().map_or(0, |stops| stops.count)];
        let cells = |ends: &Option<(Ends, Part)>| vec![0; ends.as_ref().map_or(0, |(ends, _)| ends.cells())];
        Noticed {
            acceptances: vec![vec![(0.0, 0.0); watched.asked.len()]; watched.months.len()],
            stops: watched.stops.iter().map(counts).collect(),
            ends: watched.ends.iter().map(cells).collect(),
        }
    }

    /// What a plan's ends came to; empty where they were not asked for.
    pub fn ends(&self, place: usize) -> &[u32] {
        &self.ends[place]
    }
}

/// Adds the acceptances of a block at the end of this month to each of its worlds.
pub fn notice_acceptances<'n>(
    watched: &Watched,
    block: &mut Block,
    worlds: impl Iterator<Item = (Range<usize>, &'n mut Noticed)>,
) {
    let month = block.situation.month;
    let Some(place) = watched.months.iter().position(|asked| *asked == month) else { return };
    let columns: Vec<Vec<f64>> = watched.asked.iter().map(|ask| acceptance_if(block, ask)).collect();
    for (lanes, noticed) in worlds {
        for ((sum, squares), column) in noticed.acceptances[place].iter_mut().zip(&columns) {
            for x in &column[lanes.clone()] {
                *sum += x;
                *squares += x * x;
            }
        }
    }
}

/// Sorts the finished paths of a block by where they stop.
pub fn notice_stops<'n>(
    watched: &Watched,
    block: &Block,
    worlds: impl Iterator<Item = (Range<usize>, &'n mut Noticed)>,
) {
    let sorted: Vec<Option<Vec<usize>>> =
        watched.stops.iter().map(|stops| stops.as_ref().map(|stops| sort(stops, block))).collect();
    for (lanes, noticed) in worlds {
        for (counts, sorted) in noticed.stops.iter_mut().zip(&sorted) {
            if let Some(sorted) = sorted {
                sorted[lanes.clone()].iter().for_each(|&stop| counts[stop] += 1);
            }
        }
    }
}

/// Sorts the finished paths of a block by what lies on the table, and where they are.
pub fn notice_ends<'n>(
    watched: &Watched,
    block: &Block,
    worlds: impl Iterator<Item = (Range<usize>, &'n mut Noticed)>,
) {
    for (lanes, noticed) in worlds {
        for (counts, ends) in noticed.ends.iter_mut().zip(&watched.ends) {
            if let Some((ends, part)) = ends {
                ends.count(block, part, lanes.clone(), counts);
            }
        }
    }
}

/// The number of the stop of each path.
fn sort(stops: &Stops, block: &Block) -> Vec<usize> {
    let p = stops.process;
    let (came_by, came_from) = (block.came_by.row(p), block.came_from.row(p));
    let mut consents: Vec<(usize, bool)> = Vec::new();
    for stop in stops.by_way.iter().flatten().flat_map(Stop::each) {
        consents.extend(
            stop.missing.iter().filter(|consent| !consents.contains(consent)).copied().collect::<Vec<_>>(),
        );
    }
    let columns = given(block, &consents);
    let stop_of = |lane: usize| {
        let state = usize::from(block.situation.states[p][lane]);
        let ways = &stops.by_way[state];
        let way = if came_by[lane] == NO_WAY { ways.len() - 1 } else { usize::from(came_by[lane]) };
        let has_moved = came_by[lane] != NO_WAY;
        if has_moved
            && stops.achieved >> came_from[lane] & 1 == 1
            && let Some(undone) = stops.undone[state]
        {
            return undone;
        }
        let mut stop = &ways[way];
        if let Some((i, passed)) = &stop.ballot
            && has_passed(block, p, *i, lane)
        {
            stop = passed;
        }
        let likely = |consent: &(usize, bool)| {
            let column = consents.iter().position(|known| known == consent);
            column.map_or(f64::INFINITY, |column| columns[column][lane])
        };
        // Of equals the first.
        let mut least = (0, f64::INFINITY);
        for (n, consent) in stop.missing.iter().enumerate() {
            let likely = likely(consent);
            if likely < least.1 {
                least = (n, likely);
            }
        }
        stop.number + least.0
    };
    (0..block.paths).map(stop_of).collect()
}

impl Stop {
    /// The stop and what it may turn into.
    fn each(&self) -> impl Iterator<Item = &Stop> {
        std::iter::once(self).chain(self.ballot.iter().map(|(_, stop)| &**stop))
    }
}

/// Whether a ballot was due in this stay, and will not be again by the horizon.
fn has_passed(block: &Block, p: usize, i: usize, lane: usize) -> bool {
    let transition = &block.wired.plan.processes[p].transitions[i];
    let (month, entered) = (block.situation.month, block.situation.entered[p][lane]);
    match &transition.trigger {
        PlannedTrigger::At(months, _) => months.iter().any(|due| (entered + 1..=month).contains(due)),
        PlannedTrigger::After(..) => month - entered >= block.worlds.lags.row(transition.hazard)[lane],
        _ => false,
    }
}

/// How likely each consent, or refusal, is to the option that is on the table, as things stand.
fn given(block: &Block, consents: &[(usize, bool)]) -> Vec<Vec<f64>> {
    let column = |&(audience, refusal): &(usize, bool)| {
        let mut column = acceptance(block, audience);
        if refusal {
            column.iter_mut().for_each(|x| *x = 1.0 - *x);
        }
        column
    };
    consents.iter().map(column).collect()
}

/// The acceptance of the option on its table by an audience, a number a lane.
fn acceptance(block: &Block, audience: usize) -> Vec<f64> {
    acceptance_of(block, audience, block.situation.gains.row(audience))
}

/// The acceptance by an audience whose gains are these.
fn acceptance_of(block: &Block, audience: usize, gains: &[f64]) -> Vec<f64> {
    let (plan, worlds) = (block.wired.plan, block.worlds);
    let (mut added, mut column) = (Vec::new(), vec![0.0; worlds.length()]);
    let all = Lanes::All(worlds.length());
    block.situation.added(plan, worlds, &plan.audiences[audience].adds, all, &mut added);
    kernels::acceptances(&mut column, gains, &added, worlds.widths.row(audience));
    column
}

/// The acceptance by an audience as things stand, if its consent were asked for and this option lay on its table: whatever reads the option, a term, or the agenda's state reads this.
fn acceptance_if(block: &mut Block, ask: &Ask) -> Vec<f64> {
    let Ask { audience, option, within } = *ask;
    let (plan, worlds) = (block.wired.plan, block.worlds);
    let table = plan.audiences[audience].table;
    let length = worlds.length();
    let agenda = plan.tables[table].agenda.as_ref();
    let agenda = agenda.and_then(|(p, of_state)| Some((*p, of_state.iter().position(|o| *o == option)?)));
    // A process may be both; then it is the agenda that counts.
    let within = within.filter(|(p, _)| agenda.is_none_or(|(agenda, _)| agenda != *p));
    let put = |block: &mut Block, (p, state): (usize, usize)| {
        (p, std::mem::replace(&mut block.situation.states[p], vec![state as u8; length]))
    };
    let states: Vec<(usize, Vec<u8>)> =
        agenda.into_iter().chain(within).map(|there| put(block, there)).collect();
    let on_table = std::mem::replace(&mut block.situation.options[table], vec![option as u8; length]);
    let mut gains = worlds.reservations.row(audience).to_vec();
    kernels::subtract_from(&mut gains, worlds.points[audience].row(option));
    let column = acceptance_of(block, audience, &gains);
    block.situation.options[table] = on_table;
    states.into_iter().for_each(|(p, states)| block.situation.states[p] = states);
    column
}

/// What was asked of a plan, as it was found: counts by world.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// What audiences made of options, by month, option and audience, in the order in which they were asked for.
    pub acceptances: Vec<Vec<Vec<Acceptances>>>,
    /// Paths by stop and world.
    pub stops: Vec<Counts>,
    /// What figures asked.
    pub courses: FoundCourses,
}

impl Found {
    /// Nothing yet of what is asked of a plan.
    pub fn nothing(asked: &Asked, plan: &Plan) -> Found {
        let of_month = vec![vec![Acceptances::default(); plan.audiences.len()]; asked.options.len()];
        Found {
            acceptances: vec![of_month; asked.months.len()],
            stops: vec![Counts::default(); asked.stops.as_ref().map_or(0, |stops| stops.count)],
            courses: FoundCourses::nothing(&asked.courses, plan),
        }
    }

    /// Adds what was seen in a world of a union, of which the plan is this part.
    pub fn add(
        &mut self,
        (asked, paths): (&Asked, u32),
        part: usize,
        watched: &Watched,
        (world, noticed): (u32, &Noticed),
    ) {
        for (month, by_option) in asked.months.iter().zip(&mut self.acceptances) {
            let at = watched.months.iter().position(|m| m == month).expect("every month is watched");
            for (by_audience, places) in by_option.iter_mut().zip(&watched.places[part]) {
                for (found, &place) in by_audience.iter_mut().zip(places) {
                    let (sum, squares) = noticed.acceptances[at][place];
                    found.sums.add(world, sum);
                    found.squares.push(squares);
                    found.squares.truncate(found.sums.len());
                }
            }
        }
        for (found, &count) in self.stops.iter_mut().zip(&noticed.stops[part]) {
            found.add(world, &[count], paths);
        }
    }
}
