//! The names that a reader sees, for what the model holds by id.

use super::{Audience, Id, Party, Reading, Scenario};

impl Scenario {
    /// An audience by its full reference, with its party.
    pub fn audience(&self, id: &str) -> Option<(&Party, &Audience)> {
        let all = self.parties.iter().flat_map(|party| party.audiences.iter().map(move |a| (party, a)));
        all.into_iter().find(|(_, audience)| audience.id == id)
    }

    /// The name of a factor; its id where there is none.
    pub fn factor_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.factors.iter().find(|f| f.id == id).map_or(id, |f| &f.name)
    }

    /// The name of a term.
    pub fn term_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.term(id).map_or(id, |t| &t.name)
    }

    /// The name of a level that has one.
    pub fn given_level_name(&self, term: &str, level: &str) -> Option<&str> {
        self.term(term)?.words_of(level)?.name.as_deref()
    }

    /// The name of a level; the words of its id where there is none.
    pub fn level_name(&self, term: &str, level: &str) -> String {
        self.given_level_name(term, level).map_or_else(|| level.replace('_', " "), String::from)
    }

    /// The name of an option.
    pub fn option_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.option_sheet(id).map_or(id, |o| &o.name)
    }

    /// The name of a process.
    pub fn process_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.process(id).map_or(id, |p| &p.name)
    }

    /// The name of a state.
    pub fn state_name<'a>(&'a self, process: &str, state: &'a str) -> &'a str {
        self.process(process).and_then(|p| p.state(state)).map_or(state, |s| &s.name)
    }

    /// The name of an audience with its party, unless it tells that itself: “Cabinet (Japan)”, “Japanese public”.
    pub fn audience_name(&self, id: &str) -> String {
        let named = |(party, audience): (&Party, &Audience)| match tells(&audience.name, &party.name) {
            true => audience.name.clone(),
            false => format!("{} ({})", audience.name, party.name),
        };
        self.audience(id).map_or(id.to_string(), named)
    }

    /// What a driver reads, in words; the value that it has at a moment is not told.
    pub fn reading_name(&self, reading: &Reading) -> String {
        match reading {
            Reading::Factor(id) => self.factor_name(id).to_string(),
            Reading::InState { process, states } => {
                let states = quoted(states.iter().map(|s| self.state_name(process, s)));
                format!("{}: {states}", self.process_name(process))
            }
            Reading::Trait { process, name } => {
                format!("{}: {}", self.process_name(process), name.replace('_', " "))
            }
            Reading::Window(id) => self.windows.iter().find(|w| w.id == *id).map_or(id, |w| &w.name).clone(),
            Reading::OnTable(ids) => {
                let ids: Vec<&Id> =
                    self.options.iter().map(|o| &o.id).filter(|id| ids.contains(id)).collect();
                format!("{} on the table", quoted(ids.into_iter().map(|id| self.option_name(id))))
            }
            Reading::Level { term, levels } => {
                let levels: Vec<String> = levels.iter().map(|l| self.level_name(term, l)).collect();
                format!("{}: {}", self.term_name(term), quoted(levels.iter().map(String::as_str)))
            }
            Reading::Amount(term) => self.term_name(term).to_string(),
            Reading::MonthsIn(process) => {
                format!("months in the present state of {}", self.process_name(process))
            }
            Reading::Acceptance { audience, as_if } => {
                let taken = as_if.as_ref().map_or(String::new(), |(process, state)| {
                    let state = self.state_name(process, state);
                    format!(", as if {}: “{state}”", self.process_name(process))
                });
                format!("what {} would say{taken}", self.audience_name(audience))
            }
        }
    }
}

/// Whether a name holds its party's, as “The Japanese public” holds that of Japan.
fn tells(name: &str, party: &str) -> bool {
    name.match_indices(party).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("“{name}”")).collect::<Vec<String>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::tells;

    #[test]
    fn a_name_tells_its_party_where_a_word_begins_with_it() {
        for (name, party) in
            [("The Japanese public", "Japan"), ("Norway", "Norway"), ("Public of South Korea", "South Korea")]
        {
            assert!(tells(name, party), "{name}");
        }
        for (name, party) in [("The cabinet", "Japan"), ("Tehran’s Tirans", "Iran")] {
            assert!(!tells(name, party), "{name}");
        }
    }
}
