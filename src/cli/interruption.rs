//! Ctrl-C, in every verb and phase: whoever works in blocks stops between two of them; what has not stopped within a moment is ended.
//!
//! A run folder and every other file appears under its name only when it is whole, so the program may be ended anywhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::printer;

/// The exit code of a program that was interrupted.
pub const EXIT_CODE: u8 = 130;

/// How long a verb may take to stop by itself.
const GRACE: Duration = Duration::from_millis(500);

/// Whether somebody has pressed Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether something that the verb was asked for already has its name.
static WRITTEN: AtomicBool = AtomicBool::new(false);

/// Whether Ctrl-C is how the verb ends, done.
static WAY_OUT: AtomicBool = AtomicBool::new(false);

/// Says that the verb goes on until Ctrl-C, which is its ordinary end.
pub fn is_the_way_out() {
    WAY_OUT.store(true, Ordering::Relaxed);
}

/// Whether the verb was cut short.
pub fn has_cut_short() -> bool {
    INTERRUPTED.load(Ordering::Relaxed) && !WAY_OUT.load(Ordering::Relaxed)
}

/// The flag that Ctrl-C sets; the simulation looks at it between blocks of paths.
pub fn flag() -> &'static AtomicBool {
    &INTERRUPTED
}

/// Notes that a file or folder of the verb has its name, so that an interruption no longer says that nothing was written.
pub fn note_written() {
    WRITTEN.store(true, Ordering::Relaxed);
}

/// Says that the verb was interrupted, and what that leaves.
pub fn tell() {
    let left = match WRITTEN.load(Ordering::Relaxed) {
        true => "what was written before is whole, the rest is not there",
        false => "nothing was written",
    };
    printer::message("interrupted", left);
}

/// Listens to Ctrl-C from now on.
pub fn listen() {
    let on_signal = || {
        INTERRUPTED.store(true, Ordering::Relaxed);
        std::thread::sleep(GRACE);
        if WAY_OUT.load(Ordering::Relaxed) {
            std::process::exit(0);
        }
        tell();
        std::process::exit(EXIT_CODE.into());
    };
    if ctrlc::set_handler(on_signal).is_err() {
        printer::message("warning", "Ctrl-C cannot be caught here");
    }
}
