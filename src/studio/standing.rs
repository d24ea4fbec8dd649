//! How far a take is, read from storage alone, so that a restart changes nothing.

use super::app::App;
use super::clock;
use super::problem::{Code, Problem};
use super::record::{self, Committed, Record};
use super::secrets::TicketId;
use crate::storage::{Key, StorageErrorKind, layout};
use serde::de::DeserializeOwned;

/// How far a take is. What comes first counts.
#[derive(Debug)]
pub(super) enum Standing {
    /// Its fan took it back.
    Withdrawn,
    /// It is here.
    Received(Box<Committed>),
    /// It was announced.
    Announced(Box<Record>),
    /// Nobody ever heard of it, or it was never sent and is forgotten.
    Unknown,
}

impl App {
    /// How far a take is.
    pub(super) fn standing(&self, ticket: TicketId) -> Result<Standing, Problem> {
        let take = ticket.take();
        if self.is_there(&layout::withdrawn(&take))? {
            return Ok(Standing::Withdrawn);
        }
        let commit = layout::commit(&take);
        if let Some(committed) = self.read(&commit)? {
            return Ok(Standing::Received(Box::new(committed)));
        }
        if let Some(record) = self.read(&record_key(ticket))? {
            return Ok(Standing::Announced(Box::new(record)));
        }
        // A take is committed before its record goes: between our two looks, another process may have done both.
        let committed = self.read(&commit)?;
        Ok(committed.map_or(Standing::Unknown, |committed| Standing::Received(Box::new(committed))))
    }

    /// Whether an upload has had all the time it gets.
    pub(super) fn is_expired(&self, record: &Record) -> bool {
        clock::now() > self.expires_at(record)
    }

    /// When an upload has had all the time it gets.
    pub(super) fn expires_at(&self, record: &Record) -> clock::UnixMillis {
        record.created_at_unix_ms + u64::from(self.settings.upload_hours) * 3_600_000
    }

    /// Whether an object exists.
    pub(super) fn is_there(&self, key: &Key) -> Result<bool, Problem> {
        match self.store.head(key) {
            Ok(_) => Ok(true),
            Err(cause) if cause.kind == StorageErrorKind::NotFound => Ok(false),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Something that we wrote, if it is there.
    pub(super) fn read<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Problem> {
        match self.store.get(key, record::MAX_BYTES) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(Problem::defect),
            Err(cause) if cause.kind == StorageErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause.into()),
        }
    }
}

/// What is readable, if anything is: a file that nobody understands must not stand in the way of its own removal.
pub(super) fn readable<T>(read: Result<Option<T>, Problem>) -> Result<Option<T>, Problem> {
    match read {
        Err(problem) if problem.code == Code::Internal => Ok(None),
        read => read,
    }
}

/// Where the record of a creation is.
pub(super) fn record_key(ticket: TicketId) -> Key {
    layout::upload(&ticket.take(), "json")
}

/// Where the bytes of an upload are.
pub(super) fn part_key(ticket: TicketId) -> Key {
    layout::upload(&ticket.take(), "part")
}

/// Where the mark of an erasure under way is.
pub(super) fn erasing_key(ticket: TicketId) -> Key {
    layout::erasing(&ticket.take())
}

/// The answer to whoever asks for a take that was taken back.
pub(super) fn withdrawn() -> Problem {
    Problem::new(
        Code::TakeWithdrawn,
        "nothing of it is left here; a new take needs a new idempotency key",
    )
}

/// The answer to whoever goes on too late.
pub(super) fn gone() -> Problem {
    Problem::new(
        Code::UploadGone,
        "create the take again with the same idempotency key, then send it from byte 0",
    )
}

/// The answer to whoever names a take that we do not know.
pub(super) fn unknown() -> Problem {
    Problem::new(Code::TakeUnknown, "create it with `POST /v1/takes`")
}
