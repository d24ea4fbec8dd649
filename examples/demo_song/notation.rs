//! The guide in the three kinds of file that stemforge reads.

use crate::score::{BEAT_S, FIRST_BAR_S};
use anyhow::Result;
use midly::{Format, Header, MetaMessage, MidiMessage, Smf, Timing, TrackEvent, TrackEventKind};
use std::fmt::Write;
use stemforge::model::melody::Note;

/// `onset_s,duration_s,midi,syllable`.
pub(crate) fn csv(notes: &[Note]) -> String {
    let mut text = String::from("onset_s,duration_s,midi,syllable\n");
    for note in notes {
        let _ = writeln!(
            text,
            "{:.3},{:.3},{},{}",
            note.onset_s, note.duration_s, note.midi, note.syllable
        );
    }
    text
}

/// A Standard MIDI File with one track, lyrics beside the notes.
pub(crate) fn midi(notes: &[Note]) -> Result<Vec<u8>> {
    const TICKS_A_BEAT: u16 = 480;
    let tick = |s: f64| (s / BEAT_S * f64::from(TICKS_A_BEAT)).round() as u32;
    let mut events: Vec<(u32, TrackEventKind<'_>)> = vec![
        (0, TrackEventKind::Meta(MetaMessage::TrackName(b"All Four Corners"))),
        (
            0,
            TrackEventKind::Meta(MetaMessage::Tempo(((BEAT_S * 1e6) as u32).into())),
        ),
        (0, TrackEventKind::Meta(MetaMessage::TimeSignature(4, 2, 24, 8))),
    ];
    for note in notes {
        let key = (note.midi as u8).into();
        let message = |message| TrackEventKind::Midi {
            channel: 0.into(),
            message,
        };
        let lyric = MetaMessage::Lyric(note.syllable.as_bytes());
        events.push((tick(note.onset_s), TrackEventKind::Meta(lyric)));
        events.push((tick(note.onset_s), message(MidiMessage::NoteOn { key, vel: 96.into() })));
        events.push((tick(note.end_s()), message(MidiMessage::NoteOff { key, vel: 0.into() })));
    }
    let mut now = 0;
    let mut track: Vec<TrackEvent<'_>> = Vec::new();
    for (at, kind) in events {
        track.push(TrackEvent {
            delta: (at - now).into(),
            kind,
        });
        now = at;
    }
    track.push(TrackEvent {
        delta: 0.into(),
        kind: TrackEventKind::Meta(MetaMessage::EndOfTrack),
    });
    let header = Header::new(Format::SingleTrack, Timing::Metrical(TICKS_A_BEAT.into()));
    let mut bytes = Vec::new();
    Smf {
        header,
        tracks: vec![track],
    }
    .write_std(&mut bytes)?;
    Ok(bytes)
}

/// An UltraStar text; its grid is so fine that lengths are right within 8 ms.
pub(crate) fn ultrastar(notes: &[Note]) -> String {
    /// Beats of the file's own grid in a beat of the song, by four: UltraStar counts quarters of its beats.
    const FINENESS: f64 = 8.0;
    let unit_s = BEAT_S / FINENESS / 4.0;
    let unit = |s: f64| ((s - FIRST_BAR_S) / unit_s).round() as i64;
    let mut text = format!(
        "#TITLE:All Four Corners\n#ARTIST:stemforge\n#LANGUAGE:English\n#MP3:backing.flac\n#BPM:{}\n#GAP:{}\n",
        60.0 / BEAT_S * FINENESS,
        FIRST_BAR_S * 1_000.0
    );
    let mut last_end_s = None;
    for note in notes {
        if let Some(end_s) = last_end_s
            && note.onset_s - end_s > 0.3
        {
            let _ = writeln!(text, "- {}", unit(end_s));
        }
        let (start, end) = (unit(note.onset_s), unit(note.end_s()));
        // Pitch 0 is middle C; a syllable that starts a word has a space before it.
        let _ = writeln!(
            text,
            ": {start} {} {} {} ",
            end - start,
            note.midi - 60.0,
            note.syllable
        );
        last_end_s = Some(note.end_s());
    }
    text.push_str("E\n");
    text
}
