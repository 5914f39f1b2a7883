//! The briefing in a real browser, offline: it loads without a word of complaint, answers pointer and keyboard, fits its window, and prints.
//!
//! Without Chromium on the path the tests say so and are skipped; `.ci/run` installs it where it can.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::browser::Browser;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A name that would be code in a page, and in what a script makes of it.
const HOSTILE: &str = r#"</script></title><img src=x onerror=alert(1)> <script>alert(2)</script> \"onfocus=\"alert(3) &lt;b&gt;"#;

fn hikiwake(place: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hikiwake"));
    let output = command.current_dir(place).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A briefing of small runs: of each name, with what is laid over the scenario.
fn briefing(place: &Path, runs: &[(&str, &str)]) -> PathBuf {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-plus-alpha.toml");
    let scenario = scenario.to_str().unwrap();
    for (name, set) in runs {
        let size = ["run", scenario, "--worlds", "40", "--paths", "5", "--set", set, "--out", name];
        hikiwake(place, &size);
    }
    let names = runs.iter().map(|(name, _)| *name);
    hikiwake(place, &[&["brief", "--full"], &names.collect::<Vec<_>>()[..]].concat());
    place.join(format!("{}-briefing.html", runs[0].0))
}

/// The briefing of one run, made once for all tests.
fn page_of_one_run() -> &'static [u8] {
    static PAGE: OnceLock<Vec<u8>> = OnceLock::new();
    PAGE.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        fs::read(briefing(place.path(), &[("run", "name=\"Two-plus-alpha\"")])).unwrap()
    })
}

/// A browser at the briefing of one run; none where there is no Chromium.
fn opened() -> Option<(tempfile::TempDir, PathBuf, Browser)> {
    let place = tempfile::tempdir().unwrap();
    let browser = Browser::start(place.path())?;
    let page = place.path().join("run-briefing.html");
    fs::write(&page, page_of_one_run()).unwrap();
    browser.resize(1280, 900);
    browser.open(&page);
    Some((place, page, browser))
}

/// A page with something planted in it, opened.
fn plant(browser: &Browser, page: &Path, before: &str, planted: &str) {
    let whole = fs::read_to_string(page).unwrap();
    assert!(whole.contains(before), "{before}");
    let bad = page.with_file_name("planted.html");
    fs::write(&bad, whole.replacen(before, &format!("{planted}{before}"), 1)).unwrap();
    browser.open(&bad);
}

/// What the box says, where it is to be seen.
fn said(browser: &Browser) -> Option<String> {
    let seen = "(() => { const box = document.querySelector('.says'), area = box.getBoundingClientRect(); \
        return box.checkVisibility() && area.width > 0 && area.left >= 0 && area.right <= innerWidth && area.top >= 0 \
        && area.bottom <= innerHeight ? box.textContent : null })()";
    browser.ask(seen).as_str().map(String::from)
}

/// What has the focus, in a word or two.
fn focus(browser: &Browser) -> String {
    let what = "(() => { const at = document.activeElement; return at.tagName.toLowerCase() + ' ' + \
        (at.getAttribute('href') ?? at.getAttribute('aria-label') ?? at.textContent.slice(0, 60)) })()";
    browser.ask(what).as_str().unwrap().to_string()
}

/// Presses Tab until the focus is on something that begins like this.
fn tab_to(browser: &Browser, wanted: &str) {
    for _ in 0..200 {
        browser.press("Tab");
        if focus(browser).starts_with(wanted) {
            return;
        }
    }
    panic!("the keyboard does not come to {wanted}");
}

#[test]
fn it_loads_offline_without_a_complaint() {
    let Some((place, page, browser)) = opened() else { return };
    assert!(
        browser.ask("document.querySelector('footer').textContent").as_str().unwrap().contains("hikiwake")
    );
    assert_eq!(browser.requests(), [format!("file://{}", page.display())]);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let own = "document.fonts.check('16px \"Brief Sans\"') && [...document.fonts].every(font => font.status === 'loaded')";
    assert_eq!(browser.ask(own), json!(true), "it comes with its font");
    // The same look sees a page that asks for something, and one that complains.
    let bad = place.path().join("bad.html");
    fs::write(&bad, "<img src='https://192.0.2.1/x.png'><script>console.error('planted')</script>").unwrap();
    browser.open(&bad);
    assert_eq!((browser.requests().len(), browser.complaints().is_empty()), (2, false));
}

#[test]
fn no_script_but_its_own_runs() {
    let Some((place, page, browser)) = opened() else { return };
    plant(&browser, &page, "<main>", "<script>document.title = 'planted'</script>");
    assert_ne!(browser.ask("document.title"), json!("planted"));
    assert!(!browser.complaints().is_empty(), "the browser tells that it refused");
    plant(&browser, &page, "<main>", "<p id=\"p\" onclick=\"document.title = 'planted'\">x</p>");
    browser.ask("document.getElementById('p').click()");
    assert_ne!(browser.ask("document.title"), json!("planted"));
    // And what a scenario says stays what it says, also where the script shows it.
    let set = format!("name=\"{HOSTILE}\"");
    browser.open(&briefing(place.path(), &[("hostile", set.as_str())]));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(browser.ask("document.querySelectorAll('img,[onfocus]').length"), json!(0));
    assert_eq!(browser.ask("document.scripts.length"), json!(1));
    browser.ask("document.querySelector('.wide svg').focus()");
    browser.press("ArrowRight");
    let words = said(&browser).unwrap();
    assert!(words.contains("<img src=x onerror=alert(1)>") && words.contains("&lt;b&gt;"), "{words}");
    assert_eq!(browser.ask("document.querySelector('.says').children.length"), json!(0));
}

/// The bars of the first chart that can be seen: what each says, and its middle.
fn bars(browser: &Browser) -> Vec<(String, (f64, f64))> {
    let marks = "(() => { const chart = document.querySelector('.wide svg'); chart.scrollIntoView({ block: 'center' }); \
        return [...chart.querySelectorAll('[data-says]')].map(mark => { const a = mark.getBoundingClientRect(); \
        return [mark.dataset.says, a.left + a.width / 2, a.top + a.height / 2, a.width] }).filter(mark => mark[3] > 4) })()";
    let marks = browser.ask(marks);
    let mark =
        |m: &Value| (m[0].as_str().unwrap().to_string(), (m[1].as_f64().unwrap(), m[2].as_f64().unwrap()));
    marks.as_array().unwrap().iter().map(mark).collect()
}

#[test]
fn a_mark_says_its_value_under_the_pointer() {
    let Some((_place, page, browser)) = opened() else { return };
    let marks = bars(&browser);
    assert!(marks.len() >= 2, "{marks:?}");
    for (words, at) in &marks {
        browser.point(*at);
        assert_eq!(said(&browser).as_ref(), Some(words));
        assert!(words.contains('%') || words.contains(" of "), "{words}");
    }
    browser.press("Escape");
    assert_eq!(said(&browser), None, "Escape takes it away");
    browser.point(marks[0].1);
    browser.point((2.0, 2.0));
    assert_eq!(said(&browser), None, "beside the chart there is nothing to say");
    // A script that does not heed the pointer is found out. It runs only without the policy, which knows our own by its digest.
    let whole = fs::read_to_string(&page).unwrap();
    let deaf = page.with_file_name("deaf.html");
    let edited = whole.replace("addEventListener(\"pointermove\"", "addEventListener(\"nothing\"");
    fs::write(&deaf, &edited).unwrap();
    browser.open(&deaf);
    assert_eq!(browser.ask("document.querySelector('.says')"), Value::Null, "an edited script does not run");
    fs::write(&deaf, edited.replace("http-equiv=\"Content-Security-Policy\"", "name=\"policy\"")).unwrap();
    browser.open(&deaf);
    browser.point(bars(&browser)[0].1);
    assert_eq!((browser.ask("document.querySelector('.says').hidden"), said(&browser)), (json!(true), None));
}

#[test]
fn every_chart_answers_the_arrow_keys() {
    let Some((_place, _page, browser)) = opened() else { return };
    let charts = browser.ask("[...document.querySelectorAll('.wide svg[tabindex]')].map(svg => [...svg.querySelectorAll('[data-says]')].map(m => m.dataset.says))");
    let charts = charts.as_array().unwrap();
    assert!(charts.len() >= 3, "{charts:?}");
    for marks in charts {
        tab_to(&browser, "svg");
        let words: Vec<&str> = marks.as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
        assert_eq!(said(&browser), None);
        browser.press("ArrowRight");
        assert_eq!(said(&browser).as_deref(), Some(words[0]));
        browser.press("ArrowRight");
        assert_eq!(said(&browser).as_deref(), Some(words[1 % words.len()]));
        browser.press("ArrowLeft");
        browser.press("ArrowLeft");
        assert_eq!(said(&browser).as_deref(), Some(words[words.len() - 1]), "round and round");
    }
    browser.press("Tab");
    assert_eq!(said(&browser), None, "it leaves with the focus");
}

#[test]
fn the_keyboard_goes_everywhere_and_is_seen() {
    let Some((_place, page, browser)) = opened() else { return };
    browser.press("Tab");
    assert_eq!(focus(&browser), "a #findings");
    let seen = "document.activeElement.getBoundingClientRect().left >= 0";
    assert_eq!(browser.ask(seen), json!(true), "the way past the contents shows itself");
    browser.press("Enter");
    browser.press("Tab");
    assert!(!focus(&browser).starts_with("a #"), "the contents are behind: {}", focus(&browser));
    // The contents lead there.
    for section in ["findings", "questions", "terms", "figures", "method", "again"] {
        browser.open(&page);
        tab_to(&browser, "a #findings");
        tab_to(&browser, &format!("a #{section}"));
        browser.press("Enter");
        let top = format!("document.getElementById('{section}').getBoundingClientRect().top");
        let top = browser.ask(&top).as_f64().unwrap();
        assert!((-1.0..500.0).contains(&top), "{section} is at {top}");
    }
    // Whatever has the focus has a rim.
    browser.open(&page);
    assert_eq!(stops_without_rim(&browser, 40), Vec::<String>::new());
    plant(&browser, &page, "</style>", ":focus-visible{outline:none!important}");
    assert!(!stops_without_rim(&browser, 3).is_empty(), "the look sees a page without rims");
}

/// Of so many stops of the Tab key those that do not show that they have the focus.
fn stops_without_rim(browser: &Browser, stops: usize) -> Vec<String> {
    let rim = "getComputedStyle(document.activeElement).outlineStyle !== 'none' && parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2";
    let mut without = Vec::new();
    for _ in 0..stops {
        browser.press("Tab");
        if browser.ask(rim) != json!(true)
            && browser.ask("document.activeElement !== document.body") == json!(true)
        {
            without.push(focus(browser));
        }
    }
    without
}

#[test]
fn the_numbers_of_a_figure_open_by_the_keyboard() {
    let Some((_place, _page, browser)) = opened() else { return };
    let open = "[document.querySelector('figure details').open, document.querySelector('figure table').checkVisibility()]";
    tab_to(&browser, "summary The numbers of figure 1");
    assert_eq!(browser.ask(open), json!([false, false]));
    browser.press("Enter");
    assert_eq!(browser.ask(open), json!([true, true]));
    browser.press("Enter");
    assert_eq!(browser.ask(open), json!([false, false]));
}

#[test]
fn without_script_the_charts_keep_their_words() {
    let Some((_place, page, browser)) = opened() else { return };
    let count = "document.querySelectorAll('figure svg g > title').length";
    assert_eq!(browser.ask(count), json!(0), "the script took them over");
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.call("Page.navigate", json!({ "url": format!("file://{}", page.display()) }));
    while browser.ask("document.readyState") != json!("complete") {}
    assert!(browser.ask(count).as_u64().unwrap() > 10);
    assert_eq!(browser.ask("document.querySelector('.hint').checkVisibility()"), json!(false));
}

#[test]
fn it_fits_a_wide_and_a_narrow_window() {
    let Some((_place, page, browser)) = opened() else { return };
    let wide = "document.documentElement.scrollWidth";
    for (width, chart) in [(1280, ".wide"), (400, ".narrow"), (320, ".narrow")] {
        browser.resize(width, 900);
        browser.open(&page);
        assert!(browser.ask(wide).as_u64().unwrap() <= u64::from(width), "{width}");
        let shown = "[...document.querySelectorAll('.wide,.narrow')].filter(e => e.checkVisibility()).map(e => '.' + e.className)";
        let shown = browser.ask(shown);
        assert!(shown.as_array().unwrap().iter().all(|class| class == chart), "{width}: {shown}");
        let picture = STANDARD.decode(browser.picture()).unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
    }
    plant(&browser, &page, "<main>", "<div style=\"width:900px\">planted</div>");
    assert!(browser.ask(wide).as_u64().unwrap() > 320, "the look sees what is too wide");
}

#[test]
fn it_prints_with_its_own_font_and_whatever_was_closed() {
    let Some((_place, _page, browser)) = opened() else { return };
    let printed = browser.call("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    let bytes = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
    let count = |what: &[u8]| bytes.windows(what.len()).filter(|part| *part == what).count();
    assert!(
        bytes.starts_with(b"%PDF") && count(b"/Type /Page\n") >= 12,
        "with the annex, since it was asked for"
    );
    assert!(count(b"BriefSans") > 0, "the font that the page carries is the one that is printed");
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let seen = |what: &str| browser.ask(&format!("document.querySelector('{what}').checkVisibility()"));
    assert_eq!(
        ["nav", ".hint", "summary", ".skip", "figure details table"].map(seen),
        [false; 5].map(|no| json!(no))
    );
    let height = browser.ask("document.querySelector('#digests table').getBoundingClientRect().height");
    assert!(height.as_f64().unwrap() > 20.0, "the annex is printed, though closed on the screen");
}

/// The briefing of four options, without its annex.
fn page_of_four() -> &'static [u8] {
    static PAGE: OnceLock<Vec<u8>> = OnceLock::new();
    PAGE.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let names = ["four-island-batch", "two-plus-alpha", "zero-plus-alpha", "joint-economic-activity"];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let files = names.map(|name| folder.join(format!("{name}.toml")).to_str().unwrap().to_string());
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let size = ["--worlds", "40", "--paths", "5", "--out", "run"];
        hikiwake(place.path(), &[&["run"], &files[..], &size].concat());
        hikiwake(place.path(), &["brief", "run"]);
        fs::read(place.path().join("run-briefing.html")).unwrap()
    })
}

#[test]
fn four_options_are_twelve_pages_at_most_and_the_answer_is_the_first() {
    let Some((_place, page, browser)) = opened() else { return };
    fs::write(&page, page_of_four()).unwrap();
    browser.open(&page);
    let pages = || {
        let printed = browser.call("Page.printToPDF", json!({ "preferCSSPageSize": true }));
        let bytes = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        bytes.windows(12).filter(|part| *part == b"/Type /Page\n").count()
    };
    let found = pages();
    assert!((4..=12).contains(&found), "{found} pages");
    // The first screen is one page: what follows it begins on the next, and it is no higher than a page of A4 within its margins.
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    browser.resize(680, 900);
    let height = browser.ask("document.querySelector('header').getBoundingClientRect().height");
    assert!(height.as_f64().unwrap() <= 993.0, "{height}");
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
    plant(&browser, &page, "<main>", &"<p style=\"break-after:page\">planted</p>".repeat(12));
    assert!(pages() > 12, "the count sees pages");
}

#[test]
fn no_type_is_under_eleven_pixels_on_a_telephone_and_the_dark_is_legible() {
    let Some((_place, page, browser)) = opened() else { return };
    fs::write(&page, page_of_four()).unwrap();
    browser.resize(400, 900);
    browser.open(&page);
    let small = "(() => { const shown = [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && \
        [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())); \
        return shown.map(e => { const svg = e.closest('svg'); const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1; \
        return [Math.round(100 * scale * parseFloat(getComputedStyle(e).fontSize)) / 100, e.textContent.slice(0, 40)] }).filter(t => t[0] < 10.99) })()";
    let found = browser.ask(small);
    assert_eq!(found, json!([]));
    plant(&browser, &page, "<main>", "<p style=\"font-size:9px\">planted</p>");
    assert_ne!(browser.ask(small), json!([]), "the look sees small type");
    // On a dark screen ink is light, paper dark, and a chart keeps its own paper.
    browser.open(&page);
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.call("Emulation.setEmulatedMedia", dark);
    let weak = "(() => { const rgb = c => c.match(/[\\d.]+/g).map(Number); \
        const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); \
            return 0.2126 * r + 0.7152 * g + 0.0722 * b }; \
        const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!(rgb(c)[3] === 0)) return c } return 'rgb(255,255,255)' }; \
        return [...document.querySelectorAll('h1,h2,h3,p,li,td,th,dt,dd,a,figcaption,summary,code,.tag')].filter(e => e.checkVisibility()).map(e => { \
            const a = light(getComputedStyle(e).color), b = light(ground(e)); \
            return [Math.round(100 * (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)) / 100, e.textContent.slice(0, 40)] }).filter(t => t[0] < 4.5) })()";
    assert_eq!(browser.ask(weak), json!([]));
    let paper = "getComputedStyle(document.querySelector('figure svg')).backgroundColor";
    assert_eq!(browser.ask(paper), json!("rgb(255, 255, 255)"));
}

#[test]
fn several_runs_are_told_apart() {
    let place = tempfile::tempdir().unwrap();
    let Some(browser) = Browser::start(place.path()) else { return };
    let runs = [
        ("first", "factor.russia_willingness.start=-0.5"),
        ("second", "factor.russia_willingness.start=1.5"),
    ];
    browser.resize(400, 900);
    browser.open(&briefing(place.path(), &runs));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let texts = |what: &str| {
        let all = browser.ask(&format!("[...document.querySelectorAll('{what}')].map(e => e.textContent)"));
        all.as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        texts("h1"),
        ["What 2 runs found about one scenario"],
        "the first run counts too few to tell a chance"
    );
    assert_eq!(
        texts(".judgements li > strong:first-child"),
        ["Two-plus-alpha (first).", "Two-plus-alpha (second)."]
    );
    for part in ["#figures h3", "#again h3"] {
        assert_eq!(texts(part), ["Run first", "Run second"], "{part}");
    }
    assert_eq!(texts("#estimates h3"), ["Two-plus-alpha (first)", "Two-plus-alpha (second)"]);
    let moved: Vec<String> =
        texts("#ledger tbody th").into_iter().filter(|t| t.contains("only in")).collect();
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert!(
        moved.iter().all(|t| t.contains("russia_willingness"))
            && moved[1].contains("only in Two-plus-alpha (second)")
    );
    let ids = browser.ask("(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size })()");
    assert_eq!(ids, json!(0), "an id stands once");
}
