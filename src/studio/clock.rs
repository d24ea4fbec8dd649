//! Time: Unix seconds inside, RFC 3339 for people.

use jiff::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970, UTC.
pub(super) type UnixSeconds = u64;

/// Now.
pub(super) fn now() -> UnixSeconds {
    // A clock before 1970 is as good as one that stands at 1970.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

/// As people and machines write it: `2026-01-31T12:00:00Z`.
pub(super) fn rfc3339(at: UnixSeconds) -> String {
    let seconds = i64::try_from(at).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_string()
}

/// As HTTP headers have it: `Sat, 31 Jan 2026 12:00:00 GMT`.
pub(super) fn http_date(at: UnixSeconds) -> String {
    let seconds = i64::try_from(at).unwrap_or(i64::MAX);
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// What [`rfc3339`] wrote.
pub(super) fn parse(text: &str) -> Option<UnixSeconds> {
    let at: Timestamp = text.parse().ok()?;
    u64::try_from(at.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_written() {
        assert_eq!(rfc3339(1_769_860_800), "2026-01-31T12:00:00Z");
        assert_eq!(parse("2026-01-31T12:00:00Z"), Some(1_769_860_800));
        assert_eq!(parse(&rfc3339(u64::MAX)).map(rfc3339), Some(rfc3339(u64::MAX)));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(http_date(1_769_860_800), "Sat, 31 Jan 2026 12:00:00 GMT");
    }
}
