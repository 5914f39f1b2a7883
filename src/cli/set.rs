//! `hikiwake set`: one value of a scenario file, in its place.

use std::path::PathBuf;

use clap::Args;

use super::arguments::Allowed;
use super::failure::Failure;
use super::{edited, interruption, printer};
use crate::editing;
use crate::scenario::{self, Problems};

/// The verb.
#[derive(Args)]
pub struct Set {
    /// The scenario file that is edited; what it extends stays as it is
    scenario: PathBuf,
    /// What to set, as `--set` of `run` takes it: factor.trust.start=0.5, or 'factor.trust.start={ pert = [0, 1, 2] }'; several follow each other
    #[arg(required = true, value_name = "KEY=VALUE")]
    edits: Vec<String>,
    /// Why the values are as they are: stands with each as its judgement
    #[arg(long, value_name = "WHY")]
    judgement: Option<String>,
    /// Print the file as it would be, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    allowed: Allowed,
}

/// That a plain number has taken the place of a range, and how to keep the range.
fn flattened(edit: &str, before: &str) -> String {
    let Some((key, value)) = edit.split_once('=') else { return String::new() };
    let (key, value) = (key.trim(), value.trim());
    let states = |name: &str| {
        before.split(['{', ',']).any(|part| part.split('=').next().is_some_and(|k| k.trim() == name))
    };
    let is_range = before.starts_with("`{") && !states("value") && !states("formula");
    if !is_range || value.parse::<f64>().is_err() {
        return String::new();
    }
    let moved = || {
        let (head, rest) = before.split_once("p50")?;
        let end = rest.find([',', '}'])?;
        let table = format!("{head}p50 = {value}{}", if rest[end..].starts_with('}') { " " } else { "" });
        let table = format!("{table}{}", &rest[end..]);
        // A comment behind the table is none of the value.
        Some(table[..=table.rfind('}')?].trim_start_matches('`').to_string())
    };
    let range = moved().filter(|_| states("within") && !before.contains(['\n', '\'']));
    let range = range.unwrap_or_else(|| format!("{{ p5 = …, p50 = {value}, p95 = … }}"));
    format!("; the range is gone: to have one, set '{key}={range}'")
}

/// How many of the last parts of the key of an edit only lead to a part of a number: none of `factor.trust.start`, one of
/// `factor.trust.start.p50`. What is said of a whole table is said of all in it.
fn within_its_number(edit: &str) -> Result<usize, Failure> {
    let (key, value) = edit.split_once('=').unwrap_or((edit, ""));
    let parts: Vec<String> =
        scenario::parts_of_key(key.trim()).iter().map(|part| part.trim().to_string()).collect();
    let path: Vec<&str> = parts.iter().map(String::as_str).collect();
    let number = (1..=path.len()).find(|n| scenario::is_number_at(&path[..*n]));
    match number {
        Some(n) => Ok(path.len() - n),
        None if value.trim_start().starts_with('{') => Ok(0),
        None => Err(Failure::Usage(format!(
            "only numbers take a judgement, and `{}` is none: leave --judgement off, or set it by itself",
            key.trim()
        ))),
    }
}

impl Set {
    /// Edits the text, checks it as a scenario, and writes it.
    pub fn run(self) -> Result<(), Failure> {
        let file = self.scenario.display().to_string();
        let old = edited::read(&self.scenario)?;
        let reach = || self.allowed.reach().of_edits();
        // A mistyped id must not quietly found an element: what `--set` of a run refuses is refused here.
        if let Err(problems) = scenario::load_within(&self.scenario, &self.edits, &reach()) {
            let unknown = problems.only("S008");
            if !unknown.is_empty() {
                return Err(self.unwritten(unknown));
            }
        }
        let (mut text, mut told) = (old.clone(), Vec::new());
        for edit in &self.edits {
            let judgement = match self.judgement.as_deref() {
                Some(why) => Some((why, within_its_number(edit)?)),
                None => None,
            };
            let done = editing::set_within(&text, edit, judgement)
                .map_err(|fault| Failure::Usage(format!("{file} {fault}")))?;
            let before = done.before.map_or("not there".to_string(), |before| format!("`{before}`"));
            told.push(format!("{file}:{}: {edit} (before: {before}){}", done.line, flattened(edit, &before)));
            text = done.text;
        }
        // What is not sound is not written: the file may be one that runs.
        match scenario::load_within(&self.scenario, &[], &reach().with_unsaved(&self.scenario, &text)) {
            Ok(loaded) => printer::problems(&loaded.warnings),
            // A part that others extend is no scenario by itself; then it is enough that it is no worse than before.
            Err(problems) if edited::is_worse(&self.scenario, &self.allowed.reach(), &problems) => {
                return Err(self.unwritten(problems.as_it_would_be()));
            }
            Err(_) => {}
        }
        if self.dry_run {
            return Ok(printer::results(&text)?);
        }
        edited::write(&self.scenario, &old, &text)?;
        interruption::note_written();
        told.iter().for_each(|line| printer::message("set", line));
        Ok(())
    }

    /// What is wrong with the edits, and that the file is as it was.
    fn unwritten(&self, problems: Problems) -> Failure {
        let note = format!("nothing was written; {} is as it was", self.scenario.display());
        Failure::Unwritten(problems, note)
    }
}
