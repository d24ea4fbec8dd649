//! The sung contour in song time, laid over the guide, thinned for drawing.
//!
//! 1. Frame `i` was sung at song time `0.01 i / (1 + drift) − lag`.
//! 2. Its pitch is moved by whole octaves to within half an octave of the guide note that sounds then, or of
//!    the nearest one: scoring is octave free, and so is the picture. Nothing else is moved.
//! 3. The window is cut into at most [`COLUMNS`] columns; each column shows the median of its voiced
//!    frames, or, where none is voiced, faintly, the median of the best guesses.

use crate::model::f0::{HOP_S, hz_to_midi};
use crate::model::features::{Features, Lag};
use crate::model::melody::{Melody, Note};

/// Most points of one contour.
pub(super) const COLUMNS: usize = 600;

/// Where a take's own clock lies on the song's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Clock {
    pub(in crate::report) lag_s: f64,
    /// Take seconds in one song second.
    pub(in crate::report) rate: f64,
}

impl Clock {
    /// The clock that a lag describes; a take without one starts with the song.
    pub(in crate::report) fn of(lag: Option<&Lag>) -> Self {
        let lag_ms = lag.map_or(0.0, |lag| lag.lag_ms);
        let drift_ppm = lag.and_then(|lag| lag.drift_ppm).unwrap_or(0.0);
        let known = |value: f64| if value.is_finite() { value } else { 0.0 };
        Self {
            lag_s: known(lag_ms) / 1000.0,
            rate: 1.0 + known(drift_ppm).clamp(-1e5, 1e5) * 1e-6,
        }
    }

    /// Song time of a take time.
    pub(super) fn song_s(self, take_s: f64) -> f64 {
        take_s / self.rate - self.lag_s
    }
}

/// One drawn point of a contour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Which column of the window.
    pub(super) column: usize,
    /// Pitch as drawn: octaves folded toward the guide.
    pub(super) midi: f64,
    /// Distance from the note that sounds then, cents; `None` between notes, and where the take has no place
    /// on the timeline, so that nobody knows which note it is.
    pub(super) deviation_cents: Option<f64>,
    /// Whether a voice was sounding.
    pub(super) voiced: bool,
}

/// Points of a contour within a window of song time, one a column at most, in order.
pub(super) fn contour(features: &Features, melody: &Melody, window_s: (f64, f64)) -> Vec<Point> {
    let clock = Clock::of(features.lag.as_ref());
    let (start_s, end_s) = window_s;
    let columns_a_second = COLUMNS as f64 / (end_s - start_s);
    let is_placed = features.lag.is_some();
    let mut thinned = Thinned::default();

    for (i, &f0_hz) in features.f0.f0_hz.iter().enumerate() {
        let song_s = clock.song_s(i as f64 * HOP_S);
        let midi = hz_to_midi(f64::from(f0_hz));
        if !(start_s..end_s).contains(&song_s) || !midi.is_finite() {
            continue;
        }
        let column = ((song_s - start_s) * columns_a_second) as usize;
        let sounding = melody.at(song_s);
        let Some(note) = sounding.or_else(|| nearest(melody, song_s)) else {
            continue;
        };
        let deviation = folded(midi - note.midi);
        thinned.push(Point {
            column: column.min(COLUMNS - 1),
            midi: note.midi + deviation,
            deviation_cents: sounding.filter(|_| is_placed).map(|_| 100.0 * deviation),
            voiced: features.f0.voiced.get(i).copied().unwrap_or(false),
        });
    }
    thinned.finish()
}

/// The note nearest in time.
fn nearest(melody: &Melody, song_s: f64) -> Option<&Note> {
    let notes = melody.notes();
    let after = notes.partition_point(|note| note.onset_s <= song_s);
    let before = after.checked_sub(1).and_then(|i| notes.get(i));
    match (before, notes.get(after)) {
        (Some(before), Some(next)) if next.onset_s - song_s < song_s - before.end_s() => Some(next),
        (Some(before), _) => Some(before),
        (None, next) => next,
    }
}

/// Semitones moved by whole octaves into −6..=6.
fn folded(semitones: f64) -> f64 {
    semitones - 12.0 * libm::round(semitones / 12.0)
}

/// Gathers the frames of one column and keeps their median.
#[derive(Default)]
struct Thinned {
    points: Vec<Point>,
    column: Vec<Point>,
}

impl Thinned {
    fn push(&mut self, point: Point) {
        if self.column.first().is_some_and(|first| first.column != point.column) {
            self.close_column();
        }
        self.column.push(point);
    }

    fn close_column(&mut self) {
        if self.column.iter().any(|point| point.voiced) {
            self.column.retain(|point| point.voiced);
        }
        self.column.sort_by(|a, b| a.midi.total_cmp(&b.midi));
        self.points.extend(self.column.get(self.column.len() / 2));
        self.column.clear();
    }

    fn finish(mut self) -> Vec<Point> {
        self.close_column();
        self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::f0::{F0Track, midi_to_hz};
    use crate::model::features::{Evidence, LagMethod, Quality};

    fn melody() -> Melody {
        let note = |onset_s: f64, midi: f64| Note {
            onset_s,
            duration_s: 1.0,
            midi,
            syllable: String::new(),
        };
        Melody::new(vec![note(1.0, 60.0), note(3.0, 64.0)]).unwrap()
    }

    fn take(frames: usize, lag_ms: f64, midi: f64) -> Features {
        Features {
            lag: Some(Lag {
                lag_ms,
                method: LagMethod::Contour,
                confidence: 1.0,
                drift_ppm: None,
                bleed_db: None,
                evidence: Evidence::default(),
            }),
            quality: Quality::default(),
            f0: F0Track {
                f0_hz: vec![midi_to_hz(midi) as f32; frames],
                voiced: vec![true; frames],
                confidence: vec![1.0; frames],
            },
            level_dbfs: vec![-20.0; frames],
            overview: vec![100; 600],
        }
    }

    #[test]
    fn octaves_are_folded_and_nothing_else_is() {
        let points = contour(&take(500, 0.0, 48.25), &melody(), (0.0, 5.0));
        let at = |song_s: f64| points[(song_s * 100.0) as usize];
        assert!((at(1.5).midi - 60.25).abs() < 1e-4);
        assert!((at(1.5).deviation_cents.unwrap() - 25.0).abs() < 0.01);
        assert!((at(3.5).deviation_cents.unwrap() + 375.0).abs() < 0.01);
        assert_eq!(
            at(2.4).deviation_cents,
            None,
            "between notes there is nothing to deviate from"
        );
    }

    #[test]
    fn a_take_without_a_place_deviates_from_nothing() {
        let mut features = take(500, 0.0, 60.3);
        features.lag = None;
        let points = contour(&features, &melody(), (0.0, 5.0));
        assert_eq!(points.len(), 500);
        assert!(points.iter().all(|point| point.deviation_cents.is_none()));
    }

    #[test]
    fn a_late_take_lies_where_it_was_sung() {
        let points = contour(&take(100, -500.0, 60.0), &melody(), (0.0, 6.0));
        assert_eq!(points.first().unwrap().column, 50);
        assert_eq!(points.last().unwrap().column, 149);
    }

    #[test]
    fn drift_stretches_the_take() {
        let mut features = take(100_001, 0.0, 60.0);
        features.lag.as_mut().unwrap().drift_ppm = Some(100.0);
        let clock = Clock::of(features.lag.as_ref());
        assert!((clock.song_s(1000.0) - 999.9).abs() < 1e-3);
    }

    #[test]
    fn long_takes_are_thinned_and_voice_wins_over_guesses() {
        let mut features = take(60_000, 0.0, 60.0);
        for i in 0..60_000 {
            features.f0.voiced[i] = i % 100 == 7;
            features.f0.f0_hz[i] = if features.f0.voiced[i] { 440.0 } else { 100.0 };
        }
        let points = contour(&features, &melody(), (0.0, 600.0));
        assert_eq!(points.len(), COLUMNS);
        assert!(points.iter().all(|point| point.voiced));
    }

    #[test]
    fn broken_tracks_draw_nothing() {
        let mut features = take(10, f64::NAN, 60.0);
        features.f0.f0_hz = vec![0.0, f32::NAN, f32::INFINITY, -3.0, 0.0];
        features.f0.voiced = vec![true];
        assert_eq!(contour(&features, &melody(), (0.0, 5.0)), []);
    }
}
