//! One door, one process: input after input, each with its time, and what went wrong kept.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::doors::{Door, Room};
use super::{corpus, mutation};

/// An input that takes longer has hung.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

/// **Unit** kB.
const MOST_MEMORY: u64 = 1 << 20;

/// Milliseconds since the start at which the input in hand was begun, plus one; 0 between inputs.
static BEGUN: AtomicU64 = AtomicU64::new(0);

fn finds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz")
}

/// Where the input in hand is kept until it is done.
pub fn last_input(door: Door) -> PathBuf {
    finds().join(format!("{door}-in-hand"))
}

/// Tries inputs at a door until the time, or their number, is over; fails if anything was found.
pub fn work(door: Door, seed: u64, seconds: u64, inputs: Option<u64>) -> ExitCode {
    fs::create_dir_all(finds()).expect("a folder for finds");
    let (corpus, mut random) = (corpus::of(door), ChaCha8Rng::seed_from_u64(seed));
    let room = Room::new(door);
    let start = Instant::now();
    std::thread::spawn(move || watch(door, start));
    panic::set_hook(Box::new(|_| {}));
    let (mut tried, mut accepted, mut found, mut slowest) = (0, 0, 0, Duration::ZERO);
    while inputs.map_or(start.elapsed().as_secs() < seconds, |most| tried < most) {
        // The corpus itself comes first.
        let input = match corpus.get(tried as usize) {
            Some(input) => input.clone(),
            None => mutation::mutate(&corpus, &mut random),
        };
        fs::write(last_input(door), &input).expect("the input in hand is kept");
        let begun = Instant::now();
        BEGUN.store(1 + start.elapsed().as_millis() as u64, Ordering::Relaxed);
        let done = panic::catch_unwind(AssertUnwindSafe(|| room.try_input(&input)));
        BEGUN.store(0, Ordering::Relaxed);
        let taken = begun.elapsed();
        slowest = slowest.max(taken);
        tried += 1;
        match done {
            Ok(Ok(is_accepted)) => accepted += u64::from(is_accepted),
            Ok(Err(why)) => found += keep(door, &input, &why),
            Err(fault) => found += keep(door, &input, &format!("a panic: {}", told(fault.as_ref()))),
        }
        if taken > LONGEST {
            found += keep(door, &input, &format!("{:.1} s", taken.as_secs_f64()));
        }
        if tried.is_multiple_of(256) && peak_kilobytes() > MOST_MEMORY {
            found +=
                keep(door, &input, "more than a gigabyte of memory, by this input or one of 256 before it");
            break;
        }
    }
    let milliseconds = slowest.as_secs_f64() * 1e3;
    println!(
        "{:<14} {tried:>9} {accepted:>9} {milliseconds:>12.1} {:>9} {found:>6}",
        door.name(),
        peak_kilobytes() / 1024
    );
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries one input that was kept.
pub fn again(door: Door, file: &Path) -> ExitCode {
    let input = fs::read(file).expect("the input can be read");
    let begun = Instant::now();
    let found = Room::new(door).try_input(&input);
    println!("{found:?} after {:.3} s", begun.elapsed().as_secs_f64());
    if found.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Ends the process when an input does not end.
fn watch(door: Door, start: Instant) {
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let begun = BEGUN.load(Ordering::Relaxed);
        let now = start.elapsed().as_millis() as u64;
        if begun > 0 && now.saturating_sub(begun) > 5 * LONGEST.as_millis() as u64 {
            println!("{door}: an input does not end; it is {}", last_input(door).display());
            std::process::exit(3);
        }
    }
}

/// Keeps an input that did harm, by its digest; counts as one find.
fn keep(door: Door, input: &[u8], why: &str) -> u64 {
    let digest: String = Sha256::digest(input).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let file = finds().join(format!("{door}-{digest}"));
    println!("{door}: {why}; the input is {}", file.display());
    fs::write(file, input).expect("the find is kept");
    1
}

fn told(fault: &(dyn std::any::Any + Send)) -> String {
    let text = fault.downcast_ref::<String>().cloned();
    text.or_else(|| fault.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default()
}

/// The most memory that this process ever had; 0 where the system does not tell.
fn peak_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
