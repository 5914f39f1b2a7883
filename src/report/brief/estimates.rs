//! Estimates as a briefing sets them.

use serde::Serialize;

/// The estimates of one scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The scenario's name.
    pub name: String,
    /// Worlds, paths, seed, horizon.
    pub size: String,
    /// End states, stages, metrics.
    pub blocks: Vec<Block>,
}

/// Rows of estimates.
#[derive(Debug, Clone, Serialize)]
pub struct Block {
    /// What the rows are.
    pub title: String,
    /// The columns after the name.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// An estimate by its name.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What is estimated.
    pub name: String,
    /// One cell a column.
    pub cells: Vec<String>,
    /// What stands below.
    pub below: String,
}
