//! Clipping: flat runs at the recording's own extremes.
//!
//! A converter or program that runs out of numbers holds its highest value for some samples; if the recording was made
//! quieter later, the flat runs are still there, at a lower level. A run counts where at least three samples in a row
//! stay within a tolerance t of the channel's highest (or lowest) value **and** the sample before or after them lies
//! well below. A crest that is merely round does not do that: near its top x ≈ peak − c n², a run of k samples inside t
//! has c ≈ 4 t / k², and its neighbour lies (k/2 + 1)² c = (1 + 2/k)² t below the peak. Quantisation adds up to t.
//!
//! Clipping that went through a lossy codec afterwards is no longer flat and is not seen here.

use std::ops::Range;

/// Tolerance as a share of the extreme: −80 dB.
const RELATIVE_TOLERANCE: f32 = 1e-4;
/// Tolerance of one step of 16-bit audio: a quantised crest is flat within it.
const QUANTISATION_STEP: f32 = 1.0 / 32_768.0;
/// Fewest samples in a flat run.
const LEAST_RUN_SAMPLES: usize = 3;
/// What quantisation adds to the natural step beside a run, in tolerances, and a little more.
const QUANTISED_STEP_TOLERANCES: f32 = 1.25;

/// Share of samples in flat runs at an extreme, 0–1, of the channel that has most of them.
pub(super) fn clipped_share(channels: &[&[f32]]) -> f64 {
    channels
        .iter()
        .map(|channel| clipped_share_of(channel))
        .fold(0.0, f64::max)
}

fn clipped_share_of(channel: &[f32]) -> f64 {
    let mut clipped = 0;
    for_flat_runs(channel, |run| clipped += run.len());
    clipped as f64 / channel.len().max(1) as f64
}

/// Every flat run of a channel, in order.
pub fn flat_runs(channel: &[f32]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    for_flat_runs(channel, |run| runs.push(run));
    runs.sort_by_key(|run| run.start);
    runs
}

/// Flat runs at the highest value, then those at the lowest.
fn for_flat_runs(channel: &[f32], mut visit: impl FnMut(Range<usize>)) {
    let highest = channel.iter().copied().fold(0.0, f32::max);
    let lowest = channel.iter().copied().fold(0.0, f32::min);
    flat_runs_at(channel.iter().copied(), highest, &mut visit);
    flat_runs_at(channel.iter().map(|x| -x), -lowest, &mut visit);
}

fn flat_runs_at(samples: impl Iterator<Item = f32>, extreme: f32, visit: &mut impl FnMut(Range<usize>)) {
    if extreme <= 0.0 {
        return;
    }
    let tolerance = extreme * RELATIVE_TOLERANCE + QUANTISATION_STEP;
    let (mut run, mut largest_step) = (0, 0.0_f32);
    let mut previous = extreme;
    // A last sample far away closes a run at the end, without being a step of its own.
    for (n, x) in samples.map(Some).chain([None]).enumerate() {
        let inside = x.is_some_and(|x| x >= extreme - tolerance);
        if inside {
            if run == 0 {
                largest_step = extreme - previous;
            }
            run += 1;
        } else if run > 0 {
            largest_step = largest_step.max(x.map_or(0.0, |x| extreme - x));
            let natural_step = (1.0 + 2.0 / run as f32).powi(2) + QUANTISED_STEP_TOLERANCES;
            if run >= LEAST_RUN_SAMPLES && largest_step > natural_step * tolerance {
                visit(n - run..n);
            }
            run = 0;
        }
        previous = x.unwrap_or(extreme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f64, hz: f64) -> Vec<f32> {
        (0..48_000)
            .map(|n| (amplitude * (std::f64::consts::TAU * hz * n as f64 / 48_000.0).sin()) as f32)
            .collect()
    }

    fn in_16_bits(samples: &[f32]) -> Vec<f32> {
        samples.iter().map(|x| (x * 32_767.0).round() / 32_768.0).collect()
    }

    #[test]
    fn no_sine_is_clipped_however_it_is_stored() {
        for hz in [20.0, 55.0, 100.0, 440.0, 1000.0, 6000.0, 8000.0, 12_000.0] {
            for amplitude in [1.0, 0.5, 0.01, 0.001, 0.0001] {
                let clean = sine(amplitude, hz);
                assert_eq!(clipped_share(&[&clean]), 0.0, "{hz} Hz at {amplitude}");
                assert_eq!(
                    clipped_share(&[&in_16_bits(&clean)]),
                    0.0,
                    "{hz} Hz at {amplitude}, 16 bit"
                );
            }
        }
    }

    #[test]
    fn the_share_of_a_clipped_sine_is_known_at_any_level() {
        // |sin| exceeds 1/√2 for half of the time.
        let expected = 0.5;
        for later_gain in [1.0_f32, 0.25, 0.01] {
            let limit = std::f32::consts::FRAC_1_SQRT_2;
            let clipped: Vec<f32> = sine(1.0, 100.0)
                .iter()
                .map(|x| x.clamp(-limit, limit) * later_gain)
                .collect();
            for stored in [clipped.clone(), in_16_bits(&clipped)] {
                let share = clipped_share(&[&stored]);
                assert!((share - expected).abs() < 0.01, "gain {later_gain}: {share}");
            }
        }
    }

    #[test]
    fn one_side_alone_and_the_worst_channel() {
        let clipped: Vec<f32> = sine(1.0, 100.0).iter().map(|x| x.min(0.5) + 0.1).collect();
        let share = clipped_share(&[&sine(0.5, 100.0), &clipped]);
        assert!((share - 1.0 / 3.0).abs() < 0.01, "{share}");
    }

    #[test]
    fn runs_stand_where_they_are() {
        let mut channel = sine(0.3, 100.0);
        channel[1000..1010].fill(0.8);
        channel[500..505].fill(-0.9);
        assert_eq!(flat_runs(&channel), [500..505, 1000..1010]);
    }

    #[test]
    fn silence_constants_and_nothing() {
        assert_eq!(clipped_share(&[]), 0.0);
        assert_eq!(clipped_share(&[&[]]), 0.0);
        assert_eq!(clipped_share(&[&[0.0; 100]]), 0.0);
        assert_eq!(clipped_share(&[&[0.7; 100]]), 0.0);
        assert_eq!(clipped_share(&[&[f32::MAX, f32::MIN]]), 0.0);
    }
}
