//! The keys at the top of a file, and what moves together.

use super::elements::{
    BARGAIN, EVIDENCE, EXPERT, FEASIBLE, INFEASIBLE, JUDGED, OPTION_SHEET, PARTY, PROBE, TERM,
};
use super::moving::{CHARTS, EXPECTATION, FACTOR, METRIC, OBJECTIVE, PROCESS, REPORT, SHOCK, WINDOW};
use super::quantity::PEDIGREE;
use super::shape::{Form::*, Grounded, Key, Presence::*, Shape, shapes};

shapes! {
    /// The top of a scenario file. A file that extends others holds only what it adds or changes.
    TOP = "" Not {
        "extends" Texts, Optional, r#""base.toml""#, "files that are read first, relative to this one; what stands here is laid over them";
        "engine" Whole(1, 1_000_000), Optional, "5", "the engine for which it is written; a newer one than the program's is refused, an older one is warned of";
        "dispute" Text, Optional, r#""Border river""#, "what the dispute is called; a briefing begins with it";
        "name" Text, Needed, r#""Joint works on the river""#, "what the reader sees, at most 200 characters";
        "summary" Text, Optional, r#""Both banks build and pay together.""#, "a sentence or two for the reader";
        "as_of" Day, Needed, "2017-01-31", "the last day whose news may give a value; simulated months begin behind it";
        "horizon" Month, Needed, r#""2026-12""#, "the last simulated month";
        "seed" Whole(0, u64::MAX), Optional, "7", "where randomness starts; needed here or as `--seed`";
        "worlds" Whole(1, 1_000_000), Else("1000"), "2000", "draws of all that is not known";
        "paths" Whole(1, 10_000_000), Else("25"), "50", "histories simulated in each world";
        "sampling" Word(&["latin-hypercube", "sobol", "random"]), Else("\"latin-hypercube\""), r#""sobol""#, "how worlds are spread over what is not known";
        "correlation" Listed(&CORRELATION), Optional, r#"[{ between = ["factor.trust.start", "factor.trust.mean"], rank = 0.5, judgement = "why" }]"#, "what moves together";
        "option" Text, Needed, r#""joint_works""#, "the option sheet on the table at the start";
        "evidence" Elements(&EVIDENCE), Optional, r#"{ E1 = { claim = "The river moved in 1931", source = "Survey, p. 4", event = "1931", published = "1932", kind = "fact" } }"#, "the ledger: what numbers rest on";
        "expert" Elements(&EXPERT), Optional, r#"{ brook = { name = "A. Brook" } }"#, "who may be named in pools";
        "term" Elements(&TERM), Needed, r#"{ dam = { levels = ["closed", "open"] } }"#, "what is on the table";
        "option_sheet" Elements(&OPTION_SHEET), Needed, r#"{ joint_works = { terms = { dam = "open" } } }"#, "the packages, each with a value for every term";
        "infeasible" Elements(&INFEASIBLE), Optional, r#"{ no_water = { terms = { dam = "closed" }, why = "the fields need it" } }"#, "levels that no option may combine";
        "feasible" Elements(&FEASIBLE), Optional, r#"{ dam_needs_pay = { if = { dam = "open" }, then = { pay = "shared" } } }"#, "levels that ask for others";
        "party" Elements(&PARTY), Needed, r#"{ upland = { audience = { council = { reservation = 20, width = 8, points = { dam = { open = 30 } } } } } }"#, "who has a say";
        "acceptability" Table(&ACCEPTABILITY), Optional, r#"{ joint_works = { upland = { council = { p50 = 60, within = 15 } } } }"#, "how acceptable each package was judged to each audience, 0 to 100";
        "probe" Elements(&PROBE), Optional, r#"{ with_dam = { from = "joint_works", with = { dam = "open" }, adds = { upland = { council = 5 } } } }"#, "what one change of a judged package adds";
        "factor" Elements(&FACTOR), Optional, r#"{ trust = { start = 0 } }"#, "what drifts";
        "process" Elements(&PROCESS), Needed, r#"{ settlement = { start = "talks", state = { talks = {}, signed = { absorbing = true } } } }"#, "what jumps from state to state; one of them is the settlement";
        "shock" Elements(&SHOCK), Optional, r#"{ flood = { per_year = 0.1, impulses = { trust = 0.5 } } }"#, "what strikes";
        "window" Elements(&WINDOW), Optional, r#"{ spring = { from = "2018-03", to = "2018-08" } }"#, "stretches of the calendar";
        "metric" Elements(&METRIC), Optional, r#"{ signed_after = { first_reached = "settlement.signed" } }"#, "what is measured on each path";
        "expectation" Elements(&EXPECTATION), Optional, r#"{ basis = { option = "joint_works", outcome = "reached.signed", by = "2018-12", range = [0.1, 0.4] } }"#, "what is expected of figures that the model gives; nothing is computed from it";
        "objective" Table(&OBJECTIVE), Optional, r#"{ outcome = "reached.signed" }"#, "by what options are weighed, and who weighs";
        "bargain" Table(&BARGAIN), Optional, r#"{ parties = ["upland.council", "lowland.council"] }"#, "who bargains, for the search among all packages";
        "report" Table(&REPORT), Optional, r#"{ process = "settlement" }"#, "what the table and the charts show";
        "charts" Table(&CHARTS), Optional, r#"{ also = ["fan.trust"] }"#, "which figures are drawn; changes no number";
    }

    /// What moves together: a rank correlation of each two of the quantities listed.
    CORRELATION = "correlation" Not {
        "between" Texts, Needed, r#"["factor.trust.start", "factor.trust.mean"]"#, "the whole keys of two quantities or more, all uncertain";
        "rank" Number("1"), Needed, "0.5", "Spearman's rank correlation of each two, from −1 to 1";
        "evidence" Texts, Optional, r#"["E1"]"#, "items of the ledger that it rests on";
        "structure" Texts, Optional, r#"["E2"]"#, "items that shaped the model, not the number";
        "judgement" Text, Optional, r#""they rose together in 1990 to 2010""#, "why, in the analyst's words";
        "pedigree" Table(&PEDIGREE), Optional, "{ proxy = 2, empirical = 3, method = 2, validation = 1 }", "how strong the grounds are";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "unit" Text, Optional, r#""1""#, "its unit, if stated";
    }

    /// How acceptable each package was judged; under each option sheet's id a row of cells by party and audience.
    ACCEPTABILITY = "acceptability" Wholly others Table(&JUDGED), {
        "at" Word(&["start", "zero"]), Else("\"start\""), r#""zero""#, "of when the table speaks: as things stand at `as_of`, or with every driver at 0";
    }
}
