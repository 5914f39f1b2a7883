//! Run folders from strangers: what was edited, cut off, or made up is named, and nothing outside of the folder is read or written.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::desk::{Desk, code, errors, files, json, minimal};
use hikiwake::drawing::Size;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Value {
    json(&fs::read(path).unwrap())
}

/// Every verb that reads a run folder, with what it may write.
const VERBS: [&[&str]; 4] = [
    &["chart", "run", "--out", "drawn"],
    &["brief", "run", "--out", "page.html"],
    &["reproduce", "run"],
    &["diff", "run", "run"],
];

/// The verbs of these names refuse the run, say all of this, and leave nothing behind.
fn refused(desk: &Desk, verbs: &[&str], told: &[&str]) {
    let before = desk.names();
    for verb in VERBS.iter().filter(|verb| verbs.contains(&verb[0])) {
        let begun = Instant::now();
        let output = desk.run(verb);
        assert_eq!(code(&output), Some(4), "{verb:?}\n{}", errors(&output));
        for part in told {
            assert!(errors(&output).contains(part), "no `{part}` of {verb:?} in\n{}", errors(&output));
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{verb:?} took its time");
    }
    assert_eq!(desk.names(), before, "something was written");
}

/// Edits a file of the run, and lets the manifest vouch for it: a stranger's run.
fn forge(desk: &Desk, edit: impl FnOnce(&mut Value)) {
    let path = desk.path("run/figures.json");
    let mut figures = read(&path);
    edit(&mut figures);
    let bytes = serde_json::to_vec(&figures).unwrap();
    fs::write(&path, &bytes).unwrap();
    let mut manifest = read(&desk.path("run/manifest.json"));
    for result in manifest["results"].as_array_mut().unwrap() {
        if result["file"] == "figures.json" {
            result["sha256"] = sha256(&bytes).into();
        }
    }
    fs::write(desk.path("run/manifest.json"), manifest.to_string()).unwrap();
}

/// Puts every file of the run back.
fn restore(desk: &Desk, whole: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(desk.path("run")).unwrap();
    for (name, bytes) in whole {
        let path = desk.path("run").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn an_edited_file_is_named_and_nothing_is_drawn_from_it() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    for (name, verbs) in [
        ("figures.json", &["chart", "brief"][..]),
        ("outcomes.json", &["brief"]),
        ("scenario.toml", &["brief", "diff"]),
    ] {
        let text = String::from_utf8(whole[name].clone()).unwrap();
        fs::write(desk.path("run").join(name), text.replacen('1', "2", 1)).unwrap();
        let file = format!("run/{name} was edited after the run: its SHA-256 is ");
        refused(&desk, verbs, &[&file, "the manifest says ", "put back", "hikiwake reproduce run"]);
        fs::remove_file(desk.path("run").join(name)).unwrap();
        refused(&desk, verbs, &[&format!("run/{name} is missing")]);
        restore(&desk, &whole);
    }
    for verb in VERBS {
        assert_eq!(code(&desk.run(verb)), Some(0), "{verb:?}");
    }
}

#[test]
fn only_changed_line_endings_are_said_to_be_just_that() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    let is_text = |name: &str| !name.ends_with(".png");
    for (name, bytes) in whole.iter().filter(|(name, _)| is_text(name)) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        fs::write(desk.path("run").join(name), text.replace('\n', "\r\n")).unwrap();
    }
    let output = desk.run(&["reproduce", "run"]);
    let said = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(code(&output), Some(1), "{said}");
    assert!(said.contains(".gitattributes"), "{said}");
    for name in whole.keys().filter(|name| is_text(name) && *name != "manifest.json") {
        assert!(said.contains(&format!("{name}: only its line endings were changed")), "{name}\n{said}");
    }
    assert!(!said.contains("a value in it") && !said.contains("only in its words"), "{said}");
    // What it says is what the run wrote, so it serves.
    let output = desk.run(VERBS[0]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    assert!(
        errors(&output).contains("only the line endings of figures.json were changed"),
        "{}",
        errors(&output)
    );
    for (name, bytes) in files(&desk.path("drawn")) {
        assert_eq!(bytes, whole[&format!("charts/{name}")], "{name}");
    }
    assert_eq!(code(&desk.run(VERBS[1])), Some(0));
    // An edit among changed endings is an edit.
    let path = desk.path("run/figures.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replacen('1', "2", 1)).unwrap();
    refused(&desk, &["chart", "brief"], &["was edited after the run"]);
}

#[test]
fn a_figure_cannot_be_written_outside_its_folder() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    let above = desk.0.path().parent().unwrap().join("escaped.svg");
    for name in [
        "../../escaped",
        "../escaped",
        "/tmp/escaped",
        "a/b",
        "..",
        ".",
        "",
        "a\\..\\b",
        "C:escaped",
        "nul",
        "COM1.x",
        "a\nb",
        "a\u{202e}b",
        "a.",
        "x:y",
    ] {
        forge(&desk, |figures| figures["figures"][0]["name"] = name.into());
        refused(&desk, &["chart", "brief"], &["figures.json cannot be drawn: the name of its figure"]);
        restore(&desk, &whole);
    }
    forge(&desk, |figures| figures["figures"][0]["name"] = "x".repeat(250).into());
    refused(&desk, &["chart", "brief"], &["the name of its figure"]);
    restore(&desk, &whole);
    forge(&desk, |figures| figures["figures"][1]["name"] = "End-States".into());
    refused(&desk, &["chart", "brief"], &["is there twice"]);
    assert!(!above.exists());
}

#[test]
fn figures_of_another_run_do_not_get_the_digest_of_this_one() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    forge(&desk, |figures| figures["figures"][0]["provenance"]["digest"] = "0".repeat(64).into());
    refused(&desk, &["chart", "brief"], &["holds a figure of another run"]);
}

/// Every number, text and list in a document, by its pointer.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(table) => {
            table.iter().for_each(|(key, value)| places(value, format!("{at}/{key}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().take(2).for_each(|(i, value)| places(value, format!("{at}/{i}"), found));
            found.push(at);
        }
        _ => found.push(at),
    }
}

#[test]
fn no_figure_whatever_it_holds_is_a_panic() {
    let desk = Desk::new();
    let scenario = desk.over_minimal(
        "all.toml",
        "[charts]\nshow = [\"ladder\", \"bouts.draw\", \"end_states\", \"stage_chances\", \"bundle\", \"dotplot.draw\", \"plane.draw\", \"exceedance.trade\", \"fan.trust\", \
         \"flow\"]\n",
    );
    desk.folder("run", &[&scenario], &[]);
    let text = fs::read_to_string(desk.path("run/figures.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let hostile = [
        json!(1e308),
        json!(-1e308),
        json!(1e30),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(4294967295_u32),
        json!(null),
        json!(""),
        json!("\u{0}\u{202e}<svg>"),
        json!("a".repeat(100_000)),
        json!([]),
        json!({}),
        json!([[[[]]]]),
        json!(5e-324),
    ];
    let mut drawn = 0;
    for figure in 0..whole["figures"].as_array().unwrap().len() {
        let mut found = Vec::new();
        places(&whole["figures"][figure], format!("/figures/{figure}"), &mut found);
        // Every place gets a third of them, in turn; neighbours and figures of one form get the others.
        for (number, place) in found.iter().enumerate() {
            for value in hostile.iter().skip((number + figure) % 3).step_by(3) {
                let mut edited = whole.clone();
                *edited.pointer_mut(place).unwrap() = value.clone();
                if let Ok(figures) = hikiwake::figures::Figures::parse(&edited.to_string()) {
                    // What fits on no sheet is an error to be told of; a panic would end the test.
                    let Ok(picture) = figures.figures[figure].try_render(Size::Half) else { continue };
                    drawn += 1;
                    let at =
                        || format!("{place} = {}", value.to_string().chars().take(80).collect::<String>());
                    assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf\""), "{}", at());
                    assert!(!picture.svg.contains(['\u{0}', '\u{202e}']), "{}", at());
                    assert!(picture.svg.len() < 2_000_000, "{}: {} bytes", at(), picture.svg.len());
                    roxmltree::Document::parse(&picture.svg).unwrap_or_else(|e| panic!("{}: {e}", at()));
                }
            }
        }
    }
    assert!(drawn > 100, "most was refused, only {drawn} drawn: the bounds are too narrow");
}

#[test]
fn a_manifest_that_no_run_has_is_refused() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    let manifest = json(&whole["manifest.json"]);
    let file = |name: &str| json!({ "file": name, "sha256": "0".repeat(64) });
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut edited = manifest.clone();
        edit(&mut edited);
        edited.to_string()
    };
    let adding = |name: &'static str| with(&move |m| m["results"].as_array_mut().unwrap().push(file(name)));
    let many =
        || (0..200_000).map(|n| json!({ "file": format!("f{n}"), "sha256": "" })).collect::<Vec<Value>>();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (text, told) in [
        (with(&|m| m["format"] = 999.into()), "newer version"),
        (with(&|m| m["format"] = "one".into()), "not the manifest of a whole run"),
        (with(&|m| m["format"] = Value::Null), "not the manifest of a whole run"),
        (with(&|m| m["results"] = json!({})), "not the manifest of a whole run"),
        ("[]".into(), "not the manifest of a whole run"),
        (deep, "not the manifest of a whole run"),
        (with(&|m| m["digest"] = "é".repeat(32).into()), "64 hexadecimal digits"),
        (with(&|m| m["results"][0]["sha256"] = "0".into()), "64 hexadecimal digits"),
        (with(&|m| m["results"] = many().into()), "it names 200000 files"),
        (adding("figures.json"), "twice"),
        (adding("Figures.JSON"), "twice"),
        (adding("../figures.json"), "lies outside its folder"),
        (adding("charts/aux.svg"), "device"),
        (adding("charts\\x.svg"), "not every system"),
    ] {
        fs::write(desk.path("run/manifest.json"), text).unwrap();
        refused(&desk, &["chart", "brief", "reproduce", "diff"], &[told]);
    }
    // More looks than were planned: a panic once.
    let looks = json!({ "until": "settled +-0.1", "at_most": 1000, "looks": [], "looked": 7, "decided": true, "found": "" });
    fs::write(desk.path("run/manifest.json"), with(&|m| m["stopping"] = looks.clone())).unwrap();
    assert_eq!(code(&desk.run(VERBS[1])), Some(0));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_in_the_place_of_files_are_not_read() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    for name in ["figures.json", "scenario.toml", "manifest.json"] {
        let verbs: &[&str] = match name {
            "figures.json" => &["chart", "brief"],
            "scenario.toml" => &["brief", "reproduce", "diff"],
            _ => &["chart", "brief", "reproduce", "diff"],
        };
        let (path, kept) = (desk.path("run").join(name), desk.path("kept"));
        fs::rename(&path, &kept).unwrap();
        symlink(&kept, &path).unwrap();
        refused(&desk, verbs, &["it is a link"]);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        refused(&desk, verbs, &["is a folder, not a file"]);
        fs::remove_dir(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        refused(&desk, verbs, &["is a pipe, not a file"]);
        fs::remove_file(&path).unwrap();
        fs::File::create(&path).unwrap().set_len(1 << 42).unwrap();
        refused(&desk, verbs, &["is larger than"]);
        fs::remove_file(&kept).unwrap();
        restore(&desk, &whole);
    }
    // A folder of the run that leads elsewhere.
    fs::rename(desk.path("run/charts"), desk.path("charts")).unwrap();
    symlink(desk.path("charts"), desk.path("run/charts")).unwrap();
    refused(&desk, &["reproduce"], &["it is a link"]);
}

#[test]
fn charts_kept_with_their_data_are_drawn_again_unless_they_were_edited() {
    let desk = Desk::new();
    desk.done(&["trace", &minimal(), "--ending", "settled", "--count", "2", "--chart", "kept"]);
    let kept = files(&desk.path("kept"));
    let names: Vec<&str> = kept.keys().map(String::as_str).collect();
    let all = ["figures.json", "timeline-2.png", "timeline-2.svg", "timeline.png", "timeline.svg"];
    assert_eq!(names, all, "each history has its own file");
    desk.done(&["chart", "kept", "--out", "again"]);
    for (name, bytes) in files(&desk.path("again")) {
        assert_eq!(bytes, kept[&name], "{name}");
    }
    // Drawn again where they stand: that is what the verb itself wrote.
    desk.done(&["trace", &minimal(), "--ending", "settled", "--count", "2", "--chart", "kept"]);
    let text = String::from_utf8(kept["figures.json"].clone()).unwrap();
    for (edited, told) in [
        (text.replacen("Settlement", "Victory", 1), "edited"),
        (text.replacen("\"sha256\"", "\"sha\"", 1), "nothing vouches"),
        (text.replace("\"timeline-2\"", "\"../../escaped\""), "the name of its figure"),
    ] {
        assert_ne!(edited, text);
        desk.write("kept/figures.json", &edited);
        let output = desk.run(&["chart", "kept", "--out", "again"]);
        assert_eq!(code(&output), Some(4), "{}", errors(&output));
        assert!(errors(&output).contains(told), "{}", errors(&output));
    }
}
