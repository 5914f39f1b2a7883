//! What audiences make of the options of a study, and where histories stop: what is asked, and what was found.

use serde_json::{Value, json};

use super::cases::{Case, Study};
use super::error::Error;
use super::simulation::{Simulated, simulate_asked};
use super::watch::Watch;
use crate::analysis::{Acceptance, Say, Sorting, StopCount, options_on_table, says};
use crate::engine::{self, Size, Tally};
use crate::figures::BLOCKS_BELOW;
use crate::legible::apart;
use crate::model::{Calendar, Month};
use crate::plan::PlannedAudience;
use crate::words::{called, in_words, interval, percent};

/// An option, as it was found.
pub(super) struct Found<'a> {
    pub(super) case: &'a Case,
    /// What the reader sees.
    pub(super) name: String,
    /// Its id.
    option: &'a str,
    pub(super) says: Vec<Say>,
    /// For each audience, in the order of `says`, at the start and at the date.
    pub(super) accepted: Vec<[Acceptance; 2]>,
    /// The date.
    pub(super) date: String,
    /// Where the histories of its scenario stop; nothing for a further option of one whose histories were told.
    pub(super) stops: Vec<StopCount>,
}

impl Case {
    /// What is asked of it beside its outcomes: the acceptance of the option at the start and at a month, where histories stop, and halves.
    fn asked(&self, at: u32, options: Vec<usize>, size: Size) -> engine::Asked {
        let months = if at == 0 { vec![0] } else { vec![0, at] };
        let (scenario, plan) = (self.scenario(), &self.plan);
        let stops = Sorting::new(scenario, plan).asked;
        let said = says(scenario, plan);
        let asked_in = |planned: &PlannedAudience| {
            said.iter().find(|say| say.audience == planned.id).and_then(|say| say.asked_in)
        };
        let asked_in = Some((stops.process, plan.audiences.iter().map(asked_in).collect()));
        engine::Asked {
            months,
            options,
            asked_in,
            stops: Some(stops),
            halves: size.paths > 1,
            ..engine::Asked::default()
        }
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

    /// The names of the scenarios, for a foot.
    pub(super) fn names(&self) -> String {
        let names: Vec<String> = self.cases.iter().map(|case| apart(&case.scenario().name)).collect();
        names.join(", ")
    }

    pub(super) fn found<'a>(&'a self, case: &'a Case, tally: &Tally) -> Vec<Found<'a>> {
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
pub(super) fn month_of(case: &Case, at: Option<Month>) -> Result<u32, Error> {
    let calendar = &case.scenario().calendar;
    let Some(at) = at else { return Ok(middle(calendar)) };
    (0..=calendar.months).find(|&t| calendar.month(t) == at).ok_or_else(|| {
        let (start, end) = (calendar.month(0), calendar.month(calendar.months));
        Error::Unanswerable(format!(
            "--at: {at} is not within {}, which goes from {start} to {end}",
            case.file
        ))
    })
}

/// The year's end nearest to the middle, the earlier of two.
fn middle(calendar: &Calendar) -> u32 {
    let ends = calendar.year_ends();
    let off = |t: u32| (2 * t).abs_diff(calendar.months);
    ends.into_iter().min_by_key(|&t| (off(t), t)).unwrap_or(calendar.months)
}

impl Found<'_> {
    /// The places of those whose consent a step of the settlement asks for, the weakest at the start first; of those whose chances are the same
    /// in whole per cents, the one that is weaker at the date.
    pub(super) fn asked(&self) -> Vec<usize> {
        let mut asked: Vec<usize> =
            (0..self.says.len()).filter(|&place| !self.says[place].steps.is_empty()).collect();
        let later = |place: usize| self.accepted[place][1].estimate.value;
        asked.sort_by(|&a, &b| {
            let shown = self.shown(a).total_cmp(&self.shown(b));
            shown.then(later(a).total_cmp(&later(b))).then(self.start(a).total_cmp(&self.start(b)))
        });
        asked
    }

    /// As it is told. **Unit** whole per cents.
    fn shown(&self, place: usize) -> f64 {
        (100.0 * self.start(place)).round()
    }

    fn start(&self, place: usize) -> f64 {
        self.accepted[place][0].estimate.value
    }

    /// Those of them who would sooner refuse than accept at the start.
    fn blockers(&self) -> Vec<usize> {
        self.asked().into_iter().filter(|&place| self.start(place) < BLOCKS_BELOW).collect()
    }

    pub(super) fn finding(&self) -> String {
        let date = in_words(&self.date);
        let told = |place: usize| {
            let [start, later] = &self.accepted[place];
            let range = start.over_worlds;
            let range = range.map_or(String::new(), |range| {
                format!(" (in 90% of worlds {})", interval(range.lo, range.hi))
            });
            let (now, then) = (percent(start.estimate.value), percent(later.estimate.value));
            format!("would accept with a chance of {now} at the start{range} and {then} in {date}")
        };
        let who = |place: usize| called(&self.says[place].name);
        let name = &self.name;
        match (self.blockers().as_slice(), self.asked().as_slice()) {
            (_, []) => format!("{name}: no step of the settlement asks for anybody's consent."),
            ([], [weakest, others @ ..]) => {
                let as_weak = others.iter().filter(|&&place| self.shown(place) == self.shown(*weakest));
                let as_weak: Vec<String> = as_weak.map(|&place| who(place)).collect();
                let also = match as_weak.as_slice() {
                    [] => String::new(),
                    all => format!("; as weak at the start: {}", all.join(", ")),
                };
                format!(
                    "{name}: nobody whose consent is asked for blocks; the least willing, {}, {}{also}.",
                    who(*weakest),
                    told(*weakest)
                )
            }
            ([first, others @ ..], _) => {
                let also = |&place: &usize| format!("{} at {}", who(place), percent(self.start(place)));
                let others: Vec<String> = others.iter().map(also).collect();
                let others = match others.is_empty() {
                    true => String::new(),
                    false => format!("; also {}", others.join(", ")),
                };
                let sure = percent(self.accepted[*first][0].refuses);
                format!(
                    "{name}: {} blocks first; it {}, and in {sure} of worlds with less than one half{others}.",
                    who(*first),
                    told(*first)
                )
            }
        }
    }

    pub(super) fn data(&self) -> Value {
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
                "may_undo_by": say.undoes,
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
