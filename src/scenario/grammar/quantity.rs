//! How a number is written, and what may say on what it rests.

use super::shape::{Form::*, Grounded, Key, Presence::*, Shape, shapes};

shapes! {
    /// How strong a ground is: four scores from 0 to 4.
    PEDIGREE = "….pedigree" Not {
        "proxy" Whole(0, 4), Needed, "2", "how near what was observed lies to what the number means";
        "empirical" Whole(0, 4), Needed, "3", "how much was observed";
        "method" Whole(0, 4), Needed, "2", "how sound the way to the number is";
        "validation" Whole(0, 4), Needed, "1", "how far it was checked";
    }

    /// What a number, or every number of a table that says no more, rests on.
    GROUNDS_OF_NUMBERS = "…" Not {
        "evidence" Texts, Optional, r#"["E1"]"#, "items of the ledger; none published after `as_of`";
        "structure" Texts, Optional, r#"["E2"]"#, "items that shaped the model, not the number";
        "judgement" Text, Optional, r#""three of ten talks since 1990""#, "why, in the analyst's words";
        "pedigree" Table(&PEDIGREE), Optional, "{ proxy = 2, empirical = 3, method = 2, validation = 1 }", "how strong these grounds are";
        "note" Text, Optional, r#""see the annex""#, "a remark; nothing reads it";
        "unit" Text, Optional, r#""per year""#, "the unit, which must be that of the key or an exact multiple of it";
    }

    /// Keys of a number that belong to no single family.
    BESIDE = "…" Not {
        "min" Number("the number's"), Optional, "0", "with quantiles: an end of the curve";
        "max" Number("the number's"), Optional, "10", "with quantiles: an end of the curve";
        "within" Number("points"), Optional, "15", "with `p50` alone, of acceptabilities: nine times in ten within so much of it";
        "lambda" Number("none"), Else("4"), "4", "with `pert`: how much the mode weighs";
        "truncate" Numbers("the number's"), Optional, "[0, 10]", "the distribution given that the value lies in this range; an end may be inf";
    }
}
