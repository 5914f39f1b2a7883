//! Loads a scenario, changes a quantity in memory, simulates, and reads an estimate with its error: `cargo run --example one_estimate`.

use hikiwake::scenario::Reach;
use hikiwake::study::{Study, Unwatched};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let layers = ["worlds=200".to_string(), "paths=25".to_string()];
    let study = Study::load(&["scenarios/two-plus-alpha.toml"], &layers, &Reach::default())?;
    let willing = study.variant(0).with_value("factor.russia_willingness.start", 0.5)?;
    study.each_variant([study.variant(0), willing], study.size()?, &Unwatched, |place, varied| {
        let who = ["as it is", "more willing"][place];
        if let Some(row) = varied.estimate("segment.settlement.in_force") {
            let [chance, error] = [row.estimate, row.standard_error].map(|x| 100.0 * x.unwrap_or(f64::NAN));
            println!("{who}: {} by {}: {chance:.2} % ± {error:.2}", row.name, row.by);
        }
    })?;
    Ok(())
}
