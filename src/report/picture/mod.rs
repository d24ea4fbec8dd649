//! One take over the guide melody: what the scorer saw, for eyes.
//!
//! Four lanes share one axis of *song* time, the same for every take of a campaign, so that pictures can be
//! compared: the piano roll (guide notes, and the sung contour coloured by its distance in cents), each
//! note's deviation in pitch, each note's onset, and the waveform. A second plot shows the evidence for the
//! lag. See `docs/report.md` for how to read them.

pub(super) mod contour;
mod evidence;
mod lanes;

use super::svg;
use crate::model::features::Features;
use crate::model::melody::Melody;
use crate::model::score::Score;
use maud::{Markup, PreEscaped, html};

pub(super) use evidence::evidence_plot;

/// Colours and strokes of the pictures; the report embeds them with its own.
pub(super) const STYLE: &str = include_str!("../assets/picture.css");

/// Song time shown before the first note and after the last, seconds.
const PAD_S: f64 = 1.0;
/// Semitones shown below the lowest note and above the highest.
const PAD_SEMITONES: f64 = 4.0;

/// What every picture of a campaign shares: its window of song time and its range of pitch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Song time of the left and right edge, seconds.
    pub(super) window_s: (f64, f64),
    /// MIDI pitch of the bottom and top edge.
    pub(super) midi: (f64, f64),
}

impl Frame {
    /// The frame that shows the whole guide melody.
    pub(super) fn of(melody: &Melody) -> Self {
        let first_s = melody.notes().first().map_or(0.0, |note| note.onset_s);
        let pitches = || melody.notes().iter().map(|note| note.midi);
        let lowest = pitches().fold(f64::INFINITY, f64::min);
        let highest = pitches().fold(f64::NEG_INFINITY, f64::max);
        Self {
            window_s: (first_s - PAD_S, melody.end_s() + PAD_S),
            midi: (lowest - PAD_SEMITONES, highest + PAD_SEMITONES),
        }
    }

    /// Where a song time stands, as a share of the width.
    pub(super) fn share(&self, song_s: f64) -> f64 {
        let (start_s, end_s) = self.window_s;
        (song_s - start_s) / (end_s - start_s)
    }

    /// Where a song time stands in a curve frame, held at its edges.
    fn x(&self, song_s: f64) -> f64 {
        svg::FRAME_WIDTH * self.share(song_s).clamp(0.0, 1.0)
    }
}

/// Heights of the lanes and the gaps between them, px.
mod layout {
    pub(super) const ROLL: f64 = 230.0;
    pub(super) const LANE: f64 = 44.0;
    pub(super) const GAP: f64 = 8.0;
    pub(super) const PITCH_TOP: f64 = ROLL + GAP;
    pub(super) const ONSET_TOP: f64 = PITCH_TOP + LANE + GAP;
    pub(super) const WAVE_TOP: f64 = ONSET_TOP + LANE + GAP;
    pub(super) const AXIS_TOP: f64 = WAVE_TOP + LANE;
    pub(super) const HEIGHT: f64 = AXIS_TOP + 18.0;
}

/// The four lanes; with `shared_guide`, the guide is that drawn once by [`shared_guide`].
pub(super) fn lanes_plot(features: &Features, score: Option<&Score>, melody: &Melody, guide: &Markup) -> Markup {
    let frame = Frame::of(melody);
    let pieces = [
        guide.clone(),
        lanes::contour(features, melody, &frame),
        lanes::deviations(score, melody, &frame),
        lanes::onsets(score, melody, &frame),
        lanes::waveform(features, &frame),
    ];
    let label = "Sung pitch over the guide notes, deviation and onset of each note, and the waveform, over song time";
    svg::plot("plot lanes", layout::HEIGHT, label, &svg::joined(pieces))
}

/// Guide notes, ruling and labels as a symbol to be drawn once in a document, and the reference to it.
pub(super) fn shared_guide(melody: &Melody) -> (Markup, Markup) {
    let symbol = html! {
        svg class="plot defs" width="0" height="0" aria-hidden="true" {
            defs { symbol id="guide" overflow="visible" { (guide(melody)) } }
        }
    };
    let reference = html! { use href="#guide" {} };
    (symbol, reference)
}

/// Guide notes, ruling and labels.
fn guide(melody: &Melody) -> Markup {
    lanes::guide(melody, &Frame::of(melody))
}

/// A picture of one take as an SVG document of its own: 960 px wide, follows light and dark.
pub fn take_svg(features: &Features, score: &Score, melody: &Melody) -> String {
    const WIDTH: f64 = 960.0;
    const MARGIN_LEFT: f64 = 52.0;
    const MARGIN: f64 = 14.0;
    const EVIDENCE_TOP: f64 = MARGIN + layout::HEIGHT + 22.0;
    const HEIGHT: f64 = EVIDENCE_TOP + evidence::HEIGHT + MARGIN;
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    let plot_width = WIDTH - MARGIN_LEFT - MARGIN;
    let lanes = lanes_plot(features, Some(score), melody, &guide(melody));
    let evidence = evidence_plot(features.lag.as_ref());
    let document = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) viewBox=(view) class="take" {
            style { (PreEscaped(STYLE)) }
            rect class="paper" width="100%" height="100%" {}
            svg x=(MARGIN_LEFT) y=(MARGIN) width=(plot_width) height=(layout::HEIGHT) overflow="visible" { (lanes) }
            svg x=(MARGIN_LEFT) y=(EVIDENCE_TOP) width=(plot_width) height=(evidence::HEIGHT) overflow="visible" {
                (evidence)
            }
        }
    };
    document.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::melody::Note;

    fn melody() -> Melody {
        let note = |onset_s: f64, midi: f64, syllable: &str| Note {
            onset_s,
            duration_s: 0.5,
            midi,
            syllable: syllable.to_owned(),
        };
        Melody::new(vec![note(2.0, 60.0, "<la>"), note(3.0, 67.0, "&")]).unwrap()
    }

    fn nothing() -> Features {
        Features {
            lag: None,
            quality: Default::default(),
            f0: Default::default(),
            level_dbfs: Vec::new(),
            overview: Vec::new(),
        }
    }

    #[test]
    fn the_frame_shows_the_whole_guide() {
        let frame = Frame::of(&melody());
        assert_eq!(frame.window_s, (1.0, 4.5));
        assert_eq!(frame.midi, (56.0, 71.0));
        assert_eq!(frame.share(2.75), 0.5);
    }

    #[test]
    fn a_picture_of_nothing_is_still_a_document() {
        let svg = take_svg(&nothing(), &Score::default(), &melody());
        assert!(svg.starts_with("<svg xmlns="), "{svg}");
        assert!(svg.ends_with("</svg>"));
        assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
        assert!(svg.contains("&lt;la&gt;"), "syllables are escaped");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn hostile_numbers_do_not_reach_the_document() {
        let mut features = nothing();
        features.f0.f0_hz = vec![f32::NAN, f32::INFINITY, 1e-30, 1e30];
        features.f0.voiced = vec![true; 4];
        features.overview = vec![255; 9];
        features.level_dbfs = vec![f32::NAN; 3];
        let mut score = Score::default();
        score.notes = vec![
            crate::model::score::NoteScore {
                deviation_cents: Some(f64::NAN),
                onset_error_ms: Some(f64::INFINITY),
                coverage: f64::NAN,
            };
            7
        ];
        let svg = take_svg(&features, &score, &melody());
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
