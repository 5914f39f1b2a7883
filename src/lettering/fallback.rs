//! A second font, named by the analyst: for scripts that the house font lacks, shaped and turned into outlines.
//!
//! Whoever looks at a chart need not have the font, and no program sets joined scripts in its own way: the letters are shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustybuzz::{Direction, UnicodeBuffer};
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::subset;

/// A second font, or several: the options of a run may have brought one each, cut down to letters of their own.
#[derive(Clone, PartialEq, Eq)]
pub struct Fallback(Vec<Arc<Part>>);

/// A font.
struct Part {
    name: String,
    bytes: Vec<u8>,
    known: Mutex<Known>,
}

/// What was looked up: a word is set a hundred times while lines are broken.
#[derive(Default)]
struct Known {
    letters: BTreeMap<char, bool>,
    words: BTreeMap<(String, bool), Arc<Shaped>>,
}

/// The most words that are kept.
const MOST_WORDS: usize = 20_000;

/// A word in shapes. **Unit** of every length: the size of the type.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shaped {
    pub advance: f64,
    /// Outlines from the beginning of the word, y downwards from the baseline.
    pub outline: Vec<Step>,
}

/// A step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Move([f64; 2]),
    Line([f64; 2]),
    Quadratic([f64; 4]),
    Cubic([f64; 6]),
    Close,
}

/// How a font is written in a text: a data URL that tells the name of its file.
const START: &str = "data:font/sfnt;name=";
const MIDDLE: &str = ";base64,";

/// Signs between letters that a script from the right takes along.
const BETWEEN: &str = " \u{A0}.,;:!?()[]{}«»‹›“”‘’\"'-‐–—/·…%+&\u{200C}\u{200D}\u{25CC}";

impl Fallback {
    /// A font file, TrueType or OpenType; of a collection the first font. `name` is that of its file.
    ///
    /// **Errors** why it is none.
    pub fn parse(name: &str, bytes: Vec<u8>) -> Result<Fallback, String> {
        let glyphs = Face::parse(&bytes, 0).map(|face| face.number_of_glyphs());
        match glyphs {
            Ok(1..) if rustybuzz::Face::from_slice(&bytes, 0).is_some() => {}
            _ if bytes.starts_with(b"wOFF") || bytes.starts_with(b"wOF2") => {
                return Err("is a font packed for web pages; unpack it to .ttf or .otf".into());
            }
            _ => return Err("is not a font; name a .ttf or .otf file".into()),
        }
        let name = name.chars().filter(|&c| !matches!(c, ';' | ',') && !c.is_control()).collect();
        Ok(Fallback(vec![Arc::new(Part { name, bytes, known: Mutex::default() })]))
    }

    /// All of these, each letter from the first that has it; nothing of none.
    pub fn joined(fonts: impl Iterator<Item = Fallback>) -> Option<Fallback> {
        let mut parts: Vec<Arc<Part>> = Vec::new();
        for part in fonts.flat_map(|font| font.0) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        (!parts.is_empty()).then_some(Fallback(parts))
    }

    /// The name of its file; of several all names.
    pub fn name(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.0 {
            if !names.contains(&part.name.as_str()) {
                names.push(&part.name);
            }
        }
        names.join(", ")
    }

    /// The font as a text that holds it whole: what a resolved scenario and the data of figures carry. Of several a line each.
    pub fn text(&self) -> String {
        let each = self.0.iter();
        let each = each.map(|part| format!("{START}{}{MIDDLE}{}", part.name, STANDARD.encode(&part.bytes)));
        each.collect::<Vec<_>>().join("\n")
    }

    /// Reads such a text back; nothing where a text is none, as the name of a file.
    ///
    /// **Errors** why its font cannot be read.
    pub fn of_text(text: &str) -> Option<Result<Fallback, String>> {
        let one = |line: &str| {
            let (name, packed) = line.strip_prefix(START)?.split_once(MIDDLE)?;
            let bytes =
                STANDARD.decode(packed).map_err(|_| "is a font whose text was cut or edited".to_string());
            Some(bytes.and_then(|bytes| Fallback::parse(name, bytes)))
        };
        let all: Option<Vec<Result<Fallback, String>>> = text.split('\n').map(one).collect();
        let all: Result<Vec<Fallback>, String> = all?.into_iter().collect();
        Some(all.and_then(|fonts| Fallback::joined(fonts.into_iter()).ok_or_else(|| "is empty".to_string())))
    }

    /// The same font with no more than it takes to write these characters in any order: what a run carries. A font whose outlines are not
    /// TrueType's is kept whole.
    pub fn cut_down_to(&self, characters: &BTreeSet<char>) -> Fallback {
        let cut = |part: &Arc<Part>| {
            let face = Face::parse(&part.bytes, 0).ok()?;
            let glyphs = reached(&face, characters);
            Fallback::parse(&part.name, subset::bare(&part.bytes, &glyphs)?).ok()
        };
        let each = self.0.iter().map(|part| cut(part).unwrap_or_else(|| Fallback(vec![Arc::clone(part)])));
        Fallback::joined(each).unwrap_or_else(|| self.clone())
    }

    /// How large it is. **Unit** bytes.
    pub fn size(&self) -> usize {
        self.0.iter().map(|part| part.bytes.len()).sum()
    }

    /// Whether it writes a character in outlines.
    pub(crate) fn has(&self, c: char) -> bool {
        self.0.iter().any(|part| part.has(c))
    }

    /// A word, or what stands between words, in shapes from left to right; by one font as a whole, where one has all of it.
    pub(crate) fn shaped(&self, word: &str, from_right: bool) -> Arc<Shaped> {
        let whole = self.0.iter().find(|part| word.chars().all(|c| part.has(c)));
        let most = || self.0.iter().max_by_key(|part| word.chars().filter(|&c| part.has(c)).count());
        whole.or_else(most).map(|part| part.shaped(word, from_right)).unwrap_or_default()
    }
}

impl Part {
    fn has(&self, c: char) -> bool {
        if let Some(&known) = self.known().letters.get(&c) {
            return known;
        }
        let has = Face::parse(&self.bytes, 0).is_ok_and(|face| {
            let glyph = face.glyph_index(c).filter(|glyph| glyph.0 != 0);
            // What joins or parts letters is obeyed whether the font has it or not.
            let is_told_by_none = matches!(c, '\u{200C}' | '\u{200D}');
            is_told_by_none
                || glyph.is_some_and(|glyph| c.is_whitespace() || face.glyph_bounding_box(glyph).is_some())
        });
        self.known().letters.insert(c, has);
        has
    }

    fn shaped(&self, word: &str, from_right: bool) -> Arc<Shaped> {
        let key = (word.to_string(), from_right);
        if let Some(known) = self.known().words.get(&key) {
            return Arc::clone(known);
        }
        let shaped = Arc::new(self.shape(word, from_right).unwrap_or_default());
        let mut known = self.known();
        if known.words.len() >= MOST_WORDS {
            known.words.clear();
        }
        known.words.insert(key, Arc::clone(&shaped));
        shaped
    }

    fn shape(&self, word: &str, from_right: bool) -> Option<Shaped> {
        let face = rustybuzz::Face::from_slice(&self.bytes, 0)?;
        let em = f64::from(face.units_per_em()).max(1.0);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(word);
        buffer.guess_segment_properties();
        buffer.set_direction(if from_right { Direction::RightToLeft } else { Direction::LeftToRight });
        let glyphs = rustybuzz::shape(&face, &[], buffer);
        let mut pen = Pen { at: [0.0; 2], em, steps: Vec::new() };
        let mut along = [0.0, 0.0];
        for (glyph, place) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            pen.at = [along[0] + f64::from(place.x_offset), along[1] + f64::from(place.y_offset)];
            face.outline_glyph(GlyphId(u16::try_from(glyph.glyph_id).ok()?), &mut pen);
            along[0] += f64::from(place.x_advance);
            along[1] += f64::from(place.y_advance);
        }
        Some(Shaped { advance: along[0] / em, outline: pen.steps })
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Fallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fallback({}, {} bytes)", self.name(), self.size())
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        (&self.name, &self.bytes) == (&other.name, &other.bytes)
    }
}

impl Eq for Part {}

/// Takes down outlines at a place, in sizes of the type.
struct Pen {
    at: [f64; 2],
    em: f64,
    steps: Vec<Step>,
}

impl Pen {
    fn point(&self, x: f32, y: f32) -> [f64; 2] {
        [(self.at[0] + f64::from(x)) / self.em, -(self.at[1] + f64::from(y)) / self.em]
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Move(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Line(self.point(x, y)));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ([a, b], [c, d]) = (self.point(x1, y1), self.point(x, y));
        self.steps.push(Step::Quadratic([a, b, c, d]));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ([a, b], [c, d], [e, f]) = (self.point(x1, y1), self.point(x2, y2), self.point(x, y));
        self.steps.push(Step::Cubic([a, b, c, d, e, f]));
    }

    fn close(&mut self) {
        self.steps.push(Step::Close);
    }
}

/// Every glyph that any order of these characters may lead to: those of the characters, and what the font may put in their place, whatever stands
/// around them.
fn reached(face: &Face<'_>, characters: &BTreeSet<char>) -> Vec<u16> {
    let all = characters.iter().copied().chain(BETWEEN.chars());
    let mut found: BTreeSet<u16> = all.filter_map(|c| face.glyph_index(c)).map(|glyph| glyph.0).collect();
    found.insert(0);
    let lookups = || face.tables().gsub.into_iter().flat_map(|table| table.lookups);
    loop {
        let mut more = BTreeSet::new();
        for lookup in lookups() {
            for table in lookup.subtables.into_iter::<SubstitutionSubtable<'_>>() {
                put_in_place(&table, &found, &mut more);
            }
        }
        let before = found.len();
        found.append(&mut more);
        if found.len() == before {
            return found.into_iter().collect();
        }
    }
}

/// What a table of substitutions may put in place of these glyphs.
fn put_in_place(table: &SubstitutionSubtable<'_>, found: &BTreeSet<u16>, more: &mut BTreeSet<u16>) {
    let places = |coverage: ttf_parser::opentype_layout::Coverage<'_>| -> Vec<(u16, u16)> {
        found.iter().filter_map(|&glyph| Some((glyph, coverage.get(GlyphId(glyph))?))).collect()
    };
    match table {
        SubstitutionSubtable::Single(SingleSubstitution::Format1 { coverage, delta }) => {
            more.extend(places(*coverage).iter().map(|&(glyph, _)| glyph.wrapping_add_signed(*delta)));
        }
        SubstitutionSubtable::Single(SingleSubstitution::Format2 { coverage, substitutes }) => {
            let put = |&(_, place): &(u16, u16)| substitutes.get(place).map(|glyph| glyph.0);
            more.extend(places(*coverage).iter().filter_map(put));
        }
        SubstitutionSubtable::Multiple(multiple) => {
            let put = |&(_, place): &(u16, u16)| multiple.sequences.get(place);
            let put = places(multiple.coverage).iter().filter_map(put).collect::<Vec<_>>();
            more.extend(put.iter().flat_map(|sequence| sequence.substitutes).map(|glyph| glyph.0));
        }
        SubstitutionSubtable::Alternate(alternate) => {
            let put = |&(_, place): &(u16, u16)| alternate.alternate_sets.get(place);
            let put = places(alternate.coverage).iter().filter_map(put).collect::<Vec<_>>();
            more.extend(put.iter().flat_map(|set| set.alternates).map(|glyph| glyph.0));
        }
        SubstitutionSubtable::Ligature(ligature) => {
            for (_, place) in places(ligature.coverage) {
                for one in ligature.ligature_sets.get(place).into_iter().flatten() {
                    if one.components.into_iter().all(|part| found.contains(&part.0)) {
                        more.insert(one.glyph.0);
                    }
                }
            }
        }
        SubstitutionSubtable::ReverseChainSingle(reverse) => {
            let put = |&(_, place): &(u16, u16)| reverse.substitutes.get(place).map(|glyph| glyph.0);
            more.extend(places(reverse.coverage).iter().filter_map(put));
        }
        // They say where the others apply.
        SubstitutionSubtable::Context(_) | SubstitutionSubtable::ChainContext(_) => {}
    }
}
