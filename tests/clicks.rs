//! The click matrix: one known signal through every container and codec that is claimed, in committed
//! files (`tests/clicks/make.py` made them), and where its clicks are heard after decoding.
//!
//! The same files, cut and with flipped bits, must end in a recording or in a reason. The table in
//! `docs/formats.md` is written from here: `STEMFORGE_WRITE_DOCS=1 cargo test --test clicks`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stemforge::ingest::{DecodeError, Limits, decode};
use stemforge::model::audio::{RawAudio, TrimEvidence};

const CLICK_LEN: usize = 128;
/// Where the file or the usual priming says where its sound begins, samples.
const TOLERANCE: isize = 1;
/// The search for a click goes no further than this either way: more than any codec's priming.
const MAX_SHIFT: usize = 3_000;
const CUTS: usize = 20;
const FLIPS: usize = 50;

/// One line of `table.tsv`: a file and what must come of it.
#[derive(Debug, Clone)]
struct Row {
    file: String,
    container: String,
    codec: String,
    rate_hz: u32,
    channels: usize,
    /// Where the clicks were put.
    clicks: Vec<usize>,
    /// Samples that must come out.
    length: usize,
    trim: TrimEvidence,
    /// How late the clicks come, where nobody says that they do, samples.
    offset: isize,
    /// What a remark must say; `-` where nothing.
    says: String,
    note: String,
}

impl Row {
    fn parse(line: &str) -> Self {
        let mut fields = line.split('\t').map(str::to_owned);
        let mut next = || fields.next().expect("eleven fields a line");
        Self {
            file: next(),
            container: next(),
            codec: next(),
            rate_hz: next().parse().unwrap(),
            channels: next().parse().unwrap(),
            clicks: next().split(',').map(|click| click.parse().unwrap()).collect(),
            length: next().parse().unwrap(),
            trim: match next().as_str() {
                "stated" => TrimEvidence::Stated,
                "assumed" => TrimEvidence::Assumed,
                "not_needed" => TrimEvidence::NotNeeded,
                other => panic!("{other} is no evidence"),
            },
            offset: next().parse().unwrap(),
            says: next(),
            note: next(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(folder().join("files").join(&self.file)).unwrap()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clicks")
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(folder().join("table.tsv")).unwrap();
    table.lines().skip(1).map(Row::parse).collect()
}

fn decode_bytes(bytes: &[u8]) -> Result<RawAudio, DecodeError> {
    // Content alone must decide.
    decode(Arc::from(bytes), None, &Limits::default())
}

/// The click of `make.py`: a chirp from 0.01 to 0.09 cycles a sample under a Hann window.
fn click() -> Vec<f32> {
    let len = CLICK_LEN as f64;
    (0..CLICK_LEN)
        .map(|n| {
            let n = n as f64;
            let cycles = 0.01 * n + 0.04 * n * n / len;
            let window = 0.5 - 0.5 * (std::f64::consts::TAU * n / len).cos();
            (window * (std::f64::consts::TAU * cycles).sin()) as f32
        })
        .collect()
}

/// How late each click is, by the shift of the highest correlation.
fn shifts(samples: &[f32], clicks: &[usize]) -> Vec<isize> {
    let click = click();
    // Half the way to the next click: one must not be taken for the other.
    let gap = clicks.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
    let reach = MAX_SHIFT.min(gap / 2) as isize;
    let at = |index: isize| usize::try_from(index).ok().and_then(|index| samples.get(index));
    let correlation = |first: isize| -> f32 {
        let heard = (first..).map(|index| at(index).copied().unwrap_or(0.0));
        click.iter().zip(heard).map(|(a, b)| a * b).sum()
    };
    clicks
        .iter()
        .map(|&start| {
            (-reach..=reach)
                .max_by(|&a, &b| correlation(start as isize + a).total_cmp(&correlation(start as isize + b)))
                .unwrap()
        })
        .collect()
}

/// Everything that is wrong with one file.
fn faults(row: &Row) -> Vec<String> {
    let audio = match decode_bytes(&row.bytes()) {
        Ok(audio) => audio,
        Err(error) => return vec![format!("refused: {error:?}")],
    };
    let mut wrong = Vec::new();
    let mut expect = |what: &str, is: String, should: String| {
        if is != should {
            wrong.push(format!("{what} is {is}, should be {should}"));
        }
    };
    let source = &audio.source;
    expect("container", source.container.clone(), row.container.clone());
    expect("codec", source.codec.clone(), row.codec.clone());
    expect("rate", audio.sample_rate_hz.to_string(), row.rate_hz.to_string());
    expect("channels", audio.channels.len().to_string(), row.channels.to_string());
    expect(
        "evidence",
        format!("{:?}", source.trim_evidence),
        format!("{:?}", row.trim),
    );
    let is_cut = row.says.contains("changes") || row.says == "no end mark";
    expect("truncated", source.truncated.to_string(), is_cut.to_string());
    let remarked = source.notes.join("; ");
    let said = if row.says == "-" {
        remarked.is_empty()
    } else {
        remarked.contains(&row.says)
    };
    if !said {
        wrong.push(format!("says {remarked:?}, should say {:?}", row.says));
    }
    if (audio.len_samples() as isize - row.length as isize).abs() > TOLERANCE {
        wrong.push(format!("{} samples, should be {}", audio.len_samples(), row.length));
    }
    for (index, channel) in audio.channels.iter().enumerate() {
        let late = shifts(channel, &row.clicks);
        if late.iter().any(|shift| (shift - row.offset).abs() > TOLERANCE) {
            wrong.push(format!(
                "channel {index} lies {late:?} samples late, should be {}",
                row.offset
            ));
        }
    }
    wrong
}

#[test]
fn clicks_are_heard_where_they_were_put() {
    let rows = rows();
    let wrong: Vec<String> = rows
        .iter()
        .flat_map(|row| faults(row).into_iter().map(|fault| format!("{}: {fault}", row.file)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} faults in {} files:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_file_has_a_row_and_every_row_a_file() {
    let mut files: Vec<String> = fs::read_dir(folder().join("files"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut named: Vec<String> = rows().into_iter().map(|row| row.file).collect();
    files.sort();
    named.sort();
    assert_eq!(files, named);
}

/// A recording that holds together, or a reason: nothing else may come of a stranger's bytes.
fn check_outcome(outcome: Result<RawAudio, DecodeError>, what: &str) {
    let limits = Limits::default();
    match outcome {
        Err(error) => assert!(!error.detail.is_empty(), "{what}: no reason"),
        Ok(audio) => {
            let len = audio.len_samples();
            assert!(len > 0 && audio.sample_rate_hz > 0, "{what}: nothing");
            assert!(
                audio.channels.iter().all(|channel| channel.len() == len),
                "{what}: ragged"
            );
            assert!(
                audio.channels.iter().flatten().all(|sample| sample.is_finite()),
                "{what}: no number"
            );
            assert!(
                audio.duration_s() <= limits.max_duration_s,
                "{what}: {} s",
                audio.duration_s()
            );
            assert!(audio.channels.len() <= limits.max_channels as usize, "{what}: channels");
            let total = len * audio.channels.len();
            assert!(total <= 64 << 20, "{what}: {total} samples");
        }
    }
}

#[test]
fn files_cut_anywhere_end_in_a_recording_or_a_reason() {
    for row in rows() {
        let bytes = row.bytes();
        for cut in 0..CUTS {
            let len = bytes.len() * cut / CUTS;
            let outcome = decode_bytes(&bytes[..len]);
            if let Ok(audio) = &outcome {
                // A figure in the header is no reason to invent sound.
                let most = row.length + row.rate_hz as usize;
                assert!(
                    audio.len_samples() <= most,
                    "{} cut to {len} bytes: {}",
                    row.file,
                    audio.len_samples()
                );
            }
            check_outcome(outcome, &format!("{} cut to {len} bytes", row.file));
        }
    }
}

#[test]
fn files_with_flipped_bits_end_in_a_recording_or_a_reason() {
    for (index, row) in rows().iter().enumerate() {
        let bytes = row.bytes();
        let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ index as u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as usize
        };
        for round in 0..FLIPS {
            let mut damaged = bytes.clone();
            // Half of the rounds hit the head of the file, where the damage is worst.
            let reach = if round % 2 == 0 {
                damaged.len()
            } else {
                damaged.len().min(400)
            };
            for _ in 0..=round / 10 {
                let at = next() % reach;
                damaged[at] ^= 1 << (next() % 8);
            }
            check_outcome(decode_bytes(&damaged), &format!("{}, round {round}", row.file));
        }
    }
}

/// The table of `docs/formats.md`: what each row states, and where its clicks were measured.
fn table() -> String {
    let mut out = "| container | codec | file | how much is trimmed, and who says so | evidence | offset, samples |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    for row in rows() {
        let Ok(audio) = decode_bytes(&row.bytes()) else {
            continue;
        };
        let mut late: Vec<isize> = audio
            .channels
            .iter()
            .flat_map(|channel| shifts(channel, &row.clicks))
            .collect();
        late.sort_unstable();
        let (least, most) = (late[0], late[late.len() - 1]);
        let offset = if least == most {
            format!("{least:+}")
        } else {
            format!("{least:+} to {most:+}")
        };
        let Row {
            container,
            codec,
            file,
            note,
            ..
        } = &row;
        let evidence = match row.trim {
            TrimEvidence::Stated => "stated",
            TrimEvidence::Assumed => "assumed",
            TrimEvidence::NotNeeded => "not needed",
            TrimEvidence::External => "by the external decoder",
        };
        let offset = if offset == "+0" { "0".to_owned() } else { offset };
        writeln!(
            out,
            "| {container} | {codec} | `{file}` | {note} | {evidence} | {offset} |"
        )
        .unwrap();
    }
    out
}

#[test]
fn the_table_in_the_docs_is_current() {
    const BEGIN: &str = "<!-- written by tests/clicks.rs -->\n";
    const END: &str = "<!-- end -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).expect("a mark where the table begins");
    let (_, tail) = rest.split_once(END).expect("a mark where the table ends");
    let current = format!("{head}{BEGIN}{}{END}{tail}", table());
    if std::env::var_os("STEMFORGE_WRITE_DOCS").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        written == current,
        "docs/formats.md is out of date: STEMFORGE_WRITE_DOCS=1 cargo test --test clicks"
    );
}
