//! An outcome over two keys at once, with the line along which it breaks even.

use crate::lettering::title::two_lines;
use serde::{Deserialize, Serialize};

use super::asked::{AskedOutcome, Axis};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::table::{Cell, Table};

/// An outcome as two keys are varied, on the same draws everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeatMap {
    /// What is asked about.
    #[serde(flatten)]
    pub asked: AskedOutcome,
    /// The scenario, or one against another.
    pub scenario: String,
    /// What is varied: across, and upwards.
    pub over: [Axis; 2],
    /// By setting of the second key, then of the first; none where the pair was refused.
    pub cells: Vec<Vec<Option<HeatCell>>>,
    /// The value at which it breaks even.
    pub level: f64,
    /// What that value is: "as things are", "as good as the other".
    pub level_is: String,
    /// The lines along which the outcome takes it. **Shape** places in the numbers of both keys; none where a key has no numbers.
    pub contour: Vec<Vec<(f64, f64)>>,
}

/// The outcome at one pair of settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HeatCell {
    /// The estimate.
    pub value: f64,
    /// The standard error of its difference from the level.
    pub standard_error: f64,
}

impl HeatMap {
    fn known(&self) -> impl Iterator<Item = (usize, usize, HeatCell)> {
        let row = |(j, row): (usize, &'_ Vec<Option<HeatCell>>)| {
            let cells: Vec<(usize, usize, HeatCell)> =
                row.iter().enumerate().filter_map(|(i, cell)| Some((i, j, (*cell)?))).collect();
            cells
        };
        self.cells.iter().enumerate().flat_map(row)
    }

    /// Decimals of chances in per cent.
    pub(crate) fn decimals(&self) -> usize {
        self.asked.decimals(self.known().map(|(_, _, cell)| cell.value.abs()).fold(0.0, f64::max), None)
    }

    pub(crate) fn value(&self, x: f64) -> String {
        self.asked.value(x, self.decimals())
    }

    /// How far values lie from the level at most; above 0.
    pub(crate) fn reach(&self) -> f64 {
        let far = self.known().map(|(_, _, cell)| (cell.value - self.level).abs()).fold(0.0, f64::max);
        if far > 0.0 { far } else { 1.0 }
    }

    /// A cell in words.
    pub(crate) fn words(&self, (i, j): (usize, usize)) -> Option<String> {
        let cell = (*self.cells.get(j)?.get(i)?)?;
        let [x, y] = [(0, i), (1, j)].map(|(axis, place)| &self.over[axis].settings[place].name);
        Some(format!("{} {x}, {} {y}: {}", self.over[0].name, self.over[1].name, self.value(cell.value)))
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let outcome = name(&self.asked.outcome);
        let all: Vec<(usize, usize, HeatCell)> = self.known().collect();
        let by_value =
            |a: &&(usize, usize, HeatCell), b: &&(usize, usize, HeatCell)| a.2.value.total_cmp(&b.2.value);
        let (Some(low), Some(high)) = (all.iter().min_by(by_value), all.iter().max_by(by_value)) else {
            return format!("“{outcome}”: every pair of settings was refused");
        };
        let is_clear = |cell: &HeatCell| (cell.value - self.level).abs() > 2.0 * cell.standard_error;
        let count = |sign: f64| {
            all.iter().filter(|(_, _, cell)| is_clear(cell) && sign * (cell.value - self.level) > 0.0).count()
        };
        let (above, below, pairs) = (count(1.0), count(-1.0), all.len());
        let (level, level_is) = (self.value(self.level), name(&self.level_is));
        let stands = format!("{level} ({level_is})");
        match (above, below) {
            (0, 0) => format!("“{outcome}”: no pair of settings can be told from {stands}"),
            (0, _) => {
                format!("“{outcome}” nowhere lies above {stands}: at most {}", self.value(high.2.value))
            }
            (_, 0) => {
                format!("“{outcome}” nowhere lies below {stands}: at least {}", self.value(low.2.value))
            }
            _ => format!(
                "“{outcome}” goes from {} to {}; it lies above {stands} at {above} of {pairs} pairs of settings",
                self.value(low.2.value),
                self.value(high.2.value)
            ),
        }
    }
}

impl Kind for HeatMap {
    /// Between which values it goes, and at how many pairs of settings it lies above the level by more than twice the standard error.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let unit = match (&self.asked.unit, self.asked.is_difference) {
            (None, false) => " (%)",
            _ => "",
        };
        format!(
            "{}: {}{unit} of “{}” {}, by {} (across) and {} (upwards)",
            self.scenario,
            self.asked.what(),
            self.asked.outcome,
            self.asked.when(),
            self.over[0].named(),
            self.over[1].named()
        )
    }

    fn notes(&self) -> String {
        let line = match self.contour.is_empty() {
            true => String::new(),
            false => format!(" The line: {} {}.", self.level_is, self.value(self.level)),
        };
        let refused = self.cells.iter().flatten().filter(|cell| cell.is_none()).count();
        let refused = match refused {
            0 => String::new(),
            1 => " One pair of settings was refused (–).".to_string(),
            n => format!(" {n} pairs of settings were refused (–)."),
        };
        format!(
            "Blue lies above {} ({}), amber below, the paler the nearer.{line} Every cell lives in the same worlds; all else varies as always.{refused}",
            self.value(self.level),
            self.level_is
        )
    }

    fn description(&self) -> String {
        let cells = self.known().filter_map(|(i, j, _)| self.words((i, j)));
        format!("{} by two keys. {}.", self.asked.outcome, cells.collect::<Vec<_>>().join("; "))
    }

    fn inspect(&self, look: &mut Inspection) {
        self.asked.inspect(look);
        look.names([&self.scenario, &self.level_is]);
        self.over.iter().for_each(|axis| axis.inspect(look));
        let [across, up] = [0, 1].map(|axis| self.over[axis].settings.len());
        look.whole(across > 0 && up > 0 && across * up <= MOST_CELLS, "has no cells, or too many");
        look.rectangular(self.cells.len() == up && self.cells.iter().all(|row| row.len() == across));
        look.number(self.level);
        self.known().for_each(|(_, _, cell)| look.numbers([cell.value, cell.standard_error]));
        look.items(self.contour.len());
        for line in &self.contour {
            look.points(line.len());
            line.iter().for_each(|&(x, y)| look.numbers([x, y]));
        }
    }

    fn table(&self) -> Table {
        let corner = format!("{} ↓, {} →", self.over[1].named(), self.over[0].named());
        let heads = self.over[0].settings.iter().map(|setting| setting.name.as_str());
        let head: Vec<&str> = std::iter::once(corner.as_str()).chain(heads).collect();
        let cell = |cell: &Option<HeatCell>| match cell {
            Some(HeatCell { value, .. }) => {
                Cell { shown: self.value(*value), value: Some(*value), is_share: self.asked.unit.is_none() }
            }
            None => Cell::text("refused"),
        };
        let rows = self.over[1].settings.iter().zip(&self.cells).map(|(setting, row)| {
            std::iter::once(Cell::text(setting.name.clone())).chain(row.iter().map(cell)).collect()
        });
        Table::new(format!("{} by two keys", self.asked.outcome), &head).with(rows)
    }
}
