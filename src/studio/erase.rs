//! A fan takes a take back, over the API or on a page.
//!
//! The intent is written first, so that an erasure that is cut short is finished by the sweep; then the tombstone, from
//! which moment on nobody gets or compiles the take; then everything else goes.

use super::app::App;
use super::complete;
use super::names::{TakeName, authorise};
use super::problem::{Body as ProblemBody, Problem};
use super::record::Committed;
use super::secrets::{Right, TicketId};
use super::standing::{erasing_key, readable};
use crate::storage::{Object, Put, layout};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Takes a take back. Safe to repeat.
#[utoipa::path(
    delete,
    path = "/v1/takes/{take_id}",
    tag = "takes",
    params(TakeName),
    security(("erase_token" = [])),
    responses(
        (status = 204, description = "Nothing of it is left here"),
        (status = 401, description = "TOKEN_MISSING", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "TOKEN_WRONG", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "TAKE_UNKNOWN", body = ProblemBody, content_type = "application/problem+json"),
        (status = 423, description = "UPLOAD_BUSY", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    name: TakeName,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let ticket = name.ticket()?;
    authorise(&app, &headers, Right::Erase, ticket)?;
    erase(&app, ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases a take, after whoever is still sending it has stopped.
pub(super) async fn erase(app: &App, ticket: TicketId) -> Result<(), Problem> {
    let lease = app.leases.take_over(ticket).await?;
    app.blocking(move |app| {
        let erased = erase_now(app, ticket);
        drop(lease);
        erased
    })
    .await
}

/// Erases a take that nobody is at work on. All of it is done again each time: an erasure may have been cut short anywhere.
pub(super) fn erase_now(app: &App, ticket: TicketId) -> Result<(), Problem> {
    let tombstone = layout::withdrawn(&ticket.take());
    let erasing = erasing_key(ticket);
    let is_new = !app.is_there(&tombstone)?;
    let committed: Option<Committed> = readable(app.read(&layout::commit(&ticket.take())))?;
    app.store.put(&erasing, b"", Put::Overwrite)?;
    app.store.put(&tombstone, b"", Put::Overwrite)?;
    remove(app, ticket)?;
    app.store.delete(&erasing)?;
    if is_new {
        app.metrics.erased();
        app.tally.erased();
    }
    if committed.is_some() {
        app.tally.left();
    }
    Ok(())
}

/// Removes all that is left of a take that was taken back, here and in memory.
pub(super) fn remove(app: &App, ticket: TicketId) -> Result<(), Problem> {
    let commit = layout::commit(&ticket.take());
    // Of an erasure that was cut short, `take.json` may be all that is left to say what there was.
    let committed: Option<Committed> = readable(app.read(&commit))?;
    if let Some((site, committed)) = app.site().zip(committed.as_ref()) {
        site.forget(app, &committed.take);
    }
    let objects = left(app, ticket)?;
    let audio_bytes: u64 = objects
        .iter()
        .filter(|object| object.key.name().starts_with("audio."))
        .map(|object| object.size_bytes)
        .sum();
    // The audio goes before what makes it a take: what is left of an interrupted erasure is found by its folder.
    for object in objects {
        if object.key != commit {
            app.store.delete(&object.key)?;
        }
    }
    app.store.delete(&commit)?;
    app.limits.release(match (audio_bytes, committed) {
        (0, Some(committed)) => committed.take.size_bytes,
        _ => audio_bytes,
    });
    complete::discard_upload(app, ticket)?;
    app.reception.settle(ticket)?;
    Ok(())
}

/// What is left in a take's folder.
pub(super) fn left(app: &App, ticket: TicketId) -> Result<Vec<Object>, Problem> {
    Ok(app.store.list(&format!("{}/", layout::folder(&ticket.take())))?)
}
