//! How the bytes of a take come in: through this service into files, or past it into a bucket.

mod files;
mod lease;
#[cfg(feature = "s3")]
mod presigned;
mod tus;

pub(super) use files::Files;
pub(super) use lease::{Lease, Leases};
pub(super) use tus::*;

use super::app::App;
use super::clock;
use super::problem::{Code, Problem};
use super::record::Record;
use super::secrets::{Right, TicketId};
use super::sniff::{Family, HEAD_BYTES};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the bytes go.
#[derive(Debug)]
pub(super) enum Reception {
    /// Into files beside the takes, over tus.
    Embedded(Files),
    /// Into a bucket, over URLs that we sign.
    #[cfg(feature = "s3")]
    Bucket(presigned::Bucket),
}

/// How to send a take.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Offer {
    /// `tus`: PATCH from the offset that HEAD tells; `put`: the whole take in one PUT.
    #[schema(schema_with = super::document::protocol)]
    protocol: &'static str,
    /// Method of the request that sends bytes.
    #[schema(schema_with = super::document::upload_method)]
    method: &'static str,
    /// Where to send them.
    url: String,
    /// Headers that have to be sent with them, exactly so.
    headers: BTreeMap<String, String>,
    /// Until when; create the take again to get more time.
    #[schema(format = DateTime)]
    expires_at: String,
}

impl Reception {
    /// How to send the take of `record`.
    pub(super) fn offer(&self, app: &App, record: &Record, ticket: TicketId) -> Result<Offer, Problem> {
        match self {
            Self::Embedded(_) => {
                let token = app.secrets.token(Right::Upload, ticket);
                let headers = [("Tus-Resumable", tus::VERSION), ("Content-Type", tus::CONTENT_TYPE)];
                Ok(Offer {
                    protocol: "tus",
                    method: "PATCH",
                    url: app.link(&format!("/v1/uploads/{ticket}/{token}")),
                    headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
                    expires_at: clock::rfc3339(app.expires_at(record)),
                })
            }
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.offer(app, record, ticket),
        }
    }

    /// How many bytes of an announced take are here.
    pub(super) fn received_bytes(&self, record: &Record, ticket: TicketId) -> Result<u64, Problem> {
        match self {
            Self::Embedded(files) => Ok(files.received_bytes(record, ticket)?),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.received_bytes(ticket),
        }
    }

    /// Looks whether the bytes are those announced, then puts them where the take will be. May be repeated after
    /// any interruption.
    pub(super) fn bring_in(&self, record: &Record, ticket: TicketId) -> Result<(), Problem> {
        match self {
            Self::Embedded(files) => files.bring_in(record, ticket),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.bring_in(record, ticket),
        }
    }

    /// Where a page sends bytes, if not to us.
    pub(super) fn origin(&self) -> Result<Option<String>, Problem> {
        match self {
            Self::Embedded(_) => Ok(None),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.origin().map(Some),
        }
    }

    /// Removes folders that lost their last object. A bucket has none.
    pub(super) fn settle(&self, ticket: TicketId) -> Result<(), Problem> {
        match self {
            Self::Embedded(files) => Ok(files.settle(ticket)?),
            #[cfg(feature = "s3")]
            Self::Bucket(_) => Ok(()),
        }
    }

    /// The files, where bytes come through this service.
    pub(super) fn files(&self) -> Option<&Files> {
        match self {
            Self::Embedded(files) => Some(files),
            #[cfg(feature = "s3")]
            Self::Bucket(_) => None,
        }
    }
}

/// How many bytes there are against how many were announced.
fn check_size(record: &Record, received_bytes: u64) -> Result<(), Problem> {
    let announced = record.take.size_bytes;
    if received_bytes < announced {
        let detail = format!("{received_bytes} of {announced} bytes are here");
        return Err(Problem::new(Code::UploadIncomplete, detail).with_received(received_bytes));
    }
    if received_bytes > announced {
        return Err(Problem::new(
            Code::SizeMismatch,
            format!("{received_bytes} bytes came, {announced} were announced; what came is dropped, send it again"),
        ));
    }
    Ok(())
}

/// Whether bytes with this SHA-256 and this beginning are what was announced.
fn check_content(record: &Record, sha256: [u8; 32], head: &[u8]) -> Result<(), Problem> {
    if record.sha256() != Some(sha256) {
        return Err(Problem::new(
            Code::HashMismatch,
            "their SHA-256 differs; what came is dropped, send it again from byte 0",
        ));
    }
    let head = &head[..head.len().min(HEAD_BYTES)];
    let Some(sniffed) = Family::sniffed(head) else {
        return Err(Problem::new(Code::NotAudio, "what came is dropped"));
    };
    match record.take.family() {
        Some(declared) if declared.covers(sniffed, head) => Ok(()),
        _ => Err(Problem::new(
            Code::ContentMismatch,
            "its first bytes are not of the announced `content_type`; what came is dropped",
        )),
    }
}

/// Whether a problem says that the bytes are of no use.
pub(super) fn is_verdict(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::SizeMismatch | Code::HashMismatch | Code::NotAudio | Code::ContentMismatch
    )
}
