//! The song: 120 beats a minute in D major, one bar of count-in, eight bars, one bar to ring out.
//!
//! The tune turns around F♯ and A in a 3 + 1 + 3 rhythm that pushes against the bar, and every second bar answers with
//! two long calls. It spans a major ninth, A3 to B4.

use stemforge::model::melody::Note;

/// Seconds a beat.
pub(crate) const BEAT_S: f64 = 0.5;
/// Beats a bar.
pub(crate) const BEATS_A_BAR: f64 = 4.0;
/// Start of bar 1: after the count-in.
pub(crate) const FIRST_BAR_S: f64 = BEATS_A_BAR * BEAT_S;
/// Bars of the song proper.
pub(crate) const BARS: usize = 8;
/// Length of the recording.
pub(crate) const LENGTH_S: f64 = FIRST_BAR_S + (BARS as f64 + 1.0) * BEATS_A_BAR * BEAT_S;
/// Loudness of the backing.
pub(crate) const LOUDNESS_LUFS: f64 = -16.0;

/// Silence before the next syllable, as a share of a beat.
const BREATH_BEATS: f64 = 0.06;

/// Beat within the song, length in beats, MIDI pitch, syllable.
const TUNE: [(f64, f64, u8, &str); 34] = [
    (0.0, 1.0, 66, "Oh"),
    (1.0, 0.5, 69, "oh"),
    (1.5, 1.0, 66, "oh"),
    (2.5, 0.5, 64, "oh"),
    (3.0, 1.0, 62, "oh"),
    (4.0, 1.5, 59, "hey"),
    (5.5, 1.5, 62, "hey"),
    (8.0, 1.0, 66, "Oh"),
    (9.0, 0.5, 69, "oh"),
    (9.5, 1.0, 66, "oh"),
    (10.5, 0.5, 64, "oh"),
    (11.0, 1.0, 66, "oh"),
    (12.0, 1.5, 64, "hey"),
    (13.5, 1.5, 57, "hey"),
    (16.0, 1.0, 69, "Raise"),
    (17.0, 0.5, 69, "your"),
    (17.5, 1.0, 71, "voi"),
    (18.5, 0.5, 69, "ces"),
    (19.0, 1.0, 66, "high"),
    (20.0, 1.5, 67, "hey"),
    (21.5, 1.5, 62, "hey"),
    (23.0, 0.5, 61, "all"),
    (23.5, 0.5, 62, "four"),
    (24.0, 1.0, 64, "cor"),
    (25.0, 0.5, 67, "ners"),
    (25.5, 0.5, 66, "of"),
    (26.0, 0.5, 64, "the"),
    (26.5, 0.5, 61, "ground"),
    (27.0, 0.5, 64, "sing"),
    (27.5, 0.5, 66, "it"),
    (28.0, 1.0, 62, "loud"),
    (29.0, 0.5, 69, "hey"),
    (29.5, 0.5, 66, "hey"),
    (30.0, 1.5, 62, "oh"),
];

/// The notes that fans are asked to sing.
pub(crate) fn melody() -> Vec<Note> {
    TUNE.iter()
        .map(|&(beat, beats, midi, syllable)| Note {
            onset_s: FIRST_BAR_S + beat * BEAT_S,
            duration_s: (beats - BREATH_BEATS) * BEAT_S,
            midi: f64::from(midi),
            syllable: syllable.to_owned(),
        })
        .collect()
}

/// A chord: the beat it starts on, its length in beats, its bass and its voicing as MIDI pitches.
pub(crate) struct Chord {
    pub(crate) beat: f64,
    pub(crate) beats: f64,
    pub(crate) bass: u8,
    pub(crate) voicing: [u8; 4],
}

/// The harmony: D, G, Bm, A, D over F♯, G, E minor seventh to A, D.
pub(crate) fn chords() -> Vec<Chord> {
    let chord = |beat, beats, bass, voicing| Chord {
        beat,
        beats,
        bass,
        voicing,
    };
    vec![
        chord(0.0, 4.0, 38, [57, 62, 66, 69]),
        chord(4.0, 4.0, 43, [55, 59, 62, 67]),
        chord(8.0, 4.0, 35, [54, 59, 62, 66]),
        chord(12.0, 4.0, 45, [57, 61, 64, 69]),
        chord(16.0, 4.0, 42, [57, 62, 66, 69]),
        chord(20.0, 4.0, 43, [55, 59, 62, 67]),
        chord(24.0, 2.0, 40, [55, 59, 62, 64]),
        chord(26.0, 2.0, 45, [57, 61, 64, 67]),
        chord(28.0, 4.0, 38, [57, 62, 66, 69]),
        chord(32.0, 2.5, 38, [50, 57, 62, 66]),
    ]
}

/// Song time of a beat of the song proper; the count-in has beats −4 to 0.
pub(crate) fn seconds(beat: f64) -> f64 {
    FIRST_BAR_S + beat * BEAT_S
}
