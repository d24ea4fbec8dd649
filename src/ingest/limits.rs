//! How much a stranger's file may cost us before it is refused.

/// Bounds on one recording; they hold while decoding, not only on what the header claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Longest recording, seconds.
    pub max_duration_s: f64,
    /// Highest sample rate, Hz.
    pub max_sample_rate_hz: u32,
    /// Most channels.
    pub max_channels: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_duration_s: 600.0,
            max_sample_rate_hz: 384_000,
            max_channels: 8,
        }
    }
}

impl Limits {
    /// Samples, all channels together, that a recording may fill memory with: the longest one in
    /// stereo at 48 kHz, or 256 MiB, whichever is more. Without it, ten minutes of 8-channel silence
    /// at 384 kHz are a 7 GiB bomb in a FLAC of a few kilobytes.
    pub(super) fn max_total_samples(&self) -> u64 {
        // The cast saturates: NaN gives 0, infinity the largest number.
        ((self.max_duration_s * 48_000.0 * 2.0) as u64).max(64 << 20)
    }
}
