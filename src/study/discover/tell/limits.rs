//! Limits of a box, in words.

use super::{NOT_BORNE_OUT, Told, joined};
use crate::discovery::Limit;
use crate::study::discover::found::Boxed;
use crate::study::discover::rows::Happened;
use crate::words::{amount, significant};

impl Told<'_> {
    /// "“Diet: acceptability” is 54 or more"; "The sky is in “Storm” in May 2020".
    pub(super) fn limit(&self, limit: &Limit) -> String {
        match self.rows.happened.get(&limit.key) {
            Some(Happened { name, not: Some(not) }) => {
                if limit.at_least.is_some() {
                    name.clone()
                } else {
                    not.clone()
                }
            }
            _ => format!("“{}” is {}", self.name(&limit.key), self.range(limit)),
        }
    }

    /// "0.4 a year or more", "below ×2 per level"; "yes" and "no" of what holds or does not.
    pub(super) fn range(&self, limit: &Limit) -> String {
        if self.rows.happened.get(&limit.key).is_some_and(|happened| happened.not.is_some()) {
            return if limit.at_least.is_some() { "yes".into() } else { "no".into() };
        }
        // A multiplier stands before its number.
        let unit = self.unit(&limit.key);
        let (sign, unit) = match unit.strip_prefix('×') {
            Some(per) => ("×", per.trim_start()),
            None => ("", unit),
        };
        let number = |x: f64| format!("{sign}{}", significant(x));
        match (limit.at_least.map(number), limit.below.map(number)) {
            (Some(least), None) => format!("{} or more", amount(&least, unit)),
            (None, Some(most)) => format!("below {}", amount(&most, unit)),
            (Some(least), Some(most)) => format!("{least} or more and below {}", amount(&most, unit)),
            (None, None) => "anything".into(),
        }
    }

    pub(super) fn name(&self, key: &str) -> String {
        match self.rows.happened.get(key) {
            Some(happened) => happened.name.clone(),
            None => self.named.name(key),
        }
    }

    pub(super) fn unit(&self, key: &str) -> &str {
        self.named.unit(key)
    }

    pub(super) fn limits(&self, limits: &[Limit]) -> String {
        joined(limits.iter().map(|limit| self.limit(limit)).collect())
    }

    /// The same of a box, with a word on what the third worlds do not bear out.
    pub(super) fn limits_of(&self, boxed: &Boxed) -> String {
        let each = boxed.limits.iter().enumerate().map(|(n, limit)| match boxed.tested.bears_out(n) {
            true => self.limit(limit),
            false => format!("{} ({NOT_BORNE_OUT})", self.limit(limit)),
        });
        joined(each.collect())
    }

    /// Whether an input is something that holds or does not, and how it is told of a limit.
    pub(super) fn in_words(&self, limit: &Limit) -> Option<String> {
        let happened = self.rows.happened.get(&limit.key)?;
        happened.not.as_ref().map(|_| self.limit(limit))
    }
}
