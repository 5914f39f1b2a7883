//! Splitting: chances that are known exactly, chances of a plain run, errors, threads, and how the verb tells them (model.md §5.16).
//!
//! Seeds are fixed. A comparison allows 4.5 standard errors that are themselves estimated over 100 worlds and more: a false alarm in 1e-5 of all seeds.

use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use crate::common::exact::{Run, chain_after};
use crate::common::{generator, load_with, shipped, simulate, size};
use hikiwake::analysis::{NamedWay, Stage, stages, way_to};
use hikiwake::draws::Stream;
use hikiwake::engine::{self, Size, Splitting, Watcher, Way, copies_for};
use hikiwake::math::ln;
use hikiwake::model::{Process, Scenario, State};
use hikiwake::plan::{Plan, compile};
use hikiwake::stats::{Clusters, proportion};

/// Estimated standard errors that a comparison allows.
const Z: f64 = 4.5;

fn watcher(interrupt: &AtomicBool) -> Watcher<'_> {
    Watcher { interrupt, progress: &|_| {} }
}

fn split(plan: &Plan, way: &Way, copies: &[u32], size: Size) -> Splitting {
    engine::split(plan, way, copies, size, &watcher(&AtomicBool::new(false))).expect("a finished run")
}

fn pilot(plan: &Plan, way: &Way, size: Size) -> Vec<u32> {
    copies_for(plan, way, size, &watcher(&AtomicBool::new(false))).expect("a finished run")
}

/// States that are passed one after the other, with a way back from each to the start; rates a year, over one year.
fn chain(onward: [f64; 4], back: f64) -> (Scenario, [[f64; 5]; 5]) {
    let mut lines = vec!["horizon = \"2021-12\"".to_string(), "process.way.start = \"s0\"".to_string()];
    let mut rates = [[0.0; 5]; 5];
    for state in 0..5 {
        lines.push(format!("process.way.state.s{state}.absorbing = {}", state == 4));
    }
    for (state, rate) in onward.into_iter().enumerate() {
        let to = state + 1;
        lines.push(format!(
            "process.way.transition.on{state} = {{ from = \"s{state}\", to = \"s{to}\", per_year = {rate} }}"
        ));
        rates[state][to] = rate;
    }
    for (state, of_state) in rates.iter_mut().enumerate().take(4).skip(1) {
        lines.push(format!(
            "process.way.transition.back{state} = {{ from = \"s{state}\", to = \"s0\", per_year = {back} }}"
        ));
        of_state[0] = back;
    }
    (load_with("closed/base.toml", &lines), rates)
}

fn last(found: &Splitting) -> Stage {
    stages(found).pop().expect("a stage")
}

fn error(stage: &Stage) -> f64 {
    stage.standard_error.expect("an error")
}

fn is_near(found: f64, truth: f64, error: f64) -> bool {
    (found - truth).abs() <= Z * error
}

/// A chain in continuous time that comes to its end in one of some hundred thousand cases, which 10,000 paths would hardly ever show.
#[test]
fn a_chance_that_is_known_exactly_is_found_and_its_error_is_small() {
    let (scenario, rates) = chain([0.3, 0.2, 0.25, 0.2], 1.0);
    let plan = compile(&scenario);
    let truth = chain_after([1.0, 0.0, 0.0, 0.0, 0.0], &rates, 1.0)[4];
    assert!(truth > 2e-5 && truth < 1.1e-4, "{truth}");
    let NamedWay { way, levels, .. } = way_to(&scenario, &plan, "reached.way.s4").expect("a way");
    assert_eq!(levels, ["s1", "s2", "s3", "s4"]);
    let found = split(&plan, &way, &[10, 12, 12, 1], size(3, 400, 25));
    let stage = last(&found);
    assert!(is_near(stage.chance, truth, error(&stage)), "{stage:?}, not {truth}");
    assert!(error(&stage) < 0.1 * truth, "{stage:?}");
    // Planted bugs: a weight that forgets the copies of one level; the law of a single move a month, which is a fifth below.
    let forgetful = stage.chance * 12.0;
    assert!(!is_near(forgetful, truth, 12.0 * error(&stage)), "{stage:?}");
    // Copies that draw what their original draws would end as it does: then the error would be that of the paths from the start alone, or more.
    let plain = stage.plain_trials().expect("a number");
    let work = found.months as f64 / f64::from(plan.calendar.months);
    assert!(plain > 20.0 * work, "{plain} trials are worth no more than {work}");
    // Every stage on the way is right too.
    let there =
        split(&plan, &Way { at_end: Some(0b10000), ..way.clone() }, &[10, 12, 12, 1], size(4, 400, 25));
    let there = last(&there);
    assert!(is_near(there.chance, truth, error(&there)), "who came there is there at the end: {there:?}");
    let at_s2 = way_to(&scenario, &plan, "end.way.s2").expect("a way").way;
    let at_s2 = last(&split(&plan, &at_s2, &[4, 3], size(5, 400, 25)));
    let truth = chain_after([1.0, 0.0, 0.0, 0.0, 0.0], &rates, 1.0)[2];
    assert!(is_near(at_s2.chance, truth, error(&at_s2)), "{at_s2:?}, not {truth}");
}

/// Where nothing is copied, the paths from the start are those of a run, and come as far.
#[test]
fn without_copies_it_is_a_run() {
    let scenario = hikiwake::scenario::load(&shipped()[1], &[]).expect("a sound scenario").scenario;
    let plan = compile(&scenario);
    let ours = size(7, 60, 7);
    let tally = simulate(&plan, 7, 60, 7);
    let run = Run { plan: plan.clone(), tally };
    for name in ["reached.settlement.signed", "end.settlement.framework", "end.japan_leader.successor"] {
        let way = way_to(&scenario, &plan, name).expect("a way").way;
        let found = split(&plan, &way, &vec![1; way.levels.len()], ours);
        let (class, state) = name.split_once('.').expect("a class");
        let counts = match class {
            "reached" => run.reached(state),
            _ => run.there(state, plan.calendar.months),
        };
        let counts: Vec<u64> = counts.iter().map(|&count| u64::from(count)).collect();
        assert!(counts.iter().sum::<u64>() > 0, "{name}");
        assert_eq!(found.came.last(), Some(&counts), "{name}");
    }
}

/// A path or copy of the second writing: where it is and what it has entered, at the end of a month.
#[derive(Clone)]
struct At {
    world: u32,
    number: u32,
    month: u32,
    state: usize,
    entered: u32,
}

/// Follows one in the chain until it has entered a state from `goal` on, or to the end of the year; `suffix` is behind the purpose of its draws.
fn follow(seed: u64, rates: &[[f64; 5]; 5], mut at: At, (goal, suffix): (usize, &str)) -> At {
    let threshold = |at: &At, to: usize, stay: u32| {
        let way = if to == at.state + 1 { "on" } else { "back" };
        let element = format!("process.way.transition.{way}{}", at.state);
        let stream = Stream::new(seed, &element, &format!("clock s{}{suffix}", at.state));
        -ln(stream.uniform(at.world, at.number, stay))
    };
    let mut stays = [0; 5];
    let mut enter = |at: &At| {
        stays[at.state] += 1;
        [at.state + 1, 0].map(|to| match to < 5 && rates[at.state][to] > 0.0 {
            true => (to, threshold(at, to, stays[at.state] - 1)),
            false => (to, f64::INFINITY),
        })
    };
    let mut clocks = enter(&at);
    while at.month < 12 && at.entered >> goal == 0 {
        at.month += 1;
        let mut since = 0.0;
        loop {
            let monthly = |to: usize| if to < 5 { rates[at.state][to] / 12.0 } else { 0.0 };
            let due = clocks.iter().filter(|(to, need)| *need <= monthly(*to) * (1.0 - since));
            let first =
                due.map(|(to, need)| (since + need / monthly(*to), *to)).min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((moment, to)) = first else {
                clocks.iter_mut().for_each(|(to, need)| *need -= monthly(*to) * (1.0 - since));
                break;
            };
            (since, at.state) = (moment, to);
            at.entered |= 1 << to;
            clocks = enter(&at);
        }
    }
    at
}

/// Splitting of the chain, written once more from model.md, gives the same counts.
#[test]
fn a_second_writing_agrees() {
    let (seed, worlds, paths, copies) = (9, 40, 6, [4, 1, 3, 1]);
    let (scenario, rates) = chain([3.0, 1.0, 1.5, 1.2], 2.0);
    let plan = compile(&scenario);
    let way = way_to(&scenario, &plan, "reached.way.s4").expect("a way").way;
    let found = split(&plan, &way, &copies, size(seed, worlds, paths));
    let mut came = vec![vec![0; worlds as usize]; 4];
    let starts = (0..worlds).flat_map(|world| (0..paths).map(move |number| (world, number)));
    let start = |(world, number)| At { world, number, month: 0, state: 0, entered: 1 };
    let mut group: Vec<At> = starts.map(start).collect();
    for (level, next) in [(0, 1), (1, 3), (3, 4)] {
        let suffix = if level == 0 { String::new() } else { format!(" copies {level}") };
        let ends: Vec<At> = group.into_iter().map(|at| follow(seed, &rates, at, (next, &suffix))).collect();
        for at in &ends {
            (level..next)
                .filter(|&stage| at.entered >> (stage + 1) > 0)
                .for_each(|stage| came[stage][at.world as usize] += 1);
        }
        group = Vec::new();
        for at in ends.iter().filter(|at| at.entered >> next > 0) {
            for _ in 0..copies[next - 1] {
                let number = group.iter().filter(|other| other.world == at.world).count() as u32;
                group.push(At { number, ..at.clone() });
            }
        }
    }
    assert!(came[3].iter().sum::<u64>() > 20, "{came:?}");
    assert_eq!(found.came, came);
}

/// Random scenarios that use anything the model has: traits, lags, dates, shocks that force, agendas. Each state that lies two steps away or more is estimated by a
/// plain run and by splitting with another seed. Of some fifty comparisons one is off by five of its standard errors in fewer than 1e-4 of all seeds.
#[test]
fn it_agrees_with_plain_runs_of_scenarios_that_use_everything() {
    const MOST: f64 = 5.0;
    let (mut compared, mut of_bug) = (0, 0);
    for number in 0..160u64 {
        let scenario = generator::scenario(number);
        let plan = compile(&scenario);
        let class = if number % 2 == 0 { "reached" } else { "end" };
        let of_process = |process: &Process| {
            let of = |state: &State| format!("{}.{}", process.id, state.id);
            process.states.iter().map(of).collect::<Vec<String>>()
        };
        let names = scenario.processes.iter().flat_map(of_process);
        let way = |name: String| {
            let way = way_to(&scenario, &plan, &format!("{class}.{name}")).ok()?.way;
            (way.levels.len() > 1).then_some((name, way))
        };
        let ways: Vec<(String, Way)> = names.filter_map(way).collect();
        if ways.is_empty() {
            continue;
        }
        let run = Run { plan: plan.clone(), tally: simulate(&plan, number, 100, 20) };
        for (name, way) in ways {
            let counts = match class {
                "reached" => run.reached(&name),
                _ => run.there(&name, plan.calendar.months),
            };
            if counts.iter().sum::<u32>() < 40 {
                continue;
            }
            let copies: Vec<u32> = (0..way.levels.len()).map(|level| 2 + level as u32 % 2).collect();
            let found = split(&plan, &way, &copies, size(number + 1_000, 100, 6));
            let plain = proportion(counts, 20, Clusters::Worlds).estimate;
            let stage = last(&found);
            let off = |chance: f64| {
                (chance - plain.value).abs() / plain.standard_error.hypot(stage.standard_error.unwrap_or(0.0))
            };
            assert!(off(stage.chance) < MOST, "{number} {class}.{name}: {stage:?}, plainly {plain:?}");
            compared += 1;
            // The planted bug: the copies of the first level are not counted in parts.
            of_bug += u32::from(off(stage.chance * f64::from(copies[0])) > MOST);
        }
    }
    assert!(compared >= 15, "{compared}");
    assert!(of_bug >= 5, "{of_bug} of {compared}");
}

/// Five hundred small runs: what they miss by, in their own standard errors, has the variance 1, or a little more, of Student's distribution. A mean of 500 squares has
/// a deviation of about 0.07; 0.8 to 1.35 is left by fewer than 1e-4 of all seeds.
#[test]
fn its_error_is_what_it_misses_by() {
    let (scenario, rates) = chain([1.0, 0.6, 0.5, 0.5], 0.5);
    let plan = compile(&scenario);
    let way = way_to(&scenario, &plan, "reached.way.s3").expect("a way").way;
    let rates = [rates[0], rates[1], rates[2], [0.0; 5], [0.0; 5]];
    let truth = chain_after([1.0, 0.0, 0.0, 0.0, 0.0], &rates, 1.0)[3];
    let (mut sum, mut squares, mut of_bug) = (0.0, 0.0, 0.0);
    const RUNS: u32 = 500;
    for seed in 0..RUNS {
        let found = split(&plan, &way, &[3, 3, 1], size(u64::from(seed), 60, 10));
        let stage = last(&found);
        let z = (stage.chance - truth) / error(&stage);
        sum += z;
        squares += z * z;
        // The planted bug: copies that count as if they were independent.
        let independent = (stage.chance * (1.0 - stage.chance) / (600.0 * 9.0)).sqrt();
        let of_copies = (stage.chance - truth) / independent;
        of_bug += of_copies * of_copies;
    }
    let runs = f64::from(RUNS);
    assert!((sum / runs).abs() < 4.0 / runs.sqrt() + 0.1, "mean {}", sum / runs);
    assert!((0.8..1.35).contains(&(squares / runs)), "variance {}", squares / runs);
    assert!(of_bug / runs > 1.35, "variance {}", of_bug / runs);
}

#[test]
fn threads_do_not_matter() {
    let scenario = hikiwake::scenario::load(&shipped()[1], &[]).expect("a sound scenario").scenario;
    let plan = compile(&scenario).asking_only(None);
    let way = way_to(&scenario, &plan, "reached.settlement.signed").expect("a way").way;
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let ours = size(5, 90, 4);
            (pilot(&plan, &way, ours), split(&plan, &way, &[9, 1], ours))
        })
    };
    let one = with(1);
    assert!(one.1.came.iter().all(|came| came.iter().sum::<u64>() > 0), "{one:?}");
    assert!(one == with(2) && one == with(7));
}

/// The program's answer to a question about few worlds of a shipped scenario.
fn asked(more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["rare", "scenarios/four-island-batch.toml", "--worlds", "60", "--paths", "3", "--quiet"])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program")
}

fn told(more: &[&str]) -> String {
    let output = asked(more);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

const SIGNED: [&str; 4] = ["--of", "reached.settlement.signed", "--copies", "8,1"];

#[test]
fn the_verb_tells_every_level_and_what_it_did() {
    let text = told(&SIGNED);
    for said in ["How likely is", "Framework named", "Signed", "--copies 8,1", "unbiased"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let json = told(&[&SIGNED[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let stages = &json["inquiries"][0]["data"]["scenarios"][0]["stages"];
    assert_eq!(stages.as_array().map(Vec::len), Some(2));
    assert!(stages[0]["chance"].as_f64() > stages[1]["chance"].as_f64(), "{stages}");
}

#[test]
fn what_it_cannot_answer_is_refused_with_the_way_out() {
    let signed = "reached.settlement.signed";
    for (of, copies, said) in [
        ("metric.month_signed.mean", "1", "is not where a process comes"),
        ("reached.settlement.talks", "1", "starts there"),
        (signed, "8", "has 2: write a number for each of"),
        (signed, "1000000,1000000", "more than can be counted"),
    ] {
        let output = asked(&["--of", of, "--copies", copies]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(said), "{said}: {told}");
    }
}
