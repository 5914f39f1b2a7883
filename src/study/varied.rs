//! Many variants of a study's scenarios, simulated in the same worlds: what they have in common is simulated once, and memory does not grow with
//! their number.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::cases::Study;
use super::error::Error;
use super::simulation::{simulate_plans, watched};
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::{self, Estimated, Outcome, Outcomes, Sample};
use crate::engine::{self, Size, Tally};
use crate::plan::Plan;

/// Variants that are simulated as one plan: what they have in common is simulated once.
const TOGETHER: usize = 32;

/// What came of a variant.
#[derive(Debug)]
pub struct Varied<'v> {
    /// The variant.
    pub variant: &'v Variant<'v>,
    /// Its plan.
    pub plan: &'v Plan,
    /// Its counts, but for how often caps bind.
    tally: &'v Tally,
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
            let name = |place: usize| format!("variant {} of {}", first + place, batch[place].file());
            let tallies = simulate_batch(&batch, &plans, name, size, watch)?;
            for (n, ((variant, plan), tally)) in batch.iter().zip(&plans).zip(&tallies).enumerate() {
                see(first + n, &Varied { variant, plan, tally, samples: OnceCell::new() });
            }
            first += batch.len();
        }
    }
}

/// Simulates some variants: those that are close to the plan of their scenario where they part from it, the others whole.
fn simulate_batch(
    batch: &[Variant],
    plans: &[Cow<Plan>],
    name: impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    let mut found: Vec<Option<Tally>> = batch.iter().map(|_| None).collect();
    let mut left: Vec<usize> = (0..batch.len()).collect();
    while let Some(original) = left.iter().find_map(|&place| batch[place].beside()) {
        let is_of = |place: &usize| batch[*place].beside().is_some_and(|plan| std::ptr::eq(plan, original));
        let (ours, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|place| is_of(place));
        let (close, far): (Vec<usize>, Vec<usize>) =
            ours.iter().partition(|&&place| engine::is_close(original, &plans[place]));
        let together: Vec<&Plan> =
            std::iter::once(original).chain(close.iter().map(|&place| &*plans[place])).collect();
        let trials = u64::from(size.worlds) * u64::from(size.paths) * close.len() as u64;
        let vary = |watcher: &engine::Watcher| engine::vary(&together, size, watcher);
        let done = if close.is_empty() { None } else { watched(trials, &name, watch, vary)? };
        let whole = match done {
            Some(tallies) => {
                close.iter().zip(tallies).for_each(|(&place, tally)| found[place] = Some(tally));
                far
            }
            None => ours,
        };
        simulate_whole(&whole, plans, &mut found, &name, size, watch)?;
        left = others;
    }
    simulate_whole(&left, plans, &mut found, &name, size, watch)?;
    Ok(found.into_iter().flatten().collect())
}

/// Simulates variants at these places, each as a scenario of its own.
fn simulate_whole(
    places: &[usize],
    plans: &[Cow<Plan>],
    found: &mut [Option<Tally>],
    name: &impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<(), Error> {
    if places.is_empty() {
        return Ok(());
    }
    let refs: Vec<&Plan> = places.iter().map(|&place| &*plans[place]).collect();
    let tallies = simulate_plans(&refs, |n| name(places[n]), size, watch)?;
    places.iter().zip(tallies).for_each(|(&place, tally)| found[place] = Some(tally));
    Ok(())
}
