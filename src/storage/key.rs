//! Names of objects.

use super::{StorageError, StorageErrorKind};
use std::fmt;

/// S3's limit, and more than any of ours needs.
const MAX_BYTES: usize = 1024;
/// What file systems allow.
const MAX_SEGMENT_BYTES: usize = 255;

/// Name of an object: segments between single slashes, relative to the root of its store.
///
/// No segment is empty or starts with a dot, so a key never leaves the root, and files that are hidden or half-written
/// are no objects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// A key, if `text` is one.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        let is_segment = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment.len() <= MAX_SEGMENT_BYTES
                && !segment.contains('\0')
        };
        if text.len() <= MAX_BYTES && text.split('/').all(is_segment) {
            return Ok(Self(text.to_owned()));
        }
        Err(StorageError::new(
            StorageErrorKind::Invalid,
            "name an object",
            format!("`{}`", text.escape_debug()),
            "it is no path of visible names below the root",
        ))
    }

    /// A key that is known to be one; for names that are spelled out in the code or made of hexadecimal digits.
    ///
    /// # Panics
    /// If it is none.
    pub fn known(text: impl AsRef<str>) -> Self {
        Self::parse(text.as_ref()).expect("invariant: the name is well-formed")
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Name without its last segment and the slash before it; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_leaves_the_root_or_names_a_hidden_file() {
        for text in [
            "",
            "/",
            "a//b",
            "/a",
            "a/",
            "..",
            "a/../b",
            ".hidden",
            "a/.b",
            "a\0b",
            &"x".repeat(256),
            &"x/".repeat(513),
        ] {
            assert!(Key::parse(text).is_err(), "{text:?}");
        }
        for text in ["a", "takes/0a/x y.wav", "a..b", "ü/\u{202e}", "a\\b"] {
            assert_eq!(Key::parse(text).unwrap().as_str(), text);
        }
        let key = Key::known("takes/0a/audio.webm");
        assert_eq!((key.folder(), key.name()), ("takes/0a", "audio.webm"));
        assert_eq!((Key::known("x").folder(), Key::known("x").name()), ("", "x"));
    }
}
