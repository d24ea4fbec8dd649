//! Leave for one upload: a URL to which exactly one thing can be put, by whoever holds it, for a while.

use super::S3;
use super::fault::Fault;
use crate::storage::{Key, StorageError, StorageErrorKind, Store};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::ChecksumMode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::time::Duration;

/// What may be uploaded. All of it is signed: a byte more, another type or other bytes are refused by S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upload<'a> {
    /// Media type.
    pub content_type: &'a str,
    /// Exact size.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// A signed URL, and the headers that must be sent with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presigned {
    /// Where to put it.
    pub url: String,
    /// Exactly these; names in lower case.
    pub headers: BTreeMap<String, String>,
}

impl S3 {
    /// Leave to create the object `key` within `valid`.
    pub fn presign_put(&self, key: &Key, what: &Upload<'_>, valid: Duration) -> Result<Presigned, StorageError> {
        let failed = |detail: String| StorageError::new(StorageErrorKind::Invalid, "sign", self.uri(key), detail);
        let config = PresigningConfig::expires_in(valid).map_err(|cause| failed(cause.to_string()))?;
        let length = i64::try_from(what.size_bytes).map_err(|cause| failed(cause.to_string()))?;
        let put = self.bucket.client.put_object().bucket(&self.bucket.name);
        let signed = put
            .key(self.name(key))
            .content_type(what.content_type)
            .content_length(length)
            .if_none_match("*")
            .checksum_sha256(STANDARD.encode(what.sha256))
            .presigned(config);
        let signed = self
            .worker
            .wait(signed)
            .map_err(|error| Fault::from(error).into_error("sign", &self.uri(key)))?;
        let url = signed.uri().to_owned();
        let names = signed_names(&url);
        // The SDK returns more than it signed (a trace id, on Lambda), and a browser would have to ask for leave for it.
        let headers = signed
            .headers()
            .filter(|(name, _)| names.iter().any(|signed| signed.eq_ignore_ascii_case(name)))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Ok(Presigned { url, headers })
    }

    /// The SHA-256 that the server itself found when the object came, if it vouches for one.
    pub fn sha256(&self, key: &Key) -> Result<Option<[u8; 32]>, StorageError> {
        let name = self.name(key);
        let there = self.worker.wait(self.bucket.ask(async |_| {
            let head = self.bucket.client.head_object().bucket(&self.bucket.name).key(&name);
            let head = head.checksum_mode(ChecksumMode::Enabled);
            self.bucket.answer(0, head.send()).await
        }));
        let there = there.map_err(self.failed("read", key))?;
        Ok(there.checksum_sha256.as_deref().and_then(whole_sha256))
    }
}

/// The 32 bytes of a checksum of a whole object; that of an object in parts ends with their number.
fn whole_sha256(checksum: &str) -> Option<[u8; 32]> {
    STANDARD.decode(checksum).ok()?.try_into().ok()
}

/// The headers that a URL's signature covers, the host left out.
fn signed_names(url: &str) -> Vec<&str> {
    let Some((_, rest)) = url.split_once("X-Amz-SignedHeaders=") else {
        return Vec::new();
    };
    let list = rest.split('&').next().unwrap_or_default();
    list.split("%3B").filter(|name| *name != "host").collect()
}
