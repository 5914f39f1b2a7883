//! Broken inputs: what people and editors do to a file, and what somebody would do who means harm.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

/// Inputs beyond this are cut. **Unit** bytes.
const LONGEST: usize = 1 << 18;

/// Numbers at the edges of what is allowed, and beyond them.
const NUMBERS: [&str; 30] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "0.5",
    "1e-300",
    "1e300",
    "-1e300",
    "1e400",
    "inf",
    "-inf",
    "nan",
    "9007199254740993",
    "18446744073709551616",
    "-9223372036854775808",
    "1e15",
    "1e100",
    "5e-324",
    "0.1",
    "100",
    "5000",
    "5001",
    "1200",
    "1_000",
    "1,5",
    "\u{2212}1",
    "0x10",
    "1e",
    "1.",
];

/// Text that means something to some program.
const WORDS: [&str; 40] = [
    "\u{1b}[31m",
    "\u{202e}",
    "\u{9b}",
    "\u{0}",
    "\u{feff}",
    "../",
    "/etc/passwd",
    "/dev/zero",
    "C:\\",
    "CON",
    "=1+1",
    "@SUM(A1)",
    "<script>",
    "]]>",
    "&amp;",
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n\n",
    "#",
    "extends",
    "remove = true",
    "\u{1f3dd}\u{fe0f}",
    "\u{65e5}\u{672c}",
    "\u{627}\u{644}",
    "e\u{301}",
    "sep=;",
    "formula",
    "truncate = [0, 1]",
    "p50",
];

/// A broken input made from one of these, or from two.
pub fn mutate(corpus: &[Vec<u8>], random: &mut impl Rng) -> Vec<u8> {
    let mut input = corpus.choose(random).cloned().unwrap_or_default();
    loop {
        let other = corpus.choose(random).map_or(&[][..], Vec::as_slice);
        change(&mut input, other, random);
        if random.random_bool(0.5) {
            break;
        }
    }
    input.truncate(LONGEST);
    input
}

fn change(input: &mut Vec<u8>, other: &[u8], random: &mut impl Rng) {
    match random.random_range(0..12) {
        0 => {
            replace(input, |c| c.is_ascii_digit() || matches!(c, b'.' | b'-'), pick(&NUMBERS, random), random)
        }
        1 => replace(input, |c| c.is_ascii_alphanumeric() || c == b'_', &token(other, random), random),
        2 => {
            let own = token(input, random);
            replace(input, |c| c.is_ascii_alphanumeric() || c == b'_', &own, random);
        }
        3 => insert(input, pick(&WORDS, random), random),
        4 => insert(input, pick(&NUMBERS, random), random),
        5 => {
            let gone = part(input, 64, random);
            input.drain(gone);
        }
        6 => {
            let (range, times) = (part(input, 200, random), random.random_range(1..40));
            let again = input[range].repeat(times);
            insert(input, &again, random);
        }
        7 => move_line(input, None, random),
        8 => move_line(input, Some(other), random),
        9 => {
            let (cut, from) = (place(input, random), place(other, random));
            input.truncate(cut);
            input.extend_from_slice(&other[from..]);
        }
        10 => {
            if !input.is_empty() {
                let at = random.random_range(0..input.len());
                input[at] ^= 1 << random.random_range(0..8);
            }
        }
        _ => insert(input, &[random.random::<u8>()], random),
    }
}

fn pick(words: &[&'static str], random: &mut impl Rng) -> &'static [u8] {
    words.choose(random).map_or(&[][..], |word| word.as_bytes())
}

/// A place in it, its end among them.
fn place(input: &[u8], random: &mut impl Rng) -> usize {
    random.random_range(0..=input.len())
}

/// A piece of at most so many bytes.
fn part(input: &[u8], most: usize, random: &mut impl Rng) -> std::ops::Range<usize> {
    let from = place(input, random);
    from..(from + random.random_range(0..=most)).min(input.len())
}

fn insert(input: &mut Vec<u8>, what: &[u8], random: &mut impl Rng) {
    let at = place(input, random);
    input.splice(at..at, what.iter().copied());
}

/// The run of such bytes that a random place lies in, or the next one.
fn run(input: &[u8], is: impl Fn(u8) -> bool, random: &mut impl Rng) -> Option<std::ops::Range<usize>> {
    let at = place(input, random);
    let from = (at..input.len()).chain(0..at).find(|&i| is(input[i]))?;
    let start = (0..from).rev().take_while(|&i| is(input[i])).last().unwrap_or(from);
    let end = (from..input.len()).find(|&i| !is(input[i])).unwrap_or(input.len());
    Some(start..end)
}

fn replace(input: &mut Vec<u8>, is: impl Fn(u8) -> bool, with: &[u8], random: &mut impl Rng) {
    if let Some(range) = run(input, is, random) {
        input.splice(range, with.iter().copied());
    }
}

/// A word, a number or a name out of a text.
fn token(input: &[u8], random: &mut impl Rng) -> Vec<u8> {
    run(input, |c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'-'), random)
        .map_or(Vec::new(), |range| input[range].to_vec())
}

/// Takes a line out of another text, or out of this one, and puts it somewhere.
fn move_line(input: &mut Vec<u8>, other: Option<&[u8]>, random: &mut impl Rng) {
    let source = other.unwrap_or(input);
    let lines: Vec<&[u8]> = source.split_inclusive(|&c| c == b'\n').collect();
    let Some(line) = lines.choose(random).map(|line| line.to_vec()) else { return };
    let ends: Vec<usize> = std::iter::once(0)
        .chain(input.iter().enumerate().filter(|(_, c)| **c == b'\n').map(|(i, _)| i + 1))
        .collect();
    let at = ends.choose(random).copied().unwrap_or(0);
    if other.is_none() && random.random_bool(0.5) {
        let end = input[at..].iter().position(|&c| c == b'\n').map_or(input.len(), |n| at + n + 1);
        input.drain(at..end);
    } else {
        input.splice(at..at, line);
    }
}
