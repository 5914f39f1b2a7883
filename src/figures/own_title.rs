//! Whether an analyst's own title says something that the numbers do not.

use super::figure::Figure;
use crate::stats::LIKELIHOOD_SCALE;

impl Figure {
    /// What an own title claims and the figure does not show: per cents that stand nowhere in it, likelihood words that the
    /// rule does not give, a name where the rule names another. Empty for a title that follows the rule.
    ///
    /// **Default** a warning is a question, not a verdict: "a quarter" is not recognised as 25%.
    pub fn doubtful_claims(&self) -> Vec<String> {
        let Some(rule) = &self.rule_title else { return Vec::new() };
        let shown = format!("{rule} {}", self.description);
        let mut doubts = Vec::new();
        for number in per_cents(&self.title) {
            if !per_cents(&shown).contains(&number) {
                doubts.push(format!("says {number}, which the figure does not show"));
            }
        }
        let given = likelihoods(rule);
        for word in
            likelihoods(&self.title).into_iter().filter(|word| !given.is_empty() && !given.contains(word))
        {
            doubts.push(format!("says “{word}”, where the rule says “{}”", given.join("” and “")));
        }
        let names = self.content.says().options();
        let named = |title: &str| -> Vec<&str> {
            names.iter().copied().filter(|name| title.contains(name)).collect()
        };
        let (by_rule, own) = (named(rule), named(&self.title));
        if !own.is_empty() && !by_rule.is_empty() && own.iter().all(|name| !by_rule.contains(name)) {
            doubts.push(format!("names “{}”, where the rule names “{}”", own[0], by_rule[0]));
        }
        if let ([one], true) = (own.as_slice(), rule.contains("cannot be told apart")) {
            doubts.push(format!("names “{one}”, where the rule says that the options cannot be told apart"));
        }
        doubts.into_iter().map(|doubt| format!("{doubt}; the rule’s title: {rule}")).collect()
    }
}

/// Every number that a per cent sign follows, as it is written.
fn per_cents(text: &str) -> Vec<String> {
    let digits = |text: &str| {
        let start = text
            .rfind(|c: char| !(c.is_ascii_digit() || c == '.'))
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        text[start..].to_string()
    };
    let numbers = text.match_indices('%').map(|(at, _)| digits(text[..at].trim_end()));
    let mut numbers: Vec<String> =
        numbers.filter(|digits| !digits.is_empty()).map(|digits| format!("{digits}%")).collect();
    // The lower end of "33–49%" is a per cent as well.
    for (at, _) in text.match_indices('–') {
        let after: String =
            text[at + '–'.len_utf8()..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let lower = digits(&text[..at]);
        if !lower.is_empty() && text[at + '–'.len_utf8() + after.len()..].starts_with('%') {
            numbers.push(format!("{lower}%"));
        }
    }
    numbers
}

/// The likelihood words of a text, longest first so that "very unlikely" is not taken for "unlikely" or "likely".
fn likelihoods(text: &str) -> Vec<&'static str> {
    let word = |entry: &'static str| entry.trim_end_matches(|c: char| !c.is_alphabetic());
    let mut scale: Vec<&'static str> = LIKELIHOOD_SCALE.split(", ").map(word).collect();
    scale.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = text.to_lowercase();
    let mut found = Vec::new();
    for word in scale {
        if rest.contains(word) {
            found.push(word);
            rest = rest.replace(word, "");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cents_are_found_with_both_ends_of_a_range() {
        assert_eq!(per_cents("12% now, 33–49% then, <1% never, 0.5 %"), ["12%", "49%", "1%", "0.5%", "33%"]);
        assert_eq!(per_cents("no number, % alone"), Vec::<String>::new());
    }

    #[test]
    fn a_longer_word_hides_the_shorter_ones() {
        assert_eq!(likelihoods("Very unlikely under every option"), ["very unlikely"]);
        assert_eq!(likelihoods("likely, or about as likely as not"), ["about as likely as not", "likely"]);
    }
}
