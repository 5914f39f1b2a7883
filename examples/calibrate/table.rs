//! The table of docs/trust.md.

use std::collections::BTreeMap;

use super::study::{KINDS, Score, Shape};

/// The scores of one size and design.
pub type Found = (Shape, &'static str, BTreeMap<(&'static str, String), Score>);

/// Where the table begins, and where it ends.
const MARKERS: [&str; 2] =
    ["<!-- written by cargo run --release --example calibrate -->", "<!-- end of what calibrate writes -->"];

/// The page with this table in it.
///
/// **Errors** a page without the markers.
pub fn between_markers(page: &str, table: &str) -> Result<String, String> {
    let [begin, end] = MARKERS.map(|marker| page.find(marker));
    let (Some(begin), Some(end)) = (begin, end) else {
        return Err(format!("docs/trust.md lacks “{}” or “{}”", MARKERS[0], MARKERS[1]));
    };
    Ok(format!("{}{}\n{table}{}", &page[..begin], MARKERS[0], &page[end..]))
}

/// One row a kind and size.
pub fn markdown(found: &[Found]) -> String {
    let mut text = String::from("| kind of estimate | worlds × paths |");
    let designs: Vec<&str> = found.iter().take(3).map(|(_, design, _)| *design).collect();
    for design in &designs {
        text.push_str(&format!(" {design} |"));
    }
    text.push_str(" least covered |\n|---|--:|");
    text.push_str(&"--:|".repeat(designs.len()));
    text.push_str("---|\n");
    for kind in KINDS {
        for of_size in found.chunks(designs.len()) {
            let shape = of_size[0].0;
            text.push_str(&format!("| {kind} | {} × {} |", thousands(shape.worlds), shape.paths));
            for (_, _, scores) in of_size {
                text.push_str(&format!(" {} |", cell(kind, scores)));
            }
            text.push_str(&format!(" {} |\n", least(kind, of_size)));
        }
    }
    text
}

fn of_kind<'s>(
    kind: &str,
    scores: &'s BTreeMap<(&'static str, String), Score>,
) -> impl Iterator<Item = (&'s str, &'s Score)> {
    scores.iter().filter(move |((of, _), _)| *of == kind).map(|((_, name), score)| (name.as_str(), score))
}

/// The median of the ratios, and the mean of the coverages.
fn cell(kind: &str, scores: &BTreeMap<(&'static str, String), Score>) -> String {
    let of_worlds = kind.starts_with("90%");
    let mut ratios: Vec<f64> = of_kind(kind, scores)
        .filter_map(|(_, score)| if of_worlds { Some(score.mean()) } else { score.ratio() })
        .filter(|ratio| ratio.is_finite())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios.get(ratios.len() / 2).map_or("–".to_string(), |ratio| format!("{ratio:.2}"));
    let (mut told, mut runs, mut covered) = (0, 0, 0.0);
    for (_, score) in of_kind(kind, scores) {
        told += score.told;
        runs += score.runs;
        covered += score.covered;
    }
    if told == 0 {
        return "not told".into();
    }
    let coverage = 100.0 * covered / f64::from(told);
    let seldom = if told < runs {
        format!(", told {:.0}%", 100.0 * f64::from(told) / f64::from(runs))
    } else {
        String::new()
    };
    format!("{ratio} · {coverage:.0}%{seldom}")
}

fn least(kind: &str, found: &[Found]) -> String {
    let all = found.iter().flat_map(|(_, design, scores)| {
        of_kind(kind, scores).filter_map(move |(name, score)| Some((score.coverage()?, name, *design)))
    });
    match all.min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((coverage, name, design)) => format!("{:.0}%: `{name}`, {design}", 100.0 * coverage),
        None => "–".into(),
    }
}

/// Every single estimate, for the terminal.
pub fn details(found: &[Found]) -> String {
    let mut text = String::new();
    for (shape, design, scores) in found {
        for ((kind, name), score) in scores {
            let ratio = score.ratio().map_or("–".into(), |ratio| format!("{ratio:.2}"));
            let coverage =
                score.coverage().map_or("–".into(), |coverage| format!("{:.1}%", 100.0 * coverage));
            text.push_str(&format!(
                "{} × {} {design}: {kind}: {name}: mean {:.6}, ratio {ratio}, {coverage} of {} told of {}\n",
                shape.worlds,
                shape.paths,
                score.mean(),
                score.told,
                score.runs
            ));
        }
    }
    text
}

fn thousands(n: u32) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) }
}
