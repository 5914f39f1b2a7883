//! What rows and columns come to, audience by audience and world by world.

use super::audience::{Additive, Audience, Bound, Fitted, held};
use super::domain::Conjunction;
use super::halves::Halves;
use super::kernels;
use super::units::{NEVER, Units};

/// The sums of a domain's halves. World `worlds` is that of the medians.
#[derive(Debug)]
pub(super) struct Tables<'d> {
    pub halves: &'d Halves<'d>,
    pub audiences: &'d [Audience],
    pub worlds: usize,
    sides: Vec<Side<'d>>,
    /// By world, audience and column.
    second: Vec<Units>,
}

/// One audience.
#[derive(Debug)]
struct Side<'d> {
    audience: &'d Audience,
    /// By world: what every package has.
    base: Vec<Units>,
    /// By term of the row, value and world.
    first: Vec<Vec<Vec<Units>>>,
    /// Sets of values that a row has by itself, by world.
    sets: Vec<(Conjunction, Vec<Units>)>,
    /// Sets that row and column have together: of the row, of the columns, by world.
    crossing: Vec<(Conjunction, Vec<bool>, Vec<Units>)>,
    /// By world, the most that a column adds.
    most: Vec<Units>,
    /// By column, what is fitted.
    fitted: Vec<Units>,
    floors: Vec<Vec<Units>>,
    ceilings: Vec<Vec<Units>>,
    places: Vec<usize>,
}

/// What a row adds for one audience beside sums of terms.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// By column, at the fit, at the least and at the most that is open; nothing where all are 0.
    pub held: Option<[Vec<Units>; 3]>,
    /// Whether anything is open.
    pub is_open: bool,
    /// The most that it adds.
    pub most: Units,
    /// The crossing sets of which the row has its part.
    sets: Vec<usize>,
}

impl<'d> Tables<'d> {
    /// Of all worlds, or of the medians alone.
    pub fn new(halves: &'d Halves<'d>, audiences: &'d [Audience], worlds: usize) -> Tables<'d> {
        let sides: Vec<Side> = audiences.iter().map(|audience| Side::new(halves, audience, worlds)).collect();
        let columns = halves.columns.len();
        let mut second = Vec::with_capacity((worlds + 1) * sides.len() * columns);
        let mut tables = Tables { halves, audiences, worlds, sides, second: Vec::new() };
        for world in 0..=worlds {
            for side in &mut tables.sides {
                let from = second.len();
                second.extend(side.columns(halves, world));
                side.most.push(second[from..].iter().copied().max().unwrap_or(0));
            }
        }
        tables.second = second;
        tables
    }

    pub fn columns(&self) -> usize {
        self.halves.columns.len()
    }

    /// What the columns add for an audience in a world.
    pub fn second(&self, world: usize, audience: usize) -> &[Units] {
        let from = (world * self.sides.len() + audience) * self.columns();
        &self.second[from..from + self.columns()]
    }

    /// The most that any column adds for an audience, by world.
    pub fn most(&self, audience: usize) -> &[Units] {
        &self.sides[audience].most
    }

    /// What a row adds for an audience, by world.
    pub fn first(&self, row: usize, audience: usize, sums: &mut Vec<Units>) {
        let (side, values) = (&self.sides[audience], self.halves.row(row));
        sums.clone_from(&side.base);
        for (of, &value) in side.first.iter().zip(values) {
            kernels::add(sums, &of[value]);
        }
        for (set, by_world) in &side.sets {
            if set.holds(values) {
                kernels::add(sums, by_world);
            }
        }
    }

    /// What a row has for an audience beside sums.
    pub fn beside(&self, row: usize, audience: usize) -> Beside {
        let (side, values) = (&self.sides[audience], self.halves.row(row));
        let sets = side.crossing.iter().enumerate().filter(|(_, (first, ..))| first.holds(values));
        let sets: Vec<usize> = sets.map(|(place, _)| place).collect();
        match side.audience.is_held() {
            true => side.beside(values, sets),
            false => Beside { sets, ..Beside::default() },
        }
    }

    /// Adds what crossing sets add in a world; `held` is what is there without.
    pub fn with_sets(
        &self,
        audience: usize,
        beside: &Beside,
        world: usize,
        held: Option<&[Units]>,
        out: &mut Vec<Units>,
    ) {
        out.clear();
        match held {
            Some(held) => out.extend_from_slice(held),
            None => out.resize(self.columns(), 0),
        }
        for &set in &beside.sets {
            let (_, columns, by_world) = &self.sides[audience].crossing[set];
            out.iter_mut().zip(columns).filter(|(_, has)| **has).for_each(|(of, _)| *of += by_world[world]);
        }
    }

    /// The same for some columns, one place each; so is what is there without.
    pub fn with_sets_at(
        &self,
        audience: usize,
        beside: &Beside,
        world: usize,
        held: Option<&[Units]>,
        at: &[u32],
        out: &mut Vec<Units>,
    ) {
        out.clear();
        match held {
            Some(held) => out.extend_from_slice(held),
            None => out.resize(at.len(), 0),
        }
        for &set in &beside.sets {
            let (_, columns, by_world) = &self.sides[audience].crossing[set];
            let has = out.iter_mut().zip(at).filter(|(_, column)| columns[**column as usize]);
            has.for_each(|(of, _)| *of += by_world[world]);
        }
    }

    /// The most that crossing sets add in a world.
    pub fn most_of_sets(&self, audience: usize, beside: &Beside, world: usize) -> Units {
        let of = |&set: &usize| self.sides[audience].crossing[set].2[world].max(0);
        beside.sets.iter().map(of).sum()
    }
}

impl Beside {
    pub fn has_sets(&self) -> bool {
        !self.sets.is_empty()
    }
}

/// The sums of a world, or of the medians.
fn adds(audience: &Audience, world: usize) -> &Additive {
    audience.worlds.get(world).unwrap_or(&audience.medians)
}

impl<'d> Side<'d> {
    fn new(halves: &Halves, audience: &'d Audience, worlds: usize) -> Side<'d> {
        let (split, n) = (halves.split, halves.domain.sizes.len());
        // Without worlds, the only one is that of the medians.
        let at = |world: usize| if world < worlds { adds(audience, world) } else { &audience.medians };
        let by_world = |of: &dyn Fn(&Additive) -> Units| -> Vec<Units> {
            let fitted = of(&audience.fitted);
            (0..=worlds).map(|world| of(at(world)) + fitted).collect()
        };
        let term = |t: usize| {
            let value = |v: usize| by_world(&|sums: &Additive| sums.values[t][v]);
            (0..halves.domain.sizes[t]).map(value).collect()
        };
        let whole = |column: &Vec<usize>| [vec![0; split], column.clone()].concat();
        let (mut sets, mut crossing) = (Vec::new(), Vec::new());
        for (place, set) in audience.together.iter().enumerate() {
            let (first, second) = (set.within(0, split), set.within(split, n));
            let of = |sums: &Additive| sums.together[place];
            match (first.parts.is_empty(), second.parts.is_empty()) {
                (_, true) => sets.push((first, by_world(&of))),
                (false, false) => {
                    let holds = halves.columns.iter().map(|column| second.holds(&whole(column)));
                    crossing.push((first, holds.collect(), by_world(&of)));
                }
                (true, false) => {}
            }
        }
        let over = |of: &Bound| {
            let lead = |column: &Vec<usize>| {
                column.iter().zip(&of.leads[split..]).map(|(&value, of)| of[value]).sum()
            };
            halves.columns.iter().map(lead).collect()
        };
        let place = |column: &Vec<usize>| {
            let groups = audience.open.as_ref().map(|open| &open.groups[split..]);
            groups.map_or(0, |groups| column.iter().zip(groups).map(|(&value, of)| of[value]).sum())
        };
        let mut side = Side {
            audience,
            base: by_world(&|sums: &Additive| sums.base),
            first: (0..split).map(term).collect(),
            sets,
            crossing,
            most: Vec::with_capacity(worlds + 1),
            fitted: Vec::new(),
            floors: audience.floors.iter().map(over).collect(),
            ceilings: audience.ceilings.iter().map(over).collect(),
            places: halves.columns.iter().map(place).collect(),
        };
        if audience.is_held() {
            side.fitted = side.sums(halves, &[&audience.fitted]);
        }
        side
    }

    /// What the columns add in a world.
    fn columns(&self, halves: &Halves, world: usize) -> Vec<Units> {
        let is_medians = world + 1 == self.base.len();
        let of_world = if is_medians { &self.audience.medians } else { adds(self.audience, world) };
        self.sums(halves, &[of_world, &self.audience.fitted])
    }

    /// The sums of columns, with the sets of values that a column has by itself.
    fn sums(&self, halves: &Halves, of: &[&Additive]) -> Vec<Units> {
        let (split, n) = (halves.split, halves.domain.sizes.len());
        let mut sums = vec![0];
        for t in split..n {
            let value = |v: usize| of.iter().map(|of| of.values[t][v]).sum::<Units>();
            let values: Vec<Units> = (0..halves.domain.sizes[t]).map(value).collect();
            sums = sums.iter().flat_map(|sum| values.iter().map(move |value| sum + value)).collect();
        }
        let own = |set: &&Conjunction| !set.parts.is_empty() && set.within(0, split).parts.is_empty();
        let sets = self.audience.together.iter().enumerate();
        for (place, set) in sets.filter(|(_, set)| own(set)) {
            let units: Units = of.iter().map(|of| of.together[place]).sum();
            for (sum, column) in sums.iter_mut().zip(&halves.columns) {
                if set.holds(&[vec![0; split], column.clone()].concat()) {
                    *sum += units;
                }
            }
        }
        sums
    }

    fn beside(&'d self, values: &[usize], sets: Vec<usize>) -> Beside {
        let audience = self.audience;
        let split = values.len();
        let lead = |of: &Bound| -> Units {
            values.iter().zip(&of.leads[..split]).map(|(&value, of)| of[value]).sum()
        };
        // A judged package that the row alone puts beyond comparison bounds no column.
        let near = |bounds: &'d [Bound], columns: &'d [Vec<Units>]| -> Vec<(Units, &'d Bound, &'d [Units])> {
            let of = bounds.iter().zip(columns).map(|(of, columns)| (lead(of), of, columns.as_slice()));
            of.filter(|(lead, ..)| *lead > NEVER / 2).collect()
        };
        let floors = near(&audience.floors, &self.floors);
        let ceilings = near(&audience.ceilings, &self.ceilings);
        let sum = audience.fitted.base
            + values.iter().zip(&audience.fitted.values).map(|(&v, of)| of[v]).sum::<Units>();
        let place: usize = audience
            .open
            .as_ref()
            .map_or(0, |open| values.iter().zip(&open.groups).map(|(&value, of)| of[value]).sum());
        let columns = self.fitted.len();
        let mut held_by = [vec![0; columns], vec![0; columns], vec![0; columns]];
        let (mut is_any, mut is_open, mut most) = (false, false, NEVER);
        for column in 0..columns {
            let at = sum + self.fitted[column];
            let floor = floors.iter().map(|(lead, of, c)| (of.at + lead + c[column]).min(of.end)).max();
            let ceiling = ceilings.iter().map(|(lead, of, c)| (of.at - lead - c[column]).max(of.end)).min();
            let open =
                audience.open.as_ref().map(|open| (open.ranges[place + self.places[column]], open.scale));
            let Fitted { at: told, low, high } =
                held(at, open, floor.unwrap_or(NEVER), ceiling.unwrap_or(-NEVER));
            held_by[0][column] = told - at;
            held_by[1][column] = low - at;
            held_by[2][column] = high - at;
            is_any |= low != at || high != at;
            is_open |= low != high;
            most = most.max(high - at);
        }
        match is_any {
            true => Beside { held: Some(held_by), is_open, most, sets },
            false => Beside { sets, ..Beside::default() },
        }
    }
}
