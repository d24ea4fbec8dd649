//! A fundamental-frequency contour on a fixed 10 ms grid.

/// Seconds between two frames.
pub const HOP_S: f64 = 0.01;

/// F0 of one recording: frame `i` is centred on `i × 10 ms` of the recording's own clock.
///
/// The three vectors have one length. `f0_hz` holds the best candidate also where `voiced` is false
/// (0 only where there is none at all).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct F0Track {
    /// Best candidate in Hz.
    pub f0_hz: Vec<f32>,
    /// Whether a voice is sounding.
    pub voiced: Vec<bool>,
    /// Chance that the frame is voiced and `f0_hz` right within 50 cents, 0–1.
    pub confidence: Vec<f32>,
}

impl F0Track {
    /// Number of frames.
    pub fn len(&self) -> usize {
        self.f0_hz.len()
    }

    /// Whether there is no frame at all.
    pub fn is_empty(&self) -> bool {
        self.f0_hz.is_empty()
    }

    /// MIDI pitch (69 is A4, 440 Hz) of frame `i`, where it is voiced.
    pub fn midi(&self, i: usize) -> Option<f64> {
        (self.voiced[i] && self.f0_hz[i] > 0.0).then(|| hz_to_midi(f64::from(self.f0_hz[i])))
    }
}

/// MIDI pitch of a frequency: 69 + 12 log2(f / 440).
pub fn hz_to_midi(f0_hz: f64) -> f64 {
    69.0 + 12.0 * libm::log2(f0_hz / 440.0)
}

/// Frequency of a MIDI pitch, in Hz.
pub fn midi_to_hz(midi: f64) -> f64 {
    440.0 * libm::exp2((midi - 69.0) / 12.0)
}
