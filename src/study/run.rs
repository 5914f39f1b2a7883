//! A run: what is asked of a study, and everything that is made of it.

use super::cases::{Case, Study};
use super::error::Error;
use super::estimates::Estimates;
use super::pictures::{Undrawn, draw};
use super::simulation::Simulated;
use super::told::Told;
use super::until::StopRule;
use super::watch::Watch;
use crate::drawing::Picture;
use crate::engine::{self, Size};
use crate::figures::Figures;
use crate::report::Inquiry;
use crate::results::{self, RankCorrelation, RunFile};
use crate::stats;

/// What is asked of a study.
#[derive(Debug)]
pub struct Asked {
    /// How much to simulate, or to begin with.
    pub size: Size,
    /// When to stop, if not at that size.
    pub rule: Option<StopRule>,
    /// The digest of everything that the results depend on.
    pub digest: String,
}

/// What came of a study, and the files that tell of it.
#[derive(Debug)]
pub struct Made {
    /// The counts.
    pub simulated: Simulated,
    /// Rank correlations, asked and achieved.
    pub correlations: Vec<RankCorrelation>,
    /// What is told of them.
    pub estimates: Estimates,
    /// What was inquired into beside them.
    pub inquiries: Vec<Inquiry>,
    /// The figures, those of the inquiries last.
    pub figures: Figures,
    /// The pictures of them, by name.
    pub pictures: Vec<(String, Picture)>,
    /// What could not be drawn.
    pub undrawn: Vec<Undrawn>,
    /// Every file of the run folder but its manifest.
    pub files: Vec<RunFile>,
}

impl Asked {
    /// So much of a study, or until a rule is content.
    pub fn new(study: &Study, size: Size, rule: Option<StopRule>) -> Asked {
        let digest = study.digest(size, rule.as_ref());
        Asked { size, rule, digest }
    }
}

impl Study {
    /// What its files ask for: their size, and the stop rule that is given beside them, with the most trials of each scenario.
    ///
    /// **Errors** as for [`Study::size`] and [`StopRule::new`].
    pub fn asked(&self, until: Option<(&str, u64)>) -> Result<Asked, Error> {
        let size = self.size()?;
        let rule = until.map(|(text, at_most)| StopRule::new(text, at_most, self, size)).transpose()?;
        Ok(Asked::new(self, size, rule))
    }

    /// The digest of everything that the results of a run depend on.
    pub fn digest(&self, size: Size, rule: Option<&StopRule>) -> String {
        let rule = rule.map(StopRule::values);
        let values: Vec<&str> =
            self.cases.iter().map(|case| case.loaded.values.as_str()).chain(rule.as_deref()).collect();
        results::run_digest(size.seed, size.worlds, size.paths, &values)
    }

    /// Simulates, summarises, compares, draws: everything that is in a run folder but for its manifest.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub fn make(&self, asked: &Asked, watch: &dyn Watch) -> Result<Made, Error> {
        let simulated = match &asked.rule {
            Some(rule) => self.simulate_until(rule, asked.size, watch)?,
            None => self.simulate_for_run(asked.size, watch)?,
        };
        self.tell(asked, simulated)
    }

    /// Summarises, compares, draws what was simulated: everything that is in a run folder but for its manifest.
    ///
    /// **Errors** as for [`Study::figures`].
    pub fn tell(&self, asked: &Asked, simulated: Simulated) -> Result<Made, Error> {
        // None of these needs another, and none keeps two processors busy by itself.
        let ((estimates, inquiries), (figures, correlations)) = rayon::join(
            || rayon::join(|| self.estimates(&simulated), || self.inquiries(&simulated, &asked.digest)),
            || {
                rayon::join(
                    || self.figures(&simulated, &asked.digest),
                    || self.correlations(simulated.apart()),
                )
            },
        );
        let (inquiries, mut figures) = (inquiries?, figures?);
        figures.figures.extend(inquiries.iter().flat_map(|inquiry| inquiry.figures.iter().cloned()));
        let drawn = draw(&figures.figures, &self.picture_sizes());
        let told = Told { estimates: &estimates, inquiries: &inquiries, figures: &figures };
        let (files, undrawn) = self.files(told, &drawn.pictures, &asked.digest);
        let undrawn = drawn.undrawn.into_iter().chain(undrawn).collect();
        let pictures = drawn.pictures;
        Ok(Made { simulated, correlations, estimates, inquiries, figures, pictures, undrawn, files })
    }

    /// Every correlation that the files ask for, and what the worlds of the run came to.
    fn correlations(&self, size: Size) -> Vec<RankCorrelation> {
        let of = |case: &Case| -> Vec<RankCorrelation> {
            let groups = &case.scenario().correlated;
            let achieved = engine::achieved_correlations(&case.plan, groups, size);
            let pairs = groups.iter().flat_map(|group| group.pairs.iter().map(move |&(i, j)| (group, i, j)));
            pairs
                .zip(achieved)
                .map(|((group, i, j), achieved)| RankCorrelation {
                    file: case.file.clone(),
                    between: [group.keys[i].clone(), group.keys[j].clone()],
                    asked: group.ranks[i][j],
                    achieved: achieved.map(|rho| stats::round_to(rho, 4)),
                })
                .collect()
        };
        self.cases.iter().flat_map(of).collect()
    }
}
