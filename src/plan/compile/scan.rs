//! What a scenario holds, looked up before it is compiled.

use crate::model::{Audience, Calendar, Measure, Reading, Scenario, Window};

/// All audiences, sorted by their full reference.
pub(super) fn audiences_of(scenario: &Scenario) -> Vec<&Audience> {
    let mut audiences: Vec<&Audience> = scenario.parties.iter().flat_map(|p| &p.audiences).collect();
    audiences.sort_by(|a, b| a.id.cmp(&b.id));
    audiences
}

pub(super) fn open_months(window: &Window, calendar: &Calendar) -> Vec<bool> {
    (0..=calendar.months).map(|t| (window.from..=window.to).contains(&calendar.month(t))).collect()
}

/// The factors that some driver reads: the others keep their address but need not be stepped.
pub(super) fn factors_read(scenario: &Scenario) -> Vec<&str> {
    let drivers = scenario
        .parties
        .iter()
        .flat_map(|p| &p.audiences)
        .flat_map(|a| &a.drivers)
        .chain(scenario.factors.iter().flat_map(|f| &f.drivers))
        .chain(scenario.processes.iter().flat_map(|p| &p.transitions).flat_map(|t| &t.drivers))
        .chain(scenario.shocks.iter().flat_map(|s| &s.drivers))
        .chain(scenario.shocks.iter().flat_map(|s| &s.forces).flat_map(|f| &f.drivers))
        .chain(scenario.metrics.iter().flat_map(|m| match &m.measure {
            Measure::Flow { drivers, .. } => drivers.as_slice(),
            _ => &[],
        }));
    drivers
        .flat_map(|d| &d.readings)
        .filter_map(|r| if let Reading::Factor(id) = r { Some(id.as_str()) } else { None })
        .collect()
}
