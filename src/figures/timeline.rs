//! One history in time: what state each process was in, what moved it, which shocks struck, and how the factors stood.

use crate::lettering::title::two_lines;
use crate::model::Tone;
use crate::words::MONTHS;
use serde::{Deserialize, Serialize};

use super::inspection::{Inspection, MOST_CELLS, MOST_MONTHS, MOST_POINTS, MOST_WORK};
use super::kind::Kind;
use super::table::{Cell, Table};
use super::tone::ToneWord;
/// One history. Months are counted from the start, which is month 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The scenario's name.
    pub scenario: String,
    /// The world and the path in it.
    pub trial: (u32, u32),
    /// The ending that it is typical of, where it was chosen for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub typical_of: Option<String>,
    /// The end of month 0, as [`super::decimal_year`].
    pub start: f64,
    /// The last month.
    pub months: u32,
    /// The processes; the one that the scenario reports comes first.
    pub lanes: Vec<Lane>,
    /// Every move, in time. Moves of one kind share a number in the picture, counted from 1 in the order of their first.
    pub moves: Vec<Step>,
    /// Ballots that were held and moved nothing.
    pub lost: Vec<LostBallot>,
    /// Shocks that struck at least once.
    pub shocks: Vec<ShockLine>,
    /// The factors that weighed most on the moves.
    pub levels: Vec<LevelLine>,
    /// Factors of the scenario, those not shown among them.
    pub factors: usize,
    /// The stage of the report furthest along that was reached, and when first; none where no stage was.
    pub furthest: Option<(String, u32)>,
}

/// A process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// All its states.
    pub states: Vec<LaneState>,
    /// Its stays: the place of the state, the month of entry, the last month at whose end it held.
    pub stays: Vec<(usize, u32, u32)>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneState {
    /// Its name.
    pub name: String,
    /// The tone of its segment, if the scenario reports it.
    pub tone: Option<StateTone>,
}

/// A tone, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateTone(#[serde(with = "ToneWord")] pub Tone);

/// A move of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The place of the process among the lanes.
    pub lane: usize,
    /// When.
    pub month: u32,
    /// The name of the state left.
    pub from: String,
    /// The name of the state entered.
    pub to: String,
    /// What made it happen: the transition, or the shock that forced it.
    pub by: String,
    /// How likely that was: "0.30 a year", "ballot, 41% chance".
    pub how: String,
    /// What that came from: the strongest multipliers, the chances of the ballot.
    pub why: String,
}

impl Step {
    /// "Leaders name a basis (0.30 a year)".
    pub(crate) fn cause(&self) -> String {
        format!("{} ({})", self.by, self.how)
    }

    fn is_like(&self, other: &Step) -> bool {
        (self.lane, &self.to, &self.by) == (other.lane, &other.to, &other.by)
    }
}

/// A ballot that moved nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LostBallot {
    /// The place of the process among the lanes.
    pub lane: usize,
    /// When.
    pub month: u32,
    /// What was decided on, with chances.
    pub what: String,
}

/// A shock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShockLine {
    /// Its name.
    pub name: String,
    /// When it struck.
    pub months: Vec<u32>,
}

/// A factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelLine {
    /// Its name.
    pub name: String,
    /// Its level at the end of each month, from month 0.
    pub levels: Vec<f64>,
}

impl Timeline {
    /// "Apr 2018".
    pub(crate) fn month(&self, month: u32) -> String {
        let name = self.full_month(month);
        name.split_once(' ').map_or(name.clone(), |(month, year)| format!("{} {year}", &month[..3]))
    }

    /// "April 2018".
    fn full_month(&self, month: u32) -> String {
        let months = (self.start * 12.0).round() as i64 - 1 + i64::from(month);
        format!("{} {}", MONTHS[months.rem_euclid(12) as usize], months.div_euclid(12))
    }

    /// The moves of each kind, in the order of the first of each.
    pub(crate) fn kinds(&self) -> Vec<Vec<&Step>> {
        let mut kinds: Vec<Vec<&Step>> = Vec::new();
        for step in &self.moves {
            match kinds.iter_mut().find(|kind| kind[0].is_like(step)) {
                Some(kind) => kind.push(step),
                None => kinds.push(vec![step]),
            }
        }
        kinds
    }

    pub(crate) fn state(&self, lane: usize, state: usize) -> &str {
        self.lanes[lane].states.get(state).map_or("", |state| &state.name)
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let Some((main, &(end, _, _))) = self.lanes.first().and_then(|lane| Some((lane, lane.stays.last()?)))
        else {
            return format!("{}: nothing to show", name(&self.scenario));
        };
        let (process, end) = (name(&main.name), self.state(0, end));
        let last = self.moves.iter().rfind(|step| step.lane == 0);
        let ended = |step: &Step| format!("“{}” ({})", name(end), self.full_month(step.month));
        match (last, &self.furthest) {
            (None, _) => {
                format!("{process}: still “{}” in {}", name(end), self.full_month(self.months))
            }
            (Some(step), Some((stage, month))) if stage != end => format!(
                "{process}: as far as “{}” ({}), then {}",
                name(stage),
                self.full_month(*month),
                ended(step)
            ),
            (Some(step), _) => format!("{process}: ends in {}", ended(step)),
        }
    }
}

impl Kind for Timeline {
    /// Where the reported process ends, and how far it had come.
    ///
    /// | the history | the title |
    /// |---|---|
    /// | it never moved | "{process}: still “{state}” in {last month}" |
    /// | it reached a stage and ends elsewhere | "{process}: as far as “{stage}” ({month first reached}), then “{end}” ({month})" |
    /// | otherwise | "{process}: ends in “{end}” ({month of the last move})" |
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let (world, path) = self.trial;
        let typical = match &self.typical_of {
            Some(ending) => format!(", typical of those that end in “{ending}”"),
            None => String::new(),
        };
        format!("One history of “{}”{typical}: world {world}, path {path}, month by month", self.scenario)
    }

    fn notes(&self) -> String {
        let lost = if self.lost.is_empty() { "" } else { " Diamonds: ballots that moved nothing." };
        let shocks = if self.shocks.is_empty() { "" } else { " Triangles: shocks." };
        let factors = match (self.levels.len(), self.factors) {
            (0, _) => String::new(),
            (shown, all) if shown < all => format!(
                " Curves: the {shown} of {all} factors that weighed most on the moves, each on its own scale, with the level at either \
                 end; the faint line is 0."
            ),
            _ => {
                " Curves: levels of the factors, each on its own scale, with the level at either end; the faint line is 0.".into()
            }
        };
        format!(
            "A single history shows how things may come about, not how likely they are. Shaded: the settlement’s own path. Numbers: moves, \
             explained below with the rate or chance of the first, those of the own path with blue dates.{lost}{shocks}{factors}"
        )
    }

    fn description(&self) -> String {
        let start = self.lanes.iter().enumerate().filter_map(|(i, lane)| {
            let &(state, _, _) = lane.stays.first()?;
            Some(format!("{}: {}", lane.name, self.state(i, state)))
        });
        let moves = self.moves.iter().enumerate().map(|(i, step)| {
            format!(
                "{}. {}, {}: {} → {}, {}",
                i + 1,
                self.month(step.month),
                self.lanes[step.lane].name,
                step.from,
                step.to,
                step.cause()
            )
        });
        let shocks = self.shocks.iter().map(|shock| {
            let months: Vec<String> = shock.months.iter().map(|&month| self.month(month)).collect();
            format!("{}: {}", shock.name, months.join(", "))
        });
        let said = |start: &str, parts: Vec<String>| match parts.is_empty() {
            true => String::new(),
            false => format!(" {start} {}.", parts.join("; ")),
        };
        format!(
            "Timeline of world {}, path {}.{}{}{}",
            self.trial.0,
            self.trial.1,
            said("At the start:", start.collect()),
            said("Moves:", moves.collect()),
            said("Shocks:", shocks.collect())
        )
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.scenario);
        look.names(&self.typical_of);
        look.names(self.furthest.iter().map(|(stage, _)| stage));
        look.year(self.start);
        look.whole(self.months <= MOST_MONTHS, "is longer than 10,000 years");
        [self.lanes.len(), self.shocks.len(), self.levels.len()]
            .into_iter()
            .for_each(|count| look.items(count));
        let (lanes, moves) = (self.lanes.len(), self.moves.len());
        look.whole(
            lanes.max(1).saturating_mul(moves.saturating_mul(moves)) <= MOST_WORK,
            "has too many moves",
        );
        look.whole(self.lost.len() <= MOST_CELLS, "has too many ballots");
        let month = |look: &mut Inspection, month: u32| {
            look.whole(month <= MOST_MONTHS, "has a month that no calendar has")
        };
        for lane in &self.lanes {
            look.name(&lane.name);
            look.names(lane.states.iter().map(|state| &state.name));
            look.whole(lane.stays.len() <= MOST_CELLS, "has too many stays");
            for &(state, from, to) in &lane.stays {
                look.whole(state < lane.states.len(), "stays in a state that it does not have");
                month(look, from);
                month(look, to);
            }
        }
        let lane_of = self.moves.iter().map(|step| step.lane).chain(self.lost.iter().map(|lost| lost.lane));
        for lane in lane_of {
            look.whole(lane < lanes, "moves a process that it does not have");
        }
        for step in &self.moves {
            month(look, step.month);
            look.names([&step.from, &step.to, &step.by, &step.how, &step.why]);
        }
        for lost in &self.lost {
            month(look, lost.month);
            look.name(&lost.what);
        }
        for shock in &self.shocks {
            look.name(&shock.name);
            look.whole(shock.months.len() <= MOST_CELLS, "has too many strikes");
            shock.months.iter().for_each(|&at| month(look, at));
        }
        for line in &self.levels {
            look.name(&line.name);
            look.whole(line.levels.len() <= MOST_POINTS, "has more than 100,000 levels in a row");
            line.levels.iter().for_each(|&x| look.number(x));
        }
    }

    fn table(&self) -> Table {
        let rows = self.moves.iter().map(|step| {
            let at = Cell::moment(self.start + f64::from(step.month) / 12.0);
            let words =
                [&self.lanes[step.lane].name, &step.from, &step.to, &step.by, &step.how].map(Cell::text);
            std::iter::once(at).chain(words).collect()
        });
        let (world, path) = self.trial;
        Table::new(
            format!("World {world}, path {path}"),
            &["Month", "Process", "From", "To", "What made it happen", "Rate or chance"],
        )
        .with(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(states: &[&str], stays: &[(usize, u32, u32)], furthest: Option<(&str, u32)>) -> Timeline {
        let state = |name: &&str| LaneState { name: name.to_string(), tone: None };
        let step = |pair: &[(usize, u32, u32)]| Step {
            lane: 0,
            month: pair[1].1,
            from: states[pair[0].0].into(),
            to: states[pair[1].0].into(),
            by: format!("Step to {}", states[pair[1].0]),
            how: "0.11 a year".into(),
            why: String::new(),
        };
        Timeline {
            scenario: "S".into(),
            trial: (3, 4),
            typical_of: None,
            start: 2017.0 + 1.0 / 12.0,
            months: 119,
            lanes: vec![Lane {
                name: "The settlement".into(),
                states: states.iter().map(state).collect(),
                stays: stays.to_vec(),
            }],
            moves: stays.windows(2).map(step).collect(),
            lost: Vec::new(),
            shocks: Vec::new(),
            levels: Vec::new(),
            factors: 0,
            furthest: furthest.map(|(stage, month)| (stage.to_string(), month)),
        }
    }

    #[test]
    fn moves_of_one_kind_share_a_number() {
        let back_and_forth =
            timeline(&["Talks", "Signed"], &[(0, 0, 9), (1, 10, 19), (0, 20, 29), (1, 30, 119)], None);
        let kinds: Vec<Vec<u32>> =
            back_and_forth.kinds().iter().map(|kind| kind.iter().map(|step| step.month).collect()).collect();
        assert_eq!(kinds, [vec![10, 30], vec![20]]);
    }

    #[test]
    fn the_title_says_how_far_it_came_and_where_it_ends() {
        let states = ["Talks", "Signed", "In force"];
        let titles = [
            timeline(&states, &[(0, 0, 119)], None),
            timeline(&states, &[(0, 0, 14), (1, 15, 30), (2, 31, 119)], Some(("In force", 31))),
            timeline(&states, &[(0, 0, 14), (1, 15, 30), (0, 31, 119)], Some(("Signed", 15))),
        ];
        assert_eq!(
            titles.map(|figure| figure.title()),
            [
                "The settlement: still “Talks” in December 2026",
                "The settlement: ends in “In force” (August 2019)",
                "The settlement: as far as “Signed” (April 2018), then “Talks” (August 2019)",
            ]
        );
    }
}
