//! Dropouts: pieces of a recording that are missing, and pieces that stand in it twice.
//!
//! A recorder whose buffers ran empty wrote zeros, held its last sample, or wrote an old buffer again. A singer can do none
//! of that, but much of what a singer does looks like it: a stop consonant is silent, a quiet 8-bit rest is all zeros, a
//! clipped crest is flat, two periods of a held vowel are nearly alike. What tells them apart:
//!
//! 1. A *held* stretch is one value for 2.5 ms or more, with sound on both sides of at least 16 quantisation steps and
//!    no more than 26 dB under the loud parts. (The crest of a 55 Hz tone of that level is flat for 1.7 ms.) Flat runs at the
//!    extremes of the recording are clipping.
//! 2. A *hole* is where the first difference of the signal, whose level no offset disturbs, falls by 25 dB within 4 ms,
//!    stays down for 8 ms or more, and is back by 25 dB within 2 ms, with sustained sound no more than 16 dB under the loud
//!    parts on both sides. A voice ends more slowly than that or begins more slowly, and more so in a room. This finds held
//!    stretches after a lossy codec, which smears their edges and fills them with noise at −30 dB: of gaps of 30 ms, all
//!    after Opus at 64 kbit/s, nine tenths after AAC and Vorbis, half and more after MP3, a third after Opus at 24 kbit/s;
//!    and none where there is none, in 20 minutes of real singing.
//! 3. A *repeat* is a stretch that equals, sample for sample, one at most half a second before: 96 samples or more, and
//!    more the fewer quantisation steps the sound has, so that chance is ruled out even in 8 bits. Beyond eight periods it
//!    is a computed tone and not a stuck buffer. A lossy codec makes copies unlike; repeats are not found after one.
//!
//! Cost: linear, two passes over the samples; some 10 ms for a minute at 48 kHz.

use std::ops::Range;

/// What is wrong with a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DropoutKind {
    /// Nothing where sound should be.
    Gap,
    /// The same as a moment before.
    Repeat,
}

/// A damaged stretch, in samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropout {
    /// What is wrong with it.
    pub kind: DropoutKind,
    /// Where it is.
    pub samples: Range<usize>,
}

/// Shortest stretch of one value, seconds.
const LEAST_HELD_S: f64 = 0.0025;
/// Sound beside a held stretch, in quantisation steps (RMS).
const LEAST_STEPS: f64 = 16.0;
/// Sound beside a held stretch against the loud parts of the recording: −26 dB, as a power.
const LEAST_BESIDE: f64 = 2.5e-3;
/// Sound beside a hole against the loud parts of the recording: −16 dB.
const LEAST_BESIDE_HOLE: f64 = 2.5e-2;
/// Time beside a dropout that is looked at, in windows of 1 ms.
const BESIDE_WINDOWS: usize = 8;
/// Share of the mean power that every window of sustained sound has: −20 dB.
const SUSTAINED: f64 = 1e-2;
/// Fall into a hole, and rise out of it: 25 dB.
const FALL: f64 = 3.2e-3;
/// What still counts as the hole: −20 dB.
const INSIDE: f64 = 1e-2;
/// Windows in which a level falls; they belong to neither side.
const FALL_WINDOWS: usize = 3;
/// Shortest hole, windows of 1 ms.
const LEAST_HOLE_WINDOWS: usize = 8;
/// Values this near the recording's extremes are clipped, not held.
const EXTREME_SHARE: f32 = 0.9;

/// Samples that are compared by their hash first.
const ANCHOR: usize = 32;
/// Fewest samples of a repeat.
const LEAST_REPEAT: usize = 96;
/// Fewest samples times quantisation steps (RMS) of a repeat: copies beyond chance.
const LEAST_REPEAT_STEPS: f64 = 16_384.0;
/// Longest way back to what is repeated, seconds.
const REPEAT_REACH_S: f64 = 0.5;
/// A stretch that goes on repeating for more periods than this is a computed tone.
const MOST_PERIODS: usize = 8;
/// Entries of the table of anchors.
const TABLE_LEN: usize = 1 << 16;

/// Every dropout of one channel, in order, none overlapping another.
pub fn find(mono: &[f32], rate_hz: u32) -> Vec<Dropout> {
    let windows = Windows::of(mono, rate_hz);
    let loud = windows.loud_power();
    if loud <= 0.0 {
        return Vec::new();
    }
    let step = quantisation_step(mono);
    let mut found = held(mono, rate_hz, step);
    found.extend(windows.holes(loud));
    found.extend(repeats(mono, rate_hz, step));
    found.sort_by_key(|dropout| (dropout.samples.start, dropout.kind));
    merged(found)
}

/// Joins what overlaps; the first kind names the whole.
fn merged(found: Vec<Dropout>) -> Vec<Dropout> {
    let mut merged: Vec<Dropout> = Vec::new();
    for dropout in found {
        match merged.last_mut() {
            Some(last) if dropout.samples.start < last.samples.end => {
                last.samples.end = last.samples.end.max(dropout.samples.end);
            }
            _ => merged.push(dropout),
        }
    }
    merged
}

/// The smallest step between two neighbours: that of the converter, where nothing processed the recording.
fn quantisation_step(mono: &[f32]) -> f64 {
    let steps = mono.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let smallest = steps.filter(|&step| step > 0.0).fold(f32::INFINITY, f32::min);
    if smallest.is_finite() { f64::from(smallest) } else { 0.0 }
}

/// Stretches of one value amid sound.
fn held(mono: &[f32], rate_hz: u32, step: f64) -> Vec<Dropout> {
    let least_len = ((LEAST_HELD_S * f64::from(rate_hz)) as usize).max(3);
    let beside_len = BESIDE_WINDOWS * rate_hz as usize / 1000;
    let highest = EXTREME_SHARE * mono.iter().copied().fold(0.0, f32::max);
    let lowest = EXTREME_SHARE * mono.iter().copied().fold(0.0, f32::min);
    let least_power = (loud_power(mono, rate_hz) * LEAST_BESIDE).max((LEAST_STEPS * step).powi(2));
    let mut found = Vec::new();
    let mut start = 0;
    for end in 1..=mono.len() {
        if end < mono.len() && mono[end] == mono[start] {
            continue;
        }
        let value = mono[start];
        let is_clipped = value > 0.0 && value >= highest || value < 0.0 && value <= lowest;
        if end - start >= least_len && !is_clipped {
            let before = &mono[start.saturating_sub(beside_len)..start];
            let after = &mono[end..(end + beside_len).min(mono.len())];
            let is_cut = |beside: &[f32]| beside.len() == beside_len && variance(beside) >= least_power;
            if is_cut(before) && is_cut(after) {
                found.push(Dropout {
                    kind: DropoutKind::Gap,
                    samples: start..end,
                });
            }
        }
        start = end;
    }
    found
}

/// Power of the loud parts: exceeded by a tenth of the stretches of 8 ms.
fn loud_power(mono: &[f32], rate_hz: u32) -> f64 {
    let len = (BESIDE_WINDOWS * rate_hz as usize / 1000).max(1);
    let mut powers: Vec<f64> = mono.chunks(len).map(variance).collect();
    exceeded_by_a_tenth(&mut powers)
}

fn exceeded_by_a_tenth(powers: &mut [f64]) -> f64 {
    if powers.is_empty() {
        return 0.0;
    }
    let rank = powers.len() - 1 - powers.len() / 10;
    *powers.select_nth_unstable_by(rank, f64::total_cmp).1
}

fn variance(samples: &[f32]) -> f64 {
    let count = samples.len().max(1) as f64;
    let mean = samples.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
    samples.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count
}

/// Power of the first difference in windows of 1 ms.
struct Windows {
    power: Vec<f64>,
    len: f64,
}

impl Windows {
    fn of(mono: &[f32], rate_hz: u32) -> Self {
        let len = f64::from(rate_hz) / 1000.0;
        let count = (mono.len() as f64 / len) as usize;
        let power = (0..count).map(|w| {
            let samples = &mono[(w as f64 * len) as usize..(((w + 1) as f64 * len) as usize + 1).min(mono.len())];
            let squares = samples.windows(2).map(|pair| f64::from(pair[1] - pair[0]).powi(2));
            squares.sum::<f64>() / (samples.len() - 1).max(1) as f64
        });
        Self {
            power: power.collect(),
            len,
        }
    }

    /// Exceeded by a tenth of the stretches of 8 ms.
    fn loud_power(&self) -> f64 {
        let mut powers: Vec<f64> = self.power.chunks(BESIDE_WINDOWS).map(mean).collect();
        exceeded_by_a_tenth(&mut powers)
    }

    /// Mean power of a stretch of sustained, loud sound; `None` if it is none.
    fn sustained(&self, windows: Range<usize>, loud: f64) -> Option<f64> {
        let powers = self.power.get(windows)?;
        let mean = mean(powers);
        (mean >= loud * LEAST_BESIDE_HOLE && powers.iter().all(|&power| power >= mean * SUSTAINED)).then_some(mean)
    }

    fn holes(&self, loud: f64) -> Vec<Dropout> {
        let mut found = Vec::new();
        let mut start = BESIDE_WINDOWS + FALL_WINDOWS;
        while start < self.power.len() {
            let edge = start - FALL_WINDOWS;
            let Some(before) = self.sustained(edge - BESIDE_WINDOWS..edge, loud) else {
                start += 1;
                continue;
            };
            if self.power[start] > before * FALL {
                start += 1;
                continue;
            }
            let len = self.power[start..]
                .iter()
                .take_while(|&&power| power <= before * INSIDE)
                .count();
            let end = start + len;
            let after = self.sustained(end + 1..end + 1 + BESIDE_WINDOWS, loud);
            let inside = mean(&self.power[start..end]);
            let is_inside = |w: &usize| self.power[*w] <= before * INSIDE;
            let first = (edge..start).find(is_inside).unwrap_or(start);
            if end - first >= LEAST_HOLE_WINDOWS && after.is_some_and(|after| inside <= after * FALL) {
                found.push(Dropout {
                    kind: DropoutKind::Gap,
                    samples: (first as f64 * self.len) as usize..(end as f64 * self.len) as usize,
                });
            }
            start = end.max(start + 1);
        }
        found
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Stretches that equal an earlier one. Every 32nd place is remembered by the hash of the 32 samples that begin there; a
/// rolling hash asks at every place whether they were heard before, and the samples themselves answer.
fn repeats(mono: &[f32], rate_hz: u32, step: f64) -> Vec<Dropout> {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let reach = (REPEAT_REACH_S * f64::from(rate_hz)) as usize;
    let mut found = Vec::new();
    if mono.len() < 2 * ANCHOR {
        return found;
    }
    let leaving = (0..ANCHOR).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
    let bits = |n: usize| u64::from((mono[n] + 0.0).to_bits());
    let mut table = vec![0_u32; TABLE_LEN];
    let mut hash = 0_u64;
    let mut equal = 1;
    let mut resume_at = 0;
    for end in 0..mono.len() {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(bits(end));
        if end >= ANCHOR {
            hash = hash.wrapping_sub(bits(end - ANCHOR).wrapping_mul(leaving));
        }
        equal = if end > 0 && mono[end] == mono[end - 1] {
            equal + 1
        } else {
            1
        };
        let Some(start) = (end + 1).checked_sub(ANCHOR) else {
            continue;
        };
        if equal >= ANCHOR {
            continue;
        }
        let slot = &mut table[(hash.wrapping_mul(FACTOR) >> 48) as usize % TABLE_LEN];
        // Places are kept with 1 added: 0 is empty.
        let earlier = (*slot as usize).checked_sub(1);
        if start >= resume_at
            && let Some(period) = earlier.map(|earlier| start - earlier).filter(|&period| period <= reach)
            && let Some(repeat) = repeat(mono, start, period, resume_at)
        {
            let is_tone = repeat.len() > MOST_PERIODS * period;
            let steps = if step > 0.0 {
                libm::sqrt(variance(&mono[repeat.clone()])) / step
            } else {
                0.0
            };
            resume_at = repeat.end;
            if repeat.len() >= LEAST_REPEAT && repeat.len() as f64 * steps >= LEAST_REPEAT_STEPS && !is_tone {
                found.push(Dropout {
                    kind: DropoutKind::Repeat,
                    samples: repeat,
                });
            }
        }
        if start.is_multiple_of(ANCHOR) {
            *slot = start as u32 + 1;
        }
    }
    found
}

/// The whole stretch round `start` that equals what stood `period` samples before, if the anchor itself does.
fn repeat(mono: &[f32], start: usize, period: usize, from: usize) -> Option<Range<usize>> {
    let equals = |n: usize| mono[n] == mono[n - period];
    if period == 0 || !(start..start + ANCHOR).all(equals) {
        return None;
    }
    let least = from.max(period);
    let before = (least..start).rev().take_while(|&n| equals(n)).count();
    let after = (start + ANCHOR..mono.len()).take_while(|&n| equals(n)).count();
    Some(start - before..start + ANCHOR + after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::TAU;

    const RATE_HZ: u32 = 48_000;

    /// A held vowel with vibrato, a little noise, in 16 bits.
    fn sung(seconds: f64, level: f64) -> Vec<f32> {
        let mut phase = 0.0;
        let mut state = 1_u32;
        (0..(seconds * f64::from(RATE_HZ)) as usize)
            .map(|n| {
                let t = n as f64 / f64::from(RATE_HZ);
                phase += 220.0 * (1.0 + 0.02 * (TAU * 5.5 * t).sin()) / f64::from(RATE_HZ);
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f64::from(state >> 8) / f64::from(1 << 24) - 0.5;
                let voice: f64 = (1..12).map(|h| (TAU * phase * f64::from(h)).sin() / f64::from(h)).sum();
                (((level * (voice + 0.01 * noise)) * 32_768.0).round() / 32_768.0) as f32
            })
            .collect()
    }

    fn kinds(mono: &[f32]) -> Vec<DropoutKind> {
        find(mono, RATE_HZ).into_iter().map(|dropout| dropout.kind).collect()
    }

    #[test]
    fn a_sound_recording_has_none() {
        for level in [0.3, 0.03, 0.003] {
            assert_eq!(kinds(&sung(2.0, level)), [], "{level}");
        }
    }

    #[test]
    fn zeros_and_held_samples_are_gaps_from_one_worklet_block_up() {
        for len in [128, 256, 1024, 20_000] {
            for is_held in [false, true] {
                let mut mono = sung(2.0, 0.3);
                let value = if is_held { mono[30_000] } else { 0.0 };
                mono[30_001..30_001 + len].fill(value);
                let found = find(&mono, RATE_HZ);
                assert_eq!(found.len(), 1, "{len} {is_held}: {found:?}");
                assert_eq!(found[0].kind, DropoutKind::Gap);
                assert!(found[0].samples.start.abs_diff(30_001) <= 96, "{len}: {found:?}");
                assert!(found[0].samples.end.abs_diff(30_001 + len) <= 96, "{len}: {found:?}");
            }
        }
    }

    #[test]
    fn an_offset_hides_no_gap() {
        let mut mono = sung(2.0, 0.2);
        mono[30_000..31_000].fill(0.0);
        for sample in &mut mono {
            *sample += 0.3;
        }
        assert_eq!(kinds(&mono), [DropoutKind::Gap]);
    }

    #[test]
    fn blocks_played_twice_are_repeats() {
        for (len, times) in [(128, 1), (441, 1), (1024, 1), (4096, 1), (480, 4)] {
            let clean = sung(2.0, 0.3);
            let mut mono = clean[..40_000].to_vec();
            for _ in 0..times {
                mono.extend_from_slice(&clean[40_000 - len..40_000]);
            }
            mono.extend_from_slice(&clean[40_000 + len * times..]);
            let found = find(&mono, RATE_HZ);
            assert_eq!(found.len(), 1, "{len} × {times}: {found:?}");
            assert_eq!(found[0].kind, DropoutKind::Repeat);
            assert!(found[0].samples.len().abs_diff(len * times) <= 2, "{found:?}");
        }
    }

    #[test]
    fn an_old_buffer_written_again_is_a_repeat() {
        let mut mono = sung(2.0, 0.3);
        let old = mono[30_000..30_512].to_vec();
        mono[31_536..32_048].copy_from_slice(&old);
        let found = find(&mono, RATE_HZ);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].samples, 31_536..32_048);
    }

    #[test]
    fn a_phrase_sung_twice_is_no_accident_even_if_it_was_pasted() {
        let phrase = sung(1.0, 0.3);
        assert_eq!(kinds(&[phrase.clone(), phrase].concat()), []);
    }

    #[test]
    fn rests_fades_and_hard_gates_between_phrases_are_no_gaps() {
        let mut mono = sung(3.0, 0.3);
        // A phrase that dies away, digital silence, a phrase that begins at once.
        for (n, sample) in mono[40_000..48_000].iter_mut().enumerate() {
            *sample *= (-(n as f32) / 1000.0).exp();
        }
        mono[48_000..96_000].fill(0.0);
        assert_eq!(kinds(&mono), []);
    }

    #[test]
    fn the_pulses_of_a_creaky_voice_are_no_gaps() {
        for pulses_hz in [18, 25, 40, 60] {
            let period = RATE_HZ as usize / pulses_hz;
            let pulse = |n: usize| {
                let t = n as f64 / f64::from(RATE_HZ);
                let formant = |hz: f64, decay_hz: f64| (-decay_hz * t).exp() * (TAU * hz * t).sin();
                formant(500.0, 250.0) + 0.5 * formant(1500.0, 400.0)
            };
            let creak: Vec<f32> = (0..96_000).map(|n| (0.3 * pulse(n % period)) as f32).collect();
            assert_eq!(kinds(&creak), [], "{pulses_hz} pulses a second");
        }
    }

    #[test]
    fn eight_bits_are_coarse_and_not_damaged() {
        for level in [0.3, 0.05, 0.02] {
            let coarse: Vec<f32> = sung(3.0, level).iter().map(|x| (x * 128.0).round() / 128.0).collect();
            assert_eq!(kinds(&coarse), [], "{level}");
        }
    }

    #[test]
    fn clipping_and_computed_tones_have_their_own_names() {
        let clipped: Vec<f32> = sung(2.0, 3.0).iter().map(|x| x.clamp(-1.0, 1.0)).collect();
        assert_eq!(kinds(&clipped), []);
        for hz in [55.0, 100.0, 440.0, 1000.0] {
            let tone: Vec<f32> = (0..96_000)
                .map(|n| ((0.5 * (TAU * hz * f64::from(n) / 48_000.0).sin() * 32_768.0).round() / 32_768.0) as f32)
                .collect();
            assert_eq!(kinds(&tone), [], "{hz}");
        }
    }

    #[test]
    fn silence_and_nothing() {
        for mono in [vec![], vec![0.0; 1], vec![0.0; 5000], vec![0.7; 5000]] {
            assert_eq!(kinds(&mono), []);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_recording_has_dropouts_within_itself(
            mono in proptest::collection::vec(-1.0_f32..1.0, 0..4000),
            repeated in 0..300_usize,
            rate_hz in prop_oneof![Just(4000_u32), Just(8000), Just(44_100), Just(192_000)],
        ) {
            let mut mono = mono;
            mono.extend_from_within(mono.len().saturating_sub(repeated)..);
            let mut last_end = 0;
            for dropout in find(&mono, rate_hz) {
                prop_assert!(last_end <= dropout.samples.start && dropout.samples.start < dropout.samples.end);
                last_end = dropout.samples.end;
            }
            prop_assert!(last_end <= mono.len());
        }
    }
}
