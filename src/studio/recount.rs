//! At the start: what earlier runs took in, counted in the background, one shard at a time so that memory does not grow
//! with the campaign.

use super::app::App;
use super::clock::{self, UnixMillis};
use super::complete;
use super::problem::Problem;
use super::record::{Committed, Record};
use super::secrets::TicketId;
use super::standing::record_key;
use crate::storage::layout;

/// Counts uploads that have begun, before any goes on: from their first byte on they hold what they announced. Those in
/// a bucket hold nothing.
pub(super) async fn count_uploads(app: &App) {
    if app.reception.files().is_none() {
        return;
    }
    let counted = app
        .blocking(|app| {
            for object in app.store.list(&format!("{}/", layout::UPLOADS))? {
                let stem = object.key.name().strip_suffix(".json");
                if let Some(ticket) = stem.and_then(TicketId::parse) {
                    count_upload(app, ticket).unwrap_or_else(|problem| warn(&problem));
                }
            }
            Ok(())
        })
        .await;
    counted.unwrap_or_else(|problem| warn(&problem));
}

fn count_upload(app: &App, ticket: TicketId) -> Result<(), Problem> {
    let mut held_bytes = complete::held_bytes(app, ticket)?;
    // A completion that was cut short has moved the bytes already.
    if held_bytes == 0
        && !app.is_there(&layout::commit(&ticket.take()))?
        && let Some(record) = app.read::<Record>(&record_key(ticket))?
        && app.is_there(&layout::audio(&ticket.take(), record.extension()))?
    {
        held_bytes = record.take.size_bytes;
    }
    app.limits.count(held_bytes);
    Ok(())
}

/// Counts takes. In a bucket only sizes are read, and only if there is a budget: a million small reads cost money.
pub(super) async fn recount(app: App, started_at: UnixMillis) {
    let is_local = app.reception.files().is_some();
    if !is_local && app.settings.max_stored_bytes.is_none() {
        return;
    }
    app.tally.set_counting(true);
    for shard in 0..=u8::MAX {
        let prefix = format!("{}/{shard:02x}/", layout::TAKES);
        let counted = app.blocking(move |app| count(app, &prefix, is_local, started_at)).await;
        counted.unwrap_or_else(|problem| warn(&problem));
    }
    app.tally.set_counting(false);
}

/// Counts the takes of one shard. What came after the start was counted when it came.
fn count(app: &App, prefix: &str, is_local: bool, started_at: UnixMillis) -> Result<(), Problem> {
    for object in app.store.list(prefix)? {
        let name = object.key.name();
        if name == layout::COMMIT && is_local {
            match app.read::<Committed>(&object.key) {
                Ok(Some(committed)) => count_take(app, &committed, started_at),
                Ok(None) => {}
                Err(problem) => warn(&problem),
            }
        } else if name.starts_with("audio.") && !is_local {
            app.limits.count(object.size_bytes);
        }
    }
    Ok(())
}

fn count_take(app: &App, committed: &Committed, started_at: UnixMillis) {
    let received_at = clock::parse(&committed.received_at).unwrap_or(0);
    if received_at < started_at {
        app.limits.count(committed.take.size_bytes);
        app.tally.received(&committed.take, received_at);
    }
}

/// One take that cannot be read keeps no other from being counted.
fn warn(problem: &Problem) {
    let code = problem.code.as_str();
    tracing::warn!(code, cause = problem.cause(), "cannot count all that is stored");
}
