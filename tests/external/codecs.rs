//! A real ffmpeg decodes what it encoded a moment ago, or what phones did; by name, at its own rate, in its place.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::ffmpeg;
use stemforge::ingest::{Cause, DecodeError, ExternalDecoder, Limits, decode, decode_with};
use stemforge::model::audio::{RawAudio, TrimEvidence};
use stemforge::model::reason::ReasonCode;

const DURATION_S: f64 = 3.0;
/// Where the clicks lie, seconds.
const CLICKS_S: [f64; 3] = [0.5, 1.3, 2.4];
/// Priming that a codec may leave in front: nobody says how much to trim. Less than nothing: ffmpeg itself loses the
/// first frame of WMA, and all that stands before the first frame of TrueHD.
const MISPLACEMENT_S: std::ops::RangeInclusive<f64> = -0.06..=0.06;
/// What one frame, or a priming of several, may add or take at the end.
const LENGTH_TOLERANCE_S: f64 = 0.15;

/// File, container, codec, rate, arguments of the encoder.
const ENCODED: &str = "\
v1.wma asf wmav1 44100 -c:a wmav1
v2.wma asf wmav2 44100 -c:a wmav2
wide.spx ogg speex 16000 -c:a libspeex -ar 16000
a.ac3 ac3 ac3 44100 -c:a ac3
a.eac3 eac3 eac3 44100 -c:a eac3
a.dts dts dts 44100 -strict -2 -c:a dca -ac 2
ac3.mkv matroska ac3 44100 -c:a ac3
dts.mkv matroska dts 44100 -strict -2 -c:a dca -ac 2
wv.mkv matroska wavpack 44100 -c:a wavpack
ac3.mp4 mp4 ac3 44100 -c:a ac3
gsm.wav wav gsm 8000 -c:a libgsm_ms -ar 8000
gsm.mov mp4 gsm 8000 -c:a libgsm -ar 8000
g722.wav wav adpcm_g722 16000 -c:a g722 -ar 16000
g726.wav wav adpcm_g726 8000 -c:a g726 -ar 8000 -b:a 32k
g723.wav wav g723_1 8000 -c:a g723_1 -ar 8000 -b:a 6300
a.wv wavpack wavpack 44100 -c:a wavpack
a.tta tta tta 44100 -c:a tta
a.voc voc voc 43478 -c:a pcm_u8
a.thd truehd truehd 48000 -strict -2 -c:a truehd -ar 48000 -f truehd
a.rm realmedia realaudio 8000 -c:a real_144 -ar 8000
wma.avi avi wmav2 44100 -c:a wmav2
mp3.avi avi mp3 44100 -c:a libmp3lame
nelly.flv flv flv 22050 -c:a nellymoser -ar 22050
a.mpg mpeg_ps mpeg_ps 44100 -c:a mp2 -f mpeg
a.ts mpeg_ts mpeg_ts 44100 -c:a aac -f mpegts
a.loas loas aac_latm 44100 -c:a aac -f latm
old.mov mov quicktime_without_ftyp 44100 -c:a pcm_s16le";

/// Fixture, file, container, codec: the same packets in another container.
const COPIED: &str = "\
he_aac_v1.aac v1.m4a mp4 he_aac
he_aac_v1.aac v1.3gp mp4 he_aac
he_aac_v1.aac v1.mkv matroska he_aac
he_aac_v2.aac v2.m4a mp4 he_aac
he_aac_v2.aac v2.mkv matroska he_aac";

fn decoder() -> &'static ExternalDecoder {
    static FOUND: OnceLock<ExternalDecoder> = OnceLock::new();
    FOUND.get_or_init(|| {
        ExternalDecoder::find(Path::new("ffmpeg")).expect("these tests need ffmpeg (apt-get install ffmpeg)")
    })
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/external").join(name)).unwrap()
}

/// Short bursts of 440 Hz, which every codec keeps, in silence that none of them fills.
fn write_clicks(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for index in 0..(DURATION_S * 44_100.0) as usize {
        let time_s = index as f64 / 44_100.0;
        let sounds = CLICKS_S.iter().any(|&start| (start..start + 0.1).contains(&time_s));
        let sample = if sounds {
            (440.0 * std::f64::consts::TAU * time_s).sin()
        } else {
            0.0
        };
        writer.write_sample((sample * 20_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// Where sound sets in after silence, seconds.
fn onsets_s(audio: &RawAudio) -> Vec<f64> {
    let loud = |index: usize| audio.channels[0][index].abs() > 0.15;
    let gap = audio.sample_rate_hz as usize / 5;
    let mut onsets = Vec::new();
    let mut last_loud = None;
    for index in (0..audio.len_samples()).filter(|&index| loud(index)) {
        if last_loud.is_none_or(|last| index - last > gap) {
            onsets.push(index as f64 / f64::from(audio.sample_rate_hz));
        }
        last_loud = Some(index);
    }
    onsets
}

fn decoded(bytes: &[u8]) -> Result<RawAudio, DecodeError> {
    decode_with(Arc::from(bytes), None, &Limits::default(), Some(decoder()))
}

/// Everything that is wrong with one file.
fn check(name: &str, bytes: &[u8], container: &str, codec: &str, rate_hz: u32) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{name}: {what}"));
        }
    };
    match decode(Arc::from(bytes), None, &Limits::default()) {
        Ok(audio) => expect(false, format!("decoded here, at {} Hz", audio.sample_rate_hz)),
        Err(error) => {
            let found = (error.reason, error.container.as_deref(), error.codec.as_deref());
            let expected = (ReasonCode::UnsupportedCodec, Some(container), Some(codec));
            expect(found == expected, format!("named {found:?}"));
        }
    }
    match decoded(bytes) {
        Err(error) => expect(false, format!("by ffmpeg: {error}")),
        Ok(audio) => {
            let source = &audio.source;
            expect(
                (&*source.container, &*source.codec) == (container, codec),
                format!("{source:?}"),
            );
            expect(source.trim_evidence == TrimEvidence::External, format!("{source:?}"));
            expect(
                source.notes[0].starts_with("decoded by ffmpeg "),
                format!("{:?}", source.notes),
            );
            expect(!source.truncated, "truncated".to_owned());
            expect(audio.sample_rate_hz == rate_hz, format!("{} Hz", audio.sample_rate_hz));
            let surplus_s = audio.duration_s() - DURATION_S;
            expect(surplus_s.abs() < LENGTH_TOLERANCE_S, format!("{surplus_s:+.3} s long"));
            let onsets = onsets_s(&audio);
            let in_place = onsets.len() == CLICKS_S.len()
                && onsets
                    .iter()
                    .zip(CLICKS_S)
                    .all(|(onset, click)| MISPLACEMENT_S.contains(&(onset - click)));
            expect(in_place, format!("clicks at {onsets:?}"));
        }
    }
    wrong
}

#[test]
fn what_is_not_built_in_is_named_and_then_decoded_by_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("clicks.wav");
    write_clicks(&input);
    let mut wrong = Vec::new();
    for line in ENCODED.lines() {
        let fields: Vec<_> = line.splitn(5, ' ').collect();
        let [file, container, codec, rate_hz, arguments] = fields[..] else {
            panic!("{line}")
        };
        let mut bytes = ffmpeg::encode(&input, arguments, &folder.path().join(file));
        if codec == "quicktime_without_ftyp" {
            let ftyp = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
            // Its place is taken by a box that says nothing, so that no offset moves.
            assert_eq!(&bytes[4..8], b"ftyp");
            bytes[4..8].copy_from_slice(b"wide");
            assert!(ftyp < 64);
        }
        wrong.extend(check(file, &bytes, container, codec, rate_hz.parse().unwrap()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Our fixtures hold chirps, not clicks: what counts is the rate, and the upper half of the spectrum's owner.
#[test]
fn he_aac_comes_out_at_its_full_rate_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = vec![
        ("he_aac_v1.aac".to_owned(), fixture("he_aac_v1.aac"), "adts", "he_aac"),
        ("he_aac_v2.aac".to_owned(), fixture("he_aac_v2.aac"), "adts", "he_aac"),
    ];
    for line in COPIED.lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let [from, file, container, codec] = fields[..] else {
            panic!("{line}")
        };
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/external").join(from);
        let bytes = ffmpeg::encode(&input, "-c copy", &folder.path().join(file));
        files.push((file.to_owned(), bytes, container, codec));
    }
    for (file, bytes, container, codec) in files {
        let refused = decode(Arc::from(&bytes[..]), None, &Limits::default()).unwrap_err();
        let found = (refused.reason, refused.container.as_deref(), refused.codec.as_deref());
        assert_eq!(
            found,
            (ReasonCode::UnsupportedCodec, Some(container), Some(codec)),
            "{file}"
        );
        let audio = decoded(&bytes).unwrap();
        assert_eq!(audio.sample_rate_hz, 44_100, "{file}");
        assert!(
            (audio.duration_s() - DURATION_S).abs() < 0.25,
            "{file}: {} s",
            audio.duration_s()
        );
        let loudest = audio.channels[0]
            .iter()
            .fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(loudest > 0.3, "{file}: {loudest}");
    }
}

/// A hundred frames of each, of bits that mean nothing and decode all the same.
#[test]
fn amr_of_both_widths_is_decoded() {
    let frames = |magic: &[u8], kind: u8, len: u32| {
        let frame = |index: u32| (0..len).map(move |at| (index * 37 + at * 11) as u8);
        let body = (0..100).flat_map(|index| std::iter::once(kind).chain(frame(index)));
        magic.iter().copied().chain(body).collect::<Vec<u8>>()
    };
    let folder = tempfile::tempdir().unwrap();
    for (bytes, codec, rate_hz) in [
        (frames(b"#!AMR\n", 0x3c, 31), "amr_nb", 8000),
        (frames(b"#!AMR-WB\n", 0x44, 60), "amr_wb", 16_000),
    ] {
        let bare = folder.path().join(format!("{codec}.amr"));
        std::fs::write(&bare, &bytes).unwrap();
        let packed = ffmpeg::encode(&bare, "-c copy", &folder.path().join(format!("{codec}.3gp")));
        for (bytes, container) in [(bytes, "amr"), (packed, "mp4")] {
            let refused = decode(Arc::from(&bytes[..]), None, &Limits::default()).unwrap_err();
            assert_eq!(
                (refused.container.as_deref(), refused.codec.as_deref()),
                (Some(container), Some(codec))
            );
            let audio = decoded(&bytes).unwrap();
            assert_eq!((audio.sample_rate_hz, audio.channels.len()), (rate_hz, 1));
            assert!(
                (audio.duration_s() - 2.0).abs() < 0.05,
                "{codec} in {container}: {} s",
                audio.duration_s()
            );
        }
    }
}

#[test]
fn the_same_bytes_make_the_same_samples() {
    let bytes = fixture("he_aac_v1.aac");
    assert_eq!(decoded(&bytes).unwrap(), decoded(&bytes).unwrap());
}

#[test]
fn damage_and_nonsense_are_refused_with_the_decoders_last_words() {
    for bytes in [
        &b"#!AMR\n"[..],
        b"wvpk\0\0\0\0 and no more",
        &fixture("he_aac_v1.aac")[..3000],
    ] {
        match decoded(bytes) {
            Ok(audio) => assert!(audio.len_samples() > 0),
            Err(error) => {
                assert_eq!(
                    (error.reason, error.cause),
                    (ReasonCode::Undecodable, Cause::ExternalDecoder)
                );
                assert!(
                    error.detail.starts_with("the external decoder (ffmpeg) failed: "),
                    "{error}"
                );
                assert!(!error.detail.contains("0x"), "an address of the machine: {error}");
            }
        }
    }
    // Nobody is asked for what nobody decodes.
    let midi = decoded(b"MThd\0\0\0\x06\0\0\0\x01\0\x60").unwrap_err();
    assert_eq!((midi.reason, midi.cause), (ReasonCode::UnsupportedCodec, Cause::Bytes));
}

#[test]
fn what_is_built_in_never_reaches_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clicks.wav");
    write_clicks(&path);
    let bytes: Arc<[u8]> = std::fs::read(path).unwrap().into();
    let limits = Limits::default();
    let with = decode_with(Arc::clone(&bytes), None, &limits, Some(decoder())).unwrap();
    assert_eq!(with, decode(bytes, None, &limits).unwrap());
}

/// A playlist inside a container is the usual way to make ffmpeg fetch what it is not given.
#[test]
fn no_other_file_and_no_address_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.wav");
    write_clicks(&secret);
    for playlist in [
        format!("ffconcat version 1.0\nfile '{}'\n", secret.display()),
        format!(
            "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://{}\n",
            secret.display()
        ),
        "#EXTM3U\n#EXTINF:3,\nhttp://127.0.0.1:9/\n".to_owned(),
    ] {
        for magic in ["", "#!AMR\n", "FLV\x01", "MAC ", "ID3\x04\0\0\0\0\0\0"] {
            // Some of it passes for a few frames of AMR; the file that it names has three clicks in three seconds.
            let heard_s = decoded(format!("{magic}{playlist}").as_bytes()).map_or(0.0, |audio| audio.duration_s());
            assert!(heard_s < 0.5, "{magic}{playlist}: {heard_s} s");
        }
    }
}

#[test]
fn limits_hold_for_what_ffmpeg_makes() {
    let bytes: Arc<[u8]> = fixture("he_aac_v1.aac").into();
    let reason = |limits: Limits| {
        decode_with(Arc::clone(&bytes), None, &limits, Some(decoder()))
            .unwrap_err()
            .reason
    };
    let short = Limits {
        max_duration_s: 1.0,
        ..Limits::default()
    };
    let few = Limits {
        max_samples: 100_000,
        ..Limits::default()
    };
    let slow = Limits {
        max_sample_rate_hz: 32_000,
        ..Limits::default()
    };
    assert_eq!(reason(short), ReasonCode::TooLong);
    assert_eq!(reason(few), ReasonCode::TooLarge);
    assert_eq!(reason(slow), ReasonCode::TooLarge);
}
