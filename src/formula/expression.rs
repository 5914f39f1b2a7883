//! A formula as a tree of operations.

use crate::math;

/// A parsed formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A constant.
    Number(f64),
    /// A named value; the name may be a dotted path.
    Name(String),
    /// −a.
    Negate(Box<Formula>),
    /// A function of one operand.
    Apply(Function, Box<Formula>),
    /// Two operands.
    Binary(Operation, Box<Formula>, Box<Formula>),
}

/// A function of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// eᵃ
    Exp,
    /// the natural logarithm
    Ln,
    /// the square root
    Sqrt,
    /// the magnitude
    Abs,
    /// the sine, of an angle in radians
    Sin,
}

impl Function {
    pub(super) const ALL: [(&'static str, Function); 5] = [
        ("exp", Function::Exp),
        ("ln", Function::Ln),
        ("sqrt", Function::Sqrt),
        ("abs", Function::Abs),
        ("sin", Function::Sin),
    ];

    /// Its name in a formula.
    pub fn name(self) -> &'static str {
        Function::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// Its value.
    pub fn of(self, a: f64) -> f64 {
        match self {
            Function::Exp => math::exp(a),
            Function::Ln => math::ln(a),
            Function::Sqrt => a.sqrt(),
            Function::Abs => a.abs(),
            Function::Sin => math::sin(a),
        }
    }
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
    /// a to the power b
    Power,
}

impl Operation {
    /// Its value.
    pub fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Operation::Add => a + b,
            Operation::Subtract => a - b,
            Operation::Multiply => a * b,
            Operation::Divide => a / b,
            Operation::Min => a.min(b),
            Operation::Max => a.max(b),
            Operation::Power => math::pow(a, b),
        }
    }
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
            Formula::Negate(a) | Formula::Apply(_, a) => a.collect_names(into),
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
            Formula::Apply(function, a) => function.of(a.evaluate(value)?),
            Formula::Binary(operation, a, b) => operation.of(a.evaluate(value)?, b.evaluate(value)?),
        })
    }
}

impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Formula::Number(x) => write!(f, "{x}"),
            Formula::Name(name) => write!(f, "{name}"),
            Formula::Negate(a) => write!(f, "-{a}"),
            Formula::Apply(function, a) => write!(f, "{}({})", function.name(), a.bare()),
            Formula::Binary(Operation::Min, a, b) => write!(f, "min({}, {})", a.bare(), b.bare()),
            Formula::Binary(Operation::Max, a, b) => write!(f, "max({}, {})", a.bare(), b.bare()),
            Formula::Binary(..) => write!(f, "({})", self.bare()),
        }
    }
}

impl Formula {
    /// Its text, without brackets around the whole.
    pub fn bare(&self) -> String {
        let Formula::Binary(operation, a, b) = self else { return self.to_string() };
        match operation {
            Operation::Add => format!("{a} + {b}"),
            Operation::Subtract => format!("{a} - {b}"),
            Operation::Multiply => format!("{a} * {b}"),
            Operation::Divide => format!("{a} / {b}"),
            Operation::Power => format!("{a} ^ {b}"),
            Operation::Min | Operation::Max => self.to_string(),
        }
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
        assert_eq!(value("-a ^ 2 + 2 ^ 3 ^ a"), Some(508.0));
        assert_eq!(value("abs(a - b) * sqrt(a + a) + ln(exp(1))"), Some(7.0));
        assert_eq!(value("sin(0) + sin(-a) + sin(a)"), Some(0.0));
        assert_eq!(value("a * -b - -a"), Some(-8.0));
    }

    #[test]
    fn a_name_may_be_a_path() {
        let formula = Formula::parse("factor.trust.start * 0.5 + a1.b_2.3c").unwrap();
        assert_eq!(formula.names(), ["factor.trust.start", "a1.b_2.3c"]);
        assert_eq!(formula.bare(), "(factor.trust.start * 0.5) + a1.b_2.3c");
        assert_eq!(Formula::parse("1 + a..b").unwrap_err().at, 4);
        assert_eq!(Formula::parse("a.").unwrap_err().at, 0);
    }

    #[test]
    fn its_text_reads_back_as_itself() {
        for text in ["a - (b - a) * -2", "(a / b) ^ -a ^ 2", "min(a + 1, -(b * 2)) / exp(a - b)", "-(a + b)"]
        {
            let formula = Formula::parse(text).unwrap();
            assert_eq!(Formula::parse(&formula.bare()).unwrap(), formula, "{text}");
        }
    }

    #[test]
    fn a_missing_value_leaves_the_formula_without_one() {
        assert_eq!(value("a + c"), None);
    }

    #[test]
    fn the_place_of_a_fault_is_named() {
        assert_eq!(Formula::parse("a + ").unwrap_err().at, 4);
        assert_eq!(Formula::parse("a $ b").unwrap_err().at, 2);
        assert_eq!(Formula::parse("cosine(a)").unwrap_err().at, 0);
        assert!(Formula::parse("(a").is_err());
        assert!(Formula::parse("1e999").is_err());
    }

    #[test]
    fn a_hostile_formula_is_refused_before_the_stack_overflows() {
        let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        for text in [
            deep("(", ")"),
            deep("-", ""),
            deep("min(1,", ")"),
            deep("1+", ""),
            deep("1*", ""),
            deep("1^", ""),
            deep("exp(", ")"),
        ] {
            assert!(Formula::parse(&text).is_err());
        }
        assert!(Formula::parse(&format!("1{}", "+1".repeat(1000))).is_ok());
        assert!(Formula::parse(&format!("{}1{}", "(".repeat(60), ")".repeat(60))).is_ok());
    }
}
