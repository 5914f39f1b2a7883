//! What would put another option ahead of the one that is: which assumptions, at which values.

use serde_json::{Value, json};

use super::cases::Study;
use super::named::Named;
use super::simulation::Simulated;
use crate::analysis::{Estimand, Question};
use crate::decision::{self, Crossing, End, Lead, Tip, Tipping};
use crate::figures::{Cell, Table};
use crate::report::Inquiry;
use crate::stats::{ByWorld, group_of_world};
use crate::words::{amount, in_words, plain, short, two_digits};

/// Single assumptions that may be told to turn the lead; each at 95 %, one-sided, so that both hold at 95 % together.
const TOLD: usize = 2;

impl Study {
    /// By what a run of several options ranks them: the first group of end states of the report, which is the answer of its tables and its first page; where the files do not
    /// have it in common, what the report tells first.
    ///
    /// **Errors** as for [`Study::question`].
    pub fn ranked_by(&self) -> Result<Question, super::error::Error> {
        let report = &self.cases[0].scenario().report;
        let answer = report.segments.first().map(|first| format!("segment.{}.{}", report.process, first.id));
        match answer.map(|name| self.question(Some(&name))) {
            Some(Ok(question)) => Ok(question),
            _ => self.question(None),
        }
    }

    /// What would put another option ahead of the one with the largest mean, by a chance or mean of what was simulated.
    ///
    /// **Errors** why it cannot be told: there are not two scenarios, fewer than 100 worlds, trials without a value, or nothing that is uncertain.
    pub fn tipping(&self, simulated: &Simulated, question: &Question) -> Result<Inquiry, String> {
        if self.cases.len() < 2 {
            return Err("a lead needs two scenarios at least".into());
        }
        let paths = simulated.size().paths;
        let mut worths: Vec<Vec<f64>> = Vec::new();
        let mut means: Vec<ByWorld> = Vec::new();
        for place in 0..self.cases.len() {
            let of = self.by_world_or_why(simulated, place, question, paths)?;
            means.push(ByWorld::ratio(&of, &vec![1; of.len()]).ok_or("there is no world")?);
            worths.push(of);
        }
        let ahead = (1..means.len())
            .fold(0, |best, next| if means[next].value > means[best].value { next } else { best });
        let rivals: Vec<usize> = (0..means.len()).filter(|place| *place != ahead).collect();
        let table = self.assumed(simulated.apart(), &[question.outcome()]);
        let columns: Vec<&[f64]> = table.columns.iter().map(Vec::as_slice).collect();
        let groups: Vec<usize> = (0..worths[ahead].len()).map(group_of_world).collect();
        let of_rivals: Vec<Vec<f64>> = rivals.iter().map(|&place| worths[place].clone()).collect();
        let found = decision::tipping(&worths[ahead], &of_rivals, &columns, &groups)
            .ok_or("what would put another option ahead is told from 100 worlds on, of what is uncertain")?;
        let pairs = decision::pairs(&means, simulated.size().clusters());
        let is_clear = |rival: usize| {
            pairs
                .iter()
                .any(|pair| pair.is_clear && pair.options.contains(&ahead) && pair.options.contains(&rival))
        };
        let level = rivals.iter().position(|&rival| !is_clear(rival));
        let told = Told {
            study: self,
            named: Named::new(self),
            estimand: question.estimand(self.cases[0].scenario()),
            ahead,
            rivals,
            level,
            keys: table.keys,
            found,
        };
        Ok(told.inquiry())
    }

    fn by_world_or_why(
        &self,
        simulated: &Simulated,
        place: usize,
        question: &Question,
        paths: u32,
    ) -> Result<Vec<f64>, String> {
        let found = simulated.by_world(self, place, question).ok_or("a scenario has no such outcome")?;
        match found.paths.iter().all(|&n| n == paths) {
            true => Ok(found.values),
            false => Err(format!(
                "`{}` has no value in some trials of {}, so that worlds cannot be set side by side by it",
                question.outcome(),
                self.cases[place].file
            )),
        }
    }
}

/// What was found, ready to be told.
struct Told<'a> {
    study: &'a Study,
    named: Named,
    estimand: Estimand,
    /// The place of the option that is ahead.
    ahead: usize,
    /// The places of the others, as the leads have them.
    rivals: Vec<usize>,
    /// The rival, as the leads have them, from which it cannot be told apart.
    level: Option<usize>,
    keys: Vec<String>,
    found: Tipping,
}

impl Told<'_> {
    fn option(&self, place: usize) -> String {
        format!("“{}”", self.study.label(&self.study.cases[place]))
    }

    fn rival(&self, tip: &Tip) -> String {
        self.option(self.rivals[tip.rival])
    }

    /// "6 points", "USD 3 bn".
    fn lead(&self, lead: &Lead) -> String {
        amount(&self.number(lead.value, lead), self.estimand.unit.as_deref().unwrap_or("points"))
    }

    /// A number of a lead: of a chance in whole points, unless the lead is less than two.
    fn number(&self, x: f64, of: &Lead) -> String {
        match &self.estimand.unit {
            None if 100.0 * of.value.abs() < 1.95 => two_digits(100.0 * x),
            None => plain(100.0 * x, 0),
            Some(_) => short(x),
        }
    }

    /// "6 points (95% 3 to 9)".
    fn with_interval(&self, lead: &Lead) -> String {
        format!("{} {}", self.lead(lead), self.interval(lead))
    }

    /// "(95% 3 to 9)".
    fn interval(&self, lead: &Lead) -> String {
        let [lo, hi] = lead.interval.map(|x| self.number(x, lead));
        format!("(95% {lo} to {hi})")
    }

    /// "4 points ahead (95% 1 to 8)", of a rival.
    fn rival_ahead(&self, lead: &Lead) -> String {
        let [lo, hi] = lead.interval;
        let turned = Lead { value: -lead.value, interval: [-hi, -lo], ..*lead };
        format!("{} ahead {}", self.lead(&turned), self.interval(&turned))
    }

    fn value(&self, quantity: usize, x: f64) -> String {
        self.named.value(&self.keys[quantity], x)
    }

    fn what(&self, quantity: usize) -> String {
        self.named.in_a_sentence(&self.keys[quantity])
    }

    /// "at the high end of its range, 63 of 100"; the range is not said again where it was.
    fn at(&self, end: &End, of: &str) -> String {
        let side = if end.is_high { "high" } else { "low" };
        format!("at the {side} end{of}, {}", self.value(end.quantity, end.at))
    }

    fn findings(&self) -> Vec<String> {
        if let Some(level) = self.level {
            return self.of_a_draw(level);
        }
        if !self.found.is_clear {
            return vec![
                "No single assumption moves the lead by more than luck, as far as a run of this size tells."
                    .into(),
            ];
        }
        let nearest = &self.found.nearest;
        let turns: Vec<&Tip> = nearest.iter().take(TOLD).filter(|tip| tip.lead.interval[1] < 0.0).collect();
        let mut findings: Vec<String> = turns.iter().map(|tip| self.turned(tip)).collect();
        if let (true, Some(nearest)) = (turns.is_empty(), nearest.first()) {
            // What the other half of the worlds does not bear out is luck.
            if nearest.lead.value >= self.found.leads[nearest.rival].value {
                return vec!["No single assumption brings another option nearer by more than luck.".into()];
            }
            findings.push(self.not_turned(nearest));
            let is_nearer = |pair: &&Tip| pair.lead.value < self.found.leads[pair.rival].value;
            let pair = self.found.pair.as_ref().filter(is_nearer);
            findings.extend(pair.map(|pair| self.together(nearest, pair)));
        }
        findings
    }

    /// A single assumption that puts a rival ahead.
    fn turned(&self, tip: &Tip) -> String {
        let (rival, end) = (self.rival(tip), &tip.ends[0]);
        let (what, at) = (self.what(end.quantity), self.at(end, " of its range"));
        let by = self.rival_ahead(&tip.lead);
        let Some(Crossing { at: turns, surely_behind, surely_ahead }) = tip.crossing else {
            return format!("{rival} would come ahead with {what} {at}: {by}.");
        };
        let [side, or] = if end.is_high { ["above", "less"] } else { ["below", "more"] };
        let value = |x: f64| self.value(end.quantity, x);
        let range = match surely_ahead {
            Some(other) => {
                let number = self.named.number(&self.keys[end.quantity], other.min(surely_behind));
                format!("{number} to {}", value(other.max(surely_behind)))
            }
            None => format!("{} or {or}", value(surely_behind)),
        };
        format!(
            "{rival} would come ahead with {what} {side} {} (95% {range}); {at}, it would be {by}.",
            value(turns)
        )
    }

    /// That no single assumption puts a rival ahead, and which comes nearest.
    fn not_turned(&self, tip: &Tip) -> String {
        let end = &tip.ends[0];
        let clearly = if tip.lead.interval[0] <= 0.0 { "clearly " } else { "" };
        format!(
            "No single assumption {clearly}puts another option ahead, wherever it lies in its range. Nearest comes {}: {}, the lead over {} would shrink from {} to {}.",
            self.what(end.quantity),
            self.at(end, " of its range"),
            self.rival(tip),
            self.number(self.found.leads[tip.rival].value, &self.found.leads[tip.rival]),
            self.with_interval(&tip.lead)
        )
    }

    /// What two do together, after what is said of the one that comes nearest.
    fn together(&self, nearest: &Tip, tip: &Tip) -> String {
        let is_said = |end: &&End| tip.rival == nearest.rival && nearest.ends.contains(end);
        let more: Vec<&End> = tip.ends.iter().filter(|end| !is_said(end)).collect();
        let as_well = if more.len() < tip.ends.len() { " as well" } else { "" };
        let each = more.iter().map(|end| format!("{} {}", self.what(end.quantity), self.at(end, as_well)));
        let (ends, rival) = (each.collect::<Vec<_>>().join(" and "), self.rival(tip));
        let left = match tip.lead.value < 0.0 {
            true => format!("{rival} would be {}", self.rival_ahead(&tip.lead)),
            false => format!("the lead over {rival} would be {}", self.with_interval(&tip.lead)),
        };
        let verdict = match tip.lead.interval {
            [_, hi] if hi < 0.0 => "Two together do",
            [lo, _] if lo > 0.0 => "Nor do the two that come nearest together",
            _ => "Two together might",
        };
        format!("{verdict}: with {ends}, {left}.")
    }

    /// Of options that cannot be told apart, what parts them.
    fn of_a_draw(&self, level: usize) -> Vec<String> {
        let (a, b) = (self.option(self.ahead), self.option(self.rivals[level]));
        let mut findings =
            vec![format!("{a} and {b} cannot be told apart at this size, so that there is no lead to lose.")];
        let is_parting =
            |tip: &&Tip| tip.rival == level && tip.lead.interval[1] < 0.0 && tip.opposite.interval[0] > 0.0;
        findings.extend(self.found.nearest.iter().take(TOLD).find(is_parting).map(|tip| {
            let end = &tip.ends[0];
            format!(
                "What parts them most is {}: {}, {b} is {}, at the other end {a} is {} ahead {}.",
                self.what(end.quantity),
                self.at(end, " of its range"),
                self.rival_ahead(&tip.lead),
                self.lead(&tip.opposite),
                self.interval(&tip.opposite)
            )
        }));
        findings
    }

    fn table(&self) -> Table {
        let unit = if self.estimand.unit.is_none() { ", in percentage points" } else { "" };
        let title = format!("What comes nearest to putting another option ahead{unit}");
        let head = ["Assumption", "At", "Over", "Lead", "±", "95% from", "to", "At the other end"];
        let is_share = self.estimand.unit.is_none();
        let shown = |x: f64| if is_share { plain(100.0 * x, 1) } else { short(x) };
        let cell = |x: f64| Cell { shown: shown(x), value: Some(x), is_share };
        let row = |tip: &Tip| {
            let each = |of: &dyn Fn(&End) -> String| tip.ends.iter().map(of).collect::<Vec<_>>().join("; ");
            let names = each(&|end: &End| self.named.name(&self.keys[end.quantity]));
            let values = each(&|end: &End| self.value(end.quantity, end.at));
            let words = [names, values, self.study.label(&self.study.cases[self.rivals[tip.rival]])];
            let numbers = [
                tip.lead.value,
                tip.lead.standard_error,
                tip.lead.interval[0],
                tip.lead.interval[1],
                tip.opposite.value,
            ];
            words.into_iter().map(Cell::text).chain(numbers.map(cell)).collect()
        };
        Table::new(title, &head).with(self.found.pair.iter().chain(&self.found.nearest).map(row))
    }

    fn data(&self) -> Value {
        let lead = |lead: &Lead| {
            json!({
                "lead": lead.value,
                "standard_error": lead.standard_error,
                "confidence_lo": lead.interval[0],
                "confidence_hi": lead.interval[1],
            })
        };
        let end = |end: &End| json!({ "key": self.keys[end.quantity], "at": end.at, "end": if end.is_high { "high" } else { "low" } });
        let crossing = |of: &Crossing| json!({ "at": of.at, "surely_behind": of.surely_behind, "surely_ahead": of.surely_ahead });
        let file = |rival: usize| self.study.cases[self.rivals[rival]].file.as_str();
        let tip = |tip: &Tip| {
            json!({
                "over": file(tip.rival),
                "ends": tip.ends.iter().map(end).collect::<Vec<_>>(),
                "there": lead(&tip.lead),
                "at_the_other_ends": lead(&tip.opposite),
                "turns": tip.crossing.as_ref().map(crossing),
            })
        };
        let leads = |rival: usize| json!({ "over": file(rival), "lead": lead(&self.found.leads[rival]) });
        json!({
            "outcome": self.estimand.outcome,
            "clear": self.found.is_clear,
            "by": self.estimand.by,
            "unit": self.estimand.unit,
            "ahead": self.study.cases[self.ahead].file,
            "leads": (0..self.rivals.len()).map(leads).collect::<Vec<_>>(),
            "nearest": self.found.nearest.iter().map(tip).collect::<Vec<_>>(),
            "together": self.found.pair.as_ref().map(tip),
        })
    }

    fn remarks(&self) -> Vec<String> {
        vec![
            "The expected lead where one assumption, or two, lie at an end of their range (5% or 95% point) and all else varies as always, from a regression on the worlds of this run. \
             Half of the worlds chose which are told, the other half tell of them, so that the intervals hold as if one had asked for these beforehand; the lead as things are is that of this half too."
                .into(),
            "Of correlated assumptions it tells what goes with one of them, not what it does by itself (sweep tells that); that two lie at their ends together is rarer than that one does.".into(),
        ]
    }

    fn inquiry(&self) -> Inquiry {
        let reached = if self.estimand.outcome.starts_with("reached.") { "reached by" } else { "in" };
        let outcome = format!("{}, {reached} {}", self.estimand.name, in_words(&self.estimand.by));
        Inquiry {
            name: "tipping",
            question: format!("What would put another option ahead by “{outcome}”?"),
            findings: self.findings(),
            tables: vec![self.table()],
            figures: Vec::new(),
            data: self.data(),
            remarks: self.remarks(),
        }
    }
}
