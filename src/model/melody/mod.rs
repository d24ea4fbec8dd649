//! The guide melody: the notes that fans are asked to sing.

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
}

/// Notes in order of onset, none overlapping, at least one, all finite.
#[derive(Debug, Clone, PartialEq)]
pub struct Melody {
    notes: Vec<Note>,
}

impl Melody {
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
