//! Bandwidth: the highest frequency that carries signal.
//!
//! 1. The mean spectrum of the loudest third of the frames.
//! 2. Signal ends where that spectrum is last within 75 dB of its peak. Noise counts too: it came through the same channel,
//!    and a noisy recording is not therefore a narrow one.
//! 3. If there is a *cliff* below that, the signal ends there: from 2.5 kHz on, a fall by 30 dB within a sixth of an octave,
//!    from which nothing above recovers, is the work of a filter, a codec or a resampler, and what little stands above it
//!    is theirs too. (The steepest such fall in 18 unfiltered recordings of singing was 26 dB; below 2.5 kHz a soprano's
//!    pure "oo" may do it.)
//!
//! Measured at the recording's own rate, in steps of 25 Hz or less.

use realfft::RealFftPlanner;

use crate::dsp::decibels::gain_from_db;
use crate::dsp::stft::{Stft, hann};

/// Widest bin of the spectrum, Hz.
const WIDEST_BIN_HZ: u32 = 25;
/// What lies further under the peak carries nothing that is heard, dB.
const RANGE_DB: f64 = 75.0;
/// No cliff is looked for under this frequency, Hz.
const LOWEST_CLIFF_HZ: f64 = 2500.0;
/// Height of a cliff, dB.
const CLIFF_DB: f64 = 30.0;
/// Foot of a cliff over its top, as a ratio of frequencies: a sixth of an octave.
const CLIFF_RATIO: f64 = 1.122_462_048_309_373;
/// The signal ends where the envelope is this far under the top of the cliff, dB.
const CLIFF_EDGE_DB: f64 = 6.0;

/// Highest frequency that carries signal, Hz; `None` for less than one window and for silence.
pub(super) fn bandwidth_hz(mono: &[f32], rate_hz: u32) -> Option<f64> {
    let fft_len = (rate_hz / WIDEST_BIN_HZ).max(64).next_power_of_two() as usize;
    if mono.len() < fft_len {
        return None;
    }
    let mut centres: Vec<(f64, usize)> = (fft_len / 2..=mono.len() - fft_len / 2)
        .step_by(fft_len / 2)
        .map(|centre| (power(&mono[centre - fft_len / 2..centre + fft_len / 2]), centre))
        .collect();
    centres.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let loud = &centres[..centres.len().div_ceil(3)];

    let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(fft_len), fft_len);
    let spectrum = mean_spectrum(&mut stft, mono, loud);
    let peak = spectrum.iter().copied().fold(0.0, f64::max);
    if peak <= 0.0 || !peak.is_finite() {
        return None;
    }
    let least = peak * gain_from_db(-RANGE_DB).powi(2);
    let end = spectrum.iter().rposition(|&power| power > least)?;

    let bin_hz = f64::from(rate_hz) / fft_len as f64;
    Some(cliff_bin(&spectrum, bin_hz).map_or(end, |cliff| cliff.min(end)) as f64 * bin_hz)
}

/// The bin where the envelope leaves the top of the lowest cliff, if there is one.
fn cliff_bin(spectrum: &[f64], bin_hz: f64) -> Option<usize> {
    let mut envelope = spectrum.to_vec();
    for bin in (0..envelope.len() - 1).rev() {
        envelope[bin] = envelope[bin].max(envelope[bin + 1]);
    }
    let height = gain_from_db(CLIFF_DB).powi(2);
    let first = (LOWEST_CLIFF_HZ / bin_hz) as usize;
    let top = (first..envelope.len()).find(|&bin| {
        let foot = (bin as f64 * CLIFF_RATIO).ceil() as usize;
        foot < envelope.len() && envelope[bin] > height * envelope[foot]
    })?;
    let edge_level = envelope[top] * gain_from_db(-CLIFF_EDGE_DB).powi(2);
    (top..envelope.len())
        .take_while(|&bin| envelope[bin] >= edge_level)
        .last()
}

fn mean_spectrum(stft: &mut Stft, mono: &[f32], frames: &[(f64, usize)]) -> Vec<f64> {
    let mut mean: Vec<f64> = Vec::new();
    for &(_, centre) in frames {
        let spectrum = stft.around(mono, centre);
        mean.resize(spectrum.len(), 0.0);
        for (sum, bin) in mean.iter_mut().zip(spectrum) {
            *sum += f64::from(bin.re).powi(2) + f64::from(bin.im).powi(2);
        }
    }
    mean.iter().map(|sum| sum / frames.len() as f64).collect()
}

fn power(samples: &[f32]) -> f64 {
    samples.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / samples.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::resample::resample;

    /// Harmonics of 150 Hz up to `top_hz`, falling by 9 dB an octave, in notes of 0.6 s with rests of 0.2 s.
    fn song(rate_hz: u32, top_hz: f64) -> Vec<f32> {
        let harmonics = (top_hz / 150.0) as usize;
        (0..rate_hz as usize * 2)
            .map(|n| {
                let t = n as f64 / f64::from(rate_hz);
                let rest = t % 0.8 > 0.6;
                let phase = std::f64::consts::TAU * 150.0 * t;
                let sum: f64 = (1..=harmonics)
                    .map(|h| (phase * h as f64).sin() * (h as f64).powf(-1.5))
                    .sum();
                if rest { 0.0 } else { (0.2 * sum) as f32 }
            })
            .collect()
    }

    fn with_hiss(samples: &[f32], level: f32) -> Vec<f32> {
        let mut state = 1_u64;
        samples
            .iter()
            .map(|x| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                x + level * ((state >> 40) as f32 / (1 << 23) as f32 - 1.0)
            })
            .collect()
    }

    #[test]
    fn the_highest_harmonic_is_found() {
        for (rate_hz, top_hz) in [(48_000, 3400.0), (44_100, 12_000.0), (8000, 3400.0), (16_000, 7000.0)] {
            let measured = bandwidth_hz(&song(rate_hz, top_hz), rate_hz).unwrap();
            assert!(
                (measured - top_hz).abs() < 150.0,
                "{rate_hz} Hz, {top_hz} Hz: {measured}"
            );
        }
    }

    #[test]
    fn hiss_above_a_cliff_is_not_signal() {
        let measured = bandwidth_hz(&with_hiss(&song(48_000, 3400.0), 0.001), 48_000).unwrap();
        assert!((measured - 3400.0).abs() < 150.0, "{measured}");
    }

    #[test]
    fn telephone_speech_stays_narrow_at_a_high_rate() {
        // The hiss of the narrow-band recording ends at 4 kHz too.
        let narrow = resample(&with_hiss(&song(8000, 3400.0), 0.003), 8000, 48_000);
        let measured = bandwidth_hz(&narrow, 48_000).unwrap();
        assert!((3250.0..4050.0).contains(&measured), "{measured}");
    }

    #[test]
    fn a_codec_s_residue_above_its_cliff_does_not_count() {
        let voice = song(48_000, 3400.0);
        let residue = with_hiss(&vec![0.0; voice.len()], 0.0008);
        let gated: Vec<f32> = voice
            .iter()
            .zip(&residue)
            .map(|(v, r)| if *v == 0.0 { 0.0 } else { v + r })
            .collect();
        let measured = bandwidth_hz(&gated, 48_000).unwrap();
        assert!((measured - 3400.0).abs() < 150.0, "{measured}");
    }

    #[test]
    fn short_and_silent_recordings_have_none() {
        assert_eq!(bandwidth_hz(&[], 48_000), None);
        assert_eq!(bandwidth_hz(&[0.5; 100], 48_000), None);
        assert_eq!(bandwidth_hz(&vec![0.0; 48_000], 48_000), None);
        assert!(bandwidth_hz(&song(48_000, 3000.0), 1).is_some_and(f64::is_finite));
    }
}
