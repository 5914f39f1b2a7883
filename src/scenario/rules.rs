//! Every diagnostic code.

/// One thing that can be wrong with a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its code.
    pub code: &'static str,
    /// What it is about.
    pub title: &'static str,
}

/// Every diagnostic code, in order: S0 files, S1 shape, S2 quantities, S3 dates, S4 references, S5 meaning, S6 dependence, S7 strength of
/// evidence.
pub fn rules() -> &'static [Rule] {
    &RULES
}

const fn rule(code: &'static str, title: &'static str) -> Rule {
    Rule { code, title }
}

const RULES: [Rule; 85] = [
    rule("S001", "the file cannot be read"),
    rule("S002", "the file is not UTF-8 text"),
    rule("S003", "the file is larger than 4 MB"),
    rule("S004", "this is not TOML"),
    rule("S005", "a key is given twice"),
    rule("S006", "files extend each other in a circle"),
    rule("S007", "an extended file cannot be read"),
    rule("S008", "a --set cannot be read"),
    rule("S009", "the file is empty"),
    rule("S010", "nested too deeply, or too many files"),
    rule("S011", "written for another engine"),
    rule("S101", "unknown key"),
    rule("S102", "wrong type"),
    rule("S103", "missing key"),
    rule("S104", "not an id"),
    rule("S105", "declared twice"),
    rule("S106", "empty list, or the wrong number of names"),
    rule("S107", "removes what is not there"),
    rule("S108", "not a finite number"),
    rule("S109", "out of range"),
    rule("S110", "listed twice"),
    rule("S111", "not one of the words allowed"),
    rule("S201", "no family in a quantity"),
    rule("S202", "two families in a quantity"),
    rule("S203", "wrong number of parameters"),
    rule("S204", "the mode lies outside its range"),
    rule("S205", "the ends of a range are the wrong way round"),
    rule("S206", "a spread or shape that must be positive"),
    rule("S207", "quantiles that do not rise"),
    rule("S208", "quantiles that no curve fits"),
    rule("S209", "the distribution leaves what is possible"),
    rule("S210", "outside the range of its family"),
    rule("S211", "bare quantities (warning)"),
    rule("S301", "not a date"),
    rule("S302", "a date outside the simulation"),
    rule("S303", "the horizon does not fit `as_of`"),
    rule("S304", "evidence for a value that was not known in time"),
    rule("S305", "a window that ends before it starts"),
    rule("S306", "a window outside the simulation (warning)"),
    rule("S401", "no such factor"),
    rule("S402", "no such process"),
    rule("S403", "no such state"),
    rule("S404", "no such term"),
    rule("S405", "no such level"),
    rule("S406", "no such option"),
    rule("S407", "no such audience"),
    rule("S408", "no such evidence"),
    rule("S409", "no such window"),
    rule("S410", "no such trait"),
    rule("S411", "no such metric"),
    rule("S412", "no such attribute"),
    rule("S413", "states of two processes"),
    rule("S414", "a reference that does not say whose"),
    rule("S501", "an option that says nothing on a term"),
    rule("S502", "a term without a proper scale"),
    rule("S503", "a level where an amount belongs, or the reverse"),
    rule("S504", "an option that cannot be"),
    rule("S505", "points that do not fit the term"),
    rule("S506", "a party without an audience"),
    rule("S507", "no trigger, or more than one"),
    rule("S508", "a driver that reads nothing"),
    rule("S509", "a driver without its one weight"),
    rule("S510", "a factor that both returns and walks"),
    rule("S511", "bounds of a factor"),
    rule("S512", "a metric without its one kind"),
    rule("S513", "not a formula"),
    rule("S514", "a shock that does nothing (warning)"),
    rule("S515", "formulas in a circle"),
    rule("S516", "segments that do not divide the states"),
    rule("S517", "too many stages"),
    rule("S518", "a state that cannot be reached"),
    rule("S519", "an absorbing state that can be left"),
    rule("S520", "a state that cannot be left (warning)"),
    rule("S521", "two agendas"),
    rule("S522", "an agenda state that is no option"),
    rule("S523", "an agenda that starts elsewhere"),
    rule("S524", "more states or options than there may be"),
    rule("S541", "no such figure"),
    rule("S601", "a correlation with no such quantity"),
    rule("S602", "a quantity that cannot be correlated"),
    rule("S603", "a pair correlated twice"),
    rule("S604", "correlations that cannot hold together"),
    rule("S605", "more correlated quantities than there may be"),
    rule("S701", "not a score of a pedigree"),
    rule("S702", "a pedigree without grounds"),
];
