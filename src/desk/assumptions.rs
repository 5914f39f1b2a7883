//! Every number of the scenarios, with its range and what it rests on: for hovering over a line, and for sliders.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::known::Known;
use super::stated::{correlated_with, ends, names};
use crate::ledger::{Assumption, ledger};
use crate::study::{Case, Study};

/// A slider goes from this quantile to one less it.
const END: f64 = 0.01;

/// Bars of a small picture of a distribution.
const BARS: usize = 24;

/// By key, as of the first scenario that has it; `elsewhere` is what others have at the same key, where it is written otherwise or at another place. The keys of
/// the file are those that the page knows it by; `files` are those that it knows.
pub(super) fn assumptions(study: &Study, files: &[String]) -> Value {
    let mut found: BTreeMap<String, (Value, Vec<Value>)> = BTreeMap::new();
    let known = Known::new(files);
    for case in study.cases() {
        let names = names(case);
        for assumption in ledger(&case.loaded).assumptions {
            let told = told(case, &assumption, &names, &known);
            match found.get_mut(&assumption.key) {
                None => drop(found.insert(assumption.key, (told, Vec::new()))),
                Some((first, others)) => {
                    let is_same = |other: &Value| ["file", "line"].iter().all(|key| other[key] == told[key]);
                    if !is_same(first) && !others.iter().any(is_same) {
                        others.push(told);
                    }
                }
            }
        }
    }
    let with = |(mut first, elsewhere): (Value, Vec<Value>)| {
        first["elsewhere"] = json!(elsewhere);
        first
    };
    found.into_iter().map(|(key, both)| (key, with(both))).collect()
}

fn told(case: &Case, assumption: &Assumption, names: &BTreeMap<String, String>, known: &Known) -> Value {
    let law = case.plan.law(&assumption.key);
    // A slider stands at nothing that a file may not say.
    let [least, most] = ends(case, &assumption.key, assumption.fit.p50);
    let within = |x: f64| x.max(least.unwrap_or(x)).min(most.unwrap_or(x));
    let range = law.filter(|law| law.as_constant().is_none()).map(|law| {
        let finite = |x: f64| x.is_finite().then_some(within(x));
        [finite(law.quantile(END)), finite(law.quantile(0.5)), finite(law.quantile(1.0 - END))]
    });
    // A place names its file as seen from the folder of the scenario.
    let (file, line) = match assumption.place.rsplit_once(':') {
        Some((file, line)) => {
            let path = Path::new(&case.file).with_file_name(file);
            (Some(known.name(&path).unwrap_or(file)), line.parse::<u32>().ok())
        }
        None => (None, None),
    };
    json!({
        "name": names.get(&assumption.key),
        "unit": assumption.unit,
        "written": assumption.written,
        "file": file,
        "line": line,
        "family": assumption.family,
        "p5": assumption.fit.p5,
        "p50": assumption.fit.p50,
        "p95": assumption.fit.p95,
        "certain": assumption.fit.certain,
        "range": range,
        "least": least,
        "most": most,
        "correlated": correlated_with(case, &assumption.key, names),
        "bars": law.filter(|law| law.as_constant().is_none()).map(|law| law.histogram(BARS)),
        "ground": assumption.ground.name(),
        "judgement": assumption.judgement,
        "evidence": assumption.evidence,
        "note": assumption.note,
    })
}
