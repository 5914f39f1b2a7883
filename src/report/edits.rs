//! What was edited, what that moved, and how much of it each edit did: as plain text, Markdown and JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::difference::{line, moved, same, unmoved, worth_telling};
use super::text_layout::{Block, Page};
use crate::analysis::{Attributed, Attribution, Change, Kind, Share};
use crate::model::Scenario;
use crate::scenario::{Edit, Entry};
use crate::words::{difference_with_error, plus_or_minus, thousands};

/// Estimates whose differences are split among the edits in the text; JSON has all.
const SPLIT: usize = 3;

/// Values of a table that came or went are listed up to so many.
const LISTED: usize = 6;

/// Two scenarios and all that is between them.
pub struct Edited<'a> {
    /// The files or folders.
    pub names: [String; 2],
    /// Before and after.
    pub scenarios: [&'a Scenario; 2],
    /// Worlds, paths, seed.
    pub trials: (u32, u32, u64),
    /// What is worth saying first.
    pub notes: Vec<String>,
    /// What was changed.
    pub edits: Vec<Edit>,
    /// What every estimate does.
    pub changes: Vec<Change>,
    /// How much of it each edit did, where there are several.
    pub attribution: Option<Attribution>,
}

impl Edited<'_> {
    fn title(&self) -> String {
        let [before, after] = &self.scenarios;
        match before.name == after.name {
            true => format!("{}: {} → {}", after.name, self.names[0], self.names[1]),
            false => format!("{} ({}) → {} ({})", before.name, self.names[0], after.name, self.names[1]),
        }
    }

    fn size(&self) -> String {
        let (worlds, paths, seed) = self.trials;
        format!(
            "{} worlds × {} paths, seed {seed}, the same draws on both sides",
            thousands(worlds.into()),
            thousands(paths.into())
        )
    }

    /// Edits that may move a number, and those in words.
    fn kinds(&self) -> (Vec<&Edit>, Vec<&Edit>) {
        self.edits.iter().partition(|edit| !edit.is_words)
    }

    fn told(&self) -> Vec<&Change> {
        worth_telling(self.scenarios[1], &self.changes)
    }

    /// The differences that are split in the text: the clearest of those told.
    pub fn split(&self) -> Vec<(&Change, &Attributed)> {
        let Some(attribution) = &self.attribution else { return Vec::new() };
        let find = |change: &&Change| {
            attribution.outcomes.iter().find(|a| a.outcome == change.outcome && a.by == change.by)
        };
        let clear = self.told().into_iter().filter(|change| change.is_clear());
        clear.filter_map(|change| Some((change, find(&change)?))).take(SPLIT).collect()
    }
}

/// An edit in words: its values before and after, and who set them.
fn sides(edit: &Edit, [before, after]: [&Scenario; 2]) -> Vec<String> {
    match (&edit.old[..], &edit.new[..]) {
        ([old], [new]) if old.key == edit.key => {
            let values = format!("{} → {}", value(old, before), value(new, after));
            let places = match old.place == new.place {
                true => new.place.clone(),
                false => format!("{}, before {}", new.place, old.place),
            };
            vec![values, places]
        }
        ([], new) => listed("added", new, &edit.key, after),
        (old, []) => listed("removed", old, &edit.key, before),
        (old, new) => {
            [listed("before", old, &edit.key, before), listed("now", new, &edit.key, after)].concat()
        }
    }
}

fn listed(what: &str, entries: &[Entry], key: &str, scenario: &Scenario) -> Vec<String> {
    let short = |entry: &Entry| match entry.key.strip_prefix(key).map(|rest| rest.trim_start_matches('.')) {
        Some("") | None => value(entry, scenario),
        Some(rest) => format!("{rest} = {}", value(entry, scenario)),
    };
    let mut told: Vec<String> = entries.iter().take(LISTED).map(short).collect();
    if entries.len() > LISTED {
        told.push(format!("and {} more", entries.len() - LISTED));
    }
    let place = entries.first().map_or("", |entry| &entry.place);
    vec![format!("{what}: {}", told.join("; ")), place.to_string()]
}

/// What an edit says on either side, without the places: its value, or the values of a table that came or went.
pub fn values_of(edit: &Edit, scenarios: [&Scenario; 2]) -> [String; 2] {
    let side = |entries: &[Entry], scenario: &Scenario| match entries {
        [] => "–".to_string(),
        [one] if one.key == edit.key => value(one, scenario),
        several => {
            let told = listed("", several, &edit.key, scenario);
            told[0].trim_start_matches(": ").to_string()
        }
    };
    [side(&edit.old, scenarios[0]), side(&edit.new, scenarios[1])]
}

/// A value as it is told; a level of an option with its name, where it has one.
fn value(entry: &Entry, scenario: &Scenario) -> String {
    let told = plain(&entry.value);
    let parts: Vec<&str> = entry.key.split('.').collect();
    let name = match parts[..] {
        ["option_sheet", _, "terms", term] => scenario.given_level_name(term, told.trim_matches('"')),
        _ => None,
    };
    name.map_or(told.clone(), |name| format!("{told} ({name})"))
}

/// A value without the braces of its file.
fn plain(value: &str) -> String {
    match value.strip_prefix("{ ").and_then(|inner| inner.strip_suffix(" }")) {
        Some(inner) if !inner.contains(['{', '"']) => inner.replace(" = ", " "),
        _ => value.to_string(),
    }
}

/// Plain text, no line wider than `width`, fit for a commit message or a mail: what moved, each edit's share of it, then the edits.
pub fn edits_text(edited: &Edited, width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", &edited.title(), "  ");
    page.wrap("", &edited.size(), "  ");
    for note in &edited.notes {
        page.gap();
        page.wrap("", note, "  ");
    }
    tell_result(&mut page, edited);
    tell_edits(&mut page, edited);
    page.finish()
}

fn tell_result(page: &mut Page, edited: &Edited) {
    let (after, changes) = (edited.scenarios[1], &edited.changes);
    if changes.is_empty() {
        return;
    }
    page.gap();
    if changes.iter().all(Change::is_none) {
        let all = thousands(changes.len() as u64);
        let told = format!("No difference: all {all} estimates are exactly the same, in every world.");
        return page.wrap("", &told, "  ");
    }
    page.wrap("", "What moved", "  ");
    moved(page, after, &edited.told());
    page.gap();
    page.wrap("", &same(changes), "  ");
    let Some(attribution) = &edited.attribution else { return };
    for (change, attributed) in edited.split() {
        let mut shares = Block::new(&line(after, change).name, &["share ± error"]);
        for (group, share) in attribution.groups.iter().zip(&attributed.shares) {
            shares.row(group, vec![share_text(change, share)]);
        }
        shares.row("together", vec![line(after, change).difference]);
        page.blocks(&[shares]);
    }
    page.gap();
    page.wrap("", &method(attribution), "  ");
}

fn tell_edits(page: &mut Page, edited: &Edited) {
    let (acting, words) = edited.kinds();
    for (title, edits) in [("Edits", &acting), ("Edits in words, on which no number depends", &words)] {
        if edits.is_empty() {
            continue;
        }
        page.gap();
        page.wrap("", title, "  ");
        for edit in edits {
            page.wrap("  ", &edit.key, "      ");
            for side in sides(edit, edited.scenarios) {
                page.wrap("      ", &side, "        ");
            }
        }
    }
    if edited.edits.is_empty() {
        page.gap();
        page.wrap("", "No edit: the same values on both sides.", "  ");
    }
}

/// How the shares were found, and how exactly they sum.
fn method(attribution: &Attribution) -> String {
    let k = attribution.groups.len();
    let ways = match attribution.orders {
        None => format!("over all {} subsets of the edits", 1_u64 << k),
        Some(orders) => format!(
            "over {orders} orders in which the edits can be made; the error of that choice is in each error"
        ),
    };
    format!(
        "Shares are Shapley’s, {ways}: the mean effect of an edit over the orders. They sum to the difference before rounding."
    )
}

/// A share with its whole error: of the trials, and of the choice of orders.
fn share_text(change: &Change, share: &Share) -> String {
    let value = share.estimate.value;
    let error = whole_error(share);
    if value == 0.0 && error == 0.0 {
        return "exactly 0".into();
    }
    let scale = if change.kind == Kind::Probability { 100.0 } else { 1.0 };
    if error > 0.0 && error.is_finite() {
        return difference_with_error(scale * value, scale * error);
    }
    format!("{} ± ?", plus_or_minus(scale * value, 2))
}

fn whole_error(share: &Share) -> f64 {
    let (trials, orders) = (share.estimate.standard_error, share.order_error);
    (trials * trials + orders * orders).sqrt()
}

/// Markdown: tables of what moved and of each edit's share, then a list of edits.
pub fn edits_markdown(edited: &Edited) -> String {
    let after = edited.scenarios[1];
    let mut out = format!("## {}\n\n{}\n", inert(&edited.title()), inert(&edited.size()));
    for note in &edited.notes {
        let _ = write!(out, "\n{}\n", inert(note));
    }
    let (moves, still): (Vec<&Change>, Vec<&Change>) =
        edited.told().into_iter().partition(|change| !change.is_none());
    if !moves.is_empty() {
        out.push_str("\n### What moved\n\n| | before | after | difference ± error |\n|---|---:|---:|---:|\n");
        for change in moves {
            let row = line(after, change);
            let cells = [row.name, row.before, row.after, row.difference].map(|cell| inert(&cell));
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    if !still.is_empty() {
        let _ = write!(out, "\n{}\n", unmoved(&still));
    }
    if !edited.changes.is_empty() {
        let _ = write!(out, "\n{}\n", same(&edited.changes));
    }
    let split = edited.split();
    if let (Some(attribution), false) = (&edited.attribution, split.is_empty()) {
        let heads: Vec<String> = split.iter().map(|(change, _)| inert(&line(after, change).name)).collect();
        let _ = write!(
            out,
            "\n### Shares of the edits\n\n| | {} |\n|---|{}\n",
            heads.join(" | "),
            "---:|".repeat(split.len())
        );
        for (g, group) in attribution.groups.iter().enumerate() {
            let cells: Vec<String> =
                split.iter().map(|(change, a)| share_text(change, &a.shares[g])).collect();
            let _ = writeln!(out, "| {} | {} |", inert(group), cells.join(" | "));
        }
        let together: Vec<String> = split.iter().map(|(change, _)| line(after, change).difference).collect();
        let _ = write!(out, "| together | {} |\n\n{}\n", together.join(" | "), method(attribution));
    }
    let (acting, words) = edited.kinds();
    for (title, edits) in [("Edits", &acting), ("Edits in words, on which no number depends", &words)] {
        if !edits.is_empty() {
            let _ = write!(out, "\n### {title}\n\n");
            for edit in edits {
                let sides: Vec<String> =
                    sides(edit, edited.scenarios).iter().map(|side| inert(side)).collect();
                let _ = writeln!(out, "* {}: {}", inert(&edit.key), sides.join(" · "));
            }
        }
    }
    out
}

/// Text that Markdown takes for nothing but text.
fn inert(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// All of it for programs; shares are not rounded, so that they sum to the difference.
pub fn edits_json(edited: &[Edited]) -> String {
    let entry = |e: &Entry| json!({ "key": e.key, "value": e.value, "place": e.place });
    let entries = |all: &[Entry]| -> Vec<Value> { all.iter().map(entry).collect() };
    let edit = |e: &Edit| json!({ "key": e.key, "words_only": e.is_words, "old": entries(&e.old), "new": entries(&e.new) });
    let document: Vec<Value> = edited
        .iter()
        .map(|edited| {
            let (worlds, paths, seed) = edited.trials;
            json!({
                "before": { "name": edited.names[0], "scenario": edited.scenarios[0].name },
                "after": { "name": edited.names[1], "scenario": edited.scenarios[1].name },
                "worlds": worlds,
                "paths": paths,
                "seed": seed,
                "notes": edited.notes,
                "edits": edited.edits.iter().map(edit).collect::<Vec<_>>(),
                "changes": edited.changes,
                "attribution": edited.attribution.as_ref().map(attribution_json),
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&document).expect("plain data has a JSON form");
    text.push('\n');
    text
}

fn attribution_json(attribution: &Attribution) -> Value {
    let shares = |attributed: &Attributed| -> Vec<Value> {
        let each = attribution.groups.iter().zip(&attributed.shares);
        each.map(|(group, share)| {
            json!({
                "edit": group,
                "share": share.estimate.value,
                "standard_error": share.estimate.standard_error,
                "order_error": share.order_error,
            })
        })
        .collect()
    };
    let outcome = |a: &Attributed| json!({ "outcome": a.outcome, "by": a.by, "shares": shares(a) });
    json!({
        "method": method(attribution),
        "orders": attribution.orders,
        "outcomes": attribution.outcomes.iter().map(outcome).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_file_is_no_markdown() {
        assert_eq!(inert("a|b <script> [x](y) `z`\n# h"), "a\\|b &lt;script&gt; \\[x\\](y) \\`z\\` \\# h");
    }

    #[test]
    fn a_value_is_told_without_its_braces() {
        assert_eq!(plain("{ pert = [1, 2, 3] }"), "pert [1, 2, 3]");
        assert_eq!(plain("{ p5 = 1, p50 = 2 }"), "p5 1, p50 2");
        assert_eq!(plain("0.5"), "0.5");
        assert_eq!(plain("{ beta = { mean = 0.3, size = 20 } }"), "{ beta = { mean = 0.3, size = 20 } }");
    }
}
