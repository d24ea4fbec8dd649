//! Uploads past this service, straight into a bucket.
//!
//! We sign for exactly what was announced, and look at it before it becomes a take: a fan's page holds the URL, not the
//! say. Nothing is overwritten on the way: the upload may be put once, and only we can remove it.

use super::{Offer, Reception, check_content, check_size, is_verdict};
use crate::storage::s3::{S3, Settings, Upload};
use crate::storage::{Key, StorageErrorKind, Store, layout};
use crate::studio::app::{App, OpenError};
use crate::studio::clock;
use crate::studio::problem::Problem;
use crate::studio::record::Record;
use crate::studio::secrets::TicketId;
use crate::studio::sniff::HEAD_BYTES;
use crate::studio::standing::part_key;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long a URL is good for: credentials of a function in the cloud may not last longer. Creating the take again
/// renews it.
const VALID_S: u64 = 3600;
/// How long one request to the bucket is tried again. Somebody's phone waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A bucket that we may sign for.
#[derive(Debug)]
pub(in crate::studio) struct Bucket {
    store: Arc<S3>,
    /// Where signed URLs lead, once one was signed.
    origin: OnceLock<String>,
}

impl Reception {
    /// The bucket, and how to sign for it.
    pub(in crate::studio) fn bucket(bucket: &str, prefix: &str) -> Result<(Self, Arc<dyn Store>), OpenError> {
        let settings = Settings {
            patience: PATIENCE,
            ..Settings::from_environment()?
        };
        let store = Arc::new(S3::open(bucket, prefix, &settings)?);
        let bucket = Bucket {
            store: Arc::clone(&store),
            origin: OnceLock::new(),
        };
        Ok((Self::Bucket(bucket), store))
    }
}

impl Bucket {
    pub(super) fn offer(&self, app: &App, record: &Record, ticket: TicketId) -> Result<Offer, Problem> {
        let upload = Upload {
            content_type: &record.take.content_type,
            size_bytes: record.take.size_bytes,
            sha256: record
                .sha256()
                .ok_or_else(|| Problem::defect("a record without a hash"))?,
        };
        let now = clock::now();
        let left_s = app.expires_at(record).saturating_sub(now) / 1000;
        let valid_s = left_s.clamp(1, VALID_S);
        let signed = self
            .store
            .presign_put(&part_key(ticket), &upload, Duration::from_secs(valid_s))?;
        Ok(Offer {
            protocol: "put",
            method: "PUT",
            url: signed.url,
            headers: signed.headers,
            expires_at: clock::rfc3339(now + valid_s * 1000),
        })
    }

    /// Scheme and host of the URLs that we sign, which the page has to be allowed to send to.
    pub(super) fn origin(&self) -> Result<String, Problem> {
        if let Some(origin) = self.origin.get() {
            return Ok(origin.clone());
        }
        let any = Upload {
            content_type: "audio/wav",
            size_bytes: 1,
            sha256: [0; 32],
        };
        let key = Key::known(format!("{}/any", layout::UPLOADS));
        let signed = self.store.presign_put(&key, &any, Duration::from_secs(1))?;
        let url = axum::http::Uri::try_from(signed.url).map_err(Problem::defect)?;
        let origin = url.scheme_str().zip(url.authority());
        let (scheme, authority) = origin.ok_or_else(|| Problem::defect("a signed URL without a host"))?;
        Ok(self.origin.get_or_init(|| format!("{scheme}://{authority}")).clone())
    }

    pub(super) fn received_bytes(&self, ticket: TicketId) -> Result<u64, Problem> {
        match self.store.head(&part_key(ticket)) {
            Ok(object) => Ok(object.size_bytes),
            Err(cause) if cause.kind == StorageErrorKind::NotFound => Ok(0),
            Err(cause) => Err(cause.into()),
        }
    }

    pub(super) fn bring_in(&self, record: &Record, ticket: TicketId) -> Result<(), Problem> {
        let part = part_key(ticket);
        if let Err(problem) = self.verify(record, ticket) {
            if is_verdict(&problem) {
                self.store.delete(&part)?;
            }
            return Err(problem);
        }
        let audio = layout::audio(&ticket.take(), record.extension());
        Ok(self.store.copy(&part, &audio)?)
    }

    /// Reads no more than the first bytes if the bucket vouches for the hash, and everything if it does not.
    fn verify(&self, record: &Record, ticket: TicketId) -> Result<(), Problem> {
        check_size(record, self.received_bytes(ticket)?)?;
        let part = part_key(ticket);
        match self.store.sha256(&part)? {
            Some(sha256) => check_content(record, sha256, &self.store.get(&part, HEAD_BYTES as u64)?),
            None => {
                let bytes = self.store.get(&part, record.take.size_bytes)?;
                check_content(record, Sha256::digest(&bytes).into(), &bytes)
            }
        }
    }
}
