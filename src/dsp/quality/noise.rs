//! Level of the voice, and of what is left when it rests.
//!
//! *Noise* is the mean power of the quietest fifth of the 100 ms stretches that lie wholly in rests: at least 100 ms
//! from any voiced frame, since consonants, breaths and the room's echo are not noise. Stretches of that length hold steady
//! noise to within a decibel, and the quietest ones are free of what else happens in a rest. *Voice* is the mean power of
//! the voiced frames, less the noise under them.
//!
//! A take without 200 ms of rest has no measurable noise: `None`, rather than a guess that would call a sustained clean
//! note noisy.

use super::HOP_SAMPLES;
use crate::dsp::decibels::db_from_power;
use crate::model::f0::F0Track;

/// Frames next to a voiced one that belong to it.
const MARGIN_FRAMES: usize = 10;
/// Frames of one stretch: 100 ms.
const STRETCH_FRAMES: usize = 10;
/// Fewest stretches, one starting every frame, that say something of the noise: a rest of 200 ms.
const LEAST_STRETCHES: usize = 11;
/// Digital silence counts as noise of −120 dBFS.
const LEAST_NOISE: f64 = 1e-12;
/// Share of the stretches that are the noise floor.
const QUIET_SHARE: f64 = 0.2;

/// Root-mean-square level of the voiced frames in dBFS.
pub(super) fn voice_dbfs(f0: &F0Track, level_dbfs: &[f32]) -> Option<f64> {
    voice_power(f0, level_dbfs).map(db_from_power)
}

/// Voice against noise in dB, from the signal itself; `None` where the take has no voice or never rests.
pub(super) fn snr_db(f0: &F0Track, level_dbfs: &[f32], analysis: &[f32]) -> Option<f64> {
    let voice_and_noise = voice_power(f0, level_dbfs)?;
    let mut stretches: Vec<f64> = resting_frames(&f0.voiced)
        .windows(STRETCH_FRAMES)
        .enumerate()
        .filter(|(_, resting)| !resting.contains(&false))
        .filter_map(|(first, _)| analysis.get(first * HOP_SAMPLES..(first + STRETCH_FRAMES) * HOP_SAMPLES))
        .map(mean_square)
        .collect();
    if stretches.len() < LEAST_STRETCHES {
        return None;
    }
    stretches.sort_by(f64::total_cmp);
    let quiet = &stretches[..(stretches.len() as f64 * QUIET_SHARE).ceil() as usize];
    let noise = (quiet.iter().sum::<f64>() / quiet.len() as f64).max(LEAST_NOISE);
    // A voice under its noise is still something: −20 dB at least.
    let voice = (voice_and_noise - noise).max(0.01 * noise);
    Some(db_from_power(voice / noise))
}

fn mean_square(samples: &[f32]) -> f64 {
    samples.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / samples.len() as f64
}

/// Which frames are farther than the margin from every voiced one.
fn resting_frames(voiced: &[bool]) -> Vec<bool> {
    let mut resting = vec![true; voiced.len()];
    for i in (0..voiced.len()).filter(|&i| voiced[i]) {
        resting[i.saturating_sub(MARGIN_FRAMES)..(i + MARGIN_FRAMES + 1).min(voiced.len())].fill(false);
    }
    resting
}

fn voice_power(f0: &F0Track, level_dbfs: &[f32]) -> Option<f64> {
    let voiced = f0.voiced.iter().zip(level_dbfs).filter(|(voiced, _)| **voiced);
    let (sum, count) = voiced.fold((0.0, 0_u32), |(sum, count), (_, &level)| {
        (sum + power_from_db(level), count + 1)
    });
    (count > 0).then(|| sum / f64::from(count))
}

fn power_from_db(level_dbfs: f32) -> f64 {
    libm::exp10(f64::from(level_dbfs) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::super::frame_levels_dbfs;
    use super::*;

    fn track(voiced: Vec<bool>) -> F0Track {
        let frames = voiced.len();
        F0Track {
            f0_hz: vec![200.0; frames],
            confidence: vec![0.9; frames],
            voiced,
        }
    }

    /// A tone in alternate seconds over a hiss of `snr_db`.
    fn take(snr_db: f64) -> (F0Track, Vec<f32>, Vec<f32>) {
        let noise_rms = 0.1 * 10.0_f64.powf(-snr_db / 20.0);
        let mut state = 5_u64;
        let samples: Vec<f32> = (0..16_000 * 6_usize)
            .map(|n| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let hiss = ((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) * 3.0_f64.sqrt();
                let voice = if (n / 16_000).is_multiple_of(2) {
                    0.1 * 2.0_f64.sqrt() * (n as f64 * 0.1).sin()
                } else {
                    0.0
                };
                (voice + noise_rms * hiss) as f32
            })
            .collect();
        let levels = frame_levels_dbfs(&samples, 601);
        (
            track((0..601).map(|i| (i / 100_usize).is_multiple_of(2)).collect()),
            levels,
            samples,
        )
    }

    #[test]
    fn the_planted_ratio_is_measured() {
        for planted in [40.0, 20.0, 10.0, 0.0] {
            let (f0, levels, samples) = take(planted);
            let measured = snr_db(&f0, &levels, &samples).unwrap();
            assert!((measured - planted).abs() < 0.5, "{planted}: {measured}");
        }
    }

    #[test]
    fn the_voice_s_level_is_that_of_its_frames() {
        let (f0, levels, _) = take(60.0);
        assert!((voice_dbfs(&f0, &levels).unwrap() + 20.0).abs() < 0.1);
    }

    #[test]
    fn no_rest_or_no_voice_says_nothing() {
        let (_, levels, samples) = take(10.0);
        assert_eq!(snr_db(&track(vec![true; 601]), &levels, &samples), None);
        assert_eq!(snr_db(&track(vec![false; 601]), &levels, &samples), None);
        assert_eq!(voice_dbfs(&track(vec![false; 601]), &levels), None);
        assert_eq!(snr_db(&F0Track::default(), &[], &[]), None);
    }
}
