//! Text of unknown age: UTF-8 with or without a byte order mark, else Windows-1252.
//!
//! Most UltraStar files predate UTF-8 in that community; their `#ENCODING` tag is often wrong, but bytes
//! of Windows-1252 that happen to be valid UTF-8 practically do not occur, so the bytes decide.
//! Table: unicode.org, `MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT`.

use std::borrow::Cow;

/// Bytes 0x80–0x9F; the five that Windows-1252 leaves undefined map to themselves.
const HIGH_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of some bytes; never fails.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|&byte| from_windows_1252(byte)).collect(),
    }
}

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH_CONTROLS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A number as people write it, decimal point or comma.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim()
        .replace(',', ".")
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_stays_and_loses_its_mark() {
        assert_eq!(decode("\u{feff}Ærøskøbing".as_bytes()), "Ærøskøbing");
    }

    #[test]
    fn anything_else_is_windows_1252() {
        assert_eq!(decode(b"f\xfcr \x93immer\x94 \x80"), "für “immer” €");
    }

    #[test]
    fn numbers_take_either_decimal_sign() {
        assert_eq!(number(" 272,5 "), Some(272.5));
        assert_eq!(number("272.5"), Some(272.5));
        assert_eq!(number("inf"), None);
        assert_eq!(number(""), None);
    }
}
