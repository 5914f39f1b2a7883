//! Which options lead, and how far: what titles say of one chance under several options.

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::inspection::Inspection;
use super::phrases::{clearly_above, list};
use super::simulated::{Simulated, no_loser_counts};
use crate::analysis::below;
use crate::stats::Counts;
use crate::words::{counted, thousands};

/// How far an option's chance lies below the best one's, told from the worlds that both were simulated in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Behind {
    /// The difference. **Range** 0–1.
    pub by: f64,
    /// Its 95 % confidence interval; none where no error can be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<[f64; 2]>,
}

impl Behind {
    /// Whether it lies below without doubt.
    pub fn is_clear(self) -> bool {
        self.confidence.is_some_and(|[lo, _]| lo > 0.0)
    }

    /// Of scenarios that were simulated together, how far each lies below the best in what is counted; none of the best itself, nor where one
    /// counts nothing.
    pub(crate) fn of(
        cases: &[Simulated],
        counts: &dyn Fn(&Simulated) -> Option<Counts>,
    ) -> Vec<Option<Behind>> {
        let counted: Option<Vec<Counts>> = cases.iter().map(counts).collect();
        let Some(counted) = counted else { return vec![None; cases.len()] };
        let more = |best: usize, other: usize| match counted[other].total() > counted[best].total() {
            true => other,
            false => best,
        };
        let best = (0..counted.len()).reduce(more);
        let behind = |(place, own): (usize, &Counts)| {
            let best = best.filter(|&best| best != place)?;
            let (by, interval) = below(&counted[best], own, cases[place].tally.size);
            Some(Behind { by, confidence: interval.map(|range| [range.lo, range.hi]) })
        };
        counted.iter().enumerate().map(behind).collect()
    }

    /// Likewise in the chance that neither side loses by an index.
    pub(crate) fn without_a_loser(cases: &[Simulated], index: &str) -> Vec<Option<Behind>> {
        Behind::of(cases, &|case| {
            let bands = case.tally.metrics[case.metric(index)?].bands.as_ref()?;
            Some(no_loser_counts(bands, case.tally))
        })
    }

    pub(crate) fn inspect(self, look: &mut Inspection) {
        look.number(self.by);
        look.numbers(self.confidence.unwrap_or_default());
    }
}

/// An option.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rival<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its chance.
    pub chance: Chance,
    /// How far that lies below the best one's, where they were set against each other world by world; else errors are taken for independent.
    pub behind: Option<Behind>,
}

impl Rival<'_> {
    /// Whether the best exceeds it without doubt.
    fn is_behind(&self, best: &Rival) -> bool {
        let estimate = |row: &Rival| (row.chance.mean, row.chance.standard_error);
        self.behind.map_or_else(|| clearly_above(estimate(best), estimate(self)), Behind::is_clear)
    }
}

/// What the title says of several options.
pub(crate) fn comparison(rows: &[Rival], name: &dyn Fn(&str) -> String) -> String {
    let best = rows.iter().map(|row| row.chance).max_by(|a, b| a.mean.total_cmp(&b.mean));
    let best = best.unwrap_or_default();
    let highest = best.mean;
    let above: Vec<&Rival> = rows.iter().filter(|row| row.chance.mean > 0.5).collect();
    let is_clear_of_half = |share: Chance| !(share.confidence()[0]..=share.confidence()[1]).contains(&0.5);
    let all_clear = rows.iter().all(|row| is_clear_of_half(row.chance));
    let below = rows.iter().all(|row| row.chance.confidence()[1] < 0.01);
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
        _ if highest <= 0.33 && rows.iter().any(|row| row.chance.is_rare()) => None,
        _ if highest <= 0.33 => Some(format!("{} under every option", best.words())),
        _ if !all_clear => None,
        [] => Some("no option makes it more likely than not".into()),
        [only] => {
            let chance = only.chance.told();
            return format!("only {} makes it more likely than not, at {chance}", name(only.name));
        }
        all if all.len() == rows.len() => Some("more likely than not under every option".into()),
        some => Some(format!("more likely than not under {} of {} options", some.len(), rows.len())),
    };
    let claims = [level, leaders_claim(rows, name)];
    claims.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The place of the only option that leads, if one does.
pub(crate) fn leader(rows: &[Rival]) -> Option<usize> {
    let best = (0..rows.len()).max_by(|&a, &b| rows[a].chance.mean.total_cmp(&rows[b].chance.mean))?;
    let mut others = (0..rows.len()).filter(|&other| other != best);
    others.all(|other| rows[other].is_behind(&rows[best])).then_some(best)
}

/// Which options have the highest mean, if any stand out.
fn leaders_claim(rows: &[Rival], name: &dyn Fn(&str) -> String) -> Option<String> {
    let best = rows.iter().max_by(|a, b| a.chance.mean.total_cmp(&b.chance.mean))?;
    let mut leaders: Vec<&Rival> = rows.iter().filter(|row| !row.is_behind(best)).collect();
    leaders.sort_by(|a, b| b.chance.mean.total_cmp(&a.chance.mean));
    let chances: Vec<String> = leaders.iter().map(|row| row.chance.told()).collect();
    let names: Vec<String> = leaders.iter().map(|row| name(row.name)).collect();
    let tiny = best.chance.mean < 0.01;
    let (leads, lead) =
        if best.chance.mean > 0.5 { ("leads", "lead") } else { ("comes closest", "come closest") };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rival(name: &str, mean: f64, behind: Option<[f64; 2]>) -> Rival<'_> {
        let chance =
            Chance { mean, standard_error: 0.004, lo: mean * 0.8, hi: mean * 1.2, ..Chance::default() };
        let behind = behind.map(|ends| Behind { by: (ends[0] + ends[1]) / 2.0, confidence: Some(ends) });
        Rival { name, chance, behind }
    }

    #[test]
    fn what_worlds_in_common_tell_goes_before_independent_errors() {
        let claim = |rows: &[Rival]| leaders_claim(rows, &|name| name.to_string()).unwrap();
        let best = rival("A", 0.110, Some([0.0, 0.0]));
        assert_eq!(claim(&[best, rival("B", 0.105, None)]), "the options cannot be told apart");
        let clear = [best, rival("B", 0.105, Some([0.003, 0.007]))];
        assert_eq!((claim(&clear).as_str(), leader(&clear)), ("A comes closest at 11%", Some(0)));
        // Far apart, and still in doubt where worlds differ both ways.
        let doubtful = [best, rival("B", 0.090, Some([-0.001, 0.041]))];
        assert_eq!(
            (claim(&doubtful).as_str(), leader(&doubtful)),
            ("the options cannot be told apart", None)
        );
    }
}
