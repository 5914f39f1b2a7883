//! The numbers of figures as tables: some for the page, all of them for the workbook.

use serde::Serialize;

use crate::analysis::Note;
use crate::figures::{
    Bundle, Content, Differences, Dotplot, EndStates, Exceedance, FAN, Fan, Figure, Flow, Influence,
    Measured, Plane, Share, Shares, StageChances, Timeline, Tornado,
};
use crate::words::{percent, short, with_interval};

/// Rows of a curve that a page has room for.
const CURVE_ROWS: usize = 8;

/// A table: words at the left, numbers at the right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it holds.
    pub title: String,
    /// The columns.
    pub head: Vec<String>,
    /// The rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell, as it reads and as a number where it is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// What the reader sees.
    pub shown: String,
    /// The number behind it.
    pub value: Option<f64>,
    /// Whether the number is a share of 1.
    pub is_share: bool,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { shown: text.into(), value: None, is_share: false }
    }

    fn number(value: f64) -> Cell {
        Cell { shown: short(value), value: Some(value), is_share: false }
    }

    fn maybe(value: Option<f64>, otherwise: &str) -> Cell {
        value.map_or_else(|| Cell::text(otherwise), Cell::number)
    }

    fn share(value: f64) -> Cell {
        Cell { shown: percent(value), value: Some(value), is_share: true }
    }

    /// A chance by the rule of all tables: in per cent, or counted where it is rare.
    fn chance(share: Share) -> Cell {
        if share.is_counted() {
            return Cell::text(share.told());
        }
        Cell { shown: share.told(), value: Some(share.mean), is_share: true }
    }

    /// Its standard error; none of what is counted.
    fn error_of(share: Share) -> Cell {
        if share.is_counted() { Cell::text("–") } else { Cell::error(share.standard_error) }
    }

    /// A number with its confidence interval.
    fn with_interval(value: f64, interval: Option<[f64; 2]>) -> Cell {
        let interval = interval.map(|[lo, hi]| (lo, hi));
        Cell { shown: with_interval(value, interval), value: Some(value), is_share: false }
    }

    /// A standard error of a share, to a hundredth of a percentage point.
    fn error(value: f64) -> Cell {
        Cell { shown: format!("{:.2}%", 100.0 * value), value: Some(value), is_share: true }
    }

    /// A moment in years, as the figures count them.
    pub(super) fn moment(at: f64) -> Cell {
        let months = (at * 12.0).round() as i64 - 1;
        let shown = format!("{}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
        Cell { shown, value: None, is_share: false }
    }
}

impl Table {
    fn new(title: impl Into<String>, head: &[&str]) -> Table {
        Table { title: title.into(), head: head.iter().map(|h| h.to_string()).collect(), rows: Vec::new() }
    }

    fn with(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Table {
        self.rows.extend(rows);
        self
    }
}

/// What a page shows of a figure's numbers.
pub fn page_table(figure: &Figure) -> Table {
    match &figure.content {
        Content::EndStates(data) => end_states(data),
        Content::StageChances(data) => stage_chances(data, false),
        Content::Bundle(data) => bundle_ends(data),
        Content::Dotplot(data) => ranges(data),
        Content::Exceedance(data) => exceedance(data, true),
        Content::Plane(data) => bands(data),
        Content::Fan(data) => fan(data, true),
        Content::Flow(data) => flow(data),
        Content::Tornado(data) => tornado(data),
        Content::Influence(data) => influence(data),
        Content::Differences(data) => differences(data),
        Content::Timeline(data) => timeline(data),
        Content::Shares(data) => shares(data),
    }
}

/// Every number of a figure: what the page shows of it, then what is too long for a page.
#[cfg(feature = "xlsx")]
pub fn all_tables(figure: &Figure) -> Vec<Table> {
    match &figure.content {
        Content::StageChances(data) => vec![stage_chances(data, true)],
        Content::Bundle(data) => vec![bundle_ends(data), bundle_worlds(data)],
        Content::Dotplot(data) => vec![ranges(data), dots(data)],
        Content::Exceedance(data) => vec![exceedance(data, false)],
        Content::Plane(data) => vec![bands(data), surpluses(data)],
        Content::Fan(data) => vec![fan(data, false)],
        _ => vec![page_table(figure)],
    }
}

const SHARE_HEAD: [&str; 4] = ["Chance", "Standard error", "90% of worlds, from", "to"];

/// A share with both uncertainties.
fn both(share: Share) -> [Cell; 4] {
    let told = share.hi > share.lo && !share.is_counted();
    let missing = if share.note == Some(Note::NotMeasurable) { "not measurable" } else { "–" };
    let end = |x| if told { Cell::share(x) } else { Cell::text(missing) };
    [Cell::chance(share), Cell::error_of(share), end(share.lo), end(share.hi)]
}

fn row(words: &[&str], cells: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    words.iter().map(|w| Cell::text(*w)).chain(cells).collect()
}

fn head<'a>(words: &[&'a str], numbers: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(numbers).copied().collect()
}

fn end_states(data: &EndStates) -> Table {
    let of_row = |r: &crate::figures::EndStatesRow| -> Vec<Vec<Cell>> {
        let shares = data.segments.iter().zip(&r.shares);
        shares.map(|(segment, &share)| row(&[&r.name, &segment.name], both(share))).collect()
    };
    Table::new(format!("End states in {}", data.horizon), &head(&["Option", "End state"], &SHARE_HEAD))
        .with(data.rows.iter().flat_map(of_row))
}

fn stage_chances(data: &StageChances, all: bool) -> Table {
    let numbers = ["Chance", "Standard error", "50% of worlds, from", "to", "90% of worlds, from", "to"];
    let mut table =
        Table::new("Cumulative chance of each stage", &head(&["Option", "Stage", "By"], &numbers));
    for panel in &data.panels {
        for (stage, curve) in data.stages.iter().zip(&panel.curves) {
            let skipped = if all { 0 } else { curve.len().saturating_sub(1) };
            table.rows.extend(curve.iter().skip(skipped).map(|p| {
                let [chance, error, lo90, hi90] = both(p.share());
                let half = |x| if p.hi50 > p.lo50 { Cell::share(x) } else { Cell::text("–") };
                let numbers = [Cell::moment(p.at), chance, error, half(p.lo50), half(p.hi50), lo90, hi90];
                row(&[&panel.name, stage], numbers)
            }));
        }
    }
    table
}

fn bundle_ends(data: &Bundle) -> Table {
    Table::new(
        format!("Chance of “{}” over all worlds, at the end", data.stage),
        &head(&["Option"], &SHARE_HEAD),
    )
    .with(data.panels.iter().map(|panel| row(&[&panel.name], both(panel.end))))
}

#[cfg(feature = "xlsx")]
fn bundle_worlds(data: &Bundle) -> Table {
    let moments: Vec<String> = data.times.iter().map(|&at| Cell::moment(at).shown).collect();
    let moments: Vec<&str> = moments.iter().map(String::as_str).collect();
    let mut table = Table::new("The worlds shown", &head(&["Option", "World"], &moments));
    for panel in &data.panels {
        let numbered = panel.worlds.iter().enumerate().map(|(w, chances)| ((w + 1).to_string(), chances));
        let mean = std::iter::once(("all".to_string(), &panel.mean));
        table.rows.extend(mean.chain(numbered).map(|(which, chances)| {
            row(&[&panel.name, &which], chances.iter().map(|&chance| Cell::share(chance)))
        }));
    }
    table
}

/// A metric with its unit.
fn measured(metric: &str, unit: &str) -> String {
    if unit.is_empty() { metric.to_string() } else { format!("{metric} [{unit}]") }
}

/// A value of a metric: a date by its month, an amount by its number; what is not reached comes later.
fn value_cell(measured: Measured, value: Option<f64>) -> Cell {
    let date = value.and_then(|x| measured.moment(x));
    date.map_or_else(|| Cell::maybe(value, "later"), Cell::moment)
}

/// A median with its confidence interval, of a date in months.
fn median_cell(measured: Measured, median: Option<f64>, interval: Option<[f64; 2]>) -> Cell {
    let Some(value) = median else { return Cell::text("later") };
    let Some(at) = measured.moment(value) else { return Cell::with_interval(value, interval) };
    let ends =
        interval.filter(|[lo, hi]| hi > lo).map(|ends| ends.map(|x| value_cell(measured, Some(x)).shown));
    match ends {
        Some([lo, hi]) => Cell::text(format!("{} ({lo} to {hi})", Cell::moment(at).shown)),
        None => Cell::moment(at),
    }
}

fn ranges(data: &Dotplot) -> Table {
    let title = format!("{}, {}", measured(&data.metric, &data.unit), data.horizon);
    let above = data.threshold.as_ref().map(|t| format!("Chance of “{}”", t.above));
    let mut columns =
        vec!["Option", "Get there", "5th percentile", "Median (95% confidence)", "95th percentile"];
    columns.extend(above.as_deref());
    let of_row = |r: &crate::figures::DotplotRow| {
        let [lo, _, hi] = r.range.map(|x| value_cell(data.measured, x));
        let mid = median_cell(data.measured, r.range[1], r.median_interval);
        let above = data.threshold.as_ref().map(|_| r.above.map_or(Cell::text("–"), Cell::chance));
        row(
            &[&r.name],
            [Cell { shown: r.told_reached(), value: Some(r.reached), is_share: true }, lo, mid, hi]
                .into_iter()
                .chain(above),
        )
    };
    Table::new(title, &columns).with(data.rows.iter().map(of_row))
}

#[cfg(feature = "xlsx")]
fn dots(data: &Dotplot) -> Table {
    let percentiles: Vec<String> = (0..50).map(|i| format!("{}%", 2 * i + 1)).collect();
    let percentiles: Vec<&str> = percentiles.iter().map(String::as_str).collect();
    Table::new("Percentiles", &head(&["Option"], &percentiles))
        .with(data.rows.iter().map(|r| row(&[&r.name], r.dots.iter().map(|&x| value_cell(data.measured, x)))))
}

/// Every so manieth place that leaves at most `most`, and the last.
fn thinned<T>(items: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(most).max(1);
    items.iter().enumerate().filter(move |(i, _)| i % step == 0 || i + 1 == items.len()).map(|(_, item)| item)
}

fn exceedance(data: &Exceedance, thin: bool) -> Table {
    let metric = measured(&data.metric, &data.unit);
    let chance = match data.measured {
        Measured::Date(_) => "Chance of later",
        _ => "Chance of more",
    };
    let title = format!("{chance}, {}", data.horizon);
    let mut table = Table::new(title, &["Option", metric.as_str(), chance]);
    for curve in &data.curves {
        let most = if thin { CURVE_ROWS } else { usize::MAX };
        let points = thinned(&curve.points, most);
        table.rows.extend(points.map(|&(value, chance)| {
            row(&[&curve.name], [value_cell(data.measured, Some(value)), Cell::share(chance)])
        }));
    }
    table
}

fn bands(data: &Plane) -> Table {
    let mut columns = vec!["Option"];
    columns.extend(data.bands.iter().map(String::as_str));
    columns.extend(["Neither loses", "Standard error"]);
    let of_panel = |p: &crate::figures::PlanePanel| {
        let ends = [Cell::chance(p.no_loser), Cell::error_of(p.no_loser)];
        row(&[&p.name], p.bands.iter().map(|&b| Cell::chance(b)).chain(ends))
    };
    Table::new(format!("Chance of each band, {}", data.horizon), &columns)
        .with(data.panels.iter().map(of_panel))
}

#[cfg(feature = "xlsx")]
fn surpluses(data: &Plane) -> Table {
    let [a, b] = &data.sides;
    let mut table = Table::new("Surpluses of the histories shown, in points", &["Option", a, b]);
    for panel in &data.panels {
        table.rows.extend(panel.dots.iter().map(|dot| row(&[&panel.name], dot.map(Cell::number))));
    }
    table
}

fn fan(data: &Fan, thin: bool) -> Table {
    let quantiles = FAN.map(|q| format!("{}%", short(100.0 * q)));
    let mut columns = vec!["Month"];
    columns.extend(quantiles.iter().map(String::as_str));
    let most = if thin { CURVE_ROWS } else { usize::MAX };
    let of_point = |(at, levels): &(f64, [f64; 7])| {
        std::iter::once(Cell::moment(*at)).chain(levels.map(Cell::number)).collect()
    };
    Table::new(format!("Quantiles of {}", data.factor), &columns)
        .with(thinned(&data.points, most).map(of_point))
}

fn flow(data: &Flow) -> Table {
    let mut columns = vec!["On the table at the end"];
    columns.extend(data.ends.iter().map(|end| end.name.as_str()));
    let rows = data.options.iter().zip(&data.shares);
    Table::new(format!("Asked for: {}; in {}", data.asked, data.horizon), &columns).with(rows.map(
        |(option, shares)| {
            row(
                &[option],
                shares.iter().map(|&s| Cell { shown: data.told(s), value: Some(s), is_share: true }),
            )
        },
    ))
}

fn tornado(data: &Tornado) -> Table {
    let columns =
        ["Input", "At the low end", "At the high end", "Chance, low", "Chance, high", "Standard error"];
    Table::new(format!("{}: inputs moved {}", data.outcome, data.range), &columns).with(data.bars.iter().map(
        |b| {
            let numbers = [Cell::share(b.low), Cell::share(b.high), Cell::error(b.standard_error)];
            row(&[&b.name, &b.low_input, &b.high_input], numbers)
        },
    ))
}

fn influence(data: &Influence) -> Table {
    let name = |id: &String| {
        let node = data.diagram.nodes.iter().find(|node| node.id == *id);
        node.map_or(id.as_str(), |node| node.name.as_str()).to_string()
    };
    Table::new(format!("Who influences whom: {}", data.scenario), &["From", "To"])
        .with(data.diagram.edges.iter().map(|e| row(&[&name(&e.from), &name(&e.to)], [])))
}

fn differences(data: &Differences) -> Table {
    let columns = ["", data.before.as_str(), data.after.as_str(), "Standard error of the difference"];
    Table::new(data.outcome.clone(), &columns).with(data.rows.iter().map(|r| {
        let [before, after] =
            r.sides().map(|(value, shown)| Cell { shown, value: Some(value), is_share: true });
        row(&[&r.name], [before, after, Cell::error(r.standard_error)])
    }))
}

fn shares(data: &Shares) -> Table {
    let unit = data.unit.as_deref().unwrap_or_default();
    let cell = |value: f64| if data.unit.is_none() { Cell::error(value) } else { Cell::number(value) };
    Table::new(measured(&data.outcome, unit), &["Edit", "Share of the difference", "Standard error"])
        .with(data.edits.iter().map(|e| row(&[&e.name], [cell(e.share), cell(e.standard_error)])))
}

fn timeline(data: &Timeline) -> Table {
    let rows = data.moves.iter().map(|step| {
        let at = Cell::moment(data.start + f64::from(step.month) / 12.0);
        let words = [&data.lanes[step.lane].name, &step.from, &step.to, &step.by, &step.how].map(Cell::text);
        std::iter::once(at).chain(words).collect()
    });
    let (world, path) = data.trial;
    Table::new(
        format!("World {world}, path {path}"),
        &["Month", "Process", "From", "To", "What made it happen", "Rate or chance"],
    )
    .with(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_the_month_it_ends() {
        assert_eq!(Cell::moment(2027.0).shown, "2026-12");
        assert_eq!(Cell::moment(2017.0 + 1.0 / 12.0).shown, "2017-01");
    }

    #[test]
    fn a_thinned_curve_keeps_both_ends() {
        let kept: Vec<_> = thinned(&(0..117).collect::<Vec<_>>(), 8).copied().collect();
        assert!(kept.len() <= 9);
        assert_eq!((kept[0], kept[kept.len() - 1]), (0, 116));
        assert_eq!(thinned(&[1, 2], usize::MAX).count(), 2);
    }
}
