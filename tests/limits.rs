//! Small files that unpack to hours or gigabytes: each ends early, by name, within 512 MiB of address space.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use stemforge::ingest::{Cause, Limits, decode};

/// What `inspect` may take; not every system holds programs to it.
const ADDRESS_SPACE_KIB: u32 = 512 << 10;

/// What `stemforge inspect` says of a file, within the address space.
fn inspect(bytes: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bomb");
    std::fs::write(&file, bytes).unwrap();
    let script = format!("ulimit -v {ADDRESS_SPACE_KIB} 2>/dev/null; exec \"$0\" inspect \"$1\" --json");
    let output = Command::new("/bin/sh")
        .args(["-c", &script])
        .arg(assert_cmd::cargo::cargo_bin!("stemforge"))
        .arg(&file)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 4)),
        "{:?}: {stderr}",
        output.status
    );
    assert!(!stderr.contains("panicked"), "{stderr}");
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!row["remark"].to_string().contains("broke on it"), "{row}");
    row
}

fn reasons(bytes: &[u8]) -> String {
    let reasons = &inspect(bytes)["reasons"];
    reasons.as_str().map_or_else(|| reasons.to_string(), str::to_owned)
}

/// Duration of what was heard, seconds; 0 where it was refused.
fn heard_s(bytes: &[u8]) -> f64 {
    inspect(bytes)["duration_s"].as_f64().unwrap_or(0.0)
}

/// A checksum, most significant bit first.
fn crc(bytes: &[u8], width: u32, polynomial: u32) -> u32 {
    let top = 1 << (width - 1);
    let mask = u32::MAX >> (32 - width);
    bytes.iter().fold(0, |crc: u32, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << (width - 8), |crc, _| {
            let shifted = crc << 1;
            (if crc & top != 0 { shifted ^ polynomial } else { shifted }) & mask
        })
    })
}

/// A number as FLAC's frame headers write it.
fn long_utf8(number: u32) -> Vec<u8> {
    let mut tail = Vec::new();
    let mut rest = number;
    let mut room = 0x3f;
    if number < 0x80 {
        return vec![number as u8];
    }
    while rest > room {
        tail.insert(0, 0x80 | (rest & 0x3f) as u8);
        rest >>= 6;
        room >>= 1;
    }
    let lead = !(((room + 1) * 2 - 1) as u8);
    tail.insert(0, lead | rest as u8);
    tail
}

/// FLAC frames of 65 535 samples of silence: constant subframes, some ten bytes a second and a half.
fn flac_of_silence(frames: u32, channels: u8, rate_code: u8, sample_rate_hz: u32) -> Vec<u8> {
    let mut info = vec![0; 34];
    info[..4].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let packed = u64::from(sample_rate_hz) << 44 | u64::from(channels - 1) << 41 | 15 << 36;
    info[10..18].copy_from_slice(&packed.to_be_bytes());
    let mut out = b"fLaC\x80\0\0\x22".to_vec();
    out.extend(info);
    for index in 0..frames {
        let mut frame = vec![0xff, 0xf8, 0x70 | rate_code, (channels - 1) << 4 | 0b1000];
        frame.extend(long_utf8(index));
        frame.extend([0xff, 0xfe]);
        frame.push(crc(&frame, 8, 0x07) as u8);
        for _ in 0..channels {
            frame.extend([0, 0, 0]);
        }
        frame.extend((crc(&frame, 16, 0x8005) as u16).to_be_bytes());
        out.extend(frame);
    }
    out
}

#[test]
fn hours_of_flac_are_too_long() {
    // Ten frames are whole, so that the bomb is no dud.
    let short = heard_s(&flac_of_silence(10, 2, 0b1001, 44_100));
    assert!((short - 14.9).abs() < 0.1, "{short}");
    let six_hours = flac_of_silence(14_500, 2, 0b1001, 44_100);
    assert!(six_hours.len() < 300_000);
    assert_eq!(reasons(&six_hours), "TOO_LONG");
}

#[test]
fn the_longest_takes_that_are_accepted_are_heard_in_as_little() {
    for (channels, rate_hz, frames) in [(1, 96_000, 878), (2, 48_000, 439)] {
        let rate_code = if rate_hz == 96_000 { 0b1011 } else { 0b1010 };
        let heard = heard_s(&flac_of_silence(frames, channels, rate_code, rate_hz));
        assert!(
            (heard - 599.4).abs() < 0.2,
            "{heard} s of {channels} channels at {rate_hz} Hz"
        );
    }
}

#[test]
fn many_channels_of_flac_are_too_large() {
    assert_eq!(reasons(&flac_of_silence(1400, 8, 0b0011, 192_000)), "TOO_LARGE");
}

fn wav(chunks: &[(&[u8; 4], u32, &[u8])], magic: &[u8; 4]) -> Vec<u8> {
    let mut out = magic.to_vec();
    out.extend([0xff; 4]);
    out.extend(b"WAVE");
    for (name, claimed_bytes, content) in chunks {
        out.extend(*name);
        out.extend(claimed_bytes.to_le_bytes());
        out.extend(*content);
    }
    out
}

fn wav_format(channels: u16, sample_rate_hz: u32) -> Vec<u8> {
    let mut format = vec![1, 0];
    format.extend(channels.to_le_bytes());
    format.extend(sample_rate_hz.to_le_bytes());
    format.extend(sample_rate_hz.wrapping_mul(2).to_le_bytes());
    format.extend((channels.wrapping_mul(2)).to_le_bytes());
    format.extend([16, 0]);
    format
}

#[test]
fn headers_that_claim_gigabytes_cost_what_is_there() {
    let format = wav_format(1, 8000);
    let second = vec![0; 16_000];
    let claimed = wav(&[(b"fmt ", 16, &format), (b"data", 0xffff_fff0, &second)], b"RIFF");
    let row = inspect(&claimed);
    assert_eq!((&row["duration_s"], &row["truncated"]), (&1.0.into(), &true.into()));
    let mut ds64 = vec![0; 28];
    ds64[8..16].copy_from_slice(&(9_u64 << 40).to_le_bytes());
    ds64[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let chunks: &[(&[u8; 4], u32, &[u8])] = &[
        (b"ds64", 28, &ds64),
        (b"fmt ", 16, &format),
        (b"data", u32::MAX, &second),
    ];
    let row = inspect(&wav(chunks, b"RF64"));
    assert_eq!((&row["duration_s"], &row["truncated"]), (&1.0.into(), &true.into()));
    // A second at 8 Hz is two minutes of bytes; at 4 GHz it is nothing.
    for sample_rate_hz in [1, 8, u32::MAX] {
        let odd = wav_format(1, sample_rate_hz);
        let bytes = wav(&[(b"fmt ", 16, &odd), (b"data", 16_000, &second)], b"RIFF");
        let found = reasons(&bytes);
        assert!(
            found == "UNDECODABLE" || found == "TOO_LARGE",
            "{sample_rate_hz} Hz: {found}"
        );
    }
}

/// MPEG-1 layer III at 32 kbit/s in mono, with nothing in its side information: silence.
fn silent_mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x10, 0xc0];
    frame.resize(104, 0);
    frame.repeat(frames)
}

#[test]
fn an_endless_mp3_is_too_long() {
    let short = heard_s(&silent_mp3(400));
    assert!((short - 10.4).abs() < 0.2, "{short}");
    assert_eq!(reasons(&silent_mp3(30_000)), "TOO_LONG");
}

/// An Ogg page with its checksum.
fn ogg_page(flags: u8, granule: u64, sequence: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(flags);
    page.extend(granule.to_le_bytes());
    page.extend([1, 0, 0, 0]);
    page.extend(sequence.to_le_bytes());
    page.extend([0; 4]);
    page.push(packets.len() as u8);
    page.extend(packets.iter().map(|packet| packet.len() as u8));
    page.extend(packets.concat());
    let checksum = crc(&page, 32, 0x04c1_1db7);
    page[22..26].copy_from_slice(&checksum.to_le_bytes());
    page
}

/// Opus packets of one byte, each 60 ms of a pause (RFC 6716, 2.1.9), in pages of 255.
fn opus_of_pauses(pages: u32, granule_of: impl Fn(u32) -> u64) -> Vec<u8> {
    let mut head = b"OpusHead\x01\x01\x38\x01".to_vec();
    head.extend(48_000_u32.to_le_bytes());
    head.extend([0; 3]);
    let tags = b"OpusTags\0\0\0\0\0\0\0\0";
    let mut out = ogg_page(2, 0, 0, &[&head]);
    out.extend(ogg_page(0, 0, 1, &[tags]));
    for index in 0..pages {
        let flags = if index + 1 == pages { 4 } else { 0 };
        out.extend(ogg_page(flags, granule_of(index), index + 2, &[&[0x18][..]; 255]));
    }
    out
}

#[test]
fn hours_of_opus_pauses_are_too_long() {
    let honest = |index: u32| u64::from(index + 1) * 255 * 2880;
    let short = heard_s(&opus_of_pauses(2, honest));
    assert!((short - 30.6).abs() < 0.2, "{short}");
    let day = opus_of_pauses(5700, honest);
    assert!(day.len() < 4_000_000);
    assert_eq!(reasons(&day), "TOO_LONG");
}

#[test]
fn absurd_granules_add_no_sound() {
    for granule in [0, 1, u64::MAX, i64::MAX as u64, 1 << 62, 1 << 40] {
        let lies = opus_of_pauses(2, |index| if index == 1 { granule } else { 255 * 2880 });
        let heard = heard_s(&lies);
        assert!((15.0..31.0).contains(&heard), "granule {granule}: {heard} s");
    }
}

/// An M4A by ffmpeg, half a second of it.
fn m4a() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.m4a");
    let run = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-nostdin",
            "-bitexact",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=0.5",
            "-c:a",
            "aac",
        ])
        .arg(&file)
        .status()
        .expect("this test needs ffmpeg (apt-get install ffmpeg)");
    assert!(run.success());
    std::fs::read(file).unwrap()
}

/// Overwrites a field of a box, by the box's name.
fn forged(bytes: &[u8], name: &[u8; 4], offset: usize, value: u32) -> Vec<u8> {
    let at = bytes.windows(4).position(|window| window == name).unwrap() + 4 + offset;
    let mut out = bytes.to_vec();
    out[at..at + 4].copy_from_slice(&value.to_be_bytes());
    out
}

#[test]
fn tables_of_billions_of_samples_cost_nothing() {
    let honest = m4a();
    assert!((heard_s(&honest) - 0.5).abs() < 0.05);
    // Offsets within a full box: 4 is its count, or in `stsz` the size that all samples share.
    for (name, offset) in [
        (b"stsz", 4),
        (b"stsz", 8),
        (b"stts", 4),
        (b"stts", 8),
        (b"stts", 12),
        (b"stsc", 4),
        (b"stsc", 8),
        (b"stsc", 12),
        (b"stco", 4),
        (b"stco", 8),
        (b"elst", 4),
        (b"elst", 8),
        (b"elst", 12),
        (b"mdhd", 12),
        (b"mvhd", 12),
    ] {
        for value in [u32::MAX, i32::MAX as u32, 1 << 24] {
            let heard = heard_s(&forged(&honest, name, offset, value));
            assert!(
                heard < 1.0 && (heard > 0.4 || name != b"elst" || offset == 4),
                "{} + {offset} = {value}: {heard} s",
                String::from_utf8_lossy(name)
            );
        }
    }
    // A sample size of one byte, billions of times.
    let sizes = forged(&forged(&honest, b"stsz", 4, 1), b"stsz", 8, u32::MAX);
    assert!(heard_s(&sizes) < 1.0);
}

#[test]
fn a_file_above_the_limit_is_not_even_read() {
    let folder = tempfile::tempdir().unwrap();
    let sparse = folder.path().join("huge.wav");
    std::fs::File::create(&sparse).unwrap().set_len(3 << 30).unwrap();
    let script = format!("ulimit -v {ADDRESS_SPACE_KIB} 2>/dev/null; exec \"$0\" inspect \"$1\" --json");
    let output = Command::new("/bin/sh")
        .args(["-c", &script])
        .arg(assert_cmd::cargo::cargo_bin!("stemforge"))
        .arg(Path::new(&sparse))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(4) && said.contains("TOO_LARGE"), "{said}");
}

/// Which take runs out of time depends on the machine, so it is laid to the machine.
#[test]
fn a_clock_that_runs_out_says_nothing_about_the_take() {
    let bytes: Arc<[u8]> = silent_mp3(2000).into();
    let hasty = Limits {
        max_wall_s: 0.0,
        ..Limits::default()
    };
    let error = decode(Arc::clone(&bytes), None, &hasty).unwrap_err();
    assert_eq!(error.cause, Cause::Machine);
    assert!(error.detail.contains("takes.max_wall_s"), "{error}");
    assert!(decode(bytes, None, &Limits::default()).is_ok());
}
