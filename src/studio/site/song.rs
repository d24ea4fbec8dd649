//! The song as the page needs it: how long, how fast, and what is sung when.

use crate::config::SongPlan;
use crate::ingest::{self, Limits};
use crate::model::melody::Melody;
use crate::studio::app::OpenError;
use serde::Serialize;
use std::path::Path;

/// What the page knows of the song.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Song {
    duration_s: f64,
    /// `null` where the campaign does not say.
    tempo_bpm: Option<f64>,
    first_bar_s: f64,
    notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Note {
    onset_s: f64,
    duration_s: f64,
    midi: f64,
    syllable: String,
}

impl Song {
    /// Reads the guide, and the backing to its end: what a header says of its length may be off by its padding, and takes
    /// are as long as the song to the sample.
    pub(super) fn load(plan: &SongPlan) -> Result<Self, OpenError> {
        let backing = plan.backing.as_deref().ok_or_else(|| {
            OpenError::Settings(
                "open a studio without `song.backing`: fans sing to it; name it in the campaign file".to_owned(),
            )
        })?;
        let notes = guide(&plan.guide)?;
        Ok(Self {
            duration_s: duration_s(backing)?,
            tempo_bpm: plan.tempo_bpm,
            first_bar_s: plan.first_bar_s,
            notes,
        })
    }

    /// How long it is.
    pub(super) fn duration_s(&self) -> f64 {
        self.duration_s
    }
}

fn guide(path: &Path) -> Result<Vec<Note>, OpenError> {
    let bytes = std::fs::read(path).map_err(OpenError::io("read the guide melody", path.display()))?;
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let melody = Melody::parse(&bytes, &extension)
        .map_err(|cause| OpenError::Settings(format!("read the guide melody `{}`: {cause}", path.display())))?;
    let notes = melody.notes().iter().map(|note| Note {
        onset_s: note.onset_s,
        duration_s: note.duration_s,
        midi: note.midi,
        syllable: note.syllable.clone(),
    });
    Ok(notes.collect())
}

fn duration_s(backing: &Path) -> Result<f64, OpenError> {
    let bytes = std::fs::read(backing).map_err(OpenError::io("read the backing", backing.display()))?;
    let extension = backing.extension().map(|extension| extension.to_string_lossy());
    let limits = Limits {
        max_bytes: u64::MAX,
        max_duration_s: 3600.0,
        ..Limits::default()
    };
    let audio = ingest::decode(bytes.into(), extension.as_deref(), &limits);
    let audio =
        audio.map_err(|cause| OpenError::Settings(format!("decode the backing `{}`: {cause}", backing.display())))?;
    Ok(audio.duration_s())
}
