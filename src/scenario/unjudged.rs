//! A word on options that may come on the table and that nobody has judged.

use std::collections::BTreeSet;

use crate::acceptability::Unjudged;
use crate::model::SettlementOption;
use crate::words::called;

use super::loaded::Loaded;
use super::node::Node;
use super::problem::Problem;
use super::reader::Context;
use super::suggestions;

/// One warning an option, for all audiences to whom neither a cell nor a probe speaks of what it holds.
pub(super) fn told(cx: &Context<'_>, unjudged: &[Unjudged]) -> Vec<Problem> {
    let mut options: Vec<&str> = unjudged.iter().map(|one| one.option.as_str()).collect();
    options.sort_unstable();
    options.dedup();
    let of = |option: &&str| {
        let all: Vec<&Unjudged> = unjudged.iter().filter(|one| one.option == **option).collect();
        let first = all.first()?;
        let held: BTreeSet<String> = all
            .iter()
            .flat_map(|one| &one.levels)
            .map(|(term, level)| {
                level.as_ref().map_or_else(|| term.clone(), |level| format!("{term} = {level}"))
            })
            .collect();
        let held: Vec<&String> = held.iter().collect();
        let audiences: Vec<&str> = all.iter().map(|one| one.audience.as_str()).collect();
        let title =
            format!("{}: no cell and no probe speaks of {}", nobody(option), suggestions::list(&held));
        let (low, high) =
            all.iter().map(|one| one.open).fold(first.open, |(a, b), (c, d)| (a.min(c), b.max(d)));
        let label = format!(
            "how acceptable it is may be anything from {} to {}, and is drawn from there",
            whole(low),
            whole(high)
        );
        // Whoever put the level there has made another package of it.
        let sheet = cx.root.get("option_sheet").and_then(|sheets| sheets.get(option));
        let (term, _) = first.levels.first()?;
        let at = sheet.and_then(|sheet| sheet.get("terms")?.get(term)).map(Node::at)?;
        let problem = Problem::warning("S427", at, title, label);
        Some(problem.note(format!("to {}", suggestions::list(&audiences))).help(row(option, audiences[0])))
    };
    options.iter().filter_map(of).collect()
}

fn nobody(option: &str) -> String {
    format!("nobody judged the option `{option}`")
}

/// What whoever quotes a figure has to know of the options that nobody judged, a sentence each.
pub fn sentences(loaded: &Loaded) -> Vec<String> {
    let (scenario, warnings) = (&loaded.scenario, loaded.warnings.only("S427"));
    let is_told = |id: &str| warnings.iter().any(|problem| problem.title().starts_with(&nobody(id)));
    let of = |option: &SettlementOption| {
        let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
        let drawn: Vec<String> = audiences
            .filter(|audience| {
                let key = open_key(&audience.id, &option.id);
                scenario.ingredients.iter().any(|part| part.key == key)
            })
            .map(|audience| called(&scenario.audience_name(&audience.id)))
            .collect();
        format!(
            "Nobody judged how acceptable “{}” is to {}: it is drawn from all that is left open, so no figure about it should be quoted before somebody has.",
            option.name,
            drawn.join(", ")
        )
    };
    scenario.options.iter().filter(|option| is_told(&option.id)).map(of).collect()
}

fn open_key(audience: &str, option: &str) -> String {
    format!("party.{}.open.{option}", audience.replacen('.', ".audience.", 1))
}

/// A whole number of points; rounding leaves no −0.
fn whole(points: f64) -> f64 {
    points.round() + 0.0
}

/// How a row of the table is written.
pub(super) fn row(option: &str, audience: &str) -> String {
    format!(
        "judge it: under [acceptability.{option}] write a line for each audience, {audience} = {{ p50 = …, within = …, judgement = \"…\" }}"
    )
}

/// What to say of a key at which no number stands since nobody has judged it: a cell of the table that is not there, or what is drawn in its place.
pub fn unjudged(loaded: &Loaded, key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    let scenario = &loaded.scenario;
    let (option, audience, is_drawn) = match parts[..] {
        ["acceptability", option, party, audience] => (option, format!("{party}.{audience}"), false),
        ["party", party, "audience", audience, "open", option] => {
            (option, format!("{party}.{audience}"), true)
        }
        _ => return None,
    };
    scenario.option_sheet(option)?;
    scenario.audience(&audience)?;
    if scenario.acceptability.cell(option, &audience).is_some() {
        return None;
    }
    let open = open_key(&audience, option);
    let drawn = scenario.ingredients.iter().find(|part| part.key == open).map(|part| part.family.support());
    let how = match drawn {
        Some((low, high)) => {
            format!("what cells and probes leave open of it is drawn from {} to {}", whole(low), whole(high))
        }
        None if is_drawn => return None,
        None => "it follows from the packages that were judged".to_string(),
    };
    Some(format!(
        "nobody judged how acceptable `{option}` is to `{audience}`; {how}; {}",
        row(option, &audience)
    ))
}
