//! Streams of draws, shared by all plans of a run, and the columns drawn from them for a block of paths.

use std::collections::HashMap;

use super::addresses::{Addresses, purpose};
use super::grid::length_for;
use super::kernels;
use super::quantities::Quantities;
use super::size::Size;
use crate::draws::{Sequences, Stream, TOGETHER, Workbench};
use crate::math;
use crate::plan::{Plan, PlannedTrigger};

/// The place of a stream in [`Streams`].
pub type StreamPlace = u32;

/// Every stream that the plans of a run use, each once.
#[derive(Debug)]
pub struct Streams {
    seed: u64,
    list: Vec<Stream>,
    places: HashMap<[u8; 32], StreamPlace>,
    /// The level of which they are the streams of copies; 0 for the paths of a run.
    copies_of: usize,
    /// What is drawn once a world.
    pub quantities: Quantities,
}

impl Streams {
    /// No streams yet.
    pub fn new(size: Size) -> Streams {
        Streams::of_copies(size, 0)
    }

    /// No streams yet of the copies that splitting makes at a level, from 1.
    pub fn of_copies(size: Size, level: usize) -> Streams {
        Streams {
            seed: size.seed,
            list: Vec::new(),
            places: HashMap::new(),
            copies_of: level,
            quantities: Quantities::new(size),
        }
    }

    fn place(&mut self, element: &str, of: &str) -> StreamPlace {
        let stream = Stream::new(self.seed, element, &purpose(of, self.copies_of));
        let next = self.list.len() as StreamPlace;
        *self.places.entry(stream.key()).or_insert_with(|| {
            self.list.push(stream);
            next
        })
    }
}

/// A plan wired to the streams of a run.
#[derive(Debug)]
pub struct Wired<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// For each slot the place of its quantity in the run.
    pub quantities: Vec<usize>,
    /// Noise of each factor.
    pub noise: Vec<StreamPlace>,
    /// The clocks that run in each state of each process: the transition's place among all, and its stream.
    pub clocks: Vec<Vec<Vec<(usize, StreamPlace)>>>,
    /// Ballots of each process and state.
    pub ballots: Vec<Vec<StreamPlace>>,
    /// Traits of each process, state and draw.
    pub traits: Vec<Vec<Vec<StreamPlace>>>,
    /// Clock of each shock.
    pub shocks: Vec<StreamPlace>,
    /// Forces of each shock.
    pub forces: Vec<Vec<StreamPlace>>,
    /// For each month the processes and states out of which a ballot is due at a date.
    pub dated: Vec<Vec<(usize, usize)>>,
    /// For each process the tables whose option it decides.
    pub agendas: Vec<Vec<usize>>,
}

impl<'p> Wired<'p> {
    /// Wires a plan whose quantities stand at these places of the run.
    pub fn new(plan: &'p Plan, quantities: Vec<usize>, streams: &mut Streams) -> Wired<'p> {
        Wired {
            plan,
            quantities,
            noise: plan.factors.iter().map(|f| streams.place(&format!("factor.{}", f.id), "noise")).collect(),
            clocks: plan
                .processes
                .iter()
                .map(|p| {
                    let mut clock = |state: usize, i: usize| {
                        let element = format!("process.{}.transition.{}", p.id, p.transitions[i].id);
                        let stream = streams.place(&element, &format!("clock {}", p.states[state]));
                        (p.first_transition + i, stream)
                    };
                    let from = p.hazards_from.iter().enumerate();
                    from.map(|(state, hazards)| hazards.iter().map(|&i| clock(state, i)).collect()).collect()
                })
                .collect(),
            ballots: plan
                .processes
                .iter()
                .map(|p| {
                    p.states
                        .iter()
                        .map(|s| streams.place(&format!("process.{}.state.{s}", p.id), "ballot"))
                        .collect()
                })
                .collect(),
            traits: plan
                .processes
                .iter()
                .map(|p| {
                    p.draws_on_entry
                        .iter()
                        .map(|draws| draws.iter().map(|d| streams.place(&d.element, "trait")).collect())
                        .collect()
                })
                .collect(),
            shocks: plan.shocks.iter().map(|s| streams.place(&format!("shock.{}", s.id), "clock")).collect(),
            forces: plan
                .shocks
                .iter()
                .map(|s| {
                    s.forces
                        .iter()
                        .map(|f| streams.place(&format!("shock.{}.forces.{}", s.id, f.id), "force"))
                        .collect()
                })
                .collect(),
            dated: dated(plan),
            agendas: agendas(plan),
        }
    }
}

/// For each month the processes and states out of which a ballot is due at a date.
fn dated(plan: &Plan) -> Vec<Vec<(usize, usize)>> {
    let mut dated = vec![Vec::new(); plan.calendar.months as usize + 1];
    for (p, process) in plan.processes.iter().enumerate() {
        for (state, ballots) in process.ballots_from.iter().enumerate() {
            for &i in ballots {
                if let PlannedTrigger::At(months, _) = &process.transitions[i].trigger {
                    let ours = months.iter().filter(|&&month| month <= plan.calendar.months);
                    ours.for_each(|&month| dated[month as usize].push((p, state)));
                }
            }
        }
    }
    dated
}

/// For each process the tables whose option it decides.
fn agendas(plan: &Plan) -> Vec<Vec<usize>> {
    let mut agendas = vec![Vec::new(); plan.processes.len()];
    for (t, table) in plan.tables.iter().enumerate() {
        if let Some((process, _)) = table.agenda {
            agendas[process].push(t);
        }
    }
    agendas
}

/// Ordinals of a stream whose columns are kept; beyond them, where only a history of very many events comes, numbers are drawn one by one.
const KEPT: u32 = 1024;

/// What a spare lane draws.
const SPARE: f64 = 0.5;

/// The noise of a factor.
#[derive(Debug, Clone, Default)]
struct Noise {
    /// Words of some months, a row for each, and which months these are.
    words: Vec<u32>,
    turn: Option<u32>,
    /// Standard normals of a month, and which it is; there is no noise in month 0.
    normals: Vec<f64>,
    month: u32,
}

/// The draws of one block.
pub struct Columns<'s> {
    streams: &'s Streams,
    addresses: Addresses,
    /// The column of each stream and ordinal; drawn when first asked for.
    drawn: Vec<Vec<Option<Box<[f64]>>>>,
    /// Where the noise of the paths is.
    sequences: Sequences,
    /// Noise by stream.
    noise: Vec<Noise>,
    zeros: Vec<f64>,
    workbench: Workbench,
}

impl<'s> Columns<'s> {
    /// No columns yet: of the same paths of consecutive worlds, side by side.
    pub fn new(
        streams: &'s Streams,
        first_world: u32,
        worlds: usize,
        first_path: u32,
        paths: usize,
    ) -> Columns<'s> {
        Columns::at(streams, Addresses::Paths { first_world, worlds, first_path, paths })
    }

    /// No columns yet: of these worlds and paths.
    pub fn of_each(streams: &'s Streams, places: Vec<(u32, u32)>) -> Columns<'s> {
        Columns::at(streams, Addresses::Each(places))
    }

    fn at(streams: &'s Streams, addresses: Addresses) -> Columns<'s> {
        let zeros = vec![0.0; length_for(addresses.len())];
        Columns {
            streams,
            drawn: vec![Vec::new(); streams.list.len()],
            sequences: addresses.sequences(zeros.len()),
            noise: vec![Noise::default(); streams.list.len()],
            zeros,
            workbench: Workbench::default(),
            addresses,
        }
    }

    /// The world and the path of a lane.
    pub fn address(&self, lane: usize) -> (u32, u32) {
        self.addresses.of(lane)
    }

    /// The level of which these are the draws of copies; 0 for the paths of a run.
    pub fn copies_of(&self) -> usize {
        self.streams.copies_of
    }

    /// Lanes of the block.
    pub fn lanes(&self) -> usize {
        self.addresses.len()
    }

    /// The uniform of a stream at an ordinal, on one lane.
    pub fn uniform(&mut self, place: StreamPlace, ordinal: u32, lane: usize) -> f64 {
        match ordinal < KEPT {
            true => self.uniforms(place, ordinal)[lane],
            false => self.single(place, ordinal, lane),
        }
    }

    /// What a clock needs at an ordinal, on one lane.
    pub fn threshold(&mut self, place: StreamPlace, ordinal: u32, lane: usize) -> f64 {
        match ordinal < KEPT {
            true => self.thresholds(place, ordinal)[lane],
            false => -math::ln(self.single(place, ordinal, lane)),
        }
    }

    fn single(&self, place: StreamPlace, ordinal: u32, lane: usize) -> f64 {
        let (world, path) = self.addresses.of(lane);
        self.streams.list[place as usize].uniform(world, path, ordinal)
    }

    /// The uniforms of a stream at an ordinal, one number a lane.
    fn uniforms(&mut self, place: StreamPlace, ordinal: u32) -> &[f64] {
        self.column(place, ordinal, |_| {})
    }

    /// What a clock needs at an ordinal, one number a lane: −ln of the uniforms of its stream.
    pub fn thresholds(&mut self, place: StreamPlace, ordinal: u32) -> &[f64] {
        self.column(place, ordinal, kernels::thresholds)
    }

    /// A column, kept as `finish` leaves it; a stream is always finished in the same way.
    fn column(&mut self, place: StreamPlace, ordinal: u32, finish: impl Fn(&mut [f64])) -> &[f64] {
        let lanes = self.lanes();
        let stream = &self.streams.list[place as usize];
        let by_ordinal = &mut self.drawn[place as usize];
        if by_ordinal.len() <= ordinal as usize {
            by_ordinal.resize(ordinal as usize + 1, None);
        }
        by_ordinal[ordinal as usize].get_or_insert_with(|| {
            let mut column = vec![0.0; self.zeros.len()].into_boxed_slice();
            let (drawn, spare) = column.split_at_mut(lanes);
            self.addresses.fill(stream, ordinal, &mut self.workbench, drawn);
            spare.fill(SPARE);
            finish(&mut column);
            column
        })
    }

    /// The standard normals of a stream in a month; 0 for a factor that stands still.
    pub fn noise(&mut self, place: StreamPlace, month: u32, still: bool) -> &[f64] {
        if still {
            return &self.zeros;
        }
        let noise = &mut self.noise[place as usize];
        if std::mem::replace(&mut noise.month, month) != month {
            let (turn, row) = (month / TOGETHER as u32, month as usize % TOGETHER);
            if noise.turn.replace(turn) != Some(turn) {
                self.sequences.fill(&self.streams.list[place as usize], turn, &mut noise.words);
            }
            let length = self.zeros.len();
            noise.normals.resize(length, 0.0);
            kernels::normals(&noise.words[row * length..(row + 1) * length], &mut noise.normals);
        }
        &noise.normals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Sampling;

    #[test]
    fn the_noise_of_a_month_is_that_of_its_address() {
        let (worlds, paths) = (3, 7);
        let mut streams = Streams::new(Size::new(1, worlds, paths, Sampling::Random));
        let place = streams.place("factor.trust", "noise");
        let mut columns = Columns::new(&streams, 5, worlds as usize, 2, paths as usize);
        for month in [1, 2, 15, 16, 17, 119] {
            let normals = columns.noise(place, month, false).to_vec();
            assert_eq!(normals.len(), 32);
            for (lane, normal) in normals[..21].iter().enumerate() {
                let (world, path) = (5 + lane as u32 / 7, 2 + lane as u32 % 7);
                let word = streams.list[place as usize].in_sequence(world, path, month);
                assert_eq!(*normal, math::normal_of(word), "{lane}");
            }
            assert_eq!(columns.noise(place, month, true), [0.0; 32]);
        }
    }

    #[test]
    fn a_number_drawn_by_itself_is_that_of_its_column() {
        let (worlds, paths) = (3, 7);
        let mut streams = Streams::new(Size::new(1, worlds, paths, Sampling::Random));
        let (force, clock) = (streams.place("shock.a.forces.b", "force"), streams.place("shock.a", "clock"));
        let mut columns = Columns::new(&streams, 5, worlds as usize, 2, paths as usize);
        for ordinal in [0, KEPT - 1, KEPT, 3 * KEPT] {
            for lane in 0..21 {
                assert_eq!(columns.uniform(force, ordinal, lane), columns.uniforms(force, ordinal)[lane]);
                assert_eq!(columns.threshold(clock, ordinal, lane), columns.thresholds(clock, ordinal)[lane]);
            }
        }
    }
}
