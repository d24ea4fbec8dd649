//! Bandwidth: the highest frequency that carries signal.
//!
//! From the mean spectrum of the loud half of the recording, smoothed over 100 Hz: the highest frequency within 70 dB of
//! the spectrum's peak.

use realfft::RealFftPlanner;

use crate::dsp::decibels::db_from_power;
use crate::dsp::stft::{Stft, hann};

/// Points of the transform: 23 Hz a bin at 48 kHz.
const FFT_LEN: usize = 2048;
/// What lies further under the peak carries nothing that is heard.
const RANGE_DB: f64 = 70.0;

/// Highest frequency that carries signal, Hz; `None` for less than one window and for silence.
pub(super) fn bandwidth_hz(mono: &[f32], rate_hz: u32) -> Option<f64> {
    if mono.len() < FFT_LEN {
        return None;
    }
    let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(FFT_LEN), FFT_LEN);
    let mut mean = vec![0.0_f64; FFT_LEN / 2 + 1];
    for centre in (FFT_LEN / 2..=mono.len() - FFT_LEN / 2).step_by(FFT_LEN / 2) {
        for (sum, bin) in mean.iter_mut().zip(stft.around(mono, centre)) {
            *sum += f64::from(bin.norm_sqr());
        }
    }
    let peak = mean.iter().copied().fold(0.0, f64::max);
    if peak <= 0.0 || !peak.is_finite() {
        return None;
    }
    let edge = mean.iter().rposition(|&p| db_from_power(p / peak) > -RANGE_DB)?;
    Some(edge as f64 * f64::from(rate_hz) / FFT_LEN as f64)
}
