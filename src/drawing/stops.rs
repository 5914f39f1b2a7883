//! Where histories stop: a number a cell, the darker the more.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::Room;
use super::matrix::{Matrix, MatrixCell, MatrixRow};
use super::style;
use crate::figures::Stops;
use crate::words::percent;

impl Draw for Stops {
    fn height(&self, room: Room) -> Height {
        self.matrix().height(room)
    }

    fn render(&self, canvas: &mut Canvas) {
        self.matrix().render(canvas);
    }
}

impl Stops {
    fn matrix(&self) -> Matrix {
        let (names, shares) = self.columns();
        let cell = |name: &str, way: &str, share: f64| MatrixCell {
            text: match share {
                0.0 => "0".to_string(),
                share => percent(share).trim_end_matches('%').to_string(),
            },
            later: None,
            shade: share,
            is_framed: false,
            words: format!("{name}: {way}, {}", percent(share)),
        };
        let rows = self.rows.iter().zip(&shares).map(|(row, shares)| MatrixRow {
            name: row.name.clone(),
            cells: names.iter().zip(shares).map(|(way, &share)| cell(&row.name, way, share)).collect(),
        });
        Matrix {
            rows: rows.collect(),
            heads: names.iter().map(|name| (name.clone(), false)).collect(),
            dark: [style::ACCENT; 2],
        }
    }
}
