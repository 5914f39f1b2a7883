//! Text → formula, by recursive descent.

use super::{Formula, FormulaError, Function, Operation};

impl Formula {
    /// Parses a text.
    ///
    /// **Errors** the first place where the text is not a formula.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        parse(text)
    }
}

/// Parses a whole text.
fn parse(text: &str) -> Result<Formula, FormulaError> {
    let mut parser = Parser { text, at: 0, depth: 0, operations: 0 };
    let formula = parser.sum()?;
    parser.skip_space();
    if parser.at < text.len() {
        return Err(parser.error("an operator was expected here"));
    }
    Ok(formula)
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
        let mut left = self.signed()?;
        loop {
            let operation = match self.peek() {
                Some('*') => Operation::Multiply,
                Some('/') => Operation::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            self.count()?;
            left = Formula::Binary(operation, Box::new(left), Box::new(self.signed()?));
        }
    }

    /// −a; the sign binds less than a power: −a ^ 2 is −(a ^ 2).
    fn signed(&mut self) -> Result<Formula, FormulaError> {
        if !self.take('-') {
            return self.power();
        }
        self.deeper()?;
        let inner = self.signed()?;
        self.depth -= 1;
        Ok(Formula::Negate(Box::new(inner)))
    }

    /// a ^ b, from the right: a ^ b ^ c is a ^ (b ^ c).
    fn power(&mut self) -> Result<Formula, FormulaError> {
        let base = self.atom()?;
        if !self.take('^') {
            return Ok(base);
        }
        self.count()?;
        self.deeper()?;
        let exponent = self.signed()?;
        self.depth -= 1;
        Ok(Formula::Binary(Operation::Power, Box::new(base), Box::new(exponent)))
    }

    /// Counts an operation.
    fn count(&mut self) -> Result<(), FormulaError> {
        self.operations += 1;
        if self.operations > MOST_OPERATIONS {
            return Err(self.error("the formula has more than 1000 operations"));
        }
        Ok(())
    }

    /// Counts a level of nesting; who is through with it takes it back.
    fn deeper(&mut self) -> Result<(), FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("the formula is nested more than 64 levels deep"));
        }
        Ok(())
    }

    fn atom(&mut self) -> Result<Formula, FormulaError> {
        self.deeper()?;
        let atom = self.nested();
        self.depth -= 1;
        atom
    }

    fn nested(&mut self) -> Result<Formula, FormulaError> {
        if self.take('(') {
            let inner = self.sum()?;
            self.close()?;
            return Ok(inner);
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
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
        let (start, name) = (self.at, &rest[..end]);
        if name.split('.').any(str::is_empty) {
            return Err(self.error("a name is words with single dots between them"));
        }
        self.at += end;
        if !self.take('(') {
            return Ok(Formula::Name(name.to_string()));
        }
        if let Some((_, function)) = Function::ALL.iter().find(|(known, _)| *known == name) {
            self.count()?;
            let a = self.sum()?;
            self.close()?;
            return Ok(Formula::Apply(*function, Box::new(a)));
        }
        let operation = match name {
            "min" => Operation::Min,
            "max" => Operation::Max,
            _ => {
                self.at = start;
                let message =
                    "the functions are min(a, b), max(a, b), exp(a), ln(a), sqrt(a), abs(a) and sin(a)";
                return Err(self.error(message));
            }
        };
        let a = self.sum()?;
        if !self.take(',') {
            return Err(self.error("`,` was expected here"));
        }
        let b = self.sum()?;
        self.close()?;
        Ok(Formula::Binary(operation, Box::new(a), Box::new(b)))
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        if self.take(')') { Ok(()) } else { Err(self.error("`)` is missing")) }
    }
}
