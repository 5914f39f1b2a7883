//! Draws a tornado: each free quantity of a scenario at its 5 % and its 95 % point, on the same draws: `cargo run --release --example tornado`.

use std::time::Instant;

use hikiwake::drawing::Size;
use hikiwake::figures::{Figure, Provenance, Tornado, TornadoBar};
use hikiwake::scenario::Reach;
use hikiwake::study::{Study, Unwatched, draw};

const OUTCOME: &str = "segment.settlement.open";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let layers = ["worlds=200".to_string(), "paths=25".to_string()];
    let study = Study::load(&["scenarios/two-plus-alpha.toml"], &layers, &Reach::default())?;
    let (case, size, started) = (&study.cases()[0], study.size()?, Instant::now());
    let keys: Vec<&str> = case.plan.free().map(|(key, _)| key).collect();
    let pinned =
        keys.iter().flat_map(|key| [0.05, 0.95].map(|share| study.variant(0).at_quantile(key, share)));
    let pinned = pinned.collect::<Result<Vec<_>, _>>()?;
    let mut ends = Vec::new();
    let all = [study.variant(0)].into_iter().chain(pinned);
    study.each_variant(all, size, &Unwatched, |_, varied| ends.extend(varied.estimated(OUTCOME)))?;
    eprintln!("{} pairs in {:.1} s", keys.len(), started.elapsed().as_secs_f64());
    let bars = keys.iter().zip(ends[1..].chunks(2)).map(|(key, ends)| {
        let input =
            |share| case.plan.law(key).map_or(String::new(), |law| format!("{:.3}", law.quantile(share)));
        TornadoBar {
            name: key.to_string(),
            low_input: input(0.05),
            high_input: input(0.95),
            low: ends[0].by_world.value,
            high: ends[1].by_world.value,
            standard_error: ends[1].by_world.minus(&ends[0].by_world).standard_error(size.clusters()),
        }
    });
    let mut bars: Vec<TornadoBar> = bars.collect();
    bars.sort_by(|a, b| (b.high - b.low).abs().total_cmp(&(a.high - a.low).abs()));
    bars.truncate(12);
    let (scenario, range) = (case.scenario().name.clone(), "from its 5% to its 95% quantile".to_string());
    let outcome = "Open, nothing signed".to_string();
    let base = ends[0].by_world.value;
    let tornado = Tornado { outcome, unit: None, scenario, range, base, bars };
    let provenance = Provenance::new(case.file.as_str(), study.digest(size, None), size);
    for (name, picture) in draw(&[Figure::new("tornado", tornado, provenance)], &[Size::Slide]).pictures {
        std::fs::write(std::env::temp_dir().join(format!("{name}.svg")), picture.svg)?;
    }
    Ok(())
}
