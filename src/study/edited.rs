//! What was edited between two scenarios, and what that moved.

use std::path::Path;

use super::attribution::attribute;
use super::cases::Case;
use super::error::Error;
use super::named::Named;
use super::simulation::simulate_plans;
use super::watch::Watch;
use crate::analysis::{self, Change, Kind};
use crate::engine::{self, Size};
use crate::figures::{self, Compared, Figure, Provenance};
use crate::lettering::{Fallback, put_in_force};
use crate::report::{self, Edited};
use crate::scenario::Edit;
use crate::words::short;
use crate::{results, scenario};

/// What is between two scenarios: edits, what they moved in the same worlds, and how much of it each did. Both are simulated as the second asks;
/// `names` is what they are called.
///
/// **Errors** one has no seed; the simulation fails or is stopped.
pub fn edited<'c>(names: [&str; 2], [a, b]: [&'c Case; 2], watch: &dyn Watch) -> Result<Edited<'c>, Error> {
    let sizes = [a.size()?, b.size()?];
    let size = sizes[1];
    let (old, new) = (&a.loaded, &b.loaded);
    let is_comparable = old.scenario.calendar.as_of == new.scenario.calendar.as_of;
    let mut notes: Vec<String> = sizes_note(sizes).into_iter().collect();
    let mut changes = Vec::new();
    if is_comparable {
        let name = |place: usize| names[place].to_string();
        let tallies = simulate_plans(&[&a.plan, &b.plan], name, size, watch)?;
        let [from, to] = [(a, &tallies[0]), (b, &tallies[1])]
            .map(|(case, tally)| analysis::samples(case.scenario(), &case.plan, tally));
        let parts = engine::parts(&[&a.plan, &b.plan], size);
        changes = analysis::differences(&from, &to, parts.as_deref());
    } else {
        notes.push(
            "`as_of` was edited: months do not stand for the same dates any more, so nothing is compared."
                .into(),
        );
    }
    let edits = scenario::edits(old, new);
    let is_split = |c: &&Change| !c.is_none() && c.difference.is_some() && c.kind != Kind::Quantile;
    let moved: Vec<&Change> =
        report::worth_telling(&new.scenario, &changes).into_iter().filter(is_split).collect();
    let attribution = match moved.is_empty() {
        true => None,
        false => attribute((old, &edits), &moved, size, watch)?,
    };
    Ok(Edited {
        names: names.map(String::from),
        scenarios: [&old.scenario, &new.scenario],
        trials: (size.worlds, size.paths, size.seed),
        notes,
        edits,
        changes,
        attribution,
    })
}

/// The differences of one pair of scenarios by outcome and what the edits did of the clearest; of several pairs the reported outcome, and the
/// edits behind the clearest difference of each. `cases` are all scenarios of the pairs.
///
/// **Errors** the last of them has no seed.
pub fn figures_of_edits(told: &[Edited], cases: &[&Case]) -> Result<Vec<Figure>, Error> {
    let Some(last) = cases.last() else { return Ok(Vec::new()) };
    let size = last.size()?;
    let fonts = cases.iter().filter_map(|case| case.scenario().charts.font.clone());
    let _letters = put_in_force(Fallback::joined(fonts));
    let values: Vec<&str> = cases.iter().map(|case| case.loaded.values.as_str()).collect();
    let digest = results::run_digest(size.seed, size.worlds, size.paths, &values);
    let provenance = |sides: &[String; 2]| Provenance::new(sides.join(" → "), &digest, size);
    let mut figures = Vec::new();
    match told {
        [] => {}
        [edited] => {
            let (sides, scenario) = (sides(edited), edited.scenarios[1]);
            let told = report::worth_telling(scenario, &edited.changes);
            figures.extend(figures::of_outcomes(scenario, &sides, &told, provenance(&sides)));
        }
        [first, ..] => {
            let sides = first.names.clone().map(|name| short_name(&name));
            let rows: Vec<(&str, &[Change])> = told
                .iter()
                .map(|edited| (edited.scenarios[1].name.as_str(), edited.changes.as_slice()))
                .collect();
            let scenario = first.scenarios[1];
            figures.extend(figures::of_headline(
                Compared::Options,
                scenario,
                &sides,
                &rows,
                provenance(&sides),
            ));
        }
    }
    let named = Named::of(cases.iter().copied());
    let most = if told.len() == 1 { usize::MAX } else { 1 };
    for edited in told {
        let Some(attribution) = &edited.attribution else { continue };
        let (sides, scenario) = (sides(edited), edited.scenarios[1]);
        let called = |group: &str| called(edited, &named, group);
        let of = |split| {
            figures::of_attribution(scenario, &sides, split, attribution, &called, provenance(&sides))
        };
        figures.extend(edited.split().into_iter().take(most).filter_map(of));
    }
    Ok(figures)
}

/// Longer values say less than the name alone. **Unit** characters.
const LONGEST_VALUES: usize = 48;

/// What a reader calls a group of edits: "Willingness of Russia: start, −0.5 → −0.2"; of an element its name.
fn called(edited: &Edited, named: &Named, group: &str) -> String {
    let name = named.name_of_part(group);
    let of_group: Vec<&Edit> =
        edited.edits.iter().filter(|edit| edit.key == group && !edit.is_words).collect();
    let [edit] = of_group[..] else { return name };
    let [old, new] = report::values_of(edit, edited.scenarios).map(|value| as_read(&value));
    let values = format!("{old} → {new}");
    if values.chars().count() > LONGEST_VALUES { name } else { format!("{name}, {values}") }
}

/// A value as a reader reads it: of what is written by three percentiles the middle, with its range; else as it is written.
fn as_read(value: &str) -> String {
    let number = |text: &str| text.parse::<f64>().ok();
    let of = |part: &str, name: &str| number(part.trim().strip_prefix(name)?.trim());
    let parts: Vec<&str> = value.split(',').collect();
    let range = match parts[..] {
        [low, middle, high] => of(low, "p5 ").zip(of(middle, "p50 ")).zip(of(high, "p95 ")),
        _ => None,
    };
    match (range, number(value)) {
        (Some(((low, middle), high)), _) => format!("{} ({} to {})", short(middle), short(low), short(high)),
        (None, Some(x)) => short(x),
        (None, None) => value.to_string(),
    }
}

/// What the two sides are called in a figure: the scenarios, or, of one name, their files or folders.
fn sides(edited: &Edited) -> [String; 2] {
    let names = edited.scenarios.map(|scenario| scenario.name.clone());
    let files = edited.names.clone().map(|name| short_name(&name));
    match (names[0] != names[1], files[0] != files[1]) {
        (true, _) => names,
        (false, true) => files,
        (false, false) => edited.names.clone(),
    }
}

/// The last part of a path, without its ending.
fn short_name(path: &str) -> String {
    Path::new(path).file_stem().map_or(path.to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// What it means that two runs differ in seed or size.
fn sizes_note([before, after]: [Size; 2]) -> Option<String> {
    let told = |size: Size| format!("{} worlds × {} paths, seed {}", size.worlds, size.paths, size.seed);
    (before != after).then(|| {
        format!(
            "The first was run with {}, the second with {}: their own figures differ by chance too. Here both are simulated as the second was, so that only the edits differ.",
            told(before),
            told(after)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::as_read;

    #[test]
    fn a_value_reads_as_its_middle_and_its_range() {
        let read = ["p5 -1.5, p50 -1.0, p95 -0.5", "-0.2", "special (A regime of its own)", "uniform 0, 1"]
            .map(as_read);
        assert_eq!(read, ["−1 (−1.5 to −0.5)", "−0.2", "special (A regime of its own)", "uniform 0, 1"]);
    }
}
