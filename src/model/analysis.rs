//! What became of a take when it was heard.

use super::audio::{Source, TrimEvidence};
use super::features::Features;
use super::reason::ReasonCode;
use serde::{Deserialize, Serialize};

/// A take was decoded and measured, or refused before that.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was decoded and measured.
    Heard(Box<Heard>),
    /// It was not.
    Refused(Refusal),
}

impl Outcome {
    /// Whether another external decoder, or one where there was none, could make something else of the take.
    pub fn rests_on_external_decoder(&self) -> bool {
        match self {
            Self::Heard(heard) => heard.recording.source.trim_evidence == TrimEvidence::External,
            Self::Refused(refusal) => refusal.by_external_decoder || refusal.reason == ReasonCode::UnsupportedCodec,
        }
    }
}

/// A decoded and measured take.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// What its bytes were found to be.
    pub recording: Recording,
    /// What was measured.
    pub features: Features,
}

/// A recording's facts, without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Samples a second, as decoded.
    pub sample_rate_hz: u32,
    /// Channels, as decoded.
    pub channels: u32,
    /// Length after trimming, seconds.
    pub duration_s: f64,
    /// Container, codec, trimming.
    pub source: Source,
}

/// Why a take could not be heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// The stable word.
    pub reason: ReasonCode,
    /// What was found, for a person.
    pub detail: String,
    /// Container, where it was recognised.
    pub container: Option<String>,
    /// Codec, where it was recognised.
    pub codec: Option<String>,
    /// The external decoder refused it; another one may not.
    #[serde(default)]
    pub by_external_decoder: bool,
}
