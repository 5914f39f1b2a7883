//! Files to begin with: a dispute of one's own, or another version of a scenario that is there.

use std::fmt::Write as _;

use crate::model::TermScale;
use crate::scenario::Loaded;

/// A whole dispute, which runs as it is and tells what each part is for.
pub const NEW_DISPUTE: &str = include_str!("beginnings/dispute.toml");

/// Another version of a scenario: a file that extends it, with what the option on the table holds as comments.
///
/// `extends` is how the new file names the scenario.
pub fn another_version(loaded: &Loaded, extends: &str) -> String {
    let scenario = &loaded.scenario;
    let option = &scenario.option;
    let mut text = String::new();
    let quoted = |words: &str| format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""));
    let file = extends.rsplit('/').next().unwrap_or(extends);
    let _ = writeln!(
        text,
        "# Another version of {file}: this file holds only what it changes; all else is read from there."
    );
    let _ = writeln!(
        text,
        "# Take the # from a line and change it. `hikiwake explain FILE` lists every number that can be changed in this way.\n"
    );
    let _ = writeln!(text, "extends = {}", quoted(extends));
    let _ = writeln!(text, "name = {} # what readers see", quoted(&format!("{}, changed", scenario.name)));
    let _ = writeln!(text, "# summary = {}", quoted(&scenario.summary));
    let others: Vec<&str> =
        scenario.options.iter().map(|sheet| sheet.id.as_str()).filter(|id| id != option).collect();
    let _ = write!(text, "# option = \"{option}\"");
    if !others.is_empty() {
        let _ = write!(text, " # what is on the table; or {}", others.join(", "));
    }
    text.push('\n');
    let prefix = format!("option_sheet.{option}.terms.");
    let _ = writeln!(
        text,
        "\n# What the option holds. Another level makes another package: its acceptability then follows from those that were judged."
    );
    for (term, value) in of(loaded, &prefix) {
        let scale = scenario.terms.iter().find(|known| known.id == term).map(|term| &term.scale);
        let may = match scale {
            Some(TermScale::Levels(levels)) => levels.join(", "),
            Some(TermScale::Amount { unit }) => unit.clone(),
            None => continue,
        };
        // Each line stands by itself, whichever others are still comments.
        let _ = writeln!(text, "# {prefix}{term} = {value} # {may}");
    }
    let cells: Vec<_> = of(loaded, &format!("acceptability.{option}."));
    let cells: Vec<_> =
        cells.into_iter().filter(|(key, _)| key.split('.').count() == 2 && !key.starts_with("of.")).collect();
    if !cells.is_empty() {
        let _ = writeln!(
            text,
            "\n# How acceptable it was judged to be, from 0 to 100; at 50 it would just be accepted."
        );
        for (audience, value) in cells {
            let value = value
                .strip_suffix(" }")
                .map_or(value.clone(), |value| format!("{value}, judgement = \"why\" }}"));
            let _ = writeln!(text, "# acceptability.{option}.{audience} = {value}");
        }
    }
    text
}

/// The entries below a key that are no grounds, without what they begin with.
fn of(loaded: &Loaded, prefix: &str) -> Vec<(String, String)> {
    const GROUNDS: [&str; 6] = ["evidence", "structure", "judgement", "pedigree", "note", "unit"];
    let inner = loaded.entries.iter().filter_map(|entry| {
        let key = entry.key.strip_prefix(prefix)?;
        let last = key.split('.').find(|part| GROUNDS.contains(part));
        last.is_none().then(|| (key.to_string(), entry.value.clone()))
    });
    inner.collect()
}
