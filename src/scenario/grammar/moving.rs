//! The keys of what moves, strikes and is measured, and of what is shown.

use super::shape::{Form::*, Grounded, Key, Presence::*, Shape, shapes};

const MULTIPLIES: &str = "none";

shapes! {
    /// A driver: what it reads, times how much it weighs. Several readings in one driver multiply.
    DRIVER = "….drivers.ID" Wholly {
        "factor" Text, Optional, r#""trust""#, "reads a factor's level";
        "process" Text, Optional, r#""leader""#, "reads, with `state`, whether a process is there: 1 or 0";
        "state" Texts, Optional, r#"["hawk", "dove"]"#, "goes with `process`";
        "trait" Text, Optional, r#""leader.stance""#, "reads a trait of the state in which a process is";
        "window" Text, Optional, r#""spring""#, "reads whether a window is open";
        "option" Texts, Optional, r#""joint_works""#, "reads whether one of these options is on the table";
        "term" Text, Optional, r#""dam""#, "reads, with `level`, whether the option on the table has it; of a numeric term, its amount";
        "level" Texts, Optional, r#""open""#, "goes with `term`";
        "months_in" Text, Optional, r#""settlement""#, "reads for how many months a process has been in its state";
        "acceptance" Text, Optional, r#""upland.council""#, "reads what an audience would say now to the option on the table, 0 to 1";
        "as_if" Text, Optional, r#""settlement.signed""#, "goes with `acceptance`: as if a process were in that state";
        "times" Quantity(MULTIPLIES), Optional, "{ p5 = 1.2, p95 = 2 }", "multiplies a rate by this per unit of what is read (transitions, shocks, forces, flows)";
        "adds" Quantity("points, levels, or levels a year"), Optional, "{ p5 = 2, p95 = 8 }", "adds this per unit of what is read (audiences, factors)";
    }

    /// A factor: what drifts. With a `half_life` it returns to its `mean`, without one it walks.
    FACTOR = "factor.ID" Wholly {
        "name" Text, Else("the id"), r#""Trust""#, "what the reader sees";
        "meaning" Text, Optional, r#""0 as in 2016, 1 as in 1998""#, "what its levels mean; shown with its fan";
        "start" Quantity("levels"), Needed, "0", "where it stands at `as_of`";
        "mean" Quantity("levels"), Else("0"), "{ normal = [0, 0.3] }", "where it returns to; needs a `half_life`";
        "half_life" Quantity("months"), Optional, "{ p5 = 12, p95 = 60 }", "in how many months half of the way back is gone";
        "drift" Quantity("levels a year"), Else("0"), "{ normal = [0, 0.05] }", "of a walk: where it drifts";
        "swing" Quantity("levels"), Else("0"), "0.5", "the standard deviation in the long run; of a walk, after a year";
        "min" Number("levels"), Optional, "-3", "a floor";
        "max" Number("levels"), Optional, "3", "a ceiling";
        "drivers" Elements(&DRIVER), Optional, r#"{ hawk = { process = "leader", state = "hawk", adds = -0.5 } }"#, "what moves the level it returns to, or its drift";
    }

    /// A process: what jumps from state to state.
    PROCESS = "process.ID" Wholly {
        "name" Text, Else("the id"), r#""Settlement""#, "what the reader sees";
        "start" Text, Needed, r#""talks""#, "the state at `as_of`; an agenda starts with the top-level `option`";
        "agenda" Flag, Else("false"), "true", "whether its states are the options that are on the table";
        "state" Elements(&STATE), Needed, r#"{ talks = {}, signed = { absorbing = true } }"#, "its states";
        "transition" Elements(&TRANSITION), Optional, r#"{ sign = { from = "talks", to = "signed", annual_chance = 0.1 } }"#, "its steps";
    }

    /// A state of a process.
    STATE = "process.ID.state.ID" Wholly {
        "name" Text, Else("the id"), r#""Talks""#, "what the reader sees";
        "absorbing" Flag, Else("false"), "true", "whether nothing leads out of it";
        "traits" Quantities("free"), Optional, "{ stance = { normal = [0, 1] } }", "numbers drawn afresh on each entry";
        "while_here" Quantities("levels a year"), Optional, "{ trust = 0.1 }", "what being here does to factors";
    }

    /// A step of a process: from where, to where, and one trigger (`annual_chance`, `per_year`, `at` or `after`).
    TRANSITION = "process.ID.transition.ID" Wholly {
        "name" Text, Else("the id"), r#""Signature""#, "what the reader sees";
        "from" Texts, Needed, r#""talks""#, "a state, or a list";
        "to" Text, Needed, r#""signed""#, "a state";
        "annual_chance" Quantity("a share a year"), Optional, "{ p5 = 0.05, p95 = 0.3 }", "trigger: a chance a year, below 1";
        "per_year" Quantity("per year"), Optional, "0.5", "trigger: a rate, 0 to 1200";
        "at" Months, Optional, r#"["2018-03", "2024-03"]"#, "trigger: in these months";
        "after" Quantity("months"), Optional, "{ p5 = 6, p95 = 18 }", "trigger: that long after entry";
        "chance" Quantity("a share"), Else("1"), "0.7", "goes with `at` and `after`: how likely then";
        "drivers" Elements(&DRIVER), Optional, r#"{ trust = { factor = "trust", times = 2 } }"#, "what makes it likelier, by multiplying";
        "requires" Texts, Optional, r#"["upland.council", "lowland.council"]"#, "audiences that must consent";
        "refused_by" Texts, Optional, r#"["upland.council"]"#, "audiences of which one must refuse";
        "not_before" Whole(0, 4095), Else("0"), "6", "months after entry before which it does not happen";
        "only_while" TextsById, Optional, r#"{ settlement = ["talks"] }"#, "states in which other processes must be";
    }

    /// A shock: what strikes, at a rate (`per_year` or `annual_chance`).
    SHOCK = "shock.ID" Wholly {
        "name" Text, Else("the id"), r#""Flood""#, "what the reader sees";
        "per_year" Quantity("per year"), Optional, "{ p5 = 0.05, p95 = 0.2 }", "how often a year";
        "annual_chance" Quantity("a share a year"), Optional, "0.1", "the chance of one or more a year; instead of `per_year`";
        "drivers" Elements(&DRIVER), Optional, r#"{ spring = { window = "spring", times = 3 } }"#, "what makes it likelier, by multiplying";
        "window" Text, Optional, r#""spring""#, "strikes only while this is open";
        "only_while" TextsById, Optional, r#"{ settlement = ["talks"] }"#, "strikes only while processes are there";
        "impulses" Quantities("levels"), Optional, "{ trust = { normal = [-0.5, 0.2] } }", "what it adds to factors";
        "forces" Elements(&FORCE), Optional, r#"{ break_off = { process = "settlement", from = "talks", to = "broken", chance = 0.3 } }"#, "the steps that it may force";
    }

    /// A step that a shock may force.
    FORCE = "shock.ID.forces.ID" Wholly {
        "process" Text, Needed, r#""settlement""#, "whose step";
        "from" Texts, Needed, r#""talks""#, "a state, or a list";
        "to" Text, Needed, r#""broken""#, "a state";
        "chance" Quantity("a share"), Needed, "0.3", "how likely, when the shock strikes";
        "drivers" Elements(&DRIVER), Optional, r#"{ trust = { factor = "trust", times = 0.5 } }"#, "what makes it likelier, by multiplying";
    }

    /// A stretch of the calendar.
    WINDOW = "window.ID" Wholly {
        "name" Text, Else("the id"), r#""Spring""#, "what the reader sees";
        "from" Month, Needed, r#""2018-03""#, "its first month";
        "to" Month, Needed, r#""2018-08""#, "its last month";
    }

    /// A metric: what is measured on each path, by one of `first_reached`, `months_in`, `sum_of`, `amount_of`, `flow`, `points_of`, `hikiwake`, `formula`.
    METRIC = "metric.ID" Wholly {
        "name" Text, Else("the id"), r#""Land that changes hands""#, "what the reader sees";
        "first_reached" Texts, Optional, r#""settlement.signed""#, "kind: months until one of these states of a process is reached";
        "months_in" Texts, Optional, r#""settlement.suspended""#, "kind: months spent in these states";
        "sum_of" Text, Optional, r#""area_km2""#, "kind: the sum of an attribute over the terms that have one of `levels`";
        "amount_of" Text, Optional, r#""package""#, "kind: the amount of a numeric term";
        "flow" Quantity("the metric's a year"), Optional, "{ p5 = 0.5, p95 = 2 }", "kind: so much a year";
        "points_of" Text, Optional, r#""upland.council""#, "kind: points to an audience";
        "hikiwake" Texts, Optional, r#"["upland.council", "lowland.council"]"#, "kind: how even a settlement is between two audiences";
        "formula" Text, Optional, r#""area / 5003 * 100""#, "kind: arithmetic over other metrics";
        "levels" Texts, Optional, r#"["open"]"#, "with `sum_of`: the levels that count";
        "settled_in" Texts, Optional, r#"["settlement.implemented"]"#, "the states in which a settlement counts";
        "only_while" TextsById, Optional, r#"{ settlement = ["talks"] }"#, "with `flow`: only while processes are there";
        "drivers" Elements(&DRIVER), Optional, r#"{ trust = { factor = "trust", times = 1.5 } }"#, "with `flow`: what makes it larger, by multiplying";
        "discount" Quantity("a share a year"), Else("0"), "0.03", "with `flow`: what a year's delay takes off";
        "tolerance" Number("points"), Else("0"), "2", "with `hikiwake`: gains this far below 0 still count as none lost";
        "even" Number("points"), Else("25"), "20", "with `hikiwake`: a difference up to which a bout is even";
        "heavy" Number("points"), Else("30"), "40", "with `hikiwake`: a gain from which a bout is heavy";
    }

    /// What the table and the charts show.
    REPORT = "report" Not {
        "process" Text, Else("the first process"), r#""settlement""#, "whose end states are shown";
        "segments" Elements(&SEGMENT), Else("one for each state"), r#"{ done = { states = ["signed"], tone = "reached" } }"#, "states put together; each state in exactly one, the first is the headline";
        "stages" Texts, Optional, r#"["signed"]"#, "up to three states: the lines of the chart of cumulative chances";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
    }

    /// States that are shown as one.
    SEGMENT = "report.segments.ID" Not {
        "name" Text, Else("the id"), r#""In force""#, "what the reader sees";
        "states" Texts, Needed, r#"["signed", "implemented"]"#, "the states";
        "tone" Word(&["reached", "partial", "open", "broken"]), Else("\"open\""), r#""reached""#, "the colour family";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
    }

    /// Which figures are drawn, how large, under which titles; changes no number and no digest.
    CHARTS = "charts" Not {
        "show" Texts, Else("those that fit what the scenario has"), r#"["ladder", "end_states", "fan.trust"]"#, "the figures, in their order";
        "also" Texts, Optional, r#"["fan.trust"]"#, "figures beside those";
        "brings" Texts, Else("a few that follow from the terms"), r#"["metric.area", "term.dam"]"#, "what a settlement brings, as the ladder tells it";
        "sizes" Texts, Else("[\"slide\"]"), r#"["slide", "half", "column"]"#, "how large";
        "font" Text, Optional, r#""NotoSansArabic.ttf""#, "a font file for letters that the charts’ own font lacks, as Arabic, Hebrew, Hindi, Thai";
        "titles" Table(&TITLES), Optional, r#"{ end_states = "Most histories end in talks" }"#, "own titles in place of those that follow from the numbers";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
    }

    /// Titles by figure; of one metric or factor as `dotplot.area`.
    TITLES = "charts.titles" Not others TextById, {
    }

    /// What is expected of a figure that the model gives. A run sets the chance beside it.
    EXPECTATION = "expectation.ID" Wholly {
        "name" Text, Else("the id"), r#""A basis within a year""#, "what the reader sees";
        "option" Text, Needed, r#""joint_works""#, "the option sheet that is on the table throughout";
        "outcome" Text, Needed, r#""reached.signed""#, "a state that is reached: `reached.` and a state of the report's process";
        "given" Text, Optional, r#""reached.submitted""#, "among the paths that have reached that";
        "by" Month, Needed, r#""2017-12""#, "the end of a quarter, or the last month";
        "range" Numbers("a share"), Needed, "[0.04, 0.22]", "two chances: from and to";
    }

    /// By what options are weighed against each other, and who weighs; no simulated number depends on it.
    OBJECTIVE = "objective" Not {
        "name" Text, Else("\"the objective\""), r#""A line that lasts""#, "what the reader sees";
        "outcome" Text, Optional, r#""reached.signed""#, "this alone counts; or give parts";
        "part" Elements(&WEIGHED), Optional, r#"{ treaty = { outcome = "reached.signed", weight = 1 } }"#, "outcomes with their weights";
        "evidence" Texts, Optional, r#"["E1"]"#, "items of the ledger that it rests on";
        "structure" Texts, Optional, r#"["E2"]"#, "items that shaped the model, not the number";
        "judgement" Text, Optional, r#""as the commission put it""#, "who weighs, and why";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "pedigree" Table(&super::quantity::PEDIGREE), Optional, "{ proxy = 2, empirical = 3, method = 2, validation = 1 }", "how strong the grounds are";
    }

    /// An outcome and what it counts for.
    WEIGHED = "objective.part.ID" Not {
        "outcome" Text, Needed, r#""reached.signed""#, "`reached.STATE`, `end.STATE`, `segment.ID` or `metric.ID`";
        "weight" Number("free"), Needed, "1", "what a chance of 1, or a unit of the metric, counts for; below 0 for what is not wished for";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
    }
}
