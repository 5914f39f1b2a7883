//! What cells are read as.

use super::*;

fn sure(text: &str) -> f64 {
    match read(text) {
        Cell::Sure { value, .. } => value,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn numbers_of_one_reading() {
    for (text, value) in [
        ("0", 0.0),
        ("12", 12.0),
        ("007", 7.0),
        (" 5 ", 5.0),
        ("\u{a0}5\u{202f}", 5.0),
        ("+3", 3.0),
        ("-3.5", -3.5),
        ("\u{2212}1", -1.0),
        ("\u{2212}1,5", -1.5),
        (".5", 0.5),
        ("5.", 5.0),
        (",5", 0.5),
        ("5,", 5.0),
        ("-.5", -0.5),
        ("1,5", 1.5),
        ("10,25", 10.25),
        ("0.234", 0.234),
        ("0,234", 0.234),
        ("1234.567", 1234.567),
        ("1234,567", 1234.567),
        ("1.2345", 1.2345),
        ("1e5", 1e5),
        ("1.5E-3", 0.0015),
        ("1,5E+03", 1500.0),
        ("1.234e5", 123_400.0),
        ("1e\u{2212}2", 0.01),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1_234_567.0),
        ("1.234.567", 1_234_567.0),
        ("1.234.567,89", 1_234_567.89),
        ("1 234,5", 1234.5),
        ("1\u{a0}234,5", 1234.5),
        ("1\u{202f}234\u{202f}567", 1_234_567.0),
        ("1\u{2009}234.5", 1234.5),
        ("1'234.50", 1234.5),
        ("1’234", 1234.0),
        ("-1 234", -1234.0),
    ] {
        assert_eq!(sure(text), value, "{text}");
    }
    assert_eq!(read("1e5"), Cell::Sure { value: 1e5, decimal: None, gaps: 0 });
    assert_eq!(read("1.234,5"), Cell::Sure { value: 1234.5, decimal: Some(Mark::Comma), gaps: 0 });
    assert_eq!(read("1,234,567"), Cell::Sure { value: 1_234_567.0, decimal: Some(Mark::Point), gaps: 0 });
    assert_eq!(read("1 234 567"), Cell::Sure { value: 1_234_567.0, decimal: None, gaps: 2 });
}

#[test]
fn numbers_of_two_readings() {
    let either = |mark, decimal, grouped| Cell::Either { mark, decimal, grouped };
    assert_eq!(read("2,500"), either(Mark::Comma, 2.5, 2500.0));
    assert_eq!(read("1.234"), either(Mark::Point, 1.234, 1234.0));
    assert_eq!(read("-123.456"), either(Mark::Point, -123.456, -123_456.0));
}

#[test]
fn what_is_no_number_says_why() {
    for (text, fault) in [
        ("", Fault::Empty),
        (" \u{a0}", Fault::Empty),
        ("four", Fault::Words),
        ("NaN", Fault::Missing),
        ("-inf", Fault::Missing),
        ("Infinity", Fault::Missing),
        ("n/a", Fault::Missing),
        ("#DIV/0!", Fault::Missing),
        ("-", Fault::Missing),
        ("…", Fault::Missing),
        ("1e400", Fault::TooLarge),
        ("1e-400", Fault::TooSmall),
        ("5 %", Fault::Percent),
        ("5%", Fault::Percent),
        ("(5)", Fault::Brackets),
        ("5,00-", Fault::SignBehind),
        ("–5", Fault::Dash('\u{2013}')),
        ("\u{200e}5", Fault::Unseen('\u{200e}')),
        ("5\u{200b}", Fault::Unseen('\u{200b}')),
        ("1.2.3", Fault::Marks),
        ("12,34,567", Fault::Marks),
        ("1,2345.6", Fault::Marks),
        ("1 23", Fault::Marks),
        ("1 234\u{a0}567", Fault::Marks),
        ("0 234", Fault::Marks),
        ("1,234.567,8", Fault::Marks),
        ("01.02.2003", Fault::Marks),
        ("1\t234", Fault::Unseen('\t')),
        ("1\n234", Fault::Unseen('\n')),
        ("--5", Fault::Marks),
        ("- 5", Fault::Marks),
        ("1e", Fault::Marks),
        ("€5", Fault::Around),
        ("5 km", Fault::Around),
        ("5*", Fault::Around),
        ("~5", Fault::Around),
        ("0x1F", Fault::Around),
        ("1/2", Fault::Around),
        ("1_000", Fault::Around),
        ("2020-01-31", Fault::Marks),
        ("12:30", Fault::Around),
    ] {
        assert_eq!(read(text), Cell::Not(fault), "{text}");
    }
}

#[test]
fn a_heading_is_no_number_in_any_spelling() {
    for number in [
        "1",
        "\u{2212}1",
        "1,5",
        "1 234,5",
        "5 %",
        "€ 5",
        "5 €",
        "EUR 5",
        "Rs. 5",
        "(5)",
        "<5",
        "~5",
        "ca. 5",
        "5*",
        "12 months",
        "NaN",
        "n/a",
        "-",
        "#N/A",
        ".5",
        "–5",
        "1e5",
        "٣",
        "½",
        "５",
        "true",
        "2020-01-31",
    ] {
        assert!(may_be_number(number), "{number}");
    }
    for heading in
        ["days", "Wert", "Größe", "x1", "Q1", "дней", "値", "value (km)", "e5", "", "Run 2019", "a.5b"]
    {
        assert!(!may_be_number(heading), "{heading}");
    }
}

#[test]
fn a_cell_in_a_message_holds_nothing_that_acts() {
    assert_eq!(shown("a\u{1b}[2J\u{202e}b\nc"), "aU+001B[2JU+202Eb c");
    assert_eq!(shown(&"x".repeat(100)).chars().count(), 41);
}
