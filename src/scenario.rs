//! TOML → model: the file is read, merged with what it extends, checked, and turned into the model's nouns.
//!
//! Values are read by hand off a tree whose every node knows its place, not by serde's derive: an author must see every
//! problem at once, each at its file, line and column, after several files have been laid over each other; serde stops at
//! the first and has forgotten the place by then.
//!
//! ```text
//! files, --set ─► layers ─► one tree of nodes ─► sections (reader) ─► parts ─► checks ─► Scenario
//! ```

mod acceptability;
mod admitted;
mod bargain;
mod bounds;
mod broken_parameters;
mod charts;
mod checks;
mod combinations;
mod conventions;
mod correlation;
mod dates;
mod diagnostics;
mod drivers;
mod edits;
mod entries;
mod evidence;
mod examples;
mod expectations;
mod factors;
mod flattened;
mod font;
mod forms;
mod formula_checks;
mod formula_text;
mod formulas;
pub mod grammar;
mod grounds;
mod history;
mod keys;
mod known_quantities;
mod layers;
mod lints;
mod load;
mod loaded;
mod metrics;
mod missing_letters;
mod mixtures;
mod months;
mod names;
mod node;
mod objective;
mod observations;
mod orders;
mod parties;
mod percentiles;
mod problem;
mod processes;
mod quantities;
mod reach;
mod reader;
mod recognition;
mod references;
mod resolved;
mod shocks;
mod suggestions;
mod syntax;
mod terms;
mod tied_ranks;
mod triggers;
mod units;
mod unjudged;
mod unsaid;
mod vocabulary;
mod wrong_type;

pub use admitted::{Admitted, STATED_ACCEPTABILITY};
pub use diagnostics::{Rule, rules};
pub use edits::{Edit, edits, with_edits};
pub use entries::Entry;
pub use forms::{Way, Written as WrittenAs, through_two, ways};
pub use history::{Act, Grounds, Writing, Written};
pub use keys::FAMILY_KEYS;
pub use layers::{FontFile, Source};
pub use load::{load, load_text, load_within};
pub use loaded::{Bare, Loaded};
pub use problem::{Problem, Problems, Severity};
pub use reach::Reach;
pub use suggestions::nearest as nearest_name;
pub use unjudged::{sentences as unjudged_options, unjudged};
pub use vocabulary::{collections, is_collection, is_number_at, known_keys, parts_of_key, shape};
