//! Sidecars: what the sender of a take said about it.
//!
//! They come from strangers: at most 64 KiB, unknown keys ignored, long words cut.

use crate::model::take::Metadata;
use serde::Deserialize;

/// Greatest sidecar that is read.
pub(super) const MAX_BYTES: u64 = 64 * 1024;
const MAX_WORD_CHARS: usize = 200;

/// Keys that we read; a sidecar may hold others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sidecar {
    pub(super) take_id: Option<String>,
    pub(super) uri: Option<String>,
    /// Only the studio's service writes this.
    request: Option<String>,
    fan: Option<String>,
    country: Option<String>,
    team: Option<String>,
    section: Option<String>,
    consent: Option<bool>,
    lag_ms: Option<f64>,
}

/// What the text of a sidecar says. One that is no sidecar proves no consent: its take is refused, and no other is.
pub(super) fn parse(text: &[u8]) -> Metadata {
    let unproven = || Metadata {
        consent: Some(false),
        ..Metadata::default()
    };
    // Serde would read a list of values, too, key by key: consent is never given by position.
    let is_object = text.trim_ascii_start().starts_with(b"{");
    if !is_object || text.len() as u64 > MAX_BYTES {
        return unproven();
    }
    serde_json::from_slice::<Sidecar>(text).map_or_else(|_| unproven(), Sidecar::metadata)
}

impl Sidecar {
    /// What compiling needs of it.
    pub(super) fn metadata(self) -> Metadata {
        // The service takes nothing without consent: where its own file does not say so, something went wrong.
        let is_unproven = self.take_id.is_some() && self.request.is_some() && self.consent != Some(true);
        let word = |text: Option<String>| text.map(|text| text.chars().take(MAX_WORD_CHARS).collect::<String>());
        Metadata {
            fan: word(self.fan),
            country: word(self.country),
            team: word(self.team),
            section: word(self.section),
            consent: if is_unproven { Some(false) } else { self.consent },
            lag_us: self
                .lag_ms
                .filter(|ms| ms.abs() < 60_000.0)
                .map(|ms| (ms * 1000.0).round() as i64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_wrote_proves_consent_or_none() {
        let consent = |text: &str| parse(text.as_bytes()).consent;
        assert_eq!(
            consent(r#"{"take_id": "a", "request": "b", "consent": true}"#),
            Some(true)
        );
        for text in [
            r#"{"take_id": "a", "request": "b"}"#,
            r#"{"take_id": "a", "request": "b", "consent": null}"#,
            r#"{"take_id": "a", "request": "b", "consent": false}"#,
        ] {
            assert_eq!(consent(text), Some(false), "{text}");
        }
        let by_position = r#"["a", null, "b", null, null, null, null, true, 1.0]"#;
        assert_eq!(consent(by_position), Some(false), "a list is no sidecar");
        for text in ["{}", r#"{"take_id": "a", "country": "FR"}"#] {
            assert_eq!(consent(text), None, "{text}: others need not say it");
        }
    }
}
