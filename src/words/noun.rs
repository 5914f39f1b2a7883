//! Names of things within an English sentence: with the article that they take, and with how much there is of them.
//!
//! Names are the analyst's, so what is told of them follows the shape of the name alone: where a relative clause or a preposition ends its first part, whether that ends like
//! a plural, whether it is one of the things that are not counted. A name of which nothing can be told so keeps its words, and stands in brackets.

use super::unit::{amount, unit_name};

/// What ends the first part of a name.
const BEHIND: &str = "that which who whom whose where to of for from in on at by with without under over after before until till about against between among beyond per as into \
     onto through during since towards toward across along";

/// Participles that do not end in "ed".
const PARTICIPLES: &str =
    "given held built taken paid spent made sent lost won kept left brought sold bought drawn";

/// Things that are not counted, without article; those in "-ing", "-land", "-ism", "-ness" beside them.
const UNCOUNTED: &str = "access administration aid airspace assistance autonomy capital coal compensation control cooperation co-operation credit damage debt demilitarisation \
     demilitarization education electricity employment energy equipment expenditure finance fish food freedom gas grain growth health help income independence inflation infrastructure \
     information investment jurisdiction labour labor land migration money news oil output peace politics power production progress property protection recognition relief research revenue security sea \
     shipping soil sovereignty space support territory time tourism trade traffic unemployment water work";

/// Plurals that do not end in s.
const PLURALS: &str = "people men women children police troops staff";

/// Units of those who are counted.
const PEOPLE: [&str; 3] = ["people", "persons", "person"];

/// How a thing is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// "a treaty".
    One,
    /// "grants".
    Several,
    /// "land".
    Uncounted,
}

/// A name taken apart.
struct Thing<'n> {
    /// "economic package".
    head: &'n str,
    /// "that comes with it", "of the catch".
    tail: &'n str,
    kind: Kind,
}

fn is_in(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}

impl<'n> Thing<'n> {
    /// Nothing where the name's own words leave it open.
    fn of(name: &'n str) -> Option<Thing<'n>> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " -'’".contains(c);
        let words: Vec<&str> = name.split(' ').collect();
        let has_article =
            ["a", "an", "the", "no", "all", "each", "every", "some", "any"].contains(words.first()?);
        if !name.chars().all(is_plain) || has_article || words.iter().any(|word| word.is_empty()) {
            return None;
        }
        let is_participle = |word: &str| word.len() > 4 && word.ends_with("ed") || is_in(PARTICIPLES, word);
        let ends = |place: usize| {
            let follows = words.get(place + 1).is_none_or(|next| is_in(BEHIND, next));
            is_in(BEHIND, words[place]) || is_participle(words[place]) && follows
        };
        let end = (1..words.len()).find(|&place| ends(place)).unwrap_or(words.len());
        let length = words[..end].iter().map(|word| word.len() + 1).sum::<usize>() - 1;
        let noun = words[end - 1].to_lowercase();
        let is_uncounted = is_in(UNCOUNTED, &noun)
            || noun.ends_with("ing") && noun.len() > 5
            || noun.ends_with("land") && !noun.ends_with("island")
            || noun.ends_with("ism")
            || noun.ends_with("ness");
        let is_plural = is_in(PLURALS, &noun)
            || noun.ends_with('s')
                && noun.len() > 3
                && !["ss", "us", "is"].iter().any(|end| noun.ends_with(end));
        let kind = match (is_uncounted, is_plural) {
            (true, _) => Kind::Uncounted,
            (_, true) => Kind::Several,
            _ => Kind::One,
        };
        Some(Thing { head: &name[..length], tail: name[length..].trim_start(), kind })
    }

    /// "an economic package"; "grants".
    fn with_article(&self) -> String {
        match self.kind {
            Kind::One => format!("{} {}", article(self.head), self.head),
            Kind::Several | Kind::Uncounted => self.head.to_string(),
        }
    }
}

/// "a" or "an", by how the word is spoken as far as letters tell.
fn article(word: &str) -> &'static str {
    let first = word.split([' ', '-']).next().unwrap_or_default();
    let is_spelled = first.len() > 1 && first.chars().all(|c| c.is_ascii_uppercase());
    let lower = first.to_lowercase();
    let starts = |with: &[&str]| with.iter().any(|start| lower.starts_with(start));
    let is_vowel = match is_spelled {
        true => first.starts_with(|c| "AEFHILMNORSX".contains(c)),
        false => {
            starts(&["a", "e", "i", "o", "u", "hour", "honest", "honour", "heir"])
                && !starts(&["eu", "uni", "use", "usu", "uti", "one", "once", "ura"])
                || starts(&["unin", "unim"])
        }
    };
    if is_vowel { "an" } else { "a" }
}

/// So much of a thing, as the end of a sentence: "346 km² of land transferred to Japan", "an economic package of USD 1 bn that comes with it", "2,000 residents who leave",
/// "USD 2 bn of grants". A name whose words leave open how it is told stands in brackets: "USD 2 bn (die Hilfe)". `number` is the number as it is shown.
pub fn so_much_of(name: &str, number: &str, unit: &str) -> String {
    let told = amount(number, unit);
    let is_part = unit.starts_with(['%', '‰']);
    let Some(thing) = Thing::of(name) else { return format!("{told} ({name})") };
    let counts_itself = unit.is_empty()
        || PEOPLE.contains(&unit)
        || thing.head.rsplit(' ').next().is_some_and(|noun| noun.eq_ignore_ascii_case(&unit_name(unit)));
    match thing.kind {
        Kind::Several if counts_itself => format!("{number} {name}"),
        Kind::Several | Kind::Uncounted if !is_part && !unit.is_empty() => format!("{told} of {name}"),
        Kind::One if !unit.is_empty() && thing.tail.is_empty() => {
            format!("{} of {told}", thing.with_article())
        }
        Kind::One if !unit.is_empty() && thing.tail.starts_with("of ") => {
            format!("{} {} of {told}", thing.with_article(), thing.tail)
        }
        Kind::One if !unit.is_empty() => format!("{} of {told} {}", thing.with_article(), thing.tail),
        _ => format!("{told} ({name})"),
    }
}

/// A name in a sentence: one that begins with its article as words of the sentence ("the presidency"), any other in quotation marks.
pub fn called(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => format!("“{name}”"),
    }
}

/// A thing with the article that it takes: "a peace treaty", "recognition of title"; as it is where its words leave it open.
pub fn a_thing(name: &str) -> String {
    match Thing::of(name) {
        Some(thing) => format!("{} {}", thing.with_article(), thing.tail).trim_end().to_string(),
        None => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_much_of_a_thing_reads_as_one_writes_it() {
        let told = [
            ("land transferred to Japan", "346", "km2"),
            ("economic package that comes with it", "1", "USD bn"),
            ("GDP aid", "2", "USD bn"),
            ("grants to the residents", "2", "USD bn"),
            ("residents who leave", "2,000", "people"),
            ("ships handed over", "12", ""),
            ("lease of the zone", "30", "years"),
            ("share of the catch", "12", "%"),
            ("bridge", "43", "km"),
            ("joint armed patrols", "4", "patrols"),
            ("income", "1", "USD m/year"),
        ];
        let told = told.map(|(name, number, unit)| so_much_of(name, number, unit));
        assert_eq!(
            told,
            [
                "346 km² of land transferred to Japan",
                "an economic package of USD 1 bn that comes with it",
                "USD 2 bn of GDP aid",
                "USD 2 bn of grants to the residents",
                "2,000 residents who leave",
                "12 ships handed over",
                "a lease of the zone of 30 years",
                "a share of the catch of 12%",
                "a bridge of 43 km",
                "4 joint armed patrols",
                "USD 1 m a year of income",
            ]
        );
    }

    #[test]
    fn a_name_that_leaves_it_open_stands_in_brackets() {
        let told = [
            ("the four islands", "5003", "km2"),
            ("пакет помощи", "3", "USD bn"),
            ("経済協力", "3", "USD bn"),
            ("aid (first year)", "3", "USD bn"),
            ("land transferred", "12", "%"),
            ("index", "3", ""),
        ];
        let told = told.map(|(name, number, unit)| so_much_of(name, number, unit));
        assert_eq!(
            told,
            [
                "5003 km² (the four islands)",
                "USD 3 bn (пакет помощи)",
                "USD 3 bn (経済協力)",
                "USD 3 bn (aid (first year))",
                "12% (land transferred)",
                "3 (index)"
            ]
        );
    }

    #[test]
    fn a_thing_has_the_article_that_it_takes() {
        let things = [
            "peace treaty",
            "economic zone",
            "hour of silence",
            "union of both",
            "EU visa",
            "uninhabited islet",
            "visits without visa",
            "recognition of title",
            "joint fishing",
            "farmland",
            "island",
            "die Hilfe: alles",
        ];
        assert_eq!(
            things.map(a_thing),
            [
                "a peace treaty",
                "an economic zone",
                "an hour of silence",
                "a union of both",
                "an EU visa",
                "an uninhabited islet",
                "visits without visa",
                "recognition of title",
                "joint fishing",
                "farmland",
                "an island",
                "die Hilfe: alles",
            ]
        );
    }
}
