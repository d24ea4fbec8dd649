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
    if text.len() as u64 > MAX_BYTES {
        return unproven();
    }
    serde_json::from_slice::<Sidecar>(text).map_or_else(|_| unproven(), Sidecar::metadata)
}

impl Sidecar {
    /// What compiling needs of it.
    pub(super) fn metadata(self) -> Metadata {
        let word = |text: Option<String>| text.map(|text| text.chars().take(MAX_WORD_CHARS).collect::<String>());
        Metadata {
            fan: word(self.fan),
            country: word(self.country),
            team: word(self.team),
            section: word(self.section),
            consent: self.consent,
            lag_us: self
                .lag_ms
                .filter(|ms| ms.abs() < 60_000.0)
                .map(|ms| (ms * 1000.0).round() as i64),
        }
    }
}
