//! How long it takes from a saved edit to its numbers and charts at the desk: the median of several edits of one scenario.
//!
//! `cargo run --release --example edit_to_page -- scenarios/two-plus-alpha.toml`
//!
//! It follows a thin file that extends the scenario, in the scenario's own folder, and sets one number anew each time.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Instant;

use hikiwake::desk::Desk;
use hikiwake::follow::Order;
use hikiwake::scenario::Reach;
use hikiwake::study::Unwatched;
use serde_json::Value;

/// Edits that are timed.
const EDITS: usize = 11;

/// A file that goes with the program.
struct Thin(PathBuf);

impl Drop for Thin {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn get(address: &str, what: &str) -> Result<String, Box<dyn Error>> {
    let place = address.trim_start_matches("http://");
    let (host, path) = place.split_once('/').ok_or("no address")?;
    let mut stream = TcpStream::connect(host)?;
    stream.write_all(format!("GET /{path}{what} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.split_once("\r\n\r\n").ok_or("no answer")?.1.to_string())
}

/// The board once it is as it should be.
fn wait(address: &str, is_there: impl Fn(&Value) -> bool) -> Result<Value, Box<dyn Error>> {
    let mut state: Value = serde_json::from_str(&get(address, "state")?)?;
    while !is_there(&state) {
        state = serde_json::from_str(&get(address, &format!("state?after={}", state["version"]))?)?;
    }
    Ok(state)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let scenario = PathBuf::from(arguments.next().unwrap_or_else(|| "scenarios/two-plus-alpha.toml".into()));
    let key = arguments.next().unwrap_or_else(|| "factor.russia_willingness.start".into());
    let name = scenario.file_name().ok_or("name a scenario file")?.to_string_lossy().into_owned();
    let thin = Thin(scenario.with_file_name(format!("edit-to-page-{}.toml", std::process::id())));
    let edit = |value: f64| std::fs::write(&thin.0, format!("extends = {name:?}\n{key} = {value:?}\n"));
    edit(0.0)?;
    let order = Order { paths: vec![thin.0.clone()], layers: Vec::new(), reach: Reach::default() };
    let desk = Desk::open(order, None)?;
    let address = desk.address();
    std::thread::spawn(move || desk.serve(&Unwatched));
    let is_whole = |state: &Value| !state["influential"].as_array().is_none_or(Vec::is_empty);
    let mut last = wait(&address, is_whole)?["result"]["digest"].clone();
    println!("seconds from a saved edit of `{key}` in {name} to …, and what the desk took for its numbers");
    let titles =
        ["numbers", "ladder", "moved", "all charts", "reading", "simulating", "estimating", "the rest"];
    titles.iter().for_each(|title| print!("{title:>11}"));
    println!();
    let mut times: [Vec<f64>; 8] = Default::default();
    for n in 1..=EDITS {
        std::thread::sleep(std::time::Duration::from_millis(1500));
        let begun = Instant::now();
        edit(n as f64 / 20.0)?;
        let state = wait(&address, |state| state["result"]["digest"] != last)?;
        let numbers = begun.elapsed().as_secs_f64();
        last = state["result"]["digest"].clone();
        let took = &state["result"]["took"];
        let [reading, simulating, estimating] =
            ["reading", "simulating", "estimating"].map(|what| took[what].as_f64().unwrap_or_default());
        // The page asks for each figure as soon as it is told of it; the ladder is the first.
        let draw = |name: &str| match get(&address, &format!("figure?name={name}"))?.is_empty() {
            true => Err(format!("{name} was not drawn").into()),
            false => Ok::<f64, Box<dyn Error>>(begun.elapsed().as_secs_f64()),
        };
        let state = wait(&address, |state| state["figures"][0]["of"] == last)?;
        let ladder = draw(state["figures"][0]["name"].as_str().unwrap_or_default())?;
        wait(&address, |state| state["moved"]["of"] == last)?;
        let moved = begun.elapsed().as_secs_f64();
        let is_new = |figure: &Value| figure["of"] == last;
        let state = wait(&address, |state| {
            state["figures"].as_array().is_some_and(|figures| figures.iter().all(is_new))
        })?;
        let mut all = ladder;
        for figure in state["figures"].as_array().into_iter().flatten() {
            all = draw(figure["name"].as_str().unwrap_or_default())?;
        }
        // The rest is seeing that the file has changed, and telling the page.
        let rest = numbers - reading - simulating - estimating;
        let at = [numbers, ladder, moved, all, reading, simulating, estimating, rest];
        at.iter().for_each(|time| print!("{time:>11.3}"));
        println!();
        times.iter_mut().zip(at).for_each(|(times, time)| times.push(time));
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    times.each_mut().map(median).iter().for_each(|time| print!("{time:>11.3}"));
    println!("   medians of {EDITS}");
    Ok(())
}
