//! The first screen of a briefing: what the dispute is, which option is ahead, by how much and how surely, what it would bring, what stands in the
//! way. It says nothing that the run did not find.

use serde::Serialize;

use super::cases::{Named, Run};
use super::contenders::{Contender, contenders, leaders};
use super::ledger::Ledger;
use crate::analysis::Outcome;
use crate::figures::{Content, list};
use crate::ledger::Ground;
use crate::legible::{FROM_LEFT, apart};
use crate::model::Date;
use crate::report::Section;
use crate::scenario;
use crate::words::{called, in_words, open_range, percent, plain};

/// What a reader of one page reads.
#[derive(Debug, Clone, Default, Serialize)]
pub struct First {
    /// What the dispute is called; empty where no file says so.
    pub dispute: String,
    /// As of when, and to when; of several runs that differ, each with its own.
    pub dates: Vec<String>,
    /// By how much, and how surely; what the one behind would bring.
    pub beside: Vec<String>,
    /// The number of the figure that shows it.
    pub figure: Option<usize>,
    /// What decides, what would change our mind, what it rests on.
    pub lines: Vec<Line>,
}

/// A question that the first screen answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The question.
    pub asks: &'static str,
    /// The answer; of several runs one each.
    pub says: Vec<String>,
}

/// The answer in a sentence, and what stands beside it.
pub(super) struct Answer {
    pub sentence: String,
    pub beside: Vec<String>,
    /// The option that is ahead, where one is, and the one behind it.
    first_two: Vec<String>,
}

/// The answer of a run; none where its scenarios are not told by the same end.
pub(super) fn answer(run: &Run, cases: &[Named]) -> Option<Answer> {
    let all = contenders(run, cases);
    let best = all.first()?;
    let what = format!("“{}” in {}", best.row.name, in_words(&best.row.by));
    let level = leaders(&all);
    let (sentence, is_ahead) = match level.as_slice() {
        [only] if all.len() == 1 => {
            let said = match (&only.row.likelihood, only.row.counted()) {
                (Some(word), None) => format!("is {word}, at {}", percent(only.mean())),
                _ => format!("comes {}", only.with_word()),
            };
            (format!("{}: {what} {said}{}", only.name, only.prize()), false)
        }
        [only] if only.row.is_counted() && only.mean() < 0.5 => (
            format!(
                "No option comes to {what} but in few histories; {} does {}{}",
                only.name,
                only.with_word(),
                only.prize()
            ),
            true,
        ),
        [only] if only.mean() > 0.5 => {
            (format!("{} leads to {what} most often, {}{}", only.name, only.with_word(), only.prize()), true)
        }
        [only] => {
            (format!("{} comes closest to {what}, {}{}", only.name, only.with_word(), only.prize()), true)
        }
        [a, b] => (
            format!(
                "{} ({}) and {} ({}) come closest to {what}, and cannot be told apart",
                a.name,
                a.told(),
                b.name,
                b.told()
            ),
            false,
        ),
        several => {
            let least = several.last().map(|one| one.told()).filter(|least| *least != best.told());
            let range = least.map_or_else(|| best.told(), |least| format!("{least} to {}", best.told()));
            let who = if several.len() == all.len() {
                "The options".into()
            } else {
                format!("{} options", several.len())
            };
            (format!("{who} come to {what} in {range} and cannot be told apart"), false)
        }
    };
    let mut beside: Vec<String> = Vec::new();
    if is_ahead {
        beside.push(behind(&all));
    }
    if let Some(second) = all.get(1).filter(|_| is_ahead) {
        beside.extend(second.brings.as_ref().map(|brings| format!("{} would bring {brings}.", second.name)));
    }
    beside.extend(best.over_worlds().filter(|_| all.len() == 1 || is_ahead).map(|sure| {
        let first = ranks_first(run, &best.name).filter(|_| is_ahead);
        first.map_or(format!("{sure}."), |first| format!("{sure}; it ranks first in {first} of them."))
    }));
    if all.len() == 1 {
        beside.extend(most_often(&cases[0]));
    }
    let first_two = all
        .iter()
        .take(2)
        .filter(|_| is_ahead)
        .map(|one| one.name.trim_end_matches(FROM_LEFT).to_string())
        .collect();
    Some(Answer { sentence, beside, first_two })
}

/// "84%", "at least 72%": in what share of worlds an option ranks first, where the run tells it.
fn ranks_first(run: &Run, name: &str) -> Option<String> {
    let ranking = run.sections.iter().find(|section| section.name == "robustness")?;
    let options = ranking.data.get("options")?.as_array()?;
    let name = name.trim_end_matches(FROM_LEFT);
    let option =
        options.iter().find(|option| option.get("name").and_then(|own| own.as_str()) == Some(name))?;
    let number = |key: &str| option.get(key).and_then(|x| x.as_f64());
    let told = option.get("first").and_then(|first| first.get("estimate")?.as_f64());
    Some(told.map_or(open_range(number("first_lo")?, number("first_hi")?), percent))
}

/// Of several runs, the answer of each.
pub(super) fn each_answer(runs: &[Run], cases: &[Named]) -> Vec<String> {
    let of = |run: &Run| {
        let own: Vec<Named> = cases.iter().filter(|named| named.run == run.name).cloned().collect();
        Some(format!("Run {}: {}.", run.name, answer(run, &own)?.sentence))
    };
    if runs.len() > 1 { runs.iter().filter_map(of).collect() } else { Vec::new() }
}

/// "It is 14 points ahead of Two-plus-alpha (10%); then come Zero-plus-alpha (4%) and Four islands (<1%)."
fn behind(all: &[Contender]) -> String {
    let [best, second, others @ ..] = all else { return String::new() };
    let ahead = 100.0 * (best.mean() - second.mean());
    let points = match ahead.round() {
        _ if ahead < 0.05 => "less than 0.1 points".to_string(),
        _ if ahead < 1.0 => format!("{} points", plain(ahead, 1)),
        1.0 => "a point".to_string(),
        points => format!("{points} points"),
    };
    let mut told = format!("It is {points} ahead of {} ({})", second.name, second.told());
    let named: Vec<String> =
        others.iter().take(3).map(|one| format!("{} ({})", one.name, one.told())).collect();
    let more = others.len().checked_sub(3).filter(|more| *more > 0).map(|more| format!("{more} more"));
    let all: Vec<String> = named.into_iter().chain(more).collect();
    if !all.is_empty() {
        told.push_str(&format!("; then {} {}", if all.len() == 1 { "comes" } else { "come" }, list(&all)));
    }
    told + "."
}

/// Where most histories end, if it is not what is asked.
fn most_often(Named { case, .. }: &Named) -> Option<String> {
    let ends = case.outcomes.estimates.iter().filter(|row| row.outcome.starts_with("segment."));
    let mean = |row: &&Outcome| row.estimate.unwrap_or_default();
    let most = ends.clone().max_by(|a, b| mean(a).total_cmp(&mean(b)))?;
    let first = ends.clone().next()?;
    (most.outcome != first.outcome).then(|| {
        format!(
            "Most often it ends in “{}”: {}.",
            most.name,
            Contender { name: String::new(), row: most, behind: None, brings: None }.told()
        )
    })
}

/// As of when and to when: once where all runs agree.
pub(super) fn dates(runs: &[Run]) -> Vec<String> {
    let of = |run: &Run| {
        let case = run.cases.first()?;
        let Date { month, day } = case.loaded.scenario.calendar.as_of;
        Some(format!("As of {day} {}, to {}", in_words(&month.to_string()), in_words(&case.outcomes.horizon)))
    };
    let each: Vec<(&str, String)> =
        runs.iter().filter_map(|run| Some((run.name.as_str(), of(run)?))).collect();
    match each.split_first() {
        Some(((_, first), rest)) if rest.iter().all(|(_, dates)| dates == first) => vec![first.clone()],
        _ => each.iter().map(|(name, dates)| format!("Run {name}: {dates}")).collect(),
    }
}

/// What the disputes of all scenarios are called.
pub(super) fn dispute(runs: &[Run]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for case in runs.iter().flat_map(|run| &run.cases) {
        let name = case.loaded.scenario.dispute.as_str();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}

/// The three lines under the figure, run by run.
pub(super) fn lines(runs: &[Run], cases: &[Named], ledger: &Ledger) -> Vec<Line> {
    let mut decides = Vec::new();
    let mut changes = Vec::new();
    let mut rests = vec![grounds(ledger)];
    for run in runs {
        let own: Vec<Named> = cases.iter().filter(|named| named.run == run.name).cloned().collect();
        let answer = answer(run, &own);
        let prefix = if runs.len() > 1 { format!("Run {}: ", run.name) } else { String::new() };
        let add = |to: &mut Vec<String>, texts: Vec<String>| {
            if !texts.is_empty() {
                to.push(format!("{prefix}{}", texts.join(" ")));
            }
        };
        let section = |name: &str| run.sections.iter().find(|section| section.name == name);
        add(&mut decides, what_decides(run, &own, answer.as_ref(), section("blockers")));
        // Of too few worlds, what is told of the ranking.
        let tipping = section("tipping").map(|section| section.findings.as_slice());
        let ranking = section("robustness").and_then(|section| section.findings.get(..1));
        let tipping = tipping.or(ranking).into_iter().flatten();
        let of_options = section("value").into_iter().filter_map(|section| section.findings.first());
        let drivers = section("drivers");
        let of_one = drivers.into_iter().flat_map(|section| section.findings.iter().take(2));
        add(&mut changes, tipping.chain(of_options).chain(of_one).cloned().collect());
        add(
            &mut rests,
            own.iter().flat_map(|named| scenario::unjudged_options(&named.case.loaded)).collect(),
        );
        add(
            &mut rests,
            drivers.into_iter().flat_map(|section| section.findings.iter().skip(2)).cloned().collect(),
        );
    }
    let line = |asks, says: Vec<String>| {
        let says: Vec<String> = says.iter().map(|said| without_keys(said)).collect();
        (!says.is_empty()).then_some(Line { asks, says })
    };
    let all = [
        line("What decides, and stands in the way", decides),
        line("What would change our mind", changes),
        line("What it rests on", rests),
    ];
    all.into_iter().flatten().collect()
}

/// Of several options who blocks the one ahead, and the one behind it; of one how far histories come.
fn what_decides(
    run: &Run,
    cases: &[Named],
    answer: Option<&Answer>,
    blockers: Option<&Section>,
) -> Vec<String> {
    let Some(blockers) = blockers else {
        return match cases {
            [only] => how_far(only).into_iter().collect(),
            _ => Vec::new(),
        };
    };
    let first_two = answer.map_or(&[][..], |answer| &answer.first_two);
    let of =
        |name: &String| blockers.findings.iter().find(|finding| finding.starts_with(&format!("{name}: ")));
    let found = first_two.iter().filter_map(of).cloned();
    // The last tells where histories of all options stop: it serves where none of them is ahead.
    let stops = first_two.first().and_then(|ahead| where_it_stops(run, ahead));
    found.chain(stops.or_else(|| blockers.findings.last().cloned())).collect()
}

/// "What stops Two-plus-alpha most often (54% of its histories): waits for “Framework named”; …".
fn where_it_stops(run: &Run, option: &str) -> Option<String> {
    let stops = run.figures.iter().find_map(|figure| match &figure.content {
        Content::Stops(stops) => Some(stops),
        _ => None,
    })?;
    let row = stops.rows.iter().find(|row| row.name == option)?;
    // The last way is what was asked about, achieved.
    let ways = stops.ways.len().checked_sub(1)?;
    let most = (0..ways).max_by(|&a, &b| row.shares[a].total_cmp(&row.shares[b]))?;
    let missing = row.missing[most].as_ref().map_or(String::new(), |(who, _)| {
        format!("; the consent then most often missing is that of {}", called(who))
    });
    Some(format!(
        "What stops {} most often ({} of its histories): {}{missing}.",
        apart(option),
        percent(row.shares[most]),
        way_in_a_sentence(&stops.ways[most])
    ))
}

/// A way to stop within a sentence: our own words without their capital, a name as it is.
fn way_in_a_sentence(way: &str) -> String {
    let ours = ["Waits for ", "On the way to ", "No majority for ", "Refused by ", "Nothing leads on"];
    match ours.iter().any(|start| way.starts_with(start)) {
        true => way.chars().take(1).flat_map(char::to_lowercase).chain(way.chars().skip(1)).collect(),
        false => way.to_string(),
    }
}

/// "Of all histories 50% come to “Framework named”, 16% to “Signed”."
fn how_far(Named { case, .. }: &Named) -> Option<String> {
    let report = &case.loaded.scenario.report;
    let told = report.stages.iter().filter_map(|stage| {
        let id = format!("reached.{}.{stage}", report.process);
        let at_end = |row: &&Outcome| row.outcome == id && row.by == case.outcomes.horizon;
        let row = case.outcomes.estimates.iter().find(at_end)?;
        Some(format!(
            "{} to “{}”",
            row.counted().unwrap_or_else(|| percent(row.estimate.unwrap_or_default())),
            row.name
        ))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("Of all histories come, at some time: {}.", told.join(", ")))
}

/// A sentence without the keys that a reader of files would look up: "how acceptable it is [acceptability.a.b]".
fn without_keys(said: &str) -> String {
    let mut parts = said.split(" [");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        match part.split_once(']') {
            Some((key, rest)) if key.contains('.') && !key.contains(' ') => out.push_str(rest),
            _ => out.push_str(&format!(" [{part}")),
        }
    }
    out
}

/// "Of the 512 numbers assumed, 85 rest on fact, 400 on judgement alone."
fn grounds(ledger: &Ledger) -> String {
    let what = |ground: Ground| match ground {
        Ground::Judgement => "a cited author’s judgement",
        Ground::InformedJudgement => "the analyst’s judgement with evidence",
        Ground::StatedJudgement => "judgement alone",
        Ground::Bare => "nothing that is said",
        Ground::Default => "defaults",
        Ground::Fact | Ground::Position | Ground::Comment => ground.name(),
    };
    let each: Vec<String> =
        ledger.grounds.iter().map(|ground| format!("{} on {}", ground.count, what(ground.ground))).collect();
    let each = list(&each).replacen(" on ", " rest on ", 1);
    format!("Of the {} numbers assumed, {each}.", ledger.numbers.len())
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn keys_are_left_out_and_units_stay() {
        assert_eq!(
            without_keys("The cabinet [acceptability.a.b] moves it [USD bn]: 30%."),
            "The cabinet moves it [USD bn]: 30%."
        );
        assert_eq!(without_keys("Nothing [open"), "Nothing [open");
    }
}
