//! The files of a run folder.

use super::cases::{Case, Study};
use super::pictures::{Format, Undrawn, picture_files};
use super::run::{Asked, Made};
use super::told::Told;
use crate::drawing::Picture;
use crate::draws;
use crate::figures::FIGURES;
use crate::report::{self, Inquiry};
use crate::results::{self, FileDigest, Manifest, RunFile, ScenarioRecord};

impl Study {
    /// Every file but the manifest, and the pictures that could not be made.
    pub fn files(
        &self,
        Told { estimates, inquiries, figures }: Told,
        pictures: &[(String, Picture)],
        digest: &str,
    ) -> (Vec<RunFile>, Vec<Undrawn>) {
        let mut files = Vec::new();
        for case in &self.cases {
            let bytes = case.loaded.resolved.clone().into_bytes();
            files.push(RunFile { name: self.resolved_name(case), bytes });
        }
        let json = report::outcomes_json(digest, &estimates.outcomes, &estimates.changes);
        files.push(RunFile { name: "outcomes.json".into(), bytes: json.into_bytes() });
        let csv = report::outcomes_csv(&estimates.outcomes);
        files.push(RunFile { name: "outcomes.csv".into(), bytes: csv });
        if !inquiries.is_empty() {
            let json = report::inquiries_json(digest, inquiries);
            files.push(RunFile { name: report::INQUIRIES.into(), bytes: json.into_bytes() });
        }
        let csv = |inquiry: &Inquiry| RunFile { name: format!("{}.csv", inquiry.name), bytes: inquiry.csv() };
        files.extend(inquiries.iter().map(csv));
        files.push(RunFile { name: FIGURES.into(), bytes: figures.json().into_bytes() });
        let (drawn, undrawn) = picture_files(pictures, &[Format::Svg, Format::Png]);
        files
            .extend(drawn.into_iter().map(|(name, bytes)| RunFile { name: format!("charts/{name}"), bytes }));
        (files, undrawn)
    }

    /// The digests of the files that it was loaded from.
    pub fn inputs_read(&self) -> Vec<FileDigest> {
        let mut inputs: Vec<FileDigest> = Vec::new();
        for source in self.cases.iter().flat_map(|case| &case.loaded.sources) {
            let input =
                FileDigest { file: source.name.clone(), sha256: results::sha256(source.text.as_bytes()) };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        for font in self.cases.iter().filter_map(|case| case.loaded.font.as_ref()) {
            let input = FileDigest { file: font.name.clone(), sha256: results::sha256(&font.bytes) };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    }

    /// The manifest of what was made in so many seconds of these input files; `sets` is what was laid over them.
    pub fn manifest(
        &self,
        asked: &Asked,
        made: &Made,
        (inputs, sets): (Vec<FileDigest>, &[String]),
        seconds: f64,
    ) -> RunFile {
        let size = made.simulated.size();
        let record = |case: &Case| ScenarioRecord { name: case.file.clone(), file: self.resolved_name(case) };
        let result =
            |file: &RunFile| FileDigest { file: file.name.clone(), sha256: results::sha256(&file.bytes) };
        let manifest = Manifest {
            format: results::MANIFEST_FORMAT,
            hikiwake: env!("CARGO_PKG_VERSION").to_string(),
            engine: draws::ENGINE_VERSION,
            digest: asked.digest.clone(),
            seed: size.seed,
            worlds: size.worlds,
            paths: size.paths,
            sampling: size.design.sampling().name().to_string(),
            stopping: made.simulated.stopping.clone(),
            correlations: made.correlations.clone(),
            sets: sets.to_vec(),
            scenarios: self.cases.iter().map(record).collect(),
            inputs,
            results: made.files.iter().map(result).collect(),
            platform: results::platform(),
            duration_seconds: (seconds * 1000.0).round() / 1000.0,
        };
        RunFile { name: results::MANIFEST.into(), bytes: manifest.json().into_bytes() }
    }

    /// What the folder of such a run is called: the scenario's name and the beginning of the digest.
    pub fn folder_name(&self, asked: &Asked) -> String {
        let short = &asked.digest[..8];
        let first = results::name_for(&self.cases[0].file);
        match self.cases.len() - 1 {
            0 => format!("{first}-{short}"),
            others => format!("{first}-and-{others}-more-{short}"),
        }
    }

    /// The name of a resolved scenario in the run folder.
    pub(super) fn resolved_name(&self, case: &Case) -> String {
        if self.cases.len() == 1 {
            "scenario.toml".to_string()
        } else {
            format!("scenario-{}.toml", results::name_for(&case.file))
        }
    }
}
