//! `stemforge inspect`: one recording, with or without a campaign.

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
use crate::report::picture;
use anyhow::Context;
use std::io::{BufWriter, Read, Write};
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
    }
    let mut text = if args.json {
        as_json(&judgement, &outcome)
    } else {
        as_text(&judgement, &outcome)
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if matches!(outcome, Outcome::Heard(_)) {
        exit::DONE
    } else {
        exit::BAD
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

fn as_json(judgement: &Judgement, outcome: &Outcome) -> String {
    let mut object = json::row_object(&judgement.row);
    object.insert("remark".to_owned(), judgement.remark.clone().into());
    if let Outcome::Heard(heard) = outcome {
        let source = &heard.recording.source;
        object.insert("trimmed_start_samples".to_owned(), source.trimmed_start_samples.into());
        object.insert("trimmed_end_samples".to_owned(), source.trimmed_end_samples.into());
        object.insert("trim_evidence".to_owned(), trim_word(source.trim_evidence).into());
        object.insert("truncated".to_owned(), source.truncated.into());
    }
    serde_json::to_string_pretty(&object).expect("invariant: a row holds only strings and numbers")
}

fn trim_word(evidence: TrimEvidence) -> &'static str {
    match evidence {
        TrimEvidence::NotNeeded => "not needed",
        TrimEvidence::Stated => "stated",
        TrimEvidence::Assumed => "assumed",
        TrimEvidence::External => "by the external decoder",
    }
}

fn as_text(judgement: &Judgement, outcome: &Outcome) -> String {
    let row = &judgement.row;
    let mut lines = vec![format!("{}: {}", row.take_id, row.status.as_str())];
    lines.extend(row.reasons.iter().map(|code| format!("  {code}: {}", code.meaning())));
    if let Outcome::Heard(heard) = outcome {
        lines.push(recording_line(heard));
    }
    let mut figure = |name: &str, value: Option<f64>, decimals: usize, unit: &str| {
        if let Some(value) = value {
            lines.push(format!("{name:>12}  {value:.decimals$} {unit}"));
        }
    };
    figure("loudness", row.loudness_lufs, 1, "LUFS");
    figure("true peak", row.true_peak_dbtp, 1, "dBTP");
    figure("SNR", row.snr_db, 1, "dB");
    figure("bandwidth", row.bandwidth_hz.map(|hz| hz / 1000.0), 1, "kHz");
    figure("clipped", row.clipped_share.map(|share| 100.0 * share), 3, "%");
    figure(
        "lag",
        row.lag_ms,
        1,
        &format!("ms, by {}", row.lag_method.as_deref().unwrap_or("nothing")),
    );
    figure(
        "lag sure",
        row.lag_confidence.map(|confidence| 100.0 * confidence),
        0,
        "%",
    );
    figure("bleed", row.bleed_db, 1, "dB re voice");
    figure("key offset", row.key_offset_cents, 0, "cents");
    figure("deviation", row.pitch_deviation_cents, 0, "cents");
    figure("onset error", row.onset_error_ms, 0, "ms");
    figure("pitch", row.pitch_score, 1, "of 100");
    figure("timing", row.timing_score, 1, "of 100");
    figure("coverage", row.coverage_score, 1, "of 100");
    figure("total", row.total_score, 1, "of 100");
    figure("technical", row.technical_score, 1, "of 100");
    if !judgement.remark.is_empty() {
        lines.push(format!("{:>12}  {}", "note", judgement.remark));
    }
    lines.join("\n")
}

fn recording_line(heard: &Heard) -> String {
    let recording = &heard.recording;
    let source = &recording.source;
    let trimmed = match (
        source.trim_evidence,
        source.trimmed_start_samples,
        source.trimmed_end_samples,
    ) {
        (TrimEvidence::NotNeeded, _, _) | (_, 0, 0) => String::new(),
        (evidence, start, end) => format!(", {start} + {end} samples trimmed ({})", trim_word(evidence)),
    };
    format!(
        "{:>12}  {} in {}, {} Hz, {} channel{}, {:.3} s{trimmed}",
        "recording",
        source.codec,
        source.container,
        recording.sample_rate_hz,
        recording.channels,
        if recording.channels == 1 { "" } else { "s" },
        recording.duration_s,
    )
}
