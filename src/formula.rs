//! Arithmetic over named values: parse once, evaluate with slots.

/// A parsed formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A constant.
    Number(f64),
    /// A named value.
    Name(String),
    /// −a.
    Negate(Box<Formula>),
    /// Two operands.
    Binary(Operation, Box<Formula>, Box<Formula>),
}

/// A binary operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// a × b
    Multiply,
    /// a ÷ b
    Divide,
    /// the smaller
    Min,
    /// the larger
    Max,
}

/// Why a text is not a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct FormulaError {
    /// Byte offset in the text.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
}

impl Formula {
    /// Parses a text.
    ///
    /// **Errors** the first place where the text is not a formula.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let mut parser = Parser { text, at: 0, depth: 0, operations: 0 };
        let formula = parser.sum()?;
        parser.skip_space();
        if parser.at < text.len() {
            return Err(parser.error("an operator was expected here"));
        }
        Ok(formula)
    }

    /// The names it uses, in order of appearance, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect_names(&mut names);
        names
    }

    fn collect_names<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            Formula::Number(_) => {}
            Formula::Name(n) => {
                if !into.contains(&n.as_str()) {
                    into.push(n);
                }
            }
            Formula::Negate(a) => a.collect_names(into),
            Formula::Binary(_, a, b) => {
                a.collect_names(into);
                b.collect_names(into);
            }
        }
    }

    /// Its value, given the value of each name; none if a name has none.
    pub fn evaluate(&self, value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
        Some(match self {
            Formula::Number(x) => *x,
            Formula::Name(n) => value(n)?,
            Formula::Negate(a) => -a.evaluate(value)?,
            Formula::Binary(op, a, b) => {
                let (a, b) = (a.evaluate(value)?, b.evaluate(value)?);
                match op {
                    Operation::Add => a + b,
                    Operation::Subtract => a - b,
                    Operation::Multiply => a * b,
                    Operation::Divide => a / b,
                    Operation::Min => a.min(b),
                    Operation::Max => a.max(b),
                }
            }
        })
    }
}

/// How deeply a formula may be nested, and how many operations it may have: a hostile text must not overflow the stack,
/// neither here nor where the formula is evaluated.
const DEEPEST: usize = 64;
const MOST_OPERATIONS: usize = 1000;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    operations: usize,
}

impl Parser<'_> {
    fn error(&self, message: &str) -> FormulaError {
        FormulaError { at: self.at, message: message.to_string() }
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn sum(&mut self) -> Result<Formula, FormulaError> {
        let mut left = self.product()?;
        loop {
            let operation = match self.peek() {
                Some('+') => Operation::Add,
                Some('-') => Operation::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            self.count()?;
            left = Formula::Binary(operation, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Formula, FormulaError> {
        let mut left = self.atom()?;
        loop {
            let operation = match self.peek() {
                Some('*') => Operation::Multiply,
                Some('/') => Operation::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            self.count()?;
            left = Formula::Binary(operation, Box::new(left), Box::new(self.atom()?));
        }
    }

    /// Counts an operation.
    fn count(&mut self) -> Result<(), FormulaError> {
        self.operations += 1;
        if self.operations > MOST_OPERATIONS {
            return Err(self.error("the formula has more than 1000 operations"));
        }
        Ok(())
    }

    fn atom(&mut self) -> Result<Formula, FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("the formula is nested more than 64 levels deep"));
        }
        let atom = self.nested();
        self.depth -= 1;
        atom
    }

    fn nested(&mut self) -> Result<Formula, FormulaError> {
        if self.take('-') {
            return Ok(Formula::Negate(Box::new(self.atom()?)));
        }
        if self.take('(') {
            let inner = self.sum()?;
            return if self.take(')') { Ok(inner) } else { Err(self.error("`)` is missing")) };
        }
        match self.peek() {
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_ascii_alphabetic() || c == '_' => self.name(),
            Some(_) => Err(self.error("a number, a name or `(` was expected here")),
            None => Err(self.error("the formula ends where a value was expected")),
        }
    }

    fn number(&mut self) -> Result<Formula, FormulaError> {
        let rest = &self.text[self.at..];
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len()
            && (bytes[end].is_ascii_digit()
                || matches!(bytes[end], b'.' | b'e' | b'E' | b'_')
                || (matches!(bytes[end], b'+' | b'-') && matches!(bytes[end - 1], b'e' | b'E')))
        {
            end += 1;
        }
        match rest[..end].replace('_', "").parse::<f64>() {
            Ok(x) if x.is_finite() => {
                self.at += end;
                Ok(Formula::Number(x))
            }
            _ => Err(self.error("this is not a number")),
        }
    }

    fn name(&mut self) -> Result<Formula, FormulaError> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (start, name) = (self.at, &rest[..end]);
        self.at += end;
        if !self.take('(') {
            return Ok(Formula::Name(name.to_string()));
        }
        let operation = match name {
            "min" => Operation::Min,
            "max" => Operation::Max,
            _ => {
                self.at = start;
                return Err(self.error("the functions are `min(a, b)` and `max(a, b)`"));
            }
        };
        let a = self.sum()?;
        if !self.take(',') {
            return Err(self.error("`,` was expected here"));
        }
        let b = self.sum()?;
        if !self.take(')') {
            return Err(self.error("`)` is missing"));
        }
        Ok(Formula::Binary(operation, Box::new(a), Box::new(b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        Formula::parse(text).unwrap().evaluate(&|n| match n {
            "a" => Some(2.0),
            "b" => Some(5.0),
            _ => None,
        })
    }

    #[test]
    fn operators_bind_as_in_school() {
        assert_eq!(value("1 + a * b - 4 / 2"), Some(9.0));
        assert_eq!(value("-(a - b) * 2"), Some(6.0));
        assert_eq!(value("10 - 3 - 2"), Some(5.0));
        assert_eq!(value("min(a, b) + max(a, 1.5e1)"), Some(17.0));
    }

    #[test]
    fn a_missing_value_leaves_the_formula_without_one() {
        assert_eq!(value("a + c"), None);
    }

    #[test]
    fn the_place_of_a_fault_is_named() {
        assert_eq!(Formula::parse("a + ").unwrap_err().at, 4);
        assert_eq!(Formula::parse("a $ b").unwrap_err().at, 2);
        assert_eq!(Formula::parse("sin(a)").unwrap_err().at, 0);
        assert!(Formula::parse("(a").is_err());
        assert!(Formula::parse("1e999").is_err());
    }

    #[test]
    fn a_hostile_formula_is_refused_before_the_stack_overflows() {
        let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        for text in [deep("(", ")"), deep("-", ""), deep("min(1,", ")"), deep("1+", ""), deep("1*", "")] {
            assert!(Formula::parse(&text).is_err());
        }
        assert!(Formula::parse(&format!("1{}", "+1".repeat(1000))).is_ok());
        assert!(Formula::parse(&format!("{}1{}", "(".repeat(60), ")".repeat(60))).is_ok());
    }
}
