//! One take, from bytes to what is known of it: decode ▸ condition ▸ place ▸ measure.
//!
//! Whatever a stranger's bytes do to a decoder happens to this take alone: what breaks on it becomes `UNDECODABLE`, with
//! the hash of the input so that it can be found again.

use super::failure::Failure;
use super::isolate::{Defect, isolated};
use super::song::Song;
use crate::config::Plan;
use crate::dsp::lag::{Search, bleed, contour};
use crate::dsp::resample::resample;
use crate::dsp::{condition, f0, quality};
use crate::ingest::{self, Cause, DecodeError, ExternalDecoder, Limits};
use crate::ledger::as_stored;
use crate::model::analysis::{Heard, Outcome, Recording, Refusal};
use crate::model::audio::RawAudio;
use crate::model::features::{Evidence, Features, Lag, LagMethod};
use std::sync::Arc;

/// What hearing a take depends on, beside its bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hearing {
    /// What a take may cost.
    pub limits: Limits,
    /// Where on the timeline to look for it.
    pub search: Search,
    /// Decodes what nothing here does.
    pub external_decoder: Option<ExternalDecoder>,
}

/// A take that this machine could not hear now, and why; another run may.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unheard(String);

impl Hearing {
    /// What a campaign says of it. The external decoder that it names must be there.
    pub fn of(plan: &Plan) -> Result<Self, Failure> {
        let external_decoder = plan.external_decoder.as_deref().map(ExternalDecoder::find).transpose();
        Ok(Self {
            limits: plan.limits.clone(),
            search: plan.search,
            external_decoder: external_decoder.map_err(|cause| {
                Failure::configuration(cause.to_string())
                    .hint("install it, or take `takes.external_decoder` out of the campaign file")
            })?,
        })
    }
}

/// One channel of a recording at its own rate, conditioned: what is measured and what is mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Samples, full scale ±1.
    pub mono: Vec<f32>,
    /// Samples a second.
    pub rate_hz: u32,
}

/// Hears a take. The voice comes along while it is in hand; it is `None` where the take was refused.
pub fn hear(
    bytes: &Arc<[u8]>,
    extension: Option<&str>,
    given_lag_ms: Option<f64>,
    song: Option<&Song>,
    hearing: &Hearing,
) -> Result<(Outcome, Option<Voice>), Unheard> {
    listen(bytes, extension, given_lag_ms, song, hearing)
        .unwrap_or_else(|defect| Ok((Outcome::Refused(defect.into()), None)))
}

/// What hearing a take ends with, unless it breaks.
pub(super) type Listened = Result<(Outcome, Option<Voice>), Unheard>;

/// Hears a take, or finds a defect of ours.
pub(super) fn listen(
    bytes: &Arc<[u8]>,
    extension: Option<&str>,
    given_lag_ms: Option<f64>,
    song: Option<&Song>,
    hearing: &Hearing,
) -> Result<Listened, Defect> {
    isolated(
        || content_hash(bytes),
        || match decode(bytes, extension, hearing) {
            Ok(audio) => {
                let (heard, voice) = measure(audio, given_lag_ms, song, &hearing.search);
                Ok((Outcome::Heard(Box::new(heard)), Some(voice)))
            }
            Err(DecodeError {
                cause: Cause::Machine,
                detail,
                ..
            }) => Err(Unheard(detail)),
            Err(refused) => Ok((Outcome::Refused(refusal(refused)), None)),
        },
    )
}

/// Only the voice of a take, for mixing it a second time.
pub(super) fn voice(bytes: &Arc<[u8]>, extension: Option<&str>, hearing: &Hearing) -> Result<Voice, Refusal> {
    isolated(
        || content_hash(bytes),
        || {
            let audio = decode(bytes, extension, hearing).map_err(refusal)?;
            Ok(Voice {
                mono: condition::to_mono(&audio.channels).mono,
                rate_hz: audio.sample_rate_hz,
            })
        },
    )?
}

fn decode(bytes: &Arc<[u8]>, extension: Option<&str>, hearing: &Hearing) -> Result<RawAudio, DecodeError> {
    let external = hearing.external_decoder.as_ref();
    ingest::decode_with(Arc::clone(bytes), extension, &hearing.limits, external)
}

fn measure(audio: RawAudio, given_lag_ms: Option<f64>, song: Option<&Song>, search: &Search) -> (Heard, Voice) {
    let conditioned = condition::to_mono(&audio.channels);
    let voice = Voice {
        mono: conditioned.mono,
        rate_hz: audio.sample_rate_hz,
    };
    let analysis = resample(&voice.mono, voice.rate_hz, f0::RATE_HZ);
    let f0 = f0::track(&analysis);
    let level_dbfs = quality::frame_levels_dbfs(&analysis, f0.len());
    // The backing is asked first: a sidecar comes from a stranger, and cannot tell bleed or drift.
    let lag = song
        .and_then(|song| bleed::by_bleed(&analysis, song.backing.as_ref()?, search))
        .or_else(|| given_lag_ms.map(given))
        .or_else(|| contour::by_contour(&f0, &level_dbfs, &song?.melody, search));
    let quality = quality::measure(&audio.channels, &voice.mono, voice.rate_hz, &analysis, &f0, &level_dbfs);
    let overview = quality::overview(&voice.mono);
    let mut recording = Recording {
        sample_rate_hz: audio.sample_rate_hz,
        channels: audio.channels.len() as u32,
        duration_s: audio.duration_s(),
        source: audio.source,
    };
    recording.source.notes.extend(conditioned.notes);
    let features = as_stored(Features {
        lag,
        quality,
        f0,
        level_dbfs,
        overview,
    });
    (Heard { recording, features }, voice)
}

fn given(lag_ms: f64) -> Lag {
    Lag {
        lag_ms,
        method: LagMethod::Given,
        confidence: 1.0,
        drift_ppm: None,
        bleed_db: None,
        evidence: Evidence::default(),
    }
}

fn refusal(error: DecodeError) -> Refusal {
    Refusal {
        by_external_decoder: error.cause == Cause::ExternalDecoder,
        reason: error.reason,
        detail: error.detail,
        container: error.container,
        codec: error.codec,
    }
}

fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
