//! The template's notation: `{{RUN: OUTCOMES}}`, or `{{RUN: OUTCOMES, FORM}}`, stands where the document has a figure.
//!
//! OUTCOMES is an outcome, or a sum such as `end.talks + end.framework`, or a quotient of two such: `reached.in_force / reached.submitted`.
//! `settlement.` may be left out of an outcome; `@2018-03` after it asks for another month than the last. FORM is `interval` for the 90 %
//! interval after estimate and error, `alone` for the estimate without its error, or `decides` for the assumptions that the outcome hangs on.
//! `{{RUN: blockers}}` stands for those who would refuse the option.

/// A template taken apart: words before, between and after the figures.
pub struct Template<'t> {
    /// One more than there are figures.
    pub words: Vec<&'t str>,
    pub figures: Vec<Placeholder<'t>>,
}

/// Where a figure goes, and which.
pub struct Placeholder<'t> {
    /// A name of runs.toml, or of a scenario.
    pub run: &'t str,
    pub above: Vec<Term<'t>>,
    /// Empty unless it is a quotient.
    pub below: Vec<Term<'t>>,
    pub form: Form,
}

/// An outcome in a sum.
pub struct Term<'t> {
    /// 1 or -1.
    pub times: f64,
    pub outcome: &'t str,
    /// Another month than the last.
    pub by: Option<&'t str>,
}

/// What is told of an estimate.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    WithError,
    WithInterval,
    Alone,
    /// What it hangs on, in words.
    Decides,
    /// Who would refuse the option, in words.
    Blockers,
}

impl Form {
    /// Whether words stand where the figure is.
    pub fn is_words(self) -> bool {
        matches!(self, Form::Decides | Form::Blockers)
    }
}

impl<'t> Template<'t> {
    /// **Errors** the first placeholder that is none.
    pub fn parse(text: &'t str) -> Result<Template<'t>, String> {
        let mut parts = text.split("{{");
        let mut template = Template { words: parts.next().into_iter().collect(), figures: Vec::new() };
        for part in parts {
            let (figure, words) = part.split_once("}}").ok_or_else(|| format!("`{{{{{part}` has no end"))?;
            template.figures.push(Placeholder::parse(figure).ok_or_else(|| format!("`{figure}`"))?);
            template.words.push(words);
        }
        Ok(template)
    }

    /// The document.
    pub fn fill(&self, figure: impl Fn(&Placeholder) -> String) -> String {
        let figures = self.figures.iter().map(figure).chain([String::new()]);
        self.words.iter().zip(figures).map(|(words, figure)| words.to_string() + &figure).collect()
    }

    /// The first words that a document lacks, or has where no figure stands before them; none where it differs by its figures alone.
    pub fn missing_from(&self, page: &str) -> Option<&'t str> {
        let (first, others) = self.words.split_first()?;
        let Some(mut rest) = page.strip_prefix(first) else { return Some(first) };
        for (place, words) in others.iter().enumerate() {
            let last = place + 1 == others.len();
            let found = if last { rest.strip_suffix(words).map(str::len) } else { rest.find(words) };
            let in_words = self.figures[place].form.is_words();
            let fits = |text: &str| if in_words { !text.contains(['|', '\n']) } else { is_figure(text) };
            let Some(at) = found.filter(|&at| fits(&rest[..at])) else { return Some(words) };
            rest = &rest[at + words.len()..];
        }
        None
    }
}

/// Whether this can be what an estimate, with its error and interval, is written as.
fn is_figure(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    text.trim_start_matches('-').starts_with(digit) && text.chars().all(|c| digit(c) || " -.±(–)".contains(c))
}

impl<'t> Placeholder<'t> {
    fn parse(text: &'t str) -> Option<Placeholder<'t>> {
        let (run, rest) = text.split_once(": ")?;
        if rest == "blockers" {
            return Some(Placeholder { run, above: Vec::new(), below: Vec::new(), form: Form::Blockers });
        }
        let (outcomes, form) = match rest.split_once(", ") {
            None => (rest, Form::WithError),
            Some((outcomes, "interval")) => (outcomes, Form::WithInterval),
            Some((outcomes, "alone")) => (outcomes, Form::Alone),
            Some((outcomes, "decides")) => (outcomes, Form::Decides),
            Some(_) => return None,
        };
        let (above, below) = match outcomes.split_once(" / ") {
            None => (outcomes, Vec::new()),
            Some((above, below)) => (above, sum(below)?),
        };
        Some(Placeholder { run, above: sum(above)?, below, form })
    }
}

/// The terms of `a + b - c`.
fn sum(text: &str) -> Option<Vec<Term<'_>>> {
    let mut words = text.split(' ');
    let mut terms = vec![term(1.0, words.next()?)?];
    while let Some(sign) = words.next() {
        let times = match sign {
            "+" => 1.0,
            "-" => -1.0,
            _ => return None,
        };
        terms.push(term(times, words.next()?)?);
    }
    Some(terms)
}

fn term(times: f64, text: &str) -> Option<Term<'_>> {
    let (outcome, by) = text.split_once('@').map_or((text, None), |(outcome, by)| (outcome, Some(by)));
    outcome.contains('.').then_some(Term { times, outcome, by })
}
