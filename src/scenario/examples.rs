//! How a key is written, for the help under a missing or mistyped one.

/// An example of a key's value.
pub(super) fn of(key: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(k, _)| *k == key).map(|(_, example)| *example)
}

const EXAMPLES: [(&str, &str); 41] = [
    ("name", "what the reader sees: name = \"Border river\""),
    ("as_of", "the last day whose news may give a value: as_of = 2017-01-31"),
    ("horizon", "the last simulated month: horizon = \"2026-12\""),
    ("seed", "a whole number from 0: seed = 7"),
    ("worlds", "a whole number from 1: worlds = 2000"),
    ("paths", "a whole number from 1: paths = 50"),
    ("option", "the id of the option sheet on the table at the start: option = \"joint\""),
    ("process", "at least one process says how things may end: [process.settlement]"),
    ("term", "at least one term says what is on the table: [term.north_bank]"),
    ("option_sheet", "at least one option says what is offered: [option_sheet.joint]"),
    ("party", "at least one party has a say: [party.upland]"),
    ("audience", "those whose consent counts: [party.upland.audience.cabinet]"),
    ("claim", "what it says, in one line: claim = \"The river moved in 1931\""),
    ("source", "where it stands: source = \"Survey report, p. 4\""),
    ("event", "when it happened: event = 2016-05-06, or \"2016-05\", or \"2016\""),
    ("published", "when it was published: published = 2016-05-06, or \"2016-05\", or \"2016\""),
    ("kind", "kind = \"fact\", \"position\", \"judgement\" or \"comment\""),
    ("levels", "levels = [\"status_quo\", \"shared\", \"ours\"]; the first is the status quo"),
    ("unit", "the unit of a numeric term: unit = \"USD bn\""),
    ("terms", "a level or an amount for every term: terms = { north_bank = \"shared\" }"),
    ("reservation", "the least it would accept, in points: reservation = { pert = [20, 40, 60] }"),
    ("width", "the logistic width, in points: width = 10"),
    ("points", "points for every level but the status quo: points.north_bank = { shared = 30, ours = 100 }"),
    ("start", "where it stands at `as_of`: start = 0 for a factor, start = \"talks\" for a process"),
    ("state", "its states by id: [process.settlement.state.talks]"),
    ("from", "from = \"talks\", or a list"),
    ("to", "to = \"signed\""),
    ("chance", "a number from 0 to 1: chance = 0.3"),
    ("states", "states = [\"signed\", \"implemented\"]"),
    ("settled_in", "the states in which the settlement counts: settled_in = [\"settlement.implemented\"]"),
    ("requires", "requires = [\"upland.cabinet\"]"),
    ("extends", "extends = \"environment.toml\", or a list"),
    ("if", "the levels that ask for others: if = { north_bank = [\"shared\", \"ours\"] }"),
    ("then", "the levels that are needed then: then = { dam = \"open\" }"),
    ("why", "why this cannot be: why = \"…\""),
    ("tone", "tone = \"better\", \"partial\", \"neutral\" or \"worse\""),
    ("per_unit", "points per unit: per_unit = 4"),
    (
        "proxy",
        "how near what was observed lies to what the number means, 0 (hardly related) to 4 (the thing itself): proxy = 2",
    ),
    ("empirical", "how much was observed, 0 (nothing) to 4 (a long direct record): empirical = 2"),
    (
        "method",
        "how sound the way to the number is, 0 (none that can be named) to 4 (the best practice of its field): method = 2",
    ),
    (
        "validation",
        "how far it was checked, 0 (not at all) to 4 (against independent measurements of the same thing): validation = 2",
    ),
];
