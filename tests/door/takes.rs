//! Takes, as a page sends them.

use super::client::{Answer, ask, connect, head, send};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::{SocketAddr, TcpStream};

pub(super) const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");
pub(super) const OCTETS: (&str, &str) = ("Content-Type", "application/offset+octet-stream");

/// A WAV header, then bytes that hang on `seed`.
pub(super) fn recording(seed: u64, size_bytes: usize) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt ".to_vec();
    let mut chance = super::chance::Chance(seed);
    while bytes.len() < size_bytes {
        bytes.extend_from_slice(&chance.bits().to_le_bytes());
    }
    bytes.truncate(size_bytes);
    bytes
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn key(number: u64) -> String {
    format!("key-of-a-test-{number:08}")
}

/// What a page says of a recording.
pub(super) fn announcement(recording: &[u8]) -> Value {
    json!({
        "fan": "a-fan-of-the-tests", "size_bytes": recording.len(), "sha256": sha256(recording),
        "content_type": "audio/wav", "consent": true, "over_16": true,
    })
}

pub(super) fn announce(address: SocketAddr, key: &str, announcement: &Value) -> Answer {
    let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)];
    ask(
        address,
        "POST",
        "/v1/takes",
        &headers,
        announcement.to_string().as_bytes(),
    )
}

/// A take that was announced.
#[derive(Debug, Clone)]
pub(super) struct Take {
    pub(super) id: String,
    pub(super) upload_path: String,
    pub(super) upload_token: String,
    pub(super) erase_path: String,
    pub(super) erase_token: String,
}

impl Take {
    pub(super) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 201, "{}", answer.text());
        let body = answer.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            id: text(&body["take_id"]),
            upload_path: text(&body["upload"]["url"]),
            upload_token: text(&body["upload_token"]),
            erase_path: text(&body["erase_url"]),
            erase_token: text(&body["erase_token"]),
        }
    }

    pub(super) fn announced(address: SocketAddr, number: u64, recording: &[u8]) -> Self {
        Self::of(&announce(address, &key(number), &announcement(recording)))
    }

    pub(super) fn patch(&self, address: SocketAddr, offset: usize, bytes: &[u8]) -> Answer {
        let offset = offset.to_string();
        let headers = [TUS, OCTETS, ("Upload-Offset", &*offset)];
        ask(address, "PATCH", &self.upload_path, &headers, bytes)
    }

    /// The head of a PATCH of `length` bytes, on a connection that is left open.
    pub(super) fn begin_patch(&self, address: SocketAddr, offset: usize, length: usize) -> TcpStream {
        let (offset, length) = (offset.to_string(), length.to_string());
        let headers = [TUS, OCTETS, ("Upload-Offset", &*offset), ("Content-Length", &*length)];
        let mut stream = connect(address);
        send(&mut stream, head("PATCH", &self.upload_path, &headers).as_bytes());
        stream
    }

    pub(super) fn offset(&self, address: SocketAddr) -> u64 {
        // A request of a connection that broke may be read after this one, and be the newer: then clients ask again.
        let answer = super::service::wait_for(|| {
            let answer = ask(address, "HEAD", &self.upload_path, &[TUS], b"");
            (answer.status != 423).then_some(answer)
        });
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.number("upload-offset").unwrap()
    }

    pub(super) fn complete(&self, address: SocketAddr) -> Answer {
        self.complete_with(address, &self.upload_token)
    }

    pub(super) fn complete_with(&self, address: SocketAddr, token: &str) -> Answer {
        let path = format!("/v1/takes/{}/complete", self.id);
        ask(
            address,
            "POST",
            &path,
            &[("Authorization", &format!("Bearer {token}"))],
            b"",
        )
    }

    pub(super) fn status(&self, address: SocketAddr) -> Value {
        super::client::get(address, &format!("/v1/takes/{}", self.id)).json()
    }

    /// From the announcement to the confirmation.
    pub(super) fn sent(address: SocketAddr, number: u64, recording: &[u8]) -> Self {
        let take = Self::announced(address, number, recording);
        assert_eq!(take.patch(address, 0, recording).status, 204);
        let answer = take.complete(address);
        assert_eq!(answer.status, 200, "{}", answer.text());
        take
    }
}
