//! What a workbook's own chart of a figure shows, for the figures that a workbook can draw.

use super::form::{Charted, Form, cycle, named, share, tone};
use super::scattered;
use crate::figures::{Cell, Content, Exceedance, Figure, Ladder, Plane, StageChances, Table};
use crate::palette::{ACCENT, BELOW, Colour, DARK_BELOW, GRID, MUTED, PAPER, PARTIAL, STAGES};

/// What a workbook draws of a figure; nothing of the kinds that it has no chart for, which it shows as pictures.
pub(super) fn charted(figure: &Figure) -> Option<Charted> {
    let of = |form, columns: &[usize], colours: &[Colour]| Charted {
        form,
        table: columns_of(&figure.table(), columns),
        colours: colours.to_vec(),
        strokes: Vec::new(),
    };
    let charted = match &figure.content {
        Content::Ladder(data) => ladder(data),
        Content::EndStates(data) => {
            let head =
                std::iter::once("Option".to_string()).chain(data.segments.iter().map(|s| s.name.clone()));
            let rows =
                data.rows.iter().map(|row| named(&row.name, row.shares.iter().map(|share| share.mean)));
            Charted {
                form: Form::Parts,
                table: Table {
                    title: "Shares, as charted".into(),
                    head: head.collect(),
                    rows: rows.collect(),
                },
                colours: data.segments.iter().map(|segment| tone(segment.tone)).collect(),
                strokes: Vec::new(),
            }
        }
        Content::StageChances(data) => stages(data)?,
        Content::Plane(data) => plane(data),
        Content::Exceedance(data) => curves(figure, data),
        Content::Blockers(data) => {
            let columns: Vec<usize> = (2..2 + data.audiences.len()).collect();
            of(Form::Bars, &columns, &cycle(columns.len()))
        }
        Content::Stops(_) => {
            let columns: Vec<usize> = (1..figure.table().head.len()).collect();
            of(Form::Parts, &columns, &cycle(columns.len()))
        }
        Content::Robustness(_) | Content::Drivers(_) | Content::Information(_) | Content::Shares(_) => {
            of(Form::Bars, &[1], &[ACCENT])
        }
        Content::Differences(_) => of(Form::Bars, &[1, 2], &[PARTIAL, ACCENT]),
        Content::Tornado(_) => of(Form::Bars, &[3, 4], &[PARTIAL, ACCENT]),
        Content::Fan(_) => {
            let full = figure.tables().into_iter().next()?;
            let columns: Vec<usize> = (1..full.head.len()).collect();
            let table = columns_of(&full, &columns);
            let middle = columns.len() / 2;
            let shade = |at: usize| {
                if at == middle {
                    ACCENT
                } else {
                    [PARTIAL, STAGES[1].0][usize::from(at.abs_diff(middle) == 1)]
                }
            };
            let colours = (0..columns.len()).map(shade).collect();
            Charted { form: Form::Lines, colours, table, strokes: Vec::new() }
        }
        Content::Flow(data) => scattered::flow(data),
        Content::Bundle(data) => scattered::bundle(data),
        Content::Dotplot(data) => scattered::dotplot(data),
        Content::Sweep(data) => scattered::sweep(data),
        Content::Strength(data) => scattered::strength(data),
        Content::Frontier(data) => scattered::frontier(data),
        Content::Boxes(data) => scattered::boxes(data),
        // A table of coloured cells, or nothing that a workbook draws: docs/gallery.md says why.
        Content::HeatMap(_) | Content::Timeline(_) | Content::Influence(_) | Content::Trades(_) => {
            return None;
        }
    };
    // A chart of nothing, or of words, is none.
    let is_number = |row: &Vec<Cell>| row.iter().skip(1).any(|cell| cell.value.is_some());
    charted.table.rows.iter().any(is_number).then_some(charted)
}

/// The names and these columns of a table.
fn columns_of(table: &Table, columns: &[usize]) -> Table {
    let pick = |row: &Vec<Cell>| {
        let cell = |&column: &usize| row.get(column).cloned().unwrap_or_else(|| Cell::text(""));
        std::iter::once(0).chain(columns.iter().copied()).map(|column| cell(&column)).collect()
    };
    let head = std::iter::once(&0).chain(columns).filter_map(|&column| table.head.get(column).cloned());
    Table {
        title: format!("{}, as charted", table.title),
        head: head.collect(),
        rows: table.rows.iter().map(pick).collect(),
    }
}

fn ladder(data: &Ladder) -> Charted {
    let steps = data.steps.iter().map(|step| step.name.clone());
    let rows = data.rows.iter().map(|row| named(&row.name, row.chances.iter().map(|share| share.mean)));
    let shade = |at: usize| match data.answer.checked_sub(at) {
        Some(before) => STAGES[2 - before.min(2)].0,
        None => [GRID, BELOW][at % 2],
    };
    Charted {
        form: Form::Bars,
        table: Table {
            title: format!("Chance of getting so far by {}, as charted", data.horizon),
            head: std::iter::once("Option".into()).chain(steps).collect(),
            rows: rows.collect(),
        },
        colours: (0..data.steps.len()).map(shade).collect(),
        strokes: Vec::new(),
    }
}

/// The chance of the last stage by option and month.
fn stages(data: &StageChances) -> Option<Charted> {
    let stage = data.stages.len().checked_sub(1)?;
    let first = data.panels.first()?.curves.get(stage)?;
    let row = |at: usize| {
        let of_panel = |panel: &crate::figures::StagePanel| {
            let point = panel.curves.get(stage).and_then(|curve| curve.get(at));
            point.map_or_else(|| Cell::text("–"), |point| share(point.mean))
        };
        std::iter::once(Cell::moment(first[at].at)).chain(data.panels.iter().map(of_panel)).collect()
    };
    Some(Charted {
        form: Form::Lines,
        table: Table {
            title: format!("Chance of having reached “{}”, as charted", data.stages[stage]),
            head: std::iter::once("By".into())
                .chain(data.panels.iter().map(|panel| panel.name.clone()))
                .collect(),
            rows: (0..first.len()).map(row).collect(),
        },
        colours: if data.panels.len() == 1 { vec![ACCENT] } else { cycle(data.panels.len()) },
        strokes: Vec::new(),
    })
}

fn plane(data: &Plane) -> Charted {
    let rows = data.panels.iter().map(|panel| named(&panel.name, panel.bands.iter().map(|share| share.mean)));
    Charted {
        form: Form::Parts,
        table: Table {
            title: format!("Who loses in {}, as charted", data.horizon),
            head: std::iter::once("Option".into()).chain(data.bands.iter().cloned()).collect(),
            rows: rows.collect(),
        },
        colours: [
            ACCENT,
            PARTIAL,
            BELOW.towards(PAPER, 0.4),
            BELOW,
            BELOW.towards(DARK_BELOW, 0.6),
            DARK_BELOW,
            MUTED,
            GRID,
        ]
        .into_iter()
        .cycle()
        .take(data.bands.len())
        .collect(),
        strokes: Vec::new(),
    }
}

fn curves(figure: &Figure, data: &Exceedance) -> Charted {
    let rows = data.curves.iter().flat_map(|curve| {
        let point = |&(value, chance): &(f64, f64)| {
            vec![
                Cell::text(&curve.name),
                Cell { shown: String::new(), value: Some(value), is_share: false },
                share(chance),
            ]
        };
        curve.points.iter().map(point)
    });
    Charted {
        form: Form::Curves,
        table: Table { title: "As charted".into(), head: figure.table().head, rows: rows.collect() },
        colours: if data.curves.len() == 1 { vec![ACCENT] } else { cycle(data.curves.len()) },
        strokes: Vec::new(),
    }
}
