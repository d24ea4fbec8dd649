//! Level of the voice, and of what is left when it rests.
//!
//! The noise floor is the mean power of the quietest tenth of the frames at which no voice sounds, away from the
//! voice's own beginnings and ends. The voice is the mean power of the voiced frames less that of the noise under them.

use crate::dsp::decibels::db_from_power;
use crate::model::f0::F0Track;

/// Frames next to a voiced one: consonants, breaths and the room's echo, not noise.
const MARGIN_FRAMES: usize = 10;
/// Fewest frames of rest (0.2 s) that say something of the noise.
const LEAST_REST_FRAMES: usize = 20;
/// Share of the resting frames that are taken as the floor.
const FLOOR_SHARE: f64 = 0.5;

/// Root-mean-square level of the voiced frames in dBFS.
pub(super) fn voice_dbfs(f0: &F0Track, level_dbfs: &[f32]) -> Option<f64> {
    mean_power(voiced_powers(f0, level_dbfs)).map(db_from_power)
}

/// Voice against noise in dB; `None` where the take never rests or has no voice.
pub(super) fn snr_db(f0: &F0Track, level_dbfs: &[f32]) -> Option<f64> {
    let voiced_power = mean_power(voiced_powers(f0, level_dbfs))?;
    let mut rests: Vec<f64> = (0..f0.len().min(level_dbfs.len()))
        .filter(|&i| {
            let near = i.saturating_sub(MARGIN_FRAMES)..(i + MARGIN_FRAMES + 1).min(f0.len());
            !f0.voiced[near].contains(&true)
        })
        .map(|i| power_from_db(level_dbfs[i]))
        .collect();
    if rests.len() < LEAST_REST_FRAMES {
        return None;
    }
    rests.sort_by(f64::total_cmp);
    let quiet_count = (rests.len() as f64 * FLOOR_SHARE).ceil() as usize;
    let noise_power = rests[..quiet_count].iter().sum::<f64>() / quiet_count as f64;
    Some(db_from_power((voiced_power - noise_power).max(1e-12) / noise_power))
}

fn voiced_powers(f0: &F0Track, level_dbfs: &[f32]) -> impl Iterator<Item = f64> {
    f0.voiced
        .iter()
        .zip(level_dbfs)
        .filter(|(voiced, _)| **voiced)
        .map(|(_, &level)| power_from_db(level))
}

fn power_from_db(level_dbfs: f32) -> f64 {
    libm::exp10(f64::from(level_dbfs) / 10.0)
}

fn mean_power(powers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = powers.fold((0.0, 0), |(sum, count), p| (sum + p, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
