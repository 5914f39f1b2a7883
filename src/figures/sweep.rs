//! An outcome over the values of one quantity, or over the levels of a term: a line a scenario, with its confidence band.

use crate::lettering::title::two_lines;
use crate::words::{by_interval, with_interval};
use serde::{Deserialize, Serialize};

use super::asked::{AskedOutcome, Axis};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::phrases::{clearly_above, list};
use super::table::{Cell, Table};

/// An outcome as one key is varied, on the same draws everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// What is asked about.
    #[serde(flatten)]
    pub asked: AskedOutcome,
    /// What is varied.
    pub over: Axis,
    /// The scenarios, or one less the other.
    pub lines: Vec<SweepLine>,
    /// The value that was looked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<f64>,
    /// Where it is taken.
    #[serde(default)]
    pub roots: Vec<Root>,
}

/// One scenario as the key is varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepLine {
    /// Its name.
    pub name: String,
    /// The outcome with everything as it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_it_is: Option<f64>,
    /// A point a setting; none where the setting was refused.
    pub points: Vec<Option<SweepPoint>>,
    /// The standard error of the difference between the highest and the lowest point, in the same worlds.
    pub swing_error: f64,
}

/// The outcome at one setting.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// The estimate.
    pub value: f64,
    /// Lower end of its 95 % confidence interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// With a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Values at which a line takes the value that was looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Root {
    /// The line, by its place.
    pub line: usize,
    /// Where the estimate takes it; none where it does so in several places that cannot be told apart, or in none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<f64>,
    /// From where on values cannot be told from a solution, at 95 %.
    pub lo: f64,
    /// Up to where.
    pub hi: f64,
    /// Whether more of them lie beyond what was looked at, at either end.
    #[serde(default)]
    pub is_open: [bool; 2],
    /// Whether the line cannot be told from level along most of them, so that any of them will do.
    #[serde(default)]
    pub is_flat: bool,
    /// Whether it comes from one side and leaves on the same.
    #[serde(default)]
    pub touches: bool,
    /// Whether no estimate takes it there, and the trials are only too few to exclude it.
    #[serde(default)]
    pub is_only_possible: bool,
}

impl Root {
    /// Whether it is a place with an interval, and not a stretch.
    pub fn is_single(&self) -> bool {
        self.at.is_some() && !self.is_flat && !self.touches && self.is_open == [false; 2]
    }

    /// "0.43 (0.38–0.49)"; from where to where of what has no single place.
    pub fn words(&self) -> String {
        let [below, above] = self.is_open;
        let ends = (self.lo, self.hi);
        let number = |x: f64| by_interval(x, Some(ends));
        match (self.at, below, above) {
            (Some(at), false, false) if self.is_single() => with_interval(at, Some(ends)),
            (_, true, true) => format!("anywhere from {} to {}", number(self.lo), number(self.hi)),
            (Some(at), true, false) if !self.is_flat => {
                format!(
                    "{} (up to {}; the lower end lies beyond what was looked at)",
                    number(at),
                    number(self.hi)
                )
            }
            (Some(at), false, true) if !self.is_flat => {
                format!(
                    "{} (from {} on; the upper end lies beyond what was looked at)",
                    number(at),
                    number(self.lo)
                )
            }
            (_, true, false) => format!("up to {}", number(self.hi)),
            (_, false, true) => format!("from {} on", number(self.lo)),
            _ => format!("from {} to {}", number(self.lo), number(self.hi)),
        }
    }
}

impl SweepLine {
    fn known(&self) -> impl Iterator<Item = (usize, SweepPoint)> {
        self.points.iter().enumerate().filter_map(|(place, point)| Some((place, (*point)?)))
    }

    /// The settings with the lowest and the highest estimate.
    fn ends(&self) -> Option<[(usize, f64); 2]> {
        let by_value = |a: &(usize, SweepPoint), b: &(usize, SweepPoint)| a.1.value.total_cmp(&b.1.value);
        let (low, high) = (self.known().min_by(by_value)?, self.known().max_by(by_value)?);
        Some([(low.0, low.1.value), (high.0, high.1.value)])
    }

    /// How far the outcome moves, with the error of that.
    fn swing(&self) -> (f64, f64) {
        let swing = self.ends().map_or(0.0, |[low, high]| high.1 - low.1);
        (swing, self.swing_error)
    }
}

impl Sweep {
    /// Decimals of chances in per cent.
    pub(crate) fn decimals(&self) -> usize {
        let all = || self.lines.iter().flat_map(SweepLine::known).map(|(_, point)| point);
        let widest = all().map(|point| (point.hi - point.lo) / 4.0).fold(0.0, f64::max);
        self.asked.decimals(all().map(|point| point.value.abs()).fold(0.0, f64::max), Some(widest))
    }

    pub(crate) fn value(&self, x: f64) -> String {
        self.asked.value(x, self.decimals())
    }

    /// A point in words.
    pub(crate) fn words(&self, line: &SweepLine, place: usize) -> Option<String> {
        let point = (*line.points.get(place)?)?;
        let value = |x| self.value(x);
        Some(format!("{}: {} ({} to {})", line.name, value(point.value), value(point.lo), value(point.hi)))
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let outcome = name(&self.asked.outcome);
        let over = name(&self.over.name);
        if let Some(target) = self.target {
            return self.finding_of_roots(target, name);
        }
        let clear: Vec<&SweepLine> =
            self.lines.iter().filter(|line| clearly_above(line.swing(), (0.0, 0.0))).collect();
        let most = clear.iter().max_by(|a, b| a.swing().0.total_cmp(&b.swing().0));
        let Some((line, [low, high])) = most.and_then(|line| Some((line, line.ends()?))) else {
            return format!("“{outcome}”: {over} does not move it by more than the simulation can tell");
        };
        let under = match self.lines.len() {
            1 => String::new(),
            _ => format!(", most under {}", name(&line.name)),
        };
        let at = |place: usize| match self.over.is_number() {
            true => name(&self.over.settings[place].name),
            false => format!("“{}”", name(&self.over.settings[place].name)),
        };
        format!(
            "“{outcome}” goes from {} at {} to {} at {} as {over} is varied{under}",
            self.value(low.1),
            at(low.0),
            self.value(high.1),
            at(high.0)
        )
    }

    fn finding_of_roots(&self, target: f64, name: &dyn Fn(&str) -> String) -> String {
        let (outcome, over) = (name(&self.asked.outcome), name(&self.over.name));
        let (target, of) = (self.asked.exactly(target), |line: usize| {
            self.roots.iter().filter(move |root| root.line == line && !root.is_only_possible)
        });
        let told = |line: usize| {
            let roots: Vec<String> = of(line).map(Root::words).collect();
            if roots.is_empty() { "nowhere".to_string() } else { list(&roots) }
        };
        match (self.lines.len(), self.roots.iter().all(|root| root.is_only_possible)) {
            (_, true) => format!("“{outcome}” is nowhere {target} as {over} is varied"),
            (1, false) => format!("“{outcome}” is {target} where {over} is {}", told(0)),
            (2, false) => {
                let each = self.lines.iter().enumerate();
                let each = each.map(|(place, line)| format!("{} under {}", told(place), name(&line.name)));
                format!("“{outcome}” is {target} where {over} is {}", each.collect::<Vec<_>>().join(", "))
            }
            (lines, false) => {
                let some = (0..lines).filter(|&line| of(line).next().is_some()).count();
                format!(
                    "“{outcome}” is {target} somewhere as {over} is varied under {some} of {lines} scenarios"
                )
            }
        }
    }
}

impl Kind for Sweep {
    /// Where the outcome takes the value that was looked for; without one, between which values it goes.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let under = match &self.lines[..] {
            [line] => format!("{}: ", line.name),
            _ => String::new(),
        };
        let what = self.asked.what();
        let what = if under.is_empty() { capital(&what) } else { what };
        format!("{under}{what} of “{}” {}, by {}", self.asked.outcome, self.asked.when(), self.over.named())
    }

    fn notes(&self) -> String {
        let looked = match self.target {
            Some(_) => {
                " The bar on the line of the value that was looked for spans what cannot be told from a solution at 95%; without a ring, no estimate takes it there."
            }
            None => "",
        };
        let refused = self.lines.iter().flat_map(|line| &line.points).filter(|point| point.is_none()).count();
        let refused = match refused {
            0 => String::new(),
            1 => " One setting was refused and is left out.".to_string(),
            n => format!(" {n} settings were refused and are left out."),
        };
        format!(
            "Every setting lives in the same worlds through the same chances, so that differences along a line are effects and not noise; all else \
             varies as always. Bands: 95% confidence of the estimate.{looked}{refused}"
        )
    }

    fn description(&self) -> String {
        let places = 0..self.over.settings.len();
        let all = places.map(|place| {
            let each = self.lines.iter().filter_map(|line| self.words(line, place));
            format!("{}: {}", self.over.settings[place].name, each.collect::<Vec<_>>().join(", "))
        });
        format!("{} by {}. {}.", self.asked.outcome, self.over.name, all.collect::<Vec<_>>().join("; "))
    }

    fn options(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        self.asked.inspect(look);
        self.over.inspect(look);
        look.items(self.lines.len());
        look.items(self.roots.len());
        look.whole(self.lines.len() * self.over.settings.len() <= MOST_CELLS, "has too many points");
        for line in &self.lines {
            look.name(&line.name);
            look.number(line.swing_error);
            line.as_it_is.iter().for_each(|x| look.number(*x));
            look.rectangular(line.points.len() == self.over.settings.len());
            line.points.iter().flatten().for_each(|point| look.numbers([point.value, point.lo, point.hi]));
        }
        self.target.iter().for_each(|x| look.number(*x));
        for root in &self.roots {
            look.numbers([root.lo, root.hi]);
            root.at.iter().for_each(|x| look.number(*x));
            look.whole(root.line < self.lines.len(), "has a root of no line");
        }
    }

    fn table(&self) -> Table {
        let mut head = vec![self.over.named()];
        for line in &self.lines {
            head.extend([line.name.clone(), "95% from".to_string(), "to".to_string()]);
        }
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let cell =
            |x: f64| Cell { shown: self.value(x), value: Some(x), is_share: self.asked.unit.is_none() };
        let rows = self.over.settings.iter().enumerate().map(|(place, setting)| {
            let of_line = |line: &SweepLine| match line.points[place] {
                Some(point) => [cell(point.value), cell(point.lo), cell(point.hi)],
                None => [Cell::text("refused"), Cell::text("–"), Cell::text("–")],
            };
            let first = match setting.at {
                Some(at) => Cell { shown: setting.name.clone(), value: Some(at), is_share: false },
                None => Cell::text(setting.name.clone()),
            };
            std::iter::once(first).chain(self.lines.iter().flat_map(of_line)).collect()
        });
        Table::new(format!("{} by {}", self.asked.outcome, self.over.name), &head).with(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(at: Option<f64>, ends: (f64, f64), is_open: [bool; 2], is_flat: bool) -> Root {
        Root {
            line: 0,
            at,
            lo: ends.0,
            hi: ends.1,
            is_open,
            is_flat,
            touches: false,
            is_only_possible: false,
        }
    }

    #[test]
    fn a_root_is_told_with_its_interval_or_as_a_stretch() {
        let said = [
            root(Some(0.4312), (0.38, 0.49), [false; 2], false),
            root(None, (0.2, 0.6), [false; 2], true),
            root(Some(0.9), (0.8, 1.0), [false, true], false),
            root(None, (0.0, 1.0), [true; 2], true),
        ]
        .map(|root| root.words());
        assert_eq!(
            said,
            [
                "0.43 (0.38–0.49)",
                "from 0.2 to 0.6",
                "0.9 (from 0.8 on; the upper end lies beyond what was looked at)",
                "anywhere from 0 to 1",
            ]
        );
    }
}
