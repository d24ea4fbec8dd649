//! Lag from what was sung: the F0 contour laid over the guide melody.
//!
//! For each candidate lag every voiced frame is compared with the note that should sound at its song time. Differences
//! are folded by octaves and gathered in a histogram on the circle of 12 semitones, so that the key is free: the weight
//! near the fullest place counts for the lag, voiced time in the guide's rests counts against it,
//!
//! `fit(lag) = max over key of Σ w·exp(−½(δ−key)²/σ²) − ρ·(voiced time in rests)`,
//!
//! with σ = 60 cents and ρ = ½. Voice in the 150 ms after a note is free: in a room every note rings on, and were that
//! held against the lag, reverberation would pull it late. A frame that straddles a boundary is shared between both sides in proportion, which makes the
//! curve continuous in lag; its peak is the vertex of a parabola fitted to ±40 ms round the greatest value.
//!
//! Singers scoop up to a note and hold it past its end; both ends count, and the two nearly cancel: over the exact
//! renditions of six real singers the median error was −3 ms, with ±10 ms from singer to singer. No constant is taken off.
//!
//! What it cannot do: tell a singer who is late from a device that is late. The score therefore treats the median onset
//! error of a take placed by its contour as part of the lag.
//!
//! Cost: lags × frames, below 1 ms for 20 s.

use super::Search;
use super::octave::Circle;
use crate::model::f0::{F0Track, HOP_S};
use crate::model::features::{Evidence, Lag, LagMethod};
use crate::model::melody::Melody;

/// Step of the search, ms: one frame.
const STEP_MS: f64 = 1000.0 * HOP_S;

/// Most lags that are tried; a wider search has coarser steps.
const MOST_LAGS: usize = 600;

/// Width σ of the pitch kernel, cents: wide enough for an untrained singer's wander, narrow enough to tell semitones.
const PITCH_WIDTH_CENTS: f64 = 60.0;

/// What a voiced frame in a rest costs, against 1 gained by a frame on its note.
pub(super) const REST_COST: f64 = 0.5;

/// For this long after a note, seconds, voice in a rest costs nothing: rooms ring on, and singers hold on.
const RELEASE_S: f64 = 0.15;

/// What a peak at the edge of the search is worth: the true one may lie beyond.
const EDGE_SHARE: f64 = 0.3;

/// Half the width of the parabola laid over the peak, in steps.
const PARABOLA_REACH: usize = 4;

/// Another peak this far away, ms, is another lag and not the flank of this one.
const RIVAL_DISTANCE_MS: f64 = 150.0;

/// Least voiced time that says anything, seconds.
const LEAST_VOICED_S: f64 = 0.5;

/// A frame this much below the loudest is not the singer, dB.
const AUDIBLE_RANGE_DB: f32 = 40.0;

/// A contour as the comparison needs it: MIDI pitch and weight of each frame, weight 0 where unvoiced.
pub(crate) struct Contour {
    /// Seconds between frames.
    pub(crate) hop_s: f64,
    /// MIDI pitch; meaningless where the weight is 0.
    pub(crate) midi: Vec<f64>,
    /// Confidence where voiced, else 0.
    pub(crate) weight: Vec<f64>,
}

impl Contour {
    /// Every `stride`-th frame of a track; frames that are unvoiced or not finite weigh nothing.
    pub(crate) fn new(f0: &F0Track, stride: usize) -> Self {
        let frames = f0.len().min(f0.voiced.len()).min(f0.confidence.len());
        let mut contour = Self {
            hop_s: HOP_S * stride as f64,
            midi: Vec::with_capacity(frames / stride + 1),
            weight: Vec::with_capacity(frames / stride + 1),
        };
        for i in (0..frames).step_by(stride) {
            let midi = f0.midi(i).filter(|midi| midi.is_finite());
            let confidence = f64::from(f0.confidence[i]).clamp(0.0, 1.0);
            contour.midi.push(midi.unwrap_or(0.0));
            contour.weight.push(midi.map_or(0.0, |_| confidence));
        }
        contour
    }

    /// The same, without frames more than 40 dB below the loudest: trackers hear pitch in what is left of the backing.
    pub(crate) fn audible(mut self, level_dbfs: &[f32]) -> Self {
        let finite = level_dbfs.iter().copied().filter(|level| level.is_finite());
        let floor_dbfs = finite.fold(f32::NEG_INFINITY, f32::max) - AUDIBLE_RANGE_DB;
        for (weight, &level) in self.weight.iter_mut().zip(level_dbfs) {
            if level < floor_dbfs {
                *weight = 0.0;
            }
        }
        self
    }

    /// MIDI pitch of a frame, where there is one and it is voiced.
    pub(crate) fn sung(&self, frame: i64) -> Option<f64> {
        let i = usize::try_from(frame).ok()?;
        (*self.weight.get(i)? > 0.0).then(|| self.midi[i])
    }

    /// Share of the frames that are voiced, 0–1.
    pub(crate) fn voiced_share(&self) -> f64 {
        self.weight.iter().filter(|&&weight| weight > 0.0).count() as f64 / self.weight.len().max(1) as f64
    }

    /// Sum of all weights.
    pub(crate) fn total_weight(&self) -> f64 {
        self.weight.iter().sum()
    }
}

/// How well a contour lies on a melody at one lag: the weight on the notes in the best key, that key in semitones,
/// and the weight that fell into rests, but for the ring of the note before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    pub(crate) on_notes: f64,
    pub(crate) key_semitones: f64,
    pub(crate) in_rests: f64,
}

/// What a voiced frame meets, and how much of its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meeting {
    /// A note of the guide.
    Note { frame: usize, note: usize, weight: f64 },
    /// A rest, more than [`RELEASE_S`] after the last note.
    Rest { weight: f64 },
}

/// Tells what every voiced frame meets among notes `(start_s, end_s, midi)`: song time = (take time − lag) × tempo.
pub(crate) fn meetings(
    contour: &Contour,
    notes: &[(f64, f64, f64)],
    lag_s: f64,
    tempo: f64,
    mut meet: impl FnMut(Meeting),
) {
    let half_s = 0.5 * contour.hop_s * tempo;
    let mut first = 0;
    for (frame, &weight) in contour.weight.iter().enumerate() {
        if weight <= 0.0 {
            continue;
        }
        let song_s = (frame as f64 * contour.hop_s - lag_s) * tempo;
        while first < notes.len() && notes[first].1 <= song_s - half_s {
            first += 1;
        }
        let mut left = weight;
        for (note, &(start_s, end_s, _)) in notes.iter().enumerate().skip(first) {
            if start_s >= song_s + half_s {
                break;
            }
            let shared_s = end_s.min(song_s + half_s) - start_s.max(song_s - half_s);
            let weight = weight * shared_s / (2.0 * half_s);
            meet(Meeting::Note { frame, note, weight });
            left -= weight;
        }
        let ringing = first > 0 && song_s - notes[first - 1].1 < RELEASE_S;
        if left > 0.0 && !ringing {
            meet(Meeting::Rest { weight: left });
        }
    }
}

/// Lays a contour over notes at the song's own tempo.
pub(crate) fn lay_over(contour: &Contour, notes: &[(f64, f64, f64)], lag_s: f64, circle: &mut Circle) -> Fit {
    circle.clear();
    let mut in_rests = 0.0;
    meetings(contour, notes, lag_s, 1.0, |meeting| match meeting {
        Meeting::Note { frame, note, weight } => circle.add(contour.midi[frame] - notes[note].2, weight),
        Meeting::Rest { weight } => in_rests += weight,
    });
    let (key_semitones, on_notes) = circle.mode();
    Fit {
        on_notes,
        key_semitones,
        in_rests,
    }
}

/// The notes of a melody as [`lay_over`] takes them.
pub(crate) fn spans(melody: &Melody) -> Vec<(f64, f64, f64)> {
    let span = |note: &crate::model::melody::Note| (note.onset_s, note.end_s(), note.midi);
    melody.notes().iter().map(span).collect()
}

/// Lag of a take from its contour; `None` when too little was sung.
///
/// `level_dbfs` stands on the F0 grid; frames beyond its end count as they are voiced.
pub fn by_contour(f0: &F0Track, level_dbfs: &[f32], melody: &Melody, search: &Search) -> Option<Lag> {
    if !search.is_sound() {
        return None;
    }
    let contour = Contour::new(f0, 1).audible(level_dbfs);
    let total_weight = contour.total_weight();
    if total_weight * HOP_S < LEAST_VOICED_S {
        return None;
    }
    let span_ms = search.latest_ms - search.earliest_ms;
    let step_ms = STEP_MS.max(span_ms / (MOST_LAGS - 1) as f64);
    let lags = (span_ms / step_ms) as usize + 1;
    let notes = spans(melody);
    let mut circle = Circle::new(120, PITCH_WIDTH_CENTS);
    let fit: Vec<f64> = (0..lags)
        .map(|k| {
            let lag_s = (search.earliest_ms + k as f64 * step_ms) / 1000.0;
            let fit = lay_over(&contour, &notes, lag_s, &mut circle);
            fit.on_notes - REST_COST * fit.in_rests
        })
        .collect();
    let peak = (0..lags).fold(0, |best, k| if fit[k] > fit[best] { k } else { best });
    let floor = fit.iter().copied().fold(f64::INFINITY, f64::min);
    let height = fit[peak] - floor;
    let strength = |&value: &f64| {
        if height > 0.0 {
            ((value - floor) / height) as f32
        } else {
            1.0
        }
    };
    let vertex = vertex_steps(&fit, peak);
    Some(Lag {
        lag_ms: search.earliest_ms + vertex * step_ms,
        method: LagMethod::Contour,
        confidence: confidence(&fit, peak, step_ms, total_weight),
        drift_ppm: None,
        bleed_db: None,
        evidence: Evidence {
            first_lag_ms: search.earliest_ms,
            step_ms,
            strength: fit.iter().map(strength).collect(),
        },
    })
}

/// Vertex of the least-squares parabola through the values round the peak, in steps; the peak itself at an edge.
fn vertex_steps(fit: &[f64], peak: usize) -> f64 {
    let reach = PARABOLA_REACH.min(peak).min(fit.len() - 1 - peak) as i64;
    if reach == 0 {
        return peak as f64;
    }
    // Sums over x = −reach…reach of the orthogonal parts of a parabola: x, and x² less its mean.
    let count = (2 * reach + 1) as f64;
    let mean_square = (-reach..=reach).map(|x| (x * x) as f64).sum::<f64>() / count;
    let (mut slope, mut curve, mut curve_norm) = (0.0, 0.0, 0.0);
    for x in -reach..=reach {
        let value = fit[(peak as i64 + x) as usize];
        let bend = (x * x) as f64 - mean_square;
        slope += x as f64 * value / (mean_square * count);
        curve += bend * value;
        curve_norm += bend * bend;
    }
    let curvature = curve / curve_norm;
    if curvature >= 0.0 {
        return peak as f64;
    }
    let vertex = -slope / (2.0 * curvature);
    peak as f64 + vertex.clamp(-(reach as f64), reach as f64)
}

/// Chance that the peak is the lag: how much of the singing lies on the guide, and how far the next peak is below.
fn confidence(fit: &[f64], peak: usize, step_ms: f64, total_weight: f64) -> f64 {
    let apart = (RIVAL_DISTANCE_MS / step_ms) as usize;
    let rival = fit
        .iter()
        .enumerate()
        .filter(|(k, _)| k.abs_diff(peak) > apart)
        .map(|(_, &value)| value)
        .fold(0.0, f64::max);
    let on_guide = (fit[peak] / total_weight).clamp(0.0, 1.0);
    let margin = if fit[peak] > 0.0 {
        (1.0 - rival / fit[peak]).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let inside = if peak == 0 || peak + 1 == fit.len() {
        EDGE_SHARE
    } else {
        1.0
    };
    inside / (1.0 + libm::exp(-(6.0 * (on_guide - 0.35) + 10.0 * (margin - 0.1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::f0::midi_to_hz;
    use crate::model::melody::Note;

    fn melody() -> Melody {
        let midis = [60.0, 62.0, 64.0, 60.0, 67.0, 65.0, 64.0, 62.0, 59.0, 60.0, 64.0, 67.0];
        let mut onset_s = 0.5;
        let note = |(n, midi): (usize, &f64)| {
            let duration_s = 0.3 + 0.1 * (n % 3) as f64;
            let note = Note {
                onset_s,
                duration_s,
                midi: *midi,
                syllable: String::new(),
            };
            onset_s += duration_s + if n % 4 == 3 { 0.4 } else { 0.0 };
            note
        };
        Melody::new(midis.iter().enumerate().map(note).collect()).expect("a melody")
    }

    /// The melody sung exactly, `lag_ms` late, shifted by some semitones.
    fn sung(melody: &Melody, lag_ms: f64, shift_semitones: f64) -> F0Track {
        let frames = ((melody.end_s() + 1.0) / HOP_S) as usize;
        let mut track = F0Track::default();
        for i in 0..frames {
            let note = melody.at(i as f64 * HOP_S - lag_ms / 1000.0);
            track
                .f0_hz
                .push(note.map_or(0.0, |note| midi_to_hz(note.midi + shift_semitones) as f32));
            track.voiced.push(note.is_some());
            track.confidence.push(if note.is_some() { 1.0 } else { 0.0 });
        }
        track
    }

    #[test]
    fn a_planted_lag_is_found_in_any_octave_and_key() {
        let melody = melody();
        for lag_ms in [-80.0, -3.0, 0.0, 57.0, 120.0, 333.0, 650.0] {
            for shift_semitones in [0.0, -12.0, 24.0, 2.0, -3.37] {
                let track = sung(&melody, lag_ms, shift_semitones);
                let lag = by_contour(&track, &[], &melody, &Search::default()).expect("it is sung");
                // Frames are sampled every 10 ms: half of that is the best there is.
                let error_ms = lag.lag_ms - lag_ms;
                assert!(
                    error_ms.abs() <= 5.5,
                    "{lag_ms} ms, {shift_semitones} st: {}",
                    lag.lag_ms
                );
                assert!(lag.confidence > 0.9, "{}", lag.confidence);
                assert_eq!(lag.method, LagMethod::Contour);
            }
        }
    }

    #[test]
    fn a_held_tone_is_uncertain() {
        let melody = melody();
        let mut track = sung(&melody, 100.0, 0.0);
        track.f0_hz.fill(220.0);
        track.voiced.fill(true);
        track.confidence.fill(1.0);
        let lag = by_contour(&track, &[], &melody, &Search::default()).expect("something is sung");
        assert!(lag.confidence < 0.3, "{}", lag.confidence);
    }

    #[test]
    fn what_is_far_below_the_voice_is_not_the_voice() {
        let melody = melody();
        let mut track = sung(&melody, 200.0, 0.0);
        let level: Vec<f32> = track
            .voiced
            .iter()
            .map(|&voiced| if voiced { -20.0 } else { -70.0 })
            .collect();
        for i in 0..track.len() {
            if !track.voiced[i] {
                (track.f0_hz[i], track.voiced[i], track.confidence[i]) = (330.0, true, 1.0);
            }
        }
        let lag = by_contour(&track, &level, &melody, &Search::default()).expect("it is sung");
        assert!((lag.lag_ms - 200.0).abs() <= 5.5, "{}", lag.lag_ms);
    }

    #[test]
    fn evidence_is_a_curve_with_its_peak_at_one() {
        let melody = melody();
        let wide = Search {
            latest_ms: 20_000.0,
            ..Search::default()
        };
        let lag = by_contour(&sung(&melody, 100.0, 0.0), &[], &melody, &wide).expect("it is sung");
        assert!(lag.evidence.strength.len() <= MOST_LAGS);
        assert_eq!(lag.evidence.strength.iter().copied().fold(0.0, f32::max), 1.0);
        assert!(lag.evidence.strength.iter().all(|x| (0.0..=1.0).contains(x)));
    }

    #[test]
    fn degenerate_input_has_no_lag() {
        let melody = melody();
        let search = Search::default();
        let one = F0Track {
            f0_hz: vec![220.0],
            voiced: vec![true],
            confidence: vec![1.0],
        };
        let mut not_numbers = sung(&melody, 0.0, 0.0);
        not_numbers.f0_hz.fill(f32::NAN);
        let mut unvoiced = sung(&melody, 0.0, 0.0);
        unvoiced.voiced.fill(false);
        for track in [F0Track::default(), one, not_numbers, unvoiced] {
            assert_eq!(by_contour(&track, &[f32::NAN], &melody, &search), None);
        }
        let backwards = Search {
            earliest_ms: 1.0,
            latest_ms: 0.0,
            ..search
        };
        assert_eq!(by_contour(&sung(&melody, 0.0, 0.0), &[], &melody, &backwards), None);
    }
}
