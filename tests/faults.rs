//! What breaks under a run: a full disk, a folder that refuses, a killed process, a rival. Nothing half-written ever stands under the name
//! of a run.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::common::desk::{Desk, code, errors, files, json, minimal};
use sha2::{Digest, Sha256};

/// Whether a run folder is whole: every file that its manifest names, with its digest, and no other.
fn is_whole(folder: &Path) -> bool {
    let files = files(folder);
    let Some(manifest) = files.get("manifest.json") else { return false };
    let results = json(manifest)["results"].as_array().unwrap().clone();
    let kept = |result: &serde_json::Value| {
        let digest = files
            .get(result["file"].as_str().unwrap())
            .map(|bytes| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        digest.as_deref() == result["sha256"].as_str()
    };
    results.len() + 1 == files.len() && results.iter().all(kept)
}

/// The hidden folders in a folder.
fn hidden(desk: &Desk) -> Vec<String> {
    desk.names().into_iter().filter(|name| name.starts_with('.')).collect()
}

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A small disk of its own, mounted; taken off when it goes out of scope.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// None where this user may not mount; then the test that needs it says so.
    fn mount(at: &Path, options: &str) -> Option<SmallDisk> {
        fs::create_dir_all(at).unwrap();
        let mount = |options: &str| {
            let mut command = std::process::Command::new("mount");
            command.args(["-t", "tmpfs", "-o", options, "hikiwake-test"]).arg(at).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if mount(options) {
            return Some(SmallDisk(at.to_path_buf()));
        }
        eprintln!("NOT TESTED: this user may not mount a tmpfs at {}", at.display());
        None
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_4_and_leaves_nothing_but_the_answer() {
    let desk = Desk::new();
    // Enough for the text of a run, not for its charts.
    let Some(_disk) = SmallDisk::mount(&desk.path("disk"), "size=128k") else { return };
    let output = desk.run(&["run", &minimal(), "--out", "disk/run"]);
    assert_eq!(code(&output), Some(4), "{}", errors(&output));
    assert!(
        errors(&output).contains("cannot write") && errors(&output).contains("the disk is full"),
        "{}",
        errors(&output)
    );
    // Whoever waited for the answer got it.
    assert!(String::from_utf8_lossy(&output.stdout).contains("Where it ends"));
    assert_eq!(fs::read_dir(desk.path("disk")).unwrap().count(), 0, "something was left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn an_earlier_run_survives_a_disk_that_fills_up() {
    let desk = Desk::new();
    let Some(_disk) = SmallDisk::mount(&desk.path("disk"), "size=4m") else { return };
    desk.done(&["run", &minimal(), "--out", "disk/run"]);
    let before = files(&desk.path("disk/run"));
    // Leave a few pages only.
    let ballast = desk.path("disk/ballast");
    let mut bytes = 4 * 1024 * 1024;
    while fs::write(&ballast, vec![0; bytes]).is_err() {
        bytes -= 16 * 1024;
    }
    let output = desk.run(&["run", &minimal(), "--seed", "8", "--out", "disk/run"]);
    assert_eq!(code(&output), Some(4), "{}", errors(&output));
    assert_eq!(files(&desk.path("disk/run")), before);
    assert_eq!(fs::read_dir(desk.path("disk")).unwrap().count(), 2, "something was left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_ends_with_4_before_the_work_begins() {
    let desk = Desk::new();
    let Some(_disk) = SmallDisk::mount(&desk.path("disk"), "size=64k,ro") else { return };
    let endless = ["--worlds", "20000", "--paths", "100000"];
    for out in ["disk/run", "disk/deep/run"] {
        let output = desk.run(&[&["run", &minimal(), "--out", out], &endless[..]].concat());
        assert_eq!(code(&output), Some(4), "{}", errors(&output));
        assert!(errors(&output).starts_with("error: cannot write into"), "{}", errors(&output));
    }
}

#[test]
fn a_file_where_a_folder_should_be_ends_with_4() {
    let desk = Desk::new();
    desk.write("runs", "a file of this name");
    let output = desk.run(&["run", &minimal()]);
    assert_eq!(code(&output), Some(4), "{}", errors(&output));
    assert!(errors(&output).starts_with("error: cannot"), "{}", errors(&output));
    assert_eq!(fs::read_to_string(desk.path("runs")).unwrap(), "a file of this name");
}

/// Kills a run once `now` says so, or lets it end; says whether it was killed on its way.
fn kill_when(child: &mut Child, now: impl Fn() -> bool) -> bool {
    while child.try_wait().unwrap().is_none() {
        if now() {
            child.kill().unwrap();
            return child.wait().unwrap().code().is_none();
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    false
}

/// After a kill: the run that has the name is whole. Between two renames its place is empty; then the old run stands beside it, whole.
fn assert_no_half(desk: &Desk, moment: &str) {
    let run = desk.path("run");
    let aside = hidden(desk).into_iter().find(|name| name.ends_with("replaced"));
    match aside {
        Some(aside) if !run.exists() => assert!(is_whole(&desk.path(&aside)), "{moment}"),
        _ => assert!(is_whole(&run), "{moment}"),
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_at_any_moment_leaves_no_half_of_itself() {
    let desk = Desk::new();
    let begun = Instant::now();
    desk.done(&["run", &minimal(), "--out", "run"]);
    let whole = begun.elapsed();
    let again = |seed: u32| start(&desk, &["run", &minimal(), "--seed", &seed.to_string(), "--out", "run"]);
    let mut killed = 0;
    for moment in 0..20 {
        let started = Instant::now();
        killed += u32::from(kill_when(&mut again(moment), || started.elapsed() > whole * moment / 20));
        assert_no_half(&desk, &format!("after {moment} twentieths of its time"));
    }
    assert!(killed >= 5, "only {killed} of 20 were killed on their way");
    // Writing takes a few milliseconds: until five were caught in it, each a little later than the one before.
    let mut caught = 0;
    for attempt in 0..100 {
        let writes = || hidden(&desk).iter().any(|name| name.ends_with("unfinished"));
        let soon_after = || {
            writes() && {
                std::thread::sleep(Duration::from_micros(700) * caught);
                true
            }
        };
        caught += u32::from(kill_when(&mut again(attempt), soon_after) && writes());
        assert_no_half(&desk, &format!("while it wrote, attempt {attempt}"));
        if caught == 5 {
            break;
        }
    }
    assert!(caught >= 1, "none was killed while it wrote");
    // The next run clears away what they left, under whatever name it goes.
    desk.done(&["run", &minimal(), "--out", "other"]);
    assert_eq!(desk.names(), ["other", "run"]);
    assert!(is_whole(&desk.path("run")) && is_whole(&desk.path("other")));
}

#[test]
fn of_runs_into_one_folder_at_the_same_time_one_stays_whole() {
    let desk = Desk::new();
    for round in 0..3 {
        let seeds: Vec<String> = (0..4).map(|n| (10 * round + n).to_string()).collect();
        let runs: Vec<Child> = seeds
            .iter()
            .map(|seed| start(&desk, &["run", &minimal(), "--seed", seed, "--out", "run", "--quiet"]))
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert_eq!(code(&output), Some(0), "{}", errors(&output));
        }
        assert!(is_whole(&desk.path("run")));
        assert_eq!(desk.names(), ["run"]);
        // It is the run of one of them, not a mixture.
        let output = desk.run(&["reproduce", "run"]);
        assert_eq!(code(&output), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
