//! What is asked for by which path.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::board::Shows;
use super::guard::Guard;
use super::http::{Answer, Request};
use super::saving;
use super::shared::Office;
use super::sliders::Job;
use super::told;
use crate::drawing::Size;
use crate::lettering::fonts;
use crate::results::sha256;
use crate::{editing, scenario};

/// How long a page waits for news before it asks again.
const NEWS: Duration = Duration::from_secs(20);

const PAGE: &str = include_str!("page/index.html");

/// Answers a request that was admitted.
pub(super) fn answer(office: &Office, request: &Request, path: &str) -> Answer {
    if request.method == "POST" {
        let Ok(order) = serde_json::from_slice::<Value>(&request.body) else { return Answer::nothing(400) };
        return match path {
            "save" => save(office, &order),
            "check" => check(office, &order),
            "slide" => slide(office, &order),
            "save-as" => saving::save_as(office, &order),
            _ => Answer::nothing(404),
        };
    }
    match path {
        "" => page(),
        "desk.css" => Answer::of("text/css", include_str!("page/desk.css")),
        "desk.js" => Answer::of("text/javascript", include_str!("page/desk.js")),
        "editor.js" => Answer::of("text/javascript", include_str!("page/editor.js")),
        "lines.js" => Answer::of("text/javascript", include_str!("page/lines.js")),
        "codemirror.js" => Answer::of("text/javascript", include_str!("page/codemirror.js")),
        "regular.ttf" => Answer::of("font/ttf", fonts()[0]),
        "semi-bold.ttf" => Answer::of("font/ttf", fonts()[1]),
        "state" => state(office, request),
        "assumptions" => Answer::json(&office.shared.look().assumptions.clone()),
        "words" => Answer::json(&office.shared.look().words.clone()),
        "text" => text(office, request),
        "figure" => figure(office, request),
        _ => Answer::nothing(404),
    }
}

/// The page, which may use what this desk gives and nothing else.
fn page() -> Answer {
    let Ok(nonce) = Guard::token() else { return Answer::nothing(500) };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; font-src 'self'; connect-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let page = PAGE.replace("NONCE", &nonce);
    Answer { policy: Some(policy), ..Answer::of("text/html", page) }
}

/// The board, at once or as soon as it is newer than what the page has.
fn state(office: &Office, request: &Request) -> Answer {
    let known = request.asked("after").and_then(|version| version.parse().ok());
    let json = match known {
        Some(version) => office.shared.wait(version, NEWS).json(),
        None => office.shared.look().json(),
    };
    Answer::json(&json)
}

fn figure(office: &Office, request: &Request) -> Answer {
    let size = match request.asked("size") {
        Some("column") => Size::Column,
        Some("half") => Size::Half,
        _ => Size::Slide,
    };
    let shows = if request.asked("with") == Some("sliders") { Shows::Sliders } else { Shows::Files };
    let picture =
        request.asked("name").and_then(|name| office.shared.picture(shows, name, request.asked("of"), size));
    // Another run may have come while the page asked for the figure of one.
    let gone = if request.asked("of").is_some() { 204 } else { 404 };
    picture.map_or(Answer::nothing(gone), |svg| Answer::of("image/svg+xml", svg.as_bytes()))
}

/// One of the files that are followed; no other is read or written.
pub(super) fn followed(office: &Office, name: &str) -> Option<PathBuf> {
    office.shared.look().files.iter().any(|file| file == name).then(|| PathBuf::from(name))
}

fn text(office: &Office, request: &Request) -> Answer {
    let Some(path) = request.asked("file").and_then(|name| followed(office, name)) else {
        return Answer::nothing(404);
    };
    match editing::read(&path) {
        Ok(text) => Answer::json(&json!({ "text": text, "digest": sha256(text.as_bytes()) })),
        Err(refusal) => Answer::refusal(format!("`{}` {refusal}", path.display())),
    }
}

/// Writes a file, unless it is another than the one that the page has read.
fn save(office: &Office, order: &Value) -> Answer {
    let word = |key: &str| order[key].as_str();
    let (Some(name), Some(text), Some(seen)) = (word("file"), word("text"), word("seen")) else {
        return Answer::nothing(400);
    };
    let Some(path) = followed(office, name) else { return Answer::nothing(404) };
    let is_seen = |there: &str| sha256(there.as_bytes()) == seen;
    match editing::replace(&path, text, is_seen) {
        Ok(()) => Answer::json(&json!({ "digest": sha256(text.as_bytes()) })),
        Err(why) => Answer::refusal(why),
    }
}

/// What is wrong with the scenarios if a file held this text.
fn check(office: &Office, order: &Value) -> Answer {
    let (Some(name), Some(text)) = (order["file"].as_str(), order["text"].as_str()) else {
        return Answer::nothing(400);
    };
    let Some(path) = followed(office, name) else { return Answer::nothing(404) };
    let reach = office.order.reach.clone().with_unsaved(&path, text);
    let files = office.shared.look().files.clone();
    let mut found: Vec<Value> = Vec::new();
    for scenario in &office.order.paths {
        let problems = match scenario::load_within(Path::new(scenario), &office.order.layers, &reach) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems,
        };
        for problem in told::problems(&problems, &files) {
            if !found.contains(&problem) {
                found.push(problem);
            }
        }
    }
    Answer::json(&json!({ "problems": found }))
}

fn slide(office: &Office, order: &Value) -> Answer {
    let Some(job) = Job::of(order) else { return Answer::nothing(400) };
    Answer::json(&json!({ "order": office.hand_in(job) }))
}
