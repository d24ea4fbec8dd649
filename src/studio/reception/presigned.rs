//! Uploads past this service, straight into a bucket.

use super::Offer;
use crate::storage::{StorageError, StorageErrorKind, Store};
use crate::studio::app::{App, OpenError};
use crate::studio::problem::Problem;
use crate::studio::record::Record;
use crate::studio::secrets::TicketId;
use std::sync::Arc;

/// A bucket that we may sign for.
#[derive(Debug)]
pub(in crate::studio) struct Bucket;

impl Bucket {
    pub(super) fn open(bucket: &str, prefix: &str) -> Result<(Self, Arc<dyn Store>), OpenError> {
        let store = crate::storage::open(&format!("s3://{bucket}/{prefix}"))?;
        Ok((Self, store))
    }

    pub(super) fn offer(&self, _: &App, _: &Record, _: TicketId) -> Result<Offer, Problem> {
        Err(unsigned())
    }

    pub(super) fn bring_in(&self, _: &App, _: &Record, _: TicketId) -> Result<(), Problem> {
        Err(unsigned())
    }
}

fn unsigned() -> Problem {
    StorageError::new(StorageErrorKind::Invalid, "sign", "an upload", "no signer").into()
}
