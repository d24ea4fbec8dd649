//! Files of every kind that phones and browsers make, from one channel of samples.
//!
//! WAV, AIFF, CAF, FLAC, and Opus in Ogg and WebM are written by ourselves; the rest through `ffmpeg`, where it is
//! installed. The same samples give the same bytes.

mod external;
mod flac;
mod opus;
mod pcm;
mod webm;

pub use external::ffmpeg_is_installed;
pub use flac::flac;

use crate::synth::fault::Fault;
use crate::synth::random::Random;
use crate::synth::recipe::Recipe;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// WAV, 16 bit.
    Wav,
    /// AIFF, 16 bit.
    Aiff,
    /// Apple's Core Audio Format, 16 bit.
    Caf,
    /// FLAC, 16 bit.
    Flac,
    /// Opus in Ogg.
    Opus,
    /// Opus in WebM of unknown length, as browsers record it.
    Webm,
    /// AAC in MP4, as iPhones record it.
    M4a,
    /// AAC in fragmented MP4, as Safari records it.
    Mp4,
    /// AAC in 3GP, as older Android telephones record it.
    ThreeGp,
    /// AAC in ADTS: no header, no length.
    Aac,
    /// Apple Lossless in MP4.
    Alac,
    /// MP3.
    Mp3,
    /// Vorbis in Ogg.
    Ogg,
}

impl Format {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Wav,
        Self::Aiff,
        Self::Caf,
        Self::Flac,
        Self::Opus,
        Self::Webm,
        Self::M4a,
        Self::Mp4,
        Self::ThreeGp,
        Self::Aac,
        Self::Alac,
        Self::Mp3,
        Self::Ogg,
    ];

    /// Those that need no other program.
    pub const OWN: [Self; 6] = [Self::Wav, Self::Flac, Self::Opus, Self::Webm, Self::Aiff, Self::Caf];

    /// Its word in lists and in the truth.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Aiff => "aiff",
            Self::Caf => "caf",
            Self::Flac => "flac",
            Self::Opus => "opus",
            Self::Webm => "webm",
            Self::M4a => "m4a",
            Self::Mp4 => "mp4",
            Self::ThreeGp => "3gp",
            Self::Aac => "aac",
            Self::Alac => "alac",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
        }
    }

    /// File extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Alac => "m4a",
            _ => self.as_str(),
        }
    }

    /// Whether it takes `ffmpeg` to write it.
    pub fn needs_ffmpeg(self) -> bool {
        !Self::OWN.contains(&self)
    }

    /// Whether the head of the file says how long it is, so that a missing end shows.
    pub fn states_its_length(self) -> bool {
        matches!(self, Self::Wav | Self::Aiff | Self::Caf | Self::Flac)
    }
}

/// A kind of file and, where one is asked for, its sample rate: `wav`, `flac@24000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSpec {
    /// Kind of file.
    pub format: Format,
    /// Samples a second; the device's own where there is none.
    pub sample_rate_hz: Option<u32>,
}

/// What is wrong with a word that should name a kind of file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileSpecError {
    /// No such kind.
    #[error("no file format is called `{0}`; there are: {all}", all = Format::ALL.map(Format::as_str).join(", "))]
    UnknownFormat(String),
    /// A rate that is no rate.
    #[error("`{0}` is no sample rate between 8000 and 96000 Hz")]
    Rate(String),
}

impl FromStr for FileSpec {
    type Err = FileSpecError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, rate) = match text.split_once('@') {
            Some((name, rate)) => (name, Some(rate)),
            None => (text, None),
        };
        let format = Format::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
            .ok_or_else(|| FileSpecError::UnknownFormat(name.to_owned()))?;
        let read_rate = |rate: &str| {
            rate.parse()
                .ok()
                .filter(|hz| (8_000..=96_000).contains(hz))
                .ok_or_else(|| FileSpecError::Rate(rate.to_owned()))
        };
        Ok(Self {
            format,
            sample_rate_hz: rate.map(read_rate).transpose()?,
        })
    }
}

/// Why samples did not become a file.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The format needs a program that is not there.
    #[error("write `{}`: `ffmpeg` is not installed", .0.as_str())]
    NoFfmpeg(Format),
    /// `ffmpeg` could not be run, or its file not read.
    #[error("run `ffmpeg`: {0}")]
    Io(#[from] std::io::Error),
    /// `ffmpeg` refused.
    #[error("write `{}` with `ffmpeg`: {said}", .format.as_str())]
    Refused {
        /// What was asked for.
        format: Format,
        /// What it said.
        said: String,
    },
    /// Our own encoder refused.
    #[error("write `{}`: {said}", .format.as_str())]
    Encoder {
        /// What was asked for.
        format: Format,
        /// What it said.
        said: String,
    },
}

/// The bytes of a recipe's file, with what the fault does to a file.
pub fn file(recipe: &Recipe, samples: &[f32]) -> Result<Vec<u8>, EncodeError> {
    if recipe.fault == Fault::Garbage {
        let mut random = Random::new(recipe.seed, "garbage");
        return Ok((0..20_000).map(|_| random.bits() as u8).collect());
    }
    let mut bytes = encode(samples, recipe.sample_rate_hz, recipe.format)?;
    if recipe.fault == Fault::Truncated {
        bytes.truncate(bytes.len() * 2 / 5);
    }
    Ok(bytes)
}

/// Encodes one channel within ±1.
pub fn encode(samples: &[f32], sample_rate_hz: u32, format: Format) -> Result<Vec<u8>, EncodeError> {
    match format {
        Format::Wav => Ok(pcm::wav(samples, sample_rate_hz)),
        Format::Aiff => Ok(pcm::aiff(samples, sample_rate_hz)),
        Format::Caf => Ok(pcm::caf(samples, sample_rate_hz)),
        Format::Flac => flac(samples, 1, sample_rate_hz),
        Format::Opus => opus::ogg_opus(samples, sample_rate_hz),
        Format::Webm => webm::webm_opus(samples, sample_rate_hz),
        _ => external::encode(samples, sample_rate_hz, format),
    }
}

/// 16-bit samples, rounded to the nearest: a telephone does not dither.
fn to_i16(samples: &[f32]) -> impl Iterator<Item = i16> + '_ {
    samples.iter().map(|&x| (x * 32_767.0).round() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_read() {
        let plain: FileSpec = "3gp".parse().unwrap();
        assert_eq!((plain.format, plain.sample_rate_hz), (Format::ThreeGp, None));
        let rated: FileSpec = "wav@24000".parse().unwrap();
        assert_eq!((rated.format, rated.sample_rate_hz), (Format::Wav, Some(24_000)));
        assert!("wma".parse::<FileSpec>().unwrap_err().to_string().contains("3gp"));
        assert!("wav@1".parse::<FileSpec>().is_err());
    }
}
