//! From a decoded recording to one clean channel.
//!
//! 1. Each channel loses its mean (a DC offset); what is not a number, of which `ingest` leaves nothing, becomes 0.
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
/// Power of a channel that holds nothing: −70 dBFS.
const SILENT_POWER: f64 = 1e-7;
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

/// What [`centre`] found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Centring {
    notes: Vec<String>,
    offset: f64,
}

/// Reduces any number of channels to one: [`centre`], then [`reduce`].
pub fn to_mono(mut channels: Vec<Vec<f32>>) -> Conditioned {
    let centring = centre(&mut channels);
    reduce(channels, centring)
}

/// Makes every sample finite and takes its offset from every channel.
pub fn centre(channels: &mut [Vec<f32>]) -> Centring {
    let mut centring = Centring::default();
    let limit = f64::from(f32::MAX);
    for channel in channels {
        let mean = channel.iter().map(|&x| finite(x)).sum::<f64>() / channel.len().max(1) as f64;
        for sample in channel.iter_mut() {
            *sample = (finite(*sample) - mean).clamp(-limit, limit) as f32;
        }
        if mean.abs() > centring.offset.abs() {
            centring.offset = mean;
        }
    }
    if centring.offset.abs() >= REMARKABLE_OFFSET {
        centring
            .notes
            .push(format!("DC offset of {:.2} removed", centring.offset));
    }
    centring
}

/// One channel of those that were centred. No more memory than theirs and that of the one channel is held.
pub fn reduce(mut channels: Vec<Vec<f32>>, centring: Centring) -> Conditioned {
    let Centring { mut notes, offset } = centring;
    let powers: Vec<f64> = channels.iter().map(|channel| power(channel)).collect();
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

    let averaged = (kept.len() > 1).then(|| average(&channels, &kept));
    let channel_power = kept.iter().map(|&c| powers[c]).sum::<f64>() / kept.len().max(1) as f64;
    let mono = match averaged {
        Some(mono) if db_from_power(power(&mono) / channel_power) >= CANCELLED_DB => mono,
        cancelled => {
            if cancelled.is_some() {
                notes.push(format!(
                    "antiphase channels: {} kept",
                    channel_name(loudest, channels.len())
                ));
            }
            let len = longest(&channels);
            let mut mono = channels.swap_remove(loudest);
            mono.resize(len, 0.0);
            mono
        }
    };
    Conditioned { mono, notes, offset }
}

/// The loudest channel. Rumble is often louder than the voice, by any measure: the low-frequency channel is it only where
/// the others hold nothing.
fn loudest_of(powers: &[f64]) -> Option<usize> {
    let louder = |&a: &usize, &b: &usize| powers[a].total_cmp(&powers[b]).then(b.cmp(&a));
    let loudest = (0..powers.len()).max_by(louder)?;
    if powers.len() < 6 || loudest != LOW_FREQUENCY_CHANNEL {
        return Some(loudest);
    }
    let other = (0..powers.len())
        .filter(|&c| c != LOW_FREQUENCY_CHANNEL)
        .max_by(louder)?;
    Some(if powers[other] > SILENT_POWER { other } else { loudest })
}

/// The power of a silent channel against the loudest.
fn silent_share() -> f64 {
    gain_from_db(SILENT_CHANNEL_DB).powi(2)
}

/// A sample, or 0 where it is not a number.
fn finite(sample: f32) -> f64 {
    if sample.is_finite() { f64::from(sample) } else { 0.0 }
}

fn power(channel: &[f32]) -> f64 {
    channel.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / channel.len().max(1) as f64
}

fn longest(channels: &[Vec<f32>]) -> usize {
    channels.iter().map(Vec::len).max().unwrap_or(0)
}

fn average(channels: &[Vec<f32>], kept: &[usize]) -> Vec<f32> {
    // A block at a time: sums of a whole recording take twice the memory of what comes of them.
    const BLOCK: usize = 4096;
    let len = longest(channels);
    let mut mono = Vec::with_capacity(len);
    for start in (0..len).step_by(BLOCK) {
        let mut sum = [0.0_f64; BLOCK];
        for &c in kept {
            let channel = channels[c].get(start..).unwrap_or_default();
            for (s, &x) in sum.iter_mut().zip(channel) {
                *s += f64::from(x);
            }
        }
        let block = &sum[..BLOCK.min(len - start)];
        mono.extend(block.iter().map(|&s| (s / kept.len() as f64) as f32));
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
        power(samples).sqrt()
    }

    #[test]
    fn one_good_channel_passes_unchanged() {
        let voice = tone(0.5, 44);
        let conditioned = to_mono(vec![voice.clone()]);
        assert!(conditioned.notes.is_empty());
        for (out, x) in conditioned.mono.iter().zip(&voice) {
            assert!((out - x).abs() < 1e-7);
        }
    }

    #[test]
    fn an_offset_goes_and_is_told() {
        let shifted: Vec<f32> = tone(0.5, 44).iter().map(|x| x + 0.12).collect();
        let conditioned = to_mono(vec![shifted]);
        assert_eq!(conditioned.notes, ["DC offset of 0.12 removed"]);
        let sum: f64 = conditioned.mono.iter().map(|&x| f64::from(x)).sum();
        assert!((sum / 4800.0).abs() < 1e-7);
    }

    #[test]
    fn a_one_sided_recording_keeps_its_level() {
        let conditioned = to_mono(vec![vec![0.0; 4800], tone(0.5, 44)]);
        assert_eq!(conditioned.notes, ["one silent channel"]);
        assert!((rms(&conditioned.mono) - 0.5 / 2.0_f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn antiphase_channels_do_not_cancel() {
        let left = tone(0.5, 44);
        let right: Vec<f32> = left.iter().map(|x| -0.9 * x).collect();
        let conditioned = to_mono(vec![left.clone(), right]);
        assert_eq!(conditioned.notes, ["antiphase channels: left kept"]);
        assert!((rms(&conditioned.mono) - rms(&left)).abs() < 1e-6);
    }

    #[test]
    fn strangers_are_averaged() {
        let conditioned = to_mono(vec![tone(0.5, 44), tone(0.5, 61)]);
        assert!(conditioned.notes.is_empty());
        assert!((rms(&conditioned.mono) - 0.25).abs() < 1e-6);
    }

    #[test]
    fn surround_ignores_the_low_frequency_channel() {
        let voice = tone(0.5, 44);
        let rumble = tone(0.9, 3);
        let mut channels = vec![vec![0.0; 4800]; 6];
        channels[2] = voice.clone();
        for gain in [0.5, 1.1, 40.0] {
            channels[3] = rumble.iter().map(|x| x * gain).collect();
            let conditioned = to_mono(channels.clone());
            assert_eq!(conditioned.notes, ["4 silent channels"], "{gain}");
            assert!((rms(&conditioned.mono) - rms(&voice)).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_not_a_number_becomes_silence() {
        let conditioned = to_mono(vec![vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0]]);
        assert_eq!(conditioned.mono, [0.0; 4]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(to_mono(vec![]), Conditioned::default());
        assert_eq!(to_mono(vec![vec![], vec![]]).mono, Vec::<f32>::new());
        assert_eq!(to_mono(vec![vec![0.0; 3], vec![0.0; 3]]).mono, [0.0; 3]);
    }

    proptest! {
        #[test]
        fn always_finite_and_as_long_as_the_longest(
            channels in proptest::collection::vec(proptest::collection::vec(proptest::num::f32::ANY, 0..40), 0..8),
        ) {
            let longest = channels.iter().map(Vec::len).max().unwrap_or(0);
            let conditioned = to_mono(channels);
            prop_assert_eq!(conditioned.mono.len(), longest);
            prop_assert!(conditioned.mono.iter().all(|x| x.is_finite()));
        }
    }
}
