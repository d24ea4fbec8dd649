//! What can happen to the sound itself: each accident is mended, so that the take measures like the sound one, or named by
//! its code; and what merely looks like one is left alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use hound::{SampleFormat, WavSpec, WavWriter};
use stemforge::dsp::resample::resample;
use stemforge::model::analysis::{Heard, Outcome};
use stemforge::model::melody::{Melody, Note};
use stemforge::model::reason::ReasonCode;
use stemforge::model::row::Status;
use stemforge::model::take::{Metadata, Take, TakeId};
use stemforge::pipeline::{Hearing, Judging, Song, hear, judge};
use stemforge::synth::encode::{Format, encode};
use stemforge::synth::{Device, Fault, Recipe, Register, sing};

const RATE_HZ: u32 = 48_000;

/// Eight seconds of the sample song, sung into a headset by a synthetic alto.
static VOICE: LazyLock<Vec<f32>> = LazyLock::new(|| sung(&song(), 7));

fn song() -> Melody {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/demo/guide.csv");
    let whole = Melody::parse(&std::fs::read(path).unwrap(), "csv").unwrap();
    let first = whole.notes()[0].onset_s - 0.5;
    let notes = whole.notes().iter().filter(|note| note.end_s() - first < 8.0);
    Melody::new(
        notes
            .map(|note| Note {
                onset_s: note.onset_s - first,
                ..note.clone()
            })
            .collect(),
    )
    .unwrap()
}

fn sung(melody: &Melody, seed: u64) -> Vec<f32> {
    let recipe = Recipe {
        take: "t".to_owned(),
        fault: Fault::Good,
        copy_of: None,
        fan: "f".to_owned(),
        country: "GB".to_owned(),
        team: "t".to_owned(),
        consent: true,
        seed,
        register: Register::Alto,
        octave: 0,
        cents: 0.0,
        late_ms: 0.0,
        scatter_ms: 5.0,
        lag_ms: 100.0,
        drift_ppm: 0.0,
        device: Device::Headset,
        room_t60_s: 0.2,
        level_dbfs: -20.0,
        snr_db: 45.0,
        bleed_db: None,
        sample_rate_hz: RATE_HZ,
        format: Format::Wav,
    };
    sing(&recipe, melody, None)
}

fn wav(channels: &[Vec<f32>], rate_hz: u32, bits: u16) -> Vec<u8> {
    let format = WavSpec {
        channels: channels.len() as u16,
        sample_rate: rate_hz,
        bits_per_sample: bits,
        sample_format: if bits == 32 {
            SampleFormat::Float
        } else {
            SampleFormat::Int
        },
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, format).unwrap();
    let scale = f64::from(1_u32 << (bits - 1)) - 1.0;
    for n in 0..channels[0].len() {
        for channel in channels {
            if bits == 32 {
                writer.write_sample(channel[n]).unwrap();
            } else {
                writer
                    .write_sample((f64::from(channel[n]) * scale).round() as i32)
                    .unwrap();
            }
        }
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn in_16_bits(voice: &[f32]) -> Vec<u8> {
    wav(&[voice.to_vec()], RATE_HZ, 16)
}

/// What became of a file without a campaign.
struct Seen {
    heard: Heard,
    status: Status,
    reasons: Vec<ReasonCode>,
    total_score: Option<f64>,
    remark: String,
}

fn inspected(bytes: Vec<u8>, extension: &str) -> Seen {
    let (outcome, _) = hear(&Arc::from(bytes), Some(extension), None, None, &Hearing::default()).unwrap();
    seen(outcome, None)
}

fn seen(outcome: Outcome, melody: Option<&Melody>) -> Seen {
    let take = Take {
        id: TakeId("take".to_owned()),
        uri: "take".to_owned(),
        metadata: Metadata::default(),
        size_bytes: None,
        version: None,
    };
    let judgement = judge(&take, "hash", &outcome, melody, &Judging::default());
    let Outcome::Heard(heard) = outcome else {
        panic!("refused: {}", judgement.remark);
    };
    Seen {
        heard: *heard,
        status: judgement.row.status,
        reasons: judgement.row.reasons,
        total_score: judgement.row.total_score,
        remark: judgement.remark,
    }
}

/// Holds a take to the sound one: nothing held against it, and every figure within what rounding, a resampler or a coarse
/// converter may do to it.
#[track_caller]
fn expect_like_the_sound_take(seen: &Seen, snr_is_lower: bool) {
    let sound = &inspected(in_16_bits(&VOICE), "wav").heard.features;
    let features = &seen.heard.features;
    assert_eq!(
        (seen.status, seen.reasons.as_slice()),
        (Status::Accepted, &[][..]),
        "{}",
        seen.remark
    );
    let near = |a: Option<f64>, b: Option<f64>, tolerance: f64| (a.unwrap() - b.unwrap()).abs() <= tolerance;
    let (a, b) = (&features.quality, &sound.quality);
    assert!(near(a.loudness_lufs, b.loudness_lufs, 0.1), "{a:?}");
    assert!(near(a.voice_dbfs, b.voice_dbfs, 0.1), "{a:?}");
    assert!(snr_is_lower || near(a.snr_db, b.snr_db, 1.0), "{a:?} {b:?}");
    assert_eq!((a.dropouts, a.steady_tone_hz), (0, None));
    // Frames at the very edge of a note may be voiced in one and not in the other.
    let frames = sound.f0.len().min(features.f0.len());
    assert!(sound.f0.len().abs_diff(features.f0.len()) <= 1);
    let same = (0..frames)
        .filter(|&i| features.f0.voiced[i] == sound.f0.voiced[i])
        .count();
    assert!(same as f64 >= 0.98 * frames as f64, "{same} of {frames} frames");
    let mut off: Vec<f64> = (0..frames)
        .filter_map(|i| Some((100.0 * (features.f0.midi(i)? - sound.f0.midi(i)?)).abs()))
        .collect();
    off.sort_by(f64::total_cmp);
    assert!(
        off[off.len() / 2] <= 0.5 && off[off.len() * 19 / 20] <= 5.0,
        "cents: {off:?}"
    );
}

#[test]
fn the_sound_take_is_sound() {
    expect_like_the_sound_take(&inspected(in_16_bits(&VOICE), "wav"), false);
    assert_eq!(inspected(in_16_bits(&VOICE), "wav").remark, "");
}

#[test]
fn broken_floats_are_mended_and_counted() {
    for broken in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
        let mut voice = VOICE.clone();
        for n in (0..voice.len()).step_by(voice.len() / 20) {
            voice[n] = broken;
        }
        let count = voice.iter().filter(|x| !x.is_finite() || x.abs() > 1e20).count();
        let seen = inspected(wav(&[voice], RATE_HZ, 32), "wav");
        assert_eq!(
            seen.remark,
            format!("{count} samples that are no possible level (NaN, infinite or huge) were replaced"),
            "{broken}"
        );
        expect_like_the_sound_take(&seen, false);
    }
}

#[test]
fn an_offset_is_removed_and_told() {
    for offset in [0.1, -0.25] {
        let seen = inspected(in_16_bits(&VOICE.iter().map(|x| x + offset).collect::<Vec<_>>()), "wav");
        assert_eq!(seen.remark, format!("DC offset of {offset:.2} removed"));
        assert!((seen.heard.features.quality.dc_offset - f64::from(offset)).abs() < 0.002);
        expect_like_the_sound_take(&seen, false);
    }
}

#[test]
fn one_silent_channel_and_antiphase_channels_lose_no_voice() {
    let inverted = |gain: f32| VOICE.iter().map(|x| -gain * x).collect::<Vec<_>>();
    let silence = vec![0.0; VOICE.len()];
    for (channels, remark) in [
        ([VOICE.clone(), silence.clone()], "one silent channel"),
        ([silence, VOICE.clone()], "one silent channel"),
        ([VOICE.clone(), inverted(1.0)], "antiphase channels: left kept"),
        ([VOICE.clone(), inverted(0.8)], "antiphase channels: left kept"),
        ([VOICE.clone(), VOICE.clone()], ""),
    ] {
        let seen = inspected(wav(&channels, RATE_HZ, 16), "wav");
        assert_eq!(seen.remark, remark);
        expect_like_the_sound_take(&seen, false);
    }
}

#[test]
fn surround_high_rates_and_eight_bits_are_heard_like_any_other() {
    let silence = vec![0.0; VOICE.len()];
    let rumble: Vec<f32> = (0..VOICE.len()).map(|n| 0.3 * (n as f32 * 0.004).sin()).collect();
    let centre = [&silence, &silence, &VOICE, &rumble, &silence, &silence].map(Clone::clone);
    let front = [&VOICE, &VOICE, &silence, &silence, &silence, &silence].map(Clone::clone);
    for channels in [centre, front] {
        let seen = inspected(wav(&channels, RATE_HZ, 16), "wav");
        assert_eq!(seen.heard.recording.channels, 6);
        expect_like_the_sound_take(&seen, false);
    }
    let high = inspected(wav(&[resample(&VOICE, RATE_HZ, 192_000)], 192_000, 24), "wav");
    assert_eq!(
        (high.heard.recording.sample_rate_hz, high.remark.as_str()),
        (192_000, "")
    );
    expect_like_the_sound_take(&high, false);
    let coarse = inspected(wav(std::slice::from_ref(&VOICE), RATE_HZ, 8), "wav");
    assert_eq!(
        (coarse.heard.recording.source.codec.as_str(), coarse.remark.as_str()),
        ("pcm_u8", "")
    );
    expect_like_the_sound_take(&coarse, true);
}

#[test]
fn silence_is_named() {
    for silence in [in_16_bits(&[0.0; 200_000]), wav(&[vec![0.5; 200_000]], RATE_HZ, 16)] {
        assert_eq!(inspected(silence, "wav").reasons, [ReasonCode::Silent]);
    }
}

#[test]
fn steady_tones_are_named_in_every_format() {
    for hz in [50.0, 440.0, 1000.0, 3000.0] {
        let tone: Vec<f32> = (0..4 * RATE_HZ)
            .map(|n| (0.3 * (std::f64::consts::TAU * hz * f64::from(n) / f64::from(RATE_HZ)).sin()) as f32)
            .collect();
        for format in [Format::Wav, Format::Opus] {
            let seen = inspected(encode(&tone, RATE_HZ, format).unwrap(), format.extension());
            assert!(
                seen.reasons.contains(&ReasonCode::NotSinging),
                "{hz} Hz in {format:?}: {:?}",
                seen.reasons
            );
            let found_hz = seen.heard.features.quality.steady_tone_hz.unwrap();
            assert!((found_hz - hz).abs() < 0.3, "{hz} Hz in {format:?}: {found_hz}");
            assert!(seen.remark.contains("a steady tone of"), "{}", seen.remark);
        }
    }
}

/// Starts of the stretches that hold the loudest sound, far enough apart.
fn loud_places(count: usize) -> Vec<usize> {
    let energy = |start: usize| VOICE[start..start + 4800].iter().map(|x| x * x).sum::<f32>();
    let mut places: Vec<usize> = (1..VOICE.len() / 4800 - 1).map(|i| i * 4800).collect();
    places.sort_by(|&a, &b| energy(b).total_cmp(&energy(a)));
    places.truncate(count);
    places
}

#[test]
fn gaps_are_named_where_samples_are_kept_and_after_lossy_codecs() {
    for (len, formats) in [
        (144, &[Format::Wav, Format::Flac][..]),
        (
            1440,
            &[Format::Wav, Format::Opus, Format::M4a, Format::Mp3, Format::Ogg],
        ),
    ] {
        for &format in formats {
            let mut voice = VOICE.clone();
            for start in loud_places(10) {
                voice[start + 1000..start + 1000 + len].fill(0.0);
            }
            let seen = inspected(encode(&voice, RATE_HZ, format).unwrap(), format.extension());
            let quality = &seen.heard.features.quality;
            // Lossy codecs fill gaps with noise and smear some edges.
            let least = match format {
                Format::Wav | Format::Flac => 10,
                Format::Opus => 9,
                Format::Mp3 => 5,
                _ => 7,
            };
            assert!(
                (least..=10).contains(&quality.dropouts),
                "{len} in {format:?}: {quality:?}"
            );
            assert_eq!(seen.reasons, [ReasonCode::Dropouts], "{len} in {format:?}");
            assert_eq!(seen.status, Status::Flagged);
            assert!(seen.remark.contains("dropouts,"), "{}", seen.remark);
        }
    }
}

#[test]
fn blocks_that_were_played_twice_are_named() {
    for (len, back) in [(128, 128), (1024, 1024), (512, 2048)] {
        let mut voice = VOICE.clone();
        for start in loud_places(12) {
            voice.copy_within(start + 2400 - back..start + 2400 - back + len, start + 2400);
        }
        let seen = inspected(in_16_bits(&voice), "wav");
        assert_eq!(seen.heard.features.quality.dropouts, 12, "{len}");
        assert_eq!(seen.reasons, [ReasonCode::Dropouts], "{len}");
    }
}

#[test]
fn a_take_that_lost_a_tenth_is_rejected() {
    let mut voice = VOICE.clone();
    for start in loud_places(12) {
        voice[start + 500..start + 3500].fill(0.0);
    }
    let seen = inspected(in_16_bits(&voice), "wav");
    assert_eq!(
        (seen.status, seen.reasons.as_slice()),
        (Status::Rejected, &[ReasonCode::Dropouts][..])
    );
}

#[test]
fn rests_that_an_editor_cut_hard_reject_no_take() {
    // From amid one note to amid another.
    let places = loud_places(10);
    let (first, last) = (places.iter().min().unwrap(), places.iter().max().unwrap());
    let phrase = &VOICE[first + 2400..last + 2400];
    for rest_s in [0.3, 1.0, 3.0] {
        let mut voice = phrase.to_vec();
        for _ in 0..3 {
            voice.resize(voice.len() + (rest_s * f64::from(RATE_HZ)) as usize, 0.0);
            voice.extend_from_slice(phrase);
        }
        let seen = inspected(in_16_bits(&voice), "wav");
        assert_ne!(seen.status, Status::Rejected, "{rest_s} s: {:?}", seen.reasons);
        assert_eq!(seen.heard.features.quality.dropouts, 3, "{rest_s} s");
    }
}

#[test]
fn what_only_looks_like_an_accident_is_left_alone() {
    let note = |onset_s: f64, duration_s: f64, midi: f64| Note {
        onset_s,
        duration_s,
        midi,
        syllable: "la".to_owned(),
    };
    // One note held for six seconds, with the vibrato and the wander of a voice.
    let held = sung(&Melody::new(vec![note(0.3, 6.0, 62.0)]).unwrap(), 3);
    // A rest of three seconds in the tune.
    let resting = sung(
        &Melody::new(vec![note(0.3, 1.5, 62.0), note(4.8, 1.5, 65.0)]).unwrap(),
        4,
    );
    // Hard gates: digital silence wherever the voice is 40 dB down.
    let mut gated = VOICE.clone();
    let loudest = gated.iter().fold(0.0_f32, |loudest, x| loudest.max(x.abs()));
    for block in gated.chunks_mut(960) {
        if block.iter().all(|x| x.abs() < loudest * 0.01) {
            block.fill(0.0);
        }
    }
    // The same phrase pasted twice.
    let twice = [VOICE.clone(), VOICE.clone()].concat();
    // A quiet voice in eight bits: rests are all zeros and crests are flat.
    let coarse: Vec<f32> = VOICE.iter().map(|x| (x * 0.3 * 127.0).round() / 127.0).collect();
    for (name, voice) in [
        ("held", held),
        ("resting", resting),
        ("gated", gated),
        ("twice", twice),
        ("coarse", coarse),
    ] {
        let seen = inspected(in_16_bits(&voice), "wav");
        let quality = &seen.heard.features.quality;
        assert_eq!((quality.dropouts, quality.steady_tone_hz), (0, None), "{name}");
        assert!(seen.reasons.is_empty(), "{name}: {:?}", seen.reasons);
        assert_eq!(seen.remark, "", "{name}");
    }
    // Clipping has its own name.
    let clipped: Vec<f32> = VOICE.iter().map(|x| (8.0 * x).clamp(-1.0, 1.0)).collect();
    let seen = inspected(in_16_bits(&clipped), "wav");
    assert_eq!(seen.reasons, [ReasonCode::Clipped]);
}

/// Hears a file against the guide alone.
fn placed(bytes: Vec<u8>) -> Seen {
    let melody = song();
    let song = Song {
        end_s: melody.end_s() + 2.0,
        melody: melody.clone(),
        backing: None,
        guide_hash: String::new(),
        backing_hash: None,
    };
    let (outcome, _) = hear(&Arc::from(bytes), Some("wav"), None, Some(&song), &Hearing::default()).unwrap();
    seen(outcome, Some(&melody))
}

#[test]
fn a_wrong_rate_in_the_header_is_found_and_mended() {
    let sound = placed(in_16_bits(&VOICE));
    assert_eq!((sound.status, sound.remark.as_str()), (Status::Accepted, ""));
    for (true_hz, stated_hz) in [(48_000, 44_100), (44_100, 48_000), (48_000, 24_000), (24_000, 48_000)] {
        let seen = placed(wav(&[resample(&VOICE, RATE_HZ, true_hz)], stated_hz, 16));
        let what = format!("{true_hz} Hz stated as {stated_hz} Hz");
        assert_eq!(seen.reasons, [ReasonCode::WrongRate], "{what}");
        assert_eq!(seen.status, Status::Flagged);
        assert_eq!(
            seen.remark,
            format!("the file states {stated_hz} Hz, but it was sung at {true_hz} Hz and read so")
        );
        let (recording, expected) = (&seen.heard.recording, &sound.heard.recording);
        assert_eq!(recording.sample_rate_hz, true_hz);
        assert!((recording.duration_s - expected.duration_s).abs() < 0.001, "{what}");
        let lag_ms = |seen: &Seen| seen.heard.features.lag.as_ref().unwrap().lag_ms;
        assert!(
            (lag_ms(&seen) - lag_ms(&sound)).abs() < 2.0,
            "{what}: {}",
            lag_ms(&seen)
        );
        assert!(
            (seen.total_score.unwrap() - sound.total_score.unwrap()).abs() < 1.0,
            "{what}"
        );
    }
}

#[test]
fn who_sings_in_another_key_or_another_song_is_believed_about_the_rate() {
    let moved = |semitones: f64| {
        let notes = song()
            .notes()
            .iter()
            .map(|note| Note {
                midi: note.midi + semitones,
                ..note.clone()
            })
            .collect();
        placed(in_16_bits(&sung(&Melody::new(notes).unwrap(), 9)))
    };
    for semitones in [-1.5, 1.5, 4.0] {
        let seen = moved(semitones);
        assert!(
            !seen.reasons.contains(&ReasonCode::WrongRate),
            "{semitones}: {}",
            seen.remark
        );
    }
    let backwards = song()
        .notes()
        .iter()
        .zip(song().notes().iter().rev())
        .map(|(note, other)| Note {
            midi: other.midi,
            ..note.clone()
        })
        .collect();
    let seen = placed(in_16_bits(&sung(&Melody::new(backwards).unwrap(), 9)));
    assert!(!seen.reasons.contains(&ReasonCode::WrongRate), "{}", seen.remark);
}

#[test]
fn no_take_of_the_sample_campaign_has_an_accident_that_was_not_planted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/demo/takes");
    let mut heard = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path.extension().unwrap().to_str().unwrap();
        if extension == "json" {
            continue;
        }
        let seen = inspected(std::fs::read(&path).unwrap(), extension);
        let quality = &seen.heard.features.quality;
        assert_eq!(
            (quality.dropouts, quality.steady_tone_hz),
            (0, None),
            "{}",
            path.display()
        );
        heard += 1;
    }
    assert_eq!(heard, 24);
}
