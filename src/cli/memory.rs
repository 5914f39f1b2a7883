//! What a simulation will take of memory is said before it begins, and what cannot fit is refused.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::{Effort, Failure, printer};
use crate::engine::{Size, memory_needed};
use crate::plan::Plan;

/// From here on it is worth a word. **Unit** bytes.
const WORTH_A_WORD: u64 = 500 << 20;

/// Says what simulating these plans takes, if that is much.
///
/// **Errors** it is more than the machine has left.
pub fn check(plans: &[&Plan], size: Size, effort: &Effort) -> Result<(), Failure> {
    let needed = memory_needed(plans, size, rayon::current_num_threads());
    if needed < WORTH_A_WORD {
        return Ok(());
    }
    let free = free();
    if let Some(free) = free.filter(|&free| free < needed) {
        return Err(Failure::Usage(format!(
            "{} worlds × {} paths take about {} of memory, and {} are free: take fewer --worlds (more --paths take none) or a lower --at-most, fewer files at once, or fewer --threads",
            size.worlds,
            size.paths,
            told(needed),
            told(free)
        )));
    }
    if !effort.quiet {
        printer::message("note", &format!("this takes about {} of memory", told(needed)));
    }
    Ok(())
}

/// Memory that the program may still take, also where it runs under a limit of its own. **Unit** bytes; none where the system does not tell.
fn free() -> Option<u64> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok()?;
    let limited = system.cgroup_limits().map(|limits| limits.free_memory);
    let machine = Some(system.available_memory()).filter(|&bytes| bytes > 0);
    match (machine, limited) {
        (Some(machine), Some(limited)) => Some(machine.min(limited)),
        (machine, limited) => machine.or(limited),
    }
}

/// A size in words.
fn told(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 1000.0 { format!("{megabytes:.0} MB") } else { format!("{:.1} GB", megabytes / 1000.0) }
}
