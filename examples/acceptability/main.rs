//! Writes docs/acceptability.md, the shipped table with what follows from it: `cargo run --release --example acceptability` (a second).
//!
//! Its words are in `acceptability.md` beside this file; whatever is a number is worked out here.

#![allow(clippy::unwrap_used, reason = "a page that cannot be written stops the program")]

mod page;

fn main() {
    std::fs::write(page::PAGE, page::page().unwrap()).unwrap();
}
