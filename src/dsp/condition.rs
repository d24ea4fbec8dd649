//! From a decoded recording to one clean channel.
//!
//! 1. What is not a number becomes 0; each channel loses its mean (a DC offset).
//! 2. Channels 30 dB under the loudest are dropped: a one-sided recording, a dead centre speaker. The low-frequency
//!    channel of a 5.1 recording (the fourth) never carries a voice and is dropped too.
//! 3. The rest are averaged, unless they cancel: the average of two like voices keeps their level, that of two
//!    strangers loses 3 dB, that of a voice and its inversion loses all. More than 6 dB down (a correlation under
//!    −0.5), the loudest channel alone is kept.
//!
//! Any lengths and any values are accepted; a channel shorter than the longest counts as silent after its end.

use super::decibels::{db_from_power, gain_from_db};

/// A channel this far under the loudest carries nothing that the loudest lacks.
const SILENT_CHANNEL_DB: f64 = -30.0;
/// An average this far under its channels is a cancellation.
const CANCELLED_DB: f64 = -6.0;
/// Offsets under this share of full scale are every converter's own and are removed without a word.
const REMARKABLE_OFFSET: f64 = 0.005;
/// Channel of a 5.1 recording (order of WAVE and of Symphonia) that holds low-frequency effects.
const LOW_FREQUENCY_CHANNEL: usize = 3;

/// One channel, and what had to be done to get it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conditioned {
    /// Finite samples without offset.
    pub mono: Vec<f32>,
    /// Remarks for a person, each a sentence fragment; empty for an ordinary recording.
    pub notes: Vec<String>,
    /// The greatest offset of any channel, full scale ±1.
    pub offset: f64,
}

/// Reduces any number of channels to one.
pub fn to_mono(channels: &[Vec<f32>]) -> Conditioned {
    let mut notes = Vec::new();
    let len = channels.iter().map(Vec::len).max().unwrap_or(0);

    let invalid_count: usize = channels.iter().flatten().filter(|x| !x.is_finite()).count();
    if invalid_count > 0 {
        notes.push(format!(
            "{} {} not numbers",
            invalid_count,
            plural(invalid_count, "sample was", "samples were")
        ));
    }

    let means: Vec<f64> = channels.iter().map(|channel| mean(channel)).collect();
    let worst_offset = means
        .iter()
        .copied()
        .fold(0.0, |worst: f64, m| if m.abs() > worst.abs() { m } else { worst });
    if worst_offset.abs() >= REMARKABLE_OFFSET {
        notes.push(format!("DC offset of {worst_offset:.2} removed"));
    }

    let powers: Vec<f64> = channels
        .iter()
        .zip(&means)
        .map(|(channel, &m)| power(channel, m))
        .collect();
    let Some(loudest) = loudest_of(&powers) else {
        return Conditioned::default();
    };
    let least_power = powers[loudest] * silent_share();
    let kept: Vec<usize> = (0..channels.len())
        .filter(|&c| powers[c] > 0.0 && powers[c] >= least_power)
        .filter(|&c| c == loudest || channels.len() < 6 || c != LOW_FREQUENCY_CHANNEL)
        .collect();
    let dropped_count = (0..channels.len())
        .filter(|&c| powers[loudest] > 0.0 && powers[c] < least_power)
        .count();
    match dropped_count {
        0 => {}
        1 => notes.push("one silent channel".to_owned()),
        n => notes.push(format!("{n} silent channels")),
    }

    let mut mono = average(channels, &means, &kept, len);
    if kept.len() > 1 {
        let channel_power = kept.iter().map(|&c| powers[c]).sum::<f64>() / kept.len() as f64;
        if db_from_power(power(&mono, 0.0) / channel_power) < CANCELLED_DB {
            notes.push(format!(
                "antiphase channels: {} kept",
                channel_name(loudest, channels.len())
            ));
            mono = average(channels, &means, &[loudest], len);
        }
    }
    Conditioned {
        mono,
        notes,
        offset: worst_offset,
    }
}

/// The loudest channel. Rumble is often louder than the voice: the low-frequency channel is it only where the others are
/// silent beside it.
fn loudest_of(powers: &[f64]) -> Option<usize> {
    let louder = |&a: &usize, &b: &usize| powers[a].total_cmp(&powers[b]).then(b.cmp(&a));
    let loudest = (0..powers.len()).max_by(louder)?;
    if powers.len() < 6 || loudest != LOW_FREQUENCY_CHANNEL {
        return Some(loudest);
    }
    let other = (0..powers.len())
        .filter(|&c| c != LOW_FREQUENCY_CHANNEL)
        .max_by(louder)?;
    let sounds = powers[other] > powers[loudest] * silent_share();
    Some(if sounds { other } else { loudest })
}

/// The power of a silent channel against the loudest.
fn silent_share() -> f64 {
    gain_from_db(SILENT_CHANNEL_DB).powi(2)
}

/// A sample, or 0 where it is not a number.
fn finite(sample: f32) -> f64 {
    if sample.is_finite() { f64::from(sample) } else { 0.0 }
}

/// A channel's finite samples without its offset.
pub(super) fn centred(channel: &[f32]) -> Vec<f32> {
    let mean = mean(channel);
    let limit = f64::from(f32::MAX);
    let centred = channel.iter().map(|&x| (finite(x) - mean).clamp(-limit, limit) as f32);
    centred.collect()
}

fn mean(channel: &[f32]) -> f64 {
    channel.iter().map(|&x| finite(x)).sum::<f64>() / channel.len().max(1) as f64
}

fn power(channel: &[f32], mean: f64) -> f64 {
    channel.iter().map(|&x| (finite(x) - mean).powi(2)).sum::<f64>() / channel.len().max(1) as f64
}

fn average(channels: &[Vec<f32>], means: &[f64], kept: &[usize], len: usize) -> Vec<f32> {
    // A block at a time: sums of a whole recording take twice the memory of what comes of them.
    const BLOCK: usize = 4096;
    let limit = f64::from(f32::MAX);
    let mut mono = Vec::with_capacity(len);
    for start in (0..len).step_by(BLOCK) {
        let mut sum = [0.0_f64; BLOCK];
        for &c in kept {
            let channel = channels[c].get(start..).unwrap_or_default();
            for (s, &x) in sum.iter_mut().zip(channel) {
                *s += finite(x) - means[c];
            }
        }
        let block = &sum[..BLOCK.min(len - start)];
        mono.extend(
            block
                .iter()
                .map(|&s| (s / kept.len().max(1) as f64).clamp(-limit, limit) as f32),
        );
    }
    mono
}

fn channel_name(index: usize, count: usize) -> String {
    match (count, index) {
        (2, 0) => "left".to_owned(),
        (2, _) => "right".to_owned(),
        _ => format!("channel {}", index + 1),
    }
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tone(amplitude: f32, cycles: usize) -> Vec<f32> {
        (0..4800)
            .map(|n| amplitude * (std::f64::consts::TAU * (cycles * n) as f64 / 4800.0).sin() as f32)
            .collect()
    }

    fn rms(samples: &[f32]) -> f64 {
        power(samples, 0.0).sqrt()
    }

    #[test]
    fn one_good_channel_passes_unchanged() {
        let voice = tone(0.5, 44);
        let conditioned = to_mono(std::slice::from_ref(&voice));
        assert!(conditioned.notes.is_empty());
        for (out, x) in conditioned.mono.iter().zip(&voice) {
            assert!((out - x).abs() < 1e-7);
        }
    }

    #[test]
    fn an_offset_goes_and_is_told() {
        let shifted: Vec<f32> = tone(0.5, 44).iter().map(|x| x + 0.12).collect();
        let conditioned = to_mono(&[shifted]);
        assert_eq!(conditioned.notes, ["DC offset of 0.12 removed"]);
        assert!(mean(&conditioned.mono).abs() < 1e-7);
    }

    #[test]
    fn a_one_sided_recording_keeps_its_level() {
        let conditioned = to_mono(&[vec![0.0; 4800], tone(0.5, 44)]);
        assert_eq!(conditioned.notes, ["one silent channel"]);
        assert!((rms(&conditioned.mono) - 0.5 / 2.0_f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn antiphase_channels_do_not_cancel() {
        let left = tone(0.5, 44);
        let right: Vec<f32> = left.iter().map(|x| -0.9 * x).collect();
        let conditioned = to_mono(&[left.clone(), right]);
        assert_eq!(conditioned.notes, ["antiphase channels: left kept"]);
        assert!((rms(&conditioned.mono) - rms(&left)).abs() < 1e-6);
    }

    #[test]
    fn strangers_are_averaged() {
        let conditioned = to_mono(&[tone(0.5, 44), tone(0.5, 61)]);
        assert!(conditioned.notes.is_empty());
        assert!((rms(&conditioned.mono) - 0.25).abs() < 1e-6);
    }

    #[test]
    fn surround_ignores_the_low_frequency_channel() {
        let voice = tone(0.5, 44);
        let rumble = tone(0.9, 3);
        let mut channels = vec![vec![0.0; 4800]; 6];
        channels[2] = voice.clone();
        for gain in [0.5, 1.1] {
            channels[3] = rumble.iter().map(|x| x * gain).collect();
            let conditioned = to_mono(&channels);
            assert_eq!(conditioned.notes, ["4 silent channels"]);
            assert!((rms(&conditioned.mono) - rms(&voice)).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_not_a_number_becomes_silence() {
        let conditioned = to_mono(&[vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0]]);
        assert_eq!(conditioned.notes, ["3 samples were not numbers"]);
        assert_eq!(conditioned.mono, [0.0; 4]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(to_mono(&[]), Conditioned::default());
        assert_eq!(to_mono(&[vec![], vec![]]).mono, Vec::<f32>::new());
        assert_eq!(to_mono(&[vec![0.0; 3], vec![0.0; 3]]).mono, [0.0; 3]);
    }

    proptest! {
        #[test]
        fn always_finite_and_as_long_as_the_longest(
            channels in proptest::collection::vec(proptest::collection::vec(proptest::num::f32::ANY, 0..40), 0..8),
        ) {
            let longest = channels.iter().map(Vec::len).max().unwrap_or(0);
            let conditioned = to_mono(&channels);
            prop_assert_eq!(conditioned.mono.len(), longest);
            prop_assert!(conditioned.mono.iter().all(|x| x.is_finite()));
        }
    }
}
