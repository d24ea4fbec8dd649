//! Everything that defines one take: also a line of `truth.csv`.

use super::encode::Format;
use super::fault::Fault;
use super::singer::Register;
use crate::model::reason::ReasonCode;
use serde::{Deserialize, Serialize};

/// What a take was recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A close microphone.
    Headset,
    /// A telephone in the hand, its own recorder.
    Phone,
    /// A laptop on a table.
    Laptop,
    /// The line of a telephone call.
    Call,
}

/// One take, as it is to be made. Two equal recipes make the same samples, whatever the fan is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Name of the take: its file without extension.
    pub take: String,
    /// What is wrong with it.
    pub fault: Fault,
    /// For a duplicate: the take of which it is one.
    pub copy_of: Option<String>,
    /// Who sang.
    pub fan: String,
    /// ISO 3166 code of where.
    pub country: String,
    /// Team the fan sings for.
    pub team: String,
    /// Whether the fan agreed to be on the record.
    pub consent: bool,
    /// Seed of all that is random in the sound.
    pub seed: u64,
    /// Kind of voice.
    pub register: Register,
    /// Octaves above the guide.
    pub octave: i32,
    /// Cents above the guide, beyond the octaves.
    pub cents: f64,
    /// How late the singer is against the beat, ms.
    pub late_ms: f64,
    /// Standard deviation of the notes' starts, ms.
    pub scatter_ms: f64,
    /// How late the recording is on the song's timeline, ms.
    pub lag_ms: f64,
    /// The fan's clock against the song's, parts per million: above 0, more samples than song time.
    pub drift_ppm: f64,
    /// Recorded with.
    pub device: Device,
    /// Reverberation time of the room, seconds.
    pub room_t60_s: f64,
    /// Level of the voice while it sounds, dBFS (RMS); less where its peaks would clip.
    pub level_dbfs: f64,
    /// Voice while it sounds against noise, dB.
    pub snr_db: f64,
    /// Backing against voice while it sounds, dB; none with headphones.
    pub bleed_db: Option<f64>,
    /// Samples a second.
    pub sample_rate_hz: u32,
    /// Kind of file.
    pub format: Format,
}

impl Recipe {
    /// Codes of which a compiler should give at least one; none where the take should be on the record.
    pub fn expected_codes(&self) -> &'static [ReasonCode] {
        let unknowable = self.fault == Fault::Late && self.bleed_db.is_none();
        // Without the backing in it, nobody can tell a late singer from a late device.
        if unknowable { &[] } else { self.fault.expected() }
    }

    /// Name of the take's file.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.take, self.format.extension())
    }
}

/// Names of the columns of `truth.csv`.
pub const TRUTH_COLUMNS: [&str; 22] = [
    "take",
    "file",
    "fault",
    "expected",
    "copy_of",
    "fan",
    "country",
    "team",
    "register",
    "octave",
    "cents",
    "late_ms",
    "scatter_ms",
    "lag_ms",
    "drift_ppm",
    "device",
    "room_t60_s",
    "level_dbfs",
    "snr_db",
    "bleed_db",
    "sample_rate_hz",
    "format",
];

impl Recipe {
    /// A line of `truth.csv`. `expected` lists the codes of which one is right, separated by `|`.
    pub fn truth_row(&self) -> [String; 22] {
        let expected: Vec<&str> = self.expected_codes().iter().map(|code| code.as_str()).collect();
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        [
            self.take.clone(),
            self.file_name(),
            self.fault.to_string(),
            expected.join("|"),
            self.copy_of.clone().unwrap_or_default(),
            self.fan.clone(),
            self.country.clone(),
            self.team.clone(),
            self.register.as_str().to_owned(),
            self.octave.to_string(),
            format!("{:.1}", self.cents),
            format!("{:.1}", self.late_ms),
            format!("{:.1}", self.scatter_ms),
            format!("{:.3}", self.lag_ms),
            format!("{:.1}", self.drift_ppm),
            word(serde_json::json!(self.device)),
            format!("{:.2}", self.room_t60_s),
            format!("{:.1}", self.level_dbfs),
            format!("{:.1}", self.snr_db),
            self.bleed_db.map_or_else(String::new, |db| format!("{db:.1}")),
            self.sample_rate_hz.to_string(),
            self.format.as_str().to_owned(),
        ]
    }
}
