//! A figure as plain data: what it shows and says, without a word on how it is drawn.

use serde::{Deserialize, Serialize};

use super::canvas::{Canvas, Room};
use super::{
    Bundle, Differences, Dotplot, EndStates, Exceedance, Fan, Flow, Influence, Plane, Shares, StageChances,
    Timeline, Tornado,
};
use crate::draws::ENGINE_VERSION;
use crate::engine::Size;
use crate::words::thousands;

/// Where a figure's numbers come from: enough to make them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name and version of the program and of its engine. **Shape** "hikiwake 0.1.0 (engine 1)".
    pub engine: String,
    /// The scenario's name or file.
    pub scenario: String,
    /// The digest of the run's manifest.
    pub digest: String,
    /// Worlds simulated for each option.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// The seed of the run.
    pub seed: u64,
    /// World and path, of a figure that shows a single history.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trial: Option<(u32, u32)>,
}

impl Provenance {
    /// Of numbers that this program made with a run of this size.
    pub fn new(scenario: impl Into<String>, digest: impl Into<String>, size: Size) -> Provenance {
        Provenance {
            engine: format!("hikiwake {} (engine {ENGINE_VERSION})", env!("CARGO_PKG_VERSION")),
            scenario: scenario.into(),
            digest: digest.into(),
            worlds: size.worlds,
            paths: size.paths,
            seed: size.seed,
            trial: None,
        }
    }

    /// Of a single history.
    pub fn of_trial(self, world: u32, path: u32) -> Provenance {
        Provenance { trial: Some((world, path)), ..self }
    }

    /// The line at the foot of a figure; the first 12 digits of the digest are enough to find a run by.
    pub(super) fn source_line(&self) -> String {
        format!(
            "Source: {}, {} (sha256 {}), {} worlds × {} paths, seed {}{}; assumptions are the analyst’s",
            self.engine,
            self.scenario,
            self.digest.chars().take(12).collect::<String>(),
            thousands(self.worlds.into()),
            thousands(self.paths.into()),
            self.seed,
            self.trial.map_or(String::new(), |(world, path)| format!(", world {world}, path {path}"))
        )
    }

    /// What every file of a picture carries in its metadata, with the whole digest.
    pub(super) fn metadata(&self) -> String {
        format!(
            "engine: {}; scenario: {}; sha256: {}; worlds: {}; paths: {}; seed: {}{}",
            self.engine,
            self.scenario,
            self.digest,
            self.worlds,
            self.paths,
            self.seed,
            self.trial.map_or(String::new(), |(world, path)| format!("; world: {world}; path: {path}"))
        )
    }
}

/// A figure: its words, and the data it is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, also that of its files.
    pub name: String,
    /// The finding.
    pub title: String,
    /// What the rule says of the numbers, where the analyst's own title stands in its place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule_title: Option<String>,
    /// What is measured.
    pub subtitle: String,
    /// How to read it, and how exact it is.
    pub notes: String,
    /// The numbers in sentences, for those who cannot see the picture.
    pub description: String,
    /// What is shown.
    #[serde(flatten)]
    pub content: Content,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// What a figure shows, by its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Content {
    /// Share of trials in each end state.
    EndStates(EndStates),
    /// Cumulative chances of stages.
    StageChances(StageChances),
    /// Chances of a stage, world by world.
    Bundle(Bundle),
    /// Quantiles of a metric as dots.
    Dotplot(Dotplot),
    /// The chance that a metric exceeds a value.
    Exceedance(Exceedance),
    /// Surpluses of two sides against each other.
    Plane(Plane),
    /// Quantiles of a factor over time.
    Fan(Fan),
    /// What was asked for against what was got.
    Flow(Flow),
    /// How far inputs move an outcome.
    Tornado(Tornado),
    /// Paired differences between two runs.
    Differences(Differences),
    /// Who influences whom.
    Influence(Influence),
    /// One history in time.
    Timeline(Timeline),
    /// What each of several edits did.
    Shares(Shares),
}

impl Content {
    /// The kind as it is written in a scenario's `[charts]`.
    pub fn kind(&self) -> &'static str {
        match self {
            Content::EndStates(_) => "end_states",
            Content::StageChances(_) => "stage_chances",
            Content::Bundle(_) => "bundle",
            Content::Dotplot(_) => "dotplot",
            Content::Exceedance(_) => "exceedance",
            Content::Plane(_) => "plane",
            Content::Fan(_) => "fan",
            Content::Flow(_) => "flow",
            Content::Tornado(_) => "tornado",
            Content::Differences(_) => "differences",
            Content::Influence(_) => "influence",
            Content::Timeline(_) => "timeline",
            Content::Shares(_) => "shares",
        }
    }

    /// Names of the options that it shows.
    pub(super) fn names(&self) -> Vec<String> {
        fn of<T>(items: &[T], name: impl Fn(&T) -> &String) -> Vec<String> {
            items.iter().map(|item| name(item).clone()).collect()
        }
        match self {
            Content::EndStates(figure) => of(&figure.rows, |row| &row.name),
            Content::StageChances(figure) => of(&figure.panels, |panel| &panel.name),
            Content::Bundle(figure) => of(&figure.panels, |panel| &panel.name),
            Content::Dotplot(figure) => of(&figure.rows, |row| &row.name),
            Content::Exceedance(figure) => of(&figure.curves, |curve| &curve.name),
            Content::Plane(figure) => of(&figure.panels, |panel| &panel.name),
            Content::Flow(figure) => figure.options.clone(),
            Content::Differences(figure) => of(&figure.rows, |row| &row.name),
            Content::Fan(_)
            | Content::Tornado(_)
            | Content::Influence(_)
            | Content::Timeline(_)
            | Content::Shares(_) => Vec::new(),
        }
    }

    pub(super) fn plot(&self) -> &dyn Plot {
        match self {
            Content::EndStates(figure) => figure,
            Content::StageChances(figure) => figure,
            Content::Bundle(figure) => figure,
            Content::Dotplot(figure) => figure,
            Content::Exceedance(figure) => figure,
            Content::Plane(figure) => figure,
            Content::Fan(figure) => figure,
            Content::Flow(figure) => figure,
            Content::Tornado(figure) => figure,
            Content::Differences(figure) => figure,
            Content::Influence(figure) => figure,
            Content::Timeline(figure) => figure,
            Content::Shares(figure) => figure,
        }
    }
}

/// How high the body of a figure may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Height {
    /// Nothing fits in less.
    pub least: f64,
    /// What looks best where the height is free.
    pub ideal: f64,
}

/// What every kind of figure knows of itself: its words, by rule from the numbers, and how to draw its body.
pub(super) trait Plot {
    /// The finding, in at most two lines of a slide.
    fn title(&self) -> String;
    /// What is measured.
    fn subtitle(&self) -> String;
    /// How to read it, and how exact it is.
    fn notes(&self) -> String;
    /// The numbers in sentences.
    fn description(&self) -> String;
    /// How high the body wants to be.
    fn height(&self, room: Room) -> Height;
    /// Draws the body into `canvas.body`.
    fn render(&self, canvas: &mut Canvas);
}

impl Figure {
    /// A figure whose words follow from its numbers.
    pub fn new(name: impl Into<String>, content: impl Into<Content>, provenance: Provenance) -> Figure {
        let content = content.into();
        let plot = content.plot();
        Figure {
            name: name.into(),
            title: plot.title(),
            rule_title: None,
            subtitle: plot.subtitle(),
            notes: plot.notes(),
            description: plot.description(),
            content,
            provenance,
        }
    }

    /// The figure under the analyst's own title.
    pub fn with_title(self, title: &str) -> Figure {
        Figure { title: title.to_string(), rule_title: Some(self.title), ..self }
    }
}

/// Each kind's data is the content of a figure.
macro_rules! is_content {
    ($($kind:ident)*) => {
        $(impl From<$kind> for Content {
            fn from(figure: $kind) -> Content {
                Content::$kind(figure)
            }
        })*
    };
}

is_content!(EndStates StageChances Bundle Dotplot Exceedance Plane Fan Flow Tornado Differences Influence Timeline Shares);
