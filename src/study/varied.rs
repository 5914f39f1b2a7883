//! Many variants of a study's scenarios, simulated in the same worlds: what they have in common is simulated once, and memory does not grow with
//! their number.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::cases::Study;
use super::error::Error;
use super::simulation::{Simulated, check_fits, simulate_plans, watched};
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::{self, Change, Estimated, Outcome, Outcomes, Question, Sample};
use crate::engine::{self, Size, Tally};
use crate::plan::Plan;

/// Variants that are simulated as one plan: what they have in common is simulated once.
const TOGETHER: usize = 48;

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

    /// What it does against the scenario at this place of a study that was simulated in the same worlds.
    pub fn against(&self, study: &Study, place: usize, simulated: &Simulated) -> Vec<Change> {
        let case = &study.cases[place];
        let parts = engine::parts(&[&case.plan, self.plan], self.tally.size);
        let before = analysis::samples(case.scenario(), &case.plan, &simulated.tallies[place]);
        analysis::differences(&before, self.samples(), parts.as_deref())
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
    ///
    /// # Panics
    ///
    /// Where a quantity is laid down for fewer worlds than are simulated.
    pub fn each_variant<'s>(
        &'s self,
        variants: impl IntoIterator<Item = Variant<'s>>,
        size: Size,
        watch: &dyn Watch,
        see: impl FnMut(usize, &Varied),
    ) -> Result<(), Error> {
        self.each_of(variants, None, size, watch, see)
    }

    /// The same, where one question is asked of each: what only other metrics need is not worked out, and they have no values.
    ///
    /// **Errors** as for [`Study::each_variant`].
    ///
    /// # Panics
    ///
    /// As [`Study::each_variant`].
    pub fn each_answer<'s>(
        &'s self,
        question: &Question,
        variants: impl IntoIterator<Item = Variant<'s>>,
        size: Size,
        watch: &dyn Watch,
        see: impl FnMut(usize, &Varied),
    ) -> Result<(), Error> {
        self.each_of(variants, Some(question), size, watch, see)
    }

    fn each_of<'s>(
        &'s self,
        variants: impl IntoIterator<Item = Variant<'s>>,
        question: Option<&Question>,
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
            let enough =
                |variant: &Variant| variant.worlds().is_none_or(|worlds| worlds >= size.worlds as usize);
            assert!(batch.iter().all(enough), "a quantity is laid down for fewer worlds than are simulated");
            let plans: Vec<Cow<Plan>> =
                batch.iter().map(|variant| needed(variant.plan(), question)).collect();
            let name = |place: usize| format!("variant {} of {}", first + place, batch[place].file());
            let tallies = simulate_batch(&batch, (&plans, question), name, size, watch)?;
            for (n, ((variant, plan), tally)) in batch.iter().zip(&plans).zip(&tallies).enumerate() {
                see(first + n, &Varied { variant, plan, tally, samples: OnceCell::new() });
            }
            first += batch.len();
        }
    }
}

/// What has to be simulated of a plan.
fn needed<'p>(plan: Cow<'p, Plan>, question: Option<&Question>) -> Cow<'p, Plan> {
    match question {
        Some(question) => Cow::Owned(plan.asking_only(question.metric())),
        None => plan,
    }
}

/// Simulates some variants: those of one structure as one plan with what they are variants of, the others as scenarios are that have something in
/// common.
fn simulate_batch(
    batch: &[Variant],
    (plans, question): (&[Cow<Plan>], Option<&Question>),
    name: impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    let mut found: Vec<Option<Tally>> = batch.iter().map(|_| None).collect();
    let (mut alone, mut left): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..batch.len()).collect());
    while let Some(&first) = left.first() {
        let original = batch[first].structure();
        let (ours, others): (Vec<usize>, Vec<usize>) =
            left.iter().partition(|&&place| std::ptr::eq(batch[place].structure(), original));
        left = others;
        if let [one] = ours[..] {
            alone.push(one);
            continue;
        }
        let original = needed(Cow::Borrowed(original), question);
        let together: Vec<&Plan> =
            std::iter::once(&*original).chain(ours.iter().map(|&place| &*plans[place])).collect();
        let threads = rayon::current_num_threads();
        check_fits(engine::memory_needed_by_variants(&original, ours.len(), size, threads), size, watch)?;
        let name = |n: usize| n.checked_sub(1).map_or(batch[first].file().to_string(), |n| name(ours[n]));
        let trials = u64::from(size.worlds) * u64::from(size.paths) * together.len() as u64;
        let simulate = |watcher: &engine::Watcher| engine::simulate_variants(&together, size, watcher);
        match watched(trials, name, watch, simulate) {
            Ok(tallies) => {
                let tallies = tallies.into_iter().skip(1);
                ours.iter().zip(tallies).for_each(|(&place, tally)| found[place] = Some(tally));
            }
            // It may be the original whose arithmetic fails, for which nobody asked.
            Err(Error::Arithmetic(..)) => alone.extend(ours),
            Err(error) => return Err(error),
        }
    }
    if !alone.is_empty() {
        let together: Vec<&Plan> = alone.iter().map(|&place| &*plans[place]).collect();
        let tallies = simulate_plans(&together, |n| name(alone[n]), size, watch)?;
        alone.iter().zip(tallies).for_each(|(&place, tally)| found[place] = Some(tally));
    }
    Ok(found.into_iter().flatten().collect())
}
