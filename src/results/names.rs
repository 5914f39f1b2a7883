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

#[cfg(test)]
mod tests {
    use super::*;

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
