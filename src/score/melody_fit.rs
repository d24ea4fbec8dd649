//! Is this the guide melody at all?
//!
//! The contour is laid over the guide at the best lag, tempo and key, and then, with the same freedom, over 24 melodies
//! with the guide's rhythm and pitches but the pitches in another order. A take of the guide melody fits it far better
//! than it fits any of those, be it in another key, hurried or out of tune; a take of another song, speech or one held
//! tone does not. The distance, in standard deviations of the null, goes through a logistic curve.
//!
//! A guide of few pitches close together has no such null: most orders of it are nearly alike. So a take that sings
//! nearly all of it as written, in its own key, is of the guide melody whatever the null says.
//!
//! No answer for a guide of fewer than two pitches: there every order is the same melody.
//!
//! Cost: 25 melodies × tempi × lags × frames at 30 ms steps, some milliseconds.

use crate::dsp::lag::contour::{Contour, lay_over, spans};
use crate::dsp::lag::octave::Circle;
use crate::model::features::Lag;
use crate::model::melody::Melody;
use crate::model::score::NoteScore;

/// Every how many frames the contour is read.
pub(super) const STRIDE: usize = 3;

/// Melodies of the null.
const SHUFFLES: u64 = 24;

/// Tempi tried: the singer's against the song's.
const TEMPI: [f64; 9] = [0.92, 0.94, 0.96, 0.98, 1.0, 1.02, 1.04, 1.06, 1.08];

/// Lags tried round the take's own, seconds.
const LAGS_S: [f64; 9] = [-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3];

/// Width of the pitch kernel, cents: wide, for bad singers are to be scored, not turned away.
const PITCH_WIDTH_CENTS: f64 = 80.0;

/// Distance from the null at which both answers are equally likely, standard deviations.
const EVEN_DISTANCE: f64 = 4.0;

/// Standard deviations for a factor of e in the odds.
const DISTANCE_SCALE: f64 = 0.8;

/// Chance that the take is of the guide melody, 0–1. `contour` holds every [`STRIDE`]th frame.
pub(super) fn melody_fit(contour: &Contour, lag: &Lag, melody: &Melody) -> Option<f64> {
    distance(contour, lag, melody).map(|z| 1.0 / (1.0 + libm::exp(-(z - EVEN_DISTANCE) / DISTANCE_SCALE)))
}

/// Distance from the guide within which a note is sung as written, cents.
const AS_WRITTEN_CENTS: f64 = 50.0;

/// Share of a note that must be sung for it to count.
const AS_WRITTEN_COVERAGE: f64 = 0.5;

/// Share of the guide's note time that settles the matter.
const SETTLED_SHARE: f64 = 0.8;

/// Share of the guide's note time that was sung as written, where it is nearly all of it; else 0.
pub(super) fn sung_as_written(notes: &[NoteScore], melody: &Melody) -> f64 {
    let is_sung = |note: &NoteScore| {
        note.coverage >= AS_WRITTEN_COVERAGE
            && note
                .deviation_cents
                .is_some_and(|cents| cents.abs() <= AS_WRITTEN_CENTS)
    };
    let time_s: f64 = melody.notes().iter().map(|note| note.duration_s).sum();
    let sung_s: f64 = melody
        .notes()
        .iter()
        .zip(notes)
        .filter(|(_, score)| is_sung(score))
        .map(|(note, _)| note.duration_s)
        .sum();
    let share = sung_s / time_s;
    if share >= SETTLED_SHARE { share } else { 0.0 }
}

/// How far the fit stands above the null, in its standard deviations.
fn distance(contour: &Contour, lag: &Lag, melody: &Melody) -> Option<f64> {
    let guide = spans(melody);
    let (own, null) = fits(contour, lag, &guide)?;
    let mean = null.iter().sum::<f64>() / null.len() as f64;
    let variance = null.iter().map(|fit| (fit - mean) * (fit - mean)).sum::<f64>() / (null.len() - 1) as f64;
    // A floor on the spread: in a guide of two pitches most orders are alike.
    let spread = libm::sqrt(variance).max(0.01);
    Some((own - mean) / spread)
}

/// Best fit of the guide and of each shuffle, as shares of all that was sung.
fn fits(contour: &Contour, lag: &Lag, guide: &[(f64, f64, f64)]) -> Option<(f64, Vec<f64>)> {
    let sung = contour.total_weight();
    if sung <= 0.0 || guide.iter().all(|note| note.2 == guide[0].2) {
        return None;
    }
    let mut circle = Circle::new(48, PITCH_WIDTH_CENTS);
    let mut best = |notes: &[(f64, f64, f64)]| {
        let mut best = 0.0_f64;
        for tempo in TEMPI {
            for lag_s in LAGS_S {
                let fit = lay_over(contour, notes, lag.lag_ms / 1000.0 + lag_s, tempo, &mut circle);
                best = best.max(fit.on_notes / sung);
            }
        }
        best
    };
    let own = best(guide);
    let mut random = 0;
    let null = (0..SHUFFLES).map(|_| best(&shuffled(guide, &mut random))).collect();
    Some((own, null))
}

/// The notes with their pitches in another order (Fisher–Yates).
fn shuffled(guide: &[(f64, f64, f64)], random: &mut u64) -> Vec<(f64, f64, f64)> {
    let mut notes = guide.to_vec();
    for i in (1..notes.len()).rev() {
        let j = (next_random(random) % (i as u64 + 1)) as usize;
        (notes[i].2, notes[j].2) = (notes[j].2, notes[i].2);
    }
    notes
}

/// SplitMix64: the null is the same in every run.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
