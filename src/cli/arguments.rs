//! Options that several verbs have.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::draws::Sampling;
use crate::model::Month;
use crate::scenario::Reach;
use crate::study::Share;

/// Options of the verbs that simulate.
#[derive(Args)]
pub struct Simulation {
    /// Worlds to draw: what we do not know
    #[arg(long, value_parser = whole::<u32>(1..=1_000_000))]
    worlds: Option<u32>,
    /// Paths in each world: chance
    #[arg(long, value_parser = whole::<u32>(1..=10_000_000))]
    paths: Option<u32>,
    /// How worlds are spread over what is not known [default: the file's, or latin-hypercube]
    #[arg(long, value_parser = Sampling::NAMES.map(|(name, _)| name))]
    sampling: Option<String>,
    /// Seed, any whole number from 0
    #[arg(long, allow_negative_numbers = true, value_parser = whole::<u64>(0..=u64::MAX))]
    seed: Option<u64>,
    /// Lay a value over the file, such as --set factor.trust.start=0.5 (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,
    #[command(flatten)]
    pub allowed: Allowed,
}

/// What a scenario may read besides the files below its own folder.
#[derive(Args)]
pub struct Allowed {
    /// Let scenarios read files below this folder too; without it, only those below their own (may be repeated)
    #[arg(long = "allow", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl Allowed {
    /// It as the reader of files takes it.
    pub fn reach(&self) -> Reach {
        Reach::allowing(&self.folders)
    }
}

/// Options of the verbs that simulate on which no result depends.
#[derive(Args)]
pub struct Effort {
    /// Threads to use; the results do not depend on it [default: all]
    #[arg(long, value_parser = whole::<u32>(1..=1024))]
    pub threads: Option<u32>,
    /// No progress bar, no messages
    #[arg(long)]
    pub quiet: bool,
}

impl Simulation {
    /// What is laid over the file: the `--set`s, then the flags with a name of their own, so that the resolved scenario holds them all.
    pub fn layers(&self) -> Vec<String> {
        let numbers = [
            ("seed", self.seed),
            ("worlds", self.worlds.map(u64::from)),
            ("paths", self.paths.map(u64::from)),
        ];
        let flags = numbers.into_iter().filter_map(|(key, number)| Some(format!("{key}={}", number?)));
        let sampling = self.sampling.iter().map(|name| format!("sampling={name}"));
        self.sets.iter().cloned().chain(flags).chain(sampling).collect()
    }
}

impl Simulation {
    /// The same options as they are written on a command line.
    pub fn written(&self) -> Vec<String> {
        let numbers = [
            ("--seed", self.seed),
            ("--worlds", self.worlds.map(u64::from)),
            ("--paths", self.paths.map(u64::from)),
        ];
        let numbers = numbers.into_iter().filter_map(|(flag, n)| Some([flag.to_string(), n?.to_string()]));
        let sampling = self.sampling.iter().map(|name| ["--sampling".to_string(), name.clone()]);
        let sets = self.sets.iter().map(|set| ["--set".to_string(), set.clone()]);
        let folder = |folder: &PathBuf| ["--allow".to_string(), folder.display().to_string()];
        let allowed = self.allowed.folders.iter().map(folder);
        numbers.chain(sampling).chain(sets).chain(allowed).flatten().collect()
    }
}

/// What goes to standard output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A whole number within a range, or how it is written.
pub fn whole<T: TryFrom<u64>>(range: RangeInclusive<u64>) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number: u64 = text.parse().map_err(|_| not_whole(text))?;
        let fits = T::try_from(number).ok().filter(|_| range.contains(&number));
        fits.ok_or_else(|| format!("{number} is not in {}..={}", range.start(), range.end()))
    }
}

/// Why a text is no whole number: people part thousands, and write 1e3.
fn not_whole(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_parted = |c: char| c.is_ascii_digit() || " ,.'’_\u{a0}\u{202f}\u{2009}".contains(c);
    let thousands = || text.split(|c: char| !c.is_ascii_digit()).skip(1).all(|part| part.len() == 3);
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_parted) && thousands() {
        return format!("write it in digits alone: {digits}");
    }
    let number = text.parse::<f64>().ok().filter(|x| x.fract() == 0.0 && (0.0..1e15).contains(x));
    match number {
        Some(x) => format!("write it in digits alone: {x}"),
        None => "write a whole number from 0, in digits alone, such as 1000".to_string(),
    }
}

/// A month as it is written in files.
pub fn month(text: &str) -> Result<Month, String> {
    let found = text.split_once('-').and_then(|(year, month)| {
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Month { year, month })
    });
    found.ok_or_else(|| "write a month, such as 2022-12".into())
}

/// A part as it is written: 3/40.
pub fn share(text: &str) -> Result<Share, String> {
    let numbers =
        text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    let (number, of) = numbers.ok_or("write the number of the part and how many there are, such as 3/40")?;
    Share::new(number, of)
}
