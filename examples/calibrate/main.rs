//! How well errors are told: runs of two scenarios with many seeds, each interval set against the truth.
//!
//! `cargo run --release --example calibrate` writes the table of docs/trust.md anew; `-- --seeds 50` is quicker and says so in the table.

mod study;
mod table;

use std::error::Error;
use std::path::Path;

use hikiwake::draws::Sampling;
use study::{Shape, Study, scores};

/// Runs of each design and size, unless asked otherwise.
const SEEDS: u64 = 200;
/// Worlds of the long run that stands for the truth.
const LONG: u32 = 100_000;

const SHAPES: [Shape; 2] = [
    Shape { worlds: 200, paths: 10, halves: [0.03, 0.015] },
    Shape { worlds: 1000, paths: 25, halves: [0.01, 0.005] },
];

fn main() -> Result<(), Box<dyn Error>> {
    let seeds = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => SEEDS,
        [flag, seeds] if flag == "--seeds" => seeds.parse()?,
        _ => return Err("calibrate takes nothing, or --seeds N".into()),
    };
    let study = Study::new();
    eprintln!("the truth: {LONG} worlds of 25 paths");
    let truths = study.truths(LONG);
    let mut found = Vec::new();
    for shape in SHAPES {
        for (name, sampling) in Sampling::NAMES {
            eprintln!("{} worlds of {} paths, {name}: {seeds} seeds", shape.worlds, shape.paths);
            found.push((shape, name, scores(&study, &truths, seeds, sampling, shape)));
        }
    }
    let table = format!("{seeds} seeds in each cell.\n\n{}", table::markdown(&found));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/trust.md");
    std::fs::write(&page, table::between_markers(&std::fs::read_to_string(&page)?, &table)?)?;
    eprintln!("written to {}", page.display());
    println!("{table}");
    println!("{}", table::details(&found));
    Ok(())
}
