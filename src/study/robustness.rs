//! How sure the ranking of options is, over worlds.

use serde_json::json;

use super::cases::Study;
use super::simulation::Simulated;
use crate::analysis::{Estimand, Question};
use crate::decision::{self, Halves, Pair, Robust};
use crate::engine::Tally;
use crate::figures::{Cell, Figure, Provenance, Robustness, RobustnessRow, Table};
use crate::report::Inquiry;
use crate::stats::{self, ByWorld};
use crate::words::{in_words, interval, open_range, percent, plain, short, thousands};

/// An option with what is told of it.
struct Row<'a> {
    name: String,
    file: &'a str,
    robust: &'a Robust,
    mean: f64,
    worst: f64,
}

impl Study {
    /// How sure the ranking of the scenarios by a chance or mean is, of what was simulated by [`Study::simulate_asking`]. `level` is what "at least" asks for: what the best has
    /// in the mean, where none is given. `digest` is what its figures are known by.
    ///
    /// **Errors** why it cannot be told: there are not two scenarios, fewer than four worlds or two paths, or trials have no value.
    pub fn robustness(
        &self,
        simulated: &Simulated,
        question: &Question,
        level: Option<f64>,
        digest: &str,
    ) -> Result<Inquiry, String> {
        if self.cases.len() < 2 {
            return Err("a ranking needs two scenarios at least".into());
        }
        let estimands: Vec<Estimand> =
            self.cases.iter().map(|case| question.estimand(case.scenario())).collect();
        let (halves, means) = self.halves(simulated, question)?;
        let best = means.iter().map(|mean| mean.value).fold(f64::NEG_INFINITY, f64::max);
        let found = decision::robustness(&halves, level.unwrap_or(best))
            .ok_or("chance and ignorance cannot be told apart with fewer than four worlds")?;
        let pairs = decision::pairs(&means, simulated.size().clusters());
        let mut rows: Vec<Row> = Vec::new();
        for (place, case) in self.cases.iter().enumerate() {
            rows.push(Row {
                name: self.label(case),
                file: &case.file,
                robust: &found.options[place],
                mean: means[place].value,
                worst: self.worst(simulated, question, place).unwrap_or_else(|| {
                    match estimands[place].unit {
                        None => found.options[place].worst.clamp(0.0, 1.0),
                        Some(_) => found.options[place].worst,
                    }
                }),
            });
        }
        let _letters = self.letters();
        let paths = simulated.size().paths;
        let told = Told { estimand: &estimands[0], rows, pairs, found: &found, paths };
        let provenance = Provenance::new(self.names(), digest, simulated.size());
        Ok(told.inquiry(question, provenance))
    }

    /// What each scenario came to in both halves of the paths of each world, and over all of them.
    pub(super) fn halves(
        &self,
        simulated: &Simulated,
        question: &Question,
    ) -> Result<(Halves, Vec<ByWorld>), String> {
        let paths = simulated.size().paths;
        let own = (paths / 2, paths - paths / 2);
        let mut halves = Halves { first: Vec::new(), second: Vec::new(), paths: own };
        let mut means = Vec::new();
        for (case, tally) in self.cases.iter().zip(&simulated.tallies) {
            let half =
                tally.half.as_deref().ok_or("chance within worlds cannot be told with one path a world")?;
            let of = |tally: &Tally| question.by_world(case.scenario(), tally);
            let (all, first) = (of(tally).zip(of(half))).ok_or("a scenario has no such outcome")?;
            if all.paths.iter().any(|&n| n != paths) {
                return Err(format!(
                    "`{}` has no value in some trials of {}, so that worlds cannot be ranked by it; choose a chance, or a mean that every trial has",
                    question.outcome(),
                    case.file
                ));
            }
            let (n, m) = (f64::from(own.0), f64::from(own.1));
            let second = |(all, first): (&f64, &f64)| ((n + m) * all - n * first) / m;
            halves.second.push(all.values.iter().zip(&first.values).map(second).collect());
            means.push(ByWorld::ratio(&all.values, &vec![1; all.values.len()]).ok_or("there is no world")?);
            halves.first.push(first.values);
        }
        Ok((halves, means))
    }

    /// The lower end of the 90 % credible interval over worlds.
    fn worst(&self, simulated: &Simulated, question: &Question, place: usize) -> Option<f64> {
        let (case, tally) = (&self.cases[place], &simulated.tallies[place]);
        let by_world = question.by_world(case.scenario(), tally)?;
        let (clusters, paths) = (tally.size.clusters(), tally.size.paths);
        let interval = match question.estimand(case.scenario()).unit {
            None => {
                let hits = |share: &f64| (share * f64::from(paths)).round() as u32;
                let counts: Vec<u32> = by_world.values.iter().map(hits).collect();
                stats::proportion(&counts, paths, clusters).interval()
            }
            Some(_) => {
                let n = f64::from(paths);
                let sums: Vec<f64> = by_world.values.iter().map(|mean| mean * n).collect();
                let square = |(mean, noise): (&f64, &f64)| n * mean * mean + noise * n * (n - 1.0);
                let squares: Vec<f64> = by_world.values.iter().zip(&by_world.noise).map(square).collect();
                stats::mean(&sums, &squares, &by_world.paths, clusters)?.interval()
            }
        };
        interval.map(|interval| interval.lo)
    }
}

/// What was found, ready to be told.
struct Told<'a> {
    estimand: &'a Estimand,
    rows: Vec<Row<'a>>,
    pairs: Vec<Pair>,
    found: &'a decision::Robustness,
    /// In each world.
    paths: u32,
}

impl Told<'_> {
    fn value(&self, x: f64) -> String {
        match &self.estimand.unit {
            None => percent(x),
            Some(_) => short(x),
        }
    }

    /// A difference of two values: of chances in points.
    fn less(&self, x: f64) -> String {
        match &self.estimand.unit {
            None if 100.0 * x < 0.5 => "less than half a point".into(),
            None if 100.0 * x < 1.5 => "a point".into(),
            None => format!("{} points", plain(100.0 * x, 0)),
            Some(_) => short(x),
        }
    }

    fn outcome(&self, question: &Question) -> String {
        let reached = if question.outcome().starts_with("reached.") { "reached by" } else { "in" };
        format!("{}, {reached} {}", self.estimand.name, in_words(&self.estimand.by))
    }

    /// The places of the rows, the one that ranks first most often on top; where that is not told, the one with the largest mean.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let first = |place: usize| self.rows[place].robust.first.map_or(0.0, |first| first.value);
        let key = |place: usize| (first(place), self.rows[place].mean);
        order.sort_by(|&a, &b| {
            key(b).0.total_cmp(&key(a).0).then(key(b).1.total_cmp(&key(a).1)).then(a.cmp(&b))
        });
        order
    }

    fn inquiry(&self, question: &Question, provenance: Provenance) -> Inquiry {
        let outcome = self.outcome(question);
        let figure = self.figure(&outcome);
        Inquiry {
            name: "robustness",
            question: format!("How sure is the ranking of the options by “{outcome}”?"),
            findings: self.findings(),
            tables: [self.table(&outcome)].into_iter().chain(self.table_of_pairs()).collect(),
            figures: vec![Figure::new("robustness", figure, provenance)],
            data: self.data(question),
            remarks: self.remarks(),
        }
    }

    fn findings(&self) -> Vec<String> {
        let order = self.order();
        let row = |place: usize| &self.rows[order[place]];
        let (first, second) = (row(0), row(1));
        let range = |row: &Row| interval(row.robust.first_range.lo, row.robust.first_range.hi);
        let open = |row: &Row| open_range(row.robust.first_range.lo, row.robust.first_range.hi);
        let mut findings = vec![match (first.robust.first, second.robust.first) {
            (Some(share), Some(next)) => format!(
                "“{}” ranks first in {} of worlds (95% interval {}), “{}” in {}.",
                first.name,
                percent(share.value),
                range(first),
                second.name,
                percent(next.value)
            ),
            _ => format!(
                "“{}” ranks first in {} of worlds, “{}” in {}; in {} options tie, and {} paths a world do not tell which leads.",
                first.name,
                open(first),
                second.name,
                open(second),
                percent(self.found.tied),
                self.paths
            ),
        }];
        let by = |key: &dyn Fn(&Row) -> f64| {
            self.rows.iter().min_by(|a, b| key(a).total_cmp(&key(b))).map_or(first, |row| row)
        };
        let least = by(&|row: &Row| row.robust.regret.value);
        findings.push(format!(
            "Whoever chooses “{}” without knowing the world falls {} short of the best option of each world in the mean, the least regret of all.",
            least.name,
            self.less(least.robust.regret.value)
        ));
        let safest = by(&|row: &Row| -row.worst);
        findings.push(match self.rows.iter().filter(|row| row.worst == safest.worst).count() {
            1 => format!(
                "The best of the worst: “{}” has at least {} in all but a twentieth of worlds.",
                safest.name,
                self.value(safest.worst)
            ),
            n => format!(
                "The best of the worst is shared by {n} options: {} in the worst twentieth of worlds.",
                self.value(safest.worst)
            ),
        });
        let unclear: Vec<&Pair> = self.pairs.iter().filter(|pair| !pair.is_clear).collect();
        findings.push(match unclear.as_slice() {
            [] => "The means of all options can be told apart at this size.".to_string(),
            [one] => self.told_pair(one),
            several => format!(
                "{} of {} pairs of options cannot be told apart by their means at this size.",
                several.len(),
                self.pairs.len()
            ),
        });
        findings
    }

    fn told_pair(&self, pair: &Pair) -> String {
        let [a, b] = pair.options.map(|place| &self.rows[place].name);
        let needed = match pair.worlds_needed {
            Some(worlds) => {
                format!("about {} worlds would, if the difference is what it seems", rounded(worlds))
            }
            None => "no run has as many worlds as it would take".to_string(),
        };
        format!("“{a}” and “{b}” cannot be told apart by their means at this size; {needed}.")
    }

    fn figure(&self, outcome: &str) -> Robustness {
        let row = |place: usize| {
            let row = &self.rows[place];
            let range = row.robust.first_range;
            RobustnessRow {
                name: row.name.clone(),
                first: row.robust.first.map(|first| first.value),
                first_range: [range.lo, range.hi],
                mean: row.mean,
                regret: row.robust.regret.value,
                worst: Some(row.worst),
                at_least: row.robust.at_least.value,
            }
        };
        Robustness {
            outcome: outcome.to_string(),
            unit: self.estimand.unit.clone(),
            level: self.found.level,
            rows: self.order().into_iter().map(row).collect(),
        }
    }

    fn cell(&self, x: f64) -> Cell {
        if self.estimand.unit.is_none() { Cell::share(x) } else { Cell::number(x) }
    }

    fn table(&self, outcome: &str) -> Table {
        let level = format!("≥ {}", self.value(self.found.level));
        let head = ["Option", "First", "5%", "95%", "Mean", "Regret", "Worst 5%", &level];
        let row = |place: usize| {
            let row = &self.rows[place];
            let Robust { first, first_range, regret, at_least, .. } = row.robust;
            vec![
                Cell::text(row.name.clone()),
                first.map_or(Cell::text("–"), |first| Cell::share(first.value)),
                Cell::share(first_range.lo),
                Cell::share(first_range.hi),
                self.cell(row.mean),
                self.cell(regret.value),
                self.cell(row.worst),
                Cell::share(at_least.value),
            ]
        };
        let mut head: Vec<String> = head.iter().map(|word| word.to_string()).collect();
        (head[2], head[3]) = ("95% from".into(), "to".into());
        Table { title: outcome.to_string(), head, rows: self.order().into_iter().map(row).collect() }
    }

    fn table_of_pairs(&self) -> Option<Table> {
        let head = ["Pairs that cannot be told apart", "Difference", "±", "Worlds that would"];
        let row = |pair: &Pair| {
            let [a, b] = pair.options.map(|place| &self.rows[place].name);
            let points = |x: f64| match &self.estimand.unit {
                None => Cell { shown: format!("{:+.2}%", 100.0 * x), value: Some(x), is_share: true },
                Some(_) => Cell::number(x),
            };
            let needed = pair.worlds_needed.map_or(Cell::text("none"), |worlds| Cell {
                shown: rounded(worlds),
                value: Some(worlds as f64),
                is_share: false,
            });
            vec![
                Cell::text(format!("{a} – {b}")),
                points(pair.difference),
                points(pair.standard_error),
                needed,
            ]
        };
        let rows: Vec<Vec<Cell>> = self.pairs.iter().filter(|pair| !pair.is_clear).map(row).collect();
        (!rows.is_empty()).then(|| Table {
            title: head[0].into(),
            head: head.iter().map(|word| word.to_string()).collect(),
            rows,
        })
    }

    fn data(&self, question: &Question) -> serde_json::Value {
        let share = |of: decision::Share| {
            json!({
                "estimate": of.value,
                "standard_error": of.standard_error,
                "confidence_lo": of.interval.lo,
                "confidence_hi": of.interval.hi,
            })
        };
        let row = |row: &Row| {
            json!({
                "file": row.file,
                "name": row.name,
                "first": row.robust.first.map(share),
                "first_lo": row.robust.first_range.lo,
                "first_hi": row.robust.first_range.hi,
                "first_as_shown": row.robust.first_as_shown,
                "mean": row.mean,
                "regret": share(row.robust.regret),
                "worst": row.worst,
                "at_least": share(row.robust.at_least),
            })
        };
        let pair = |pair: &Pair| {
            json!({
                "between": pair.options.map(|place| self.rows[place].file),
                "difference": pair.difference,
                "standard_error": pair.standard_error,
                "clear": pair.is_clear,
                "worlds_needed": pair.worlds_needed,
            })
        };
        json!({
            "outcome": question.outcome(),
            "by": self.estimand.by,
            "unit": self.estimand.unit,
            "level": self.found.level,
            "tied": self.found.tied,
            "options": self.rows.iter().map(row).collect::<Vec<_>>(),
            "pairs": self.pairs.iter().map(pair).collect::<Vec<_>>(),
        })
    }

    fn remarks(&self) -> Vec<String> {
        let order = self.order();
        let first = &self.rows[order[0]];
        let (shown, tied) = (percent(first.robust.first_as_shown), percent(self.found.tied));
        let ranks = match first.robust.first {
            Some(_) => [
                format!(
                    "Chance within worlds is taken out with the help of two halves of the paths; what options share of their luck counts. As the paths show it, “{}” ranks first in {shown}. Where outcomes are rare and worlds \
                     lopsided, the truth may lie between the two.",
                    first.name
                ),
                format!(
                    "In {tied} of worlds no path tells the first two options apart; the places of options that tie are shared out."
                ),
            ],
            None => [
                format!(
                    "The ranges of first ranks are all that {} paths a world leave open (95% at least): worlds count for an option only where both halves of the paths agree on it more often than they contradict each other.",
                    self.paths
                ),
                format!(
                    "As the paths show it, “{}” ranks first in {shown}, where the places of options that tie are shared out; how ties would fall is not known, and no number of worlds tells.",
                    first.name
                ),
            ],
        };
        ranks.into_iter().chain(["It says which option does best if the assumptions hold, not whether they do; and a mean over worlds weighs them as the ranges of the assumptions do.".into()]).collect()
    }
}

/// About so many: two digits that count.
fn rounded(worlds: u64) -> String {
    let mut unit = 1;
    while worlds / unit >= 100 {
        unit *= 10;
    }
    thousands(worlds.div_ceil(unit) * unit)
}
