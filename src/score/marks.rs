//! Points for what was read: each note earns by its kernels, a mean over notes makes the score.

use super::Settings;
use super::notes::{Reading, note_weights, weighted_median};
use crate::dsp::lag::octave::fold;
use crate::model::melody::Melody;
use crate::model::score::{NoteScore, Score};

/// Share of the notes, by weight, whose onsets must be seen for timing to have its full weight.
const TIMED_SHARE: f64 = 1.0 / 3.0;

/// Marks a reading; `melody_fit` and `voiced_share` are left at their defaults.
pub(super) fn mark(reading: &Reading, melody: &Melody, settings: &Settings) -> Score {
    let weights = note_weights(melody);
    let per_note = |value: &dyn Fn(usize) -> Option<f64>| -> Vec<(f64, f64)> {
        (0..reading.notes.len())
            .filter_map(|n| Some((value(n)?, weights[n])))
            .collect()
    };
    let deviation = |n: usize| reading.notes[n].deviation_cents;
    let interval_error = |n: usize| {
        let before = deviation(n.checked_sub(1)?)?;
        Some(100.0 * fold((deviation(n)? - before) / 100.0))
    };
    let absolute = mean(per_note(&|n| Some(settings.note_kernel_cents.share(deviation(n)?))));
    let intervals = mean(per_note(&|n| {
        Some(settings.interval_kernel_cents.share(interval_error(n)?))
    }));
    let stability = mean(per_note(&|n| {
        Some(settings.stability_kernel_cents.share(reading.notes[n].stability_cents?))
    }));
    let timing = mean(per_note(&|n| {
        Some(settings.onset_kernel_ms.share(reading.notes[n].onset_error_ms?))
    }));

    let coverage = mean(per_note(&|n| Some(reading.notes[n].coverage))).unwrap_or(0.0);
    let note_time_s: f64 = melody.notes().iter().map(|note| note.duration_s).sum();
    let astray = (reading.in_rests_s / note_time_s).min(1.0);
    let earned = |n: usize| (reading.notes[n].coverage / settings.full_coverage).min(1.0);
    let covered = mean(per_note(&|n| Some(earned(n)))).unwrap_or(0.0);
    let coverage_score = (100.0 * covered - settings.rest_penalty_points * astray).clamp(0.0, 100.0);
    let trust = (coverage / settings.trusted_coverage).min(1.0);

    // A single onset says little of a take: timing has its full weight from a third of the notes on.
    let timed: f64 = per_note(&|n| reading.notes[n].onset_error_ms)
        .iter()
        .map(|(_, weight)| weight)
        .sum();
    let seen = (timed / (TIMED_SHARE * weights.iter().sum::<f64>())).min(1.0);

    let pitch = weighted(&[
        (absolute, settings.absolute_share),
        (intervals, settings.interval_share),
        (stability, settings.stability_share),
    ]);
    let pitch_score = pitch.map(|share| 100.0 * share);
    let timing_score = timing.map(|share| 100.0 * share);
    let total_score = weighted(&[
        (pitch_score.map(|points| points * trust), settings.pitch_weight),
        (timing_score.map(|points| points * trust), settings.timing_weight * seen),
        (Some(coverage_score), settings.coverage_weight),
    ]);
    Score {
        key_offset_cents: Some(reading.key_offset_cents),
        octave_shift: Some(reading.octave_shift),
        pitch_deviation_cents: weighted_median(per_note(&|n| Some(deviation(n)?.abs()))),
        pitch_stability_cents: weighted_median(per_note(&|n| reading.notes[n].stability_cents)),
        onset_error_ms: weighted_median(per_note(&|n| Some(reading.notes[n].onset_error_ms?.abs()))),
        coverage: Some(coverage),
        pitch_score,
        timing_score,
        coverage_score: Some(coverage_score),
        total_score,
        melody_fit: None,
        voiced_share: 0.0,
        notes: reading
            .notes
            .iter()
            .map(|note| NoteScore {
                deviation_cents: note.deviation_cents,
                onset_error_ms: note.onset_error_ms,
                coverage: note.coverage,
            })
            .collect(),
    }
}

/// Mean of `(value, weight)`.
fn mean(values: Vec<(f64, f64)>) -> Option<f64> {
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    (total > 0.0).then(|| values.iter().map(|(value, weight)| value * weight).sum::<f64>() / total)
}

/// Mean of the parts that could be measured, by their weights.
fn weighted(parts: &[(Option<f64>, f64)]) -> Option<f64> {
    mean(
        parts
            .iter()
            .filter_map(|(value, weight)| Some(((*value)?, *weight)))
            .collect(),
    )
}
