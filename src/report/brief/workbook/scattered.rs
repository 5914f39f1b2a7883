//! What a workbook draws of figures that are dots, bundles of lines, or bars of parts elsewhere.

use super::form::{Charted, Form, Stroke, cycle, named, share, tone};
use crate::figures::{
    Boxes, Bundle, Cell, Dotplot, Flow, Frontier, FrontierPoint, Strength, StrengthPoint, Sweep, Table,
};
use crate::palette::{ACCENT, BELOW, Colour, INK, PAPER, PARTIAL, SERIES, STAGES};

/// Series one under another, each a name, places and heights: name, across, upwards, and where there is one the name of the dot.
struct Scatter {
    table: Table,
    colours: Vec<Colour>,
    strokes: Vec<Stroke>,
}

impl Scatter {
    fn new(title: &str, head: &[&str]) -> Scatter {
        let head = head.iter().map(|word| word.to_string()).collect();
        let table = Table { title: format!("{title}, as charted"), head, rows: Vec::new() };
        Scatter { table, colours: Vec::new(), strokes: Vec::new() }
    }

    /// Adds a series; nothing of one without points.
    fn add(
        &mut self,
        name: &str,
        (colour, stroke): (Colour, Stroke),
        is_share: bool,
        points: impl Iterator<Item = (f64, f64, Option<String>)>,
    ) {
        let before = self.table.rows.len();
        self.table.rows.extend(points.map(|(x, y, label)| {
            let number = |value| Cell { shown: String::new(), value: Some(value), is_share: false };
            let height = if is_share { share(y) } else { number(y) };
            [Cell::text(name), number(x), height].into_iter().chain(label.map(Cell::text)).collect()
        }));
        if self.table.rows.len() > before {
            self.colours.push(colour);
            self.strokes.push(stroke);
        }
    }

    fn done(self) -> Charted {
        let Scatter { table, colours, strokes } = self;
        Charted { form: Form::Curves, table, colours, strokes }
    }
}

/// Shares of all histories: a bar an option on the table at the end, of the ends that it comes to.
pub(super) fn flow(data: &Flow) -> Charted {
    let ends = data.ends.iter().map(|end| end.name.clone());
    Charted {
        form: Form::Stacked,
        table: Table {
            title: format!("Share of all histories by what is on the table in {}, as charted", data.horizon),
            head: std::iter::once("On the table at the end".into()).chain(ends).collect(),
            rows: data
                .options
                .iter()
                .map(|option| named(&option.name, option.ends.iter().map(|share| share.mean)))
                .collect(),
        },
        colours: data.ends.iter().map(|end| tone(end.tone)).collect(),
        strokes: Vec::new(),
    }
}

/// The mean of each option, and below it in thin lines the worlds by rank.
pub(super) fn bundle(data: &Bundle) -> Charted {
    let mut head = vec!["By".to_string()];
    let mut columns: Vec<&[f64]> = Vec::new();
    let (mut colours, mut strokes) = (Vec::new(), Vec::new());
    let lone = data.panels.len() == 1;
    for (panel, series) in data.panels.iter().zip(cycle(data.panels.len())) {
        let colour = if lone { ACCENT } else { series };
        for (rank, world) in panel.worlds.iter().enumerate() {
            head.push(format!("{}, rank {}", panel.name, rank + 1));
            columns.push(world);
            colours.push(if lone { STAGES[0].0 } else { colour.towards(PAPER, 0.6) });
            strokes.push(Stroke::Fine);
        }
        head.push(format!("{}, all worlds", panel.name));
        columns.push(&panel.mean);
        colours.push(colour);
        strokes.push(Stroke::Line);
    }
    let row = |(at, &time): (usize, &f64)| {
        let chances = columns.iter().map(|column| column.get(at).map_or(Cell::text("–"), |x| share(*x)));
        std::iter::once(Cell::moment(time)).chain(chances).collect()
    };
    Charted {
        form: Form::Lines,
        table: Table {
            title: format!("Chance of “{}” over worlds, as charted", data.stage),
            head,
            rows: data.times.iter().enumerate().map(row).collect(),
        },
        colours,
        strokes,
    }
}

/// Fifty dots an option, piled up where they are near each other.
pub(super) fn dotplot(data: &Dotplot) -> Charted {
    const PILES: f64 = 60.0;
    const HIGHEST: f64 = 0.8;
    let known = || data.rows.iter().flat_map(|row| row.dots.iter().flatten().copied());
    let (lo, hi) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let step = ((hi - lo) / PILES).max(f64::MIN_POSITIVE);
    let piles = |dots: &[Option<f64>]| {
        let mut piles: Vec<(f64, usize)> = Vec::new();
        for x in dots.iter().flatten() {
            let pile = ((x - lo) / step).floor();
            let on = piles.iter().filter(|(other, _)| *other == pile).count();
            piles.push((pile, on));
        }
        piles
    };
    let most = data.rows.iter().flat_map(|row| piles(&row.dots)).map(|(_, on)| on + 1).max().unwrap_or(1);
    let mut scatter = Scatter::new(&data.metric, &["Option", data.metric.as_str(), "Row"]);
    let colours = if data.rows.len() == 1 { vec![ACCENT] } else { cycle(data.rows.len()) };
    for (n, (row, colour)) in data.rows.iter().zip(colours).enumerate() {
        // The first option stands on top, the dots of each on a line of its own.
        let line = (data.rows.len() - n) as f64;
        let high = |on: usize| line + HIGHEST * on as f64 / most as f64;
        let dots = row.dots.iter().flatten().zip(piles(&row.dots));
        scatter.add(&row.name, (colour, Stroke::Dots), false, dots.map(|(&x, (_, on))| (x, high(on), None)));
    }
    scatter.done()
}

/// Lines over numbers, with the ends of their intervals as thin ones; bars over names.
pub(super) fn sweep(data: &Sweep) -> Charted {
    let is_share = data.asked.unit.is_none();
    let title = format!("{} over {}", data.asked.outcome, data.over.named());
    let colours = if data.lines.len() == 1 { vec![ACCENT] } else { cycle(data.lines.len()) };
    if !data.over.is_number() {
        let value = |x: f64| Cell { shown: String::new(), value: Some(x), is_share };
        let row = |(at, setting): (usize, &crate::figures::Setting)| {
            let of = |line: &crate::figures::SweepLine| {
                line.points.get(at).copied().flatten().map_or(Cell::text("–"), |point| value(point.value))
            };
            std::iter::once(Cell::text(&setting.name)).chain(data.lines.iter().map(of)).collect()
        };
        let names = data.lines.iter().map(|line| line.name.clone());
        return Charted {
            form: Form::Bars,
            table: Table {
                title: format!("{title}, as charted"),
                head: std::iter::once(data.over.named()).chain(names).collect(),
                rows: data.over.settings.iter().enumerate().map(row).collect(),
            },
            colours,
            strokes: Vec::new(),
        };
    }
    let mut scatter =
        Scatter::new(&title, &["Line", data.over.named().as_str(), data.asked.outcome.as_str()]);
    let places = data.over.places();
    for (line, colour) in data.lines.iter().zip(colours) {
        let points = || {
            let known = line.points.iter().zip(&places);
            known.filter_map(|(point, &x)| Some((x, (*point)?)))
        };
        let pale = colour.towards(PAPER, 0.5);
        let main = points().map(|(x, point)| (x, point.value, None));
        scatter.add(&line.name, (colour, Stroke::Line), is_share, main);
        let (lo, hi) = (format!("{}, 95% from", line.name), format!("{}, 95% to", line.name));
        scatter.add(&lo, (pale, Stroke::Fine), is_share, points().map(|(x, point)| (x, point.lo, None)));
        scatter.add(&hi, (pale, Stroke::Fine), is_share, points().map(|(x, point)| (x, point.hi, None)));
    }
    scatter.done()
}

/// A dot an assumption; what is work to be done bears its name.
pub(super) fn strength(data: &Strength) -> Charted {
    let head = ["Which", "Strength of the ground", "Influence", "Assumption"];
    let mut scatter = Scatter::new(&data.influence_is, &head);
    let kinds = [(true, "Matters much and is weakly grounded", BELOW), (false, "Others", ACCENT)];
    for (is_work, name, colour) in kinds {
        let point = |point: &StrengthPoint| (point.strength, point.influence, Some(point.name.clone()));
        let points = data.points.iter().filter(|point| point.is_work == is_work).map(point);
        scatter.add(name, (colour, Stroke::Dots), true, points);
    }
    scatter.done()
}

/// The frontier as lines, options and solutions as dots with their names.
pub(super) fn frontier(data: &Frontier) -> Charted {
    let [across, upwards] = &data.parties;
    let head = ["What", across.as_str(), upwards.as_str(), "Name"];
    let mut scatter = Scatter::new("Points above what each would just accept", &head);
    let line = |points: &[[f64; 2]]| points.iter().map(|&[x, y]| (x, y, None)).collect::<Vec<_>>();
    let dots = |points: &[FrontierPoint]| {
        let dot = |point: &FrontierPoint| (point.at[0], point.at[1], Some(point.name.clone()));
        points.iter().map(dot).collect::<Vec<_>>()
    };
    scatter.add("Frontier", (PARTIAL, Stroke::Line), false, line(&data.line).into_iter());
    scatter.add("Frontier of the zone", (ACCENT, Stroke::Line), false, line(&data.agreeable).into_iter());
    scatter.add("Options", (INK, Stroke::Dots), false, dots(&data.options).into_iter());
    scatter.add("Solutions", (SERIES[1].0, Stroke::Dots), false, dots(&data.solutions).into_iter());
    scatter.done()
}

/// What there is of the outcome in each box, and elsewhere.
pub(super) fn boxes(data: &Boxes) -> Charted {
    let number = |x: f64| Cell { shown: String::new(), value: Some(x), is_share: data.is_share };
    let row = |(n, one): (usize, &crate::figures::BoxRow)| {
        let limits = one.limits.iter().map(|limit| format!("{}: {}", limit.name, limit.range));
        let name = format!("Box {}. {}", n + 1, limits.collect::<Vec<_>>().join("; "));
        vec![Cell::text(name), number(one.density), number(one.elsewhere)]
    };
    Charted {
        form: Form::Bars,
        table: Table {
            title: format!("{}, as charted", data.outcome),
            head: ["Box", "In it", "Elsewhere"].map(String::from).to_vec(),
            rows: data.boxes.iter().enumerate().map(row).collect(),
        },
        colours: vec![ACCENT, PARTIAL],
        strokes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{
        AskedOutcome, Axis, BundlePanel, Chance, DotplotRow, Measured, Setting, SweepLine, SweepPoint,
    };

    fn number(row: &[Cell], column: usize) -> f64 {
        row[column].value.unwrap()
    }

    #[test]
    fn every_dot_of_a_dotplot_has_a_place_of_its_own_and_the_first_option_stands_on_top() {
        let row = |name: &str, late: usize| DotplotRow {
            name: name.into(),
            dots: (0..50).map(|i| (i + late < 50).then_some(f64::from((i / 10) as u32))).collect(),
            reached: 1.0,
            trials: 0,
            range: [None; 3],
            median_error: None,
            median_interval: None,
            above: None,
            behind: None,
        };
        let data = Dotplot {
            metric: "M".into(),
            unit: String::new(),
            measured: Measured::Standing,
            horizon: "December 2030".into(),
            threshold: None,
            rows: vec![row("A", 0), row("B", 20)],
        };
        let Charted { table, colours, strokes, .. } = dotplot(&data);
        assert_eq!((table.rows.len(), colours.len()), (80, 2), "what is not reached has no dot");
        assert_eq!(strokes, [Stroke::Dots; 2]);
        let mut places: Vec<(u64, u64)> =
            table.rows.iter().map(|row| (number(row, 1).to_bits(), number(row, 2).to_bits())).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 80);
        let heights = |name: &str| -> Vec<f64> {
            table.rows.iter().filter(|row| row[0].shown == name).map(|row| number(row, 2)).collect()
        };
        let least_of_the_first = heights("A").into_iter().fold(f64::INFINITY, f64::min);
        assert!(heights("B").into_iter().all(|height| height < least_of_the_first));
    }

    #[test]
    fn a_sweep_over_numbers_is_lines_and_over_names_bars() {
        let setting = |at: Option<f64>| Setting { name: "s".into(), at };
        let point = |value: f64| Some(SweepPoint { value, lo: value - 0.1, hi: value + 0.1 });
        let line = SweepLine {
            name: "L".into(),
            as_it_is: None,
            points: vec![point(0.2), None, point(0.4)],
            swing_error: 0.0,
        };
        let of = |numbers: bool| Sweep {
            asked: AskedOutcome {
                outcome: "In force".into(),
                unit: None,
                is_difference: false,
                horizon: "December 2030".into(),
                at_some_time: false,
            },
            over: Axis {
                name: "K".into(),
                unit: String::new(),
                settings: (0..3).map(|i| setting(numbers.then_some(f64::from(i)))).collect(),
            },
            lines: vec![line.clone()],
            target: None,
            roots: Vec::new(),
        };
        let lines = sweep(&of(true));
        assert_eq!(lines.form, Form::Curves);
        assert_eq!(lines.strokes, [Stroke::Line, Stroke::Fine, Stroke::Fine]);
        assert_eq!(lines.series().len(), 3);
        // What was refused has no point.
        assert_eq!(lines.table.rows.len(), 6);
        assert_eq!([number(&lines.table.rows[1], 1), number(&lines.table.rows[1], 2)], [2.0, 0.4]);
        let bars = sweep(&of(false));
        assert_eq!((bars.form, bars.table.rows.len()), (Form::Bars, 3));
        assert_eq!(bars.table.rows[1][1].value, None);
    }

    #[test]
    fn a_bundle_has_its_mean_over_thin_lines() {
        let data = Bundle {
            stage: "Signed".into(),
            paths: 25,
            times: vec![2020.0, 2021.0],
            panels: vec![BundlePanel {
                name: "A".into(),
                worlds: vec![vec![0.0, 0.1], vec![0.0, 0.5]],
                mean: vec![0.0, 0.3],
                end: Chance::default(),
            }],
        };
        let Charted { table, colours, strokes, .. } = bundle(&data);
        assert_eq!(strokes, [Stroke::Fine, Stroke::Fine, Stroke::Line]);
        assert_eq!(colours[2], ACCENT);
        let last: Vec<f64> = (1..4).map(|column| number(&table.rows[1], column)).collect();
        assert_eq!(last, [0.1, 0.5, 0.3]);
    }
}
