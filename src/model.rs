//! The nouns of a checked scenario, by name.
//!
//! Everything here has passed the checks of the `scenario` room: references resolve, ranges hold, options are complete.
//! No file, no serde, no slot numbers: the `plan` room turns names into slots.

mod words;

use crate::draws::Sampling;
use crate::formula::Formula;
use crate::quantity::Family;
use crate::stats::Matrix;

/// The name of an element inside its collection, as the file spells it.
pub type Id = String;

/// The most states a process, and options a scenario, may have: the engine keeps sets of them in 64 bits.
pub const MOST_STATES: usize = 64;

/// A checked scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What the reader sees.
    pub name: String,
    /// One or two sentences on what the scenario shows.
    pub summary: String,
    /// When the simulation starts and ends.
    pub calendar: Calendar,
    /// The seed, when the file or the command line gives one.
    pub seed: Option<u64>,
    /// Worlds to draw. **Range** ≥ 1.
    pub worlds: u32,
    /// Paths in each world. **Range** ≥ 1.
    pub paths: u32,
    /// How worlds are sampled.
    pub sampling: Sampling,
    /// Quantities that move together; a quantity is in one group at most.
    pub correlated: Vec<Correlated>,
    /// The option on the table at the start.
    pub option: Id,
    /// The evidence ledger.
    pub evidence: Vec<Evidence>,
    /// Who has a say in pools, by first appearance.
    pub experts: Vec<Expert>,
    /// The quantities that formulas are made of, each after those that it is made of itself.
    pub ingredients: Vec<Quantity>,
    /// What is on the table.
    pub terms: Vec<Term>,
    /// The settlement options.
    pub options: Vec<SettlementOption>,
    /// The parties and their audiences.
    pub parties: Vec<Party>,
    /// What drifts.
    pub factors: Vec<Factor>,
    /// What jumps.
    pub processes: Vec<Process>,
    /// What strikes.
    pub shocks: Vec<Shock>,
    /// Calendar spans.
    pub windows: Vec<Window>,
    /// What is measured on each path.
    pub metrics: Vec<Metric>,
    /// What the table and the charts show.
    pub report: Report,
    /// Which figures are drawn, and how large.
    pub charts: Charts,
}

/// Uncertain quantities that move together.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlated {
    /// Their dotted keys, sorted.
    pub keys: Vec<String>,
    /// Spearman's correlation of each two; 0 where the file names none.
    pub ranks: Matrix,
    /// The pairs that the file names, by place, the smaller first.
    pub pairs: Vec<(usize, usize)>,
}

impl Scenario {
    /// The process with this id.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|p| p.id == id)
    }

    /// The term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|t| t.id == id)
    }

    /// The option with this id.
    pub fn option_sheet(&self, id: &str) -> Option<&SettlementOption> {
        self.options.iter().find(|o| o.id == id)
    }

    /// The process whose state is the option on the table, if one is declared.
    pub fn agenda(&self) -> Option<&Process> {
        self.processes.iter().find(|p| p.agenda)
    }
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// **Range** 1–12.
    pub month: u32,
}

impl Month {
    /// Months since year 0.
    fn index(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// The month `n` months later.
    pub fn plus(self, n: u32) -> Month {
        let i = self.index() + i64::from(n);
        Month { year: i.div_euclid(12) as i32, month: i.rem_euclid(12) as u32 + 1 }
    }

    /// How many months `self` lies after `earlier` (negative if before).
    pub fn months_after(self, earlier: Month) -> i64 {
        self.index() - earlier.index()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year and month.
    pub month: Month,
    /// **Range** 1–31.
    pub day: u32,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

/// Month 0 is the month of `as_of`; month `months` is the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The last day whose publications may give values.
    pub as_of: Date,
    /// The number of simulated months. **Range** 1–4095.
    pub months: u32,
}

impl Calendar {
    /// The calendar month of simulated month `t`.
    pub fn month(&self, t: u32) -> Month {
        self.as_of.month.plus(t)
    }

    /// The simulated months that end a calendar year, and the horizon: what is reported "by year".
    pub fn year_ends(&self) -> Vec<u32> {
        (1..=self.months).filter(|&t| t == self.months || self.month(t).month == 12).collect()
    }

    /// The simulated months that end a calendar quarter, and the horizon.
    pub fn quarter_ends(&self) -> Vec<u32> {
        (1..=self.months).filter(|&t| t == self.months || self.month(t).month.is_multiple_of(3)).collect()
    }
}

/// One item of the evidence ledger.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Ledger number.
    pub id: Id,
    /// What it says, in one line.
    pub claim: String,
    /// Where it stands.
    pub source: String,
    /// When it happened (last day of the stated span).
    pub event: Date,
    /// When it was published (last day of the stated span).
    pub published: Date,
    /// How much of an assertion it is.
    pub kind: EvidenceKind,
    /// How strong it is, where the file says so; else its kind speaks for it.
    pub pedigree: Option<Pedigree>,
}

/// What kind of statement an evidence item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A reported fact.
    Fact,
    /// An official position as reported.
    Position,
    /// A judgement of an author or a named expert.
    Judgement,
    /// A reader's comment, the weakest kind.
    Comment,
}

/// How strong the ground of a number is: the scores of a NUSAP pedigree matrix.
///
/// **Range** each score 0 (weakest) to 4 (strongest). **Source** Funtowicz and Ravetz 1990; van der Sluijs et al. 2005.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pedigree {
    /// How near what was observed lies to what the number means.
    pub proxy: u8,
    /// How much was observed, and how directly.
    pub empirical: u8,
    /// How sound the way from the observation to the number is.
    pub method: u8,
    /// How far the number was checked against something else.
    pub validation: u8,
}

impl Pedigree {
    /// The highest score.
    pub const MOST: u8 = 4;

    /// The scores, in the order of the matrix.
    pub fn scores(self) -> [u8; 4] {
        [self.proxy, self.empirical, self.method, self.validation]
    }

    /// The strength of the ground.
    ///
    /// **Range** 0–1. **Formula** the sum of the scores / 16.
    pub fn strength(self) -> f64 {
        let sum: u32 = self.scores().into_iter().map(u32::from).sum();
        f64::from(sum) / f64::from(4 * u32::from(Pedigree::MOST))
    }
}

/// What a number rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Basis {
    /// Evidence for the value.
    pub evidence: Vec<Id>,
    /// Evidence for the structure only; may be later than the as-of date.
    pub structure: Vec<Id>,
    /// Why the analyst assigned it.
    pub judgement: Option<String>,
    /// How strong its ground is, where the file says so; else its evidence speaks for it.
    pub pedigree: Option<Pedigree>,
}

impl Basis {
    /// Neither evidence nor judgement.
    pub fn is_bare(&self) -> bool {
        self.evidence.is_empty() && self.judgement.is_none()
    }
}

/// A number the analyst assigned, certain or not.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// Its dotted key in the resolved file; its draws are addressed by it.
    pub key: String,
    /// Its distribution over worlds; of a formula as it was worked out in 4096 worlds, its parts drawn independently.
    pub family: Family,
    /// How it follows from other quantities, named by their keys; none where it is drawn itself.
    pub formula: Option<Formula>,
    /// Its unit, where the file states one.
    pub unit: Option<String>,
    /// What it rests on.
    pub basis: Basis,
}

impl Quantity {
    /// A quantity that is drawn itself.
    pub fn drawn(key: String, family: Family, basis: Basis) -> Quantity {
        Quantity { key, family, formula: None, unit: None, basis }
    }
}

/// Somebody whose opinion a pool holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// As the pools name them.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
}

/// One thing on the table.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Levels or an amount.
    pub scale: TermScale,
    /// Attributes that metrics sum (area, residents …).
    pub attributes: Vec<(Id, Quantity)>,
}

/// How a term is measured.
#[derive(Debug, Clone)]
pub enum TermScale {
    /// Ordered levels, the first of which is the status quo.
    Levels(Vec<Id>),
    /// An amount in a unit; the status quo is 0.
    Amount {
        /// The unit, for the reader.
        unit: String,
    },
}

/// A settlement: a level or an amount for each term.
#[derive(Debug, Clone)]
pub struct SettlementOption {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// One line for the reader.
    pub summary: String,
    /// One entry a term, in the order of the terms.
    pub terms: Vec<(Id, TermValue)>,
}

impl SettlementOption {
    /// The level or amount of a term.
    pub fn value(&self, term: &str) -> Option<&TermValue> {
        self.terms.iter().find(|(id, _)| id == term).map(|(_, v)| v)
    }
}

/// What an option says on one term.
#[derive(Debug, Clone)]
pub enum TermValue {
    /// One of the term's levels.
    Level(Id),
    /// An amount.
    Amount(Quantity),
}

/// A party to the dispute.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Those whose consent counts.
    pub audiences: Vec<Audience>,
}

/// Those whose consent counts: a cabinet, a parliament, a public.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its full reference, `party.audience`.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Points by term; a term not listed has none.
    pub points: Vec<(Id, Points)>,
    /// The least it would accept. **Unit** points.
    pub reservation: Quantity,
    /// Logistic width. **Unit** points. **Range** > 0.
    pub width: Quantity,
    /// What adds points.
    pub drivers: Vec<Driver>,
}

/// How an audience scores a term.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a scenario holds a handful; a box would hide the number")]
pub enum Points {
    /// Points by level; the status quo has 0 and is not listed.
    Levels(Vec<(Id, Quantity)>),
    /// Points per unit of an amount, up to a saturation amount.
    PerUnit {
        /// Points per unit.
        per_unit: Quantity,
        /// The amount beyond which nothing is gained.
        saturates_at: Option<Quantity>,
    },
}

/// One influence: what it reads and how much it weighs.
#[derive(Debug, Clone)]
pub struct Driver {
    /// Its id within its element.
    pub id: Id,
    /// What it reads; several readings multiply.
    pub readings: Vec<Reading>,
    /// A multiplier per unit (`times`) or a summand per unit (`adds`), by where the driver stands.
    pub weight: Quantity,
}

/// One thing a driver reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A factor's level.
    Factor(Id),
    /// 1 in one of these states.
    InState {
        /// The process.
        process: Id,
        /// Its states.
        states: Vec<Id>,
    },
    /// A trait drawn on entry of the current state.
    Trait {
        /// The process.
        process: Id,
        /// The trait.
        name: Id,
    },
    /// 1 inside a window.
    Window(Id),
    /// 1 while one of these options is on the table.
    OnTable(Vec<Id>),
    /// 1 if the option on the table has one of these levels.
    Level {
        /// The term.
        term: Id,
        /// The levels.
        levels: Vec<Id>,
    },
    /// The amount the option on the table has of a numeric term.
    Amount(Id),
    /// Months since the process entered its current state.
    MonthsIn(Id),
}

/// What drifts month by month.
#[derive(Debug, Clone)]
pub struct Factor {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// What its levels mean, in words; empty where the file does not say.
    pub meaning: String,
    /// Level at month 0.
    pub start: Quantity,
    /// How it moves.
    pub motion: Motion,
    /// Stationary standard deviation, or per square root of a year for a walk. **Range** ≥ 0.
    pub swing: Quantity,
    /// Lowest level.
    pub min: Option<f64>,
    /// Highest level.
    pub max: Option<f64>,
    /// What adds to its mean (or to the drift of a walk).
    pub drivers: Vec<Driver>,
}

/// How a factor moves.
#[derive(Debug, Clone)]
pub enum Motion {
    /// Back towards a mean.
    Reverting {
        /// The mean.
        mean: Quantity,
        /// **Unit** months. **Range** > 0.
        half_life: Quantity,
    },
    /// A random walk.
    Walk {
        /// **Unit** levels a year.
        drift: Quantity,
    },
}

/// What jumps between named states.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Whether its state is the option on the table.
    pub agenda: bool,
    /// The state at month 0.
    pub start: Id,
    /// Its states, in the order of the file.
    pub states: Vec<State>,
    /// Its transitions.
    pub transitions: Vec<Transition>,
}

impl Process {
    /// The state with this id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|s| s.id == id)
    }
}

/// A state of a process.
#[derive(Debug, Clone)]
pub struct State {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// No way out.
    pub absorbing: bool,
    /// Drawn afresh on each entry, by path.
    pub traits: Vec<(Id, Quantity)>,
    /// Impulses on factors while it lasts. **Unit** levels a year.
    pub while_here: Vec<(Id, Quantity)>,
}

/// A way from one state to another.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The states it leads out of.
    pub from: Vec<Id>,
    /// The state it leads to.
    pub to: Id,
    /// What makes it happen.
    pub trigger: Trigger,
    /// Multipliers.
    pub drivers: Vec<Driver>,
    /// Audiences whose acceptance scales it.
    pub requires: Vec<Id>,
    /// Audiences whose refusal scales it.
    pub refused_by: Vec<Id>,
    /// Months that must have passed in the state.
    pub not_before: u32,
    /// States that other processes must be in.
    pub only_while: Vec<(Id, Vec<Id>)>,
}

/// A rate, given as such or as a chance a year.
#[derive(Debug, Clone)]
pub enum Rate {
    /// **Unit** per year.
    PerYear(Quantity),
    /// A chance a year p, standing for the rate −ln(1 − p).
    AnnualChance(Quantity),
}

/// What makes a transition happen.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A hazard.
    Hazard(Rate),
    /// In these simulated months, with a chance.
    At {
        /// Simulated months, rising.
        months: Vec<u32>,
        /// The chance.
        chance: Quantity,
    },
    /// So long after entry, with a chance.
    After {
        /// **Unit** months.
        months: Quantity,
        /// The chance.
        chance: Quantity,
    },
}

/// What strikes.
#[derive(Debug, Clone)]
pub struct Shock {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// How often.
    pub rate: Rate,
    /// Multipliers of the rate.
    pub drivers: Vec<Driver>,
    /// Strikes only in this window.
    pub window: Option<Id>,
    /// Strikes only while other processes are in these states.
    pub only_while: Vec<(Id, Vec<Id>)>,
    /// Impulses on factors.
    pub impulses: Vec<(Id, Quantity)>,
    /// Moves it may force.
    pub forces: Vec<Force>,
}

/// A move that a shock may force.
#[derive(Debug, Clone)]
pub struct Force {
    /// Its id within the shock.
    pub id: Id,
    /// The process moved.
    pub process: Id,
    /// The states it is moved out of.
    pub from: Vec<Id>,
    /// The state it is moved to.
    pub to: Id,
    /// The chance for each strike.
    pub chance: Quantity,
    /// Multipliers of the chance.
    pub drivers: Vec<Driver>,
}

/// A calendar span, in simulated months, both ends inclusive.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
}

/// What is measured on each path.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Its unit, for the reader.
    pub unit: String,
    /// How it is measured.
    pub measure: Measure,
}

/// States of one process.
#[derive(Debug, Clone, PartialEq)]
pub struct StateSet {
    /// The process.
    pub process: Id,
    /// Its states.
    pub states: Vec<Id>,
}

/// How a metric is measured (model.md §5.7).
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a scenario holds a handful; a box would hide the number")]
pub enum Measure {
    /// Month first reached.
    FirstReached(StateSet),
    /// Months spent.
    MonthsIn(StateSet),
    /// Sum of a term attribute.
    SumOf {
        /// The attribute.
        attribute: Id,
        /// Levels that count.
        levels: Vec<Id>,
        /// When it counts.
        settled_in: StateSet,
    },
    /// A flow.
    Flow {
        /// **Unit** per year.
        rate: Quantity,
        /// When it flows.
        only_while: Vec<(Id, Vec<Id>)>,
        /// Multipliers.
        drivers: Vec<Driver>,
        /// **Unit** per year.
        discount: Option<Quantity>,
    },
    /// Points realised by an audience.
    PointsOf {
        /// The audience.
        audience: Id,
        /// When there is a settlement.
        settled_in: StateSet,
    },
    /// The hikiwake index of two audiences.
    Hikiwake {
        /// The two audiences.
        audiences: [Id; 2],
        /// When there is a settlement.
        settled_in: StateSet,
        /// A shortfall that is still tolerated. **Unit** points.
        tolerance: f64,
        /// A gap that still counts as even. **Unit** points.
        even: f64,
        /// The loss beyond which it is ippon. **Unit** points.
        heavy: f64,
    },
    /// Arithmetic over other metrics.
    Formula(Formula),
}

/// What the table and the charts show.
#[derive(Debug, Clone)]
pub struct Report {
    /// The process whose end states are shown.
    pub process: Id,
    /// Groups of end states; the first is the headline.
    pub segments: Vec<Segment>,
    /// States whose cumulative chance is drawn.
    pub stages: Vec<Id>,
}

/// A group of end states.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Its states.
    pub states: Vec<Id>,
    /// Its colour's meaning.
    pub tone: Tone,
}

/// The meaning of a segment's colour: how far the process came, not for whom that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The outcome asked about.
    Reached,
    /// A weaker form of it, or a step on the way.
    Partial,
    /// Undecided.
    Open,
    /// Broken off.
    Broken,
}

/// Which figures of a run are drawn, how large, and under which titles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charts {
    /// The figures, in their order; none for those that suit the scenario.
    pub show: Option<Vec<Chart>>,
    /// **Default** a slide.
    pub sizes: Vec<ChartSize>,
    /// The analyst's own titles.
    pub titles: Vec<(Chart, String)>,
}

/// A figure that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {
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
    /// Quantiles of a factor over time.
    Fan(Id),
    /// The option at the start against the option and the state at the end.
    Flow,
}

impl std::fmt::Display for Chart {
    /// As it is written in a file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Chart::EndStates => write!(f, "end_states"),
            Chart::StageChances => write!(f, "stage_chances"),
            Chart::Bundle => write!(f, "bundle"),
            Chart::Dotplot(metric) => write!(f, "dotplot.{metric}"),
            Chart::Exceedance(metric) => write!(f, "exceedance.{metric}"),
            Chart::Plane(metric) => write!(f, "plane.{metric}"),
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
