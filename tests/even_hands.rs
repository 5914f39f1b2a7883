//! No side is told otherwise than the other: with the names of the parties exchanged, and what each of them is, every title, word, number and colour of the figures is the
//! same with the names exchanged.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use hikiwake::drawing::Size as Paper;
use hikiwake::draws::Sampling;
use hikiwake::engine::Size;
use hikiwake::figures::Figures;
use hikiwake::scenario::Reach;
use hikiwake::study::{Study, Unwatched};

/// The figures of 60 × 100 histories.
fn figures(file: &str, sets: &[&str]) -> Figures {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    let study =
        Study::load(&[format!("tests/scenarios/closed/{file}.toml")], &sets, &Reach::default()).unwrap();
    let simulated = study.simulate(Size::new(1, 60, 100, Sampling::LatinHypercube), &Unwatched).unwrap();
    study.figures(&simulated, "the same for all").unwrap()
}

fn exchanged(text: &str) -> String {
    text.replace("Upland", "\u{0}").replace("Lowland", "Upland").replace('\u{0}', "Lowland")
}

/// How often each colour fills something.
fn colours(figures: &Figures) -> Vec<Vec<String>> {
    let of = |svg: &str| {
        let mut fills: Vec<String> =
            svg.split("fill=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_string()).collect();
        fills.sort();
        fills
    };
    figures.figures.iter().map(|figure| of(&figure.render(Paper::Slide).svg)).collect()
}

#[test]
fn with_names_and_sides_exchanged_everything_is_told_alike() {
    let told = figures("mirror", &[]);
    let mirrored = figures("mirrored", &["metric.draw.hikiwake=[\"two.house\", \"one.house\"]"]);
    assert_eq!(told.figures.len(), 3);
    let (drawn, drawn_mirrored) = (colours(&told), colours(&mirrored));
    assert!(drawn.iter().all(|fills| fills.len() > 3));
    assert_eq!(drawn, drawn_mirrored);
    let (told, mirrored) = (told.json(), mirrored.json());
    assert!(told.contains("waza-ari to Upland") && told.contains("ippon to Lowland"));
    assert_eq!(exchanged(&told), mirrored);
    // The planted bug: sides that change places while the names do not.
    assert_ne!(told, mirrored);
}

/// Every island has the names of both sides, and no name of a place stands alone on one side.
#[test]
fn islands_have_both_names() {
    let study = Study::load(&["scenarios/status-quo.toml"], &[], &Reach::default()).unwrap();
    let scenario = study.cases()[0].scenario();
    for (id, names) in [
        ("habomai", ["Habomai", "Malaya Kurilskaya Gryada"]),
        ("kunashiri_kunashir", ["Kunashiri", "Kunashir"]),
        ("etorofu_iturup", ["Etorofu", "Iturup"]),
    ] {
        let term = scenario.terms.iter().find(|term| term.id == id).unwrap();
        let both: Vec<&str> = term.name.split(" / ").collect();
        assert_eq!(both.len(), 2, "{}", term.name);
        assert!(both.iter().zip(names).all(|(told, name)| told.starts_with(name)), "{}", term.name);
    }
    assert!(scenario.name.len() > 3);
}
