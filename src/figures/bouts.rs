//! Who loses: of all histories of an option, how many end without a loser, with a small or a heavy loss of one side, or with nothing settled; one bar an
//! option, in plain words, where there are too many options for a plane each. It is drawn as end states are.

use crate::analysis::{certain_metric, sum_of};
use crate::engine::band;
use crate::model::{Measure, Scenario, Tone};

use super::chance::Chance;
use super::end_states::{EndStates, EndStatesRow, SegmentKey};
use super::ranking::Behind;
use super::simulated::{Simulated, chance, horizon};

/// A part of the bar: its name, its tone, and the bands that are counted in it.
type Part = (String, Tone, Vec<usize>);

/// What is told apart, in the order of the bar.
fn parts([first, second]: [&str; 2]) -> Vec<Part> {
    let loses = |who: &str, how: &str, band: usize| (format!("{who} loses {how}"), Tone::Broken, vec![band]);
    vec![
        ("Nobody loses".to_string(), Tone::Reached, vec![band::DRAW, band::UNEVEN]),
        loses(first, "a little", band::WAZA_ARI_SECOND),
        loses(first, "heavily", band::IPPON_SECOND),
        loses(second, "a little", band::WAZA_ARI_FIRST),
        loses(second, "heavily", band::IPPON_FIRST),
        ("Both lose".to_string(), Tone::Broken, vec![band::MUTUAL_LOSS]),
        ("Nothing settled".to_string(), Tone::Open, vec![band::NO_BOUT]),
    ]
}

/// The bars of a hikiwake index; none of another metric. What happens under no option is left out.
pub(super) fn of(cases: &[Simulated], metric: &str) -> Option<EndStates> {
    let first = cases[0].scenario;
    let index = first.metrics.iter().find(|m| m.id == metric)?;
    let Measure::Hikiwake { audiences, .. } = &index.measure else { return None };
    let sides = [0, 1].map(|side| party(first, &audiences[side]));
    let parts = parts(sides);
    let rows: Vec<(&str, Vec<Chance>, Option<Behind>)> = cases
        .iter()
        .zip(Behind::without_a_loser(cases, metric))
        .filter_map(|(case, behind)| {
            Some((case.scenario.name.as_str(), shares(case, metric, &parts)?, behind))
        })
        .collect();
    let happens = |part: usize| rows.iter().any(|(_, shares, _)| shares[part].mean > 0.0);
    // The first and the last stay: what is asked about, and what is left.
    let kept: Vec<usize> =
        (0..parts.len()).filter(|&part| part == 0 || part + 1 == parts.len() || happens(part)).collect();
    Some(EndStates {
        what: Some(format!("by who loses against the status quo ({})", index.name)),
        horizon: horizon(first),
        segments: kept
            .iter()
            .map(|&part| SegmentKey { name: parts[part].0.clone(), tone: parts[part].1 })
            .collect(),
        rows: rows
            .into_iter()
            .map(|(name, shares, behind)| EndStatesRow {
                name: name.to_string(),
                shares: kept.iter().map(|&part| shares[part]).collect(),
                behind,
            })
            .collect(),
    })
}

/// The party of an audience.
fn party<'s>(scenario: &'s Scenario, audience: &'s str) -> &'s str {
    scenario.audience(audience).map_or(audience, |(party, _)| party.name.as_str())
}

fn shares(case: &Simulated, metric: &str, parts: &[Part]) -> Option<Vec<Chance>> {
    let bands = case.tally.metrics[case.metric(metric)?].bands.as_ref()?;
    let certain = certain_metric(case.plan, metric);
    let of = |(_, _, counted): &Part| {
        let counts = sum_of(counted.iter().map(|&band| &bands[band]), case.tally);
        chance(&counts, case.tally, certain)
    };
    Some(parts.iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_band_is_told_once_and_by_who_loses() {
        let parts = parts(["Upland", "Lowland"]);
        let mut bands: Vec<usize> = parts.iter().flat_map(|part| part.2.clone()).collect();
        bands.sort_unstable();
        assert_eq!(bands, (band::DRAW..=band::NO_BOUT).collect::<Vec<_>>());
        // An ippon to the first is a heavy loss of the second.
        let of = |band: usize| parts.iter().find(|part| part.2.contains(&band)).map(|part| part.0.as_str());
        assert_eq!(of(band::IPPON_FIRST), Some("Lowland loses heavily"));
        assert_eq!(of(band::WAZA_ARI_SECOND), Some("Upland loses a little"));
    }
}
