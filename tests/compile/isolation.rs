//! What a stranger's bytes break is lost for that take alone: panics, stacks, memory.

use super::campaign::{Campaign, expect_code, expect_same, files, stemforge};
use std::fs;
use std::path::{Path, PathBuf};

/// Boxes within boxes, chapters within chapters: more than any stack holds.
const DEPTH: usize = 200_000;

fn hostile(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/compile/hostile")
        .join(name)
}

/// `DEPTH` MP4 boxes, each in the one before.
fn boxes(names: &[&[u8; 4]]) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x10ftypM4A \0\0\0\0".to_vec();
    for level in 0..DEPTH {
        bytes.extend_from_slice(&(8 * (DEPTH - level) as u32).to_be_bytes());
        bytes.extend_from_slice(names[level % names.len()]);
    }
    bytes
}

/// `DEPTH` Matroska elements below `outer`, each in the one before.
fn elements(outer: &[&[u8]], inner: &[u8]) -> Vec<u8> {
    let header = |id: &[u8], size: u64| [id, &(size | 1 << 56).to_be_bytes()].concat();
    let mut size = 0;
    let mut headers = Vec::new();
    let ids = outer.iter().copied().chain(std::iter::repeat_n(inner, DEPTH));
    for id in ids.collect::<Vec<_>>().into_iter().rev() {
        headers.push(header(id, size));
        size += id.len() as u64 + 8;
    }
    headers.reverse();
    let head: &[u8] = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff";
    [head, &headers.concat()].concat()
}

/// Silent MP3 frames behind an ID3v2 tag of chapters, each listed in the one before, as the sound of a WAV file.
fn chapters() -> Vec<u8> {
    let synchsafe = |size: usize| [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8);
    let mut frames = Vec::new();
    for level in 0..DEPTH {
        let is_top = u8::from(level == 0);
        let body = [
            format!("{level:x}\0").as_bytes(),
            &[is_top << 1 | 1, 1],
            format!("{:x}\0", level + 1).as_bytes(),
        ]
        .concat();
        frames.extend_from_slice(b"CTOC");
        frames.extend_from_slice(&synchsafe(body.len()));
        frames.extend_from_slice(&[0, 0]);
        frames.extend(body);
    }
    let mut sound = b"ID3\x04\0\0".to_vec();
    sound.extend_from_slice(&synchsafe(frames.len()));
    sound.extend(frames);
    // MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono: 417 bytes.
    let mut frame = vec![0xff, 0xfb, 0x90, 0xc4];
    frame.resize(417, 0);
    sound.extend(frame.repeat(100));
    let mut wav =
        b"RIFF\xff\xff\xff\xffWAVEfmt \x1e\0\0\0\x55\0\x01\0\x44\xac\0\0\x80\x3e\0\0\x01\0\0\0\x0c\0".to_vec();
    wav.extend_from_slice(b"\x01\0\x02\0\0\0\xa1\x01\x01\0\x71\x05data");
    wav.extend_from_slice(&(sound.len() as u32).to_le_bytes());
    wav.extend(sound);
    wav
}

/// JSON arrays within arrays, where a sidecar should be.
fn brackets() -> Vec<u8> {
    vec![b'['; 60_000]
}

/// `stemforge inspect` in a shell that limits it.
#[cfg(target_os = "linux")]
fn inspect_under(limit: &str, path: &Path) -> std::process::Output {
    std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("{limit}; exec \"$0\" inspect \"$1\""))
        .arg(assert_cmd::cargo::cargo_bin!("stemforge"))
        .arg(path)
        .output()
        .unwrap()
}

fn nested() -> Vec<(&'static str, Vec<u8>)> {
    let tag: &[&[u8]] = &[b"\x12\x54\xc3\x67", b"\x73\x73"];
    vec![
        ("moov.m4a", boxes(&[b"moov"])),
        (
            "trak.m4a",
            boxes(&[b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"]),
        ),
        ("meta.m4a", boxes(&[b"moov", b"udta", b"meta", b"ilst"])),
        ("moof.mp4", boxes(&[b"moov", b"moof", b"traf"])),
        ("tags.webm", elements(tag, b"\x67\xc8")),
        ("chapters.webm", elements(&[b"\x10\x43\xa7\x70", b"\x45\xb9"], b"\xb6")),
        ("clusters.webm", elements(&[], b"\x1f\x43\xb6\x75")),
        ("chapters.wav", chapters()),
    ]
}

/// On a sixteenth of the stack that a worker has.
#[cfg(target_os = "linux")]
#[test]
fn nesting_overflows_no_stack() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in nested() {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let output = inspect_under("ulimit -s 512", &path);
        let code = if name == "chapters.wav" { 0 } else { 4 };
        assert_eq!(output.status.code(), Some(code), "{name}: {output:?}");
    }
}

#[test]
fn a_panic_costs_its_take_alone_and_is_told_once_with_the_hash() {
    let campaign = Campaign::with_takes(6);
    let alone = campaign.compile("alone", &[]);
    fs::copy(hostile("panics.ogg"), campaign.takes().join("panics.ogg")).unwrap();
    fs::copy(hostile("codebooks.ogg"), campaign.takes().join("codebooks.ogg")).unwrap();
    for (name, bytes) in nested() {
        fs::write(campaign.takes().join(name), bytes).unwrap();
    }
    fs::write(campaign.takes().join("sidecar.wav"), b"").unwrap();
    fs::write(campaign.takes().join("sidecar.json"), brackets()).unwrap();
    let output = stemforge()
        .args(["compile", "--config"])
        .arg(campaign.config())
        .arg("--out")
        .arg(campaign.path("together"))
        .output()
        .unwrap();
    expect_code(&output, 0);

    let hash = blake3::hash(&fs::read(hostile("panics.ogg")).unwrap())
        .to_hex()
        .to_string();
    let said = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("symphonia-format-ogg"))
        .collect();
    assert_eq!(told.len(), 1, "{said}");
    assert!(told[0].contains("`panics.ogg`") && told[0].contains(&hash), "{said}");
    assert!(!said.contains("panicked at"), "{said}");

    let mut rows = csv::Reader::from_path(campaign.path("together/scores.csv")).unwrap();
    let row = rows.records().flatten().find(|row| &row[0] == "panics.ogg").unwrap();
    assert!(row.iter().any(|cell| cell == "UNDECODABLE"), "{row:?}");
    assert!(row.iter().any(|cell| cell == hash), "{row:?}");

    let stems = |files: super::campaign::Files| {
        let sounds = files.into_iter().filter(|(name, _)| name.ends_with(".wav"));
        sounds.collect::<super::campaign::Files>()
    };
    let alone = stems(alone);
    assert!(alone.contains_key("choir.wav"));
    expect_same(&alone, &stems(files(&campaign.path("together"))));
}

/// The header is worth 4 GiB; the limit is on the address space, of which a process claims more than it uses.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_not_given_because_a_header_asks_for_it() {
    let output = inspect_under("ulimit -v 1048576", &hostile("codebooks.ogg"));
    expect_code(&output, 4);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("TOO_LARGE"), "{said}");
}
