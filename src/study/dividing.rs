//! Simulations of an inquiry in parts: of many variants, some of them.

use std::sync::atomic::AtomicBool;

use super::cases::Study;
use super::divided::{Divided, Step, damaged};
use super::error::Error;
use super::variant::Variant;
use super::watch::Watch;
use crate::analysis::{Counted, Question};
use crate::engine::Size;
use crate::results::sha256;

/// Somebody who watches an inquiry in parts.
pub struct Dividing<'w> {
    /// Who watches.
    pub watch: &'w dyn Watch,
    /// What was done of it, and what is to be done.
    pub divided: &'w Divided,
}

impl Watch for Dividing<'_> {
    fn interrupt(&self) -> &AtomicBool {
        self.watch.interrupt()
    }

    fn takes_memory(&self, bytes: u64) {
        self.watch.takes_memory(bytes);
    }

    fn begins(&self, trials: u64) {
        self.watch.begins(trials);
    }

    fn advances(&self, trials: u64) {
        self.watch.advances(trials);
    }

    fn ends(&self) {
        self.watch.ends();
    }

    fn divided(&self) -> Option<&Divided> {
        Some(self.divided)
    }
}

impl Study {
    /// The digest of everything that the answer to a command line depends on.
    ///
    /// **Errors** as for [`Study::size`].
    pub fn digest_of_inquiry(&self, words: &[String]) -> Result<String, Error> {
        let of_scenarios = self.digest(self.size()?, None);
        Ok(sha256(format!("{of_scenarios}\0{}", words.join("\0")).as_bytes()))
    }

    /// What is counted of a question in each of many variants, in the same worlds, with its place among them; none of a scenario that does not have it.
    ///
    /// **Errors** as for [`Study::each_variant`]; it is simulated in parts, of which this was one.
    pub(super) fn each_counted<'s>(
        &'s self,
        question: &Question,
        variants: impl IntoIterator<Item = Variant<'s>>,
        size: Size,
        watch: &dyn Watch,
        mut see: impl FnMut(usize, Option<&Counted>),
    ) -> Result<(), Error> {
        let Some(divided) = watch.divided() else {
            return self.each_answer(question, variants, size, watch, |n, varied| {
                see(n, varied.counted(question).as_ref());
            });
        };
        match divided.next()? {
            Step::Ours(share) => {
                let mut all = 0;
                let ours = variants.into_iter().inspect(|_| all += 1).enumerate();
                let ours = ours.filter(|(place, _)| share.has(*place)).map(|(_, variant)| variant);
                let mut counted: Vec<Vec<u8>> = Vec::new();
                self.each_answer(question, ours, size, watch, |_, varied| {
                    counted.push(varied.counted(question).map_or_else(Vec::new, |counted| counted.bytes()));
                })?;
                divided.keep((0, all), &counted);
                Err(Error::Divided)
            }
            Step::Known(parts) => {
                let all = variants.into_iter().count();
                if parts.iter().any(|(batch, _)| (batch.from, batch.to as usize) != (0, all)) {
                    return Err(damaged());
                }
                for place in 0..all {
                    let (_, counted) = &parts[place % parts.len()];
                    match counted.get(place / parts.len()).ok_or_else(damaged)? {
                        [] => see(place, None),
                        bytes => see(place, Some(&Counted::of_bytes(bytes, size).ok_or_else(damaged)?)),
                    }
                }
                Ok(())
            }
        }
    }
}
