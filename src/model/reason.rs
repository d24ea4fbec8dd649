//! Why a take was rejected or flagged: a stable word for machines, a sentence for people.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A reason code. The words are a contract: they are never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonCode {
    /// Damaged or not audio.
    Undecodable,
    /// The file ends before its container says it should.
    Truncated,
    /// A codec or container we cannot decode.
    UnsupportedCodec,
    /// More bytes or samples than the limit.
    TooLarge,
    /// Too little audio to judge.
    TooShort,
    /// Longer than the limit.
    TooLong,
    /// Digital silence or nothing above the noise of a converter.
    Silent,
    /// A voice too quiet to be lifted without its noise.
    TooQuiet,
    /// Too many samples at full scale.
    Clipped,
    /// Pieces of the sound are missing or stand there twice.
    Dropouts,
    /// Too much noise under the voice.
    Noisy,
    /// Telephone bandwidth.
    NarrowBand,
    /// Chewed by a noise suppressor or gain control.
    Processed,
    /// Backing too loud in the take.
    Bleed,
    /// The file states another sample rate than the singing.
    WrongRate,
    /// No sure place on the timeline.
    LagUncertain,
    /// No sung notes found.
    NotSinging,
    /// Sung, but not the guide melody.
    WrongSong,
    /// A copy of the record itself.
    ReferenceCopy,
    /// The same recording as another take.
    Duplicate,
    /// More takes of one fan than the cap.
    FanCap,
    /// Total score under the campaign's floor.
    LowScore,
    /// The fan did not agree to be on the record.
    NoConsent,
    /// The fan asked for erasure.
    Withdrawn,
    /// A person took it out.
    Vetoed,
    /// A person put it in.
    Pinned,
}

impl ReasonCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 26] = [
        Self::Undecodable,
        Self::Truncated,
        Self::UnsupportedCodec,
        Self::TooLarge,
        Self::TooShort,
        Self::TooLong,
        Self::Silent,
        Self::TooQuiet,
        Self::Clipped,
        Self::Dropouts,
        Self::Noisy,
        Self::NarrowBand,
        Self::Processed,
        Self::Bleed,
        Self::WrongRate,
        Self::LagUncertain,
        Self::NotSinging,
        Self::WrongSong,
        Self::ReferenceCopy,
        Self::Duplicate,
        Self::FanCap,
        Self::LowScore,
        Self::NoConsent,
        Self::Withdrawn,
        Self::Vetoed,
        Self::Pinned,
    ];

    /// The stable upper-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "UNDECODABLE",
            Self::Truncated => "TRUNCATED",
            Self::UnsupportedCodec => "UNSUPPORTED_CODEC",
            Self::TooLarge => "TOO_LARGE",
            Self::TooShort => "TOO_SHORT",
            Self::TooLong => "TOO_LONG",
            Self::Silent => "SILENT",
            Self::TooQuiet => "TOO_QUIET",
            Self::Clipped => "CLIPPED",
            Self::Dropouts => "DROPOUTS",
            Self::Noisy => "NOISY",
            Self::NarrowBand => "NARROW_BAND",
            Self::Processed => "PROCESSED",
            Self::Bleed => "BLEED",
            Self::WrongRate => "WRONG_RATE",
            Self::LagUncertain => "LAG_UNCERTAIN",
            Self::NotSinging => "NOT_SINGING",
            Self::WrongSong => "WRONG_SONG",
            Self::ReferenceCopy => "REFERENCE_COPY",
            Self::Duplicate => "DUPLICATE",
            Self::FanCap => "FAN_CAP",
            Self::LowScore => "LOW_SCORE",
            Self::NoConsent => "NO_CONSENT",
            Self::Withdrawn => "WITHDRAWN",
            Self::Vetoed => "VETOED",
            Self::Pinned => "PINNED",
        }
    }

    /// One line that says what it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Undecodable => "Damaged or not audio",
            Self::Truncated => "The file ends before its container says it should",
            Self::UnsupportedCodec => "A codec or container we cannot decode",
            Self::TooLarge => "More bytes or samples than the limit",
            Self::TooShort => "Too little audio to judge",
            Self::TooLong => "Longer than the limit",
            Self::Silent => "Digital silence or nothing above the noise of a converter",
            Self::TooQuiet => "A voice too quiet to be lifted without its noise",
            Self::Clipped => "Too many samples at full scale",
            Self::Dropouts => "Pieces of the sound are missing or stand there twice",
            Self::Noisy => "Too much noise under the voice",
            Self::NarrowBand => "Telephone bandwidth",
            Self::Processed => "Chewed by a noise suppressor or gain control",
            Self::Bleed => "Backing too loud in the take",
            Self::WrongRate => "The file states a sample rate that the singing contradicts",
            Self::LagUncertain => "No sure place on the timeline",
            Self::NotSinging => "No sung notes found",
            Self::WrongSong => "Sung, but not the guide melody",
            Self::ReferenceCopy => "A copy of the record itself",
            Self::Duplicate => "The same recording as another take",
            Self::FanCap => "More takes of one fan than the cap",
            Self::LowScore => "Total score under the campaign's floor",
            Self::NoConsent => "The fan did not agree to be on the record",
            Self::Withdrawn => "The fan asked for erasure",
            Self::Vetoed => "A person took it out",
            Self::Pinned => "A person put it in",
        }
    }

    /// The code of a word, if it is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == word)
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ReasonCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ReasonCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("`{word}` is not a reason code")))
    }
}
