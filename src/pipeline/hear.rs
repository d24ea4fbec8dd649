//! One take, from bytes to what is known of it: decode ▸ condition ▸ place ▸ measure.
//!
//! Whatever a stranger's bytes do to a decoder happens to this take alone: a panic is caught here and becomes
//! `UNDECODABLE`, with the hash of the input so that it can be found again.

use super::song::Song;
use crate::config::Plan;
use crate::dsp::lag::{Search, bleed, contour, misread};
use crate::dsp::resample::resample;
use crate::dsp::{condition, f0, quality};
use crate::ingest::{self, DecodeError, Limits};
use crate::ledger::as_stored;
use crate::model::analysis::{Heard, Outcome, Recording, Refusal};
use crate::model::audio::RawAudio;
use crate::model::f0::F0Track;
use crate::model::features::{Evidence, Features, Lag, LagMethod, Quality};
use crate::model::reason::ReasonCode;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What hearing a take depends on, beside its bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hearing {
    /// What a take may cost.
    pub limits: Limits,
    /// Where on the timeline to look for it.
    pub search: Search,
}

impl Hearing {
    /// What a campaign says of it.
    pub fn of(plan: &Plan) -> Self {
        Self {
            limits: plan.limits.clone(),
            search: plan.search,
        }
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
) -> (Outcome, Option<Voice>) {
    let heard = catch_unwind(AssertUnwindSafe(|| {
        let audio = ingest::decode(Arc::clone(bytes), extension, &hearing.limits)?;
        Ok(measure(audio, given_lag_ms, song, &hearing.search))
    }));
    match heard {
        Ok(Ok((heard, voice))) => (Outcome::Heard(Box::new(heard)), Some(voice)),
        Ok(Err(refused)) => (Outcome::Refused(refusal(refused)), None),
        Err(_) => (Outcome::Refused(defect(bytes)), None),
    }
}

/// Only the voice of a take, for mixing it a second time.
pub(super) fn voice(bytes: &Arc<[u8]>, extension: Option<&str>, limits: &Limits) -> Result<Voice, Refusal> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let audio = ingest::decode(Arc::clone(bytes), extension, limits)?;
        Ok(Voice {
            mono: condition::to_mono(&audio.channels).mono,
            rate_hz: audio.sample_rate_hz,
        })
    }));
    match decoded {
        Ok(decoded) => decoded.map_err(refusal),
        Err(_) => Err(defect(bytes)),
    }
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
/// already that the rate is right.
fn true_rate_hz(placed: &Placed, rate_hz: u32, song: Option<&Song>, search: &Search) -> Option<u32> {
    let by_bleed = placed.lag.as_ref().is_some_and(|lag| lag.method == LagMethod::Bleed);
    let melody = &song.filter(|_| !by_bleed)?.melody;
    misread::true_rate_hz(&placed.f0, &placed.level_dbfs, melody, search, rate_hz)
}

fn measure(mut audio: RawAudio, given_lag_ms: Option<f64>, song: Option<&Song>, search: &Search) -> (Heard, Voice) {
    let conditioned = condition::to_mono(&audio.channels);
    let stated_hz = audio.sample_rate_hz;
    let mut placed = place(&conditioned.mono, stated_hz, given_lag_ms, song, search);
    let true_hz = true_rate_hz(&placed, stated_hz, song, search);
    if let Some(true_hz) = true_hz {
        audio.sample_rate_hz = true_hz;
        placed = place(&conditioned.mono, true_hz, given_lag_ms, song, search);
    }
    let rate_hz = audio.sample_rate_hz;
    let Placed {
        analysis,
        f0,
        level_dbfs,
        lag,
    } = placed;
    let mut quality = quality::measure(&audio.channels, &conditioned, rate_hz, &analysis, &f0, &level_dbfs);
    quality.misstated_rate_hz = true_hz.map(|_| stated_hz);
    let overview = quality::overview(&conditioned.mono);
    let mut recording = Recording {
        sample_rate_hz: rate_hz,
        channels: audio.channels.len() as u32,
        duration_s: audio.duration_s(),
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
            "a dropout of {:.0} ms",
            1000.0 * quality.dropout_share * duration_s
        )),
        count => remarks.push(format!(
            "{count} dropouts, {:.0} ms in all",
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
        reason: error.reason,
        detail: error.detail,
        container: error.container,
        codec: error.codec,
    }
}

fn defect(bytes: &[u8]) -> Refusal {
    let hash = blake3::hash(bytes).to_hex();
    let detail = format!("a decoder broke on it, which is a defect of stemforge: please report it with hash {hash}");
    Refusal {
        reason: ReasonCode::Undecodable,
        detail,
        container: None,
        codec: None,
    }
}
