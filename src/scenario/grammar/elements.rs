//! The keys of what is on the table, who judges it, and what that rests on.

use super::moving::DRIVER;
use super::quantity::PEDIGREE;
use super::shape::{Form::*, Grounded, Key, Presence::*, Shape, shapes};

shapes! {
    /// An item of the evidence ledger.
    EVIDENCE = "evidence.ID" Not {
        "claim" Text, Needed, r#""The river moved in 1931""#, "what it says, in one line and in your own words";
        "source" Text, Needed, r#""Survey report, p. 4""#, "where it stands";
        "event" Day, Needed, "1931-05-06", "when it happened; without a day it counts as the last of its month or year";
        "published" Day, Needed, r#""1932""#, "when it was published; what gives a value may not be later than `as_of`";
        "kind" Word(&["fact", "position", "judgement", "comment"]), Needed, r#""fact""#, "what sort of statement it is";
        "pedigree" Table(&PEDIGREE), Optional, "{ proxy = 2, empirical = 3, method = 2, validation = 1 }", "how strong the ground is";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
    }

    /// Somebody who may be named in a pool.
    EXPERT = "expert.ID" Not {
        "name" Text, Else("the id"), r#""A. Brook""#, "what the reader sees";
        "note" Text, Optional, r#""of the survey""#, "a remark; nothing reads it";
    }

    /// A term: something that a settlement settles, by levels or as an amount.
    TERM = "term.ID" Wholly {
        "name" Text, Else("the id"), r#""Dam""#, "what the reader sees";
        "levels" Texts, Optional, r#"["closed", "shared", "open"]"#, "its levels; the first is the status quo. An amount has `unit` instead";
        "unless_said" OneLevelOrAmount("the term's"), Optional, r#""closed""#, "what an option sheet holds that says nothing on it; without it every sheet must say";
        "level" Elements(&LEVEL), Optional, r#"{ shared = { name = "Tended together" } }"#, "what readers see of its levels";
        "attributes" Quantities("free; one that a metric sums has the metric's"), Optional, "{ area_km2 = 251 }", "numbers that go with it, for metrics that sum";
    }

    /// What readers see of one level.
    LEVEL = "term.ID.level.ID" Not {
        "name" Text, Optional, r#""Tended together""#, "what the reader sees; without it the words of the id";
        "note" Text, Optional, r#""both crews, one plan""#, "what it means";
    }

    /// An option: a level or an amount for every term.
    OPTION_SHEET = "option_sheet.ID" Wholly {
        "name" Text, Else("the id"), r#""Joint works""#, "what the reader sees";
        "summary" Text, Optional, r#""Both banks build and pay together.""#, "a sentence or two";
        "terms" LevelOrAmount("the term's"), Needed, r#"{ dam = "shared", package = 3.5 }"#, "a level or an amount for every term";
    }

    /// Levels that no option may have together.
    INFEASIBLE = "infeasible.ID" Not {
        "terms" TextsById, Needed, r#"{ dam = "open", pay = ["none", "late"] }"#, "the levels, by term";
        "name" Text, Optional, r#""No water without pay""#, "what the reader sees";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "why" Text, Optional, r#""nobody builds for nothing""#, "why this cannot be; shown where an option breaks it";
    }

    /// Levels that ask for others: an option that has all of `if` must have all of `then`.
    FEASIBLE = "feasible.ID" Not {
        "if" TextsById, Needed, r#"{ dam = "open" }"#, "the levels that ask";
        "then" TextsById, Needed, r#"{ pay = ["shared", "upland"] }"#, "the levels that are needed then; of a list any will do";
        "name" Text, Optional, r#""Water is paid for""#, "what the reader sees";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "why" Text, Optional, r#""nobody builds for nothing""#, "why; shown where an option breaks it";
    }

    /// Who bargains; no simulated number depends on it.
    BARGAIN = "bargain" Not {
        "parties" Texts, Else("the first audience of each party that a step of the settlement asks"), r#"["upland.council", "lowland.council"]"#, "two audiences or more that bargain";
        "must_accept" Texts, Else("all whom a step asks"), r#"["upland.public"]"#, "the others whose consent counts";
        "disagreement" Word(&["reservation", "status_quo"]), Else("\"reservation\""), r#""status_quo""#, "what gains are counted from";
        "amounts" NumbersById("the term's"), Else("0 and the medians of the option sheets"), "{ package = [0, 2, 5] }", "the amounts of a numeric term that are looked at";
        "evidence" Texts, Optional, r#"["E1"]"#, "items of the ledger that it rests on";
        "structure" Texts, Optional, r#"["E2"]"#, "items that shaped the model, not the number";
        "judgement" Text, Optional, r#""the two who met""#, "why, in the analyst's words";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "pedigree" Table(&PEDIGREE), Optional, "{ proxy = 2, empirical = 3, method = 2, validation = 1 }", "how strong the grounds are";
    }

    /// A party: a side of the dispute, or anybody else with a say.
    PARTY = "party.ID" Wholly {
        "name" Text, Else("the id"), r#""Upland""#, "what the reader sees";
        "audience" Elements(&AUDIENCE), Needed, r#"{ council = { reservation = 20, width = 8, points = { dam = { open = 30 } } } }"#, "those within it who judge a settlement";
    }

    /// An audience: a cabinet, a parliament, a public, whose consent steps may ask for.
    AUDIENCE = "party.ID.audience.ID" Wholly {
        "name" Text, Else("the id"), r#""Council""#, "what the reader sees";
        "reservation" Quantity("points"), Optional, "{ pert = [20, 40, 60] }", "the least it would accept; of one that the table of acceptability judges it is the middle of the scale";
        "width" Quantity("points"), Needed, "10", "the logistic width: how far from the reservation a yes or no is open";
        "points" Points(&[&TOGETHER, &POINTS_OF_AMOUNT]), Optional, "{ dam = { shared = 30, open = 60 }, package = { per_unit = 4, saturates_at = 10 } }", "what each level is worth to it, against the status quo's 0; or points a unit. Levels together: `together`";
        "drivers" Elements(&DRIVER), Optional, r#"{ trust = { factor = "trust", adds = 5 } }"#, "what moves it: points that are added to what it makes of any option";
        "order" TextById, Optional, r#"{ dam = "open > shared > closed" }"#, "of one that is judged: its levels from what it likes best; `more` or `less` of an amount";
        "weights" NumbersById("of the largest, which is 100"), Optional, "{ dam = 60 }", "of one that is judged: what the swing from the worst to the best of a term counts";
    }

    /// What levels are worth beyond the sum to an option that has them together.
    TOGETHER = "party.ID.audience.ID.points.together.ID" Wholly {
        "name" Text, Else("the id"), r#""Water that is paid for""#, "what the reader sees";
        "terms" TextsById, Needed, r#"{ dam = "open", pay = ["shared", "upland"] }"#, "two terms or more with the levels that count";
        "points" Quantity("points"), Needed, "5", "what that adds";
    }

    /// What an amount is worth.
    POINTS_OF_AMOUNT = "party.ID.audience.ID.points.ID" Wholly {
        "per_unit" Quantity("points per unit of the term"), Optional, "4", "points a unit";
        "saturates_at" Quantity("the term's"), Optional, "10", "the amount beyond which nothing is gained";
    }

    /// A judged package: under each party's id its audiences with how acceptable it is to them.
    JUDGED = "acceptability.ID" Wholly others Quantities("points"), {
        "of" LevelOrAmount("the term's"), Optional, r#"{ dam = "open" }"#, "the package that was judged; the loader puts it there";
    }

    /// What one change of a judged package adds.
    PROBE = "probe.ID" Wholly {
        "name" Text, Else("the id"), r#""With the dam open""#, "what the reader sees";
        "from" Text, Needed, r#""joint_works""#, "the judged option sheet that is changed";
        "with" LevelOrAmount("the term's"), Needed, r#"{ dam = "open" }"#, "the terms that are otherwise";
        "adds" Table(&PROBE_ADDS), Needed, "{ upland = { council = { p50 = 7, within = 5 } } }", "by how much that raises the acceptability, by party and audience";
    }

    /// Differences by party and audience.
    PROBE_ADDS = "probe.ID.adds" Wholly others Quantities("points"), {
    }
}
