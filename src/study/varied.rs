//! Many variants of a study's scenarios, simulated in the same worlds: what they have in common is simulated once, and memory does not grow with
//! their number.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::cases::Study;
use super::error::Error;
use super::simulation::simulate_plans;
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::{self, Estimated, Outcome, Outcomes, Sample};
use crate::engine::{Size, Tally};
use crate::plan::Plan;

/// Variants that are simulated as one plan: what they have in common is simulated once.
const TOGETHER: usize = 24;

/// What came of a variant.
#[derive(Debug)]
pub struct Varied<'v> {
    /// The variant.
    pub variant: &'v Variant<'v>,
    /// Its plan.
    pub plan: &'v Plan,
    /// Its counts.
    pub tally: &'v Tally,
    samples: OnceCell<Vec<Sample<'v>>>,
}

impl<'v> Varied<'v> {
    /// The estimate of this name, as in `outcomes.json`; of several dates the last.
    pub fn estimate(&self, outcome: &str) -> Option<Outcome> {
        let is_asked = |sample: &&Sample| {
            let rest = outcome.strip_prefix(sample.outcome.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let of = |sample: &Sample| self.summarised(std::slice::from_ref(sample)).estimates;
        let rows = self.samples().iter().rev().filter(is_asked).flat_map(of);
        rows.into_iter().find(|row| row.outcome == outcome)
    }

    /// A chance or mean of this name taken apart by world; of several dates the last. That of one variant less that of another has the error of the
    /// difference: [`ByWorld::minus`](crate::stats::ByWorld::minus), then its standard error over [`Size::clusters`].
    pub fn estimated(&self, outcome: &str) -> Option<Estimated> {
        let sample = self.samples().iter().rev().find(|sample| sample.outcome == outcome)?;
        sample.estimated().cloned()
    }

    /// Every estimate.
    pub fn outcomes(&self) -> Outcomes {
        self.summarised(self.samples())
    }

    fn summarised(&self, samples: &[Sample]) -> Outcomes {
        let (scenario, file) = (self.variant.scenario(), self.variant.file());
        analysis::summarise_samples(scenario, self.tally.size, samples, file)
    }

    fn samples(&self) -> &[Sample<'v>] {
        self.samples.get_or_init(|| analysis::samples(self.variant.scenario(), self.plan, self.tally))
    }
}

impl Study {
    /// Simulates variants in the same worlds, a few at a time, and shows what came of each with its place among them.
    ///
    /// The numbers of a variant are those of a run of a file that says the same, to the last bit.
    ///
    /// **Errors** as for [`Study::simulate`]; the first variant whose arithmetic fails ends it.
    pub fn each_variant<'s>(
        &'s self,
        variants: impl IntoIterator<Item = Variant<'s>>,
        size: Size,
        watch: &dyn Watch,
        mut see: impl FnMut(usize, &Varied),
    ) -> Result<(), Error> {
        let mut variants = variants.into_iter();
        let mut first = 0;
        loop {
            let batch: Vec<Variant> = variants.by_ref().take(TOGETHER).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let plans: Vec<Cow<Plan>> = batch.iter().map(Variant::plan).collect();
            let refs: Vec<&Plan> = plans.iter().map(|plan| &**plan).collect();
            let name = |place: usize| format!("variant {} of {}", first + place, batch[place].file());
            let tallies = simulate_plans(&refs, name, size, watch)?;
            for (n, ((variant, plan), tally)) in batch.iter().zip(&plans).zip(&tallies).enumerate() {
                see(first + n, &Varied { variant, plan, tally, samples: OnceCell::new() });
            }
            first += batch.len();
        }
    }
}
