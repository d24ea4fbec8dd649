//! One line a take: the same names in `scores.csv`, `scores.parquet`, the ledger and `--json`.

use super::reason::ReasonCode;
use super::take::TakeId;
use serde::{Deserialize, Serialize};

/// Version of everything that can change a figure in a row; part of every stage key.
pub const ANALYSIS_VERSION: u32 = 3;

/// What became of a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its voice is on the record.
    Accepted,
    /// It is not, and `reasons` say why.
    Rejected,
    /// Its voice is on the record, but somebody should listen.
    Flagged,
}

impl Status {
    /// The word in `status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Flagged => "flagged",
        }
    }

    /// The status of a word, if it is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Accepted, Self::Rejected, Self::Flagged]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// A score row. Empty (`None`) means not measurable, never a made-up number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the columns are defined, with their units, in docs/score-row.md"
)]
pub struct ScoreRow {
    pub take_id: TakeId,
    pub uri: String,
    pub content_hash: Option<String>,
    pub fan: Option<String>,
    pub country: Option<String>,
    pub team: Option<String>,
    pub section: Option<String>,
    pub status: Status,
    pub reasons: Vec<ReasonCode>,
    pub container: Option<String>,
    pub codec: Option<String>,
    pub sample_rate_hz: Option<u32>,
    pub channels: Option<u32>,
    pub duration_s: Option<f64>,
    pub lag_ms: Option<f64>,
    pub lag_method: Option<String>,
    pub lag_confidence: Option<f64>,
    pub drift_ppm: Option<f64>,
    pub loudness_lufs: Option<f64>,
    pub true_peak_dbtp: Option<f64>,
    pub snr_db: Option<f64>,
    pub bleed_db: Option<f64>,
    pub bandwidth_hz: Option<f64>,
    pub clipped_share: Option<f64>,
    pub key_offset_cents: Option<f64>,
    pub octave_shift: Option<i32>,
    pub pitch_deviation_cents: Option<f64>,
    pub pitch_stability_cents: Option<f64>,
    pub onset_error_ms: Option<f64>,
    pub coverage: Option<f64>,
    pub pitch_score: Option<f64>,
    pub timing_score: Option<f64>,
    pub coverage_score: Option<f64>,
    pub total_score: Option<f64>,
    pub technical_score: Option<f64>,
    pub layer: Option<String>,
    pub analysis_version: u32,
}

/// A cell of a row, for writers that go column by column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, or nothing.
    Text(Option<String>),
    /// A whole number, or nothing.
    Integer(Option<i64>),
    /// A measure, and the decimals that it is written with, or nothing.
    Number(Option<f64>, usize),
}

impl ScoreRow {
    /// Names of the columns, in order.
    pub fn columns() -> Vec<&'static str> {
        Self::empty(TakeId(String::new()), String::new())
            .cells()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    /// A row that knows nothing but its name and address.
    pub fn empty(take_id: TakeId, uri: String) -> Self {
        Self {
            take_id,
            uri,
            content_hash: None,
            fan: None,
            country: None,
            team: None,
            section: None,
            status: Status::Rejected,
            reasons: Vec::new(),
            container: None,
            codec: None,
            sample_rate_hz: None,
            channels: None,
            duration_s: None,
            lag_ms: None,
            lag_method: None,
            lag_confidence: None,
            drift_ppm: None,
            loudness_lufs: None,
            true_peak_dbtp: None,
            snr_db: None,
            bleed_db: None,
            bandwidth_hz: None,
            clipped_share: None,
            key_offset_cents: None,
            octave_shift: None,
            pitch_deviation_cents: None,
            pitch_stability_cents: None,
            onset_error_ms: None,
            coverage: None,
            pitch_score: None,
            timing_score: None,
            coverage_score: None,
            total_score: None,
            technical_score: None,
            layer: None,
            analysis_version: ANALYSIS_VERSION,
        }
    }

    /// Reasons as one space-separated string.
    pub fn reasons_text(&self) -> String {
        self.reasons
            .iter()
            .map(|code| code.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Every column with its value, in order.
    pub fn cells(&self) -> Vec<(&'static str, Cell)> {
        let text = |value: &Option<String>| Cell::Text(value.clone());
        let whole = |value: Option<u32>| Cell::Integer(value.map(i64::from));
        let number = Cell::Number;
        vec![
            ("take_id", Cell::Text(Some(self.take_id.0.clone()))),
            ("uri", Cell::Text(Some(self.uri.clone()))),
            ("content_hash", text(&self.content_hash)),
            ("fan", text(&self.fan)),
            ("country", text(&self.country)),
            ("team", text(&self.team)),
            ("section", text(&self.section)),
            ("status", Cell::Text(Some(self.status.as_str().to_owned()))),
            ("reasons", Cell::Text(Some(self.reasons_text()))),
            ("container", text(&self.container)),
            ("codec", text(&self.codec)),
            ("sample_rate_hz", whole(self.sample_rate_hz)),
            ("channels", whole(self.channels)),
            ("duration_s", number(self.duration_s, 6)),
            ("lag_ms", number(self.lag_ms, 3)),
            ("lag_method", text(&self.lag_method)),
            ("lag_confidence", number(self.lag_confidence, 3)),
            ("drift_ppm", number(self.drift_ppm, 1)),
            ("loudness_lufs", number(self.loudness_lufs, 2)),
            ("true_peak_dbtp", number(self.true_peak_dbtp, 2)),
            ("snr_db", number(self.snr_db, 1)),
            ("bleed_db", number(self.bleed_db, 1)),
            ("bandwidth_hz", number(self.bandwidth_hz, 0)),
            ("clipped_share", number(self.clipped_share, 6)),
            ("key_offset_cents", number(self.key_offset_cents, 1)),
            ("octave_shift", Cell::Integer(self.octave_shift.map(i64::from))),
            ("pitch_deviation_cents", number(self.pitch_deviation_cents, 1)),
            ("pitch_stability_cents", number(self.pitch_stability_cents, 1)),
            ("onset_error_ms", number(self.onset_error_ms, 1)),
            ("coverage", number(self.coverage, 4)),
            ("pitch_score", number(self.pitch_score, 2)),
            ("timing_score", number(self.timing_score, 2)),
            ("coverage_score", number(self.coverage_score, 2)),
            ("total_score", number(self.total_score, 2)),
            ("technical_score", number(self.technical_score, 2)),
            ("layer", text(&self.layer)),
            (
                "analysis_version",
                Cell::Integer(Some(i64::from(self.analysis_version))),
            ),
        ]
    }
}
