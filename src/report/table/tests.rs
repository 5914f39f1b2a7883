use super::*;
use crate::analysis::Estimand;
fn row(estimate: f64, standard_error: f64, interval: Option<(f64, f64)>) -> Outcome {
    Outcome {
        of: Estimand {
            outcome: "segment.settlement.signed".into(),
            name: "Signed".into(),
            kind: Kind::Probability,
            unit: None,
            by: "2026-12".into(),
        },
        estimate: Some(estimate),
        standard_error: Some(standard_error),
        lo: interval.map(|i| i.0),
        hi: interval.map(|i| i.1),
        share_between_worlds: Some(0.2),
        hits: None,
        trials: None,
        confidence_lo: None,
        confidence_hi: None,
        resolution: None,
        note: None,
        likelihood: Some("unlikely".into()),
    }
}

#[test]
fn no_line_of_words_is_wider_than_the_terminal() {
    for width in [30, 40, 80] {
        for detail in [Detail::Screen, Detail::Whole] {
            let told = legend(detail, width);
            assert!(told.lines().all(|l| l.chars().count() <= width), "{told}");
        }
    }
}

#[test]
fn a_chance_reads_with_its_error_and_its_worlds() {
    let cells = chance(&row(0.123, 0.0041, Some((0.014, 0.309))));
    assert_eq!(cells, ["12.30 ± 0.41%", "1–31%", "unlikely"]);
    // With one path a world there is no interval.
    assert_eq!(chance(&row(0.123, 0.0041, None))[1], "–");
}

#[test]
fn what_never_or_always_happened_is_counted() {
    let counted = |hits, note| {
        let p = hits as f64 / 100_000.0;
        chance(&Outcome { hits: Some(hits), trials: Some(100_000), note, ..row(p, 1e-5, None) })
    };
    assert_eq!(counted(0, Some(Note::Rare)), ["0 of 100,000"]);
    assert_eq!(counted(100_000, Some(Note::Rare)), ["all 100,000"]);
    assert_eq!(counted(100_000, Some(Note::Certain)), ["all 100,000"]);
}

#[test]
fn what_is_rare_is_counted_without_a_word() {
    let rare =
        Outcome { hits: Some(2), trials: Some(25_000), note: Some(Note::Rare), ..row(8e-5, 5.7e-5, None) };
    assert_eq!(chance(&rare), ["2 of 25,000"]);
    assert_eq!(chance(&Outcome { note: None, hits: Some(20), ..rare })[0], "0.0080 ± 0.0057%");
}

#[test]
fn a_base_of_few_histories_bears_no_conditional_chance() {
    let given = |hits, trials, note| {
        conditional(&Outcome { hits: Some(hits), trials: Some(trials), note, ..row(0.5, 0.1, None) })
    };
    assert_eq!(given(1, 3, Some(Note::Rare)), None);
    assert_eq!(given(2, 400, Some(Note::Rare)), Some("2 of 400".into()));
    assert_eq!(given(200, 400, None), Some("50 ± 10%".into()));
}

#[test]
fn what_is_read_off_a_cell_is_said_to_be() {
    let [scenario, file, option] = ["Scenario", "file", "option"].map(String::from);
    let outcomes = |resolution| Outcomes {
        scenario: scenario.clone(),
        file: file.clone(),
        option: option.clone(),
        worlds: 1,
        paths: 1,
        seed: 1,
        horizon: "2026-12".into(),
        estimates: vec![Outcome { resolution, ..row(5004.0, 1.0, Some((5000.0, 5008.0))) }],
    };
    assert_eq!(remarks(&outcomes(None)), Vec::<String>::new());
    assert!(remarks(&outcomes(Some(2.0)))[0].contains("read off cells"));
}

#[test]
fn what_cannot_be_measured_is_said_in_words() {
    let row = Outcome { note: Some(Note::NotMeasurable), ..row(0.123, 0.0041, None) };
    assert_eq!(chance(&row)[1], "not measurable");
}

#[test]
fn a_mean_without_an_error_is_told_with_what_is_known() {
    let mean = |error: Option<f64>, note| {
        let row = row(41.523, 1.0, None);
        let of = Estimand { kind: Kind::Mean, ..row.of.clone() };
        amount(&Outcome { of, standard_error: error, note, ..row })
    };
    assert_eq!(mean(Some(1.1), None), "41.5 ± 1.1");
    assert_eq!(mean(Some(0.0), Some(Note::Certain)), "41.5");
    assert_eq!(mean(None, None), "41.5 ± ?");
}
