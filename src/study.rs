//! A study: scenarios that are simulated together, from their files to the files of a run, as library calls that know no terminal.
//!
//! ```text
//! load ─► (compile) ─► simulate ─► summarise ─► compare ─► figures ─► files
//! ```
//!
//! [`Study::load`] reads, checks and compiles; [`Study::simulate`] gives [`Simulated`]; [`Study::estimates`] tells every estimate with its error,
//! and every difference; [`Study::figures`] and [`draw`] make figures and pictures; [`Study::make`] does all of it, up to the files of a run folder.
//! [`Study::variant`] is a scenario of it with something changed in memory, and [`Study::each_variant`] simulates thousands of those in the same
//! worlds. Who wants to see how far it is, or to stop it, hands over a [`Watch`]; who does not, [`Unwatched`]. What is wrong or worth a word comes back
//! as data: an [`Error`], [`Study::warnings`], [`Study::remarks`].
//!
//! ```no_run
//! use hikiwake::scenario::Reach;
//! use hikiwake::study::{Study, Unwatched};
//!
//! let study = Study::load(&["scenarios/two-plus-alpha.toml"], &["worlds=200".to_string()], &Reach::default())?;
//! let simulated = study.simulate(study.size()?, &Unwatched)?;
//! let signed = &study.estimates(&simulated);
//! let signed = signed.of(0, "end.settlement.in_force").expect("the scenario has such a state");
//! println!("{:?} ± {:?}", signed.estimate, signed.standard_error);
//! # Ok::<(), hikiwake::study::Error>(())
//! ```

mod asking;
mod attribution;
mod bargain;
mod beginnings;
mod blockers;
mod cases;
mod checkpoint;
mod comparison;
mod consents;
mod discover;
mod dispute;
mod disputed;
mod divided;
mod dividing;
mod drivers;
mod edited;
mod error;
mod estimates;
mod figures;
mod files;
mod found_parts;
mod histories;
mod inputs;
mod inquiries;
mod memory;
mod named;
mod of_variants;
mod parts;
mod pictures;
mod question;
mod rare;
mod refused;
mod remarks;
mod robustness;
mod run;
mod share;
mod simulation;
mod solved;
mod sweep;
mod sweep_axis;
mod sweep_of_two;
mod sweeping;
mod tipping;
mod told;
mod trials;
mod until;
mod value;
mod variant;
mod varied;
mod watch;

pub use bargain::{AskedOfBargain, Deal, EVERY_ONE};
pub use beginnings::{NEW_DISPUTE, another_version};
pub use cases::{Case, Study};
pub use discover::Wanted;
pub use divided::Divided;
pub use dividing::Dividing;
pub use drivers::AskedOfDrivers;
pub use edited::{edited, figures_of_edits};
pub use error::Error;
pub use estimates::Estimates;
pub use histories::{Chosen, Replayed};
pub use inputs::Inputs;
pub use memory::in_words as bytes_in_words;
pub use parts::{Joined, join};
pub use pictures::{Drawn, Format, Undrawn, draw, picture_files};
pub use refused::Refused;
pub use remarks::Remark;
pub use run::{Asked, Made};
pub use share::Share;
pub use simulation::Simulated;
pub use sweep_axis::{OVER, Over, To};
pub use sweeping::Target;
pub use told::Told;
pub use until::{AT_MOST, StopRule};
pub use variant::Variant;
pub use varied::Varied;
pub use watch::{Unwatched, Watch};
