//! Fundamental frequency of a singing voice.

mod candidates;
mod path;

use crate::model::f0::F0Track;
use candidates::Candidates;

/// Rate of the signal that is tracked, in Hz: harmonics of a voice above 8 kHz say nothing more of its pitch.
pub const RATE_HZ: u32 = 16_000;
/// Samples between two frames: 10 ms.
const HOP_SAMPLES: usize = 160;
/// Lowest F0 that is looked for, Hz.
const LOWEST_HZ: f32 = 55.0;
/// Highest F0 that is looked for, Hz.
const HIGHEST_HZ: f32 = 1200.0;

/// Tracks the F0 of a recording at [`RATE_HZ`]. Frame `i` is centred on sample `160 i`; there are `len / 160 + 1` frames,
/// none for an empty recording.
pub fn track(samples: &[f32]) -> F0Track {
    if samples.is_empty() {
        return F0Track::default();
    }
    let peak = samples
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0_f32, |peak, x| peak.max(x.abs()));
    let gain = if peak > 0.0 { 1.0 / f64::from(peak) } else { 0.0 };
    let normalised: Vec<f32> = samples
        .iter()
        .map(|&x| {
            if x.is_finite() {
                (f64::from(x) * gain) as f32
            } else {
                0.0
            }
        })
        .collect();
    let frames = samples.len() / HOP_SAMPLES + 1;
    let mut analysis = Candidates::new();
    let found: Vec<_> = (0..frames)
        .map(|i| analysis.around(&normalised, i * HOP_SAMPLES))
        .collect();
    path::best(&found, f64::from(peak))
}
