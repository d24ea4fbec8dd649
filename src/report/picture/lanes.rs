//! The four lanes over song time.

use super::Frame;
use super::contour::{COLUMNS, Clock, Point, contour as contour_points};
use super::layout::{AXIS_TOP, GAP, LANE, ONSET_TOP, PITCH_TOP, ROLL, WAVE_TOP};
use crate::model::f0::HOP_S;
use crate::model::features::Features;
use crate::model::melody::{Melody, Note};
use crate::model::score::{NoteScore, Score};
use crate::report::figures::note_name;
use crate::report::svg::{self, FRAME_WIDTH, PathData, Scale, UNITS_PER_PX};
use maud::{Markup, html};

/// Within this of the guide, a pitch is drawn as in tune: about what a listener lets pass in a choir.
pub(in crate::report) const IN_TUNE_CENTS: f64 = 25.0;
/// Beyond this, it is drawn as clearly off.
pub(in crate::report) const OFF_CENTS: f64 = 50.0;
/// Deviation at the edge of the pitch lane.
pub(in crate::report) const LANE_CENTS: f64 = 100.0;
/// Onset error at the edge of the onset lane.
pub(in crate::report) const LANE_ONSET_MS: f64 = 200.0;

/// Colours by distance from the guide, flat to sharp; the last is for pitch between notes.
const TINTS: [&str; 6] = ["t-ff", "t-f", "t-ok", "t-s", "t-ss", "t-none"];

fn tint(deviation_cents: Option<f64>) -> usize {
    match deviation_cents {
        None => 5,
        Some(cents) if cents < -OFF_CENTS => 0,
        Some(cents) if cents < -IN_TUNE_CENTS => 1,
        Some(cents) if cents <= IN_TUNE_CENTS => 2,
        Some(cents) if cents <= OFF_CENTS => 3,
        Some(_) => 4,
    }
}

/// Paths by tint, drawn in one go.
#[derive(Default)]
struct Tinted([PathData; 6]);

impl Tinted {
    fn draw(&self, class: &str) -> Markup {
        let paths = self.0.iter().zip(TINTS);
        svg::joined(paths.map(|(path, tint)| path.draw(&format!("{class} {tint}"))))
    }
}

/// Pitch to pixels in the roll.
fn roll_scale(frame: &Frame, units_per_px: f64) -> Scale {
    Scale {
        domain: frame.midi,
        range: (ROLL * units_per_px, 0.0),
    }
}

/// Backgrounds, rulings, guide notes, and every label.
pub(super) fn guide(melody: &Melody, frame: &Frame) -> Markup {
    let y = roll_scale(frame, 1.0);
    let semitone_px = y.at(0.0) - y.at(1.0);
    let note_px = semitone_px.max(3.0);
    let lanes = [(0.0, ROLL), (PITCH_TOP, LANE), (ONSET_TOP, LANE), (WAVE_TOP, LANE)];
    let middle = |top: f64| top + LANE / 2.0;
    html! {
        @for (top, height) in lanes { rect class="lane" y=(top) width="100%" height=(height) {} }
        (svg::curves(0.0, ROLL, &black_keys(frame)))
        @for midi in pitch_labels(melody, semitone_px) {
            (svg::rule("rule", y.at(midi)))
            (svg::margin_label(&note_name(midi), y.at(midi)))
        }
        @for (second, share) in time_ticks(frame) {
            (svg::upright("rule", share, 0.0, AXIS_TOP))
            (svg::axis_label(&song_time(second), share, AXIS_TOP + 14.0))
        }
        @for top in [PITCH_TOP, ONSET_TOP, WAVE_TOP] { (svg::rule("zero", middle(top))) }
        (svg::margin_label("sharp", PITCH_TOP + 8.0))
        (svg::margin_label("flat", PITCH_TOP + LANE - 8.0))
        (svg::margin_label("late", ONSET_TOP + 8.0))
        (svg::margin_label("early", ONSET_TOP + LANE - 8.0))
        (svg::margin_label("wave", middle(WAVE_TOP)))
        @for note in melody.notes() {
            rect class="note" x=(svg::across(frame.share(note.onset_s)))
                width=(svg::across(frame.share(note.end_s()) - frame.share(note.onset_s)))
                y=(format!("{:.1}", y.at(note.midi) - note_px / 2.0)) height=(format!("{note_px:.1}")) {
                title { (note_title(note)) }
            }
        }
    }
}

fn note_title(note: &Note) -> String {
    let name = note_name(note.midi);
    format!("{} {name}, {:.2}–{:.2} s", note.syllable, note.onset_s, note.end_s())
        .trim_start()
        .to_owned()
}

fn song_time(second: f64) -> String {
    if second.abs() < 60.0 {
        return format!("{} s", svg::tick_label(second));
    }
    format!("{}:{:02}", (second / 60.0) as i64, (second % 60.0).abs() as i64)
}

/// Whole seconds on the axis; fractions only where a melody is shorter than that.
fn time_ticks(frame: &Frame) -> Vec<(f64, f64)> {
    let (start_s, end_s) = frame.window_s;
    let seconds = svg::ticks(start_s, end_s, 9);
    seconds
        .into_iter()
        .map(|second| (second, frame.share(second)))
        .collect()
}

fn black_keys(frame: &Frame) -> Markup {
    let y = roll_scale(frame, UNITS_PER_PX);
    let mut rows = PathData::default();
    let (lowest, highest) = (frame.midi.0.floor() as i64, frame.midi.1.ceil() as i64);
    for midi in lowest..=highest {
        if matches!(midi.rem_euclid(12), 1 | 3 | 6 | 8 | 10) {
            let middle = midi as f64;
            rows.rectangle((0.0, y.held(middle + 0.5)), (FRAME_WIDTH, y.held(middle - 0.5)));
        }
    }
    rows.draw("black-keys")
}

/// The guide's own pitches, from the lowest up, as many as can be told apart.
fn pitch_labels(melody: &Melody, semitone_px: f64) -> Vec<f64> {
    const LABEL_PX: f64 = 12.0;
    let mut pitches: Vec<f64> = melody.notes().iter().map(|note| note.midi.round()).collect();
    pitches.sort_by(f64::total_cmp);
    let mut labels: Vec<f64> = Vec::new();
    for midi in pitches {
        if labels.last().is_none_or(|last| (midi - last) * semitone_px >= LABEL_PX) {
            labels.push(midi);
        }
    }
    labels
}

/// The sung contour: coloured on notes, grey between them, faint where no voice was heard.
pub(super) fn contour(features: &Features, melody: &Melody, frame: &Frame) -> Markup {
    let y = roll_scale(frame, UNITS_PER_PX);
    let x = |point: &Point| (point.column as f64 + 0.5) / COLUMNS as f64 * FRAME_WIDTH;
    let mut sung = Tinted::default();
    let mut guesses = PathData::default();
    let mut before: Option<Point> = None;

    for point in contour_points(features, melody, frame.window_s) {
        let at = (x(&point), y.at(point.midi));
        if !point.voiced {
            guesses.dot(at.0, at.1);
            before = None;
            continue;
        }
        let tint_now = tint(point.deviation_cents);
        let path = &mut sung.0[tint_now];
        match before.filter(|before| is_joined(before, &point, frame)) {
            Some(before) => {
                if tint(before.deviation_cents) != tint_now {
                    path.move_to(x(&before), y.at(before.midi));
                }
                path.line_to(at.0, at.1);
            }
            None => path.dot(at.0, at.1),
        }
        before = Some(point);
    }
    let curves = html! { (guesses.draw("guess")) (sung.draw("sung")) };
    svg::curves(0.0, ROLL, &curves)
}

/// Whether a line may be drawn between two points: next to each other in time, and no leap between them.
fn is_joined(before: &Point, point: &Point, frame: &Frame) -> bool {
    const LONGEST_GAP_S: f64 = 0.03;
    const LARGEST_LEAP_SEMITONES: f64 = 1.5;
    let column_s = (frame.window_s.1 - frame.window_s.0) / COLUMNS as f64;
    let gap_columns = point.column - before.column;
    let is_near = gap_columns <= 1 || gap_columns as f64 * column_s <= LONGEST_GAP_S;
    is_near && (point.midi - before.midi).abs() <= LARGEST_LEAP_SEMITONES
}

/// A bar a note: how sharp or flat it was sung.
pub(super) fn deviations(score: Option<&Score>, melody: &Melody, frame: &Frame) -> Markup {
    let y = lane_scale(LANE_CENTS);
    let mut bars = Tinted::default();
    for (note, sung) in sung_notes(score, melody) {
        if let Some(cents) = finite(sung.deviation_cents) {
            bars.0[tint(Some(cents))].rectangle(
                (frame.x(note.onset_s), bar_end(&y, cents)),
                (frame.x(note.end_s()), y.at(0.0)),
            );
        }
    }
    svg::curves(PITCH_TOP, LANE, &bars.draw("bar"))
}

/// A bar a note at its onset: how late or early it was sung.
pub(super) fn onsets(score: Option<&Score>, melody: &Melody, frame: &Frame) -> Markup {
    const BAR_UNITS: f64 = 40.0;
    let y = lane_scale(LANE_ONSET_MS);
    let mut bars = PathData::default();
    for (note, sung) in sung_notes(score, melody) {
        if let Some(error_ms) = finite(sung.onset_error_ms) {
            let left = frame.x(note.onset_s);
            bars.rectangle((left, bar_end(&y, error_ms)), (left + BAR_UNITS, y.at(0.0)));
        }
    }
    svg::curves(ONSET_TOP, LANE, &bars.draw("bar t-onset"))
}

fn sung_notes<'a>(score: Option<&'a Score>, melody: &'a Melody) -> impl Iterator<Item = (&'a Note, &'a NoteScore)> {
    let notes = score.map_or(&[][..], |score| &score.notes);
    melody.notes().iter().zip(notes)
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// A lane with zero in the middle, in curve units.
fn lane_scale(edge: f64) -> Scale {
    Scale {
        domain: (-edge, edge),
        range: (LANE * UNITS_PER_PX, 0.0),
    }
}

/// Where a bar ends: within its lane, and far enough from zero to be seen.
fn bar_end(y: &Scale, value: f64) -> f64 {
    let end = y.held(value);
    let zero = y.at(0.0);
    let least = 1.5 * UNITS_PER_PX;
    if (end - zero).abs() >= least {
        return end;
    }
    if value < 0.0 { zero + least } else { zero - least }
}

/// The waveform, as tall as its loudest slice; slices at full scale stand out.
pub(super) fn waveform(features: &Features, frame: &Frame) -> Markup {
    const FULL_SCALE: u8 = 255;
    let slices = &features.overview;
    let loudest = f64::from(slices.iter().copied().max().unwrap_or(0).max(1));
    let duration_s = features.f0.len().max(features.level_dbfs.len()) as f64 * HOP_S;
    let clock = Clock::of(features.lag.as_ref());
    let half = LANE * UNITS_PER_PX / 2.0;

    let mut wave = PathData::default();
    let mut clipped = PathData::default();
    for (i, &level) in slices.iter().enumerate() {
        let take_s = (i as f64 + 0.5) / slices.len() as f64 * duration_s;
        let share = frame.share(clock.song_s(take_s));
        if !(0.0..1.0).contains(&share) {
            continue;
        }
        let reach = (half - GAP) * f64::from(level) / loudest;
        let path = if level == FULL_SCALE { &mut clipped } else { &mut wave };
        path.vertical(share * FRAME_WIDTH, half - reach, half + reach);
    }
    let curves = html! { (wave.draw("wave")) (clipped.draw("wave clipped")) };
    svg::curves(WAVE_TOP, LANE, &curves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_say_flat_and_sharp() {
        let named = |cents: f64| TINTS[tint(Some(cents))];
        assert_eq!(named(-51.0), "t-ff");
        assert_eq!(named(-26.0), "t-f");
        assert_eq!(named(-25.0), "t-ok");
        assert_eq!(named(25.0), "t-ok");
        assert_eq!(named(50.0), "t-s");
        assert_eq!(named(50.1), "t-ss");
        assert_eq!(TINTS[tint(None)], "t-none");
    }

    #[test]
    fn bars_are_seen_and_stay_in_their_lane() {
        let y = lane_scale(100.0);
        assert_eq!(y.at(0.0), 220.0);
        assert_eq!(bar_end(&y, 0.0), 205.0);
        assert_eq!(bar_end(&y, -1.0), 235.0);
        assert_eq!(bar_end(&y, 50.0), 110.0);
        assert_eq!(bar_end(&y, 900.0), 0.0);
        assert_eq!(bar_end(&y, -900.0), 440.0);
    }

    #[test]
    fn labels_keep_their_distance() {
        let note = |onset_s: f64, midi: f64| Note {
            onset_s,
            duration_s: 0.5,
            midi,
            syllable: String::new(),
        };
        let melody = Melody::new(vec![note(0.0, 60.0), note(1.0, 61.0), note(2.0, 64.0), note(3.0, 60.2)]).unwrap();
        assert_eq!(pitch_labels(&melody, 6.0), [60.0, 64.0]);
        assert_eq!(pitch_labels(&melody, 12.0), [60.0, 61.0, 64.0]);
    }

    #[test]
    fn the_axis_reads_like_a_clock() {
        assert_eq!(song_time(5.0), "5 s");
        assert_eq!(song_time(-2.5), "−2.5 s");
        assert_eq!(song_time(60.0), "1:00");
        assert_eq!(song_time(185.0), "3:05");
    }
}
