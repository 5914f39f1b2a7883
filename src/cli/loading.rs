//! Scenario files on their way into a study, with a word on what is doubtful in them.

use std::path::PathBuf;

use super::arguments::Simulation;
use super::failure::Failure;
use super::printer;
use crate::study::{Error, Study};

/// Loads and compiles the files of a verb; says what is worth a word of them unless it is to be quiet.
pub fn load(paths: &[PathBuf], simulation: &Simulation, quiet: bool) -> Result<Study, Failure> {
    let study = Study::load(paths, &simulation.layers(), &simulation.allowed.reach());
    if !quiet {
        match &study {
            Ok(study) => study.warnings().for_each(printer::problems),
            Err(Error::Scenario { before, .. }) => before.iter().for_each(printer::problems),
            Err(_) => {}
        }
    }
    Ok(study?)
}
