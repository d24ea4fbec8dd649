//! From what was measured to a score row: score ▸ gate.

use crate::config::Plan;
use crate::ledger::Judgement;
use crate::model::analysis::{Heard, Outcome, Refusal};
use crate::model::f0::F0Track;
use crate::model::melody::Melody;
use crate::model::row::{ScoreRow, Status};
use crate::model::score::Score;
use crate::model::take::Take;
use crate::score::{self, technical};
use crate::select::gates::{self, Gates, Measured};

/// What judging a take depends on, beside its analysis and the guide.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judging {
    /// Weights and kernels of the score.
    pub score: score::Settings,
    /// Thresholds.
    pub gates: Gates,
}

impl Judging {
    /// What a campaign says of it.
    pub fn of(plan: &Plan) -> Self {
        Self {
            score: plan.score.clone(),
            gates: plan.gates.clone(),
        }
    }
}

/// Judges one take; without a melody only the recording itself is judged.
pub fn judge(
    take: &Take,
    content_hash: &str,
    outcome: &Outcome,
    melody: Option<&Melody>,
    judging: &Judging,
) -> Judgement {
    let mut row = ScoreRow::empty(take.id.clone(), take.uri.clone());
    row.content_hash = Some(content_hash.to_owned());
    row.fan.clone_from(&take.metadata.fan);
    row.country.clone_from(&take.metadata.country);
    row.team.clone_from(&take.metadata.team);
    row.section.clone_from(&take.metadata.section);
    match outcome {
        Outcome::Refused(refusal) => refused(row, refusal),
        Outcome::Heard(heard) => heard_take(row, take, heard, melody, judging),
    }
}

fn refused(mut row: ScoreRow, refusal: &Refusal) -> Judgement {
    row.status = Status::Rejected;
    row.reasons = vec![refusal.reason];
    row.container.clone_from(&refusal.container);
    row.codec.clone_from(&refusal.codec);
    Judgement {
        row,
        score: None,
        median_midi: None,
        voice_dbfs: None,
        remark: refusal.detail.clone(),
    }
}

fn heard_take(mut row: ScoreRow, take: &Take, heard: &Heard, melody: Option<&Melody>, judging: &Judging) -> Judgement {
    let Heard { recording, features } = heard;
    let quality = &features.quality;
    row.container = Some(recording.source.container.clone());
    row.codec = Some(recording.source.codec.clone());
    row.sample_rate_hz = Some(recording.sample_rate_hz);
    row.channels = Some(recording.channels);
    row.duration_s = Some(recording.duration_s);
    row.loudness_lufs = quality.loudness_lufs;
    row.true_peak_dbtp = quality.true_peak_dbtp;
    row.snr_db = quality.snr_db;
    row.bandwidth_hz = quality.bandwidth_hz;
    row.clipped_share = Some(quality.clipped_share);
    let lag = features.lag.as_ref();
    if let Some(lag) = lag {
        row.lag_ms = Some(lag.lag_ms);
        row.lag_method = Some(lag.method.as_str().to_owned());
        row.lag_confidence = Some(lag.confidence);
        row.drift_ppm = lag.drift_ppm;
        row.bleed_db = lag.bleed_db;
    }
    row.technical_score = technical::technical_score(quality, row.bleed_db);
    let score = melody.map(|melody| match lag {
        Some(lag) => score::score(&features.f0, &features.level_dbfs, lag, melody, &judging.score),
        None => Score {
            voiced_share: voiced_share(&features.f0),
            ..Score::default()
        },
    });
    if let Some(score) = &score {
        row.key_offset_cents = score.key_offset_cents;
        row.octave_shift = score.octave_shift;
        row.pitch_deviation_cents = score.pitch_deviation_cents;
        row.pitch_stability_cents = score.pitch_stability_cents;
        row.onset_error_ms = score.onset_error_ms;
        row.coverage = score.coverage;
        row.pitch_score = score.pitch_score;
        row.timing_score = score.timing_score;
        row.coverage_score = score.coverage_score;
        row.total_score = score.total_score;
    }
    let measured = Measured {
        duration_s: recording.duration_s,
        truncated: recording.source.truncated,
        quality,
        lag,
        score: score.as_ref(),
        consent: take.metadata.consent,
    };
    (row.status, row.reasons) = match melody {
        Some(_) => gates::judge(&measured, &judging.gates),
        // Without a song there is no timeline to be uncertain about.
        None => {
            let gates = Gates {
                least_lag_confidence: 0.0,
                flagged_lag_confidence: 0.0,
                ..judging.gates.clone()
            };
            gates::judge(&measured, &gates)
        }
    };
    Judgement {
        row,
        score,
        median_midi: median_midi(&features.f0),
        voice_dbfs: quality.voice_dbfs,
        remark: recording.source.notes.join("; "),
    }
}

/// Share of frames that are voiced; 0 where there is none.
fn voiced_share(f0: &F0Track) -> f64 {
    f0.voiced.iter().filter(|&&voiced| voiced).count() as f64 / f0.len().max(1) as f64
}

/// Median pitch of the voiced frames: the register.
fn median_midi(f0: &F0Track) -> Option<f64> {
    let mut midi: Vec<f64> = (0..f0.len()).filter_map(|frame| f0.midi(frame)).collect();
    midi.sort_by(f64::total_cmp);
    midi.get(midi.len() / 2).copied()
}
