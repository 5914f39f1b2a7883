//! What every kind of figure knows of itself.

use super::inspection::Inspection;
use super::table::Table;

/// What a figure says: its words, by rule from its numbers; its numbers as tables; whether it can be drawn.
pub(crate) trait Kind {
    /// The finding, in at most two lines of a slide.
    fn title(&self) -> String;
    /// What is measured.
    fn subtitle(&self) -> String;
    /// How to read it, and how exact it is.
    fn notes(&self) -> String;
    /// The numbers in sentences.
    fn description(&self) -> String;
    /// The numbers that a page has room for.
    fn table(&self) -> Table;
    /// Every number: what a page has room for, then the rest.
    fn tables(&self) -> Vec<Table> {
        vec![self.table()]
    }
    /// Whether the data, which a stranger may have written, keep the bounds that every run keeps.
    fn inspect(&self, look: &mut Inspection);
    /// Names of the options that it shows.
    fn options(&self) -> Vec<&str> {
        Vec::new()
    }
}
