//! The kinds of figures: the one list of them.

use serde::{Deserialize, Serialize};

use super::blockers::Blockers;
use super::boxes::Boxes;
use super::bundle::Bundle;
use super::differences::Differences;
use super::dotplot::Dotplot;
use super::drivers::Drivers;
use super::end_states::EndStates;
use super::exceedance::Exceedance;
use super::fan::Fan;
use super::flow::Flow;
use super::frontier::Frontier;
use super::heat_map::HeatMap;
use super::influence::Influence;
use super::information::Information;
use super::kind::Kind;
use super::ladder::Ladder;
use super::plane::Plane;
use super::robustness::Robustness;
use super::shares::Shares;
use super::stage_chances::StageChances;
use super::stops::Stops;
use super::strength::Strength;
use super::sweep::Sweep;
use super::timeline::Timeline;
use super::tornado::Tornado;
use super::trades::Trades;

/// The list of the kinds: the type of each, and the name it has in a scenario's `[charts]`, in `figures.json` and as a file in both rooms.
///
/// A new kind is a line here and two files: `figures/NAME.rs` with its data, which implements [`Kind`] (what it says), and `drawing/NAME.rs`,
/// which implements `Draw` (how it looks); each is named in the file of its room. The compiler asks for all of it, and for nothing else: the
/// file of figures, its checks, pictures, briefings and workbooks go by this list. Only a kind that scenarios may ask for by name is a
/// `Chart` of `model` as well, with its data made in `run.rs`.
macro_rules! for_each_kind {
    ($macro:ident) => {
        $macro! {
            /// How far each option comes, and what it brings.
            Ladder in ladder;
            /// Share of trials in each end state.
            EndStates in end_states;
            /// Cumulative chances of stages.
            StageChances in stage_chances;
            /// Chances of a stage, world by world.
            Bundle in bundle;
            /// Quantiles of a metric as dots.
            Dotplot in dotplot;
            /// The chance that a metric exceeds a value.
            Exceedance in exceedance;
            /// Surpluses of two sides against each other.
            Plane in plane;
            /// Quantiles of a factor over time.
            Fan in fan;
            /// What was asked for against what was got.
            Flow in flow;
            /// How far inputs move an outcome.
            Tornado in tornado;
            /// How much each assumption moves an outcome.
            Drivers in drivers;
            /// Paired differences between two runs.
            Differences in differences;
            /// Who influences whom.
            Influence in influence;
            /// One history in time.
            Timeline in timeline;
            /// In which worlds an outcome is more frequent.
            Boxes in boxes;
            /// What it would be worth to know more before choosing.
            Information in information;
            /// What each of several edits did.
            Shares in shares;
            /// What each audience makes of each option.
            Blockers in blockers;
            /// Where histories stop.
            Stops in stops;
            /// How sure a ranking of options is.
            Robustness in robustness;
            /// An outcome over the values of one key.
            Sweep in sweep;
            /// An outcome over two keys at once.
            HeatMap in heat_map;
            /// Influence against strength of evidence.
            Strength in strength;
            /// What packages give two parties, and the best that both can have.
            Frontier in frontier;
            /// What each level gives each audience.
            Trades in trades;
        }
    };
}
pub(crate) use for_each_kind;

macro_rules! content {
    ($($(#[$doc:meta])* $kind:ident in $name:ident;)*) => {
        /// What a figure shows, by its kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "data", rename_all = "snake_case")]
        pub enum Content {
            $($(#[$doc])* $kind($kind),)*
        }

        impl Content {
            /// The kind as it is written in a scenario's `[charts]`.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Content::$kind(_) => stringify!($name),)*
                }
            }

            /// What the kind has to say.
            pub(crate) fn says(&self) -> &dyn Kind {
                match self {
                    $(Content::$kind(figure) => figure,)*
                }
            }
        }

        $(impl From<$kind> for Content {
            fn from(figure: $kind) -> Content {
                Content::$kind(figure)
            }
        })*
    };
}

for_each_kind!(content);
