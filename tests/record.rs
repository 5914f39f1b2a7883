//! The second pass sees the histories of the run: each column equals what a replay of that trial gives.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;

use hikiwake::draws::Sampling;
use hikiwake::engine::{Size, record, replay};
use hikiwake::{plan, scenario};

#[test]
fn a_recorded_history_is_the_replayed_one() {
    for file in ["tests/scenarios/kitchen-sink.toml", "scenarios/new-approach.toml"] {
        let loaded = scenario::load(Path::new(file), &[]).unwrap();
        let plan = plan::compile(&loaded.scenario);
        let factors: Vec<usize> = (0..plan.factors.len()).rev().collect();
        // More worlds than a block holds, and not a multiple of it.
        let size = Size::new(7, 80, 2, Sampling::LatinHypercube);
        let kept = record(&[(&plan, factors.as_slice())], size, 67).unwrap().remove(0);
        for world in [0, 1, 63, 64, 66] {
            let history = replay(&plan, size, world, 0).unwrap();
            let w = world as usize;
            for (f, months) in factors.iter().zip(&kept.factors) {
                for (levels, told) in months.iter().zip(&history.factors) {
                    assert_eq!(levels[w].to_bits(), told[*f].to_bits(), "{file}, world {world}");
                }
                assert_eq!(months.len(), history.factors.len());
            }
            let ends: Vec<usize> = kept.ends.iter().map(|states| states[w]).collect();
            assert_eq!(Some(&ends), history.states.last());
            let metrics: Vec<Option<f64>> = kept.metrics.iter().map(|values| values[w]).collect();
            assert_eq!(metrics, history.metrics);
            for (m, band) in history.bands.iter().enumerate() {
                assert_eq!(kept.bands[m].get(w).copied(), *band);
                if band.is_some() {
                    let gains = kept.gains[m][w];
                    assert_eq!(
                        gains.map(|[a, b]| a.min(b)),
                        history.metrics[m],
                        "the index is the smaller gain"
                    );
                }
            }
            if let Some((agenda, options)) = &plan.tables[0].agenda {
                assert_eq!(kept.options[w], options[ends[*agenda]]);
            }
        }
    }
}
