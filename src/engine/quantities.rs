//! The uncertain quantities of a run: drawn once a world, shared by all its plans.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::size::Size;
use crate::draws::{QuantityStream, Workbench};
use crate::formula::Formula;
use crate::math;
use crate::plan::{Derivation, Plan, PlannedCorrelation, PlannedQuantity};
use crate::quantity::Family;
use crate::stats::cholesky;

/// The place of a quantity in a world's vector of drawn numbers.
pub type QuantityPlace = usize;

/// Every distinct quantity of a run.
#[derive(Debug)]
pub struct Quantities {
    size: Size,
    list: Vec<Drawn>,
    places: HashMap<String, Vec<QuantityPlace>>,
    /// The streams of quantities by key, which most plans of a run share …
    streams: HashMap<String, Arc<QuantityStream>>,
    /// … and groups that move together, with what their members are mixed from.
    groups: Vec<(PlannedCorrelation, Vec<(String, Mix)>)>,
    /// Quantities that follow from others, each after those.
    derived: Vec<Derived>,
}

/// Weights on the draws of correlated quantities.
type Mix = Vec<(f64, Arc<QuantityStream>)>;

/// The draws of streams in the worlds in hand.
#[derive(Default)]
struct Draws {
    /// Uniform numbers …
    uniforms: HashMap<*const QuantityStream, Vec<f64>>,
    /// … and their normals, of those that several quantities are mixed from.
    normals: HashMap<*const QuantityStream, Vec<f64>>,
}

/// A quantity that a formula gives: its place, and the places of the formula's names.
#[derive(Debug)]
struct Derived {
    place: QuantityPlace,
    formula: Formula,
    parts: Vec<(String, QuantityPlace)>,
}

/// A quantity and how its uniform number is made.
#[derive(Debug, PartialEq)]
struct Drawn {
    family: Family,
    uniform: Uniform,
}

/// Where a quantity's uniform number comes from.
#[derive(Debug)]
enum Uniform {
    /// Nobody asks: the quantity is certain.
    None,
    /// One draw: its own, or that of a quantity with which it moves as one.
    Own(Arc<QuantityStream>),
    /// Φ of a sum of normals: weights on the draws of correlated quantities, its own the last.
    Mixed(Mix),
    /// Nobody draws: an experiment lays the quantity itself down, world by world.
    Given(Arc<[f64]>),
}

impl Quantities {
    /// No quantities yet.
    pub fn new(size: Size) -> Quantities {
        Quantities {
            size,
            list: Vec::new(),
            places: HashMap::new(),
            streams: HashMap::new(),
            groups: Vec::new(),
            derived: Vec::new(),
        }
    }

    /// The places of a plan's quantities, by slot. Plans that share a quantity share its draws.
    pub fn wire(&mut self, plan: &Plan) -> Vec<QuantityPlace> {
        let mut mixes = self.mixes(plan);
        let mut places: Vec<QuantityPlace> = Vec::with_capacity(plan.quantities.len());
        for quantity in &plan.quantities {
            let place = match &quantity.derivation {
                None => self.place(quantity, mixes.remove(&quantity.key)),
                Some(derivation) => self.derived_place(quantity, derivation, &places),
            };
            places.push(place);
        }
        places
    }

    /// The place of a quantity that follows from others, whose places are known.
    fn derived_place(
        &mut self,
        quantity: &PlannedQuantity,
        derivation: &Derivation,
        places: &[QuantityPlace],
    ) -> QuantityPlace {
        let parts: Vec<(String, QuantityPlace)> =
            derivation.parts.iter().map(|(name, slot)| (name.clone(), places[*slot])).collect();
        let same = |known: &&Derived| known.formula == derivation.formula && known.parts == parts;
        if let Some(known) = self.derived.iter().find(same) {
            return known.place;
        }
        let place = self.list.len();
        self.list.push(Drawn { family: quantity.family.clone(), uniform: Uniform::None });
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

    fn stream(&mut self, key: &str) -> Arc<QuantityStream> {
        if let Some(known) = self.streams.get(key) {
            return known.clone();
        }
        let stream = Arc::new(QuantityStream::new(self.size.seed, key));
        self.streams.insert(key.to_string(), stream.clone());
        stream
    }

    fn place(&mut self, quantity: &PlannedQuantity, mixed: Option<Mix>) -> QuantityPlace {
        let uniform = match (&quantity.given, quantity.family.as_constant(), mixed) {
            (Some(column), _, _) => Uniform::Given(column.clone()),
            (None, Some(_), _) => Uniform::None,
            (None, None, None) => Uniform::Own(self.stream(&quantity.key)),
            // Φ of its normal would be the same draw but for its last bits.
            (None, None, Some(mixed)) => match <[_; 1]>::try_from(mixed) {
                Ok([(1.0, stream)]) => Uniform::Own(stream),
                Ok(one) => Uniform::Mixed(one.into()),
                Err(mixed) => Uniform::Mixed(mixed),
            },
        };
        let drawn = Drawn { family: quantity.family.clone(), uniform };
        let shared = self.places.entry(quantity.key.clone()).or_default();
        if let Some(&place) = shared.iter().find(|&&place| self.list[place] == drawn) {
            return place;
        }
        let place = self.list.len();
        self.list.push(drawn);
        shared.push(place);
        place
    }

    /// The weights of every correlated quantity: a row of the Cholesky factor of its group, whose members are in the order of their keys.
    fn mixes(&mut self, plan: &Plan) -> HashMap<String, Mix> {
        let mut mixes = HashMap::new();
        for group in &plan.correlated {
            let known = self.groups.iter().position(|(known, _)| known == group);
            let known = known.unwrap_or_else(|| {
                let mixed = self.mixed(group);
                self.groups.push((group.clone(), mixed));
                self.groups.len() - 1
            });
            mixes.extend(self.groups[known].1.iter().cloned());
        }
        mixes
    }

    /// What the members of a group are mixed from.
    fn mixed(&mut self, group: &PlannedCorrelation) -> Vec<(String, Mix)> {
        let factor = cholesky(&group.normal).expect("the checks found the correlations possible");
        let mut mix = |(key, row): (&String, Vec<f64>)| {
            let used = row.into_iter().zip(&group.keys).filter(|(weight, _)| *weight != 0.0);
            (key.clone(), used.map(|(weight, key)| (weight, self.stream(key))).collect())
        };
        group.keys.iter().zip(factor).map(&mut mix).collect()
    }

    /// Every quantity, drawn for consecutive worlds: a vector of numbers a world.
    pub fn draw(&self, worlds: Range<u32>) -> Vec<Vec<f64>> {
        let mut by_world: Vec<Vec<f64>> =
            worlds.clone().map(|_| Vec::with_capacity(self.list.len())).collect();
        let mut draws = Draws::of(self.list.iter(), self.size, worlds.clone());
        for drawn in &self.list {
            let values = drawn.values(worlds.clone(), &mut draws);
            by_world.iter_mut().zip(values).for_each(|(of_world, value)| of_world.push(value));
        }
        by_world.iter_mut().for_each(|values| self.derive(values));
        by_world
    }

    /// One quantity, drawn for every world of the run.
    pub fn column(&self, place: QuantityPlace) -> Vec<f64> {
        let worlds = 0..self.size.worlds;
        if self.derived.iter().any(|derived| derived.place == place) {
            return self.draw(worlds).into_iter().map(|values| values[place]).collect();
        }
        let drawn = &self.list[place];
        drawn.values(worlds.clone(), &mut Draws::of(std::iter::once(drawn), self.size, worlds))
    }
}

impl Draws {
    /// Of everything that these quantities are made of.
    fn of<'d>(quantities: impl Iterator<Item = &'d Drawn>, size: Size, worlds: Range<u32>) -> Draws {
        let mut uniforms: HashMap<*const QuantityStream, Vec<f64>> = HashMap::new();
        let mut streams: Vec<&QuantityStream> = Vec::new();
        for stream in quantities.flat_map(Drawn::streams) {
            uniforms.entry(Arc::as_ptr(stream)).or_insert_with(|| {
                streams.push(stream);
                Vec::new()
            });
        }
        let rows = QuantityStream::uniforms_of_all(&streams, size.design, worlds, &mut Workbench::default());
        uniforms.extend(streams.into_iter().map(std::ptr::from_ref).zip(rows));
        Draws { uniforms, normals: HashMap::new() }
    }

    /// The uniform numbers of a stream.
    fn uniforms(&self, stream: &Arc<QuantityStream>) -> &[f64] {
        &self.uniforms[&Arc::as_ptr(stream)]
    }

    /// Their normals.
    fn normals(&mut self, stream: &Arc<QuantityStream>) -> &[f64] {
        let uniforms = &self.uniforms[&Arc::as_ptr(stream)];
        let normals = || uniforms.iter().map(|&u| math::normal_quantile(u)).collect();
        self.normals.entry(Arc::as_ptr(stream)).or_insert_with(normals)
    }
}

impl Drawn {
    /// The streams that it is made of.
    fn streams(&self) -> Vec<&Arc<QuantityStream>> {
        match &self.uniform {
            Uniform::None | Uniform::Given(_) => Vec::new(),
            Uniform::Own(stream) => vec![stream],
            Uniform::Mixed(weights) => weights.iter().map(|(_, stream)| stream).collect(),
        }
    }

    /// The quantity in consecutive worlds, of which these are the draws; what follows from others is not known yet.
    fn values(&self, worlds: Range<u32>, draws: &mut Draws) -> Vec<f64> {
        match &self.uniform {
            Uniform::None => vec![self.family.as_constant().unwrap_or(f64::NAN); worlds.len()],
            Uniform::Own(stream) => draws.uniforms(stream).iter().map(|&u| self.family.quantile(u)).collect(),
            Uniform::Mixed(weights) => {
                let mut sums = vec![0.0; worlds.len()];
                for (weight, stream) in weights {
                    let normals = draws.normals(stream);
                    sums.iter_mut().zip(normals).for_each(|(sum, normal)| *sum += weight * *normal);
                }
                sums.into_iter().map(|sum| self.family.quantile(open(math::normal_cdf(sum)))).collect()
            }
            Uniform::Given(column) => column[worlds.start as usize..worlds.end as usize].to_vec(),
        }
    }
}

/// Φ rounds to 0 or 1 far out; a quantile needs a number strictly between.
fn open(u: f64) -> f64 {
    const LEAST: f64 = 0.5 / (1u64 << 52) as f64;
    u.clamp(LEAST, 1.0 - LEAST)
}

impl PartialEq for Uniform {
    fn eq(&self, other: &Uniform) -> bool {
        let parts = |uniform: &Uniform| -> Vec<(f64, [u8; 32])> {
            match uniform {
                Uniform::None | Uniform::Given(_) => Vec::new(),
                Uniform::Own(stream) => vec![(1.0, stream.key())],
                Uniform::Mixed(weights) => weights.iter().map(|(w, stream)| (*w, stream.key())).collect(),
            }
        };
        match (self, other) {
            (Uniform::Given(ours), Uniform::Given(theirs)) => Arc::ptr_eq(ours, theirs),
            (Uniform::Given(_), _) | (_, Uniform::Given(_)) => false,
            _ => parts(self) == parts(other),
        }
    }
}
