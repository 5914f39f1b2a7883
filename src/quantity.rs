//! Uncertain quantities (placeholder while the room is built).

/// A distribution over worlds.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// Certain.
    Constant(f64),
}
