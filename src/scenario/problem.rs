//! What is wrong with a scenario, for its author: code, place, line, caret, the rule and the way out.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::legible::masked;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// How many problems are shown in full.
const SHOWN: usize = 60;
/// Lines longer than this are named, not shown. **Unit** bytes.
const LONGEST_LINE: usize = 2000;

/// Whether a problem stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// A span of bytes in a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub layer: usize,
    pub span: Range<usize>,
}

/// One thing that is wrong, or doubtful.
#[derive(Debug, Clone)]
pub struct Problem {
    code: &'static str,
    severity: Severity,
    title: String,
    label: String,
    place: Option<Place>,
    notes: Vec<(Option<Place>, String)>,
    help: Option<String>,
}

impl Problem {
    fn new(severity: Severity, code: &'static str, place: Place, title: String, label: String) -> Problem {
        let (title, label) = (clip(title), clip(label));
        Problem { code, severity, title, label, place: Some(place), notes: Vec::new(), help: None }
    }

    pub(super) fn error(
        code: &'static str,
        place: Place,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Problem {
        Problem::new(Severity::Error, code, place, title.into(), label.into())
    }

    pub(super) fn warning(
        code: &'static str,
        place: Place,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Problem {
        Problem::new(Severity::Warning, code, place, title.into(), label.into())
    }

    /// A problem of a file that could not be read, so that there is no line to show.
    pub(super) fn without_place(code: &'static str, title: impl Into<String>) -> Problem {
        Problem {
            code,
            severity: Severity::Error,
            title: title.into(),
            label: String::new(),
            place: None,
            notes: Vec::new(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(clip(help.into()));
        self
    }

    /// Help unless it is empty.
    pub(super) fn help_if(self, help: &str) -> Problem {
        if help.is_empty() { self } else { self.help(help) }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Problem {
        self.notes.push((None, note.into()));
        self
    }

    pub(super) fn note_at(mut self, place: Place, note: impl Into<String>) -> Problem {
        self.notes.push((Some(place), note.into()));
        self
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Its code, `S203`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether it stops a run.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one line.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// The terms of a judged package are those of its option sheet: what is wrong with them is told of the sheet alone.
fn told_once(list: &mut Vec<Problem>) {
    let of_package = |title: &str| {
        title.split('`').any(|part| part.starts_with("acceptability.") && part.contains(".of."))
    };
    let mut kept: Vec<Problem> = Vec::with_capacity(list.len());
    // Of one place the sheet's comes first.
    list.sort_by_key(|p| (p.place.as_ref().map(|at| (at.layer, at.span.start)), of_package(&p.title)));
    for problem in list.drain(..) {
        let same = |other: &&Problem| {
            other.code == problem.code
                && other.place == problem.place
                && (other.title == problem.title || of_package(&problem.title))
        };
        let near = kept.iter().rev().take_while(|other| other.place == problem.place);
        if problem.place.is_none() || !near.clone().any(|other| same(&other)) {
            kept.push(problem);
        }
    }
    *list = kept;
}

/// Names out of a hostile file may be megabytes long.
fn clip(mut text: String) -> String {
    const LONGEST: usize = 1000;
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

/// A text in which places lie: a file, or one `--set`.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub name: String,
    pub text: String,
    /// The byte at which each line starts.
    pub lines: Vec<usize>,
    /// Whether its lines are shown. Those of files that are not scenarios are only named.
    pub is_shown: bool,
}

impl Text {
    pub(super) fn new(name: String, text: String) -> Text {
        let bytes = text.as_bytes();
        let ends = |(i, b): (usize, &u8)| match b {
            b'\n' => true,
            b'\r' => bytes.get(i + 1).is_some_and(|next| *next != b'\n'),
            _ => false,
        };
        let starts = bytes.iter().enumerate().filter(|&at| ends(at)).map(|(i, _)| i + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        Text { name, text, lines, is_shown: true }
    }

    /// The line number of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at).max(1)
    }

    /// The start of a line and its text, without its end.
    fn line_text(&self, line: usize) -> (usize, &str) {
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        (start, self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']))
    }
}

/// Everything that is wrong with a scenario, in file order.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    texts: Arc<Vec<Text>>,
    files: Vec<PathBuf>,
}

impl Problems {
    pub(super) fn new(mut list: Vec<Problem>, texts: Arc<Vec<Text>>) -> Problems {
        let order = |p: &Problem| p.place.as_ref().map(|at| (at.layer, at.span.start));
        list.sort_by_key(order);
        told_once(&mut list);
        Problems { list, texts, files: Vec::new() }
    }

    /// The same, of a scenario that depends on these files.
    pub(super) fn of(self, files: Vec<PathBuf>) -> Problems {
        Problems { files, ..self }
    }

    /// The same, where the scenario's own file does not hold what was read of it: lines are those that it would have.
    pub fn as_it_would_be(mut self) -> Problems {
        if let Some(own) = Arc::make_mut(&mut self.texts).first_mut() {
            own.name.push_str(", as it would be");
        }
        self
    }

    /// Every file on which the scenario depends: those that were read, and those that are named and not there. The scenario's own is the first.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// One of them as text, with its lines and carets.
    pub fn render_one(&self, problem: &Problem) -> String {
        Renderer::plain().render(&[self.group(problem)])
    }

    /// Those of one code.
    pub fn only(&self, code: &str) -> Problems {
        let list = self.list.iter().filter(|problem| problem.code == code).cloned().collect();
        Problems { list, ..self.clone() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Their codes, in file order.
    pub fn codes(&self) -> Vec<&'static str> {
        self.list.iter().map(|p| p.code).collect()
    }

    /// All problems as text, each with its line and caret.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out: Vec<String> =
            self.list.iter().take(SHOWN).map(|p| renderer.render(&[self.group(p)])).collect();
        if self.list.len() > SHOWN {
            out.push(format!("… and {} more", self.list.len() - SHOWN));
        }
        let mut text = out.join("\n\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(masked(&problem.title)).id(problem.code));
        if let Some(place) = &problem.place {
            group = self.show(group, place, &problem.label, AnnotationKind::Primary);
        }
        for (place, note) in &problem.notes {
            group = match place {
                Some(place) => self.show(group, place, note, AnnotationKind::Context),
                None => group.element(Level::NOTE.message(masked(note))),
            };
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(masked(help)));
        }
        group
    }

    /// Shows one line. Only that line is handed over: a long file costs no more than a short one.
    fn show<'a>(
        &'a self,
        group: Group<'a>,
        place: &Place,
        label: &'a str,
        kind: AnnotationKind,
    ) -> Group<'a> {
        let Some(text) = self.texts.get(place.layer) else { return group };
        let number = text.line(place.span.start);
        let (start, line) = text.line_text(number);
        let within = |at: usize| {
            let mut at = at.saturating_sub(start).min(line.len());
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let span = within(place.span.start)..within(place.span.end);
        if line.len() > LONGEST_LINE || !text.is_shown {
            let column = line[..span.start].trim_start_matches('\u{feff}').chars().count() + 1;
            let origin = Origin::path(masked(&text.name)).line(number).char_column(column);
            return group.element(origin).element(Level::NOTE.message(masked(label)));
        }
        group.element(
            Snippet::source(masked(line))
                .line_start(number)
                .path(masked(&text.name))
                .annotation(kind.span(span).label(masked(label))),
        )
    }

    /// Where a problem stands: file, line and column, from 1.
    pub fn position(&self, problem: &Problem) -> Option<(&str, usize, usize)> {
        let place = problem.place.as_ref()?;
        let text = self.texts.get(place.layer)?;
        let number = text.line(place.span.start);
        let (start, line) = text.line_text(number);
        let before = line.get(..place.span.start.saturating_sub(start)).unwrap_or(line);
        Some((&text.name, number, before.chars().count() + 1))
    }
}
