//! A briefing as plain data, gathered once.

use super::cases::{Case, Named, Run, named};
use super::conditional;
use super::estimates::{Answer, Block, Row};
use super::first::{self, First};
use super::ledger::Ledger;
use super::plates::{Place, Plate, plates};
use super::sections::{self, Answered};
use super::sheets::TermSheets;
use crate::analysis::{Note, Outcome, Outcomes};
use crate::figures::Content;
use crate::lettering::font_for;
use crate::model::Measure;
use crate::report::table::{ERRORS, GIVEN, blocks, chance, trials};
use crate::results::{FileDigest, Manifest};
use crate::stats::LIKELIHOOD_SCALE;
use crate::words::{in_words, percent, thousands};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a briefing says: findings, figures, terms, how it was done and is made again; then, as annexes, every estimate and assumption.
#[derive(Debug, Clone, Serialize)]
pub struct Briefing {
    /// The answer, in a sentence.
    pub title: String,
    /// The rest of the first screen.
    pub first: First,
    /// What was done, in plain words.
    pub lead: Vec<String>,
    /// One a scenario.
    pub judgements: Vec<Judgement>,
    /// How to read the two uncertainties, and words that need to be explained.
    pub reading: Vec<String>,
    /// What was inquired into.
    pub answered: Vec<Answered>,
    /// The figures.
    pub plates: Vec<Plate>,
    /// What each option puts on the table.
    pub sheets: TermSheets,
    /// How it was done.
    pub method: Vec<String>,
    /// How to make it again.
    pub proofs: Vec<Proof>,
    /// The estimates, one a scenario.
    pub answers: Vec<Answer>,
    /// What the numbers rest on.
    pub ledger: Ledger,
}

/// What is found for one scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Judgement {
    /// The scenario's name.
    pub name: String,
    /// The headline.
    pub headline: Finding,
    /// The most frequent end, where it is another one.
    pub most: Option<Finding>,
    /// How much of the headline's spread is ignorance.
    pub ignorance: Option<String>,
}

/// A chance with both uncertainties, in words.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// Of what.
    pub what: String,
    /// By when.
    pub by: String,
    /// The likelihood word; empty where the outcome is too rare for one.
    pub word: String,
    /// The share of histories; or how many of them, where they are few.
    pub share: String,
    /// The 90 % credible interval over worlds, where it can be told.
    pub worlds: Option<String>,
    /// What is said where it cannot be told though the outcome is not rare.
    pub unmeasured: Option<String>,
}

/// How one run is made again, and how it is recognised.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// The run's name.
    pub run: String,
    /// The run's manifest.
    pub manifest: Manifest,
    /// What makes it again.
    pub command: String,
    /// Why it stopped, where it had a rule.
    pub stopping: Option<String>,
    /// Result files of figures and estimates.
    pub results: Vec<FileDigest>,
}

impl Briefing {
    /// The briefing of these runs.
    pub fn of(runs: &[Run]) -> Briefing {
        let cases = named(runs);
        let ledger = Ledger::of(&cases);
        let mut answered = sections::answered(runs);
        let plates = plates(runs, &mut answered);
        let answer = match runs {
            [run] => first::answer(run, &cases),
            _ => None,
        };
        let (title, beside) = match answer {
            Some(answer) => (answer.sentence, answer.beside),
            None => (title(runs), first::each_answer(runs, &cases)),
        };
        let first = First {
            dispute: first::dispute(runs),
            dates: first::dates(runs),
            beside,
            figure: plates.iter().find(|plate| plate.place == Place::First).map(|plate| plate.number),
            lines: first::lines(runs, &cases, &ledger),
        };
        Briefing {
            title,
            first,
            lead: lead(runs),
            judgements: cases.iter().filter_map(judgement).collect(),
            reading: ERRORS.iter().map(|s| s.to_string()).chain([words()]).chain(judo(&cases)).collect(),
            answered,
            plates,
            sheets: TermSheets::of(&cases),
            method: method(runs),
            proofs: runs.iter().map(proof).collect(),
            answers: cases.iter().map(answer_of).collect(),
            ledger,
        }
    }

    /// The house font with the characters of this briefing alone, in its two weights.
    pub fn fonts(&self) -> [Vec<u8>; 2] {
        let json = serde_json::to_string(self).expect("plain data has a JSON form");
        let printable: String = (' '..='~').chain("–−×±“”’…·→".chars()).collect();
        let distinct: BTreeSet<char> = json.chars().chain(printable.chars()).collect();
        font_for(&distinct.into_iter().collect::<String>())
    }
}

/// The finding: of one run, that of its figure of end states, or of the first figure there is; of several, how far their headlines lie apart.
fn title(runs: &[Run]) -> String {
    if let [run] = runs {
        let ends = run.figures.iter().find(|figure| matches!(figure.content, Content::EndStates(_)));
        let figure = ends.or(run.figures.first());
        return figure.map_or_else(|| "What the simulation found".into(), |figure| figure.title.clone());
    }
    let cases = || runs.iter().flat_map(|run| &run.cases);
    let headlines: Vec<&Outcome> = cases().filter_map(|case| headline(&case.outcomes)).collect();
    let chances = headlines.iter().filter_map(|row| row.estimate);
    let (lo, hi) = chances.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| (lo.min(p), hi.max(p)));
    match headlines.first() {
        Some(first)
            if headlines
                .iter()
                .all(|row| row.name == first.name && row.by == first.by && !row.is_counted())
                && lo <= hi =>
        {
            let [lo, hi] = [lo, hi].map(percent);
            let range = if lo == hi { format!("{lo} in all of") } else { format!("{lo} to {hi} over") };
            format!("“{}” in {}: {range} {} runs", first.name, in_words(&first.by), runs.len())
        }
        _ => {
            let titles: BTreeSet<&str> = cases().map(|case| case.outcomes.scenario.as_str()).collect();
            match titles.len() {
                1 => format!("What {} runs found about one scenario", runs.len()),
                several => format!("What {} runs found about {several} scenarios", runs.len()),
            }
        }
    }
}

/// The end that a scenario is told by: the first group of its end states.
fn headline(outcomes: &Outcomes) -> Option<&Outcome> {
    outcomes.estimates.iter().find(|row| row.outcome.starts_with("segment."))
}

fn words() -> String {
    format!(
        "Words for chances follow the scale of the IPCC: {LIKELIHOOD_SCALE}. Where the error leaves two words, both stand; where it leaves more, the first and the last. What fewer than 20 histories, or histories of fewer than 20 worlds, have or lack is counted and gets no word."
    )
}

/// What the words from judo mean, where a scenario measures who loses.
fn judo(cases: &[Named]) -> Option<String> {
    let is_bout = |metric: &crate::model::Metric| matches!(metric.measure, Measure::Hikiwake { .. });
    let is_told = cases.iter().any(|named| named.case.loaded.scenario.metrics.iter().any(is_bout));
    is_told.then(|| {
        "Words from judo: a hikiwake is a draw, here a settlement in force under which neither side ends further below the status quo than \
         the tolerance. Waza-ari to a side: the other loses by more than that. Ippon to a side: the other loses heavily. Where nothing is settled \
         there is no bout."
            .into()
    })
}

fn lead(runs: &[Run]) -> Vec<String> {
    let cases: Vec<&Case> = runs.iter().flat_map(|run| &run.cases).collect();
    let Some(first) = cases.first() else { return Vec::new() };
    let histories: Vec<u64> = cases.iter().map(|case| trials(&case.outcomes)).collect();
    let fewest = histories.iter().copied().min().unwrap_or(0);
    let least = if histories.iter().any(|&n| n > fewest) { "at least " } else { "" };
    let several = if runs.len() == 1 { String::new() } else { format!(" in {} runs", runs.len()) };
    let what = match cases.len() {
        1 => format!("{} was simulated", first.outcomes.scenario),
        n => format!("{n} scenarios were simulated{several}"),
    };
    let each = if cases.len() == 1 { "" } else { " each" };
    let starts = cases.iter().map(|case| case.loaded.scenario.calendar.as_of.month.to_string());
    let ends = cases.iter().map(|case| case.outcomes.horizon.clone());
    vec![
        format!(
            "{what}, in {least}{} histories{each}, from {} to {}. No option is given a chance of success beforehand: chances follow \
             from the terms on the table, from those whose consent counts, and from what may happen on the way.",
            thousands(fewest),
            either(starts),
            either(ends)
        ),
        "These are consequences of stated assumptions and not forecasts. Every assumption stands in the annex with its source, or is marked as a judgement."
            .into(),
    ]
}

/// Months in words, each once.
fn either(months: impl Iterator<Item = String>) -> String {
    let distinct: BTreeSet<String> = months.collect();
    distinct.iter().map(|month| in_words(month)).collect::<Vec<_>>().join(" or ")
}

fn judgement(Named { name, case, .. }: &Named) -> Option<Judgement> {
    let ends: Vec<&Outcome> =
        case.outcomes.estimates.iter().filter(|o| o.outcome.starts_with("segment.")).collect();
    let headline = headline(&case.outcomes)?;
    let by_chance =
        |a: &&&Outcome, b: &&&Outcome| a.estimate.partial_cmp(&b.estimate).expect("estimates are finite");
    let most = ends.iter().max_by(by_chance).filter(|most| most.outcome != headline.outcome);
    let told = !headline.is_counted() && headline.note.is_none();
    let ignorance = headline.share_between_worlds.filter(|_| told).map(percent);
    Some(Judgement {
        name: name.clone(),
        headline: finding(headline),
        most: most.map(|most| finding(most)),
        ignorance,
    })
}

fn finding(row: &Outcome) -> Finding {
    let share = match (row.counted(), row.estimate) {
        (Some(count), _) => format!("{count} histories"),
        (None, Some(p)) => format!("{} of histories", percent(p)),
        (None, None) => "–".into(),
    };
    let unmeasured = row.note == Some(Note::NotMeasurable) && !row.is_counted();
    Finding {
        what: row.name.clone(),
        by: in_words(&row.by),
        word: row.likelihood.clone().unwrap_or_default(),
        share,
        worlds: row.lo.and(row.hi).and(chance(row).get(1)).cloned(),
        unmeasured: unmeasured
            .then(|| "Ignorance is not measurable at this size: more paths a world would tell.".to_string()),
    }
}

fn answer_of(Named { name, case, .. }: &Named) -> Answer {
    let Outcomes { worlds, paths, seed, horizon, .. } = &case.outcomes;
    let size = format!(
        "{} worlds × {} paths, seed {seed}, to {horizon}",
        thousands(u64::from(*worlds)),
        thousands(u64::from(*paths))
    );
    let rows = |rows: &[crate::report::text_layout::Row]| -> Vec<Row> {
        let row = |r: &crate::report::text_layout::Row| Row {
            name: r.name.clone(),
            cells: r.cells.clone(),
            below: r.below.join(" "),
        };
        rows.iter().map(row).collect()
    };
    let block = |block: crate::report::text_layout::Block| {
        let columns = block.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        let mut head = block.head;
        head.resize(columns.max(head.len()), if head.len() == 2 { "in words".into() } else { String::new() });
        Block { rows: rows(&block.rows), title: block.title, head }
    };
    let set = |told: crate::report::text_layout::Block| match told.title.as_str() {
        GIVEN => conditional::block(&case.loaded.scenario, &case.outcomes),
        _ => block(told),
    };
    let blocks = blocks(&case.loaded.scenario, &case.outcomes).into_iter().map(set).collect();
    Answer { name: name.clone(), size, blocks }
}

fn method(runs: &[Run]) -> Vec<String> {
    let mut paragraphs: Vec<String> = [
        "The simulation draws many worlds, and in each world many histories. A world is one set of values for everything that is not known: \
         each uncertain number is drawn from the range that the analyst gave it, and stays as it is. A history is one course of events in that world, month by month, \
         with its own chance. Thus what we do not know and what nobody can know are kept apart in every figure.",
        "On the table lies an option: a level or an amount for each term. Each audience whose consent counts (a cabinet, a parliament, a public) gives points to \
         the terms; what an option leaves above the audience’s reservation is its surplus, and acceptance rises smoothly with the surplus. Factors drift, shocks strike, and the negotiation moves \
         between named states at rates that drivers raise or lower; steps that need consent are scaled by the acceptance of those audiences.",
        "Every draw is addressed by the seed and by what it is for, so scenarios that are run together live in the same worlds and through the same shocks: a difference between them is an \
         effect of what differs in the files. The same files, seed and engine version give the same bytes on any machine.",
        "Standard errors are those of the sampling design. Credible intervals are over worlds, with the chance within a world removed. Neither covers what the model leaves out: \
         its structure is itself a judgement.",
    ]
    .map(String::from)
    .to_vec();
    let designs: BTreeSet<&str> = runs.iter().map(|run| run.manifest.sampling.as_str()).collect();
    let designs: Vec<&str> = designs.into_iter().collect();
    paragraphs.push(format!("Sampling of worlds: {}.", designs.join(", ")));
    paragraphs
}

fn proof(run: &Run) -> Proof {
    let shown = |file: &&FileDigest| !file.file.starts_with("charts/");
    Proof {
        run: run.name.clone(),
        manifest: run.manifest.clone(),
        command: format!("hikiwake reproduce {}", quoted(&run.name)),
        stopping: run.manifest.stopping.as_ref().map(|stopping| stopping.told()),
        results: run.manifest.results.iter().filter(shown).cloned().collect(),
    }
}

/// A word as a shell takes it for one word and nothing else.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./~".contains(c);
    if !word.is_empty() && !word.starts_with('~') && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_file_name_stays_one_word_of_the_command() {
        assert_eq!(quoted("scenario-a.toml"), "scenario-a.toml");
        assert_eq!(quoted("a; rm -r b"), "'a; rm -r b'");
        assert_eq!(quoted("it's $(x)"), r"'it'\''s $(x)'");
    }
}
