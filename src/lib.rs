//! What each settlement option on the table leads to, with its uncertainty: a scenario-modelling simulator for negotiated settlements.
//!
//! The rooms, in the order in which a run goes through them:
//!
//! ```text
//! scenario.toml ─► scenario ─► model ─► plan ─► engine ─► results ─► analysis ─► figures ─► drawing ─► report
//!   the file       read and    the      names   worlds    a table    estimates   what       SVG,       briefing,
//!                  check it    nouns    become  and paths of trials  with error  charts say PNG, PDF   table, json
//!                                       slots
//! ```
//!
//! A [`study`] goes through all of them as a handful of library calls; the command line is one caller of it, a notebook or a web service may be
//! another.
//!
//! Between the model and its readers stands `acceptability`: what follows from judged packages for those that nobody judged.
//! Beside the engine stands `ledger`: every assumption, what gave it and what it rests on, and who influences whom.
//!
//! Below them lie the rooms that know nothing of scenarios: `quantity` (uncertain numbers), `draws` (addressed randomness), `math` (portable
//! functions), `stats` (estimates and their errors), `decision` (which option ranks first over worlds), `fit` (numbers from what is known of their sums), `formula`
//! (arithmetic over names), `solving` (where a curve known with errors takes a value), `words`
//! (how numbers, months and refusals read), `legible` (what of a text may be shown), `lettering` (how much room a text takes in the house font), `palette` (colours and what they mean),
//! `parquet` (tables as files of that format), `disk` (the door through which files are read).

pub mod acceptability;
pub mod analysis;
pub mod bargaining;
pub mod cli;
pub mod decision;
pub mod desk;
pub mod discovery;
pub mod disk;
pub mod drawing;
pub mod draws;
pub mod editing;
pub mod engine;
pub mod figures;
pub mod fit;
pub mod follow;
pub mod formula;
pub mod ledger;
pub mod legible;
pub mod lettering;
pub mod math;
pub mod model;
pub mod palette;
pub mod parquet;
pub mod plan;
pub mod quantity;
pub mod report;
pub mod results;
pub mod scenario;
pub mod sensitivity;
pub mod solving;
pub mod stats;
pub mod study;
pub mod words;
