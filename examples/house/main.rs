//! Draws the house that CONTRIBUTING.md describes, rooms on floors and arrows between them, as docs/house.svg: `cargo run --example house`.

mod layout;
mod picture;
#[path = "../../tests/house/reading.rs"]
mod reading;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(std::fs::write("docs/house.svg", picture::picture()?)?)
}
