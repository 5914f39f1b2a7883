//! What an inquiry into a study found, in every form in which it leaves the program: text, JSON, CSV, and a section of a briefing.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::export::{decimal, inert};
use super::text_layout::{Block, Page};
use crate::draws::ENGINE_VERSION;
use crate::figures::{Cell, Figure, Figures, Table};
use crate::results::sha256;
use crate::words::json_refusal;

/// The file of a run folder that holds its inquiries.
pub const INQUIRIES: &str = "inquiries.json";

/// What an inquiry found.
#[derive(Debug, Clone)]
pub struct Inquiry {
    /// The verb that makes it: "drivers".
    pub name: &'static str,
    /// What it asks, in the reader's words.
    pub question: String,
    /// What it found, in sentences: the answer first.
    pub findings: Vec<String>,
    /// Its numbers as they are shown, the main table first.
    pub tables: Vec<Table>,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// All of its numbers, for programs.
    pub data: Value,
    /// How exact it is, what it assumes, and what it does not tell.
    pub remarks: Vec<String>,
}

/// An inquiry as a run folder keeps it, with its figures by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The verb that makes it.
    pub name: String,
    /// What it asks.
    pub question: String,
    /// What it found.
    pub findings: Vec<String>,
    /// How exact it is, what it assumes, and what it does not tell.
    pub remarks: Vec<String>,
    /// The names of its figures.
    pub figures: Vec<String>,
    /// Its numbers as they are shown.
    pub tables: Vec<Table>,
    /// All of its numbers.
    pub data: Value,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    engine: u32,
    digest: String,
    inquiries: Vec<Section>,
    /// The figures, where no run keeps them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    drawn: Vec<Figure>,
    /// Of the rest of the document, where no manifest vouches for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sha256: Option<String>,
}

impl Stored {
    fn new(digest: &str, inquiries: &[Inquiry]) -> Stored {
        let inquiries = inquiries.iter().map(Inquiry::section).collect();
        Stored {
            engine: ENGINE_VERSION,
            digest: digest.to_string(),
            inquiries,
            drawn: Vec::new(),
            sha256: None,
        }
    }

    fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain data has a JSON form");
        text.push('\n');
        text
    }

    /// **Errors** the text is none of ours.
    fn read(text: &str) -> Result<Stored, String> {
        let refused = |why: serde_json::Error| json_refusal(&why.to_string(), why.line(), why.column());
        let stored: Stored = serde_json::from_str(text).map_err(refused)?;
        let odd = |table: &Table| table.rows.iter().any(|row| row.len() != table.head.len());
        match stored.inquiries.iter().find(|section| section.tables.iter().any(odd)) {
            Some(section) => {
                Err(format!("a table of `{}` has a row of another length than its head", section.name))
            }
            None => Ok(stored),
        }
    }
}

impl Inquiry {
    /// As a run folder keeps it.
    pub fn section(&self) -> Section {
        Section {
            name: self.name.to_string(),
            question: self.question.clone(),
            findings: self.findings.clone(),
            remarks: self.remarks.clone(),
            figures: self.figures.iter().map(|figure| figure.name.clone()).collect(),
            tables: self.tables.clone(),
            data: self.data.clone(),
        }
    }

    /// For people, in so many columns.
    pub fn text(&self, width: usize) -> String {
        let mut page = Page::new(width);
        self.tell_findings(&mut page);
        let blocks: Vec<Block> = self.tables.iter().map(block).collect();
        page.blocks(&blocks);
        page.gap();
        self.remarks.iter().for_each(|remark| page.wrap("", remark, "  "));
        page.finish()
    }

    /// The question and its answer alone.
    pub fn brief_text(&self, width: usize) -> String {
        let mut page = Page::new(width);
        self.tell_findings(&mut page);
        page.gap();
        page.finish()
    }

    fn tell_findings(&self, page: &mut Page) {
        page.wrap("", &self.question, "  ");
        self.findings.iter().for_each(|finding| page.wrap("  ", finding, "    "));
    }

    /// For programs, and for a briefing that is to tell it: with its figures, and with a digest that vouches for all of it; `digest` is that of
    /// what it was found in.
    pub fn json(&self, digest: &str) -> String {
        answers_json(digest, std::slice::from_ref(self))
    }

    /// The main table, in full precision.
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if let Some(table) = self.tables.first() {
            let head = table.head.iter().map(|word| inert(word));
            writer.write_record(head).expect("memory does not refuse");
            for row in &table.rows {
                let full = |cell: &Cell| cell.value.map_or_else(|| inert(&cell.shown), decimal);
                writer.write_record(row.iter().map(full)).expect("memory does not refuse");
            }
        }
        writer.into_inner().expect("memory does not refuse")
    }
}

/// Words at the left, numbers in columns.
fn block(table: &Table) -> Block {
    let head: Vec<&str> = table.head.iter().skip(1).map(String::as_str).collect();
    let mut block = Block::new(&table.title, &head);
    for row in &table.rows {
        let mut cells = row.iter().map(|cell| cell.shown.clone());
        block.row(&cells.next().unwrap_or_default(), cells.collect());
    }
    block
}

/// Several answers as [`Inquiry::json`] tells one.
pub fn answers_json(digest: &str, answers: &[Inquiry]) -> String {
    let mut stored = Stored::new(digest, answers);
    stored.drawn = answers.iter().flat_map(|answer| answer.figures.iter().cloned()).collect();
    stored.sha256 = Some(sha256(stored.text().as_bytes()));
    stored.text()
}

/// All inquiries of a run as one JSON document.
pub fn inquiries_json(digest: &str, inquiries: &[Inquiry]) -> String {
    Stored::new(digest, inquiries).text()
}

/// Inquiries read back from [`inquiries_json`]'s text.
///
/// **Errors** what is wrong with the text.
pub fn read_inquiries(text: &str) -> Result<Vec<Section>, String> {
    Ok(Stored::read(text)?.inquiries)
}

/// An answer that was kept, as [`Inquiry::json`] tells it, with its figures.
///
/// **Errors** what is wrong with the text: it was edited, or its figures are such as no run makes.
pub fn read_answer(text: &str) -> Result<(Vec<Section>, Vec<Figure>), String> {
    let mut stored = Stored::read(text)?;
    match stored.sha256.take() {
        None => return Err("it has no digest of itself, so that nothing vouches for it".into()),
        Some(told) if told != sha256(stored.text().as_bytes()) => {
            return Err("it was edited after it was written: it does not have its SHA-256".into());
        }
        Some(_) => {}
    }
    Ok((stored.inquiries, Figures { figures: stored.drawn }.sound()?.figures))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Inquiry {
        let mut table = Table::new("Who refuses", &["Option", "Diet", "Duma"]);
        table.rows.push(vec![Cell::text("=Two"), Cell::share(0.123456), Cell::text("–")]);
        Inquiry {
            name: "blockers",
            question: "Who blocks it?".into(),
            findings: vec!["The Diet does.".into()],
            tables: vec![table],
            figures: Vec::new(),
            data: serde_json::json!({"diet": 0.123456}),
            remarks: vec!["± one standard error.".into()],
        }
    }

    #[test]
    fn an_inquiry_reads_alike_in_every_form() {
        let inquiry = sample();
        let text = inquiry.text(60);
        for said in ["Who blocks it?", "The Diet does.", "Who refuses", "12%", "± one standard error."] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!inquiry.brief_text(60).contains("Who refuses"));
        assert_eq!(String::from_utf8(inquiry.csv()).unwrap(), "Option,Diet,Duma\n'=Two,0.123456,–\n");
        assert_eq!(
            read_inquiries(&inquiries_json("d", std::slice::from_ref(&inquiry))).unwrap(),
            [inquiry.section()]
        );
        assert_eq!(read_answer(&inquiry.json("d")).unwrap(), (vec![inquiry.section()], Vec::new()));
    }

    #[test]
    fn a_file_that_no_run_wrote_is_refused() {
        let text = sample().json("d").replacen("\"Duma\"", "\"Duma\", \"Senate\"", 1);
        assert!(read_inquiries(&text).unwrap_err().contains("another length"));
        assert!(read_inquiries("{").is_err());
        let edited = sample().json("d").replacen("0.123456", "0.923456", 1);
        assert!(read_answer(&edited).unwrap_err().contains("edited"));
        let alone = inquiries_json("d", &[sample()]);
        assert!(read_answer(&alone).unwrap_err().contains("vouches"));
    }
}
