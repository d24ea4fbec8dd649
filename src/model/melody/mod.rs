//! The guide melody: the notes that fans are asked to sing.
//!
//! A guide is one voice: its notes follow one another and none sounds together with the next. It comes
//! from a Standard MIDI File, an UltraStar text or a CSV ([`Melody::parse`]); all three go through
//! [`Melody::new`], which alone decides what a melody is.

mod csv;
mod error;
mod lyrics;
mod midi;
mod text;
mod ultrastar;

use std::fmt;

pub use error::MelodyError;

/// Most bytes of a guide file: hundreds of times a usual one. An event of three bytes in a MIDI file takes 32 in memory.
pub const MAX_BYTES: usize = 4 << 20;

/// Most notes in a guide: twenty times the densest hour-long operetta.
pub const MAX_NOTES: usize = 20_000;

/// Latest end of a guide, seconds.
pub const MAX_END_S: f64 = 3600.0;

/// Longest overlap that passes for legato playing and is trimmed, seconds. It may also take at most half
/// of the earlier note: more is a second voice.
pub const MAX_LEGATO_S: f64 = 0.5;

/// Two onsets nearer than this are a chord, seconds.
const CHORD_S: f64 = 0.001;

/// One note of the guide.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Start on the song's timeline, seconds.
    pub onset_s: f64,
    /// Length, seconds.
    pub duration_s: f64,
    /// MIDI pitch, 69 is A4; may be fractional.
    pub midi: f64,
    /// What is sung on it; may be empty.
    pub syllable: String,
}

impl Note {
    /// End on the song's timeline, seconds.
    pub fn end_s(&self) -> f64 {
        self.onset_s + self.duration_s
    }

    /// What keeps it from being a note of a guide, if anything.
    fn problem(&self) -> Option<String> {
        let Self {
            onset_s,
            duration_s,
            midi,
            ..
        } = *self;
        if !(onset_s.is_finite() && duration_s.is_finite() && midi.is_finite()) {
            return Some("onset, duration and pitch must be finite numbers".to_owned());
        }
        if onset_s < 0.0 {
            return Some(format!(
                "it starts at {onset_s:.3} s; the song's timeline starts at 0 s"
            ));
        }
        // Also one so short that no moment lies in it: the sum is rounded.
        if self.end_s() <= onset_s {
            return Some(format!("it lasts {duration_s:.3} s; a note must last longer than 0 s"));
        }
        if !(0.0..=127.0).contains(&midi) {
            return Some(format!(
                "its pitch is {midi}; MIDI pitches are 0 to 127 (60 is middle C)"
            ));
        }
        if self.end_s() > MAX_END_S {
            return Some(format!(
                "it ends at {:.0} s; a guide may last {MAX_END_S:.0} s (are its times seconds?)",
                self.end_s()
            ));
        }
        None
    }
}

/// Notes in order of onset, none overlapping, at least one, all finite.
#[derive(Debug, Clone, PartialEq)]
pub struct Melody {
    notes: Vec<Note>,
}

impl Melody {
    /// A melody of these notes, in whatever order they come.
    ///
    /// A note that reaches a little into the next one (legato playing, rounding) is cut at the next onset:
    /// at most [`MAX_LEGATO_S`] and at most half of it. Chords and second voices are refused, and so is any
    /// note that is not finite, lasts no time, starts before 0 s, ends after [`MAX_END_S`] or leaves 0..=127.
    pub fn new(notes: Vec<Note>) -> Result<Self, MelodyError> {
        Self::from_located(notes.into_iter().map(|note| Located { note, line: None }).collect())
    }

    /// The melody in a file: a Standard MIDI File (`MThd`), an UltraStar text (`#BPM:`) or a CSV with the
    /// header `onset_s,duration_s,midi,syllable`. The bytes decide; the extension settles what they leave open.
    pub fn parse(bytes: &[u8], extension: &str) -> Result<Self, MelodyError> {
        if bytes.len() > MAX_BYTES {
            return Err(MelodyError::TooManyBytes { count: bytes.len() });
        }
        if bytes.starts_with(b"MThd") {
            return midi::parse(bytes);
        }
        let extension = extension.trim_start_matches('.').to_ascii_lowercase();
        if matches!(extension.as_str(), "mid" | "midi" | "kar") {
            return Err(MelodyError::Midi(
                "it does not start with `MThd`, as every Standard MIDI File does".to_owned(),
            ));
        }
        let text = text::decode(bytes);
        if text.contains('\0') {
            return Err(MelodyError::NotText);
        }
        if ultrastar::looks_like(&text) || (extension == "txt" && !csv::looks_like(&text)) {
            return ultrastar::parse(&text);
        }
        csv::parse(&text)
    }

    /// [`Melody::new`] for notes that know which line they were read from.
    fn from_located(mut located: Vec<Located>) -> Result<Self, MelodyError> {
        if located.is_empty() {
            return Err(MelodyError::NoNotes);
        }
        if located.len() > MAX_NOTES {
            return Err(MelodyError::TooManyNotes { count: located.len() });
        }
        for one in &located {
            if let Some(problem) = one.note.problem() {
                return Err(MelodyError::Note {
                    note: one.to_string(),
                    problem,
                });
            }
        }
        located.sort_by(|a, b| a.note.onset_s.total_cmp(&b.note.onset_s));
        for index in 1..located.len() {
            let (earlier, later) = located.split_at_mut(index);
            let (this, next) = (&mut earlier[index - 1], &later[0]);
            let apart_s = next.note.onset_s - this.note.onset_s;
            if apart_s < CHORD_S {
                return Err(MelodyError::Chord {
                    first: this.to_string(),
                    second: next.to_string(),
                });
            }
            let overlap_s = this.note.end_s() - next.note.onset_s;
            if overlap_s <= 0.0 {
                continue;
            }
            if overlap_s > MAX_LEGATO_S || overlap_s > this.note.duration_s / 2.0 {
                return Err(MelodyError::Overlap {
                    first: this.to_string(),
                    second: next.to_string(),
                    overlap_s,
                });
            }
            this.note.duration_s = apart_s;
        }
        Ok(Self {
            notes: located.into_iter().map(|one| one.note).collect(),
        })
    }

    /// The notes in order of onset.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// End of the last note, seconds.
    pub fn end_s(&self) -> f64 {
        self.notes.last().map_or(0.0, Note::end_s)
    }

    /// The note sounding at a song time, if any.
    pub fn at(&self, song_s: f64) -> Option<&Note> {
        let after = self.notes.partition_point(|note| note.onset_s <= song_s);
        let note = &self.notes[after.checked_sub(1)?];
        (song_s < note.end_s()).then_some(note)
    }
}

/// A note and the line of the file it came from.
struct Located {
    note: Note,
    line: Option<u64>,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(
            f,
            "the note at {:.3} s with pitch {}",
            self.note.onset_s, self.note.midi
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(onset_s: f64, duration_s: f64, midi: f64) -> Note {
        Note {
            onset_s,
            duration_s,
            midi,
            syllable: String::new(),
        }
    }

    #[test]
    fn notes_are_sorted_and_found_by_time() {
        let melody = Melody::new(vec![note(2.0, 1.0, 62.0), note(0.5, 1.0, 60.0)]).unwrap();
        assert_eq!(melody.notes()[0].midi, 60.0);
        assert_eq!(melody.end_s(), 3.0);
        assert_eq!(melody.at(0.49), None);
        assert_eq!(melody.at(0.5).map(|note| note.midi), Some(60.0));
        assert_eq!(melody.at(1.5), None, "the end is exclusive");
        assert_eq!(melody.at(2.9).map(|note| note.midi), Some(62.0));
    }

    #[test]
    fn a_small_overlap_is_cut_at_the_next_onset() {
        let melody = Melody::new(vec![note(0.0, 1.25, 60.0), note(1.0, 1.0, 62.0)]).unwrap();
        assert_eq!(melody.notes()[0].duration_s, 1.0);
    }

    #[test]
    fn a_held_note_under_the_next_is_refused_with_both_named() {
        let error = Melody::new(vec![note(0.0, 4.0, 48.0), note(1.0, 1.0, 62.0)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the note at 0.000 s with pitch 48 sounds 3.000 s into the note at 1.000 s with pitch 62; \
             a guide is one voice: shorten the first or keep only one of them"
        );
        // Short notes: 80 ms is little, but more than half of the first.
        assert!(matches!(
            Melody::new(vec![note(0.0, 0.1, 60.0), note(0.02, 1.0, 62.0)]),
            Err(MelodyError::Overlap { .. })
        ));
    }

    #[test]
    fn a_chord_is_refused_with_both_named() {
        let error = Melody::new(vec![note(1.0, 1.0, 64.0), note(1.0, 1.0, 60.0)]).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("pitch 64") && text.contains("pitch 60") && text.contains("start together"),
            "{text}"
        );
    }

    #[test]
    fn impossible_notes_are_refused() {
        for (bad, says) in [
            (note(f64::NAN, 1.0, 60.0), "finite"),
            (note(0.0, f64::INFINITY, 60.0), "finite"),
            (note(-0.1, 1.0, 60.0), "starts at -0.100 s"),
            (note(0.0, 0.0, 60.0), "longer than 0 s"),
            (note(0.0, 1.0, 127.5), "0 to 127"),
            (note(3599.5, 1.0, 60.0), "ends at"),
        ] {
            let text = Melody::new(vec![bad]).unwrap_err().to_string();
            assert!(text.contains(says), "{text}");
        }
        assert_eq!(Melody::new(Vec::new()), Err(MelodyError::NoNotes));
        let many = (0..=MAX_NOTES)
            .map(|index| note(index as f64 * 0.1, 0.1, 60.0))
            .collect();
        assert_eq!(
            Melody::new(many),
            Err(MelodyError::TooManyNotes { count: MAX_NOTES + 1 })
        );
    }
}

#[cfg(test)]
mod hostile {
    //! Guides come from strangers too, once a service takes them.

    use super::*;
    use proptest::prelude::*;

    /// Whatever was read keeps the promises of [`Melody`].
    fn keeps_its_promises(bytes: &[u8], extension: &str) {
        let Ok(melody) = Melody::parse(bytes, extension) else {
            return;
        };
        assert!(!melody.notes().is_empty());
        for pair in melody.notes().windows(2) {
            assert!(pair[0].end_s() <= pair[1].onset_s + 1e-9, "{pair:?}");
        }
        for note in melody.notes() {
            assert_eq!(note.problem(), None);
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), extension in "(mid|txt|csv|)") {
            keeps_its_promises(&bytes, &extension);
        }

        #[test]
        fn midi_with_any_body(bytes in proptest::collection::vec(any::<u8>(), 0..400), tracks in 0_u16..3) {
            let mut file = b"MThd\0\0\0\x06\0\x01".to_vec();
            file.extend(tracks.to_be_bytes());
            file.extend([0, 96]);
            file.extend(b"MTrk");
            file.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
            file.extend(bytes);
            keeps_its_promises(&file, "mid");
        }

        #[test]
        fn lines_that_look_right(lines in proptest::collection::vec("[-:*FRE#BP]? ?-?[0-9]{0,11} -?[0-9]{0,4} -?[0-9]{0,3} ?[a-zé~]{0,3}", 0..40)) {
            keeps_its_promises(format!("#BPM:120\n#RELATIVE:YES\n{}", lines.join("\n")).as_bytes(), "txt");
        }

        #[test]
        fn tables_that_look_right(lines in proptest::collection::vec("[-0-9.,;\"e]{0,24}", 0..40)) {
            keeps_its_promises(format!("onset_s,duration_s,midi,syllable\n{}", lines.join("\n")).as_bytes(), "csv");
        }
    }

    #[test]
    fn the_bytes_decide_what_a_file_is() {
        let csv = b"\xef\xbb\xbfonset_s,duration_s,midi\r\n0,1,60\r\n";
        assert!(Melody::parse(csv, "txt").is_ok(), "a CSV named .txt");
        assert!(
            Melody::parse(b"#TITLE:x\n#BPM:120\n: 0 4 0 la\nE\n", "csv").is_ok(),
            "an UltraStar named .csv"
        );
        let text = Melody::parse(b"RIFF\0\0\0\0WAVE", "wav").unwrap_err().to_string();
        assert!(text.contains("neither a Standard MIDI File nor text"), "{text}");
        assert!(
            Melody::parse(b"onset_s", "mid")
                .unwrap_err()
                .to_string()
                .contains("MThd")
        );
        let much = vec![b'#'; MAX_BYTES + 1];
        assert_eq!(
            Melody::parse(&much, "csv"),
            Err(MelodyError::TooManyBytes { count: MAX_BYTES + 1 })
        );
    }
}
