//! What is said of a dispute: findings first, then every disagreement with what either holds.

use serde_json::{Value, json};

use super::asking::difference_in_words;
use super::cases::Study;
use crate::analysis::{Estimated, Less, Question, Share};
use crate::engine::Size;
use crate::figures::{AskedOutcome, Cell, EditShare, Figure, Parts, Provenance, Shares, Table};
use crate::report::Inquiry;
use crate::words::thousands;

/// A dispute that has been looked into.
pub(super) struct Dispute<'s> {
    pub(super) study: &'s Study,
    pub(super) question: &'s Question,
    pub(super) asked: AskedOutcome,
    pub(super) size: Size,
    /// The value that decides, if one was given.
    pub(super) threshold: Option<f64>,
    /// The options among which the order decides, if any were given: by id.
    pub(super) options: Vec<String>,
    /// What each of the two says.
    pub(super) says: [Estimated; 2],
    /// What the second says less what the first says.
    pub(super) difference: Less,
    /// What each of the two concludes, where there is something to conclude.
    pub(super) verdicts: [Option<Verdict>; 2],
    /// What they do not share, the largest share first.
    pub(super) points: Vec<Point>,
    /// What they do not share that is in words only.
    pub(super) words: usize,
    /// Orders that were tried; none where every subset was simulated.
    pub(super) orders: Option<usize>,
    pub(super) remarks: Vec<String>,
}

/// One thing, or a few that belong together, that two scenarios do not share.
pub(super) struct Point {
    /// What a reader calls it.
    pub(super) name: String,
    /// What either holds, by key.
    pub(super) held: Vec<Held>,
    /// Its share of the difference.
    pub(super) share: Share,
    pub(super) standing: Standing,
    /// What the first would conclude with what the second holds here, and the reverse.
    pub(super) turned: [Option<Verdict>; 2],
}

/// What two analysts hold at one key.
pub(super) struct Held {
    pub(super) key: String,
    pub(super) values: [String; 2],
    pub(super) grounds: [Option<String>; 2],
    pub(super) places: [Option<String>; 2],
}

/// Whether a disagreement matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its share is clear of zero by two standard errors.
    Matters,
    /// Its share is no more than noise.
    Noise,
    /// Nothing that the outcome depends on reads it.
    Idle,
}

impl Standing {
    fn id(self) -> &'static str {
        match self {
            Standing::Matters => "matters",
            Standing::Noise => "noise",
            Standing::Idle => "idle",
        }
    }
}

/// What a scenario concludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The outcome lies above the threshold.
    Above,
    /// It lies below.
    Below,
    /// This option comes first.
    First(String),
    /// The trials cannot tell.
    Open,
}

impl Verdict {
    fn words(&self) -> String {
        match self {
            Verdict::Above => "above".into(),
            Verdict::Below => "below".into(),
            Verdict::First(option) => format!("“{option}” first"),
            Verdict::Open => "cannot be told".into(),
        }
    }
}

/// The standard error of trials and of the choice of orders together.
pub(super) fn whole_error(share: &Share) -> f64 {
    let (trials, orders) = (share.estimate.standard_error, share.order_error);
    (trials * trials + orders * orders).sqrt()
}

impl Point {
    pub(super) fn error(&self) -> f64 {
        whole_error(&self.share)
    }
}

/// What a dispute asks.
pub(super) fn question_of_dispute(study: &Study, asked: &AskedOutcome) -> String {
    let [a, b] = [0, 1].map(|place| study.cases()[place].file.as_str());
    format!("Where {a} and {b} part over “{}” {}: which disagreement matters?", asked.outcome, asked.when())
}

/// Disagreements that are told one by one in the findings.
const TOLD: usize = 3;

impl Dispute<'_> {
    pub(super) fn inquiry(&self) -> Inquiry {
        let figures: Vec<_> = self.figure().into_iter().collect();
        Inquiry {
            name: "dispute",
            question: question_of_dispute(self.study, &self.asked),
            findings: self.findings(),
            tables: vec![self.table(), self.grounds()],
            data: self.data(),
            remarks: self.told_remarks(),
            figures,
        }
    }

    /// The shares as a figure; none of a single disagreement, which makes all of the difference.
    pub(super) fn figure(&self) -> Option<Figure> {
        let [a, b] = [0, 1].map(|place| &self.study.cases()[place]);
        let sides = match a.scenario().name == b.scenario().name {
            true => [a.file.clone(), b.file.clone()],
            false => [a.scenario().name.clone(), b.scenario().name.clone()],
        };
        let edits = self.points.iter().map(|point| EditShare {
            name: point.name.clone(),
            share: point.share.estimate.value,
            standard_error: point.error(),
        });
        let shares = Shares {
            outcome: self.asked.outcome.clone(),
            unit: self.asked.unit.clone(),
            horizon: self.asked.horizon.clone(),
            at_some_time: self.asked.at_some_time,
            before: self.says[0].by_world.value,
            after: self.says[1].by_world.value,
            edits: edits.collect(),
            parts: Parts::Disagreements,
            orders: self.orders,
            sides,
        };
        let _letters = self.study.letters();
        let digest = self.study.digest(self.size, None);
        let provenance = Provenance::new(format!("{} and {}", a.file, b.file), digest, self.size);
        (self.points.len() > 1).then(|| Figure::new("shares", shares, provenance))
    }

    fn files(&self) -> [&str; 2] {
        [0, 1].map(|place| self.study.cases()[place].file.as_str())
    }

    fn value(&self, x: f64) -> String {
        let most = self.says.iter().map(|says| says.by_world.value.abs()).fold(x.abs(), f64::max);
        self.asked.value(x, self.asked.decimals(most, Some(self.says[0].alone.max(self.says[1].alone))))
    }

    fn share(&self, point: &Point) -> String {
        difference_in_words(&self.asked, point.share.estimate.value, Some(point.error()))
    }

    fn findings(&self) -> Vec<String> {
        let [a, b] = self.files();
        let [of_a, of_b] = [0, 1].map(|side: usize| self.value(self.says[side].by_world.value));
        let whole =
            difference_in_words(&self.asked, self.difference.by_world.value, self.difference.standard_error);
        let mut findings = vec![format!(
            "“{}” {}: {a} says {of_a}, {b} says {of_b}, a difference of {whole}.",
            self.asked.outcome,
            self.asked.when()
        )];
        let standing = |wanted: Standing| self.points.iter().filter(move |point| point.standing == wanted);
        let matters: Vec<&Point> = standing(Standing::Matters).collect();
        for point in matters.iter().take(TOLD) {
            let held = match &point.held[..] {
                [one] => format!(" ({a}: {}; {b}: {})", self.side(one, 0), self.side(one, 1)),
                several => format!(" ({} numbers)", several.len()),
            };
            findings.push(format!("{} makes {} of it{held}.", point.name, self.share(point)));
        }
        if matters.len() > TOLD {
            findings.push(format!("{} more matter less; the table has them.", matters.len() - TOLD));
        }
        if matters.is_empty() {
            findings.push("No single disagreement moves it by more than the simulation can tell.".into());
        }
        let is_clear = self.difference.range.is_some_and(|range| range.lo > 0.0 || range.hi < 0.0);
        if matters.len() > 1 && !is_clear {
            findings.push(
                "The two come to the same answer on different grounds: what they do not share cancels."
                    .into(),
            );
        }
        for (wanted, why) in [
            (Standing::Noise, "no more than noise in trials of this size"),
            (Standing::Idle, "nothing that this outcome depends on reads it"),
        ] {
            let names: Vec<&str> = standing(wanted).map(|point| point.name.as_str()).collect();
            if !names.is_empty() {
                let count = if names.len() == 1 {
                    "1 disagreement is".into()
                } else {
                    format!("{} disagreements are", names.len())
                };
                findings.push(format!("{count} idle, {why}: {}.", names.join("; ")));
            }
        }
        findings.extend(self.verdicts_in_words());
        findings
    }

    fn side(&self, held: &Held, side: usize) -> String {
        match &held.grounds[side] {
            Some(ground) => format!("{}, {ground}", held.values[side]),
            None => held.values[side].clone(),
        }
    }

    /// Whether the verdict would turn, and at which single disagreement.
    fn verdicts_in_words(&self) -> Vec<String> {
        let [Some(of_a), Some(of_b)] = &self.verdicts else { return Vec::new() };
        let [a, b] = self.files();
        let what = match self.threshold {
            Some(threshold) => format!("Against {}", self.asked.exactly(threshold)),
            None => "In the order of the options".into(),
        };
        let mut told = vec![match (of_a == of_b, of_a) {
            (true, Verdict::Open) => {
                format!("{what}, trials of this size cannot tell what either concludes.")
            }
            (true, verdict) => format!("{what}, both conclude the same: {}.", verdict.words()),
            (false, _) => format!("{what}, {a} concludes: {}; {b}: {}.", of_a.words(), of_b.words()),
        }];
        for (side, [who, whose]) in [[a, b], [b, a]].into_iter().enumerate() {
            let own = [of_a, of_b][side];
            if *own == Verdict::Open {
                continue;
            }
            let to = |is_open: bool| -> Vec<&str> {
                let is_so = |verdict: &Verdict| verdict != own && (*verdict == Verdict::Open) == is_open;
                let turning =
                    self.points.iter().filter(|point| point.turned[side].as_ref().is_some_and(is_so));
                turning.map(|point| point.name.as_str()).collect()
            };
            let (turned, opened) = (to(false), to(true));
            if !turned.is_empty() {
                told.push(format!(
                    "{who} would conclude otherwise with what {whose} holds of any one of these: {}.",
                    turned.join("; ")
                ));
            }
            if !opened.is_empty() {
                told.push(format!(
                    "{who} could not tell any more with what {whose} holds of any one of these: {}.",
                    opened.join("; ")
                ));
            }
            if turned.is_empty() && opened.is_empty() {
                told.push(format!("{who} would conclude the same with any single thing that {whose} holds."));
            }
        }
        told
    }

    /// Every disagreement with its share, and what taking it over would do.
    fn table(&self) -> Table {
        let [a, b] = self.files();
        let has_verdict = self.verdicts[0].is_some();
        let turns = [format!("{a}, with {b}’s"), format!("{b}, with {a}’s")];
        let mut head = vec!["Disagreement", "Share of the difference", "Standing"];
        if has_verdict {
            head.extend(turns.iter().map(String::as_str));
        }
        let mut rows = Vec::new();
        for point in &self.points {
            let share = Cell {
                shown: self.share(point),
                value: Some(point.share.estimate.value),
                is_share: self.asked.unit.is_none(),
            };
            let mut row = vec![Cell::text(point.name.clone())];
            row.extend([share, Cell::text(point.standing.id())]);
            if has_verdict {
                let told = |verdict: &Option<Verdict>| verdict.as_ref().map_or("–".into(), Verdict::words);
                row.extend(point.turned.iter().map(|verdict| Cell::text(told(verdict))));
            }
            rows.push(row);
        }
        let title = format!("What {a} and {b} do not share, and what it makes of “{}”", self.asked.outcome);
        Table::new(title, &head).with(rows)
    }

    /// What either holds, key by key, and on what ground.
    fn grounds(&self) -> Table {
        let [a, b] = self.files();
        let grounds = [a, b].map(|file| format!("Ground of {file}"));
        let head = ["Key", a, &grounds[0], b, &grounds[1]];
        let held = self.points.iter().flat_map(|point| &point.held);
        let rows = held.map(|held| {
            let ground = |side: usize| Cell::text(held.grounds[side].clone().unwrap_or_else(|| "–".into()));
            let value = |side: usize| Cell::text(held.values[side].clone());
            vec![Cell::text(held.key.clone()), value(0), ground(0), value(1), ground(1)]
        });
        Table::new("What either holds, and on what ground", &head).with(rows)
    }

    fn told_remarks(&self) -> Vec<String> {
        let size = self.size;
        let ways = match self.orders {
            None => format!("over all {} ways to take over some of it", 1_u64 << self.points.len()),
            Some(orders) => format!("over {orders} orders of taking it over, whose choice is in each error"),
        };
        let mut remarks = vec![format!(
            "Shares are Shapley’s, {ways}: the mean effect of taking one over; they sum to the difference. All mixtures of the two live in the same {} worlds × {} paths (seed {}).",
            thousands(size.worlds.into()),
            thousands(size.paths.into()),
            size.seed
        )];
        if self.words > 0 {
            let things =
                if self.words == 1 { "1 difference".into() } else { format!("{} differences", self.words) };
            remarks.push(format!("{things} in words only, on which no number depends."));
        }
        if self.verdicts[0].is_some() {
            remarks.push("A verdict is said to turn where taking over one disagreement alone changes it; two together may do more.".into());
        }
        remarks.extend(self.remarks.iter().cloned());
        remarks
    }

    fn data(&self) -> Value {
        let [a, b] = self.files();
        let point = |point: &Point| {
            let held = point.held.iter().map(|held| {
                json!({
                    "key": held.key,
                    "values": held.values,
                    "grounds": held.grounds,
                    "places": held.places,
                })
            });
            json!({
                "name": point.name,
                "held": held.collect::<Vec<_>>(),
                "share": point.share.estimate.value,
                "standard_error": point.share.estimate.standard_error,
                "order_error": point.share.order_error,
                "standing": point.standing.id(),
                "turned": point.turned.each_ref().map(|verdict| verdict.as_ref().map(Verdict::words)),
            })
        };
        json!({
            "outcome": self.question.outcome(),
            "name": self.asked.outcome,
            "between": [a, b],
            "says": self.says.each_ref().map(|says| json!({ "estimate": says.by_world.value, "standard_error": says.alone })),
            "difference": self.difference.by_world.value,
            "standard_error": self.difference.standard_error,
            "confidence_lo": self.difference.range.map(|range| range.lo),
            "confidence_hi": self.difference.range.map(|range| range.hi),
            "threshold": self.threshold,
            "options": self.options,
            "verdicts": self.verdicts.each_ref().map(|verdict| verdict.as_ref().map(Verdict::words)),
            "disagreements": self.points.iter().map(point).collect::<Vec<_>>(),
            "orders": self.orders,
            "worlds": self.size.worlds,
            "paths": self.size.paths,
            "seed": self.size.seed,
        })
    }
}
