//! One assumption in full: its history through the layers, its fit, its ground, and what reads it.

use super::ledger::range;
use super::markdown::cell;
use super::text_layout::{Block, Page};
use crate::ledger::{Asked, Assumption, Does, Ground, How, Ledger, Link, Sign, Source};
use crate::words::significant;

/// An explanation, before it is set for a terminal or as Markdown.
pub struct Explanation {
    key: String,
    /// What the assumption is.
    head: String,
    sections: Vec<Section>,
}

#[derive(Default)]
struct Section {
    head: String,
    items: Vec<Item>,
    /// What was asked of the distribution, and what it gives: name, asked, fitted.
    fit: Vec<[String; 3]>,
}

struct Item {
    text: String,
    /// A line of its own below it; may be empty.
    below: String,
}

impl Section {
    fn new(head: impl Into<String>) -> Section {
        Section { head: head.into(), ..Section::default() }
    }

    fn item(&mut self, text: impl Into<String>, below: impl Into<String>) {
        self.items.push(Item { text: text.into(), below: below.into() });
    }
}

/// Explains an assumption; `readers` are the links that lead out of what it belongs to.
pub fn explain(ledger: &Ledger, assumption: &Assumption, readers: &[&Link]) -> Explanation {
    let element = &assumption.element;
    let mut sections = vec![says(assumption), history(assumption), ground(ledger, assumption)];
    sections.extend(acts(assumption));
    sections.push(reads(&element.name, readers));
    let head = format!("{}; {} {}: {}", assumption.role, element.kind.name(), element.id, element.name);
    Explanation { key: assumption.key.clone(), head, sections }
}

impl Explanation {
    /// For a terminal of so many columns.
    pub fn text(&self, width: usize) -> String {
        let mut page = Page::new(width);
        page.wrap("", &self.key, "  ");
        page.wrap("", &self.head, "  ");
        for section in &self.sections {
            page.gap();
            page.wrap("", &section.head, "  ");
            for item in &section.items {
                page.wrap("  ", &item.text, "    ");
                if !item.below.is_empty() {
                    page.wrap("    ", &item.below, "      ");
                }
            }
            if !section.fit.is_empty() {
                let mut block = Block::new("", &["in the file", "fitted"]);
                for [name, asked, fitted] in &section.fit {
                    block.row(name, vec![asked.clone(), fitted.clone()]);
                }
                page.blocks(&[block]);
            }
        }
        page.finish()
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# `{}`\n\n{}\n", self.key, cell(&self.head));
        for section in &self.sections {
            out.push_str(&format!("\n## {}\n\n", cell(&section.head)));
            for item in &section.items {
                out.push_str(&format!("* {}\n", cell(&item.text)));
                if !item.below.is_empty() {
                    out.push_str(&format!("  * {}\n", cell(&item.below)));
                }
            }
            if !section.fit.is_empty() {
                out.push_str("\n| | in the file | fitted |\n|---|---:|---:|\n");
            }
            for [name, asked, fitted] in &section.fit {
                out.push_str(&format!("| {} | {} | {} |\n", cell(name), cell(asked), cell(fitted)));
            }
        }
        out
    }
}

/// What the file says, and what that means once fitted.
fn says(assumption: &Assumption) -> Section {
    let fit = &assumption.fit;
    let mut section = Section::new("What the file says, and what it means");
    section.item(&assumption.written, "");
    let family = if fit.certain { "certain" } else { &assumption.family };
    section.item(format!("{} ({family})", range(assumption)), fit.sparkline.as_str());
    if fit.certain {
        return section;
    }
    let asked = |what: &str| fit.asked.iter().find(|asked| asked.what == what);
    let mut row = |what: &str, name: &str, fitted: Option<f64>, none: &str| {
        let asked = asked(what).map_or(String::new(), |asked| significant(asked.asked));
        section.fit.push([name.into(), asked, fitted.map_or(none.to_string(), significant)]);
    };
    row("p5", "5 % point", fit.p5, "–");
    row("p50", "50 % point (median)", fit.p50, "–");
    row("p95", "95 % point", fit.p95, "–");
    row("mean", "mean", fit.mean, "none");
    row("min", "least", fit.least, "no end");
    row("max", "greatest", fit.most, "no end");
    for Asked { what, fitted, .. } in &fit.asked {
        if !["p5", "p50", "p95", "mean", "min", "max"].contains(&what.as_str()) {
            row(what, what, Some(*fitted), "");
        }
    }
    let miss = |a: &&Asked| (a.asked - a.fitted).abs() > 1e-6 * a.asked.abs().max(a.fitted.abs());
    let missed: Vec<&str> = fit.asked.iter().filter(miss).map(|asked| asked.what.as_str()).collect();
    if !missed.is_empty() {
        section.item(format!("The fit misses what was asked at {}.", missed.join(", ")), "");
    }
    section
}

fn history(assumption: &Assumption) -> Section {
    let mut section = Section::new("Through the layers, lowest first");
    if assumption.history.is_empty() {
        section.item("No layer writes it: this is the default of the format.", "");
    }
    for step in &assumption.history {
        let does = match step.does {
            Does::Gives => "gives the value",
            Does::Overridden => "overridden",
            Does::AddsGrounds => "adds grounds, leaves the number",
            Does::Removes => "removes what lies below",
        };
        section.item(format!("{}: {does}", step.place), step.text.as_str());
    }
    section
}

fn ground(ledger: &Ledger, assumption: &Assumption) -> Section {
    let mut section = Section::new(format!("Rests on: {}", assumption.ground.name()));
    if let Some(s) = &assumption.strength {
        let source = match (&s.source, &s.evidence) {
            (Source::Given, None) => "scored in the file".to_string(),
            (Source::Given, Some(id)) => format!("as scored for {id}"),
            (Source::Kind, Some(id)) => format!("by the kind of {id}"),
            (Source::Kind, None) => "by its kind".to_string(),
        };
        let scores = format!(
            "proxy {}, empirical {}, method {}, validation {} of 4",
            s.proxy, s.empirical, s.method, s.validation
        );
        section.item(format!("Strength {:.2}, {source}: {scores}", s.value), "");
    }
    if let (Some(at), Some(table)) = (&assumption.grounds_at, &assumption.grounds_from) {
        section.item(format!("Taken from the table around it, {table}, at {at}"), "");
    }
    if let Some(judgement) = &assumption.judgement {
        section.item(format!("Judgement: {judgement}"), "");
    }
    if assumption.ground == Ground::InformedJudgement && assumption.judgement.is_none() {
        let why = "No judgement is stated, but no source reports points, levels or weights: the evidence informs one.";
        section.item(why, "");
    }
    for id in &assumption.evidence {
        cite(&mut section, ledger, id, "");
    }
    for id in &assumption.structure {
        cite(&mut section, ledger, id, "For the structure only: ");
    }
    if let Some(note) = &assumption.note {
        section.item(format!("Note: {note}"), "");
    }
    section
}

fn cite(section: &mut Section, ledger: &Ledger, id: &str, prefix: &str) {
    let Some(item) = ledger.item(id) else { return };
    let (kind, published, event) = (item.kind.name(), &item.published, &item.event);
    let head = format!("{prefix}{id} ({kind}, published {published}, of {event})");
    section.item(format!("{head}: {}", item.claim), item.source.as_str());
}

fn acts(assumption: &Assumption) -> Option<Section> {
    let text = match assumption.sign? {
        Sign::Raises => "raises what it acts on",
        Sign::Lowers => "lowers what it acts on",
        Sign::Nothing => "changes nothing at this weight",
        Sign::Contested => "contested: its 5–95 % range lies on both sides of what changes nothing",
    };
    let mut section = Section::new("How it acts");
    section.item(text, "");
    let reads = assumption.acts.as_ref().map_or(&[][..], |acts| acts.reads());
    if !reads.is_empty() {
        section.item(format!("reads {}", reads.join(" and ")), "");
    }
    Some(section)
}

fn reads(name: &str, readers: &[&Link]) -> Section {
    let mut section = Section::new(format!("What reads {name}"));
    if readers.is_empty() {
        section.item("Nothing.", "");
    }
    for link in readers {
        let part = if link.part.is_empty() { String::new() } else { format!(", {}", link.part) };
        let sign = match link.sign {
            Some(Sign::Raises) => " (raises)",
            Some(Sign::Lowers) => " (lowers)",
            Some(Sign::Contested) => " (contested)",
            Some(Sign::Nothing) => " (changes nothing)",
            None => "",
        };
        let how = match link.how {
            How::Driver => String::new(),
            how => format!(": {}", how.name()),
        };
        section.item(format!("{}{part}{how}{sign}", link.to), link.weight.as_deref().unwrap_or(""));
    }
    section
}
