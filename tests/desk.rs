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
pub const SIZE: [&str; 4] = ["--worlds", "200", "--paths", "25"];

/// A desk that runs, ended when it is dropped.
pub struct Running {
    child: Child,
    pub address: String,
}

impl Running {
    pub fn start(place: &Desk, files: &[&str]) -> Running {
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

    pub fn get(&self, what: &str) -> Value {
        let answer = self.say(
            &[&format!("GET {}{what} HTTP/1.1", self.path()), &format!("Host: 127.0.0.1:{}", self.port())],
            "",
        );
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{what}: {head}");
        serde_json::from_str(body).unwrap()
    }

    pub fn post(&self, what: &str, order: &Value) -> (u16, Value) {
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
    pub fn wait(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> Value {
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
pub fn mine(place: &Desk, more: &str) -> String {
    place.over_minimal("mine.toml", &format!("name = \"Mine\"\n{more}"))
}

pub fn text_of(more: &str) -> String {
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
    // The figures are those of the file too, but for what they are known by; while a slider moves, fewer worlds answer, and it is said.
    assert_eq!(slid["slid"]["size"], "200 worlds × 25 paths, seed 7");
    assert_eq!(slid["slid"]["whole"], Value::Null);
    let names = |figures: &Value| -> Vec<String> {
        let named = figures.as_array().unwrap().iter();
        named.map(|figure| figure["name"].as_str().unwrap().to_string()).collect()
    };
    let all = names(&slid["slidFigures"]);
    assert!(all.len() > 2 && names(&first["figures"]).starts_with(&all), "{all:?}");
    let before = slid["slides"].clone();
    assert_eq!(desk.post("slide", &json!({ "values": values, "moving": true })).0, 200);
    let moving = desk.wait("fewer worlds", |state| state["slides"] != before);
    assert_eq!(moving["slid"]["size"], "100 worlds × 25 paths, seed 7");
    assert_eq!(moving["slid"]["whole"], "200 worlds × 25 paths, seed 7");
    assert_ne!(moving["slid"]["scenarios"], slid["slid"]["scenarios"]);
    let drawn = |with: &str, name: &str| {
        let asked = format!("GET {}figure?name={name}{with} HTTP/1.1", desk.path());
        let answer = desk.say(&[&asked, &format!("Host: 127.0.0.1:{}", desk.port())], "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{name}: {answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_string()
    };
    for name in names(&moving["slidFigures"]) {
        assert!(all.contains(&name));
        let (ours, files) = (drawn("&with=sliders", &name), drawn("", &name));
        assert!(ours.contains("not saved") && ours.contains("100 worlds"), "{name} tells what it is of");
        assert!(!files.contains("not saved") && files.contains("200 worlds"), "{name} tells what it is of");
    }
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
pub fn save(file: &str, text: &str) {
    let new = format!("{file}.new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, file).unwrap();
}

/// The text of an element of the page.
pub fn shown(browser: &Browser, what: &str) -> String {
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
    browser.wait("document.querySelectorAll('#slid-first svg, #slid-figures svg').length === 2");
    // The first figure is in sight beside the slider that is moved.
    browser.ask("document.querySelector('#slider-list input').scrollIntoView()");
    let in_sight = "(() => { const r = document.querySelector('#slid-first').getBoundingClientRect(); return r.top > 0 && r.bottom <= innerHeight })()";
    assert_eq!(browser.ask(in_sight), true);
    browser.wait("document.querySelector('#slid-size').textContent.includes('while a slider moves')");
    // In half a page figures have the letters of half a slide.
    let wide = "[...document.querySelectorAll('#figures svg, #slid-figures svg')].filter(svg => svg.viewBox.baseVal.width >= 960).length";
    assert_eq!(browser.ask(wide), 0);
    let moving = shown(&browser, "#slid-first");
    browser
        .ask("document.querySelector('#slider-list input[type=range]').dispatchEvent(new Event('change'))");
    browser.wait("document.querySelector('#slid-size').textContent.includes('the same worlds')");
    browser.wait(&format!("document.querySelector('#slid-first').textContent !== {}", json!(moving)));
    browser.ask("(() => { const s = document.querySelector('#slid-figure'); s.selectedIndex = 1; s.dispatchEvent(new Event('change')) })()");
    browser.wait("document.querySelector('#slid-figures figure').dataset.name === document.querySelector('#slid-figure').value");
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
    // The first has `name = "Mine"`, the other another name and a line more.
    let marked = |pane: usize| {
        let lines = format!(
            "[...document.querySelectorAll('#pane-{pane} .cm-line.other')].map(e => e.textContent).join('|')"
        );
        browser.ask(&lines).as_str().unwrap().to_string()
    };
    browser.wait("document.querySelector('#differs').textContent === 'They differ in one place'");
    assert_eq!(marked(1), "name = \"Mine\"");
    assert_eq!(marked(2), "name = \"Other\"|factor.trust.start = 1.9");
    browser.ask("document.querySelector('#next').click()");
    browser.wait("document.querySelector('#differs').textContent === 'Difference 1 of 1'");
    save(&second, &text_of(""));
    browser.wait("document.querySelector('#differs').textContent === 'They do not differ'");
    assert_eq!((marked(1), marked(2)), (String::new(), String::new()));
    save(&second, &text_of("factor.trust.start = 1.9\n"));
    browser.wait("document.querySelectorAll('#pane-1 .cm-line.gap').length === 1");
    assert_eq!(marked(2), "factor.trust.start = 1.9");
    // The places that are told lead from one text to the other, and no shorter way does: against a table of all pairs of lines.
    let wrong = browser.ask(
        "(() => {
            let seed = 1;
            const draw = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648, Math.floor(seed / 2147483648 * n));
            const common = (a, b) => {
                const t = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
                for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
                    t[i][j] = a[i] === b[j] ? t[i + 1][j + 1] + 1 : Math.max(t[i + 1][j], t[i][j + 1]);
                return t[0][0];
            };
            for (let n = 0; n < 2000; n++) {
                const [a, b] = [0, 1].map(() => Array.from({ length: draw(14) }, () => 'abcd'[draw(4)]));
                const out = [];
                let at = 0, gone = 0;
                for (const { first, second } of desk.differences(a, b)) {
                    out.push(...a.slice(at, first[0]), ...b.slice(...second));
                    at = first[1];
                    gone += first[1] - first[0];
                }
                out.push(...a.slice(at));
                if (out.join() !== b.join() || a.length - gone !== common(a, b)) return `${a} ${b}`;
            }
            return '';
        })()",
    );
    assert_eq!(wrong, "");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Texts of the page whose letters are not told from their paper: WCAG's contrast of less than 4.5.
const PALE: &str = "(() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const paper = (e) => {
        for (; e; e = e.parentElement) {
            const c = numbers(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
        }
        return [255, 255, 255];
    };
    const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const all = [...document.querySelectorAll('body *')].filter((e) => own(e) && e.offsetParent && !e.closest('svg, .cm-cursorLayer, option'));
    const pale = all.filter((e) => {
        const [a, b] = [light(numbers(getComputedStyle(e).color)), light(paper(e))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
    });
    return [all.length, ...pale.map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 30)}`)];
})()";

#[test]
fn in_a_browser_it_can_be_read_by_day_and_by_night() {
    let place = Desk::new();
    let Some(browser) = Browser::start(place.0.path()) else { return };
    let files = Desk::new();
    let file = mine(&files, "factor.trust.start = 1.9 # a remark\n");
    let desk = Running::start(&files, &[&file]);
    browser.resize(1280, 900);
    browser.visit(&desk.address);
    browser.wait("document.querySelectorAll('#figures svg').length > 2 && document.querySelectorAll('#slider-list li').length > 2");
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        browser.call("Emulation.setEmulatedMedia", json!({ "features": feature }));
        browser.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
        papers.push(browser.ask("getComputedStyle(document.body).backgroundColor"));
        let found = browser.ask(PALE);
        let found = found.as_array().unwrap();
        assert!(found[0].as_u64().unwrap() > 50, "{found:?}");
        assert_eq!(found[1..], [] as [Value; 0], "{scheme}");
        // Figures keep their own paper.
        let paper =
            browser.ask("getComputedStyle(document.querySelector('#figures figure')).backgroundColor");
        assert_eq!(paper, "rgb(255, 255, 255)", "{scheme}");
    }
    assert_ne!(papers[0], papers[1]);
    // The test would see what cannot be read.
    browser.ask("document.documentElement.style.setProperty('--soft', '#2a3036')");
    assert!(browser.ask(PALE).as_array().unwrap().len() > 1);
}
