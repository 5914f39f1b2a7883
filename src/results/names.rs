//! Which names a file may have, in a run folder and beside one: those that every system keeps apart and inside their folder.

/// The longest name of a file or folder that every system keeps. **Unit** bytes.
pub const LONGEST_NAME: usize = 255;

/// The longest name of a file in a run folder, with its folders. **Unit** bytes.
const LONGEST_PLACE: usize = 1024;

/// What is wrong with the name of a file of a run, such as `charts/end-states.svg`, in words that follow it; none if it may be used.
///
/// **Range** parts with `/` between them, each of them sound as [`fault_of_part`] has it.
pub fn fault_of_name(name: &str) -> Option<&'static str> {
    let leaves = |part: &str| matches!(part, "" | "." | "..");
    if name.split('/').any(leaves) {
        return Some("lies outside its folder");
    }
    if name.len() > LONGEST_PLACE {
        return Some("is longer than 1,024 bytes");
    }
    name.split('/').find_map(fault_of_part)
}

/// What is wrong with the name of one file or folder, in words that follow it; none if it may be used.
pub fn fault_of_part(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("is empty"),
        "." | ".." => Some("lies outside its folder"),
        _ if name.contains('/') => Some("names another folder"),
        _ if name.len() > LONGEST_NAME => Some("is longer than 255 bytes"),
        _ if name.chars().any(is_unseen) => Some("has a character in it that nobody sees"),
        _ if name.contains(['\\', ':', '*', '?', '"', '<', '>', '|']) => {
            Some("has a character in it that not every system allows in names")
        }
        _ if name.ends_with(['.', ' ']) || name.starts_with(' ') => {
            Some("begins or ends with a space or ends with a full stop, which not every system keeps")
        }
        _ if is_device(name) => Some("is the name of a device on some systems"),
        _ => None,
    }
}

/// Control characters, and those that turn the direction of reading or take no room.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// The names that Windows keeps for devices, whatever ending follows.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).map(|rest| rest.chars().collect::<Vec<char>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem.as_str())
        || numbered("com")
        || numbered("lpt")
}

/// The name as a file system that does not tell letters by their case knows it.
pub fn without_case(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

/// Longer names are cut and told apart by their digest. **Unit** bytes.
const CUT_AT: usize = 120;

/// A name for a file after a text that may hold anything: the text itself where every system takes it as a part of a name and tells it from
/// others, so that nobody notices; else what is odd in it by number. Two texts never have the same name.
///
/// **Shape** letters of any script, digits, `-`, `_`, ` `, `.`, `~` and brackets stay; others are `%` and their number in hexadecimal, closed by `%`;
/// of a long text the beginning and `%%` and its SHA-256.
pub fn name_for(text: &str) -> String {
    let ends = text.char_indices().map(|(at, c)| (at == 0 || at + c.len_utf8() == text.len(), c));
    let is_plain = |(at_end, c): (bool, char)| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '~') || !at_end && matches!(c, ' ' | '.' | '(' | ')')
    };
    let mut name = String::new();
    for (at_end, c) in ends {
        match is_plain((at_end, c)) {
            true => name.push(c),
            false => name.push_str(&format!("%{:x}%", u32::from(c))),
        }
    }
    if name.len() <= CUT_AT {
        return name;
    }
    let mut cut = CUT_AT - 70;
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}%%{}", &name[..cut], super::sha256(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_for_a_text_is_sound_and_its_own(a in ".{0,300}", b in ".{0,300}", near in "[a-z. %_-]{1,6}") {
            let name = |text: &str| format!("scenario-{}.toml", name_for(text));
            for text in [&a, &b, &near] {
                prop_assert_eq!(fault_of_name(&name(text)), None);
                prop_assert!(name_for(text).len() <= CUT_AT);
            }
            prop_assert!(a == b || name(&a) != name(&b));
            prop_assert_ne!(name_for(&near), name_for(&format!("{near}.")));
        }
    }

    #[test]
    fn names_that_lead_elsewhere_or_clash_somewhere_are_refused() {
        for name in [
            "",
            "/",
            "/etc/hosts",
            "../x",
            "a/../../b",
            "a//b",
            "./a",
            "a/.",
            "..",
            "a\\b",
            "C:x",
            "a.svg:stream",
            "con",
            "CON.svg",
            "charts/Aux",
            "lpt1.png",
            "COM¹",
            "nul .txt",
            "a.",
            "a ",
            " a",
            "a\u{202e}gvs.b",
            "a\nb",
            "a\0",
            "a\u{200b}",
            "a?b",
            "a|b",
        ] {
            assert!(fault_of_name(name).is_some(), "{name:?}");
        }
        assert!(fault_of_name(&"x".repeat(256)).is_some());
        assert!(fault_of_name(&vec!["x".repeat(200); 6].join("/")).is_some());
        assert!(fault_of_part("a/b").is_some());
    }

    #[test]
    fn names_that_runs_have_are_sound() {
        for name in [
            "scenario.toml",
            "scenario-two-plus-alpha.toml",
            "scenario-a~2.toml",
            "charts/end-states-half-outlined.svg",
            "charts/dotplot-x_half.png",
            "scenario-Scénario 3 (neu).toml",
            "scenario-北方.toml",
            "console.svg",
            "com.svg",
            "com10.svg",
            ".hidden",
        ] {
            assert_eq!(fault_of_name(name), None, "{name:?}");
        }
    }
}
