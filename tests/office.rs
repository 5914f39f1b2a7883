//! The files for office programs, opened in one: LibreOffice turns each into pages or pictures, which are compared with what was meant.
//!
//! Without LibreOffice on the path the tests say so and are skipped; `.ci/run` installs it where it can.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]
#![cfg(feature = "xlsx")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::desk::{Desk, minimal};

/// Whether there is one; says so where there is none.
fn is_there() -> bool {
    let works = Command::new("soffice").arg("--version").output().is_ok_and(|o| o.status.success());
    if !works {
        eprintln!(
            "\n*** SKIPPED: no LibreOffice here, so the office files were not opened in an office program ***\n"
        );
    }
    works
}

/// A file as LibreOffice turns it into another kind.
fn turned(file: &Path, kind: &str) -> PathBuf {
    let place = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}", place.join("profile").display());
    let mut command = Command::new("soffice");
    command
        .args([&profile, "--headless", "--convert-to", kind, "--outdir"])
        .arg(place.join("turned"))
        .arg(file);
    let output = command.output().unwrap();
    let made = place.join("turned").join(file.with_extension(kind).file_name().unwrap());
    assert!(made.exists(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    made
}

/// Pages of a PDF that LibreOffice wrote.
fn pages(pdf: &Path) -> usize {
    let bytes = fs::read(pdf).unwrap();
    bytes.windows(11).filter(|part| *part == b"/Type/Page/").count()
}

/// How much ink stands in each of 24 by 18 parts of a picture.
fn ink(file: &Path) -> Vec<f64> {
    let mut decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(file).unwrap()));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let (wide, high) = (info.width as usize, info.height as usize);
    let channels = info.color_type.samples();
    let mut parts = vec![0.0; 24 * 18];
    for y in 0..high {
        for x in 0..wide {
            let pixel = &bytes[(y * wide + x) * channels..][..channels];
            let light: f64 =
                pixel[..channels.min(3)].iter().map(|&v| f64::from(v)).sum::<f64>() / channels.min(3) as f64;
            let clear = if channels == 4 { f64::from(pixel[3]) / 255.0 } else { 1.0 };
            parts[(y * 18 / high) * 24 + x * 24 / wide] += (255.0 - light) * clear / (wide * high) as f64;
        }
    }
    parts
}

/// How far two pictures are apart: the ink that stands elsewhere, as a part of all.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>() / b.iter().sum::<f64>()
}

#[test]
fn slides_and_workbook_open_whole() {
    if !is_there() {
        return;
    }
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    for format in ["pptx", "xlsx"] {
        desk.done(&["brief", "run", "--format", format]);
    }
    let slides = {
        let file = fs::File::open(desk.path("run-briefing.pptx")).unwrap();
        let archive = zip::ZipArchive::new(file).unwrap();
        archive.file_names().flatten().filter(|name| name.starts_with("ppt/slides/slide")).count()
    };
    assert_eq!(pages(&turned(&desk.path("run-briefing.pptx"), "pdf")), slides);
    assert!(pages(&turned(&desk.path("run-briefing.xlsx"), "pdf")) >= 4);
    // The same look sees slides that cannot be opened as meant.
    let whole = fs::read(desk.path("run-briefing.pptx")).unwrap();
    fs::write(desk.path("half.pptx"), &whole[..whole.len() / 2]).unwrap();
    let seen = std::panic::catch_unwind(|| pages(&turned(&desk.path("half.pptx"), "pdf")));
    assert_ne!(seen.ok(), Some(slides));
}

#[test]
fn an_outlined_chart_looks_there_as_it_does_here_and_a_live_one_keeps_its_letters() {
    if !is_there() {
        return;
    }
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    for format in ["png", "svg", "outlined"] {
        desk.done(&["chart", "run", "--only", "end_states", "--format", format, "--out", "drawn"]);
    }
    let meant = ink(&desk.path("drawn/end-states.png"));
    let outlined = ink(&turned(&desk.path("drawn/end-states-outlined.svg"), "png"));
    assert!(apart(&outlined, &meant) < 0.1, "{}", apart(&outlined, &meant));
    // Another font, but all of its letters: a rim painted over them would take most of their ink.
    let live = ink(&turned(&desk.path("drawn/end-states.svg"), "png"));
    assert!(apart(&live, &meant) < 0.3, "{}", apart(&live, &meant));
    // The same look sees a picture without its words.
    let svg = fs::read_to_string(desk.path("drawn/end-states.svg")).unwrap();
    let mute: Vec<&str> = svg.lines().filter(|line| !line.starts_with("<text")).collect();
    fs::write(desk.path("drawn/mute.svg"), mute.join("\n")).unwrap();
    let mute = ink(&turned(&desk.path("drawn/mute.svg"), "png"));
    assert!(apart(&mute, &meant) > 0.3, "{}", apart(&mute, &meant));
}
