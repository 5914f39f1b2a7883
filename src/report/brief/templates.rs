//! The briefing as one HTML file and as Markdown, by templates that escape whatever they are given.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, context};

use super::Briefing;
use crate::lettering::clean_in_order;
use crate::palette;
use crate::report::markdown::cell;
use crate::results::sha256;

/// By name; what it ends in decides how values are escaped. The annex stands in a file of its own or at the end of the briefing.
const TEMPLATES: [(&str, &str); 5] = [
    (
        "briefing.html",
        concat!(
            include_str!("../templates/parts.html"),
            include_str!("../templates/briefing.html"),
            include_str!("../templates/annexed.html"),
            "</details>\n{% endif %}\n",
            include_str!("../templates/end.html")
        ),
    ),
    (
        "annex.html",
        concat!(
            include_str!("../templates/parts.html"),
            include_str!("../templates/annex.html"),
            include_str!("../templates/annexed.html"),
            include_str!("../templates/end.html")
        ),
    ),
    ("style.txt", include_str!("../templates/briefing.css")),
    (
        "briefing.md",
        concat!(
            include_str!("../templates/briefing.md"),
            include_str!("../templates/annexed.md"),
            "{% endif %}\n"
        ),
    ),
    ("annex.md", concat!(include_str!("../templates/annex.md"), include_str!("../templates/annexed.md"))),
];
const SCRIPT: &str = include_str!("../templates/briefing.js");

/// Where the estimates, the assumptions and the evidence stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annex<'a> {
    /// At the end of the briefing itself.
    Within,
    /// In a file of this name beside it.
    Beside(&'a str),
}

/// The briefing as one HTML file: nothing from anywhere else, and no script but our own, which the browser knows by its digest.
///
/// **Errors** what is wrong with the template; a fault of this program.
pub fn html(briefing: &Briefing, annex: Annex<'_>) -> Result<String, String> {
    page(briefing, annex, "briefing.html")
}

/// What [`html`] leaves to a file beside it.
///
/// **Errors** what is wrong with the template; a fault of this program.
pub fn annex_html(briefing: &Briefing) -> Result<String, String> {
    page(briefing, Annex::Within, "annex.html")
}

fn page(briefing: &Briefing, annex: Annex<'_>, template: &str) -> Result<String, String> {
    let fonts = briefing.fonts().map(|font| STANDARD.encode(font));
    let digests: Vec<&str> =
        briefing.proofs.iter().filter_map(|proof| proof.manifest.digest.get(..12)).collect();
    let digest = digests.join(", ");
    let colour = palette::Colour::hex;
    let fonts = context! {
        regular => &fonts[0],
        semi_bold => &fonts[1],
        digest => digest,
        ink => colour(palette::INK),
        second => colour(palette::SECONDARY),
        muted => colour(palette::MUTED),
        grid => colour(palette::GRID),
        accent => colour(palette::ACCENT),
        warn => colour(palette::BELOW_TEXT),
        warn_dark => colour(palette::BELOW),
        wash => colour(palette::WASH),
        paper => colour(palette::PAPER),
    };
    let style = render("style.txt", fonts)?;
    // Pictures are our own markup, their texts escaped where they are drawn; the style is ours but for the font.
    let context = context! {
        brief => Value::from(Serde(briefing)),
        annex => beside(annex),
        style => Value::from_safe_string(style),
        script => Value::from_safe_string(SCRIPT.into()),
        script_digest => STANDARD.encode(bytes(&sha256(SCRIPT.as_bytes()))),
        version => env!("CARGO_PKG_VERSION"),
    };
    render(template, context)
}

/// The file beside, where there is one.
fn beside(annex: Annex<'_>) -> Option<&str> {
    match annex {
        Annex::Within => None,
        Annex::Beside(name) => Some(name),
    }
}

/// The bytes that a hexadecimal number spells.
fn bytes(hex: &str) -> Vec<u8> {
    let pair = |at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..hex.len()).step_by(2).filter_map(pair).collect()
}

/// The briefing as Markdown; pictures are shown by reference to the run folders.
///
/// **Errors** what is wrong with the template; a fault of this program.
pub fn markdown(briefing: &Briefing, annex: Annex<'_>) -> Result<String, String> {
    text(briefing, annex, "briefing.md")
}

/// What [`markdown`] leaves to a file beside it.
///
/// **Errors** what is wrong with the template; a fault of this program.
pub fn annex_markdown(briefing: &Briefing) -> Result<String, String> {
    text(briefing, Annex::Within, "annex.md")
}

fn text(briefing: &Briefing, annex: Annex<'_>, template: &str) -> Result<String, String> {
    let brief = Value::from(Serde(briefing));
    render(
        template,
        context! { brief => brief, annex => beside(annex), version => env!("CARGO_PKG_VERSION") },
    )
}

/// Fills a template of ours.
fn render(name: &str, context: Value) -> Result<String, String> {
    fill(name, &TEMPLATES, context)
}

/// Fills a template. What its name ends in decides how values are escaped.
fn fill(name: &str, templates: &[(&str, &str)], context: Value) -> Result<String, String> {
    // A template is ours: its fault is one of this program, told by its place.
    let told = |error: Error| {
        let line = error.line().map_or_else(String::new, |line| format!(", line {line}"));
        let name = error.name().unwrap_or(name);
        format!("the template {name}{line} does not fit the run, which is a fault of this program")
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(told)?);
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        Some("md") => AutoEscape::Custom("markdown".into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(write);
    environment.add_filter("target", target);
    environment.add_filter("line", |text: &str| clean_in_order(text));
    for (name, template) in templates {
        environment.add_template(name, template).map_err(told)?;
    }
    environment.get_template(name).and_then(|t| t.render(context)).map_err(told)
}

/// Writes a value so that it is text and nothing else.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_safe() || value.kind() == ValueKind::Number || matches!(state.auto_escape(), AutoEscape::None)
    {
        write!(out, "{value}")?;
        return Ok(());
    }
    let text = clean_in_order(&value.to_string());
    let escaped = match state.auto_escape() {
        AutoEscape::Html => in_html(&text),
        _ => in_markdown(&text),
    };
    write!(out, "{escaped}")?;
    Ok(())
}

/// A relative address in the pointed brackets of Markdown: every byte that is no letter of a plain path is written as its number.
fn target(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~/".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Text of a line or a cell; an address does not become a link by itself.
fn in_markdown(text: &str) -> String {
    let cell = cell(text).replace('{', "\\{").replace('}', "\\}").replace('@', "&#64;");
    cell.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 6] = [
        "<script>alert(1)</script>",
        "\" onload=\"x",
        "{{ 7*7 }}{% raw %}",
        "[a](javascript:alert(1)) ![x](y) `c` | d",
        "https://example.org www.example.org",
        "a\u{1b}[31m\u{202e}b\u{0}c\nd",
    ];

    fn one(name: &str, template: &str, context: Value) -> Result<String, String> {
        fill(name, &[(name, template)], context)
    }

    #[test]
    fn what_a_value_says_is_text_in_html() {
        for text in HOSTILE {
            let html = one("x.html", "<p title=\"{{ t }}\">{{ t }}</p>", context! { t => text }).unwrap();
            assert_eq!(html.matches('<').count(), 2, "{html}");
            assert_eq!(html.matches('"').count(), 2, "{html}");
            assert!(!html.contains(char::is_control), "{html:?}");
        }
        assert!(one("x.html", "{{ t }}", context! { t => HOSTILE[2] }).unwrap().contains("7*7"));
    }

    #[test]
    fn what_a_value_says_is_text_in_markdown() {
        for text in HOSTILE {
            let md = one("x.md", "| {{ t }} |", context! { t => text }).unwrap();
            assert!(!md.contains(['<', '>']) && !md.contains("://") && !md.contains("www."), "{md}");
            let mut before = ' ';
            for c in md[2..md.len() - 2].chars() {
                assert!(before == '\\' || !"`*_[]{}|".contains(c), "{md}");
                before = c;
            }
            assert!(!md.contains(char::is_control), "{md:?}");
        }
    }

    #[test]
    fn a_name_that_the_briefing_lacks_is_a_fault_and_not_a_gap() {
        assert!(one("x.html", "{{ nothing }}", context! {}).is_err());
    }
}
