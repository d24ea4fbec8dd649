//! Fundamental frequency of a singing voice, every 10 ms, with voicing and a confidence.
//!
//! 1. One power spectrum a frame (64 ms, `spectrum`), on a logarithmic frequency axis and on a linear one.
//! 2. The noise under the voice, from the spectrum's quiet moments (`floor`).
//! 3. Candidates: F0s whose harmonics stand out of the noise and the gaps between them do not (`salience`).
//! 4. Evidence of a period: autocorrelation of what the noise leaves over, which also places F0 to a few cents
//!    (`periodicity`).
//! 5. The smoothest path through the candidates, voiced or not (`path`).
//! 6. Voiced or not, and how sure, along that path (`voicing`).
//!
//! [`track`] sees the whole recording; [`live::LivePitch`] does the same while it is sung, with what is past.
//!
//! The tracker knows nothing of the song: a melody may settle an octave later, never pull a pitch. Any finite or infinite
//! sample values and any length are accepted. The F0 does not depend on the recording's gain; voicing does so only
//! through an absolute gate at −65 dBFS.

mod contour;
pub mod decibels;
mod floor;
pub mod live;
mod parabola;
mod path;
mod periodicity;
mod salience;
mod spectrum;
mod voicing;

pub use contour::{F0Track, HOP_S, hz_to_midi, midi_to_hz};
use periodicity::Periodicity;
use salience::Salience;
use spectrum::Spectrum;
use voicing::Evidence;

/// Rate of the signal that is tracked, in Hz: harmonics of a voice above 8 kHz say nothing more of its pitch.
pub const RATE_HZ: u32 = 16_000;
/// Samples between two frames: 10 ms.
const HOP_SAMPLES: usize = 160;
/// Lowest F0 that is looked for, Hz.
const LOWEST_HZ: f32 = 55.0;
/// Highest F0 that is looked for, Hz.
const HIGHEST_HZ: f32 = 1200.0;

/// One possible F0 of one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    f0_hz: f32,
    /// How far its harmonics stand out, in nepers of power (natural logarithm).
    salience: f32,
    /// Normalised autocorrelation after one period, about 0–1.
    one_period: f32,
    /// The same after two periods: consonants and mixtures of notes fail here first.
    two_periods: f32,
}

/// Tracks the F0 of a recording at [`RATE_HZ`]. Frame `i` is centred on sample `160 i`; there are `len / 160 + 1` frames,
/// none for an empty recording.
pub fn track(samples: &[f32]) -> F0Track {
    if samples.is_empty() {
        return F0Track::default();
    }
    let frames = samples.len() / HOP_SAMPLES + 1;
    let (normalised, peak) = to_unit_peak(samples);

    let mut spectrum = Spectrum::new();
    let noise = floor::learn(&mut spectrum, &normalised, frames);
    let mut salience = Salience::new();
    let mut periodicity = Periodicity::new();
    let mut candidates: Vec<Vec<Candidate>> = Vec::with_capacity(frames);
    let mut powers = Vec::with_capacity(frames);
    for i in 0..frames {
        spectrum.analyse(&normalised, i * HOP_SAMPLES);
        powers.push(spectrum.mean_square());
        let mut found = Vec::new();
        salience.candidates(spectrum.log_axis(), &noise, &mut found);
        periodicity.examine(spectrum.linear_axis(), &mut found);
        candidates.push(found);
    }

    let chosen = path::smoothest(&candidates);
    let evidence: Vec<Evidence> = chosen
        .iter()
        .zip(&powers)
        .map(|(candidate, &power)| Evidence {
            candidate: *candidate,
            power,
        })
        .collect();
    let log_odds = voicing::log_odds(&evidence, peak);
    F0Track {
        f0_hz: chosen
            .iter()
            .map(|candidate| candidate.map_or(0.0, |c| c.f0_hz))
            .collect(),
        voiced: voicing::decide(&log_odds),
        confidence: voicing::confidence(&log_odds),
    }
}

/// The recording without its offset and with its loudest sample at ±1, what is not a number at 0; and the peak it had.
fn to_unit_peak(samples: &[f32]) -> (Vec<f32>, f64) {
    let finite = |x: f32| if x.is_finite() { f64::from(x) } else { 0.0 };
    let offset = samples.iter().map(|&x| finite(x)).sum::<f64>() / samples.len().max(1) as f64;
    let peak = samples.iter().map(|&x| (finite(x) - offset).abs()).fold(0.0, f64::max);
    let gain = if peak > 0.0 { 1.0 / peak } else { 0.0 };
    let normalised = samples.iter().map(|&x| ((finite(x) - offset) * gain) as f32).collect();
    (normalised, peak)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use proptest::prelude::*;

    use super::*;

    /// A tone with `harmonics` partials falling by 6 dB an octave, of which the first `missing` are left out.
    fn tone(seconds: f64, f0_hz: impl Fn(f64) -> f64, missing: usize, harmonics: usize) -> Vec<f32> {
        let mut phase = 0.0;
        (0..(seconds * f64::from(RATE_HZ)) as usize)
            .map(|n| {
                phase += TAU * f0_hz(n as f64 / f64::from(RATE_HZ)) / f64::from(RATE_HZ);
                let sum: f64 = (missing + 1..=harmonics)
                    .map(|h| (phase * h as f64).sin() / h as f64)
                    .sum();
                (0.3 * sum) as f32
            })
            .collect()
    }

    /// White noise from a fixed multiplicative generator, unit variance.
    fn noise(len: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        (0..len)
            .map(|_| ((0..12).map(|_| uniform()).sum::<f64>()) as f32)
            .collect()
    }

    fn cents(measured_hz: f32, true_hz: f64) -> f64 {
        1200.0 * (f64::from(measured_hz) / true_hz).log2()
    }

    /// Frames whose window lies inside the recording.
    fn inner(track: &F0Track) -> std::ops::Range<usize> {
        4..track.len() - 4
    }

    #[test]
    fn harmonic_tones_are_exact_over_the_whole_range() {
        for f0_hz in [60.0, 82.4, 110.0, 196.0, 330.0, 523.25, 784.0, 1100.0] {
            let track = track(&tone(1.0, |_| f0_hz, 0, (7000.0 / f0_hz) as usize));
            assert_eq!(track.len(), 101);
            for i in inner(&track) {
                assert!(
                    track.voiced[i] && track.confidence[i] > 0.85,
                    "{f0_hz} Hz, frame {i}: {}",
                    track.confidence[i]
                );
                assert!(
                    cents(track.f0_hz[i], f0_hz).abs() < 2.0,
                    "{f0_hz} Hz, frame {i}: {} Hz",
                    track.f0_hz[i]
                );
            }
        }
    }

    #[test]
    fn the_fundamental_may_be_missing() {
        for f0_hz in [110.0, 150.0, 220.0] {
            let track = track(&tone(1.0, |_| f0_hz, 2, 12));
            for i in inner(&track) {
                assert!(
                    cents(track.f0_hz[i], f0_hz).abs() < 3.0,
                    "{f0_hz} Hz, frame {i}: {} Hz",
                    track.f0_hz[i]
                );
                assert!(track.voiced[i], "{f0_hz} Hz, frame {i}");
            }
        }
    }

    #[test]
    fn a_strong_overtone_is_not_taken_for_the_note() {
        // The second partial 20 dB over the first, as in a soprano's vowel with a formant there.
        let f0_hz = 220.0;
        let samples: Vec<f32> = tone(1.0, |_| f0_hz, 0, 20)
            .iter()
            .zip(tone(1.0, |_| 2.0 * f0_hz, 0, 1))
            .map(|(voice, overtone)| voice + 5.0 * overtone)
            .collect();
        let track = track(&samples);
        assert!(inner(&track).all(|i| cents(track.f0_hz[i], f0_hz).abs() < 5.0));
    }

    #[test]
    fn frames_stand_where_they_say() {
        // A glide of one octave in 2 s: a frame that is 1 ms off is 0.6 cents off.
        let glide = |t: f64| 200.0 * (t / 2.0).exp2();
        let track = track(&tone(2.0, glide, 0, 15));
        let errors: Vec<f64> = inner(&track)
            .map(|i| cents(track.f0_hz[i], glide(i as f64 * 0.01)))
            .collect();
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        assert!(mean.abs() < 0.5, "mean error {mean} cents");
        assert!(errors.iter().all(|e| e.abs() < 4.0), "{errors:?}");
    }

    #[test]
    fn vibrato_is_followed() {
        let vibrato = |t: f64| 300.0 * (0.5 / 12.0 * (TAU * 5.5 * t).sin()).exp2();
        let track = track(&tone(2.0, vibrato, 0, 15));
        let worst = inner(&track)
            .map(|i| cents(track.f0_hz[i], vibrato(i as f64 * 0.01)).abs())
            .fold(0.0, f64::max);
        assert!(worst < 12.0, "{worst} cents");
    }

    #[test]
    fn a_voice_in_noise_as_loud_as_itself_is_heard() {
        let voice = tone(2.0, |_| 220.0, 0, 20);
        let level = (voice.iter().map(|x| x * x).sum::<f32>() / voice.len() as f32).sqrt();
        let samples: Vec<f32> = voice
            .iter()
            .zip(noise(voice.len(), 7))
            .map(|(v, n)| v + level * n)
            .collect();
        let track = track(&samples);
        let right = inner(&track)
            .filter(|&i| track.voiced[i] && cents(track.f0_hz[i], 220.0).abs() < 50.0)
            .count();
        assert!(right as f64 > 0.95 * inner(&track).len() as f64, "{right} frames");
    }

    #[test]
    fn rests_between_notes_are_unvoiced() {
        let hiss = noise(48_000, 3);
        let samples: Vec<f32> = tone(3.0, |_| 262.0, 0, 20)
            .iter()
            .zip(&hiss)
            .enumerate()
            .map(|(n, (voice, hiss))| if (16_000..32_000).contains(&n) { 0.0 } else { *voice } + 0.003 * hiss)
            .collect();
        let track = track(&samples);
        assert!((105..195).all(|i| !track.voiced[i]));
        assert!((5..96).chain(204..296).all(|i| track.voiced[i]));
    }

    #[test]
    fn noise_and_silence_hold_no_voice() {
        for seed in 1..4 {
            let track = track(&noise(48_000, seed).iter().map(|x| 0.1 * x).collect::<Vec<_>>());
            let voiced = track.voiced.iter().filter(|&&v| v).count();
            assert!(voiced <= 3, "seed {seed}: {voiced} of {} frames", track.len());
        }
        let mut click = vec![0.0; 16_000];
        click[8000] = 1.0;
        for silent in [vec![0.0; 16_000], vec![0.5; 16_000], click] {
            assert!(track(&silent).voiced.iter().filter(|&&v| v).count() <= 7);
        }
        let whisper: Vec<f32> = tone(1.0, |_| 220.0, 0, 20).iter().map(|x| x * 1e-3).collect();
        assert!(track(&whisper).voiced.iter().all(|&v| !v), "under the absolute gate");
    }

    #[test]
    fn as_many_frames_as_promised() {
        for (len, frames) in [(0, 0), (1, 1), (10, 1), (159, 1), (160, 2), (1600, 11)] {
            assert_eq!(track(&vec![0.1; len]).len(), frames, "{len} samples");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn any_values_give_numbers(samples in proptest::collection::vec(proptest::num::f32::ANY, 0..3000)) {
            let track = track(&samples);
            prop_assert!(track.f0_hz.iter().all(|&f| f == 0.0 || (LOWEST_HZ..=HIGHEST_HZ).contains(&f)));
            prop_assert!(track.confidence.iter().all(|c| (0.0..=1.0).contains(c)));
            prop_assert_eq!(track.voiced.len(), track.len());
        }

        #[test]
        fn gain_does_not_move_the_pitch(gain_db in -30.0_f32..60.0, f0_hz in 60.0_f64..1100.0) {
            let quiet = tone(0.3, |_| f0_hz, 0, 8);
            let gain = 10.0_f32.powf(gain_db / 20.0);
            let reference = track(&quiet);
            let scaled = track(&quiet.iter().map(|x| x * gain).collect::<Vec<_>>());
            prop_assert_eq!(&reference.voiced, &scaled.voiced);
            for (a, b) in reference.f0_hz.iter().zip(&scaled.f0_hz) {
                prop_assert!((a - b).abs() <= 1e-3 * a);
            }
        }
    }
}
