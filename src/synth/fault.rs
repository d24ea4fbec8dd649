//! What can be wrong with a take, and what a compiler should say about it.

use crate::model::reason::ReasonCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What is wrong with a take; the first few are harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing.
    Good,
    /// An octave below where this voice would sing; harmless.
    OctaveDown,
    /// Backing 30 dB below the voice: harmless, and evidence for the lag.
    Bleed,
    /// Sung in a stairwell; harmless, but hard.
    Reverb,
    /// 60 cents flat throughout.
    Flat,
    /// 60 cents sharp throughout.
    Sharp,
    /// The singer, not the device, is 120 ms behind the beat.
    Late,
    /// Three semitones up.
    KeyShift,
    /// Every note on one pitch.
    Monotone,
    /// Stops after half of the song.
    Half,
    /// Another melody.
    OtherSong,
    /// Speech.
    Talking,
    /// Nobody sings; the room hums.
    NoiseOnly,
    /// Digital silence.
    Silent,
    /// A voice near the noise of the converter.
    TooQuiet,
    /// Far too hot.
    Clipped,
    /// A voice 3 dB above the noise.
    Noisy,
    /// Backing as loud as the voice.
    BleedLoud,
    /// A telephone call: 300 to 3400 Hz.
    NarrowBand,
    /// One second long.
    TooShort,
    /// The same bytes as another take.
    Duplicate,
    /// A file that breaks off.
    Truncated,
    /// Not audio at all.
    Garbage,
    /// A good take whose singer did not agree.
    NoConsent,
}

impl Fault {
    /// Every fault, harmless ones first.
    pub const ALL: [Self; 24] = [
        Self::Good,
        Self::OctaveDown,
        Self::Bleed,
        Self::Reverb,
        Self::Flat,
        Self::Sharp,
        Self::Late,
        Self::KeyShift,
        Self::Monotone,
        Self::Half,
        Self::OtherSong,
        Self::Talking,
        Self::NoiseOnly,
        Self::Silent,
        Self::TooQuiet,
        Self::Clipped,
        Self::Noisy,
        Self::BleedLoud,
        Self::NarrowBand,
        Self::TooShort,
        Self::Duplicate,
        Self::Truncated,
        Self::Garbage,
        Self::NoConsent,
    ];

    /// The mix of `--faults demo`: one half fine, the other half a fault each.
    pub const DEMO: [Self; 24] = [
        Self::Good,
        Self::Flat,
        Self::Bleed,
        Self::Late,
        Self::Good,
        Self::OtherSong,
        Self::OctaveDown,
        Self::Silent,
        Self::Good,
        Self::Clipped,
        Self::Bleed,
        Self::Noisy,
        Self::Good,
        Self::BleedLoud,
        Self::Good,
        Self::Duplicate,
        Self::OctaveDown,
        Self::Truncated,
        Self::Good,
        Self::NarrowBand,
        Self::Bleed,
        Self::Monotone,
        Self::Good,
        Self::KeyShift,
    ];

    /// Its word in lists and in the truth.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::OctaveDown => "octave_down",
            Self::Bleed => "bleed",
            Self::Reverb => "reverb",
            Self::Flat => "flat",
            Self::Sharp => "sharp",
            Self::Late => "late",
            Self::KeyShift => "key_shift",
            Self::Monotone => "monotone",
            Self::Half => "half",
            Self::OtherSong => "other_song",
            Self::Talking => "talking",
            Self::NoiseOnly => "noise_only",
            Self::Silent => "silent",
            Self::TooQuiet => "too_quiet",
            Self::Clipped => "clipped",
            Self::Noisy => "noisy",
            Self::BleedLoud => "bleed_loud",
            Self::NarrowBand => "narrow_band",
            Self::TooShort => "too_short",
            Self::Duplicate => "duplicate",
            Self::Truncated => "truncated",
            Self::Garbage => "garbage",
            Self::NoConsent => "no_consent",
        }
    }

    /// Codes of which at least one must be given; none for a harmless fault.
    ///
    /// A voice that is merely sung badly has one code, `LOW_SCORE`, and gets it only where the campaign has a floor.
    pub fn expected(self) -> &'static [ReasonCode] {
        use ReasonCode as Code;
        match self {
            Self::Good | Self::OctaveDown | Self::Bleed | Self::Reverb => &[],
            Self::Flat | Self::Sharp | Self::Late | Self::Half => &[Code::LowScore],
            Self::KeyShift => &[Code::LowScore, Code::WrongSong],
            Self::Monotone => &[Code::WrongSong, Code::LowScore, Code::NotSinging, Code::LagUncertain],
            Self::OtherSong => &[Code::WrongSong, Code::LagUncertain],
            Self::Talking => &[Code::NotSinging, Code::WrongSong, Code::LagUncertain],
            Self::NoiseOnly => &[Code::NotSinging, Code::Noisy, Code::TooQuiet, Code::Silent],
            Self::Silent => &[Code::Silent],
            Self::TooQuiet => &[Code::TooQuiet],
            Self::Clipped => &[Code::Clipped],
            Self::Noisy => &[Code::Noisy],
            Self::BleedLoud => &[Code::Bleed],
            Self::NarrowBand => &[Code::NarrowBand],
            Self::TooShort => &[Code::TooShort],
            Self::Duplicate => &[Code::Duplicate],
            Self::Truncated => &[Code::Truncated, Code::Undecodable],
            Self::Garbage => &[Code::Undecodable, Code::UnsupportedCodec],
            Self::NoConsent => &[Code::NoConsent],
        }
    }

    /// Whether it cannot be made without a backing.
    pub fn needs_backing(self) -> bool {
        matches!(self, Self::Bleed | Self::BleedLoud)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fault is called `{0}`; there are: {all}", all = Fault::ALL.map(Fault::as_str).join(", "))]
pub struct UnknownFault(pub String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.as_str() == word)
            .ok_or_else(|| UnknownFault(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_truth_file() {
        for fault in Fault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(fault));
            assert_eq!(
                serde_json::to_string(&fault).unwrap(),
                format!("\"{}\"", fault.as_str())
            );
        }
        assert!("sour".parse::<Fault>().unwrap_err().to_string().contains("octave_down"));
    }
}
