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
//! Which frames meet which note depends on lag and tempo alone. So each note's pitches are gathered once, on a circle of
//! 36 bins, and every melody only turns these circles and adds them up: 25 melodies cost little more than one.
//!
//! Cost: (tempi × lags) × (frames at 30 ms steps + 25 melodies × notes × 36), a few milliseconds.

use crate::dsp::lag::contour::{Contour, Meeting, meetings, spans};
use crate::dsp::lag::octave::{Circle, OCTAVE};
use crate::model::features::Lag;
use crate::model::melody::Melody;
use crate::model::score::NoteScore;

/// Every how many frames the contour is read.
pub(super) const STRIDE: usize = 3;

/// Melodies of the null.
const SHUFFLES: usize = 24;

/// Tempi tried: the singer's against the song's.
const TEMPI: [f64; 9] = [0.92, 0.94, 0.96, 0.98, 1.0, 1.02, 1.04, 1.06, 1.08];

/// Lags tried round the take's own, seconds.
const LAGS_S: [f64; 9] = [-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3];

/// Bins of the circle of 12 semitones, a third of a semitone each.
const BINS: usize = 36;

/// Width of the pitch kernel, cents: wide, for bad singers are to be scored, not turned away.
const PITCH_WIDTH_CENTS: f64 = 80.0;

/// Distance from the null at which both answers are equally likely, standard deviations.
const EVEN_DISTANCE: f64 = 4.0;

/// Standard deviations for a factor of e in the odds.
const DISTANCE_SCALE: f64 = 0.8;

/// Least standard deviation of the null, a share of what was sung: in a guide of two pitches most orders are alike.
const LEAST_SPREAD: f64 = 0.01;

/// Distance from the guide within which a note is sung as written, cents.
const AS_WRITTEN_CENTS: f64 = 50.0;

/// Share of a note that must be sung for it to count.
const AS_WRITTEN_COVERAGE: f64 = 0.5;

/// Share of the guide's note time that settles the matter.
const SETTLED_SHARE: f64 = 0.8;

/// Chance that the take is of the guide melody, 0–1. `contour` holds every [`STRIDE`]th frame.
pub(super) fn melody_fit(contour: &Contour, lag: &Lag, melody: &Melody) -> Option<f64> {
    let guide = spans(melody);
    let sung = contour.total_weight();
    if sung <= 0.0 || guide.iter().all(|note| note.2 == guide[0].2) {
        return None;
    }
    let orders = orders(guide.len());
    let fits = best_fits(contour, lag, &guide, &orders);
    let null = &fits[1..];
    let mean = null.iter().sum::<f64>() / null.len() as f64;
    let variance = null.iter().map(|fit| (fit - mean) * (fit - mean)).sum::<f64>() / (null.len() - 1) as f64;
    let distance = (fits[0] - mean) / libm::sqrt(variance).max(LEAST_SPREAD * sung);
    Some(1.0 / (1.0 + libm::exp(-(distance - EVEN_DISTANCE) / DISTANCE_SCALE)))
}

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

/// The greatest weight on notes over all lags and tempi, for each order of the guide's pitches.
fn best_fits(contour: &Contour, lag: &Lag, guide: &[(f64, f64, f64)], orders: &[Vec<usize>]) -> Vec<f64> {
    let mut circle = Circle::new(BINS, PITCH_WIDTH_CENTS);
    let note_bins: Vec<usize> = guide.iter().map(|note| circle.bin_of(note.2)).collect();
    let frame_bins: Vec<usize> = contour.midi.iter().map(|&midi| circle.bin_of(midi)).collect();
    let mut best = vec![0.0_f64; orders.len()];
    for tempo in TEMPI {
        for lag_s in LAGS_S {
            let mut heard = vec![[0.0; BINS]; guide.len()];
            meetings(contour, guide, lag.lag_ms / 1000.0 + lag_s, tempo, |meeting| {
                if let Meeting::Note { frame, note, weight } = meeting {
                    heard[note][frame_bins[frame]] += weight;
                }
            });
            for (best, order) in best.iter_mut().zip(orders) {
                circle.clear();
                for (heard, &other) in heard.iter().zip(order) {
                    circle.add_turned(heard, note_bins[other]);
                }
                *best = best.max(circle.mode().1);
            }
        }
    }
    best
}

/// The guide's own order, then [`SHUFFLES`] others (Fisher–Yates), the same in every run.
fn orders(notes: usize) -> Vec<Vec<usize>> {
    let own: Vec<usize> = (0..notes).collect();
    let mut random = 0;
    let mut orders = vec![own.clone()];
    for _ in 0..SHUFFLES {
        let mut order = own.clone();
        for i in (1..notes).rev() {
            order.swap(i, (next_random(&mut random) % (i as u64 + 1)) as usize);
        }
        orders.push(order);
    }
    orders
}

/// SplitMix64 (Steele, Lea & Flood 2014).
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const _: () = assert!(BINS.is_multiple_of(OCTAVE as usize));
