//! One recording by one fan, before anything is known of its sound.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Name of a take: unique in a campaign, stable between runs. Every tie in stemforge breaks by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TakeId(pub String);

impl fmt::Display for TakeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a take's bytes are and what its sender said about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Take {
    /// Its name.
    pub id: TakeId,
    /// Where its audio is.
    pub uri: String,
    /// What the sidecar says; defaults where there is none.
    pub metadata: Metadata,
    /// Size of its audio, where a listing told it.
    pub size_bytes: Option<u64>,
    /// A word that changes whenever its audio does, where the store has one.
    pub version: Option<String>,
}

/// The sidecar `take.json`, as far as compiling needs it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Metadata {
    /// Who sang: the same word for every take of one person.
    pub fan: Option<String>,
    /// ISO 3166 country code.
    pub country: Option<String>,
    /// Team the fan sings for.
    pub team: Option<String>,
    /// Section asked for by the campaign's own parts.
    pub section: Option<String>,
    /// `Some(false)`: the fan did not agree to be on the record.
    pub consent: Option<bool>,
    /// Lag in microseconds, if the recorder measured it.
    pub lag_us: Option<i64>,
}
