//! What a workbook lists beside its figures, and texts as long as it holds them.

use crate::analysis::{Kind, Note};
use crate::figures::{Cell, Table};
use crate::lettering::clean;
use crate::report::brief::cases::{Named, Run};

/// The longest alternative text. **Unit** characters of UTF-16, in which office programs count.
const LONGEST: usize = 255;

/// A description as long as a workbook holds it, cut at a word.
pub(super) fn alternative(description: &str) -> String {
    let text = clean(description);
    if text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut room = LONGEST - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

/// Every estimate of every scenario in one long table.
pub(super) fn estimates(cases: &[Named]) -> Table {
    let head = [
        "Scenario",
        "Outcome",
        "Name",
        "By",
        "Estimate",
        "Standard error",
        "From (90% of worlds)",
        "To",
        "In words",
        "Unit",
        "Trials that have it",
        "Of trials",
        "Note",
    ];
    let number = |value: Option<f64>| Cell { shown: "–".into(), value, is_share: false };
    let rows = cases.iter().flat_map(|Named { name, case, .. }| {
        case.outcomes.estimates.iter().map(move |row| {
            let texts = [name, &row.outcome, &row.name, &row.by].map(Cell::text);
            let chance =
                |value: Option<f64>| Cell { is_share: row.kind == Kind::Probability, ..number(value) };
            let numbers = [row.estimate, row.standard_error, row.lo, row.hi].map(chance);
            let words = [&row.likelihood, &row.unit].map(|text| Cell::text(text.clone().unwrap_or_default()));
            let counts = [row.hits, row.trials].map(|count| number(count.map(|n| n as f64)));
            let note = Cell::text(row.note.map_or("", Note::id));
            texts.into_iter().chain(numbers).chain(words).chain(counts).chain([note]).collect()
        })
    });
    Table { title: "Estimates".into(), head: head.map(String::from).to_vec(), rows: rows.collect() }
}

/// What each run was made from.
pub(super) fn provenance(runs: &[Run]) -> Table {
    let mut rows = Vec::new();
    for Run { manifest, .. } in runs {
        let facts = [
            ("Run", manifest.digest.clone()),
            ("Program", format!("hikiwake {}, engine {}", manifest.hikiwake, manifest.engine)),
            ("Size", format!("{} worlds × {} paths, {}", manifest.worlds, manifest.paths, manifest.sampling)),
            ("Seed", manifest.seed.to_string()),
        ];
        rows.extend(facts.map(|(what, fact)| vec![Cell::text(what), Cell::text(fact)]));
        rows.extend(manifest.inputs.iter().map(|f| vec![Cell::text(&f.file), Cell::text(&f.sha256)]));
    }
    Table { title: "Provenance".into(), head: vec!["What".into(), "Which".into()], rows }
}
