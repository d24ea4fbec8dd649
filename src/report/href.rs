//! Links to files beside the report.
//!
//! A file name is not a URL: `take #2 (100%).m4a` must be escaped to be found, and a name such as
//! `javascript:…` must not run. Names come from strangers.

use std::path::{Component, Path};

/// A reference to a file, from the folder the report lies in; purely by name, nothing is looked up.
///
/// Relative where both paths are absolute or both are relative, so that a campaign can be moved as a whole.
pub fn href_from(report_folder: &Path, file: &Path) -> String {
    if report_folder.is_absolute() != file.is_absolute() {
        return href_of_path(file);
    }
    let folder: Vec<_> = report_folder
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    let target: Vec<_> = file.components().filter(|part| *part != Component::CurDir).collect();
    let shared = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    if folder[shared..].contains(&Component::ParentDir) {
        return href_of_path(file);
    }
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - shared);
    let down = target[shared..]
        .iter()
        .map(|part| escaped(part.as_os_str().as_encoded_bytes()));
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A reference to a file by its path as it stands; an absolute path becomes a `file:` URL.
pub fn href_of_path(file: &Path) -> String {
    let parts = file
        .components()
        .filter(|part| !matches!(part, Component::RootDir | Component::CurDir));
    let names: Vec<_> = parts.map(|part| escaped(part.as_os_str().as_encoded_bytes())).collect();
    let path = names.join("/");
    if file.is_absolute() {
        return format!("file:///{path}");
    }
    path
}

/// The reference, if a browser may follow it: relative, or to a file or a web server.
pub fn safe(href: &str) -> Option<&str> {
    let is_plain = !href.is_empty() && !href.contains(|character: char| character.is_control() || character == '\\');
    if !is_plain || href.starts_with(' ') || href.starts_with("//") {
        return None;
    }
    let before_path = href.split(['/', '?', '#']).next().unwrap_or_default();
    match before_path.split_once(':') {
        None => Some(href),
        Some((scheme, _)) => {
            let is_known = ["file", "http", "https"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known));
            is_known.then_some(href)
        }
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters; a colon too, so that no name reads as a scheme.
fn escaped(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_from_the_report() {
        let from = |file: &str| href_from(Path::new("/song/out/report"), Path::new(file));
        assert_eq!(from("/song/out/stems/close_low.wav"), "../stems/close_low.wav");
        assert_eq!(
            from("/song/takes/a b#2 (100%).m4a"),
            "../../takes/a%20b%232%20%28100%25%29.m4a"
        );
        assert_eq!(from("/elsewhere/x.wav"), "../../../elsewhere/x.wav");
        assert_eq!(
            href_from(Path::new("out/report"), Path::new("./takes/x.wav")),
            "../../takes/x.wav"
        );
        assert_eq!(
            href_from(Path::new("out/report"), Path::new("/takes/x.wav")),
            "file:///takes/x.wav"
        );
    }

    #[test]
    fn a_folder_above_is_not_guessed() {
        assert_eq!(href_from(Path::new("../out"), Path::new("takes/x.wav")), "takes/x.wav");
    }

    #[test]
    fn names_cannot_become_schemes() {
        let href = href_of_path(Path::new("javascript:alert(1).wav"));
        assert_eq!(href, "javascript%3Aalert%281%29.wav");
        assert_eq!(safe(&href), Some(href.as_str()));
    }

    #[test]
    fn only_files_and_web_servers_are_followed() {
        for href in [
            "a.wav",
            "../t/a%20b.wav",
            "file:///t/a.wav",
            "https://host/a.wav",
            "a/b:c.wav",
        ] {
            assert_eq!(safe(href), Some(href));
        }
        for href in [
            "",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//host/a.wav",
            "\\\\host\\a.wav",
        ] {
            assert_eq!(safe(href), None, "{href:?}");
        }
    }
}
