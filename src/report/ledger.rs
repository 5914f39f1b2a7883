//! The assumption ledger as text for the terminal: grouped by element, each number under its key.

use super::text_layout::{Block, Page};
use crate::ledger::{Assumption, Does, Ground, Ledger, Sign, Source};
use crate::words::{amount, significant};

/// The whole ledger.
pub fn ledger_text(ledger: &Ledger, width: usize) -> String {
    let mut page = Page::new(width);
    let title = format!("Assumptions of {}, as of {}", ledger.scenario, ledger.as_of);
    page.wrap("", &title, "  ");
    totals(&mut page, ledger);
    objective(&mut page, ledger);
    let mut element = None;
    for assumption in &ledger.assumptions {
        if element != Some(&assumption.element) {
            element = Some(&assumption.element);
            page.gap();
            let kind = assumption.element.kind.name();
            page.wrap("", &format!("{kind} {}: {}", assumption.element.id, assumption.element.name), "  ");
        }
        entry(&mut page, assumption);
    }
    later(&mut page, ledger);
    page.finish()
}

fn totals(page: &mut Page, ledger: &Ledger) {
    let totals = &ledger.totals;
    let mut block = Block::new("What it rests on", &["numbers", "share"]);
    for share in &totals.grounds {
        let cells = vec![share.count.to_string(), format!("{:.0}%", 100.0 * share.share)];
        block.row(share.ground.name(), cells);
    }
    page.blocks(&[block]);
    page.gap();
    let mean = totals.mean_strength.map_or(String::new(), |s| format!(", of mean strength {s:.2}"));
    let counts = [
        format!("{} numbers assigned{mean};", totals.assigned),
        format!("{} of them certain,", totals.certain),
        format!("{} weights of drivers,", totals.drivers),
        format!("{} of contested sign,", totals.contested),
        format!("{} changed by a higher layer;", totals.overridden),
        format!("{} left at the format's default.", totals.defaults),
    ];
    page.parts("", &counts, "");
    page.wrap("", "Ranges are the 5 %, 50 % and 95 % points. Strength is from 0 (bare) to 1.", "");
}

/// By what options are weighed, and by whom.
fn objective(page: &mut Page, ledger: &Ledger) {
    let Some(objective) = &ledger.objective else { return };
    page.gap();
    let part = |(outcome, weight): &(String, f64)| format!("{weight} × {outcome}");
    let parts: Vec<String> = objective.parts.iter().map(part).collect();
    page.wrap("", &format!("Options are weighed by {}: {}", objective.name, parts.join(" + ")), "  ");
    let who = match (&objective.judgement, objective.evidence.is_empty()) {
        (Some(judgement), _) => judgement.clone(),
        (None, false) => objective.evidence.join(", "),
        (None, true) => "nobody says who weighs so".into(),
    };
    page.wrap("  ", &format!("Who weighs: {who}"), "    ");
}

/// One number: what it is, then its range, shape, place and ground.
fn entry(page: &mut Page, assumption: &Assumption) {
    page.wrap("  ", &format!("{}: {}", own_key(assumption), assumption.role), "      ");
    let mut parts = vec![range(assumption)];
    if !assumption.fit.sparkline.is_empty() {
        parts.push(assumption.fit.sparkline.clone());
    }
    parts.extend(remark(assumption).map(|remark| format!("[{remark}]")));
    parts.push(format!("· {}", ground(assumption)));
    parts.push(format!("· {}", assumption.place));
    let over = assumption.history.iter().rfind(|step| step.does == Does::Overridden);
    parts.extend(over.map(|step| format!("(over {})", step.place)));
    page.parts("      ", &parts, "      ");
}

/// The key without its element's, which stands above.
fn own_key(assumption: &Assumption) -> &str {
    let dots = match assumption.key.split('.').next() {
        Some("party") => 4,
        _ => 2,
    };
    let cut = assumption.key.match_indices('.').nth(dots - 1).map_or(0, |(at, _)| at);
    &assumption.key[cut..]
}

/// The range and the unit: “1.1 to 1.3 to 1.6 × per level”.
pub(super) fn range(assumption: &Assumption) -> String {
    let fit = &assumption.fit;
    let [p5, p50, p95] = [fit.p5, fit.p50, fit.p95];
    let size = [p5, p50, p95].into_iter().flatten().fold(0.0, |most: f64, x| most.max(x.abs()));
    // What a fit leaves where 0 was asked is 0.
    let whole = |x: f64| if x.abs() < 1e-12 * size { 0.0 } else { x };
    let number = |x: Option<f64>| x.map_or("–".to_string(), |x| significant(whole(x)));
    let range = match fit.certain {
        true => number(p50),
        false => format!("{} … {} … {}", number(p5), number(p50), number(p95)),
    };
    amount(&range, &assumption.unit)
}

/// What a reader should look at twice.
pub(super) fn remark(assumption: &Assumption) -> Option<&'static str> {
    match assumption.sign {
        Some(Sign::Contested) => Some("contested"),
        Some(Sign::Nothing) => Some("changes nothing"),
        _ => None,
    }
}

/// The ground in short: “fact E048 E101, 0.62”.
pub fn ground(assumption: &Assumption) -> String {
    let mut text = assumption.ground.name().to_string();
    if assumption.ground == Ground::Bare {
        text = "BARE".to_string();
    }
    for id in &assumption.evidence {
        text.push_str(&format!(" {id}"));
    }
    match &assumption.strength {
        Some(strength) if strength.source == Source::Given => {
            format!("{text}, strength {:.2} (scored)", strength.value)
        }
        Some(strength) => format!("{text}, {:.2}", strength.value),
        None => text,
    }
}

fn later(page: &mut Page, ledger: &Ledger) {
    if ledger.later_structure.is_empty() {
        return;
    }
    page.gap();
    let head = format!("Known later than {}: used for the structure, for no value", ledger.as_of);
    page.wrap("", &head, "  ");
    for later in &ledger.later_structure {
        let claim = ledger.item(&later.evidence).map_or("", |item| item.claim.as_str());
        let cited = match later.cited_by.len() {
            1 => format!("by {}", later.cited_by[0]),
            n => format!("by {n} numbers"),
        };
        let text = format!("{} ({}, cited {cited}): {claim}", later.evidence, later.published);
        page.wrap("  ", &text, "      ");
    }
}
