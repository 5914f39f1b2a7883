//! Reading back what a chart says of the run that it shows.

/// The first digits of the digest of its run, from the text of a PNG, the metadata of an SVG or the description of a PDF; none in a file that is no chart of ours.
pub fn run_digest(chart: &[u8]) -> Option<String> {
    if chart.starts_with(PNG) {
        return texts(&chart[PNG.len()..]).iter().find_map(|text| digest_in(text));
    }
    if chart.starts_with(b"%PDF-") {
        return digest_in(&String::from_utf8_lossy(chart));
    }
    let text = std::str::from_utf8(chart).ok()?;
    let (_, after) = text.split_once("<metadata>")?;
    digest_in(after.split_once("</metadata>")?.0)
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The data of the text chunks of a PNG, from after its signature: keyword, flags and text, which is UTF-8 in what we write.
fn texts(mut chunks: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((header, rest)) = chunks.split_at_checked(8) {
        let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        // The data and its checksum.
        let Some((data, next)) = rest.split_at_checked(length.saturating_add(4)) else { break };
        if matches!(&header[4..], b"iTXt" | b"tEXt") {
            found.push(String::from_utf8_lossy(&data[..length]).into_owned());
        }
        chunks = next;
    }
    found
}

/// The hexadecimal number that follows the word sha256.
fn digest_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once("sha256")?;
    let digits: String =
        after.trim_start_matches([':', ' ']).chars().take_while(char::is_ascii_hexdigit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::Size;
    use crate::figures::{Chance, EndStates, EndStatesRow, Figure, Provenance, SegmentKey};
    use crate::model::Tone;

    #[test]
    fn a_chart_knows_its_run() {
        let share = Chance { mean: 1.0, lo: 1.0, hi: 1.0, ..Chance::default() };
        let figure = EndStates {
            what: None,
            horizon: "December 2026".into(),
            segments: vec![SegmentKey { name: "Signed".into(), tone: Tone::Reached }],
            rows: vec![EndStatesRow { name: "One <option>".into(), shares: vec![share], behind: None }],
        };
        let provenance = Provenance {
            engine: "hikiwake 0 (engine 1)".into(),
            scenario: "A scenario called sha".into(),
            digest: "0123456789ab".into(),
            worlds: 1,
            paths: 1,
            seed: 1,
            trial: None,
        };
        let picture = Figure::new("a", figure, provenance).render(Size::Slide);
        assert_eq!(run_digest(picture.svg.as_bytes()).as_deref(), Some("0123456789ab"));
        assert_eq!(run_digest(&picture.png(1.0).unwrap()).as_deref(), Some("0123456789ab"));
        #[cfg(feature = "pdf")]
        {
            let pdf = picture.pdf().unwrap();
            assert_eq!(run_digest(&pdf).as_deref(), Some("0123456789ab"));
            let has = |what: &str| pdf.windows(what.len()).any(|part| part == what.as_bytes());
            assert!(has("BriefSans"), "the font goes with it");
            assert!(!has("CreationDate") && !has("CreateDate"));
            for _ in 0..8 {
                assert!(pdf == picture.pdf().unwrap(), "the same bytes each time");
            }
        }
    }

    #[test]
    fn what_is_no_chart_of_ours_has_no_run() {
        for other in
            [&b""[..], b"<svg></svg>", b"<svg><metadata>sha256: </metadata>", PNG, b"sha256: 0123456789ab"]
        {
            assert_eq!(run_digest(other), None);
        }
        // A chunk that claims to be longer than the file.
        assert_eq!(run_digest(&[PNG, b"\xff\xff\xff\xfftEXtsha256: 0123456789ab"].concat()), None);
    }
}
