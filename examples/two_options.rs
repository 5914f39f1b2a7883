//! Compares two options in the same worlds: `cargo run --example two_options`.

use hikiwake::scenario::Reach;
use hikiwake::study::{Study, Unwatched};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files = ["scenarios/two-plus-alpha.toml", "scenarios/zero-plus-alpha.toml"];
    let study = Study::load(&files, &["worlds=200".to_string()], &Reach::default())?;
    let simulated = study.simulate(study.size()?, &Unwatched)?;
    let estimates = study.estimates(&simulated);
    for change in estimates.changes[0].iter().filter(|change| change.outcome.starts_with("segment.")) {
        let (Some(difference), Some(error)) = (change.difference, change.standard_error) else { continue };
        println!("{} by {}: {difference:+.4} ± {error:.4}", change.name, change.by);
    }
    Ok(())
}
