//! Time: months, days, the span that is simulated, and windows in it.

use super::Id;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// **Range** 1–12.
    pub month: u32,
}

impl Month {
    /// Months since year 0.
    fn index(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// The month `n` months later.
    pub fn plus(self, n: u32) -> Month {
        let i = self.index() + i64::from(n);
        Month { year: i.div_euclid(12) as i32, month: i.rem_euclid(12) as u32 + 1 }
    }

    /// How many months `self` lies after `earlier` (negative if before).
    pub fn months_after(self, earlier: Month) -> i64 {
        self.index() - earlier.index()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year and month.
    pub month: Month,
    /// **Range** 1–31.
    pub day: u32,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

/// Month 0 is the month of `as_of`; month `months` is the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The last day whose publications may give values.
    pub as_of: Date,
    /// The number of simulated months. **Range** 1–4095.
    pub months: u32,
}

impl Calendar {
    /// The calendar month of simulated month `t`.
    pub fn month(&self, t: u32) -> Month {
        self.as_of.month.plus(t)
    }

    /// The simulated months that end a calendar year, and the horizon: what is reported "by year".
    pub fn year_ends(&self) -> Vec<u32> {
        (1..=self.months).filter(|&t| t == self.months || self.month(t).month == 12).collect()
    }

    /// The simulated months that end a calendar quarter, and the horizon.
    pub fn quarter_ends(&self) -> Vec<u32> {
        (1..=self.months).filter(|&t| t == self.months || self.month(t).month.is_multiple_of(3)).collect()
    }
}

/// A calendar span, in simulated months, both ends inclusive.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
}
