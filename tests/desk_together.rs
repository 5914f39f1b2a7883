//! The desk of several pages, several files and several authors.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;

use serde_json::json;

use crate::common::browser::Browser;
use crate::common::desk::Desk;
use crate::desk::{Running, mine, save, shown, text_of};

#[test]
fn a_file_beside_its_base_has_sliders() {
    let place = Desk::new();
    let base = mine(&place, "");
    let over = place.write("over.toml", "extends = \"mine.toml\"\nname = \"Over\"\n");
    let desk = Running::start(&place, &[&base, &over]);
    let state = desk.wait("sliders or why none", |state| {
        !state["influential"].as_array().unwrap().is_empty() || state["noMovers"].is_string()
    });
    assert!(state["noMovers"].is_null(), "{:#}", state["noMovers"]);
}

#[test]
fn in_a_browser_every_page_has_the_sliders_of_the_desk() {
    let place = Desk::new();
    let Some(browser) = Browser::start(place.0.path()) else { return };
    let folder = Desk::new();
    let other = Browser::start(folder.0.path()).unwrap();
    let files = Desk::new();
    let file = mine(
        &files,
        "[[correlation]]\nbetween = [\"factor.trust.mean\", \"process.settlement.transition.sign.annual_chance\"]\nrank = 0.5\n",
    );
    let desk = Running::start(&files, &[&file]);
    for tab in [&browser, &other] {
        tab.resize(1280, 900);
        tab.visit(&desk.address);
        tab.wait("document.querySelectorAll('#slider-list li').length > 2");
    }
    let add = |key: &str| {
        browser.ask(&format!("(() => {{ document.querySelector('#add-key').value = '{key}'; document.querySelector('#add').click() }})()"));
    };
    let key = "factor.trust.start";
    let box_of = |key: &str| {
        format!("[...document.querySelectorAll('#slider-list li')].find(e => e.dataset.key === '{key}')")
    };
    add(key);
    let write = |value: &str| {
        browser.ask(&format!("(() => {{ const i = {}.querySelector('input[type=number]'); i.value = '{value}'; i.dispatchEvent(new Event('change')) }})()", box_of(key)));
    };
    // The number box keeps to what may stand there, and an old refusal goes once something goes well.
    write("7");
    browser.wait("document.querySelector('#saved').textContent.includes('from -2 to 2')");
    assert_eq!(browser.ask("Object.keys(desk.sliders.values).length"), 0);
    write("1.5");
    browser.wait("document.querySelector('#saved').textContent === ''");
    // The other page, and either after a reload, has the sliders to which the results belong.
    let stands =
        format!("desk.sliders.values['{key}'] === 1.5 && {}?.classList.contains('set')", box_of(key));
    let result = "document.querySelectorAll('#slid table').length > 1";
    other.wait(&format!("{result} && {stands}"));
    browser.visit(&desk.address);
    browser.wait(&format!("{result} && {stands}"));
    assert_eq!(browser.ask(&format!("{}.querySelector('input[type=number]').value", box_of(key))), "1.5");
    assert_eq!(browser.ask("document.querySelectorAll('#slider-list li').length > 2"), true);
    // A page in which a slider is being moved keeps it.
    browser.ask("desk.sliders.isMoving = true");
    other.ask("document.querySelector('#reset').click()");
    other.wait("document.querySelectorAll('#slid table').length === 0");
    browser.wait("document.querySelectorAll('#slid table').length === 0");
    assert_eq!(browser.ask(&format!("desk.sliders.values['{key}']")), 1.5);
    browser.ask("desk.sliders.isMoving = false");
    other.ask("desk.slideTo('factor.trust.mean', 0.1)");
    browser.wait(&format!(
        "!('{key}' in desk.sliders.values) && desk.sliders.values['factor.trust.mean'] === 0.1"
    ));
    // What cannot be saved by itself is said beside its slider, and in the answer.
    add("factor.trust.mean");
    browser.wait(&format!(
        "{}.querySelector('.why').textContent.includes('cannot be saved by itself')",
        box_of("factor.trust.mean")
    ));
    let press = |name: &str| {
        browser.ask(&format!("(() => {{ document.querySelector('#save-name').value = '{name}'; document.querySelector('#save-as').click() }})()"));
    };
    press("certain");
    browser.wait("document.querySelector('#saved').textContent.includes('is correlated with')");
    browser.ask("document.querySelector('#reset').click()");
    browser.wait("document.querySelectorAll('#slid table').length === 0 && document.querySelector('#saved').textContent === ''");
    press("none");
    browser.wait("document.querySelector('#saved').textContent.includes('no slider')");
    assert_eq!(files.names(), ["mine.toml", "minimal.toml"]);
    for tab in [&browser, &other] {
        // A refusal is an answer with the status of one, which the console tells too.
        let complaints = tab.complaints();
        assert!(complaints.iter().all(|told| told.contains("409")), "{complaints:?}");
    }
}

#[test]
fn in_a_browser_two_authors_of_a_file_find_a_way() {
    let place = Desk::new();
    let Some(browser) = Browser::start(place.0.path()) else { return };
    let files = Desk::new();
    let file = mine(&files, "factor.trust.start = 1.2\n");
    let over =
        files.write("over.toml", "extends = \"mine.toml\"\nname = \"Over\"\n\nfactor.trust.start = 1.4\n");
    // The first is named from here, and by the second from the root.
    let desk = Running::start(&files, &["mine.toml", &over]);
    let state = desk.wait("numbers", |state| state["facts"] != 0);
    let listed: Vec<&str> = state["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert_eq!(listed.iter().filter(|file| file.ends_with("mine.toml")).count(), 1, "{listed:?}");
    browser.resize(1280, 900);
    browser.visit(&desk.address);
    browser.wait("desk.panes[0].view.state.doc.length > 0 && 'factor.trust.start' in desk.known.assumptions");
    // The second pane: what was pressed stays in sight; each pane has the numbers of its file.
    browser.ask("document.querySelector('#second').click()");
    browser.wait("desk.panes[1].view.state.doc.length > 0");
    let in_sight = "(() => { const r = document.querySelector('#second').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()";
    assert_eq!(browser.ask(in_sight), true);
    let at = |pane: usize, line: usize| {
        browser.ask(&format!(
            "desk.panes[{pane}].numbersAt({line}).map(([key, n]) => `${{key}} ${{n.p50}}`).join()"
        ))
    };
    assert_eq!(browser.ask("desk.panes.map(p => p.file.split('/').pop()).join()"), "mine.toml,over.toml");
    assert_eq!(at(0, 3), "factor.trust.start 1.2");
    assert_eq!(at(1, 4), "factor.trust.start 1.4");
    assert_eq!(browser.ask("document.querySelectorAll('a.skip[href=\"#panes\"]').length"), 1);
    // Somebody else writes the file that is edited here.
    let leaves = "(() => { const e = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(e); return e.defaultPrevented })()";
    assert_eq!(browser.ask(leaves), false);
    let edit = || {
        browser.ask("(() => { const v = desk.panes[0].view; v.dispatch({ changes: { from: v.state.doc.length, insert: '# mine\\n' } }) })()");
        assert_eq!(browser.ask(leaves), true);
    };
    let buttons = "['Take theirs', 'Write mine'].map(name => [...document.querySelectorAll('#pane-1 button')].find(b => b.textContent === name).hidden).join()";
    let press = |name: &str| {
        browser.ask(&format!(
            "[...document.querySelectorAll('#pane-1 button')].find(b => b.textContent === '{name}').click()"
        ));
    };
    assert_eq!(browser.ask(buttons), "true,true");
    edit();
    save(&file, &text_of("factor.trust.start = 1.2\n# theirs\n"));
    browser.wait(&format!("{buttons} === 'false,false'"));
    press("Save");
    browser.wait("document.querySelector('#pane-1 .says').textContent.includes('changed meanwhile')");
    assert!(fs::read_to_string(&file).unwrap().ends_with("# theirs\n"));
    press("Write mine");
    browser.wait("document.querySelector('#pane-1 .says').textContent === 'saved'");
    assert_eq!(fs::read_to_string(&file).unwrap(), text_of("factor.trust.start = 1.2\n# mine\n"));
    assert_eq!(browser.ask(buttons), "true,true");
    edit();
    save(&file, &text_of("factor.trust.start = 1.2\n# theirs again\n"));
    browser.wait(&format!("{buttons} === 'false,false'"));
    press("Take theirs");
    browser.wait(
        "desk.panes[0].view.state.doc.toString().endsWith('# theirs again\\n') && !desk.panes[0].isDirty",
    );
    assert_eq!(browser.ask(buttons), "true,true");
    assert_eq!(browser.ask(leaves), false);
    assert_eq!(fs::read_to_string(&file).unwrap(), text_of("factor.trust.start = 1.2\n# theirs again\n"));
    assert_eq!(shown(&browser, "#pane-1 .says"), "");
    assert_eq!(json!(null), browser.ask("document.querySelector('#pane-2 .says').textContent || null"));
}
