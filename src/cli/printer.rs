//! The only file that prints: results to standard output, messages and progress to standard error.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::legible;
use crate::scenario::Problems;
use crate::study::Undrawn;

/// Columns where the terminal does not say.
const WIDTH: usize = 100;

/// Results. A character of a scenario's text that a terminal would obey does not reach it.
pub fn results(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(legible::plain(text).as_bytes())?;
    out.flush()
}

/// Columns of the terminal that reads the results: as wide as it is now, else as COLUMNS says, which a shell may have exported long ago.
pub fn width() -> usize {
    let terminal = || {
        let (size, _) = terminal_size::terminal_size_of(std::io::stdout())?;
        Some(usize::from(size.0)).filter(|&columns| columns > 0)
    };
    let columns = || std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    terminal().or_else(columns).unwrap_or(WIDTH).clamp(30, 140)
}

/// A message to standard error. If even that is closed there is nobody to tell.
pub fn message(label: &str, text: &str) {
    let _ = writeln!(std::io::stderr(), "{label}: {}", legible::plain(text));
}

/// Pictures that could not be made.
pub fn undrawn(undrawn: &[Undrawn]) {
    for one in undrawn {
        message("warning", &one.to_string());
    }
}

/// The problems of a scenario, coloured on a terminal.
pub fn problems(problems: &Problems) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let _ = write!(std::io::stderr(), "{}", problems.render(colour));
}

/// What is wrong with the command line, or the help that was asked for; ends the program.
pub fn usage(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    if legible::plain(&text) != text {
        // Names out of the shell may hold what a terminal would obey.
        let _ = write!(std::io::stderr(), "{}", legible::plain(&text));
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// A bar with the time left; silent in a pipe.
pub fn progress(trials: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(trials), ProgressDrawTarget::hidden());
    }
    // The words take up to 40 columns; a line that is too long would be printed anew at every step.
    let columns =
        terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(size, _)| usize::from(size.0));
    let bar = match columns.saturating_sub(42).min(40) {
        0..=4 => String::new(),
        columns => format!("{{bar:{columns}}} "),
    };
    let style = ProgressStyle::with_template(&format!("{bar}{{percent}}% of {{len}} trials, {{eta}} left"));
    let bar = ProgressBar::new(trials);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
