//! What a figure that is read back must be like to be drawn: a file of figures may be a stranger's.
//!
//! What runs write is far within these bounds. They keep numbers on the sheet, tables rectangular, and the work of drawing within a second or two.

use super::{
    Bundle, Content, Differences, Dotplot, EndStates, Exceedance, Fan, Figure, Flow, Influence, Measured,
    Plane, Share, Shares, StageChances, Timeline, Tornado,
};
use crate::results::{fault_of_part, without_case};

/// Figures of a file.
const MOST_FIGURES: usize = 2_000;
/// Rows, panels, curves, segments … of a figure.
const MOST_ITEMS: usize = 500;
/// Cells of a table, texts of a figure.
const MOST_CELLS: usize = 10_000;
/// Points of a curve, dots of a panel, worlds of a bundle.
const MOST_POINTS: usize = 100_000;
/// **Unit** bytes.
const LONGEST_NAME: usize = 2_000;
const LONGEST_TEXT: usize = 8_000;
const LONGEST_DESCRIPTION: usize = 4_000_000;
/// A chart's file is called after its figure, a size and a kind of file. **Unit** bytes.
const LONGEST_FILE: usize = 200;
/// Larger numbers are no measure of anything, and their digits fit on no axis.
const LARGEST: f64 = 1e30;
/// **Unit** years.
const YEARS: (f64, f64) = (0.0, 20_000.0);
/// **Unit** months.
const MOST_MONTHS: u32 = 12 * 10_000;
/// What rounding may add to a chance.
const SLACK: f64 = 1e-6;
/// Steps of the work of laying out a timeline's numbers, or the edges of a diagram.
const MOST_WORK: usize = 20_000_000;

/// What no run writes in these figures; none if all of them can be drawn.
pub(crate) fn fault(figures: &[Figure]) -> Option<String> {
    if figures.len() > MOST_FIGURES {
        return Some(format!("it holds {} figures, more than {MOST_FIGURES}", figures.len()));
    }
    let mut names = std::collections::BTreeSet::new();
    figures.iter().find_map(|figure| {
        let named = |why: &str| {
            let name: String = figure.name.chars().take(60).collect();
            format!("the name of its figure {name:?} {why}")
        };
        if let Some(why) = fault_of_part(&figure.name) {
            return Some(named(why));
        }
        if figure.name.len() > LONGEST_FILE {
            return Some(named("is longer than 200 bytes"));
        }
        if !names.insert(without_case(&figure.name)) {
            return Some(named("is there twice, or in capitals and in small letters"));
        }
        let found = Look::at(figure);
        found.fault.map(|why| format!("its figure `{}` {why}", figure.name))
    })
}

/// A look at one figure; keeps the first fault.
#[derive(Default)]
struct Look {
    fault: Option<String>,
    /// Texts seen, and their length.
    texts: (usize, usize),
}

impl Look {
    fn at(figure: &Figure) -> Look {
        let mut look = Look::default();
        let source = &figure.provenance;
        for text in [&figure.title, &figure.subtitle, &figure.notes].into_iter().chain(&figure.rule_title) {
            look.whole(text.len() <= LONGEST_TEXT, "has a text of more than 8,000 bytes");
        }
        look.whole(figure.description.len() <= LONGEST_DESCRIPTION, "has a description of more than 4 MB");
        for text in [&source.engine, &source.scenario, &source.digest] {
            look.name(text);
        }
        match &figure.content {
            Content::EndStates(data) => look.end_states(data),
            Content::StageChances(data) => look.stage_chances(data),
            Content::Bundle(data) => look.bundle(data),
            Content::Dotplot(data) => look.dotplot(data),
            Content::Exceedance(data) => look.exceedance(data),
            Content::Plane(data) => look.plane(data),
            Content::Fan(data) => look.fan(data),
            Content::Flow(data) => look.flow(data),
            Content::Tornado(data) => look.tornado(data),
            Content::Differences(data) => look.differences(data),
            Content::Influence(data) => look.influence(data),
            Content::Timeline(data) => look.timeline(data),
            Content::Shares(data) => look.shares(data),
        }
        let (count, length) = look.texts;
        look.whole(count <= MOST_CELLS && length <= LONGEST_DESCRIPTION, "has too many texts");
        look
    }

    fn whole(&mut self, is_so: bool, otherwise: &str) {
        if !is_so && self.fault.is_none() {
            self.fault = Some(otherwise.to_string());
        }
    }

    fn name(&mut self, text: &str) {
        self.texts = (self.texts.0 + 1, self.texts.1 + text.len());
        self.whole(text.len() <= LONGEST_NAME, "has a name of more than 2,000 bytes");
    }

    fn names<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        texts.into_iter().for_each(|text| self.name(text));
    }

    fn items(&mut self, count: usize) {
        self.whole(count <= MOST_ITEMS, "has more than 500 rows, panels or curves");
    }

    fn points(&mut self, count: usize) {
        self.whole(count <= MOST_POINTS, "has more than 100,000 points in a row");
    }

    fn rectangular(&mut self, is_so: bool) {
        self.whole(is_so, "has rows of different lengths");
    }

    fn number(&mut self, x: f64) {
        self.whole(x.is_finite() && x.abs() <= LARGEST, "has a number beyond 1e30");
    }

    fn chance(&mut self, x: f64) {
        self.whole((-SLACK..=1.0 + SLACK).contains(&x), "has a chance that is not between 0 and 1");
    }

    fn numbers<const N: usize>(&mut self, all: [f64; N]) {
        all.into_iter().for_each(|x| self.number(x));
    }

    fn chances<const N: usize>(&mut self, all: [f64; N]) {
        all.into_iter().for_each(|x| self.chance(x));
    }

    fn share(&mut self, share: &Share) {
        self.chances([share.mean, share.lo, share.hi, share.standard_error]);
        share.confidence.into_iter().for_each(|ends| self.chances(ends));
        self.whole(share.hits <= share.trials || share.trials == 0, "counts more trials than there are");
    }

    fn year(&mut self, at: f64) {
        self.whole((YEARS.0..=YEARS.1).contains(&at), "has a moment that no calendar has");
    }

    fn measured(&mut self, measured: Measured) {
        if let Measured::Date(start) = measured {
            self.year(start);
        }
    }

    /// Moments in their order.
    fn years(&mut self, moments: impl Iterator<Item = f64>) {
        let mut before = f64::NEG_INFINITY;
        for at in moments {
            self.year(at);
            self.whole(at >= before, "has moments that are not in their order");
            before = at;
        }
    }

    fn end_states(&mut self, data: &EndStates) {
        self.name(&data.horizon);
        self.items(data.segments.len());
        self.items(data.rows.len());
        self.whole(data.segments.len() * data.rows.len() <= MOST_CELLS, "has too many cells");
        self.names(data.segments.iter().map(|segment| &segment.name));
        for row in &data.rows {
            self.name(&row.name);
            self.rectangular(row.shares.len() == data.segments.len());
            row.shares.iter().for_each(|share| self.share(share));
        }
    }

    fn stage_chances(&mut self, data: &StageChances) {
        self.years([data.start, data.end].into_iter());
        self.items(data.panels.len());
        self.items(data.stages.len());
        self.whole(data.stages.len() * data.panels.len() <= MOST_CELLS, "has too many cells");
        self.names(&data.stages);
        let moments = data.panels.first().and_then(|panel| panel.curves.first()).map_or(0, Vec::len);
        self.points(moments);
        for panel in &data.panels {
            self.name(&panel.name);
            self.rectangular(panel.curves.len() == data.stages.len());
            for curve in &panel.curves {
                self.rectangular(curve.len() == moments);
                self.years(curve.iter().map(|point| point.at));
                for p in curve {
                    self.chances([p.mean, p.standard_error, p.lo50, p.hi50, p.lo90, p.hi90]);
                    p.confidence.into_iter().for_each(|ends| self.chances(ends));
                }
            }
        }
    }

    fn bundle(&mut self, data: &Bundle) {
        self.name(&data.stage);
        self.points(data.times.len());
        self.years(data.times.iter().copied());
        self.items(data.panels.len());
        for panel in &data.panels {
            self.name(&panel.name);
            self.share(&panel.end);
            self.whole(panel.worlds.len() <= MOST_CELLS, "has more than 10,000 worlds in a panel");
            for line in panel.worlds.iter().chain([&panel.mean]) {
                self.rectangular(line.len() == data.times.len());
                line.iter().for_each(|&chance| self.chance(chance));
            }
        }
    }

    fn dotplot(&mut self, data: &Dotplot) {
        self.names([&data.metric, &data.unit, &data.horizon]);
        self.measured(data.measured);
        if let Some(threshold) = &data.threshold {
            self.number(threshold.at);
            self.names([&threshold.below, &threshold.above]);
        }
        self.items(data.rows.len());
        for row in &data.rows {
            self.name(&row.name);
            self.items(row.dots.len());
            row.dots
                .iter()
                .chain(&row.range)
                .chain([&row.median_error])
                .flatten()
                .chain(row.median_interval.iter().flatten())
                .for_each(|&x| self.number(x));
            self.chance(row.reached);
            row.above.iter().for_each(|share| self.share(share));
        }
    }

    fn exceedance(&mut self, data: &Exceedance) {
        self.names([&data.metric, &data.unit, &data.horizon]);
        self.measured(data.measured);
        self.items(data.curves.len());
        for curve in &data.curves {
            self.name(&curve.name);
            self.points(curve.points.len());
            for &(value, chance) in &curve.points {
                self.number(value);
                self.chance(chance);
            }
        }
    }

    fn plane(&mut self, data: &Plane) {
        self.names(&data.sides);
        self.name(&data.horizon);
        self.names(&data.bands);
        self.numbers([data.tolerance, data.even, data.heavy]);
        self.items(data.bands.len());
        self.items(data.panels.len());
        self.whole(data.bands.len() * data.panels.len() <= MOST_CELLS, "has too many cells");
        for panel in &data.panels {
            self.name(&panel.name);
            self.share(&panel.no_loser);
            self.rectangular(panel.bands.len() == data.bands.len());
            panel.bands.iter().for_each(|share| self.share(share));
            self.points(panel.dots.len());
            panel.dots.iter().flatten().for_each(|&x| self.number(x));
        }
    }

    fn fan(&mut self, data: &Fan) {
        self.names([&data.factor, &data.option, &data.meaning]);
        self.points(data.points.len());
        self.years(data.points.iter().map(|point| point.0));
        data.points.iter().flat_map(|point| point.1).for_each(|x| self.number(x));
    }

    fn flow(&mut self, data: &Flow) {
        self.names([&data.scenario, &data.asked, &data.horizon]);
        self.names(&data.options);
        self.names(data.ends.iter().map(|end| &end.name));
        self.items(data.options.len());
        self.items(data.ends.len());
        self.whole(data.options.len() * data.ends.len() <= MOST_CELLS, "has too many cells");
        self.rectangular(data.shares.len() == data.options.len());
        for row in &data.shares {
            self.rectangular(row.len() == data.ends.len());
            row.iter().for_each(|&share| self.chance(share));
        }
    }

    fn tornado(&mut self, data: &Tornado) {
        self.names([&data.outcome, &data.scenario, &data.range]);
        self.chance(data.base);
        self.items(data.bars.len());
        for bar in &data.bars {
            self.names([&bar.name, &bar.low_input, &bar.high_input]);
            self.chances([bar.low, bar.high, bar.standard_error]);
        }
    }

    fn differences(&mut self, data: &Differences) {
        self.names([&data.outcome, &data.before, &data.after]);
        self.items(data.rows.len());
        for row in &data.rows {
            self.name(&row.name);
            self.chances([row.before, row.after, row.difference.abs(), row.standard_error]);
            row.range.into_iter().for_each(|ends| self.chances(ends.map(f64::abs)));
            self.names(row.counted.iter().flatten());
        }
    }

    fn shares(&mut self, data: &Shares) {
        self.names([&data.outcome, &data.horizon]);
        self.names(&data.unit);
        self.names(&data.sides);
        self.items(data.edits.len());
        self.numbers([data.before, data.after]);
        for edit in &data.edits {
            self.name(&edit.name);
            self.numbers([edit.share, edit.standard_error]);
        }
    }

    fn influence(&mut self, data: &Influence) {
        let (nodes, edges) = (&data.diagram.nodes, &data.diagram.edges);
        self.name(&data.scenario);
        self.items(nodes.len());
        self.whole(edges.len() * edges.len() <= MOST_WORK, "has too many edges");
        self.names(nodes.iter().flat_map(|node| [&node.id, &node.name]));
        for edge in edges {
            let ends = [&edge.from, &edge.to].map(|id| nodes.iter().any(|node| node.id == *id));
            self.whole(ends == [true; 2], "has an edge to nowhere");
        }
    }

    fn timeline(&mut self, data: &Timeline) {
        self.name(&data.scenario);
        self.names(&data.typical_of);
        self.names(data.furthest.iter().map(|(stage, _)| stage));
        self.year(data.start);
        self.whole(data.months <= MOST_MONTHS, "is longer than 10,000 years");
        [data.lanes.len(), data.shocks.len(), data.levels.len()]
            .into_iter()
            .for_each(|count| self.items(count));
        let (lanes, moves) = (data.lanes.len(), data.moves.len());
        self.whole(
            lanes.max(1).saturating_mul(moves.saturating_mul(moves)) <= MOST_WORK,
            "has too many moves",
        );
        self.whole(data.lost.len() <= MOST_CELLS, "has too many ballots");
        let month = |look: &mut Look, month: u32| {
            look.whole(month <= MOST_MONTHS, "has a month that no calendar has")
        };
        for lane in &data.lanes {
            self.name(&lane.name);
            self.names(lane.states.iter().map(|state| &state.name));
            self.whole(lane.stays.len() <= MOST_CELLS, "has too many stays");
            for &(state, from, to) in &lane.stays {
                self.whole(state < lane.states.len(), "stays in a state that it does not have");
                month(self, from);
                month(self, to);
            }
        }
        let lane_of = data.moves.iter().map(|step| step.lane).chain(data.lost.iter().map(|lost| lost.lane));
        for lane in lane_of {
            self.whole(lane < lanes, "moves a process that it does not have");
        }
        for step in &data.moves {
            month(self, step.month);
            self.names([&step.from, &step.to, &step.by, &step.how, &step.why]);
        }
        for lost in &data.lost {
            month(self, lost.month);
            self.name(&lost.what);
        }
        for shock in &data.shocks {
            self.name(&shock.name);
            self.whole(shock.months.len() <= MOST_CELLS, "has too many strikes");
            shock.months.iter().for_each(|&at| month(self, at));
        }
        for line in &data.levels {
            self.name(&line.name);
            self.whole(line.levels.len() <= MOST_POINTS, "has more than 100,000 levels in a row");
            line.levels.iter().for_each(|&x| self.number(x));
        }
    }
}
