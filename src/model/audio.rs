//! A decoded recording, on its own clock, with what its container said and what we did about it.

use serde::{Deserialize, Serialize};

/// Samples of one recording, one vector a channel, all of one length, full scale ±1.0.
///
/// Encoder priming and padding are already trimmed; rate and channel count are those of the decoded
/// buffers, never of the container's header.
#[derive(Debug, Clone, PartialEq)]
pub struct RawAudio {
    /// Samples a second of every channel.
    pub sample_rate_hz: u32,
    /// One vector a channel.
    pub channels: Vec<Vec<f32>>,
    /// Where the samples came from.
    pub source: Source,
}

impl RawAudio {
    /// Samples in each channel.
    pub fn len_samples(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Length in seconds.
    pub fn duration_s(&self) -> f64 {
        self.len_samples() as f64 / f64::from(self.sample_rate_hz)
    }
}

/// What the bytes were found to be.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Container by content, lower case: `wav`, `aiff`, `caf`, `flac`, `mp3`, `mp4`, `adts`, `ogg`, `matroska`.
    pub container: String,
    /// Codec, lower case: `pcm_s16le`, `flac`, `alac`, `mp3`, `aac`, `vorbis`, `opus`.
    pub codec: String,
    /// Samples of priming removed from the start, at the decoded rate.
    pub trimmed_start_samples: u64,
    /// Samples of padding removed from the end, at the decoded rate.
    pub trimmed_end_samples: u64,
    /// Who said how much to trim.
    pub trim_evidence: TrimEvidence,
    /// The stream ended before its container said it would; what came before is kept.
    pub truncated: bool,
    /// Remarks for a person, each a whole sentence fragment ("2 damaged packets skipped").
    pub notes: Vec<String>,
}

/// Where the trimming figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TrimEvidence {
    /// Nothing to trim: the codec has no priming.
    #[default]
    NotNeeded,
    /// The file says it (edit list, LAME tag, Opus pre-skip, granule position).
    Stated,
    /// The file is silent; the encoder's usual priming was assumed.
    Assumed,
    /// The external decoder decoded it, and cut what it knew of.
    External,
}
