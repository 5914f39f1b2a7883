//! Streams of draws, shared by all plans of a run, and the columns drawn from them for a block of paths.

use std::collections::HashMap;

use super::kernels;
use crate::draws::Stream;
use crate::formula::Formula;
use crate::math;
use crate::plan::{Derivation, Plan, PlannedQuantity, PlannedTrigger};
use crate::quantity::Family;

/// What a uniform is turned into when a column is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// u itself.
    Uniform,
    /// −ln u: the threshold of a clock.
    Exponential,
    /// The standard normal quantile of u.
    Normal,
}

/// The place of a stream in [`Streams`].
pub type StreamPlace = u32;

/// Every stream that the plans of a run use, each once.
#[derive(Debug)]
pub struct Streams {
    seed: u64,
    list: Vec<(Stream, Shape)>,
    places: HashMap<[u8; 32], StreamPlace>,
    /// Quantities that several plans share are drawn once: (stream, family) by place.
    pub(super) quantities: Vec<(Stream, Family)>,
    quantity_places: HashMap<String, Vec<usize>>,
    /// Quantities that follow from others, each after those.
    derived: Vec<Derived>,
}

/// A quantity that a formula gives: its place, and the places of the formula's names.
#[derive(Debug, PartialEq)]
struct Derived {
    place: usize,
    formula: Formula,
    parts: Vec<(String, usize)>,
}

impl Streams {
    /// No streams yet.
    pub fn new(seed: u64) -> Streams {
        Streams {
            seed,
            list: Vec::new(),
            places: HashMap::new(),
            quantities: Vec::new(),
            quantity_places: HashMap::new(),
            derived: Vec::new(),
        }
    }

    fn place(&mut self, element: &str, purpose: &str, shape: Shape) -> StreamPlace {
        let stream = Stream::new(self.seed, element, purpose);
        let next = self.list.len() as StreamPlace;
        *self.places.entry(stream.key()).or_insert_with(|| {
            self.list.push((stream, shape));
            next
        })
    }

    /// The places of a plan's quantities, by slot.
    fn quantities_of(&mut self, plan: &Plan) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::with_capacity(plan.quantities.len());
        for quantity in &plan.quantities {
            let place = match &quantity.derivation {
                None => self.quantity(&quantity.key, &quantity.family),
                Some(derivation) => self.derived(quantity, derivation, &places),
            };
            places.push(place);
        }
        places
    }

    /// The place of a quantity that follows from others, whose places are known.
    fn derived(&mut self, quantity: &PlannedQuantity, derivation: &Derivation, places: &[usize]) -> usize {
        let parts: Vec<(String, usize)> =
            derivation.parts.iter().map(|(name, slot)| (name.clone(), places[*slot])).collect();
        let same = |known: &&Derived| known.formula == derivation.formula && known.parts == parts;
        if let Some(known) = self.derived.iter().find(same) {
            return known.place;
        }
        let place = self.quantities.len();
        self.quantities.push((Stream::new(self.seed, &quantity.key, "quantity"), quantity.family.clone()));
        self.derived.push(Derived { place, formula: derivation.formula.clone(), parts });
        place
    }

    /// Works out what follows from what has been drawn.
    fn derive(&self, values: &mut [f64]) {
        for Derived { place, formula, parts } in &self.derived {
            let value =
                |name: &str| parts.iter().find(|(part, _)| part == name).map(|(_, place)| values[*place]);
            values[*place] = formula.evaluate(&value).unwrap_or(f64::NAN);
        }
    }

    fn quantity(&mut self, key: &str, family: &Family) -> usize {
        let shared = self.quantity_places.entry(key.to_string()).or_default();
        if let Some(&place) = shared.iter().find(|&&place| self.quantities[place].1 == *family) {
            return place;
        }
        let place = self.quantities.len();
        self.quantities.push((Stream::new(self.seed, key, "quantity"), family.clone()));
        shared.push(place);
        place
    }

    /// Every distinct quantity of the run, drawn for a world.
    pub fn draw_quantities(&self, world: u32) -> Vec<f64> {
        let mut values: Vec<f64> = self
            .quantities
            .iter()
            .map(|(stream, family)| match family.as_constant() {
                Some(value) => value,
                None => family.quantile(stream.uniform(world, 0, 0)),
            })
            .collect();
        self.derive(&mut values);
        values
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
    /// Clock of each process, transition and from-state.
    pub clocks: Vec<Vec<Vec<StreamPlace>>>,
    /// Ballots of each process and state.
    pub ballots: Vec<Vec<StreamPlace>>,
    /// Traits of each process, state and draw.
    pub traits: Vec<Vec<Vec<StreamPlace>>>,
    /// Clock of each shock.
    pub shocks: Vec<StreamPlace>,
    /// Forces of each shock.
    pub forces: Vec<Vec<StreamPlace>>,
}

impl<'p> Wired<'p> {
    /// Wires a plan.
    pub fn new(plan: &'p Plan, streams: &mut Streams) -> Wired<'p> {
        Wired {
            plan,
            quantities: streams.quantities_of(plan),
            noise: plan
                .factors
                .iter()
                .map(|f| streams.place(&format!("factor.{}", f.id), "noise", Shape::Normal))
                .collect(),
            clocks: plan
                .processes
                .iter()
                .map(|p| {
                    p.transitions
                        .iter()
                        .map(|t| {
                            let element = format!("process.{}.transition.{}", p.id, t.id);
                            let clock =
                                !matches!(t.trigger, PlannedTrigger::At(..) | PlannedTrigger::After(..));
                            p.states
                                .iter()
                                .enumerate()
                                .map(|(s, state)| {
                                    if clock && t.from >> s & 1 == 1 {
                                        streams.place(&element, &format!("clock {state}"), Shape::Exponential)
                                    } else {
                                        StreamPlace::MAX
                                    }
                                })
                                .collect()
                        })
                        .collect()
                })
                .collect(),
            ballots: plan
                .processes
                .iter()
                .map(|p| {
                    p.states
                        .iter()
                        .map(|s| {
                            streams.place(&format!("process.{}.state.{s}", p.id), "ballot", Shape::Uniform)
                        })
                        .collect()
                })
                .collect(),
            traits: plan
                .processes
                .iter()
                .map(|p| {
                    p.draws_on_entry
                        .iter()
                        .map(|draws| {
                            draws.iter().map(|d| streams.place(&d.element, "trait", Shape::Uniform)).collect()
                        })
                        .collect()
                })
                .collect(),
            shocks: plan
                .shocks
                .iter()
                .map(|s| streams.place(&format!("shock.{}", s.id), "clock", Shape::Exponential))
                .collect(),
            forces: plan
                .shocks
                .iter()
                .map(|s| {
                    s.forces
                        .iter()
                        .map(|f| {
                            streams.place(&format!("shock.{}.forces.{}", s.id, f.id), "force", Shape::Uniform)
                        })
                        .collect()
                })
                .collect(),
        }
    }
}

/// The draws of one block: the same paths of consecutive worlds, side by side. A column an address, drawn when first asked for and kept for
/// the other plans of the run.
pub struct Columns<'s> {
    streams: &'s Streams,
    first_world: u32,
    worlds: usize,
    first_path: u32,
    paths: usize,
    /// By stream and ordinal.
    drawn: Vec<Vec<Option<Box<[f64]>>>>,
}

impl<'s> Columns<'s> {
    /// No columns yet.
    pub fn new(
        streams: &'s Streams,
        first_world: u32,
        worlds: usize,
        first_path: u32,
        paths: usize,
    ) -> Columns<'s> {
        let drawn = vec![Vec::new(); streams.list.len()];
        Columns { streams, first_world, worlds, first_path, paths, drawn }
    }

    /// The number of the block's first path.
    pub fn first_path(&self) -> u32 {
        self.first_path
    }

    /// Lanes of the block.
    pub fn lanes(&self) -> usize {
        self.worlds * self.paths
    }

    /// The column of a stream at an ordinal, one number a lane.
    pub fn column(&mut self, place: StreamPlace, ordinal: u32) -> &[f64] {
        let lanes = self.lanes();
        let Columns { streams, first_world, first_path, paths, drawn, .. } = self;
        let (by_ordinal, ordinal_place) = (&mut drawn[place as usize], ordinal as usize);
        if by_ordinal.len() <= ordinal_place {
            by_ordinal.resize(ordinal_place + 1, None);
        }
        by_ordinal[ordinal_place].get_or_insert_with(|| {
            let (stream, shape) = &streams.list[place as usize];
            let mut column = vec![0.0; lanes].into_boxed_slice();
            for (world, of_world) in (*first_world..).zip(column.chunks_mut(*paths)) {
                stream.fill(world, *first_path, ordinal, of_world);
            }
            match shape {
                Shape::Uniform => {}
                Shape::Exponential => column.iter_mut().for_each(|u| *u = -math::ln(*u)),
                Shape::Normal => kernels::normal_quantiles(&mut column),
            }
            column
        })
    }
}
