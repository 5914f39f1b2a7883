//! Who blocks which option, and where histories stop.

use serde_json::{Value, json};

use super::cases::{Case, Study};
use super::error::Error;
use super::simulation::{Simulated, simulate_asked};
use super::watch::Watch;
use crate::analysis::{Acceptance, Say, Sorting, StopCount, StopId, audience_name, options_on_table, says};
use crate::engine::{self, Size, Tally};
use crate::figures::{
    AcceptanceCell, AskedAudience, BLOCKS_BELOW, Blockers, BlockersRow, Cell, Figure, Provenance, Stops,
    StopsRow, Table,
};
use crate::model::{Calendar, Month};
use crate::report::Inquiry;
use crate::words::{in_words, interval, percent};

/// An option, as it was found.
struct Found<'a> {
    case: &'a Case,
    /// What the reader sees.
    name: String,
    /// Its id.
    option: &'a str,
    says: Vec<Say>,
    /// For each audience, in the order of `says`, at the start and at the date.
    accepted: Vec<[Acceptance; 2]>,
    /// The date.
    date: String,
    /// Where the histories of its scenario stop; nothing for a further option of one whose histories were told.
    stops: Vec<StopCount>,
}

impl Case {
    /// What is asked of it beside its outcomes: the acceptance of the option at the start and at a month, where histories stop, and halves.
    fn asked(&self, at: u32, options: Vec<usize>, size: Size) -> engine::Asked {
        let months = if at == 0 { vec![0] } else { vec![0, at] };
        let stops = Some(Sorting::new(self.scenario(), &self.plan).asked);
        engine::Asked { months, options, stops, halves: size.paths > 1 }
    }
}

impl Study {
    /// What is asked of the scenarios so that [`Study::blockers`] and [`Study::robustness`] can tell: of several the option of each, of one every
    /// option that may ever lie on its table. `at` is the date; the year's end nearest to the middle where none is given.
    ///
    /// **Errors** the date lies before a start or beyond a horizon.
    pub(super) fn all_asked(&self, at: Option<Month>, size: Size) -> Result<Vec<engine::Asked>, Error> {
        let options = |case: &Case| match self.cases.len() {
            1 => options_on_table(&case.plan),
            _ => vec![case.plan.tables[0].start],
        };
        let of = |case: &Case| Ok(case.asked(month_of(case, at)?, options(case), size));
        self.cases.iter().map(of).collect()
    }

    /// Simulates the scenarios, and counts what [`Study::blockers`] and [`Study::robustness`] tell of; without the views of experts.
    ///
    /// **Errors** as for [`Study::simulate`]; the date lies before a start or beyond a horizon.
    pub fn simulate_asking(
        &self,
        at: Option<Month>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Simulated, Error> {
        let asked = self.plans().into_iter().zip(self.all_asked(at, size)?).collect::<Vec<_>>();
        let tallies = simulate_asked(&asked, |place| self.cases[place].file.clone(), size, watch)?;
        Ok(Simulated { tallies, views: Vec::new(), stopping: None })
    }

    /// Who blocks which option, and where histories stop, of what was simulated by [`Study::simulate_asking`]; none where that was not asked. `digest` is what its
    /// figures are known by.
    pub fn blockers(&self, simulated: &Simulated, digest: &str) -> Option<Inquiry> {
        let found: Vec<Found> = self
            .cases
            .iter()
            .zip(&simulated.tallies)
            .flat_map(|(case, tally)| self.found(case, tally))
            .collect();
        if found.is_empty() {
            return None;
        }
        let provenance = || Provenance::new(self.names(), digest, simulated.size());
        let (blockers, stops) = (figure_of_blockers(&found), figure_of_stops(&found));
        let figures =
            vec![Figure::new("blockers", blockers, provenance()), Figure::new("stops", stops, provenance())];
        Some(Inquiry {
            name: "blockers",
            question: "Who blocks it, and where do histories stop?".into(),
            findings: found.iter().map(Found::finding).collect(),
            tables: vec![table_of_acceptances(&found), table_of_stops(&found)],
            figures,
            data: json!({ "options": found.iter().map(Found::data).collect::<Vec<_>>() }),
            remarks: remarks(&found),
        })
    }

    /// The names of the scenarios, for a foot.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.cases.iter().map(|case| case.scenario().name.as_str()).collect();
        names.join(", ")
    }

    fn found<'a>(&'a self, case: &'a Case, tally: &Tally) -> Vec<Found<'a>> {
        let (scenario, plan) = (case.scenario(), &case.plan);
        let [start, later @ ..] = tally.found.acceptances.as_slice() else { return Vec::new() };
        let later = later.last().unwrap_or(start);
        let says = says(scenario, plan);
        let place = |say: &Say| plan.audiences.iter().position(|planned| planned.id == say.audience);
        let places: Vec<usize> = says.iter().filter_map(place).collect();
        let at = tally.asked.months.last().copied().unwrap_or(0);
        let date = scenario.calendar.month(at).to_string();
        let mut stops = Sorting::new(scenario, plan).counts(tally);
        let of = |(n, &option): (usize, &usize)| {
            let option = plan.tables[0].options[option].as_str();
            let both = |&a: &usize| [start, later].map(|found| Acceptance::new(&found[n][a], tally));
            let name = match self.cases.len() {
                1 => scenario.option_name(option).to_string(),
                _ => self.label(case),
            };
            let accepted = places.iter().map(both).collect();
            let stops = std::mem::take(&mut stops);
            Found {
                case,
                name,
                option: scenario_option(case, option),
                says: says.clone(),
                accepted,
                date: date.clone(),
                stops,
            }
        };
        tally.asked.options.iter().enumerate().map(of).collect()
    }

    /// What a scenario is called beside the others: its name, with its file where two have the same.
    pub(super) fn label(&self, case: &Case) -> String {
        let name = &case.scenario().name;
        match self.cases.iter().filter(|other| other.scenario().name == *name).count() {
            1 => name.clone(),
            _ => format!("{name} ({})", case.file),
        }
    }
}

/// The option's id, for as long as its scenario is there.
fn scenario_option<'a>(case: &'a Case, option: &str) -> &'a str {
    let options = &case.plan.tables[0].options;
    options.iter().find(|known| *known == option).map_or("", String::as_str)
}

/// The month of a date in a scenario.
fn month_of(case: &Case, at: Option<Month>) -> Result<u32, Error> {
    let calendar = &case.scenario().calendar;
    let Some(at) = at else { return Ok(middle(calendar)) };
    (0..=calendar.months).find(|&t| calendar.month(t) == at).ok_or_else(|| {
        let (start, end) = (calendar.month(0), calendar.month(calendar.months));
        Error::Rule(format!("{at} is not within {}, which goes from {start} to {end}", case.file))
    })
}

/// The year's end nearest to the middle, the earlier of two.
fn middle(calendar: &Calendar) -> u32 {
    let ends = calendar.year_ends();
    let off = |t: u32| (2 * t).abs_diff(calendar.months);
    ends.into_iter().min_by_key(|&t| (off(t), t)).unwrap_or(calendar.months)
}

impl Found<'_> {
    /// The places of those whose consent a step of the settlement asks for, the weakest at the start first.
    fn asked(&self) -> Vec<usize> {
        let mut asked: Vec<usize> =
            (0..self.says.len()).filter(|&place| !self.says[place].steps.is_empty()).collect();
        asked.sort_by(|&a, &b| self.start(a).total_cmp(&self.start(b)));
        asked
    }

    fn start(&self, place: usize) -> f64 {
        self.accepted[place][0].estimate.value
    }

    /// Those of them who would sooner refuse than accept at the start.
    fn blockers(&self) -> Vec<usize> {
        self.asked().into_iter().filter(|&place| self.start(place) < BLOCKS_BELOW).collect()
    }

    fn finding(&self) -> String {
        let told = |place: usize| {
            let [start, later] = &self.accepted[place];
            let range =
                start.over_worlds.map(|range| format!("90% of worlds {}", interval(range.lo, range.hi)));
            let below = format!("below one half in {} of them", percent(start.refuses));
            let sure = match range {
                Some(range) => format!(" ({range}; {below})"),
                None => String::new(),
            };
            let date = in_words(&self.date);
            format!(
                "“{}”, which accepts it with a chance of {}{sure}, and of {} in {date}",
                self.says[place].name,
                percent(start.estimate.value),
                percent(later.estimate.value)
            )
        };
        let name = &self.name;
        match (self.blockers().as_slice(), self.asked().as_slice()) {
            (_, []) => format!("{name}: no step of the settlement asks for anybody's consent."),
            ([], [weakest, ..]) => {
                format!(
                    "{name}: nobody who is asked blocks it; the weakest consent is that of {}.",
                    told(*weakest)
                )
            }
            ([first, others @ ..], _) => {
                let also =
                    |&place: &usize| format!("“{}” ({})", self.says[place].name, percent(self.start(place)));
                let others: Vec<String> = others.iter().map(also).collect();
                let others = match others.is_empty() {
                    true => String::new(),
                    false => format!("; also blocked by {}", others.join(", ")),
                };
                format!("{name}: blocked first by {}{others}.", told(*first))
            }
        }
    }

    fn data(&self) -> Value {
        let acceptance = |of: &Acceptance| {
            json!({
                "estimate": of.estimate.value,
                "standard_error": of.estimate.standard_error,
                "confidence_lo": of.confidence.map(|range| range.lo),
                "confidence_hi": of.confidence.map(|range| range.hi),
                "lo": of.over_worlds.map(|range| range.lo),
                "hi": of.over_worlds.map(|range| range.hi),
                "worlds_below_half": of.refuses,
            })
        };
        let audience = |(say, [start, later]): (&Say, &[Acceptance; 2])| {
            json!({
                "audience": say.audience,
                "name": say.name,
                "asked_for": say.steps,
                "asked_for_elsewhere": say.elsewhere,
                "start": acceptance(start),
                "later": acceptance(later),
            })
        };
        let stop = |count: &StopCount| {
            let all = count.chance.trials.unwrap_or(1).max(1) as f64;
            let missing =
                |(audience, n): &(String, u64)| json!({ "audience": audience, "share": *n as f64 / all });
            json!({
                "id": count.stop.id,
                "kind": count.stop.kind,
                "name": count.stop.name,
                "share": count.chance.estimate,
                "standard_error": count.chance.standard_error,
                "confidence_lo": count.chance.confidence_lo,
                "confidence_hi": count.chance.confidence_hi,
                "lo": count.chance.lo,
                "hi": count.chance.hi,
                "first_missing_consent": count.missing.iter().map(missing).collect::<Vec<_>>(),
            })
        };
        let id = |&place: &usize| self.says[place].audience.clone();
        json!({
            "file": self.case.file,
            "scenario": self.case.scenario().name,
            "option": self.option,
            "date": self.date,
            "blocked_by": self.blockers().iter().map(id).collect::<Vec<_>>(),
            "weakest": self.asked().first().map(id),
            "audiences": self.says.iter().zip(&self.accepted).map(audience).collect::<Vec<_>>(),
            "stops": self.stops.iter().map(stop).collect::<Vec<_>>(),
        })
    }
}

/// Everybody in any of the scenarios, those who are asked in some of them first: id, name, whether asked.
fn audiences(found: &[Found]) -> Vec<(String, AskedAudience)> {
    let mut all: Vec<(String, AskedAudience)> = Vec::new();
    for say in found.iter().flat_map(|one| &one.says) {
        let is_asked = !say.steps.is_empty();
        match all.iter_mut().find(|(id, _)| *id == say.audience) {
            Some((_, known)) => known.is_asked |= is_asked,
            None => all.push((say.audience.clone(), AskedAudience { name: say.name.clone(), is_asked })),
        }
    }
    all.sort_by_key(|(_, audience)| !audience.is_asked);
    all
}

fn figure_of_blockers(found: &[Found]) -> Blockers {
    // An audience that one of the scenarios lacks has no cell there, and so no column.
    let is_everywhere = |id: &str| found.iter().all(|one| one.says.iter().any(|say| say.audience == id));
    let audiences: Vec<(String, AskedAudience)> =
        audiences(found).into_iter().filter(|(id, _)| is_everywhere(id)).collect();
    let place = |one: &Found, id: &str| one.says.iter().position(|say| say.audience == id);
    let cell = |one: &Found, id: &str| {
        let [start, later] = &one.accepted[place(one, id)?];
        let error = start.estimate.standard_error.max(later.estimate.standard_error);
        Some(AcceptanceCell {
            start: start.estimate.value,
            later: later.estimate.value,
            standard_error: if error.is_finite() { error } else { 0.0 },
            range: start.over_worlds.map(|range| [range.lo, range.hi]),
        })
    };
    let row = |one: &Found| {
        let asked = one.asked();
        let weakest =
            asked.iter().find_map(|&of| audiences.iter().position(|(id, _)| *id == one.says[of].audience));
        let cells = audiences.iter().filter_map(|(id, _)| cell(one, id)).collect();
        BlockersRow { name: one.name.clone(), cells, weakest }
    };
    let calendar = &found[0].case.scenario().calendar;
    Blockers {
        start: in_words(&calendar.month(0).to_string()),
        date: dates(found),
        rows: found.iter().map(row).collect(),
        audiences: audiences.into_iter().map(|(_, audience)| audience).collect(),
    }
}

/// The date, or the words for several.
fn dates(found: &[Found]) -> String {
    match found.iter().all(|one| one.date == found[0].date) {
        true => in_words(&found[0].date),
        false => "the middle of each".to_string(),
    }
}

/// The ways in which histories of any of the scenarios stop, in the order in which they are told.
fn ways(found: &[Found]) -> Vec<StopId> {
    let mut ways: Vec<StopId> =
        found.iter().flat_map(|one| &one.stops).map(|count| count.stop.clone()).collect();
    ways.sort();
    ways.dedup_by(|a, b| (a.kind, &a.name) == (b.kind, &b.name));
    ways
}

fn figure_of_stops(found: &[Found]) -> Stops {
    let ways = ways(found);
    let row = |one: &Found| {
        let of = |way: &StopId| {
            one.stops
                .iter()
                .filter(move |count| (count.stop.kind, &count.stop.name) == (way.kind, &way.name))
                .collect::<Vec<_>>()
        };
        let share = |way: &StopId| of(way).iter().filter_map(|count| count.chance.estimate).sum();
        let missing = |way: &StopId| {
            let counts = of(way);
            let (audience, n) = counts.iter().find_map(|count| count.missing.first())?;
            let all = counts.first()?.chance.trials?.max(1);
            Some((audience_name(one.case.scenario(), audience), *n as f64 / all as f64))
        };
        let errors = one.stops.iter().filter_map(|count| count.chance.standard_error);
        StopsRow {
            name: one.name.clone(),
            shares: ways.iter().map(share).collect(),
            standard_error: errors.fold(0.0, f64::max),
            missing: ways.iter().map(missing).collect(),
        }
    };
    let calendar = &found[0].case.scenario().calendar;
    Stops {
        horizon: in_words(&calendar.month(calendar.months).to_string()),
        rows: found.iter().filter(|one| !one.stops.is_empty()).map(row).collect(),
        ways: ways.iter().map(|way| way.name.clone()).collect(),
    }
}

fn table_of_acceptances(found: &[Found]) -> Table {
    let date = match found.iter().all(|one| one.date == found[0].date) {
        true => found[0].date.clone(),
        false => "Later".to_string(),
    };
    let head = ["Option: who accepts it", "Start", "5%", "95%", date.as_str(), "5%", "95%"];
    let mut table = Table {
        title: head[0].into(),
        head: head.iter().map(|word| word.to_string()).collect(),
        rows: Vec::new(),
    };
    for one in found {
        for (say, accepted) in one.says.iter().zip(&one.accepted) {
            let idle = if say.steps.is_empty() { " (not asked)" } else { "" };
            let end = |end: Option<f64>| end.map_or(Cell::text("–"), Cell::share);
            let cells = accepted.iter().flat_map(|of| {
                let range = of.over_worlds;
                [Cell::share(of.estimate.value), end(range.map(|r| r.lo)), end(range.map(|r| r.hi))]
            });
            let name = Cell::text(format!("{}: {}{idle}", one.name, say.name));
            table.rows.push(std::iter::once(name).chain(cells).collect());
        }
    }
    table
}

fn table_of_stops(found: &[Found]) -> Table {
    let head = ["Option: where histories stop", "Of all", "±", "First missing consent", "Of all"];
    let mut table = Table {
        title: head[0].into(),
        head: head.iter().map(|word| word.to_string()).collect(),
        rows: Vec::new(),
    };
    for one in found {
        for count in &one.stops {
            let name = Cell::text(format!("{}: {}", one.name, count.stop.name));
            let all = count.chance.trials.unwrap_or(1).max(1) as f64;
            let missing = count.missing.first();
            let (who, of) = missing.map_or((Cell::text("–"), Cell::text("–")), |(audience, n)| {
                (Cell::text(audience_name(one.case.scenario(), audience)), Cell::share(*n as f64 / all))
            });
            let share = count.chance.estimate.map_or(Cell::text("–"), Cell::share);
            let error = count.chance.standard_error.map_or(Cell::text("–"), Cell::error);
            table.rows.push(vec![name, share, error, who, of]);
        }
    }
    table
}

fn remarks(found: &[Found]) -> Vec<String> {
    let mut remarks = vec![format!(
        "Start is {}; 5% and 95% are the ends of the 90% credible interval over worlds, chance within worlds taken out. An acceptance is asked of every history at that date, also where the option is \
         no longer on the table: what the audience would make of it as things stand. Who accepts with less than one half is said to block.",
        in_words(&found[0].case.scenario().calendar.month(0).to_string())
    )];
    let mut told: Vec<String> = Vec::new();
    for one in found {
        for say in &one.says {
            let quoted = |steps: &[String]| {
                steps.iter().map(|step| format!("“{step}”")).collect::<Vec<_>>().join(", ")
            };
            let said = match (say.steps.is_empty(), say.elsewhere.is_empty()) {
                (false, _) => format!("“{}” is asked for {}.", say.name, quoted(&say.steps)),
                (true, false) => {
                    format!(
                        "“{}” is asked for {}, which is no step of the settlement.",
                        say.name,
                        quoted(&say.elsewhere)
                    )
                }
                (true, true) => format!("“{}” has an opinion, but no step asks for it.", say.name),
            };
            let of_one = format!("{}: {said}", one.name);
            let first =
                found.iter().flat_map(|other| &other.says).find(|other| other.audience == say.audience);
            match first == Some(say) {
                true if !told.contains(&said) => told.push(said),
                false if !told.contains(&of_one) => told.push(of_one),
                _ => {}
            }
        }
    }
    remarks.extend(told);
    remarks.push(
        "A history counts once, by how it stands at the horizon and what brought it there; the first missing consent is the one least likely to be given then, \
         among those that the next step asks for."
            .into(),
    );
    remarks
}
