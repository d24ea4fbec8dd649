//! Guide melodies in Standard MIDI Files, type 0 or 1.
//!
//! A voice is one channel of one track. Of several voices the guide is the one with the most lyrics on
//! its onsets (its own track's first, then anybody's), and if none has lyrics the first with notes;
//! channel 10 is percussion and never a voice. Ticks become seconds by the file's tempo map
//! (120 quarters a minute until it says otherwise) or, in timecode files, by frames and subframes.
//! A key that is struck again ends its earlier note; notes of no length are dropped; pitch bend is ignored.
//!
//! Reference: MIDI Manufacturers Association, Standard MIDI Files 1.0 (RP-001) and lyrics (RP-017).

use std::collections::BTreeMap;
use std::rc::Rc;

use midly::{Format, MetaMessage, MidiMessage, Smf, Timing, TrackEvent, TrackEventKind};

use super::{MAX_NOTES, Melody, MelodyError, Note, lyrics, text};

/// Quarter notes last this long until a tempo event, microseconds (120 a minute).
const DEFAULT_QUARTER_US: u32 = 500_000;

/// Channel 10, counted from 0.
const PERCUSSION: u8 = 9;

/// Most lyrics on different ticks, rests and second voices included.
const MAX_LYRICS: usize = 4 * MAX_NOTES;

/// Longest lyric that is a syllable, characters; texts of whole songs stand in lyric events, too.
const MAX_LYRIC_CHARS: usize = 200;

/// What is sung on a tick.
type Lyrics = BTreeMap<u64, String>;

/// The melody in a MIDI file.
pub(super) fn parse(bytes: &[u8]) -> Result<Melody, MelodyError> {
    let smf =
        Smf::parse(bytes).map_err(|error| midi(format!("it is a damaged MIDI file ({error}); export it again")))?;
    if smf.header.format == Format::Sequential {
        return Err(midi(
            "it is a MIDI file of type 2 (loose patterns); export it as type 0 or 1",
        ));
    }
    refuse_cut_short(bytes, &smf)?;

    let clock = Clock::new(&smf)?;
    let mut voices = Vec::new();
    let mut lyrics_of_all = Lyrics::new();
    for track in &smf.tracks {
        let (found, lyrics) = read_track(track)?;
        let own_lyrics = Rc::new(lyrics);
        lyrics_of_all.extend(own_lyrics.iter().map(|(tick, syllable)| (*tick, syllable.clone())));
        if lyrics_of_all.len() > MAX_LYRICS {
            return Err(midi(format!(
                "it has more than {MAX_LYRICS} lyrics; a guide is one song"
            )));
        }
        voices.extend(found.into_values().map(|notes| Voice {
            notes,
            own_lyrics: Rc::clone(&own_lyrics),
        }));
    }
    // `max_by_key` keeps the last of equals: walk backwards so that the first voice wins.
    let voice = voices
        .iter()
        .rev()
        .max_by_key(|voice| (voice.sung_by(&voice.own_lyrics), voice.sung_by(&lyrics_of_all)))
        .ok_or(MelodyError::NoNotes)?;
    let words = if voice.sung_by(&voice.own_lyrics) > 0 {
        &*voice.own_lyrics
    } else {
        &lyrics_of_all
    };
    let raw: Vec<_> = words.values().collect();
    let words: BTreeMap<_, _> = words.keys().zip(lyrics::hyphenated(&raw)).collect();
    let notes = voice.notes.iter().map(|struck| {
        let onset_s = clock.seconds(struck.start_tick);
        Note {
            onset_s,
            duration_s: clock.seconds(struck.end_tick) - onset_s,
            midi: f64::from(struck.key),
            syllable: words.get(&struck.start_tick).cloned().unwrap_or_default(),
        }
    });
    Melody::new(notes.collect())
}

fn midi(problem: impl Into<String>) -> MelodyError {
    MelodyError::Midi(problem.into())
}

/// `midly` keeps what it could read of a file that ends early; half a guide would judge fans by half a song.
fn refuse_cut_short(bytes: &[u8], smf: &Smf<'_>) -> Result<(), MelodyError> {
    let stated = bytes
        .get(10..12)
        .map_or(0, |count| usize::from(u16::from_be_bytes([count[0], count[1]])));
    let ended = |track: &Vec<TrackEvent<'_>>| {
        matches!(
            track.last().map(|event| event.kind),
            Some(TrackEventKind::Meta(MetaMessage::EndOfTrack))
        )
    };
    if smf.tracks.len() < stated || !smf.tracks.iter().all(ended) {
        return Err(midi(
            "it is a MIDI file that ends before its last track does; export it again",
        ));
    }
    Ok(())
}

/// A struck key.
struct Struck {
    start_tick: u64,
    end_tick: u64,
    key: u8,
}

/// One channel of one track.
struct Voice {
    notes: Vec<Struck>,
    /// Those of its track, whose channels share them.
    own_lyrics: Rc<Lyrics>,
}

impl Voice {
    /// How many of its notes have a syllable.
    fn sung_by(&self, lyrics: &Lyrics) -> usize {
        self.notes
            .iter()
            .filter(|note| lyrics.contains_key(&note.start_tick))
            .count()
    }
}

/// Notes by channel, and lyrics as they stand there, spaces and all.
fn read_track(track: &[TrackEvent<'_>]) -> Result<(BTreeMap<u8, Vec<Struck>>, Lyrics), MelodyError> {
    let mut voices: BTreeMap<u8, Vec<Struck>> = BTreeMap::new();
    let mut lyrics = Lyrics::new();
    let mut sounding: BTreeMap<(u8, u8), u64> = BTreeMap::new();
    let mut tick = 0_u64;
    for event in track {
        tick += u64::from(event.delta.as_int());
        let (channel, key, is_strike) = match event.kind {
            TrackEventKind::Meta(MetaMessage::Lyric(bytes)) => {
                let syllable = text::decode(bytes);
                if !syllable.trim().is_empty() {
                    lyrics.insert(tick, syllable.chars().take(MAX_LYRIC_CHARS).collect());
                }
                continue;
            }
            TrackEventKind::Midi {
                channel,
                message: MidiMessage::NoteOn { key, vel },
            } => (channel.as_int(), key.as_int(), vel.as_int() > 0),
            TrackEventKind::Midi {
                channel,
                message: MidiMessage::NoteOff { key, .. },
            } => (channel.as_int(), key.as_int(), false),
            _ => continue,
        };
        if channel == PERCUSSION {
            continue;
        }
        let ended = sounding.remove(&(channel, key)).map(|start_tick| Struck {
            start_tick,
            end_tick: tick,
            key,
        });
        if is_strike {
            sounding.insert((channel, key), tick);
        }
        if let Some(struck) = ended.filter(|struck| struck.end_tick > struck.start_tick) {
            let notes = voices.entry(channel).or_default();
            notes.push(struck);
            if notes.len() > MAX_NOTES {
                return Err(MelodyError::TooManyNotes { count: notes.len() });
            }
        }
    }
    for ((channel, key), start_tick) in sounding {
        if tick > start_tick {
            voices.entry(channel).or_default().push(Struck {
                start_tick,
                end_tick: tick,
                key,
            });
        }
    }
    Ok((voices, lyrics))
}

/// Ticks to seconds.
struct Clock {
    /// From each tick on: its time, and seconds a tick. Never empty; starts at tick 0.
    pieces: Vec<(u64, f64, f64)>,
}

impl Clock {
    fn new(smf: &Smf<'_>) -> Result<Self, MelodyError> {
        let ticks_a_quarter = match smf.header.timing {
            Timing::Metrical(ticks) => f64::from(ticks.as_int()),
            Timing::Timecode(rate, subframes) => {
                let ticks_a_second = f64::from(rate.as_f32()) * f64::from(subframes);
                return Self::of(vec![(0, 0.0, 1.0 / ticks_a_second)]);
            }
        };
        let seconds_a_tick = |quarter_us: u32| f64::from(quarter_us) / 1e6 / ticks_a_quarter;

        let mut tempos = BTreeMap::new();
        for track in &smf.tracks {
            let mut tick = 0_u64;
            for event in track {
                tick += u64::from(event.delta.as_int());
                if let TrackEventKind::Meta(MetaMessage::Tempo(quarter_us)) = event.kind {
                    tempos.insert(tick, quarter_us.as_int());
                }
            }
        }
        let mut pieces = vec![(0, 0.0, seconds_a_tick(DEFAULT_QUARTER_US))];
        for (tick, quarter_us) in tempos {
            let (from_tick, from_s, tick_s) = pieces[pieces.len() - 1];
            pieces.push((
                tick,
                from_s + (tick - from_tick) as f64 * tick_s,
                seconds_a_tick(quarter_us),
            ));
        }
        Self::of(pieces)
    }

    fn of(pieces: Vec<(u64, f64, f64)>) -> Result<Self, MelodyError> {
        if pieces.iter().all(|(_, _, tick_s)| tick_s.is_finite() && *tick_s > 0.0) {
            Ok(Self { pieces })
        } else {
            Err(midi("its time division or a tempo is zero; export it again"))
        }
    }

    fn seconds(&self, tick: u64) -> f64 {
        let piece = self.pieces.partition_point(|(from_tick, _, _)| *from_tick <= tick) - 1;
        let (from_tick, from_s, tick_s) = self.pieces[piece];
        from_s + (tick - from_tick) as f64 * tick_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use midly::num::{u4, u7, u15, u24, u28};
    use midly::{Fps, Header};

    fn event(delta: u32, kind: TrackEventKind<'_>) -> TrackEvent<'_> {
        TrackEvent {
            delta: u28::new(delta),
            kind,
        }
    }

    fn key(delta: u32, channel: u8, key: u8, vel: u8) -> TrackEvent<'static> {
        let message = MidiMessage::NoteOn {
            key: u7::new(key),
            vel: u7::new(vel),
        };
        event(
            delta,
            TrackEventKind::Midi {
                channel: u4::new(channel),
                message,
            },
        )
    }

    fn meta(delta: u32, message: MetaMessage<'_>) -> TrackEvent<'_> {
        event(delta, TrackEventKind::Meta(message))
    }

    fn file(timing: Timing, tracks: Vec<Vec<TrackEvent<'_>>>) -> Vec<u8> {
        let mut smf = Smf::new(Header::new(Format::Parallel, timing));
        smf.tracks = tracks;
        for track in &mut smf.tracks {
            track.push(meta(0, MetaMessage::EndOfTrack));
        }
        let mut bytes = Vec::new();
        smf.write_std(&mut bytes).unwrap();
        bytes
    }

    fn metrical() -> Timing {
        Timing::Metrical(u15::new(480))
    }

    #[test]
    fn the_tempo_map_of_another_track_counts() {
        let tempo = vec![
            meta(0, MetaMessage::Tempo(u24::new(1_000_000))),
            meta(480, MetaMessage::Tempo(u24::new(250_000))),
        ];
        let notes = vec![
            key(240, 0, 60, 90),
            key(480, 0, 60, 0),
            key(240, 0, 62, 90),
            key(480, 0, 62, 0),
        ];
        let melody = parse(&file(metrical(), vec![tempo, notes])).unwrap();
        let times: Vec<_> = melody
            .notes()
            .iter()
            .map(|n| (n.onset_s, n.duration_s, n.midi))
            .collect();
        assert_eq!(times, [(0.5, 0.625, 60.0), (1.25, 0.25, 62.0)]);
    }

    #[test]
    fn the_voice_with_lyrics_is_the_guide() {
        let drums = vec![key(0, 9, 36, 90), key(480, 9, 36, 0)];
        let bass = vec![key(0, 1, 36, 90), key(960, 1, 36, 0)];
        let voice = vec![
            meta(0, MetaMessage::Lyric("Grü-".as_bytes())),
            key(0, 2, 64, 90),
            key(480, 2, 64, 0),
            meta(0, MetaMessage::Lyric(b"ne")),
            key(0, 2, 65, 90),
            key(480, 2, 65, 0),
        ];
        let melody = parse(&file(metrical(), vec![drums.clone(), bass.clone(), voice])).unwrap();
        let sung: Vec<_> = melody.notes().iter().map(|n| (n.midi, n.syllable.as_str())).collect();
        assert_eq!(sung, [(64.0, "Grü-"), (65.0, "ne")]);
        // Without lyrics the first voice that is no drum.
        let melody = parse(&file(metrical(), vec![drums, bass])).unwrap();
        assert_eq!(melody.notes()[0].midi, 36.0);
    }

    #[test]
    fn words_that_spaces_tell_are_hyphenated() {
        let syllables = ["Grü", "ne ", "Welt"];
        let sung = syllables.iter().flat_map(|text| {
            [
                meta(0, MetaMessage::Lyric(text.as_bytes())),
                key(0, 2, 64, 90),
                key(480, 2, 64, 0),
            ]
        });
        let melody = parse(&file(metrical(), vec![sung.collect()])).unwrap();
        let read: Vec<_> = melody.notes().iter().map(|n| n.syllable.as_str()).collect();
        assert_eq!(read, ["Grü-", "ne", "Welt"]);
    }

    #[test]
    fn legato_restrikes_and_notes_left_sounding() {
        let track = vec![
            key(0, 0, 60, 90),
            key(480, 0, 62, 90), // 62 starts before 60 ends
            key(48, 0, 60, 0),
            key(432, 0, 62, 90), // struck again
            key(480, 0, 64, 0),  // never struck
        ];
        let melody = parse(&file(metrical(), vec![track])).unwrap();
        let times: Vec<_> = melody.notes().iter().map(|n| (n.onset_s, n.end_s(), n.midi)).collect();
        assert_eq!(times, [(0.0, 0.5, 60.0), (0.5, 1.0, 62.0), (1.0, 1.5, 62.0)]);
    }

    #[test]
    fn timecode_files_have_no_tempo() {
        let track = vec![
            meta(0, MetaMessage::Tempo(u24::new(1))),
            key(25 * 40, 0, 60, 90),
            key(500, 0, 60, 0),
        ];
        let melody = parse(&file(Timing::Timecode(Fps::Fps25, 40), vec![track])).unwrap();
        assert_eq!((melody.notes()[0].onset_s, melody.notes()[0].duration_s), (1.0, 0.5));
    }

    #[test]
    fn chords_name_both_notes() {
        let track = vec![
            key(0, 0, 60, 90),
            key(0, 0, 64, 90),
            key(480, 0, 60, 0),
            key(0, 0, 64, 0),
        ];
        let error = parse(&file(metrical(), vec![track])).unwrap_err();
        assert!(matches!(error, MelodyError::Chord { .. }), "{error}");
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_or_loses_no_note() {
        let track = vec![
            key(0, 0, 60, 90),
            key(480, 0, 60, 0),
            key(0, 0, 62, 90),
            key(480, 0, 62, 0),
        ];
        let bytes = file(metrical(), vec![track.clone(), track]);
        let whole = parse(&bytes);
        assert_eq!(whole.as_ref().map(|melody| melody.notes().len()), Ok(2));
        // Only the last byte, the empty length of the last end-of-track event, may be missing.
        assert_eq!(parse(&bytes[..bytes.len() - 1]), whole);
        for length in 0..bytes.len() - 1 {
            assert!(parse(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn empty_and_impossible_files_are_refused() {
        assert_eq!(parse(&file(metrical(), vec![vec![]])), Err(MelodyError::NoNotes));
        let track = vec![key(0, 0, 60, 90), key(480, 0, 60, 0)];
        for timing in [Timing::Metrical(u15::new(0)), Timing::Timecode(Fps::Fps25, 0)] {
            let text = parse(&file(timing, vec![track.clone()])).unwrap_err().to_string();
            assert!(text.contains("zero"), "{text}");
        }
    }

    #[test]
    fn a_text_is_no_syllable_and_words_without_end_are_refused() {
        let text = "a".repeat(3000);
        let track = vec![
            meta(0, MetaMessage::Lyric(text.as_bytes())),
            key(0, 0, 60, 90),
            key(480, 0, 60, 0),
        ];
        let melody = parse(&file(metrical(), vec![track])).unwrap();
        assert_eq!(melody.notes()[0].syllable.len(), MAX_LYRIC_CHARS);

        let words = vec![meta(1, MetaMessage::Lyric(b"a")); MAX_LYRICS + 1];
        let notes = vec![key(0, 0, 60, 90), key(480, 0, 60, 0)];
        let problem = parse(&file(metrical(), vec![words, notes])).unwrap_err().to_string();
        assert!(problem.contains("lyrics"), "{problem}");
    }
}
