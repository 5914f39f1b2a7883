//! A package as a scenario: a thin file that extends the one that was searched, or layers over it.

use std::path::Path;

use serde_json::json;

use super::found::{Found, Told};
use super::space::median;
use crate::engine::Size;
use crate::figures::{Cell, Table};
use crate::model::TermValue;
use crate::report::Inquiry;
use crate::scenario::{self, Reach};
use crate::study::cases::{Case, Study};
use crate::study::error::Error;
use crate::study::watch::Watch;

/// One of the best packages, ready to be written or laid over the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    /// The id of its option sheet.
    pub id: String,
    /// What the reader sees.
    pub name: String,
    /// In words: like which option it is, and in what it differs.
    pub summary: String,
    /// Terms and their values as TOML has them.
    terms: Vec<(String, String)>,
}

/// Text in quotes, as TOML reads it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Deal {
    pub(super) fn new(found: &Found, told: &Told) -> Deal {
        let package = told.package.as_deref().unwrap_or(&[]);
        let value = |value: &TermValue| match value {
            TermValue::Level(level) => quoted(level),
            TermValue::Amount(amount) => {
                format!(
                    "{{ value = {}, judgement = \"an amount that the search looked at\" }}",
                    median(amount)
                )
            }
        };
        let terms = found.space.terms_of(found.scenario, package);
        Deal {
            id: told.id.clone(),
            name: told.name.clone(),
            summary: found.described(package),
            terms: terms.iter().map(|(id, of)| (id.clone(), value(of))).collect(),
        }
    }

    /// The text of a scenario file that puts the package on the table; `extends` is the name of the scenario that was searched, from where the file will stand.
    pub fn file(&self, extends: &str) -> String {
        let mut text = format!(
            "# A package that hikiwake bargain found. Like {}.\n\nextends = {}\nname = {}\nsummary = {}\noption = \"{id}\"\n\n[option_sheet.{id}]\nname = {}\nsummary = {}\n\n[option_sheet.{id}.terms]\n",
            self.summary.replace(['\n', '\r'], " "),
            quoted(extends),
            quoted(&self.name),
            quoted(&self.summary),
            quoted(&self.name),
            quoted(&self.summary),
            id = self.id,
        );
        for (term, value) in &self.terms {
            text.push_str(&format!("{term} = {value}\n"));
        }
        text
    }

    /// The same as layers over the scenario that was searched.
    pub fn layers(&self) -> Vec<String> {
        let terms: Vec<String> = self.terms.iter().map(|(term, value)| format!("{term} = {value}")).collect();
        let sheet = format!(
            "option_sheet.{}={{ name = {}, summary = {}, terms = {{ {} }} }}",
            self.id,
            quoted(&self.name),
            quoted(&self.summary),
            terms.join(", ")
        );
        vec![sheet, format!("option={}", self.id), format!("name={}", quoted(&self.name))]
    }
}

impl Study {
    /// The packages and every named option of a scenario, each on its table, as one study: what is loaded is the scenario with further layers.
    ///
    /// **Errors** as for [`Study::load`].
    pub fn load_deals(path: &Path, layers: &[String], reach: &Reach, deals: &[Deal]) -> Result<Study, Error> {
        let load = |more: Vec<String>| {
            let layers: Vec<String> = layers.iter().cloned().chain(more).collect();
            scenario::load_within(path, &layers, reach)
                .map_err(|problems| Error::Scenario { problems, before: Vec::new() })
        };
        let first = load(Vec::new())?;
        let options: Vec<(String, String)> =
            first.scenario.options.iter().map(|option| (option.id.clone(), option.name.clone())).collect();
        let mut cases = Vec::new();
        for deal in deals {
            cases.push(Case::new(deal.id.clone(), load(deal.layers())?));
        }
        for (id, name) in options {
            let loaded = load(vec![format!("option={id}"), format!("name={}", quoted(&name))])?;
            cases.push(Case::new(id, loaded));
        }
        Study::of(cases)
    }

    /// Simulates what [`Study::load_deals`] put together and adds what comes of it to what a search found.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub fn tell_deals(&self, inquiry: &mut Inquiry, size: Size, watch: &dyn Watch) -> Result<(), Error> {
        let simulated = self.simulate(size, watch)?;
        let estimates = self.estimates(&simulated);
        let report = &self.cases[0].scenario().report;
        let mut table = Table {
            title: "In the same worlds, each on the table throughout".into(),
            head: vec!["Package or option".into()],
            rows: Vec::new(),
        };
        for segment in &report.segments {
            table.head.extend([segment.name.clone(), "±".into()]);
        }
        let mut data = Vec::new();
        for (place, case) in self.cases.iter().enumerate() {
            let mut row = vec![Cell::text(&case.scenario().name)];
            let mut chances = serde_json::Map::new();
            for segment in &report.segments {
                let name = format!("segment.{}.{}", report.process, segment.id);
                let of = estimates.of(place, &name);
                let told = of.and_then(|of| Some((of.estimate?, of.standard_error.unwrap_or(f64::NAN))));
                match told {
                    Some((estimate, error)) => row.extend([Cell::share(estimate), Cell::error(error)]),
                    None => row.extend([Cell::text("–"), Cell::text("–")]),
                }
                let told =
                    told.map(|(estimate, error)| json!({ "estimate": estimate, "standard_error": error }));
                chances.insert(segment.id.clone(), told.unwrap_or_default());
            }
            table.rows.push(row);
            data.push(json!({ "id": case.file, "name": case.scenario().name, "segments": chances }));
        }
        inquiry.tables.push(table);
        inquiry.data["simulated"] = json!(data);
        let remark = "Simulated: each package and each named option on the table of this scenario throughout; what an option's own file adds beside its terms is not there.";
        inquiry.remarks.push(remark.into());
        Ok(())
    }
}
