//! A value of another type than its key holds.

use super::examples;
use super::node::{Node, Value};
use super::problem::Problem;
use super::reader::Section;
use super::syntax::{self, Counted};

impl Section<'_> {
    /// Reports a value of another type than expected.
    pub(super) fn wrong_type(&self, node: &Node, key: &str, expected: &str) {
        let title = format!("`{}` must be {expected}", self.path_of(key));
        let problem = Problem::error("S102", node.at(), title, node.found());
        let counted = if expected.contains("whole") { Counted::Whole } else { self.counted(key) };
        let as_number = |text: &str| syntax::number(text, counted);
        let help = match (&node.value, expected) {
            (Value::Text(t), e) if e.contains("number") && syntax::is_date(t) => Some(match key {
                "not_before" => "it counts months after entry, such as not_before = 6".into(),
                _ => "a number belongs here, and no date".into(),
            }),
            (Value::Text(t), e) if e.contains("number") && as_number(t).is_some() => {
                as_number(t).map(|(label, help)| format!("{label}: {help}"))
            }
            (Value::Text(t), e) if e.contains("number") && t.trim().parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: {key} = {}", t.trim()))
            }
            (Value::Text(t), e)
                if e.contains("true") && ["true", "false", "yes", "no"].contains(&t.as_str()) =>
            {
                Some(format!("write it without quotes: {key} = true"))
            }
            (Value::Text(_), e) if e.contains("number") => {
                let example = examples::of(key).map(String::from);
                example.or_else(|| Some(format!("write a number without quotes, such as {key} = 1")))
            }
            _ => examples::of(key).map(String::from),
        };
        self.cx.report(match help {
            Some(help) => problem.help(help),
            None => problem,
        });
    }

    /// What a number at a key of this table counts.
    fn counted(&self, key: &str) -> Counted {
        let admitted = self.cx.admitted.borrow();
        let (own, inner) = (self.path_of(key), self.path.as_str());
        admitted.get(&own).or_else(|| admitted.get(inner)).map_or(Counted::Unknown, |kind| kind.counted())
    }
}
