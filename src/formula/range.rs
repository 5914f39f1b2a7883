//! Between which values a formula lies, given the ranges of what it is made of; and where it may have no value.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::{Formula, Function, Operation};

/// A closed range; an end may be infinite.
///
/// Interval arithmetic: the result of an operation holds every value that the operands may give, as if each were free of the others. So a range
/// may come out too wide (x − x), never too narrow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    const EVERYTHING: Range = Range { low: f64::NEG_INFINITY, high: f64::INFINITY };

    fn hull(values: &[f64]) -> Range {
        let low = values.iter().fold(f64::INFINITY, |low, &x| low.min(x));
        let high = values.iter().fold(f64::NEG_INFINITY, |high, &x| high.max(x));
        if values.iter().any(|x| x.is_nan()) { Range::EVERYTHING } else { Range { low, high } }
    }

    /// Whether a divisor in this range may be 0. A range from 0 without an upper end is that of a positive quantity, which is never 0.
    fn may_be_zero(self) -> bool {
        let inside = self.low < 0.0 && self.high > 0.0;
        let at_the_end = self.low == 0.0 && self.high.is_finite() || self.high == 0.0 && self.low.is_finite();
        inside || at_the_end
    }

    fn times(self, other: Range) -> Range {
        // 0 · ∞ is 0: the infinite end is never reached.
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        Range::hull(&[
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ])
    }

    fn reciprocal(self) -> Range {
        if self.may_be_zero() {
            return Range::EVERYTHING;
        }
        let one = |x: f64, sign: f64| if x == 0.0 { f64::INFINITY.copysign(sign) } else { 1.0 / x };
        Range { low: one(self.high, -1.0), high: one(self.low, 1.0) }
    }

    fn power(self, exponent: Range) -> Range {
        let corner = |a: f64, b: f64| crate::math::pow(a, b);
        if self.low >= 0.0 {
            let mut corners = vec![
                corner(self.low, exponent.low),
                corner(self.low, exponent.high),
                corner(self.high, exponent.low),
                corner(self.high, exponent.high),
            ];
            // Between bases below and above 1, or exponents below and above 0, lies 1.
            corners.extend((self.low <= 1.0 && self.high >= 1.0).then_some(1.0));
            corners.extend((exponent.low <= 0.0 && exponent.high >= 0.0).then_some(1.0));
            return Range::hull(&corners);
        }
        let whole = exponent.low == exponent.high && exponent.low.fract() == 0.0 && exponent.low > 0.0;
        if !whole {
            return Range::EVERYTHING;
        }
        let mut ends = vec![corner(self.low, exponent.low), corner(self.high, exponent.low)];
        ends.extend((self.high >= 0.0).then_some(0.0));
        Range::hull(&ends)
    }
}

impl Function {
    fn range(self, a: Range) -> Range {
        match self {
            Function::Exp => Range { low: self.of(a.low), high: self.of(a.high) },
            Function::Sin => sines(a),
            Function::Ln | Function::Sqrt if a.high < 0.0 => Range::EVERYTHING,
            Function::Ln | Function::Sqrt => Range { low: self.of(a.low.max(0.0)), high: self.of(a.high) },
            Function::Abs if a.low > 0.0 => a,
            Function::Abs if a.high < 0.0 => Range { low: -a.high, high: -a.low },
            Function::Abs => Range { low: 0.0, high: a.high.max(-a.low) },
        }
    }
}

impl Formula {
    /// The range of its values, given the range of each name; a name without one may be anything.
    pub fn range(&self, of: &impl Fn(&str) -> Option<Range>) -> Range {
        match self {
            Formula::Number(x) => Range { low: *x, high: *x },
            Formula::Name(name) => of(name).unwrap_or(Range::EVERYTHING),
            Formula::Negate(a) => {
                let a = a.range(of);
                Range { low: -a.high, high: -a.low }
            }
            Formula::Apply(function, a) => function.range(a.range(of)),
            Formula::Binary(operation, a, b) => {
                let (a, b) = (a.range(of), b.range(of));
                match operation {
                    Operation::Add => Range { low: a.low + b.low, high: a.high + b.high },
                    Operation::Subtract => Range { low: a.low - b.high, high: a.high - b.low },
                    Operation::Multiply => a.times(b),
                    Operation::Divide => a.times(b.reciprocal()),
                    Operation::Min => Range { low: a.low.min(b.low), high: a.high.min(b.high) },
                    Operation::Max => Range { low: a.low.max(b.low), high: a.high.max(b.high) },
                    Operation::Power => a.power(b),
                }
            }
        }
    }

    /// Where it may have no value, in words: "divides by `a - b`, which may be 0" …
    pub fn pitfalls(&self, of: &impl Fn(&str) -> Option<Range>) -> Vec<String> {
        let mut found = Vec::new();
        self.collect_pitfalls(of, &mut found);
        found
    }

    fn collect_pitfalls(&self, of: &impl Fn(&str) -> Option<Range>, found: &mut Vec<String>) {
        match self {
            Formula::Number(_) | Formula::Name(_) => {}
            Formula::Negate(a) => a.collect_pitfalls(of, found),
            Formula::Apply(function, a) => {
                a.collect_pitfalls(of, found);
                let low = a.range(of).low;
                match function {
                    Function::Ln if low < 0.0 => {
                        found.push(format!("takes the logarithm of `{}`, which may be below 0", a.bare()));
                    }
                    Function::Sqrt if low < 0.0 => {
                        found.push(format!("takes the root of `{}`, which may be below 0", a.bare()));
                    }
                    _ => {}
                }
            }
            Formula::Binary(operation, a, b) => {
                a.collect_pitfalls(of, found);
                b.collect_pitfalls(of, found);
                if *operation == Operation::Divide && b.range(of).may_be_zero() {
                    found.push(format!("divides by `{}`, which may be 0", b.bare()));
                }
            }
        }
    }
}

/// The sines of a range of angles: ±1 where the range holds a crest or a trough, or may by its last bits.
fn sines(a: Range) -> Range {
    let width = a.high - a.low;
    if width.is_nan() || width >= TAU {
        return Range { low: -1.0, high: 1.0 };
    }
    let holds = |angle: f64| {
        let slack = 1e-9 * (1.0 + a.low.abs().max(a.high.abs()));
        let turns = ((a.low - slack - angle) / TAU).ceil();
        angle + turns * TAU <= a.high + slack
    };
    let (one, other) = (Function::Sin.of(a.low), Function::Sin.of(a.high));
    Range {
        low: if holds(-FRAC_PI_2) { -1.0 } else { one.min(other) },
        high: if holds(FRAC_PI_2) { 1.0 } else { one.max(other) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula(text: &str) -> Formula {
        Formula::parse(text).unwrap()
    }

    /// a from 1 to 2, b from −3 to 4, c above 0, d from 0 to 1.
    fn range_of(name: &str) -> Option<Range> {
        let (low, high) = match name {
            "a" => (1.0, 2.0),
            "b" => (-3.0, 4.0),
            "c" => (0.0, f64::INFINITY),
            "d" => (0.0, 1.0),
            _ => return None,
        };
        Some(Range { low, high })
    }

    #[test]
    fn a_range_holds_every_value() {
        for (text, low, high) in [
            ("a + b", -2.0, 6.0),
            ("a - b", -3.0, 5.0),
            ("a * b", -6.0, 8.0),
            ("b * b", -12.0, 16.0),
            ("b ^ 2", 0.0, 16.0),
            ("b ^ 3", -27.0, 64.0),
            ("d ^ a", 0.0, 1.0),
            ("a ^ b", 0.125, 16.0),
            ("a / a", 0.5, 2.0),
            ("1 / c", 0.0, f64::INFINITY),
            ("a / b", f64::NEG_INFINITY, f64::INFINITY),
            ("min(1, max(0, a / b))", 0.0, 1.0),
            ("-abs(b)", -4.0, 0.0),
            ("d * c", 0.0, f64::INFINITY),
            ("sqrt(d) + ln(d)", f64::NEG_INFINITY, 1.0),
            ("exp(-c)", 0.0, 1.0),
            ("sin(b)", -1.0, 1.0),
            ("sin(a)", crate::math::sin(1.0), 1.0),
            ("sin(c)", -1.0, 1.0),
            ("sin(d)", 0.0, crate::math::sin(1.0)),
        ] {
            let found = formula(text).range(&range_of);
            assert_eq!((found.low, found.high), (low, high), "{text}");
        }
    }

    #[test]
    fn pitfalls_are_named() {
        let found = |text: &str| formula(text).pitfalls(&range_of);
        assert_eq!(found("a / (b - 1)"), ["divides by `b - 1`, which may be 0"]);
        assert_eq!(found("a / d"), ["divides by `d`, which may be 0"]);
        assert_eq!(found("ln(b) + sqrt(a - 2)").len(), 2);
        assert!(found("1 / c + ln(d) + a / (1 + d)").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn no_value_leaves_the_range(a in 1.0f64..=2.0, b in -3.0f64..=4.0, c in 1e-9f64..1e9, d in 0.0f64..=1.0) {
            let value = |name: &str| match name { "a" => Some(a), "b" => Some(b), "c" => Some(c), _ => Some(d) };
            for text in [
                "a * b - c * d", "b ^ 2 * a ^ b", "d ^ b", "(a - b) ^ 3", "a / (1 + c) + exp(b)", "min(a, b) / max(a, d)",
                "abs(b * d) - sqrt(c)", "ln(a + d) * b", "sin(b * a) * sin(d)", "sin(a)", "c ^ -a", "b ^ 4 - b ^ 5",
            ] {
                let (x, range) = (formula(text).evaluate(&value).unwrap(), formula(text).range(&range_of));
                let slack = 1e-9 * (1.0 + x.abs());
                proptest::prop_assert!(range.low - slack <= x && x <= range.high + slack, "{text}: {x} {range:?}");
            }
        }
    }
}
