//! Time: Unix milliseconds inside, RFC 3339 for people.

use jiff::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, UTC.
pub(super) type UnixMillis = u64;

/// Now.
pub(super) fn now() -> UnixMillis {
    // A clock before 1970 is as good as one that stands at 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn timestamp(at: UnixMillis) -> Timestamp {
    let millis = i64::try_from(at).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

/// As people and machines write it: `2026-01-31T12:00:00.25Z`.
pub(super) fn rfc3339(at: UnixMillis) -> String {
    timestamp(at).to_string()
}

/// As HTTP headers have it: `Sat, 31 Jan 2026 12:00:00 GMT`.
pub(super) fn http_date(at: UnixMillis) -> String {
    timestamp(at).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// What [`rfc3339`] wrote.
pub(super) fn parse(text: &str) -> Option<UnixMillis> {
    let at: Timestamp = text.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_written() {
        assert_eq!(rfc3339(1_769_860_800_250), "2026-01-31T12:00:00.25Z");
        assert_eq!(parse("2026-01-31T12:00:00Z"), Some(1_769_860_800_000));
        assert_eq!(parse(&rfc3339(u64::MAX)).map(rfc3339), Some(rfc3339(u64::MAX)));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(http_date(1_769_860_800_999), "Sat, 31 Jan 2026 12:00:00 GMT");
    }
}
