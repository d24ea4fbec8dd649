//! Guide melodies in UltraStar text files, as karaoke games have them.
//!
//! `#BPM` counts quarter beats: beat `b` lies at `GAP / 1000 + b · 60 / (4 · BPM)` seconds. A note line is
//! `type start length pitch text` in beats and semitones from middle C (pitch 0 is MIDI 60). `:` and `*`
//! (golden) are sung. `F` (freestyle), `R` and `G` (rap) have no pitch to judge, so they are not part of
//! the melody. `-` breaks a line; in `#RELATIVE:YES` files its second number moves beat 0 of what follows.
//! `E` ends. Duets (`P2`) and changes of tempo (`B`) are refused. `#BPM` and `#GAP` may have a decimal comma.
//!
//! Reference: usdx.eu/format, the UltraStar format specification 1.1 (and the drafts before it, for
//! `RELATIVE` and `B`).

use super::{Located, Melody, MelodyError, Note, lyrics, text};

/// MIDI pitch of UltraStar's pitch 0.
const MIDI_OF_PITCH_0: f64 = 60.0;

/// Whether one of the first lines is a tag that only UltraStar files have.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines()
        .take(64)
        .filter_map(tag)
        .any(|(name, _)| matches!(name.as_str(), "BPM" | "TITLE" | "MP3" | "GAP"))
}

/// `#NAME:value`.
fn tag(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.trim().strip_prefix('#')?.split_once(':')?;
    Some((name.trim().to_ascii_uppercase(), value.trim()))
}

/// The melody in an UltraStar text.
pub(super) fn parse(text: &str) -> Result<Melody, MelodyError> {
    let mut song = Song::default();
    for (line, number) in text.lines().zip(1_u64..) {
        let done = song
            .read(line)
            .map_err(|problem| MelodyError::Line { line: number, problem })?;
        match done {
            Read::Sung {
                start,
                length,
                pitch,
                syllable,
            } => {
                let bpm = song.bpm.ok_or_else(no_bpm)?;
                let beat_s = 60.0 / (4.0 * bpm);
                let note = Note {
                    onset_s: song.gap_ms / 1000.0 + start * beat_s,
                    duration_s: length * beat_s,
                    midi: MIDI_OF_PITCH_0 + pitch,
                    syllable,
                };
                song.notes.push(Located {
                    note,
                    line: Some(number),
                });
            }
            Read::Other => {}
            Read::End => break,
        }
    }
    if song.bpm.is_none() {
        return Err(no_bpm());
    }
    let raw: Vec<_> = song
        .notes
        .iter()
        .map(|located| located.note.syllable.as_str())
        .collect();
    let syllables = lyrics::hyphenated(&raw);
    for (located, syllable) in song.notes.iter_mut().zip(syllables) {
        located.note.syllable = syllable;
    }
    Melody::from_located(song.notes)
}

fn no_bpm() -> MelodyError {
    MelodyError::UltraStar("there is no `#BPM:` line before the notes, as every UltraStar text has".to_owned())
}

/// What has been read so far.
#[derive(Default)]
struct Song {
    bpm: Option<f64>,
    gap_ms: f64,
    relative: bool,
    /// Beat of the song at which the current line's beat 0 lies; 0 unless the file is relative.
    origin: f64,
    notes: Vec<Located>,
}

/// What one line was; beats and semitones.
enum Read {
    Sung {
        start: f64,
        length: f64,
        pitch: f64,
        syllable: String,
    },
    Other,
    End,
}

impl Song {
    fn read(&mut self, line: &str) -> Result<Read, String> {
        if let Some((name, value)) = tag(line) {
            self.read_tag(&name, value)?;
            return Ok(Read::Other);
        }
        // Spaces at the end belong to the syllable.
        let line = line.trim_start();
        let Some(kind) = line.chars().next() else {
            return Ok(Read::Other);
        };
        let rest = &line[kind.len_utf8()..];
        match kind {
            ':' | '*' => self.read_note(rest),
            'F' | 'R' | 'G' | '#' => Ok(Read::Other),
            '-' => self.read_break(rest),
            'E' if rest.trim().is_empty() => Ok(Read::End),
            'P' if rest.trim() == "1" => Ok(Read::Other),
            'P' => Err("this is a duet; a guide is one voice: keep the lines of one singer".to_owned()),
            'B' => Err("the tempo changes here; give every note in beats of the first `#BPM`".to_owned()),
            _ => Err(format!(
                "`{}` is no UltraStar line; a note is `: start length pitch syllable`",
                line.trim_end().chars().take(40).collect::<String>()
            )),
        }
    }

    fn read_tag(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "BPM" => {
                let bpm = text::number(value).filter(|bpm| (1.0..=10_000.0).contains(bpm));
                self.bpm =
                    Some(bpm.ok_or_else(|| format!("`#BPM` is `{value}`; it must be a number from 1 to 10000"))?);
            }
            "GAP" => {
                self.gap_ms =
                    text::number(value).ok_or_else(|| format!("`#GAP` is `{value}`; it must be milliseconds"))?;
            }
            "RELATIVE" => self.relative = value.eq_ignore_ascii_case("yes"),
            _ => {}
        }
        Ok(())
    }

    fn read_note(&self, rest: &str) -> Result<Read, String> {
        let mut words = rest.trim_start().splitn(4, char::is_whitespace);
        let mut next = |name: &str| {
            let word = words.next().unwrap_or("");
            let value = word.parse::<i32>().ok();
            value.ok_or_else(|| format!("the note's {name} is `{word}`; it must be a whole number"))
        };
        let (start, length, pitch) = (next("start")?, next("length")?, next("pitch")?);
        Ok(Read::Sung {
            start: self.origin + f64::from(start),
            length: f64::from(length),
            pitch: f64::from(pitch),
            syllable: words.next().unwrap_or("").to_owned(),
        })
    }

    fn read_break(&mut self, rest: &str) -> Result<Read, String> {
        if let Some(last) = self.notes.last_mut() {
            last.note.syllable.push('\n');
        }
        if self.relative {
            let beats = rest
                .split_whitespace()
                .map(str::parse::<i32>)
                .collect::<Result<Vec<_>, _>>();
            let Ok([.., moved]) = beats.as_deref() else {
                return Err("a line break of a `#RELATIVE` file is `- end start`, in beats".to_owned());
            };
            self.origin += f64::from(*moved);
        }
        Ok(Read::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn beats_are_quarter_beats() {
        // 150 BPM in the file: a beat is 60 / 600 = 0.1 s.
        let text = "#TITLE:x\n#BPM:150\n#GAP:1000\n: 0 4 0 La\n* 5 5 12  la\n- 12\nF 12 2 0 hey\nR 14 2 0 yo\n: 20 1 -3 ~\nE\njunk";
        let melody = parse(text).unwrap();
        let notes: Vec<_> = melody
            .notes()
            .iter()
            .map(|n| (n.onset_s, n.midi, n.syllable.as_str()))
            .collect();
        assert_eq!(notes, [(1.0, 60.0, "La"), (1.5, 72.0, "la"), (3.0, 57.0, "~")]);
        assert!((melody.notes()[0].duration_s - 0.4).abs() < 1e-12);
    }

    #[test]
    fn words_end_at_spaces_and_at_the_ends_of_lines() {
        let text = "#BPM:150\n: 0 2 0 voi\n: 2 2 0 ces \n: 4 2 0 high\n- 6\n: 8 2 0 cor\n: 10 2 0 ners\nE\n";
        let melody = parse(text).unwrap();
        let syllables: Vec<_> = melody.notes().iter().map(|n| n.syllable.as_str()).collect();
        assert_eq!(syllables, ["voi-", "ces", "high", "cor-", "ners"]);
    }

    #[test]
    fn commas_spaces_and_small_letters_pass() {
        let melody = parse("#bpm: 75,0\r\n#gap: 500,5\r\n : 0 4 0 La\r\n").unwrap();
        assert!((melody.notes()[0].onset_s - 0.5005).abs() < 1e-12);
        assert!((melody.notes()[0].duration_s - 0.8).abs() < 1e-12);
    }

    #[test]
    fn relative_lines_add_up() {
        let relative = "#BPM:150\n#RELATIVE:YES\n: 0 4 0 a\n- 6 10\n: 0 4 2 b\n- 6 10\n: 1 4 4 c\nE\n";
        let onsets: Vec<_> = parse(relative)
            .unwrap()
            .notes()
            .iter()
            .map(|n| (n.onset_s * 10.0).round())
            .collect();
        assert_eq!(onsets, [0.0, 10.0, 21.0]);
    }

    #[test]
    fn errors_name_the_line_and_the_fix() {
        assert_eq!(
            message("#TITLE:x\n: 0 4 0 La\n"),
            "there is no `#BPM:` line before the notes, as every UltraStar text has"
        );
        assert_eq!(
            message("#BPM:fast\n"),
            "line 1: `#BPM` is `fast`; it must be a number from 1 to 10000"
        );
        assert_eq!(
            message("#BPM:100\n: 0 x 0 La\n"),
            "line 2: the note's length is `x`; it must be a whole number"
        );
        assert_eq!(
            message("#BPM:100\n: 0 4\n"),
            "line 2: the note's pitch is ``; it must be a whole number"
        );
        assert!(message("#BPM:100\n: 0 4 0 a\nP2\n: 0 4 0 b\n").starts_with("line 3: this is a duet"));
        assert!(message("#BPM:100\nhello\n").starts_with("line 2: `hello` is no UltraStar line"));
        assert!(
            message("#BPM:100\n: 0 0 0 a\n").starts_with("line 2, the note at 0.000 s with pitch 60: it lasts 0.000 s")
        );
        assert_eq!(message("#BPM:100\nF 0 4 0 hey\nE\n"), "there is no sung note in it");
    }
}
