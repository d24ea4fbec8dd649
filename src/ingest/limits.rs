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
    /// Most samples, all channels together, that a recording may fill memory with, 4 bytes each. Without it, ten
    /// minutes of 8-channel silence at 384 kHz are a 7 GiB bomb in a FLAC of a few kilobytes.
    pub max_samples: u64,
    /// Longest that decoding may take, seconds by the clock. The figures above end every file in the same way on every
    /// machine; this is the last resort for what they do not catch, and makes a take that was not read, not a bad one.
    pub max_wall_s: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_duration_s: 600.0,
            max_sample_rate_hz: 384_000,
            max_channels: 8,
            // 256 MiB: eleven and a half minutes of stereo at 48 kHz.
            max_samples: 64 << 20,
            max_wall_s: 120.0,
        }
    }
}

impl Limits {
    /// Limits for a recording of our own, an hour at most.
    pub fn for_our_own() -> Self {
        Self {
            max_bytes: 4 << 30,
            max_duration_s: 3600.0,
            max_samples: 1 << 30,
            max_wall_s: 3600.0,
            ..Self::default()
        }
    }

    /// The part of the limits that can change what becomes of a take.
    pub fn deterministic(&self) -> Self {
        Self {
            max_wall_s: 0.0,
            ..self.clone()
        }
    }
}
