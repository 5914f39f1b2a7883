//! Where each option ends, as data and in words; `bars` draws it.

use crate::analysis::{certain_segments, segment_counts};
use crate::lettering::title::two_lines;
use crate::model::Tone;
use crate::stats::scale_of;
use serde::{Deserialize, Serialize};

use super::chance::{Chance, errors, unmeasured};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::ranking::{Behind, Rival, comparison};
use super::simulated::{Simulated, chance, horizon};
use super::table::{Cell, SHARE_HEAD, Table, head, row, told_with_errors};
use super::tone::ToneWord;
/// Share of trials ending in each segment, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndStates {
    /// What splits the histories, in words, where it is not the report's end states: "by who loses".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub what: Option<String>,
    /// When the shares are taken. **Shape** "December 2036".
    pub horizon: String,
    /// The segments of every bar, left to right; the first is the headline.
    pub segments: Vec<SegmentKey>,
    /// The bars, from the top.
    pub rows: Vec<EndStatesRow>,
}

/// What a segment is called and means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentKey {
    /// Its name over the first bar.
    pub name: String,
    /// The meaning of its colour.
    #[serde(with = "ToneWord")]
    pub tone: Tone,
}

/// One option's bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndStatesRow {
    /// The option's name.
    pub name: String,
    /// One share a segment, in the segments' order.
    pub shares: Vec<Chance>,
    /// How far the headline lies below the best option's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub behind: Option<Behind>,
}

impl EndStatesRow {
    pub(crate) fn headline(&self) -> Chance {
        self.shares.first().copied().unwrap_or_default()
    }

    fn rival(&self) -> Rival<'_> {
        Rival { name: &self.name, chance: self.headline(), behind: self.behind }
    }
}

impl Kind for EndStates {
    /// What the numbers say about the headline segment (names are shortened if they must be). It always begins
    /// "{headline} in {horizon}" except for a single option.
    ///
    /// | the headline's means | the title goes on |
    /// |---|---|
    /// | one option | "{option}: … is {word} ({p}, 90% interval lo–hi)" |
    /// | all below 1 % | "below 1% under every option" |
    /// | all at most 33 % | "{word of the highest} under every option" |
    /// | all at most 50 % | "no option makes it more likely than not" |
    /// | one above 50 % | "only {option} makes it more likely than not, at {p}" |
    /// | several above 50 % | "more likely than not under {k} of {n} options" |
    /// | all above 50 % | "more likely than not under every option" |
    ///
    /// A mean above or below 50 % counts as such only if it is so by twice its standard error; if one is neither,
    /// no such claim is made. Then follow the leaders: the options that the highest mean does not exceed without doubt: by
    /// the 95 % confidence interval of the difference world by world, or, where worlds were not set against each other, by
    /// twice the standard error of independent estimates. One or two are named with their chances; if every option is among them they
    /// "cannot be told apart".
    fn title(&self) -> String {
        two_lines(|name| self.finding_with(name))
    }

    fn subtitle(&self) -> String {
        let by_option = if self.rows.len() > 1 { ", by settlement option" } else { "" };
        let what = self.what.as_deref().unwrap_or("in each end state");
        format!("Share of simulated histories {what} in {}{by_option}", self.horizon)
    }

    fn notes(&self) -> String {
        let errors = errors(self.rows.iter().flat_map(|row| row.shares.iter().copied()), 1);
        let last = match self.segments.as_slice() {
            [_, .., last] => format!(", and on the lower edge for “{}”", last.name),
            _ => String::new(),
        };
        let words: Vec<String> = self.rows.iter().map(|row| row.headline().words()).collect();
        let scale = scale_of(&words);
        let scale = if scale.is_empty() { scale } else { format!(" Likelihood words (IPCC): {scale}.") };
        let counted = match self.rows.iter().any(|row| row.shares.iter().any(|share| share.is_counted())) {
            true => {
                " Counted, not estimated: what fewer than 20 histories, or histories of fewer than 20 worlds, have or lack."
            }
            false => "",
        };
        format!(
            "Each bar is all histories of one option, split by where they end. Whiskers: 90% credible interval, over the \
             uncertainty of the assumptions, in the bar for “{}”{last}.{errors}{}{counted}{scale}",
            self.headline_name(),
            unmeasured(self.rows.iter().map(EndStatesRow::headline)),
        )
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let shares = self
                .segments
                .iter()
                .zip(&row.shares)
                .map(|(segment, share)| format!("{} {}", segment.name, share.with_interval()));
            format!("{}: {}", row.name, shares.collect::<Vec<_>>().join(" · "))
        });
        let rows = rows.collect::<Vec<_>>().join("; ");
        let what = self.what.as_deref().unwrap_or("in each end state");
        format!("Stacked bars: share of histories {what} in {}, by option. {rows}.", self.horizon)
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.horizon);
        look.names(&self.what);
        look.items(self.segments.len());
        look.items(self.rows.len());
        look.whole(self.segments.len() * self.rows.len() <= MOST_CELLS, "has too many cells");
        look.names(self.segments.iter().map(|segment| &segment.name));
        for row in &self.rows {
            look.name(&row.name);
            look.rectangular(row.shares.len() == self.segments.len());
            row.shares.iter().for_each(|share| look.share(share));
            row.behind.into_iter().for_each(|behind| behind.inspect(look));
        }
    }

    fn table(&self) -> Table {
        let of_row = |r: &EndStatesRow| -> Vec<Vec<Cell>> {
            let shares = self.segments.iter().zip(&r.shares);
            shares.map(|(segment, &share)| row(&[&r.name, &segment.name], told_with_errors(share))).collect()
        };
        let title = match &self.what {
            None => format!("End states in {}", self.horizon),
            Some(what) => format!("Histories {what} in {}", self.horizon),
        };
        Table::new(title, &head(&["Option", "End state"], &SHARE_HEAD))
            .with(self.rows.iter().flat_map(of_row))
    }
}

impl EndStates {
    pub(crate) fn headline_name(&self) -> &str {
        self.segments.first().map_or("The outcome", |segment| &segment.name)
    }

    /// The title with every name passed through `name`.
    fn finding_with(&self, name: &dyn Fn(&str) -> String) -> String {
        let topic = format!("{} in {}", name(self.headline_name()), self.horizon);
        match self.rows.as_slice() {
            [] => format!("{topic}: no option to compare"),
            [row] => {
                format!("{}: {}", name(&row.name), row.headline().said_of(&topic))
            }
            rows => {
                let rows: Vec<Rival> = rows.iter().map(EndStatesRow::rival).collect();
                format!("{topic}: {}", comparison(&rows, name))
            }
        }
    }
}

impl EndStates {
    /// Shares of end states by scenario.
    pub(crate) fn of(cases: &[Simulated]) -> EndStates {
        let first = cases[0].scenario;
        let headline = |case: &Simulated| segment_counts(case.scenario, case.tally).into_iter().next();
        EndStates {
            what: None,
            horizon: horizon(first),
            segments: first
                .report
                .segments
                .iter()
                .map(|segment| SegmentKey { name: segment.name.clone(), tone: segment.tone })
                .collect(),
            rows: cases
                .iter()
                .zip(Behind::of(cases, &headline))
                .map(|(case, behind)| EndStatesRow {
                    name: case.scenario.name.clone(),
                    behind,
                    shares: segment_counts(case.scenario, case.tally)
                        .iter()
                        .zip(certain_segments(case.scenario, case.plan))
                        .map(|(counts, certain)| chance(counts, case.tally, certain))
                        .collect(),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Note;
    use crate::lettering::title::lines;

    fn figure(rows: &[(&str, f64, f64)]) -> EndStates {
        let share = |mean: f64, standard_error: f64| Chance {
            mean,
            standard_error,
            lo: mean * 0.8,
            hi: mean * 1.2,
            ..Chance::default()
        };
        EndStates {
            what: None,
            horizon: "December 2036".into(),
            segments: vec![
                SegmentKey { name: "Treaty in force".into(), tone: Tone::Reached },
                SegmentKey { name: "Talks go on".into(), tone: Tone::Open },
            ],
            rows: rows
                .iter()
                .map(|&(name, mean, error)| EndStatesRow {
                    name: name.into(),
                    shares: vec![share(mean, error), share(1.0 - mean, error)],
                    behind: None,
                })
                .collect(),
        }
    }

    fn finding(rows: &[(&str, f64, f64)]) -> String {
        let title = figure(rows).title();
        title.strip_prefix("Treaty in force in December 2036: ").unwrap_or(&title).to_string()
    }

    #[test]
    fn one_option_is_told_with_its_word_and_interval() {
        assert_eq!(
            finding(&[("Status quo", 0.05, 0.002)]),
            "Status quo: Treaty in force in December 2036 is very unlikely (5%, 90% interval 4–6%)"
        );
    }

    #[test]
    fn tiny_chances_name_a_leader_only_when_one_stands_out() {
        assert_eq!(
            finding(&[("A", 0.008, 0.0005), ("B", 0.001, 0.0002), ("C", 0.0, 0.0001)]),
            "below 1% under every option; A comes closest"
        );
        assert_eq!(
            finding(&[("A", 0.002, 0.0005), ("B", 0.001, 0.0005)]),
            "below 1% under every option; the options cannot be told apart"
        );
    }

    #[test]
    fn low_chances_take_the_word_of_the_highest() {
        assert_eq!(
            finding(&[("A", 0.08, 0.004), ("B", 0.28, 0.004), ("C", 0.02, 0.002)]),
            "unlikely under every option; B comes closest at 28%"
        );
    }

    #[test]
    fn what_is_rare_is_counted_in_the_title_and_gets_no_word() {
        let rare = |hits: u64| Chance {
            mean: hits as f64 / 400.0,
            hits,
            trials: 400,
            confidence: Some([0.0, 0.02 + hits as f64 / 400.0]),
            note: Some(Note::Rare),
            ..Chance::default()
        };
        let of = |shares: &[Chance]| {
            let names: Vec<(&str, f64, f64)> =
                ["A", "B", "C"][..shares.len()].iter().map(|n| (*n, 0.2, 0.01)).collect();
            let mut figure = figure(&names);
            for (row, share) in figure.rows.iter_mut().zip(shares) {
                row.shares[0] = *share;
            }
            figure.title().replace("Treaty in force in December 2036", "It")
        };
        assert_eq!(of(&[rare(2)]), "A: It, in 2 of 400 histories");
        assert_eq!(of(&[rare(0), rare(0)]), "It: in none of 400 histories under any option");
        assert_eq!(of(&[rare(3), rare(0)]), "It: in at most 3 of 400 histories under every option");
        let often = Chance { mean: 0.2, standard_error: 0.01, hits: 80, trials: 400, ..Chance::default() };
        assert_eq!(of(&[often, rare(2)]), "It: A comes closest at 20%");
        let certain = Chance { note: Some(Note::Certain), mean: 1.0, confidence: None, ..rare(400) };
        assert_eq!(of(&[certain]), "A: It, in all 400 histories (certain by construction)");
    }

    #[test]
    fn two_within_error_are_both_named() {
        assert_eq!(
            finding(&[("A", 0.41, 0.01), ("B", 0.40, 0.01), ("C", 0.1, 0.01)]),
            "no option makes it more likely than not; A and B come closest at 41% and 40%"
        );
    }

    #[test]
    fn options_above_a_half_are_counted() {
        assert_eq!(
            finding(&[("A", 0.71, 0.01), ("B", 0.40, 0.01)]),
            "only A makes it more likely than not, at 71%"
        );
        assert_eq!(
            finding(&[("A", 0.71, 0.01), ("B", 0.6, 0.01), ("C", 0.4, 0.01)]),
            "more likely than not under 2 of 3 options; A leads at 71%"
        );
        assert_eq!(
            finding(&[("A", 0.71, 0.01), ("B", 0.6, 0.01)]),
            "more likely than not under every option; A leads at 71%"
        );
    }

    #[test]
    fn nothing_is_claimed_of_a_chance_within_error_of_a_half() {
        assert_eq!(finding(&[("A", 0.507, 0.01), ("B", 0.2, 0.01)]), "A leads at 51%");
    }

    #[test]
    fn a_title_keeps_to_two_lines_by_shortening_names() {
        let long =
            "Return of two islands at once and of the other two after thirty years of joint administration";
        let title = figure(&[(long, 0.41, 0.01), (&long[10..], 0.405, 0.01), ("C", 0.1, 0.01)]).title();
        assert!(lines(&title) <= 2 && title.contains('…'), "{title}");
    }
}
