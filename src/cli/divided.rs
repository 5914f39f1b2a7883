//! What verbs share that simulate an inquiry in parts: `--part` makes one, `hikiwake join` tells the inquiry.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Simulation, share};
use super::failure::Failure;
use super::inquiries::Telling;
use super::terminal::Terminal;
use super::{interruption, loading, printer};
use crate::report::Inquiry;
use crate::results;
use crate::study::{Divided, Dividing, Share, Study, Watch};

/// Options of verbs that can be simulated in parts.
#[derive(Args)]
pub struct Parting {
    /// Simulate only the K-th of N parts and keep what was counted, for `hikiwake join`; where more follows from it, the same command once all parts are there makes
    /// the next round of them
    #[arg(long, value_name = "K/N", value_parser = share, conflicts_with_all = ["format", "chart"])]
    part: Option<Share>,
    /// With --part: the folder of the parts, of all rounds [default: parts/<verb>-<scenario>-<digest>]
    #[arg(long, value_name = "DIR", requires = "part")]
    out: Option<PathBuf>,
}

/// A verb that inquires, and may be simulated in parts.
pub trait Divisible {
    /// Its name.
    const VERB: &'static str;

    /// The scenario files.
    fn scenarios(&self) -> &[PathBuf];

    /// How much is simulated of them, and what is laid over them.
    fn simulation(&self) -> &Simulation;

    /// What it is asked beside that, as it is written on a command line; nothing of how it is told.
    fn asked(&self) -> Vec<String>;

    /// Inquires.
    fn find(&self, study: &Study, watch: &dyn Watch) -> Result<Inquiry, Failure>;
}

/// An option with what it is given, as one word.
pub fn option(name: &str, value: impl ToString) -> String {
    format!("--{name}={}", value.to_string())
}

/// The command line that asks the same, from the verb on.
fn words<V: Divisible>(verb: &V) -> Vec<String> {
    let files = verb.scenarios().iter().map(|path| path.to_string_lossy().into_owned());
    let asked = std::iter::once(V::VERB.to_string()).chain(verb.asked()).chain(verb.simulation().written());
    asked.chain(std::iter::once("--".to_string())).chain(files).collect()
}

/// Inquires and tells, or makes a part.
pub fn run<V: Divisible>(verb: &V, parting: &Parting, telling: &Telling, quiet: bool) -> Result<(), Failure> {
    let study = loading::load(verb.scenarios(), verb.simulation(), quiet)?;
    let size = study.size()?;
    telling.check()?;
    match parting.part {
        Some(share) => part(verb, &study, (share, parting.out.clone()), quiet),
        None => {
            let found = verb.find(&study, &Terminal::new(quiet))?;
            telling.tell(&found, &study.digest(size, None), quiet)
        }
    }
}

/// Simulates a part and writes its file, unless it is there already.
fn part<V: Divisible>(
    verb: &V,
    study: &Study,
    (share, folder): (Share, Option<PathBuf>),
    quiet: bool,
) -> Result<(), Failure> {
    let words = words(verb);
    let digest = study.digest_of_inquiry(&words)?;
    let folder = folder.unwrap_or_else(|| {
        let file = results::name_for(&study.cases()[0].file);
        PathBuf::from("parts").join(format!("{}-{file}-{:.8}", V::VERB, digest))
    });
    let say = |text: String| {
        if !quiet {
            printer::message("part", &text);
        }
    };
    let divided = Divided::of_share(words, digest, share, &folder);
    let path = divided.place(&folder);
    if let Some(why) = divided.waits() {
        say(format!("{} is there already; {why}", path.display()));
        return Ok(());
    }
    // Whatever bears the name of this part and is none is what something else left of it.
    let is_own = |_: &[u8]| false;
    results::check_file(&path, is_own)?;
    let terminal = Terminal::new(quiet);
    match verb.find(study, &Dividing { watch: &terminal, divided: &divided }) {
        Err(Failure::Divided) => {
            results::write_file(&path, &divided.part().bytes(), is_own)?;
            interruption::note_written();
            say(format!("written to {}", path.display()));
            Ok(())
        }
        Ok(_) if divided.rounds() == 0 => {
            Err(Failure::Usage("this simulates nothing that could be split; leave out --part".into()))
        }
        Ok(_) => {
            say(format!(
                "nothing is left to simulate; hikiwake join {} tells what was found",
                folder.display()
            ));
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

/// Tells what was simulated in parts.
pub fn tell<V: Divisible>(
    verb: &V,
    divided: &Divided,
    telling: &Telling,
    quiet: bool,
) -> Result<(), Failure> {
    // A part may come from anybody: it asks nothing but what a part is made of, so that a join writes no file that it names.
    if words(verb) != divided.words() {
        return Err(Failure::Usage(format!(
            "these parts hold a command line by which no part is made: hikiwake {}",
            divided.words().join(" ")
        )));
    }
    let study = loading::load(verb.scenarios(), verb.simulation(), quiet)?;
    divided.check(&study.digest_of_inquiry(divided.words())?)?;
    telling.check()?;
    let terminal = Terminal::new(quiet);
    let found = verb.find(&study, &Dividing { watch: &terminal, divided })?;
    telling.tell(&found, &study.digest(study.size()?, None), quiet)
}
