//! A page announces a take, when it is sung or before. Nothing is promised that a crash could take back: the record is
//! synced before the answer.

use super::app::App;
use super::body::{self, Empty};
use super::clock;
use super::complete;
use super::fields::{NewTake, is_opaque};
use super::problem::{Body as ProblemBody, Code, Problem};
use super::reception::{self, Offer};
use super::record::{Committed, Record};
use super::secrets::{Right, TicketId};
use super::standing::{Standing, record_key, withdrawn};
use super::status::Status;
use crate::storage::{Put, StorageErrorKind};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A take that was announced: how to send it, confirm it, and take it back.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Created {
    /// Its name from now on.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    take_id: String,
    /// How far it is.
    status: Status,
    /// How to send its bytes.
    upload: Offer,
    /// What to call when all bytes are sent.
    complete: Step,
    /// Right to send and to confirm it.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    upload_token: String,
    /// Right to take it back.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    erase_token: String,
    /// Page on which the fan can take it back.
    erase_url: String,
    /// Where to ask how far it is.
    status_url: String,
}

/// A request to make.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Step {
    method: &'static str,
    url: String,
}

/// Announces a take. Repeating a request with its key is safe and gets the same answer.
#[utoipa::path(
    post,
    path = "/v1/takes",
    tag = "takes",
    params(("Idempotency-Key" = inline(super::document::IdempotencyKey), Header,
        description = "Made by the page once a take, like a UUID: the same for every try")),
    request_body = NewTake,
    responses(
        (status = 201, description = "Announced, now or before", body = Created),
        (status = 409, description = "IDEMPOTENCY_KEY_REUSED", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "TAKE_WITHDRAWN", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "BODY_TOO_BIG", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "FIELDS_INVALID", body = ProblemBody, content_type = "application/problem+json"),
        (status = 423, description = "UPLOAD_BUSY", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let ticket = app.secrets.ticket(idempotency_key(request.headers())?);
    let object = body::object(request, Empty::Refused, app.settings.idle_timeout()).await?;
    let take = NewTake::read(object, app.bounds()).map_err(Problem::fields)?;
    let asked = Record::new(&app.secrets, ticket, take, clock::now());
    let answer = {
        let asked = asked.clone();
        app.blocking(move |app| announce(app, &asked, ticket)).await?
    };
    let created = match answer {
        Answer::Created(created) => *created,
        Answer::Expired => {
            // The sweep may be about to remove it: whoever has the lease goes first.
            let lease = app.leases.take_over(ticket).await?;
            app.blocking(move |app| {
                let created = announce_anew(app, &asked, ticket);
                drop(lease);
                created
            })
            .await?
        }
    };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
    let is_key = |key: &&str| (16..=128).contains(&key.len()) && key.bytes().all(is_opaque);
    key.filter(is_key).ok_or_else(|| {
        Problem::new(
            Code::IdempotencyKeyInvalid,
            "send `Idempotency-Key`: 16 to 128 of A–Z, a–z, 0–9, `_` and `-`, made once for this take",
        )
    })
}

enum Answer {
    Created(Box<Created>),
    Expired,
}

/// Writes the record, if this is the first time that we hear of the take.
fn announce(app: &App, asked: &Record, ticket: TicketId) -> Result<Answer, Problem> {
    let created = match app.standing(ticket)? {
        Standing::Withdrawn => return Err(withdrawn()),
        Standing::Received(committed) => {
            let record = committed.record();
            check_same(asked, &record)?;
            answer(app, &record, ticket, Status::Received)?
        }
        Standing::Announced(record) if app.is_expired(&record) => return Ok(Answer::Expired),
        Standing::Announced(record) => repeated(app, asked, &record, ticket)?,
        Standing::Unknown => match write(app, asked, ticket, Put::Create)? {
            Written::Now => {
                complete::check_not_withdrawn(app, ticket)?;
                answer(app, asked, ticket, Status::Created)?
            }
            Written::Before => match app.read::<Record>(&record_key(ticket))? {
                Some(record) => repeated(app, asked, &record, ticket)?,
                // It was there and is gone: the other request for this take has run to its end.
                None => return Err(StorageErrorKind::Unavailable.into()),
            },
        },
    };
    Ok(Answer::Created(Box::new(created)))
}

/// Starts an upload anew that has run out of time and was not swept away yet; what came before is still there, bytes
/// and words. One that was as good as confirmed is brought to its end instead.
fn announce_anew(app: &App, asked: &Record, ticket: TicketId) -> Result<Created, Problem> {
    let (record, put) = match app.standing(ticket)? {
        Standing::Withdrawn => return Err(withdrawn()),
        Standing::Received(committed) => {
            let record = committed.record();
            check_same(asked, &record)?;
            return answer(app, &record, ticket, Status::Received);
        }
        Standing::Announced(record) if !app.is_expired(&record) => return repeated(app, asked, &record, ticket),
        Standing::Announced(record) if check_same(asked, &record).is_ok() => {
            if complete::is_half_in(app, &record, ticket)?
                && let Some(committed) = half_made(complete::make_take(app, (*record).clone(), ticket))?
            {
                return answer(app, &committed.record(), ticket, Status::Received);
            }
            // Only the time begins anew: its fan may have agreed since, or changed a name.
            let renewed = Record {
                created_at_unix_ms: asked.created_at_unix_ms,
                ..*record
            };
            (renewed, Put::Overwrite)
        }
        // Bytes of another take are of no use to this one.
        Standing::Announced(record) => {
            complete::discard_moved(app, &record, ticket)?;
            complete::discard_upload(app, ticket)?;
            (asked.clone(), Put::Create)
        }
        Standing::Unknown => (asked.clone(), Put::Create),
    };
    match write(app, &record, ticket, put)? {
        Written::Now => {
            complete::check_not_withdrawn(app, ticket)?;
            repeated(app, asked, &record, ticket)
        }
        Written::Before => Err(StorageErrorKind::Unavailable.into()),
    }
}

/// A take, or nothing if its bytes turned out to be of no use or gone: they have to be sent again.
fn half_made(made: Result<Committed, Problem>) -> Result<Option<Committed>, Problem> {
    match made {
        Err(problem) if reception::is_verdict(&problem) || problem.code == Code::UploadIncomplete => Ok(None),
        made => made.map(Some),
    }
}

enum Written {
    Now,
    Before,
}

/// Writes the record if there is room for the take. The room is taken by its bytes, not by words.
fn write(app: &App, record: &Record, ticket: TicketId, put: Put) -> Result<Written, Problem> {
    let bytes = record.take.size_bytes;
    app.limits.check_place(ticket)?;
    app.limits
        .check_budget(bytes.saturating_sub(complete::held_bytes(app, ticket)?))?;
    if let Some(files) = app.reception.files() {
        app.limits.room(files.directory().root(), bytes)?;
    }
    let json = serde_json::to_vec(record).map_err(Problem::defect)?;
    match app.store.put(&record_key(ticket), &json, put) {
        Ok(()) => Ok(Written::Now),
        Err(cause) if cause.kind == StorageErrorKind::AlreadyExists => Ok(Written::Before),
        Err(cause) => Err(cause.into()),
    }
}

fn repeated(app: &App, asked: &Record, record: &Record, ticket: TicketId) -> Result<Created, Problem> {
    check_same(asked, record)?;
    let status = match app.reception.received_bytes(record, ticket)? {
        0 => Status::Created,
        _ => Status::Uploading,
    };
    answer(app, record, ticket, status)
}

fn check_same(asked: &Record, known: &Record) -> Result<(), Problem> {
    if asked.request == known.request {
        return Ok(());
    }
    Err(Problem::new(
        Code::IdempotencyKeyReused,
        "a key stands for one take; make a new one for another",
    ))
}

fn answer(app: &App, record: &Record, ticket: TicketId, status: Status) -> Result<Created, Problem> {
    let erase_token = app.secrets.token(Right::Erase, ticket);
    Ok(Created {
        take_id: ticket.to_string(),
        status,
        upload: app.reception.offer(app, record, ticket)?,
        complete: Step {
            method: "POST",
            url: app.link(&format!("/v1/takes/{ticket}/complete")),
        },
        upload_token: app.secrets.token(Right::Upload, ticket),
        erase_url: app.link(&format!("/erase/{ticket}/{erase_token}")),
        erase_token,
        status_url: app.link(&format!("/v1/takes/{ticket}")),
    })
}
