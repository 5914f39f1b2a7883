//! What the scenarios come to with numbers laid down by sliders, in memory; and the text of a file that says the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::told;
use crate::editing::{self, Fault};
use crate::follow::Good;
use crate::report;
use crate::study::{Study, Variant, Watch};

/// Why a number stands in a file that sliders wrote.
const JUDGEMENT: &str = "set by a slider at the desk";

/// What sliders stand at.
#[derive(Debug)]
pub(super) struct Job {
    /// By key; none: as the files have it.
    pub values: BTreeMap<String, f64>,
}

/// The values of a request.
pub(super) fn values_of(order: &Value) -> Option<BTreeMap<String, f64>> {
    let values = order["values"].as_object()?;
    values.iter().map(|(key, value)| Some((key.clone(), value.as_f64()?))).collect()
}

/// What they come to: the tables, and what moves against the result without them. Of several scenarios each that has the number takes it.
pub(super) fn slid(good: &Good, values: &BTreeMap<String, f64>, watch: &dyn Watch) -> Value {
    if values.is_empty() {
        return Value::Null;
    }
    let study = &good.study;
    let mut variants = Vec::new();
    for place in 0..study.cases().len() {
        match varied(study, place, values) {
            Ok(variant) => variants.push(variant),
            Err(why) => return json!({ "values": values, "refused": why }),
        }
    }
    let (mut each, mut moved) = (Vec::new(), Vec::new());
    let done = study.each_variant(variants, good.size, watch, |place, varied| {
        let (scenario, outcomes) = (varied.variant.scenario(), varied.outcomes());
        each.push(json!({ "name": scenario.name, "file": varied.variant.file(), "tables": report::screen_rows(scenario, &outcomes) }));
        moved.extend(told::moved(&[scenario], &[varied.against(study, place, &good.simulated)]));
    });
    match done {
        Ok(()) => json!({ "values": values, "scenarios": each, "moved": moved }),
        Err(why) => json!({ "values": values, "refused": why.to_string() }),
    }
}

/// A scenario with those of the numbers that it has.
fn varied<'s>(study: &'s Study, place: usize, values: &BTreeMap<String, f64>) -> Result<Variant<'s>, String> {
    let has = |key: &str| study.cases()[place].loaded.admitted.contains_key(key);
    let known = values.iter().filter(|(key, _)| has(key));
    let mut variant = study.variant(place);
    for (key, value) in known {
        variant = variant.with_value(key, *value).map_err(|why| why.to_string())?;
    }
    Ok(variant)
}

/// A file that extends a scenario and lays the numbers over it.
pub(super) fn text(original: &str, values: &BTreeMap<String, f64>) -> Result<String, Fault> {
    let text =
        format!("# Numbers that were set by sliders at the desk, over {original}.\nextends = {original:?}\n");
    values.iter().try_fold(text, |text, (key, value)| {
        Ok(editing::set(&text, &format!("{key} = {value:?}"), Some(JUDGEMENT))?.text)
    })
}
