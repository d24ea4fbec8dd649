//! One take, from bytes to what is known of it: decode ▸ condition ▸ place ▸ measure.
//!
//! Whatever a stranger's bytes do to a decoder happens to this take alone: what breaks on it becomes `UNDECODABLE`, with
//! the hash of the input so that it can be found again.

use super::failure::Failure;
use super::isolate::{Defect, isolated};
use super::song::Song;
use crate::config::Plan;
use crate::dsp::lag::{Search, bleed, contour, misread};
use crate::dsp::resample::resample;
use crate::dsp::{condition, f0, quality};
use crate::ingest::{self, Cause, DecodeError, ExternalDecoder, Limits};
use crate::ledger::as_stored;
use crate::model::analysis::{Heard, Outcome, Recording, Refusal};
use crate::model::audio::RawAudio;
use crate::model::f0::F0Track;
use crate::model::features::{Evidence, Features, Lag, LagMethod, Quality};
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
                mono: condition::to_mono(audio.channels).mono,
                rate_hz: audio.sample_rate_hz,
            })
        },
    )?
}

fn decode(bytes: &Arc<[u8]>, extension: Option<&str>, hearing: &Hearing) -> Result<RawAudio, DecodeError> {
    let external = hearing.external_decoder.as_ref();
    ingest::decode_with(Arc::clone(bytes), extension, &hearing.limits, external)
}

/// A recording at 16 kHz, its pitch, its level, and its place in the song.
struct Placed {
    analysis: Vec<f32>,
    f0: F0Track,
    level_dbfs: Vec<f32>,
    lag: Option<Lag>,
}

fn place(mono: &[f32], rate_hz: u32, given_lag_ms: Option<f64>, song: Option<&Song>, search: &Search) -> Placed {
    let analysis = resample(mono, rate_hz, f0::RATE_HZ);
    let f0 = f0::track(&analysis);
    let level_dbfs = quality::frame_levels_dbfs(&analysis, f0.len());
    // The backing is asked first: a sidecar comes from a stranger, and cannot tell bleed or drift.
    let lag = song
        .and_then(|song| bleed::by_bleed(&analysis, song.backing.as_ref()?, search))
        .or_else(|| given_lag_ms.map(given))
        .or_else(|| contour::by_contour(&f0, &level_dbfs, &song?.melody, search));
    Placed {
        analysis,
        f0,
        level_dbfs,
        lag,
    }
}

/// The rate at which the singing fits the song, if that is not the one that was read. A backing that was heard has said
/// already that the rate is right; and where a sidecar gives the lag, a recorder of ours has written the header.
fn true_rate_hz(placed: &Placed, rate_hz: u32, song: Option<&Song>, search: &Search) -> Option<u32> {
    let is_known = placed.lag.as_ref().is_some_and(|lag| lag.method != LagMethod::Contour);
    let melody = &song.filter(|_| !is_known)?.melody;
    misread::true_rate_hz(&placed.f0, &placed.level_dbfs, melody, search, rate_hz)
}

fn measure(mut audio: RawAudio, given_lag_ms: Option<f64>, song: Option<&Song>, search: &Search) -> (Heard, Voice) {
    let stated_hz = audio.sample_rate_hz;
    let channels = audio.channels.len() as u32;
    let centring = condition::centre(&mut audio.channels);
    let extremes = quality::extremes(&audio.channels, stated_hz);
    // The channels go here: of a long recording they are most of what the take holds.
    let conditioned = condition::reduce(audio.channels, centring);
    let mut placed = place(&conditioned.mono, stated_hz, given_lag_ms, song, search);
    let true_hz = true_rate_hz(&placed, stated_hz, song, search);
    if let Some(true_hz) = true_hz {
        placed = place(&conditioned.mono, true_hz, given_lag_ms, song, search);
    }
    let rate_hz = true_hz.unwrap_or(stated_hz);
    let Placed {
        analysis,
        f0,
        level_dbfs,
        lag,
    } = placed;
    let mut quality = quality::measure(extremes, &conditioned, rate_hz, &analysis, &f0, &level_dbfs);
    quality.misstated_rate_hz = true_hz.map(|_| stated_hz);
    let overview = quality::overview(&conditioned.mono);
    let mut recording = Recording {
        sample_rate_hz: rate_hz,
        channels,
        duration_s: conditioned.mono.len() as f64 / f64::from(rate_hz),
        source: audio.source,
    };
    recording.source.notes.extend(conditioned.notes);
    recording.source.notes.extend(remarks(&quality, &recording));
    let features = as_stored(Features {
        lag,
        quality,
        f0,
        level_dbfs,
        overview,
    });
    let mono = conditioned.mono;
    (Heard { recording, features }, Voice { mono, rate_hz })
}

/// What was found in the sound and has no column, for a person.
fn remarks(quality: &Quality, recording: &Recording) -> Vec<String> {
    let mut remarks = Vec::new();
    let duration_s = recording.duration_s;
    if let Some(stated_hz) = quality.misstated_rate_hz {
        let true_hz = recording.sample_rate_hz;
        remarks.push(format!(
            "the file states {stated_hz} Hz, but it was sung at {true_hz} Hz and read so"
        ));
    }
    match quality.dropouts {
        0 => {}
        1 => remarks.push(format!(
            "a dropout of at least {:.0} ms",
            1000.0 * quality.dropout_share * duration_s
        )),
        count => remarks.push(format!(
            "{count} dropouts, at least {:.0} ms in all",
            1000.0 * quality.dropout_share * duration_s
        )),
    }
    if let Some(hz) = quality.steady_tone_hz {
        remarks.push(format!("a steady tone of {hz:.1} Hz is louder than anything else"));
    }
    remarks
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
