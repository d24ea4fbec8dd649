//! What `inspect` says to a person: what the file is, what was found and what to do about it, what was measured.
//!
//! Everything is meaningful without colour. What strangers wrote (names, and codecs as their files spell them) loses its
//! control characters, so that no file name moves the cursor.

use super::remarks::what_to_do_about;
use crate::ledger::Judgement;
use crate::model::analysis::{Heard, Outcome};
use crate::model::audio::{Source, TrimEvidence};
use crate::model::f0::hz_to_midi;
use crate::model::reason::ReasonCode;
use crate::model::row::{ScoreRow, Status};
use crate::report::advice::what_to_do;
use crate::report::figures::{count, figure, note_name};
use std::fmt::Write;

/// Columns of text.
const WIDTH: usize = 88;
/// Columns of a name.
const NAME: usize = 18;

/// The whole page, lines joined, without a last line end.
pub(super) fn page(judgement: &Judgement, outcome: &Outcome, coloured: bool) -> String {
    let mut page = Page {
        text: String::new(),
        coloured,
    };
    let row = &judgement.row;
    page.head(row);
    match outcome {
        Outcome::Heard(heard) => {
            page.recording(heard);
            page.found(judgement, &heard.recording.source.notes);
            page.measured(heard, row);
            page.song(row);
        }
        Outcome::Refused(refusal) => {
            let known = [refusal.codec.as_deref(), refusal.container.as_deref()];
            let known: Vec<&str> = known.into_iter().flatten().collect();
            if !known.is_empty() {
                page.text(&shown(&known.join(" in ")));
            }
            page.found(judgement, std::slice::from_ref(&refusal.detail));
        }
    }
    page.text.truncate(page.text.trim_end().len());
    page.text
}

struct Page {
    text: String,
    coloured: bool,
}

impl Page {
    fn head(&mut self, row: &ScoreRow) {
        let colour = match row.status {
            Status::Accepted => "32",
            Status::Flagged => "33",
            Status::Rejected => "31",
        };
        let name = self.painted("1", &shown(&row.take_id.0));
        let status = self.painted(colour, row.status.as_str());
        let _ = writeln!(self.text, "{name}: {status}");
    }

    fn recording(&mut self, heard: &Heard) {
        let recording = &heard.recording;
        let source = &recording.source;
        let plural = if recording.channels == 1 { "" } else { "s" };
        self.text(&format!(
            "{} in {}, {} Hz, {} channel{plural}, {:.3} s",
            shown(&source.codec),
            shown(&source.container),
            recording.sample_rate_hz,
            recording.channels,
            recording.duration_s
        ));
        self.text(&trimmed(source));
    }

    fn found(&mut self, judgement: &Judgement, notes: &[String]) {
        if judgement.row.reasons.is_empty() && notes.is_empty() {
            return;
        }
        self.title("found");
        for code in &judgement.row.reasons {
            let name = self.painted("33", &format!("{:<NAME$}", code.as_str()));
            let measured = measured_for(*code, judgement);
            let about = measured.map_or(code.meaning().to_owned(), |figure| {
                format!("{}: {figure}", code.meaning())
            });
            self.entry(&name, &[about, what_to_do(*code).to_owned()]);
        }
        for note in notes {
            let name = format!("{:<NAME$}", "note");
            let advice = what_to_do_about(note).map(str::to_owned);
            let lines: Vec<String> = std::iter::once(sentence(&shown(note))).chain(advice).collect();
            self.entry(&name, &lines);
        }
    }

    fn measured(&mut self, heard: &Heard, row: &ScoreRow) {
        let quality = &heard.features.quality;
        self.title("measured");
        self.figure("loudness", row.loudness_lufs, 1, "LUFS");
        self.figure("true peak", row.true_peak_dbtp, 1, "dBTP");
        self.figure("voice", quality.voice_dbfs, 1, "dBFS");
        self.figure("voice over noise", row.snr_db, 1, "dB");
        self.figure("bandwidth", row.bandwidth_hz.map(|hz| hz / 1000.0), 1, "kHz");
        self.figure("clipped", row.clipped_share.map(|share| 100.0 * share), 3, "%");
        self.figure("DC offset", Some(100.0 * quality.dc_offset), 2, "% of full scale");
        if quality.dropouts > 0 {
            let lost_ms = 1000.0 * quality.dropout_share * heard.recording.duration_s;
            let unit = format!("(at least {lost_ms:.0} ms)");
            self.figure("dropouts", Some(f64::from(quality.dropouts)), 0, &unit);
        }
        let sung = Sung::of(heard);
        self.figure("voiced", Some(100.0 * sung.voiced_share), 0, "%");
        if let Some((low_hz, high_hz)) = sung.range_hz {
            let notes = format!("{}–{}", note_name(hz_to_midi(low_hz)), note_name(hz_to_midi(high_hz)));
            let value = format!("{low_hz:.0}–{high_hz:.0}");
            self.line("pitch", &value, &format!("Hz ({notes})"));
        }
        self.figure("technical", row.technical_score, 1, "of 100");
    }

    /// Place and singing, where there is a campaign to compare with.
    fn song(&mut self, row: &ScoreRow) {
        if row.lag_ms.is_some() {
            self.title("place in the song");
        }
        let by = format!("ms, by {}", row.lag_method.as_deref().unwrap_or("nothing"));
        self.figure("lag", row.lag_ms, 1, &by);
        self.figure("sure", row.lag_confidence.map(|share| 100.0 * share), 0, "%");
        self.figure("clock drift", row.drift_ppm, 0, "ppm");
        self.figure("bleed", row.bleed_db, 1, "dB against the voice");
        if row.total_score.is_some() || row.coverage.is_some() {
            self.title("singing");
        }
        self.figure("key offset", row.key_offset_cents, 0, "cents");
        self.figure("deviation", row.pitch_deviation_cents, 0, "cents");
        self.figure("onset error", row.onset_error_ms, 0, "ms");
        self.figure("pitch", row.pitch_score, 1, "of 100");
        self.figure("timing", row.timing_score, 1, "of 100");
        self.figure("coverage", row.coverage_score, 1, "of 100");
        self.figure("total", row.total_score, 1, "of 100");
    }

    fn title(&mut self, title: &str) {
        let title = self.painted("1", title);
        let _ = writeln!(self.text, "\n{title}");
    }

    fn text(&mut self, line: &str) {
        for line in wrapped(line, WIDTH - 2) {
            let _ = writeln!(self.text, "  {line}");
        }
    }

    /// A name, and lines beside it.
    fn entry(&mut self, name: &str, lines: &[String]) {
        let mut rows = lines.iter().flat_map(|line| wrapped(line, WIDTH - NAME - 2));
        let _ = writeln!(self.text, "  {name}{}", rows.next().unwrap_or_default());
        for row in rows {
            let _ = writeln!(self.text, "  {:NAME$}{row}", "");
        }
    }

    fn figure(&mut self, name: &str, value: Option<f64>, decimals: usize, unit: &str) {
        if value.is_some() {
            self.line(name, &figure(value, decimals), unit);
        }
    }

    fn line(&mut self, name: &str, value: &str, unit: &str) {
        let _ = writeln!(self.text, "  {name:<NAME$}{value:>9} {unit}");
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        if self.coloured {
            format!("\x1b[{colour}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// What was cut off before and after the sound, and who said so.
pub(super) fn trimmed(source: &Source) -> String {
    let samples = format!(
        "{} samples before and {} after the sound trimmed",
        count(source.trimmed_start_samples),
        count(source.trimmed_end_samples)
    );
    match source.trim_evidence {
        TrimEvidence::NotNeeded => "nothing to trim: this codec adds no samples".to_owned(),
        TrimEvidence::Stated if source.trimmed_start_samples + source.trimmed_end_samples == 0 => {
            "nothing trimmed: the file states that nothing was added".to_owned()
        }
        TrimEvidence::Stated => format!("{samples}: stated in the file"),
        TrimEvidence::Assumed => {
            format!("{samples}: assumed, the file does not say how many its encoder added")
        }
        TrimEvidence::External => "trimmed by the external decoder, as far as it knows how".to_owned(),
    }
}

/// How much of a take is voiced, and where most of its pitch lies.
pub(super) struct Sung {
    pub(super) voiced_share: f64,
    /// Between the twentieth part of the voiced frames that is lowest and the one that is highest.
    pub(super) range_hz: Option<(f64, f64)>,
}

impl Sung {
    pub(super) fn of(heard: &Heard) -> Self {
        let f0 = &heard.features.f0;
        let voiced = f0.f0_hz.iter().zip(&f0.voiced).filter(|(_, voiced)| **voiced);
        let mut pitches: Vec<f64> = voiced.map(|(hz, _)| f64::from(*hz)).collect();
        pitches.sort_by(f64::total_cmp);
        let margin = pitches.len() / 20;
        Self {
            voiced_share: pitches.len() as f64 / f0.len().max(1) as f64,
            range_hz: pitches
                .get(margin)
                .copied()
                .zip(pitches.len().checked_sub(margin + 1).map(|last| pitches[last])),
        }
    }
}

/// The figure behind a reason, where one figure is.
fn measured_for(code: ReasonCode, judgement: &Judgement) -> Option<String> {
    let row = &judgement.row;
    let with = |value: Option<f64>, decimals: usize, unit: &str| {
        value.map(|value| format!("{} {unit}", figure(Some(value), decimals)))
    };
    let percent = |share: Option<f64>| with(share.map(|share| 100.0 * share), 2, "%");
    match code {
        ReasonCode::TooShort | ReasonCode::TooLong => with(row.duration_s, 1, "s"),
        ReasonCode::Silent => with(row.true_peak_dbtp, 1, "dBTP"),
        ReasonCode::TooQuiet => with(row.loudness_lufs, 1, "LUFS"),
        ReasonCode::Clipped => percent(row.clipped_share),
        ReasonCode::Noisy => with(row.snr_db, 1, "dB between them"),
        ReasonCode::NarrowBand => with(row.bandwidth_hz.map(|hz| hz / 1000.0), 1, "kHz"),
        ReasonCode::Bleed => with(row.bleed_db, 1, "dB against the voice"),
        ReasonCode::LagUncertain => with(row.lag_confidence.map(|share| 100.0 * share), 0, "% sure"),
        ReasonCode::LowScore => with(row.total_score, 1, "of 100"),
        _ => None,
    }
}

/// A fragment as a sentence.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}

/// Text without what would move a cursor, ring a bell or turn a line round.
pub(super) fn shown(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// Lines of at most `width` letters, broken at spaces; a word longer than that stands alone.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_name_moves_the_cursor() {
        assert_eq!(shown("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d");
        assert_eq!(shown("Škoda 大.wav"), "Škoda 大.wav");
    }

    #[test]
    fn long_sentences_are_broken_between_words() {
        assert_eq!(wrapped("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert!(wrapped("", 9).is_empty());
    }

    #[test]
    fn who_said_how_much_to_trim() {
        let mut source = Source {
            trimmed_start_samples: 1024,
            trimmed_end_samples: 12,
            ..Source::default()
        };
        for (evidence, words) in [
            (TrimEvidence::NotNeeded, "nothing to trim"),
            (
                TrimEvidence::Stated,
                "1,024 samples before and 12 after the sound trimmed: stated",
            ),
            (TrimEvidence::Assumed, "assumed"),
        ] {
            source.trim_evidence = evidence;
            assert!(trimmed(&source).contains(words), "{}", trimmed(&source));
        }
    }
}
