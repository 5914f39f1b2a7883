//! What is told of files that a scenario may not read, and of links.

use std::path::Path;

use super::Layers;
use crate::scenario::node::Node;
use crate::scenario::problem::Problem;
use crate::scenario::reach::{Outside, folder_of};

impl Layers {
    /// A file that may not be read, at the place that names it. `name` is the file as seen from here.
    pub(in crate::scenario) fn outside(&self, named: &Node, name: &str, why: Outside) -> Problem {
        if let Outside::Closed = why {
            let title = format!("the scenario of a run folder reads no other file, not even `{name}`");
            return Problem::error("S015", named.at(), title, "named here").help(
                "a run writes its scenario whole: this one was changed since; run the files that it was made from",
            );
        }
        let (title, folder) = match &why {
            Outside::LeadsTo(real) => {
                (format!("`{name}` is a link that leads outside the scenario’s folder"), folder_of(real))
            }
            _ => (format!("`{name}` lies outside the scenario’s folder"), folder_of(Path::new(name))),
        };
        let word = shell_word(&folder.display().to_string());
        Problem::error("S013", named.at(), title, "named here")
            .note("a scenario reads what lies below its own folder, and elsewhere only what you allow")
            .help(format!("if you know what it reads there, add --allow {word}"))
    }

    /// Says where a link to a scenario takes its files from, once a link, when the first of them is named.
    pub(in crate::scenario) fn tell_link(&mut self, layer: usize, named: &Node) {
        let Some((folder, other)) = self.links.get_mut(layer).and_then(Option::take) else { return };
        let title =
            format!("`{}` is a link; what it names is taken from the link’s folder", self.texts[layer].name);
        let label = format!("taken from {}, not from {}", folder.display(), other.display());
        let problem = Problem::warning("S012", named.at(), title, label);
        let help = "name the file that the link leads to, if its neighbours are meant";
        let problem = self.with_chain(problem.help(help));
        self.problems.push(problem);
    }
}

/// A word that a shell takes as one.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+~:\\".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_split_is_quoted() {
        assert_eq!(shell_word("../a-b/c"), "../a-b/c");
        assert_eq!(shell_word("my folder"), "'my folder'");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
    }
}
