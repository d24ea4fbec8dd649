//! Synthetic contours with planted faults: what was planted must be what is read, and more of it must cost more.

use super::*;
use crate::model::f0::{HOP_S, midi_to_hz};
use crate::model::features::{Evidence, LagMethod};
use crate::model::melody::Note;

/// What a synthetic singer does to a note.
#[derive(Debug, Clone, Copy)]
struct Singer {
    lag_ms: f64,
    octaves: f64,
    key_cents: f64,
    /// Every other note is sharp, the others flat, by this.
    jitter_cents: f64,
    /// Every other note is late, the others early, by this.
    late_ms: f64,
    vibrato_cents: f64,
    wander_cents: f64,
    /// Every n-th note is left out; 0: none.
    misses_every: usize,
}

const EXACT: Singer = Singer {
    lag_ms: 150.0,
    octaves: 0.0,
    key_cents: 0.0,
    jitter_cents: 0.0,
    late_ms: 0.0,
    vibrato_cents: 0.0,
    wander_cents: 0.0,
    misses_every: 0,
};

fn melody() -> Melody {
    let midis = [60, 62, 64, 60, 67, 65, 64, 62, 59, 60, 64, 67, 69, 67, 64, 60];
    let mut onset_s = 0.6;
    let note = |(n, midi): (usize, &i32)| {
        let duration_s = [0.4, 0.5, 0.8, 0.45][n % 4];
        let note = Note {
            onset_s,
            duration_s,
            midi: f64::from(*midi),
            syllable: "la".to_owned(),
        };
        onset_s += duration_s + if n % 4 == 3 { 0.5 } else { 0.0 };
        note
    };
    Melody::new(midis.iter().enumerate().map(note).collect()).expect("a melody")
}

impl Singer {
    fn sing(&self, melody: &Melody) -> F0Track {
        let frames = ((melody.end_s() + 2.0) / HOP_S) as usize;
        let mut track = F0Track {
            f0_hz: vec![0.0; frames],
            voiced: vec![false; frames],
            confidence: vec![0.0; frames],
        };
        for (n, note) in melody.notes().iter().enumerate() {
            if self.misses_every > 0 && n % self.misses_every == 0 {
                continue;
            }
            let side = if n % 2 == 0 { 1.0 } else { -1.0 };
            let late_s = (self.lag_ms + side * self.late_ms) / 1000.0;
            let frame = |song_s: f64| ((song_s + late_s) / HOP_S).round().max(0.0) as usize;
            for i in frame(note.onset_s)..frame(note.end_s()).min(frames) {
                let age_s = i as f64 * HOP_S - note.onset_s - late_s;
                let turn = |hz: f64| libm::sin(std::f64::consts::TAU * hz * age_s);
                let cents = self.key_cents
                    + side * self.jitter_cents
                    + self.vibrato_cents * turn(6.25)
                    + self.wander_cents * turn(1.0 / note.duration_s);
                let midi = note.midi + 12.0 * self.octaves + cents / 100.0;
                (track.f0_hz[i], track.voiced[i], track.confidence[i]) = (midi_to_hz(midi) as f32, true, 1.0);
            }
        }
        track
    }

    fn scored(&self) -> Score {
        let melody = melody();
        score(
            &self.sing(&melody),
            &[],
            &lag(LagMethod::Given, self.lag_ms),
            &melody,
            &Settings::default(),
        )
    }

    fn total(&self) -> f64 {
        self.scored().total_score.expect("it was sung")
    }
}

fn lag(method: LagMethod, lag_ms: f64) -> Lag {
    Lag {
        lag_ms,
        method,
        confidence: 1.0,
        drift_ppm: None,
        bleed_db: None,
        evidence: Evidence::default(),
    }
}

fn assert_near(value: Option<f64>, expected: f64, tolerance: f64) {
    let value = value.expect("it can be measured");
    assert!((value - expected).abs() <= tolerance, "{value}, not {expected}");
}

/// F0 is held in single precision: 0.001 cents.
const ROUNDING: f64 = 0.01;

#[test]
fn the_melody_itself_is_perfect() {
    let scored = EXACT.scored();
    assert_near(scored.total_score, 100.0, ROUNDING);
    assert_near(scored.pitch_deviation_cents, 0.0, ROUNDING);
    assert_near(scored.key_offset_cents, 0.0, ROUNDING);
    assert_near(scored.onset_error_ms, 0.0, ROUNDING);
    assert_near(scored.coverage, 1.0, ROUNDING);
    assert_eq!(scored.octave_shift, Some(0));
    assert!(
        scored.melody_fit.expect("a melody of many pitches") > 0.95,
        "{:?}",
        scored.melody_fit
    );
}

#[test]
fn a_planted_key_is_reported_and_costs() {
    for key_cents in [-250.0, -60.0, 35.0, 200.0, 500.0] {
        let scored = Singer { key_cents, ..EXACT }.scored();
        assert_near(scored.key_offset_cents, key_cents, ROUNDING);
        assert_near(scored.pitch_deviation_cents, key_cents.abs(), ROUNDING);
        assert!(scored.total_score < EXACT.scored().total_score);
        assert_eq!(scored.octave_shift, Some(0));
    }
}

#[test]
fn octaves_are_reported_and_free() {
    for octaves in [-2.0, -1.0, 1.0] {
        for key_cents in [0.0, -60.0, 200.0] {
            let here = Singer { key_cents, ..EXACT }.scored();
            let there = Singer {
                octaves,
                key_cents,
                ..EXACT
            }
            .scored();
            assert_eq!(there.octave_shift, Some(octaves as i32));
            assert_near(there.total_score, here.total_score.expect("it was sung"), ROUNDING);
            assert_near(there.key_offset_cents, key_cents, ROUNDING);
        }
    }
}

#[test]
fn a_key_half_an_octave_off_has_one_size() {
    for key_cents in [590.0, 610.0, -590.0] {
        let scored = Singer { key_cents, ..EXACT }.scored();
        let offset = scored.key_offset_cents.expect("it was sung");
        assert!((offset.abs() - 600.0).abs() < 11.0, "{offset}");
        assert!(scored.pitch_deviation_cents.expect("it was sung") > 580.0);
    }
}

#[test]
fn lag_does_not_matter_once_it_is_known() {
    let scored = Singer { lag_ms: 480.0, ..EXACT }.scored();
    assert_near(scored.total_score, EXACT.total(), ROUNDING);
}

#[test]
fn jitter_is_read_note_by_note() {
    let scored = Singer {
        jitter_cents: 40.0,
        ..EXACT
    }
    .scored();
    assert_near(scored.pitch_deviation_cents, 40.0, ROUNDING);
    for (n, note) in scored.notes.iter().enumerate() {
        assert_near(note.deviation_cents, if n % 2 == 0 { 40.0 } else { -40.0 }, ROUNDING);
    }
}

#[test]
fn vibrato_is_no_fault_and_wander_is() {
    let steady = EXACT.scored();
    let vibrato = Singer {
        vibrato_cents: 60.0,
        ..EXACT
    }
    .scored();
    let wander = Singer {
        wander_cents: 60.0,
        ..EXACT
    }
    .scored();
    assert!(
        vibrato.pitch_stability_cents.expect("long notes") < 5.0,
        "{:?}",
        vibrato.pitch_stability_cents
    );
    assert!(
        wander.pitch_stability_cents.expect("long notes") > 20.0,
        "{:?}",
        wander.pitch_stability_cents
    );
    let lost = steady.total_score.expect("sung") - vibrato.total_score.expect("sung");
    assert!(lost < 3.0, "vibrato costs {lost}");
}

#[test]
fn more_of_a_fault_costs_more() {
    let falls = |fault: &str, totals: Vec<f64>| {
        for pair in totals.windows(2) {
            assert!(pair[1] < pair[0], "{fault}: {totals:?}");
        }
    };
    let steps = |from: i32, to: i32, step: usize| (from..=to).step_by(step).map(f64::from);
    falls(
        "key",
        steps(20, 150, 10)
            .map(|key_cents| Singer { key_cents, ..EXACT }.total())
            .collect(),
    );
    falls(
        "jitter",
        steps(20, 120, 10)
            .map(|jitter_cents| Singer { jitter_cents, ..EXACT }.total())
            .collect(),
    );
    falls(
        "late",
        steps(40, 140, 20)
            .map(|late_ms| Singer { late_ms, ..EXACT }.total())
            .collect(),
    );
    falls(
        "missed",
        [0, 8, 4, 2]
            .map(|misses_every| Singer { misses_every, ..EXACT }.total())
            .to_vec(),
    );
}

#[test]
fn no_size_of_a_fault_is_better_than_a_smaller_one() {
    let jittered = |cents: i32| {
        let jitter_cents = f64::from(cents);
        Singer { jitter_cents, ..EXACT }.total()
    };
    for cents in (0..=300).step_by(5) {
        // Half a point: boundaries between notes may settle a frame away.
        assert!(jittered(cents + 5) < jittered(cents) + 0.5, "{cents} cents");
    }
}

#[test]
fn a_late_note_is_not_a_wrong_one() {
    let scored = Singer {
        late_ms: 120.0,
        ..EXACT
    }
    .scored();
    assert_near(scored.pitch_deviation_cents, 0.0, ROUNDING);
    // Notes that move apart leave gaps and notes that collide are cut: the boundaries between may share the move.
    assert_near(scored.onset_error_ms, 120.0, 20.0);
}

#[test]
fn a_habit_counts_where_the_lag_is_sure_and_not_where_it_is_not() {
    let melody = melody();
    let track = EXACT.sing(&melody);
    let settings = Settings::default();
    let sure = score(
        &track,
        &[],
        &lag(LagMethod::Bleed, EXACT.lag_ms - 90.0),
        &melody,
        &settings,
    );
    assert_near(sure.onset_error_ms, 90.0, 10.0);
    let unsure = score(
        &track,
        &[],
        &lag(LagMethod::Contour, EXACT.lag_ms - 90.0),
        &melody,
        &settings,
    );
    assert_near(unsure.onset_error_ms, 0.0, 10.0);
    assert!(unsure.timing_score > sure.timing_score);
}

#[test]
fn singing_through_the_rests_costs_coverage() {
    let melody = melody();
    let mut track = EXACT.sing(&melody);
    for i in 0..track.len() {
        if !track.voiced[i] {
            (track.f0_hz[i], track.voiced[i], track.confidence[i]) = (midi_to_hz(54.5) as f32, true, 1.0);
        }
    }
    let lag = lag(LagMethod::Given, EXACT.lag_ms);
    let scored = score(&track, &[], &lag, &melody, &Settings::default());
    assert!(
        scored.coverage_score.expect("sung") < 98.0,
        "{:?}",
        scored.coverage_score
    );
}

#[test]
fn another_melody_does_not_fit() {
    let guide = melody();
    for step in 1..6 {
        // The same rhythm and the same pitches, in another order.
        let midis: Vec<f64> = guide.notes().iter().map(|note| note.midi).collect();
        let notes = guide.notes().iter().enumerate().map(|(n, note)| Note {
            midi: midis[(n * (2 * step + 1) + step) % midis.len()],
            ..note.clone()
        });
        let other = Melody::new(notes.collect()).expect("a melody");
        let lag = lag(LagMethod::Contour, EXACT.lag_ms);
        let scored = score(&EXACT.sing(&other), &[], &lag, &guide, &Settings::default());
        let fit = scored.melody_fit.expect("a melody of many pitches");
        assert!(fit < 0.25, "order {step}: {fit}");
    }
}

#[test]
fn a_poor_singer_still_sings_the_song() {
    for key_cents in [0.0, 170.0] {
        let scored = Singer {
            jitter_cents: 90.0,
            late_ms: 60.0,
            wander_cents: 40.0,
            key_cents,
            ..EXACT
        }
        .scored();
        assert!(
            scored.melody_fit.expect("a melody of many pitches") > 0.6,
            "{:?}",
            scored.melody_fit
        );
    }
}

#[test]
fn a_guide_of_one_pitch_fits_nothing_and_everything() {
    let note = Note {
        onset_s: 0.5,
        duration_s: 2.0,
        midi: 60.0,
        syllable: String::new(),
    };
    let melody = Melody::new(vec![note]).expect("a melody");
    let scored = score(
        &EXACT.sing(&melody),
        &[],
        &lag(LagMethod::Given, EXACT.lag_ms),
        &melody,
        &Settings::default(),
    );
    assert_eq!(scored.melody_fit, None);
    assert_near(scored.total_score, 100.0, ROUNDING);
}

#[test]
fn nothing_sung_is_nothing_judged() {
    let melody = melody();
    let settings = Settings::default();
    let unvoiced = F0Track {
        f0_hz: vec![100.0; 500],
        voiced: vec![false; 500],
        confidence: vec![0.0; 500],
    };
    let one = F0Track {
        f0_hz: vec![100.0],
        voiced: vec![true],
        confidence: vec![1.0],
    };
    let not_numbers = F0Track {
        f0_hz: vec![f32::NAN; 500],
        voiced: vec![true; 500],
        confidence: vec![f32::NAN; 500],
    };
    for track in [F0Track::default(), unvoiced, one, not_numbers] {
        for lag_ms in [0.0, -1e9, 1e300, f64::NAN] {
            let scored = score(
                &track,
                &[f32::NAN],
                &lag(LagMethod::Contour, lag_ms),
                &melody,
                &settings,
            );
            assert_eq!(scored.total_score, None);
            assert!((0.0..=1.0).contains(&scored.voiced_share));
        }
    }
}

#[test]
fn odd_settings_make_no_odd_numbers() {
    let melody = melody();
    let zero = Settings {
        pitch_weight: 0.0,
        timing_weight: 0.0,
        coverage_weight: 0.0,
        absolute_share: 0.0,
        interval_share: 0.0,
        stability_share: 0.0,
        note_reach_ms: 0.0,
        attack_ms: 1e9,
        release_ms: 1e9,
        ..Settings::default()
    };
    let scored = score(
        &EXACT.sing(&melody),
        &[],
        &lag(LagMethod::Given, EXACT.lag_ms),
        &melody,
        &zero,
    );
    assert_eq!((scored.total_score, scored.pitch_score), (None, None));
    assert_near(scored.timing_score, 100.0, ROUNDING);
}

#[test]
fn a_narrow_guide_is_known_by_its_notes() {
    // Five long notes within a tone: most orders of them are alike, so the null alone would turn everybody away.
    let midis = [64.2, 63.9, 62.1, 63.8, 62.2];
    let notes = midis.iter().enumerate().map(|(n, &midi)| Note {
        onset_s: 0.5 + 2.5 * n as f64,
        duration_s: 2.4,
        midi,
        syllable: String::new(),
    });
    let melody = Melody::new(notes.collect()).expect("a melody");
    let given = lag(LagMethod::Given, EXACT.lag_ms);
    let fit = |singer: &Singer| score(&singer.sing(&melody), &[], &given, &melody, &Settings::default()).melody_fit;
    assert!(fit(&EXACT).expect("it was sung") >= 0.9);
    let elsewhere = Singer {
        key_cents: 450.0,
        jitter_cents: 150.0,
        ..EXACT
    };
    assert!(fit(&elsewhere).expect("it was sung") < 0.25);
}
