//! Text of a scenario inside Markdown.

/// Text that stays text inside a cell or a line of Markdown, also where that becomes HTML.
pub(super) fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_text_cannot_leave_its_cell() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
        assert_eq!(cell("<script>&[x](y)"), "&lt;script&gt;&amp;\\[x\\](y)");
        assert_eq!(cell("`code` **bold**"), "\\`code\\` \\*\\*bold\\*\\*");
    }
}
