//! Every figure at the edges of what it may be asked to show, in every size. The pictures are left in
//! target/chart-samples.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

mod compared;
mod deciding;
mod discovered;
mod inquiries;
mod ladders;
mod samples;

use std::path::Path;
use std::sync::LazyLock;

use hikiwake::drawing::{LEAST_TYPE, Picture, Problem, RenderError, Size};
use hikiwake::figures::{FIGURES, Figure, Figures};
use hikiwake::model::Tone;

use samples::{SEGMENTS, end_states, figure, options, panels, samples, stage_chances};

/// Every sample in every size, by the name of its file.
static PICTURES: LazyLock<Vec<(String, Picture)>> = LazyLock::new(|| {
    let sizes = |figure: Figure| {
        Size::ALL.map(|(word, size)| (format!("{}-{word}", figure.name), figure.render(size)))
    };
    samples().into_iter().flat_map(sizes).collect()
});

#[test]
fn every_sample_is_free_of_problems() {
    let mut found = Vec::new();
    for (name, picture) in PICTURES.iter() {
        let problems = picture.problems().iter();
        let told = problems.filter(|problem| !matches!(problem, Problem::SmallType { .. }));
        found.extend(told.map(|problem| format!("{name}: {problem}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// How many options, and by whose names.
const COUNTS: [usize; 5] = [1, 2, 4, 10, 25];
const SCRIPTS: [&str; 5] = ["plain", "long", "japanese", "russian", "arabic"];
const SHEETS: [(&str, Size); 2] = [("slide", Size::Slide), ("half", Size::Half)];

/// Whether a kind is drawn with this count, script and size: one sheet of eight, of every two of the four things each with each. The count moves the script on and
/// a turn of the scripts the size, so that a kind meets every count and script, and both sizes, with five sheets.
fn is_drawn(kind: usize, count: usize, script: usize, sheet: usize) -> bool {
    script == (kind + count) % SCRIPTS.len() && sheet == (kind / SCRIPTS.len() + count) % SHEETS.len()
}

#[test]
fn of_kinds_counts_scripts_and_sizes_every_two_meet() {
    let kinds = samples::of_options(&samples::options_in("plain", 10)).len();
    let of = [kinds, COUNTS.len(), SCRIPTS.len(), SHEETS.len()];
    let all = (0..of.iter().product::<usize>()).map(|n| {
        let (rest, sheet) = (n / of[3], n % of[3]);
        [rest / of[2] / of[1], rest / of[2] % of[1], rest % of[2], sheet]
    });
    let drawn: Vec<[usize; 4]> = all.filter(|&[k, c, s, p]| is_drawn(k, c, s, p)).collect();
    assert_eq!(drawn.len(), kinds * COUNTS.len());
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        for (x, y) in (0..of[a]).flat_map(|x| (0..of[b]).map(move |y| (x, y))) {
            assert!(drawn.iter().any(|of| of[a] == x && of[b] == y), "{x} of {a} never meets {y} of {b}");
        }
    }
}

/// Every kind with 1, 2, 4, 10 and 25 options, by names as they come, of 80 characters, Japanese, Russian, Arabic and Hebrew in a second font: no label is cut off by the sheet, lies on another or breaks within a word.
#[test]
fn every_kind_is_free_of_problems_at_every_count_and_in_every_script() {
    assert_eq!(problems_where(is_drawn), Vec::<String>::new());
}

/// What is wrong with pictures of options, where they are drawn.
fn problems_where(is_drawn: impl Fn(usize, usize, usize, usize) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (script, of) in SCRIPTS.iter().enumerate() {
        for (count, &n) in COUNTS.iter().enumerate() {
            for (kind, figure) in samples::of_options(&samples::options_in(of, n)).iter().enumerate() {
                for (sheet, &(word, size)) in SHEETS.iter().enumerate() {
                    if !is_drawn(kind, count, script, sheet) {
                        continue;
                    }
                    let picture = figure.render(size);
                    let problems = picture.problems().iter();
                    let told = problems.filter(|problem| !matches!(problem, Problem::SmallType { .. }));
                    found.extend(told.map(|problem| format!("{}-{n}-{of}-{word}: {problem}", figure.name)));
                }
            }
        }
    }
    found
}

/// At half size every kind takes a form in which ten options with names of eighty characters, and in every script, can be read; so can twenty-five.
#[test]
fn many_options_at_half_size_are_never_too_small_to_be_read() {
    let mut found = Vec::new();
    for (of, n) in SCRIPTS.map(|of| (of, 10)).into_iter().chain([("plain", 25), ("long", 25)]) {
        for figure in samples::of_options(&samples::options_in(of, n)) {
            let picture = figure.render(Size::Half);
            let is_small = |problem: &&Problem| matches!(problem, Problem::SmallType { .. });
            let told = picture.problems().iter().filter(is_small);
            found.extend(told.map(|problem| format!("{}-{n}-{of}: {problem}", figure.name)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_too_much_for_any_form_is_told() {
    let picture = figure("a", options(10));
    let many: Vec<(&str, Vec<f64>)> = vec![("An option", vec![0.3, 0.2, 0.3, 0.2]); 90];
    let picture_of_many = figure("a", end_states(&SEGMENTS, &many)).render(Size::Half);
    let is_small = |problem: &Problem| matches!(problem, Problem::SmallType { .. });
    assert!(picture_of_many.problems().iter().any(is_small));
    assert!(!picture.render(Size::Half).problems().iter().any(is_small));
}

#[test]
fn type_is_never_too_small_to_be_read() {
    let is_small = |problem: &Problem| matches!(problem, Problem::SmallType { .. });
    let told = PICTURES.iter().filter(|(_, picture)| picture.problems().iter().any(is_small));
    assert_eq!(told.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    for (name, picture) in PICTURES.iter() {
        // Worked out again from the picture: the smallest letters, and how much the sheet is shrunk.
        let head = picture.svg.lines().next().unwrap();
        let sheet: f64 = attribute(head, "viewBox").unwrap().split(' ').nth(2).unwrap().parse().unwrap();
        let shrunk = number(head, "width") / sheet;
        let texts = picture.svg.lines().filter(|line| line.starts_with("<text"));
        let least = texts.map(|line| number(line, "font-size")).fold(f64::INFINITY, f64::min);
        assert!(2.0 * least * shrunk >= LEAST_TYPE - 0.01, "{name}: {:.1}", 2.0 * least * shrunk);
    }
}

#[test]
fn no_number_is_cut() {
    for (name, picture) in PICTURES.iter() {
        let texts = picture.svg.lines().filter(|line| line.starts_with("<text") && line.contains("…</text>"));
        for line in texts {
            let text = line.split_once('>').unwrap().1;
            // What stands before it may be cut, a name with its number at the end may not.
            let last = text.trim_end_matches("…</text>").rsplit(' ').next().unwrap();
            assert!(!last.contains(|c: char| c.is_ascii_digit()), "{name}: {text}");
        }
    }
}

#[test]
fn a_word_that_no_sheet_holds_is_told() {
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3);
    let picture =
        figure("a", end_states(&[(&word, Tone::Reached)], &[(&word, vec![0.4])])).render(Size::Half);
    assert!(picture.problems().iter().any(|problem| matches!(problem, Problem::BrokenWord { .. })));
    // The letters of the mark are not shown.
    assert!(!picture.svg.contains('\u{AD}'));
}

#[test]
fn samples_are_left_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/chart-samples");
    std::fs::create_dir_all(&folder).unwrap();
    // `hikiwake chart target/chart-samples --only NAME` draws one as a PNG.
    std::fs::write(folder.join(FIGURES), Figures { figures: samples() }.json_vouched()).unwrap();
    for (name, picture) in PICTURES.iter() {
        std::fs::write(folder.join(format!("{name}.svg")), &picture.svg).unwrap();
    }
}

#[test]
fn a_figure_always_gives_the_same_bytes() {
    for figure in samples() {
        assert_eq!(figure.render(Size::Slide).svg, figure.render(Size::Slide).svg, "{}", figure.name);
    }
    let picture = figure("a", panels(1)).render(Size::Slide);
    assert_eq!(picture.png(1.0).unwrap(), picture.png(1.0).unwrap());
    assert_eq!(picture.outlined().unwrap(), picture.outlined().unwrap());
}

#[test]
fn a_stored_figure_is_drawn_as_it_was() {
    let figures = Figures { figures: samples() };
    let read = Figures::parse(&figures.json()).unwrap();
    assert_eq!(read, figures);
    for (before, after) in figures.figures.iter().zip(&read.figures) {
        assert_eq!(before.render(Size::Half).svg, after.render(Size::Half).svg, "{}", before.name);
    }
}

#[test]
fn an_own_title_is_drawn_and_what_the_numbers_do_not_show_is_doubted() {
    let doubts = |title: &str| figure("a", options(3)).with_title(title).doubtful_claims();
    assert_eq!(figure("a", options(3)).doubtful_claims(), Vec::<String>::new());
    assert_eq!(doubts("Two islands come closest, and 41% is not much"), Vec::<String>::new());
    let found = doubts("Joint administration of all four is likely to bring a treaty (75%)").join("\n");
    for part in [
        "says 75%, which the figure",
        "names “Joint administration of all four”, where the rule names “Two islands",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
    let svg = figure("a", options(3)).with_title("A title of one’s own").render(Size::Slide).svg;
    assert!(svg.contains("<title>A title of one’s own</title>"));
}

#[test]
fn a_slide_is_sixteen_by_nine_and_half_a_slide_half_of_it() {
    for (name, picture) in PICTURES.iter() {
        let (width, height) = (number(&picture.svg, "width"), number(&picture.svg, "height"));
        if name.ends_with("-slide") {
            assert_eq!((width, height), (960.0, 540.0), "{name}");
        } else if name.ends_with("-half") {
            assert_eq!((width, height), (480.0, 540.0), "{name}");
        } else {
            assert_eq!(width, 420.0, "{name}");
        }
    }
}

#[test]
fn computed_titles_keep_to_two_lines() {
    for (name, picture) in PICTURES.iter().filter(|(name, _)| name.ends_with("-slide")) {
        let lines = picture.svg.lines().filter(|line| line.contains("font-size=\"23\"")).count();
        assert!((1..=2).contains(&lines), "{name}: {lines} lines");
    }
}

#[test]
fn a_name_the_font_cannot_show_is_reported() {
    let named = figure("a", end_states(&SEGMENTS, &[("ทะเล", vec![0.4, 0.2, 0.3, 0.1])]));
    let picture = named.render(Size::Slide);
    assert!(picture.problems().iter().any(|problem| matches!(problem, Problem::MissingGlyphs { .. })));
}

#[test]
fn names_are_text_and_never_markup() {
    let hostile = "<script>alert(1)</script>&\"'\u{0}\u{1b}]]>";
    let mut ends = end_states(&[(hostile, Tone::Reached)], &[(hostile, vec![0.4])]);
    ends.horizon = hostile.into();
    let mut ends = figure("a", ends);
    ends.provenance.scenario = hostile.into();
    let mut stages = figure("b", stage_chances(&[hostile], &[(hostile, vec![0.4]), ("plain", vec![0.2])]));
    stages.provenance.engine = hostile.into();
    for figure in [vec![ends, stages], samples::named(hostile)].concat() {
        for (_, size) in Size::ALL {
            let picture = figure.render(size);
            for svg in [&picture.svg, &picture.outlined().unwrap()] {
                assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"), "{}", figure.name);
                assert!(!svg.contains(['\u{0}', '\u{1b}']));
                assert!(!svg.contains("]]>"));
            }
            picture.png(1.0).unwrap();
        }
    }
}

/// Every kind, by one sample of it, with so many marks that tell their value at the least.
const MARKS: [(&str, usize); 23] = [
    ("ladder-4", 12),
    ("blockers-4", 24),
    ("stops-4", 20),
    ("robustness-4", 4),
    ("end-states-5", 20),
    ("stages-2", 190),
    ("bundle-2", 80),
    ("dotplot-2", 20),
    ("exceedance-2", 40),
    ("plane-2", 14),
    ("fan-rising", 120),
    ("flow-4", 24),
    ("tornado-4", 4),
    ("drivers-4", 4),
    ("differences-4", 4),
    ("shares-4", 6),
    ("timeline-2", 240),
    ("timeline-still", 200),
    ("sweep-2", 16),
    ("heat-map-9", 150),
    ("strength-4", 40),
    ("boxes-4", 6),
    ("information-4", 5),
];

#[test]
fn every_mark_tells_its_value_when_pointed_at_and_no_pixel_shows_it() {
    for (name, least) in MARKS {
        let (_, picture) = PICTURES.iter().find(|(file, _)| *file == format!("{name}-slide")).unwrap();
        let titles: Vec<&str> =
            picture.svg.split("<title>").skip(2).filter_map(|rest| rest.split("</title>").next()).collect();
        assert!(titles.len() >= least, "{name}: {} marks", titles.len());
        let telling = titles.iter().filter(|title| title.contains(|c: char| c.is_ascii_digit())).count();
        assert!(telling * 10 >= titles.len() * 9, "{name}: {titles:?}");
        let mut bare = picture.clone();
        let lines = picture.svg.lines().filter(|line| !line.contains("pointer-events=\"all\""));
        let line =
            |line: &str| if line.starts_with("<g><title>") { "<g>\n".into() } else { format!("{line}\n") };
        bare.svg = lines.map(line).collect();
        assert!(bare.svg.len() < picture.svg.len());
        assert_eq!(bare.png(1.0).unwrap(), picture.png(1.0).unwrap(), "{name}");
    }
}

#[test]
fn pictures_stay_small_with_all_they_tell() {
    // Letters with a rim stand there twice, since some programs draw a rim over its letters.
    for (name, picture) in PICTURES.iter() {
        assert!(picture.svg.len() < 320_000, "{name}: {} bytes", picture.svg.len());
    }
}

#[test]
fn a_picture_says_what_it_shows_and_where_it_comes_from() {
    let picture = figure("a", options(2)).render(Size::Slide);
    let metadata = "engine: hikiwake 0.1.0 (engine 1); scenario: made-up.toml; sha256: \
         4f1c9a02be7700112233445566778899aabbccddeeff00112233445566778899; worlds: 2000; paths: 50; seed: 42";
    let head = [
        "role=\"img\"".to_string(),
        "<title>Treaty in force in December 2050: no option makes it more likely than not; Two islands, then talks \
         stop (1956) comes closest at 41%</title>"
            .into(),
        "Two islands, then talks stop (1956): Treaty in force 41%, 90% interval 30–52% · Signed, not ratified 16%"
            .into(),
        format!("<metadata>{metadata}</metadata>"),
    ];
    for expected in &head {
        assert!(picture.svg.contains(expected), "{expected}\n{}", picture.svg);
        assert!(picture.outlined().unwrap().contains(expected), "{expected}, outlined");
    }
    assert!(!picture.outlined().unwrap().contains("<text"), "outlined text is no text");
    let foot = "Source: hikiwake 0.1.0 (engine 1), made-up.toml (sha256 4f1c9a02be77), 2,000 worlds × 50 paths, seed 42";
    assert!(picture.svg.contains(foot));
    let png = picture.png(1.0).unwrap();
    for text in [format!("iTXtSource\0\0\0\0\0{foot}"), format!("iTXtDescription\0\0\0\0\0{metadata}")] {
        assert!(png.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}

#[test]
fn a_png_has_the_asked_size() {
    let png = figure("a", options(1)).render(Size::Slide).png(2.0).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(u32::from_be_bytes([png[16], png[17], png[18], png[19]]), 1920);
    assert_eq!(u32::from_be_bytes([png[20], png[21], png[22], png[23]]), 1080);
}

#[test]
fn a_senseless_scale_is_refused() {
    let picture = figure("a", options(1)).render(Size::Slide);
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1000.0] {
        assert!(matches!(picture.png(scale), Err(RenderError::Scale(_))), "{scale}");
    }
}

#[test]
fn values_never_read_as_impossible_or_certain() {
    for (name, picture) in PICTURES.iter() {
        for line in picture.svg.lines().filter(|line| line.starts_with("<text")) {
            // "100%" alone may stand on a scale; notes say that shares add up to it.
            for words in [">0%<", ">0% ", " 0%<", ">100% (", " 100%<"] {
                assert!(!line.contains(words), "{name} shows {words} in {line}");
            }
        }
    }
}

/// The value of an attribute of a line of SVG.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let start = line.find(&format!(" {name}=\""))? + name.len() + 3;
    line[start..].split('"').next()
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name).and_then(|value| value.parse().ok()).unwrap()
}

fn luminance(hex: &str) -> f64 {
    let channel = |i: usize| {
        let value = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_contrasts_with_what_it_stands_on() {
    for (name, picture) in PICTURES.iter() {
        let mut rectangles: Vec<&str> = Vec::new();
        for line in picture.svg.lines() {
            if line.starts_with("<rect") {
                rectangles.push(line);
            } else if line.starts_with("<text") && !line.contains("class=\"rim\"") {
                let (x, y) = (number(line, "x"), number(line, "y") - 4.0);
                let holds = |rectangle: &&&str| {
                    let (left, top) = (number(rectangle, "x"), number(rectangle, "y"));
                    (left..=left + number(rectangle, "width")).contains(&x)
                        && (top..=top + number(rectangle, "height")).contains(&y)
                };
                let ground = rectangles.iter().rev().find(holds).and_then(|r| attribute(r, "fill")).unwrap();
                let ratio = contrast(attribute(line, "fill").unwrap(), ground);
                assert!(ratio >= 4.5, "{name}: {ratio:.2} in {line}");
            }
        }
    }
}
