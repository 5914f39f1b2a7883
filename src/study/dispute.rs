//! Two analysts disagree: how much of the difference between their answers each thing makes that they do not share.

use super::asking::{ALPHA, asked_outcome};
use super::attribution::{Mixed, Mixtures};
use super::cases::{Case, Study};
use super::disputed::{Dispute, Held, Point, Standing, Verdict, question_of_dispute, whole_error};
use super::error::Error;
use super::sweep_axis::described;
use super::watch::Watch;
use crate::analysis::{Estimated, Less, Question, Share};
use crate::engine::Size;
use crate::ledger::{Ledger, ledger, placements};
use crate::report::{Inquiry, ground_in_short, values_of};
use crate::scenario::{self, Edit, Entry};
use crate::stats::Interval;

/// What decides, and what each mixture of the two comes to.
struct Verdicts<'m> {
    threshold: Option<f64>,
    /// The options among which the order decides, with every mixture under each of them.
    options: Vec<(String, &'m Mixed)>,
    size: Size,
}

impl Study {
    /// The difference between the answers of two scenarios, shared out over all that they do not share, from the values of each to its verdict: which
    /// side of a threshold the outcome lies on, or which of some options comes first.
    ///
    /// **Errors** the study is not of two scenarios; they do not have the outcome in all mixtures; there is no such option; as for [`Study::simulate`].
    pub fn dispute(
        &self,
        question: &Question,
        threshold: Option<f64>,
        options: &[String],
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        let [a, b] = self.cases() else {
            return Err(Error::Unanswerable("a dispute is between two scenarios".into()));
        };
        let edits = scenario::edits(&a.loaded, &b.loaded);
        let words = edits.iter().filter(|edit| edit.is_words).count();
        let asked = asked_outcome(question, a.scenario(), false);
        let estimand = question.estimand(a.scenario());
        let outcome = [(question.outcome(), estimand.by.as_str())];
        let Some(mixtures) = Mixtures::new(&a.loaded, &edits, 1, size) else {
            return self.without_dispute(question, &edits, size, watch);
        };
        let (all, k) = (mixtures.all(), mixtures.groups().count());
        let turned: Vec<u64> =
            [0, all].into_iter().chain((0..k).flat_map(|i| [1 << i, all & !(1 << i)])).collect();
        let unsound = || {
            let why = "some mixtures of the two are no sound scenarios, so that the difference cannot be shared out";
            Error::Unanswerable(why.into())
        };
        let masks = mixtures.needed().into_iter().chain(turned.iter().copied()).collect();
        let mixed = mixtures.simulate(masks, None, &outcome, size, watch)?.ok_or_else(unsound)?;
        let mut remarks = Vec::new();
        let mut of_options: Vec<(String, Mixed)> = Vec::new();
        for option in options {
            let edit = option_edit(a, b, option)?;
            match mixtures.simulate(turned.clone(), Some(&edit), &outcome, size, watch)? {
                Some(mixed) => of_options.push((option.clone(), mixed)),
                None => remarks.push(format!(
                    "With `{option}` on the table some mixtures of the two are no sound scenarios; it is left out of the order."
                )),
            }
        }
        let no_value = || {
            Error::Unanswerable(format!("`{}` has no value in some mixtures of the two", question.outcome()))
        };
        let says = |mask: u64| mixed.of(mask, 0).cloned().ok_or_else(no_value);
        let says = [says(0)?, says(all)?];
        let attribution = mixtures.attribution(&mixed, &outcome, size);
        let shares = &attribution.outcomes.first().ok_or_else(no_value)?.shares;
        let verdicts = Verdicts {
            threshold,
            options: of_options.iter().map(|(id, mixed)| (id.clone(), mixed)).collect(),
            size,
        };
        let ledgers = [ledger(&a.loaded), ledger(&b.loaded)];
        let groups = mixtures.groups().zip(shares).enumerate();
        let mut points: Vec<Point> = groups
            .map(|(i, ((name, edits), share))| Point {
                name: name_of(name, edits, [a, b]),
                held: edits.iter().map(|edit| held(edit, [a, b], &ledgers)).collect(),
                share: *share,
                standing: standing(share),
                turned: [1 << i, all & !(1 << i)].map(|mask| verdicts.of(&mixed, mask, a)),
            })
            .collect();
        points.sort_by(|x, y| y.share.estimate.value.abs().total_cmp(&x.share.estimate.value.abs()));
        let dispute = Dispute {
            study: self,
            question,
            asked,
            size,
            threshold,
            options: verdicts.options.iter().map(|(id, _)| id.clone()).collect(),
            difference: Less::new(&says[1], &says[0], size.clusters(), ALPHA),
            verdicts: [0, all].map(|mask| verdicts.of(&mixed, mask, a)),
            says,
            points,
            words,
            orders: attribution.orders,
            remarks,
        };
        Ok(dispute.inquiry())
    }

    /// Two scenarios that share every number, or too many groups of numbers to tell them apart.
    fn without_dispute(
        &self,
        question: &Question,
        edits: &[Edit],
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        let acting = edits.iter().filter(|edit| !edit.is_words).count();
        if acting > 0 {
            return Err(Error::Unanswerable(format!(
                "{acting} disagreements are too many to share a difference out"
            )));
        }
        let asked = asked_outcome(question, self.cases()[0].scenario(), false);
        let answers = self.ask(question, vec![Ok(self.variant(0))], size, watch)?;
        let value = answers[0].estimated().map_or("no value".to_string(), |is| {
            asked.value(is.by_world.value, asked.decimals(is.by_world.value.abs(), Some(is.alone)))
        });
        Ok(Inquiry {
            name: "dispute",
            question: question_of_dispute(self, &asked),
            findings: vec![format!(
                "They disagree on no number: both say {value}. {} in words only.",
                match edits.len() {
                    0 => "Nothing differs".to_string(),
                    1 => "One thing differs".to_string(),
                    n => format!("{n} things differ"),
                }
            )],
            tables: Vec::new(),
            figures: Vec::new(),
            data: serde_json::json!({ "outcome": question.outcome(), "disagreements": [] }),
            remarks: Vec::new(),
        })
    }
}

impl Verdicts<'_> {
    /// What a mixture concludes; nothing where nothing was asked for.
    fn of(&self, mixed: &Mixed, mask: u64, case: &Case) -> Option<Verdict> {
        match (self.threshold, self.options.len()) {
            (Some(threshold), _) => {
                let range = mixed.of(mask, 0)?.interval(self.size.clusters(), ALPHA)?;
                Some(match range {
                    Interval { lo, .. } if lo > threshold => Verdict::Above,
                    Interval { hi, .. } if hi < threshold => Verdict::Below,
                    _ => Verdict::Open,
                })
            }
            (None, 2..) => {
                let all: Vec<(&str, &Estimated)> = self
                    .options
                    .iter()
                    .map(|(id, mixed)| Some((id.as_str(), mixed.of(mask, 0)?)))
                    .collect::<Option<_>>()?;
                let by_value = |x: &&(&str, &Estimated), y: &&(&str, &Estimated)| {
                    x.1.by_world.value.total_cmp(&y.1.by_world.value)
                };
                let (first, best) = all.iter().max_by(by_value)?;
                let is_clear = all.iter().filter(|(id, _)| id != first).all(|(_, other)| {
                    Less::new(best, other, self.size.clusters(), ALPHA)
                        .range
                        .is_some_and(|range| range.lo > 0.0)
                });
                Some(match is_clear {
                    true => Verdict::First(case.scenario().option_name(first).to_string()),
                    false => Verdict::Open,
                })
            }
            _ => None,
        }
    }
}

/// That another option is on the table, in either scenario.
fn option_edit(a: &Case, b: &Case, option: &str) -> Result<Edit, Error> {
    for case in [a, b] {
        if case.scenario().option_sheet(option).is_none() {
            let ids: Vec<String> =
                case.scenario().options.iter().map(|option| format!("`{}`", option.id)).collect();
            return Err(Error::Unanswerable(format!(
                "{} has no option `{option}`; it has {}",
                case.file,
                ids.join(", ")
            )));
        }
    }
    let entry =
        Entry { key: "option".into(), value: format!("\"{option}\""), place: "the order of options".into() };
    Ok(Edit { key: "option".into(), old: vec![entry.clone()], new: vec![entry], is_words: false })
}

/// What a group of edits is called: a quantity by its element and role, a level by its option and term, a row of the table of acceptability, an
/// element by its name; else by its key.
fn name_of(name: &str, edits: &[&Edit], cases: [&Case; 2]) -> String {
    // An element of which one thing was edited is told by that.
    let key = if let [one] = edits { one.key.as_str() } else { name };
    let in_scenario = |case: &Case| {
        let scenario = case.scenario();
        match key.split('.').collect::<Vec<_>>()[..] {
            ["option"] => Some("The option on the table".to_string()),
            ["option_sheet", option, "terms", term] => {
                Some(format!("{}: {}", scenario.option_name(option), scenario.term_name(term)))
            }
            ["acceptability", option] => Some(format!(
                "How acceptable “{}” is, and what package that is of",
                scenario.option_name(option)
            )),
            _ if edits.len() == 1 => Some(described(scenario, key).0).filter(|told| told != key),
            _ => {
                let within = format!("{key}.");
                let of = placements(scenario);
                let placed = of.into_iter().find(|placed| placed.quantity.key.starts_with(&within))?;
                Some(placed.element.name)
            }
        }
    };
    cases.into_iter().find_map(in_scenario).unwrap_or_else(|| key.to_string())
}

/// What either holds at a key, and on what ground.
fn held(edit: &Edit, cases: [&Case; 2], ledgers: &[Ledger; 2]) -> Held {
    let values = values_of(edit, cases.map(Case::scenario));
    let ground = |ledger: &Ledger| ledger.assumption(&edit.key).map(ground_in_short);
    let place = |entries: &[Entry]| entries.first().map(|entry| entry.place.clone());
    Held {
        key: edit.key.clone(),
        values,
        grounds: ledgers.each_ref().map(ground),
        places: [place(&edit.old), place(&edit.new)],
    }
}

/// Whether a disagreement matters.
fn standing(share: &Share) -> Standing {
    let error = whole_error(share);
    match share.estimate.value.abs() {
        0.0 if error == 0.0 => Standing::Idle,
        value if value > 2.0 * error => Standing::Matters,
        _ => Standing::Noise,
    }
}
