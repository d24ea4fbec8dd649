//! A take judged against the guide melody.

use serde::{Deserialize, Serialize};

/// Judgement of one take's singing. Scores are 0–100; `None` means that it could not be measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// Median offset from the guide after octaves are folded away, cents, −600..600.
    pub key_offset_cents: Option<f64>,
    /// Octaves sung above (+) or below (−) the guide.
    pub octave_shift: Option<i32>,
    /// Typical distance of the notes from the guide, key offset included, cents.
    pub pitch_deviation_cents: Option<f64>,
    /// Typical wander within a note, cents.
    pub pitch_stability_cents: Option<f64>,
    /// Median absolute onset error left after the lag, ms.
    pub onset_error_ms: Option<f64>,
    /// Share of the guide's note time that was sung, 0–1.
    pub coverage: Option<f64>,
    /// Pitch, 0–100.
    pub pitch_score: Option<f64>,
    /// Timing, 0–100.
    pub timing_score: Option<f64>,
    /// Coverage, 0–100.
    pub coverage_score: Option<f64>,
    /// The weighted whole, 0–100.
    pub total_score: Option<f64>,
    /// How strongly the contour says that this is the guide melody, 0–1.
    pub melody_fit: Option<f64>,
    /// Share of the take's frames that are voiced with confidence, 0–1.
    pub voiced_share: f64,
    /// Note by note, in guide order.
    pub notes: Vec<NoteScore>,
}

/// One guide note as it was sung.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct NoteScore {
    /// Median deviation from the guide over the steady part, octave folded, cents.
    pub deviation_cents: Option<f64>,
    /// Onset against the guide, ms; above 0 is late.
    pub onset_error_ms: Option<f64>,
    /// Share of the note that was sung, 0–1.
    pub coverage: f64,
}
