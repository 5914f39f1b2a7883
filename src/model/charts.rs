//! Which figures a scenario asks for.

use super::Id;
use crate::lettering::Fallback;

/// Which figures of a run are drawn, how large, and under which titles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charts {
    /// The figures, in their order; none for those that suit the scenario.
    pub show: Option<Vec<Chart>>,
    /// Figures beside those that suit the scenario.
    pub also: Vec<Chart>,
    /// What a settlement brings, as figures of options tell it; none for what suits the scenario.
    pub brings: Option<Vec<Brings>>,
    /// **Default** a slide.
    pub sizes: Vec<ChartSize>,
    /// The analyst's own titles.
    pub titles: Vec<(Chart, String)>,
    /// The font for letters that the house font lacks.
    pub font: Option<Fallback>,
}

/// What a settlement brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brings {
    /// A metric that follows from the terms of an option: a sum over terms, or the amount of one.
    Metric(Id),
    /// A term: its level or its amount.
    Term(Id),
}

/// A figure that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {
    /// How far each option comes, and what it brings.
    Ladder,
    /// Where each option ends.
    EndStates,
    /// How the chances of the stages grow.
    StageChances,
    /// How the chance of the last stage grows in each world.
    Bundle,
    /// Fifty quantiles of a metric as dots.
    Dotplot(Id),
    /// The chance that a metric exceeds a value.
    Exceedance(Id),
    /// Each side's surplus against the other's, for a hikiwake index.
    Plane(Id),
    /// Who loses, for a hikiwake index: one bar an option.
    Bouts(Id),
    /// Quantiles of a factor over time.
    Fan(Id),
    /// The option at the start against the option and the state at the end.
    Flow,
}

impl std::fmt::Display for Chart {
    /// As it is written in a file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Chart::Ladder => write!(f, "ladder"),
            Chart::EndStates => write!(f, "end_states"),
            Chart::StageChances => write!(f, "stage_chances"),
            Chart::Bundle => write!(f, "bundle"),
            Chart::Dotplot(metric) => write!(f, "dotplot.{metric}"),
            Chart::Exceedance(metric) => write!(f, "exceedance.{metric}"),
            Chart::Plane(metric) => write!(f, "plane.{metric}"),
            Chart::Bouts(metric) => write!(f, "bouts.{metric}"),
            Chart::Fan(factor) => write!(f, "fan.{factor}"),
            Chart::Flow => write!(f, "flow"),
        }
    }
}

/// What a picture is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartSize {
    /// A whole slide, 16:9.
    Slide,
    /// Half a slide, 8:9: one of two side by side.
    Half,
    /// A column of a page, as high as it needs to be.
    Column,
}

impl ChartSize {
    /// Every size, by the word for it.
    pub const ALL: [(&'static str, ChartSize); 3] =
        [("slide", ChartSize::Slide), ("half", ChartSize::Half), ("column", ChartSize::Column)];

    /// The word for it.
    pub fn word(self) -> &'static str {
        ChartSize::ALL[self as usize].0
    }
}
