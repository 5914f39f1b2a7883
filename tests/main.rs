//! The tests of the whole: one binary, a module for each subject, so that there is one program to compile and to link.
//!
//! `cargo test --test all charts` runs the module `charts`.

mod common;

mod acceptability;
mod accepted_files_finish;
mod agreement;
mod blockers;
mod brief;
mod brief_in_chromium;
mod calibration;
mod certain;
mod chains;
mod charts;
mod check;
mod cli;
mod closed_forms;
mod correlations;
mod diff;
mod discover;
mod dispute;
mod draws_follow_the_address_rule;
mod drivers;
mod engine_agrees_with_naive;
mod even_hands;
mod experts;
mod explain;
mod families;
mod faults;
mod fit_check;
mod golden;
mod house;
mod influence;
mod laws;
mod ledger;
mod level_names;
mod levers;
mod loading;
mod office;
mod plots;
mod published_answers;
mod reading;
mod record;
mod rejected;
mod reproduce;
mod run_folders;
mod sampling_designs;
mod standard_errors;
mod stop_rule;
mod sweep;
mod trace;
mod units;
mod value;
mod variants;
mod verdicts;
mod written_files;
