//! Who blocks which option, and where histories stop, as it is told.

use serde_json::json;

use super::cases::Study;
use super::consents::Found;
use super::simulation::Simulated;
use crate::analysis::StopId;
use crate::figures::{
    AcceptanceCell, AskedAudience, Blockers, BlockersRow, Cell, Figure, Provenance, Stops, StopsRow, Table,
};
use crate::report::Inquiry;
use crate::words::in_words;

impl Study {
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
        let _letters = self.letters();
        let provenance = || Provenance::new(self.names(), digest, simulated.size());
        let (blockers, stops) = (figure_of_blockers(&found), figure_of_stops(&found));
        let figures =
            vec![Figure::new("blockers", blockers, provenance()), Figure::new("stops", stops, provenance())];
        Some(Inquiry {
            name: "blockers",
            question: "Who blocks it, and where do histories stop?".into(),
            findings: found.iter().map(Found::finding).chain([format!("{}.", figures[1].title)]).collect(),
            tables: vec![table_of_acceptances(&found), table_of_stops(&found)],
            figures,
            data: json!({ "options": found.iter().map(Found::data).collect::<Vec<_>>() }),
            remarks: remarks(&found),
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
            later: Some(later.estimate.value),
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
        date: Some(dates(found)),
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
            Some((one.case.scenario().audience_name(audience), *n as f64 / all as f64))
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
                (Cell::text(one.case.scenario().audience_name(audience)), Cell::share(*n as f64 / all))
            });
            let (share, error) = match count.chance.counted() {
                Some(counted) => {
                    (Cell { shown: counted, value: count.chance.estimate, is_share: true }, Cell::text("–"))
                }
                None => {
                    let share = count.chance.estimate.map_or(Cell::text("–"), Cell::share);
                    (share, count.chance.standard_error.map_or(Cell::text("–"), Cell::error))
                }
            };
            table.rows.push(vec![name, share, error, who, of]);
        }
    }
    table
}

fn remarks(found: &[Found]) -> Vec<String> {
    let mut remarks = vec![format!(
        "Start is {}; 5% and 95% are the ends of the 90% credible interval over worlds, chance within worlds taken out. An acceptance is that of every history at that date as things stand, if the option lay on \
         the table and the first step that needs this consent were due. Who is asked and accepts with less than one half is said to block.",
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
