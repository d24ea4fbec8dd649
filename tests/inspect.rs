//! `stemforge inspect` as a person and as a script meet it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A take of the sample campaign by the end of its name.
fn take(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("samples/demo/takes").join(name)
}

fn inspect(audio: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stemforge"))
        .arg("inspect")
        .arg(audio)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn pcm(folder: &Path, name: &str, samples: &[f32]) -> PathBuf {
    let path = folder.join(name);
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&path, format).unwrap();
    for sample in samples {
        writer.write_sample((sample * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    path
}

fn tone(hz: f64, seconds: f64) -> Vec<f32> {
    (0..(seconds * 48_000.0) as usize)
        .map(|n| (0.3 * (std::f64::consts::TAU * hz * n as f64 / 48_000.0).sin()) as f32)
        .collect()
}

/// Width, height and RGB of a PNG.
fn decoded(path: &Path) -> (usize, usize, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(std::fs::read(path).unwrap()))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(
        (info.color_type, info.bit_depth),
        (png::ColorType::Rgb, png::BitDepth::Eight)
    );
    (info.width as usize, info.height as usize, pixels)
}

/// Holds a document to XML: every element closed in order, no stray `<` or `&`, no character that XML forbids.
fn expect_well_formed(xml: &str) {
    let mut open = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let words = &rest[..start];
        for (at, _) in words.match_indices('&') {
            let entity = words[at..]
                .split_once(';')
                .unwrap_or_else(|| panic!("a stray & in {words:?}"))
                .0;
            assert!(["&amp", "&lt", "&gt", "&quot", "&#39"].contains(&entity), "{entity}");
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.to_owned()), "closed in order");
        } else if !tag.ends_with('/') {
            let name = tag.split_whitespace().next().unwrap().to_owned();
            // maud closes what is empty like HTML: `<rect …></rect>`.
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    assert!(!xml.contains(forbidden), "XML forbids control characters");
}

#[test]
fn a_person_reads_what_it_is_what_was_found_and_what_to_do() {
    let output = inspect(&take("voice-0012.webm"), &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = text(&output);
    assert!(text.starts_with("voice-0012.webm: "), "{text}");
    for words in [
        "opus in matroska, 48000 Hz, 1 channel,",
        "trimmed: stated in the file",
        "found\n  NOISY             Too much noise under the voice: ",
        "A quieter room, closer to the microphone.",
        "measured\n  loudness",
        "LUFS",
        "voiced",
        "Hz (",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "colour is for terminals");
    assert!(text.lines().all(|line| line.chars().count() <= 88), "{text}");
}

#[test]
fn what_is_assumed_is_said_to_be() {
    let text = text(&inspect(&take("voice-0021.aac"), &[]));
    assert!(
        text.contains("1,024 samples before and 0 after the sound trimmed: assumed"),
        "{text}"
    );
}

#[test]
fn a_script_gets_the_same_and_more() {
    let output = inspect(&take("voice-0012.webm"), &["--json"]);
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["trim_evidence"], "stated");
    assert_eq!(object["notes"], serde_json::json!([]));
    assert_eq!(object["dropouts"], 0);
    assert!(object["reasons"].as_str().unwrap().contains("NOISY"));
    let (low, high) = (
        object["lowest_f0_hz"].as_f64().unwrap(),
        object["highest_f0_hz"].as_f64().unwrap(),
    );
    assert!(60.0 < low && low < high && high < 900.0, "{low} {high}");
    assert!((0.3..1.0).contains(&object["voiced_share"].as_f64().unwrap()));
}

#[test]
fn a_picture_shows_a_tone_at_its_frequency() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("tone.png");
    let audio = pcm(folder.path(), "tone.wav", &tone(1000.0, 3.0));
    let output = inspect(&audio, &["--picture", picture.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output).contains("NOT_SINGING"));
    let (width, height, pixels) = decoded(&picture);
    assert_eq!((width, height), (1200, 716));
    let brightness =
        |x: usize, y: usize| -> u32 { pixels[3 * (y * width + x)..][..3].iter().map(|&v| u32::from(v)).sum() };
    // The spectrogram's rows, 228 to 627, from 8 kHz down to 50 Hz.
    let expected = 228.0 + 400.0 * (8000.0_f64 / 1000.0).log2() / (8000.0_f64 / 50.0).log2();
    let brightest = (228..628).max_by_key(|&y| brightness(400, y)).unwrap();
    assert!(
        (brightest as f64 + 0.5 - expected).abs() <= 4.0,
        "row {brightest}, not {expected}"
    );
    assert!(brightness(400, 500) < 150, "nothing sounds at 300 Hz");
    assert!(brightness(2, 2) == 3 * 255, "the paper is white");
}

#[test]
fn a_drawing_is_xml_whatever_the_file_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = folder.path().join("take.svg");
    for name in ["plain.wav", "<b>&\"quoted\" 'n' \u{1b}[2J \u{202e}\u{5927}.wav"] {
        let audio = pcm(folder.path(), name, &tone(300.0, 0.1));
        let output = inspect(&audio, &["--picture", drawing.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(!text(&output).contains(['\u{1b}', '\u{202e}']), "{}", text(&output));
        let svg = std::fs::read_to_string(&drawing).unwrap();
        expect_well_formed(&svg);
        assert!(
            svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
            "{}",
            &svg[..80]
        );
        assert!(svg.contains("href=\"data:image/png;base64,"));
        assert!(!svg.contains("<b>"));
    }
}

#[test]
fn silence_makes_a_picture_and_garbage_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("p.png");
    let silent = pcm(folder.path(), "silent.wav", &[0.0; 96_000]);
    let output = inspect(&silent, &["--picture", picture.to_str().unwrap()]);
    assert!(text(&output).contains("SILENT"));
    let (width, _, pixels) = decoded(&picture);
    assert!(
        pixels[3 * (428 * width + 600)..][..3].iter().all(|&value| value < 64),
        "silence is dark"
    );

    std::fs::remove_file(&picture).unwrap();
    let garbage = folder.path().join("garbage.wav");
    std::fs::write(&garbage, "<html>no audio</html>").unwrap();
    let output = inspect(&garbage, &["--picture", picture.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output).contains("UNDECODABLE"), "{}", text(&output));
    assert!(!picture.exists());
}

#[test]
fn the_recording_itself_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let audio = pcm(folder.path(), "tone.wav", &tone(440.0, 1.0));
    let before = std::fs::read(&audio).unwrap();
    // The same file by another way.
    let roundabout = folder.path().join(".").join("tone.wav");
    for option in ["--wav", "--f0-csv", "--picture"] {
        let output = inspect(&audio, &[option, roundabout.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{option}: {}", text(&output));
        assert!(std::fs::read(&audio).unwrap() == before, "{option}");
    }
}

#[test]
fn a_picture_s_name_must_say_its_format() {
    let output = inspect(&take("voice-0012.webm"), &["--picture", "take.gif"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a picture ends in `.png` or `.svg`"), "{said}");
    let help = text(
        &Command::new(env!("CARGO_BIN_EXE_stemforge"))
            .args(["inspect", "--help"])
            .output()
            .unwrap(),
    );
    assert!(help.contains("--picture take.png"), "{help}");
}
