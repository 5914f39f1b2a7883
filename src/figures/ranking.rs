//! Which options lead, and how far: what titles say of one chance under several options.

use super::chance::Chance;
use super::phrases::{clearly_above, list};
use crate::words::{counted, thousands};

/// An option by its name, and its chance.
pub(crate) type Rival<'a> = (&'a str, Chance);

/// What the title says of several options.
pub(crate) fn comparison(rows: &[Rival], name: &dyn Fn(&str) -> String) -> String {
    let best = rows.iter().map(|row| row.1).max_by(|a, b| a.mean.total_cmp(&b.mean));
    let best = best.unwrap_or_default();
    let highest = best.mean;
    let above: Vec<&Rival> = rows.iter().filter(|row| row.1.mean > 0.5).collect();
    let is_clear_of_half = |share: Chance| !(share.confidence()[0]..=share.confidence()[1]).contains(&0.5);
    let all_clear = rows.iter().all(|row| is_clear_of_half(row.1));
    let below = rows.iter().all(|row| row.1.confidence()[1] < 0.01);
    let level = match above.as_slice() {
        _ if below => Some("below 1% under every option".to_string()),
        // Too few to claim more than what was seen.
        _ if best.is_rare() && best.hits == 0 => {
            return format!("in none of {} histories under any option", thousands(best.trials));
        }
        _ if best.is_rare() && best.mean < 0.5 => {
            let count = counted(best.hits, best.trials);
            return format!("in at most {count} histories under every option");
        }
        _ if best.is_rare() && highest <= 0.5 => None,
        // A word would be said of what is too rare for one.
        _ if highest <= 0.33 && rows.iter().any(|row| row.1.is_rare()) => None,
        _ if highest <= 0.33 => Some(format!("{} under every option", best.words())),
        _ if !all_clear => None,
        [] => Some("no option makes it more likely than not".into()),
        [only] => {
            let chance = only.1.told();
            return format!("only {} makes it more likely than not, at {chance}", name(only.0));
        }
        all if all.len() == rows.len() => Some("more likely than not under every option".into()),
        some => Some(format!("more likely than not under {} of {} options", some.len(), rows.len())),
    };
    let claims = [level, leaders_claim(rows, name)];
    claims.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The place of the only option that leads, if one does.
pub(crate) fn leader(rows: &[Rival]) -> Option<usize> {
    let estimate = |row: &Rival| (row.1.mean, row.1.standard_error);
    let best = (0..rows.len()).max_by(|&a, &b| rows[a].1.mean.total_cmp(&rows[b].1.mean))?;
    let mut others = (0..rows.len()).filter(|&other| other != best);
    others.all(|other| clearly_above(estimate(&rows[best]), estimate(&rows[other]))).then_some(best)
}

/// Which options have the highest mean, if any stand out.
fn leaders_claim(rows: &[Rival], name: &dyn Fn(&str) -> String) -> Option<String> {
    let best = rows.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let estimate = |row: &Rival| (row.1.mean, row.1.standard_error);
    let is_leader = |row: &&Rival| !clearly_above(estimate(best), estimate(row));
    let mut leaders: Vec<&Rival> = rows.iter().filter(is_leader).collect();
    leaders.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let chances: Vec<String> = leaders.iter().map(|row| row.1.told()).collect();
    let names: Vec<String> = leaders.iter().map(|row| name(row.0)).collect();
    let tiny = best.1.mean < 0.01;
    let (leads, lead) = if best.1.mean > 0.5 { ("leads", "lead") } else { ("comes closest", "come closest") };
    Some(match leaders.len() {
        n if n == rows.len() => "the options cannot be told apart".into(),
        1 if tiny => format!("{} {leads}", names[0]),
        1 => format!("{} {leads} at {}", names[0], chances[0]),
        2 if tiny => format!("{} {lead}", list(&names)),
        2 if chances[0] == chances[1] => format!("{} {lead} at {}", list(&names), chances[0]),
        2 => format!("{} {lead} at {}", list(&names), list(&chances)),
        n => format!("{n} options {lead} and cannot be told apart"),
    })
}
