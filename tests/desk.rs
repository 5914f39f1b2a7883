//! The desk as its users meet it: a program that serves one page to this machine; asked by hand, and in a real browser.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::common::browser::Browser;
use crate::common::desk::Desk;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// A size at which the numbers that move the answer are told from chance.
const SIZE: [&str; 4] = ["--worlds", "200", "--paths", "25"];

/// A desk that runs, ended when it is dropped.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(place: &Desk, files: &[&str]) -> Running {
        let arguments = [&["desk"], files, &SIZE].concat();
        let mut child =
            place.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Running { child, address: line.trim().to_string() }
    }

    fn port(&self) -> &str {
        self.address.strip_prefix("http://127.0.0.1:").unwrap().split('/').next().unwrap()
    }

    /// The path of the page, with the token.
    fn path(&self) -> &str {
        &self.address[self.address.rfind(self.port()).unwrap() + self.port().len()..]
    }

    /// Sends these lines and gives the whole answer.
    fn say(&self, lines: &[&str], body: &str) -> String {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port())).unwrap();
        let length = format!("Content-Length: {}", body.len());
        let head = [lines, &[length.as_str(), "", ""]].concat().join("\r\n");
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, what: &str) -> Value {
        let answer = self.say(
            &[&format!("GET {}{what} HTTP/1.1", self.path()), &format!("Host: 127.0.0.1:{}", self.port())],
            "",
        );
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{what}: {head}");
        serde_json::from_str(body).unwrap()
    }

    fn post(&self, what: &str, order: &Value) -> (u16, Value) {
        let host = format!("127.0.0.1:{}", self.port());
        let lines = [
            format!("POST {}{what} HTTP/1.1", self.path()),
            format!("Host: {host}"),
            format!("Origin: http://{host}"),
            "Content-Type: application/json".to_string(),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = self.say(&lines, &order.to_string());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
    }

    /// The board once it is as it should be.
    fn wait(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let state = self.get("state");
            if is_there(&state) {
                return state;
            }
            assert!(begun.elapsed() < PATIENCE, "never came: {what}\n{state:#}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A scenario with what the tests edit.
fn mine(place: &Desk, more: &str) -> String {
    place.over_minimal("mine.toml", &format!("name = \"Mine\"\n{more}"))
}

fn text_of(more: &str) -> String {
    format!("extends = \"minimal.toml\"\nname = \"Mine\"\n{more}")
}

#[test]
fn whoever_does_not_know_the_token_is_told_nothing() {
    let place = Desk::new();
    let file = mine(&place, "");
    let desk = Running::start(&place, &[&file]);
    let (path, port) = (desk.path().to_string(), desk.port().to_string());
    let own = format!("Host: 127.0.0.1:{port}");
    let page = desk.say(&[&format!("GET {path} HTTP/1.1"), &own], "");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<title>Desk</title>"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("no-referrer"), "{page}");
    assert!(
        desk.say(&[&format!("GET {path} HTTP/1.1"), &format!("Host: localhost:{port}")], "")
            .starts_with("HTTP/1.1 200")
    );
    let origin = format!("Origin: http://127.0.0.1:{port}");
    let json = "Content-Type: application/json";
    let save = json!({ "file": file, "text": "name = \"taken\"", "seen": "" }).to_string();
    let wrong = path.replace(|c: char| c.is_ascii_digit(), "x");
    assert_ne!(wrong, path);
    let get = format!("GET {path}state HTTP/1.1");
    let post = format!("POST {path}slide HTTP/1.1");
    for (what, lines, body) in [
        ("no token", vec!["GET /state HTTP/1.1", &own], ""),
        ("another token", vec![&*format!("GET {wrong}state HTTP/1.1"), &own], ""),
        ("another host", vec![&*get, "Host: evil.example"], ""),
        ("another port", vec![&*get, "Host: 127.0.0.1:1"], ""),
        ("no host", vec![&*get], ""),
        ("two hosts", vec![&*get, &own, "Host: evil.example"], ""),
        ("another origin", vec![&*get, &own, "Origin: http://evil.example"], ""),
        ("an origin of another port", vec![&*get, &own, "Origin: http://127.0.0.1:1"], ""),
        ("another site", vec![&*get, &own, "Sec-Fetch-Site: cross-site"], ""),
        ("a POST without origin", vec![&*post, &own, json], "{\"values\":{}}"),
        ("a POST from elsewhere", vec![&*post, &own, json, "Origin: null"], "{\"values\":{}}"),
        ("a POST of a form", vec![&*post, &own, &origin, "Content-Type: text/plain"], "{\"values\":{}}"),
        ("another method", vec![&*format!("PUT {path}save HTTP/1.1"), &own, &origin, json], &*save),
    ] {
        let answer = desk.say(&lines, body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        assert!(head.starts_with("HTTP/1.1 403") && body.is_empty(), "{what}: {answer}");
    }
    // What is admitted reads and writes no other file, and a GET changes nothing.
    let secret = place.write("secret.toml", "name = \"Secret\"\n");
    for other in [secret.as_str(), "/etc/passwd", "../secret.toml"] {
        let (status, told) = desk.post("save", &json!({ "file": other, "text": "x", "seen": "" }));
        assert_eq!((status, told), (404, Value::Null), "{other}");
    }
    for name in ["../out", "a/b", ".hidden", "", "mine"] {
        let (status, _) = desk.post("save-as", &json!({ "name": name, "place": 0, "values": {} }));
        assert_eq!(status, 409, "{name}");
    }
    let answer = desk.say(&[&format!("GET {path}save HTTP/1.1"), &own], &save);
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert_eq!(fs::read_to_string(&file).unwrap(), text_of(""));
    assert_eq!(place.names(), ["mine.toml", "minimal.toml", "secret.toml"]);
}

#[test]
fn what_was_written_meanwhile_is_not_written_over() {
    let place = Desk::new();
    let file = mine(&place, "");
    let desk = Running::start(&place, &[&file]);
    desk.wait("a result", |state| !state["result"].is_null());
    let file_name = desk.get("state")["files"][0].as_str().unwrap().to_string();
    let seen = desk.get(&format!("text?file={}", file_name.replace('/', "%2F")))["digest"].clone();
    fs::write(&file, text_of("# from elsewhere\n")).unwrap();
    let order = json!({ "file": file_name, "text": text_of("# mine\n"), "seen": seen });
    let (status, told) = desk.post("save", &order);
    assert_eq!(status, 409);
    assert!(told["refused"].as_str().unwrap().contains("changed meanwhile"), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), text_of("# from elsewhere\n"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let place = Desk::new();
    let file = mine(&place, "");
    let mut desk = Running::start(&place, &[&file]);
    desk.wait("a result", |state| !state["result"].is_null());
    let id = desk.child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(desk.child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(format!("127.0.0.1:{}", desk.port())).is_err(), "nobody listens any more");
}

#[test]
fn sliders_come_to_what_their_file_comes_to() {
    let place = Desk::new();
    let file = mine(&place, "");
    let desk = Running::start(&place, &[&file]);
    let first = desk.wait("figures and sliders", |state| {
        !state["influential"].as_array().unwrap().is_empty()
            && !state["figures"].as_array().unwrap().is_empty()
    });
    assert!(first["influential"].as_array().unwrap().len() <= 10);
    let values = json!({ "factor.trust.start": 1.5, "party.upland.audience.council.reservation": 3 });
    assert_eq!(desk.post("slide", &json!({ "values": values })).0, 200);
    let slid = desk.wait("what the sliders come to", |state| state["slid"]["scenarios"].is_array());
    assert!(!slid["slid"]["moved"][0]["rows"].as_array().unwrap().is_empty(), "{slid:#}");
    let (status, told) = desk.post("save-as", &json!({ "name": "slid", "place": 0, "values": values }));
    assert_eq!(status, 200, "{told}");
    assert_eq!(
        desk.post("save-as", &json!({ "name": "slid", "place": 0, "values": values })).0,
        409,
        "it is there"
    );
    // The file runs by itself, to the digest that was told and to the same numbers.
    place.done(&[&["run", "slid.toml", "--out", "run"], &SIZE[..]].concat());
    let manifest: Value =
        serde_json::from_slice(&fs::read(place.path("run/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["digest"], told["digest"]);
    let again = Running::start(&place, &["slid.toml"]);
    let file = again.wait("the result of the file", |state| !state["result"].is_null());
    assert_eq!(file["result"]["digest"], told["digest"]);
    assert_eq!(file["result"]["scenarios"][0]["tables"], slid["slid"]["scenarios"][0]["tables"]);
    assert_ne!(file["result"]["scenarios"][0]["tables"], first["result"]["scenarios"][0]["tables"]);
    // What cannot be is refused, in words.
    desk.post("slide", &json!({ "values": { "party.upland.audience.council.width": -3 } }));
    let state = desk.wait("a refusal", |state| state["slid"]["refused"].is_string());
    assert!(state["slid"]["refused"].as_str().unwrap().contains("council.width"), "{state:#}");
}

/// Saves as editors do, at once: a file that is half written may be seen.
fn save(file: &str, text: &str) {
    let new = format!("{file}.new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, file).unwrap();
}

/// The text of an element of the page.
fn shown(browser: &Browser, what: &str) -> String {
    browser
        .ask(&format!("document.querySelector('{what}').textContent"))
        .as_str()
        .unwrap_or_default()
        .to_string()
}

#[test]
fn in_a_browser_it_follows_edits_faults_and_sliders() {
    let place = Desk::new();
    let Some(browser) = Browser::start(place.0.path()) else { return };
    let folder = Desk::new();
    let other = Browser::start(folder.0.path()).unwrap();
    let files = Desk::new();
    let file = mine(&files, "");
    let desk = Running::start(&files, &[&file]);
    for tab in [&browser, &other] {
        tab.resize(1280, 900);
        tab.visit(&desk.address);
        tab.wait("document.querySelectorAll('#numbers table').length > 1");
        tab.wait("document.querySelectorAll('#figures svg').length > 2 && document.querySelectorAll('#slider-list li').length > 2");
    }
    let first = shown(&browser, "#numbers");
    // Saved by another program: both tabs answer.
    save(&file, &text_of("factor.trust.start = 1.9\n"));
    for tab in [&browser, &other] {
        tab.wait("!document.querySelector('#moved').hidden");
        tab.wait("desk.panes[0].view.state.doc.toString().includes('1.9')");
        assert_ne!(shown(tab, "#numbers"), first);
    }
    let second = shown(&browser, "#numbers");
    // A fault: its line stands there, and the last result stays, marked.
    save(&file, &text_of("factor.trust.start = 2.1\nfactor.trust.strat = 1\n"));
    browser.wait("document.body.classList.contains('stale')");
    browser.wait("document.querySelector('#problems').textContent.includes('mine.toml:4')");
    assert!(shown(&browser, "#problems").contains("mine.toml:4"), "{}", shown(&browser, "#problems"));
    assert_eq!(shown(&browser, "#numbers"), second);
    browser.wait("document.querySelectorAll('.cm-lint-marker-error').length > 0");
    save(&file, &text_of(""));
    browser.wait("!document.body.classList.contains('stale') && document.querySelector('#problems').hidden");
    browser.wait("desk.panes[0].view.state.doc.lines < 5");
    assert_eq!(shown(&browser, "#numbers"), first, "as it was at first");
    // The editor: a key and an id are offered; problems of what is not saved show; Ctrl-S is what the button does.
    let type_at_end = |text: &str| {
        browser.ask("(() => { const v = desk.panes[0].view; v.focus(); v.dispatch({ selection: { anchor: v.state.doc.length } }) })()");
        browser.write(text);
    };
    let offered = |what: &str| {
        browser.wait(&format!("[...document.querySelectorAll('.cm-tooltip-autocomplete li')].some(e => e.textContent.startsWith('{what}'))"));
        browser.press("Escape");
    };
    type_at_end("factor.trust.st");
    offered("start");
    type_at_end("art = { judg");
    offered("judgement");
    type_at_end("ement = \"x\", evidence = [\"E");
    offered("E1");
    type_at_end("1\"], value = oops }\n");
    browser.wait("document.querySelectorAll('.cm-lint-marker-error').length > 0");
    browser.ask("(() => { const v = desk.panes[0].view, t = v.state.doc.toString(), at = t.indexOf('oops'); v.dispatch({ changes: { from: at, to: at + 4, insert: '0.25' } }) })()");
    browser.wait("document.querySelectorAll('.cm-lint-marker-error').length === 0");
    browser.ask("desk.panes[0].save()");
    browser.wait("document.querySelector('#pane-1 .says').textContent === 'saved'");
    assert!(fs::read_to_string(&file).unwrap().contains("value = 0.25"));
    browser.wait(&format!("document.querySelector('#numbers').textContent !== {}", json!(first)));
    // Hovering tells the range and the ground of a number.
    browser.wait("desk.known.assumptions['factor.trust.start']?.judgement === 'x'");
    let told = browser.ask(
        "desk.panes[0].told('factor.trust.start', desk.known.assumptions['factor.trust.start']).textContent",
    );
    assert!(told.as_str().unwrap().contains("Ground:") && told.as_str().unwrap().contains("0.25"), "{told}");
    // A slider, and Save as.
    let before = shown(&browser, "#numbers");
    browser.ask("(() => { const i = document.querySelector('#slider-list input[type=range]'); i.focus(); i.value = i.max; i.dispatchEvent(new Event('input')) })()");
    browser.wait("document.querySelectorAll('#slid table').length > 1");
    assert_eq!(shown(&browser, "#numbers"), before, "the files are as they were");
    browser.ask("(() => { document.querySelector('#save-name').value = 'slid'; document.querySelector('#save-as').click() })()");
    browser.wait("!!document.querySelector('#saved').dataset.digest");
    let digest = browser.ask("document.querySelector('#saved').dataset.digest");
    files.done(&[&["run", "slid.toml", "--out", "run"], &SIZE[..]].concat());
    let manifest: Value =
        serde_json::from_slice(&fs::read(files.path("run/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["digest"], digest);
    // Nothing was asked of anybody else, nothing complained, and it fits a telephone.
    for tab in [&browser, &other] {
        let foreign: Vec<String> =
            tab.requests().into_iter().filter(|url| !url.starts_with(&desk.address)).collect();
        assert_eq!(foreign, Vec::<String>::new());
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.resize(400, 900);
    browser.wait("document.documentElement.scrollWidth <= 400");
}

#[test]
fn in_a_browser_two_files_stand_side_by_side() {
    let place = Desk::new();
    let Some(browser) = Browser::start(place.0.path()) else { return };
    let files = Desk::new();
    let first = mine(&files, "");
    let second = files.over_minimal("other.toml", "name = \"Other\"\nfactor.trust.start = 1.9\n");
    let desk = Running::start(&files, &[&first, &second]);
    browser.resize(1280, 900);
    browser.visit(&desk.address);
    browser.wait("document.querySelectorAll('#numbers table').length > 3");
    assert!(shown(&browser, "#numbers").contains("Other against Mine"), "{}", shown(&browser, "#numbers"));
    browser.ask("document.querySelector('#second').click()");
    browser.wait("desk.panes[1].view.state.doc.length > 0");
    assert_ne!(browser.ask("desk.panes[0].file"), browser.ask("desk.panes[1].file"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
