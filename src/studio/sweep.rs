//! What nobody asks for any more: uploads that ran out of time, erasures and completions that were cut short.

use super::app::App;
use super::complete;
use super::erase;
use super::problem::{Code, Problem};
use super::record::Record;
use super::secrets::TicketId;
use super::standing::{Standing, record_key};
use crate::storage::layout;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(300);

/// Sweeps now and every few minutes, for as long as the service runs.
pub(super) async fn keep_sweeping(app: App) {
    loop {
        match sweep(&app).await {
            Ok(swept) if swept.is_nothing() => {}
            Ok(swept) => tracing::info!(
                expired = swept.expired,
                erased = swept.erased,
                completed = swept.completed,
                "swept"
            ),
            Err(problem) => tracing::warn!(
                code = problem.code.as_str(),
                cause = problem.cause(),
                "the sweep failed"
            ),
        }
        app.limits.forget_quiet_addresses();
        tokio::time::sleep(EVERY).await;
    }
}

/// What a sweep did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Swept {
    expired: u32,
    erased: u32,
    completed: u32,
}

impl Swept {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Goes through all uploads once.
pub(super) async fn sweep(app: &App) -> Result<Swept, Problem> {
    let objects = app
        .blocking(|app| Ok(app.store.list(&format!("{}/", layout::UPLOADS))?))
        .await?;
    let mut swept = Swept::default();
    for object in objects {
        let Some((stem, what)) = object.key.name().split_once('.') else {
            continue;
        };
        let Some(ticket) = TicketId::parse(stem) else { continue };
        let outcome = match what {
            "erase" => finish_erasure(app, ticket).await,
            "json" => look_at(app, ticket).await,
            _ => Ok(Outcome::Nothing),
        };
        match outcome {
            Ok(Outcome::Nothing) => {}
            Ok(Outcome::Expired) => swept.expired += 1,
            Ok(Outcome::Erased) => swept.erased += 1,
            Ok(Outcome::Completed) => swept.completed += 1,
            // Somebody is at work on it.
            Err(problem) if problem.code == Code::UploadBusy => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(swept)
}

/// Finishes the erasures that were cut short, and nothing else; says how many.
#[cfg(feature = "lambda")]
pub(super) async fn finish_erasures(app: &App) -> Result<u32, Problem> {
    let objects = app
        .blocking(|app| Ok(app.store.list(&format!("{}/", layout::UPLOADS))?))
        .await?;
    let mut erased = 0;
    for object in objects {
        let stem = object.key.name().strip_suffix(".erase");
        let Some(ticket) = stem.and_then(TicketId::parse) else {
            continue;
        };
        finish_erasure(app, ticket).await?;
        erased += 1;
    }
    Ok(erased)
}

enum Outcome {
    Nothing,
    Expired,
    Erased,
    Completed,
}

async fn finish_erasure(app: &App, ticket: TicketId) -> Result<Outcome, Problem> {
    erase::erase(app, ticket).await.map(|()| Outcome::Erased)
}

/// Looks at a record without disturbing an upload that is under way.
async fn look_at(app: &App, ticket: TicketId) -> Result<Outcome, Problem> {
    let wants_work = app
        .blocking(move |app| {
            Ok(match app.standing(ticket)? {
                Standing::Withdrawn | Standing::Received(_) => true,
                Standing::Unknown => false,
                Standing::Announced(record) => app.is_expired(&record) || is_half_in(app, &record, ticket),
            })
        })
        .await?;
    if !wants_work {
        return Ok(Outcome::Nothing);
    }
    let lease = app.leases.take_over(ticket).await?;
    app.blocking(move |app| {
        let outcome = match app.standing(ticket)? {
            Standing::Withdrawn => erase::remove(app, ticket).map(|()| Outcome::Erased),
            Standing::Announced(record) if app.is_expired(&record) => {
                erase::remove(app, ticket).map(|()| Outcome::Expired)
            }
            Standing::Announced(record) if !is_half_in(app, &record, ticket) => Ok(Outcome::Nothing),
            Standing::Received(_) | Standing::Announced(_) => complete::finish(app, ticket).map(|_| Outcome::Completed),
            Standing::Unknown => Ok(Outcome::Nothing),
        };
        drop(lease);
        outcome
    })
    .await
}

/// Whether a completion was cut short after it had found the bytes good.
fn is_half_in(app: &App, record: &Record, ticket: TicketId) -> bool {
    let audio = layout::audio(&ticket.take(), record.extension());
    app.store.head(&audio).is_ok() && app.store.head(&record_key(ticket)).is_ok()
}
