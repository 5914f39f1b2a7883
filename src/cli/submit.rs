//! `hikiwake submit`: the parts of a run as an array of jobs, and their join after them, for Slurm.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use super::arguments::{Simulation, whole};
use super::failure::Failure;
use super::{loading, printer};
use crate::results;
use crate::study::{AT_MOST, Asked, Share, Study};
use crate::words::ranges;

/// The verb.
#[derive(Args)]
pub struct Submit {
    /// Scenario files, as for `run`
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    /// The stop rule, as for `run`
    #[arg(long, value_name = "RULE")]
    until: Option<String>,
    /// With --until: the most trials of each scenario [default: 2000000]
    #[arg(long, value_name = "TRIALS", requires = "until")]
    at_most: Option<u64>,
    /// In how many parts; an array has at most as many tasks as the cluster allows, often 1000
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1..=u64::from(u32::MAX)))]
    parts: u32,
    /// The folder of the parts, which all nodes see [default: parts/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// The run folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Processors of each part
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole::<u32>(1..=1024))]
    cpus: u32,
    /// Memory of each part and of the join, as Slurm writes it [default: the cluster's]
    #[arg(long, value_name = "SIZE")]
    mem: Option<String>,
    /// The longest that a part may take, as Slurm writes it [default: the cluster's]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Parts at work at once, at most
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1..=u64::from(u32::MAX)))]
    at_once: Option<u32>,
    /// A further option of sbatch, such as --sbatch=--account=me (may be repeated)
    #[arg(long = "sbatch", value_name = "OPTION", allow_hyphen_values = true)]
    further: Vec<String>,
    /// Hand it to sbatch; without it the commands are only printed
    #[arg(long)]
    go: bool,
    /// No messages
    #[arg(long)]
    quiet: bool,
}

impl Submit {
    /// Finds which parts are not there yet, and prints or hands over what makes them and joins all.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.quiet)?;
        let rule = self.until.as_deref().map(|rule| (rule, self.at_most.unwrap_or(AT_MOST)));
        let asked = study.asked(rule)?;
        let keep =
            self.keep.clone().unwrap_or_else(|| PathBuf::from("parts").join(study.folder_name(&asked)));
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(study.folder_name(&asked)));
        let missing = self.missing(&study, &asked, &keep)?;
        let array = (!missing.is_empty()).then(|| self.array(&study, &keep, &missing));
        if !self.go {
            return Ok(printer::results(&self.script(array.as_deref(), &self.join(&study, &keep, &out)))?);
        }
        let place = std::path::absolute(&keep).unwrap_or_else(|_| keep.clone());
        std::fs::create_dir_all(&place).map_err(|why| results::DiskError {
            doing: "create",
            path: place,
            why,
        })?;
        let dependency = match array {
            Some(array) => {
                let job = submitted(&array)?;
                self.say(&format!("job {job}: parts {} of {}", ranges(&missing), self.parts));
                vec![format!("--dependency=afterok:{job}"), "--kill-on-invalid-dep=yes".into()]
            }
            None => Vec::new(),
        };
        let mut join = self.join(&study, &keep, &out);
        join.splice(1..1, dependency);
        let job = submitted(&join)?;
        self.say(&format!("job {job}: the join, into {}", out.display()));
        Ok(())
    }

    /// The parts that are not there whole.
    fn missing(&self, study: &Study, asked: &Asked, keep: &Path) -> Result<Vec<u32>, Failure> {
        let mut missing = Vec::new();
        for number in 1..=self.parts {
            let share = Share::new(number, self.parts).map_err(Failure::Usage)?;
            let head = study.part_head(asked, share, &self.simulation.sets);
            let there = results::read_part(&keep.join(head.file_name()));
            if !there.is_ok_and(|part| part.head.is_same_part(&head)) {
                missing.push(number);
            }
        }
        Ok(missing)
    }

    /// What every job is given: its name, its place, its resources.
    fn common(&self, name: String, keep: &Path, log: &str) -> Vec<String> {
        let log = keep.join(log);
        let mut words =
            vec!["--parsable".into(), format!("--job-name={name}"), format!("--output={}", log.display())];
        words.extend(self.mem.iter().map(|mem| format!("--mem={mem}")));
        words.extend(self.time.iter().map(|time| format!("--time={time}")));
        words.extend(self.further.iter().cloned());
        words
    }

    /// The array of the parts that are missing: a task's number is its part's. A task whose node is lost is put back into the queue.
    fn array(&self, study: &Study, keep: &Path, missing: &[u32]) -> Vec<String> {
        let at_once = self.at_once.map_or(String::new(), |n| format!("%{n}"));
        let mut run = vec![program(), "run".into()];
        run.extend(self.scenarios.iter().map(|path| path.display().to_string()));
        run.extend(self.simulation.written());
        run.extend(self.until.iter().flat_map(|rule| ["--until".into(), rule.clone()]));
        run.extend(self.at_most.iter().flat_map(|most| ["--at-most".into(), most.to_string()]));
        let rest = ["--out".into(), keep.display().to_string(), "--threads".into(), self.cpus.to_string()];
        let rest: Vec<String> = rest.iter().map(|word| quoted(word)).collect();
        let run: Vec<String> = run.iter().map(|word| quoted(word)).collect();
        // The number of the task is not known before the shell of the task reads it.
        let part = format!("--part \"$SLURM_ARRAY_TASK_ID/{}\"", self.parts);
        let wrap = format!("exec {} {part} {} --quiet", run.join(" "), rest.join(" "));
        let mut words = vec!["sbatch".into()];
        words.extend(self.common(format!("{}-parts", name(study)), keep, "part-%a.log"));
        words.push(format!("--array={}{at_once}", ranges(missing)));
        words.push(format!("--cpus-per-task={}", self.cpus));
        words.extend(["--requeue".into(), format!("--wrap={wrap}")]);
        words
    }

    /// The join of all parts.
    fn join(&self, study: &Study, keep: &Path, out: &Path) -> Vec<String> {
        let join =
            [program(), "join".into(), keep.display().to_string(), "--out".into(), out.display().to_string()];
        let join: Vec<String> = join.iter().map(|word| quoted(word)).collect();
        let mut words = vec!["sbatch".into()];
        words.extend(self.common(format!("{}-join", name(study)), keep, "join.log"));
        words.push(format!("--wrap=exec {} --quiet", join.join(" ")));
        words
    }

    /// The commands as a script for a shell.
    fn script(&self, array: Option<&[String]>, join: &[String]) -> String {
        let words = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        let (sbatch, rest) = join.split_at(1);
        match array {
            Some(array) => format!(
                "parts=$({})\n{} \"--dependency=afterok:${{parts%%;*}}\" --kill-on-invalid-dep=yes {}\n",
                words(array),
                words(sbatch),
                words(rest)
            ),
            None => format!("{}\n", words(join)),
        }
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            printer::message("submitted", text);
        }
    }
}

/// This program, wherever a job runs.
fn program() -> String {
    std::env::current_exe().map_or("hikiwake".into(), |path| path.display().to_string())
}

/// What the jobs of a study are called: its first file.
fn name(study: &Study) -> String {
    results::name_for(&study.cases()[0].file)
}

/// Hands a job to Slurm; its number.
fn submitted(words: &[String]) -> Result<String, Failure> {
    let failed = |why: String| Failure::Usage(format!("the job was not submitted: {why}"));
    let output = Command::new(&words[0]).args(&words[1..]).output().map_err(|why| match why.kind() {
        ErrorKind::NotFound => failed(
            "there is no sbatch here; go to a machine of the cluster, or leave out --go and take the printed commands there".into(),
        ),
        _ => failed(why.to_string()),
    })?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
    if !output.status.success() {
        return Err(failed(told(&output.stderr)));
    }
    // On a federation the name of the cluster follows.
    Ok(told(&output.stdout).split(';').next().unwrap_or_default().to_string())
}

/// A word as a shell reads it: as it is where that is plain, else in quotation marks.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_quoted_words_as_they_are() {
        for word in ["plain.toml", "a b", "it's", "$HOME", "", "\"", "a\\b", "in_force +-0.005 @95%"] {
            let output = Command::new("sh").args(["-c", &format!("printf %s {}", quoted(word))]).output();
            assert_eq!(output.map(|found| found.stdout).ok(), Some(word.as_bytes().to_vec()), "{word}");
        }
    }
}
