//! `stemforge inspect`: one recording, with or without a campaign.

mod face;
mod remarks;

use super::args::InspectArgs;
use super::{exit, json};
use crate::config;
use crate::ingest::ExternalDecoder;
use crate::ledger::Judgement;
use crate::model::analysis::{Heard, Outcome};
use crate::model::audio::TrimEvidence;
use crate::model::f0::{F0Track, HOP_S};
use crate::model::take::{Metadata, Take, TakeId};
use crate::pipeline::{Failure, Hearing, Judging, Song, Voice, hear, judge};
use crate::report::portrait::{self, Portrait};
use crate::report::{figures, picture};
use anyhow::Context;
use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &InspectArgs) -> anyhow::Result<u8> {
    let plan = args
        .config
        .as_deref()
        .map(|path| config::load(path, &config::Overrides::default()))
        .transpose()?;
    let song = plan.as_ref().map(|plan| Song::load(&plan.song)).transpose()?;
    let (mut hearing, judging) = match &plan {
        Some(plan) => (Hearing::of(plan)?, Judging::of(plan)),
        None => (Hearing::default(), Judging::default()),
    };
    if let Some(program) = &args.external_decoder {
        let decoder = ExternalDecoder::find(program);
        hearing.external_decoder = Some(decoder.map_err(|cause| Failure::configuration(cause.to_string()))?);
    }
    spare_the_recording(args)?;
    let bytes = read(&args.audio, hearing.limits.max_bytes)?;
    let content_hash = blake3::hash(&bytes).to_hex().to_string();
    let extension = args.audio.extension().and_then(|extension| extension.to_str());
    let name = args
        .audio
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let take = Take {
        id: TakeId(name),
        uri: args.audio.display().to_string(),
        metadata: Metadata::default(),
        size_bytes: None,
        version: None,
    };

    let (outcome, voice) = match hear(&bytes, extension, None, song.as_ref(), &hearing) {
        Ok(heard) => heard,
        Err(cause) => {
            writeln!(std::io::stderr(), "not read: {}: {cause}", take.uri)?;
            return Ok(exit::UNREAD);
        }
    };
    let judgement = judge(
        &take,
        &content_hash,
        &outcome,
        song.as_ref().map(|song| &song.melody),
        &judging,
    );
    if let (Outcome::Heard(heard), Some(voice)) = (&outcome, &voice) {
        if let Some(path) = &args.f0_csv {
            write_f0(path, &heard.features.f0).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        if let Some(path) = &args.wav {
            write_wav(path, voice).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        if let (Some(path), Some(song), Some(score)) = (&args.svg, &song, &judgement.score) {
            let svg = picture::take_svg(&heard.features, score, &song.melody);
            std::fs::write(path, svg).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        if let Some(path) = &args.picture {
            let picture = picture_of(path, &judgement, heard, voice)?;
            std::fs::write(path, picture).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
    }
    let mut text = if args.json {
        as_json(&judgement, &outcome)
    } else {
        let coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        face::page(&judgement, &outcome, coloured)
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if matches!(outcome, Outcome::Heard(_)) {
        exit::DONE
    } else {
        exit::BAD
    })
}

/// Refuses to write over the recording that is looked at.
fn spare_the_recording(args: &InspectArgs) -> Result<(), Failure> {
    let Ok(recording) = args.audio.canonicalize() else {
        return Ok(());
    };
    let outputs = [&args.f0_csv, &args.wav, &args.svg, &args.picture];
    let over_it = outputs
        .into_iter()
        .flatten()
        .find(|path| path.canonicalize().ok().as_ref() == Some(&recording));
    over_it.map_or(Ok(()), |path| {
        let what = format!("`{}` is the recording itself and would be written over", path.display());
        Err(Failure::configuration(what).hint("write to another file"))
    })
}

/// At most one byte more than allowed, so that the decoder can tell.
fn read(path: &Path, max_bytes: u64) -> anyhow::Result<Arc<[u8]>> {
    let failed = || format!("failed to read `{}`", path.display());
    let file = std::fs::File::open(path).with_context(failed)?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(failed)?;
    Ok(Arc::from(bytes))
}

/// The portrait in the format that the file's name asks for.
fn picture_of(path: &Path, judgement: &Judgement, heard: &Heard, voice: &Voice) -> anyhow::Result<Vec<u8>> {
    let source = &heard.recording.source;
    let title = face::shown(&judgement.row.take_id.0);
    let facts = facts(judgement, heard);
    let portrait = Portrait {
        title: &title,
        facts: &facts,
        voice: &voice.mono,
        rate_hz: voice.rate_hz,
        f0: &heard.features.f0,
        trimmed: [source.trimmed_start_samples, source.trimmed_end_samples],
        trimmed_by: trim_word(source.trim_evidence),
    };
    let is_svg = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    Ok(if is_svg {
        portrait::svg(&portrait)?.into_bytes()
    } else {
        portrait::png(&portrait)?
    })
}

/// Two lines: what the file is and measures, and what was found.
fn facts(judgement: &Judgement, heard: &Heard) -> [String; 2] {
    let row = &judgement.row;
    let recording = &heard.recording;
    let mut facts = vec![
        format!("{} in {}", recording.source.codec, recording.source.container),
        format!("{} Hz", recording.sample_rate_hz),
        format!(
            "{} channel{}",
            recording.channels,
            if recording.channels == 1 { "" } else { "s" }
        ),
        format!("{:.3} s", recording.duration_s),
    ];
    let measured = [
        ("", row.loudness_lufs, 1, "LUFS"),
        ("", row.true_peak_dbtp, 1, "dBTP"),
        ("voice over noise ", row.snr_db, 0, "dB"),
        (
            "clipped ",
            row.clipped_share
                .filter(|&share| share > 0.0)
                .map(|share| 100.0 * share),
            2,
            "%",
        ),
    ];
    for (name, value, decimals, unit) in measured {
        facts.extend(value.map(|_| format!("{name}{} {unit}", figures::figure(value, decimals))));
    }
    let found = [judgement.row.reasons_text(), judgement.remark.clone()];
    let found: Vec<String> = found.into_iter().filter(|text| !text.is_empty()).collect();
    [
        face::shown(&facts.join("  \u{b7}  ")),
        face::shown(&found.join("  \u{b7}  ")),
    ]
}

fn write_f0(path: &Path, f0: &F0Track) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "time_s,f0_hz,voiced,confidence")?;
    for i in 0..f0.len() {
        let time_s = i as f64 * HOP_S;
        let voiced = u8::from(f0.voiced[i]);
        writeln!(out, "{time_s:.2},{:.3},{voiced},{:.3}", f0.f0_hz[i], f0.confidence[i])?;
    }
    out.flush()?;
    Ok(())
}

fn write_wav(path: &Path, voice: &Voice) -> anyhow::Result<()> {
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: voice.rate_hz,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut out = hound::WavWriter::create(path, format)?;
    for &sample in &voice.mono {
        out.write_sample(sample)?;
    }
    out.finalize()?;
    Ok(())
}

/// The row, and what has no column.
fn as_json(judgement: &Judgement, outcome: &Outcome) -> String {
    let mut object = json::row_object(&judgement.row);
    object.insert("remark".to_owned(), judgement.remark.clone().into());
    if let Outcome::Heard(heard) = outcome {
        let source = &heard.recording.source;
        let quality = &heard.features.quality;
        let sung = face::Sung::of(heard);
        let more: [(&str, serde_json::Value); 14] = [
            ("trimmed_start_samples", source.trimmed_start_samples.into()),
            ("trimmed_end_samples", source.trimmed_end_samples.into()),
            ("trim_evidence", trim_word(source.trim_evidence).into()),
            ("truncated", source.truncated.into()),
            ("notes", source.notes.clone().into()),
            ("voice_dbfs", rounded(quality.voice_dbfs, 2)),
            ("dc_offset", rounded(Some(quality.dc_offset), 6)),
            ("dropouts", quality.dropouts.into()),
            ("dropout_share", rounded(Some(quality.dropout_share), 6)),
            ("steady_tone_hz", rounded(quality.steady_tone_hz, 1)),
            ("misstated_rate_hz", quality.misstated_rate_hz.into()),
            ("voiced_share", rounded(Some(sung.voiced_share), 4)),
            ("lowest_f0_hz", rounded(sung.range_hz.map(|range| range.0), 1)),
            ("highest_f0_hz", rounded(sung.range_hz.map(|range| range.1), 1)),
        ];
        object.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    serde_json::to_string_pretty(&object).expect("invariant: a row holds only strings and numbers")
}

fn rounded(value: Option<f64>, decimals: usize) -> serde_json::Value {
    value.and_then(|value| figures::rounded(value, decimals)).into()
}

fn trim_word(evidence: TrimEvidence) -> &'static str {
    match evidence {
        TrimEvidence::NotNeeded => "not needed",
        TrimEvidence::Stated => "stated",
        TrimEvidence::Assumed => "assumed",
        TrimEvidence::External => "by the external decoder",
    }
}
