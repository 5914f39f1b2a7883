//! `hikiwake completions`, `hikiwake man`: what shells and manuals want to know of the command line.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::failure::Failure;
use super::printer;

/// The verb of shells.
#[derive(Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The verb of manuals.
#[derive(Args)]
pub struct Manual {
    /// The page of one verb; without it the page of the program
    verb: Option<String>,
}

impl Completions {
    /// Prints a script that completes verbs, options and files.
    pub fn run(self, mut program: Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut program, "hikiwake", &mut script);
        Ok(printer::results(&String::from_utf8_lossy(&script))?)
    }
}

impl Manual {
    /// Prints a page for `man`.
    pub fn run(self, mut program: Command) -> Result<(), Failure> {
        // Names of subcommands get their parents', as a reader types them.
        program.build();
        let page = match &self.verb {
            None => program,
            Some(verb) => {
                let known: Vec<String> =
                    program.get_subcommands().map(|verb| verb.get_name().to_string()).collect();
                let found = program.get_subcommands().find(|known| known.get_name() == verb).cloned();
                let Some(found) = found else {
                    return Err(Failure::Usage(format!(
                        "there is no verb {verb}; there are {}",
                        known.join(", ")
                    )));
                };
                found.display_name(format!("hikiwake-{verb}"))
            }
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        Ok(printer::results(&String::from_utf8_lossy(&text))?)
    }
}
