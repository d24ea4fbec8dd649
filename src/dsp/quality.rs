//! Noise, level and damage of one take.
//!
//! [`measure`] gathers what `model::features::Quality` holds; each figure has its own file.

mod bandwidth;
mod clipping;
pub mod dropouts;
mod noise;
mod tone;

pub use clipping::flat_runs;

use super::condition::Conditioned;
use super::decibels::{SILENCE_DB, rms_dbfs};
use super::loudness;
use crate::model::f0::F0Track;
use crate::model::features::Quality;

/// Samples of the 16 kHz analysis signal in one frame.
const HOP_SAMPLES: usize = 160;
/// No more than this of one dropout counts, seconds: recorders lose buffers, and a longer gap may be a rest that a gate or an
/// editor has cut.
const MOST_COUNTED_S: f64 = 0.25;
/// Slices of [`overview`].
const OVERVIEW_SLICES: usize = 600;

/// What only the single channels tell: after them comes their average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    true_peak_dbtp: Option<f64>,
    clipped_share: f64,
}

/// Measures the extremes of channels without offset.
pub fn extremes(channels: &[Vec<f32>], rate_hz: u32) -> Extremes {
    let channels: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    Extremes {
        true_peak_dbtp: loudness::true_peak_dbtp(&channels, rate_hz),
        clipped_share: clipping::clipped_share(&channels),
    }
}

/// Measures a take. `extremes` were measured on the channels of which `conditioned` was made; that is at `rate_hz`, `analysis`
/// is the same at 16 kHz; `f0` and `level_dbfs` were measured on it.
pub fn measure(
    extremes: Extremes,
    conditioned: &Conditioned,
    rate_hz: u32,
    analysis: &[f32],
    f0: &F0Track,
    level_dbfs: &[f32],
) -> Quality {
    let mono = conditioned.mono.as_slice();
    let steady_tone_hz = tone::steady_tone_hz(analysis);
    // A computed tone repeats itself sample for sample; it has a name of its own.
    let dropouts = match steady_tone_hz {
        Some(_) => Vec::new(),
        None => dropouts::find(mono, rate_hz),
    };
    let most = (MOST_COUNTED_S * f64::from(rate_hz)) as usize;
    let dropped: usize = dropouts.iter().map(|dropout| dropout.samples.len().min(most)).sum();
    Quality {
        loudness_lufs: loudness::integrated_lufs(&[mono], rate_hz),
        true_peak_dbtp: extremes.true_peak_dbtp,
        voice_dbfs: noise::voice_dbfs(f0, level_dbfs),
        snr_db: noise::snr_db(f0, level_dbfs, analysis),
        bandwidth_hz: bandwidth::bandwidth_hz(mono, rate_hz),
        clipped_share: extremes.clipped_share,
        dc_offset: conditioned.offset,
        dropouts: dropouts.len() as u32,
        dropout_share: dropped as f64 / mono.len().max(1) as f64,
        steady_tone_hz,
        misstated_rate_hz: None,
    }
}

/// Root-mean-square level of the 20 ms round the centre of each 10 ms frame, dBFS, at least −120.
pub fn frame_levels_dbfs(analysis: &[f32], frames: usize) -> Vec<f32> {
    (0..frames)
        .map(|i| {
            let centre = i * HOP_SAMPLES;
            let end = (centre + HOP_SAMPLES).min(analysis.len());
            let start = centre.saturating_sub(HOP_SAMPLES).min(end);
            rms_dbfs(&analysis[start..end]).max(SILENCE_DB) as f32
        })
        .collect()
}

/// Loudest |sample| of each of 600 equal slices, 0–255 for 0–full scale; one slice a sample where there are fewer.
pub fn overview(mono: &[f32]) -> Vec<u8> {
    let slices = OVERVIEW_SLICES.min(mono.len());
    (0..slices)
        .map(|i| {
            let slice = &mono[i * mono.len() / slices..(i + 1) * mono.len() / slices];
            let peak = slice.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
            (peak.min(1.0) * 255.0).round() as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dsp::condition::{centre, reduce};
    use crate::dsp::f0;

    #[test]
    fn levels_of_a_steady_tone_and_of_silence() {
        let tone: Vec<f32> = (0..16_000).map(|n| 0.5 * (n as f32 * 0.3).sin()).collect();
        let levels = frame_levels_dbfs(&tone, 101);
        assert!(levels.iter().all(|l| (l + 9.03).abs() < 0.3), "{levels:?}");
        assert_eq!(frame_levels_dbfs(&[], 1), [-120.0]);
    }

    #[test]
    fn overview_shows_the_peaks() {
        let mut samples = vec![0.0; 60_000];
        samples[150] = -0.5;
        samples[59_999] = 2.0;
        let shown = overview(&samples);
        assert_eq!(shown.len(), 600);
        assert_eq!((shown[1], shown[599], shown[2]), (128, 255, 0));
        assert_eq!(overview(&[]), Vec::<u8>::new());
        assert_eq!(overview(&[1.0, 0.0, 1.0]), [255, 0, 255]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_recording_gives_numbers_or_nothing(
            channels in proptest::collection::vec(proptest::collection::vec(proptest::num::f32::ANY, 0..3000), 0..3),
            rate_hz in prop_oneof![Just(8000_u32), Just(16_000), Just(44_100), Just(192_000)],
        ) {
            let mut channels = channels;
            let centring = centre(&mut channels);
            let extremes = extremes(&channels, rate_hz);
            let conditioned = reduce(channels, centring);
            let mono = &conditioned.mono;
            let f0 = f0::track(mono);
            let levels = frame_levels_dbfs(mono, f0.len());
            prop_assert!(levels.iter().all(|level| level.is_finite() && *level >= -120.0));
            let quality = measure(extremes, &conditioned, rate_hz, mono, &f0, &levels);
            let figures = [
                quality.loudness_lufs,
                quality.true_peak_dbtp,
                quality.voice_dbfs,
                quality.snr_db,
                quality.bandwidth_hz,
                Some(quality.clipped_share),
                Some(quality.dc_offset),
                Some(quality.dropout_share),
                quality.steady_tone_hz,
            ];
            prop_assert!(figures.iter().flatten().all(|figure| figure.is_finite()), "{:?}", quality);
            prop_assert!((0.0..=1.0).contains(&quality.clipped_share));
            prop_assert_eq!(overview(mono).len(), mono.len().min(600));
        }
    }
}
