//! Why a file gave no recording.

use symphonia::core::errors::Error as SymphoniaError;

use crate::model::reason::ReasonCode;

/// A file that gave no recording: a code for the row, a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct DecodeError {
    /// `UNDECODABLE`, `UNSUPPORTED_CODEC`, `TOO_LARGE` or `TOO_LONG`.
    pub reason: ReasonCode,
    /// What was found, in a few words.
    pub detail: String,
    /// Container, as far as it was recognised.
    pub container: Option<String>,
    /// Codec, as far as it was recognised.
    pub codec: Option<String>,
}

impl DecodeError {
    /// An error that names neither container nor codec yet.
    pub(super) fn new(reason: ReasonCode, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            container: None,
            codec: None,
        }
    }

    /// Damaged, or not audio.
    pub(super) fn undecodable(detail: impl Into<String>) -> Self {
        Self::new(ReasonCode::Undecodable, detail)
    }

    /// Recognised, but nothing here decodes it.
    pub(super) fn unsupported(codec: &str, detail: impl Into<String>) -> Self {
        Self::new(ReasonCode::UnsupportedCodec, detail).with_codec(codec)
    }

    /// Names the container, unless one is named already.
    pub(super) fn in_container(mut self, container: &str) -> Self {
        self.container.get_or_insert_with(|| container.to_owned());
        self
    }

    /// Names the codec, unless one is named already.
    pub(super) fn with_codec(mut self, codec: &str) -> Self {
        self.codec.get_or_insert_with(|| codec.to_owned());
        self
    }
}

impl From<SymphoniaError> for DecodeError {
    /// Demuxers report damage and missing features with one error each; both mean that these bytes
    /// cannot be read. A codec that is missing is found before, by name.
    fn from(error: SymphoniaError) -> Self {
        Self::undecodable(error.to_string())
    }
}
