//! A run in parts on a real Slurm: two nodes on this machine, started and ended by the test.
//!
//! Without Slurm and munge the test says so and is skipped; `.ci/run` installs them where it can.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::desk::{Desk, code, errors, files, minimal};

/// A cluster looks for work once a minute, waits for more jobs to come, and gives what it ends half a minute: ours looks every second and waits for nothing.
const PROMPT: &str = "SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1\nKillWait=1\nCompleteWait=0\nMinJobAge=2\n";

/// How long the whole may take on a machine that does other things besides.
const PATIENCE: Duration = Duration::from_secs(300);

/// A cluster of two nodes; it goes when it goes out of scope.
struct Cluster<'d> {
    desk: &'d Desk,
    daemons: Vec<Child>,
}

/// What was to be seen did not come in time.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

impl Cluster<'_> {
    /// Starts one; none, and a notice, where it cannot be had.
    fn start(desk: &Desk) -> Option<Cluster<'_>> {
        let there = ["slurmctld", "slurmd"].iter().all(|name| output_of(name, &["-V"]).is_some());
        // Without a cluster to speak to, sbatch does not even tell its version.
        let there = there && output_of("sh", &["-c", "command -v sbatch"]).is_some();
        let munge = output_of("munged", &["--version"]).is_some();
        let is_root = output_of("id", &["-u"]).is_some_and(|id| id == "0");
        if !(there && munge && is_root) {
            eprintln!(
                "\n*** SKIPPED: no Slurm with munge here, or not run as root, so no run was handed to a cluster ***\n"
            );
            return None;
        }
        let place = desk.path("slurm");
        for folder in ["state", "spool", "munge"] {
            fs::create_dir_all(place.join(folder)).unwrap();
        }
        let host = output_of("hostname", &["-s"]).unwrap();
        // Ports that nobody else has: those of two tests that run at once are far apart.
        let port = 20_000 + std::process::id() % 20_000;
        let at = |name: &str| place.join(name).display().to_string();
        let node = |number: u32| {
            format!(
                "NodeName=n{number} NodeHostname={host} NodeAddr=127.0.0.1 Port={} CPUs=1 RealMemory=2000 State=UNKNOWN\n",
                port + number
            )
        };
        let text = format!(
            "ClusterName=test\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={port}\nAuthType=auth/munge\nAuthInfo=socket={}\nSlurmUser=root\nSlurmdUser=root\n\
             StateSaveLocation={}\nSlurmdSpoolDir={}/%n\nSlurmctldPidFile={}\nSlurmdPidFile={}/%n.pid\nSlurmctldLogFile={}\nSlurmdLogFile={}/%n.log\n\
             ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nReturnToService=2\nSelectType=select/cons_tres\nMpiDefault=none\n{PROMPT}{}{}\
             PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n",
            at("munge/socket"),
            at("state"),
            at("spool"),
            at("ctld.pid"),
            at("spool"),
            at("ctld.log"),
            at("spool"),
            node(1),
            node(2),
        );
        fs::write(place.join("slurm.conf"), text).unwrap();
        // munge wants a key and a folder that nobody else may write.
        let key = place.join("munge/key");
        fs::write(
            &key,
            (0..1024_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<u8>>(),
        )
        .unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o400)).unwrap();
        fs::set_permissions(place.join("munge"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut cluster = Cluster { desk, daemons: Vec::new() };
        let munge = |name: &str, file: &str| format!("--{name}={}", at(&format!("munge/{file}")));
        cluster.daemon(
            "munged",
            &[
                "--foreground",
                "--force",
                &munge("key-file", "key"),
                &munge("socket", "socket"),
                &munge("pid-file", "pid"),
                &munge("log-file", "log"),
                &munge("seed-file", "seed"),
            ],
        );
        wait_until("munged", || place.join("munge/socket").exists());
        cluster.daemon("slurmctld", &["-D", "-i", "-f", &at("slurm.conf")]);
        for node in ["n1", "n2"] {
            cluster.daemon("slurmd", &["-D", "-N", node, "-f", &at("slurm.conf")]);
        }
        wait_until("two idle nodes", || cluster.tells("sinfo", &["-h", "-o", "%D %t"]) == "2 idle");
        Some(cluster)
    }

    fn daemon(&mut self, program: &str, arguments: &[&str]) {
        let log =
            fs::File::create(self.desk.path(&format!("slurm/{program}-{}.out", self.daemons.len()))).unwrap();
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.daemons.push(command.spawn().unwrap());
    }

    /// A program that speaks to the cluster.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env("SLURM_CONF", self.desk.path("slurm/slurm.conf"));
        command.current_dir(self.desk.path("")).stdin(Stdio::null());
        command
    }

    fn tells(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program, arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    }

    /// `hikiwake submit --go`; what it says.
    fn submits(&self, arguments: &[&str]) -> String {
        let command = [&["submit", "--go"], arguments].concat();
        let output = self.command(env!("CARGO_BIN_EXE_hikiwake"), &command).output().unwrap();
        assert_eq!(code(&output), Some(0), "{}", errors(&output));
        errors(&output)
    }

    fn ends(&self) {
        wait_until("an empty queue", || {
            let output = self.command("squeue", &["-h", "-r", "-o", "%i %r"]).output().unwrap();
            // A cluster that is too busy to answer has no empty queue.
            if !output.status.success() {
                return false;
            }
            let queue = String::from_utf8_lossy(&output.stdout).trim().to_string();
            // What was put back is held for two minutes, in case its node is ill.
            let held = queue.lines().filter_map(|line| line.strip_suffix(" BeginTime"));
            for task in held {
                self.tells("scontrol", &["update", &format!("JobId={task}"), "StartTime=now"]);
            }
            queue.is_empty()
        });
    }
}

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        for daemon in self.daemons.iter_mut().rev() {
            let _ = Command::new("kill").arg(daemon.id().to_string()).status();
        }
        // A slurmd waits for its jobs a while.
        let begun = Instant::now();
        for daemon in &mut self.daemons {
            while daemon.try_wait().is_ok_and(|ended| ended.is_none())
                && begun.elapsed() < Duration::from_secs(20)
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

fn parts(folder: &Path) -> Vec<String> {
    let all =
        fs::read_dir(folder).map(|all| all.map(|entry| entry.unwrap().file_name().into_string().unwrap()));
    let mut names: Vec<String> =
        all.map(|names| names.filter(|name| name.ends_with(".part")).collect()).unwrap_or_default();
    names.sort();
    names
}

#[test]
fn an_array_on_real_slurm_with_a_killed_task_and_a_lost_part_has_the_bytes_of_the_whole() {
    let desk = Desk::new();
    let Some(cluster) = Cluster::start(&desk) else { return };
    let file = minimal();
    let run = [file.as_str(), "--worlds", "1200", "--paths", "100"];
    let whole = desk.done(&[&["run", "--quiet", "--out", "whole"], &run[..]].concat());
    let submit = [&run[..], &["--parts", "6", "--keep", "parts", "--out", "run", "--mem", "100M"]].concat();
    let said = cluster.submits(&submit);
    assert!(said.contains("parts 1-6 of 6") && said.contains("the join"), "{said}");
    let array = said.split("job ").nth(1).unwrap().split(':').next().unwrap().to_string();
    // Task 5 is taken away before it begins, and so the join never does.
    cluster.tells("scancel", &[&format!("{array}_5")]);
    // Another is stopped at work, as on a node that is lost, put back into the queue, and comes again by itself.
    let is_put_back =
        |task: &str| cluster.command("scontrol", &["requeue", task]).output().unwrap().status.success();
    wait_until("a task that was put back", || {
        let at_work = cluster.tells("squeue", &["-h", "-t", "R", "-o", "%i"]);
        at_work.lines().any(is_put_back)
    });
    cluster.ends();
    let there = parts(&desk.path("parts"));
    assert!(there.len() < 6 && !desk.path("run").exists(), "{there:?}");
    // Part 2 is lost from the disk. The join names what is missing; the same command again makes it, and nothing else.
    let lost = there.iter().find(|name| name.contains("-2-of-6")).unwrap();
    fs::remove_file(desk.path("parts").join(lost)).unwrap();
    let output = desk.run(&["join", "parts", "--out", "run"]);
    assert_eq!(code(&output), Some(4));
    assert!(errors(&output).contains("2,5"), "{}", errors(&output));
    let before: Vec<_> = parts(&desk.path("parts"))
        .iter()
        .map(|name| fs::metadata(desk.path("parts").join(name)).unwrap().modified().unwrap())
        .collect();
    let said = cluster.submits(&submit);
    assert!(said.contains("parts 2,5 of 6"), "{said}");
    cluster.ends();
    assert_eq!(parts(&desk.path("parts")).len(), 6);
    let after: Vec<_> = parts(&desk.path("parts"))
        .iter()
        .map(|name| fs::metadata(desk.path("parts").join(name)).unwrap().modified().unwrap())
        .collect();
    assert!(before.iter().all(|time| after.contains(time)), "a part that was there was made again");
    let (mut expected, mut found) = (files(&desk.path("whole")), files(&desk.path("run")));
    [&mut expected, &mut found].iter_mut().for_each(|run| drop(run.remove("manifest.json")));
    assert_eq!(found, expected);
    assert!(!whole.is_empty());
}
