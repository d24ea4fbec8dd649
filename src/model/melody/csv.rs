//! Guide melodies in CSV: `onset_s,duration_s,midi,syllable`, one note a line.
//!
//! The header names the columns, so their order is free and more may stand there; `syllable` may be
//! missing. `midi` may be fractional (60.5 is a quarter tone above middle C). Commas, semicolons or tabs
//! separate, whichever the header uses; with the latter two a decimal comma is fine, as spreadsheets of
//! half of Europe write it. Lines that start with `#` are comments. Quoting: RFC 4180.

use ::csv::{ReaderBuilder, StringRecord, Trim};

use super::{Located, Melody, MelodyError, Note, text};

/// Columns that every guide has.
const NEEDED: [&str; 3] = ["onset_s", "duration_s", "midi"];

/// Whether the first line that is no comment is our header.
pub(super) fn looks_like(text: &str) -> bool {
    header_line(text).to_ascii_lowercase().contains(NEEDED[0])
}

fn header_line(text: &str) -> &str {
    text.lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .unwrap_or("")
}

/// The melody in a CSV.
pub(super) fn parse(text: &str) -> Result<Melody, MelodyError> {
    let header = header_line(text);
    let delimiter = *[b';', b'\t', b',']
        .iter()
        .find(|&&candidate| header.as_bytes().contains(&candidate))
        .unwrap_or(&b',');
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .comment(Some(b'#'))
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let column = |name: &str| header.iter().position(|found| found.eq_ignore_ascii_case(name));
    let mut needed = [0; NEEDED.len()];
    for (place, name) in needed.iter_mut().zip(NEEDED) {
        *place = column(name).ok_or_else(|| MelodyError::Line {
            line: header.position().map_or(1, ::csv::Position::line),
            problem: format!(
                "the column `{name}` is missing from the header; write `onset_s,duration_s,midi,syllable`"
            ),
        })?;
    }
    let syllable = column("syllable");

    let mut notes = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, ::csv::Position::line);
        let [onset_s, duration_s, midi] = numbers(&record, needed, line)?;
        let syllable = syllable.and_then(|place| record.get(place)).unwrap_or("").to_owned();
        let note = Note {
            onset_s,
            duration_s,
            midi,
            syllable,
        };
        notes.push(Located { note, line: Some(line) });
    }
    Melody::from_located(notes)
}

fn numbers(record: &StringRecord, places: [usize; 3], line: u64) -> Result<[f64; 3], MelodyError> {
    let mut values = [0.0; 3];
    for ((value, name), place) in values.iter_mut().zip(NEEDED).zip(places) {
        let cell = record.get(place).unwrap_or("");
        *value = text::number(cell).ok_or_else(|| MelodyError::Line {
            line,
            problem: if cell.is_empty() {
                format!("`{name}` is empty; every note needs a number there")
            } else {
                format!("`{name}` is `{cell}`; it must be a number")
            },
        })?;
    }
    Ok(values)
}

fn unreadable(error: &::csv::Error) -> MelodyError {
    MelodyError::Line {
        line: error.position().map_or(1, ::csv::Position::line),
        problem: "it cannot be read as CSV".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_plain_form() {
        let melody = parse("onset_s,duration_s,midi,syllable\n0.5,0.25,60,la\n1,0.5,60.5,\"lo, \"\n").unwrap();
        let [first, second] = melody.notes() else {
            panic!("two notes")
        };
        assert_eq!(
            (first.onset_s, first.duration_s, first.midi, first.syllable.as_str()),
            (0.5, 0.25, 60.0, "la")
        );
        assert_eq!((second.midi, second.syllable.as_str()), (60.5, "lo,"));
    }

    #[test]
    fn what_spreadsheets_make_of_it() {
        let windows = "# a comment\r\nmidi;onset_s;duration_s\r\n60,5;1,25;0,5\r\n\r\n";
        let melody = parse(windows).unwrap();
        assert_eq!(melody.notes()[0].midi, 60.5);
        assert_eq!(melody.notes()[0].onset_s, 1.25);
        assert_eq!(melody.notes()[0].syllable, "");
    }

    #[test]
    fn errors_name_the_line_and_the_fix() {
        assert_eq!(
            message("onset,duration,pitch\n0,1,60\n"),
            "line 1: the column `onset_s` is missing from the header; write `onset_s,duration_s,midi,syllable`"
        );
        assert_eq!(
            message("onset_s,duration_s,midi\n0,1,60\n1,1,C4\n"),
            "line 3: `midi` is `C4`; it must be a number"
        );
        assert_eq!(
            message("onset_s,duration_s,midi\n0,1\n"),
            "line 2: `midi` is empty; every note needs a number there"
        );
        assert_eq!(
            message("onset_s,duration_s,midi\n0,1,60\n0,1,64\n"),
            "line 2, the note at 0.000 s with pitch 60 and line 3, the note at 0.000 s with pitch 64 start together; \
             a guide is one voice: keep the note that fans should sing"
        );
        assert_eq!(message("onset_s,duration_s,midi\n"), "there is no sung note in it");
    }
}
