//! What was sung on each guide note: pitch, wander, onset, coverage.
//!
//! Pitch is the median over the steady part, octaves folded round the key of the take; wander is the median absolute
//! deviation from a straight line through 160 ms means, one period of the slowest vibrato, so that vibrato does not
//! count. Onsets are boundaries of the alignment where the recording shows one; of a take placed by its own contour the
//! median onset error is taken off, because there habit and device cannot be told apart.

use super::Settings;
use super::align::{Expected, Placed, align};
use crate::dsp::lag::contour::{Contour, lay_over, spans};
use crate::dsp::lag::octave::{Circle, fold};
use crate::model::f0::HOP_S;
use crate::model::features::{Lag, LagMethod};
use crate::model::melody::Melody;

/// Fewest steady voiced frames that give a pitch.
const LEAST_PITCH_FRAMES: usize = 3;

/// A key this near the guide's own is the guide's own, semitones.
const SAME_KEY_SEMITONES: f64 = 0.5;

/// Evidence from which an onset counts as seen, 0–1.
const LEAST_ONSET_EVIDENCE: f64 = 0.15;

/// One period of the slowest vibrato, 6 Hz less a third, in frames.
const VIBRATO_FRAMES: usize = 16;

/// Longest gap within a note that counts as sung, in frames: the closure of a stop consonant.
const BRIDGED_FRAMES: i64 = 8;

/// A time in a guide rest this far from any note as it was sung counts as rest, in frames.
const REST_MARGIN_FRAMES: i64 = 15;

/// One guide note as it was sung.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct SungNote {
    /// Deviation from the guide, octaves folded, cents; where enough was voiced.
    pub(super) deviation_cents: Option<f64>,
    /// Wander without vibrato, cents.
    pub(super) stability_cents: Option<f64>,
    /// Onset against the guide, ms, where one was seen.
    pub(super) onset_error_ms: Option<f64>,
    /// Share of the note's time that was sung near its pitch in the take's key, 0–1.
    pub(super) coverage: f64,
}

/// All notes of a take.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub(super) notes: Vec<SungNote>,
    /// Key of the take against the guide, cents, octaves folded.
    pub(super) key_offset_cents: f64,
    /// Octaves above the guide.
    pub(super) octave_shift: i32,
    /// Time sung in rests, seconds.
    pub(super) in_rests_s: f64,
}

/// Reads every note; `None` when nothing was sung on any.
///
/// The key is the fullest place of the histogram of differences, or the guide's own where more was sung in that: of a
/// singer who is sharp and flat in turn, either half could pass for the key.
pub(super) fn read(contour: &Contour, lag: &Lag, melody: &Melody, settings: &Settings) -> Option<Reading> {
    let expected = expected_frames(melody, lag)?;
    let mut circle = Circle::new(120, 60.0);
    let fit = lay_over(contour, &spans(melody), lag.lag_ms / 1000.0, &mut circle);
    if fit.on_notes <= 0.0 {
        return None;
    }
    let weights = note_weights(melody);
    let reading = read_in_key(contour, &expected, &weights, fit.key_semitones, settings);
    let mut reading = if fit.key_semitones.abs() < SAME_KEY_SEMITONES {
        reading?
    } else {
        let in_own_key = read_in_key(contour, &expected, &weights, 0.0, settings);
        [reading, in_own_key].into_iter().flatten().reduce(|a, b| {
            if b.covered(&weights) > a.covered(&weights) {
                b
            } else {
                a
            }
        })?
    };
    if lag.method == LagMethod::Contour {
        take_off_median_onset(&mut reading.notes);
    }
    Some(reading)
}

fn read_in_key(
    contour: &Contour,
    expected: &[Expected],
    weights: &[f64],
    key_semitones: f64,
    settings: &Settings,
) -> Option<Reading> {
    let reach = (settings.note_reach_ms / (1000.0 * HOP_S)).round().clamp(0.0, 200.0) as i64;
    let placed = align(contour, expected, key_semitones, reach);
    let mut notes: Vec<SungNote> = expected
        .iter()
        .zip(&placed)
        .map(|(expected, placed)| read_note(contour, expected, placed, key_semitones, settings))
        .collect();
    let deviations = notes.iter().zip(weights);
    let deviations = deviations.filter_map(|(note, &weight)| Some((note.deviation_cents?, weight)));
    let key_cents = weighted_median(deviations.collect())?;
    for note in &mut notes {
        note.deviation_cents = note.deviation_cents.map(|cents| 100.0 * fold(cents / 100.0));
    }
    Some(Reading {
        notes,
        key_offset_cents: 100.0 * fold(key_cents / 100.0),
        octave_shift: octave_shift(contour, expected, &placed, key_cents / 100.0),
        in_rests_s: in_rests_s(contour, &placed),
    })
}

impl Reading {
    /// Weight of what was covered.
    fn covered(&self, weights: &[f64]) -> f64 {
        let notes = self.notes.iter().zip(weights);
        notes.map(|(note, weight)| weight * note.coverage).sum()
    }
}

/// Weight of each note in every mean over notes: its length, up to 1 s.
pub(super) fn note_weights(melody: &Melody) -> Vec<f64> {
    melody.notes().iter().map(|note| note.duration_s.min(1.0)).collect()
}

/// Median of `(value, weight)`.
pub(super) fn weighted_median(mut values: Vec<(f64, f64)>) -> Option<f64> {
    values.retain(|(value, weight)| value.is_finite() && *weight > 0.0);
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    for (i, (value, weight)) in values.iter().enumerate() {
        sum += weight;
        if sum > half {
            return Some(*value);
        }
        if sum == half {
            return Some(values.get(i + 1).map_or(*value, |next| 0.5 * (value + next.0)));
        }
    }
    None
}

/// The frames where each note should be; `None` for a lag that is not finite or out of all bounds.
fn expected_frames(melody: &Melody, lag: &Lag) -> Option<Vec<Expected>> {
    let rate = 1.0 + lag.drift_ppm.unwrap_or(0.0) * 1e-6;
    if !(lag.lag_ms.abs() < 1e7 && (0.9..1.1).contains(&rate) && melody.end_s() < 1e5) {
        return None;
    }
    let frame = |song_s: f64| ((song_s * rate + lag.lag_ms / 1000.0) / HOP_S).round() as i64;
    let mut free_from = i64::MIN;
    let expected = melody.notes().iter().map(|note| {
        let start = frame(note.onset_s).max(free_from);
        let end = frame(note.end_s()).max(start + 1);
        free_from = end;
        Expected {
            start,
            end,
            midi: note.midi,
        }
    });
    Some(expected.collect())
}

fn read_note(
    contour: &Contour,
    expected: &Expected,
    placed: &Placed,
    key_semitones: f64,
    settings: &Settings,
) -> SungNote {
    let frames = (placed.end - placed.start) as f64;
    let skip = |ms: f64, most_share: f64| (ms / (1000.0 * HOP_S)).min(most_share * frames).max(0.0).round() as i64;
    let steady = placed.start + skip(settings.attack_ms, 0.35)..placed.end - skip(settings.release_ms, 0.25);
    let cents: Vec<f64> = steady
        .filter_map(|frame| contour.sung(frame))
        .map(|midi| 100.0 * (key_semitones + fold(midi - expected.midi - key_semitones)))
        .collect();
    let coverage = coverage(contour, expected, placed, key_semitones, settings);
    if cents.len() < LEAST_PITCH_FRAMES {
        return SungNote {
            coverage,
            ..SungNote::default()
        };
    }
    let onset_error_ms = 1000.0 * HOP_S * (placed.start - expected.start) as f64;
    SungNote {
        deviation_cents: weighted_median(cents.iter().map(|&value| (value, 1.0)).collect()),
        stability_cents: wander_cents(&cents),
        onset_error_ms: (placed.start_evidence >= LEAST_ONSET_EVIDENCE).then_some(onset_error_ms),
        coverage,
    }
}

/// Median distance of the means over one vibrato period from their own median; `None` for notes of under two periods.
fn wander_cents(cents: &[f64]) -> Option<f64> {
    if cents.len() < 2 * VIBRATO_FRAMES {
        return None;
    }
    let means: Vec<f64> = cents
        .windows(VIBRATO_FRAMES)
        .map(|window| window.iter().sum::<f64>() / VIBRATO_FRAMES as f64)
        .collect();
    let centre = weighted_median(means.iter().map(|&mean| (mean, 1.0)).collect())?;
    weighted_median(means.iter().map(|mean| ((mean - centre).abs(), 1.0)).collect())
}

/// Share of a note's guide length that was sung near its pitch, wherever it was placed. A short gap between two such
/// frames, a consonant or a frame the tracker missed, counts like the lesser of its neighbours.
fn coverage(contour: &Contour, expected: &Expected, placed: &Placed, key_semitones: f64, settings: &Settings) -> f64 {
    let mut sung = 0.0;
    let mut last: Option<(i64, f64)> = None;
    for frame in placed.start..placed.end {
        let Some(midi) = contour.sung(frame) else { continue };
        let share = settings
            .sung_kernel_cents
            .share(100.0 * fold(midi - expected.midi - key_semitones));
        if let Some((last_frame, last_share)) = last
            && frame - last_frame - 1 <= BRIDGED_FRAMES
        {
            sung += (frame - last_frame - 1) as f64 * share.min(last_share);
        }
        sung += share;
        last = Some((frame, share));
    }
    (sung / (expected.end - expected.start) as f64).min(1.0)
}

/// Octaves between take and guide: the median over all frames on notes, rounded.
fn octave_shift(contour: &Contour, expected: &[Expected], placed: &[Placed], key_semitones: f64) -> i32 {
    let differences = expected.iter().zip(placed).flat_map(|(expected, placed)| {
        (placed.start..placed.end)
            .filter_map(|frame| contour.sung(frame))
            .map(|midi| (midi - expected.midi - key_semitones, 1.0))
    });
    let median = weighted_median(differences.collect()).unwrap_or(0.0);
    // The key is folded into ±6 semitones only after it was averaged: count its whole octaves too.
    let key_octaves = (key_semitones - fold(key_semitones)) / 12.0;
    (median / 12.0 + key_octaves).round() as i32
}

/// Time voiced well outside every note as it was sung, between the first and the last.
fn in_rests_s(contour: &Contour, placed: &[Placed]) -> f64 {
    let gap = |pair: &[Placed]| pair[0].end + REST_MARGIN_FRAMES..pair[1].start - REST_MARGIN_FRAMES;
    let frames = placed
        .windows(2)
        .flat_map(gap)
        .filter(|&frame| contour.sung(frame).is_some());
    HOP_S * frames.count() as f64
}

fn take_off_median_onset(notes: &mut [SungNote]) {
    let onsets = notes
        .iter()
        .filter_map(|note| Some((note.onset_error_ms?, 1.0)))
        .collect();
    if let Some(habit_ms) = weighted_median(onsets) {
        for note in notes {
            note.onset_error_ms = note.onset_error_ms.map(|error_ms| error_ms - habit_ms);
        }
    }
}
