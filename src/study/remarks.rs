//! What is worth saying beside the results of a study.

use std::collections::BTreeMap;
use std::fmt;

use super::cases::Study;
use super::run::Made;
use crate::analysis;
use crate::drawing::Problem;

/// Something that is worth saying beside the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Of numbers of these scenarios.
    Numbers {
        /// What the scenarios are called.
        files: Vec<String>,
        /// In words.
        text: String,
    },
    /// Of two quantities that should move together.
    Correlation {
        /// What the scenario is called.
        file: String,
        /// Their keys.
        between: [String; 2],
        /// In words.
        text: String,
    },
    /// Of the title of a figure, which claims more than its numbers hold.
    Title {
        /// The figure.
        figure: String,
        /// In words.
        text: String,
    },
    /// Of a picture in which something does not fit.
    Picture {
        /// The picture.
        name: String,
        /// In words.
        text: String,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Numbers { files, text } => write!(f, "{}: {text}", files.join(", ")),
            Remark::Correlation { file, between: [a, b], text } => {
                write!(f, "{file}: `{a}` with `{b}`: {text}")
            }
            Remark::Title { figure, text } => write!(f, "the title of {figure} {text}"),
            Remark::Picture { name, text } => write!(f, "chart {name}: {text}"),
        }
    }
}

impl Study {
    /// What is worth saying of what was made: caps that bind, means that few trials make, ranks that came out otherwise than asked, titles that
    /// claim too much, pictures in which something does not fit.
    pub fn remarks(&self, made: &Made) -> Vec<Remark> {
        let mut of_numbers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (case, tally) in self.cases.iter().zip(&made.simulated.tallies) {
            let few = analysis::means_of_few(case.scenario(), &case.plan, tally);
            for text in analysis::binding_caps(&case.plan, tally).into_iter().chain(few) {
                of_numbers.entry(text).or_default().push(case.file.clone());
            }
        }
        let numbers = of_numbers.into_iter().map(|(text, files)| Remark::Numbers { files, text });
        let worlds = made.simulated.apart().worlds;
        let correlations = made.correlations.iter().filter_map(|pair| {
            let text = analysis::far_from_asked(pair.asked, pair.achieved, worlds)?;
            Some(Remark::Correlation { file: pair.file.clone(), between: pair.between.clone(), text })
        });
        let titles = made.figures.figures.iter().flat_map(|figure| {
            let doubts = figure.doubtful_claims().into_iter();
            doubts.map(|doubt| Remark::Title { figure: figure.name.clone(), text: doubt.to_string() })
        });
        let pictures = made.pictures.iter().flat_map(|(name, picture)| {
            // Letters that the font lacks are told once a name, where the file is read.
            let is_told = |problem: &&Problem| !matches!(problem, Problem::MissingGlyphs { .. });
            let problems = picture.problems().iter().filter(is_told);
            problems.map(|problem| Remark::Picture { name: name.clone(), text: problem.to_string() })
        });
        numbers.chain(correlations).chain(titles).chain(pictures).collect()
    }
}
