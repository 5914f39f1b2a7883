//! What an estimate, or a difference of two, is of.

use serde::{Deserialize, Serialize};

/// What is estimated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimand {
    /// Its id: `end.settlement.signed`, `reached.settlement.signed`, `metric.area.p50` …
    pub outcome: String,
    /// What the reader sees.
    pub name: String,
    /// Probability, mean or quantile.
    pub kind: Kind,
    /// The unit of a mean or quantile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// The month at whose end it holds.
    pub by: String,
}

/// What an estimate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A chance.
    Probability,
    /// A mean over trials.
    Mean,
    /// A quantile over trials.
    Quantile,
}
