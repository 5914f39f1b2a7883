//! What the file of a chart is called: no two charts of a run share a name, whatever their ids, on any file system.

use super::figure::Figure;
use crate::model::{Chart, ChartSize as Size};
use crate::results::sha256;

/// Longer ids are cut and told apart by their digest. **Unit** bytes.
const CUT_AT: usize = 100;

/// What stands after a figure's name, with `-` before it, besides numbers: its size, or how its text is set.
const ENDINGS: [&str; 4] = ["slide", "half", "column", "outlined"];

/// The name of a chart's figure.
///
/// **Shape** `-` between the words: `dotplot.land_value` is `dotplot-land-value`. An id that ends in a number or a size keeps its `_`, so that
/// `dotplot.x_half` (`dotplot-x_half`) is not `dotplot.x` at half size (`dotplot-x-half`); a capital is `~` and the small letter, since not every file
/// system tells them apart.
pub(crate) fn figure_name(chart: &Chart) -> String {
    let key = chart.to_string();
    match key.split_once('.') {
        None => key.replace('_', "-"),
        Some((kind, id)) => format!("{}-{}", kind.replace('_', "-"), of_id(id)),
    }
}

fn of_id(id: &str) -> String {
    let last = id.rsplit_once('_').map(|(_, last)| last);
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let ends_alike = last.is_some_and(|last| is_number(last) || ENDINGS.contains(&last));
    if !ends_alike && id.len() <= CUT_AT && !id.contains(|c: char| c.is_uppercase()) {
        return id.replace('_', "-");
    }
    let told =
        |c: char| if c.is_ascii_uppercase() { format!("~{}", c.to_ascii_lowercase()) } else { c.to_string() };
    let whole: String = id.chars().map(told).collect();
    match whole.len() <= CUT_AT {
        true => whole,
        false => {
            let start: String = id.chars().take(30).map(told).collect();
            format!("{start}~~{}", sha256(id.as_bytes()))
        }
    }
}

impl Figure {
    /// The name of its file in a size, without an ending; slides have none of their size in it.
    pub fn file(&self, size: Size) -> String {
        match size {
            Size::Slide => self.name.clone(),
            _ => format!("{}-{}", self.name, size.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::results::{fault_of_part, without_case};

    #[test]
    fn names_are_what_they_were_where_nothing_is_like_them() {
        for (chart, name) in [
            (Chart::Ladder, "ladder"),
            (Chart::EndStates, "end-states"),
            (Chart::Flow, "flow"),
            (Chart::Plane("hikiwake_governments".into()), "plane-hikiwake-governments"),
            (Chart::Fan("leader_trust".into()), "fan-leader-trust"),
            (Chart::Dotplot("half".into()), "dotplot-half"),
            (Chart::Dotplot("x_half".into()), "dotplot-x_half"),
            (Chart::Dotplot("area_2026".into()), "dotplot-area_2026"),
            (Chart::Dotplot("X".into()), "dotplot-~x"),
        ] {
            assert_eq!(figure_name(&chart), name);
        }
    }

    /// Ids made of what names are made of.
    fn id() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("x".to_string()),
            Just("X".to_string()),
            Just("half".to_string()),
            Just("Half".to_string()),
            Just("column".to_string()),
            Just("outlined".to_string()),
            Just("2".to_string()),
            Just("".to_string()),
            Just("long".repeat(30)),
            "[a-zA-Z0-9]{1,3}",
        ];
        prop::collection::vec(part, 1..4)
            .prop_map(|parts| parts.join("_"))
            .prop_filter("an id", |id| !id.is_empty())
    }

    fn chart() -> impl Strategy<Value = Chart> {
        prop_oneof![
            Just(Chart::Ladder),
            Just(Chart::EndStates),
            Just(Chart::StageChances),
            Just(Chart::Bundle),
            Just(Chart::Flow),
            id().prop_map(Chart::Dotplot),
            id().prop_map(Chart::Exceedance),
            id().prop_map(Chart::Plane),
            id().prop_map(Chart::Bouts),
            id().prop_map(Chart::Fan),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_two_charts_of_a_run_share_a_file(charts in prop::collection::vec(chart(), 2..30)) {
            let mut files: BTreeMap<String, String> = BTreeMap::new();
            for chart in charts {
                for number in ["", "-2", "-3"] {
                    for ending in ["", "-half", "-column", "-outlined", "-half-outlined"] {
                        let file = format!("{}{number}{ending}", figure_name(&chart));
                        prop_assert!(file.len() <= 200 && fault_of_part(&file).is_none(), "{}", file);
                        let what = format!("{chart} {number} {ending}");
                        let other = files.insert(without_case(&file), what.clone());
                        prop_assert!(other.is_none() || other == Some(what.clone()), "{:?} and {}", other, what);
                    }
                }
            }
        }
    }
}
