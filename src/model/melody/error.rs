//! Why a file is no guide, with the place and the fix.

use thiserror::Error;

use super::{MAX_BYTES, MAX_NOTES};

/// Why something is not a guide melody: fragments that complete "failed to read the guide melody: …".
#[derive(Debug, Clone, PartialEq, Error)]
pub enum MelodyError {
    /// Nothing to sing.
    #[error("there is no sung note in it")]
    NoNotes,
    /// More bytes than any guide has.
    #[error("it has {count} bytes; a guide may have {MAX_BYTES}: is it audio?")]
    TooManyBytes {
        /// How many there are.
        count: usize,
    },
    /// Neither MIDI nor text.
    #[error(
        "it is neither a Standard MIDI File nor text; a guide is a `.mid`, an UltraStar `.txt` \
         or a CSV with the columns `onset_s,duration_s,midi,syllable`"
    )]
    NotText,
    /// A line that says what no guide says.
    #[error("line {line}: {problem}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it, and what would be right.
        problem: String,
    },
    /// An UltraStar text without what it needs as a whole.
    #[error("{0}")]
    UltraStar(String),
    /// A MIDI file that cannot be a guide.
    #[error("{0}")]
    Midi(String),
    /// More notes than any song has.
    #[error("it has {count} notes; a guide may have {MAX_NOTES}")]
    TooManyNotes {
        /// How many there are.
        count: usize,
    },
    /// A note that cannot be.
    #[error("{note}: {problem}")]
    Note {
        /// Which note.
        note: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Two notes at once.
    #[error("{first} and {second} start together; a guide is one voice: keep the note that fans should sing")]
    Chord {
        /// The note that comes first.
        first: String,
        /// The note that starts with it.
        second: String,
    },
    /// A note that sounds on under the next.
    #[error(
        "{first} sounds {overlap_s:.3} s into {second}; a guide is one voice: \
         shorten the first or keep only one of them"
    )]
    Overlap {
        /// The note that is held too long.
        first: String,
        /// The note that starts meanwhile.
        second: String,
        /// How long both sound, seconds.
        overlap_s: f64,
    },
}
