//! Where two makings of the same file differ, in the reader's terms: the estimate, the line, the byte.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reading::{SavedRun, with_unix_endings};
use super::{DiskError, RunFile, sha256};

/// One place in which two files differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: an estimate by its names, a line, a byte.
    pub place: String,
    /// What stood there; none if nothing did.
    pub old: Option<String>,
    /// What stands there now.
    pub new: Option<String>,
}

/// What became of one file of a run when the run was made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same bytes as when it was written.
    Identical,
    /// It is gone; made again it is what it was.
    Missing,
    /// Somebody changed it since it was written; made again it is what it was.
    Altered,
    /// It differs from what was written in its line endings alone; made again it is what it was.
    OnlyEndings,
    /// It is as it was written, and comes out otherwise now.
    Moved,
    /// It is not as it was written, or gone, and comes out otherwise now too.
    AlteredAndMoved,
    /// It is as it comes out now, but not as the manifest says it was written.
    Misrecorded,
    /// It is what the run was made again from, and somebody changed it since it was written.
    Edited,
    /// The run made it then and does not make it now.
    NotMade,
    /// The run makes it now and did not make it then.
    New,
}

/// One file of a run beside the same file made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The file's name in the run folder.
    pub file: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Where it differs from what was made again.
    pub differences: Vec<Difference>,
}

/// Every result file of a run, byte for byte, beside the files made again; in the order of the manifest. A resolved scenario, from which
/// the others are made, is compared with its own digest.
///
/// **Errors** a file that is there and cannot be read.
pub fn compare(run: &SavedRun, again: &[RunFile]) -> Result<Vec<Comparison>, DiskError> {
    let mut found = Vec::new();
    for result in &run.manifest.results {
        let there = run.bytes(&result.file)?;
        let made = again.iter().find(|file| file.name == result.file).map(|file| &file.bytes);
        let as_written = there.as_ref().is_some_and(|bytes| sha256(bytes) == result.sha256);
        let is_scenario = run.manifest.scenarios.iter().any(|scenario| scenario.file == result.file);
        let only_endings = !as_written
            && there
                .as_deref()
                .and_then(with_unix_endings)
                .is_some_and(|bytes| sha256(&bytes) == result.sha256);
        let verdict = match (&there, made) {
            (Some(_), made)
                if only_endings
                    && (is_scenario || made.is_some_and(|made| sha256(made) == result.sha256)) =>
            {
                Verdict::OnlyEndings
            }
            (Some(_), _) if is_scenario && as_written => Verdict::Identical,
            (Some(_), _) if is_scenario => Verdict::Edited,
            (_, None) => Verdict::NotMade,
            (Some(there), Some(made)) if there == made => {
                if as_written {
                    Verdict::Identical
                } else {
                    Verdict::Misrecorded
                }
            }
            (_, Some(_)) if as_written => Verdict::Moved,
            (_, Some(made)) if sha256(made) != result.sha256 => Verdict::AlteredAndMoved,
            (Some(_), Some(_)) => Verdict::Altered,
            (None, Some(_)) => Verdict::Missing,
        };
        let differences = match (&there, made) {
            (Some(there), Some(made)) if there != made && !is_scenario && verdict != Verdict::OnlyEndings => {
                differences(&result.file, there, made)
            }
            _ => Vec::new(),
        };
        found.push(Comparison { file: result.file.clone(), verdict, differences });
    }
    let new = again.iter().filter(|file| !run.made(&file.name)).map(|file| Comparison {
        file: file.name.clone(),
        verdict: Verdict::New,
        differences: Vec::new(),
    });
    found.extend(new);
    Ok(found)
}

/// Where two texts of the file of this name differ; never empty for different bytes.
pub fn differences(name: &str, old: &[u8], new: &[u8]) -> Vec<Difference> {
    let told = match name.rsplit('.').next() {
        Some("json") => json_differences(old, new),
        Some("csv") => table_differences(old, new),
        _ => None,
    };
    told.filter(|told| !told.is_empty()).unwrap_or_else(|| vec![first_difference(old, new)])
}

/// The first line in which two texts differ, or the first byte where they are no texts.
fn first_difference(old: &[u8], new: &[u8]) -> Difference {
    if let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) {
        let (mut a, mut b) = (old.split('\n'), new.split('\n'));
        for line in 1.. {
            let (a, b) = (a.next(), b.next());
            if a != b {
                return Difference {
                    place: format!("line {line}"),
                    old: a.map(String::from),
                    new: b.map(String::from),
                };
            }
            if a.is_none() {
                break;
            }
        }
    }
    let at = old.iter().zip(new).position(|(a, b)| a != b).unwrap_or(old.len().min(new.len()));
    let byte = |bytes: &[u8]| bytes.get(at).map(|byte| format!("0x{byte:02x}"));
    Difference { place: format!("byte {at} of {}", old.len()), old: byte(old), new: byte(new) }
}

/// The cells in which two plain tables differ; none where they are not tables of the same columns.
fn table_differences(old: &[u8], new: &[u8]) -> Option<Vec<Difference>> {
    let cells = |bytes: &[u8]| -> Option<Vec<Vec<String>>> {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(text.lines().map(|line| line.split(',').map(String::from).collect()).collect())
    };
    let (old, new) = (cells(old)?, cells(new)?);
    let header = old.first().filter(|header| new.first() == Some(header))?;
    let told = header.len().min(3);
    let rows = |table: &[Vec<String>]| -> BTreeMap<Vec<String>, Vec<String>> {
        let rows = table.iter().skip(1).filter(|row| row.len() == header.len());
        rows.map(|row| (row[..told].to_vec(), row[told..].to_vec())).collect()
    };
    let (before, after) = (rows(&old), rows(&new));
    // In the order of the file, where the headline comes first; what is new comes last.
    let keys = |table: &[Vec<String>]| -> Vec<Vec<String>> {
        table.iter().skip(1).filter(|row| row.len() == header.len()).map(|row| row[..told].to_vec()).collect()
    };
    let fresh = keys(&new).into_iter().filter(|key| !before.contains_key(key));
    let mut found = Vec::new();
    for key in keys(&old).into_iter().chain(fresh) {
        let cell = |table: &BTreeMap<Vec<String>, Vec<String>>, c: usize| Some(table.get(&key)?[c].clone());
        for (c, column) in header[told..].iter().enumerate() {
            let (old, new) = (cell(&before, c), cell(&after, c));
            if old != new {
                found.push(Difference { place: format!("{}: {column}", key.join(" ")), old, new });
            }
        }
    }
    Some(found)
}

/// The values in which two JSON documents differ; none where one of them is no JSON.
fn json_differences(old: &[u8], new: &[u8]) -> Option<Vec<Difference>> {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let mut found = Vec::new();
    walk(&read(old)?, &read(new)?, "", &mut found);
    Some(found)
}

fn walk(old: &Value, new: &Value, place: &str, found: &mut Vec<Difference>) {
    if old == new {
        return;
    }
    match (parts(old), parts(new)) {
        (Some(old), Some(new)) => {
            let within =
                |key: &str| if place.is_empty() { key.to_string() } else { format!("{place}: {key}") };
            for (key, value) in &old {
                let other = new.iter().find(|(other, _)| other == key).map_or(&Value::Null, |(_, v)| v);
                walk(value, other, &within(key), found);
            }
            for (key, value) in new.iter().filter(|(key, _)| old.iter().all(|(other, _)| other != key)) {
                walk(&Value::Null, value, &within(key), found);
            }
        }
        _ => found.push(Difference { place: place.into(), old: told(old), new: told(new) }),
    }
}

/// The parts of a table or list under names that a reader knows.
fn parts(value: &Value) -> Option<Vec<(String, &Value)>> {
    match value {
        Value::Object(table) => Some(table.iter().map(|(key, value)| (key.clone(), value)).collect()),
        Value::Array(items) => {
            Some(items.iter().enumerate().map(|(place, item)| (name(item, place), item)).collect())
        }
        _ => None,
    }
}

/// What an item of a list is called: an estimate by its outcome and month, a scenario by its file.
fn name(item: &Value, place: usize) -> String {
    let word = |key: &str| item[key].as_str();
    match (word("outcome"), word("by"), word("file")) {
        (Some(outcome), Some(by), _) => format!("{outcome} by {by}"),
        (_, _, Some(file)) => file.to_string(),
        _ => format!("[{place}]"),
    }
}

/// A value in words; a table or list that stands against nothing is told by its size.
fn told(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(table) => Some(format!("{} entries", table.len())),
        Value::Array(items) => Some(format!("{} entries", items.len())),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, run};
    use super::super::{read, save};
    use super::*;

    fn said(name: &str, old: &str, new: &str) -> Vec<String> {
        let said = |x: Option<String>| x.unwrap_or_else(|| "-".into());
        differences(name, old.as_bytes(), new.as_bytes())
            .into_iter()
            .map(|d| format!("{}: {} > {}", d.place, said(d.old), said(d.new)))
            .collect()
    }

    #[test]
    fn an_estimate_is_named() {
        let old = r#"{"engine": 1, "scenarios": [{"file": "a", "estimates": [{"outcome": "end.x", "by": "2020-12", "estimate": 0.5, "lo": null}]}]}"#;
        let new = old.replace("0.5", "0.25").replace("null", "0.1");
        assert_eq!(
            said("outcomes.json", old, &new),
            [
                "scenarios: a: estimates: end.x by 2020-12: estimate: 0.5 > 0.25",
                "scenarios: a: estimates: end.x by 2020-12: lo: - > 0.1"
            ]
        );
        let csv = "scenario,outcome,by,estimate,lo\na,end.x,2020-12,0.5,\n";
        assert_eq!(
            said("outcomes.csv", csv, &csv.replace("0.5", "0.6")),
            ["a end.x 2020-12: estimate: 0.5 > 0.6"]
        );
        let longer = format!("{csv}b,end.x,2020-12,1,0\n");
        assert_eq!(
            said("outcomes.csv", csv, &longer),
            ["b end.x 2020-12: estimate: - > 1", "b end.x 2020-12: lo: - > 0"]
        );
    }

    #[test]
    fn what_is_no_estimate_is_named_by_its_line_or_byte() {
        assert_eq!(said("a.svg", "<svg>\n1\n", "<svg>\n2\n"), ["line 2: 1 > 2"]);
        assert_eq!(said("a.svg", "one", "one\n"), ["line 2: - > "]);
        let png = differences("a.png", &[0x89, 1, 0xff], &[0x89, 2, 0xff]);
        assert_eq!(png[0].place, "byte 1 of 3");
        // The same values written otherwise are still other bytes.
        assert_eq!(said("a.json", "{\"a\": 1}", "{\"a\":1}").len(), 1);
        assert_eq!(said("a.csv", "a,b\n1,2\n", "a,b\n1,2").len(), 1);
        assert_eq!(said("a.json", "{", "{}").len(), 1);
    }

    #[test]
    fn every_fate_of_a_file_has_its_verdict() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        let names = ["same", "gone", "altered", "moved", "both", "endings", "dropped"];
        let then: Vec<RunFile> = names.iter().map(|name| file(name, "then\n")).collect();
        save(&folder, &run(&then)).unwrap();
        std::fs::remove_file(folder.join("gone")).unwrap();
        for name in ["altered", "both"] {
            std::fs::write(folder.join(name), "by hand").unwrap();
        }
        std::fs::write(folder.join("endings"), "then\r\n").unwrap();
        let mut again: Vec<RunFile> = then[..6].to_vec();
        again[3].bytes = b"now".to_vec();
        again[4].bytes = b"now".to_vec();
        again.push(file("fresh", ""));
        let found = compare(&read(&folder).unwrap(), &again).unwrap();
        let verdicts: Vec<(&str, Verdict)> = found.iter().map(|c| (c.file.as_str(), c.verdict)).collect();
        assert_eq!(
            verdicts,
            [
                ("same", Verdict::Identical),
                ("gone", Verdict::Missing),
                ("altered", Verdict::Altered),
                ("moved", Verdict::Moved),
                ("both", Verdict::AlteredAndMoved),
                ("endings", Verdict::OnlyEndings),
                ("dropped", Verdict::NotMade),
                ("fresh", Verdict::New),
            ]
        );
        assert_eq!(found[3].differences.len(), 1);
        assert_eq!(found[5].differences, []);
    }
}
