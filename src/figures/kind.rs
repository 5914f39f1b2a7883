//! What every kind of figure knows of itself.

/// The words of a figure, by rule from its numbers.
pub(crate) trait Kind {
    /// The finding, in at most two lines of a slide.
    fn title(&self) -> String;
    /// What is measured.
    fn subtitle(&self) -> String;
    /// How to read it, and how exact it is.
    fn notes(&self) -> String;
    /// The numbers in sentences.
    fn description(&self) -> String;
    /// Names of the options that it shows.
    fn options(&self) -> Vec<&str> {
        Vec::new()
    }
}
