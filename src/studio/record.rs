//! The two things this service writes about a take: the record of its creation, and `take.json`, which commits it.

use super::clock::{self, UnixMillis};
use super::fields::NewTake;
use super::hex;
use super::secrets::{Secrets, TicketId};
use super::sniff;
use serde::{Deserialize, Serialize};
use stemforge_rules::{Standing, name_standing};

/// Greatest record or `take.json` that is read.
pub(super) const MAX_BYTES: u64 = 64 * 1024;

/// A take that was announced: `uploads/<xx>/<id>.json`. What its fan's page said so far, with the fan's id replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) take_id: String,
    /// The same for every repetition of the request that made it; last words do not change it.
    pub(super) request: String,
    pub(super) created_at_unix_ms: UnixMillis,
    pub(super) take: NewTake,
}

/// A take that is here: `take.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Committed {
    pub(super) take_id: String,
    pub(super) request: String,
    pub(super) created_at: String,
    pub(super) received_at: String,
    /// Somebody should look at the name before it stands in a gallery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) name_held: bool,
    #[serde(flatten)]
    pub(super) take: NewTake,
}

impl Record {
    /// The record of a request that came just now.
    pub(super) fn new(secrets: &Secrets, ticket: TicketId, mut take: NewTake, now: UnixMillis) -> Self {
        take.fan = secrets.fan(&take.fan);
        let canonical = serde_json::to_vec(&take).unwrap_or_default();
        Self {
            take_id: ticket.to_string(),
            request: secrets.request(&canonical),
            created_at_unix_ms: now,
            take,
        }
    }

    /// SHA-256 of the recording, once it was said.
    pub(super) fn sha256(&self) -> Option<[u8; 32]> {
        hex::decode(self.take.sha256.as_deref()?)
    }

    /// Whether its fan agreed, is old enough, and told the recording's hash: without that it never becomes a take.
    pub(super) fn is_agreed(&self) -> bool {
        self.take.consent == Some(true) && self.take.over_16 == Some(true) && self.sha256().is_some()
    }

    /// Extension of the take's audio.
    pub(super) fn extension(&self) -> &'static str {
        sniff::extension(&self.take.content_type)
    }
}

impl Committed {
    /// What commits the take of `record`.
    pub(super) fn new(record: Record, now: UnixMillis) -> Self {
        Self {
            take_id: record.take_id,
            request: record.request,
            created_at: clock::rfc3339(record.created_at_unix_ms),
            received_at: clock::rfc3339(now),
            name_held: record
                .take
                .name
                .as_deref()
                .is_some_and(|name| name_standing(name) == Standing::Held),
            take: record.take,
        }
    }

    /// The record that it was made of.
    pub(super) fn record(&self) -> Record {
        Record {
            take_id: self.take_id.clone(),
            request: self.request.clone(),
            created_at_unix_ms: clock::parse(&self.created_at).unwrap_or_default(),
            take: self.take.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_take_is_read_as_it_was_written_and_never_names_the_fan() {
        let take: NewTake = serde_json::from_value(json!({
            "fan": "what-the-page-sent", "size_bytes": 5, "sha256": "00".repeat(32), "content_type": "audio/wav",
            "consent": true, "lag_ms": 12.25,
        }))
        .unwrap();
        let secrets = Secrets::parse(&"11".repeat(32)).unwrap();
        let record = Record::new(&secrets, secrets.ticket("0123456789abcdef"), take, 1_769_860_800_123);
        let committed = Committed::new(record.clone(), 1_769_860_801_000);
        let text = serde_json::to_string(&committed).unwrap();
        assert!(
            !text.contains("what-the-page-sent") && text.contains("\"consent\":true"),
            "{text}"
        );
        let read: Committed = serde_json::from_str(&text).unwrap();
        assert_eq!(read, committed);
        assert_eq!(read.record(), record);
        assert!(!text.contains("name_held"));
    }

    #[test]
    fn only_what_was_agreed_to_may_become_a_take() {
        let said = json!({
            "fan": "f", "size_bytes": 5, "content_type": "audio/wav", "sha256": "00".repeat(32), "consent": true,
            "over_16": true,
        });
        let secrets = Secrets::parse(&"11".repeat(32)).unwrap();
        let is_agreed = |said: &serde_json::Value| {
            let take = serde_json::from_value(said.clone()).unwrap();
            Record::new(&secrets, secrets.ticket("0123456789abcdef"), take, 0).is_agreed()
        };
        assert!(is_agreed(&said));
        for (field, word) in [
            ("consent", json!(false)),
            ("over_16", json!(null)),
            ("sha256", json!("x")),
        ] {
            let mut said = said.clone();
            said[field] = word;
            assert!(!is_agreed(&said), "{field}");
        }
    }

    #[test]
    fn a_doubtful_name_is_held_back() {
        for (name, is_held) in [("Zoë", false), ("anna.shop", true), ("007", true)] {
            let take: NewTake = serde_json::from_value(json!({
                "fan": "f", "size_bytes": 5, "content_type": "audio/wav", "name": name,
            }))
            .unwrap();
            let secrets = Secrets::parse(&"11".repeat(32)).unwrap();
            let record = Record::new(&secrets, secrets.ticket("0123456789abcdef"), take, 0);
            assert_eq!(Committed::new(record, 0).name_held, is_held, "{name}");
        }
    }
}
