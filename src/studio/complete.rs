//! A page says that it has sent everything, and its last words. From here on the take is ours to keep.
//!
//! Each step may be repeated, and whoever is killed between two finds the first one done: last words are noted in the
//! record, the bytes are checked and moved, `take.json` is created, the upload's objects go. A take exists when
//! `take.json` does, and not before; last words may change until then, and not after.

use super::app::App;
use super::body::{self, Empty};
use super::clock;
use super::erase;
use super::fields::{Bounds, LastWords, NewTake};
use super::names::{TakeName, authorise};
use super::problem::{Body as ProblemBody, Code, Problem};
use super::reception;
use super::record::{Committed, Record};
use super::secrets::{Right, TicketId};
use super::site::Artwork;
use super::standing::{Standing, gone, part_key, readable, record_key, unknown, withdrawn};
use super::status::{Status, TakeStatus};
use crate::storage::{Put, StorageErrorKind, layout};
use axum::Json;
use axum::extract::{Request, State};
use serde::Serialize;
use serde_json::{Map, Value};

/// A take that is here for good.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Received {
    #[serde(flatten)]
    status: TakeStatus,
    /// Its page, where the service has a studio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    share_url: Option<String>,
    /// Its covers, where the service has a studio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    artwork: Option<Artwork>,
}

/// Confirms that all bytes are sent, with what was not known before. Safe to repeat.
#[utoipa::path(
    post,
    path = "/v1/takes/{take_id}/complete",
    tag = "takes",
    params(TakeName),
    security(("upload_token" = [])),
    request_body = LastWords,
    responses(
        (status = 200, description = "The take is here for good", body = Received),
        (status = 401, description = "TOKEN_MISSING", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "TOKEN_WRONG", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "TAKE_UNKNOWN", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "UPLOAD_INCOMPLETE; LAST_WORDS_DIFFER: the take is here, and stays as it is",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "TAKE_WITHDRAWN, UPLOAD_GONE", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "BODY_TOO_BIG", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "FIELDS_INVALID: what was sent is kept; the code `TERMS_OUTDATED` of the field `terms` says that the \
            campaign has others now. SIZE_MISMATCH, HASH_MISMATCH, NOT_AUDIO, \
            CONTENT_MISMATCH: what was sent is dropped",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 423, description = "UPLOAD_BUSY", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn complete(
    State(app): State<App>,
    name: TakeName,
    request: Request,
) -> Result<Json<Received>, Problem> {
    let ticket = name.ticket()?;
    authorise(&app, request.headers(), Right::Upload, ticket)?;
    let words = body::object(request, Empty::Allowed, app.settings.idle_timeout()).await?;
    let lease = app.leases.take_over(ticket).await?;
    let committed = app
        .blocking(move |app| {
            let committed = finish(app, ticket, &words);
            drop(lease);
            committed
        })
        .await?;
    let (share_url, artwork) = app.shared(&committed.take_id, &committed.take);
    Ok(Json(Received {
        status: TakeStatus {
            take_id: committed.take_id,
            status: Status::Received,
            received_bytes: committed.take.size_bytes,
            size_bytes: committed.take.size_bytes,
        },
        share_url,
        artwork,
    }))
}

/// Makes a take of an upload that is whole, with its page's last words.
fn finish(app: &App, ticket: TicketId, words: &Map<String, Value>) -> Result<Committed, Problem> {
    match app.standing(ticket)? {
        Standing::Withdrawn => Err(withdrawn()),
        Standing::Unknown => Err(unknown()),
        Standing::Received(committed) => {
            remove_upload(app, ticket)?;
            as_said(app, *committed, words)
        }
        Standing::Announced(record) if app.is_expired(&record) => Err(gone()),
        Standing::Announced(record) => {
            // A "no" is remembered, whatever else is wrong: the "yes" of before must not bring the take in.
            let taken_back = record.take.without_what_is_denied(words);
            let record = noted(app, *record, taken_back, ticket)?;
            let take = record.take.finished(words.clone(), app.bounds());
            let record = noted(app, record, take.map_err(Problem::fields)?, ticket)?;
            let made = make_take(app, record, ticket).or_else(|problem| match app.standing(ticket) {
                // Another process was quicker, and took the upload away under our hands. The record may be ours again.
                Ok(Standing::Received(committed)) => remove_upload(app, ticket).map(|()| *committed),
                Ok(Standing::Withdrawn) => remove_upload(app, ticket).and_then(|()| Err(withdrawn())),
                _ => Err(problem),
            });
            as_said(app, made?, words)
        }
    }
}

/// A take that is here, if these last words are those that it came with.
fn as_said(app: &App, committed: Committed, words: &Map<String, Value>) -> Result<Committed, Problem> {
    if words.is_empty() {
        return Ok(committed);
    }
    // The terms that it came with may have been followed by others.
    let bounds = Bounds {
        terms: None,
        ..app.bounds()
    };
    let said = committed.take.finished(words.clone(), bounds);
    if said.map_err(Problem::fields)? == committed.take {
        return Ok(committed);
    }
    Err(Problem::new(
        Code::LastWordsDiffer,
        "it stays as it came; to say something else, take it back and send it anew",
    ))
}

/// The record with last words, written before a byte moves: whoever finds the take half in knows all that was said.
fn noted(app: &App, mut record: Record, take: NewTake, ticket: TicketId) -> Result<Record, Problem> {
    if take == record.take {
        return Ok(record);
    }
    record.take = take;
    let json = serde_json::to_vec(&record).map_err(Problem::defect)?;
    app.store.put(&record_key(ticket), &json, Put::Overwrite)?;
    check_not_withdrawn(app, ticket)?;
    Ok(record)
}

/// Makes a take of an upload that was announced. Whoever asks for it has looked whether its fan agreed; nothing is
/// committed without, whatever lies where.
pub(super) fn make_take(app: &App, record: Record, ticket: TicketId) -> Result<Committed, Problem> {
    if !record.is_agreed() {
        return Err(Problem::defect(
            "a take that nobody agreed to was about to be committed",
        ));
    }
    let taken_bytes = reserve_in_bucket(app, &record, ticket)?;
    if let Err(problem) = app.reception.bring_in(&record, ticket) {
        let is_dropped = app.reception.files().is_some() && reception::is_verdict(&problem);
        app.limits.release(if is_dropped {
            record.take.size_bytes
        } else {
            taken_bytes
        });
        return Err(problem);
    }
    let committed = commit(app, record, ticket)?;
    remove_upload(app, ticket)?;
    app.limits.close(ticket);
    // Where several processes serve one bucket, an erasure may have come between.
    if app.reception.files().is_none() && app.is_there(&layout::withdrawn(&ticket.take()))? {
        erase::remove(app, ticket)?;
        return Err(withdrawn());
    }
    Ok(committed)
}

/// What comes past us into a bucket takes from the budget when it becomes a take; says how much that was.
fn reserve_in_bucket(app: &App, record: &Record, ticket: TicketId) -> Result<u64, Problem> {
    if app.reception.files().is_some() {
        return Ok(0);
    }
    // A completion that was cut short has counted it. Without a budget that is not worth a request.
    let audio = layout::audio(&ticket.take(), record.extension());
    if app.settings.max_stored_bytes.is_some() && app.is_there(&audio)? {
        return Ok(0);
    }
    app.limits.reserve(record.take.size_bytes)?;
    Ok(record.take.size_bytes)
}

/// Bytes of the budget that an upload holds: all that it announced, from its first byte here on.
pub(super) fn held_bytes(app: &App, ticket: TicketId) -> Result<u64, Problem> {
    let Some(files) = app.reception.files() else {
        return Ok(0);
    };
    let part_bytes = files.part_bytes(ticket)?;
    if part_bytes == 0 {
        return Ok(0);
    }
    let record: Option<Record> = readable(app.read(&record_key(ticket)))?;
    Ok(record.map_or(part_bytes, |record| record.take.size_bytes))
}

/// Whether a completion was cut short after it had found the bytes good, and its fan's word stands. The fan may never
/// come back to repeat it.
pub(super) fn is_half_in(app: &App, record: &Record, ticket: TicketId) -> Result<bool, Problem> {
    Ok(record.is_agreed() && app.is_there(&layout::audio(&ticket.take(), record.extension()))?)
}

/// Removes the audio that a completion left where takes are, if it became none, and gives back what it held.
pub(super) fn discard_moved(app: &App, record: &Record, ticket: TicketId) -> Result<(), Problem> {
    let audio = layout::audio(&ticket.take(), record.extension());
    if app.is_there(&layout::commit(&ticket.take()))? {
        return Ok(());
    }
    let left = erase::left(app, ticket)?;
    if let Some(object) = left.iter().find(|object| object.key == audio) {
        app.store.delete(&audio)?;
        app.limits.release(object.size_bytes);
        app.reception.settle(ticket)?;
    }
    Ok(())
}

/// Removes an upload that becomes no take, and gives back what it held. Takes are not touched.
pub(super) fn discard_upload(app: &App, ticket: TicketId) -> Result<(), Problem> {
    let held_bytes = held_bytes(app, ticket)?;
    app.store.delete(&part_key(ticket))?;
    app.limits.release(held_bytes);
    app.store.delete(&record_key(ticket))?;
    app.limits.close(ticket);
    Ok(())
}

fn commit(app: &App, record: Record, ticket: TicketId) -> Result<Committed, Problem> {
    let key = layout::commit(&ticket.take());
    let now = clock::now();
    let committed = Committed::new(record, now);
    let json = serde_json::to_vec_pretty(&committed).map_err(Problem::defect)?;
    match app.store.put(&key, &json, Put::Create) {
        Ok(()) => {
            app.metrics.received();
            app.tally.received(&committed.take, now);
            Ok(committed)
        }
        // Another process was as quick.
        Err(cause) if cause.kind == StorageErrorKind::AlreadyExists => app.read(&key)?.ok_or_else(withdrawn),
        Err(cause) => Err(cause.into()),
    }
}

/// Removes an upload's objects, the record last: as long as it is there, the sweep knows of the others.
pub(super) fn remove_upload(app: &App, ticket: TicketId) -> Result<(), Problem> {
    app.store.delete(&part_key(ticket))?;
    app.store.delete(&record_key(ticket))?;
    Ok(())
}

/// An erasure may have come between our look and our record, and has not seen it.
pub(super) fn check_not_withdrawn(app: &App, ticket: TicketId) -> Result<(), Problem> {
    if app.is_there(&layout::withdrawn(&ticket.take()))? {
        remove_upload(app, ticket)?;
        return Err(withdrawn());
    }
    Ok(())
}
