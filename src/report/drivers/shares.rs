//! Shares of the variance, told.

use serde_json::{Value, json};

use super::told::{
    DRAWN, LISTED, index_data, instead_of, named, outcome_of, provenance, question_of, scenario_of,
    subject_data,
};
use crate::analysis::drivers::{ALPHA, By, Driver, Method, Shares};
use crate::engine::Size;
use crate::figures::{self, Cell, Figure, Influences, Table};
use crate::report::inquiry::Inquiry;
use crate::sensitivity::Index;
use crate::words::{amount, interval, percent, percent_to, plain, plus_or_minus, thousands, two_digits};

/// Shares of the variance, in every form.
pub(super) fn of_shares(shares: &Shares, digest: &str, size: Size) -> Inquiry {
    let [one, _] = shares.by.words();
    let by_total = shares.method == Method::Sobol;
    let index = |row: &Driver| row.total.unwrap_or(row.share);
    let (head, title): (&[&str], String) = match shares.method {
        Method::Sobol => (
            &["", "Alone", "95%", "In total", "95%", "More of it", "Strength"],
            format!("Share of the variance between worlds that hangs on each {one}"),
        ),
        Method::Shapley => (
            &["", "Part", "95%", "More of it", "Strength"],
            format!("Part of each {one} in the variance between worlds"),
        ),
        _ => (
            &["", "Tells", "95%", "More of it", "Slope", "Others held", "Strength"],
            format!("Share of the variance between worlds that each {one} tells"),
        ),
    };
    let mut table = Table::new(title, head);
    let slope = |index: Option<Index>| {
        index.map_or(Cell::text("–"), |index| Cell {
            shown: plus_or_minus(index.value, 2),
            value: Some(index.value),
            is_share: false,
        })
    };
    for row in &shares.rows {
        let name = Cell::text(named(&row.input.keys, &row.input.name));
        let way = Cell::text(if row.slope.is_some() { row.direction_in_words() } else { "–" });
        let ground = row.input.strength.map_or(Cell::text("–"), |strength| Cell {
            shown: plain(strength, 2),
            value: Some(strength),
            is_share: false,
        });
        let mut cells = vec![name, share_cell(row.share.value), range_cell(row.share)];
        if let Some(total) = row.total {
            cells.extend([share_cell(total.value), range_cell(total)]);
        }
        cells.push(way);
        if shares.method == Method::Given {
            cells.extend([slope(row.slope), slope(row.held)]);
        }
        cells.push(ground);
        table.rows.push(cells);
    }
    let all = shares.named().count();
    table.rows.truncate(LISTED.max(shares.clear().count()));
    let figure = figures::Drivers {
        outcome: outcome_of(&shares.subject),
        scenario: scenario_of(&shares.subject),
        measure: match shares.method {
            Method::Sobol => Influences::InTotal,
            Method::Shapley => Influences::SharedOut,
            _ => Influences::Alone,
        },
        unit: String::new(),
        one: one.to_string(),
        rows: shares
            .named()
            .take(DRAWN)
            .map(|row| figures::DriverRow {
                name: row.input.name.clone(),
                value: index(row).value.clamp(0.0, 1.0),
                range: ends(index(row)),
                alone: by_total.then_some(row.share.value),
                by_chance: None,
                sign: row.slope.map(|_| row.direction() as i8),
            })
            .collect(),
        all,
        luck: shares.luck,
    };
    let figure = Figure::new("drivers", figure, provenance(&shares.subject, digest, size));
    Inquiry {
        name: "drivers",
        question: question_of(&shares.subject),
        findings: findings(shares),
        tables: vec![table],
        figures: vec![figure],
        data: shares_data(shares),
        remarks: remarks(shares),
    }
}

fn findings(shares: &Shares) -> Vec<String> {
    let [one, several] = shares.by.words();
    let clear: Vec<&Driver> = shares.clear().collect();
    let index = |row: &Driver| row.total.unwrap_or(row.share);
    let Some(first) = clear.first() else {
        return vec![format!(
            "No single {one} moves it by more than luck may: what is not known acts through many at once, or only together."
        )];
    };
    let [lo, hi] = ends(index(first));
    let way = match first.direction() {
        1 => "; more of it, more of the outcome",
        -1 => "; more of it, less of the outcome",
        _ => "",
    };
    let share = percent(index(first).value.clamp(0.0, 1.0));
    let what = match shares.method {
        Method::Sobol => format!(
            "{share} of the variance between worlds would be left if all else were known ({})",
            interval(lo, hi)
        ),
        Method::Shapley => {
            format!("its part of the variance between worlds is {share} ({})", interval(lo, hi))
        }
        _ => format!("it tells {share} of the variance between worlds ({})", interval(lo, hi)),
    };
    let name = named(&first.input.keys, &first.input.name);
    let rivals = clear.iter().filter(|row| ends(index(row))[1] >= lo).count();
    let is_largest = shares.named().next().is_some_and(|row| row.input.keys == first.input.keys);
    let mut found = vec![match rivals {
        _ if !is_largest => {
            format!(
                "{name} is the largest that stands clear of its error: {what}{way}; what seems larger may be luck at this size."
            )
        }
        ..=1 => format!("{name} moves it most: {what}{way}."),
        n => {
            format!("{n} {several} move it most and cannot be told apart; the first is {name}: {what}{way}.")
        }
    }];
    let together = percent(clear.iter().map(|row| row.share.value).sum::<f64>().clamp(0.0, 1.0));
    match (shares.method, shares.luck) {
        (Method::Given, Some(luck)) => found.push(format!(
            "{} of {} {several} tell more than the {} that luck alone would give the largest in one run of twenty; together they tell {together}.",
            clear.len(),
            shares.named().count(),
            percent_to(luck, 1)
        )),
        (Method::Sobol, _) => found.extend(shares.alone.and_then(together_or_alone)),
        _ => {}
    }
    found
}

/// What the first-order indices sum to, if that is known well enough to be of use: to a tenth.
fn together_or_alone(alone: Index) -> Option<String> {
    let range = alone.interval(ALPHA, (0.0, f64::INFINITY))?;
    let (sum, told) = (percent(alone.value.clamp(0.0, 1.0)), interval(range.lo, range.hi.min(1.0)));
    Some(match (range.hi < 1.0, range.hi - range.lo) {
        (true, _) => format!(
            "What each tells alone sums to {sum} ({told}); the rest of the variance hangs on several together."
        ),
        (false, wide) if wide <= 0.2 => {
            format!(
                "What each tells alone sums to {sum} ({told}): at this size nothing is seen to hang on several together."
            )
        }
        _ => format!(
            "What each tells alone sums to {told} of the variance: how much hangs on several together cannot be told at this size (--base-worlds)."
        ),
    })
}

fn remarks(shares: &Shares) -> Vec<String> {
    let (worlds, paths) = shares.size;
    let mut said: Vec<String> = instead_of(&shares.subject).into_iter().collect();
    let deviation = shares.variance.value.max(0.0).sqrt();
    let spread = match &shares.subject.unit {
        None => format!("{} percentage points", two_digits(100.0 * deviation)),
        Some(unit) => amount(&two_digits(deviation), unit),
    };
    said.push(format!(
        "Worlds differ by a standard deviation of {spread}, chance within them taken out; chance is {} of the variance that {paths} paths a world show.",
        percent(shares.noise.clamp(0.0, 1.0))
    ));
    match shares.method {
        Method::Sobol | Method::Shapley => {
            let samples = if shares.method == Method::Sobol { "two samples" } else { "sets of inputs" };
            said.push(format!(
                "From {samples} of {} worlds × {paths} paths; largest standard error {} percentage points; from the first half of the worlds to the second no index changes by more than {} points.",
                thousands(worlds.into()),
                points(shares.largest_error()),
                points(shares.drift.unwrap_or(0.0))
            ));
        }
        _ => {
            said.push(format!(
                "From {} worlds as they were simulated, each quantity cut into classes of as many worlds: what it does only together with others is not seen (--method sobol tells that).",
                thousands(worlds.into())
            ));
            if shares.by == By::Quantity {
                said.push(format!(
                    "{} quantities are looked at at once: each interval holds by itself, not all together, and the largest shares are the likelier to be too large.",
                    shares.quantities
                ));
            } else {
                said.push("A group tells the sum of what its quantities tell one by one; of those that are correlated, what a regression on all of them tells.".into());
            }
        }
    }
    if let Some((most, met)) = shares.until {
        said.push(match met {
            true => format!("Every standard error is at most {} percentage points, as asked.", points(most)),
            false => format!(
                "The largest standard error is still above {} percentage points: the most worlds were reached first.",
                points(most)
            ),
        });
    }
    let moving: Vec<&Driver> = shares.clear().filter(|row| !row.input.moves_with.is_empty()).collect();
    if shares.method == Method::Given && !moving.is_empty() {
        said.push(format!(
            "{} correlated with other quantities: what they tell is also what those tell (--method shapley shares it out).",
            match &moving[..] {
                [one] => format!("{} is", one.input.name),
                several => format!("{} of the clear ones are", several.len()),
            }
        ));
    }
    said.push("Shares say what the outcome hangs on as the ranges are written; a range that is too narrow hides a driver.".into());
    said
}

fn shares_data(shares: &Shares) -> Value {
    let row = |row: &Driver| {
        json!({
            "keys": row.input.keys, "name": row.input.name, "ground": row.input.ground, "strength": row.input.strength,
            "moves_with": row.input.moves_with,
            "share": index_data(row.share), "total": row.total.map(index_data),
            "slope": row.slope.map(index_data), "slope_others_held": row.held.map(index_data),
            "direction": row.slope.map(|_| row.direction()),
        })
    };
    let method = match shares.method {
        Method::Sobol => "sobol",
        Method::Shapley => "shapley",
        _ => "given",
    };
    json!({
        "method": method, "by": shares.by.words()[0], "subject": subject_data(&shares.subject),
        "rows": shares.rows.iter().map(row).collect::<Vec<_>>(),
        "quantities": shares.quantities, "without_effect": shares.idle, "mean": shares.mean, "variance": index_data(shares.variance), "share_of_chance": shares.noise,
        "largest_by_luck": shares.luck, "worlds": shares.size.0, "paths": shares.size.1,
        "alone_in_all": shares.alone.map(index_data), "largest_standard_error": shares.largest_error(), "change_between_halves": shares.drift,
        "until": shares.until.map(|(most, met)| json!({"standard_error": most, "met": met})),
    })
}

/// What is off a share, in percentage points.
fn points(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn ends(index: Index) -> [f64; 2] {
    index.interval(ALPHA, (0.0, 1.0)).map_or([index.value.clamp(0.0, 1.0); 2], |i| [i.lo, i.hi])
}

fn share_cell(value: f64) -> Cell {
    Cell { shown: percent(value.clamp(0.0, 1.0)), value: Some(value), is_share: true }
}

fn range_cell(index: Index) -> Cell {
    let [lo, hi] = ends(index);
    Cell::text(interval(lo, hi))
}
