//! A take judged against the guide melody: pitch, timing and coverage, 0–100 each, and their weighted whole.
//!
//! In order: `align` finds where each guide note was really sung, so that a late note is not taken for a wrong one;
//! `notes` reads each note's pitch, wander, onset and coverage; `marks` turns those into points; `melody_fit` asks
//! whether this is the guide melody at all. The guide settles octave, key and place of a note, never its pitch.
//! `docs/scoring.md` has the formula, its reasons and its limits. [`technical`] judges the recording, not the singing.

mod align;
pub mod kernel;
mod marks;
mod melody_fit;
mod notes;
pub mod technical;

use crate::dsp::lag::contour::Contour;
use crate::model::f0::F0Track;
use crate::model::features::Lag;
use crate::model::melody::Melody;
use crate::model::score::Score;

pub use kernel::Kernel;
pub use technical::technical_score;

/// Weights and kernels of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Weight of the pitch score in the total.
    pub pitch_weight: f64,
    /// Weight of the timing score in the total.
    pub timing_weight: f64,
    /// Weight of the coverage score in the total.
    pub coverage_weight: f64,
    /// Share of the pitch score that goes to the distance of each note from the guide's own pitch, 0–1.
    pub absolute_share: f64,
    /// Share of the pitch score that goes to the steps between neighbouring notes, 0–1: right in another key.
    pub interval_share: f64,
    /// Share of the pitch score that goes to holding a note still, 0–1. The three shares are scaled to sum to 1.
    pub stability_share: f64,
    /// Distance of a note from the guide, cents.
    pub note_kernel_cents: Kernel,
    /// Error of a step between two notes, cents.
    pub interval_kernel_cents: Kernel,
    /// Wander within a note, cents.
    pub stability_kernel_cents: Kernel,
    /// Onset error, ms.
    pub onset_kernel_ms: Kernel,
    /// Distance of a frame from guide and key within which its note counts as sung, cents.
    pub sung_kernel_cents: Kernel,
    /// Coverage of a note that earns all its points, 0–1: consonants leave gaps in the best of takes.
    pub full_coverage: f64,
    /// Points off the coverage score when as much was sung in rests as on notes.
    pub rest_penalty_points: f64,
    /// Coverage below which pitch and timing earn only in proportion, 0–1: three good notes are no good take.
    pub trusted_coverage: f64,
    /// How far from its place a note may be sung and still be read, ms.
    pub note_reach_ms: f64,
    /// Start of a note that is not read for pitch, ms: the scoop.
    pub attack_ms: f64,
    /// End of a note that is not read for pitch, ms: the release.
    pub release_ms: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pitch_weight: 0.6,
            timing_weight: 0.2,
            coverage_weight: 0.2,
            absolute_share: 0.55,
            interval_share: 0.35,
            stability_share: 0.1,
            note_kernel_cents: Kernel {
                full: 20.0,
                zero: 160.0,
            },
            interval_kernel_cents: Kernel {
                full: 25.0,
                zero: 200.0,
            },
            stability_kernel_cents: Kernel {
                full: 25.0,
                zero: 150.0,
            },
            onset_kernel_ms: Kernel {
                full: 40.0,
                zero: 200.0,
            },
            sung_kernel_cents: Kernel {
                full: 80.0,
                zero: 180.0,
            },
            full_coverage: 0.8,
            rest_penalty_points: 50.0,
            trusted_coverage: 0.5,
            note_reach_ms: 250.0,
            attack_ms: 70.0,
            release_ms: 50.0,
        }
    }
}

/// Judges the singing of a take that lies at `lag` on the song's timeline.
///
/// `level_dbfs` stands on the F0 grid.
pub fn score(f0: &F0Track, level_dbfs: &[f32], lag: &Lag, melody: &Melody, settings: &Settings) -> Score {
    let contour = Contour::new(f0, 1).audible(level_dbfs);
    let voiced_share = contour.voiced_share();
    let Some(read) = notes::read(&contour, lag, melody, settings) else {
        return Score {
            voiced_share,
            ..Score::default()
        };
    };
    let marked = marks::mark(&read, melody, settings);
    let fit = melody_fit::melody_fit(&Contour::new(f0, melody_fit::STRIDE), lag, melody);
    Score {
        melody_fit: fit.map(|fit| fit.max(melody_fit::sung_as_written(&marked.notes, melody))),
        voiced_share,
        ..marked
    }
}

#[cfg(test)]
mod tests;
