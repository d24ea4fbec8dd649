//! What was measured on one take: a pure function of its bytes, the song and the analysis settings.

use super::f0::F0Track;
use serde::{Deserialize, Serialize};

/// Everything later stages need to know of a take without hearing it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Where the take lies on the song's timeline; `None` where nothing says.
    pub lag: Option<Lag>,
    /// Level, noise and damage.
    pub quality: Quality,
    /// F0 on the take's own clock.
    pub f0: F0Track,
    /// Root-mean-square level of each 10 ms frame in dBFS (at least −120), on the F0 grid.
    pub level_dbfs: Vec<f32>,
    /// Loudest |sample| of each of 600 equal slices, 0–255 for 0–full scale: the waveform in a report.
    pub overview: Vec<u8>,
}

/// Lag of a take and the evidence for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lag {
    /// How late the take is at its first sample, in ms; song time = take time − lag.
    pub lag_ms: f64,
    /// How it was found.
    pub method: LagMethod,
    /// Chance that it is right, 0–1.
    pub confidence: f64,
    /// Rate of the fan's clock against the song's, in parts per million, where it could be measured:
    /// above 0, more samples than song time.
    pub drift_ppm: Option<f64>,
    /// Backing against voice in dB, where the backing was found.
    pub bleed_db: Option<f64>,
    /// The curve whose peak is the lag, for people to look at.
    pub evidence: Evidence,
}

/// How a lag was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LagMethod {
    /// The backing was heard in the take.
    Bleed,
    /// The sung contour was laid over the guide melody.
    Contour,
    /// A sidecar or an override said so.
    Given,
}

impl LagMethod {
    /// The word in `lag_method`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bleed => "bleed",
            Self::Contour => "contour",
            Self::Given => "given",
        }
    }
}

/// A correlation curve over candidate lags, at most 600 points.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Lag of the first value, in ms.
    pub first_lag_ms: f64,
    /// Milliseconds between two values.
    pub step_ms: f64,
    /// Strength, scaled so that the peak is 1.
    pub strength: Vec<f32>,
}

/// Level, noise and damage of a take; `None` where it cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Quality {
    /// Integrated loudness (EBU R 128), LUFS.
    pub loudness_lufs: Option<f64>,
    /// True peak, dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// Root-mean-square level of the voiced frames, dBFS.
    pub voice_dbfs: Option<f64>,
    /// Voice against noise floor, dB.
    pub snr_db: Option<f64>,
    /// Highest frequency that carries signal, Hz.
    pub bandwidth_hz: Option<f64>,
    /// Share of samples that are clipped, 0–1.
    pub clipped_share: f64,
    /// The greatest offset of any channel, full scale ±1; removed before anything else is measured.
    pub dc_offset: f64,
    /// Stretches that are missing or stand there twice.
    pub dropouts: u32,
    /// Share of samples in such stretches, 0–1.
    pub dropout_share: f64,
    /// A tone that is louder than everything else nearly all the time, Hz.
    pub steady_tone_hz: Option<f64>,
    /// The sample rate that the file states, where the singing says that it was another.
    pub misstated_rate_hz: Option<u32>,
}
