//! A steady tone: a test signal, the line's hum, a whistle of feedback in place of a voice.
//!
//! In pieces of 256 ms the strongest partial is found to a hundredth of a bin (a parabola through the logarithms of three
//! bins). Where nine tenths of all audible pieces have it at one frequency, within 0.1 % (1.7 cents) or 0.2 Hz, no voice is
//! the loudest: nobody holds a note that still. A trained singer without vibrato wanders by ten cents within a second, and
//! from one harmonic to another as the vowel changes.

use realfft::RealFftPlanner;

use crate::dsp::stft::{Stft, hann};

/// Samples a second of what is looked at.
const RATE_HZ: f64 = 16_000.0;
/// Samples in one piece.
const PIECE_SAMPLES: usize = 4096;
/// Samples between two pieces.
const HOP_SAMPLES: usize = 2048;
/// Pieces this far under the loudest are rests, whatever hums in them: −20 dB.
const AUDIBLE_SHARE: f64 = 1e-2;
/// Mean power of a sample under which a piece is silent: −90 dBFS.
const LEAST_POWER: f64 = 1e-9;
/// Fewest audible pieces that say something: 1.1 s.
const LEAST_PIECES: usize = 8;
/// Share of the audible pieces that have the tone.
const STEADY_SHARE: f64 = 0.9;
/// How far a steady tone may wander, as a share of its frequency, and in Hz.
const WANDER_SHARE: f64 = 1e-3;
const WANDER_HZ: f64 = 0.2;
/// Least share of a piece's power in the bin of its strongest partial.
const LEAST_PARTIAL: f64 = 1e-3;
/// Below this, Hz, there is rumble and what is left of an offset.
const LOWEST_HZ: f64 = 30.0;

/// Frequency of a tone that is louder than everything else nearly all the time, Hz. `analysis` is at 16 kHz.
pub(super) fn steady_tone_hz(analysis: &[f32]) -> Option<f64> {
    let mut stft = Stft::new(&mut RealFftPlanner::new(), hann(PIECE_SAMPLES), PIECE_SAMPLES);
    let centres = (PIECE_SAMPLES / 2..(analysis.len() + 1).saturating_sub(PIECE_SAMPLES / 2)).step_by(HOP_SAMPLES);
    let pieces: Vec<(f64, f64)> = centres
        .map(|centre| {
            let piece = &analysis[centre - PIECE_SAMPLES / 2..centre + PIECE_SAMPLES / 2];
            (power(piece), centre)
        })
        .filter(|(power, _)| *power >= LEAST_POWER)
        .filter_map(|(power, centre)| {
            let bins: Vec<f64> = stft
                .around(analysis, centre)
                .iter()
                .map(|bin| f64::from(bin.norm_sqr()))
                .collect();
            Some((power, strongest_hz(&bins)?))
        })
        .collect();
    let loudest = pieces.iter().map(|(power, _)| *power).fold(0.0, f64::max);
    let mut partials: Vec<f64> = pieces
        .iter()
        .filter(|(power, _)| *power >= AUDIBLE_SHARE * loudest)
        .map(|(_, hz)| *hz)
        .collect();
    if partials.len() < LEAST_PIECES {
        return None;
    }
    partials.sort_by(f64::total_cmp);
    let median_hz = partials[partials.len() / 2];
    let wander_hz = (WANDER_SHARE * median_hz).max(WANDER_HZ);
    let steady = partials
        .iter()
        .filter(|hz| (*hz - median_hz).abs() <= wander_hz)
        .count();
    (steady as f64 >= STEADY_SHARE * partials.len() as f64).then_some(median_hz)
}

fn power(samples: &[f32]) -> f64 {
    samples.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / samples.len() as f64
}

/// Frequency of the strongest partial; `None` where nothing stands out from an offset or rumble.
fn strongest_hz(bins: &[f64]) -> Option<f64> {
    let bin_hz = RATE_HZ / PIECE_SAMPLES as f64;
    let lowest = (LOWEST_HZ / bin_hz) as usize;
    let last = bins.len() - 2;
    let peak = (lowest..=last).fold(lowest, |best, i| if bins[i] > bins[best] { i } else { best });
    if peak == lowest || bins[peak] < LEAST_PARTIAL * bins.iter().sum::<f64>() {
        return None;
    }
    let log = |i: usize| libm::log(bins[i].max(1e-30));
    let (before, at, after) = (log(peak - 1), log(peak), log(peak + 1));
    let curvature = before - 2.0 * at + after;
    let shift = if curvature < 0.0 {
        (0.5 * (before - after) / curvature).clamp(-0.5, 0.5)
    } else {
        0.0
    };
    Some((peak as f64 + shift) * bin_hz)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn tone(seconds: f64, wave: impl Fn(f64) -> f64) -> Vec<f32> {
        (0..(seconds * RATE_HZ) as usize)
            .map(|n| wave(n as f64 / RATE_HZ) as f32)
            .collect()
    }

    #[test]
    fn tones_of_any_shape_are_named_by_their_strongest_partial() {
        for hz in [50.0, 100.0, 440.0, 997.3, 3150.0, 7000.0] {
            let found = steady_tone_hz(&tone(2.0, |t| 0.3 * (TAU * hz * t).sin())).unwrap();
            assert!((found - hz).abs() < 0.2, "{hz}: {found}");
            let square = tone(2.0, |t| 0.3 * (TAU * hz * t).sin().signum());
            assert!(
                steady_tone_hz(&square).is_some_and(|found| (found - hz).abs() < 0.5),
                "{hz}"
            );
        }
        let beeps = tone(4.0, |t| if t.fract() < 0.6 { (TAU * 1000.0 * t).sin() } else { 0.0 });
        assert!(steady_tone_hz(&beeps).is_some());
    }

    #[test]
    fn a_voice_is_none_with_vibrato_or_the_wander_of_a_straight_one() {
        let vibrato = |t: f64| (TAU * (220.0 * t + 220.0 * 0.02 / (TAU * 5.5) * (TAU * 5.5 * t).sin())).sin();
        assert_eq!(steady_tone_hz(&tone(4.0, vibrato)), None);
        // ±8 cents within two seconds.
        let straight = |t: f64| (TAU * (220.0 * t + 220.0 * 0.0046 / (TAU * 0.5) * (TAU * 0.5 * t).sin())).sin();
        assert_eq!(steady_tone_hz(&tone(4.0, straight)), None);
        let melody = |t: f64| (TAU * (220.0 + 20.0 * t.floor()) * t).sin();
        assert_eq!(steady_tone_hz(&tone(4.0, melody)), None);
    }

    #[test]
    fn silence_noise_and_snippets_have_none() {
        assert_eq!(steady_tone_hz(&[]), None);
        assert_eq!(steady_tone_hz(&[0.5; 100]), None);
        assert_eq!(steady_tone_hz(&[0.0; 64_000]), None);
        assert_eq!(steady_tone_hz(&[0.5; 64_000]), None);
        assert_eq!(steady_tone_hz(&tone(0.9, |t| (TAU * 440.0 * t).sin())), None);
        let mut state = 1_u32;
        let noise: Vec<f32> = (0..64_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect();
        assert_eq!(steady_tone_hz(&noise), None);
    }
}
