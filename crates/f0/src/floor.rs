//! The noise under the voice.
//!
//! Every 40 ms the power of each cell of the logarithmic axis is noted; the tenth part of the moments in which a cell is
//! quietest are the singer's rests, consonants, and the times at which no harmonic lies there. (After the idea of minimum
//! statistics, R. Martin 2001; offline, one quantile of the whole take does.)
//!
//! The deciles are averaged over five eighths of an octave either way, so that a lasting bass drone in the room counts as
//! noise, but the average may not exceed eight times their lower quartile there: a tone that lasts for the whole take
//! would else hide in its own floor.

use super::HOP_SAMPLES;
use super::spectrum::Spectrum;

/// Frames between two moments: 40 ms.
const STEP_FRAMES: usize = 4;
/// Most moments that are noted: longer takes are looked at more rarely, so that memory stays bounded (4 MB).
const MOST_MOMENTS: usize = 3000;
/// Share of the moments that are noise.
pub(super) const QUIET_SHARE: f64 = 0.1;
/// Cells to either side over which the floor is smoothed.
const SMOOTHING_CELLS: usize = 30;
/// Most by which the smoothed floor exceeds the lower quartile of what it was smoothed from: 9 dB.
const MOST_OVER_QUARTILE: f32 = 8.0;

/// Power of the noise in each cell of the logarithmic axis.
pub(super) fn learn(spectrum: &mut Spectrum, samples: &[f32], frames: usize) -> Vec<f32> {
    let step = STEP_FRAMES.max(frames.div_ceil(MOST_MOMENTS));
    let cells = spectrum.log_axis().len();
    let moments = frames.div_ceil(step);
    let mut noted = vec![0.0_f32; cells * moments];
    for moment in 0..moments {
        spectrum.analyse(samples, moment * step * HOP_SAMPLES);
        for (cell, &power) in spectrum.log_axis().iter().enumerate() {
            noted[cell * moments + moment] = power;
        }
    }
    let deciles: Vec<f32> = noted
        .chunks_exact_mut(moments)
        .map(|powers| quantile(powers, QUIET_SHARE))
        .collect();
    let mut smooth = vec![0.0; cells];
    smoothe(&deciles, &mut smooth);
    smooth
}

/// The deciles averaged over their neighbours, within bounds.
pub(super) fn smoothe(deciles: &[f32], smooth: &mut [f32]) {
    let mut near = [0.0; 2 * SMOOTHING_CELLS + 1];
    for (cell, smooth) in smooth.iter_mut().enumerate() {
        let end = (cell + SMOOTHING_CELLS + 1).min(deciles.len());
        let neighbours = &deciles[cell.saturating_sub(SMOOTHING_CELLS)..end];
        let near = &mut near[..neighbours.len()];
        near.copy_from_slice(neighbours);
        let mean = near.iter().sum::<f32>() / near.len() as f32;
        *smooth = mean.min(MOST_OVER_QUARTILE * quantile(near, 0.25));
    }
}

/// The value that this share of the others lies under; reorders.
pub(super) fn quantile(values: &mut [f32], share: f64) -> f32 {
    let rank = ((values.len() - 1) as f64 * share) as usize;
    *values.select_nth_unstable_by(rank, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::super::spectrum::cell_of;
    use super::*;

    fn tone(n: usize, hz: f64) -> f32 {
        (std::f64::consts::TAU * hz * n as f64 / 16_000.0).sin() as f32
    }

    #[test]
    fn what_sounds_now_and_then_is_not_noise_and_what_lasts_is() {
        // A hiss of −60 dB throughout; a tone that rests for a third of the time.
        let samples: Vec<f32> = (0..48_000_usize)
            .map(|n| {
                let hiss = ((n * n * 7919 + n * 104_729) % 2003) as f32 / 1001.5 - 1.0;
                let voice = if n % 6000 < 4000 { tone(n, 700.0) } else { 0.0 };
                0.001 * hiss + voice
            })
            .collect();
        let mut spectrum = Spectrum::new();
        let floor = learn(&mut spectrum, &samples, 301);
        // Variance of the hiss is a third, power of the window 384: the mean of the noise's power per bin.
        let mean_noise = 1e-6 / 3.0 * 384.0;
        for hz in [100.0, 700.0, 3000.0] {
            let ratio = floor[cell_of(hz) as usize] / mean_noise;
            assert!((0.03..2.0).contains(&ratio), "{hz} Hz: {ratio}");
        }
    }

    #[test]
    fn a_tone_that_never_rests_stays_over_its_floor() {
        let samples: Vec<f32> = (0..32_000).map(|n| tone(n, 400.0)).collect();
        let mut spectrum = Spectrum::new();
        let floor = learn(&mut spectrum, &samples, 201);
        spectrum.analyse(&samples, 16_000);
        let cell = cell_of(400.0).round() as usize;
        assert!(spectrum.log_axis()[cell] > 100.0 * floor[cell]);
    }

    #[test]
    fn long_takes_stay_within_the_memory_bound() {
        let samples = vec![0.1; 160 * 30_000];
        assert!(
            learn(&mut Spectrum::new(), &samples, 30_001)
                .iter()
                .all(|n| n.is_finite())
        );
    }
}
