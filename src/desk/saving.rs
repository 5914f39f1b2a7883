//! *Save as*: what sliders stand at, as a scenario file beside the one that it extends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::http::Answer;
use super::shared::Office;
use super::sliders::{sets, text, values_of};
use super::stated::{correlated_with, names};
use crate::results;
use crate::scenario::Reach;
use crate::study::Study;

/// What was written.
struct Written {
    path: PathBuf,
    /// Of its run.
    digest: String,
    /// With which options it runs to that digest: none where it runs by itself.
    options: String,
}

/// Writes it, where there is no such file yet; answers with the digest of its run.
pub(super) fn save_as(office: &Office, order: &Value) -> Answer {
    let (Some(name), Some(values)) = (order["name"].as_str(), values_of(order)) else {
        return Answer::nothing(400);
    };
    let place = order["place"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
    let Some(original) = office.order.paths.get(place) else { return Answer::nothing(404) };
    match written(office, original, name, &values) {
        Ok(Written { path, digest, options }) => {
            let file = path.display().to_string();
            Answer::json(&json!({ "file": file, "digest": digest, "options": options }))
        }
        Err(why) => Answer::refusal(why),
    }
}

fn written(
    office: &Office,
    original: &Path,
    name: &str,
    values: &BTreeMap<String, f64>,
) -> Result<Written, String> {
    let path = original.with_file_name(file_name(name)?);
    if std::fs::symlink_metadata(&path).is_ok() {
        return Err(format!("`{}` is there already; choose another name", path.display()));
    }
    let values = those_of(office, original, values)?;
    // What would not run is not written.
    let (text, study, mut options) = found(office, original, &path, &values)?;
    let digest = study.size().map(|size| study.digest(size, None)).map_err(|error| error.to_string())?;
    let by_itself = Reach::default().with_unsaved(&path, &text);
    if options.is_empty() && Study::load(&[&path], &[], &by_itself).is_err() {
        options = "the --allow of this desk".into();
    }
    results::write_file(&path, text.as_bytes(), |_| false).map_err(|error| error.to_string())?;
    Ok(Written { path, digest, options })
}

/// Those of the numbers that a scenario has; refused in words where one cannot stand in a file by itself.
fn those_of(
    office: &Office,
    original: &Path,
    values: &BTreeMap<String, f64>,
) -> Result<BTreeMap<String, f64>, String> {
    let study = Study::load(&[original], &office.order.layers, &office.order.reach)
        .map_err(|error| error.to_string())?;
    let case = &study.cases()[0];
    let has = |key: &str| case.loaded.admitted.contains_key(key);
    let own: BTreeMap<String, f64> =
        values.iter().filter(|(key, _)| has(key)).map(|(key, value)| (key.clone(), *value)).collect();
    if own.is_empty() {
        return Err("no slider of this scenario is set, so there is nothing to save; move one first".into());
    }
    let names = names(case);
    for key in own.keys() {
        let others = correlated_with(case, key, &names);
        if !others.is_empty() {
            let name = names.get(key).unwrap_or(key);
            return Err(format!(
                "the slider of “{name}” cannot be saved: in the file this number is correlated with “{}”, and a number that is set is certain; put the slider back, or drop the [[correlation]] from the file",
                others.join("”, “")
            ));
        }
    }
    Ok(own)
}

/// The text of the file, what it loads to, and the options that this takes. What the command line laid over the scenario stands in the file where
/// that comes to the same values; else the file has only the numbers.
fn found(
    office: &Office,
    original: &Path,
    path: &Path,
    values: &BTreeMap<String, f64>,
) -> Result<(String, Study, String), String> {
    let layers = &office.order.layers;
    let original = original.file_name().unwrap_or_default().to_string_lossy();
    let load = |text: &str, layers: &[String]| {
        let reach = office.order.reach.clone().with_unsaved(path, text);
        Study::load(&[path], layers, &reach).map_err(|error| error.to_string())
    };
    let written = |layers: &[String]| text(&original, layers, values).map_err(|fault| fault.to_string());
    let whole = written(layers).and_then(|text| Ok((load(&text, &[])?, text)));
    if layers.is_empty() {
        return whole.map(|(study, text)| (text, study, String::new()));
    }
    // What the desk shows: the numbers of the sliders lie above all else.
    let above: Vec<String> = layers.iter().cloned().chain(sets(values)).collect();
    let bare = text(&original, &[], &BTreeMap::new()).map_err(|fault| fault.to_string())?;
    let shown = load(&bare, &above)?;
    let is_shown = |study: &Study| study.cases()[0].loaded.values == shown.cases()[0].loaded.values;
    match whole {
        Ok((study, text)) if is_shown(&study) => Ok((text, study, String::new())),
        _ => {
            let text = written(&[])?;
            let study = load(&text, layers)?;
            if !is_shown(&study) {
                return Err("what --set laid over the scenario cannot stand in a file with these numbers; write it into the scenario first".into());
            }
            let options = layers.iter().map(|layer| format!("--set '{}'", layer.replace('\'', "'\\''")));
            Ok((text, study, options.collect::<Vec<_>>().join(" ")))
        }
    }
}

/// A name in the folder of the scenario, and no way out of it.
fn file_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
    if name.is_empty() || name.starts_with(['.', ' ']) || !is_plain || name.len() > 100 {
        return Err("give a name of letters, digits, - and _, such as my-option".into());
    }
    match results::fault_of_part(&format!("{name}.toml")) {
        Some(fault) => Err(format!("`{name}` cannot be the name of a file: {fault}")),
        None => Ok(format!("{name}.toml")),
    }
}
