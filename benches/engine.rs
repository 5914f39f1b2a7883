//! What a trial costs, also as a multiple of a yardstick that shares the machine's moods: a million draws from a ChaCha8 generator, one by one.
//!
//! `cargo bench` prints, for a few runs of the shipped scenarios on one thread, the least of several timings of each, and its ratio to the
//! yardstick timed beside it. Nothing is passed or failed here: compare the ratios of two versions on one machine.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use hikiwake::draws::Sampling;
use hikiwake::engine::{self, Size, Watcher};
use hikiwake::plan::{Plan, compile};
use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

/// How often each is timed.
const ROUNDS: usize = 5;

/// Options of the shipped library, all of one calendar.
const OPTIONS: [&str; 10] = [
    "condominium",
    "four-island-batch",
    "joint-economic-activity",
    "new-approach",
    "russian-law-zone",
    "status-quo",
    "two-island-1956",
    "two-plus-alpha",
    "two-two-split",
    "zero-plus-alpha",
];

fn main() {
    let plans: Vec<Plan> = OPTIONS.iter().map(|option| load(option)).collect();
    let all: Vec<&Plan> = plans.iter().collect();
    let only = OPTIONS.iter().position(|option| *option == "two-plus-alpha").expect("it is one of them");
    let one = &all[only..=only];
    let cases: [(&str, &[&Plan], u32, u32); 4] = [
        ("one option, 200 worlds of 50 paths", one, 200, 50),
        ("ten options, 100 worlds of 50 paths", &all, 100, 50),
        ("ten options, 200 worlds of 25 paths", &all, 200, 25),
        ("ten options, 500 worlds of 1 path", &all, 500, 1),
    ];
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    let mut least = [f64::INFINITY; 4];
    let mut yardstick = f64::INFINITY;
    for _ in 0..ROUNDS {
        yardstick = yardstick.min(seconds(draw_a_million));
        for (least, (_, plans, worlds, paths)) in least.iter_mut().zip(&cases) {
            *least = least.min(seconds(|| single.install(|| simulate(plans, *worlds, *paths))));
        }
    }
    println!("yardstick: a million draws of ChaCha8 in {:.2} ms", 1e3 * yardstick);
    for (least, (name, plans, worlds, paths)) in least.iter().zip(&cases) {
        let trials = plans.len() as f64 * f64::from(worlds * paths);
        println!(
            "{name:<40} {:>7.2} µs a trial {:>9.1} yardsticks a million trials",
            1e6 * least / trials,
            1e6 * least / trials / yardstick
        );
    }
}

fn load(option: &str) -> Plan {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let loaded = hikiwake::scenario::load(&folder.join(format!("{option}.toml")), &[]);
    compile(&loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario)
}

fn simulate(plans: &[&Plan], worlds: u32, paths: u32) {
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let size = Size::new(1, worlds, paths, Sampling::LatinHypercube);
    std::hint::black_box(engine::simulate(plans, size, &watcher).expect("a finished run"));
}

fn draw_a_million() {
    let mut generator = ChaCha8Rng::seed_from_u64(1);
    let sum = (0..1_000_000).fold(0u64, |sum, _| sum.wrapping_add(generator.next_u64()));
    std::hint::black_box(sum);
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
