//! `Range: bytes=…`: one range of a file (RFC 9110, 14). Several at a time are answered with the whole file, which is
//! allowed, and which no player asks for.

use std::ops::Range;

/// What was asked for of so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that do not exist.
    Nothing,
}

/// What a header asks for. One that is no range asks for nothing special.
pub(super) fn asked(header: Option<&str>, size_bytes: u64) -> Asked {
    let Some((first, last)) = header.and_then(range) else {
        return Asked::Whole;
    };
    let part = match (first, last) {
        (Some(first), Some(last)) if first > last => return Asked::Whole,
        (Some(first), last) => first..last.map_or(size_bytes, |last| last.saturating_add(1)).min(size_bytes),
        (None, Some(count)) => size_bytes.saturating_sub(count)..size_bytes,
        (None, None) => return Asked::Whole,
    };
    if part.is_empty() {
        Asked::Nothing
    } else {
        Asked::Part(part)
    }
}

/// First and last byte, or none and how many at the end.
fn range(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    Some((number(first)?, number(last)?))
}

/// A number, or none; `None` if it is something else.
fn number(text: &str) -> Option<Option<u64>> {
    match text.trim() {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_players_ask_for_is_understood() {
        for (header, expected) in [
            ("bytes=0-", Asked::Part(0..1000)),
            ("bytes=0-1", Asked::Part(0..2)),
            ("bytes=500-999", Asked::Part(500..1000)),
            ("bytes=500-99999", Asked::Part(500..1000)),
            ("bytes=999-18446744073709551615", Asked::Part(999..1000)),
            ("bytes=-1", Asked::Part(999..1000)),
            ("bytes=-5000", Asked::Part(0..1000)),
            ("bytes=1000-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
        ] {
            assert_eq!(asked(Some(header), 1000), expected, "{header}");
        }
        assert_eq!(asked(None, 1000), Asked::Whole);
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Nothing);
    }

    #[test]
    fn what_is_no_range_gets_everything() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=5-2",
            "bytes=0-1,5-6",
            "items=0-1",
            "bytes=1-99999999999999999999999",
            "bytes=--1",
        ] {
            assert_eq!(asked(Some(header), 1000), Asked::Whole, "{header}");
        }
    }
}
