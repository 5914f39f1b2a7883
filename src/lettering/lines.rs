//! Text set in lines: where it may break, how many lines it takes, how much of it fits.

use super::font::{Weight, clean, width};

/// The lines of a text no wider than `max`: as few as possible, then as even in width as that number allows.
pub(crate) fn wrap(text: &str, size: f64, weight: Weight, max: f64) -> Vec<String> {
    set_in_lines(pieces(&clean(text)), size, weight, max)
}

/// The same for a text that may also break after characters of its own, such as the dots of a key.
pub(crate) fn wrap_at(
    text: &str,
    (size, weight): (f64, Weight),
    max: f64,
    is_break: impl Fn(char) -> bool,
) -> Vec<String> {
    let split =
        |piece: String| -> Vec<String> { piece.split_inclusive(&is_break).map(String::from).collect() };
    let pieces = pieces(&clean(text)).into_iter().flat_map(split).collect();
    set_in_lines(pieces, size, weight, max)
}

fn set_in_lines(pieces: Vec<String>, size: f64, weight: Weight, max: f64) -> Vec<String> {
    let fits = |line: &str, limit: f64| width(line.trim_end(), size, weight) <= limit;
    // At a hyphen only where the word has no room, and within a word only where nothing else helps.
    let at_hyphens = |piece: String| if fits(&piece, max) { vec![piece] } else { hyphenated(&piece) };
    let pieces: Vec<String> =
        pieces.into_iter().flat_map(at_hyphens).flat_map(|piece| cut(piece, |p| fits(p, max))).collect();
    let fill = |limit: f64| fill_lines(&pieces, |line| fits(line, limit));
    let fewest = fill(max);
    let (mut narrow, mut wide) = (max / fewest.len() as f64 * 0.8, max);
    if fewest.len() == 1 {
        return fewest;
    }
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        if fill(middle).len() <= fewest.len() { wide = middle } else { narrow = middle }
    }
    fill(wide)
}

/// The text itself, or as much of it as fits in `max` pixels with an ellipsis.
pub(crate) fn shorten(text: &str, size: f64, weight: Weight, max: f64) -> String {
    let text = clean(text);
    if width(&text, size, weight) <= max {
        return text;
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&format!("{short}{c}…"), size, weight) > max {
            break;
        }
        short.push(c);
    }
    let at_word = short.rfind(' ').filter(|&end| 2 * end > short.len()).unwrap_or(short.len());
    format!("{}…", short[..at_word].trim_end_matches([' ', ',', '(', ':', ';']))
}

/// Names, each as much of it as has room with an ellipsis: names of one list, which have to be told apart. Of those that would look alike the end
/// goes only after what they have in common: "A draft of … two-plus-alpha".
pub(crate) fn shorten_apart(names: &[(&str, f64)], size: f64, weight: Weight) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|&(name, max)| shorten(name, size, weight, max)).collect();
    let apart = |(place, (&(name, max), plain)): (usize, (&(&str, f64), &String))| {
        let alike = (0..names.len()).filter(|&other| short[other] == *plain && names[other].0 != name);
        let common = alike.map(|other| in_common(name, names[other].0)).max();
        debug_assert!(short[place] == *plain, "one shortened name a name");
        match common {
            None => plain.clone(),
            Some(common) => {
                // What differs comes first; a beginning takes what that leaves it.
                let rest = width(name.get(common..).unwrap_or_default(), size, weight);
                let room = (max - rest - width("… ", size, weight)).max(0.35 * max);
                let head = shorten(name.get(..common).unwrap_or(name), size, weight, room);
                let head = if head.ends_with('…') { head } else { format!("{}…", head.trim_end()) };
                let rest = name.get(common..).unwrap_or_default();
                format!(
                    "{head} {}",
                    shorten(rest, size, weight, max - width(&format!("{head} "), size, weight))
                )
            }
        }
    };
    names.iter().zip(&short).enumerate().map(apart).collect()
}

/// How many bytes two names have in common at their beginning, in whole words where they have words.
fn in_common(a: &str, b: &str) -> usize {
    let same = a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b);
    let end = same.map_or(a.len().min(b.len()), |((place, _), _)| place);
    let end = (0..=end).rev().find(|&place| a.is_char_boundary(place)).unwrap_or(0);
    match a[..end].rfind(' ') {
        // A script without spaces, or a name of one word.
        Some(space) if 3 * space > 2 * end || a[end..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
            space + 1
        }
        _ => end,
    }
}

/// Width of the widest part of a text that no line break divides.
pub(crate) fn widest_piece(text: &str, size: f64, weight: Weight) -> f64 {
    let pieces = pieces(&clean(text));
    let parts = pieces.iter().flat_map(|piece| hyphenated(piece));
    parts.map(|part| width(part.trim_end(), size, weight)).fold(0.0, f64::max)
}

/// Stands at the end of a line that breaks within a word, for whoever sets the line to know.
pub(crate) const BROKEN: char = '\u{AD}';

/// A word cut after the hyphens between its letters.
fn hyphenated(piece: &str) -> Vec<String> {
    let letters: Vec<char> = piece.chars().collect();
    let mut parts = vec![String::new()];
    for (i, &c) in letters.iter().enumerate() {
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        let is_letter =
            |place: Option<usize>| place.and_then(|i| letters.get(i)).is_some_and(|c| c.is_alphabetic());
        if matches!(c, '-' | '\u{2010}') && is_letter(i.checked_sub(1)) && is_letter(Some(i + 1)) {
            parts.push(String::new());
        }
    }
    parts
}

/// A text cut wherever a line may end: after a space unless a number follows ("at 41%" and "December 2036" stay
/// together), and after a Japanese character unless the next one must not begin a line or this one must not end it.
fn pieces(text: &str) -> Vec<String> {
    const NOT_FIRST: &str = "、。，．・）」』％：；ーっゃゅょぁぃぅぇぉッャュョァィゥェォ”’)]:;,.!?%…";
    const NOT_LAST: &str = "（「『";
    let mut pieces = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        let Some(&next) = characters.peek() else { break };
        let begins_number = next.is_ascii_digit() || matches!(next, '<' | '>');
        // "第2次" and "平成29年" are read in one.
        let ends_japanese = !begins_number
            && is_japanese(c)
            && !NOT_LAST.contains(c)
            && !NOT_FIRST.contains(next)
            && next != ' ';
        if (c == ' ' && !begins_number) || ends_japanese {
            pieces.push(String::new());
        }
    }
    pieces
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// A piece too long for a line, cut where it must be.
fn cut(piece: String, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in piece.chars() {
        match parts.last_mut() {
            Some(part) if part.is_empty() || c == ' ' || fits(&format!("{part}{c}")) => part.push(c),
            _ => parts.push(c.to_string()),
        }
    }
    let last = parts.len() - 1;
    parts[..last].iter_mut().for_each(|part| part.push(BROKEN));
    parts
}

fn fill_lines(pieces: &[String], fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.is_empty() || fits(&format!("{line}{piece}")) => line.push_str(piece),
            _ => lines.push(piece.clone()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const R: Weight = Weight::Regular;

    #[test]
    fn lines_are_balanced_and_keep_every_word() {
        let lines = wrap("No option is more likely than not to bring a treaty into force", 14.0, R, 300.0);
        assert_eq!(lines, ["No option is more likely than", "not to bring a treaty into force"]);
    }

    #[test]
    fn a_number_stays_with_the_word_before_it() {
        let lines = wrap("Treaty in force by December 2036", 14.0, R, 205.0);
        assert_eq!(lines, ["Treaty in force by", "December 2036"]);
    }

    #[test]
    fn japanese_breaks_between_characters_but_not_before_a_full_stop() {
        let lines = wrap("四島の帰属を決める。平和条約を結ぶ。", 14.0, R, 130.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| !line.starts_with('。')), "{lines:?}");
        assert_eq!(lines.concat(), "四島の帰属を決める。平和条約を結ぶ。");
    }

    #[test]
    fn what_closes_an_english_quotation_stays_with_the_japanese_name_in_it() {
        assert_eq!(pieces("“四島” has most"), ["“四", "島” ", "has ", "most"]);
        assert_eq!(pieces("四島: 2"), ["四", "島: 2"]);
    }

    #[test]
    fn a_number_stays_with_the_japanese_before_it() {
        assert_eq!(pieces("共同宣言1956年"), ["共", "同", "宣", "言1956年"]);
        assert_eq!(pieces("平成29年の会談"), ["平", "成29年", "の", "会", "談"]);
    }

    #[test]
    fn names_that_begin_alike_keep_what_differs() {
        let names = [
            "Joint projects that both governments run on the larger two islands",
            "Joint projects that both governments leave to companies",
        ];
        let cut = shorten_apart(&names.map(|name| (name, 260.0)), 13.0, R);
        assert!(cut[0].contains("run on") && cut[1].contains("leave to"), "{cut:?}");
        assert!(cut.iter().all(|name| name.starts_with("Joint") && name.contains('…')), "{cut:?}");
        assert!(cut.iter().all(|name| width(name, 13.0, R) <= 260.0), "{cut:?}");
        let japanese = [
            "両国政府が共に営む北方四島における共同経済活動第一案",
            "両国政府が共に営む北方四島における共同経済活動第二案",
        ];
        let cut = shorten_apart(&japanese.map(|name| (name, 180.0)), 13.0, R);
        assert!(cut[0].ends_with("一案") && cut[1].ends_with("二案"), "{cut:?}");
        // Names that are told apart as they are stay as `shorten` leaves them.
        let plain = ["Joint projects on the larger two islands", "Status quo"];
        assert_eq!(
            shorten_apart(&plain.map(|name| (name, 120.0)), 13.0, R),
            plain.map(|name| shorten(name, 13.0, R, 120.0))
        );
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        let lines = wrap("Friedensvertragsverhandlungsrahmen", 14.0, R, 100.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 14.0, R) <= 100.0), "{lines:?}");
    }

    #[test]
    fn a_word_breaks_at_its_hyphens_where_it_has_no_room_and_else_stays_whole() {
        assert_eq!(wrap("Two-plus-alpha", 14.0, R, 70.0), ["Two-plus-", "alpha"]);
        assert_eq!(wrap("A draft of two-plus-alpha", 14.0, R, 120.0), ["A draft of", "two-plus-alpha"]);
        // No word: a span of years.
        assert_eq!(wrap("1956-2017", 14.0, R, 80.0), ["1956-2017"]);
        let broken = wrap("presidency", 14.0, R, 40.0);
        assert!(broken[0].ends_with(BROKEN) && !broken[broken.len() - 1].ends_with(BROKEN), "{broken:?}");
    }

    #[test]
    fn a_shortened_text_fits_and_says_so() {
        let short = shorten("Two islands plus a joint zone", 14.0, R, 100.0);
        assert!(short.ends_with('…') && width(&short, 14.0, R) <= 100.0);
        assert_eq!(short, "Two islands…");
        assert_eq!(shorten("Two", 14.0, R, 100.0), "Two");
    }
}
