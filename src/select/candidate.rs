//! What selection knows of a take, and what it decides.

use crate::model::reason::ReasonCode;
use crate::model::row::Status;
use crate::model::take::TakeId;

/// How many voices go where.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Most voices of a section in the close layer; pinned takes may exceed it.
    pub close_size: usize,
    /// Largest share of a section's voices in the close layer, 0–1: so that a campaign of ten takes, too, has a
    /// group behind its close voices.
    pub close_share: f64,
    /// Most voices of a section in the group layer.
    pub group_size: usize,
    /// Most takes of one fan on the record; 0 is no limit.
    pub fan_cap: usize,
    /// Median sung pitch from which a voice counts as `high`, MIDI; 57 is A3, 220 Hz.
    pub section_split_midi: f64,
    /// The campaign's own parts; a take that asked for one of them is in it. Others go by register.
    pub parts: Vec<String>,
    /// Weight of the technical score in a rank, where the total score weighs 1.
    pub technical_weight: f64,
    /// Least confidence in the lag for the close layer, 0–1.
    pub close_lag_confidence: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            close_size: 16,
            close_share: 0.5,
            group_size: 200,
            fan_cap: 3,
            section_split_midi: 57.0,
            parts: Vec::new(),
            technical_weight: 0.25,
            close_lag_confidence: 0.5,
        }
    }
}

/// A take with its gates' verdict, as selection sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name.
    pub take_id: TakeId,
    /// Hash of its bytes; an empty one equals no other.
    pub content_hash: String,
    /// Who sang.
    pub fan: Option<String>,
    /// The part its sidecar asks for.
    pub section_asked: Option<String>,
    /// Median pitch of its voiced frames, MIDI.
    pub median_midi: Option<f64>,
    /// The gates' verdict.
    pub status: Status,
    /// The gates' reasons.
    pub reasons: Vec<ReasonCode>,
    /// Singing, 0–100.
    pub total_score: Option<f64>,
    /// Recording, 0–100.
    pub technical_score: Option<f64>,
    /// Chance that its place on the timeline is right, 0–1.
    pub lag_confidence: Option<f64>,
}

/// How near a voice stands to the listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The best voices.
    Close,
    /// The next best.
    Group,
    /// Every voice on the record, those of the other layers included.
    Crowd,
}

impl Layer {
    /// All layers, nearest first.
    pub const ALL: [Self; 3] = [Self::Close, Self::Group, Self::Crowd];

    /// The word in file names and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Group => "group",
            Self::Crowd => "crowd",
        }
    }

    /// The layer of a word, if it is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.as_str() == word)
    }
}

/// What became of one take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub take_id: TakeId,
    /// Where it sings; `None` if it is not on the record.
    pub section: Option<String>,
    /// Its layers, nearest first: at most one of close and group, and crowd; none if it is not on the record.
    pub layers: Vec<Layer>,
    /// Its place among the voices of its section, from 1.
    pub rank: Option<u32>,
    /// The gates' verdict, or rejected here.
    pub status: Status,
    /// The gates' reasons, then ours.
    pub reasons: Vec<ReasonCode>,
    /// One sentence for a person.
    pub why: String,
}

impl Choice {
    /// The nearest layer, the one that a score row names.
    pub fn nearest_layer(&self) -> Option<Layer> {
        self.layers.first().copied()
    }
}
