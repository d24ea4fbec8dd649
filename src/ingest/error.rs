//! Why a file gave no recording.

use symphonia::core::errors::Error as SymphoniaError;

use crate::model::reason::ReasonCode;

/// Whom a failure is laid to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The bytes: they give no recording, however often they are read.
    Bytes,
    /// What the external decoder made of the bytes; another one may make more of them.
    ExternalDecoder,
    /// The machine: it was too slow, or out of something. Another run may decode the same bytes.
    Machine,
}

/// A file that gave no recording: a code for the row, a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct DecodeError {
    /// `UNDECODABLE`, `UNSUPPORTED_CODEC`, `TOO_LARGE` or `TOO_LONG`.
    pub reason: ReasonCode,
    /// Whom it is laid to; where that is the machine, the code says nothing about the take.
    pub cause: Cause,
    /// What was found, in a few words.
    pub detail: String,
    /// Container, as far as it was recognised.
    pub container: Option<String>,
    /// Codec, as far as it was recognised.
    pub codec: Option<String>,
    /// Which of the file's audio tracks it speaks of, from 0.
    pub track: usize,
}

impl DecodeError {
    /// An error that names neither container nor codec yet.
    pub(super) fn new(reason: ReasonCode, detail: impl Into<String>) -> Self {
        Self {
            reason,
            cause: Cause::Bytes,
            detail: detail.into(),
            container: None,
            codec: None,
            track: 0,
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

    /// The machine failed, not the bytes.
    pub(super) fn machine(detail: impl Into<String>) -> Self {
        Self {
            cause: Cause::Machine,
            ..Self::undecodable(detail)
        }
    }

    /// The take used up its time. How much it gets done in that is not the same in every run.
    pub(super) fn out_of_time(max_wall_s: f64) -> Self {
        Self::machine(format!("it was not decoded after {max_wall_s} s (`takes.max_wall_s`)"))
    }

    /// Names the container, unless one is named already.
    pub(super) fn in_container(mut self, container: &str) -> Self {
        self.container.get_or_insert_with(|| container.to_owned());
        self
    }

    /// Says which of the audio tracks it is.
    pub(super) fn of_track(self, track: usize) -> Self {
        Self { track, ..self }
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
