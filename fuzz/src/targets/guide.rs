//! A guide melody: MIDI, UltraStar or CSV.

use stemforge::model::melody::{MAX_END_S, MAX_NOTES, Melody};

/// Reads the bytes as a guide, under two of the names that decide where bytes do not.
pub fn run(bytes: &[u8]) {
    for extension in ["", "txt"] {
        match Melody::parse(bytes, extension) {
            Ok(melody) => check(&melody),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn check(melody: &Melody) {
    let notes = melody.notes();
    assert!((1..=MAX_NOTES).contains(&notes.len()));
    assert!(melody.end_s() <= MAX_END_S);
    for note in notes {
        assert!(note.onset_s >= 0.0 && note.duration_s > 0.0 && (0.0..=127.0).contains(&note.midi));
        assert!(melody.at(note.onset_s).is_some(), "nothing sounds at an onset");
    }
    for pair in notes.windows(2) {
        // A cut note ends at the next onset, to the rounding of one sum.
        assert!(pair[0].end_s() <= pair[1].onset_s + 1e-9, "two notes at once: {pair:?}");
    }
    let syllable_bytes: usize = notes.iter().map(|note| note.syllable.len()).sum();
    // Windows-1252 takes three bytes for one at most, and a syllable may gain a hyphen.
    assert!(
        syllable_bytes <= 8 * stemforge::model::melody::MAX_BYTES,
        "more words than bytes"
    );
}
