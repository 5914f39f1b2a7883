//! Where each option ends: one bar of shares for each, the headline's chance in words beside it.

use super::canvas::{Area, Axes, Canvas, Frame, MARGIN, WIDTH};
use super::layout::spread;
use super::style::{self, Anchor, Colour, segment_fills, tone_text};
use super::text::{shorten, widest_piece, width, wrap};
use super::words::{at_most_points, clearly_above, interval, list, percent, two_line_title, with_interval};
use super::{Picture, Provenance};
use crate::model::Tone;
use crate::stats::{LIKELIHOOD_SCALE, likelihood_word};

/// Share of trials ending in each segment, by option.
#[derive(Debug, Clone)]
pub struct EndStates {
    /// What the figure says; computed from the numbers if not given.
    pub title: Option<String>,
    /// When the shares are taken. **Shape** "December 2036".
    pub horizon: String,
    /// The segments of every bar, left to right; the first is the headline.
    pub segments: Vec<SegmentKey>,
    /// The bars, from the top.
    pub rows: Vec<EndStatesRow>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// What a segment is called and means.
#[derive(Debug, Clone)]
pub struct SegmentKey {
    /// Its name over the first bar.
    pub name: String,
    /// The meaning of its colour.
    pub tone: Tone,
}

/// One option's bar.
#[derive(Debug, Clone)]
pub struct EndStatesRow {
    /// The option's name.
    pub name: String,
    /// One share a segment, in the segments' order.
    pub shares: Vec<Share>,
}

/// An estimated share of trials.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// **Range** 0–1.
    pub mean: f64,
    /// The Monte Carlo standard error of the mean.
    pub standard_error: f64,
    /// Lower end of the 90 % credible interval over worlds; both ends are the mean where none can be told.
    pub lo: f64,
    /// Upper end of the 90 % credible interval over worlds.
    pub hi: f64,
}

impl EndStatesRow {
    fn headline(&self) -> Share {
        self.shares.first().copied().unwrap_or_default()
    }
}

impl EndStates {
    /// The figure as a picture.
    pub fn render(&self) -> Picture {
        let plan = Plan::new(self);
        let title = self.title.clone().unwrap_or_else(|| self.finding());
        let by_option = if self.rows.len() > 1 { ", by settlement option" } else { "" };
        let subtitle = format!("Share of simulated trials in each end state by {}{by_option}", self.horizon);
        let frame = Frame {
            title: &title,
            subtitle: &subtitle,
            notes: &self.notes(),
            description: &self.description(),
            provenance: &self.provenance,
        };
        let mut canvas = Canvas::new(&frame, plan.body_height());
        plan.render_heads(&mut canvas, self);
        let mut top = canvas.body.top + plan.head_height;
        for (row, &height) in self.rows.iter().zip(&plan.row_heights) {
            plan.render_row(&mut canvas, row, top, height);
            top += height;
        }
        canvas.finish()
    }

    fn headline_name(&self) -> &str {
        self.segments.first().map_or("The outcome", |segment| &segment.name)
    }

    /// The title: what the numbers say about the headline segment, in at most two lines (names are shortened if they
    /// must be). It always begins "{headline} by {horizon}" except for a single option.
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
    /// no such claim is made. Then follow the leaders: the options that the highest mean does not exceed by twice the
    /// standard error of the difference. One or two are named with their chances; if every option is among them they
    /// "cannot be told apart".
    fn finding(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| self.finding_with(&|name| shorten(name, set.size, set.weight, room)))
    }

    /// The title with every name passed through `name`.
    fn finding_with(&self, name: &dyn Fn(&str) -> String) -> String {
        let topic = format!("{} by {}", name(self.headline_name()), self.horizon);
        match self.rows.as_slice() {
            [] => format!("{topic}: no option to compare"),
            [row] => {
                let Share { mean, lo, hi, .. } = row.headline();
                let chance = format!("{}{}", percent(mean), with_interval(lo, hi));
                format!("{}: {topic} is {} ({chance})", name(&row.name), likelihood_word(mean))
            }
            rows => format!("{topic}: {}", comparison(rows, name)),
        }
    }

    fn notes(&self) -> String {
        let errors = self.rows.iter().flat_map(|row| &row.shares).map(|share| share.standard_error);
        let headline = self.headline_name();
        let last = match self.segments.as_slice() {
            [_, .., last] => format!(" and “{}”", last.name),
            _ => String::new(),
        };
        format!(
            "How to read: each bar is all trials of one option, split by where they end; rounded shares may not add \
             up to 100%. Whiskers and ranges: 90% credible interval, over the uncertainty of the assumptions, for \
             “{headline}”{last}. Standard error of the simulation: {}. Likelihood words (IPCC): {LIKELIHOOD_SCALE}.",
            at_most_points(errors.fold(0.0, f64::max), 1)
        )
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let shares = self.segments.iter().zip(&row.shares).map(|(segment, share)| {
                format!("{} {}{}", segment.name, percent(share.mean), with_interval(share.lo, share.hi))
            });
            format!("{}: {}", row.name, shares.collect::<Vec<_>>().join(" · "))
        });
        let rows = rows.collect::<Vec<_>>().join("; ");
        format!("Stacked bars: share of trials in each end state by {}, by option. {rows}.", self.horizon)
    }
}

/// What the title says of several options.
fn comparison(rows: &[EndStatesRow], name: &dyn Fn(&str) -> String) -> String {
    let highest = rows.iter().map(|row| row.headline().mean).fold(0.0, f64::max);
    let above: Vec<&EndStatesRow> = rows.iter().filter(|row| row.headline().mean > 0.5).collect();
    let is_clear_of_half = |share: Share| (share.mean - 0.5).abs() > 2.0 * share.standard_error;
    let all_clear = rows.iter().all(|row| is_clear_of_half(row.headline()));
    let level = match above.as_slice() {
        _ if highest < 0.01 => Some("below 1% under every option".to_string()),
        _ if highest <= 0.33 => Some(format!("{} under every option", likelihood_word(highest))),
        _ if !all_clear => None,
        [] => Some("no option makes it more likely than not".into()),
        [only] => {
            let chance = percent(only.headline().mean);
            return format!("only {} makes it more likely than not, at {chance}", name(&only.name));
        }
        all if all.len() == rows.len() => Some("more likely than not under every option".into()),
        some => Some(format!("more likely than not under {} of {} options", some.len(), rows.len())),
    };
    let claims = [level, leaders_claim(rows, name)];
    claims.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Which options have the highest mean, if any stand out.
fn leaders_claim(rows: &[EndStatesRow], name: &dyn Fn(&str) -> String) -> Option<String> {
    let best = rows.iter().max_by(|a, b| a.headline().mean.total_cmp(&b.headline().mean))?;
    let estimate = |row: &EndStatesRow| (row.headline().mean, row.headline().standard_error);
    let is_leader = |row: &&EndStatesRow| !clearly_above(estimate(best), estimate(row));
    let mut leaders: Vec<&EndStatesRow> = rows.iter().filter(is_leader).collect();
    leaders.sort_by(|a, b| b.headline().mean.total_cmp(&a.headline().mean));
    let chances: Vec<String> = leaders.iter().map(|row| percent(row.headline().mean)).collect();
    let names: Vec<String> = leaders.iter().map(|row| name(&row.name)).collect();
    let tiny = best.headline().mean < 0.01;
    let (leads, lead) =
        if best.headline().mean > 0.5 { ("leads", "lead") } else { ("comes closest", "come closest") };
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

const LABEL_GAP: f64 = 14.0;
const WORDS_GAP: f64 = 16.0;
const MAX_LABEL: f64 = 260.0;
/// The thickest a bar may be; a row is higher where its label needs it.
const MAX_BAR: f64 = 58.0;
/// Between bars.
const BAR_GAP: f64 = 12.0;
/// From the lowest line of the heads to the bars.
const TICK_GAP: f64 = 14.0;
/// Between neighbouring heads.
const HEAD_GAP: f64 = 16.0;

/// Where everything goes: columns and rows are measured, never guessed.
struct Plan {
    fills: Vec<Colour>,
    headline_colour: Colour,
    heads: Vec<Vec<String>>,
    words_head: Vec<String>,
    bars_left: f64,
    bars_right: f64,
    head_height: f64,
    row_heights: Vec<f64>,
}

impl Plan {
    fn new(figure: &EndStates) -> Plan {
        let label = style::LABEL;
        let labels: Vec<Vec<String>> =
            figure.rows.iter().map(|row| wrap(&row.name, label.size, label.weight, MAX_LABEL)).collect();
        let label_width = widest(labels.iter().flatten(), label);
        let words_width = figure.rows.iter().map(words_width).fold(110.0, f64::max);
        let bars_left = MARGIN + label_width + LABEL_GAP;
        let bars_right = WIDTH - MARGIN - words_width - WORDS_GAP;

        let names: Vec<&str> = figure.segments.iter().map(|segment| segment.name.as_str()).collect();
        let heads = fit_heads(&names, bars_right - bars_left + HEAD_GAP, bars_right - MARGIN + HEAD_GAP);
        let words_head = wrap(figure.headline_name(), style::HEAD.size, style::HEAD.weight, words_width);
        let head_lines = heads.iter().map(Vec::len).fold(words_head.len(), usize::max);

        let roomy = match figure.rows.len() {
            0..=2 => 70.0,
            3..=6 => 62.0,
            _ => 52.0,
        };
        let tones: Vec<Tone> = figure.segments.iter().map(|segment| segment.tone).collect();
        Plan {
            row_heights: labels
                .iter()
                .map(|lines| f64::max(roomy, lines.len() as f64 * label.leading() + 16.0))
                .collect(),
            head_height: head_lines as f64 * style::HEAD.leading() + TICK_GAP,
            headline_colour: tones.first().map_or(style::INK, |&tone| tone_text(tone)),
            fills: segment_fills(&tones),
            heads,
            words_head,
            bars_left,
            bars_right,
        }
    }

    fn body_height(&self) -> f64 {
        self.head_height + self.row_heights.iter().sum::<f64>() - BAR_GAP + 6.0
    }

    /// Shares run from 0 at the left to 1 at the right.
    fn axes(&self, top: f64) -> Axes {
        let area = Area { left: self.bars_left, top, right: self.bars_right, bottom: top + 1.0 };
        Axes::new(area, 0.0..1.0, 0.0..1.0)
    }

    /// Segment names over the first bar, each with a tick to its segment, and the head of the column of words.
    fn render_heads(&self, canvas: &mut Canvas, figure: &EndStates) {
        let Some(row) = figure.rows.first() else { return };
        let row_top = canvas.body.top + self.head_height;
        let row_height = self.row_heights.first().copied().unwrap_or_default();
        let bars_top = bar_middle(row_top, row_height) - bar_thickness(row_height) / 2.0;
        let (head, baseline) = (style::HEAD, row_top - TICK_GAP);
        let words_left = self.bars_right + WORDS_GAP;
        let first = baseline - head.leading() * (self.words_head.len() - 1) as f64;
        let set = head.colour(self.headline_colour);
        canvas.paragraph((words_left, first), head.leading(), &self.words_head, set);

        let axes = self.axes(bars_top);
        let mut start = 0.0;
        let segments: Vec<(f64, f64)> = row
            .shares
            .iter()
            .map(|share| {
                start += share.mean;
                (axes.at(start - share.mean, 0.0).0, axes.at(start, 0.0).0)
            })
            .collect();
        let middles: Vec<f64> = segments.iter().map(|(left, right)| (left + right) / 2.0).collect();
        let sizes: Vec<f64> = self.heads.iter().map(|lines| widest(lines, head) + HEAD_GAP).collect();
        let (lo, hi) = (self.bars_left - HEAD_GAP / 2.0, self.bars_right + HEAD_GAP / 2.0);
        let lo = if sizes.iter().sum::<f64>() > hi - lo { MARGIN - HEAD_GAP / 2.0 } else { lo };
        let centres = spread(&middles, &sizes[..middles.len().min(sizes.len())], lo, hi);
        for (i, (&centre, &(left, right))) in centres.iter().zip(&segments).enumerate() {
            let colour = tone_text(figure.segments[i].tone);
            let first = baseline - head.leading() * (self.heads[i].len() - 1) as f64;
            let set = head.colour(colour).anchor(Anchor::Middle);
            canvas.paragraph((centre, first), head.leading(), &self.heads[i], set);
            if right - left < 1.0 {
                continue;
            }
            // Straight down to the segment's middle where the name reaches it, else the shortest way to the segment.
            let reach = (sizes[i] - HEAD_GAP) / 2.0;
            let from = middles[i].clamp(centre - reach, centre + reach);
            let inset = f64::min(6.0, (right - left) / 2.0);
            let to = from.clamp(left + inset, right - inset);
            // It slants above the row only, clear of the row's label.
            let path = [(from, baseline + 5.0), (to, row_top), (to, bars_top + 1.0)];
            canvas.line(&path, colour, 1.2);
        }
    }

    fn render_row(&self, canvas: &mut Canvas, row: &EndStatesRow, top: f64, height: f64) {
        let (middle, half) = (bar_middle(top, height), bar_thickness(height) / 2.0);
        self.render_label(canvas, row, middle);
        self.render_bar(canvas, row, middle - half, middle + half);
        self.render_words(canvas, row, middle);
    }

    fn render_label(&self, canvas: &mut Canvas, row: &EndStatesRow, middle: f64) {
        let label = style::LABEL;
        let lines = wrap(&row.name, label.size, label.weight, MAX_LABEL);
        let first = middle + 0.36 * label.size - label.leading() * (lines.len() - 1) as f64 / 2.0;
        let at = (self.bars_left - LABEL_GAP, first);
        canvas.paragraph(at, label.leading(), &lines, label.anchor(Anchor::End));
    }

    /// The shares with a white gap between them, whiskers on the outer boundaries, numbers where they fit.
    fn render_bar(&self, canvas: &mut Canvas, row: &EndStatesRow, top: f64, bottom: f64) {
        let axes = self.axes(top);
        let x = |share: f64| axes.at(share.clamp(0.0, 1.0), 0.0).0;
        let last = self.fills.len().min(row.shares.len()).saturating_sub(1);
        let mut spans = Vec::new();
        let mut start = 0.0;
        for (i, (share, &fill)) in row.shares.iter().zip(&self.fills).enumerate() {
            let (left, right) = (x(start), x(start + share.mean));
            start += share.mean;
            let (gap_left, gap_right) = (if i > 0 { 0.75 } else { 0.0 }, if i < last { 0.75 } else { 0.0 });
            if right - left > 0.05 {
                // A share too thin for its gaps is still shown, as a hair.
                let right_edge = (right - gap_right).max(left + gap_left + 0.5);
                canvas.rectangle(Area { left: left + gap_left, top, right: right_edge, bottom }, fill);
            }
            spans.push((left, right));
        }

        let first_share = row.headline();
        let mut whiskers = vec![(x(first_share.lo), x(first_share.hi))];
        if let (true, Some(share)) = (last > 0, row.shares.get(last)) {
            whiskers.push((x(1.0 - share.hi), x(1.0 - share.lo)));
        }
        for (left, right) in whiskers {
            if right - left > 1.5 {
                canvas.whisker(left, right, bottom - 8.0);
            }
        }

        let set = style::STRONG_LABEL;
        let baseline = top + (bottom - top) * 0.36 + 0.36 * set.size;
        for (i, ((share, &fill), (left, right))) in row.shares.iter().zip(&self.fills).zip(spans).enumerate()
        {
            let number = percent(share.mean);
            if right - left < width(&number, set.size, set.weight) + 12.0 {
                continue;
            }
            let (at, anchor) = match i {
                0 => (left + 8.0, Anchor::Start),
                i if i == last => (right - 8.0, Anchor::End),
                _ => ((left + right) / 2.0, Anchor::Middle),
            };
            canvas.text((at, baseline), &number, set.colour(fill.text_on()).anchor(anchor));
        }
    }

    /// The headline's chance, its interval, and the word for it.
    fn render_words(&self, canvas: &mut Canvas, row: &EndStatesRow, middle: f64) {
        let (left, share) = (self.bars_right + WORDS_GAP, row.headline());
        let (big, small) = (style::BIG_NUMBER, style::ANNOTATION);
        let number = percent(share.mean);
        let number_end = left + width(&number, big.size, big.weight);
        canvas.text((left, middle - 3.0), &number, big.colour(self.headline_colour));
        let range = interval(share.lo, share.hi);
        if range != number && share.hi > share.lo {
            canvas.text((number_end + 8.0, middle - 3.0), &range, small);
        }
        canvas.text((left, middle + 14.0), likelihood_word(share.mean), small);
    }
}

fn bar_thickness(row_height: f64) -> f64 {
    f64::min(row_height - BAR_GAP, MAX_BAR)
}

fn bar_middle(row_top: f64, row_height: f64) -> f64 {
    row_top + (row_height - BAR_GAP) / 2.0
}

/// What a row needs in the column of words.
fn words_width(row: &EndStatesRow) -> f64 {
    let (big, small) = (style::BIG_NUMBER, style::ANNOTATION);
    let share = row.headline();
    let number = width(&percent(share.mean), big.size, big.weight);
    let range = width(&interval(share.lo, share.hi), small.size, small.weight);
    f64::max(number + 8.0 + range, width(likelihood_word(share.mean), small.size, small.weight))
}

fn widest<'a>(lines: impl IntoIterator<Item = &'a String>, set: style::Type) -> f64 {
    lines.into_iter().map(|line| width(line, set.size, set.weight)).fold(0.0, f64::max)
}

/// Names on as few lines each as let them stand side by side, over the bars if three lines will do, else over the
/// labels too. Words are cut only where nothing else helps.
fn fit_heads(names: &[&str], over_bars: f64, over_all: f64) -> Vec<Vec<String>> {
    let head = style::HEAD;
    let wrapped = |limit: f64| -> Vec<Vec<String>> {
        let room = |name: &str| f64::max(limit, widest_piece(name, head.size, head.weight));
        names.iter().map(|name| wrap(name, head.size, head.weight, room(name))).collect()
    };
    let limits = [f64::INFINITY, 220.0, 180.0, 150.0, 125.0, 105.0, 90.0, 75.0, 60.0];
    let fit_in = |room: f64, max_lines: usize| {
        limits.into_iter().map(wrapped).find(|heads| {
            let needed: f64 = heads.iter().map(|lines| widest(lines, head) + HEAD_GAP).sum();
            needed <= room && heads.iter().all(|lines| lines.len() <= max_lines)
        })
    };
    let even = f64::max(over_all / names.len().max(1) as f64 - HEAD_GAP, 24.0);
    fit_in(over_bars, 3)
        .or_else(|| fit_in(over_all, usize::MAX))
        .unwrap_or_else(|| names.iter().map(|name| wrap(name, head.size, head.weight, even)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::canvas::MEASURE;

    fn figure(rows: &[(&str, f64, f64)]) -> EndStates {
        let share =
            |mean: f64, standard_error: f64| Share { mean, standard_error, lo: mean * 0.8, hi: mean * 1.2 };
        EndStates {
            title: None,
            horizon: "December 2036".into(),
            segments: vec![
                SegmentKey { name: "Treaty in force".into(), tone: Tone::Better },
                SegmentKey { name: "Talks go on".into(), tone: Tone::Neutral },
            ],
            rows: rows
                .iter()
                .map(|&(name, mean, error)| EndStatesRow {
                    name: name.into(),
                    shares: vec![share(mean, error), share(1.0 - mean, error)],
                })
                .collect(),
            provenance: Provenance {
                engine: "hikiwake 0.1.0 (engine 1)".into(),
                scenario: "a.toml".into(),
                digest: "0123456789ab".into(),
                worlds: 10,
                paths: 10,
                seed: 0,
            },
        }
    }

    fn finding(rows: &[(&str, f64, f64)]) -> String {
        let title = figure(rows).finding();
        title.strip_prefix("Treaty in force by December 2036: ").unwrap_or(&title).to_string()
    }

    #[test]
    fn one_option_is_told_with_its_word_and_interval() {
        assert_eq!(
            finding(&[("Status quo", 0.05, 0.002)]),
            "Status quo: Treaty in force by December 2036 is very unlikely (5%, 90% interval 4–6%)"
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
        let title = figure(&[(long, 0.41, 0.01), (&long[10..], 0.405, 0.01), ("C", 0.1, 0.01)]).finding();
        let lines = wrap(&title, style::TITLE.size, style::TITLE.weight, MEASURE);
        assert!(lines.len() <= 2 && title.contains('…'), "{title}");
    }
}
