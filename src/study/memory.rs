//! What a simulation will take of memory is told before it begins, and what cannot fit is refused.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// From here on it is worth a word. **Unit** bytes.
pub const WORTH_A_WORD: u64 = 500 << 20;

/// Memory that the program may still take, also where it runs under a limit of its own. **Unit** bytes; none where the system does not tell.
pub fn free() -> Option<u64> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok()?;
    let limited = system.cgroup_limits().map(|limits| limits.free_memory);
    let machine = Some(system.available_memory()).filter(|&bytes| bytes > 0);
    match (machine, limited) {
        (Some(machine), Some(limited)) => Some(machine.min(limited)),
        (machine, limited) => machine.or(limited),
    }
}

/// A number of bytes in words: 600 MB, 1.2 GB.
pub fn in_words(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 1000.0 { format!("{megabytes:.0} MB") } else { format!("{:.1} GB", megabytes / 1000.0) }
}
