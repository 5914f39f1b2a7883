//! A study that follows its files: edits, faults, files that come and go.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::desk::Desk;
use hikiwake::follow::{Following, Order, Step};
use hikiwake::scenario::Reach;
use hikiwake::study::{Error, Study, Unwatched};

/// How long a change may take to be seen: it is a matter of two looks, but the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn order(files: &[&str]) -> Order {
    let layers = ["worlds=40", "paths=5"].map(String::from).to_vec();
    Order { paths: files.iter().map(Into::into).collect(), layers, reach: Reach::default() }
}

/// A file that is written at the moment when it is read is read once more; those of a test are older.
fn let_rest() {
    std::thread::sleep(Duration::from_millis(200));
}

/// Runs again once a change is seen.
fn after_a_change(following: &mut Following) -> Step {
    let begun = Instant::now();
    while !following.is_due() {
        assert!(begun.elapsed() < PATIENCE, "no change was seen");
        std::thread::sleep(Duration::from_millis(5));
    }
    following.rerun(&Unwatched)
}

fn chance(following: &Following) -> f64 {
    let outcomes = &following.last().unwrap().estimates.outcomes[0].estimates;
    outcomes.iter().find(|o| o.outcome.starts_with("segment.")).unwrap().estimate.unwrap()
}

#[test]
fn an_edit_gives_other_numbers_and_what_moved() {
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "");
    let_rest();
    let mut following = Following::new(order(&[&file]));
    assert_eq!(following.rerun(&Unwatched), Step::New);
    let first = (following.last().unwrap().digest.clone(), chance(&following));
    assert!(following.last().unwrap().moved[0].is_empty(), "nothing stands before the first");

    let edit = "extends = \"minimal.toml\"\nfactor.trust.start = 1.9\n";
    fs::write(&file, edit).unwrap();
    assert_eq!(after_a_change(&mut following), Step::New);
    let good = following.last().unwrap();
    assert_ne!(good.digest, first.0);
    // What moved is what both simulated as one study differ by, to the last bit.
    desk.write("before.toml", "extends = \"minimal.toml\"\n");
    let both = [desk.path("before.toml"), file.clone().into()];
    let both = Study::load(&both, &order(&[]).layers, &Reach::default()).unwrap();
    let changes = both.changes(&both.simulate(both.size().unwrap(), &Unwatched).unwrap());
    assert!(good.took.reading > 0.0 && good.took.simulating > 0.0 && good.took.estimating > 0.0);
    assert!(!changes[0].is_empty() && changes[0].iter().any(|change| !change.is_none()));
    assert_eq!(format!("{:?}", good.moved[0]), format!("{:?}", changes[0]));

    // Words change no number.
    fs::write(&file, format!("# a remark\n{edit}")).unwrap();
    assert_eq!(after_a_change(&mut following), Step::Same);
    assert_eq!(
        following.last().unwrap().study.cases()[0].loaded.sources[0].text,
        format!("# a remark\n{edit}")
    );
}

#[test]
fn a_fault_leaves_the_last_result_and_its_mending_ends_it() {
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "");
    let_rest();
    let mut following = Following::new(order(&[&file]));
    assert_eq!(following.rerun(&Unwatched), Step::New);
    let digest = following.last().unwrap().digest.clone();
    fs::write(&file, "extends = \"minimal.toml\"\nfactor.trust.start = { pert = [1, 2 }\n").unwrap();
    assert_eq!(after_a_change(&mut following), Step::Broken);
    let Some(Error::Scenario { problems, .. }) = following.trouble() else { panic!("no problems") };
    let problem = problems.iter().next().unwrap();
    assert_eq!(problems.position(problem).unwrap().1, 2);
    assert_eq!(following.last().unwrap().digest, digest);
    fs::write(&file, "extends = \"minimal.toml\"\n\n").unwrap();
    assert_eq!(after_a_change(&mut following), Step::Same);
    assert!(following.trouble().is_none());
}

#[test]
fn files_that_a_scenario_names_are_followed_also_where_they_are_not_there() {
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "");
    desk.write("data.csv", "value\n0.1\n0.2\n0.4\n");
    let with_data =
        "extends = [\"minimal.toml\", \"more.toml\"]\nfactor.trust.start = { empirical = \"data.csv\" }\n";
    fs::write(&file, with_data).unwrap();
    let_rest();
    let mut following = Following::new(order(&[&file]));
    assert_eq!(following.rerun(&Unwatched), Step::Broken);
    assert!(following.last().is_none());
    // What it needs appears.
    desk.write("more.toml", "name = \"More\"\n");
    assert_eq!(after_a_change(&mut following), Step::New);
    for (name, text) in
        [("data.csv", "value\n1.1\n1.2\n1.4\n"), ("more.toml", "factor.trust.half_life = 7.0\n")]
    {
        let before = following.last().unwrap().digest.clone();
        desk.write(name, text);
        assert_eq!(after_a_change(&mut following), Step::New, "{name}");
        assert_ne!(following.last().unwrap().digest, before, "{name}");
    }
    let names: Vec<&str> =
        following.files().iter().map(|file| Path::new(file).file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["mine.toml", "minimal.toml", "more.toml", "data.csv"]);
}

#[test]
fn what_is_overtaken_stops() {
    struct Writer<'w>(&'w Written<'w>);
    struct Written<'w>(&'w str, std::sync::atomic::AtomicBool, std::sync::atomic::AtomicU64);
    impl hikiwake::study::Watch for Writer<'_> {
        fn interrupt(&self) -> &std::sync::atomic::AtomicBool {
            &self.0.1
        }
        fn begins(&self, trials: u64) {
            self.0.2.store(trials, std::sync::atomic::Ordering::Relaxed);
            fs::write(self.0.0, "extends = \"minimal.toml\"\nworlds = 7\n").unwrap();
        }
    }
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "worlds = 20000\npaths = 10000\n");
    let_rest();
    let mut following = Following::new(Order { layers: Vec::new(), ..order(&[&file]) });
    let about = Written(&file, Default::default(), Default::default());
    assert_eq!(following.rerun(&Writer(&about)), Step::Overtaken);
    assert_eq!(about.2.into_inner(), 200_000_000, "so many trials were begun");
    assert!(following.is_due() || following.is_due());
    assert_eq!(following.rerun(&Unwatched), Step::New);
    assert_eq!(following.last().unwrap().size.worlds, 7);
}

#[cfg(unix)]
#[test]
fn run_with_watch_tells_every_edit_and_ends_by_ctrl_c() {
    use std::io::Read;
    let desk = Desk::new();
    let file = desk.over_minimal("mine.toml", "");
    let out = fs::File::create(desk.path("out")).unwrap();
    let errors = fs::File::create(desk.path("err")).unwrap();
    let mut child = desk
        .command(&["run", &file, "--watch", "--worlds", "40", "--paths", "5"])
        .stdout(Stdio::from(out))
        .stderr(Stdio::from(errors))
        .spawn()
        .unwrap();
    let told = |name: &str| {
        let mut text = String::new();
        fs::File::open(desk.path(name)).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let wait = |what: &str| {
        let begun = Instant::now();
        while !told("err").contains(what) {
            assert!(begun.elapsed() < PATIENCE, "{what} was never told:\n{}", told("err"));
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    wait("Ctrl-C ends");
    assert!(told("out").contains("Where it ends") && !told("out").contains("What moved"));
    fs::write(&file, "extends = \"minimal.toml\"\nfactor.trust.start = 1.9\nfactor.trust.strat = 1\n")
        .unwrap();
    wait("the last result stands");
    assert!(told("err").contains("mine.toml:3"), "{}", told("err"));
    fs::write(&file, "extends = \"minimal.toml\"\nfactor.trust.start = 1.9\n").unwrap();
    let begun = Instant::now();
    while !told("out").contains("What moved since the run before") {
        assert!(begun.elapsed() < PATIENCE, "{}", told("err"));
        std::thread::sleep(Duration::from_millis(10));
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "Ctrl-C is its ordinary end");
    assert!(!desk.names().contains(&"runs".to_string()), "nothing is written");
}
