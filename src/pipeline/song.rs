//! The song of a campaign, read once: guide melody, and the backing in the two forms that stages need.

use super::failure::Failure;
use crate::config::SongPlan;
use crate::dsp::lag::bleed::Backing;
use crate::dsp::resample::resample;
use crate::dsp::{condition, f0};
use crate::ingest::{self, Limits};
use crate::ledger::Key;
use crate::model::audio::RawAudio;
use crate::model::melody::Melody;
use crate::stems::voice;
use std::path::Path;
use std::sync::Arc;

/// Song time after the last guide note, or after the backing, that a stem still holds, seconds.
const TAIL_S: f64 = 2.0;

/// What takes are placed on and judged against.
pub struct Song {
    /// The notes to be sung.
    pub melody: Melody,
    /// The backing, ready to be found in takes.
    pub backing: Option<Backing>,
    /// BLAKE3 of the guide's bytes, in hex.
    pub guide_hash: String,
    /// BLAKE3 of the backing's bytes, in hex.
    pub backing_hash: Option<String>,
    /// End of the song on its own timeline, seconds.
    pub end_s: f64,
}

impl Song {
    /// Reads and decodes what the plan names.
    pub fn load(plan: &SongPlan) -> Result<Self, Failure> {
        let guide_bytes = read(&plan.guide, "guide")?;
        let melody = parse_guide(&plan.guide, &guide_bytes)?;
        let mut song = Self {
            end_s: melody.end_s() + TAIL_S,
            melody,
            backing: None,
            guide_hash: blake3::hash(&guide_bytes).to_hex().to_string(),
            backing_hash: None,
        };
        if let Some(path) = &plan.backing {
            let bytes = read(path, "backing")?;
            song.backing_hash = Some(blake3::hash(&bytes).to_hex().to_string());
            let audio = decode_backing(path, bytes)?;
            song.end_s = song.end_s.max(audio.duration_s());
            let mono = condition::to_mono(audio.channels).mono;
            song.backing = Some(Backing::new(&resample(&mono, audio.sample_rate_hz, f0::RATE_HZ)));
        }
        Ok(song)
    }

    /// Everything about the song that an analysis depends on.
    pub fn key(&self) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.guide_hash.as_bytes());
        hasher.update(self.backing_hash.as_deref().unwrap_or("no backing").as_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// The backing as two channels at the rate of the stems, for the rough mix.
pub(super) fn stereo_backing(plan: &SongPlan) -> Result<Option<[Vec<f32>; 2]>, Failure> {
    let Some(path) = &plan.backing else { return Ok(None) };
    let audio = decode_backing(path, read(path, "backing")?)?;
    let left = &audio.channels[0];
    let right = audio.channels.get(1).unwrap_or(left);
    Ok(Some([left, right].map(|channel| {
        resample(channel, audio.sample_rate_hz, voice::RATE_HZ)
    })))
}

fn read(path: &Path, what: &'static str) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|cause| {
        Failure::configuration(format!("failed to read the {what} `{}`: {cause}", path.display()))
            .hint(format!("check `song.{what}` in the campaign file"))
    })
}

fn parse_guide(path: &Path, bytes: &[u8]) -> Result<Melody, Failure> {
    Melody::parse(bytes, extension(path).unwrap_or(""))
        .map_err(|cause| Failure::configuration(format!("failed to parse the guide `{}`: {cause}", path.display())))
}

/// A backing is ours, not a stranger's: no limit but the memory of the machine.
fn decode_backing(path: &Path, bytes: Vec<u8>) -> Result<RawAudio, Failure> {
    let limits = Limits {
        max_bytes: u64::MAX,
        ..Limits::for_our_own()
    };
    ingest::decode(Arc::from(bytes), extension(path), &limits)
        .map_err(|cause| Failure::configuration(format!("failed to decode the backing `{}`: {cause}", path.display())))
}

/// A file's extension, where it is text.
pub(super) fn extension(path: &Path) -> Option<&str> {
    path.extension().and_then(|extension| extension.to_str())
}
