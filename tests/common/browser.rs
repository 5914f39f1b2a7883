//! A real Chromium, driven over its own pipe (the DevTools protocol): real keys, a real pointer, no request to anywhere.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// The browser speaks on file descriptors 3 and 4; a shell lays them on the pipes that every child has.
const LAUNCH: &str = r#"exec "$0" "$@" 3<&0 4>&1 >/dev/null 2>&1"#;

const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the browser said without being asked.
#[derive(Default)]
struct Heard {
    requests: Vec<String>,
    complaints: Vec<String>,
    loads: usize,
}

/// One browser with one page.
pub struct Browser {
    child: Child,
    orders: RefCell<ChildStdin>,
    answers: Receiver<Value>,
    heard: RefCell<Heard>,
    last: RefCell<u64>,
    session: String,
}

impl Browser {
    /// A browser with its profile in `place`; none, and a notice, where the machine has no Chromium.
    pub fn start(place: &Path) -> Option<Browser> {
        let works =
            |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
        let Some(program) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(works) else {
            eprintln!("\n*** SKIPPED: no Chromium here, so nothing was looked at in a browser ***\n");
            return None;
        };
        let mut child = Command::new("sh")
            .args(["-c", LAUNCH, program])
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", place.join("profile").display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, answers) = channel();
        let said = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for message in said.split(0).map_while(Result::ok) {
                let _ = sender.send(serde_json::from_slice(&message).unwrap());
            }
        });
        let orders = RefCell::new(child.stdin.take().unwrap());
        let (heard, last) = Default::default();
        let mut browser = Browser { child, orders, answers, heard, last, session: String::new() };
        let page = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let page = json!({ "targetId": page["targetId"], "flatten": true });
        browser.session = text(&browser.call("Target.attachToTarget", page)["sessionId"]);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Asks for something and waits for the answer.
    pub fn call(&self, method: &str, parameters: Value) -> Value {
        *self.last.borrow_mut() += 1;
        let id = *self.last.borrow();
        let mut order = json!({ "id": id, "method": method, "params": parameters });
        if !self.session.is_empty() {
            order["sessionId"] = json!(self.session);
        }
        let mut pipe = self.orders.borrow_mut();
        pipe.write_all(format!("{order}\0").as_bytes()).unwrap();
        pipe.flush().unwrap();
        loop {
            let message = self.next(method);
            if message["id"] == json!(id) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    fn next(&self, while_doing: &str) -> Value {
        let message = self.answers.recv_timeout(PATIENCE);
        let message = message.unwrap_or_else(|why| panic!("no answer to {while_doing}: {why}"));
        self.note(&message);
        message
    }

    fn note(&self, message: &Value) {
        let mut heard = self.heard.borrow_mut();
        let told = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => heard.requests.push(text(&told["request"]["url"])),
            "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" => heard.complaints.push(told.to_string()),
            "Log.entryAdded" => heard.complaints.push(text(&told["entry"]["text"])),
            "Page.javascriptDialogOpening" => heard.complaints.push(format!("dialog: {told}")),
            "Page.loadEventFired" => heard.loads += 1,
            _ => {}
        }
    }

    /// Goes to a file and waits until it is there.
    pub fn open(&self, file: &Path) {
        self.visit(&format!("file://{}", file.display()));
    }

    /// Goes to an address and waits until the page is there.
    pub fn visit(&self, address: &str) {
        *self.heard.borrow_mut() = Heard::default();
        self.call("Page.navigate", json!({ "url": address }));
        while self.heard.borrow().loads == 0 {
            self.next("loading");
        }
        // Two frames: everything is laid out.
        self.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    }

    /// What the console said since the page was opened.
    pub fn complaints(&self) -> Vec<String> {
        self.heard.borrow().complaints.clone()
    }

    /// Addresses asked for since the page was opened, but for what the page carries itself.
    pub fn requests(&self) -> Vec<String> {
        let heard = self.heard.borrow();
        heard.requests.iter().filter(|url| !url.starts_with("data:")).cloned().collect()
    }

    /// The value of an expression in the page.
    pub fn ask(&self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// A window of this size. **Unit** CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Moves the pointer.
    pub fn point(&self, (x, y): (f64, f64)) {
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    }

    /// Presses a key and lets it go.
    pub fn press(&self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            other => panic!("no such key: {other}"),
        };
        let event =
            |kind: &str| json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        let mut down = event("keyDown");
        if key == "Enter" {
            down["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Writes where the cursor is, as a keyboard does.
    pub fn write(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Asks until an expression in the page is true.
    pub fn wait(&self, expression: &str) {
        let begun = std::time::Instant::now();
        while self.ask(expression) != json!(true) {
            let shown = || self.ask("document.body.innerText.slice(0, 2000)");
            assert!(begun.elapsed() < PATIENCE, "never came: {expression}\n{}", shown());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What is shown now, as a PNG; base64 as the browser gives it.
    pub fn picture(&self) -> String {
        text(&self.call("Page.captureScreenshot", json!({}))["data"])
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The shell became the browser, so this ends what was started here and nothing else.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
