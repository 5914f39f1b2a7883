//! *Save as*: what sliders stand at, as a scenario file beside the one that it extends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::http::Answer;
use super::shared::Office;
use super::sliders::{text, values_of};
use crate::results;
use crate::study::Study;

/// Writes it, where there is no such file yet; answers with the digest of its run.
pub(super) fn save_as(office: &Office, order: &Value) -> Answer {
    let (Some(name), Some(values)) = (order["name"].as_str(), values_of(order)) else {
        return Answer::nothing(400);
    };
    let place = order["place"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
    let Some(original) = office.order.paths.get(place) else { return Answer::nothing(404) };
    match written(office, original, name, &values) {
        Ok((path, digest)) => {
            let file = path.display().to_string();
            Answer::json(&json!({ "file": file, "digest": digest }))
        }
        Err(why) => Answer::refusal(why),
    }
}

fn written(
    office: &Office,
    original: &Path,
    name: &str,
    values: &BTreeMap<String, f64>,
) -> Result<(PathBuf, String), String> {
    let path = original.with_file_name(file_name(name)?);
    if std::fs::symlink_metadata(&path).is_ok() {
        return Err(format!("`{}` is there already; choose another name", path.display()));
    }
    let original = original.file_name().unwrap_or_default().to_string_lossy();
    let text = text(&original, values).map_err(|fault| fault.to_string())?;
    // What would not run is not written.
    let reach = office.order.reach.clone().with_unsaved(&path, &text);
    let study = Study::load(&[&path], &office.order.layers, &reach).map_err(|error| error.to_string())?;
    let digest = study.size().map(|size| study.digest(size, None)).map_err(|error| error.to_string())?;
    results::write_file(&path, text.as_bytes(), |_| false).map_err(|error| error.to_string())?;
    Ok((path, digest))
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
